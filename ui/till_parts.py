"""Pieces of the till that only some states show: the check's clock, the visit before, a struck amount, edges."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPen

from ui.look import BODY, LEAD, TITLE, Layout
from ui.pen import Pen
from ui.shapes import Shape, hatch
from ui.theme import Ink, Role
from ui.views import CheckView, LastVisitView
from ui.words import figures, labels
from ui.words.template import filled

__all__ = ["checking_clock", "dashed_frame", "hatched_edge", "last_visit", "struck_out"]

_RIGHT = Qt.AlignmentFlag.AlignRight


def checking_clock(pen: Pen, ink: Ink, check: CheckView, now: datetime, box: QRectF) -> float:
    """How long the check has run and may take, from the top of `box`; returns where the next row begins."""
    look = pen.look
    left, room = box.left(), box.width()
    seconds = max(0.0, (now - check.since).total_seconds())
    y = box.top() + look.px(30)
    pen.text(left, y, labels.CHECKING_FOR, LEAD, ink.label)
    pen.text(left + room, y, figures.elapsed(seconds), 34, ink.text, bold=True, align=_RIGHT)
    y += look.px(34)
    bar = QRectF(left, y, room, look.px(11))
    pen.box(bar, look.theme.surface, ink.control, radius=5, width=look.theme.line_width)
    pen.painter.save()
    pen.painter.setClipRect(QRectF(left, y, room * min(1.0, seconds / check.longest_seconds), look.px(11)))
    pen.box(bar, ink.words, ink.words, radius=5)
    pen.painter.restore()
    y += look.px(32)
    usual = filled(
        labels.CHECKING_USUAL, 通常=figures.span(check.usual_seconds), 最长=figures.span(check.longest_seconds)
    )
    pen.text(left, y, usual, BODY, ink.label, room=room)
    pen.rule(left, y + look.px(22), room, ink.line)
    return y + look.px(26)


def last_visit(pen: Pen, ink: Ink, last: LastVisitView, box: QRectF) -> None:
    """Who went before, what was due, what was handed over, what went back."""
    look, theme = pen.look, pen.look.theme
    left, room, y = box.left(), box.width(), box.top()
    pen.text(left, y + look.px(18), labels.LAST_PERSON, LEAD, ink.label, bold=True)
    y += look.px(52)
    used = pen.text(left, y, figures.masked_name(last.name), BODY, ink.text, bold=True) + look.px(9)
    pen.text(left + used, y, filled(labels.SETTLED_AT, 时间=figures.clock(last.settled_at)), BODY, ink.label)
    pen.chip(left + room - pen.chip_width(labels.SETTLED), y, Shape.DONE, labels.SETTLED, Role.OK)
    by = filled(labels.RECEIVED_BY, 付款方式=labels.METHODS[last.payment.method])
    rows = [(labels.TO_PAY, last.payment.due, False), (by, last.payment.received, False)]
    if last.payment.change > 0:
        rows.append((labels.CHANGE, last.payment.change, True))
    for text, value, strong in rows:
        y += look.px(33)
        size = LEAD if strong else BODY
        colour = theme.ink if strong else ink.label
        pen.text(left, y, text, size, colour, bold=strong)
        pen.text(left + room, y, figures.money(value), size, colour, bold=strong, align=_RIGHT)


def struck_out(pen: Pen, ink: Ink, left: float, y: float, amount: Decimal, size: float = TITLE) -> None:
    """The amount of the trial, with a line through it."""
    wide = pen.text(left, y, filled(labels.OLD_AMOUNT, 金额=figures.money(amount)), size, ink.label)
    pen.painter.setPen(QPen(pen.look.colour(ink.words), 2 * pen.look.scale))
    pen.painter.drawLine(QPointF(left, y), QPointF(left + wide, y))


def dashed_frame(pen: Pen, ink: Ink, box: QRectF) -> None:
    """The dashed inner line of a make-up: this is another paper."""
    look = pen.look
    inset, radius = look.px(6 if look.layout is Layout.COLUMNS else 3), look.px(5)
    line = QPen(look.colour(ink.control), 1.6 * look.scale)
    line.setDashPattern([6, 4])
    pen.painter.setPen(line)
    pen.painter.setBrush(Qt.BrushStyle.NoBrush)
    pen.painter.drawRoundedRect(box.adjusted(inset, inset, -inset, -inset), radius, radius)


def hatched_edge(pen: Pen, ink: Ink, box: QRectF) -> None:
    """The hatched top edge while nobody knows."""
    look = pen.look
    wide = look.px(2)
    edge = QRectF(box.left() + wide + look.px(4), box.top() + wide, box.width() - 2 * wide - look.px(8), look.px(7))
    hatch(pen.painter, edge, look.colour(ink.ground), look.colour(ink.words), 5 * look.scale)
