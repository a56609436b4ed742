"""A slip's or a ticket's code brings its claim back, whatever day it is of; who never came is taken off the list."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from counter_app.model.monitoring import AnswerWay
from counter_app.slips import heading
from offline_queue.values import State
from tests.window.cashier import NOT_FILED, QUIET_S, RETIRED, TRAVELLER, Cashier, at_work
from tests.window.test_amount_changed import CHEAPER, changed
from tests.window.test_failure_screens import WHO
from tests.window.test_put_aside import FILED, bills, file_person, listed, overnight, picture, refused
from tests.window.tickets import made_up, paid_out, ticket
from tests.window.typing_in import name_of, type_in
from ui.keys import Action
from ui.patient_view import patient_view
from ui.till_face import face_of
from ui.views import VisitState
from ui.words import figures, labels, patient_words

__all__ = ["bills"]

pytestmark = pytest.mark.window


def settled(cashier: Cashier, person: tuple[str, str]) -> str:
    cashier.quoted(person)
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    key = cashier.program.visit.claim
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    assert key is not None
    return key


def scan_slip(cashier: Cashier, key: str) -> None:
    """As a scanner in small letters would send it."""
    cashier.press("F3")
    cashier.type(key.lower())
    cashier.press("Return")


def test_a_slip_brings_a_settled_claim_back(window) -> None:
    first = window()
    key = settled(first, RETIRED)
    overnight(first)
    cashier = window()
    calls = len(cashier.stage.ledger()["calls"])
    scan_slip(cashier, key)
    view = cashier.reach(VisitState.SETTLED)
    assert cashier.program.visit.claim == key
    assert view.person is not None
    assert view.person.id_number == RETIRED[1]
    assert len(cashier.stage.ledger()["calls"]) == calls, "a slip's code is no 电子凭证: nothing was asked of anybody"
    picture(cashier, "slip-settled")
    cashier.reprint()
    cashier.until(lambda: cashier.view.copies >= 2, "printed once more, and it says so")
    cashier.press("F9", shift=True)
    cashier.reach(VisitState.GIVING_BACK)
    cashier.press("Escape")
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    # From the queue page as well, though the page would not list it.
    cashier.press("F10")
    assert cashier.program.window.on_queue
    scan_slip(cashier, key)
    cashier.reach(VisitState.SETTLED)
    assert not cashier.program.window.on_queue


def no_change_again(cashier: Cashier, key: str, received: str) -> None:
    """Its slip, scanned on the same day: nothing on any screen has the change handed out once more."""
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    scan_slip(cashier, key)
    view = cashier.reach(VisitState.SETTLED)
    paid = cashier.claim(key).people.paid
    assert view.payment is not None
    assert (view.payment.due, view.payment.received) == (paid, paid)
    face, shown = face_of(view), patient_view(view)
    assert (face.caption, face.amount) == (labels.TAKEN, paid)
    assert (shown.head, shown.amount) == (patient_words.PAID, paid)
    change = figures.money(Decimal(received) - paid)
    said = cashier.said()
    assert "找零" not in said
    assert f"患者付了 {figures.money(paid)} 元" in said
    assert change not in " ".join(row.value for row in face.rows)
    picture(cashier, "slip-no-change-again")
    cashier.press("F9", shift=True)
    cashier.reach(VisitState.GIVING_BACK)
    cashier.press("Escape")
    cashier.reach(VisitState.SETTLED)
    assert cashier.said() == said, "nothing went back: it is the settlement of before, as it was"


def test_a_scanned_slip_hands_no_change_out_a_second_time(window) -> None:
    cashier = window()
    cashier.quoted(TRAVELLER)
    cashier.rest(QUIET_S)
    cashier.type("3000")
    cashier.press("F9")
    assert cashier.reach(VisitState.SETTLED).payment.change > 0
    no_change_again(cashier, cashier.claim().key, "3000")


def test_nor_where_the_amount_had_changed_and_some_went_back(window, tmp_path) -> None:
    cashier, old, row = changed(window, CHEAPER, tmp_path, "3000")
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    claim = cashier.claim()
    assert claim.people.paid == Decimal(row["cash"]) < old
    no_change_again(cashier, claim.key, "3000")


def test_a_ticket_whose_refund_was_paid_out_says_so(window) -> None:
    cashier = window()
    key = ticket(cashier)
    made_up(cashier, key)
    paid_out(cashier)
    back = -sum(row.amount for row in cashier.claim(key).people.cash if row.amount < 0)
    assert back > 0
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    scan_slip(cashier, key)
    cashier.reach(VisitState.SETTLED)
    assert f"退过 {figures.money(back)} 元，没有再退" in cashier.said()
    picture(cashier, "ticket-refunded")


def test_a_ticket_opens_its_story_and_another_windows_says_where(window) -> None:
    cashier = window()
    cashier.stage.faults(["refuse_connection"])
    cashier.press("F2", shift=True)
    type_in(cashier, name_of(TRAVELLER[1]), TRAVELLER[1])
    cashier.reach(VisitState.LINK_DOWN)
    cashier.take()
    cashier.reach(VisitState.TICKET_OUT)
    key = cashier.claim().key
    cashier.office.replay.paused = True
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    scan_slip(cashier, key)
    queue = cashier.program.queue
    cashier.until(lambda: cashier.program.window.on_queue, "the page is turned")
    cashier.until(lambda: queue.view.detail is not None and queue.view.detail.claim == key, "its story is shown")
    assert cashier.state is VisitState.WAITING, "no code of a person is waited for any more"
    cashier.until(lambda: key in queue.view.notice, "it says that it was found")
    scan_slip(cashier, "B07-7K2Q-12")
    cashier.until(lambda: "7 号窗口" in queue.view.notice, "the queue page says where it is")
    picture(cashier, "slip-elsewhere")
    cashier.press("Escape")
    scan_slip(cashier, "B07-7K2Q-12")
    cashier.until(lambda: cashier.view.notice is not None and "7 号窗口" in cashier.view.notice.text, "and so here")
    assert cashier.state is VisitState.WAITING
    here = cashier.office.settings.window.number
    scan_slip(cashier, f"B{here:02d}-2222-999")
    cashier.until(lambda: cashier.view.notice is not None and "以前的账" in cashier.view.notice.text, "not of now")


def test_who_never_came_is_taken_off_the_list_at_the_second_press(window, bills) -> None:
    first = window()
    key = refused(first)
    first.press("F7")
    first.reach(VisitState.WAITING)
    overnight(first)
    cashier = window()
    assert listed(cashier) == [key]
    queue, page = cashier.program.queue, cashier.program.window.queue
    assert Action.DELETE in page.alive()
    cashier.press("Delete")
    cashier.until(lambda: "再按一次" in queue.view.notice, "it asks first")
    picture(cashier, "drop")
    assert cashier.claim(key).state is State.HELD
    cashier.press("Delete")
    cashier.until(lambda: "已撤下" in queue.view.notice, "dropped")
    claim = cashier.claim(key)
    assert (claim.state, claim.people.cash) == (State.VOID, ())
    rows = [(event.what, event.detail) for event in cashier.office.books.events(key)]
    assert ("dropped", "the patient did not come") in rows
    cashier.until(lambda: not queue.view.rows, "and off the list")
    assert not cashier.open_visits(NOT_FILED)


def test_one_with_money_on_it_is_not_dropped(window, bills) -> None:
    cashier = window()
    cashier.stage.faults(["refuse_connection"])
    cashier.press("F2", shift=True)
    type_in(cashier, name_of(NOT_FILED[1]), NOT_FILED[1])
    cashier.reach(VisitState.LINK_DOWN)
    cashier.take()
    cashier.reach(VisitState.TICKET_OUT)
    key = cashier.claim().key
    cashier.press("Escape")
    cashier.stage.faults([])
    cashier.until(lambda: cashier.claim(key).state is State.HELD, "replayed and refused", 30)
    paid = cashier.claim(key).people.paid
    assert listed(cashier) == [key]
    for _press in range(3):
        cashier.press("Delete")
        cashier.until(lambda: "收过" in cashier.program.queue.view.notice, "it says why not")
    cashier.drained()
    claim = cashier.claim(key)
    assert (claim.state, claim.people.paid) == (State.HELD, paid)


def test_warnings_of_a_claim_that_waited_are_answered_and_it_is_not_lost(window, bills, tmp_path: Path) -> None:
    """Monitoring warns of it once its person has filed: left there it stays on the list, and the panel answers."""
    place = tmp_path / "watched.toml"
    place.write_text(
        'extends = "national"\nname = "watched"\nservice_time_limit_s = 1\n[monitoring]\ncall = "3101"\n', "utf-8"
    )
    first = window(service__profile=str(place))
    first.press("F2", shift=True)
    type_in(first, name_of(NOT_FILED[1]), NOT_FILED[1])
    first.reach(VisitState.CHARGES)
    glass = first.program.visit._glass
    one = first.view.charges[0]  # the same drug twice, from other boxes
    lines = (*first.view.charges, replace(one, trace_codes=tuple(code[::-1] for code in one.trace_codes)))
    glass.at.order = replace(glass.at.order, charges=lines)
    glass.change(glass.at, charges=lines)
    first.press("F8")
    assert first.reach(VisitState.FAILURE).failure.code == "01"
    key = first.program.visit.claim
    first.press("F7")
    first.reach(VisitState.WAITING)
    overnight(first)
    file_person(first, FILED)

    cashier = window(service__profile=str(place))
    assert listed(cashier) == [key]
    cashier.press("F3", shift=True)
    cashier.reach(VisitState.WARNED)
    cashier.press("Escape")
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    cashier.drained()
    assert cashier.claim(key).state is State.HELD, "left at its warnings, it stays"
    assert listed(cashier) == [key]
    assert cashier.program.queue.view.rows[0].next_step == "答复医保提醒"
    cashier.press("F3", shift=True)
    cashier.reach(VisitState.WARNED)
    for number in range(len(cashier.view.warnings)):
        cashier.until(
            lambda done=number: cashier.state is VisitState.WARNED and cashier.view.answered == done, "the next one"
        )
        cashier.press("3")
        cashier.go_on()
    cashier.reach(VisitState.TRIAL_DONE)
    cashier.rest(QUIET_S)
    cashier.press("F9")
    cashier.reach(VisitState.SETTLED)
    claim = cashier.claim(key)
    assert claim.state is State.DONE
    assert {one.way for one in claim.people.answers} == {AnswerWay.GO_ON}


def test_a_notice_without_a_claim_begins_anew_at_any_window(window, service, tmp_path: Path, monkeypatch) -> None:
    """Each window has a store of its own: no other one knows the number, and none sends its person on for nothing."""
    drawn: list[str] = []
    squares = heading.qr_squares
    monkeypatch.setattr(heading, "qr_squares", lambda text, side: (drawn.append(text), squares(text, side))[1])
    cashier = window()
    cashier.scan(WHO["04"][0])
    cashier.reach(VisitState.FAILURE)
    cashier.press("F11")
    cashier.reach(VisitState.FULL_PAYMENT)
    number, code = cashier.program.visit._glass.at.number, drawn[-1]
    cashier.press("Escape")
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    with at_work(service, tmp_path / "other", window__number=2) as other:
        for scanned, said in (
            (code, f"{number} 当时没有收钱，费用重新取。请患者插社保卡，或亮电子凭证扫码。"),
            (number, f"请到 {int(number[1:3])} 号窗口扫这张单。"),  # as printed before
        ):
            scan_slip(other, scanned)
            other.until(lambda said=said: other.view.notice is not None and said in other.view.notice.text, said)
            other.press("Escape")
            other.reach(VisitState.WAITING)
