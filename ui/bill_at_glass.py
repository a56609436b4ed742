"""Which bill stands at the glass after the hospital's system was asked again."""

from __future__ import annotations

from dataclasses import replace

from counter_app.records.claim_file import Order
from ui.parked import Parked
from ui.person_desk import Told

__all__ = ["by_hand", "stays"]


def by_hand(order: Order | None) -> bool:
    """A bill that the window opened itself: the hospital's always have lines."""
    return order is not None and not order.charges


def stays(one: Parked, told: Told) -> Told:
    """`told` with the bill that counts for `one`: its own, where nothing was found that takes its place."""
    order = one.order
    if one.kept:  # a claim that was put aside: its bill is the one it was opened with
        return replace(told, order=order)
    if order is None or (told.order is not None and told.order.bill == order.bill):
        return told
    if by_hand(order):  # nobody but this window knows of it; with a bill of the hospital its lines go over to that
        return replace(told, order=told.order or order) if one.added else told
    if told.trouble:  # the bill that stands here was not taken away, only not found just now
        return replace(told, order=order, listed=one.view.listed)
    return told
