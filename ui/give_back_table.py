"""The lines of a settled bill while some of it goes back: what each has, what goes, what stays. And the three bills."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QAbstractItemView, QWidget

from counter_app.desk.parting import PartBill
from counter_app.model.visit import total_of
from ui.choice_back import ChoiceBack
from ui.confirm_bar import Ask
from ui.guard import Offer
from ui.look import BODY, LEAD, SMALL, Layout, Look
from ui.pen import Drawn, Pen
from ui.row_model import RowModel
from ui.row_table import RowTable
from ui.views import VisitView
from ui.words import figures, labels, refund_words
from ui.words.template import filled

__all__ = ["Bills", "GiveBackHeader", "GiveBackLine", "GiveBackTable", "ask_back"]

_RIGHT = Qt.AlignmentFlag.AlignRight
NUMBER, ITEM, QUANTITY, BACK, BACK_AMOUNT, LEFT = range(6)
_WIDTHS = {NUMBER: 42, QUANTITY: 76, BACK: 76, BACK_AMOUNT: 104, LEFT: 76}
_HEADS = {
    ITEM: labels.COLUMN_ITEM,
    QUANTITY: labels.COLUMN_QUANTITY,
    BACK: refund_words.COLUMN_BACK,
    BACK_AMOUNT: refund_words.COLUMN_BACK_AMOUNT,
    LEFT: refund_words.COLUMN_LEFT,
}
PAD = 10


def _columns(look: Look, width: int) -> dict[int, int]:
    widths = {column: look.px(wide) for column, wide in _WIDTHS.items()}
    if look.layout is not Layout.COLUMNS:
        widths[LEFT] = 0
    widths[ITEM] = max(look.px(60), width - sum(widths.values()) - look.px(4))  # the rest of the scroll bar
    return widths


@dataclass(frozen=True, slots=True)
class GiveBackLine:
    """One row in words; what does not go back is empty."""

    number: int
    name: str
    spec: str
    quantity: str
    back: str
    amount: str
    left: str


def _lines(choice: ChoiceBack) -> list[GiveBackLine]:
    found = []
    for number, line in enumerate(choice.charges, start=1):
        one = choice.back.get(number)
        gone = one.quantity if one else Decimal(0)
        unit = f" {line.unit}" if line.unit else ""
        found.append(
            GiveBackLine(
                number,
                line.name,
                line.spec,
                figures.quantity(line.quantity) + unit,
                figures.quantity(gone) + unit if one else "",
                figures.money(choice.of(number)) if one else "",
                figures.quantity(line.quantity - gone) + unit,
            )
        )
    return found


def _text(line: GiveBackLine, column: int) -> str:
    return (str(line.number), line.name, line.quantity, line.back, line.amount, line.left)[column]


def _spoken(line: GiveBackLine) -> str:
    back = line.back or "0"
    return filled(refund_words.ROW_SPOKEN, 行=line.number, 项目=line.name, 数量=line.quantity, 退=back)


class GiveBackHeader(Drawn):
    """The names of the columns."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.setAccessibleName("，".join(_HEADS.values()))

    def compose(self, pen: Pen) -> None:
        """Figures at the right, as below."""
        look, theme = self.look, self.look.theme
        pen.painter.fillRect(QRectF(self.rect()), look.colour(theme.sunken))
        y, x = self.height() / 2, 0.0
        for column, wide in sorted(_columns(look, self.width()).items()):
            text = _HEADS.get(column, "")
            if text and wide:
                if column == ITEM:
                    pen.text(x, y, text, SMALL, theme.ink2)
                else:
                    pen.text(x + wide - look.px(PAD), y, text, SMALL, theme.ink2, align=_RIGHT)
            x += wide
        pen.rule(0, self.height() - 1, self.width(), theme.line)


class GiveBackTable(RowTable):
    """The lines; the marked one is the choice's own."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, lambda look: 28 if look.roomy else 24, parent)
        self._model: RowModel[GiveBackLine] = RowModel(LEFT + 1, _text, _HEADS, _spoken)
        self._row = -1
        self.setModel(self._model)
        self.setAccessibleName(labels.TABLE_NAME)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)

    def show_choice(self, choice: ChoiceBack) -> None:
        """As it stands now."""
        lines = tuple(_lines(choice))
        if lines != self._model.rows:
            at = self.verticalScrollBar().value()
            self._model.replace(lines)
            self.verticalScrollBar().setValue(at)
        if choice.row != self._row:
            self._row = choice.row
            self.scrollTo(self._model.index(choice.row, 0))
        self.viewport().update()

    def line(self, row: int) -> GiveBackLine:
        """The row's words."""
        return self._model.rows[row]

    def widths(self) -> Mapping[int, int]:
        """As the header's."""
        return _columns(self.look, self.width())

    def content(self, row: int) -> GiveBackLine:
        """The line's words."""
        return self.line(row)

    def marked(self, row: int) -> bool:
        """The line a key acts on."""
        return row == self._row

    def compose(self, pen: Pen, row: int, cells: Mapping[int, QRectF]) -> None:
        """What goes back is bold; a line that stays as it is says nothing in those columns."""
        look, theme, line = self.look, self.look.theme, self.line(row)
        for column, box in cells.items():
            y, right = box.center().y(), box.right() - look.px(PAD)
            room = box.width() - look.px(PAD)
            if column == NUMBER:
                pen.text(right - look.px(2), y, str(line.number), SMALL, theme.ink3, align=_RIGHT)
            elif column == ITEM:
                self._item(pen, box, line)
            elif column in (QUANTITY, LEFT) or line.back:
                text = {QUANTITY: line.quantity, BACK: line.back, BACK_AMOUNT: line.amount, LEFT: line.left}[column]
                goes = column in (BACK, BACK_AMOUNT)
                size = BODY
                while size > SMALL and pen.width(text, size, bold=goes) > room:
                    size -= 1
                ink = theme.ink if goes or column == QUANTITY else theme.ink2
                pen.text(right, y, text, size, ink, bold=goes, align=_RIGHT, room=room)

    def _item(self, pen: Pen, box: QRectF, line: GiveBackLine) -> None:
        look, theme, y = pen.look, pen.look.theme, box.center().y()
        room = box.width() - look.px(6)
        size = BODY
        while size > SMALL and pen.width(line.name, size, bold=bool(line.back)) > room:
            size -= 1
        wide = pen.text(box.left(), y, line.name, size, theme.ink, bold=bool(line.back), room=room, elide=True)
        left = room - wide - look.px(9)
        if line.spec and left > look.px(24):
            pen.text(box.left() + wide + look.px(9), y, line.spec, SMALL, theme.ink3, room=left, elide=True)


def ask_back(view: VisitView, choice: ChoiceBack) -> Ask | None:
    """What Shift F9 would ask to confirm: which amount is undone, and what is settled anew; None: nothing is chosen."""
    if not choice.back:
        return None
    amount, total = choice.amount, total_of(choice.charges)
    offer = Offer(view.visit, view.turn, amount)
    label = filled(refund_words.CONFIRM_LABEL, 金额=figures.money(amount))
    if choice.all:
        text = filled(refund_words.CONFIRM_ALL, 金额=figures.money(amount), 现金=figures.money(view.paid))
    else:
        left = figures.money(total - amount)
        text = filled(refund_words.CONFIRM, n=len(choice.back), 金额=figures.money(amount), 留=left)
    return Ask(text, label, offer, reasoned=True)


class Bills(Drawn):
    """原单、撤销、重结, one row each: settlement number and how it was paid; the first two are nothing together."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._bills: tuple[PartBill, ...] = ()

    def show_bills(self, bills: tuple[PartBill, ...]) -> None:
        """These; none hides it."""
        self._bills = bills
        self.setVisible(bool(bills))
        self.setAccessibleName(refund_words.BILLS_HEAD)
        self.setAccessibleDescription(
            "；".join(f"{refund_words.BILLS[one.which]} {figures.yen(one.total)}" for one in bills)
        )
        self.shows(bills)

    def height_needed(self) -> int:
        """Head, names and a row each."""
        return self.look.px(34 + 22 + 26 * len(self._bills) + 6) if self._bills else 0

    def compose(self, pen: Pen) -> None:
        """Figures at the right."""
        look, theme = self.look, self.look.theme
        pen.painter.fillRect(QRectF(self.rect()), look.colour(theme.sunken))
        pen.rule(0, 0, self.width(), theme.line)
        left, right = float(look.px(15)), self.width() - float(look.px(15))
        pen.text(left, look.px(18), refund_words.BILLS_HEAD, LEAD, theme.ink2, bold=True)
        names = (labels.TOTAL_COST, labels.FUND, labels.ACCOUNT, labels.TO_PAY)
        step = float(look.px(92 if look.layout is Layout.COLUMNS else 80))
        ends = [right - step * (len(names) - 1 - number) for number in range(len(names))]
        y = float(look.px(44))
        pen.text(left, y, refund_words.COLUMN_BILL, SMALL, theme.ink2)
        pen.text(left + look.px(48), y, refund_words.COLUMN_BILL_NUMBER, SMALL, theme.ink2)
        for end, name in zip(ends, names, strict=True):
            pen.text(end, y, name, SMALL, theme.ink2, align=_RIGHT)
        for one in self._bills:
            y += look.px(26)
            pen.text(left, y, refund_words.BILLS[one.which], BODY, theme.ink, bold=True)
            start, end = left + look.px(48), ends[0] - step
            size = BODY
            while size > SMALL and pen.width(one.number, size) > end - start:
                size -= 1
            pen.text(start, y, one.number, size, theme.ink2, room=end - start, elide=True)
            for at, figure in zip(ends, (one.total, one.fund_total, one.account, one.cash), strict=True):
                pen.text(at, y, figures.money(figure), BODY, theme.ink, align=_RIGHT)
