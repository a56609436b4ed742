"""4205, 4203 and 4301: what a hospital uploads for a patient who paid in full and never returned.

No public document lists their fields or says how they answer a repetition; both are our assumption, here as in the
declarations. Kept once by `mdtrt_id`, the hospital's own number of the visit: a repeated upload replaces the earlier.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from counter_app.settlement.record import as_list
from sandbox import wire
from sandbox.call import Call, Place, Refusal, number_of, platform_text, text_of
from sandbox.ledger import Ledger, stamp

__all__ = ["complete", "record", "report", "visit"]

_TABLE = (
    "CREATE TABLE IF NOT EXISTS upload (seq INTEGER PRIMARY KEY, mdtrt_id TEXT UNIQUE NOT NULL, certno TEXT NOT NULL,"
    " begntime TEXT NOT NULL, lines INTEGER NOT NULL, total TEXT NOT NULL, detail TEXT NOT NULL, at TEXT NOT NULL,"
    " times INTEGER NOT NULL, completed TEXT, record TEXT)"
)


def visit(place: Place, call: Call) -> None:
    """4205: the visit with its lines; one that is complete is not changed any more."""
    ledger, about = place.ledger, call.node("mdtrtinfo")
    number, lines = text_of(about, "mdtrt_id"), as_list(call.body.get("feedetail"))
    ledger.write(_TABLE)
    before = ledger.row("SELECT * FROM upload WHERE mdtrt_id=?", (number,))
    if before is not None and before["completed"] is not None and before["detail"] != _detail(call):
        raise Refusal(platform_text("该就诊信息已上传完成，不能修改", "ownPayBO_02"))
    total = sum((number_of(line, "det_item_fee_sumamt") for line in lines), Decimal(0))
    values = {
        "certno": text_of(about, "certno"),
        "begntime": text_of(about, "begntime"),
        "lines": len(lines),
        "total": f"{total:.2f}",
        "detail": _detail(call),
        "at": stamp(call.now),
    }
    if before is None:
        ledger.insert("upload", {"mdtrt_id": number, "times": 1, **values})
        return
    ledger.write(
        "UPDATE upload SET certno=?, begntime=?, lines=?, total=?, detail=?, at=?, times=times+1 WHERE mdtrt_id=?",
        (*values.values(), number),
    )


def complete(place: Place, call: Call) -> None:
    """4203: that all of the visit is there; said again it changes nothing."""
    data = call.node("data")
    kept = _kept(place, text_of(data, "mdtrt_id"))
    if (number_of(data, "fee_cnt"), number_of(data, "medfee_sumamt")) != (kept["lines"], Decimal(kept["total"])):
        raise Refusal(platform_text("费用条数或总额与已上传明细不一致", "ownPayBO_03"))
    place.ledger.write(
        "UPDATE upload SET completed=coalesce(completed, ?) WHERE mdtrt_id=?", (stamp(call.now), kept["mdtrt_id"])
    )


def record(place: Place, call: Call) -> None:
    """4301: the outpatient record of an uploaded visit; sent again it replaces the one before."""
    kept = _kept(place, text_of(call.node("data"), "mdtrt_id"))
    place.ledger.write("UPDATE upload SET record=? WHERE mdtrt_id=?", (_detail(call), kept["mdtrt_id"]))


def report(ledger: Ledger) -> list[dict[str, Any]]:
    """What was uploaded, oldest first, for the ledger's report."""
    if ledger.row("SELECT 1 FROM sqlite_master WHERE name='upload'") is None:
        return []
    return [
        {
            "mdtrt_id": row["mdtrt_id"],
            "certno": row["certno"],
            "begntime": row["begntime"],
            "lines": row["lines"],
            "total": row["total"],
            "times": row["times"],
            "completed_at": row["completed"],
            "record": row["record"] is not None,
            "diagnoses": [text_of(one, "diag_code") for one in as_list(wire.read(row["detail"]).get("diseinfo"))],
        }
        for row in ledger.rows("SELECT * FROM upload ORDER BY seq")
    ]


def _kept(place: Place, number: str) -> Any:
    place.ledger.write(_TABLE)
    found = place.ledger.row("SELECT * FROM upload WHERE mdtrt_id=?", (number,))
    if found is None:
        raise Refusal(platform_text("未查询到已上传的自费就诊信息", "ownPayBO_01"))
    return found


def _detail(call: Call) -> str:
    return wire.write(call.body)
