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
        self._said: tuple[str, ...] = ()

    def show_line(self, line: FeeLine | None, *, named: bool = False) -> None:
        """This line; None: the arrows stand nowhere. `named`: with its name, which the table has no room for."""
        self._line = line
        self.setVisible(line is not None and (named or bool(line.details)))
        if line is not None:
            number = filled(labels.DETAIL, 行=line.number)
            self._said = (line.name if named else number, *line.details)
            self.setAccessibleName("，".join((number, *self._said) if named else self._said))
            self.shows(self._said)

    def compose(self, pen: Pen) -> None:
        """From the left."""
        look, theme, line = self.look, self.look.theme, self._line
        if line is None:
            return
        y, x = self.height() / 2, 0.0
        for number, piece in enumerate(self._said):
            said = (labels.SEPARATOR if number > 1 else "") + piece
            if number and x + pen.width(said, SMALL) > self.width():
                break
            ink = theme.ink2 if number else theme.ink3
            x += pen.text(x, y, said, SMALL, ink, room=self.width() - x, elide=True) + (0 if number else look.px(9))
