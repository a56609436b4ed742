"""The names of a table's columns, each aligned as the column below it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QWidget

from ui.look import SMALL, Look
from ui.pen import Drawn, Pen

__all__ = ["ColumnHeader"]

_RIGHT = Qt.AlignmentFlag.AlignRight


class ColumnHeader(Drawn):
    """`heads` by column; `columns` gives their widths in device pixels for a width of the whole, 0 hides one; `figures`
    are those that stand at the right; `pad` in logical pixels.
    """

    def __init__(
        self,
        look: Look,
        heads: Mapping[int, str],
        columns: Callable[[Look, int], Mapping[int, int]],
        figures: Collection[int],
        pad: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(look, parent)
        self._heads, self._columns, self._figures, self._pad = heads, columns, figures, pad
        self.setAccessibleName("，".join(heads.values()))

    def compose(self, pen: Pen) -> None:
        """Figures at the right, as below."""
        look, theme = self.look, self.look.theme
        pen.painter.fillRect(QRectF(self.rect()), look.colour(theme.sunken))
        y, x, pad = self.height() / 2, 0.0, look.px(self._pad)
        for column, wide in sorted(self._columns(look, self.width()).items()):
            if wide and column in self._figures:
                pen.text(x + wide - pad, y, self._heads[column], SMALL, theme.ink2, align=_RIGHT)
            elif wide:
                pen.text(x + pad, y, self._heads[column], SMALL, theme.ink2)
            x += wide
        pen.rule(0, self.height() - 1, self.width(), theme.line)
