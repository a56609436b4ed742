"""Who the person is and what they are entitled to: 1101, 2001.

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
    "BENEFIT_CHECK",
    "PERSON",
    "BenefitData",
    "BenefitInput",
    "BenefitOutput",
    "BenefitTrtinfo",
    "PersonBaseinfo",
    "PersonData",
    "PersonIdetinfo",
    "PersonInput",
    "PersonInsuinfo",
    "PersonOutput",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonData(Record):
    """1101 in: data."""

    mdtrt_cert_type: str = text("就诊凭证类型", 3, Must.ALWAYS, codes="mdtrt_cert_type")
    mdtrt_cert_no: str = text("就诊凭证编号", 50, Must.ALWAYS)
    card_sn: str = text("卡识别码", 32, Must.WITH_CARD)
    begntime: datetime | None = moment("开始时间")
    psn_cert_type: str = text("人员证件类型", 6, Must.CROSS_REGION, codes="psn_cert_type")
    certno: str = text("证件号码", 50, Must.CROSS_REGION)
    psn_name: str = text("人员姓名", 50, Must.CROSS_REGION)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonInput(Record):
    """1101 in."""

    data: PersonData | None = one(PersonData)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonBaseinfo(Record):
    """1101 out: baseinfo."""

    psn_no: str = text("人员编号", 30, Must.ALWAYS)
    psn_cert_type: str = text("人员证件类型", 6, Must.ALWAYS, codes="psn_cert_type")
    certno: str = text("证件号码", 50, Must.ALWAYS)
    psn_name: str = text("人员姓名", 50, Must.ALWAYS)
    gend: str = text("性别", 6, Must.ALWAYS, codes="gend")
    naty: str = text("民族", 3, codes="naty")
    brdy: date | None = day("出生日期")
    age: Decimal | None = number("年龄", 4, 1, must=Must.ALWAYS)
    exp_content: dict[str, Any] = extension("字段扩展", 4000)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonInsuinfo(Record):
    """1101 out: insuinfo."""

    balc: Decimal | None = number("余额", 16, 2, must=Must.ALWAYS)
    insutype: str = text("险种类型", 6, Must.ALWAYS, codes="insutype")
    psn_type: str = text("人员类别", 6, Must.ALWAYS, codes="psn_type")
    psn_insu_stas: str = text("人员参保状态", 6, codes="psn_insu_stas")
    psn_insu_date: date | None = day("个人参保日期")
    paus_insu_date: date | None = day("暂停参保日期")
    cvlserv_flag: str = text("公务员标志", 3, Must.ALWAYS, codes="cvlserv_flag")
    insuplc_admdvs: str = text("参保地医保区划", 6, Must.ALWAYS)
    emp_name: str = text("单位名称", 200)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonIdetinfo(Record):
    """1101 out: idetinfo."""

    psn_idet_type: str = text("人员身份类别", 3, Must.ALWAYS, codes="psn_idet_type")
    psn_type_lv: str = text("人员类别等级", 3, codes="disa_lv")
    memo: str = text("备注", 500)
    begntime: datetime | None = moment("开始时间", Must.ALWAYS)
    endtime: datetime | None = moment("结束时间")


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonOutput(Record):
    """1101 out."""

    baseinfo: PersonBaseinfo | None = one(PersonBaseinfo)
    insuinfo: tuple[PersonInsuinfo, ...] = many(PersonInsuinfo)
    idetinfo: tuple[PersonIdetinfo, ...] = many(PersonIdetinfo)


PERSON = Transaction(
    "1101",
    "人员信息获取",
    "fsiPsnInfoService/queryPsnInfo",
    PersonInput,
    PersonOutput,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitData(Record):
    """2001 in: data."""

    psn_no: str = text("人员编号", 30, Must.ALWAYS)
    insutype: str = text("险种类型", 6, Must.ALWAYS, codes="insutype")
    fixmedins_code: str = text("定点医药机构编号", 12, Must.ALWAYS)
    med_type: str = text("医疗类别", 6, Must.ALWAYS, codes="med_type")
    begntime: datetime | None = moment("开始时间", Must.ALWAYS)
    endtime: datetime | None = moment("结束时间")
    dise_codg: str = text("病种编码", 30)
    dise_name: str = text("病种名称", 500)
    oprn_oprt_code: str = text("手术操作代码", 30)
    oprn_oprt_name: str = text("手术操作名称", 500)
    matn_type: str = text("生育类别", 6, codes="matn_type")
    birctrl_type: str = text("计划生育手术类别", 6, codes="birctrl_type")
    exp_content: dict[str, Any] = extension("字段扩展", 4000)


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitInput(Record):
    """2001 in."""

    data: BenefitData | None = one(BenefitData)


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitTrtinfo(Record):
    """2001 out: trtinfo."""

    psn_no: str = text("人员编号", 30, Must.ALWAYS)
    trt_chk_type: str = text("待遇检查类型", 6, Must.ALWAYS, codes="trt_chk_type")
    fund_pay_type: str = text("基金支付类型", 6, Must.ALWAYS, codes="fund_pay_type")
    trt_enjymnt_flag: str = text("基金款项待遇享受标志", 3, Must.ALWAYS, codes="trt_enjymnt_flag")
    begndate: date | None = day("开始日期", Must.ALWAYS)
    enddate: date | None = day("结束日期")
    trt_chk_rslt: str = text("待遇检查结果", 500)
    exp_content: dict[str, Any] = extension("字段扩展", 4000)


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitOutput(Record):
    """2001 out."""

    trtinfo: tuple[BenefitTrtinfo, ...] = many(BenefitTrtinfo)


BENEFIT_CHECK = Transaction(
    "2001",
    "人员待遇享受检查",
    "fsiPsnPriorityInfoService/queryPsnPriorityInfo",
    BenefitInput,
    BenefitOutput,
)
