"""The bar that replaces the sentence while money is about to go out: amount, reason, second sign-in, default no."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ui import input_method
from ui.buttons import KeyButton
from ui.guard import Offer
from ui.keys import Action, KeyMap
from ui.look import BODY, TITLE, Look
from ui.pen import CapColours, Drawn, Pen, broken
from ui.shapes import Shape
from ui.theme import Role
from ui.words import labels
from ui.words.template import Cap, parts, spoken

__all__ = ["Ask", "ConfirmBar"]


@dataclass(frozen=True, slots=True)
class Ask:
    """What is to be confirmed: the sentence names the amount. `reasoned`: a reason and a second person are needed."""

    text: str
    label: str
    offer: Offer
    reasoned: bool = False


class ConfirmBar(Drawn):
    """Open, it shows one `Ask`; only Shift F9 (or its button) confirms, Esc and Enter never do."""

    acted = Signal(object)
    shown = Signal(object)

    def __init__(self, look: Look, keys: KeyMap, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._keys = keys
        self._ask: Ask | None = None
        self._yes = KeyButton(look, Action.PAY_OUT, keys.shown(Action.PAY_OUT), self)
        self._no = KeyButton(look, Action.BACK, keys.shown(Action.BACK), self)
        self.reason = QLineEdit(self)
        self.second = QLineEdit(self)
        input_method.chinese(self.reason)
        input_method.latin(self.second)  # digits and letters of a sign-in name
        for field, text in ((self.reason, labels.CONFIRM_REASON), (self.second, labels.CONFIRM_SECOND)):
            field.setFont(look.font(BODY))
            palette = field.palette()
            palette.setColor(palette.ColorRole.Base, look.colour(look.theme.surface))
            palette.setColor(palette.ColorRole.Text, look.colour(look.theme.ink))
            palette.setColor(palette.ColorRole.PlaceholderText, look.colour(look.theme.ink3))
            field.setPalette(palette)
            field.setPlaceholderText(text)
            field.setAccessibleName(text)
            field.textChanged.connect(self._refresh)
        for button in (self._yes, self._no):
            button.acted.connect(self.acted)
        self.hide()

    @property
    def ask(self) -> Ask | None:
        """What is being confirmed."""
        return self._ask

    @property
    def complete(self) -> bool:
        """Reason and second person are there where they are needed."""
        if self._ask is None:
            return False
        return not self._ask.reasoned or bool(self.reason.text().strip() and self.second.text().strip())

    def open(self, ask: Ask) -> None:
        """Show it; the focus lies on "no"."""
        self._ask = ask
        self.reason.clear()
        self.second.clear()
        self.reason.setVisible(ask.reasoned)
        self.second.setVisible(ask.reasoned)
        self.setAccessibleName(spoken(ask.text))
        self._refresh()
        self.arrange()
        self.show()
        self._no.setFocus()

    def close_ask(self) -> None:
        """Nothing is confirmed any more."""
        self._ask = None
        self.hide()

    def _refresh(self) -> None:
        if self._ask is not None:
            self._yes.set_up(self._ask.label, alive=self.complete)
            self._no.set_up(labels.CANCEL, ring=True)
            self.update()

    def height_for(self, _width: int) -> int:
        """54, or 92 with the two fields."""
        return self.look.px(96 if self._ask is not None and self._ask.reasoned else 54)

    def arrange(self) -> None:
        """Buttons at the right, fields below the text."""
        look = self.look
        right = self.width() - look.px(10)
        y = look.px(10)
        for button in (self._no, self._yes):
            wide = button.sizeHint().width() + look.px(8)
            right -= wide
            button.setGeometry(right, y, wide, look.px(34))
            right -= look.px(8)
        y = look.px(54)
        self.reason.setGeometry(look.px(52), y, self.width() - look.px(52 + 240), look.px(34))
        self.second.setGeometry(self.width() - look.px(220), y, look.px(210), look.px(34))

    def compose(self, pen: Pen) -> None:
        """The sentence with its keys; then the offer counts as painted."""
        if self._ask is None:
            return
        look, theme = self.look, self.look.theme
        ink, ground = theme.roles[Role.WARN]
        box = QRectF(self.rect())
        pen.box(box, ground, ink, width=2 * look.scale)
        y = look.px(27)
        pen.shape(look.px(16), y, 26, Shape.ATTENTION, ink, ground)
        told = tuple(
            Cap(self._keys.translated(part.key)) if isinstance(part, Cap) else part for part in parts(self._ask.text)
        )
        room = self._yes.x() - look.px(60)
        size = TITLE
        while size > 13 and len(broken(look, told, size, room, bold=True)) > 1:
            size -= 1
        x = float(look.px(52))
        cap = CapColours(theme.ink, theme.surface, theme.line_strong)
        for piece, wide in broken(look, told, size, room, bold=True)[0]:
            if isinstance(piece, Cap):
                pen.cap(x + look.px(3), y, piece.key, cap, 24)
            else:
                pen.text(x, y, piece, size, theme.ink, bold=True, room=self._yes.x() - x)
            x += wide
        self.shown.emit(self._ask.offer)
