"""断线 at a real window: its clock, who was served, the line tried, the way back by stages, the report."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from counter_app.desk.staged_return import Stage
from offline_queue.values import State
from tests.paper import text_of
from tests.window.cashier import DAILY, RETIRED, TRAVELLER, Cashier
from tests.window.test_refund_list import ticket
from tests.window.test_shown_again import keep
from tests.window.typing_in import name_of, type_in
from ui import outage_rows, outage_session
from ui.keys import Action
from ui.outage_views import OutageState, Scope
from ui.pages import Up
from ui.patient_view import patient_view
from ui.queue_views import ClaimState
from ui.views import LampState, VisitState
from ui.words import labels, outage_words, patient_words, sentences
from ui.words.template import filled

pytestmark = pytest.mark.window


def shown(cashier):
    return cashier.program.outage.view


def open_page(cashier) -> None:
    cashier.press("F8", ctrl=True)
    assert cashier.program.window.up is Up.OUTAGE


def stand(cashier) -> None:
    """Somebody comes to the glass, and the line is down."""
    cashier.press("F2", shift=True)
    type_in(cashier, name_of(TRAVELLER[1]), TRAVELLER[1])
    cashier.reach(VisitState.LINK_DOWN)


def trial_in_vain(cashier: Cashier) -> None:
    """Somebody whose place does not answer: known by their number, their trial with no answer."""
    cashier.press("F2", shift=True)
    type_in(cashier, name_of(RETIRED[1]), RETIRED[1])
    cashier.reach(VisitState.CHARGES)
    cashier.press("F8")
    cashier.reach(VisitState.LINK_DOWN)


def test_from_the_first_ticket_over_the_way_back_to_the_report(window) -> None:
    cashier = window()
    cashier.stage.faults(["refuse_connection"])
    first, second = ticket(cashier, RETIRED), ticket(cashier, TRAVELLER)
    open_page(cashier)
    cashier.until(lambda: len(shown(cashier).rows) == 2, "both who were served")
    view = shown(cashier)
    assert (view.state, view.level, view.closing.served) == (OutageState.DOWN, 2, 2)
    assert [row.claim for row in view.rows] == [first, second], "in the order in which they were served"
    assert {row.state for row in view.rows} == {ClaimState.OUTAGE}
    assert view.closing.taken == sum(row.taken for row in view.rows) > 0
    assert view.scope is Scope.UNKNOWN, "nothing else of the hospital's was asked: nobody guesses"
    table = cashier.program.window.outage.served.table
    cashier.press("Down")
    assert table.chosen == second
    cashier.press("F5")
    cashier.until(lambda: cashier.program.window.sentence.said.text.startswith("还连不上：结算服务。"), "it was tried")
    assert "已等 0:" in cashier.program.window.sentence.said.text
    cashier.press("F11", ctrl=True)
    cashier.until(lambda: any(cashier.office.settings.data.rglob("*board*.pdf")), "the board")
    began = view.began
    assert began is not None
    cashier.stage.faults([])
    cashier.press("F5")
    cashier.until(lambda: shown(cashier).state in (OutageState.RETURNING, OutageState.OVER), "the line answers")
    assert cashier.program.window.up is Up.OUTAGE, "the page stays"
    cashier.until(lambda: shown(cashier).state is OutageState.OVER, "everybody is made up", 30)
    cashier.until(lambda: shown(cashier).closing.settled == 2, "and counted")
    view = shown(cashier)
    assert [cashier.claim(key).state for key in (first, second)] == [State.DONE] * 2
    assert view.closing.adds_up
    assert {row.state for row in view.rows} == {ClaimState.SETTLED}
    assert all(row.refund == cashier.claim(row.claim).refund_due or row.refund is None for row in view.rows)
    cashier.press("F11", ctrl=True)
    cashier.until(lambda: bool(list(cashier.office.settings.data.rglob("*outage*.pdf"))), "the report")
    report = list(cashier.office.settings.data.rglob("*outage*.pdf"))
    assert "断线期间出凭单，收全款2笔" in text_of(report[0])


def test_f5_at_the_glass_says_that_it_was_tried_and_how_long_it_has_been(window) -> None:
    cashier = window()
    cashier.stage.faults(["refuse_connection"])
    cashier.press("F2", shift=True)
    type_in(cashier, name_of(TRAVELLER[1]), TRAVELLER[1])
    cashier.reach(VisitState.LINK_DOWN)
    first = cashier.said()
    assert not first.startswith("还连不上")
    cashier.press("F5")
    cashier.until(lambda: cashier.state is VisitState.LINK_DOWN and cashier.said() != first, "it was tried")
    assert cashier.said().startswith("还连不上：结算服务。可以继续收全款出单，已等 0:")
    cashier.stage.faults([])
    cashier.press("F5")
    cashier.reach(VisitState.CHARGES)
    assert "连不上" not in cashier.said()


def test_whoever_stands_at_the_glass_when_the_line_comes_back_need_not_pay_in_full(window) -> None:
    """Nobody took a ticket yet: the sentence says that the line is back, and which key goes on."""
    cashier = window()
    cashier.stage.faults(["refuse_connection"])
    cashier.press("F2", shift=True)
    type_in(cashier, name_of(TRAVELLER[1]), TRAVELLER[1])
    cashier.reach(VisitState.LINK_DOWN)
    cashier.until(lambda: shown(cashier).state is OutageState.DOWN, "an outage")
    cashier.stage.faults([])
    line = cashier.program.window.sentence
    cashier.until(lambda: "恢复" in line.said.text and "[F5]" in line.said.text, "it is said", 20)
    assert cashier.state is VisitState.LINK_DOWN, "what the cashier does is theirs"
    cashier.press("F5")
    cashier.reach(VisitState.CHARGES)


def test_whose_place_alone_is_silent_is_told_of_the_place_and_pays_in_full_though_the_line_comes_back(window) -> None:
    cashier = window()
    cashier.stage.behaviours(insured_place_down=230100)
    try:
        trial_in_vain(cashier)
        first = cashier.said()
        assert first.startswith("哈尔滨医保 "), "not 医保 as a whole"
        assert "起没有回话。按[F9]收全款" in first
        assert patient_view(cashier.view).lines[0] == f"{patient_words.PLACE_DOWN}。"
        keep(cashier, "glass-place-silent")
        cashier.press("F5")
        cashier.until(lambda: cashier.state is VisitState.LINK_DOWN and cashier.said() != first, "it was tried")
        assert cashier.said().startswith("还连不上：哈尔滨。"), "others are settled meanwhile"
        cashier.stage.faults(["refuse_connection"])
        cashier.press("F5")
        cashier.until(lambda: shown(cashier).state is OutageState.DOWN, "an outage")
        cashier.until(lambda: cashier.state is VisitState.LINK_DOWN, "of everybody")
        cashier.stage.faults([])
        cashier.until(lambda: shown(cashier).state is not OutageState.DOWN, "the line is back", 20)
        assert "不用先付全款" not in cashier.program.window.sentence.said.text, "that place is as silent as before"
    finally:
        cashier.stage.behaviours(insured_place_down=0)


def test_the_way_back_is_the_replays_own_and_space_stops_it(window) -> None:
    cashier = window()
    cashier.stage.faults(["refuse_connection"])
    keys = [ticket(cashier, person) for person in (RETIRED, TRAVELLER, DAILY)]
    open_page(cashier)
    staged = cashier.office.line.staged
    assert (staged.now().stage, cashier.office.replay.most()) == (Stage.PROBE, 1)
    cashier.press("Space")
    assert cashier.office.replay.paused
    cashier.stage.faults([])
    cashier.press("F5")
    cashier.until(lambda: shown(cashier).state is OutageState.RETURNING, "back, and nothing goes before it is told")
    assert shown(cashier).paused
    cashier.rest(1.5)
    assert [cashier.claim(key).state for key in keys].count(State.DONE) == 0
    most = []
    go_on = staged.most

    def seen() -> int:
        most.append((staged.now().booked, go_on()))
        return go_on()

    cashier.office.replay.most = seen
    cashier.press("Space")
    cashier.until(lambda: all(cashier.claim(key).state is State.DONE for key in keys), "all of them", 30)
    assert {n for booked, n in most if not booked} == {1}, "one alone until it was booked"
    assert max(n for _, n in most) <= 2, "then two: five were not booked"
    cashier.until(lambda: staged.now().booked == 3, "each is counted")


def test_it_comes_by_itself_only_where_it_disturbs_nobody(window, monkeypatch) -> None:
    monkeypatch.setattr(outage_session, "LEFT_ALONE_S", 0.6)
    cashier = window()
    cashier.stage.faults(["refuse_connection"])
    stand(cashier)
    cashier.rest(2.0)
    assert cashier.program.window.up is Up.VISIT, "somebody is at the glass"
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    cashier.until(lambda: cashier.program.window.up is Up.OUTAGE, "nobody is, and nobody touches a key")
    cashier.press("Escape")
    assert cashier.program.window.up is Up.VISIT
    cashier.rest(2.0)
    assert cashier.program.window.up is Up.VISIT, "once"
    open_page(cashier)
    cashier.press("F2", shift=True)
    assert (cashier.program.window.up, cashier.state) == (Up.VISIT, VisitState.TYPING), "the next person, in one press"
    cashier.press("Escape")
    open_page(cashier)
    cashier.program.visit.reader.card_in(object())
    cashier.until(lambda: cashier.program.window.up is Up.VISIT, "a card turns back to who it belongs to")


def test_a_line_that_nobody_waits_for_is_tried_by_itself(window) -> None:
    cashier = window()
    cashier.stage.faults(["refuse_connection"])
    stand(cashier)
    cashier.press("Escape")
    cashier.until(lambda: shown(cashier).state is OutageState.DOWN, "an outage without a ticket")
    began = time.monotonic()
    cashier.stage.faults([])
    cashier.until(lambda: shown(cashier).state is OutageState.OVER, "found to be over", 15)
    assert time.monotonic() - began < 15
    assert cashier.office.gates.service().open
    assert Action.BOARD in cashier.program.window.outage.alive()


def test_of_thousands_who_were_served_no_row_is_made_where_the_window_is_painted(
    window, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a shared store: tickets of all windows. None without the page, then each once."""
    cashier = window()
    cashier.stage.faults(["refuse_connection"])
    key = ticket(cashier, TRAVELLER)
    cashier.office.replay.paused = True  # the one real claim among them shall not move
    made: list[tuple[str, str]] = []
    row, session = outage_rows._row, cashier.program.outage

    def watched(claims, places, *, down):
        made.append((claims[0].key, threading.current_thread().name))
        return row(claims, places, down=down)

    monkeypatch.setattr(outage_rows, "_row", watched)
    took: list[float] = []
    saw = session.saw

    def timed(sight) -> None:
        began = time.thread_time()
        saw(sight)
        took.append(time.thread_time() - began)

    cashier.program.queue.saw = timed
    one = cashier.claim(key)
    many = {f"{key}-{n}": replace(one, key=f"{key}-{n}") for n in range(2000)}
    cashier.program.queue._look._alive.update(many)
    cashier.until(lambda: shown(cashier).closing.served == 2001, "all of them are seen")
    assert made == []
    assert max(took) < 0.01
    monkeypatch.setattr(cashier.office.books, "claims", lambda **_asked: [one, *many.values()])
    open_page(cashier)
    cashier.until(lambda: len(shown(cashier).rows) == 2001, "the list")
    cashier.until(lambda: len(took) >= 3 and shown(cashier).seconds > 0, "and another look")
    looks = len(took)
    cashier.until(lambda: len(took) > looks + 1, "and one more")
    still = [name for name, _ in made if name != key]  # the real one may have been written once more meanwhile
    assert len(still) == len(set(still)) == 2000, "a row is kept where its claim did not move"
    assert threading.main_thread().name not in {thread for _, thread in made}


@pytest.mark.parametrize("fault", ["http_500", "hang"])
def test_a_service_that_takes_every_call_and_answers_none_is_an_outage(window, fault: str) -> None:
    """No connection is refused, so the gates stay open; the clock, the board, the list and the way back are there."""
    cashier = window(service__read_timeout_s=0.5, service__connect_timeout_s=0.5)
    cashier.identified(TRAVELLER)  # it worked this morning
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    cashier.stage.faults([fault])
    asked = cashier.program.visit._glass.now()
    first = ticket(cashier, RETIRED)
    for _ in range(2):
        stand(cashier)
        cashier.press("Escape")
        cashier.reach(VisitState.WAITING)
    cashier.until(lambda: shown(cashier).state is OutageState.DOWN, "an outage")
    assert asked <= shown(cashier).began <= cashier.claim(first).people.ticket_at, "since the first without an answer"
    service = next(lamp for lamp in cashier.program.window._shell.lamps if lamp.name == "结算服务")
    assert (service.state, service.word) == (LampState.DOWN, "发出没回话")
    open_page(cashier)
    assert {Action.ASK, Action.BOARD, Action.PAUSE} <= set(cashier.program.window.outage.alive())
    cashier.until(lambda: [row.claim for row in shown(cashier).rows] == [first], "who was served")
    assert cashier.office.line.staged.now().stage is Stage.PROBE
    cashier.press("F5")
    cashier.until(lambda: "还连不上" in cashier.program.window.sentence.said.text, "the line was tried")
    assert cashier.office.gates.service().open, "the gates are left as the protocol has them"
    cashier.stage.faults([])
    cashier.press("F5")
    cashier.until(lambda: shown(cashier).state in (OutageState.RETURNING, OutageState.OVER), "an answer ends it")
    assert shown(cashier).ended > shown(cashier).began
    cashier.until(lambda: cashier.claim(first).state is State.DONE, "made up", 30)


def test_a_ticket_and_the_sentence_say_when_the_line_broke_and_not_when_it_began_to_work(window) -> None:
    cashier = window()
    cashier.identified(TRAVELLER)
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    gates = cashier.office.gates
    gates._service = replace(gates.service(), since=gates.service().since - timedelta(hours=3))  # open since then
    cashier.stage.faults(["http_500"])
    stand(cashier)
    broke = cashier.view.link.since
    assert cashier.program.visit._glass.now() - broke < timedelta(minutes=1)
    assert f"{broke:%H:%M}" in cashier.said()
    cashier.take()
    cashier.reach(VisitState.TICKET_OUT)
    cashier.until(lambda: bool(cashier.slips("ticket")), "the ticket")
    assert f"{broke:%H:%M}起医保网络连不上" in text_of(cashier.slips("ticket")[0]).replace(" ", "")


def test_a_place_that_alone_does_not_answer_has_the_page_with_who_waits_for_it(window, service) -> None:
    """Unannounced: the others settle meanwhile, and nobody has to come to the glass to find out."""
    cashier = window()
    cashier.stage.behaviours(insured_place_down=230100)
    try:
        trial_in_vain(cashier)
        cashier.take()
        cashier.reach(VisitState.TICKET_OUT)
        key = cashier.claim().key
        cashier.press("Escape")
        cashier.reach(VisitState.WAITING)
        said = filled(outage_words.NOTICE_SILENT, 地="哈尔滨", n=1)
        cashier.until(lambda: cashier.program.window.sentence.said.text == said, "it is said where nobody stands", 40)
        open_page(cashier)
        cashier.until(lambda: len(shown(cashier).rows) == 1, "who waits")
        view = shown(cashier)
        assert (view.state, view.places, view.rows[0].claim) == (OutageState.PLACE, "哈尔滨", key)
        assert view.closing.taken == cashier.claim(key).people.paid
        assert [(one.name, one.waiting) for one in view.silent] == [("哈尔滨", 1)]
        assert "哈尔滨" in cashier.program.window.sentence.said.text
        keep(cashier, "place-silent")
        cashier.press("Escape")
        cashier.press("F10")
        silent = filled(sentences.QUEUE_SILENT, 地="哈尔滨", n=1)
        cashier.until(lambda: silent in cashier.program.window.sentence.said.text, "the list says what it waits for")
        assert cashier.program.queue.view.minutes_left is None
        rows = cashier.program.queue.view.rows
        assert [row.next_step for row in rows if row.claim == key] == [labels.QUEUE_PLACES]
        assert cashier.program.window.queue.progress.accessibleName() == labels.QUEUE_PLACES
        keep(cashier, "queue-place-silent")
        cashier.press("Escape")
        cashier.quoted(DAILY)
        cashier.take()
        cashier.reach(VisitState.SETTLED)
        open_page(cashier)
    finally:
        cashier.stage.behaviours(insured_place_down=0)
    cashier.until(lambda: cashier.claim(key).state is State.DONE, "it answers, and what waited is made up", 40)
    cashier.until(lambda: shown(cashier).state is OutageState.NONE, "and the page is free")
