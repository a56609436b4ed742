"""The driver, the counter and the replay pool, on real threads and a far side in memory."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from counter_app.desk import clock
from counter_app.desk.books import Books, lane_of
from counter_app.desk.calls import CallDesk
from counter_app.desk.claim import HeldReason
from counter_app.desk.commands import Stop
from counter_app.desk.counter import Bill, Counter, NothingToRefund
from counter_app.desk.driver import Driver
from counter_app.desk.file_desk import FileDesk
from counter_app.desk.folding import Reading
from counter_app.desk.gates import Gates
from counter_app.desk.identify import Identify
from counter_app.desk.memory import Memory
from counter_app.desk.message_ids import MessageIds
from counter_app.desk.policy import Policy
from counter_app.desk.recognise import of_identified
from counter_app.desk.replay import Replay, drain
from counter_app.desk.road import Road
from counter_app.desk.ticket_numbers import TicketNumbers
from counter_app.desk.trip import Trip
from counter_app.failures import FailureCode
from counter_app.model.payment import Payment, PaymentMethod
from counter_app.model.person import Credential, CredentialKind
from counter_app.settlement.answers import Answers
from counter_app.settlement.bodies import Bodies
from counter_app.settlement.client import Call
from counter_app.settlement.outcome import CallOutcome, Done, Lost
from counter_app.settlement.place import load_place
from counter_app.settlement.turn import waiting_outside
from offline_queue.cipher import Cipher
from offline_queue.engine import StoreUnavailable, open_engine
from offline_queue.reading import Reader
from offline_queue.store import LaneLost, Store
from offline_queue.values import State
from offline_queue.writing import Writing
from tests.desk.far_side import Ledger
from tests.desk.world import INSTITUTION, KEY, people

CASH = PaymentMethod.CASH


class FakeClient:
    """Hands calls to the ledger; `before` may hold one up or answer it."""

    def __init__(self) -> None:
        self.ledger = Ledger()
        self.calls: list[str] = []
        self.lock = threading.Lock()
        self.before: Callable[[Call], CallOutcome | None] = lambda _call: None

    def exchange(self, call: Call) -> CallOutcome:
        with self.lock:
            self.calls.append(call.transaction.number)
        with waiting_outside():  # as the socket does: the other workers' turn
            answer = self.before(call)
        with self.lock:
            return answer or self.ledger.receive(call, time.monotonic())


@dataclass
class Desk:
    client: FakeClient
    books: Books
    driver: Driver
    counter: Counter
    gates: Gates
    replay: Replay
    memory: Memory
    engine: Any
    commits: list[int]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    engine = open_engine(f"sqlite:///{tmp_path / 'counter.db'}")
    cipher = Cipher(KEY)
    store, reader = Store(engine, cipher), Reader(engine, cipher)
    store.prepare()
    me, place = store.start("01"), load_place("national")
    memory = Memory("01/1", place)
    answers, bodies = Answers(place), Bodies(place, INSTITUTION)
    reading = Reading(answers, "01/1")
    books, gates, client = Books(store, reader, me, reading), Gates(clock.moment), FakeClient()

    def lane(number: str) -> str:
        return lane_of(number, KEY)

    road = Road(CallDesk(bodies, "990200"), reading, memory, lane)
    ids = MessageIds(store, INSTITUTION, 1)
    files = FileDesk(None, tmp_path, cipher)  # type: ignore[arg-type]
    driver = Driver(road, books, client, ids, heard=gates.heard, files=files)  # type: ignore[arg-type]
    counter = Counter(
        books,
        driver,
        client,  # type: ignore[arg-type]
        Identify(bodies, answers, "990200", lambda _at: people().visit),
        Policy("window", 30.0, 30),
        new_key=TicketNumbers(store, 1, random.randrange).next,
        lane_of=lane,
        in_hand=memory.in_hand,
    )
    replay = Replay(books, driver, gates, "replay", workers=4)
    commits: list[int] = []

    written = Writing._commit

    def committed(tx: Writing) -> None:
        written(tx)
        commits.append(1)

    monkeypatch.setattr(Writing, "_commit", committed)
    yield Desk(client, books, driver, counter, gates, replay, memory, engine, commits)
    driver.close()
    replay.close()
    engine.dispose()


@pytest.mark.parametrize(("age_s", "asked"), [(599, True), (601, False), (-30, True), (-90, False)])
def test_a_code_shown_before_a_long_pause_is_not_sent(desk: Desk, age_s: int, asked: bool) -> None:
    """A machine that slept between the scan and the first call wakes with somebody else at the glass, or nobody."""
    now = clock.moment().wall
    code = Credential(CredentialKind.VOUCHER, "T1", read_at=now - timedelta(seconds=age_s))
    found = desk.counter.identify(code)
    assert (found.person is not None) is asked
    assert ("1101" in desk.client.calls) is asked
    trouble = of_identified(found, load_place("national"))
    assert (trouble is not None and trouble.code is FailureCode.VOUCHER_EXPIRED) is not asked


def bill(number: str = "B-1", person: int = 1) -> Bill:
    part = people(person)
    return Bill(number, part.visit, part.charges)


def credential(person: int = 1) -> Any:
    return people(person).credential


def quoted(desk: Desk, number: str = "B-1", person: int = 1) -> str:
    found = desk.counter.identify(credential(person))
    arrival = desk.counter.quote(bill(number, person), found)
    assert arrival.claim is not None
    assert arrival.claim.reason == HeldReason.CONFIRM
    return arrival.key


def pay(desk: Desk, key: str) -> Payment:
    quote = desk.books.claim(key).machine.quote
    assert quote is not None
    return Payment(quote.amounts.cash, CASH, quote.amounts.cash)


def ticket(desk: Desk, number: str, person: int = 1) -> str:
    total = Decimal("100.00")
    return desk.counter.make_up(bill(number, person), credential(person), Payment(total, CASH, total), "").key


@pytest.mark.parametrize("other", ["tidies", "takes it"])
def test_a_lane_whose_person_left_is_freed_once_however_many_threads_tidy(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    """A tick of the replay in the middle of it, or a trip that needs the lane: KeyError on the cashier's thread."""
    key, read = quoted(desk), desk.books.claim
    lane = read(key).lane

    def meanwhile(number: str) -> Any:
        monkeypatch.setattr(desk.books, "claim", read)
        claim = read(number)
        if other == "tidies":
            desk.driver.tidy()
        else:
            desk.memory.kept.pop(number)
        return claim

    monkeypatch.setattr(desk.books, "claim", meanwhile)
    desk.driver.leave(key)
    assert key not in desk.memory.kept
    if other == "tidies":
        desk.books.release(lane, desk.books.take(lane))


def test_a_settlement_costs_one_synced_commit_a_call_and_one(desk: Desk) -> None:
    """Issue: at most one synced commit per foreign call plus one. The first claim of a start pays for its counters."""
    desk.counter.settle(first := quoted(desk), pay(desk, first))
    desk.client.calls.clear()
    desk.commits.clear()
    key = quoted(desk, "B-2")
    arrival = desk.counter.settle(key, pay(desk, key))
    assert arrival.claim is not None
    assert arrival.claim.state is State.DONE
    assert desk.client.calls == ["1101", "2001", "2201", "2203A", "2204", "2206A", "2207A"]
    without_2001 = len(desk.client.calls) - 1
    assert len(desk.commits) <= without_2001 + 1
    assert len(desk.commits) == 7


def test_a_ticket_costs_one_synced_commit(desk: Desk) -> None:
    ticket(desk, "B-1")
    desk.commits.clear()
    ticket(desk, "B-2", 2)
    assert len(desk.commits) == 1


def test_a_refund_is_paid_once(desk: Desk) -> None:
    key = ticket(desk, "B-1")
    assert drain(desk.replay, desk.books, seconds=20)
    due = desk.books.claim(key).refund_due
    assert due == Decimal("60.00")
    paid = desk.counter.refund(key, CASH, due)
    assert (paid.refund_due, paid.people.paid) == (Decimal("0.00"), Decimal("40.00"))
    with pytest.raises(NothingToRefund):
        desk.counter.refund(key, CASH, due)


def test_replay_never_works_on_two_claims_of_a_person_at_once(desk: Desk) -> None:
    for number in range(9):
        ticket(desk, f"B-{number}", 1 + number % 3)
    inside: dict[str, int] = {}
    worst: list[int] = []
    most: list[int] = []

    def before(call: Call) -> CallOutcome | None:
        who = str(next(iter(call.body.values()))).split("99010119700101")[-1][:3] if call.insured_region == "" else ""
        body = next(iter(call.body.values()))
        row = body[0] if isinstance(body, list) else body
        who = str(row.get("psn_no") or who)
        with desk.client.lock:
            inside[who] = inside.get(who, 0) + 1
            worst.append(inside[who])
            most.append(sum(inside.values()))
        time.sleep(0.01)
        with desk.client.lock:
            inside[who] -= 1
        return None

    desk.client.before = before
    assert drain(desk.replay, desk.books, seconds=30)
    assert all(claim.state is State.DONE for claim in desk.books.claims())
    assert max(worst) == 1
    assert max(most) > 1, "nothing ran at the same time, so nothing was tried"


def test_a_closed_place_does_not_keep_the_others_waiting(desk: Desk) -> None:
    """Twenty claims of a place that does not answer stand before one of a place that does."""
    keys = [quoted(desk, f"B-{number}", 1 + number) for number in range(20)]
    for key in keys:
        desk.counter.leave_with_ticket(key, Payment(Decimal("100.00"), CASH, Decimal("100.00")), "")
    last = ticket(desk, "B-99", 99)
    for _ in range(3):
        desk.gates.heard("990100", Lost())
        desk.gates.heard("", Done())
    assert not desk.gates.place("990100").open
    started = desk.replay.tick()
    until = time.monotonic() + 10
    while desk.replay.busy and time.monotonic() < until:
        desk.replay.wait(0.1)
    assert started == 1
    assert desk.books.claim(last).machine.person is not None


def test_one_damaged_claim_does_not_stop_the_others(desk: Desk) -> None:
    broken, sound = ticket(desk, "B-1", 1), ticket(desk, "B-2", 2)
    with desk.engine.connect() as connection:
        connection.execute(text("UPDATE job SET machine = randomblob(99) WHERE key = :key"), {"key": broken})
        connection.commit()
    for _ in range(50):
        desk.replay.tick()
        desk.replay.wait(0.1)
        if desk.books.claim(sound).state is State.DONE:
            break
    assert desk.books.claim(sound).state is State.DONE
    assert desk.replay.unreadable == {broken}


def test_an_answer_heard_after_the_lane_was_lost_is_kept(desk: Desk) -> None:
    """T5, R1: somebody took the lane and folded the call as lost; what we hear then decides it after all."""
    key = quoted(desk)
    taken: list[int] = []

    def before(call: Call) -> CallOutcome | None:
        if call.transaction.number == "2207A" and not taken:
            taken.append(1)
            with desk.engine.connect() as connection:
                connection.execute(text("UPDATE lane SET fence = fence + 1, window = '02'"))
                connection.execute(text("UPDATE attempt SET outcome = 'lost', said = NULL WHERE outcome IS NULL"))
                connection.commit()
        return None

    desk.client.before = before
    assert desk.counter.settle(key, pay(desk, key)).stop is Stop.LANE_LOST
    [settle] = [row for row in desk.books.attempts(key) if row.kind == "2207A"]
    assert settle.late_answer
    assert b"S00001" in settle.late_answer


def test_a_refused_intent_does_not_keep_the_lane(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    key = ticket(desk, "B-1")

    def lost(*_arguments: object, **_more: object) -> None:
        raise LaneLost(key)

    with monkeypatch.context() as patched:
        patched.setattr(Store, "step", lost)
        assert desk.driver.drive(key, Trip("replay", background=True)).stop is Stop.LANE_LOST
    with desk.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM lane WHERE window IS NOT NULL")).scalar() == 0


def test_a_store_that_fails_ends_the_trip_and_frees_the_lane_later(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    key = ticket(desk, "B-1")

    def full(*_arguments: object, **_more: object) -> None:
        raise StoreUnavailable("full")

    with monkeypatch.context() as patched:
        for name in ("step", "rest", "release"):
            patched.setattr(Store, name, full)
        arrival = desk.driver.drive(key, Trip("replay", background=True))
    assert (arrival.stop, arrival.text) == (Stop.STORE, "full")
    assert not [number for number in desk.client.calls if number not in ("1101", "2001")]
    assert drain(desk.replay, desk.books, seconds=20)
    assert desk.books.claim(key).state is State.DONE


def test_closing_wakes_who_waits(desk: Desk) -> None:
    key = quoted(desk)
    desk.client.before = lambda call: Lost("ReadTimeout") if call.transaction.number in ("2207A", "5204") else None
    payment = pay(desk, key)
    arrivals: list[Any] = []
    worker = threading.Thread(target=lambda: arrivals.append(desk.counter.settle(key, payment)))
    worker.start()
    time.sleep(0.3)
    began = time.monotonic()
    desk.driver.close()
    worker.join(5)
    assert time.monotonic() - began < 4
    assert arrivals[0].claim.state is State.UNCLEAR
    assert len(desk.client.calls) < 20
