"""What a line is worth before its trial, what stops it, what the hospital has to approve, and which insurance pays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from counter_app.model.person import Paying
from counter_app.model.settlement import LineSplit
from counter_app.model.trace import TraceState
from counter_app.model.visit import Approval
from offline_queue.values import State
from tests.window.cashier import QUIET_S, TRAVELLER
from tests.window.typing_in import name_of, type_in
from ui.fee_line import Limited
from ui.views import VisitState

pytestmark = [pytest.mark.window]

BOTH = ("9900000000000000000000000048", "990106199308173359")  # employee at work, resident at home
TWO_CITIES = ("9900000000000000000000000049", "990106199105144259")  # employed in two of them
ENALAPRIL, NIFEDIPINE, RIVAROXABAN = "XC09AAY070A001010199902", "XC08CAX238A001010199903", "XB01AFL096A001010199906"


def charge(code: str, name: str, price: str, quantity: str, *codes: str) -> dict[str, Any]:
    return {"code": code, "name": name, "unit": "盒", "price": price, "quantity": quantity, "trace_codes": list(codes)}


@pytest.fixture
def bill(service: Any) -> Iterator[Any]:
    """Writes an unpaid bill that comes before the shipped ones of that person."""
    written: list[Path] = []

    def write(number: str, person: tuple[str, str], *charges: dict[str, Any], **visit: Any) -> None:
        order = {
            "bill": number,
            "id_number": person[1],
            "visit": {
                "type": "outpatient",
                "date": "2026-01-05T08:00:00+08:00",
                "department": "心内科",
                "doctor": {"code": "D440100000001", "name": "医师甲"},
                **visit,
            },
            "diagnoses": [{"code": "I48.x01", "name": "阵发性心房颤动"}],
            "charges": list(charges),
        }
        file = service.orders / f"own-{number}.json"
        file.write_text(json.dumps(order, ensure_ascii=False), "utf-8")
        written.append(file)

    yield write
    for file in written:
        file.unlink()


def painted(cashier: Any, part: Any, *wanted: str) -> None:
    """These words stand there, once the page has been painted."""
    record = getattr(part, "written", None)
    read = record if callable(record) else lambda: part.painted
    cashier.until(lambda: set(wanted) <= {piece.text for piece in read()}, f"{wanted} is painted")


def rows(cashier: Any) -> list[Any]:
    table = cashier.program.window.visit.charges.table
    return [table.line(row) for row in range(table.model().rowCount())]


def test_a_line_is_told_before_the_trial_and_by_the_centre_after_it(window, bill) -> None:
    bill(
        "L1",
        TRAVELLER,
        charge(RIVAROXABAN, "利伐沙班片", "30.00", "2", "L1A", "L1B"),
        charge(NIFEDIPINE, "硝苯地平控释片", "25.00", "3", "L1C"),
        charge("9-own", "院内没有对码的项目", "1.00", "1"),
    )
    cashier = window()
    assert cashier.office.catalogue.update(lambda _progress: None)["state"] == "ok"
    cashier.identified(TRAVELLER)
    limited, half, unknown = rows(cashier)
    assert (limited.grade, limited.limit, limited.over, limited.pre_self) == ("乙", "28.50", True, "10%")
    assert (limited.limited, limited.trace.state) == (Limited.UNDECIDED, TraceState.COMPLETE)
    assert (half.grade, half.limit, half.over) == ("乙", "26.00", False)
    assert (half.trace.state, half.trace.have, half.trace.needed) == (TraceState.MISSING, 1, 3)
    assert (unknown.grade, unknown.limit, unknown.pre_self) == ("—", "—", "—")

    # Nobody approved it yet, so nothing goes up as approved.
    before = len(cashier.stage.ledger()["visits"])
    assert "第 1 项限制用药" in cashier.said()
    cashier.press("F8")
    cashier.drained()
    assert cashier.state is VisitState.CHARGES
    assert len(cashier.stage.ledger()["visits"]) == before
    cashier.press("F7", shift=True)
    cashier.until(lambda: cashier.view.charges[0].approval is Approval.APPROVED, "it is approved")
    assert rows(cashier)[0].limited is Limited.APPROVED
    for _ in range(2):  # the last line is not the insurance's: the cashier takes it off
        cashier.press("Down")
    cashier.press("Delete")
    cashier.until(lambda: len(cashier.view.charges) == 2, "the line is gone")
    cashier.press("F8")
    cashier.reach(VisitState.TRIAL_DONE)
    split: LineSplit = cashier.view.splits[0]
    assert (split.limited, split.price_limit, split.over_limit) == (True, Decimal("28.50"), Decimal("3.00"))
    limited, half = rows(cashier)
    assert (limited.grade, limited.limit, limited.pre_self) == ("乙", "28.50", "5.70")
    assert "超限价 3.00" in limited.details

    # The doctor thinks again: the trial of before is worth nothing, and the person pays the line.
    paid = split.in_scope
    cashier.press("Up")
    cashier.press("Up")
    cashier.press("F7", shift=True)
    cashier.until(lambda: cashier.view.charges[0].approval is Approval.REFUSED, "it is not approved")
    assert (cashier.state, cashier.view.quote, rows(cashier)[0].pre_self) == (VisitState.CHARGES, None, "自费")
    cashier.press("F8")
    cashier.reach(VisitState.TRIAL_DONE)
    own = cashier.view.splits[0]
    assert (own.full_self, own.in_scope, own.limited) == (Decimal("60.00"), Decimal("0.00"), True)
    assert paid > 0
    assert rows(cashier)[0].pre_self == "自费"


def test_a_code_that_stands_twice_is_seen_and_stops_the_bill(window, bill) -> None:
    bill("L2", TRAVELLER, charge(ENALAPRIL, "马来酸依那普利片", "18.00", "2", "L2A", "L2A"))
    cashier = window()
    cashier.identified(TRAVELLER)
    (row,) = rows(cashier)
    assert (row.trace.state, row.trace.stops) == (TraceState.DUPLICATE, True)
    painted(cashier, cashier.program.window.visit.charges.table, "重码")
    cashier.press("F8")
    cashier.reach(VisitState.FAILURE)
    assert cashier.view.failure.code == "14"


def test_another_insurance_is_chosen_and_settled(window) -> None:
    cashier = window()
    cashier.identified(BOTH)
    person = cashier.view.person
    assert (person.paying, person.insurance.scheme_code) == (Paying.EMPLOYEE_FIRST, "310")
    assert [(row.code, row.place, row.active) for row in person.choice] == [("390", "重庆", True)]
    panel = cashier.program.window.visit.person
    painted(cashier, panel, "有 2 个险种正常参保，先用职工医保", "还可选 居民医保（重庆）")
    cashier.press("F8")
    cashier.reach(VisitState.TRIAL_DONE)
    first = cashier.claim().machine.visit_id

    cashier.rest(QUIET_S)
    cashier.press("F4", shift=True)
    cashier.press("F9")  # at once: neither money nor a trial on the insurance that stands there no more
    cashier.press("F8")
    assert cashier.state is VisitState.IDENTIFYING
    cashier.until(lambda: cashier.view.person.insurance.scheme_code == "390", "the resident row pays")
    assert (cashier.state, cashier.view.person.paying, cashier.view.quote) == (
        VisitState.CHARGES,
        Paying.CHOSEN,
        None,
    )
    (old,) = [row for row in cashier.stage.ledger()["visits"] if row["mdtrt_id"] == first]
    assert old["cancelled"]
    painted(cashier, panel, "有 2 个险种正常参保，窗口选的", "还可选 职工医保（玉林）")
    before = len(cashier.settlements(BOTH))
    cashier.press("F8")
    cashier.reach(VisitState.TRIAL_DONE)
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    (row,) = cashier.settlements(BOTH)[before:]
    claim = cashier.claim()
    cashier.conserve(claim, row)
    assert claim.machine.settlement is not None
    assert (claim.machine.settlement.scheme_code, row["insutype"], row["pool"]) == ("390", "390", "0.00")
    visits = [one for one in cashier.stage.ledger()["visits"] if one["mdtrt_id"] == row["mdtrt_id"]]
    assert len(visits) == 1


def test_one_scheme_in_two_places_is_told_apart(window) -> None:
    """Chosen by the row: the second employee insurance pays by its own place's rules and out of its own sums."""
    cashier = window()
    cashier.identified(TWO_CITIES)
    person = cashier.view.person
    assert (person.paying, person.insurance.region) == (Paying.FIRST, "410100")
    assert [(row.row, row.place) for row in person.choice] == [("310@450900", "玉林")]
    painted(cashier, cashier.program.window.visit.person, "还可选 职工医保（玉林）")
    for region in ("450900", "410100", "450900"):
        cashier.press("F4", shift=True)
        cashier.until(lambda region=region: cashier.view.person.insurance.region == region, f"{region} pays")
    assert cashier.view.notice is not None
    assert "换成职工医保（玉林）" in cashier.view.notice.text
    before, sums = len(cashier.settlements(TWO_CITIES)), counted(cashier, TWO_CITIES)
    cashier.press("F8")
    cashier.reach(VisitState.TRIAL_DONE)
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    (row,) = cashier.settlements(TWO_CITIES)[before:]
    cashier.conserve(cashier.claim(), row)
    after = counted(cashier, TWO_CITIES)
    assert Decimal(row["pool"]) > 0
    assert after["310 410100"] == sums["310 410100"], "the other employer's sums stay"
    assert after[""] - sums[""] == Decimal(row["pool"])


def counted(cashier: Any, who: tuple[str, str]) -> dict[str, Decimal]:
    """What the pool paid this year, by row."""
    rows = cashier.stage.ledger()["accumulators"]
    return {row["row"]: Decimal(row["pool_paid"]) for row in rows if (row["certno"], row["year"]) == (who[1], 2026)}


def test_the_chosen_insurance_stays_on_the_ticket(window) -> None:
    """Chosen while the line was up; the line goes down before the trial, and replay asks nobody again."""
    cashier = window()
    before = len(cashier.settlements(BOTH))
    cashier.press("F2", shift=True)
    cashier.reach(VisitState.TYPING)
    type_in(cashier, name_of(BOTH[1]), BOTH[1], "13800000000")
    cashier.reach(VisitState.CHARGES)
    cashier.press("F4", shift=True)
    cashier.until(lambda: cashier.view.person.insurance.scheme_code == "390", "the resident row pays")
    cashier.stage.faults(["refuse_connection"])
    cashier.press("F5")
    down = cashier.reach(VisitState.LINK_DOWN)
    assert (down.person.online, down.person.insurance.scheme_code) == (False, "390")
    assert down.person.qualification is None, "filing and deductible are not shown as fresh"
    cashier.rest(QUIET_S)
    cashier.press("F9")
    cashier.reach(VisitState.TICKET_OUT)
    claim = cashier.claim()
    assert claim.machine.person is not None
    assert (claim.machine.person.scheme, claim.machine.person.paying) == ("390@500000", Paying.CHOSEN)
    key = claim.key
    cashier.press("Escape")
    cashier.stage.faults([])
    cashier.until(lambda: cashier.claim(key).state is State.DONE, "it was replayed and settled", 30.0)
    (row,) = cashier.settlements(BOTH)[before:]
    assert (row["insutype"], row["mdtrt_id"]) == ("390", cashier.claim(key).machine.visit_id)


def test_an_emergency_says_why(window, bill) -> None:
    bill("L3", TRAVELLER, charge("9-own", "项目", "1.00", "1"), type="emergency", basis="胸痛，抢救室收治")
    cashier = window()
    cashier.identified(TRAVELLER)
    panel = cashier.program.window.visit.person
    wanted = "急诊视同已备案。依据：胸痛，抢救室收治"
    cashier.until(lambda: wanted in "".join(piece.text for piece in panel.written()), "the reason is painted")
    for kind in ("outpatient", "emergency"):
        cashier.press("F8", shift=True)
        cashier.until(lambda kind=kind: cashier.view.kind == kind, "the kind changed")
    assert cashier.view.basis == "胸痛，抢救室收治"


def test_an_emergency_marked_here_says_by_whom(window) -> None:
    cashier = window()
    cashier.identified(BOTH)
    cashier.press("F8", shift=True)
    cashier.until(lambda: cashier.view.kind == "emergency", "the kind changed")
    assert cashier.view.basis == f"窗口标记，收费员 {cashier.office.settings.window.operator}"
