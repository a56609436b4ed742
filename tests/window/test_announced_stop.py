"""停机公告 at a real window, by a moved clock: told before, switched on by the clock, and tried again at its end."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from counter_app.desk import clock
from counter_app.failures import FailureCode
from counter_app.model.person import CredentialKind
from offline_queue.values import State
from tests.paper import text_of
from tests.window.cashier import DAILY, RETIRED, TRAVELLER
from tests.window.test_refund_list import ticket
from tests.window.test_warnings import TWICE, kept
from tests.window.typing_in import name_of, type_in
from ui import visit_till
from ui.keys import Action
from ui.outage_views import OutageState
from ui.pages import Up
from ui.queue_views import QueueState
from ui.views import LampState, VisitState
from ui.words import labels, sentences

pytestmark = pytest.mark.window


class Time:
    """The window's wall clock, moved by a test; ages go on as they do."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ahead = timedelta(0)
        real = clock.moment

        def moment():
            now = real()
            return type(now)(now.wall + self.ahead, now.boot)

        monkeypatch.setattr(clock, "moment", moment)
        self.start = real().wall.replace(microsecond=0)

    def to(self, minutes: float) -> datetime:
        self.ahead = timedelta(minutes=minutes)
        return self.start + self.ahead


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> Time:
    return Time(monkeypatch)


def announced(data: Path, begins: datetime, ends: datetime, regions: str = "") -> None:
    (data / "places").mkdir(parents=True, exist_ok=True)
    only = f'regions = ["{regions}"]\n' if regions else ""
    (data / "places" / "a.toml").write_text(
        f'as_of = {begins - timedelta(days=1):%Y-%m-%d}\nkept_by = "医保办"\n[[notice]]\nby = "省医保局"\n'
        f'from = {begins:%Y-%m-%dT%H:%M:%S}\nuntil = {ends:%Y-%m-%dT%H:%M:%S}\nwhat = "门诊直接结算"\n{only}',
        "utf-8",
    )


def shown(cashier):
    return cashier.program.outage.view


def sentence(cashier) -> str:
    return cashier.program.window.sentence.said.text


def ticketed(cashier) -> str:
    """A ticket for who stands there with a bill; the next one may come."""
    cashier.press("F8")
    cashier.reach(VisitState.LINK_DOWN)
    cashier.take()
    cashier.reach(VisitState.TICKET_OUT)
    key: str = cashier.claim().key
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    return key


def test_told_before_switched_by_the_clock_and_made_up_after_its_end(window, tmp_path: Path, moved: Time) -> None:
    begins, ends = moved.start + timedelta(minutes=10), moved.start + timedelta(minutes=130)
    announced(tmp_path / "data", begins, ends)
    cashier = window()
    cashier.until(lambda: f"{begins:%H:%M} 停机" in sentence(cashier), "it is said at the page nobody is at")
    cashier.press("F8", ctrl=True)
    cashier.until(lambda: shown(cashier).state is OutageState.AHEAD, "it is ahead")
    assert 9 * 60 <= shown(cashier).seconds <= 10 * 60
    cashier.press("F11", ctrl=True)
    cashier.until(lambda: any(cashier.office.settings.data.rglob("*board*.pdf")), "its board is there before it begins")
    assert "省医保局公告" in text_of(next(cashier.office.settings.data.rglob("*board*.pdf")))

    moved.to(11)
    cashier.until(lambda: shown(cashier).state is OutageState.ANNOUNCED, "by the clock alone")
    assert (shown(cashier).by, shown(cashier).level) == ("省医保局", 0)
    assert cashier.lamp("结算服务") is LampState.DOWN
    cashier.press("Escape")
    cashier.press("F2", shift=True)
    type_in(cashier, name_of(RETIRED[1]), RETIRED[1])
    cashier.reach(VisitState.LINK_DOWN)
    assert f"{ends:%H:%M}（公告）" in sentence(cashier)
    cashier.take()
    cashier.reach(VisitState.TICKET_OUT)
    key = cashier.claim().key
    assert cashier.office.line.trail.service().sent is None, "nothing was sent, neither for the person nor for a claim"
    cashier.until(lambda: bool(cashier.slips("ticket")), "the ticket")
    assert "省医保局公告，医保停机到" in text_of(cashier.newest("ticket")).replace("\n", "")
    cashier.press("Escape")
    cashier.rest(1.2)
    assert cashier.claim(key).state is not State.DONE
    assert cashier.office.line.trail.service().sent is None
    cashier.press("F10")
    cashier.until(lambda: cashier.program.queue.view.state is QueueState.DOWN, "the queue waits, and says so")

    moved.to(131)
    cashier.until(lambda: cashier.claim(key).state is State.DONE, "tried at its end, and made up", 25)
    cashier.press("F8", ctrl=True)
    cashier.until(lambda: shown(cashier).state is OutageState.OVER and shown(cashier).closing.settled == 1, "and over")
    assert shown(cashier).closing.adds_up


def test_at_its_end_the_line_is_tried_where_nobody_waits(window, tmp_path: Path, moved: Time) -> None:
    announced(tmp_path / "data", moved.start - timedelta(minutes=5), moved.start + timedelta(minutes=5))
    cashier = window()
    cashier.until(lambda: shown(cashier).state is OutageState.ANNOUNCED, "in the middle of one")
    cashier.rest(1.5)
    assert cashier.office.line.trail.service().sent is None
    moved.to(6)
    cashier.until(lambda: shown(cashier).state is OutageState.OVER, "tried, and back", 15)
    assert cashier.office.line.trail.service().answered is not None


def test_a_line_that_answers_all_the_same_is_believed(window, tmp_path: Path, moved: Time) -> None:
    announced(tmp_path / "data", moved.start - timedelta(minutes=5), moved.start + timedelta(minutes=60))
    cashier = window()
    cashier.until(lambda: shown(cashier).state is OutageState.ANNOUNCED, "by the paper")
    ticket(cashier, TRAVELLER)
    cashier.press("F8", ctrl=True)
    assert cashier.program.window.up is Up.OUTAGE
    cashier.press("F5")
    cashier.until(lambda: "按通了办" in sentence(cashier), "F5 found that it is not so")
    cashier.until(lambda: shown(cashier).state is OutageState.OVER, "and who waited is made up", 25)
    assert shown(cashier).closing.settled == 1


def test_f5_sends_one_of_a_place_and_says_what_it_did(window, tmp_path: Path, moved: Time) -> None:
    """1201 tells nothing of one place: its notice is not overruled by that, and nobody says that it was."""
    announced(tmp_path / "data", moved.start - timedelta(minutes=5), moved.start + timedelta(minutes=60), "2301")
    cashier = window()
    cashier.until(lambda: shown(cashier).state is OutageState.ANNOUNCED, "of one place")
    cashier.press("F8", ctrl=True)
    cashier.press("F5")
    cashier.until(lambda: "等那里的人来" in sentence(cashier), "nobody waits there")
    shutdowns = cashier.office.line.shutdowns
    assert shutdowns.stands_still("230100")
    cashier.press("Escape")
    cashier.press("F2", shift=True)
    type_in(cashier, name_of(TRAVELLER[1]), TRAVELLER[1])
    cashier.reach(VisitState.CHARGES)
    key = ticketed(cashier)
    cashier.press("F8", ctrl=True)
    assert cashier.program.window.up is Up.OUTAGE
    cashier.until(lambda: bool(cashier.office.books.due(clock.moment().wall, 5)), "its lane is free")
    cashier.press("F5")
    cashier.until(lambda: "送了 1 笔" in sentence(cashier), "one is sent")
    cashier.until(lambda: cashier.claim(key).state is State.DONE, "and booked", 15)
    cashier.until(lambda: not shutdowns.stands_still("230100"), "which is believed more than the paper")


def test_one_place_stands_still_and_the_others_settle(window, tmp_path: Path, moved: Time) -> None:
    announced(tmp_path / "data", moved.start - timedelta(minutes=5), moved.start + timedelta(minutes=60), "2301")
    cashier = window()
    cashier.until(lambda: shown(cashier).state is OutageState.ANNOUNCED, "of one place")
    for person, still in ((TRAVELLER, True), (DAILY, False)):
        cashier.identified(person)
        assert cashier.view.person is not None
        assert cashier.view.person.insurance is not None
        assert cashier.view.person.insurance.region.startswith("2301") is still
        cashier.press("F8")
        cashier.reach(VisitState.LINK_DOWN if still else VisitState.TRIAL_DONE)
        assert ("（公告）" in sentence(cashier)) is still
        cashier.press("Escape")
        cashier.press("Escape")
        cashier.reach(VisitState.WAITING)
    cashier.identified(TRAVELLER)
    cashier.press("F8")
    cashier.reach(VisitState.LINK_DOWN)
    cashier.press("F5")
    cashier.reach(VisitState.CHARGES)
    cashier.press("F8")
    cashier.reach(VisitState.TRIAL_DONE)


def test_a_code_read_before_it_began_gives_a_ticket_by_the_number_it_named(window, tmp_path: Path, moved: Time) -> None:
    announced(tmp_path / "data", moved.start + timedelta(minutes=2), moved.start + timedelta(minutes=60))
    cashier = window()
    cashier.identified(TRAVELLER)
    moved.to(2.2)
    cashier.until(lambda: shown(cashier).state is OutageState.ANNOUNCED, "it began")
    before = len(cashier.stage.ledger()["calls"])
    cashier.press("F8")
    cashier.reach(VisitState.LINK_DOWN)
    cashier.take()
    cashier.reach(VisitState.TICKET_OUT)
    kept = cashier.claim().people
    assert kept.paid == kept.total > 0, "what was taken is on record"
    assert kept.credential is not None
    assert (kept.credential.kind, kept.credential.number) == (CredentialKind.ID_NUMBER, TRAVELLER[1])
    assert cashier.stage.ledger()["calls"][before:] == []


def test_where_no_number_stands_in_for_a_code_a_card_is_asked_for_before_any_money(
    window, tmp_path: Path, moved: Time
) -> None:
    announced(tmp_path / "data", moved.start - timedelta(minutes=5), moved.start + timedelta(minutes=60), "2301")
    place = tmp_path / "strict.toml"
    place.write_text('extends = "national"\nname = "strict"\nreplay_by_id_number = false\n', "utf-8")
    cashier = window(service__profile=str(place))
    cashier.until(lambda: shown(cashier).state is OutageState.ANNOUNCED, "of one place")
    cashier.identified(TRAVELLER)
    cashier.press("F8")
    cashier.reach(VisitState.FAILURE)
    assert cashier.view.failure is not None
    assert cashier.view.failure.code is FailureCode.CREDENTIAL_NEEDED
    cashier.take()
    assert cashier.state is VisitState.FAILURE, "no money is asked for by a code"


def test_a_ticket_nobody_wrote_says_that_the_money_goes_back(
    window, tmp_path: Path, moved: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    announced(tmp_path / "data", moved.start - timedelta(minutes=5), moved.start + timedelta(minutes=60), "2301")
    cashier = window()
    cashier.until(lambda: shown(cashier).state is OutageState.ANNOUNCED, "of one place")
    cashier.identified(TRAVELLER)
    cashier.press("F8")
    cashier.reach(VisitState.LINK_DOWN)
    monkeypatch.setattr(visit_till, "for_later", lambda *_known: None)  # whatever else lets a code come so far
    cashier.take()
    cashier.reach(VisitState.FAILURE)
    assert cashier.said() == sentences.NOT_ON_RECORD
    assert not list(cashier.office.books.claims())


def test_the_money_key_after_its_first_moment_asks_the_whole_bill_and_sends_nothing(
    window, tmp_path: Path, moved: Time
) -> None:
    announced(tmp_path / "data", moved.start + timedelta(minutes=2), moved.start + timedelta(minutes=60))
    cashier = window()
    cashier.quoted(RETIRED)
    moved.to(2.2)
    cashier.until(lambda: shown(cashier).state is OutageState.ANNOUNCED, "it began")
    before = len(cashier.stage.ledger()["calls"])
    cashier.take()
    cashier.reach(VisitState.LINK_DOWN)
    assert cashier.claim().people.paid == 0, "no money before the till says how much"
    cashier.take()
    cashier.reach(VisitState.TICKET_OUT)
    kept = cashier.claim().people
    assert kept.paid == kept.total
    assert cashier.stage.ledger()["calls"][before:] == []


def test_what_waits_of_a_shut_place_is_not_settled_at_the_glass(window, tmp_path: Path, moved: Time) -> None:
    announced(tmp_path / "data", moved.start - timedelta(minutes=5), moved.start + timedelta(minutes=60), "2301")
    cashier = window()
    cashier.until(lambda: shown(cashier).state is OutageState.ANNOUNCED, "of one place")
    cashier.identified(TRAVELLER)
    key = ticketed(cashier)
    cashier.scan(TRAVELLER[0])
    cashier.reach(VisitState.NO_CHARGES)
    assert [one.claim for one in cashier.view.older] == [key]
    before = len(cashier.stage.ledger()["calls"])
    cashier.press("F8")
    cashier.until(lambda: cashier.said() == sentences.OLDER_STOPPED, "it says that they wait")
    cashier.drained()
    assert cashier.stage.ledger()["calls"][before:] == []
    assert cashier.claim(key).state is State.READY


@pytest.fixture
def warned(window, tmp_path: Path, moved: Time):
    """A window whose place monitors, with a warning open, and a shutdown that has begun since."""
    profile = tmp_path / "watched.toml"
    text = 'extends = "national"\nname = "watched"\nservice_time_limit_s = 1\n[monitoring]\ncall = "3102"\n'
    profile.write_text(text, "utf-8")
    announced(tmp_path / "data", moved.start + timedelta(minutes=2), moved.start + timedelta(minutes=60))

    def begun(person: tuple[str, str]):
        cashier = window(service__profile=str(profile))
        cashier.identified(person)
        cashier.press("F8")
        cashier.reach(VisitState.WARNED)
        moved.to(2.2)
        cashier.until(lambda: shown(cashier).state is OutageState.ANNOUNCED, "it began")
        return cashier

    return begun


def test_a_reason_for_monitoring_is_kept_and_the_person_pays_first(warned, moved: Time) -> None:
    """Nothing is sent for an answer either: it stands with the claim, which may wait with a ticket."""
    cashier = warned(RETIRED)
    before = len(cashier.stage.ledger()["calls"])
    cashier.press("3")
    cashier.go_on()
    cashier.reach(VisitState.LINK_DOWN)
    ends = moved.start + timedelta(minutes=60)
    assert f"{ends:%H:%M}（公告）" in sentence(cashier)
    assert {Action.PARK, Action.PRINT, Action.ASK} <= cashier.program.window.visit.alive(), "the ways without a line"
    cashier.take()
    cashier.reach(VisitState.TICKET_OUT)
    claim = cashier.claim()
    assert [one.reason for one in claim.people.answers] == [labels.GO_ON_REASONS[3]]
    cashier.press("Escape")
    cashier.rest(0.5)
    assert len(cashier.stage.ledger()["calls"]) == before
    moved.to(61)
    cashier.until(lambda: cashier.claim(claim.key).state is State.DONE, "made up at its end", 25)


def test_what_goes_back_to_the_doctor_is_given_back_when_the_line_is(warned, moved: Time) -> None:
    cashier = warned(RETIRED)
    before = len(cashier.stage.ledger()["calls"])
    key = cashier.claim().key
    cashier.press("F6", shift=True)
    assert cashier.reach(VisitState.FAILURE).failure.code is FailureCode.MONITORING
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    cashier.drained()
    cashier.rest(0.5)
    assert len(cashier.stage.ledger()["calls"]) == before
    moved.to(61)
    cashier.until(lambda: cashier.claim(key).state is State.VOID, "its visit is shut at the end", 25)
    assert not [row for row in cashier.open_visits(RETIRED) if row["ipt_otp_no"].startswith(key)]


def test_f5_in_the_middle_of_it_is_an_answer_that_the_other_warnings_believe(warned) -> None:
    """The first of two is kept; F5 brings the other, by which its place answers, so that one goes out with it."""
    cashier = warned(TWICE)
    assert len(cashier.view.warnings) == 2
    cashier.press("3")
    cashier.go_on()
    cashier.reach(VisitState.LINK_DOWN)
    cashier.press("F5")
    view = cashier.reach(VisitState.WARNED)
    assert (len(view.warnings), view.answered) == (1, 1)
    assert not cashier.office.line.shutdowns.stands_still("")
    cashier.press("3")
    cashier.go_on()
    cashier.reach(VisitState.TRIAL_DONE)
    assert [row["dspo_way"] for row in kept(cashier, TWICE)] == ["1", "1"]
