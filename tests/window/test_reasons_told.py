"""What the other reasons say and hand out while nothing has stopped yet (01 to 03, 16), or once it has (06, 18, 91);
and what another scan of such a paper does.
"""

from __future__ import annotations

import pytest

from offline_queue.values import State
from tests.paper import text_of
from tests.window.cashier import NOT_FILED, RETIRED, TRAVELLER, Cashier
from tests.window.test_failure_screens import WHO, card, keep
from tests.window.test_put_aside import FILED, bills, file_person, listed, overnight, refused
from tests.window.test_scanned_slip import scan_slip
from tests.window.typing_in import name_of, type_in
from ui.keys import Action
from ui.views import VisitState
from ui.words import sentences

__all__ = ["bills"]

pytestmark = pytest.mark.window


def noticed(cashier: Cashier) -> str:
    """The newest notice, read back from its file."""
    cashier.until(lambda: bool(cashier.slips("notice")), "the notice is there")
    return text_of(cashier.newest("notice"))


def test_01_is_said_before_the_amount_though_the_trial_goes_through(window) -> None:
    """File now, settle with the penalty shown, or pay everything with papers: each by its key, the trial not first."""
    cashier = window()
    cashier.identified(WHO["01"])
    keep(cashier, "01-remark")
    assert cashier.said() == "没有查到异地备案。请患者用手机办，按[F7]挂起等候；急着走，按[F8]先看金额。"
    assert {Action.PARK, Action.ASK, Action.TRIAL, Action.PRINT} <= cashier.program.window.visit.alive()
    cashier.press("F8")
    cashier.reach(VisitState.TRIAL_DONE)
    assert any("没有备案" in said for said in cashier.view.reasons), "the penalty is shown"
    cashier.press("F11")
    cashier.reach(VisitState.FULL_PAYMENT)
    assert "没有查到您到广州看病的登记" in noticed(cashier)
    cashier.press("Escape")
    assert cashier.reach(VisitState.FAILURE).failure.code == "01"
    assert "这位患者来广州就医的登记" in card(cashier)
    cashier.press("F8")
    cashier.reach(VisitState.TRIAL_DONE)
    cashier.press("F11")
    cashier.reach(VisitState.FULL_PAYMENT)
    cashier.take()
    cashier.reach(VisitState.PAID_IN_FULL)
    claim = cashier.claim()
    assert (claim.people.in_full, claim.people.paid) == ("01", claim.people.total)
    assert not cashier.settlements(WHO["01"])
    assert not cashier.open_visits(WHO["01"])


def test_02b_has_its_day_with_the_year_on_paper_and_03_needs_no_filing(window) -> None:
    cashier = window()
    cashier.identified(WHO["02b"])
    assert cashier.said().endswith("才生效。可按[F7]挂起；今天要结，按[F8]看未备案金额，由患者定。")
    panel = cashier.program.window.visit.person
    panel.grab()
    assert "备案还没生效" in [piece.text for piece in panel.written()], "no tick beside a filing that does not count"
    cashier.press("F11")
    cashier.reach(VisitState.FULL_PAYMENT)
    since = cashier.program.visit._glass.at.found.qualification.filing.since
    assert f"但要到{since.year}年{since.month}月{since.day}日才生效" in noticed(cashier)
    cashier.press("Escape")
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    cashier.identified(WHO["03"])
    assert cashier.said() == sentences.EMERGENCY_COUNTS
    cashier.press("F11")
    cashier.until(lambda: len(cashier.slips("notice")) == 2, "its own")
    said = text_of(cashier.newest("notice"))
    assert "这次按急诊报，办法如下" in said
    assert "视同已经备案，不用补办" in said
    assert "今天没有直接报销" not in said
    assert cashier.state is VisitState.CHARGES


def test_16_a_code_does_not_outlive_the_line_and_that_is_said(window) -> None:
    cashier = window()
    cashier.identified(WHO["16"])
    cashier.press("F8")
    assert cashier.reach(VisitState.FAILURE).failure.code == "91"
    keep(cashier, "91-down")
    assert "起连不上，扫的码等不了。请插卡" in cashier.said()
    assert "凭卡或证件号才能出凭单" in card(cashier)
    cashier.press("F11")
    assert "医保网络连不上，不是您的卡或备案有问题" in noticed(cashier)
    cashier.press("F2", shift=True)
    type_in(cashier, name_of(WHO["16"][1]), WHO["16"][1])
    cashier.reach(VisitState.CHARGES)
    cashier.press("F8")
    cashier.reach(VisitState.LINK_DOWN)
    keep(cashier, "16-down")
    assert cashier.said().startswith("郑州医保 "), "who they are was answered a moment ago"
    assert "起没有回话。按[F9]收全款出补记账单" in cashier.said()
    before = len(cashier.slips("notice"))
    cashier.press("F11")
    cashier.until(lambda: len(cashier.slips("notice")) > before, "its own")
    said = text_of(cashier.newest("notice"))
    assert "二、在大厅等" in said
    assert "郑州医保没有回话，不是您的卡或备案有问题" in said
    assert cashier.state is VisitState.LINK_DOWN


def test_16b_who_does_not_pay_now_takes_home_what_else_there_is(window) -> None:
    cashier = window()
    cashier.press("F2", shift=True)
    type_in(cashier, name_of(WHO["16b"][1]), WHO["16b"][1])
    cashier.reach(VisitState.CHARGES)
    cashier.press("F8")
    cashier.reach(VisitState.LINK_DOWN)
    keep(cashier, "16b-down")
    assert "医保停机维护" in cashier.said()
    cashier.press("F11")
    assert "恢复的时间请问福州医保" in noticed(cashier)
    assert cashier.state is VisitState.LINK_DOWN


def test_18_was_settled_meanwhile_and_gives_no_change_again(window) -> None:
    cashier = window()
    cashier.quoted(RETIRED)
    glass = cashier.program.visit._glass
    order = glass.at.order
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    paid = cashier.claim().people.paid
    cashier.press("Escape")
    cashier.scan(RETIRED[0])
    cashier.reach(VisitState.NO_CHARGES)  # another window still has the bill on its page
    glass.at.order = order
    glass.change(glass.at, state=VisitState.CHARGES, charges=order.charges)
    cashier.press("F8")
    assert cashier.reach(VisitState.FAILURE).failure.code == "18"
    keep(cashier, "18")
    assert "已经结过，没有再收。按[F11]补打结算单" in cashier.said()
    assert "先放着" not in cashier.program.window.visit.till.face.note, "nothing of it lies here"
    assert len(cashier.slips("settlement")) == 1
    cashier.reprint()
    cashier.until(lambda: "补打第1次" in text_of(cashier.newest("settlement")), "printed once more, and it says so")
    assert cashier.reach(VisitState.SETTLED).payment.change == 0
    cashier.press("Escape")
    cashier.drained()
    (row,) = cashier.settlements(RETIRED)
    (claim,) = cashier.office.books.of_bill(order.bill)
    assert (claim.state, claim.people.paid) == (State.DONE, paid)
    cashier.conserve(claim, row)


def test_a_notice_brings_the_claim_that_waits_for_its_person_straight_back(window, bills) -> None:
    """They went home to file and hand over the paper: one scan, and the trial of the same claim runs."""
    first = window()
    key = refused(first)
    first.press("F7")
    first.reach(VisitState.WAITING)
    overnight(first)
    cashier = window()
    assert listed(cashier) == [key]
    cashier.press("Escape")
    file_person(cashier, FILED)
    scan_slip(cashier, key)
    cashier.reach(VisitState.TRIAL_DONE)
    assert cashier.claim().key == key
    assert cashier.view.person.id_number == NOT_FILED[1]


def test_06_has_its_notice_and_one_of_what_was_left_or_never_opened_says_to_begin_anew(window) -> None:
    cashier = window()
    cashier.scan("9900000000000000000000009935")
    assert cashier.reach(VisitState.FAILURE).failure.code == "06"
    cashier.press("F11")
    assert "截图和照片不能用" in noticed(cashier)
    assert cashier.state is VisitState.FAILURE
    cashier.drained()
    number = cashier.program.visit._glass.at.number
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    scan_slip(cashier, number)
    anew = f"{number} 当时没有收钱，费用重新取。"
    cashier.until(lambda: cashier.view.notice is not None and anew in cashier.view.notice.text, "no claim came of it")
    cashier.quoted(TRAVELLER)
    key = cashier.program.visit.claim
    cashier.press("Escape")
    cashier.press("Escape")
    cashier.until(lambda: cashier.claim(key).state is State.VOID, "it is given back")
    cashier.drained()
    scan_slip(cashier, key)
    anew = f"{key} 当时没有收钱，费用重新取。"
    cashier.until(lambda: cashier.view.notice is not None and anew in cashier.view.notice.text, "it was given up")
    assert cashier.state is VisitState.WAITING
