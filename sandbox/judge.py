"""The books as JSON: what the service has booked, for tests, trainers and `python -m sandbox ledger`.

The form is documented in docs/sandbox.md ("The ledger"). Amounts are text with two decimals.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from counter_app.model import money
from sandbox import uploads, wire
from sandbox.ledger import Ledger
from sandbox.people import YearToDate

__all__ = ["person_report", "report"]

_AMOUNTS = ("total", "full_self", "over_limit", "pre_self", "in_scope", "deductible", "pool", "fund_total", "account")


def report(ledger: Ledger) -> dict[str, Any]:
    """Settlements, reversals, visits, accumulators, accounts, and every message received, oldest first."""
    return {
        "settlements": _settlements(ledger),
        "reversals": [
            {
                "kind": row["kind"],
                "msgid": row["msgid"],
                "setl_id": row["setl_id"],
                "mdtrt_id": row["mdtrt_id"],
                "at": row["at"],
                "taken_back": row["taken_back"],
            }
            for row in ledger.rows("SELECT * FROM reversal ORDER BY seq")
        ],
        "visits": _visits(ledger),
        "accumulators": [
            {**_whose(row["certno"]), "year": row["year"], **_sums(ledger.sums(row["certno"], row["year"]))}
            for row in ledger.rows("SELECT certno, year FROM sums ORDER BY certno, year")
        ],
        "accounts": [
            {**_whose(row["certno"]), "balance": money.text(money.from_fen(row["balance"]))}
            for row in ledger.rows("SELECT * FROM account ORDER BY certno")
        ],
        "warnings": _warnings(ledger),
        "uploads": uploads.report(ledger),
        "calls": [dict(row) for row in ledger.rows("SELECT * FROM call ORDER BY seq")],
    }


def _whose(books: str) -> dict[str, str]:
    certno, _, row = books.partition(" ")
    return {"certno": certno, "row": row}


def _settlements(ledger: Ledger) -> list[dict[str, Any]]:
    return [
        {
            "setl_id": row["setl_id"],
            "mdtrt_id": row["mdtrt_id"],
            "msgid": row["msgid"],
            "psn_no": row["psn_no"],
            "certno": row["certno"],
            "ipt_otp_no": row["ipt_otp_no"],
            "insutype": row["insutype"],
            "service_date": row["service_date"],
            "year": row["year"],
            "settled_at": row["settled"],
            "refunded": row["refunded"] is not None,
            "refunded_at": row["refunded"],
            **{name: money.text(money.from_fen(row[name])) for name in (*_AMOUNTS, "cash")},
            "overlays": wire.read(row["overlays"]),
        }
        for row in ledger.rows(
            "SELECT settlement.*, visit.insutype FROM settlement JOIN visit USING (mdtrt_id) ORDER BY settlement.seq"
        )
    ]


def _visits(ledger: Ledger) -> list[dict[str, Any]]:
    return [
        {
            "mdtrt_id": row["mdtrt_id"],
            "ipt_otp_no": row["ipt_otp_no"],
            "msgid": row["msgid"],
            "psn_no": row["psn_no"],
            "certno": row["certno"],
            "begntime": row["begntime"],
            "med_type": row["med_type"],
            "opened_at": row["opened"],
            "cancelled": row["cancelled"] is not None,
            "cancelled_at": row["cancelled"],
            "lines": row["lines"],
            "settled": row["live"] > 0,
        }
        for row in ledger.rows(
            "SELECT visit.*, (SELECT count(*) FROM line WHERE line.mdtrt_id=visit.mdtrt_id AND cleared IS NULL)"
            " AS lines, (SELECT count(*) FROM settlement s WHERE s.mdtrt_id=visit.mdtrt_id AND refunded IS NULL)"
            " AS live FROM visit ORDER BY seq"
        )
    ]


def _warnings(ledger: Ledger) -> list[dict[str, Any]]:
    rows = ledger.rows("SELECT * FROM warning ORDER BY seq") if ledger.has("warning") else []
    return [{name: row[name] for name in row.keys() if name != "seq"} for row in rows]  # noqa: SIM118 - a Row's names


def _sums(sums: YearToDate) -> dict[str, str]:
    return {name: money.text(value) for name, value in asdict(sums).items()}


def person_report(ledger: Ledger, certno: str) -> dict[str, Any]:
    """A person's account and accumulators by year, in the names of people.yaml; `others`, where there are
    any: those of further rows, by insutype and region.
    """
    known = ledger.rows("SELECT certno FROM sums UNION SELECT certno FROM account ORDER BY certno")
    rows = [row["certno"] for row in known if row["certno"].startswith(f"{certno} ")]
    others = {books.partition(" ")[2]: _counted(ledger, books) for books in rows}
    return {"certno": certno, **_counted(ledger, certno), **({"others": others} if others else {})}


def _counted(ledger: Ledger, books: str) -> dict[str, Any]:
    balance = ledger.balance(books)
    return {
        "account": None if balance is None else {"balance": money.text(balance)},
        "year_to_date": {str(year): _sums(sums) for year, sums in ledger.years(books).items()},
    }
