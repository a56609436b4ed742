"""The agency's number, step by step: only a settlement of this claim's visit is adopted, and none after a reversal."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from counter_app.desk.agency_number import settled_at_agency
from counter_app.desk.claim import Claim, HeldReason, MachinePart, Returned
from counter_app.desk.commands import Commit, Exchange, Load, Moment, NextMsgid, Now, Take
from counter_app.desk.documents import from_document
from counter_app.model.settlement import Amounts, Settlement
from counter_app.settlement.outcome import Done
from offline_queue.values import Rest, State
from tests.desk.world import known_person, people

AT = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
_PARTS = (Decimal(part) for part in ("100.00", 0, 0, 0, "100.00", 0, "60.00"))
SHOWN = Settlement("S-1", "V-1", Amounts(*_PARTS, fund_total=Decimal("60.00"), cash=Decimal("40.00")), AT)
WAITS = MachinePart(person=known_person(), visit_id="V-1", money="M-1", doubt="M-1", given_up=True)


def claim(machine: MachinePart, state: State = State.HELD, reason: str = HeldReason.RECONCILE) -> Claim:
    return Claim("B01-T-1", "lane", "order", state, reason, 1, people(), machine, AT, AT)


def run(one: Claim, shown: Settlement | None, number: str = "S-1") -> tuple[str, list[Rest], int]:
    """What it said, what it wrote, and how often it asked."""
    means: Any = SimpleNamespace(
        calls=SimpleNamespace(call=lambda *_args, **_named: "5203"),
        reading=SimpleNamespace(live_settlement=lambda _outcome, _at: shown),
    )
    steps: Generator[Any, Any, str] = settled_at_agency(means, one.key, number, "window")
    written: list[Rest] = []
    asked, answer = 0, None
    while True:
        try:
            command = steps.send(answer)
        except StopIteration as end:
            return end.value, written, asked
        match command:
            case Load():
                answer = one
            case Take():
                answer = 7
            case NextMsgid():
                answer = "M-2"
            case Now():
                answer = Moment(AT, 0.0)
            case Exchange():
                asked += 1
                answer = Done()
            case Commit(change):
                written.append(change)
                answer = None


def test_the_one_of_this_visit_is_adopted_in_one_commit_with_its_row() -> None:
    said, (rest,), asked = run(claim(WAITS), SHOWN)
    assert (said, asked, rest.state, rest.reason) == ("", 1, State.READY, "")
    machine = from_document(rest.machine, MachinePart)
    assert machine.settlement is not None
    assert (machine.settlement.settlement_id, machine.doubt, machine.given_up) == ("S-1", "", False)
    assert [(event.what, event.detail) for event in rest.events] == [("settled at the agency", "S-1")]


@pytest.mark.parametrize(
    "shown",
    [None, replace(SHOWN, visit_id="V-9"), replace(SHOWN, settlement_id="S-9")],
    ids=["nothing", "another visit", "another number"],
)
def test_anything_else_is_not_believed(shown: Settlement | None) -> None:
    said, (rest,), asked = run(claim(WAITS), shown)
    assert said
    assert asked == 1
    assert (rest.state, rest.reason) == (State.HELD, HeldReason.RECONCILE)
    assert from_document(rest.machine, MachinePart) == WAITS
    assert [event.what for event in rest.events] == ["agency's number not confirmed"]


def test_one_that_was_noted_as_undone_and_is_shown_live_stands_once() -> None:
    wrong = replace(WAITS, undone=("S-0", "S-1"), returned=(Returned(SHOWN, AT),))
    said, (rest,), _ = run(claim(wrong), SHOWN)
    machine = from_document(rest.machine, MachinePart)
    assert (said, machine.settlement, machine.undone, machine.returned) == ("", SHOWN, ("S-0",), ())
    assert run(claim(wrong), None)[0], "given back, or not shown"


@pytest.mark.parametrize(
    "one",
    [
        claim(replace(WAITS, reversals=1)),
        claim(replace(WAITS, given_up=False), State.UNCLEAR, ""),
        claim(replace(WAITS, doubt="", given_up=False), State.HELD, HeldReason.REFUSED),
        claim(MachinePart(), State.VOID, ""),
    ],
    ids=["reversal written", "still checked", "refused", "void"],
)
def test_where_it_may_not_be_adopted_nothing_is_asked_or_written(one: Claim) -> None:
    said, written, asked = run(one, SHOWN)
    assert said
    assert (written, asked) == ([], 0)


def test_asked_again_it_is_adopted_already() -> None:
    done = claim(replace(WAITS, doubt="", given_up=False, settlement=SHOWN), State.DONE, "")
    assert run(done, SHOWN) == ("", [], 0)
