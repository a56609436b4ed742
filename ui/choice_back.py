"""What of a settled bill goes back, as the cashier chooses it: lines whole, a number of them, or boxes by their code.

Pure: no widget. Nothing is sent by choosing.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from counter_app.desk.parting import GoesBack
from counter_app.model import money
from counter_app.model.visit import Charge
from ui.words import figures, refund_words
from ui.words.template import filled

__all__ = ["ChoiceBack", "cost_of"]


def cost_of(charges: tuple[Charge, ...], back: Mapping[int, GoesBack]) -> Decimal:
    """What `back` (by line from 1) costs, yuan; what stays of a line is rounded anew, so it is the difference."""
    found = money.ZERO
    for number, one in back.items():
        line = charges[number - 1]
        found += line.amount - money.line_amount(line.price, line.quantity - one.quantity)
    return found


class ChoiceBack:
    """`row` is the marked line, from 0. `said`: why the last key did nothing, empty when it did."""

    def __init__(self, charges: tuple[Charge, ...]) -> None:
        self.charges = charges
        self.row = 0
        self.said = ""
        self._typed = ""
        self._back: dict[int, GoesBack] = {}

    @property
    def back(self) -> dict[int, GoesBack]:
        """What goes back, by line number from 1."""
        return dict(sorted(self._back.items()))

    @property
    def all(self) -> bool:
        """Everything goes back: the whole bill is undone, and nothing is settled anew."""
        whole = {number: line.quantity for number, line in enumerate(self.charges, start=1)}
        return bool(whole) and whole == {number: one.quantity for number, one in self._back.items()}

    @property
    def amount(self) -> Decimal:
        """What the lines and parts of lines that go back cost, yuan: the bill before less the bill after."""
        return cost_of(self.charges, self._back)

    def of(self, number: int) -> Decimal:
        """What goes back of one line costs, yuan."""
        one = self._back.get(number)
        return cost_of(self.charges, {number: one}) if one is not None else money.ZERO

    def step(self, down: int) -> None:
        """Mark another line."""
        self.row = min(max(self.row + down, 0), len(self.charges) - 1)
        self._typed, self.said = "", ""

    def turn(self) -> None:
        """The marked line goes back whole, or stays after all."""
        number, line = self.row + 1, self.charges[self.row]
        whole = GoesBack.whole(line)
        self._typed, self.said = "", ""
        if self._back.get(number) == whole:
            del self._back[number]
        else:
            self._back[number] = whole

    def typed(self, mark: str) -> None:
        """A digit or a point of how many of the marked line go back; an empty mark takes the last one away."""
        line, text = self.charges[self.row], self._typed + mark if mark else self._typed[:-1]
        self.said = ""
        if line.trace_codes:
            self.said = filled(refund_words.SCAN_THE_BOX, 行=self.row + 1)
            return
        quantity = _number(text)
        if quantity is None:
            return
        if quantity > line.quantity:
            self.said = filled(refund_words.ONLY_SO_MANY, 行=self.row + 1, 数量=figures.quantity(line.quantity))
            return
        self._typed = text
        if quantity:
            self._back[self.row + 1] = GoesBack(quantity)
        else:
            self._back.pop(self.row + 1, None)

    def scanned(self, code: str) -> None:
        """A box that came back, by its trace code: one more of its line; scanned once more it stays after all."""
        self._typed, self.said = "", ""
        for number, line in enumerate(self.charges, start=1):
            if code not in line.trace_codes:
                continue
            self.row = number - 1
            before = self._back.get(number, GoesBack(Decimal(0)))
            codes = (*before.codes, code) if code not in before.codes else _but(before.codes, code)
            if len(codes) == len(line.trace_codes):
                self._back[number] = GoesBack.whole(line)
            elif not codes:
                self._back.pop(number, None)
            elif len(codes) > line.quantity:
                self.said = filled(refund_words.ONLY_SO_MANY, 行=number, 数量=figures.quantity(line.quantity))
            else:
                self._back[number] = GoesBack(Decimal(len(codes)), codes)
            return
        self.said = refund_words.NOT_OF_THIS_BILL


def _but(codes: tuple[str, ...], code: str) -> tuple[str, ...]:
    return tuple(one for one in codes if one != code)


def _number(text: str) -> Decimal | None:
    """What stands there as a quantity; None where it can't become one."""
    if not text:
        return Decimal(0)
    try:
        number = Decimal(text if text != "." else "0")
    except InvalidOperation:
        return None
    _, _, decimals = text.partition(".")
    return number if len(decimals) <= money.QUANTITY_PLACES else None
