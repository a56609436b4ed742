"""A slim scroll bar without arrows, in the colours of the look."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollBar, QStyle, QStyleOptionSlider, QWidget

from ui.look import Look

__all__ = ["SlimScrollBar"]


class SlimScrollBar(QScrollBar):
    """Twelve logical pixels wide; Qt keeps the mouse, the keys and the reckoning."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.look = look
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        """The width the table leaves for it."""
        return QSize(self.look.px(12), super().sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """A sunken track and a handle whose place and length come from the range."""
        event.accept()
        painter = QPainter(self)
        theme = self.look.theme
        painter.fillRect(self.rect(), self.look.colour(theme.sunken))
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        groove = self.style().subControlRect(
            QStyle.ComplexControl.CC_ScrollBar, option, QStyle.SubControl.SC_ScrollBarSlider, self
        )
        handle = QRectF(groove).adjusted(self.look.px(3), 0, -self.look.px(3), 0)
        painter.fillRect(handle, self.look.colour(theme.line_strong))
        painter.end()
