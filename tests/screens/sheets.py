"""Contact sheets: some screens on a page, each under its name, to be looked at by people; in greys where asked for."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter

__all__ = ["Sheet"]

_ACROSS, _HEAD, _GAP = 1980, 22, 8
_SHAPE = 768 / 1366


class Sheet:
    """Pages of one look, `columns` screens beside each other; `save` writes the last one."""

    def __init__(self, folder: Path, name: str, columns: int = 3, *, grey: bool = False) -> None:
        self._folder, self._name, self._grey = folder, name, grey
        self._columns, self._rows = columns, columns + 1
        self._wide = _ACROSS // columns
        self._tall = round(self._wide * _SHAPE)
        self._page = 0
        self._count = 0
        self._image: QImage | None = None

    def add(self, name: str, picture: QImage) -> None:
        """The next screen."""
        if self._image is None:
            size = self._columns * (self._wide + _GAP) + _GAP, self._rows * (self._tall + _HEAD + _GAP) + _GAP
            self._image = QImage(*size, QImage.Format.Format_RGB32)
            self._image.fill(QColor("#777777"))
        row, column = divmod(self._count, self._columns)
        left, top = _GAP + column * (self._wide + _GAP), _GAP + row * (self._tall + _HEAD + _GAP)
        painter = QPainter(self._image)
        painter.setPen(QColor("#FFFFFF"))
        font = QFont()
        font.setPixelSize(15)
        painter.setFont(font)
        painter.drawText(QRect(left, top, self._wide, _HEAD), Qt.AlignmentFlag.AlignVCenter, name)
        small = picture.scaled(
            self._wide, self._tall, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        if self._grey:
            small = small.convertToFormat(QImage.Format.Format_Grayscale8)
        painter.drawImage(left, top + _HEAD, small)
        painter.end()
        self._count += 1
        if self._count == self._columns * self._rows:
            self.save()

    def save(self) -> None:
        """Write the page, if anything stands on it."""
        if self._image is not None and self._count:
            self._page += 1
            self._image.save(str(self._folder / f"{self._name}-{self._page}.png"))
        self._image, self._count = None, 0
