"""What lies over the window while nobody is signed in, or the one who is has left: fields, one sentence, no person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from ui.identity_panel import TextField
from ui.keys import Action, KeyMap
from ui.look import BODY, HEAD, LEAD, SMALL, Look
from ui.password_field import PasswordField
from ui.pen import CapColours, Drawn, Pen
from ui.scan_watch import NotTaken
from ui.shapes import Shape
from ui.theme import Role
from ui.words import sentences, sign_in_words
from ui.words.template import Cap, parts, spoken

__all__ = ["Cover", "CoverView", "Entered", "Why"]

_NUMBER = "[0-9A-Za-z]{0,12}"
_WIDE, _ROW = 560, 50
_SHAPES = {
    Role.ASK: Shape.NOTE,
    Role.STOP: Shape.STOPPED,
    Role.WARN: Shape.ATTENTION,
    Role.CHECK: Shape.CHECKING,
    Role.INFO: Shape.NOTE,
}


class Why(StrEnum):
    """Why the window is covered."""

    START = "start"
    LOCKED = "locked"
    CHANGE = "change"
    FIRST = "first"  # nobody is on record yet


@dataclass(frozen=True, slots=True)
class CoverView:
    """`number`: who is expected back. `said`: the sentence, `role` its kind. `notes`: the lines below it."""

    why: Why
    said: str
    role: Role = Role.ASK
    number: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entered:
    """What was typed; `name` and `again` where the first supervisor is made. Never shown or told of."""

    number: str
    password: str
    name: str = ""
    again: str = ""

    def __repr__(self) -> str:
        return "Entered(…)"


_HEADS = {
    Why.START: sign_in_words.START_HEAD,
    Why.LOCKED: sign_in_words.LOCKED_HEAD,
    Why.CHANGE: sign_in_words.CHANGE_HEAD,
    Why.FIRST: sign_in_words.FIRST_HEAD,
}


class Cover(Drawn):
    """Takes every key while it is up (a `Typist`): Enter goes from field to field and from the last one to `entered`,
    Esc empties the fields, nothing else does anything.
    """

    entered = Signal(object)

    def __init__(self, look: Look, keys: KeyMap, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._keys = keys
        self.view: CoverView | None = None
        self._capitals = self._training = False
        self._remark = ""
        self.number = TextField(look, sign_in_words.NUMBER, self, pattern=_NUMBER)
        self.name = TextField(look, sign_in_words.NAME, self, chinese=True)
        self.password = PasswordField(look, sign_in_words.PASSWORD, self)
        self.again = PasswordField(look, sign_in_words.AGAIN, self)
        for field in (self.number, self.name, self.password, self.again):
            field.returnPressed.connect(self._enter)
            field.textEdited.connect(lambda _text: self.remark(""))
        for field in (self.password, self.again):
            field.capitals.connect(self._told_capitals)
        self.hide()

    def show_view(self, view: CoverView | None) -> None:
        """Cover the window; None: what lies behind it is there again, and nothing stays in a field."""
        before, self.view = self.view, view
        if view != before:
            self._remark = ""
        if view is None:
            self._clear()
            self.hide()
            return
        if before is None or before.why is not view.why:
            self._clear()
            self.number.setText(view.number)
            self.name.setVisible(view.why is Why.FIRST)
            self.again.setVisible(view.why is Why.FIRST)
        self.arrange()
        self.setAccessibleName(_HEADS[view.why])
        self.setAccessibleDescription("；".join(spoken(text) for text in (view.said, *view.notes)))
        self.show()
        self.raise_()
        self.update()

    def mark(self, *, training: bool) -> None:
        """Say that this is training: where the window's head has no room, nothing else does."""
        if training is not self._training:
            self._training = training
            self.update()

    def remark(self, text: str) -> None:
        """This stands where the sentence does, until another one is to be said or somebody goes on typing."""
        if text != self._remark:
            self._remark = text
            if text:
                QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
            self.update()

    def forget_password(self) -> None:
        """It was wrong: it is typed again."""
        self.password.clear()
        self.again.clear()
        self.focus_field()

    def focus_field(self) -> None:
        """To the first field that is empty."""
        fields = self._fields()
        next((field for field in fields if not field.text()), fields[-1]).setFocus()

    # --- keys ----------------------------------------------------------------------------------------------------

    def act(self, action: Action, *, auto_repeat: bool) -> bool:
        """Only Esc means something here."""
        if action is Action.BACK and not auto_repeat:
            self._clear()
            self.focus_field()
        return True

    def typed(self, _mark: str, /) -> bool:
        """What is typed belongs into a field."""
        self.focus_field()
        return False

    def step(self, _down: int, /) -> bool:
        """There is nothing to step through."""
        return True

    def scanned(self, _code: str, /) -> None:
        """Nobody is here to take a code."""

    def not_taken(self, _why: NotTaken, /) -> None:
        """The same."""

    def remember(self) -> Callable[[], None]:
        """Everything is typed into fields."""
        return lambda: None

    def _enter(self) -> None:
        fields = self._fields()
        empty = next((field for field in fields if not field.text().strip()), None)
        if empty is not None:
            empty.setFocus()
            return
        if self.sender() is not fields[-1] and self.view is not None and self.view.why is Why.FIRST:
            fields[fields.index(self.sender()) + 1].setFocus()  # type: ignore[arg-type]
            return
        number, name = self.number.text().strip(), self.name.text().strip()
        self.entered.emit(Entered(number, self.password.text(), name, self.again.text()))

    def _fields(self) -> list[TextField]:
        if self.view is not None and self.view.why is Why.FIRST:
            return [self.number, self.name, self.password, self.again]
        return [self.number, self.password]

    def _clear(self) -> None:
        for field in (self.number, self.name, self.password, self.again):
            field.clear()
        self._told_capitals(False)

    def _told_capitals(self, on: bool) -> None:
        if on is not self._capitals:
            self._capitals = on
            self.update()

    # --- how it looks --------------------------------------------------------------------------------------------

    def _box(self) -> QRectF:
        look = self.look
        wide = min(self.width() - look.px(16), look.px(_WIDE))
        notes = len(self.view.notes) if self.view is not None else 0
        tall = min(self.height() - look.px(8), look.px(158 + _ROW * len(self._fields()) + 24 * notes))
        return QRectF((self.width() - wide) / 2, max(look.px(4), (self.height() - tall) * 0.4), wide, tall)

    def _top(self, row: int) -> int:
        return round(self._box().top()) + self.look.px(66 + _ROW * row)

    def arrange(self) -> None:
        """Labels left, fields beside them."""
        look, box = self.look, self._box()
        for row, field in enumerate(self._fields()):
            left = round(box.left()) + look.px(150)
            field.setGeometry(left, self._top(row), round(box.right()) - look.px(24) - left, look.px(38))

    def compose(self, pen: Pen) -> None:
        """Ground, box, head, the fields' names, the sentence, what lies below it."""
        view, look, theme = self.view, self.look, self.look.theme
        if view is None:
            return
        pen.painter.fillRect(self.rect(), look.colour(theme.canvas))
        box = self._box()
        pen.box(box, theme.surface, theme.line_strong, width=theme.line_width)
        left, right = box.left() + look.px(24), box.right() - look.px(24)
        pen.fitted(left, box.top() + look.px(34), right - left, _HEADS[view.why], HEAD, theme.ink, LEAD)
        if self._capitals:
            warn = theme.role_ink(Role.WARN)
            wide = pen.width(sign_in_words.CAPS_LOCK, BODY)
            pen.shape(right - wide - look.px(26), box.top() + look.px(34), 18, Shape.ATTENTION, warn, theme.surface)
            pen.text(right, box.top() + look.px(34), sign_in_words.CAPS_LOCK, BODY, warn, align=_RIGHT)
            right -= wide + look.px(38)
        if self._training:
            wide = pen.width(sentences.TRAINING_HEAD, SMALL, bold=True)
            pill = QRectF(right - wide - look.px(20), box.top() + look.px(22), wide + look.px(20), look.px(24))
            pen.box(pill, theme.training, None, radius=4)
            pen.text(
                pill.left() + look.px(10),
                pill.center().y(),
                sentences.TRAINING_HEAD,
                SMALL,
                theme.on_training,
                bold=True,
            )
        right = box.right() - look.px(24)
        for row, field in enumerate(self._fields()):
            pen.text(left, self._top(row) + look.px(19), field.accessibleName(), BODY, theme.ink)
        y: float = self._top(len(self._fields())) + look.px(14)
        role = Role.INFO if self._remark else view.role
        pen.shape(left, y, 22, _SHAPES.get(role, Shape.NOTE), theme.role_ink(role), theme.surface)
        y += self._sentence(pen, left + look.px(32), y, right - left - look.px(32), self._remark or view.said)
        for note in view.notes:
            pen.fitted(left, y, right - left, note, SMALL, theme.ink2, SMALL - 3)
            y += look.px(24)

    def _sentence(self, pen: Pen, left: float, y: float, room: float, said: str) -> float:
        """At most two lines; the height used."""
        look, theme = self.look, self.look.theme
        told = tuple(Cap(self._keys.translated(one.key)) if isinstance(one, Cap) else one for one in parts(said))
        size = LEAD
        while size > SMALL and len(pen.lines(told, size, room)) > 2:
            size -= 1
        cap = CapColours(theme.ink, theme.sunken, theme.line_strong)
        lines = pen.lines(told, size, room)
        for line in lines:
            x = left
            for piece, wide in line:
                if isinstance(piece, Cap):
                    pen.cap(x + look.px(3), y, piece.key, cap)
                else:
                    pen.text(x, y, piece, size, theme.ink, room=left + room - x)
                x += wide
            y += look.px(26)
        return look.px(26) * len(lines) + look.px(8)


_RIGHT = Qt.AlignmentFlag.AlignRight
