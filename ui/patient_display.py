"""The second window: what the person at the glass reads, in large type (look, section 8)."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QMouseEvent, QResizeEvent

from ui.frame import training_mark
from ui.look import Look
from ui.patient_view import NOBODY, PatientView
from ui.pen import Drawn, Pen
from ui.theme import LIGHT, Theme
from ui.words import figures, patient_words, sentences
from ui.words.template import filled

__all__ = ["PatientDisplay"]

# Logical pixels at 1280×720; the display scales as a whole. Nothing is smaller than 24.
_WIDE, _TALL, _MARGIN = 1280, 720, 56
_AMOUNT, _LARGEST, _HEAD, _STRONG, _SENTENCE, _CAPTION, _SMALL = 148, 84, 56, 52, 35, 40, 26
_TRAINING_EDGE = 18
_SUMS_WIDE = 430


class PatientDisplay(Drawn):
    """Draws a `PatientView`; takes no key. `where`: the hospital, and the window's number in words."""

    def __init__(
        self, hospital: str, window: str, *, theme: Theme = LIGHT, family: str = "", training: bool = False
    ) -> None:
        super().__init__(Look(theme, 1.0, _WIDE, family, training))
        self._theme, self._family, self._training = theme, family, training
        self._hospital, self._window = hospital, filled(patient_words.NOW_AT, 窗口=window)
        self._view, self._clock = NOBODY, ""
        self.setWindowTitle(patient_words.ACCESSIBLE)
        self.setAccessibleName(patient_words.ACCESSIBLE)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowFlags(
            Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowDoesNotAcceptFocus
        )
        self.resize(_WIDE, _TALL)

    @property
    def view(self) -> PatientView:
        """What stands on it."""
        return self._view

    def show_view(self, view: PatientView, clock: str) -> None:
        """Show this; `clock` stands where the name does while nobody is here."""
        self._view, self._clock = view, clock
        self.setAccessibleDescription(view.sentence())
        self.shows(view, clock if not view.who else "")

    def wear(self, theme: Theme) -> None:
        """In these colours."""
        self._theme = theme
        self._scale()
        self.update()

    def _scale(self) -> None:
        scale = min(self.width() / _WIDE, self.height() / _TALL)
        self.look = Look(self._theme, scale, self.width() / scale, self._family, self._training)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Everything grows with the display."""
        self._scale()
        super().resizeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """In the corner it can be moved off what it covers."""
        event.accept()
        if not self.isFullScreen() and self.windowHandle() is not None:
            self.windowHandle().startSystemMove()

    def compose(self, pen: Pen) -> None:
        """Head; the amount or the words; in training the frame and the warning."""
        look, theme, view = self.look, self.look.theme, self._view
        area = QRectF(self.rect())
        if self._training:
            training_mark(pen, area)
            edge = look.px(_TRAINING_EDGE)
            area = area.adjusted(edge, edge, -edge, -edge)
        pen.painter.fillRect(area, look.colour(theme.surface))
        left, right = float(look.px(_MARGIN)), self.width() - float(look.px(_MARGIN))
        y = float(look.px(52))
        used = pen.text(left, y, self._hospital, _SMALL, theme.ink2, bold=True)
        pen.text(left + used + look.px(26), y, self._window, _SMALL, theme.ink2, bold=True)
        pen.text(right, y, view.who or self._clock, _SMALL, theme.ink2, bold=True, align=Qt.AlignmentFlag.AlignRight)
        if view.amount is not None or view.sums:
            self._money(pen, left, right)
        elif view.role is None and not view.who:
            self._middle(pen)
        else:
            self._words(pen, left, right)
        if self._training:
            middle = self.width() / 2
            pen.text(
                middle, self.height() - look.px(52), sentences.TRAINING_DISPLAY, _CAPTION, theme.training, bold=True,
                align=Qt.AlignmentFlag.AlignHCenter,
            )  # fmt: skip

    def _money(self, pen: Pen, left: float, right: float) -> None:
        look, theme, view = self.look, self.look.theme, self._view
        room = right - left - (look.px(_SUMS_WIDE + 32) if view.sums else 0)
        if view.amount is None:  # nothing is asked for: the words stand where an amount would
            pen.text(left, look.px(292), view.head, self._size(pen, room), theme.ink, bold=True, room=room)
        else:
            pen.text(left, look.px(178), view.head, _CAPTION, theme.ink2, bold=True)
            pen.amount(left, look.px(292), room, figures.money(view.amount), _AMOUNT, theme.ink, smallest=_HEAD)
        if view.sums:
            self._sums(pen, right - look.px(_SUMS_WIDE), look.px(142))
        y = float(look.px(462))
        if view.lines:
            pen.rule(left, y, right - left, theme.line_strong)
        self._lines(pen, left, y + look.px(24), right - left)

    def _sums(self, pen: Pen, left: float, top: float) -> None:
        look, theme = self.look, self.look.theme
        step = look.px(min(58, 280 / len(self._view.sums)))
        size = _SMALL + 4 if step >= look.px(44) else _SMALL
        wide, inside = look.px(_SUMS_WIDE), look.px(24)
        box = QRectF(left, top, wide, step * len(self._view.sums) + look.px(16))
        pen.box(box, theme.sunken, theme.line, width=theme.line_width)
        for number, (label, value) in enumerate(self._view.sums):
            y = top + look.px(8) + step * (number + 0.5)
            pen.text(left + inside, y, label, size, theme.ink2)
            pen.text(
                left + wide - inside, y, figures.money(value), size, theme.ink, bold=True,
                align=Qt.AlignmentFlag.AlignRight,
            )  # fmt: skip

    def _middle(self, pen: Pen) -> None:
        look, theme, view = self.look, self.look.theme, self._view
        y, middle = self.height() / 2 - look.px(30), self.width() / 2
        room = self.width() - look.px(2 * _MARGIN)
        size = self._size(pen, room)
        pen.text(middle, y, view.head, size, theme.ink, bold=True, align=Qt.AlignmentFlag.AlignHCenter, room=room)
        for number, line in enumerate(view.lines):
            at = y + look.px(96 + 56 * number)
            pen.text(middle, at, line, _CAPTION, theme.ink2, bold=True, align=Qt.AlignmentFlag.AlignHCenter, room=room)

    def _size(self, pen: Pen, room: float) -> float:
        """Of the head, as large as it fits on one line."""
        size: float = _LARGEST
        while size > _HEAD and pen.width(self._view.head, size, bold=True) > room:
            size -= 1
        return size

    def _words(self, pen: Pen, left: float, right: float) -> None:
        look, theme, view = self.look, self.look.theme, self._view
        ink = theme.role_ink(view.role) if view.role is not None else theme.ink
        x, y = left, float(look.px(196))
        if view.shape is not None:
            pen.shape(x, y + look.px(_HEAD * 0.7), 58, view.shape, ink, theme.surface)
            x += look.px(58 + 18)
        y += pen.paragraph(x, y, right - x, view.head, _HEAD, theme.ink, bold=True) + look.px(14)
        if view.strong:
            y += pen.paragraph(left, y, right - left, view.strong, _STRONG, ink, bold=True) + look.px(8)
        y = self._lines(pen, left, y, right - left)
        if view.foot:
            pen.paragraph(left, max(y + look.px(24), look.px(540)), right - left, view.foot, _CAPTION, ink, bold=True)

    def _lines(self, pen: Pen, left: float, y: float, room: float) -> float:
        for line in self._view.lines:
            y += pen.paragraph(left, y, room, line, _SENTENCE, self.look.theme.ink) + self.look.px(6)
        return y
