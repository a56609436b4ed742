"""How it is paid where the till is a band: beside the amount, or with type so large that there is no room, below."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt

from ui.look import BODY, SMALL, Layout, Look
from ui.pen import Pen
from ui.theme import Ink
from ui.words import labels

__all__ = ["BAND", "TenderBoxes", "band_height", "tender_boxes", "tender_texts"]

BAND, BELOW = 108, 40
_BUTTON, _LABEL = 230, 36
_RIGHT = Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class TenderBoxes:
    """Where phone, method and amount received lie; the change ends at `right`."""

    phone: QRect
    method: QRect
    received: QRect
    right: float


def band_height(look: Look, *, tender: bool) -> int:
    """The band, with a line more where how it is paid has no room beside the amount."""
    return look.px(BAND + BELOW if tender and look.layout is Layout.NARROW else BAND)


def tender_boxes(look: Look, width: int, *, phone: bool) -> TenderBoxes:
    """On a band of that width; with the phone number where one is asked for."""
    px = look.px
    if look.layout is Layout.NARROW:
        y, tall, x = px(BAND), px(32), px(16)
        number = QRect(x + px(_LABEL), y, px(128), tall)
        x += px(_LABEL + 128 + 12) if phone else 0
        method = QRect(x, y, px(216), tall)
        received = QRect(x + px(216 + 12 + _LABEL), y, px(92), tall)
        return TenderBoxes(number, method, received, float(width - px(12)))
    x = width - px(8) - px(_BUTTON) - px(14) - px(240)
    y = px(9) if phone else px(BAND) // 2 - px(36)
    number = QRect(x + px(_LABEL), y, px(204), px(29))
    y += px(33) if phone else 0
    method = QRect(x, y, px(240), px(27))
    return TenderBoxes(number, method, QRect(x + px(_LABEL), y + px(32), px(104), px(29)), float(x + px(240)))


def tender_texts(pen: Pen, ink: Ink, boxes: TenderBoxes, change: tuple[str, str] | None, *, phone: bool) -> None:
    """The names of the fields, and the change where cash is handed over."""
    px = pen.look.px
    if phone:
        pen.text(boxes.phone.x() - px(_LABEL), boxes.phone.center().y(), labels.PHONE, BODY, ink.label)
    if change is not None:
        y = boxes.received.center().y() + 0.5
        pen.text(boxes.received.x() - px(_LABEL), y, labels.RECEIVED, BODY, ink.label)
        name, value = change
        used = pen.text(boxes.right, y, value, BODY, ink.words, bold=True, align=_RIGHT)
        pen.text(boxes.right - used - px(5), y, name, SMALL, ink.label, align=_RIGHT)
