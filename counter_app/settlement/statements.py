"""Comparing books with the centre: 3201 and 3202 with its files, to the wire and back (transactions, 3201 and 3202)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from counter_app.model.books import Booking, Difference, DifferenceKind, Group, Ledger, Period, Sums
from counter_app.settlement.answers import UnreadableAnswer
from counter_app.settlement.client import Call
from counter_app.settlement.outcome import Done
from counter_app.settlement.text_file import write_rows, zipped
from counter_app.settlement.transactions.files import UploadOutput
from counter_app.settlement.transactions.reconciliation import (
    DETAILS,
    TOTALS,
    DetailsData,
    DetailsInput,
    DetailsOutput,
    DetailsResultRow,
    DetailsUploadRow,
    TotalsData,
    TotalsInput,
    TotalsOutput,
)

__all__ = ["details_call", "difference", "equal", "file_number", "result_file", "totals_call", "upload_file"]

_WITH_REFUNDS = "1"
# Jiangxi's 2 (the institution has more) says it outright; elsewhere the row's own figures do.
_INSTITUTION_MORE = "2"
_REFUND = "1"


def totals_call(group: Group, period: Period, sums: Sums, msgid: str, at: datetime) -> Call:
    """3201: our sums of a group and period, those given back included."""
    data = TotalsData(
        insutype=group.scheme_code,
        clr_type=group.ledger.clearing_type,
        setl_optins=group.ledger.office,
        stmt_begndate=period.first,
        stmt_enddate=period.last,
        medfee_sumamt=sums.total,
        fund_pay_sumamt=sums.fund_total,
        acct_pay=sums.account,
        fixmedins_setl_cnt=Decimal(sums.count),
        refd_setl_flag=_WITH_REFUNDS,
        fixmedins_refd_setl_flag=_WITH_REFUNDS,
    )
    return Call(TOTALS, msgid, TotalsInput(data=data).wire(), "", at)


def equal(outcome: Done) -> tuple[bool, str]:
    """3201: whether the books agree, and the centre's words. 0 and 000000 are equal, anything else is not.

    Raises:
        UnreadableAnswer: no result in it.
    """
    info = TotalsOutput.read(outcome.output).stmtinfo
    if info is None or not info.stmt_rslt:
        raise UnreadableAnswer("stmt_rslt")
    return not info.stmt_rslt.strip("0"), info.stmt_rslt_dscr or info.stmt_rslt


def upload_file(name: str, bookings: Iterable[Booking]) -> bytes:
    """Our side of 3202: a ZIP with one TXT called `name`.

    Raises:
        UnfitRow: a booking that does not fit the layout.
    """
    rows = [
        DetailsUploadRow(
            setl_id=one.settlement_id,
            mdtrt_id=one.visit_id,
            psn_no=one.person_no,
            medfee_sumamt=one.total,
            fund_pay_sumamt=one.fund_total,
            acct_pay=one.account,
            refd_setl_flag=_REFUND if one.refund else "0",
        )
        for one in bookings
    ]
    return zipped(name, write_rows(rows))


def file_number(outcome: Done) -> str:
    """9101: the number that names the file. Raises UnreadableAnswer."""
    number = UploadOutput.read(outcome.output).file_qury_no
    if not number:
        raise UnreadableAnswer("file_qury_no")
    return number


def details_call(ledger: Ledger, period: Period, sums: Sums, number: str, msgid: str, at: datetime) -> Call:
    """3202 for the file that went up under `number`."""
    data = DetailsData(
        setl_optins=ledger.office,
        file_qury_no=number,
        stmt_begndate=period.first,
        stmt_enddate=period.last,
        medfee_sumamt=sums.total,
        fund_pay_sumamt=sums.fund_total,
        cash_payamt=sums.cash,
        fixmedins_setl_cnt=Decimal(sums.count),
        clr_type=ledger.clearing_type,
        refd_setl_flag=_WITH_REFUNDS,
        fixmedins_refd_setl_flag=_WITH_REFUNDS,
    )
    return Call(DETAILS, msgid, DetailsInput(data=data).wire(), "", at)


def result_file(outcome: Done) -> tuple[str, str]:
    """3202: number and name of the file that holds the differences. Raises UnreadableAnswer."""
    info = DetailsOutput.read(outcome.output).fileinfo
    if info is None or not info.file_qury_no or not info.filename:
        raise UnreadableAnswer("file_qury_no")
    return info.file_qury_no, info.filename


def difference(row: DetailsResultRow, ours: Booking | None) -> Difference:
    """A row of the result. `ours`: the booking it speaks of, None where we have none.

    Which side has more is said by the numbers in the row, since places code stmt_rslt differently.
    """
    if not row.setl_id and not row.mdtrt_id:
        kind = DifferenceKind.ONLY_CENTRE
    elif row.stmt_rslt == _INSTITUTION_MORE or ours is None or _same(row, ours):
        kind = DifferenceKind.ONLY_HERE
    else:
        kind = DifferenceKind.OTHER_AMOUNTS
    return Difference(
        kind=kind,
        settlement_id=row.setl_id,
        visit_id=row.mdtrt_id,
        person_no=row.psn_no,
        msgid=row.msgid,
        refund=row.refd_setl_flag == _REFUND,
        memo=row.memo,
        total=row.medfee_sumamt,
        fund_total=row.fund_pay_sumamt,
        account=row.acct_pay,
        row=" ".join(f"{name}={value}" for name, value in row.wire().items()),
    )


def _same(row: DetailsResultRow, ours: Booking) -> bool:
    told = (row.medfee_sumamt, row.fund_pay_sumamt, row.acct_pay)
    return told == (None, None, None) or told == (ours.total, ours.fund_total, ours.account)
