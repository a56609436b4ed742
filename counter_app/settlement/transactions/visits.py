"""Opening, describing and giving back a visit: 2201, 2203A (plain: 2203), 2202.

Declarations (fact sheet of transactions); `bodies` and `answers` translate to and from our values.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from counter_app.settlement.fields import Must, day, extension, many, moment, number, one, text
from counter_app.settlement.record import Nothing, Record, Transaction

__all__ = [
    "CANCEL_VISIT",
    "REGISTER",
    "VISIT",
    "VISIT_PLAIN",
    "CancelVisitData",
    "CancelVisitInput",
    "RegisterData",
    "RegisterInput",
    "RegisterOutput",
    "RegisterReply",
    "VisitDiseinfo",
    "VisitInput",
    "VisitMdtrtinfo",
    "VisitPlainInput",
    "VisitPlainMdtrtinfo",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterData(Record):
    """2201 in: data."""

    psn_no: str = text("人员编号", 30, Must.ALWAYS)
    insutype: str = text("险种类型", 6, Must.ALWAYS, codes="insutype")
    begntime: datetime | None = moment("开始时间", Must.ALWAYS)
    mdtrt_cert_type: str = text("就诊凭证类型", 3, Must.ALWAYS, codes="mdtrt_cert_type")
    mdtrt_cert_no: str = text("就诊凭证编号", 50, Must.ALWAYS)
    card_sn: str = text("卡识别码", 32, Must.WITH_CARD)
    psn_cert_type: str = text("证件类型", 3, Must.CROSS_REGION, codes="psn_cert_type")
    certno: str = text("证件号码", 20, Must.CROSS_REGION)
    psn_type: str = text("人员类别", 3, Must.CROSS_REGION, codes="psn_type")
    psn_name: str = text("人员姓名", 20, Must.CROSS_REGION)
    ipt_otp_no: str = text("住院/门诊号", 30, Must.ALWAYS)
    atddr_no: str = text("医师编码", 30)
    dr_name: str = text("医师姓名", 50)
    dept_code: str = text("科室编码", 30, Must.ALWAYS)
    dept_name: str = text("科室名称", 100, Must.ALWAYS)
    caty: str = text("科别", 10, Must.ALWAYS, codes="dept")
    exp_content: dict[str, Any] = extension("字段扩展", 4000)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterInput(Record):
    """2201 in."""

    data: RegisterData | None = one(RegisterData)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterReply(Record):
    """2201 out: data."""

    mdtrt_id: str = text("就诊ID", 30, Must.ALWAYS)
    psn_no: str = text("人员编号", 30, Must.ALWAYS)
    ipt_otp_no: str = text("住院/门诊号", 30, Must.ALWAYS)
    exp_content: dict[str, Any] = extension("字段扩展", 4000)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterOutput(Record):
    """2201 out."""

    data: RegisterReply | None = one(RegisterReply)


REGISTER = Transaction(
    "2201",
    "门诊挂号",
    "outpatientDocInfoService/outpatientRregistration",
    RegisterInput,
    RegisterOutput,
    changes=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitMdtrtinfo(Record):
    """2203A in: mdtrtinfo."""

    mdtrt_id: str = text("就诊ID", 30, Must.ALWAYS)
    psn_no: str = text("人员编号", 30, Must.ALWAYS)
    med_type: str = text("医疗类别", 6, Must.ALWAYS, codes="med_type")
    begntime: datetime | None = moment("开始时间", Must.ALWAYS)
    main_cond_dscr: str = text("主要病情描述", 1000)
    dise_codg: str = text("病种编码", 30)
    dise_name: str = text("病种名称", 500)
    birctrl_type: str = text("计划生育手术类别", 6, codes="birctrl_type")
    birctrl_matn_date: date | None = day("计划生育手术或生育日期")
    matn_type: str = text("生育类别", 6)
    geso_val: Decimal | None = number("孕周数", 2)
    exp_content: dict[str, Any] = extension("字段扩展", 4000)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitDiseinfo(Record):
    """2203A in: diseinfo."""

    diag_type: str = text("诊断类别", 3, Must.ALWAYS, codes="diag_type")
    diag_srt_no: Decimal | None = number("诊断排序号", 2, must=Must.ALWAYS)
    diag_code: str = text("诊断代码", 20, Must.ALWAYS)
    diag_name: str = text("诊断名称", 100, Must.ALWAYS)
    diag_dept: str = text("诊断科室", 50, Must.ALWAYS)
    dise_dor_no: str = text("诊断医生编码", 30, Must.ALWAYS)
    dise_dor_name: str = text("诊断医生姓名", 50, Must.ALWAYS)
    diag_time: datetime | None = moment("诊断时间", Must.ALWAYS)
    vali_flag: str = text("有效标志", 3, Must.ALWAYS, codes="vali_flag")


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitInput(Record):
    """2203A in."""

    mdtrtinfo: VisitMdtrtinfo | None = one(VisitMdtrtinfo)
    diseinfo: tuple[VisitDiseinfo, ...] = many(VisitDiseinfo)


VISIT = Transaction(
    "2203A",
    "门诊就诊信息上传A",
    "outpatientDocInfoService/outpatientMdtrtinfoUpA",
    VisitInput,
    Nothing,
    changes=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitPlainMdtrtinfo(Record):
    """2203 in: mdtrtinfo."""

    mdtrt_id: str = text("就诊ID", 30, Must.ALWAYS)
    psn_no: str = text("人员编号", 30, Must.ALWAYS)
    med_type: str = text("医疗类别", 6, Must.ALWAYS, codes="med_type")
    begntime: datetime | None = moment("开始时间", Must.ALWAYS)
    main_cond_dscr: str = text("主要病情描述", 1000)
    dise_type_code: str = text("病种类型代码", 30)
    dise_codg: str = text("病种编码", 30)
    dise_name: str = text("病种名称", 500)
    birctrl_type: str = text("计划生育手术类别", 6, codes="birctrl_type")
    birctrl_matn_date: date | None = day("计划生育手术或生育日期")
    exp_content: dict[str, Any] = extension("字段扩展", 4000)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitPlainInput(Record):
    """2203 in."""

    mdtrtinfo: VisitPlainMdtrtinfo | None = one(VisitPlainMdtrtinfo)
    diseinfo: tuple[VisitDiseinfo, ...] = many(VisitDiseinfo)


VISIT_PLAIN = Transaction(
    "2203",
    "门诊就诊信息上传",
    "outpatientDocInfoService/outpatientMdtrtinfoUp",
    VisitPlainInput,
    Nothing,
    changes=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelVisitData(Record):
    """2202 in: data."""

    psn_no: str = text("人员编号", 30, Must.ALWAYS)
    mdtrt_id: str = text("就诊ID", 30, Must.ALWAYS)
    ipt_otp_no: str = text("住院/门诊号", 30, Must.ALWAYS)
    exp_content: dict[str, Any] = extension("字段扩展", 4000)


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelVisitInput(Record):
    """2202 in."""

    data: CancelVisitData | None = one(CancelVisitData)


CANCEL_VISIT = Transaction(
    "2202",
    "门诊挂号撤销",
    "outpatientDocInfoService/outpatientRegistrationCancel",
    CancelVisitInput,
    Nothing,
    changes=True,
)
