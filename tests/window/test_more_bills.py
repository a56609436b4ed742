"""A person with more than one unpaid bill, and lines taken off one: each is named, has a key, and settles once."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from offline_queue.values import State
from sandbox.stage import Stage
from tests.window.cashier import DAILY, RETIRED, TRAVELLER, Cashier
from tests.window.test_failure_screens import WHO, keep
from tests.window.typing_in import name_of, type_in
from ui.keys import Action
from ui.views import VisitState
from ui.words.template import spoken

pytestmark = pytest.mark.window

_DRUG = {"code": "XA01ABD075A002010100483", "name": "甲硝唑口颊片", "quantity": "1", "trace_codes": []}


def file_of(stage: Stage, person: tuple[str, str]) -> Path:
    return next(file for file in sorted(stage.orders.glob("*.json")) if person[1] in file.read_text("utf-8"))


@pytest.fixture
def bills(service: Stage) -> Iterator[object]:
    """`bills(person, prices...)`: a bill of this person and nobody knows of it yet; returns its number. Gone after."""
    before = {file: file.read_text("utf-8") for file in service.orders.glob("*.json")}

    def another(person: tuple[str, str], *prices: str, day: int = 1) -> str:
        order = json.loads(next(text for text in before.values() if person[1] in text))
        number = f"M{day:02d}{os.urandom(3).hex()}"
        order["visit"]["date"] = f"{order['visit']['date'][:4]}-01-{day:02d}T09:00:00+08:00"
        lines = [_DRUG | {"price": price, "name": f"药 {price}"} for price in prices]
        text = json.dumps(order | {"bill": number, "charges": lines}, ensure_ascii=False)
        (service.orders / f"{number}.json").write_text(text, "utf-8")
        return number

    def only(person: tuple[str, str]) -> None:
        for file in before:
            if person[1] in before[file]:
                file.unlink()

    another.only, another.stage = only, service  # type: ignore[attr-defined]
    yield another
    for file in service.orders.glob("*.json"):
        file.unlink()
    for file, text in before.items():
        file.write_text(text, "utf-8")


def at_glass(cashier: Cashier) -> str:
    order = cashier.program.visit._glass.at.order
    return order.bill if order is not None else ""


def settle(cashier: Cashier) -> None:
    cashier.press("F8")
    cashier.reach(VisitState.TRIAL_DONE)
    cashier.take()
    cashier.reach(VisitState.SETTLED)


def next_bill(cashier: Cashier, number: str) -> None:
    cashier.press("F5", ctrl=True)
    cashier.until(lambda: at_glass(cashier) == number and cashier.state is VisitState.CHARGES, f"{number} is next")


def test_a_second_bill_is_named_and_its_key_steps_through_them(window, bills) -> None:
    bills.only(DAILY)
    first, second = bills(DAILY, "10.00", day=1), bills(DAILY, "20.00", day=2)
    cashier = window()
    cashier.identified(DAILY)
    assert at_glass(cashier) == first
    assert spoken(cashier.said()).endswith("还有 1 张单，按Ctrl F5换。")
    cashier.program.window.grab()
    assert "另有 1 张单" in "".join(piece.text for piece in cashier.program.window.visit.charges.written())
    keep(cashier, "two-bills")
    next_bill(cashier, second)
    cashier.press("F5")  # asks again for the bill that stands there
    cashier.reach(VisitState.IDENTIFYING)
    cashier.reach(VisitState.CHARGES)
    assert at_glass(cashier) == second
    cashier.press("F8")
    cashier.reach(VisitState.TRIAL_DONE)
    key = cashier.claim().key
    next_bill(cashier, first)
    assert cashier.claim(key).state is State.VOID, "what was quoted is given back"
    assert not cashier.open_visits(DAILY)


def test_after_one_is_settled_the_next_is_taken_without_another_card(window, bills) -> None:
    bills.only(DAILY)
    first, second = bills(DAILY, "10.00", day=1), bills(DAILY, "20.00", day=2)
    cashier = window()
    before = len(cashier.settlements(DAILY))
    cashier.press("F2", shift=True)
    type_in(cashier, name_of(DAILY[1]), DAILY[1])
    cashier.reach(VisitState.CHARGES)
    settle(cashier)
    assert "还有 1 张单没结" in cashier.said()
    keep(cashier, "settled-one-more")
    next_bill(cashier, second)
    settle(cashier)
    assert "张单" not in cashier.said()
    assert Action.NEXT_BILL not in cashier.program.window.visit.alive()
    rows = cashier.settlements(DAILY)[before:]
    assert sorted(Decimal(row["total"]) for row in rows) == [Decimal("10.00"), Decimal("20.00")]
    assert {claim.people.bill for claim in cashier.office.books.claims()} == {first, second}


def test_a_code_serves_one_settlement_and_the_window_says_so(window, bills) -> None:
    bills.only(RETIRED)
    bills(RETIRED, "10.00", day=1)
    second = bills(RETIRED, "20.00", day=2)
    cashier = window()
    cashier.identified(RETIRED)
    settle(cashier)
    cashier.press("F5", ctrl=True)
    cashier.reach(VisitState.SCANNING)
    assert "请患者再亮一次码" in cashier.said()
    keep(cashier, "code-again")
    cashier.type(RETIRED[0])
    cashier.press("Return")
    cashier.reach(VisitState.CHARGES)
    assert at_glass(cashier) == second
    settle(cashier)


def test_who_pulls_the_card_with_a_bill_left_is_called_back(window, bills) -> None:
    bills.only(DAILY)
    bills(DAILY, "10.00", day=1)
    bills(DAILY, "20.00", day=2)
    cashier = window()
    cashier.identified(DAILY)
    settle(cashier)
    cashier.program.visit.reader.card_out()
    cashier.reach(VisitState.WAITING)
    assert "刚才那位还有 1 张单没结" in cashier.said()


def test_a_bill_that_cannot_go_on_blocks_no_other(window, bills) -> None:
    """Its oldest bill has a line nobody mapped (13): today's is paid all the same."""
    who = WHO["13"]
    order = file_of(bills.stage, who)
    raw = json.loads(order.read_text("utf-8"))
    blocked, today = raw["bill"], bills(who, "20.00")
    raw["visit"]["date"] = raw["visit"]["date"][:4] + "-01-01T01:00:00+08:00"
    order.write_text(json.dumps(raw, ensure_ascii=False), "utf-8")
    cashier = window()
    cashier.identified(who)
    assert at_glass(cashier) == blocked
    cashier.press("F8")
    cashier.reach(VisitState.FAILURE)
    cashier.program.window.grab()
    ways = [option.text() for option in cashier.program.window.visit.charges.failure._options]
    assert "先结别的单，还有 1 张" in ways
    keep(cashier, "13-more")
    next_bill(cashier, today)
    cashier.drained()
    assert not cashier.open_visits(who)
    settle(cashier)
    assert "还有 1 张单没结" in cashier.said()

    # Put aside instead: whoever is scanned anew comes to the bills that are not.
    cashier.press("Escape")
    later = bills(who, "30.00", day=3)
    cashier.identified(who)
    assert at_glass(cashier) == blocked
    cashier.press("F8")
    cashier.reach(VisitState.FAILURE)
    cashier.press("F7")
    cashier.reach(VisitState.WAITING)
    cashier.identified(who)
    assert at_glass(cashier) == later


def test_a_bill_whose_lines_are_all_off_is_not_called_none(window, bills) -> None:
    bills.only(TRAVELLER)
    bills(TRAVELLER, "10.00", "11.00")
    cashier = window()
    cashier.identified(TRAVELLER)
    cashier.press("Delete")
    assert "第 1 项这次不结" in cashier.said()
    cashier.press("Delete")
    cashier.reach(VisitState.NO_CHARGES)
    assert "没有待缴费用" not in cashier.said()
    assert "[F5]" in cashier.said()
    cashier.press("F5")
    cashier.reach(VisitState.CHARGES)
    assert len(cashier.view.charges) == 2


def test_a_line_taken_off_is_settled_later_and_only_once(window, bills) -> None:
    bills.only(TRAVELLER)
    number = bills(TRAVELLER, "10.00", "11.00", "12.00")
    cashier = window()
    before = len(cashier.settlements(TRAVELLER))
    cashier.identified(TRAVELLER)
    cashier.press("Down")
    cashier.press("Delete")
    cashier.until(lambda: len(cashier.view.charges) == 2, "one is off")
    settle(cashier)
    assert "还有 1 张单没结" in cashier.said()
    cashier.press("Escape")
    # The hospital has mended the line meanwhile.
    file = cashier.stage.orders / f"{number}.json"
    off = json.loads(file.read_text("utf-8"))
    left = next(n for n, line in enumerate(off["charges"]) if not settled_line(cashier, line["price"]))
    off["charges"][left]["name"] = "对上码的药"
    file.write_text(json.dumps(off, ensure_ascii=False), "utf-8")
    cashier.identified(TRAVELLER)
    assert [charge.name for charge in cashier.view.charges] == ["对上码的药"]
    assert at_glass(cashier) == f"{number}+2"
    settle(cashier)
    assert "张单" not in cashier.said()
    rows = cashier.settlements(TRAVELLER)[before:]
    assert sum(Decimal(row["total"]) for row in rows) == Decimal("33.00")
    cashier.press("Escape")
    cashier.scan(TRAVELLER[0])
    cashier.reach(VisitState.NO_CHARGES)


def settled_line(cashier: Cashier, price: str) -> bool:
    (claim,) = cashier.office.books.claims()
    return any(charge.price == Decimal(price) for charge in claim.people.charges)


def test_the_cashiers_own_work_is_left_by_no_key_unasked(window, bills) -> None:
    bills.only(TRAVELLER)
    bills(TRAVELLER, "10.00", "11.00")
    bills(TRAVELLER, "12.00", day=2)
    cashier = window()
    cashier.identified(TRAVELLER)
    visit = cashier.view.visit
    cashier.press("Delete")
    cashier.until(lambda: len(cashier.view.charges) == 1, "one is off")
    for key, held in (("F3", {}), ("F2", {}), ("F2", {"shift": True}), ("F5", {"ctrl": True}), ("Escape", {})):
        cashier.press(key, **held)
        assert "这张单手工改过" in cashier.said(), key
        assert (cashier.view.visit, cashier.state) == (visit, VisitState.CHARGES)
        cashier.program.window.scanned(DAILY[0])  # a code that just comes
        assert (cashier.view.visit, len(cashier.view.charges)) == (visit, 1)
    keep(cashier, "leave-asked")
    cashier.press("F8")
    cashier.reach(VisitState.TRIAL_DONE)
    cashier.press("F3")
    assert cashier.state is VisitState.TRIAL_DONE
    assert "要放下同一个键再按一次" in cashier.said()
    assert not cashier.program.window._keyboard.armed, "digits go to the till as before"
    cashier.press("F3")
    cashier.reach(VisitState.SCANNING)
    cashier.press("Escape")
    cashier.identified(TRAVELLER)
    cashier.press("F3")  # nothing of the cashier's is lost
    cashier.reach(VisitState.SCANNING)
