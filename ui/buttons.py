"""KeyButton: a key cap and a label; every action of the keyboard is also one of these. NumberedChoice: one of several,
by its digit.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from ui.keys import Action
from ui.look import BODY, SMALL, Look
from ui.pen import CapColours, Pen, Written, cap_width
from ui.shapes import Shape
from ui.theme import READABLE, Ink, Role, contrast
from ui.till_face import Kind
from ui.words import labels
from ui.words.template import filled

__all__ = ["KeyButton", "NumberedChoice", "likeliest"]


class KeyButton(QAbstractButton):
    """One action. Money buttons take no key of their own, neither Space nor Enter: only F9 and the mouse, guarded."""

    acted = Signal(object)

    def __init__(self, look: Look, action: Action, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.action = action
        self._key = key
        self._kind = Kind.NORMAL
        self._ink: Ink | None = None
        self._busy = False
        self._ring = False
        self._barred = False
        self._turn = 0.0
        self._said: tuple[object, ...] = ()
        self._written: list[Written] = []
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self._clicked)

    def set_up(
        self,
        label: str,
        *,
        kind: Kind = Kind.NORMAL,
        alive: bool = True,
        ink: Ink | None = None,
        busy: bool = False,
        ring: bool = False,
        barred: bool = False,
    ) -> None:
        """What it says and how; `ink`: it lies on the till's ground. `ring` marks the expected next key.

        `barred`: drawn like a dead key, but it keeps the focus and is asked why (too little cash).
        """
        said = (label, kind, alive, ink, busy, ring, barred)
        if said == self._said:
            return
        self._said = said
        self._kind, self._ink, self._busy, self._ring = kind, ink, busy, ring
        self._barred = barred
        self.setText(label)
        self.setEnabled(alive)
        self.setAccessibleName(filled(labels.KEY_SPOKEN, 字=label, 键=self._key))
        if not alive or barred:
            self.setAccessibleDescription(labels.NOT_NOW)
        else:
            self.setAccessibleDescription("")
        self.update()

    @property
    def expected(self) -> bool:
        """It is the expected next key."""
        return self._ring

    @property
    def kind(self) -> Kind:
        """How it is drawn."""
        return self._kind

    @property
    def busy(self) -> bool:
        """An arc turns in it."""
        return self._busy

    def turn(self, turn: float) -> None:
        """Turn the arc; only a busy button repaints."""
        if self._busy:
            self._turn = turn
            self.update()

    def written(self) -> tuple[Written, ...]:
        """The strings of the last painting."""
        return tuple(self._written)

    def sizeHint(self) -> QSize:
        """As wide as its text, 34 high."""
        wide = cap_width(self.look, self._key) + self.look.text_width(self.text(), BODY) + self.look.px(31)
        return QSize(round(wide), self.look.px(34))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space presses a harmless button; Enter presses none, whatever the desktop's theme says."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Select)
        if enter or self.action.moves_money:
            event.ignore()
            return
        super().keyPressEvent(event)

    def _dead(self) -> bool:
        return (self._barred or not self.isEnabled()) and not self._busy

    def _clicked(self) -> None:
        self.acted.emit(self.action)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Cap left, label right."""
        event.accept()
        self._written = []
        painter = QPainter(self)
        pen = Pen(painter, self.look, self._written)
        look, theme = self.look, self.look.theme
        box = QRectF(self.rect())
        ring = (self._ring or self.hasFocus()) and not self._dead()
        large = self._kind in (Kind.MONEY, Kind.PRIMARY)
        inset = look.px(4) if ring or large else 0
        inner = box.adjusted(inset, inset, -inset, -inset)
        ground, edge, ink, cap = self._colours()
        pen.box(inner, ground, edge, radius=6, width=theme.line_width, dashed=self._dead())
        if ring:
            pen.ring(box, radius=8)
        size = 19 if self._kind is Kind.MONEY else BODY
        bold = self._kind in (Kind.MONEY, Kind.PRIMARY)
        x = float(look.px(15 if ring or self._kind is Kind.MONEY else 10))
        y = box.center().y()
        if self._busy:
            pen.shape(x, y, 24, Shape.WORKING, ink, ground or theme.surface, self._turn)
            x += look.px(24)
        else:
            x += pen.cap(x, y, self._key, cap, 24 if self._kind is Kind.MONEY else 22)
        x += look.px(8)
        room = box.right() - inset - x - look.px(3 if ring else 5)
        pen.fitted(x, y, room, self.text(), size, ink, SMALL) if bold else pen.text(
            x, y, self.text(), BODY, ink, room=room
        )
        painter.end()

    def _colours(self) -> tuple[str | None, str, str, CapColours]:
        theme, on = self.look.theme, self._ink
        if self._dead():
            if on is None:
                return None, theme.line, theme.ink3, CapColours(theme.ink3, theme.surface, theme.line)
            light = contrast(on.ground, theme.ink3) > READABLE and on.ground != theme.ink3
            line, label = (theme.line, theme.ink3) if light else (on.line, on.label)
            return None, line, label, CapColours(label, on.ground, line)
        if self._kind is Kind.MONEY:
            return (
                theme.money_ground,
                theme.money_ground,
                theme.money_ink,
                CapColours(theme.money_ground, theme.money_ink, theme.money_ink, flat=True),
            )
        if self._kind is Kind.PRIMARY:
            return (
                theme.brand,
                theme.brand,
                theme.on_brand,
                CapColours(theme.brand, theme.on_brand, theme.on_brand, flat=True),
            )
        if self._kind is Kind.TILL and on is not None:
            return None, on.control, on.text, CapColours(on.text, on.ground, on.line)
        return theme.surface, theme.line_strong, theme.ink, CapColours(theme.ink, theme.sunken, theme.line_strong)


class NumberedChoice(QAbstractButton):
    """One of several with its digit; the chosen one is bold and framed, and where they are `ticked` it has a tick.
    `wide`, and `pad` about the digit, in logical pixels. Space presses it, Enter does not.
    """

    def __init__(
        self,
        look: Look,
        number: int,
        text: str,
        spoken: str,
        parent: QWidget,
        *,
        wide: int,
        pad: int = 6,
        ticked: bool = False,
    ) -> None:
        super().__init__(parent)
        self.look = look
        self._number = str(number)
        self._wide, self._pad, self._ticked = wide, pad, ticked
        self._written: list[Written] = []
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCheckable(True)
        self.setText(text)
        self.setAccessibleName(spoken)

    def ground(self) -> str:
        """The colour under its words."""
        return self.look.theme.surface

    def written(self) -> tuple[Written, ...]:
        """The strings of the last painting."""
        return tuple(self._written)

    def sizeHint(self) -> QSize:
        """34 high."""
        return QSize(self.look.px(self._wide), self.look.px(34))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses nothing."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Select):
            event.ignore()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Cap, words, and the tick of the chosen one."""
        event.accept()
        self._written = []
        painter = QPainter(self)
        pen = Pen(painter, self.look, self._written)
        look, theme, chosen = self.look, self.look.theme, self.isChecked()
        box, pad = QRectF(self.rect()), look.px(self._pad)
        edge = theme.brand if chosen else theme.line_strong
        pen.box(box, self.ground(), edge, radius=6, width=(2 if chosen else 1) * max(look.scale, theme.line_width))
        if self.hasFocus():
            pen.ring(box)
        y = box.center().y()
        x = float(pad)
        x += pen.cap(x, y, self._number, CapColours(theme.ink, theme.sunken, theme.line_strong)) + pad
        room = box.right() - (pad if self._ticked else look.px(4)) - x
        if chosen and self._ticked:
            pen.shape(box.right() - look.px(23), y, 16, Shape.DONE, theme.role_ink(Role.OK), theme.surface)
            room -= look.px(20)
        size = BODY
        while size > SMALL and pen.width(self.text(), size, bold=chosen) > room:
            size -= 1
        pen.text(x, y, self.text(), size, theme.ink, bold=chosen, room=room)
        painter.end()


def likeliest(page: QWidget, wanted: Iterable[Action]) -> KeyButton | None:
    """The first of these keys whose button stands on the page and is alive: the focus belongs there."""
    buttons: Iterable[KeyButton] = page.findChildren(KeyButton)
    shown = {one.action: one for one in buttons if one.isVisible() and one.isEnabled()}
    return next((shown[action] for action in wanted if action in shown), None)
