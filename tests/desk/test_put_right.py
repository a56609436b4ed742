"""A supervisor's note, step by step: what 5203 shows wins, and only what it cannot tell is believed of a person."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from counter_app.desk.claim import CallKind, Cash, Claim, HeldReason, MachinePart, PeoplePart, Refusal, Remainder, Wish
from counter_app.desk.commands import Commit, Exchange, Load, Moment, NextMsgid, Now, Take
from counter_app.desk.documents import from_document
from counter_app.desk.plan import plan
from counter_app.desk.put_right import Note, Word, put_right
from counter_app.desk.steps import Ask, End, Hold, Send
from counter_app.model.payment import PaymentMethod
from counter_app.model.settlement import Amounts, Settlement
from counter_app.settlement.outcome import CallOutcome, Done, Lost, Refused
from offline_queue.values import Rest, State
from tests.desk.facts import knows
from tests.desk.world import charges, known_person, people

AT = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
_PARTS = (Decimal(part) for part in ("100.00", 0, 0, 0, "100.00", 0, "60.00"))
SETTLED = Settlement("S-1", "V-1", Amounts(*_PARTS, fund_total=Decimal("60.00"), cash=Decimal("40.00")), AT)
NO = Refusal(CallKind.UNDO, "该月已清算", "-1", 0)
STUCK = MachinePart(
    person=known_person(), visit_id="V-1", money="M-1", settlement=SETTLED, undo_refused=True, undo_live=True,
    refused=NO, stage=2, visit_charges_version=1,
)  # fmt: skip
PAID = Cash(Decimal("40.00"), PaymentMethod.CASH, Decimal("40.00"), AT, "window", "settlement")
WANTED = people(wish=Wish.CANCEL, cash=(PAID,), remainder=Remainder("B01-T-2", charges()[:1]))
ON = date(2026, 11, 22)
GONE, STAYS = (Note(word, "值班长甲", ON, "经办柜台办理") for word in (Word.GONE, Word.STAYS))
BACK = replace(GONE, returned=Decimal("15.00"))


def claim(
    machine: MachinePart = STUCK, part: PeoplePart = WANTED, state: State = State.HELD, key: str = "B01-T-1"
) -> Claim:
    reason = HeldReason.CANCEL_REFUSED if state is State.HELD else ""
    return Claim(key, "lane", "order", state, reason, 1, part, machine, AT, AT)


def run(one: Claim, note: Note, *, live: bool = False, gone: bool = False, answer: CallOutcome | None = None):
    """What it said, what it wrote, and how often it asked."""
    means: Any = SimpleNamespace(
        calls=SimpleNamespace(call=lambda *_args, **_named: "5203"),
        reading=SimpleNamespace(
            live_settlement=lambda _outcome, _at: SETTLED if live else None, given_back=lambda _outcome: gone
        ),
    )
    steps: Generator[Any, Any, str] = put_right(means, one.key, note, "window")
    written: list[Rest] = []
    asked, told = 0, None
    while True:
        try:
            command = steps.send(told)
        except StopIteration as end:
            return end.value, written, asked
        match command:
            case Load():
                told = one
            case Take():
                told = 7
            case NextMsgid():
                told = "M-2"
            case Now():
                told = Moment(AT, 0.0)
            case Exchange():
                asked += 1
                told = answer or Done()
            case Commit(change):
                written.append(change)
                told = None


def machine_of(rest: Rest) -> MachinePart:
    return from_document(rest.machine, MachinePart)


def test_gone_is_taken_for_undone_and_the_visit_must_still_be_shut() -> None:
    said, (rest,), asked = run(claim(), BACK, answer=Refused("查不到", "-1"))
    assert (said, asked, rest.state) == ("", 1, State.READY)
    machine = machine_of(rest)
    assert (machine.settlement, machine.undone, machine.doubt) == (None, ("S-1",), "M-1")
    assert [(event.what, event.detail) for event in rest.events] == [("put right outside: gone", BACK.told)]
    assert "15.00" in BACK.told
    assert rest.people is not None
    part = from_document(rest.people.document, PeoplePart)
    assert (part.paid, part.cash[-1].reason) == (Decimal("25.00"), "returned outside")
    next_one = plan(claim(machine, part, State.READY), knows(waiting=True))
    assert not isinstance(next_one, End), "a person's word ends nothing"


def test_stays_ends_as_it_was_settled_and_nothing_is_kept_apart() -> None:
    said, (rest,), asked = run(claim(), STAYS, live=True)
    assert (said, asked, rest.state) == ("", 1, State.READY)
    assert rest.people is not None
    part = from_document(rest.people.document, PeoplePart)
    assert (part.wish, part.remainder, part.paid) == (Wish.SETTLE, None, Decimal("40.00"))
    assert plan(claim(machine_of(rest), part, State.READY), knows()) == End(State.DONE)


@pytest.mark.parametrize(
    ("note", "seen"),
    [
        (GONE, {"live": True}),
        (STAYS, {"gone": True}),
        (STAYS, {"answer": Refused("查不到", "-1")}),
        (GONE, {"answer": Lost("read")}),
        (STAYS, {"answer": Lost("read")}),
    ],
    ids=["gone, seen live", "stays, seen gone", "stays, not seen", "gone, nobody answers", "stays, nobody answers"],
)
def test_what_is_seen_wins(note: Note, seen: dict[str, Any]) -> None:
    said, (rest,), asked = run(claim(), note, **seen)
    assert said
    assert asked == 1
    assert (rest.state, rest.reason, rest.people) == (State.HELD, HeldReason.CANCEL_REFUSED, None)
    assert machine_of(rest) == STUCK
    heard = not isinstance(seen.get("answer"), Lost)
    assert [event.what for event in rest.events] == [f"note not confirmed: {note.word}"] * heard


@pytest.mark.parametrize(
    ("one", "note"),
    [
        (claim(replace(STUCK, undo_refused=False)), GONE),
        (claim(replace(STUCK, undo_lost=True)), GONE),
        (claim(replace(STUCK, settlement=None)), GONE),
        (claim(part=replace(WANTED, charges=charges("99.00"))), STAYS),
        (claim(state=State.DONE), STAYS),
        (claim(), replace(GONE, by=" ")),
        (claim(), replace(GONE, how="")),
        (claim(), replace(GONE, on=date(2026, 12, 1))),
        (claim(), replace(GONE, returned=Decimal("40.01"))),
        (claim(), replace(GONE, returned=Decimal("-1.00"))),
        (claim(), replace(STAYS, returned=Decimal("1.00"))),
    ],
    ids=[
        "not refused", "not known", "not settled", "of another total", "ended", "by nobody", "in no way", "not yet",
        "more than was paid", "less than nothing", "stays and returned",
    ],
)  # fmt: skip
def test_where_it_may_not_be_noted_nothing_is_asked_or_written(one: Claim, note: Note) -> None:
    said, written, asked = run(one, note, live=True)
    assert said
    assert (written, asked) == ([], 0)


def test_one_that_is_undone_for_its_total_may_be_noted_without_a_cancel() -> None:
    """Nobody gave it up: its total is not the bill's. Put right at the agency it goes on, on a visit of its own."""
    part = replace(WANTED, wish=Wish.SETTLE, remainder=None, charges=charges("99.00"))
    said, (rest,), _ = run(claim(part=part), GONE, gone=True)
    assert (said, rest.state, machine_of(rest).undone) == ("", State.READY, ("S-1",))
    assert run(claim(part=part), STAYS, live=True)[0], "left as it is, 2208 would go up once more"


def test_tried_again_it_is_looked_at_first_and_undone_once_more() -> None:
    again = replace(WANTED, retry=1)
    assert plan(claim(), knows()) == Hold(HeldReason.CANCEL_REFUSED)
    assert plan(claim(part=again), knows()) == Ask(CallKind.SHOW)
    looked = replace(STUCK, shown_retry=1)
    assert plan(claim(looked, again), knows()) == Send(CallKind.UNDO)
    refused = replace(looked, refused=replace(NO, retry=1))
    assert plan(claim(refused, again), knows()) == Hold(HeldReason.CANCEL_REFUSED)
