"""2208 and 2601: taking a settlement back, by its own id or by the msgid of the call that made it."""

from __future__ import annotations

import sqlite3
from decimal import Decimal
from typing import Any

from counter_app.model import money
from counter_app.settlement.fields import Kind
from counter_app.settlement.record import contents
from counter_app.settlement.transactions.settling import SettleSetlinfo
from sandbox import wire
from sandbox.call import Call, Place, Refusal, platform_text, text_of
from sandbox.ledger import books_of, change_from_text, stamp
from sandbox.visits import visit_of

__all__ = ["reverse", "undo"]

_ALREADY_REFUNDED = "冲正的结算信息退费结算标志不为未退费，不能办理冲正交易"
# What a real reply of 2208 leaves null (transactions, 2208).
_NULL = ("acct_mulaid_pay", "hosp_part_amt", "psn_part_amt")
_AMOUNTS = frozenset(
    field.name for field in contents(SettleSetlinfo)[0] if field.kind is Kind.NUMBER and field.scale == 2
)


def undo(place: Place, call: Call) -> dict[str, Any]:
    """2208: takes one whole settlement back; the answer repeats it with negative amounts."""
    visit = visit_of(place, call)
    setl_id = text_of(call.node("data"), "setl_id")
    found = place.ledger.row("SELECT * FROM settlement WHERE setl_id=? AND mdtrt_id=?", (setl_id, visit["mdtrt_id"]))
    if found is None:
        raise Refusal(platform_text("未查询到结算信息", "setlBO_70"))
    if place.behaviours["undo"] == "refused":
        raise Refusal(platform_text("该结算信息不允许在机构端撤销，请到经办机构办理", "setlBO_72"))
    if found["refunded"] is not None:
        raise Refusal(platform_text("结算信息已退费，不能重复撤销", "setlBO_71"))
    if place.behaviours["undo_closed_month"] == "refused" and found["settled"][:7] < stamp(call.now)[:7]:
        raise Refusal(platform_text("结算信息所属月份已清算，不能撤销", "setlBO_73"))
    _take_back(place, found, "2208", call)
    return _negative(place, found, call)


def reverse(place: Place, call: Call) -> None:
    """2601: takes back what the named message did, if it did anything; may be repeated for ever."""
    row = call.node("data")
    number, original = text_of(row, "oinfno"), text_of(row, "omsgid")
    if place.behaviours["reverse"] == "refused":
        raise Refusal(platform_text("未开通冲正交易", "revsBO_80"))
    wanted = place.behaviours["reverse_number"]
    if number != "2208" and number not in (("2207", "2207A") if wanted == "both" else (wanted,)):
        raise Refusal(platform_text(f"交易[{number}]不支持冲正", "revsBO_81"))
    if number == "2208":
        _take_back_undo(place, call, original)
        return
    made = place.ledger.rows(
        "SELECT * FROM settlement WHERE msgid=? AND psn_no=? ORDER BY refunded IS NOT NULL, seq",
        (original, text_of(row, "psn_no")),
    )
    if not made:
        if place.behaviours["reverse_unknown"] == "refused":
            raise Refusal(platform_text("未查询到被冲正的交易", "revsBO_82"))
    elif made[0]["refunded"] is None:
        # One message delivered twice may have settled twice: the reversal of a message takes back all it did.
        for settlement in made:
            if settlement["refunded"] is None:
                _take_back(place, settlement, "2601", call)
    elif place.behaviours["reverse_refunded"] == "refused":
        raise Refusal(platform_text(_ALREADY_REFUNDED, "revsBO_83"))


def _take_back(place: Place, settlement: sqlite3.Row, kind: str, call: Call) -> None:
    ledger = place.ledger
    ledger.write("UPDATE settlement SET refunded=? WHERE setl_id=?", (stamp(call.now), settlement["setl_id"]))
    books = books_of(settlement)
    ledger.change_sums(books, settlement["year"], change_from_text(settlement["change"]).negated())
    ledger.change_balance(books, money.from_fen(settlement["account"]))
    ledger.insert(
        "reversal",
        {
            "kind": kind,
            "msgid": call.msgid,
            "setl_id": settlement["setl_id"],
            "mdtrt_id": settlement["mdtrt_id"],
            "at": stamp(call.now),
        },
    )


def _take_back_undo(place: Place, call: Call, original: str) -> None:
    """Reversing a 2208: the settlement lives again, unless its lines or its visit have gone another way meanwhile."""
    ledger = place.ledger
    found = ledger.row(
        "SELECT r.seq, s.* FROM reversal r JOIN settlement s USING (setl_id)"
        " WHERE r.msgid=? AND r.kind='2208' AND s.psn_no=? AND r.taken_back IS NULL",
        (original, call.named("psn_no")),
    )
    if found is None:
        if place.behaviours["reverse_unknown"] == "refused":
            raise Refusal(platform_text("未查询到被冲正的交易", "revsBO_82"))
        return
    gone = ledger.row(
        "SELECT 1 FROM settled_line m JOIN line ON line.seq=m.line JOIN visit USING (mdtrt_id) WHERE m.setl_id=? AND"
        " (visit.cancelled IS NOT NULL OR line.cleared IS NOT NULL OR EXISTS (SELECT 1 FROM settled_line o"
        " JOIN settlement s USING (setl_id) WHERE o.line=m.line AND s.refunded IS NULL))",
        (found["setl_id"],),
    )
    balance = ledger.balance(books_of(found))
    account = money.from_fen(found["account"])
    if gone is not None or (account and (balance is None or balance < account)):
        raise Refusal(platform_text("被冲正交易之后已办理其他业务，不能冲正", "revsBO_84"))
    ledger.write("UPDATE settlement SET refunded=NULL WHERE setl_id=?", (found["setl_id"],))
    ledger.change_sums(books_of(found), found["year"], change_from_text(found["change"]))
    ledger.change_balance(books_of(found), -account)
    ledger.write("UPDATE reversal SET taken_back=? WHERE msgid=? AND kind='2208'", (stamp(call.now), original))


def _negative(place: Place, settlement: sqlite3.Row, call: Call) -> dict[str, Any]:
    reply: dict[str, Any] = wire.read(settlement["reply"])
    info = reply["setlinfo"]
    for name, value in info.items():
        if name in _AMOUNTS:
            info[name] = None if name in _NULL else -Decimal(str(value))
    info["balc"] = place.ledger.balance(books_of(settlement)) or money.ZERO
    info["setl_time"] = stamp(call.now)
    info["medins_setl_id"] = call.msgid
    for row in reply["setldetail"]:
        row["fund_payamt"] = -Decimal(str(row["fund_payamt"]))
    return reply
