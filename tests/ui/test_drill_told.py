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


def test_a_ticket_whose_booking_is_not_found_yet_is_not_charged_twice() -> None:
    """Paid in full for the ticket, booked once, the answer lost, and the drill ended before anybody looked."""
    waits = case(
        "B01-AAAA-1", "甲", ending=None, unclear=True, paid=Decimal(100), total=Decimal(100), due=None,
        booked_cash=Decimal(30), ticket=True, took=None, before=True,
    )  # fmt: skip
    assert not waits.twice
    assert replace(waits, booked=2).twice
    said = as_text(rows_of(replace(WENT_BADLY, cases=(waits,), strays=0)))
    assert "重复收款 0 笔" in said
    assert "来了 0 位。\n开始以前就开了单的 1 张，也在下面。" in said
    assert "没有。医保账上每张单最多一笔；还有 1 张，核对完才知道退多少。" in said
    assert "该付 30.00 元；收了 100.00 元，核对完再退。" in said


def test_a_drill_nobody_came_to_and_one_over_new_year() -> None:
    nobody = replace(WENT_BADLY, cases=(), strays=0, struck={})
    assert as_text(rows_of(nobody)).startswith("这次练的是“停电”，没有人来办过业务。")
    eve = replace(WENT_BADLY.drill, kind=DrillKind.NEW_YEAR, cut_at=None, back_at=None, folder="new-year")
    told = as_text(rows_of(replace(WENT_BADLY, drill=eve)))
    assert "还有 2 张没有办完，和演练用的那本账一起收起来了。" in told
    assert "演练在线路恢复以前就结束了。" in told
    assert "算 2026 年的医保。" in told


def test_papers_without_a_printer_came_out_of_none() -> None:
    """Three papers of two people: the tickets have a printer, the slip has none."""
    served = (case("B01-AAAA-1", "甲", papers=2, on_file=("settlement",), ticket=True), case("B01-AAAA-2", "乙"))
    said = as_text(rows_of(replace(WENT_BADLY, cases=served, strays=0)))
    assert "出了 2 张；另外 1 张做好了，没有打印机，存成了文件。" in said
    assert "都出了，" not in said
    assert said.count("结算单做好了，没有打印机。") == said.count("单子出了。") == 1
    stuck = case("B01-AAAA-3", "丙", stuck=("settlement",))
    assert "缺 1 张" in as_text(rows_of(replace(WENT_BADLY, cases=(*served, stuck), strays=0)))
