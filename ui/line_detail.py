"""What the table has no room for, of the line the arrows stand on: one line in the head of the charges."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.fee_line import FeeLine
from ui.look import LEAD, SMALL, Layout, Look
from ui.pen import Drawn, Pen, broken
from ui.words import labels
from ui.words.template import filled

__all__ = ["LineDetail", "whole"]

_LINES = 2  # of the sentence


def whole(look: Look, line: FeeLine, width: float) -> str:
    """The line for the sentence where the table has no room for it; what has none there either is left out at the end.
    Empty where the columns stand.
    """
    if look.layout is Layout.COLUMNS:
        return ""
    blanks = {"行": line.number, "项目": f"{line.name} {line.spec}".strip(), "数量": line.quantity}
    said = filled(labels.WHOLE_LINE, **blanks, 单价=line.price, 金额=line.amount)
    graded = f"{line.grade}{labels.COLUMN_GRADE}" if line.grade != labels.UNKNOWN_CELL else ""
    limit = f"{labels.COLUMN_LIMIT} {line.limit}" if line.limit else ""
    for piece in (f"{labels.COLUMN_PRE_SELF} {line.pre_self}", graded, limit, *line.details):
        longer = f"{said}{labels.SEPARATOR}{piece}"
        if piece and piece not in said and len(broken(look, (longer,), LEAD, width - look.px(80), bold=True)) <= _LINES:
            said = longer
    return said


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
