"""What a person is filed for, and where they are: 5301 to 5304.

Declarations (fact sheet of transactions); `inquiries` translates to and from our values.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from counter_app.settlement.fields import Must, day, many, moment, number, one, text
from counter_app.settlement.record import Record, Transaction

__all__ = [
    "CHRONIC_FILINGS",
    "DESIGNATIONS",
    "IN_HOSPITAL",
    "TRANSFERS",
    "ChronicFilingsData",
    "ChronicFilingsFeedetail",
    "ChronicFilingsInput",
    "ChronicFilingsOutput",
    "DesignationsData",
    "DesignationsInput",
    "DesignationsOutput",
    "DesignationsPsnfixmedin",
    "InHospitalData",
    "InHospitalInput",
    "InHospitalOutput",
    "InHospitalRow",
    "TransfersData",
    "TransfersInput",
    "TransfersOutput",
    "TransfersRefmedin",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChronicFilingsData(Record):
    """5301 in: data."""

    psn_no: str = text("人员编号", 30, Must.ALWAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChronicFilingsInput(Record):
    """5301 in."""

    data: ChronicFilingsData | None = one(ChronicFilingsData)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChronicFilingsFeedetail(Record):
    """5301 out: feedetail."""

    opsp_dise_code: str = text("门慢门特病种目录代码", 30, Must.ALWAYS)
    opsp_dise_name: str = text("门慢门特病种名称", 300, Must.ALWAYS)
    begndate: date | None = day("开始日期", Must.ALWAYS)
    enddate: date | None = day("结束日期")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChronicFilingsOutput(Record):
    """5301 out."""

    feedetail: tuple[ChronicFilingsFeedetail, ...] = many(ChronicFilingsFeedetail)


CHRONIC_FILINGS = Transaction(
    "5301",
    "人员慢特病备案查询",
    "fsiIntegratedQueryService/queryPsnOpspReg",
    ChronicFilingsInput,
    ChronicFilingsOutput,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignationsData(Record):
    """5302 in: data."""

    psn_no: str = text("人员编号", 30, Must.ALWAYS)
    biz_appy_type: str = text("业务申请类型", 3, Must.ALWAYS, codes="biz_appy_type")


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignationsInput(Record):
    """5302 in."""

    data: DesignationsData | None = one(DesignationsData)


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignationsPsnfixmedin(Record):
    """5302 out: psnfixmedin."""

    psn_no: str = text("人员编号", 30, Must.ALWAYS)
    insutype: str = text("险种类型", 6, codes="insutype")
    fix_srt_no: str = text("定点排序号", 3, Must.ALWAYS)
    fixmedins_code: str = text("定点医药机构编号", 12, Must.ALWAYS)
    fixmedins_name: str = text("定点医药机构名称", 200, Must.ALWAYS)
    begndate: date | None = day("开始日期", Must.ALWAYS)
    enddate: date | None = day("结束日期")
    memo: str = text("备注", 500)


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignationsOutput(Record):
    """5302 out."""

    psnfixmedin: tuple[DesignationsPsnfixmedin, ...] = many(DesignationsPsnfixmedin)


DESIGNATIONS = Transaction(
    "5302",
    "人员定点信息查询",
    "fsiIntegratedQueryService/queryPsnFixed",
    DesignationsInput,
    DesignationsOutput,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InHospitalData(Record):
    """5303 in: data."""

    psn_no: str = text("人员编号", 30)
    begntime: datetime | None = moment("开始时间", Must.ALWAYS)
    endtime: datetime | None = moment("结束时间", Must.ALWAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class InHospitalInput(Record):
    """5303 in."""

    data: InHospitalData | None = one(InHospitalData)


@dataclass(frozen=True, slots=True, kw_only=True)
class InHospitalRow(Record):
    """5303 out: data."""

    mdtrt_id: str = text("就诊ID", 30, Must.ALWAYS)
    psn_no: str = text("人员编号", 30, Must.ALWAYS)
    psn_cert_type: str = text("人员证件类型", 6, Must.ALWAYS, codes="psn_cert_type")
    certno: str = text("证件号码", 50, Must.ALWAYS)
    psn_name: str = text("人员姓名", 50, Must.ALWAYS)
    gend: str = text("性别", 6, Must.ALWAYS, codes="gend")
    brdy: date | None = day("出生日期")
    age: Decimal | None = number("年龄", 4, 1, must=Must.ALWAYS)
    insutype: str = text("险种类型", 6, Must.ALWAYS, codes="insutype")
    begndate: date | None = day("开始日期", Must.ALWAYS)
    med_type: str = text("医疗类别", 6, Must.ALWAYS, codes="med_type")
    ipt_otp_no: str = text("住院/门诊号", 30)
    out_flag: str = text("异地标志", 3, codes="out_flag")


@dataclass(frozen=True, slots=True, kw_only=True)
class InHospitalOutput(Record):
    """5303 out."""

    data: tuple[InHospitalRow, ...] = many(InHospitalRow)


IN_HOSPITAL = Transaction(
    "5303",
    "在院信息查询",
    "fsiIntegratedQueryService/queryInhospInfo",
    InHospitalInput,
    InHospitalOutput,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TransfersData(Record):
    """5304 in: data."""

    psn_no: str = text("人员编号", 30, Must.ALWAYS)
    begntime: datetime | None = moment("开始时间", Must.ALWAYS)
    endtime: datetime | None = moment("结束时间")


@dataclass(frozen=True, slots=True, kw_only=True)
class TransfersInput(Record):
    """5304 in."""

    data: TransfersData | None = one(TransfersData)


@dataclass(frozen=True, slots=True, kw_only=True)
class TransfersRefmedin(Record):
    """5304 out: refmedin."""

    insutype: str = text("险种类型", 6, Must.ALWAYS, codes="insutype")
    dcla_souc: str = text("申报来源", 6, codes="dcla_souc")
    psn_no: str = text("人员编号", 30, Must.ALWAYS)
    psn_cert_type: str = text("人员证件类型", 6, Must.ALWAYS, codes="psn_cert_type")
    certno: str = text("证件号码", 50, Must.ALWAYS)
    psn_name: str = text("人员姓名", 50, Must.ALWAYS)
    gend: str = text("性别", 6, Must.ALWAYS, codes="gend")
    brdy: date | None = day("出生日期")
    tel: str = text("联系电话", 50)
    addr: str = text("联系地址", 200)
    insu_optins: str = text("参保机构医保区划", 6)
    emp_name: str = text("单位名称", 200)
    diag_code: str = text("诊断代码", 20)
    diag_name: str = text("诊断名称", 100)
    dise_cond_dscr: str = text("疾病病情描述", 2000)
    reflin_medins_no: str = text("转往定点医药机构编号", 30)
    reflin_medins_name: str = text("转往医院名称", 200, Must.ALWAYS)
    out_flag: str = text("异地标志", 3, codes="out_flag")
    refl_date: date | None = day("转院日期", Must.ALWAYS)
    refl_rea: str = text("转院原因", 100, Must.ALWAYS)
    begndate: date | None = day("开始日期", Must.ALWAYS)
    enddate: date | None = day("结束日期")
    hosp_agre_refl_flag: str = text("医院同意转院标志", 3, Must.ALWAYS, codes="hosp_agre_refl_flag")
    opter_id: str = text("经办人ID", 20)
    opter_name: str = text("经办人姓名", 50)
    opt_time: datetime | None = moment("经办时间")


@dataclass(frozen=True, slots=True, kw_only=True)
class TransfersOutput(Record):
    """5304 out."""

    refmedin: tuple[TransfersRefmedin, ...] = many(TransfersRefmedin)


TRANSFERS = Transaction(
    "5304",
    "转院信息查询",
    "fsiIntegratedQueryService/queryTransferInfo",
    TransfersInput,
    TransfersOutput,
)
