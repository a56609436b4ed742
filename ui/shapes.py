"""The shapes of state, drawn line by line (look, section 3): no emoji, no icon font, readable without colour."""

from __future__ import annotations

import math
from enum import StrEnum
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

__all__ = ["Shape", "draw_shape", "hatch", "shape_picture"]


class Shape(StrEnum):
    """A state as a shape; the word always stands beside it."""

    DONE = "disc with tick"
    ATTENTION = "triangle"
    STOPPED = "octagon with cross"
    CHECKING = "diamond with three dots"
    WORKING = "open arc"
    WAITING = "disc with clock hands"
    OUTAGE = "disc with two bars"
    UNKNOWN = "dotted ring"
    NOTE = "disc with i"


def draw_shape(painter: QPainter, box: QRectF, shape: Shape, colour: QColor, hole: QColor, turn: float = 0.0) -> None:
    """Draw `shape` into the square `box`; `hole` is the colour of the mark inside, `turn` 0..1 turns the open arc."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / 16.0, box.height() / 16.0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    mark = QPen(hole, 1.9, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    if shape is Shape.DONE:
        painter.drawEllipse(QPointF(8, 8), 7.6, 7.6)
        painter.setPen(mark)
        painter.drawPolyline(QPolygonF([QPointF(4.6, 8.3), QPointF(7.0, 10.7), QPointF(11.5, 5.7)]))
    elif shape is Shape.ATTENTION:
        path = QPainterPath(QPointF(8, 1.2))
        path.lineTo(15.2, 14.2)
        path.lineTo(0.8, 14.2)
        path.closeSubpath()
        painter.setPen(QPen(colour, 1.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.drawPath(path)
        painter.setPen(mark)
        painter.drawLine(QPointF(8, 6), QPointF(8, 9.2))
        _dot(painter, hole, 8, 12.0, 1.05)
    elif shape is Shape.STOPPED:
        points = [
            QPointF(8 + 7.9 * math.cos(math.radians(22.5 + 45 * n)), 8 + 7.9 * math.sin(math.radians(22.5 + 45 * n)))
            for n in range(8)
        ]
        painter.drawPolygon(QPolygonF(points))
        painter.setPen(mark)
        painter.drawLine(QPointF(5.5, 5.5), QPointF(10.5, 10.5))
        painter.drawLine(QPointF(10.5, 5.5), QPointF(5.5, 10.5))
    elif shape is Shape.CHECKING:
        painter.drawPolygon(QPolygonF([QPointF(8, 0), QPointF(16, 8), QPointF(8, 16), QPointF(0, 8)]))
        for x in (4.7, 8.0, 11.3):
            _dot(painter, hole, x, 8, 1.15)
    elif shape is Shape.WORKING:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 2.1, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawArc(QRectF(2, 2, 12, 12), int((50 - 360 * turn) * 16), 270 * 16)
    elif shape is Shape.WAITING:
        painter.drawEllipse(QPointF(8, 8), 7.6, 7.6)
        painter.setPen(QPen(hole, 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
        painter.drawPolyline(QPolygonF([QPointF(8, 3.9), QPointF(8, 8.3), QPointF(11.1, 9.7)]))
    elif shape is Shape.OUTAGE:
        painter.drawEllipse(QPointF(8, 8), 7.6, 7.6)
        painter.setPen(mark)
        for x in (6.0, 10.0):
            painter.drawLine(QPointF(x, 5.6), QPointF(x, 10.4))
    elif shape is Shape.UNKNOWN:
        for n in range(8):
            angle = math.radians(45 * n)
            painter.setPen(QPen(colour, 2.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawArc(QRectF(2, 2, 12, 12), int(math.degrees(angle) * 16), 24 * 16)
    else:
        painter.drawEllipse(QPointF(8, 8), 7.6, 7.6)
        painter.setPen(QPen(hole, 2.1, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(8, 7.4), QPointF(8, 11.6))
        _dot(painter, hole, 8, 4.4, 1.25)
    painter.restore()


@lru_cache(maxsize=256)
def shape_picture(shape: Shape, side: int, colour: str, hole: str, sharp: float) -> QImage:
    """A shape that stands still, `side` device-independent pixels wide, drawn once: it takes up to fifty calls into Qt,
    and beside a thread that computes each of them may have to wait.
    """
    picture = QImage(round(side * sharp), round(side * sharp), QImage.Format.Format_ARGB32_Premultiplied)
    picture.setDevicePixelRatio(sharp)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    draw_shape(painter, QRectF(0, 0, side, side), shape, QColor(colour), QColor(hole))
    painter.end()
    return picture


def hatch(painter: QPainter, area: QRectF, ground: QColor, stripe: QColor, width: float) -> None:
    """Fill `area` with slanted stripes: training, and what is being worked on.

    One period is drawn and repeated from the widget's corner on: stripes drawn singly across a whole window take 80 ms.
    """
    period, sharp = max(2, round(2 * width)), painter.device().devicePixelRatio()
    tile = QPixmap(round(period * sharp), round(period * sharp))
    tile.setDevicePixelRatio(sharp)
    tile.fill(ground)
    pattern = QPainter(tile)
    pattern.setRenderHint(QPainter.RenderHint.Antialiasing)
    pattern.setPen(Qt.PenStyle.NoPen)
    pattern.setBrush(stripe)
    for x in (-period, 0, period):
        corners = ((x, period), (x + period / 2, period), (x + 1.5 * period, 0), (x + period, 0))
        pattern.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
    pattern.end()
    painter.fillRect(area, QBrush(tile))


def _dot(painter: QPainter, colour: QColor, x: float, y: float, radius: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(x, y), radius, radius)
