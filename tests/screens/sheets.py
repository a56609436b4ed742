"""Contact sheets: twelve screens on a page, each under its name, to be looked at by people."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

__all__ = ["Sheet"]

_COLUMNS, _ROWS = 3, 4
_WIDE, _TALL, _HEAD, _GAP = 660, 372, 22, 8


class Sheet:
    """Pages of one look; `save` writes the last one."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, name
        self._page = 0
        self._count = 0
        self._image: QImage | None = None

    def add(self, name: str, picture: QImage) -> None:
        """The next screen."""
        if self._image is None:
            size = _COLUMNS * (_WIDE + _GAP) + _GAP, _ROWS * (_TALL + _HEAD + _GAP) + _GAP
            self._image = QImage(*size, QImage.Format.Format_RGB32)
            self._image.fill(QColor("#777777"))
        row, column = divmod(self._count, _COLUMNS)
        left, top = _GAP + column * (_WIDE + _GAP), _GAP + row * (_TALL + _HEAD + _GAP)
        painter = QPainter(self._image)
        painter.setPen(QColor("#FFFFFF"))
        font = QFont()
        font.setPixelSize(15)
        painter.setFont(font)
        painter.drawText(QRect(left, top, _WIDE, _HEAD), Qt.AlignmentFlag.AlignVCenter, name)
        small = picture.scaled(
            _WIDE, _TALL, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        painter.drawImage(left, top + _HEAD, small)
        painter.end()
        self._count += 1
        if self._count == _COLUMNS * _ROWS:
            self.save()

    def save(self) -> None:
        """Write the page, if anything stands on it."""
        if self._image is not None and self._count:
            self._page += 1
            self._image.save(str(self._folder / f"{self._name}-{self._page}.png"))
        self._image, self._count = None, 0
