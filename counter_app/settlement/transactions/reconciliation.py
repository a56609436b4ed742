"""Comparing books: 3201 (sums), 3202 (each settlement, and its two files).

Declarations (fact sheet of transactions); `bodies` and `answers` translate to and from our values.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from counter_app.settlement.fields import Must, day, moment, number, one, text
from counter_app.settlement.record import Record, Transaction

__all__ = [
    "DETAILS",
    "TOTALS",
    "DetailsData",
    "DetailsFileinfo",
    "DetailsInput",
    "DetailsOutput",
    "DetailsResultRow",
    "DetailsUploadRow",
    "TotalsData",
    "TotalsInput",
    "TotalsOutput",
    "TotalsStmtinfo",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalsData(Record):
    """3201 in: data."""

    insutype: str = text("险种", 6, Must.ALWAYS, codes="insutype")
    clr_type: str = text("清算类别", 6, Must.ALWAYS, codes="clr_type")
    setl_optins: str = text("结算经办机构", 6, Must.ALWAYS)
    stmt_begndate: date | None = day("对账开始日期", Must.ALWAYS)
    stmt_enddate: date | None = day("对账结束日期", Must.ALWAYS)
    medfee_sumamt: Decimal | None = number("医疗费总额", 16, 2, must=Must.ALWAYS)
    fund_pay_sumamt: Decimal | None = number("基金支付总额", 16, 2, must=Must.ALWAYS)
    acct_pay: Decimal | None = number("个人账户支付金额", 16, 2, must=Must.ALWAYS)
    fixmedins_setl_cnt: Decimal | None = number("定点医药机构结算笔数", 10, must=Must.ALWAYS)
    refd_setl_flag: str = text("退费结算标志", 6, codes="refd_setl_flag")
    fixmedins_refd_setl_flag: str = text("定点医药机构退费结算标志", 6, codes="fixmedins_refd_setl_flag")


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalsInput(Record):
    """3201 in."""

    data: TotalsData | None = one(TotalsData)


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalsStmtinfo(Record):
    """3201 out: stmtinfo."""

    setl_optins: str = text("结算经办机构", 6)
    stmt_rslt: str = text("对账结果", 6, Must.ALWAYS, codes="stmt_rslt")
    stmt_rslt_dscr: str = text("对账结果说明", 200)


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalsOutput(Record):
    """3201 out."""

    stmtinfo: TotalsStmtinfo | None = one(TotalsStmtinfo)


TOTALS = Transaction(
    "3201",
    "医药机构费用结算对总账",
    "ybSettlementStmtService/stmtTotal",
    TotalsInput,
    TotalsOutput,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsData(Record):
    """3202 in: data."""

    setl_optins: str = text("结算经办机构", 6, Must.ALWAYS)
    file_qury_no: str = text("文件查询号", 100, Must.ALWAYS)
    stmt_begndate: date | None = day("对账开始日期", Must.ALWAYS)
    stmt_enddate: date | None = day("对账结束日期", Must.ALWAYS)
    medfee_sumamt: Decimal | None = number("医疗费总额", 16, 2, must=Must.ALWAYS)
    fund_pay_sumamt: Decimal | None = number("基金支付总额", 16, 2, must=Must.ALWAYS)
    cash_payamt: Decimal | None = number("现金支付金额", 16, 2, must=Must.ALWAYS)
    fixmedins_setl_cnt: Decimal | None = number("定点医药机构结算笔数", 10, must=Must.ALWAYS)
    clr_type: str = text("清算类别", 6, Must.ALWAYS, codes="clr_type")
    refd_setl_flag: str = text("退费结算标志", 3, codes="refd_setl_flag")
    fixmedins_refd_setl_flag: str = text("定点医药机构退费结算标志", 6, codes="fixmedins_refd_setl_flag")


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsInput(Record):
    """3202 in."""

    data: DetailsData | None = one(DetailsData)


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsFileinfo(Record):
    """3202 out: fileinfo."""

    file_qury_no: str = text("文件查询号", 30, Must.ALWAYS)
    filename: str = text("文件名称", 200, Must.ALWAYS)
    dld_endtime: datetime | None = moment("下载截止时间", Must.ALWAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsOutput(Record):
    """3202 out."""

    fileinfo: DetailsFileinfo | None = one(DetailsFileinfo)


DETAILS = Transaction(
    "3202",
    "医药机构费用结算对明细账",
    "ybSettlementStmtService/stmtDetail",
    DetailsInput,
    DetailsOutput,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsUploadRow(Record):
    """3202, one row of the file that goes up: a settlement of ours; one given back is two rows of opposite sign."""

    setl_id: str = text("结算ID", 30, Must.ALWAYS)
    mdtrt_id: str = text("就诊ID", 30, Must.ALWAYS)
    psn_no: str = text("人员编号", 30, Must.ALWAYS)
    medfee_sumamt: Decimal | None = number("医疗费总额", 16, 2, must=Must.ALWAYS)
    fund_pay_sumamt: Decimal | None = number("基金支付总额", 16, 2, must=Must.ALWAYS)
    acct_pay: Decimal | None = number("个人账户支出", 16, 2, must=Must.ALWAYS)
    refd_setl_flag: str = text("退费结算标志", 3, Must.ALWAYS, codes="refd_setl_flag")


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsResultRow(Record):
    """3202, one row of the result's file: one difference. What only the centre has comes without setl_id and mdtrt_id.

    `msgid` is documented as always there; for what only the institution has the centre knows none.
    """

    psn_no: str = text("人员编号", 30, Must.ALWAYS)
    mdtrt_id: str = text("就诊ID", 30)
    setl_id: str = text("结算ID", 30)
    msgid: str = text("发送方报文ID", 30)
    stmt_rslt: str = text("对账结果", 6, Must.ALWAYS, codes="stmt_rslt")
    refd_setl_flag: str = text("退费结算标志", 3, Must.ALWAYS, codes="refd_setl_flag")
    memo: str = text("备注", 500)
    medfee_sumamt: Decimal | None = number("医疗费总额", 16, 2)
    fund_pay_sumamt: Decimal | None = number("基金支付总额", 16, 2)
    acct_pay: Decimal | None = number("个人账户支出", 16, 2)
