"""What a drill's report says of what went wrong: it would be worth nothing if it could only say that all is well."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from counter_app.desk.drills import DrillKind
from tests.ui.samples_training import WENT_BADLY, case
from ui.drill_told import as_text, rows_of


def test_what_went_wrong_is_said_and_marked() -> None:
    said = as_text(rows_of(WENT_BADLY))
    assert said.startswith("这次练的是“停电”。重复收款 2 笔，漏出单 2 笔，平均 12 秒一位。\n")
    for line in (
        "还有 2 张没有办完，会留在训练里接着办。",
        "医保办了，回话压着没有来：1 次。",
        "有 2 笔，见下面打 × 的。",
        "医保账上有 1 笔，这里没有哪张单认得它。",
        "缺 2 张，见下面打三角的。",
        "医保账上有 2 笔！共该付 1,116.50 元；收了 558.25 元。",
        "结算单没有出。结算单还没有从打印机出来。",
        "结没结成还在核对，没有再收一次钱。",
        "认出后 12 秒拿到凭单，7 分钟时补结办完。",
        "认出后 12 秒拿到凭单，还等着补结。",
    ):
        assert line in said, line


def test_more_than_it_was_settled_for_is_charged_twice_too() -> None:
    assert case("B01-AAAA-1", "甲", paid=Decimal("600.00")).twice
    assert case("B01-AAAA-1", "甲", paid=Decimal("964.20"), booked=0).twice
    assert not case("B01-AAAA-1", "甲", paid=Decimal("600.00"), due=Decimal("41.75")).twice


def test_a_drill_nobody_came_to_and_one_over_new_year() -> None:
    nobody = replace(WENT_BADLY, cases=(), strays=0, struck={})
    assert as_text(rows_of(nobody)).startswith("这次练的是“停电”，没有人来办过业务。")
    eve = replace(WENT_BADLY.drill, kind=DrillKind.NEW_YEAR, cut_at=None, back_at=None, folder="new-year")
    told = as_text(rows_of(replace(WENT_BADLY, drill=eve)))
    assert "还有 2 张没有办完，和演练用的那本账一起收起来了。" in told
    assert "演练在线路恢复以前就结束了。" in told
    assert "算 2026 年的医保。" in told
