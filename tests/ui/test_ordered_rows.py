"""The page's rows between two looks: what moved is put in its place, what did not is the very same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest

from tests.ui.samples import NOW
from ui.ordered_rows import OrderedRows, Rows
from ui.queue_listing import RANK
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
        assert list(rows.all) == wanted
        assert [rows.all[at] for at in range(-len(wanted), len(wanted))] == wanted * 2
        assert all(key in rows for key in known)
        for state in STATES:
            of_it = [one for one in wanted if one.state is state]
            assert (rows.all.number(state), rows.all.first(state)) == (len(of_it), of_it[0] if of_it else None)
        spared = draw.choice([*known, "", None])
        assert list(rows.without(spared)) == [one for one in wanted if one.claim != spared]


def test_a_change_leaves_what_it_does_not_fall_into_untouched() -> None:
    """Of thousands: one goes, another state, one comes; how they were before can still be read."""
    rows = OrderedRows()
    rows.change((), [row(number, minutes=number) for number in range(5000)])
    before, wanted = rows.all, list(rows.all)
    rows.change({"B01-T-7"}, [row(4000, ClaimState.PERSON), row(9000, minutes=2500)])
    assert list(before) == wanted
    assert [one.claim for one in rows.all if one not in wanted] == ["B01-T-4000", "B01-T-9000"]
    assert (len(rows.all), rows.all.number(ClaimState.WAITING)) == (5000, 4999)
    untouched = [run for run in rows.all._runs if any(run is one for one in before._runs)]
    assert len(untouched) >= len(before._runs) - 3
    assert rows.all != before
    assert Rows.of(before)[:3] == tuple(wanted[:3])


def test_runs_neither_grow_without_end_nor_stay_empty() -> None:
    rows = OrderedRows()
    rows.change((), [row(number, minutes=number) for number in range(3000)])
    for number in range(3000, 9000):
        rows.change((), [row(number, minutes=1500)])
    assert max(map(len, rows.all._runs)) <= 1024
    rows.change({f"B01-T-{number}" for number in range(2000)}, ())
    for number in range(2000, 9000):
        rows.change({f"B01-T-{number}"}, ())
    assert rows.all._runs == ()
    with pytest.raises(IndexError):
        rows.all[0]


def test_where_nothing_moves_the_rows_are_the_very_same() -> None:
    rows = OrderedRows()
    rows.change((), [row(1), row(2)])
    before = rows.all
    rows.change({"B01-T-2", "B01-T-9"}, [row(2)])
    assert rows.all is before
    rows.change({"B01-T-2"}, [replace(row(2), next_step="else")])
    assert rows.all is not before
    assert rows.all[0] is before[0]
