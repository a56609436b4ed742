"""Papers that must not say two things, nor anything that is not so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from counter_app.failures import FailureCode
from counter_app.model.payment import Payment, PaymentMethod
from counter_app.model.settlement import Explanation
from counter_app.slips.fonts import SlipFonts
from counter_app.slips.notice import notice
from counter_app.slips.outage import Announced, _stopped
from counter_app.slips.settlement import settlement_slip
from counter_app.slips.values import Notice, NoticeKind, SettlementSlip
from counter_app.slips.why import so_little
from tests.failures.test_on_screen import DEDUCTIBLE
from tests.slips.test_notice import CASH, flat, told
from ui.notices import _line_down
from ui.parked import Parked
from ui.views import LinkView, VisitState, VisitView
from ui.words.partly_known import paragraphs

__all__ = ["told"]

ZONE = timezone(timedelta(hours=8))
NOTHING = Decimal("0.00")
GOES_ON = "就能接着办"


def test_a_paper_by_which_nothing_goes_on_sends_nobody_to_a_window(
    told: Notice, fonts: SlipFonts, extracted: Callable[[bytes], str]
) -> None:
    """Of an unclear settlement it says in the same breath not to settle at another window."""
    assert GOES_ON in flat(notice(told, fonts), extracted)
    assert GOES_ON not in flat(notice(replace(told, kind=NoticeKind.CHECK), fonts), extracted)
    assert GOES_ON not in flat(notice(replace(told, payment=CASH, in_full=True), fonts), extracted)
    anew = flat(notice(replace(told, claimed=False), fonts), extracted)
    assert GOES_ON not in anew, "nothing stands behind it"
    assert "到任一收费窗口，费用重新取" in anew


@pytest.mark.parametrize(
    ("paid", "account", "made_up"),
    [("0.00", "30.00", True), ("-5.00", "0.00", False)],
    ids=["money is due back", "money is still to be paid"],
)
def test_a_zero_whose_money_is_not_even_is_not_called_done_with(
    slip: SettlementSlip, fonts: SlipFonts, extracted: Callable[[bytes], str], paid: str, account: str, made_up: bool
) -> None:
    total, own = slip.settlement.amounts.total, Decimal(account)
    amounts = replace(slip.settlement.amounts, pool=NOTHING, fund_total=NOTHING, account=own, cash=total - own)
    even = replace(
        slip,
        settlement=replace(slip.settlement, amounts=amounts),
        payment=Payment(total - own, PaymentMethod.CASH, total),
    )
    due = replace(even, made_up=made_up, payment=Payment(total + Decimal(paid), PaymentMethod.CASH, total))
    assert "不用再办手续" in flat(settlement_slip(even, fonts), extracted)
    said = flat(settlement_slip(due, fonts), extracted)
    assert "这次已经走了医保，不是没有报上。" in said
    assert "不用再办手续" not in said


@pytest.mark.parametrize(("share", "first"), [("8", "起付线"), ("0", "没有备案")])
def test_a_share_that_leaves_something_is_no_rule_for_nothing(share: str, first: str) -> None:
    said = so_little(DEDUCTIBLE, [Explanation("unfiled_factor", {"几成": share})])
    assert first in said[0]


def test_the_year_on_a_shutdowns_notice_is_that_of_the_visit() -> None:
    link = LinkView(
        datetime(2026, 12, 31, 18, 0, tzinfo=ZONE),
        announced=True,
        until=datetime(2027, 1, 2, 8, 0, tzinfo=ZONE),
        by="省医保局",
    )
    one = Parked(VisitView(VisitState.LINK_DOWN, visit="v1", link=link))
    stopped = _line_down(one, datetime(2027, 1, 1, 10, 0, tzinfo=ZONE))
    assert stopped is not None
    assert stopped.blanks["待遇年度"] == "2027"
    said, _ = paragraphs(stopped.code, dict(stopped.blanks), uploads=True)
    assert "这次算 2027 年" in said[-1]


def test_a_line_that_broke_yesterday_is_not_told_as_todays() -> None:
    link = LinkView(datetime(2026, 11, 28, 22, 10, tzinfo=ZONE))
    one = Parked(VisitView(VisitState.LINK_DOWN, visit="v1", link=link))
    stopped = _line_down(one, datetime(2026, 11, 29, 8, 0, tzinfo=ZONE))
    assert stopped is not None
    said, _ = paragraphs(FailureCode.LINK_DOWN, dict(stopped.blanks), uploads=True)
    assert said[0].startswith("11-28 22:10起医保网络连不上")


def test_who_waits_for_a_place_that_alone_is_silent_reads_no_word_of_a_line_that_broke() -> None:
    link = LinkView(datetime(2026, 11, 29, 8, 0, tzinfo=ZONE), place="哈尔滨")
    one = Parked(VisitView(VisitState.LINK_DOWN, visit="v1", link=link))
    stopped = _line_down(one, datetime(2026, 11, 29, 8, 5, tzinfo=ZONE))
    assert stopped is not None
    said, missing = paragraphs(FailureCode.LINK_DOWN, dict(stopped.blanks), uploads=True)
    assert said[0].startswith("今天08:00起哈尔滨医保没有回话，不是您的卡")
    assert not missing
    assert "线路" not in "".join(said)


def test_a_board_without_an_announced_end_reads_as_a_sentence() -> None:
    began = datetime(2026, 11, 29, 8, 0, tzinfo=ZONE)
    said = _stopped(began, Announced("省医保局"))
    assert said == "省医保局公告：11 月 29 日 08:00 起医保系统维护，恢复时间没有公布，不能直接结算。急诊照常。"
    until = _stopped(began, Announced("省医保局", until=began + timedelta(hours=4)))
    assert "起到 11 月 29 日 12:00 医保系统维护，不能" in until
