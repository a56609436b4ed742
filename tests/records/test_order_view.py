"""Unpaid bills in a view of the hospital's database: every field, in the hospital's own words, and never waited for."""

from __future__ import annotations

import socket
import sqlite3
import time
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import create_engine, text

from counter_app.model.visit import Approval, Charge, Diagnosis, Doctor, Marks, Visit, VisitKind
from counter_app.order_settings import OrderSettings
from counter_app.records.claim_file import Order
from counter_app.records.order_view import COLUMNS, OrdersUnavailable, OrderView
from counter_app.records.orders import OrderFolder, Orders, open_orders
from counter_app.settings import SettingsError, load_settings
from tests.postgres import Server, found

WHO = "990200195111111057"
ZONE = ZoneInfo("Asia/Shanghai")

_TABLE = """CREATE TABLE lines (bill TEXT, id_number TEXT, visit_type TEXT, visit_date {moment}, department TEXT,
department_code TEXT, doctor_code TEXT, doctor_name TEXT, disease TEXT, disease_name TEXT, referral TEXT, injury TEXT,
third_party TEXT, crowd TEXT, basis TEXT, diagnosis_code TEXT, diagnosis_name TEXT, more_diagnoses TEXT, line INTEGER,
code TEXT, name TEXT, spec TEXT, unit TEXT, price {figure}, quantity {figure}, trace_codes TEXT, split {flag},
outside {flag}, approval TEXT)"""

_ROW: dict[str, Any] = {
    "bill": "T1", "id_number": WHO, "visit_type": "11", "visit_date": "2026-11-22 09:30:00", "department": "内科",
    "department_code": "A03", "doctor_code": "D440100000001", "doctor_name": "医师甲", "diagnosis_code": "I10.x00",
    "diagnosis_name": "高血压", "line": 1, "code": "X1", "name": "甲类药", "price": "50.00", "quantity": "4",
}  # fmt: skip


def insert(connection: Any, **changes: Any) -> None:
    row = _ROW | changes
    values = ", ".join(f":{name}" for name in row)
    connection.execute(text(f"INSERT INTO lines ({', '.join(row)}) VALUES ({values})"), row)  # noqa: S608


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "his.db"
    with sqlite3.connect(made) as connection:
        connection.execute(_TABLE.format(moment="TEXT", figure="TEXT", flag="INTEGER"))
        connection.execute("CREATE VIEW unpaid_lines AS SELECT * FROM lines")
    return made


def fill(file: Path, *rows: dict[str, Any]) -> None:
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        for row in rows:
            insert(connection, **row)
    engine.dispose()


def viewed(url: str | Path, *more: str, wait_s: float = 5.0, view: str = "unpaid_lines", **columns: str) -> OrderView:
    address = url if isinstance(url, str) else f"sqlite:///{url}"
    return OrderView(OrderSettings(address, view, wait_s, {name: name for name in more} | columns))


def refused(view: OrderView, who: str = WHO) -> OrdersUnavailable:
    with pytest.raises(OrdersUnavailable) as caught:
        view.unpaid(who)
    return caught.value


def test_a_bill_with_the_columns_that_are_needed(file: Path) -> None:
    fill(file, {}, {"line": 2, "code": "X2", "name": "乙类药", "price": "0.123456", "quantity": "1.5"})
    assert viewed(file, "line").unpaid(WHO) == [
        Order(
            "T1",
            WHO,
            Visit(
                VisitKind.OUTPATIENT,
                datetime(2026, 11, 22, 9, 30, tzinfo=ZONE),
                "内科",
                Doctor("D440100000001", "医师甲"),
                (Diagnosis("I10.x00", "高血压"),),
            ),
            (
                Charge("X1", "甲类药", Decimal("50.00"), Decimal(4)),
                Charge("X2", "乙类药", Decimal("0.123456"), Decimal("1.5")),
            ),
        )
    ]


def test_every_column_arrives(file: Path) -> None:
    whole = {
        "visit_type": "chronic", "disease": "M03900", "disease_name": "高血压病", "referral": "Y", "injury": "1",
        "third_party": "0", "crowd": "1", "basis": "分诊", "more_diagnoses": "E11.900 2型糖尿病；J00.x00 感冒",
        "spec": "5mg×28片", "unit": "盒", "trace_codes": "8391 8392，8393", "split": 1, "outside": 0, "approval": "1",
    }  # fmt: skip
    fill(file, whole)
    (order,) = viewed(file, *COLUMNS).unpaid(WHO)
    assert order.visit.kind is VisitKind.CHRONIC
    assert (order.visit.disease, order.visit.disease_name, order.visit.department_code) == ("M03900", "高血压病", "A03")
    assert order.visit.marks == Marks(referral=True, injury=True, third_party=False, crowd="1", basis="分诊")
    assert [one.code for one in order.visit.diagnoses] == ["I10.x00", "E11.900", "J00.x00"]
    (line,) = order.charges
    assert (line.spec, line.unit, line.trace_codes) == ("5mg×28片", "盒", ("8391", "8392", "8393"))
    assert (line.split, line.outside, line.approval) == (True, False, Approval.APPROVED)


def test_the_hospitals_own_names_and_only_this_persons_bills_oldest_first(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE VIEW v_dj AS SELECT *, bill AS 单号, price AS dj FROM lines")
    fill(
        file,
        {"bill": "T2", "visit_date": "2026-11-22 10:00"},
        {"bill": "T1", "visit_date": "2026-11-21"},
        {"bill": "T3", "id_number": "990200196203151026"},
        {"bill": "T4", "id_number": "99020019511111105X"},
    )
    view = viewed(file, view="v_dj", bill="单号", price="dj")
    assert [order.bill for order in view.unpaid(WHO)] == ["T1", "T2"]
    assert [order.bill for order in view.unpaid("99020019511111105x")] == ["T4"]
    assert view.unpaid("' OR 1=1 --") == []


def test_lines_come_in_their_order_and_a_figure_as_it_was_written(file: Path) -> None:
    fill(file, *({"line": number, "code": f"X{number}", "price": "100"} for number in (10, 9, 2)))
    (order,) = viewed(file, "line").unpaid(WHO)
    assert [line.code for line in order.charges] == ["X2", "X9", "X10"]


def test_one_bad_bill_is_named_and_does_not_hide_the_others(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    fill(file, {"bill": "T1", "quantity": "0"}, {"bill": "T2"}, {"bill": "T3", "visit_type": "住院"})
    trouble = refused(viewed(file))
    assert (trouble.reason, [order.bill for order in trouble.found]) == ("row", ["T2"])
    assert trouble.said.startswith("unpaid_lines T1：charges[0]")
    assert "T3：visit.type" in caplog.text
    assert WHO not in caplog.text + str(trouble)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"view": "nowhere"}, "refused"), ({"bill": "nowhere"}, "refused"), ({"view": "his.unpaid_lines"}, "refused")],
)
def test_a_view_or_a_column_that_is_not_there(file: Path, changes: dict[str, str], reason: str) -> None:
    fill(file, {})
    assert refused(viewed(file, **changes)).reason == reason


def test_more_lines_than_anybody_has_are_told_as_that_and_not_as_a_server_away(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("DROP VIEW unpaid_lines")
        connection.execute(
            "CREATE VIEW unpaid_lines AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2001)"
            " SELECT lines.* FROM lines, n"
        )
    fill(file, {})
    assert refused(viewed(file)).reason == "many"


def test_what_the_settings_cannot_mean_is_said_at_the_start(tmp_path: Path) -> None:
    for settings in (OrderSettings("nowhere"), OrderSettings("sqlite:///x", columns={"age": "age"})):
        with pytest.raises(SettingsError, match=r"\[orders\]"):
            OrderView(settings)
    (tmp_path / "settings.toml").write_text(
        '[orders]\nurl = "sqlite:///his.db"\nwait_s = 2\n[orders.columns]\nbill = "单号"\n', "utf-8"
    )
    asked = load_settings(None, tmp_path, {}).orders
    assert (asked.wait_s, asked.columns, asked.view) == (2.0, {"bill": "单号"}, "unpaid_lines")
    assert "his.db" not in repr(asked)  # an address may hold a password


def test_a_driver_that_is_not_installed_is_told_when_it_is_needed() -> None:
    assert refused(viewed("mysql+pymysql://reader@127.0.0.1/his")).reason == "address"


def test_nothing_can_be_written_by_this_road(file: Path) -> None:
    fill(file, {})
    view = viewed(file)
    view.unpaid(WHO)
    assert view._engine is not None
    with view._engine.connect() as connection, pytest.raises(Exception, match="readonly"):
        connection.execute(text("DELETE FROM lines"))


def test_folder_and_view_together_and_the_view_counts(file: Path, tmp_path: Path) -> None:
    fill(file, {"bill": "T1", "department": "外科"})
    folder = tmp_path / "orders"
    folder.mkdir()
    for bill in ("T1", "T9"):
        (folder / f"{bill}.json").write_text(
            f'{{"bill": "{bill}", "id_number": "{WHO}", "visit": {{"type": "outpatient", "date": "2026-11-22",'
            ' "department": "内科", "doctor": {"code": "D", "name": "甲"}}, "diagnoses": [{"code": "I", "name": "高"}],'
            ' "charges": [{"code": "X", "name": "药", "price": "1", "quantity": "1"}]}',
            "utf-8",
        )
    both = Orders(OrderFolder(folder), viewed(file))
    assert [(order.bill, order.visit.department) for order in both.unpaid(WHO)] == [("T9", "内科"), ("T1", "外科")]
    lost = Orders(OrderFolder(folder), viewed(file, view="nowhere"))
    with pytest.raises(OrdersUnavailable) as caught:
        lost.unpaid(WHO)
    assert [order.bill for order in caught.value.found] == ["T1", "T9"]


def test_training_asks_no_hospitals_database(tmp_path: Path) -> None:
    """Whether it is in training by its own word, or by the code that the program is shipped with."""
    his = {"COUNTER_APP_ORDERS_URL": "mysql+pymysql://reader@127.0.0.1/his"}
    real = his | {"COUNTER_APP_INSTITUTION_CODE": "H44010099999"}
    with pytest.raises(OrdersUnavailable):
        open_orders(load_settings(None, tmp_path, real)).unpaid(WHO)
    assert open_orders(load_settings(None, tmp_path, real, overrides={"window__training": True})).unpaid(WHO) == []
    assert open_orders(load_settings(None, tmp_path, his)).unpaid(WHO) == []


# --- a server of its own -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    if found() is None:
        pytest.skip("PostgreSQL is not installed")
    with Server() as running:
        yield running


@pytest.fixture
def his(server: Server) -> str:
    address = server.database("his")
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(text(_TABLE.format(moment="TIMESTAMPTZ", figure="NUMERIC(16, 6)", flag="BOOLEAN")))
        connection.execute(text("CREATE SCHEMA his"))
        connection.execute(text("CREATE VIEW his.unpaid_lines AS SELECT * FROM lines"))
        connection.execute(text("CREATE VIEW slow AS SELECT lines.* FROM lines, pg_sleep(20)"))
        insert(connection, visit_date="2026-11-22 09:30:00+08", price=Decimal("0.12"), quantity=Decimal("1.5"))
        connection.execute(text("UPDATE lines SET split = true, outside = false"))
    engine.dispose()
    return address


def test_postgresql_with_its_own_kinds_of_values(his: str) -> None:
    (order,) = viewed(his, "split", "outside", "line", view="his.unpaid_lines").unpaid(WHO)
    assert order.visit.date == datetime(2026, 11, 22, 9, 30, tzinfo=ZONE)
    assert order.charges[0] == Charge("X1", "甲类药", Decimal("0.120000"), Decimal("1.500000"), split=True)


def test_postgresql_writes_nothing_by_this_road(his: str) -> None:
    view = viewed(his, view="his.unpaid_lines")
    view.unpaid(WHO)
    assert view._engine is not None
    with view._engine.connect() as connection, pytest.raises(Exception, match="read-only"):
        connection.execute(text("DELETE FROM lines"))


def test_a_slow_view_is_given_up_in_time_and_the_next_question_does_not_wait(his: str) -> None:
    view = viewed(his, view="slow", wait_s=0.6)
    began = time.monotonic()
    assert refused(view).reason == "slow"
    assert refused(view).reason == "slow"
    assert time.monotonic() - began < 2.5


def test_a_server_that_stands_still_is_given_up_and_asked_again_when_it_goes_on(his: str, server: Server) -> None:
    view = viewed(his, view="his.unpaid_lines", wait_s=1.5)
    assert view.unpaid(WHO)
    server.freeze()
    try:
        began = time.monotonic()
        assert refused(view).reason == "slow"
        assert time.monotonic() - began < 3.5
        began = time.monotonic()
        assert refused(view).reason == "slow"
        assert time.monotonic() - began < 0.3  # the first one still hangs
    finally:
        server.thaw()
    until = time.monotonic() + 15
    while True:
        try:
            assert view.unpaid(WHO)
            break
        except OrdersUnavailable:
            assert time.monotonic() < until
            time.sleep(0.1)


def test_a_server_that_is_gone_is_told_at_once(server: Server) -> None:
    began = time.monotonic()
    assert refused(viewed(server.address("his1", host="/nowhere"))).reason == "away"
    assert time.monotonic() - began < 2


def test_somebody_who_takes_the_call_and_says_nothing_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        began = time.monotonic()
        assert refused(viewed(f"postgresql+psycopg://app@127.0.0.1:{port}/his", wait_s=0.5)).reason == "slow"
        assert time.monotonic() - began < 3.5
