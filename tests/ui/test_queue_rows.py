"""The page's rows between two looks: what moved is put in its place, what did not is the very same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest

from tests.ui.samples import NOW
from ui.queue_listing import RANK
from ui.queue_rows import OrderedRows
from ui.queue_views import ClaimState, QueueRow

STATES = (ClaimState.PERSON, ClaimState.WORKING, ClaimState.WAITING, ClaimState.SETTLED)


def row(number: int, state: ClaimState = ClaimState.WAITING, minutes: int = 0) -> QueueRow:
    return QueueRow(f"B01-T-{number}", state, "测试甲", "长春", NOW + timedelta(minutes=minutes), Decimal("1.00"))


@pytest.mark.parametrize("seed", range(4))
def test_rows_are_in_the_pages_order_whatever_comes_and_goes(seed: int) -> None:
    draw, rows, known = Random(seed), OrderedRows(), dict[str, QueueRow]()
    for turn in range(60):
        many = 150 if turn % 20 == 0 else 4  # many at once are put in another way
        come = [row(draw.randrange(300), draw.choice(STATES), draw.randrange(50)) for _ in range(draw.randrange(many))]
        gone = {f"B01-T-{draw.randrange(300)}" for _ in range(draw.randrange(3))}
        rows.change(gone, come)
        for key in gone:
            known.pop(key, None)
        known |= {one.claim: one for one in come}
        wanted = sorted(known.values(), key=lambda one: (RANK[one.state], one.visited, one.claim))
        assert list(rows.all()) == wanted
        assert all(key in rows for key in known)


def test_where_nothing_moves_the_rows_are_the_very_same() -> None:
    rows = OrderedRows()
    rows.change((), [row(1), row(2)])
    before = rows.all()
    rows.change({"B01-T-2", "B01-T-9"}, [row(2)])
    assert rows.all() is before
    rows.change({"B01-T-2"}, [replace(row(2), next_step="else")])
    assert rows.all() is not before
    assert rows.all()[0] is before[0]
