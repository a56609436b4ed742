"""The columns of today's claims: state, number, who, amounts, when."""

from __future__ import annotations

from ui.claim_table import ClaimColumns
from ui.day_views import DayRow, Mark
from ui.look import Layout, Look
from ui.shapes import Shape
from ui.theme import Role
from ui.words import day_words, figures, labels

__all__ = ["COLUMNS", "MARKS"]

MARKS: dict[Mark, tuple[Shape, Role | None]] = {
    Mark.PERSON: (Shape.STOPPED, Role.STOP),
    Mark.CHECKING: (Shape.CHECKING, Role.CHECK),
    Mark.WAITING: (Shape.WAITING, None),
    Mark.HERE: (Shape.WORKING, Role.INFO),
    Mark.SETTLED: (Shape.DONE, Role.OK),
    Mark.UPLOADED: (Shape.DONE, Role.OK),
    Mark.BY_HAND: (Shape.NOTE, None),
    Mark.VOID: (Shape.NOTE, None),
}
STATE, NUMBER, PATIENT, TOTAL, FUND, PAID, AT = range(7)
_WIDTHS = {STATE: 128, NUMBER: 128, TOTAL: 96, FUND: 96, PAID: 96, AT: 76}
_HEADS = {
    STATE: labels.COLUMN_STATE,
    NUMBER: day_words.COLUMN_NUMBER,
    PATIENT: labels.COLUMN_PATIENT,
    TOTAL: day_words.COLUMN_TOTAL,
    FUND: day_words.COLUMN_FUND,
    PAID: day_words.COLUMN_CASH,
    AT: day_words.COLUMN_AT,
}


def _columns(look: Look, width: int) -> dict[int, int]:
    widths = {column: look.px(wide) for column, wide in _WIDTHS.items()}
    if look.layout is not Layout.COLUMNS:
        widths[FUND] = widths[AT] = 0
    widths[PATIENT] = max(look.px(60), width - sum(widths.values()) - look.px(4))  # the rest of the scroll bar
    return widths


def _text(row: DayRow, column: int) -> str:
    return {
        STATE: day_words.SHOWN[row.mark],
        NUMBER: row.claim,
        PATIENT: row.name or labels.NOT_KNOWN,
        TOTAL: figures.money(row.total),
        FUND: figures.money(row.fund) if row.fund is not None else "",
        PAID: figures.money(row.paid),
        AT: figures.clock(row.at),
    }[column]


def _mark(row: DayRow) -> tuple[Shape, Role | None]:
    return MARKS[row.mark]


COLUMNS = ClaimColumns(_HEADS, _columns, _text, _mark, figures=(TOTAL, FUND, PAID, AT))
