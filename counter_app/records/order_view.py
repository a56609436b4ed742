"""Unpaid bills in a database of the hospital: a view of one row a fee line, at any address SQLAlchemy knows (docs:
orders). Read only, and never waited for longer than the settings say.

Drivers keep time badly: a server that takes the connection and says nothing, a lock, a name that resolves nowhere. So
each question is asked on a thread of its own that is left behind when its time is up. While one hangs no other is
begun, but for once in a while.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from math import ceil
from threading import Thread
from typing import Any

from sqlalchemy import Engine, column, create_engine, event, make_url, select, table
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from counter_app.order_settings import OrderSettings
from counter_app.records.claim_file import ClaimFileError, Order, read_order
from counter_app.settings import SettingsError

__all__ = ["COLUMNS", "OrderView", "OrdersUnavailable"]

_NEEDED = (
    "bill", "id_number", "visit_type", "visit_date", "department", "doctor_code", "doctor_name",
    "diagnosis_code", "diagnosis_name", "code", "name", "price", "quantity",
)  # fmt: skip
_MORE = (
    "department_code", "disease", "disease_name", "referral", "injury", "third_party", "crowd", "basis",
    "more_diagnoses", "line", "spec", "unit", "trace_codes", "split", "outside", "approval",
)  # fmt: skip
COLUMNS = (*_NEEDED, *_MORE)

_MOST_ROWS = 2000
_LEFT_BEHIND_S = 30.0
_SPLIT = re.compile(r"[\s,;，；|]+")
_KINDS = {"11": "outpatient", "12": "registration", "13": "emergency", "14": "chronic"}
_APPROVALS = {"0": "not_needed", "1": "approved", "2": "refused"}
_YES, _NO = ("1", "true", "t", "y", "yes", "是"), ("", "0", "false", "f", "n", "no", "否")

_log = logging.getLogger(__name__)


class OrdersUnavailable(Exception):
    """Not all bills could be read; those that were are in `found`.

    `reason`: away | slow | refused (no such view or column, no right to read it) | address (no driver for it) | row (a
    bill of this person cannot be read, `said` names it and the key) | many | folder (of the files, not of a view: it
    cannot be opened, or does not answer).
    """

    def __init__(self, reason: str, said: str = "", found: Sequence[Order] = ()) -> None:
        super().__init__(f"unpaid bills are not available: {reason}")
        self.reason = reason
        self.said = said
        self.found = list(found)


class OrderView:
    """One view.

    Raises:
        SettingsError: no such address, or a column that nobody asks for.
    """

    def __init__(self, settings: OrderSettings) -> None:
        unknown = set(settings.columns) - set(COLUMNS)
        if unknown:
            raise SettingsError(f"[orders] columns 里没有 {min(unknown)} 这一项")
        try:
            make_url(settings.url).get_dialect()
        except (ArgumentError, SQLAlchemyError, ImportError):
            raise SettingsError("[orders] url 不是能用的数据库地址") from None
        self._settings = settings
        self._asked = {
            ours: settings.columns.get(ours, ours) for ours in COLUMNS if ours in (*_NEEDED, *settings.columns)
        }
        self._engine: Engine | None = None
        self._hangs: tuple[Thread, float] | None = None

    def unpaid(self, id_number: str) -> list[Order]:
        """The bills of a person, oldest visit first. Raises OrdersUnavailable."""
        hangs = self._hangs
        if hangs is not None and hangs[0].is_alive() and time.monotonic() - hangs[1] < _LEFT_BEHIND_S:
            raise OrdersUnavailable("slow")
        told: list[list[Mapping[str, Any]] | OrdersUnavailable] = []
        asking = Thread(target=self._ask, args=(id_number, told), name="orders", daemon=True)
        self._hangs = asking, time.monotonic()
        asking.start()
        asking.join(self._settings.wait_s)
        if not told:
            _log.warning("unpaid bills: no answer within %s s", self._settings.wait_s)
            raise OrdersUnavailable("slow")
        if isinstance(told[0], OrdersUnavailable):
            _log.warning("unpaid bills: %s", told[0].reason)
            raise told[0]
        return self._orders(told[0])

    def _ask(self, id_number: str, told: list[list[Mapping[str, Any]] | OrdersUnavailable]) -> None:
        try:
            told.append(self._rows(id_number))
        except OrdersUnavailable as unfit:
            told.append(unfit)
        except ImportError:
            told.append(OrdersUnavailable("address"))
        except DBAPIError as refused:
            told.append(OrdersUnavailable(_reason(refused)))
        except Exception as trouble:  # a driver's own: nothing may end the question without a word
            _log.warning("unpaid bills: %s", type(trouble).__name__)
            told.append(OrdersUnavailable("away"))

    def _rows(self, id_number: str) -> list[Mapping[str, Any]]:
        if self._engine is None:
            self._engine = _engine(self._settings)
        schema, _, name = self._settings.view.rpartition(".")
        view = table(name, *(column(theirs) for theirs in self._asked.values()), schema=schema or None)
        columns = [view.c[theirs].label(ours) for ours, theirs in self._asked.items()]
        whose = view.c[self._asked["id_number"]].in_(sorted({id_number.upper(), id_number.lower()}))
        with self._engine.connect() as connection:
            rows = connection.execute(select(*columns).where(whose).limit(_MOST_ROWS + 1)).mappings().all()
        if len(rows) > _MOST_ROWS:
            raise OrdersUnavailable("many")
        return [dict(row) for row in rows]

    def _orders(self, rows: list[Mapping[str, Any]]) -> list[Order]:
        bills: dict[str, list[Mapping[str, Any]]] = {}
        for row in rows:
            bills.setdefault(_text(row["bill"]), []).append(row)
        found, wrong = [], ""
        for bill, lines in bills.items():
            try:
                found.append(read_order(f"{self._settings.view} {bill}", _raw(lines)))
            except ClaimFileError as unfit:
                wrong = wrong or str(unfit)
                _log.warning("bill passed over: %s", unfit)
        found.sort(key=lambda order: (order.visit.date, order.bill))
        if wrong:
            raise OrdersUnavailable("row", wrong, found)
        return found


def _engine(settings: OrderSettings) -> Engine:
    """A connection for each question: none is held open at the hospital's server, none is found dead. What is asked for
    stays out of what errors say.
    """
    address, wait = make_url(settings.url), settings.wait_s
    engine = create_engine(
        address,
        poolclass=NullPool,
        hide_parameters=True,
        connect_args=_connecting(address.get_driver_name(), wait),
        execution_options={"postgresql_readonly": True} if address.get_backend_name() == "postgresql" else {},
    )
    only_reads = _ONLY_READS.get(engine.dialect.name)
    if only_reads:

        def said(connection: Any, _record: object) -> None:
            cursor = connection.cursor()
            cursor.execute(only_reads)
            cursor.close()

        event.listen(engine, "connect", said)
    return engine


_ONLY_READS = {
    "sqlite": "PRAGMA query_only=ON",
    "mysql": "SET SESSION TRANSACTION READ ONLY",
    "mariadb": "SET SESSION TRANSACTION READ ONLY",
}


def _connecting(driver: str, wait: float) -> dict[str, Any]:
    """What the driver knows of time limits by itself; the thread's own limit holds for all of them."""
    whole = ceil(wait)
    if driver.startswith("psycopg"):
        # Less than two seconds libpq takes for two; the server ends what it is still at.
        return {"connect_timeout": max(2, whole), "options": f"-c statement_timeout={ceil(wait * 1000)}"}
    if driver in ("pymysql", "mysqldb"):
        return {"connect_timeout": whole, "read_timeout": whole}
    return {"timeout": wait} if driver == "pysqlite" else {}


def _reason(refused: DBAPIError) -> str:
    state = getattr(refused.orig, "sqlstate", "-")
    if state is None:  # PostgreSQL's, and none where no server answers, whatever its words
        return "away"
    if state != "-":  # wrong SQL or no right; too slow; all else is no connection
        return "refused" if state[:2] in ("42", "3F", "3D", "28") else "slow" if state == "57014" else "away"
    said = str(refused.orig).lower()
    wrong = (
        "no such",
        "unknown column",
        "doesn't exist",
        "does not exist",
        "denied",
        "invalid",
        "ora-00942",
        "ora-00904",
    )
    return "refused" if any(sign in said for sign in wrong) else "away"


def _raw(lines: list[Mapping[str, Any]]) -> dict[str, Any]:
    """As a file of the folder has it. What is said of the visit stands in every row; the first one's counts."""
    lines = sorted(lines, key=lambda row: _place(row.get("line")))
    first = lines[0]
    visit_type = _text(first["visit_type"])
    flags = {name: _flag(first.get(name)) for name in ("referral", "injury") if name in first}
    if first.get("third_party") is not None:
        flags["third_party"] = _flag(first["third_party"])
    diagnoses = [{"code": _text(first["diagnosis_code"]), "name": _text(first["diagnosis_name"])}]
    for more in filter(None, (part.strip() for part in re.split(r"[;；|]", _text(first.get("more_diagnoses"))))):
        code, _, name = more.partition(" ")
        diagnoses.append({"code": code, "name": name.strip()})
    named = ("department", "department_code", "disease", "disease_name", "crowd", "basis")
    visit: dict[str, Any] = {name: _text(first.get(name)) for name in named}
    visit |= {"type": _KINDS.get(visit_type, visit_type), "date": _moment(first["visit_date"]), **flags}
    visit["doctor"] = {"code": _text(first["doctor_code"]), "name": _text(first["doctor_name"])}
    return {
        "bill": _text(first["bill"]),
        "id_number": _text(first["id_number"]),
        "visit": visit,
        "diagnoses": diagnoses,
        "charges": [_charge(row) for row in lines],
    }


def _charge(row: Mapping[str, Any]) -> dict[str, Any]:
    approval = _text(row.get("approval"))
    return {
        **{name: _text(row.get(name)) for name in ("code", "name", "spec", "unit")},
        **{name: _figure(row[name]) for name in ("price", "quantity")},
        "trace_codes": [code for code in _SPLIT.split(_text(row.get("trace_codes"))) if code],
        "split": _flag(row.get("split")),
        "outside": _flag(row.get("outside")),
        "approval": _APPROVALS.get(approval, approval) or None,
    }


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _figure(value: object) -> str | None:
    """As it is written there: a decimal keeps its places, no figure becomes 1E+2."""
    if value is None:
        return None
    return f"{value:f}" if isinstance(value, Decimal) else str(value).strip()


def _moment(value: object) -> object:
    return value if isinstance(value, (datetime, date)) else _text(value)


def _flag(value: object) -> object:
    """Yes or no in the words databases have for it; anything else is the reader's to refuse."""
    said = _text(value).lower()
    return True if said in _YES else False if said in _NO else value


def _place(value: object) -> tuple[int, str]:
    said = _text(value)
    return (int(said), "") if said.isdigit() else (0, said)
