"""The day's proof in virtual time: what it makes of a claim in doubt, and what is no proof; killed anywhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, update

from counter_app.desk.claim import Claim, HeldReason
from counter_app.desk.day_books import Doubt, as_cleared, doubt_of, grouped
from counter_app.desk.documents import to_document
from counter_app.desk.judging import NotProof, Statement, corrected, live_rows, too_early, unfit_rows
from counter_app.desk.knowledge import watch_length
from counter_app.desk.put_right import Note, Word
from counter_app.desk.reconcile import Reconcile, Verdict
from counter_app.model.books import Booking, Difference, DifferenceKind, Group, Period, Sums
from counter_app.model.visit import VisitKind
from counter_app.settlement.transactions.reconciliation import DetailsResultRow
from offline_queue.cipher import Cipher
from offline_queue.schema import job
from offline_queue.values import State
from tests.desk.day_world import DAY, DAY_S, GROUP, WHOLE, Centre, DayWorld
from tests.desk.far_side import Behaviour, Fault
from tests.desk.world import BACKGROUND, KEY, START, Crash, empty_engine, people


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = empty_engine(tmp_path_factory.mktemp("day"))
    yield made
    made.dispose()


@pytest.mark.parametrize(
    ("fault", "verdict", "settlements"), [(Fault.LOST_DONE, Verdict.LIVE, 1), (Fault.LOST, Verdict.NOT_BOOKED, 1)]
)
def test_the_books_decide(engine: Engine, fault: Fault, verdict: str, settlements: int) -> None:
    world = DayWorld(engine)
    key = world.given_up(fault)
    world.tomorrow()
    (ruling,) = world.reconcile().rulings
    assert (ruling.claim, ruling.verdict, ruling.written) == (key, verdict, True)
    assert world.claim(key).state is State.UNCLEAR
    world.ended(key)
    assert world.claim(key).state is State.DONE
    assert len(world.centre.settlements) == settlements
    assert world.nobody_holds_a_lane()


def test_where_nobody_may_look_it_is_taken_back(engine: Engine) -> None:
    world = DayWorld(engine)
    world.place = replace(world.place, may_look=False, may_reverse=frozenset())
    world.start()
    key = world.given_up(Fault.LOST_DONE)
    world.tomorrow(sees=False)
    assert world.reconcile().rulings[0].verdict == Verdict.LIVE
    world.replay()
    assert world.claim(key).reason == HeldReason.RECONCILE, "no 2601 there either: the agency"
    world.place = replace(world.place, may_reverse=frozenset({"2207A"}))
    world.start()
    world.reconcile()
    world.ended(key)
    assert [row.live for row in world.centre.settlements.values()] == [False, True]


def test_a_day_has_three_reversals_and_the_next_days_proof_one_more(engine: Engine) -> None:
    """The limit is per message and day (protocol, section 8, I16): a fourth 2601 goes out only after the books of the
    days before have spoken, never on a day that has its three.
    """
    world = DayWorld(engine)
    world.place = replace(world.place, may_look=False)
    world.start()
    key = world.open()
    unheard = {"2207A": Fault.LOST_DONE, "2601": Fault.LOST}
    world.fault = lambda call: unheard.get(call.transaction.number, Fault.NONE)
    world.settle(key)
    world.replay()
    days = []
    for day in range(3):
        assert (world.claim(key).state, world.claim(key).reason) == (State.HELD, HeldReason.RECONCILE)
        days.append(sum(number == "2601" for number, _ in world.calls))
        for _ in range(2):  # on a day that still runs the books are not judged, so nothing is sent
            world.reconcile(DAY + timedelta(days=day))
            world.replay()
        assert sum(number == "2601" for number, _ in world.calls) == days[-1]
        world.now += DAY_S
        assert [one.verdict for one in world.reconcile(DAY + timedelta(days=day)).rulings] == [Verdict.LIVE]
        world.replay()
    assert days == [3, 4, 5]
    world.judge()
    unheard.clear()
    world.centre.behaviour.closes_at_all = True
    world.now += DAY_S
    world.reconcile(DAY + timedelta(days=3))
    world.ended(key)
    assert [row.live for row in world.centre.settlements.values()] == [False, True]


def of_an_earlier_version(world: DayWorld, key: str) -> None:
    """Before d967c6b the trial's clearing was not kept: its document has no such names."""
    claim = world.claim(key)
    document = json.loads(to_document(claim.machine))
    for name in ("scheme_code", "clearing_type", "clearing_office", "service_at"):
        del document["quote"][name]
    sealed = Cipher(KEY).seal(json.dumps(document).encode(), f"job.machine.{key}")
    with world.engine.begin() as connection:
        connection.execute(update(job).where(job.c.key == key).values(machine=sealed))


@pytest.mark.parametrize(("fault", "verdict"), [(Fault.LOST_DONE, Verdict.LIVE), (Fault.LOST, Verdict.NOT_BOOKED)])
def test_a_claim_of_an_earlier_version_is_judged_by_others_of_its_kind(
    engine: Engine, fault: Fault, verdict: str
) -> None:
    """It does not say how it would be cleared, and would wait for ever."""
    world = DayWorld(engine)
    key = world.given_up(fault)
    of_an_earlier_version(world, key)
    world.tomorrow()
    (ruling,) = world.reconcile().rulings
    assert (ruling.verdict, "归哪个清算类别" in ruling.why) == (Verdict.OPEN, True), "nobody has said it of any yet"
    other = world.open("B01-T-9", people(2, "B-9"), person=2)
    world.settle(other)
    assert world.claim(other).state is State.DONE
    (ruling,) = world.reconcile().rulings
    assert (ruling.claim, ruling.verdict, ruling.written) == (key, verdict, True)
    world.ended(key)
    assert world.claim(key).state is State.DONE


def test_only_one_voice_of_the_same_kind_tells_how_it_is_cleared(engine: Engine) -> None:
    world = DayWorld(engine)
    key = world.given_up(Fault.LOST)
    of_an_earlier_version(world, key)
    world.settle(other := world.open("B01-T-9", people(2, "B-9"), person=2))
    old, new = world.claim(key), world.claim(other)
    (doubt,) = world.doubts()
    assert doubt.group is None

    def told(*others: Claim) -> Group | None:
        return grouped([doubt], as_cleared([old, *others]))[0].group

    settled = new.machine.settlement
    assert settled is not None
    elsewhere = replace(new, machine=replace(new.machine, quote=None, settlement=replace(settled, clearing_type="14")))
    chronic = replace(new, people=replace(new.people, visit=replace(new.people.visit, kind=VisitKind.CHRONIC)))
    assert told(new) == GROUP
    assert told(new, elsewhere) is None
    assert told(chronic) is None
    assert told() is None


def test_a_cancelled_claim_that_was_never_booked_ends_void(engine: Engine) -> None:
    world = DayWorld(engine)
    key = world.given_up(Fault.LOST)
    world.cancel(key)
    world.replay()
    world.tomorrow()
    world.reconcile()
    world.ended(key)
    assert world.claim(key).state is State.VOID


@pytest.mark.parametrize("fault", [Fault.LOST_DONE, Fault.LOST])
def test_killed_after_every_command(engine: Engine, fault: Fault) -> None:
    crashed = number = 0
    while True:
        number += 1
        world = DayWorld(engine)
        key = world.given_up(fault)
        world.tomorrow()
        world.crash_at = world.commands + number
        try:
            world.reconcile()
            world.ended(key)
            world.crash_at = None
            break
        except Crash:
            crashed += 1
        world.crash_at = None
        world.start()
        world.now += 60.0
        world.replay()
        world.reconcile()
        world.ended(key)
        assert world.claim(key).state is State.DONE
        assert sum(row.live for row in world.centre.settlements.values()) == 1
    assert crashed >= 8


def _late(world: DayWorld) -> None:
    world.now -= DAY_S - 60


def _file_without_the_row(world: DayWorld) -> None:
    world.centre.forgets_in_file = frozenset(world.centre.settlements)


@pytest.mark.parametrize("broken", [_late, _file_without_the_row])
def test_not_judged(engine: Engine, broken: Callable[[DayWorld], None]) -> None:
    world = DayWorld(engine)
    key = world.given_up(Fault.LOST_DONE)
    world.tomorrow()
    broken(world)
    result = world.reconcile()
    assert not result.agrees
    assert not any(ruling.written for ruling in result.rulings)
    assert (world.claim(key).state, world.claim(key).reason) == (State.HELD, HeldReason.RECONCILE)
    assert world.claim(key).machine.proof is None


def test_books_that_forget_are_not_believed_over_what_cannot_be_read(engine: Engine) -> None:
    """A5 is false, and the settlement that 5204 shows cannot be read today: nothing is settled beside it."""
    world = DayWorld(engine)
    key = world.given_up(Fault.LOST_DONE)
    world.tomorrow()
    world.centre.forgets = frozenset(world.centre.settlements)
    world.fault = lambda call: Fault.UNREADABLE if call.transaction.number == "5203" else Fault.NONE
    assert world.reconcile().rulings[0].verdict == Verdict.NOT_BOOKED
    world.replay()
    assert (world.claim(key).state, world.claim(key).reason) == (State.HELD, HeldReason.RECONCILE)
    world.fault = lambda _call: Fault.NONE
    world.reconcile()
    world.ended(key)
    assert world.claim(key).state is State.DONE
    assert len(world.centre.settlements) == 1


def test_a_claim_that_moved_meanwhile_is_left_alone(engine: Engine) -> None:
    world = DayWorld(engine)
    key = world.given_up(Fault.LOST_DONE)
    world.tomorrow()
    stale = world.doubts()
    world.cancel(key)
    world.replay()
    found: Any = world._answered(
        Reconcile("day", watch_length(world.place)).run(DAY, world.books.claims(), stale), BACKGROUND, {}
    )
    assert [(one.verdict, one.written) for one in found.rulings] == [(Verdict.LIVE, False)]
    assert world.claim(key).machine.proof is None
    assert world.nobody_holds_a_lane()


def test_a_day_without_bookings_is_asked_in_the_groups_of_others(engine: Engine) -> None:
    """A6: what this machine has forgotten, the centre has not."""
    world = DayWorld(engine)
    world.settle(world.open())
    world.now += 2 * DAY_S
    result = world.reconcile(DAY + timedelta(days=1))
    assert [one.group for one in result.comparisons] == [GROUP]
    assert result.comparisons[0].sums.count == 0
    assert not result.agrees, "the far side of this test has one booking, whatever day is asked"


def test_the_days_of_a_doubt(engine: Engine) -> None:
    """Near midnight, or where the service's clock is another day's, both days are asked for."""
    world = DayWorld(engine)
    key = world.given_up(Fault.LOST)
    claim, attempts, quote = world.claim(key), world.books.attempts(key), world.claim(key).machine.quote
    assert quote is not None

    def days(shift: timedelta, sent: timedelta = timedelta(0)) -> Period:
        moved = replace(quote, service_at=quote.asked_at + shift)
        calls = [replace(one, at=one.at + sent) for one in attempts]
        found = doubt_of(replace(claim, machine=replace(claim.machine, quote=moved)), calls, 16.0)
        assert found is not None
        return found.period

    after, before = DAY + timedelta(days=1), DAY - timedelta(days=1)
    assert days(timedelta(0)) == WHOLE
    assert days(timedelta(days=1)) == Period(DAY, after)
    assert days(timedelta(days=-1)) == Period(before, DAY)
    assert days(timedelta(0), timedelta(hours=14, minutes=55)) == Period(DAY, after)
    assert doubt_of(claim, [one for one in attempts if one.kind != "2207A"], 16.0) is None


# --- the pure rules --------------------------------------------------------------------------------------------------


def booking(name: str, total: str = "100.00", *, refund: bool = False) -> Booking:
    zero = Decimal("0.00")
    amount = Decimal(total)
    return Booking("B1", name, "V1", "P1", GROUP, "990100", START, refund, amount, zero, zero, zero, amount)


def row(
    kind: DifferenceKind, name: str = "", msgid: str = "M1", total: str | None = "100.00", **given: Any
) -> Difference:
    amount = None if total is None else Decimal(total)
    zero = None if total is None else Decimal("0.00")
    return replace(
        Difference(kind, name, "V1" if name else "", "P1", msgid, False, "", amount, zero, zero, f"row {name}{msgid}"),
        **given,
    )


ONLY_CENTRE, ONLY_HERE, OTHER = DifferenceKind.ONLY_CENTRE, DifferenceKind.ONLY_HERE, DifferenceKind.OTHER_AMOUNTS
DOUBT = Doubt("B1", "lane", "M1", GROUP, WHOLE, START, START)


@pytest.mark.parametrize(
    ("rows", "live"),
    [
        ([], False),
        ([row(ONLY_CENTRE)], True),
        ([row(ONLY_CENTRE, msgid="M2")], False),
        ([row(ONLY_CENTRE), row(ONLY_CENTRE, total="-100.00", refund=True)], False),
        ([row(ONLY_CENTRE), row(ONLY_CENTRE), row(ONLY_CENTRE, total="-100.00", refund=True)], True),
        ([row(ONLY_CENTRE, total=None)], True),
        # Both rows of a pair may carry the flag: the sign decides.
        ([row(ONLY_CENTRE, refund=True), row(ONLY_CENTRE, total="-100.00", refund=True)], False),
    ],
)
def test_whether_it_stands(rows: list[Difference], live: bool) -> None:
    assert live_rows(DOUBT, rows, {})[0] is live


def test_a_flag_without_an_amount_decides_nothing() -> None:
    with pytest.raises(NotProof):
        live_rows(DOUBT, [row(ONLY_CENTRE, total=None, refund=True)], {})


@pytest.mark.parametrize(
    ("given", "speaks"),
    [
        ({}, True),
        ({"msgid": "M9"}, True),
        ({"person_no": ""}, True),
        ({"total": None}, True),
        ({"total": None, "refund": True}, True),
        ({"person_no": "P2"}, False),
        ({"msgid": "M2"}, False),
        ({"total": "-100.00", "refund": True}, False),
    ],
    ids=[
        "its own message", "a message nobody knows", "of nobody", "no amount", "a flag alone", "somebody else's",
        "another claim's", "what goes back",
    ],
)  # fmt: skip
def test_of_a_visit_from_a_backup_every_row_of_its_person_may_be_the_one(given: dict[str, Any], speaks: bool) -> None:
    one = row(ONLY_CENTRE, **given)
    doubt = replace(DOUBT, msgid="V1", person="P1")
    owners = {one.row: {"M1": "B1", "M2": "B2"}.get(one.msgid, "")}
    if speaks:
        with pytest.raises(NotProof):
            live_rows(doubt, [one], owners)
    else:
        assert live_rows(doubt, [one], owners) == (False, ())


class Telling(Centre):
    """Its file has the rows of ours that it does not have, as well."""

    def result(self, ours: set[tuple[str, bool]]) -> tuple[DetailsResultRow, ...]:
        missing = sorted(ours - {(name, refund) for name, _, refund, _ in self.booked()})
        rows = (
            DetailsResultRow(
                psn_no="P1", msgid="", setl_id=name, mdtrt_id=self.settlements[name].visit, stmt_rslt="2",
                refd_setl_flag="1" if refund else "0",
            )
            for name, refund in missing
        )  # fmt: skip
        return (*super().result(ours), *rows)


def test_a_note_of_gone_that_is_not_gone_is_no_proof_and_has_an_end(engine: Engine) -> None:
    """Noted as undone at the agency, and the centre has it still: it is not given up for void, with the money due back.
    The agency's number brings it back, and it is undone once more.
    """
    world = DayWorld(engine, Behaviour())
    world.centre = world.ledger = Telling(Behaviour(undoes_at_all=False))
    world.centre.now = lambda: world.now
    key = world.open()
    world.settle(key)
    world.cancel(key)
    world.replay()
    assert world.claim(key).reason == HeldReason.CANCEL_REFUSED
    world.fault = lambda call: Fault.REFUSED if call.transaction.number == "5203" else Fault.NONE
    note = Note(Word.GONE, "值班长甲", DAY, "经办柜台办理")
    assert world._answered(world.road.put_right(key, note, "window"), BACKGROUND, {}) == ""
    world.fault = lambda _call: Fault.NONE
    world.replay()
    assert world.claim(key).machine.given_up
    world.tomorrow()
    (ruling,) = world.reconcile().rulings
    assert (ruling.verdict, ruling.written) == (Verdict.OPEN, False)
    assert "可能没有撤成" in ruling.why
    world.replay()
    assert (world.claim(key).state, len(world.ledger.live_of(key))) == (State.HELD, 1)
    (number,) = world.centre.settlements
    world.centre.behaviour.undoes_at_all = True
    assert world._answered(world.road.settled_at_agency(key, number, "window"), BACKGROUND, {}) == ""
    world.replay()
    assert world.claim(key).state is State.VOID
    assert world.claim(key).machine.undone == (number,)
    world.judge(ended=True)


def test_the_files_rows_laid_over_our_books() -> None:
    sent = (booking("S1"), booking("S2", "50.00"), booking("S3", "20.00"))
    rows = (row(ONLY_CENTRE, total="7.00"), row(ONLY_HERE, "S2", ""), row(OTHER, "S3", "M3", "21.00"))
    found = corrected(GROUP, Statement(WHOLE, sent, rows), {"M1": "310"})
    assert (found.count, found.total) == (3, Decimal("128.00"))
    assert corrected(GROUP, Statement(WHOLE, sent, rows), {"M1": "390"}).total == Decimal("121.00")
    with pytest.raises(NotProof):
        corrected(GROUP, Statement(WHOLE, sent, (row(ONLY_CENTRE, total=None),)), {})


@pytest.mark.parametrize(
    "rows",
    [
        (row(ONLY_HERE, "S9", ""),),
        (row(OTHER, "S9", "M9"),),
        (row(ONLY_HERE, "S1", "", refund=True),),
        (row(ONLY_HERE, "S1", ""), row(ONLY_HERE, "S1", "")),
        (row(ONLY_CENTRE, msgid=""),),
    ],
)
def test_a_file_that_is_no_answer_to_ours(rows: tuple[Difference, ...]) -> None:
    assert unfit_rows(Statement(WHOLE, (booking("S1"),), rows))


def test_a_file_that_is_one() -> None:
    rows = (row(ONLY_HERE, "S1", ""), row(ONLY_CENTRE))
    assert unfit_rows(Statement(WHOLE, (booking("S1"),), rows)) == ""


def test_a_day_ends_with_the_places_time_limit() -> None:
    midnight = START.replace(hour=0) + timedelta(days=1)
    assert too_early(WHOLE, midnight - timedelta(seconds=1), 16.0)
    assert too_early(WHOLE, midnight + timedelta(seconds=15), 16.0)
    assert not too_early(WHOLE, midnight + timedelta(seconds=16), 16.0)


def test_sums() -> None:
    found = Sums.of([booking("S1"), booking("S1", "-100.00", refund=True)])
    assert (found.count, found.total, found.cash) == (2, Decimal("0.00"), Decimal("0.00"))
