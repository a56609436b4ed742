"""The bar that replaces the sentence while money is about to go out: amount, reason, second sign-in, default no."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QRectF, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from ui import input_method
from ui.buttons import KeyButton
from ui.guard import Offer
from ui.keys import Action, KeyMap
from ui.look import BODY, SMALL, TITLE, Look
from ui.password_field import PasswordField
from ui.pen import CapColours, Drawn, Pen, broken
from ui.shapes import Shape
from ui.theme import Role
from ui.words import labels, sign_in_words
from ui.words.template import Cap, spoken

__all__ = ["Ask", "ConfirmBar", "Second"]


_LINE = 22  # of a sentence that needs more than one


class Second(Enum):
    """Who stands behind what is undone, besides whoever works here."""

    NAMED = "named"  # nobody signs in here: the supervisor's number is written down
    SIGNED = "signed"  # a supervisor, by number and password
    NOBODY = "nobody"  # a supervisor works here: the reason is enough


@dataclass(frozen=True, slots=True)
class Ask:
    """What is to be confirmed: the sentence names the amount. `reasoned`: a reason and a second person are needed.
    `action`: whose key confirms.
    """

    text: str
    label: str
    offer: Offer
    reasoned: bool = False
    action: Action = Action.PAY_OUT


class ConfirmBar(Drawn):
    """Open, it shows one `Ask`; only its own key (or button) confirms, Esc and Enter never do."""

    acted = Signal(object)
    shown = Signal(object)

    def __init__(self, look: Look, keys: KeyMap, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._keys = keys
        self._ask: Ask | None = None
        self._second = Second.NAMED
        self._told, self._wrong = "", False
        own = (Action.PAY_OUT, Action.GO_ON, Action.CLOSE, Action.TRAINING)
        self._keyed = {key: KeyButton(look, key, keys.shown(key), self) for key in own}
        self._yes = self._keyed[Action.PAY_OUT]
        self._no = KeyButton(look, Action.BACK, keys.shown(Action.BACK), self)
        self.reason = QLineEdit(self)
        self.second = QLineEdit(self)
        self.password = PasswordField(look, sign_in_words.SECOND_PASSWORD, self)
        input_method.chinese(self.reason)
        input_method.latin(self.second)  # digits and letters of a sign-in name
        for field, text in (
            (self.reason, labels.CONFIRM_REASON),
            (self.second, labels.CONFIRM_SECOND),
            (self.password, sign_in_words.SECOND_PASSWORD),
        ):
            field.setPlaceholderText(text)
            field.setAccessibleName(text)
            field.textChanged.connect(self._refresh)
        for button in (*self._keyed.values(), self._no):
            button.acted.connect(self.acted)
        self.dress()
        self.hide()

    def dress(self) -> None:
        """The fields are Qt's own."""
        look = self.look
        for field in (self.reason, self.second, self.password):
            field.setFont(look.font(BODY))
            field.setTextMargins(look.px(6), 0, look.px(6), 0)  # or the ring of the focus lies on the first letter
            palette = field.palette()
            palette.setColor(palette.ColorRole.Base, look.colour(look.theme.surface))
            palette.setColor(palette.ColorRole.Text, look.colour(look.theme.ink))
            palette.setColor(palette.ColorRole.PlaceholderText, look.colour(look.theme.ink3))
            field.setPalette(palette)

    @property
    def ask(self) -> Ask | None:
        """What is being confirmed."""
        return self._ask

    @property
    def complete(self) -> bool:
        """Reason and second person are there where they are needed."""
        if self._ask is None:
            return False
        return not self._ask.reasoned or all(field.text().strip() for field in self._wanted())

    def _wanted(self) -> list[QLineEdit]:
        wanted: list[QLineEdit] = [self.reason]
        if self._second is not Second.NOBODY:
            wanted.append(self.second)
        return [*wanted, self.password] if self._second is Second.SIGNED else wanted

    def open(self, ask: Ask, second: Second = Second.NAMED) -> None:
        """Show it; the focus lies on "no"."""
        self._ask, self._second = ask, second
        self._told = ""
        self._yes = self._keyed[ask.action]
        for key, button in self._keyed.items():
            button.setVisible(key is ask.action)
        for field in (self.reason, self.second, self.password):
            field.clear()
            field.setVisible(ask.reasoned and field in self._wanted())
        self.setAccessibleName(spoken(ask.text))
        self._refresh()
        self.arrange()
        self.show()
        self._no.setFocus()

    def close_ask(self) -> None:
        """Nothing is confirmed any more."""
        self._ask = None
        self._told = ""
        self.password.clear()
        self.hide()

    def tell(self, said: str, *, wrong: bool) -> None:
        """What became of a supervisor's password; the next key that is typed takes it back."""
        self._told, self._wrong = said, wrong
        self.setAccessibleDescription(said)
        self.update()
        if wrong:
            self.password.setFocus()

    def _refresh(self) -> None:
        if self._ask is not None:
            if self._wrong and self.password.text():
                self._told, self._wrong = "", False
            self._yes.set_up(self._ask.label, alive=self.complete)
            self._no.set_up(labels.CANCEL, ring=True)
            self.update()

    def height_for(self, width: int) -> int:
        """54, or more with the fields, with room for what is told of a password, and with a sentence of two lines."""
        more = self._more(width)
        if self._ask is None or not self._ask.reasoned:
            return self.look.px(54) + more
        return self.look.px(124 if self._second is Second.SIGNED else 96) + more

    def _lines(self, width: int) -> tuple[float, list[list[tuple[str | Cap, float]]]]:
        """The sentence beside the buttons: as large as it fits on one line, else in lines of the smallest size."""
        look = self.look
        taken = sum(button.sizeHint().width() + look.px(16) for button in (self._no, self._yes))
        room = width - taken - look.px(10 + 60)
        told = self._keys.told(self._ask.text if self._ask is not None else "")
        size: float = TITLE
        while size > SMALL and len(broken(look, told, size, room, bold=True)) > 1:
            size -= 1
        return size, broken(look, told, size, room, bold=True)

    def _more(self, width: int) -> int:
        return self.look.px(_LINE) * (len(self._lines(width)[1]) - 1) if self._ask is not None else 0

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
        y = look.px(54) + self._more(self.width())
        right = self.width() - look.px(10)
        for field in reversed(self._wanted()[1:]):
            wide = min(look.px(210), (self.width() - look.px(52)) // 4)
            right -= wide
            field.setGeometry(right, y, wide, look.px(34))
            right -= look.px(10)
        self.reason.setGeometry(look.px(52), y, right - look.px(52), look.px(34))

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
        cap = CapColours(theme.ink, theme.surface, theme.line_strong)
        size, lines = self._lines(self.width())
        for line in lines:
            x = float(look.px(52))
            for piece, wide in line:
                if isinstance(piece, Cap):
                    pen.cap(x + look.px(3), y, piece.key, cap, 24)
                else:
                    pen.text(x, y, piece, size, theme.ink, bold=True, room=self._yes.x() - x)
                x += wide
            y += look.px(_LINE)
        if self._told:
            shape = Shape.STOPPED if self._wrong else Shape.CHECKING
            said = theme.role_ink(Role.STOP if self._wrong else Role.CHECK)
            y = look.px(106) + self._more(self.width())
            pen.shape(look.px(52), y, 18, shape, said, ground)
            pen.fitted(look.px(78), y, self.width() - look.px(90), self._told, BODY, said, SMALL)
        self.shown.emit(self._ask.offer)
