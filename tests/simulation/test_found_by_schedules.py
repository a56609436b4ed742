"""What schedules have found in the shipped code, each fault by itself, over the shipped store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from counter_app.desk.books import Books, lane_of
from counter_app.desk.claim import Claim, MachinePart, PeoplePart
from counter_app.desk.commands import Arrival, Load, Stop
from counter_app.desk.counter import Bill, Counter
from counter_app.desk.driver import Driver
from counter_app.desk.folding import Reading
from counter_app.desk.identify import Identified
from counter_app.desk.knowledge import Knowledge
from counter_app.desk.memory import Memory
from counter_app.desk.message_ids import MessageIds
from counter_app.desk.policy import Policy
from counter_app.desk.resolve import resolve
from counter_app.desk.steps import Adopt, Look
from counter_app.desk.trip import Trip
from counter_app.model.person import Credential, CredentialKind, Person
from counter_app.model.visit import Charge
from counter_app.settlement.answers import Answers
from counter_app.settlement.outcome import Done, NotSent
from counter_app.settlement.place import load_place
from offline_queue.engine import StoreUnavailable
from offline_queue.store import LaneTaken, Store
from offline_queue.values import Event, Intent, OutcomeNote, Rest, State, Step
from tests.simulation.schedule import Simulator
from tests.simulation.service import ZONE, id_number
from tests.simulation.sqlite_disk import Disks
from tests.simulation.window import KEY, Disk, visit_at

NOW = datetime(2031, 5, 6, 9, 0, tzinfo=ZONE)
LANE = lane_of(id_number(1), KEY)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    disks = Disks(tmp_path)
    yield disks()
    disks.close()


class Unheard:
    """A store that does what it is told and then says that it did not."""

    def __init__(self, store: Store, name: str) -> None:
        self._store, self._name = store, name

    def __getattr__(self, name: str) -> Any:
        done = getattr(self._store, name)
        if name != self._name:
            return done

        def unheard(*given: Any, **named: Any) -> None:
            done(*given, **named)
            self._name = ""
            raise StoreUnavailable("io")

        return unheard


def books(disk: Disk, unheard: str = "") -> Books:
    reading = Reading(Answers(load_place("national")), "01/1")
    store: Any = Unheard(disk.store, unheard)
    return Books(store, disk.reader, disk.store.start("01"), reading)


def opened(of: Books, *, keep: bool = False) -> str:
    part = PeoplePart("B-1", visit_at(NOW), (Charge("XA01", "甲药", Decimal("30.00"), Decimal(1)),))
    of.open("B01-T-1", LANE, part, MachinePart(), Event(NOW, "window", "opened"), keep=keep)
    return "B01-T-1"


def test_a_lane_whose_taking_nobody_heard_of_is_freed(disk: Disk) -> None:
    """Seed 17: the commit was done and its acknowledgement lost; until the program's next start nobody, this window
    included, could work on any claim of the person.
    """
    mine = books(disk, "take")
    key = opened(mine)
    with pytest.raises(StoreUnavailable):
        mine.take(LANE)
    assert mine.due(NOW, 10) == []
    mine.free_unsure()
    assert mine.due(NOW, 10) == [(key, LANE)]
    mine.take(LANE)


def test_a_lane_kept_by_an_opening_nobody_heard_of_is_freed(disk: Disk) -> None:
    mine = books(disk, "open")
    with pytest.raises(StoreUnavailable):
        opened(mine, keep=True)
    assert mine.due(NOW, 10) == []
    mine.free_unsure()
    assert mine.due(NOW, 10) == [("B01-T-1", LANE)]


def test_a_lane_that_was_taken_properly_is_not_freed(disk: Disk) -> None:
    """Taken by somebody of this process after the one that was not heard of."""
    mine = books(disk, "take")
    opened(mine)
    with pytest.raises(StoreUnavailable):
        mine.take(LANE)
    disk.store.release(mine.me, LANE, 1)
    fence = mine.take(LANE)
    mine.free_unsure()
    with pytest.raises(LaneTaken):
        mine.take(LANE)
    mine.release(LANE, fence)


def test_what_a_wrong_clock_put_to_rest_is_due(disk: Disk) -> None:
    """Seed 9: a claim rested by a clock that stood at New Year waited eight months, until that day came."""
    mine = books(disk)
    key = opened(mine)
    fence = mine.take(LANE)
    for ahead, due in ((timedelta(minutes=10), False), (timedelta(days=240), True)):
        rest = Rest(key, fence, b"{}", (), State.READY, "", NOW + ahead, engaged=False, release=True)
        disk.store.rest(mine.me, rest, NOW)
        assert bool(mine.due(NOW, 10)) is due, ahead
        fence = mine.take(LANE)


class Blind:
    """A reader that fails once when told to."""

    def __init__(self, reader: Any) -> None:
        self._reader, self.fails = reader, False

    def __getattr__(self, name: str) -> Any:
        if self.fails:
            self.fails = False
            raise StoreUnavailable("io")
        return getattr(self._reader, name)


def driver(of: Books, store: Store) -> Driver:
    def travel(key: str, trip: Trip) -> Any:
        claim = yield Load(key)
        return Arrival(key, claim, Stop.ARRIVED, fence=trip.fence)

    road: Any = SimpleNamespace(memory=Memory("01/1", load_place("national")), travel=travel)
    nobody: Any = None
    return Driver(road, of, nobody, MessageIds(store, "H99010000001", 1), heard=lambda *_: None, files=nobody)


def test_a_lane_kept_for_a_person_who_leaves_while_nothing_can_be_read_is_freed(disk: Disk) -> None:
    """Seed 4280: the fence was taken out of memory first, then the claim's lane could not be read."""
    mine = books(disk)
    blind: Any = Blind(disk.reader)
    mine._reader = blind
    key = opened(mine)
    driving = driver(mine, disk.store)
    driving.keep(key, mine.take(LANE))
    blind.fails = True
    driving.leave(key)
    assert mine.due(NOW, 10) == []
    driving.tidy()
    assert mine.due(NOW, 10) == [(key, LANE)]


def test_a_lane_kept_for_a_person_stays_kept_where_the_claim_could_not_be_read(disk: Disk) -> None:
    mine = books(disk)
    blind: Any = Blind(disk.reader)
    mine._reader = blind
    key = opened(mine)
    driving = driver(mine, disk.store)
    fence = mine.take(LANE)
    driving.keep(key, fence)
    blind.fails = True
    assert driving.drive(key, Trip("window", waiting=True)).stop is Stop.STORE
    again = driving.drive(key, Trip("window", waiting=True))
    assert (again.stop, again.fence) == (Stop.ARRIVED, fence)
    driving.leave(key)
    assert mine.due(NOW, 10) == [(key, LANE)]


def test_an_answer_that_another_window_called_lost_is_put_away_for_it(disk: Disk) -> None:
    """While the store was out of reach of this window another took the lane; the answer heard here ends its doubt."""
    mine = books(disk)
    key = opened(mine)
    fence = mine.take(LANE)
    step = Step(key, fence, b"", (), b"", Intent("M1", "2207A", NOW), planned_on=1, engaged=True)
    assert disk.store.step(mine.me, step).intended
    memory = Memory("01/1", load_place("national"))
    memory.heard |= {"M1": Done({"setlinfo": {}}), "M2": NotSent("down")}
    desk = Driver(
        cast("Any", SimpleNamespace(memory=memory)),
        mine,
        cast("Any", None),
        MessageIds(disk.store, "H1", 1),
        heard=lambda _region, _outcome: None,
        files=cast("Any", None),
    )
    desk.tidy()
    assert set(memory.heard) == {"M1", "M2"}, "nobody has called it lost"
    other = disk.store.start("01")
    taken = disk.store.take(other, LANE)
    lost = OutcomeNote("M1", "lost")
    disk.store.rest(other, Rest(key, taken, b"", (), State.UNCLEAR, "", NOW, engaged=True, outcome=lost), NOW)
    desk.tidy()
    assert set(memory.heard) == {"M2"}
    attempt = disk.reader.attempt("M1")
    assert attempt is not None
    assert b"setlinfo" in attempt.late_answer


def test_the_answer_to_an_earlier_settlement_is_not_adopted_for_a_later_one() -> None:
    """Seed 380: an old start wrote down the answer to a 2207A that had been reversed meanwhile. The claim, read before,
    carried it on; its next 2207A was lost, and it was called settled by what was reversed, while another one was live.
    """
    answer = Done(
        {
            "setlinfo": {
                "setl_id": "S1",
                "mdtrt_id": "V1",
                "medfee_sumamt": "30.00",
                "fund_pay_sumamt": "18.00",
                "acct_pay": "0.00",
                "psn_cash_pay": "12.00",
                "setl_time": "2031-05-06 09:00:00",
            }
        }
    )
    place = load_place("national")
    late = Reading(Answers(place), "01/1").live_settlement(answer, NOW)
    assert late is not None
    part = PeoplePart("B-1", visit_at(NOW), (Charge("XA01", "甲药", Decimal("30.00"), Decimal(1)),))
    for visit, step in (("V1", Adopt), ("V2", Look)):
        machine = MachinePart(visit_id=visit, money="M2", doubt="M2")
        claim = Claim("K", LANE, "1", State.UNCLEAR, "", 1, part, machine, NOW, NOW, late_settlement=late)
        assert isinstance(resolve(claim, Knowledge(100.0, place, "01/2")), step), visit


def test_a_code_shown_for_a_claim_whose_opening_nobody_heard_of_serves_nobody_later(disk: Disk) -> None:
    """Seed 2768: the claim was on disk, the window did not know it, and the person left. An hour later somebody found
    it by its bill, and the code of a person who was not there went up with it.
    """
    mine = books(disk, "open")
    in_hand: dict[str, Credential] = {}
    nobody: Any = None
    counter = Counter(
        mine,
        driver(mine, disk.store),
        nobody,
        nobody,
        Policy("window", 40.0, 3),
        new_key=lambda: "B01-T-1",
        lane_of=lambda _number: LANE,
        in_hand=in_hand,
    )
    person = Person("99", "01", id_number(1), "测试甲", "1", None, Decimal(58), ())
    found = Identified(Credential(CredentialKind.VOUCHER, "T000002"), nobody, person)
    bill = Bill("B-1", visit_at(NOW), (Charge("XA01", "甲药", Decimal("30.00"), Decimal(1)),))
    with pytest.raises(StoreUnavailable):
        counter.quote(bill, found)
    assert mine.claim("B01-T-1").people.bill == "B-1"
    assert in_hand == {}


@pytest.mark.parametrize("seed", [159411, 192389])
def test_a_pause_that_is_short_by_a_rounding_is_no_loop(seed: int) -> None:
    """The pause before the next reversal had 0.0 s to go: asked again at once, and again."""
    simulator = Simulator()
    assert simulator.play(seed).found == []
    simulator.close()


@pytest.mark.parametrize("seed", [275_337, 299_244, 483_398])
def test_who_is_being_served_when_all_is_quiet_still_stands_there(seed: int) -> None:
    """A fault of the simulator: their code was called nobody's in the middle of the deed, and its next call wrong. They
    had come while the others were being sent away (the third).
    """
    simulator = Simulator()
    try:
        assert simulator.play(seed).found == []
    finally:
        simulator.close()


def test_who_was_told_that_somebody_works_in_the_lane_asks_once_more() -> None:
    """Another fault of the simulator, seed 692262: nobody had said whether a 2208 without an answer had worked (5203
    was refused too), a person asked again, was told "busy", and went home for ever.
    """
    simulator = Simulator()
    try:
        assert simulator.play(692_262).found == []
    finally:
        simulator.close()


def test_where_no_visit_can_be_cancelled_the_service_keeps_its_time_limit() -> None:
    """And one more, seed 1098821: a place that refuses every 2202 settled a 2207A 25 hours after it was sent, and after
    its day's books had said that nothing was booked. Neither net was there; no client can prevent that.
    """
    simulator = Simulator()
    try:
        assert simulator.play(1_098_821).found == []
    finally:
        simulator.close()
