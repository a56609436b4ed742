"""3201 and 3202: the centre's books of a period against an institution's, as sums and settlement by settlement.

A settlement stands in the period in which it was booked (setl_time), and one given back stands a second time, negative,
in the period in which that happened (transactions, 3202).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from counter_app.model import money
from counter_app.settlement.record import contents
from counter_app.settlement.text_file import UnfitRow, write_rows, zipped
from counter_app.settlement.transactions.reconciliation import DetailsResultRow, DetailsUploadRow
from sandbox import wire
from sandbox.call import SHANGHAI, Call, Place, Refusal, number_of, platform_text, text_of, time_of
from sandbox.files import keep, text_of_upload
from sandbox.ledger import stamp

__all__ = ["details", "totals"]

EQUAL, CENTRE_MORE, INSTITUTION_MORE, OTHER_DATA = "0", "1", "2", "3"
_SAID = {
    EQUAL: "对账平",
    CENTRE_MORE: "不平：中心多",
    INSTITUTION_MORE: "不平：医药机构多",
    OTHER_DATA: "不平：数据不一致",
}
_NO_REFUNDS = "0"
_COLUMNS = tuple(field.name for field in contents(DetailsUploadRow)[0])


@dataclass(frozen=True, slots=True)
class _Row:
    """One booking: a settlement, or its taking back."""

    setl_id: str
    mdtrt_id: str
    psn_no: str
    msgid: str
    refund: bool
    total: Decimal
    fund: Decimal
    account: Decimal
    cash: Decimal

    @property
    def key(self) -> tuple[str, bool]:
        return self.setl_id, self.refund

    @property
    def amounts(self) -> tuple[Decimal, Decimal, Decimal]:
        return self.total, self.fund, self.account


def totals(place: Place, call: Call) -> dict[str, Any]:
    """3201: whether sums and number agree, and who has more."""
    asked = call.node("data")
    rows = _booked(place, call, text_of(asked, "insutype"))
    ours = (*_sums(rows), Decimal(len(rows)))
    theirs = (
        number_of(asked, "medfee_sumamt"),
        number_of(asked, "fund_pay_sumamt"),
        number_of(asked, "acct_pay"),
        number_of(asked, "fixmedins_setl_cnt"),
    )
    return {
        "stmtinfo": {
            "setl_optins": text_of(asked, "setl_optins"),
            "stmt_rslt": _code(place, found := _compared(ours, theirs)),
            "stmt_rslt_dscr": _SAID[found],
        }
    }


def details(place: Place, call: Call) -> dict[str, Any]:
    """3202: every difference between the uploaded settlements and the books, as a file for 9102."""
    asked = call.node("data")
    text = text_of_upload(place, text_of(asked, "file_qury_no"), place.institution.code, call.now)
    theirs = _uploaded(text)
    declared = (number_of(asked, "medfee_sumamt"), number_of(asked, "fund_pay_sumamt"))
    if declared != _sums(theirs.values())[:2] or number_of(asked, "fixmedins_setl_cnt") != len(theirs):
        raise Refusal(platform_text("汇总与上传的明细文件合计不一致", "stmtBO_93"))
    ours = {row.key: row for row in _booked(place, call, "")}
    found = [_only_centre(place, row) for key, row in ours.items() if key not in theirs]
    found += [
        _difference(place, row, INSTITUTION_MORE, "中心无此记录", "") for key, row in theirs.items() if key not in ours
    ]
    found += [
        _difference(place, ours[key], OTHER_DATA, "金额不一致", ours[key].msgid)
        for key, row in theirs.items()
        if key in ours and ours[key].amounts != row.amounts
    ]
    name = f"stmt_{text_of(asked, 'stmt_begndate').replace('-', '')}_{call.msgid[-8:]}.txt"
    try:
        content = zipped(name, write_rows(found))
    except UnfitRow as unfit:
        raise Refusal(platform_text(str(unfit), "stmtBO_94")) from None
    stored = keep(place, place.institution.code, name.replace(".txt", ".zip"), content, call.now)
    return {
        "fileinfo": {
            "file_qury_no": stored.file_qury_no,
            "filename": stored.filename,
            "dld_endtime": stamp(stored.ends),
        }
    }


def _booked(place: Place, call: Call, insutype: str) -> list[_Row]:
    """The books of the asked period and group. 3202 names no scheme: its file is of every scheme of the group."""
    asked = call.node("data")
    begin = time_of(asked, "stmt_begndate")
    end = time_of(asked, "stmt_enddate")
    begin, end = (datetime.combine(day.date(), time.min, SHANGHAI) for day in (begin, end))
    if end < begin:
        raise Refusal(platform_text("对账结束日期早于开始日期", "stmtBO_91"))
    if end.date() >= date.max:
        raise Refusal(platform_text("对账结束日期不对", "stmtBO_91"))
    end += timedelta(days=1)
    if place.behaviours["statement_open_day"] == "refused" and call.now < end:
        raise Refusal(platform_text("对账期间尚未结束，请次日对账", "stmtBO_92"))
    delay = timedelta(seconds=place.behaviours.seconds("statement_delay_s"))
    refunds = text_of(asked, "refd_setl_flag") != _NO_REFUNDS
    found = []
    for row in place.ledger.rows(
        "SELECT settlement.*, visit.insutype FROM settlement JOIN visit USING (mdtrt_id) ORDER BY settlement.seq"
    ):
        info = wire.read(row["reply"])["setlinfo"]
        group = (text_of(info, "clr_type"), text_of(info, "clr_optins"))
        if group != (text_of(asked, "clr_type"), text_of(asked, "setl_optins")):
            continue
        if insutype and row["insutype"] != insutype:
            continue
        if row["refunded"] is not None and not refunds:
            continue
        for at, sign in ((row["settled"], 1), (row["refunded"], -1)):
            if at is not None and stamp(begin) <= at < stamp(end) and at <= stamp(call.now - delay):
                amounts = [sign * money.from_fen(row[name]) for name in ("total", "fund_total", "account", "cash")]
                found.append(_Row(row["setl_id"], row["mdtrt_id"], row["psn_no"], row["msgid"], sign < 0, *amounts))
    return found


def _uploaded(text: str) -> dict[tuple[str, bool], _Row]:
    found = {}
    for number, line in enumerate(filter(None, text.splitlines()), start=1):
        columns = line.split("\t")
        if len(columns) != len(_COLUMNS):
            raise Refusal(platform_text(f"明细文件第 {number} 行不是 {len(_COLUMNS)} 列", "stmtBO_95"))
        row = dict(zip(_COLUMNS, columns, strict=True))
        try:
            total, fund, account = (Decimal(row[name]) for name in ("medfee_sumamt", "fund_pay_sumamt", "acct_pay"))
        except InvalidOperation:
            raise Refusal(platform_text(f"明细文件第 {number} 行金额不是数字", "stmtBO_96")) from None
        if not (total.is_finite() and fund.is_finite() and account.is_finite()):
            raise Refusal(platform_text(f"明细文件第 {number} 行金额不是数字", "stmtBO_96"))
        one = _Row(
            row["setl_id"], row["mdtrt_id"], row["psn_no"], "", row["refd_setl_flag"] == "1", total, fund, account,
            total - fund - account,
        )  # fmt: skip
        if one.key in found:
            raise Refusal(platform_text(f"明细文件第 {number} 行重复", "stmtBO_97"))
        found[one.key] = one
    return found


def _sums(rows: Iterable[_Row]) -> tuple[Decimal, Decimal, Decimal]:
    rows = list(rows)
    return (
        sum((row.total for row in rows), money.ZERO),
        sum((row.fund for row in rows), money.ZERO),
        sum((row.account for row in rows), money.ZERO),
    )


def _compared(ours: tuple[Decimal, ...], theirs: tuple[Decimal, ...]) -> str:
    if ours == theirs:
        return EQUAL
    if all(here >= there for here, there in zip(ours, theirs, strict=True)):
        return CENTRE_MORE
    return INSTITUTION_MORE if all(a <= b for a, b in zip(ours, theirs, strict=True)) else OTHER_DATA


def _code(place: Place, found: str) -> str:
    """The result in the words of Jiangxi (0 to 3), of Hunan (0, 1), or as one middleware reads it."""
    style = place.behaviours["statement_codes"]
    if found == EQUAL:
        return "000000" if style == "zeros" else EQUAL
    return found if style == "four" else "1"


def _only_centre(place: Place, row: _Row) -> DetailsResultRow:
    """Without settlement and visit, with the msgid that 2601 would need (transactions, 3202)."""
    found = _difference(place, row, CENTRE_MORE, "医药机构无此记录", row.msgid)
    return DetailsResultRow(**{name: getattr(found, name) for name in _KEPT}, mdtrt_id="", setl_id="")


_KEPT = tuple(field.name for field in contents(DetailsResultRow)[0] if field.name not in ("mdtrt_id", "setl_id"))


def _difference(place: Place, row: _Row, code: str, memo: str, msgid: str) -> DetailsResultRow:
    told = place.behaviours["statement_amounts"] == "given"
    return DetailsResultRow(
        psn_no=row.psn_no,
        mdtrt_id=row.mdtrt_id,
        setl_id=row.setl_id,
        msgid=msgid,
        stmt_rslt=code if place.behaviours["statement_codes"] == "four" else "1",
        refd_setl_flag="1" if row.refund else "0",
        memo=memo,
        medfee_sumamt=row.total if told else None,
        fund_pay_sumamt=row.fund if told else None,
        acct_pay=row.account if told else None,
    )
