"""What the queue page and the day's page say of the line, of what is left to do, and of a store that can't be read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from samples import NOW, VISITS
from samples_outage import quiet_line
from samples_queue import QUEUES
from screen import painted, settle, show
from test_warning_answers import AtOnce

from counter_app.desk import day_lists
from counter_app.desk.claim import Claim, HeldReason
from counter_app.desk.gates import Gate
from counter_app.desk.tray import TrayState
from offline_queue.engine import StoreUnavailable
from offline_queue.values import State
from tests.desk.facts import PAID, PLACE, claim, people, ready, settlement
from ui.after_restart import told
from ui.day_session import DaySession
from ui.day_session import _row as day_row
from ui.day_session import _Seen as _Day
from ui.day_views import DayView
from ui.desk_views import Places
from ui.keys import Action
from ui.list_papers import ListPapers
from ui.outage_watch import NOTHING
from ui.queue_look import Asked, Listed, Seen
from ui.queue_session import QueueSession
from ui.queue_views import QueueState, QueueView
from ui.words import figures, labels, queue_words, sentences
from ui.words.template import filled, spoken

PLACES = Places("广东 广州市", lambda region: region, lambda region: region)


@pytest.mark.window
@pytest.mark.parametrize("name", ["queue-give-up", "queue-refund"])
def test_all_is_made_up_only_where_nobody_is_waited_for(counter, name: str) -> None:
    window = show(counter, name)
    panel = window.queue.progress
    head = labels.QUEUE_PEOPLE_LEFT if QUEUES[name].progress.person else labels.QUEUE_DONE
    assert panel.accessibleName() == head
    texts = [piece.text for child, piece in painted(window) if child is panel]
    assert head in texts
    assert (labels.QUEUE_DONE in texts) is (head == labels.QUEUE_DONE)


@pytest.mark.window
@pytest.mark.parametrize("name", ["queue-empty", "queue-held", "queue-refund-list"])
def test_a_line_that_is_down_is_not_called_back(counter, name: str) -> None:
    """On a list, and where nothing waits, the page does not stand for the line."""
    window = show(counter, name)
    for down, said in ((True, "医保 09:41 起连不上"), (False, "医保 09:41 恢复")):
        window.show_queue(replace(QUEUES[name], since=NOW, down=down))
        settle()
        texts = [piece.text for child, piece in painted(window) if child is window.queue.progress]
        assert [text for text in texts if text.startswith("医保")] == [said]


def test_only_a_line_that_broke_comes_back() -> None:
    """The first answer of the day opens the gate as well; nobody waited for that."""
    seen: list[QueueView] = []
    at = SimpleNamespace(gate=Gate(open=True, since=NOW))
    office = SimpleNamespace(
        replay=SimpleNamespace(paused=False, tick=lambda: 0),
        line=quiet_line(lambda: at.gate),
        gates=SimpleNamespace(place=lambda _region: Gate()),
        books=None,
    )
    queue = QueueSession(cast("Any", office), cast("Any", AtOnce()), PLACES, lambda: NOW, seen.append)
    nothing = Seen(Asked())
    for gate, said in (
        (Gate(open=True, since=NOW), (None, False)),
        (Gate(open=False, since=NOW), (NOW, True)),
        (Gate(open=True, since=NOW), (NOW, False)),
    ):
        at.gate = gate
        queue._seen(nothing)
        assert (queue.view.since, queue.view.down) == said
    queue._seen(Seen(Asked(), Listed((cast("Any", object()),), waiting=1)))
    assert queue.view.state is QueueState.REPLAYING


class NoStore:
    """Books that can't be read."""

    def claims(self, **_which: object) -> None:
        raise StoreUnavailable("locked")


def test_a_store_that_cannot_be_read_is_no_paper_that_cannot_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def unread(_office: object) -> None:
        raise StoreUnavailable("locked")

    monkeypatch.setattr(day_lists, "call_paper", unread)
    settings = SimpleNamespace(
        slips=SimpleNamespace(due_by_region={}), institution=SimpleNamespace(phone="8888"), training=True
    )
    office = SimpleNamespace(settings=settings, books=NoStore(), place=SimpleNamespace(uploads=False))

    class Bridge(AtOnce):
        look_after = work_long = AtOnce.ask

    seen: list[DayView] = []
    day = DaySession(cast("Any", office), cast("Any", Bridge()), lambda: cast("datetime", NOW), seen.append)
    tray = SimpleNamespace(prints=lambda _slip: False, state=TrayState)
    day.print_by(ListPapers(cast("Any", SimpleNamespace(tray=tray)), cast("Any", Bridge()), cast("Any", None)))
    day.look()
    assert "读不出" in day.view.notice
    assert "存不下" not in day.view.notice
    day._seen(_Day((), (), 0))
    assert not day.view.notice, "read again, it is not said any more"
    day.do(Action.PRINT)
    assert "名单没有存" in day.view.notice
    day._broke("KeyError")
    assert "8888" in day.view.notice
    assert "F11" not in day.view.notice, "on this page it saves the lists"


class HalfAway:
    """Books of two stores, of which the hospital's cannot be seen; what is listed comes from the other one."""

    def counted(self, _name: str) -> int:
        return 0

    def feed(self, _since: int, _limit: int) -> list[object]:
        return []

    def living_bills(self) -> dict[str, str]:
        return {}

    def ended(self, _limit: int) -> list[str]:
        return []

    def claims(self, **_which: object) -> list[object]:
        return []

    def claim(self, _key: str) -> object:
        raise StoreUnavailable("away")

    events = claim


def test_a_chosen_claim_of_a_server_that_is_away_does_not_stop_the_queue_page() -> None:
    look = queue_session()._look
    for _ in range(2):
        seen = look.look(asked := Asked("there", older=("older, there",)), down=False)
        assert seen is not None
        assert replace(seen, sight=NOTHING) == Seen(asked)


def queue_session(*, down: bool = False) -> QueueSession:
    """The queue page of a quiet office."""
    office = SimpleNamespace(
        replay=SimpleNamespace(paused=False, tick=lambda: 0),
        place=PLACE,
        settings=SimpleNamespace(slips=SimpleNamespace(due_by_region={})),
        line=quiet_line(lambda: Gate(open=not down, since=NOW)),
        gates=SimpleNamespace(place=lambda _region: Gate()),
        books=HalfAway(),
    )
    return QueueSession(cast("Any", office), cast("Any", AtOnce()), PLACES, lambda: NOW, lambda _view: None)


def test_a_claim_out_of_a_backup_is_not_called_done_with() -> None:
    """What was paid back after the backup is not known, nor what is still to be."""
    maker = queue_session()._look._make
    given_up = replace(claim(part=replace(people(), cash=(PAID,))), state=State.VOID)
    assert maker.row(given_up, down=False).next_step == queue_words.GIVEN_UP
    restored = replace(given_up, machine=replace(given_up.machine, restored=1))
    assert maker.row(restored, down=False).next_step == queue_words.FROM_BACKUP


OFFICE = [HeldReason.AMOUNTS, HeldReason.RECONCILE, HeldReason.CANCEL_REFUSED]


def held(reason: str, **facts: Any) -> Claim:
    return replace(claim(part=replace(people(), cash=(PAID,)), machine=ready(**facts)), state=State.HELD, reason=reason)


@pytest.mark.parametrize("reason", OFFICE)
def test_what_only_the_office_for_insurance_clears_up_says_so(reason: HeldReason) -> None:
    stuck = held(reason, settlement=settlement() if reason is HeldReason.AMOUNTS else None)
    assert "医保办" in queue_session()._look._make.row(stuck, down=False).next_step
    said = told([stuck, stuck])
    assert said == filled(sentences.STUCK_AFTER_RESTART, k=2)
    assert "医保办" in said
    assert len(spoken(said)) <= 45
    assert not told([replace(stuck, state=State.DONE, reason="")]), "cleared up meanwhile"


def test_after_a_restart_one_sentence_counts_all_that_is_open() -> None:
    unclear = replace(held(""), state=State.UNCLEAR)
    refused, stuck = held(HeldReason.REFUSED), held(HeldReason.CANCEL_REFUSED)
    assert told([]) == ""
    assert told([unclear]) == filled(sentences.UNCLEAR_AFTER_RESTART, n=1)
    assert told([refused, refused]) == filled(sentences.REFUSED_AFTER_RESTART, m=2)
    assert told([unclear, refused]) == filled(sentences.BOTH_AFTER_RESTART, n=1, m=1)
    assert "1 笔没结上；1 笔要医保办核对" in told([refused, stuck])
    everything = told([unclear, refused, stuck, stuck])
    for piece in ("1 笔正在核对，先不要重收", "1 笔没结上", "2 笔要医保办核对", "[F10]"):
        assert piece in everything
    assert len(spoken(everything)) <= 45


def test_the_day_tells_the_windows_time_not_that_of_the_store() -> None:
    at = datetime(2026, 11, 29, 1, 38, tzinfo=UTC)  # as the store gives it
    assert figures.clock(day_row(replace(claim(), changed_at=at)).at) == "09:38"


def test_a_way_that_leads_nowhere_is_not_offered(counter) -> None:
    """A card that cannot be used names nobody: no bill is known, and there is nothing to take in full."""
    window = show(counter, "failure-card", 1366, 768)
    titles = [way.title for way in window.visit.charges.failure._remedy.ways]
    assert "打印告知单，改收全款" not in titles
    assert "打印告知单" in titles
    window.show_visit(replace(VISITS["failure-waitable"], failure=VISITS["failure-card"].failure))
    assert "打印告知单，改收全款" in [way.title for way in window.visit.charges.failure._remedy.ways]
