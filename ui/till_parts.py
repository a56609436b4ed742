"""Two pieces of the till that only some states show: the clock of a check, and the visit before this one."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRectF, Qt

from ui.look import BODY, LEAD
from ui.pen import Pen
from ui.shapes import Shape
from ui.theme import Ink, Role
from ui.views import CheckView, LastVisitView
from ui.words import figures, labels
from ui.words.template import filled

__all__ = ["checking_clock", "last_visit"]

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
