"""Trial, settlement and taking it back: 2206A, 2207A (plain: 2206, 2207), 2208.

Declarations (fact sheet of transactions); `bodies` and `answers` translate to and from our values.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from counter_app.settlement.fields import Must, day, extension, many, moment, number, one, text
from counter_app.settlement.record import Record, Transaction

__all__ = [
    "SETTLE",
    "SETTLE_PLAIN",
    "TRIAL",
    "TRIAL_PLAIN",
    "UNDO",
    "SettleData",
    "SettleInput",
    "SettleOutput",
    "SettlePlainData",
    "SettlePlainInput",
    "SettlePlainOutput",
    "SettlePlainSetlinfo",
    "SettleSetlinfo",
    "SettlementFigures",
    "TrialData",
    "TrialInput",
    "TrialOutput",
    "TrialPlainOutput",
    "TrialPlainSetlinfo",
    "TrialSetldetail",
    "TrialSetlinfo",
    "UndoData",
    "UndoInput",
    "UndoOutput",
    "UndoSetlinfo",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementFigures(Record):
    """What every answer about a settlement says, tried, booked or taken back (setlinfo)."""

    mdtrt_id: str = text("就诊ID", 30, Must.ALWAYS)
    gend: str = text("性别", 6, codes="gend")
    naty: str = text("民族", 3, codes="naty")
    brdy: date | None = day("出生日期")
    insutype: str = text("险种类型", 6, codes="insutype")
    setl_time: datetime | None = moment("结算时间", Must.ALWAYS)
    mdtrt_cert_type: str = text("就诊凭证类型", 3, codes="mdtrt_cert_type")
    medfee_sumamt: Decimal | None = number("医疗费总额", 16, 2, must=Must.ALWAYS)
    fulamt_ownpay_amt: Decimal | None = number("全自费金额", 16, 2, must=Must.ALWAYS)
    overlmt_selfpay: Decimal | None = number("超限价自费费用", 16, 2, must=Must.ALWAYS)
    preselfpay_amt: Decimal | None = number("先行自付金额", 16, 2, must=Must.ALWAYS)
    inscp_scp_amt: Decimal | None = number("符合政策范围金额", 16, 2, must=Must.ALWAYS)
    act_pay_dedc: Decimal | None = number("实际支付起付线", 16, 2)
    hifp_pay: Decimal | None = number("基本医疗保险统筹基金支出", 16, 2, must=Must.ALWAYS)
    pool_prop_selfpay: Decimal | None = number("基本医疗保险统筹基金支付比例", 5, 4, must=Must.ALWAYS)
    cvlserv_pay: Decimal | None = number("公务员医疗补助资金支出", 16, 2, must=Must.ALWAYS)
    hifes_pay: Decimal | None = number("企业补充医疗保险基金支出", 16, 2, must=Must.ALWAYS)
    hifmi_pay: Decimal | None = number("居民大病保险资金支出", 16, 2, must=Must.ALWAYS)
    hifob_pay: Decimal | None = number("职工大额医疗费用补助基金支出", 16, 2, must=Must.ALWAYS)
    maf_pay: Decimal | None = number("医疗救助基金支出", 16, 2, must=Must.ALWAYS)
    oth_pay: Decimal | None = number("其他支出", 16, 2, must=Must.ALWAYS)
    fund_pay_sumamt: Decimal | None = number("基金支付总额", 16, 2, must=Must.ALWAYS)
    psn_part_amt: Decimal | None = number("个人负担总金额", 16, 2, must=Must.ALWAYS)
    acct_pay: Decimal | None = number("个人账户支出", 16, 2, must=Must.ALWAYS)
    psn_cash_pay: Decimal | None = number("个人现金支出", 16, 2, must=Must.ALWAYS)
    hosp_part_amt: Decimal | None = number("医院负担金额", 16, 2, must=Must.ALWAYS)
    balc: Decimal | None = number("余额", 16, 2, must=Must.ALWAYS)
    acct_mulaid_pay: Decimal | None = number("个人账户共济支付金额", 16, 2, must=Must.ALWAYS)
    medins_setl_id: str = text("医药机构结算ID", 30, Must.ALWAYS)
    clr_optins: str = text("清算经办机构", 6)
    clr_way: str = text("清算方式", 6, codes="clr_way")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialData(Record):
    """2206A in: data."""

    psn_no: str = text("人员编号", 30, Must.ALWAYS)
    mdtrt_cert_type: str = text("就诊凭证类型", 3, Must.ALWAYS, codes="mdtrt_cert_type")
    mdtrt_cert_no: str = text("就诊凭证编号", 50, Must.ALWAYS)
    med_type: str = text("医疗类别", 6, Must.ALWAYS, codes="med_type")
    medfee_sumamt: Decimal | None = number("医疗费总额", 16, 2, must=Must.ALWAYS)
    psn_setlway: str = text("个人结算方式", 6, Must.ALWAYS, codes="psn_setlway")
    mdtrt_id: str = text("就诊ID", 30, Must.ALWAYS)
    chrg_bchno: str = text("收费批次号", 30, Must.ALWAYS)
    acct_used_flag: str = text("个人账户使用标志", 1, Must.ALWAYS, codes="acct_used_flag")
    insutype: str = text("险种类型", 6, Must.ALWAYS, codes="insutype")
    card_sn: str = text("卡识别码", 32, Must.WITH_CARD)
    psn_cert_type: str = text("证件类型", 3, Must.CROSS_REGION, codes="psn_cert_type")
    certno: str = text("证件号码", 20, Must.CROSS_REGION)
    psn_type: str = text("人员类别", 3, Must.CROSS_REGION, codes="psn_type")
    psn_name: str = text("人员姓名", 20, Must.CROSS_REGION)
    exp_content: dict[str, Any] = extension("字段扩展", 4000)
    pub_hosp_rfom_flag: str = text("公立医院改革标志", 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialInput(Record):
    """2206A in."""

    data: TrialData | None = one(TrialData)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialSetlinfo(SettlementFigures):
    """2206A out: setlinfo."""

    psn_no: str = text("人员编号", 30, Must.ALWAYS)
    psn_name: str = text("人员姓名", 50, Must.ALWAYS)
    psn_cert_type: str = text("人员证件类型", 6, Must.ALWAYS, codes="psn_cert_type")
    certno: str = text("证件号码", 50, Must.ALWAYS)
    age: Decimal | None = number("年龄", 4, 1)
    psn_type: str = text("人员类别", 6, Must.ALWAYS, codes="psn_type")
    cvlserv_flag: str = text("公务员标志", 3, Must.ALWAYS, codes="cvlserv_flag")
    med_type: str = text("医疗类别", 6, Must.ALWAYS, codes="med_type")
    clr_type: str = text("清算类别", 6, Must.ALWAYS, codes="clr_type")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialSetldetail(Record):
    """2206A out: setldetail."""

    fund_pay_type: str = text("基金支付类型", 6, Must.ALWAYS, codes="fund_pay_type")
    inscp_scp_amt: Decimal | None = number("符合政策范围金额", 16, 2, must=Must.ALWAYS)
    crt_payb_lmt_amt: Decimal | None = number("本次可支付限额金额", 16, 2, must=Must.ALWAYS)
    fund_payamt: Decimal | None = number("基金支付金额", 16, 2, must=Must.ALWAYS)
    fund_pay_type_name: str = text("基金支付类型名称", 200)
    setl_proc_info: str = text("结算过程信息", 4000)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialOutput(Record):
    """2206A out."""

    setlinfo: TrialSetlinfo | None = one(TrialSetlinfo)
    setldetail: tuple[TrialSetldetail, ...] = many(TrialSetldetail)


TRIAL = Transaction(
    "2206A",
    "门诊预结算A",
    "outpatientSettleService/preSettletmentA",
    TrialInput,
    TrialOutput,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialPlainSetlinfo(TrialSetlinfo):
    """2206 out: setlinfo."""

    hifdm_pay: Decimal | None = number("伤残人员医疗保障基金支出", 16, 2)
    exp_content: dict[str, Any] = extension("字段扩展", 4000)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialPlainOutput(Record):
    """2206 out."""

    setlinfo: TrialPlainSetlinfo | None = one(TrialPlainSetlinfo)
    setldetail: tuple[TrialSetldetail, ...] = many(TrialSetldetail)


TRIAL_PLAIN = Transaction(
    "2206",
    "门诊预结算",
    "outpatientSettleService/preSettletment",
    TrialInput,
    TrialPlainOutput,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleData(TrialData):
    """2207A in: data."""

    invono: str = text("发票号", 20)
    fulamt_ownpay_amt: Decimal | None = number("全自费金额", 16, 2)
    overlmt_selfpay: Decimal | None = number("超限价金额", 16, 2)
    preselfpay_amt: Decimal | None = number("先行自付金额", 16, 2)
    inscp_scp_amt: Decimal | None = number("符合政策范围金额", 16, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleInput(Record):
    """2207A in."""

    data: SettleData | None = one(SettleData)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleSetlinfo(TrialSetlinfo):
    """2207A out: setlinfo."""

    setl_id: str = text("结算ID", 30, Must.ALWAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleOutput(Record):
    """2207A out."""

    setlinfo: SettleSetlinfo | None = one(SettleSetlinfo)
    setldetail: tuple[TrialSetldetail, ...] = many(TrialSetldetail)


SETTLE = Transaction(
    "2207A",
    "门诊结算A",
    "outpatientSettleService/saveSettletmentA",
    SettleInput,
    SettleOutput,
    changes=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlePlainData(TrialData):
    """2207 in: data."""

    invono: str = text("发票号", 20)
    fulamt_ownpay_amt: Decimal | None = number("全自费金额", 16, 2, must=Must.ALWAYS)
    overlmt_selfpay: Decimal | None = number("超限价金额", 16, 2, must=Must.ALWAYS)
    preselfpay_amt: Decimal | None = number("先行自付金额", 16, 2, must=Must.ALWAYS)
    inscp_scp_amt: Decimal | None = number("符合政策范围金额", 16, 2, must=Must.ALWAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlePlainInput(Record):
    """2207 in."""

    data: SettlePlainData | None = one(SettlePlainData)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlePlainSetlinfo(TrialPlainSetlinfo):
    """2207 out: setlinfo."""

    setl_id: str = text("结算ID", 30, Must.ALWAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlePlainOutput(Record):
    """2207 out."""

    setlinfo: SettlePlainSetlinfo | None = one(SettlePlainSetlinfo)
    setldetail: tuple[TrialSetldetail, ...] = many(TrialSetldetail)


SETTLE_PLAIN = Transaction(
    "2207",
    "门诊结算",
    "outpatientSettleService/saveSettletment",
    SettlePlainInput,
    SettlePlainOutput,
    changes=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoData(Record):
    """2208 in: data."""

    setl_id: str = text("结算ID", 30, Must.ALWAYS)
    mdtrt_id: str = text("就诊ID", 30, Must.ALWAYS)
    psn_no: str = text("人员编号", 30, Must.ALWAYS)
    exp_content: dict[str, Any] = extension("字段扩展", 4000)


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoInput(Record):
    """2208 in."""

    data: UndoData | None = one(UndoData)


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoSetlinfo(SettlementFigures):
    """2208 out: setlinfo."""

    setl_id: str = text("结算ID", 30, Must.ALWAYS)
    hifdm_pay: Decimal | None = number("伤残人员医疗保障基金支出", 16, 2)
    psn_no: str = text("人员编号", 30)
    psn_name: str = text("人员姓名", 50)
    psn_cert_type: str = text("人员证件类型", 6, codes="psn_cert_type")
    certno: str = text("证件号码", 50)
    age: Decimal | None = number("年龄")
    psn_type: str = text("人员类别", 6, codes="psn_type")
    cvlserv_flag: str = text("公务员标志", 3, codes="cvlserv_flag")
    med_type: str = text("医疗类别", 6, codes="med_type")
    exp_content: dict[str, Any] = extension("字段扩展", 4000)
    clr_type: str = text("清算类别", 6, codes="clr_type")


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoOutput(Record):
    """2208 out."""

    setlinfo: UndoSetlinfo | None = one(UndoSetlinfo)
    setldetail: tuple[TrialSetldetail, ...] = many(TrialSetldetail)


UNDO = Transaction(
    "2208",
    "门诊结算撤销",
    "outpatientSettleService/cancleSettletment",
    UndoInput,
    UndoOutput,
    changes=True,
)
