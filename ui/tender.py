"""How the person pays and what was handed over: typed without clicking, kept until the visit changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from counter_app.model import money
from counter_app.model.payment import Payment, PaymentMethod
from ui.look import BODY, LEAD, SMALL, Look
from ui.pen import Drawn, Pen
from ui.theme import Ink
from ui.words import labels
from ui.words.template import filled

__all__ = ["DigitField", "MethodChoice", "Tender"]

# Six figures of yuan: with a seventh it is a phone number typed in the wrong place, and nothing of it is money.
LONGEST_YUAN, LONGEST_PHONE = 6, 11


@dataclass(frozen=True, slots=True)
class Tender:
    """What the cashier typed for one visit. `digits`: the amount received as typed, empty when nothing was.

    `laid`: what was taken for it before and lies there with its change; then the digits are all that lies there.
    `taken_over`: nobody typed the digits, so the next one typed stands in their place.
    """

    visit: str = ""
    method: PaymentMethod = PaymentMethod.CASH
    digits: str = ""
    phone: str = ""
    laid: Payment | None = None
    taken_over: bool = False

    @property
    def stray(self) -> bool:
        """More figures than money has: a phone number, most likely. It cannot be taken."""
        return self.method is PaymentMethod.CASH and len(self.digits.partition(".")[0]) > LONGEST_YUAN

    def received(self, due: Decimal) -> Decimal:
        """Yuan handed over, with what lay there before: what was typed with cash, else what is due."""
        if self.method is not PaymentMethod.CASH:
            return due + (self.laid.received if self.laid is not None else money.ZERO)
        if not self.digits:
            return due + self._before()
        return money.yuan(self.digits if self.digits != "." and not self.stray else "0")

    def handed(self, due: Decimal) -> Decimal:
        """Of it what is new, as it is written beside `due`: all rows of a claim then come to what lies there."""
        if self.laid is None:
            return self.received(due)
        return self.received(due) - self.laid.received if due else money.ZERO  # of 0.00 nothing is written

    def change(self, due: Decimal) -> Decimal:
        """找零, yuan; below zero: that much is still missing."""
        return self.received(due) - due - self._before()

    def _before(self) -> Decimal:
        return self.laid.due if self.laid is not None else money.ZERO

    def upon(self, laid: Payment | None) -> Tender:
        """The same visit, after money was taken for it: what lies there is what was received."""
        digits = f"{laid.received:f}" if laid is not None else ""
        return Tender(self.visit, self.method, digits, self.phone, laid, taken_over=True)

    def next_method(self) -> Tender:
        """F4."""
        order = list(PaymentMethod)
        return self.paid_by(order[(order.index(self.method) + 1) % len(order)])

    def paid_by(self, method: PaymentMethod) -> Tender:
        """Another way to pay; what was typed stays for the way back."""
        return replace(self, method=method)

    def typed(self, mark: str) -> Tender:
        """One more digit or the point; a third decimal, a second point and endless figures are not taken."""
        digits = mark if self.taken_over else self.digits + mark
        _, point, fen = digits.partition(".")
        if digits.count(".") > 1 or (point and len(fen) > 2) or self.stray:
            return self
        digits = digits.lstrip("0") if digits.strip("0") == "" else digits
        return replace(self, digits=digits, taken_over=False)

    def phoned(self, mark: str) -> Tender:
        """One more digit of the phone number; what strayed of it into the money is gone."""
        if not mark.isdigit() or len(self.phone) >= LONGEST_PHONE:
            return self
        return replace(self, digits="" if self.stray else self.digits, phone=self.phone + mark)

    def erased(self, *, phone: bool) -> Tender:
        """Backspace; what is no money goes at once."""
        if phone:
            return replace(self, phone=self.phone[:-1])
        return replace(self, digits="" if self.stray else self.digits[:-1], taken_over=False)


class MethodChoice(Drawn):
    """The ways to pay side by side; the chosen one is bold with a 2 px line. F4 steps, a click chooses."""

    chosen = Signal(object)

    def __init__(self, look: Look, key: str, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._key = key
        self._method = PaymentMethod.CASH
        self._ink: Ink | None = None
        self._alive = True

    def show_method(self, method: PaymentMethod, ink: Ink, *, alive: bool) -> None:
        """Mark `method`."""
        self._method, self._ink, self._alive = method, ink, alive
        self.setAccessibleName(filled(labels.PAYMENT_SPOKEN, 付款方式=labels.METHODS[method], 键=self._key))
        self.shows(method, ink)

    def _boxes(self) -> dict[PaymentMethod, QRectF]:
        look = self.look
        gap = look.px(4)
        wants = {
            method: look.text_width(text, BODY, bold=True) + look.px(24) for method, text in labels.METHODS.items()
        }
        spare = self.width() - sum(wants.values()) - gap * (len(wants) - 1)
        x = 0.0
        boxes = {}
        for method, wide in wants.items():
            share = wide + spare / len(wants)
            boxes[method] = QRectF(x, 0, share, self.height())
            x += share + gap
        return boxes

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the way under the pointer."""
        for method, box in self._boxes().items():
            if self._alive and box.contains(event.position()):
                self.chosen.emit(method)

    def compose(self, pen: Pen) -> None:
        """Three boxes."""
        ink = self._ink
        if ink is None:
            return
        thin = self.look.theme.line_width
        for method, box in self._boxes().items():
            mine = method is self._method
            edge = ink.words if mine else ink.control
            pen.box(box, None, edge, radius=4, width=2 * self.look.scale if mine else thin)
            colour = ink.words if mine else ink.label
            text = labels.METHODS[method]
            size = BODY
            while pen.width(text, size, bold=mine) > box.width() - 4 and size > 13:
                size -= 1
            pen.text(
                box.center().x(), box.center().y(), text, size, colour,
                bold=mine, align=Qt.AlignmentFlag.AlignHCenter, room=box.width(),
            )  # fmt: skip


class DigitField(Drawn):
    """A white field for figures. It takes no text, so that no input method can compose in it; the page feeds it."""

    def __init__(self, look: Look, parent: QWidget | None = None, *, right: bool = True) -> None:
        super().__init__(look, parent)
        self._text = ""
        self._right = right
        self._active = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_text(self, text: str, spoken: str, *, active: bool) -> None:
        """Show what was typed; `active`: the next digit goes here."""
        self._text, self._active = text, active
        self.setAccessibleName(spoken)
        self.shows(text, active)

    def sizeHint(self) -> QSize:
        """34 high."""
        return QSize(self.look.px(150), self.look.px(34))

    def compose(self, pen: Pen) -> None:
        """White box, figures, a caret where the next digit goes."""
        look, theme = self.look, self.look.theme
        box = QRectF(self.rect())
        pen.box(box, theme.surface, theme.line_strong, radius=5, width=theme.line_width)
        if self.hasFocus():
            pen.ring(box, radius=5)
        y = box.center().y()
        edge = look.px(9)
        room = box.width() - 2 * edge
        size: float = LEAD
        while size > SMALL and pen.width(self._text, size, bold=True) > room:
            size -= 1
        if self._right:
            pen.text(
                box.right() - edge,
                y,
                self._text,
                size,
                theme.ink,
                bold=True,
                align=Qt.AlignmentFlag.AlignRight,
                room=room,
            )
            caret = box.right() - edge + look.px(3)
        else:
            used = pen.text(edge, y, self._text, size, theme.ink, bold=True, room=room)
            caret = edge + used + look.px(2)
        if self._active:
            pen.painter.fillRect(
                QRectF(caret, y - look.px(9), max(1, look.px(1.5)), look.px(18)), look.colour(theme.ink)
            )
