"""The columns of who took a ticket in the outage: state, number, who, amounts, what next."""

from __future__ import annotations

from ui.claim_table import ClaimColumns
from ui.look import Layout, Look
from ui.outage_views import ServedRow
from ui.queue_table import CLAIM_MARKS
from ui.shapes import Shape
from ui.theme import Role
from ui.words import day_words, figures, labels, outage_words

__all__ = ["COLUMNS"]

STATE, NUMBER, PATIENT, PLACE, AT, TAKEN, REFUND, NEXT = range(8)
_WIDTHS = {STATE: 128, NUMBER: 122, PATIENT: 74, PLACE: 78, AT: 62, TAKEN: 92, REFUND: 88}
_HEADS = {
    STATE: labels.COLUMN_STATE,
    NUMBER: day_words.COLUMN_NUMBER,
    PATIENT: labels.COLUMN_PATIENT,
    PLACE: labels.INSURED_PLACE,
    AT: outage_words.COLUMN_AT,
    TAKEN: labels.COLUMN_TAKEN,
    REFUND: labels.COLUMN_REFUND,
    NEXT: labels.COLUMN_NEXT,
}


def _columns(look: Look, width: int) -> dict[int, int]:
    """With large type the place goes first, then what comes next: the state says that as well."""
    widths = {column: look.px(wide) for column, wide in _WIDTHS.items()}
    widths[NEXT] = 0
    if look.layout is not Layout.COLUMNS:
        widths[PLACE] = 0
    if look.layout is Layout.NARROW:
        widths[REFUND] = 0
        beside_the_bar = width - look.px(14)  # the last column is one of figures
        widths[PATIENT] = max(look.px(60), beside_the_bar - sum(widths.values()) + widths[PATIENT])
        return widths
    widths[NEXT] = max(look.px(60), width - sum(widths.values()))
    return widths


def _text(row: ServedRow, column: int) -> str:
    return {
        STATE: CLAIM_MARKS[row.state][1],
        NUMBER: row.claim,
        PATIENT: row.name or labels.NOT_KNOWN,
        PLACE: row.place,
        AT: figures.clock(row.at),
        TAKEN: figures.money(row.taken),
        REFUND: figures.money(row.refund) if row.refund is not None else "",
        NEXT: row.next_step,
    }[column]


def _mark(row: ServedRow) -> tuple[Shape, Role | None]:
    shape, _, role = CLAIM_MARKS[row.state]
    return shape, role


COLUMNS = ClaimColumns(_HEADS, _columns, _text, _mark, figures=(TAKEN, REFUND), strong=(REFUND,))
