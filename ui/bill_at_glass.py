"""Which bill stands at the glass after the hospital's system was asked again."""

from __future__ import annotations

from dataclasses import replace

from counter_app.records.claim_file import Order
from ui.parked import Parked
from ui.person_desk import Told
from ui.words import item_words
from ui.words.template import filled

__all__ = ["by_hand", "stays", "went_over"]


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
        return replace(told, order=order, listed=one.view.listed, bills=told.bills + (told.order is not None))
    return told


def went_over(one: Parked, told: Told) -> str:
    """What is said where a bill of the hospital comes and takes over the lines that were added while it had none; one
    of the same item is named: somebody may have ordered it meanwhile. Empty: nothing goes over.
    """
    order = told.order
    if not (by_hand(one.order) and one.added) or order is None or by_hand(order):
        return ""
    said, codes = filled(item_words.WENT_OVER, n=len(one.added)), {line.code for line in order.charges}
    both = (number for number, line in enumerate(one.added, len(order.charges) + 1) if line.code in codes)
    twice = "、".join(str(number) for number in both)
    return said + filled(item_words.TWICE, 行=twice) if twice else said
