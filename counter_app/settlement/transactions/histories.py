"""What a person had before: visits 5201, diagnoses 5202, chronic-disease drugs 5205.

Declarations (fact sheet of transactions); `inquiries` translates to and from our values.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from counter_app.settlement.fields import Must, day, many, moment, number, one, text
from counter_app.settlement.record import Record, Transaction

__all__ = [
    "CHRONIC_DRUGS",
    "DIAGNOSES",
    "VISITS",
    "ChronicDrugsData",
    "ChronicDrugsFeedetail",
    "ChronicDrugsInput",
    "ChronicDrugsOutput",
    "DiagnosesData",
    "DiagnosesDiseinfo",
    "DiagnosesInput",
    "DiagnosesOutput",
    "VisitsData",
    "VisitsInput",
    "VisitsMdtrtinfo",
    "VisitsOutput",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitsData(Record):
    """5201 in: data."""

    psn_no: str = text("人员编号", 30, Must.ALWAYS)
    begntime: datetime | None = moment("开始时间", Must.ALWAYS)
    endtime: datetime | None = moment("结束时间", Must.ALWAYS)
    med_type: str = text("医疗类别", 6, Must.ALWAYS, codes="med_type")
    mdtrt_id: str = text("就诊ID", 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitsInput(Record):
    """5201 in."""

    data: VisitsData | None = one(VisitsData)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitsMdtrtinfo(Record):
    """5201 out: mdtrtinfo."""

    mdtrt_id: str = text("就诊ID", 30, Must.ALWAYS)
    psn_no: str = text("人员编号", 30, Must.ALWAYS)
    psn_cert_type: str = text("人员证件类型", 6, Must.ALWAYS, codes="psn_cert_type")
    certno: str = text("证件号码", 50, Must.ALWAYS)
    psn_name: str = text("人员姓名", 50, Must.ALWAYS)
    gend: str = text("性别", 6, Must.ALWAYS, codes="gend")
    naty: str = text("民族", 3, codes="naty")
    brdy: date | None = day("出生日期")
    age: Decimal | None = number("年龄", 4, 1)
    coner_name: str = text("联系人姓名", 50)
    tel: str = text("联系电话", 50)
    insutype: str = text("险种类型", 6, Must.ALWAYS, codes="insutype")
    psn_type: str = text("人员类别", 6, Must.ALWAYS, codes="psn_type")
    maf_psn_flag: str = text("医疗救助对象标志", 3, codes="maf_psn_flag")
    cvlserv_flag: str = text("公务员标志", 3, Must.ALWAYS, codes="cvlserv_flag")
    flxempe_flag: str = text("灵活就业标志", 3, codes="flxempe_flag")
    nwb_flag: str = text("新生儿标志", 3, codes="nwb_flag")
    insu_optins: str = text("参保机构医保区划", 6)
    emp_name: str = text("单位名称", 200)
    begntime: datetime | None = moment("开始时间", Must.ALWAYS)
    endtime: datetime | None = moment("结束时间", Must.ALWAYS)
    mdtrt_cert_type: str = text("就诊凭证类型", 3, codes="mdtrt_cert_type")
    med_type: str = text("医疗类别", 6, Must.ALWAYS, codes="med_type")
    ars_year_ipt_flag: str = text("跨年度住院标志", 3, codes="ars_year_ipt_flag")
    pre_pay_flag: str = text("先行支付标志", 3, codes="pre_pay_flag")
    ipt_otp_no: str = text("住院/门诊号", 30)
    medrcdno: str = text("病历号", 30)
    atddr_no: str = text("主治医生编码", 30)
    chfpdr_name: str = text("主诊医师姓名", 50)
    adm_dept_codg: str = text("入院科室编码", 30)
    adm_dept_name: str = text("入院科室名称", 100)
    adm_bed: str = text("入院床位", 30)
    dscg_maindiag_code: str = text("住院主诊断代码", 20)
    dscg_maindiag_name: str = text("住院主诊断名称", 300)
    dscg_dept_codg: str = text("出院科室编码", 30)
    dscg_dept_name: str = text("出院科室名称", 100)
    dscg_bed: str = text("出院床位", 30)
    dscg_way: str = text("离院方式", 3, codes="dscg_way")
    main_cond_dscr: str = text("主要病情描述", 1000)
    dise_codg: str = text("病种编码", 30)
    dise_name: str = text("病种名称", 500)
    oprn_oprt_code: str = text("手术操作代码", 30)
    oprn_oprt_name: str = text("手术操作名称", 500)
    otp_diag_info: str = text("门诊诊断信息", 200)
    inhosp_stas: str = text("在院状态", 3, codes="inhosp_stas")
    die_date: date | None = day("死亡日期")
    ipt_days: Decimal | None = number("住院天数", 4)
    fpsc_no: str = text("计划生育服务证号", 50)
    matn_type: str = text("生育类别", 6, codes="matn_type")
    birctrl_type: str = text("计划生育手术类别", 6, codes="birctrl_type")
    latechb_flag: str = text("晚育标志", 3, codes="latechb_flag")
    geso_val: Decimal | None = number("孕周数", 2)
    fetts: Decimal | None = number("胎次", 3)
    fetus_cnt: Decimal | None = number("胎儿数", 3)
    pret_flag: str = text("早产标志", 3, codes="pret_flag")
    birctrl_matn_date: date | None = day("计划生育手术或生育日期")
    cop_flag: str = text("伴有并发症标志", 3, codes="cop_flag")
    opter_id: str = text("经办人ID", 20)
    opter_name: str = text("经办人姓名", 50)
    opt_time: datetime | None = moment("经办时间")
    memo: str = text("备注", 500)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitsOutput(Record):
    """5201 out."""

    mdtrtinfo: tuple[VisitsMdtrtinfo, ...] = many(VisitsMdtrtinfo)


VISITS = Transaction(
    "5201",
    "就诊信息查询",
    "fsiIntegratedQueryService/queryMdtrtInfo",
    VisitsInput,
    VisitsOutput,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosesData(Record):
    """5202 in: data."""

    mdtrt_id: str = text("就诊ID", 30, Must.ALWAYS)
    psn_no: str = text("人员编号", 30, Must.ALWAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosesInput(Record):
    """5202 in."""

    data: DiagnosesData | None = one(DiagnosesData)


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosesDiseinfo(Record):
    """5202 out: diseinfo."""

    diag_info_id: str = text("诊断信息ID", 30, Must.ALWAYS)
    mdtrt_id: str = text("就诊ID", 30, Must.ALWAYS)
    psn_no: str = text("人员编号", 30, Must.ALWAYS)
    inout_diag_type: str = text("出入院诊断类别", 3, Must.ALWAYS, codes="inout_diag_type")
    diag_type: str = text("诊断类别", 3, Must.ALWAYS, codes="diag_type")
    maindiag_flag: str = text("主诊断标志", 3, Must.ALWAYS, codes="maindiag_flag")
    diag_srt_no: Decimal | None = number("诊断排序号", 2, must=Must.ALWAYS)
    diag_code: str = text("诊断代码", 20, Must.ALWAYS)
    diag_name: str = text("诊断名称", 100, Must.ALWAYS)
    adm_cond: str = text("入院病情", 500)
    diag_dept: str = text("诊断科室", 50, Must.ALWAYS)
    dise_dor_no: str = text("诊断医生编码", 30, Must.ALWAYS)
    dise_dor_name: str = text("诊断医生姓名", 50, Must.ALWAYS)
    diag_time: datetime | None = moment("诊断时间", Must.ALWAYS)
    opter_id: str = text("经办人ID", 20)
    opter_name: str = text("经办人姓名", 50)
    opt_time: datetime | None = moment("经办时间")


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosesOutput(Record):
    """5202 out."""

    diseinfo: tuple[DiagnosesDiseinfo, ...] = many(DiagnosesDiseinfo)


DIAGNOSES = Transaction(
    "5202",
    "诊断信息查询",
    "fsiIntegratedQueryService/queryDiagnoseInfo",
    DiagnosesInput,
    DiagnosesOutput,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChronicDrugsData(Record):
    """5205 in: data."""

    psn_no: str = text("人员编号", 30, Must.ALWAYS)
    begntime: datetime | None = moment("开始时间", Must.ALWAYS)
    endtime: datetime | None = moment("结束时间")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChronicDrugsInput(Record):
    """5205 in."""

    data: ChronicDrugsData | None = one(ChronicDrugsData)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChronicDrugsFeedetail(Record):
    """5205 out: feedetail."""

    feedetl_sn: str = text("费用明细流水号", 30, Must.ALWAYS)
    rx_drord_no: str = text("处方/医嘱号", 30)
    fixmedins_code: str = text("定点医药机构编号", 12)
    fixmedins_name: str = text("定点医药机构名称", 200, Must.ALWAYS)
    psn_no: str = text("人员编号", 30, Must.ALWAYS)
    med_type: str = text("医疗类别", 6, Must.ALWAYS, codes="med_type")
    fee_ocur_time: datetime | None = moment("费用发生时间", Must.ALWAYS)
    cnt: Decimal | None = number("数量", 16, 4, must=Must.ALWAYS)
    pric: Decimal | None = number("单价", 16, 6, must=Must.ALWAYS)
    chrgitm_lv: str = text("收费项目等级", 3, codes="chrgitm_lv")
    hilist_code: str = text("医保目录编码", 50, Must.ALWAYS)
    hilist_name: str = text("医保目录名称", 200, Must.ALWAYS)
    list_type: str = text("目录类别", 6, Must.ALWAYS, codes="list_type")
    med_list_codg: str = text("医疗目录编码", 50, Must.ALWAYS)
    medins_list_codg: str = text("医药机构目录编码", 150, Must.ALWAYS)
    medins_list_name: str = text("医药机构目录名称", 100, Must.ALWAYS)
    med_chrgitm_type: str = text("医疗收费项目类别", 6, Must.ALWAYS, codes="med_chrgitm_type")
    prodname: str = text("商品名", 200)
    spec: str = text("规格", 200, Must.ALWAYS)
    dosform_name: str = text("剂型名称", 200)
    lmt_used_flag: str = text("限制使用标志", 3, codes="lmt_used_flag")
    hosp_prep_flag: str = text("医院制剂标志", 3, codes="hosp_prep_flag")
    hosp_appr_flag: str = text("医院审批标志", 3, codes="hosp_appr_flag")
    tcmdrug_used_way: str = text("中药使用方式", 6, codes="tcmdrug_used_way")
    prodplac_type: str = text("生产地类别", 6, codes="prodplac_type")
    bas_medn_flag: str = text("基本药物标志", 3, codes="bas_medn_flag")
    hi_nego_drug_flag: str = text("医保谈判药品标志", 3, codes="hi_nego_drug_flag")
    chld_medc_flag: str = text("儿童用药标志", 3, codes="chld_medc_flag")
    etip_flag: str = text("外检标志", 3, codes="etip_flag")
    etip_hosp_code: str = text("外检医院编码", 30)
    dscg_tkdrug_flag: str = text("出院带药标志", 3, codes="dscg_tkdrug_flag")
    list_sp_item_flag: str = text("目录特项标志", 3, codes="list_sp_item_flag")
    matn_fee_flag: str = text("生育费用标志", 6, codes="matn_fee_flag")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChronicDrugsOutput(Record):
    """5205 out."""

    feedetail: tuple[ChronicDrugsFeedetail, ...] = many(ChronicDrugsFeedetail)


CHRONIC_DRUGS = Transaction(
    "5205",
    "人员慢特病用药记录查询",
    "fsiIntegratedQueryService/queryPsnMedc",
    ChronicDrugsInput,
    ChronicDrugsOutput,
)
