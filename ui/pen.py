"""Drawing text and lines at one look, and remembering what was written: tests read the painted strings from here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.look import BODY, SMALL, Look
from ui.shapes import Shape, draw_shape, shape_picture
from ui.theme import Role
from ui.words.template import Cap

__all__ = ["CAP_HEIGHT", "CapColours", "Drawn", "Pen", "Written", "broken", "cap_width"]

CAP_HEIGHT, LARGE_CAP = 22, 30
# Glyphs of Chinese fonts sit this far around the middle of a line, in em below it.
_MIDDLE = 0.37
_LINE = 1.4
_CLOSING = ("，", "。", "；", "：", "、", "！", "？", "）", "”")
# Pieces a line may break between: a run of Latin or digits stays whole, closing marks stay with what they close.
_TOKENS = re.compile(r"[A-Za-z0-9.,:/%*−_-]+[，。；：、！？）”’]*|\s+|[（“‘]*.[，。；：、！？）”’]*")


@dataclass(frozen=True, slots=True)
class Written:
    """One painted string: where, how large in device pixels, how much room it had, whether it was cut, in which ink."""

    text: str
    box: QRectF
    pixels: int
    room: float
    elided: bool = False
    ink: str = ""
    bold: bool = False


@dataclass(frozen=True, slots=True)
class CapColours:
    """A key cap: ink, ground, edge; a flat cap has no foot."""

    ink: str
    ground: str
    edge: str
    flat: bool = False


def cap_width(look: Look, key: str, height: float = CAP_HEIGHT) -> float:
    """Width of a key cap in device pixels."""
    if height >= LARGE_CAP:
        return max(look.px(44), look.text_width(key, BODY, bold=True) + look.px(14))
    return max(look.px(height * 1.27), look.text_width(key, SMALL, bold=True) + look.px(14))


def broken(
    look: Look, parts: Sequence[str | Cap], size: float, room: float, *, bold: bool = False
) -> list[list[tuple[str | Cap, float]]]:
    """`parts` broken into lines of pieces with their widths; runs of text on a line are one piece."""
    lines: list[list[tuple[str | Cap, float]]] = [[]]
    used = 0.0
    tokens = _tokens(parts)
    for token, after in zip(tokens, [*tokens[1:], ""], strict=True):
        if isinstance(token, Cap):
            wide = cap_width(look, token.key) + look.px(6)
        else:
            wide = look.text_width(token, size, bold=bold)
        # A closing mark never begins a line: the key before it moves down with it.
        follows = look.text_width(after, size, bold=bold) if isinstance(after, str) and after in _CLOSING else 0.0
        if used + wide + follows > room and lines[-1]:
            lines.append([])
            used = 0.0
            if isinstance(token, str) and not token.strip():
                continue
        line = lines[-1]
        last = line[-1][0] if line else None
        if isinstance(token, str) and isinstance(last, str):
            line[-1] = (last + token, look.text_width(last + token, size, bold=bold))
        else:
            line.append((token, wide))
        used = sum(width for _, width in line)
    return lines


def _tokens(parts: Sequence[str | Cap]) -> list[str | Cap]:
    tokens: list[str | Cap] = []
    for part in parts:
        if isinstance(part, Cap):
            tokens.append(part)
        else:
            tokens.extend(_TOKENS.findall(part))
    return tokens


class Pen:
    """A painter with a look. Lengths are device pixels, type sizes logical; `y` is the middle of the line."""

    def __init__(self, painter: QPainter, look: Look, written: list[Written]) -> None:
        self.painter = painter
        self.look = look
        self._written = written
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Advance of `text`."""
        return self.look.text_width(text, size, bold=bold)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        colour: str,
        *,
        bold: bool = False,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        room: float = 0.0,
        elide: bool = False,
    ) -> float:
        """Write one line; `x` is its left, right or middle by `align`. Returns its width. Only `elide` may cut it."""
        font = self.look.font(size, bold=bold)
        shown, cut = text, False
        if elide and self.width(text, size, bold=bold) > room:
            shown, cut = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, room), True
        width = self.width(shown, size, bold=bold)
        left = x
        if align is Qt.AlignmentFlag.AlignRight:
            left = x - width
        elif align is Qt.AlignmentFlag.AlignHCenter:
            left = x - width / 2
        self.painter.setFont(font)
        self.painter.setPen(self.look.colour(colour))
        baseline = y + _MIDDLE * font.pixelSize()
        self.painter.drawText(QPointF(left, baseline), shown)
        tall = font.pixelSize()
        box = QRectF(left, y - tall / 2, width, tall)
        self._written.append(Written(text, box, tall, room or width, cut, colour, bold))
        return width

    def paragraph(
        self, x: float, y: float, room: float, text: str, size: float, colour: str, *, bold: bool = False
    ) -> float:
        """Write `text` in lines of `room` width, the first one's top at `y`; returns the height used."""
        step = self.look.px(size) * _LINE
        lines = self.lines((text,), size, room, bold=bold)
        for number, line in enumerate(lines):
            at = "".join(piece for piece, _ in line if isinstance(piece, str))
            self.text(x, y + step * (number + 0.5), at, size, colour, bold=bold, room=room)
        return step * len(lines)

    def told(
        self,
        x: float,
        y: float,
        room: float,
        said: Sequence[str | Cap],
        size: float,
        colour: str,
        caps: CapColours,
        step: float,
    ) -> float:
        """Write words with the keys painted in them, in lines of `room` width and `step` height from the top `y`;
        returns the height used.
        """
        lines = self.lines(said, size, room)
        for number, line in enumerate(lines):
            at, middle = x, y + step * (number + 0.5)
            for piece, wide in line:
                if isinstance(piece, Cap):
                    self.cap(at + self.look.px(3), middle, piece.key, caps, 20)
                else:
                    self.text(at, middle, piece, size, colour, room=x + room - at)
                at += wide
        return step * len(lines)

    def lines(
        self, parts: Sequence[str | Cap], size: float, room: float, *, bold: bool = False
    ) -> list[list[tuple[str | Cap, float]]]:
        """`parts` broken into lines of pieces with their widths; runs of text on a line are one piece."""
        return broken(self.look, parts, size, room, bold=bold)

    def cap_width(self, key: str, height: float = CAP_HEIGHT) -> float:
        """Width of a key cap."""
        return cap_width(self.look, key, height)

    def cap(self, x: float, y: float, key: str, colours: CapColours, height: float = CAP_HEIGHT) -> float:
        """Draw a key cap with its left edge at `x`, its middle at `y`; returns its width."""
        look = self.look
        wide, tall = self.cap_width(key, height), look.px(height)
        box = QRectF(x + 0.5, y - tall / 2 + 0.5, wide - 1, tall - 1)
        radius = look.px(4)
        self.painter.setPen(Qt.PenStyle.NoPen)
        foot = 0.0
        if not colours.flat:
            foot = 2.6 * look.scale
            self.painter.setBrush(look.colour(colours.edge))
            self.painter.drawRoundedRect(box, radius, radius)
        self.painter.setPen(QPen(look.colour(colours.edge), max(1.0, look.scale)))
        self.painter.setBrush(look.colour(colours.ground))
        self.painter.drawRoundedRect(box.adjusted(0, 0, 0, -foot), radius, radius)
        self.text(
            box.center().x(),
            y - foot / 2,
            key,
            BODY if height >= LARGE_CAP else SMALL,
            colours.ink,
            bold=True,
            align=Qt.AlignmentFlag.AlignHCenter,
            room=wide,
        )
        return wide

    def shape(self, x: float, y: float, size: float, shape: Shape, colour: str, hole: str, turn: float = 0.0) -> None:
        """Draw a shape of state, `size` logical pixels, left edge at `x`, middle at `y`."""
        side = self.look.px(size)
        corner = QPointF(x, y - side / 2)
        if turn:
            draw_shape(self.painter, QRectF(corner, QSizeF(side, side)), shape, QColor(colour), QColor(hole), turn)
            return
        sharp = self.painter.device().devicePixelRatio()
        # Between two pixels the picture would be smeared over both.
        self.painter.drawImage(QPointF(corner.toPoint()), shape_picture(shape, side, colour, hole, sharp))

    def rule(self, x: float, y: float, width: float, colour: str) -> None:
        """A horizontal line."""
        self.painter.setPen(QPen(self.look.colour(colour), self.look.theme.line_width))
        whole = round(y) + 0.5
        self.painter.drawLine(QPointF(x, whole), QPointF(x + width, whole))

    def box(
        self,
        box: QRectF,
        ground: str | None,
        edge: str | None,
        *,
        radius: float = 8,
        width: float = 1.0,
        dashed: bool = False,
    ) -> None:
        """A rounded box whose edge lies inside `box`."""
        pen = QPen(Qt.PenStyle.NoPen)
        inset = 0.0
        if edge is not None:
            pen = QPen(self.look.colour(edge), width)
            if dashed:
                pen.setDashPattern([4, 3])
            inset = width / 2
        self.painter.setPen(pen)
        self.painter.setBrush(self.look.colour(ground) if ground else Qt.BrushStyle.NoBrush)
        corner = self.look.px(radius)
        self.painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), corner, corner)

    def chip_width(self, text: str) -> float:
        """Width of a chip."""
        return self.width(text, SMALL) + self.look.px(36)

    def chip(self, x: float, y: float, shape: Shape, text: str, role: Role | None) -> float:
        """A shape and a word in a role's colours; no role: what is not known, in plain ink. Returns the width."""
        theme = self.look.theme
        ink, ground = theme.roles[role] if role is not None else (theme.ink2, theme.surface)
        wide, tall = self.chip_width(text), self.look.px(24)
        self.box(QRectF(x, y - tall / 2, wide, tall), ground, ink, radius=4, width=theme.line_width)
        self.shape(x + self.look.px(8), y, 14, shape, ink, ground)
        self.text(x + self.look.px(27), y, text, SMALL, ink, room=wide - self.look.px(30))
        return wide

    def ring(self, box: QRectF, radius: float = 6) -> None:
        """The two-tone focus ring, inside `box` so that nothing shifts."""
        theme, look = self.look.theme, self.look
        self.box(box, None, theme.focus_outside, radius=radius, width=3 * look.scale)
        inner = 3 * look.scale
        self.box(
            box.adjusted(inner, inner, -inner, -inner),
            None,
            theme.focus_inside,
            radius=radius - 2,
            width=1.6 * look.scale,
        )

    def amount(
        self, x: float, y: float, room: float, text: str, largest: float, colour: str, smallest: float = 24
    ) -> QSizeF:
        """A large amount: ¥ at 46 % of it, as large as fits between `largest` and `smallest`; never cut, never wrapped.

        Returns its size, so that a line may strike it out.
        """
        size = largest
        while size > smallest and self._amount_width(text, size) > room:
            size -= 1
        sign = size * 0.46
        base = y + _MIDDLE * self.look.px(size)
        wide = self.text(x, base - _MIDDLE * self.look.px(sign), "¥", sign, colour, bold=True)
        gap = self.look.px(size * 0.1)
        self.text(x + wide + gap, y, text, size, colour, bold=True, room=room - wide - gap)
        return QSizeF(self._amount_width(text, size), self.look.px(size))

    def _amount_width(self, text: str, size: float) -> float:
        return self.width("¥", size * 0.46, bold=True) + self.look.px(size * 0.1) + self.width(text, size, bold=True)

    def fitted(
        self, x: float, y: float, room: float, text: str, largest: float, colour: str, smallest: float = BODY
    ) -> float:
        """Bold words as large as fit on one line; returns the logical size used."""
        size = largest
        while size > smallest and self.width(text, size, bold=True) > room:
            size -= 1
        self.text(x, y, text, size, colour, bold=True, room=room)
        return size


class Drawn(QWidget):
    """A widget that draws itself with a pen and remembers what it wrote."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._written: list[Written] = []
        self._content: tuple[object, ...] = ()

    def shows(self, *content: object, height: int | None = None) -> bool:
        """Everything `compose` reads, the size aside: painted anew, and true, when it is something else than before.

        A panel that is painted has everything painted that lies in it; `height`: all that moves lies above this line.
        """
        if content == self._content:
            return False
        self._content = content
        self.update(0, 0, self.width(), self.height() if height is None else height)
        return True

    def compose(self, pen: Pen) -> None:
        """Draw everything."""
        raise NotImplementedError

    def arrange(self) -> None:
        """Place the children after a change of size."""

    def written(self) -> tuple[Written, ...]:
        """The strings of the last painting."""
        return tuple(self._written)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A new size places the children anew."""
        super().resizeEvent(event)
        self.arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint from scratch; the record is that of this painting."""
        super().paintEvent(event)
        self._written = []
        painter = QPainter(self)
        self.compose(Pen(painter, self.look, self._written))
        painter.end()
