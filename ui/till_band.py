"""How it is paid where the till is a band: beside the amount, or with type so large that there is no room, below."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QRect, Qt

from ui.look import BODY, MICRO, SMALL, Layout, Look
from ui.pen import Pen
from ui.theme import Ink
from ui.till_rows import Button, Kind, Row, Style, TillFace
from ui.words import figures, labels

__all__ = [
    "BAND",
    "TENDER",
    "TenderBoxes",
    "band_height",
    "band_lines",
    "band_texts",
    "button_wide",
    "buttons_of",
    "one_button",
    "tender_boxes",
    "tender_texts",
]

BAND, BELOW = 108, 40
BUTTON, BUTTON_ALONE, TENDER = 236, 248, 240
_LABEL = 36
_BETWEEN = "　"
_RIGHT = Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class TenderBoxes:
    """Where phone, method and amount received lie; the change ends at `right`."""

    phone: QRect
    method: QRect
    received: QRect
    right: float


def one_button(face: TillFace) -> Button | None:
    """Where there is room for one: that of the likeliest next key, else the first that lives."""
    likely = [one for one in face.buttons if one.kind in (Kind.MONEY, Kind.PRIMARY)]
    if face.likely is not None and not any(one.alive for one in likely):
        return face.likely
    usable = [one for one in face.buttons if one.alive or len(face.buttons) == 1]
    return next(iter((*likely, *usable)), None)


def buttons_of(look: Look, face: TillFace) -> tuple[Button, ...]:
    """All that may stand on the till."""
    others = (face.reprint, face.likely if look.layout is not Layout.COLUMNS else None)
    return (*face.buttons, *(one for one in others if one is not None))


def button_wide(look: Look) -> int:
    """Of the one button; how it is paid lies beside it, or below."""
    return look.px(BUTTON_ALONE if look.layout is Layout.NARROW else BUTTON)


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
    x = width - px(8) - px(BUTTON) - px(14) - px(TENDER)
    y = px(8) if phone else px(BAND) // 2 - px(36)
    number = QRect(x + px(_LABEL), y, px(204), px(29))
    y += px(32) if phone else 0
    method = QRect(x, y, px(TENDER), px(27))
    return TenderBoxes(number, method, QRect(x + px(_LABEL), y + px(31), px(104), px(29)), float(x + px(TENDER)))


def tender_texts(pen: Pen, ink: Ink, boxes: TenderBoxes, change: tuple[str, str] | None, *, phone: bool) -> None:
    """The names of the fields, and the change where cash is handed over."""
    px = pen.look.px
    if phone:
        pen.text(boxes.phone.x() - px(_LABEL), boxes.phone.center().y(), labels.PHONE, BODY, ink.label)
    if change is not None:
        y = boxes.received.center().y() + 0.5
        pen.text(boxes.received.x() - px(_LABEL), y, labels.RECEIVED, BODY, ink.label)
        name, value = change
        room = boxes.right - boxes.received.right() - pen.width(name, SMALL) - px(7)
        sizes = (size for size in (BODY, SMALL) if pen.width(value, size, bold=True) <= room)
        used = pen.text(boxes.right, y, value, next(sizes, MICRO), ink.words, bold=True, align=_RIGHT)
        pen.text(boxes.right - used - px(5), y, name, SMALL, ink.label, align=_RIGHT)


def band_texts(look: Look, face: TillFace, room: float) -> tuple[str, str]:
    """What the column says in rows: in strong type beside the caption; and below the amount, within `room`. The split
    is never cut, for what is painted has to add up: funds that have no room are said as one.
    """
    amount = figures.money(face.amount) if face.amount is not None else None
    strong = [row for row in face.rows if row.style is Style.STRONG and row.value != amount]
    said = _BETWEEN.join(f"{row.label} {row.value}".strip() for row in strong)
    if face.dashed and strong:  # of an estimate: on what it rests, and that it promises nothing
        before = [row for row in face.rows if row.label == f"{labels.LESS} {labels.PAID_BEFORE}"]
        if before:  # what was paid already is reckoned with: the sum goes before any note
            return said, _joined([next(row for row in face.rows if row.style is Style.LEAD), *before])
        notes = [row.label for row in face.rows if row.style is Style.NOTE]
        return said, _BETWEEN.join(notes)
    rows = [row for row in face.rows if row.style is Style.LEAD or row.label.startswith(f"{labels.LESS} ")]
    text = _joined(rows)
    if any(row.label.startswith(labels.EQUALS) for row in face.rows):
        return said, text if look.text_width(text, SMALL) <= room else _joined(_funds_as_one(rows))
    while look.text_width(text, SMALL) > room and len(rows) > 1:
        rows = rows[:-1]
        text = _joined(rows)
    return said, text or face.note


def band_lines(pen: Pen, text: str, room: float) -> list[str]:
    """In lines of that width, broken between a row and the next: no name is parted from its amount. One that needs
    more than a line by itself is broken like a sentence.
    """
    lines: list[str] = []
    for row in text.split(_BETWEEN):
        longer = f"{lines[-1]}{_BETWEEN}{row}" if lines else row
        if lines and pen.width(longer, SMALL) <= room:
            lines[-1] = longer
        else:
            broken = pen.lines((row,), SMALL, room)
            lines += ["".join(str(piece) for piece, _ in line) for line in broken]
    return lines


def _joined(rows: list[Row]) -> str:
    return _BETWEEN.join(f"{row.label} {row.value}" for row in rows)


def _funds_as_one(rows: list[Row]) -> list[Row]:
    own = (f"{labels.LESS} {labels.ACCOUNT}", f"{labels.LESS} {labels.PAID_BEFORE}")
    funds = [row for row in rows[1:] if row.label.startswith(labels.LESS) and row.label not in own]
    if len(funds) < 2:
        return rows
    total = sum((Decimal(row.value.replace(",", "")) for row in funds), Decimal("0.00"))
    one = Row(Style.LEAD, f"{labels.LESS} {labels.INSURANCE_PAYS}", figures.money(total))
    return [rows[0], one, *(row for row in rows[1:] if row not in funds)]
