"""Unpaid bills out of the hospital's database: they appear when the card is read, and a dead database stops nobody."""

from __future__ import annotations

import json
import sqlite3
import time
from pathlib import Path

import pytest

from counter_app.order_settings import OrderSettings
from counter_app.records.order_view import OrderView
from counter_app.records.orders import OrderFolder, Orders
from tests.window.cashier import RETIRED, TRAVELLER
from ui.views import VisitState
from ui.words.order_words import UNAVAILABLE
from ui.words.template import filled, spoken

pytestmark = [pytest.mark.window]


def database(file: Path, folder: Path, person: tuple[str, str]) -> str:
    """The person's bill of the folder as the rows of a view."""
    bills = [json.loads(one.read_text("utf-8")) for one in folder.glob("*.json")]
    bill = next(one for one in bills if one["id_number"] == person[1])
    visit, diagnosis = bill["visit"], bill["diagnoses"][0]
    rows = [
        ("DB1", person[1], visit["type"], visit["date"], visit["department"], visit["doctor"]["code"],
         visit["doctor"]["name"], diagnosis["code"], diagnosis["name"], one["code"], one["name"], one["price"],
         one["quantity"], " ".join(one["trace_codes"]))
        for one in bill["charges"]
    ]  # fmt: skip
    with sqlite3.connect(file) as connection:
        connection.execute(
            "CREATE TABLE lines (bill, id_number, visit_type, visit_date, department, doctor_code, doctor_name,"
            " diagnosis_code, diagnosis_name, code, name, price, quantity, trace_codes)"
        )
        connection.executemany("INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        connection.execute("CREATE VIEW unpaid_lines AS SELECT * FROM lines")
    return f"sqlite:///{file}"


def from_view(cashier, folder: Path, settings: OrderSettings) -> None:
    cashier.program.visit._desk._orders = Orders(OrderFolder(folder), OrderView(settings))


def test_they_appear_when_the_person_is_known_and_settle(window, tmp_path: Path) -> None:
    cashier = window()
    url = database(tmp_path / "his.db", cashier.stage.orders, RETIRED)
    from_view(cashier, tmp_path / "empty", OrderSettings(url, columns={"trace_codes": "trace_codes"}))
    before = len(cashier.settlements(RETIRED))
    cashier.quoted(RETIRED)
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    (row,) = cashier.settlements(RETIRED)[before:]
    claim = cashier.claim()
    assert claim.people.bill == "DB1"
    cashier.conserve(claim, row)


def test_a_dead_database_is_said_and_the_bill_that_stands_there_stays(window, tmp_path: Path) -> None:
    cashier = window()
    phone = cashier.office.settings.institution.phone
    url = database(tmp_path / "his.db", cashier.stage.orders, RETIRED)
    from_view(cashier, tmp_path / "empty", OrderSettings("sqlite:////nowhere/at/all.db"))
    began = time.monotonic()
    cashier.scan(RETIRED[0])
    cashier.reach(VisitState.NO_CHARGES)
    assert time.monotonic() - began < 8
    said = filled(UNAVAILABLE["away"], 分机=phone)
    cashier.until(lambda: cashier.said() == said, "the window says what is wrong")
    assert len(spoken(said)) <= 45

    from_view(cashier, tmp_path / "empty", OrderSettings(url, columns={"trace_codes": "trace_codes"}))
    cashier.press("F5")
    cashier.reach(VisitState.CHARGES)
    lines = cashier.view.charges
    from_view(cashier, tmp_path / "empty", OrderSettings(url, view="nowhere"))
    cashier.press("F5")
    cashier.reach(VisitState.IDENTIFYING)
    cashier.reach(VisitState.CHARGES)
    assert cashier.view.charges == lines
    assert cashier.said() == filled(UNAVAILABLE["refused"], 分机=phone)


def test_a_bill_that_comes_while_its_person_stands_there_appears_by_itself(window, tmp_path: Path) -> None:
    cashier = window()
    folder = tmp_path / "orders"
    folder.mkdir()
    cashier.program.visit._desk._orders = OrderFolder(folder)
    cashier.scan(TRAVELLER[0])
    cashier.reach(VisitState.NO_CHARGES)
    assert "[F5]" in cashier.said(), "and the key that asks for it is named"
    source = next(file for file in cashier.stage.orders.glob("*.json") if TRAVELLER[1] in file.read_text("utf-8"))
    bill = json.loads(source.read_text("utf-8")) | {"bill": "CAME-1"}
    (folder / "came.json").write_text(json.dumps(bill, ensure_ascii=False), "utf-8")
    cashier.until(lambda: cashier.state is VisitState.CHARGES, "the bill is there, and nobody pressed a key")
    assert cashier.program.visit._glass.at.order.bill == "CAME-1"


def test_a_file_of_this_person_that_cannot_be_read_is_said(window, tmp_path: Path) -> None:
    cashier = window()
    folder = tmp_path / "orders"
    folder.mkdir()
    source = next(file for file in cashier.stage.orders.glob("*.json") if TRAVELLER[1] in file.read_text("utf-8"))
    bill = json.loads(source.read_text("utf-8"))
    bill["charges"][0]["quantity"] = "1.00001"
    (folder / "wrong.json").write_text(json.dumps(bill, ensure_ascii=False), "utf-8")
    cashier.program.visit._desk._orders = OrderFolder(folder)
    cashier.scan(TRAVELLER[0])
    cashier.reach(VisitState.NO_CHARGES)
    cashier.until(lambda: "有一张单读不出：wrong.json" in cashier.said(), "it is said")
