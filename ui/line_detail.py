"""What the table has no room for, of the line the arrows stand on: one line in the head of the charges."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.fee_line import FeeLine
from ui.look import SMALL, Look
from ui.pen import Drawn, Pen
from ui.words import labels
from ui.words.template import filled

__all__ = ["LineDetail"]


class LineDetail(Drawn):
    """Shows the line's details piece by piece, as many as there is room for."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._line: FeeLine | None = None

    def show_line(self, line: FeeLine | None) -> None:
        """This line; None: the arrows stand nowhere."""
        self._line = line
        self.setVisible(line is not None and bool(line.details))
        if line is not None:
            said = (filled(labels.DETAIL, 行=line.number), *line.details)
            self.setAccessibleName("，".join(said))
            self.shows(said)

    def compose(self, pen: Pen) -> None:
        """From the left."""
        look, theme, line = self.look, self.look.theme, self._line
        if line is None:
            return
        y, x = self.height() / 2, 0.0
        x += pen.text(x, y, filled(labels.DETAIL, 行=line.number), SMALL, theme.ink3) + look.px(9)
        for number, piece in enumerate(line.details):
            said = (labels.SEPARATOR if number else "") + piece
            if x + pen.width(said, SMALL) > self.width():
                break
            x += pen.text(x, y, said, SMALL, theme.ink2)
