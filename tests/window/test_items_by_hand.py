"""Items that the cashier adds: looked for, put on the bill, settled with it, and taken off again."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from counter_app.model.visit import total_of
from counter_app.order_settings import OrderSettings
from counter_app.records.order_view import OrderView
from counter_app.records.orders import OrderFolder, Orders
from offline_queue.values import State
from tests.window.cashier import DAILY, NOT_FILED, QUIET_S, RETIRED
from tests.window.test_put_aside import FILED, bills, file_person, listed, overnight, refused
from tests.window.typing_in import composed, name_of, type_in
from ui.fee_line import to_ask
from ui.views import VisitState
from ui.words import item_words, sentences
from ui.words.template import filled, spoken

pytestmark = [pytest.mark.window]

__all__ = ["bills"]

BLOOD_COUNT = "002501010150000-250101015"


def panel_of(cashier):
    return cashier.program.window.visit.charges.items


def key(code: Qt.Key) -> None:
    QTest.keyClick(QApplication.focusWidget(), code)


def with_catalogue(window, **options: str):
    cashier = window(**options)
    fetched = cashier.office.catalogue.update(lambda _progress: None)
    assert fetched["state"] == "ok"
    return cashier


def add(cashier, typed: str, quantity: str, price: str) -> None:
    cashier.press("F6")
    panel = panel_of(cashier)
    cashier.until(lambda: QApplication.focusWidget() is panel.search, "the search has the focus")
    lines = len(cashier.view.charges)
    if typed.isascii():
        QTest.keyClicks(panel.search, typed)
    else:
        composed(panel.search, typed)
    cashier.until(lambda: panel.table.chosen_row == 0 and panel._shown == panel._number, "something is found")
    key(Qt.Key.Key_Return)
    QTest.keyClicks(QApplication.focusWidget(), quantity)
    key(Qt.Key.Key_Return)
    QTest.keyClicks(QApplication.focusWidget(), price)
    key(Qt.Key.Key_Return)
    cashier.until(lambda: len(cashier.view.charges) == lines + 1, "the line is there")
    cashier.press("Escape")
    cashier.until(lambda: cashier.view.adding is None, "the search is closed")


def test_an_item_added_by_hand_is_settled_with_the_bill(window) -> None:
    cashier = with_catalogue(window)
    before = len(cashier.settlements(RETIRED))
    cashier.identified(RETIRED)
    add(cashier, "xxbfx", "1.5", "18.00")
    told = filled(item_words.ADDED_TO, n=len(cashier.view.charges) - 1, m=1)
    assert cashier.said() == told, "what was added was not fetched"
    line = cashier.view.charges[-1]
    assert (line.code, line.name, line.spec, line.unit) == (BLOOD_COUNT, "血细胞分析", "", "")
    assert (line.quantity, line.price, line.amount) == (Decimal("1.5"), Decimal("18.00"), Decimal("27.00"))
    assert cashier.view.listed[BLOOD_COUNT].grade == "A"
    cashier.press("F8")
    cashier.reach(VisitState.TRIAL_DONE)
    assert cashier.view.splits[-1].line == len(cashier.view.charges)
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    (row,) = cashier.settlements(RETIRED)[before:]
    claim = cashier.claim()
    assert claim.people.charges[-1] == line
    cashier.conserve(claim, row)


def test_an_item_added_after_the_trial_asks_for_another_one_and_del_takes_it_off_again(window) -> None:
    cashier = with_catalogue(window)
    owed = cashier.quoted(DAILY)
    lines = len(cashier.view.charges)
    add(cashier, "尿液", "1", "8")
    assert (cashier.state, cashier.view.quote) == (VisitState.CHARGES, None)
    cashier.press("F8")
    cashier.reach(VisitState.TRIAL_DONE)
    assert cashier.view.quote is not None
    assert sum(charge.amount for charge in cashier.view.charges) == cashier.view.quote.amounts.total
    # A look at the bill brings the hospital's lines as they are; what was added here stays.
    cashier.press("F5")
    cashier.reach(VisitState.IDENTIFYING)
    cashier.reach(VisitState.CHARGES)
    assert len(cashier.view.charges) == lines + 1
    cashier.program.window.visit.charges.table.choose(99)
    cashier.press("Delete")
    assert len(cashier.view.charges) == lines
    cashier.press("F5")
    cashier.reach(VisitState.IDENTIFYING)
    cashier.reach(VisitState.CHARGES)
    assert len(cashier.view.charges) == lines
    cashier.press("F8")
    cashier.reach(VisitState.TRIAL_DONE)
    cashier.rest(QUIET_S)
    assert cashier.view.quote is not None
    assert cashier.view.quote.amounts.cash == owed


def test_the_search_waits_for_no_call_and_no_call_for_the_search(window) -> None:
    """The link thread stands in a call that does not end; items are found all the same."""
    cashier = with_catalogue(window)
    cashier.identified(RETIRED)
    held = threading.Event()
    cashier.program.bridge.ask(lambda: held.wait(20), lambda _nothing: None)
    try:
        add(cashier, "xdt", "1", "16")
    finally:
        held.set()
    assert cashier.view.charges[-1].name == "常规心电图检查"


BY_HAND = {
    "department": "门诊收费处",
    "doctor_code": "D440100000001",
    "doctor_name": "医师甲",
    "diagnosis_code": "Z00.000",
    "diagnosis_name": "一般医学检查",
}


def without_bills(cashier, tmp_path) -> None:
    cashier.program.visit._desk._orders = OrderFolder(tmp_path / "no bills")


def test_somebody_without_a_bill_gets_one_where_the_hospital_set_up_whose_it_is(window, tmp_path) -> None:
    cashier = with_catalogue(window, **{f"by_hand__{name}": value for name, value in BY_HAND.items()})
    without_bills(cashier, tmp_path)
    before = len(cashier.settlements(RETIRED))
    cashier.scan(RETIRED[0])
    cashier.reach(VisitState.NO_CHARGES)
    add(cashier, "ptmzzcf", "1", "20")
    assert cashier.state is VisitState.CHARGES
    cashier.press("F5")  # the hospital still has none: what was added here stays
    cashier.reach(VisitState.IDENTIFYING)
    cashier.reach(VisitState.CHARGES)
    assert [line.name for line in cashier.view.charges] == ["普通门诊诊察费"]
    cashier.press("F8")
    cashier.reach(VisitState.TRIAL_DONE)
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    (row,) = cashier.settlements(RETIRED)[before:]
    claim = cashier.claim()
    assert claim.people.visit.department == "门诊收费处"
    assert claim.people.bill.startswith("hand-01-")
    cashier.conserve(claim, row)


def test_with_the_line_down_a_bill_by_hand_waits_on_a_ticket(window, tmp_path, monkeypatch) -> None:
    """And a bill of the hospital that comes while it is down takes the line over."""
    cashier = with_catalogue(window, **{f"by_hand__{name}": value for name, value in BY_HAND.items()})
    orders = cashier.program.visit._desk._orders
    without_bills(cashier, tmp_path)
    cashier.stage.faults(["refuse_connection"])
    cashier.press("F2", shift=True)
    cashier.reach(VisitState.TYPING)
    type_in(cashier, name_of(DAILY[1]), DAILY[1], "13800000000")
    cashier.reach(VisitState.NO_CHARGES)
    add(cashier, "ptmzzcf", "1", "20")
    assert cashier.state is VisitState.LINK_DOWN
    assert [line.name for line in cashier.view.charges] == ["普通门诊诊察费"]
    (bill,) = orders.unpaid(DAILY[1])
    bill = replace(bill, charges=(*bill.charges, replace(cashier.view.charges[0], quantity=Decimal(2))))
    monkeypatch.setattr(orders, "unpaid", lambda _number: [bill])
    cashier.program.visit._desk._orders = orders
    cashier.press("F5")
    cashier.until(lambda: len(cashier.view.charges) > 1, "the hospital's lines are there")
    cashier.reach(VisitState.LINK_DOWN)
    said = filled(item_words.WENT_OVER, n=1) + filled(item_words.TWICE, 行=len(bill.charges) + 1)
    assert cashier.said() == said, "that it went over, and that the department ordered it as well"
    assert len(spoken(said)) <= 45
    assert cashier.view.charges[-1].name == "普通门诊诊察费"
    cashier.take()
    cashier.reach(VisitState.TICKET_OUT)
    claim = cashier.claim()
    assert not claim.people.bill.startswith("hand-")
    assert claim.people.paid == sum(line.amount for line in claim.people.charges)
    cashier.stage.faults([])
    cashier.until(lambda: cashier.claim(claim.key).state is State.DONE, "replayed by itself", 25)


def test_where_it_is_not_set_up_the_window_says_why_nothing_can_be_added(window, tmp_path) -> None:
    cashier = window()
    without_bills(cashier, tmp_path)
    cashier.scan(RETIRED[0])
    cashier.reach(VisitState.NO_CHARGES)
    cashier.press("F6")
    cashier.until(lambda: cashier.said() == item_words.NO_VISIT, "the window says why")
    assert cashier.view.adding is None


def test_no_visit_of_our_own_is_opened_while_the_hospitals_bills_are_not_known(window, tmp_path) -> None:
    """Its bill may be there, unread: settled by hand it would stand there unpaid a minute later."""
    cashier = window(**{f"by_hand__{name}": value for name, value in BY_HAND.items()})
    desk = cashier.program.visit._desk
    desk._orders = Orders(OrderFolder(tmp_path), OrderView(OrderSettings("sqlite:////nowhere/at/all.db")))
    cashier.scan(RETIRED[0])
    cashier.reach(VisitState.NO_CHARGES)
    cashier.press("F6")
    phone = cashier.office.settings.institution.phone
    said = filled(item_words.BILLS_NOT_KNOWN, 分机=phone)
    assert (cashier.said(), cashier.view.adding) == (said, None)
    assert len(spoken(said)) <= 45
    assert cashier.program.visit._glass.at.order is None
    without_bills(cashier, tmp_path)  # the hospital answers now: there is none
    cashier.press("F5")
    cashier.reach(VisitState.IDENTIFYING)
    cashier.reach(VisitState.NO_CHARGES)
    cashier.press("F6")
    cashier.until(lambda: cashier.view.adding is not None, "a visit of our own")


def test_without_a_catalogue_the_search_says_so_and_fetches_it(window) -> None:
    """And says what is wrong when it cannot, and serves the person meanwhile."""
    cashier = window()
    cashier.identified(RETIRED)
    cashier.press("F6")
    panel = panel_of(cashier)
    cashier.until(lambda: QApplication.focusWidget() is panel.search, "the search has the focus")
    cashier.until(lambda: cashier.said() == item_words.FETCH, "there is no catalogue")
    assert panel._said()[0] == item_words.EMPTY
    QTest.keyClicks(panel.search, "xxb")
    cashier.stage.faults(["half_answer:9102"])
    cashier.press("F5")
    cashier.until(lambda: "没有下载全" in cashier.said(), "it did not come whole")
    cashier.stage.faults([])
    cashier.press("F5")
    cashier.until(lambda: cashier.said() != item_words.FETCH, "it is being fetched")
    cashier.press("Escape")
    cashier.until(lambda: cashier.view.adding is None, "the window goes on serving")
    cashier.press("F6")
    cashier.until(lambda: cashier.said() == item_words.SEARCH, "it is there", 30)
    QTest.keyClicks(panel.search, "xxb")
    cashier.until(lambda: panel.table.chosen_row == 0, "something is found")


def approve(cashier) -> None:
    """What the catalogue limits, the physician said."""
    for line in to_ask(cashier.view):
        cashier.program.window.visit.charges.table.choose(line - 1)
        cashier.press("F7", shift=True)
        cashier.until(lambda line=line: line not in to_ask(cashier.view), "it is approved")


def test_a_line_added_before_the_claim_was_put_aside_is_charged_once(window, bills) -> None:
    """It stands in the charges of the claim that is taken up from the list: it does not come again with F5 and F8."""
    cashier = with_catalogue(window)
    cashier.press("F2", shift=True)
    type_in(cashier, name_of(NOT_FILED[1]), NOT_FILED[1])
    cashier.reach(VisitState.CHARGES)
    add(cashier, "xxbfx", "1", "18.00")
    lines, total = len(cashier.view.charges), total_of(cashier.view.charges)
    approve(cashier)
    cashier.press("F8")
    assert cashier.reach(VisitState.FAILURE).failure.code == "01"
    claim = cashier.program.visit.claim
    cashier.press("F7")
    cashier.reach(VisitState.WAITING)
    cashier.drained()
    file_person(cashier, FILED)
    assert listed(cashier) == [claim]
    cashier.press("F3", shift=True)
    cashier.reach(VisitState.TRIAL_DONE)
    cashier.press("F5")
    cashier.reach(VisitState.IDENTIFYING)
    cashier.reach(VisitState.CHARGES)
    assert len(cashier.view.charges) == lines
    cashier.press("F8")
    assert cashier.reach(VisitState.TRIAL_DONE).quote.amounts.total == total
    # It was added at this window: taken off, it does not come back with the bill.
    cashier.program.window.visit.charges.table.choose(99)
    cashier.press("Delete")
    cashier.press("F5")
    cashier.reach(VisitState.IDENTIFYING)
    cashier.reach(VisitState.CHARGES)
    assert len(cashier.view.charges) == lines - 1


def test_a_line_added_to_todays_bill_does_not_go_to_the_claim_that_waited(window, bills, service) -> None:
    cashier = window()
    claim = refused(cashier)
    lines = len(cashier.claim(claim).people.charges)
    cashier.press("F7")
    cashier.reach(VisitState.WAITING)
    overnight(cashier)
    file_person(cashier, FILED)
    (mine,) = [file for file in service.orders.glob("*.json") if NOT_FILED[1] in file.read_text("utf-8")]
    order = json.loads(mine.read_text("utf-8"))
    mine.write_text(json.dumps(order | {"bill": f"{order['bill']}-today"}, ensure_ascii=False), "utf-8")
    cashier = with_catalogue(window)
    cashier.press("F2", shift=True)
    type_in(cashier, name_of(NOT_FILED[1]), NOT_FILED[1])
    cashier.reach(VisitState.CHARGES)
    cashier.until(lambda: cashier.view.held is not None, "it says that one waits")
    add(cashier, "xxbfx", "1", "18.00")
    cashier.press("F3", shift=True)
    cashier.reach(VisitState.TRIAL_DONE)
    assert cashier.program.visit.claim == claim
    cashier.press("F5")
    cashier.reach(VisitState.IDENTIFYING)
    cashier.reach(VisitState.CHARGES)
    assert len(cashier.view.charges) == lines


@contextmanager
def line_held(cashier) -> Iterator[None]:
    """The link thread stands in a call until the end of this."""
    held = threading.Event()
    cashier.program.bridge.ask(lambda: held.wait(20), lambda _nothing: None)
    try:
        yield
    finally:
        held.set()


@pytest.mark.parametrize(("pressed", "comes"), [("F8", VisitState.TRIAL_DONE), ("F5", VisitState.CHARGES)])
def test_esc_while_the_service_is_asked_does_not_drop_what_was_added(window, pressed, comes) -> None:
    """Said before: with nothing on record the lines of a visit that is left are gone."""
    cashier = with_catalogue(window)
    cashier.identified(RETIRED)
    add(cashier, "xdt", "1", "16")
    lines, visit = cashier.view.charges, cashier.view.visit
    with line_held(cashier):
        cashier.press(pressed)
        asking = cashier.state
        assert asking in (VisitState.TRIAL_RUNNING, VisitState.IDENTIFYING)
        cashier.press("Escape")
        assert (cashier.state, cashier.view.visit, cashier.view.charges) == (asking, visit, lines)
        assert cashier.said() == sentences.LEAVE_ASK_ONLY
    assert cashier.reach(comes).charges == lines
    cashier.press("Escape")
    if comes is VisitState.TRIAL_DONE:
        assert (cashier.state, cashier.view.charges) == (VisitState.CHARGES, lines), "back to the charges with them"
        cashier.press("Escape")
    assert (cashier.state, cashier.said()) == (VisitState.CHARGES, sentences.LEAVE_ASK)
    cashier.press("F7")
    cashier.reach(VisitState.WAITING)
    cashier.press("F7")
    assert cashier.reach(VisitState.CHARGES).charges == lines


def test_a_second_esc_leaves_a_trial_that_runs(window) -> None:
    cashier = with_catalogue(window)
    cashier.identified(RETIRED)
    add(cashier, "xdt", "1", "16")
    with line_held(cashier):
        cashier.press("F8")
        assert cashier.state is VisitState.TRIAL_RUNNING
        cashier.press("Escape")
        cashier.press("Escape")
        assert cashier.state is VisitState.WAITING
    cashier.drained()
    cashier.drained()
    assert cashier.state is VisitState.WAITING
    assert not [one for one in cashier.office.books.claims() if not one.state.ended]
