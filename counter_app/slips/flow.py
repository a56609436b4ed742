"""Composition: text runs down a page, breaks lines and pages, and leaves plain drawing operations.

Points, origin at the lower left corner as in PDF. The operations carry the label of the field they print, by which a
refusal names the place; nothing here draws.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from counter_app.slips.fonts import SlipFonts
from counter_app.slips.forms import A5, Form
from counter_app.slips.refusals import MissingCharactersError

__all__ = ["Cell", "Flow", "Page", "Rule", "Squares", "Text", "on_one_sheet", "side_by_side", "wrap"]

_NEVER_FIRST = "·，。、；：！？）》】”’％…,.;:!?)]}%"
_NEVER_LAST = "（《【“‘([{¥"
# A figure keeps the unit behind it: "964.10 元" and "11 月" are one piece.
_PIECE = re.compile(r"[\x21-\x7e\u2212]+(?: (?=[元年月日项次天号岁]).)?|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; `y` is its baseline."""

    x: float
    y: float
    text: str
    size: float
    bold: bool
    label: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line; dashed where the paper is to be cut or signed."""

    x: float
    y: float
    to_x: float
    weight: float = 0.5
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Squares:
    """Black rectangles (x, y, width, height): a QR code that stays sharp at any size."""

    rectangles: tuple[tuple[float, float, float, float], ...]


Page = list[Text | Rule | Squares]


@dataclass(frozen=True, slots=True)
class Cell:
    """One column of a table row. `right`: the right edge is the anchor, as amounts want it."""

    width: float
    text: str
    label: str
    right: bool = False
    bold: bool = False


# Air between the lines, from the most to the least that still reads well.
_LEADINGS = (1.4, 1.35, 1.3, 1.25, 1.2, 1.15)
_ON_A_ROLL = (1.25,)  # which has no end


def wrap(text: str, size: float, width: float, fonts: SlipFonts) -> list[str]:
    """Break into lines no wider than `width` points; figures and Latin words stay whole where a line can hold them.

    No line begins with closing punctuation or ends with an opening bracket.
    """
    lines: list[str] = []
    for remaining in text.splitlines() or [""]:
        line, rest = _first_line(remaining, size, width, fonts)
        lines.append(line)
        while rest:
            line, rest = _first_line(rest, size, width, fonts)
            lines.append(line)
    return lines


def side_by_side(first: str, second: str, width: float, size: float, fonts: SlipFonts) -> str:
    """Both on one line where a column of this width holds them, else one below the other."""
    line = f"{first} {second}".rstrip()
    return line if fonts.width(line, size) <= width else f"{first}\n{second}".rstrip()


def _first_line(text: str, size: float, width: float, fonts: SlipFonts) -> tuple[str, str]:
    """What fits on one line, and the rest. Takes one character at least, so that it comes to an end."""
    line = ""
    used = 0.0
    pieces = _pieces(text.replace("\t", " "), size, width, fonts)
    for number, piece in enumerate(pieces):
        advance = fonts.width(piece, size)
        if line and piece.strip() and used + advance > width:
            kept, carried = _before_break(line, piece)
            return kept.rstrip(), (carried + "".join(pieces[number:])).lstrip()
        line += piece
        used += advance
    return line.rstrip(), ""


def _pieces(text: str, size: float, width: float, fonts: SlipFonts) -> list[str]:
    pieces: list[str] = []
    for piece in _PIECE.findall(text):
        pieces += [piece] if fonts.width(piece, size) <= width else list(piece)
    return pieces


def _before_break(line: str, piece: str) -> tuple[str, str]:
    """What stays on the line and what goes along with `piece` to the next one."""
    last = _PIECE.findall(line)[-1]
    if (piece[0] in _NEVER_FIRST or line[-1] in _NEVER_LAST) and len(line) > len(last):
        return line[: -len(last)], last
    return line, ""


class Flow:
    """A paper being composed, from top to bottom. `head` runs again on every further page."""

    def __init__(self, fonts: SlipFonts, size: float, *, leading: float = 1.3, form: Form = A5) -> None:
        self.fonts = fonts
        self.size = min(max(size, form.least), form.most)
        self.leading = leading
        self.form = form
        self.left = form.margin
        self.right = form.width - form.margin
        self.pages: list[Page] = [[]]
        self.y = form.height - form.top
        self.head: Callable[[Flow], None] | None = None
        # A block that keeps clear of something at the right edge (the code) ends here until below `_clear_y`.
        self._clear_right = self.right
        self._clear_y = self.y

    @property
    def edge(self) -> float:
        """The right edge at the present height."""
        return self._clear_right if self.y > self._clear_y else self.right

    def new_page(self) -> None:
        """Go on at the top of another page."""
        self.pages.append([])
        self.y = self.form.height - self.form.top
        self._clear_y = self.y
        if self.head:
            self.head(self)

    def need(self, height: float) -> None:
        """Start another page when less than `height` is left on this one."""
        if self.y - height < self.form.bottom:
            self.new_page()

    def space(self, height: float) -> None:
        """Leave room."""
        self.y -= height

    def rule(self, *, weight: float = 0.5, dashed: bool = False) -> None:
        """A line across."""
        self.space(3)
        self.pages[-1].append(Rule(self.left, self.y, self.edge, weight, dashed))
        self.space(3)

    def put(self, text: str, label: str, x: float, size: float, *, bold: bool = False, right: bool = False) -> None:
        """One line at the present height, `x` its left edge or, with `right`, its right edge. The height stays."""
        start = x - self.fonts.width(text, size) if right else x
        self.pages[-1].append(Text(start, self.y - size * 0.9, text, size, bold, label))

    def paragraph(
        self, text: str, label: str, *, size: float | None = None, bold: bool = False, lead: str = ""
    ) -> None:
        """Text over as many lines as it takes; `lead` stands before it in bold."""
        size = self._legible(size)
        height = size * self.leading
        x = self.left
        if lead:
            self.need(height)
            self.put(lead, label, x, size, bold=True)
            x += self.fonts.width(lead, size)
        for remaining in text.splitlines():
            rest = remaining
            while rest:
                self.need(height)
                line, rest = _first_line(rest, size, self.edge - x, self.fonts)
                self.put(line, label, x, size, bold=bold)
                self.y -= height
                x = self.left

    def facts(self, label: str, *parts: str, size: float | None = None) -> None:
        """Short facts side by side: a line takes as many as fit whole; empty ones are left out."""
        size = self._legible(size)
        line = ""
        for part in filter(None, parts):
            longer = f"{line}　{part}" if line else part
            if line and self.fonts.width(longer, size) > self.edge - self.left:
                self.paragraph(line, label, size=size)
                longer = part
            line = longer
        self.paragraph(line, label, size=size)

    def lines(self, label: str, *rows: tuple[str, ...]) -> None:
        """Each row of facts on a line of its own; on wide paper as many rows as fit share one."""
        for row in [tuple(chain.from_iterable(rows))] if self.form.wide else rows:
            self.facts(label, *row)

    def pair(self, name: str, amount: str, label: str, *, size: float | None = None, bold: bool = False) -> None:
        """A name at the left, its amount at the right; a name too long for that takes lines of its own."""
        size = self._legible(size)
        room = self.edge - self.left - self.fonts.width(amount, size) - size
        lines = wrap(name, size, room, self.fonts)
        self.need(size * self.leading * len(lines))
        for line in lines[:-1]:
            self.put(line, label, self.left, size, bold=bold)
            self.y -= size * self.leading
        self.put(lines[-1], label, self.left, size, bold=bold)
        self.put(amount, label, self.edge, size, bold=bold, right=True)
        self.y -= size * self.leading

    def row(self, cells: Sequence[Cell], size: float, *, gap: float = 4.0) -> None:
        """One table row. Words wrap within their own column, figures shrink to it: nothing meets its neighbour."""
        size = self._legible(size)
        columns = [
            cell.text.split("\n") if cell.right else wrap(cell.text, size, cell.width, self.fonts) for cell in cells
        ]
        height = size * self.leading * max(len(lines) for lines in columns)
        self.need(height)
        top = self.y
        x = self.left
        for cell, lines in zip(cells, columns, strict=True):
            self.y = top
            edge = x + cell.width if cell.right else x
            for line in lines:
                fitting = min(size, size * cell.width / (self.fonts.width(line, size) or 1)) if cell.right else size
                lower = (size - fitting) * 0.9  # the baseline stays the row's
                self.y -= lower
                self.put(line, cell.label, edge, fitting, bold=cell.bold, right=cell.right)
                self.y -= size * self.leading - lower
            x += cell.width + gap
        self.y = top - height

    def corner(self, squares: Squares, side: float) -> None:
        """A code in the upper right corner of what follows; text beside it stays clear of it."""
        x, y = self.right - side, self.y - side
        self.pages[-1].append(_moved(squares, x, y))
        self._clear_right, self._clear_y = x - 8, y - 4

    def centred(self, squares: Squares, side: float) -> None:
        """A code on a line of its own."""
        self.need(side)
        self.y -= side
        self.pages[-1].append(_moved(squares, (self.left + self.right - side) / 2, self.y))

    def beside(self, first: Callable[[Flow], None], second: Callable[[Flow], None]) -> None:
        """Two blocks: side by side where the paper is wide and a page holds them, else with a line between."""
        columns = self._columns(first, second) if self.form.wide else ()
        height = max((self.form.height - column.y for column in columns), default=0.0)
        if not columns or height > self.form.height - self.form.top - self.form.bottom - 3 * self.size:
            first(self)
            self.rule()
            second(self)
            return
        self.need(height)
        for column in columns:
            self.pages[-1] += [_moved(op, 0, self.y - self.form.height) for op in column.pages[0]]
        self.y -= height

    def _columns(self, *blocks: Callable[[Flow], None]) -> list[Flow]:
        """Each block in its share of the width, from the top of a sheet without an end."""
        gap, columns = 24.0, []
        wide = (self.right - self.left - gap * (len(blocks) - 1)) / len(blocks)
        for number, block in enumerate(blocks):
            left = self.left + number * (wide + gap)
            column = Flow(self.fonts, self.size, leading=self.leading, form=replace(self.form, bottom=-1e6, top=0.0))
            column.left, column.right, column._clear_right = left, left + wide, left + wide
            block(column)
            columns.append(column)
        return columns

    def line(self, x: float, y: float, to_x: float) -> None:
        """A thin line to write on."""
        self.pages[-1].append(Rule(x, y, to_x))

    def cut(self, page: Page) -> float:
        """How high the sheet of `page` is: a roll is cut below its last line."""
        if not self.form.endless:
            return self.form.height
        lowest = min((_foot(op) for op in page), default=self.form.height)
        return self.form.height - lowest + self.form.bottom

    def _legible(self, size: float | None) -> float:
        return max(size or self.size, self.form.least)

    def require_printable(self) -> None:
        """Check every character before anything is drawn.

        Raises:
            MissingCharactersError: naming the labels of the fields concerned.
        """
        texts = (op for page in self.pages for op in page if isinstance(op, Text))
        labels = tuple(dict.fromkeys(op.label for op in texts if self.fonts.missing(op.text)))
        if labels:
            raise MissingCharactersError(labels)


def on_one_sheet(fonts: SlipFonts, size: float, compose: Callable[[Flow], None], form: Form = A5) -> Flow:
    """A paper with as much air between its lines as one sheet allows; the type stays, a second sheet may follow."""
    flow = Flow(fonts, size, form=form)
    for leading in _ON_A_ROLL if form.endless else _LEADINGS:
        flow = Flow(fonts, size, leading=leading, form=form)
        compose(flow)
        if len(flow.pages) == 1:
            break
    return flow


def _moved(op: Text | Rule | Squares, x: float, y: float) -> Text | Rule | Squares:
    if isinstance(op, Squares):
        return replace(op, rectangles=tuple((a + x, b + y, width, height) for a, b, width, height in op.rectangles))
    if isinstance(op, Rule):
        return replace(op, x=op.x + x, y=op.y + y, to_x=op.to_x + x)
    return replace(op, x=op.x + x, y=op.y + y)


def _foot(op: Text | Rule | Squares) -> float:
    if isinstance(op, Squares):
        return min((bottom for _, bottom, _, _ in op.rectangles), default=0.0)
    return op.y - (op.size * 0.25 if isinstance(op, Text) else 0.0)
