"""Where the parts of the window lie: head, page, sentence (or the bar for it), lamps, and what lies over the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize

from ui.frame import HEAD_HEIGHT, LAMPS_HEIGHT
from ui.look import Layout, Look
from ui.visit_page import VisitPage

__all__ = ["Boxes", "beside_the_claim", "boxes"]


@dataclass(frozen=True, slots=True)
class Boxes:
    """In the window's own pixels; `head` is empty where there is none."""

    head: QRect
    page: QRect
    bar: QRect
    lamps: QRect


def boxes(look: Look, size: QSize, inset: int, bar_height: Callable[[int], int], *, head: bool) -> Boxes:
    """`inset`: room for the marks of training. `bar_height`: how tall the sentence is at a width."""
    px, columns = look.px, look.layout is Layout.COLUMNS
    tall = px(HEAD_HEIGHT) if head else 0
    left, inner = inset, size.width() - 2 * inset
    top = tall or inset
    edge = px(12 if columns else 8)
    lamps = QRect(left + edge, size.height() - inset - px(LAMPS_HEIGHT) - px(4), inner - 2 * edge, px(LAMPS_HEIGHT))
    high = bar_height(inner - 2 * edge)
    bar = QRect(left + edge, lamps.y() - px(5) - high, inner - 2 * edge, high)
    gap = px(10 if head else 0)
    page = QRect(left, top + gap, inner, bar.y() - px(9) - top - gap)
    return Boxes(QRect(0, 0, size.width(), tall), page, bar, lamps)


def beside_the_claim(look: Look, visit: object, page: QRect) -> QRect:
    """Where the questions lie: over the charges, between who it is and how much; with large type over all but the
    person's line; over the whole of a page that is not the visit's.
    """
    if not isinstance(visit, VisitPage):
        edge = look.px(12 if look.layout is Layout.COLUMNS else 8)
        return page.adjusted(edge, 0, -edge, 0)
    if look.layout is Layout.COLUMNS:
        return visit.charges.geometry().translated(page.topLeft())
    top, edge = visit.till.geometry().top(), look.px(8)
    return QRect(page.topLeft() + QPoint(edge, top), QSize(page.width() - 2 * edge, page.height() - top))
