"""When the window tries the line by itself, and what F5 on the outage page may say: with real gates, no screen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from counter_app.desk import clock, gates
from counter_app.desk.claim import Claim
from counter_app.desk.commands import Moment
from counter_app.desk.gates import Gates
from counter_app.desk.line_desk import LineDesk
from counter_app.desk.line_trail import LineTrail
from counter_app.desk.outages import Outage, OutageBook
from counter_app.desk.shutdowns import Shutdowns
from counter_app.desk.staged_return import StagedReturn
from counter_app.model.places import Notice, PlaceFile, PlaceFiles
from counter_app.settlement.outcome import CallOutcome, Done, ErrorReply, NotSent
from offline_queue.values import State
from tests.desk.facts import claim, people
from ui import outage_watch
from ui.desk_views import Places
from ui.outage_watch import OutageWatch, Tried
from ui.silent_places import Silent, waited_for

START = datetime(2026, 12, 31, 19, 0, tzinfo=clock.WINDOW_ZONE)


class Desk:
    """A watch with clocks that are set, and a service that says 1201 as it is told."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, *notices: Notice) -> None:
        self.seconds = 1000.0
        monkeypatch.setattr(clock, "boot_seconds", lambda: self.seconds)
        self.gates = Gates(lambda: Moment(self.now(), self.seconds))
        paper = PlaceFiles((PlaceFile("a.toml", START.date(), "医保办", notices=notices),))
        trail = self.trail = LineTrail(self.gates.heard, self.now)
        self.shutdowns = Shutdowns(lambda _at: paper, self.now, lambda: self.seconds)
        staged = StagedReturn(lambda: trail.hop(self.gates.service()), 4)
        line = LineDesk(OutageBook(folder / "o.json"), staged, trail, self.shutdowns, self.gates.service)
        self.outcome: CallOutcome = Done()
        self.waiting_there = False
        self.replay = SimpleNamespace(paused=False, send_one_that_stands_still=lambda: self.waiting_there)
        asking = SimpleNamespace(ask=lambda wish, _about: wish)
        driver = SimpleNamespace(ask=self._asked)
        office = SimpleNamespace(gates=self.gates, replay=self.replay, line=line, inquiring=asking, driver=driver)
        self.watch = OutageWatch(office, self.now)  # type: ignore[arg-type]

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds - 1000.0)

    def _asked(self, _wish: object) -> SimpleNamespace:
        self.trail.heard("", self.outcome)
        return SimpleNamespace(outcome=self.outcome)

    def tries(self, *alive: object, seconds: int = 60) -> int:
        """How often the line is tried within so long, looked at each second."""
        found = 0
        for _ in range(seconds):
            found += self.watch.look(alive).try_line  # type: ignore[arg-type]
            self.seconds += 1
        return found


def silent(desk: Desk, *alive: Claim) -> list[tuple[str, int]]:
    return [(one.region, len(one.claims)) for one in desk.watch.look(alive).silent]


def test_a_place_that_alone_does_not_answer_is_named_with_who_waits_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, there = Desk(tmp_path, monkeypatch), waiting(State.READY)
    desk.trail.heard("", Done())
    assert silent(desk, there) == []
    for strike in range(3):
        assert silent(desk, there) == [], strike
        desk.trail.heard(region(), ErrorReply("busy"))
    began = desk.now()
    desk.seconds += 60
    (place,) = desk.watch.look([there, replace(there, key="B01-T-9")]).silent
    assert (place.region, place.since, len(place.claims)) == (region(), began, 2)
    sums = desk.watch.look([there]).silent_sums
    assert (sums.served, sums.waiting) == (1, 1)
    assert silent(desk, waiting(State.HELD)) == [], "who waits for a person does not wait for the place"
    assert silent(desk) == [], "nor does it concern anybody where nobody waits"
    assert silent(desk, there) == [(region(), 1)]
    desk.trail.heard("", NotSent("NewConnectionError"))
    assert silent(desk, there) == [], "the whole line is down: that is another page"
    desk.trail.heard(region(), Done())
    assert silent(desk, there) == [], "it answers"


def test_a_place_that_is_announced_to_be_shut_is_not_said_to_be_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = Notice("省医保局", START - timedelta(hours=1), None, "门诊", (region()[:4],))
    desk, there = Desk(tmp_path, monkeypatch, notice), waiting(State.READY)
    desk.trail.heard("", Done())
    for _ in range(3):
        desk.trail.heard(region(), ErrorReply("busy"))
    assert silent(desk, there) == []


@pytest.mark.parametrize(("state", "tried"), [(State.HELD, True), (State.READY, False), (State.UNCLEAR, False)])
def test_only_who_goes_on_by_itself_finds_out_that_the_line_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, state: State, tried: bool
) -> None:
    """A ticket that waits for a person probes nothing: the outage would last until somebody comes."""
    desk = Desk(tmp_path, monkeypatch)
    desk.gates.heard("", NotSent("NewConnectionError"))
    assert (desk.tries(waiting(state)) > 0) is tried


def test_who_waits_for_a_place_that_is_shut_down_does_not_find_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(tmp_path, monkeypatch, Notice("省局", START, START + timedelta(hours=2), "门诊", (region()[:4],)))
    desk.gates.heard("", NotSent("NewConnectionError"))
    assert desk.tries(waiting(State.READY)) > 0


def test_a_line_that_somebody_stopped_replaying_over_is_tried_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No claim goes, so none finds out; the sentence says that the program tries again."""
    desk = Desk(tmp_path, monkeypatch)
    desk.gates.heard("", NotSent("NewConnectionError"))
    desk.replay.paused = True
    assert desk.tries(waiting(State.READY)) > 0


def test_a_notice_without_an_end_is_tried_seldom_and_not_in_its_first_minutes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for began in (START, START - timedelta(days=500)):
        desk = Desk(tmp_path / f"{began:%Y}", monkeypatch, Notice("省局", began, None, "门诊"))
        assert desk.tries(seconds=300) == 0
        assert desk.tries(waiting(State.READY), seconds=900) == 3, "at the gates' last pace"
    assert desk.watch.try_line()
    assert desk.tries(seconds=2) == 0
    assert not desk.shutdowns.stands_still(""), "and its answer is believed more"
    assert gates.LAST_PROBE_S == 300.0


def test_a_notice_with_an_end_is_not_tried_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(tmp_path, monkeypatch, Notice("省局", START, START + timedelta(minutes=20), "门诊"))
    assert desk.tries(seconds=1200) == 0
    assert desk.tries(seconds=60) > 0


def test_that_a_notice_is_overruled_is_said_only_where_one_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    general, of_one = Notice("省局", START, None, "门诊"), Notice("市局", START, None, "门诊", ("6108",))
    desk = Desk(tmp_path, monkeypatch, general, of_one)
    desk.watch.look(())
    assert desk.watch.try_for_somebody() is Tried.OVERRULED
    assert desk.shutdowns.stands_still("610800"), "a line that answers tells nothing of one place"
    assert desk.watch.try_for_somebody() is Tried.PLACES
    desk.waiting_there = True
    assert desk.watch.try_for_somebody() is Tried.SENT_ONE
    desk.outcome = NotSent("NewConnectionError")
    assert desk.watch.try_for_somebody() is Tried.NO_ANSWER
    alone = Desk(tmp_path / "alone", monkeypatch)
    assert alone.watch.try_for_somebody() is Tried.ANSWERED


def waiting(state: State) -> Claim:
    return replace(claim(part=replace(people(), consent=True)), state=state)


def region() -> str:
    person = waiting(State.READY).machine.person
    assert person is not None
    assert person.insurance is not None
    return person.insurance.region


def test_who_was_served_is_counted_anew_only_where_somebody_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred thousand who wait after an outage must not be gone through every second for three days."""
    desk = Desk(tmp_path, monkeypatch)
    desk.trail.heard("", NotSent("refused"))
    counted: list[int] = []
    plain, took = outage_watch.served, [0.0]

    def slow(outage: Outage, claims: Collection[Claim]) -> list[tuple[Claim, ...]]:
        counted.append(len(claims))
        desk.seconds += took[0]
        return plain(outage, claims)

    monkeypatch.setattr(outage_watch, "served", slow)
    one = claim(part=people(ticket_at=desk.now()))
    for _ in range(5):
        desk.seconds += 1
        sums = desk.watch.look([one], moved=False).sums
    assert (counted, sums.served) == ([1], 1)
    desk.seconds += 1
    assert desk.watch.look([one, replace(one, key="B01-T-2")], moved=True).sums.served == 2
    took[0] = 2.0
    desk.watch.look([one], moved=True)
    counted.clear()
    for _ in range(9):
        desk.seconds += 1
        desk.watch.look([one], moved=True)
    assert counted == [], "a counting that took two seconds rests ten"
    desk.seconds += 1
    assert desk.watch.look([], moved=False).sums.served == 0, "and what moved meanwhile is counted then"


def test_who_waits_for_a_silent_place_is_counted_anew_only_where_somebody_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They may be a hundred thousand, and the window looks all the time."""
    desk, there = Desk(tmp_path, monkeypatch), waiting(State.READY)
    counted: list[int] = []
    real = outage_watch.closing
    monkeypatch.setattr(outage_watch, "closing", lambda people: counted.append(len(people)) or real(people))
    desk.trail.heard("", Done())
    for _ in range(3):
        desk.trail.heard(region(), ErrorReply("busy"))
    alive = [there]
    for _ in range(3):
        assert desk.watch.look(alive, moved=False).silent_sums.waiting == 1
    assert counted == [1]
    more = [there, replace(there, key="B01-T-9")]
    assert desk.watch.look(more, moved=True).silent_sums.waiting == 2
    assert counted == [1, 2]


def test_a_list_waits_for_places_only_where_nobody_waits_for_anything_else() -> None:
    places = Places("广东 广州市", lambda region: region, lambda region: f"城{region[:2]}市")
    at = datetime(2031, 5, 6, tzinfo=UTC)
    silent = [Silent(f"{region}01", at, (waiting(State.READY),)) for region in (23, 15, 65, 54)]
    assert waited_for(silent[:2], 2, places) == "城23、城15"
    assert waited_for(silent, 4, places) == "城23、城15、城65等 4 处"
    assert waited_for(silent, 5, places) == "", "another waits for its turn"
    assert waited_for([], 0, places) == waited_for([], 1, places) == ""
