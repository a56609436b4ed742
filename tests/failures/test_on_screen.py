"""What the window makes of a failure: its own sentence where all of it is known, else the service's words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from counter_app.desk.recognise import of_text
from counter_app.failures import FailureCode
from counter_app.model.person import Filing, FilingClass, Qualification
from counter_app.model.visit import Charge, Doctor, Visit, VisitKind
from counter_app.settlement.place import load_place
from ui.desk_views import Places, failure_view
from ui.views import FailureView
from ui.words.reasons import reason
from ui.words.template import filled

PLACE = load_place("national")
PLACES = Places("广东 广州市", lambda _code: "河南 郑州市", lambda _code: "郑州市")
AT = datetime(2026, 10, 12, 9, 30, tzinfo=UTC)
VISIT = Visit(VisitKind.CHRONIC, AT, "内科", Doctor("D1", "医师甲"), (), "M03900", disease_name="高血压")
BILL = (
    Charge("001101000010000-110100001", "普通门诊诊察费", Decimal("20.00"), Decimal(1)),
    Charge("HZJ-0007", "止咳合剂", Decimal("23.50"), Decimal(2)),
)
FROM_2024 = Qualification(entitled=True, filing=Filing(FilingClass.LONG_TERM, "440100", date(2024, 1, 1)))


def shown(text: str, known: Qualification | None = None) -> FailureView:
    trouble = of_text(text, "-1", PLACE)
    return failure_view(trouble, None, known, PLACES, AT, "8000", VISIT, BILL)


def sentence(view: FailureView) -> str:
    return filled(reason(view.code).cashier, **view.blanks)


@pytest.mark.parametrize(
    ("text", "code", "part"),
    [
        ("FSI-第 2 行 止咳合剂未对码", FailureCode.ITEM_UNMAPPED, "第 2 项没对上医保编码"),
        ("FSI-目录编码[HZJ-0007]未对码", FailureCode.ITEM_UNMAPPED, "第 2 项没对上医保编码"),
        ("FSI-第2条明细违反监控规则", FailureCode.MONITORING, "医保提醒：第 2 项 止咳合剂。请患者拿单回内科"),
        ("FSI-参保人无有效的门诊慢特病资格", FailureCode.CHRONIC_NOT_QUALIFIED, "没有查到高血压门慢特资格"),
        ("FSI-参保人员处于暂停参保状态", FailureCode.CONTRIBUTIONS_INTERRUPTED, "参保地答复医保待遇已停"),
    ],
)
def test_the_reason_with_what_is_known(text: str, code: FailureCode, part: str) -> None:
    view = shown(text)
    assert view.code is code
    assert part in sentence(view)
    assert view.blanks["原文"] == text


@pytest.mark.parametrize(
    "text",
    [
        "FSI-明细未对码",  # which line?
        "FSI-第 3 行 未对码",  # there is none
        "FSI-普通门诊诊察费、止咳合剂未对码",  # two of them
        "FSI-业务校验不通过[xxxBO_40]",
        "FSI-本机构未开通",  # which institution has?
        "FSI-该笔已结算，不能重复结算",  # when? nobody said
    ],
)
def test_a_sentence_with_a_hole_is_a_quotation(text: str) -> None:
    view = shown(text)
    assert view.code is FailureCode.SERVICE_SAID
    assert text in sentence(view)


def test_a_waiting_period_does_not_begin_with_the_filing() -> None:
    assert shown("处于待遇等待期", FROM_2024).code is FailureCode.SERVICE_SAID
    later = replace(FROM_2024, filing=Filing(FilingClass.LONG_TERM, "440100", date(2026, 11, 1)))
    view = shown("备案尚未生效", later)
    assert view.code is FailureCode.FILING_NOT_YET
    assert "11" in sentence(view)
