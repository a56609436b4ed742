"""The till while the cashier chooses what goes back: no amount is known yet, so it names none that could be paid."""

from __future__ import annotations

from counter_app.model.visit import total_of
from ui.guard import Offer
from ui.keys import Action
from ui.theme import Face
from ui.till_rows import RULE, Button, Kind, Row, Style, TillFace
from ui.views import VisitView
from ui.words import figures, labels, refund_words
from ui.words.template import filled

__all__ = ["giving_back"]


def giving_back(view: VisitView, ground: Face) -> TillFace:
    """What is chosen, and that the money to hand back is not known yet: the rest is settled first."""
    total, (amount, lines) = total_of(view.charges), view.back
    rows = [Row(Style.LEAD, labels.CHARGES_TOTAL, figures.money(total))]
    if lines:
        rows += [
            Row(Style.LEAD, f"{labels.LESS} {refund_words.GOES}", figures.money(amount)),
            RULE,
            Row(Style.STRONG, f"{labels.EQUALS} {refund_words.STAYS}", figures.money(total - amount)),
            Row(Style.NOTE, refund_words.TILL_NOTE),
        ]
    offer = Offer(view.visit, view.turn, amount) if lines else None
    label = filled(refund_words.GO_ON, 金额=figures.money(amount)) if lines else refund_words.GIVE_BACK
    button = Button(Action.PAY_OUT, label, Kind.PRIMARY, alive=offer is not None, height=52)
    return TillFace(
        ground, refund_words.GIVE_BACK, words=refund_words.DO_NOT_PAY_YET if lines else refund_words.PLEASE_CHOOSE,
        note="" if lines else refund_words.PLEASE_CHOOSE_NOTE, rows=tuple(rows), offer=offer,
        buttons=(button, Button(Action.TAKE, labels.TAKE, alive=False)),
        likely=None if lines else Button(Action.DELETE, refund_words.GIVE_LINE),
    )  # fmt: skip
