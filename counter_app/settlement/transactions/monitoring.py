"""Rule checks before and during treatment, and what was answered: 3101, 3102, 3103.

Declarations (fact sheet of transactions); `advice` translates to and from our values.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from counter_app.settlement.fields import Must, day, many, number, one, text
from counter_app.settlement.record import Nothing, Record, Transaction

__all__ = [
    "BEFORE",
    "DURING",
    "FEEDBACK",
    "BeforeData",
    "BeforeExtendOrderMap",
    "BeforeFsiDiagnoseDtos",
    "BeforeFsiEncounterDtos",
    "BeforeFsiOperationDtos",
    "BeforeFsiOrderDtos",
    "BeforeInput",
    "BeforeJudgeResultDetailDtos",
    "BeforeOutput",
    "BeforePatientDtos",
    "BeforeResult",
    "FeedbackData",
    "FeedbackInput",
    "FeedbackWarns",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeFsiDiagnoseDtos(Record):
    """3101 in: fsi_diagnose_dtos."""

    dise_id: str = text("诊断标识", 50, Must.ALWAYS)
    inout_dise_type: str = text("出入诊断类别", 3, Must.ALWAYS, codes="inout_diag_type")
    maindise_flag: str = text("主诊断标志", 3, Must.ALWAYS, codes="maindiag_flag")
    dias_srt_no: str = text("诊断排序号", 2, Must.ALWAYS)
    dise_codg: str = text("诊断(疾病)编码", 30, Must.ALWAYS)
    dise_name: str = text("诊断(疾病)名称", 200, Must.ALWAYS)
    dise_date: date | None = day("诊断日期", Must.ALWAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeExtendOrderMap(Record):
    """3101 in: extend_order_map."""

    o_prd_days: str = text("周期天数", 10, name="o_prdDays")
    o_min_pac_cnt: str = text("最小包装数量", 30, name="o_minPacCnt")
    o_min_prepunt: str = text("最小制剂单位", 30, name="o_minPrepunt")
    o_min_pac_unt: str = text("最小包装单位", 30, name="o_minPacUnt")
    o_drug_spec: str = text("药品目录规格", 30, name="o_drugSpec")
    o_first_item_flag: str = text("半年内使用一线用药标志", 5, name="o_firstItemFlag")
    o_sin_dos_dscr: str = text("单次剂量描述", 50, name="o_sinDosDscr")
    o_used_frqu_dscr: str = text("使用频次描述", 50)


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeFsiOrderDtos(Record):
    """3101 in: fsi_order_dtos."""

    rx_id: str = text("处方(医嘱)标识", 50, Must.ALWAYS)
    rxno: str = text("处方号", 20, Must.ALWAYS)
    grpno: str = text("组编号", 20)
    long_drord_flag: str = text("是否为长期医嘱", 3, Must.ALWAYS)
    hilist_type: str = text("目录类别", 3, Must.ALWAYS, codes="list_type")
    chrg_type: str = text("收费类别", 3, Must.ALWAYS, codes="med_chrgitm_type")
    drord_bhvr: str = text("医嘱行为", 3, Must.ALWAYS, codes="drord_type")
    hilist_code: str = text("医保目录代码", 50, Must.ALWAYS)
    hilist_name: str = text("医保目录名称", 50, Must.ALWAYS)
    hilist_dosform: str = text("医保目录(药品)剂型", 50)
    hilist_lv: str = text("医保目录等级", 3, Must.ALWAYS)
    hilist_pric: Decimal | None = number("医保目录价格", 16, 2, must=Must.ALWAYS)
    lv1_hosp_item_pric: Decimal | None = number("一级医院目录价格", 16, 2)
    lv2_hosp_item_pric: Decimal | None = number("二级医院目录价格", 16, 2)
    lv3_hosp_item_pric: Decimal | None = number("三级医院目录价格", 16, 2)
    hilist_memo: str = text("医保目录备注", 200)
    hosplist_code: str = text("医院目录代码", 50, Must.ALWAYS)
    hosplist_name: str = text("医院目录名称", 50, Must.ALWAYS)
    hosplist_dosform: str = text("医院目录(药品)剂型", 20)
    cnt: Decimal | None = number("数量", 6, 2, must=Must.ALWAYS)
    pric: Decimal | None = number("单价", 16, 2, must=Must.ALWAYS)
    sumamt: Decimal | None = number("总费用", 16, 2, must=Must.ALWAYS)
    ownpay_amt: Decimal | None = number("自费金额", 16, 2, must=Must.ALWAYS)
    selfpay_amt: Decimal | None = number("自付金额", 16, 2, must=Must.ALWAYS)
    spec: str = text("规格", 100, Must.ALWAYS)
    spec_unt: str = text("数量单位", 20, Must.ALWAYS)
    drord_begn_date: date | None = day("医嘱开始日期", Must.ALWAYS)
    drord_stop_date: date | None = day("医嘱停止日期")
    drord_dept_codg: str = text("下达医嘱的科室标识", 30, Must.ALWAYS)
    drord_dept_name: str = text("下达医嘱科室名称", 50, Must.ALWAYS)
    drord_dr_codg: str = text("开处方(医嘱)医生标识", 30, Must.ALWAYS)
    drord_dr_name: str = text("开处方(医嘱)医生姓名", 30, Must.ALWAYS)
    drord_dr_profttl: str = text("开处方(医嘱)医职称", 3, Must.ALWAYS, codes="drord_dr_profttl")
    curr_drord_flag: str = text("是否当前处方(医嘱)", 3, Must.ALWAYS)
    extend_order_map: BeforeExtendOrderMap | None = one(BeforeExtendOrderMap, Must.OPTIONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeFsiOperationDtos(Record):
    """3101 in: fsi_operation_dtos."""

    setl_list_oprn_id: str = text("手术操作ID", 30, Must.ALWAYS)
    oprn_code: str = text("手术操作代码", 30)
    oprn_name: str = text("手术操作名称", 500)
    main_oprn_flag: str = text("主手术操作标志", 3, Must.ALWAYS)
    oprn_date: date | None = day("手术操作日期")
    anst_way: str = text("麻醉方式", 30)
    oper_dr_name: str = text("术者医师姓名", 50)
    oper_dr_code: str = text("术者医师代码", 30)
    anst_dr_name: str = text("麻醉医师姓名", 50)
    anst_dr_code: str = text("麻醉医师代码", 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeFsiEncounterDtos(Record):
    """3101 in: fsi_encounter_dtos."""

    mdtrt_id: str = text("就诊标识", 50, Must.ALWAYS)
    medins_id: str = text("医疗服务机构标识", 50, Must.ALWAYS)
    medins_name: str = text("医疗机构名称", 200, Must.ALWAYS)
    medins_admdvs: str = text("医疗机构行政区划编码", 6, Must.ALWAYS)
    medins_type: str = text("医疗服务机构类型", 3, Must.ALWAYS, codes="fixmedins_type")
    medins_lv: str = text("医疗机构等级", 3, Must.ALWAYS, codes="hosp_lv")
    wardarea_codg: str = text("病区标识", 20)
    wardno: str = text("病房号", 20)
    bedno: str = text("病床号", 20)
    adm_date: date | None = day("入院日期", Must.ALWAYS)
    dscg_date: date | None = day("出院日期", Must.ALWAYS)
    dscg_main_dise_codg: str = text("主诊断编码", 20, Must.ALWAYS)
    dscg_main_dise_name: str = text("主诊断名称", 50, Must.ALWAYS)
    dr_codg: str = text("医师标识", 20, Must.ALWAYS)
    adm_dept_codg: str = text("入院科室标识", 20, Must.ALWAYS)
    adm_dept_name: str = text("入院科室名称", 50, Must.ALWAYS)
    dscg_dept_codg: str = text("出院科室标识", 20, Must.ALWAYS)
    dscg_dept_name: str = text("出院科室名称", 50, Must.ALWAYS)
    med_mdtrt_type: str = text("就诊类型", 3, Must.ALWAYS, codes="med_mdtrt_type")
    med_type: str = text("医疗类别", 3, Must.ALWAYS, codes="med_type")
    matn_stas: str = text("生育状态", 3, Must.ALWAYS, codes="matn_stas")
    medfee_sumamt: Decimal | None = number("总费用", 16, 2, must=Must.ALWAYS)
    ownpay_amt: Decimal | None = number("自费金额", 16, 2, must=Must.ALWAYS)
    selfpay_amt: Decimal | None = number("自付金额", 16, 2, must=Must.ALWAYS)
    acct_payamt: Decimal | None = number("个人账户支付金额", 16, 2)
    ma_amt: Decimal | None = number("救助金支付金额", 16, 2)
    hifp_payamt: Decimal | None = number("统筹金支付金额", 16, 2)
    setl_totlnum: Decimal | None = number("结算总次数", 4, must=Must.ALWAYS)
    insutype: str = text("险种", 3, Must.ALWAYS, codes="insutype")
    reim_flag: str = text("报销标志", 3, Must.ALWAYS, codes="reim_flag")
    out_setl_flag: str = text("异地结算标志", 3, Must.ALWAYS, codes="out_setl_flag")
    dise_no: str = text("病种编号", 30)
    dise_name: str = text("病种名称", 500)
    sinc_heal_lv: str = text("手术切口愈合等级", 30)
    his_md_cnt: str = text("历史就诊次数", 50)
    fsi_diagnose_dtos: tuple[BeforeFsiDiagnoseDtos, ...] = many(BeforeFsiDiagnoseDtos)
    fsi_order_dtos: tuple[BeforeFsiOrderDtos, ...] = many(BeforeFsiOrderDtos)
    fsi_operation_dtos: tuple[BeforeFsiOperationDtos, ...] = many(BeforeFsiOperationDtos, Must.OPTIONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforePatientDtos(Record):
    """3101 in: patient_dtos."""

    patn_id: str = text("参保人标识", 50, Must.ALWAYS)
    patn_name: str = text("姓名", 50, Must.ALWAYS)
    gend: str = text("性别", 3, Must.ALWAYS, codes="gend")
    brdy: date | None = day("出生日期", Must.ALWAYS)
    poolarea: str = text("统筹区编码", 10, Must.ALWAYS)
    curr_mdtrt_id: str = text("当前就诊标识", 50, Must.ALWAYS)
    fsi_encounter_dtos: tuple[BeforeFsiEncounterDtos, ...] = many(BeforeFsiEncounterDtos)


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeData(Record):
    """3101 in: data."""

    task_id: str = text("任务ID")
    trig_scen: str = text("触发场景", 3)
    syscode: str = text("系统编码", 10, Must.ALWAYS)
    patient_dtos: tuple[BeforePatientDtos, ...] = many(BeforePatientDtos)


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeInput(Record):
    """3101 in."""

    data: BeforeData | None = one(BeforeData)


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeJudgeResultDetailDtos(Record):
    """3101 out: judge_result_detail_dtos."""

    jrd_id: str = text("违规明细标识", 50, Must.ALWAYS)
    patn_id: str = text("参保人标识", 50, Must.ALWAYS)
    mdtrt_id: str = text("就诊标识", 50)
    rx_id: str = text("处方(医嘱)标识", 50)
    vola_item_type: str = text("违规明细类型", 3, Must.ALWAYS, codes="vola_item_type")
    vola_amt: Decimal | None = number("违规金额", 16, 2, must=Must.ALWAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeResult(Record):
    """3101 out: result."""

    jr_id: str = text("违规标识", 50, Must.ALWAYS)
    rule_id: str = text("规则ID", 50, Must.ALWAYS)
    rule_name: str = text("规则名称", 200, Must.ALWAYS)
    vola_cont: str = text("违规内容", 500, Must.ALWAYS)
    patn_id: str = text("参保人ID", 50, Must.ALWAYS)
    mdtrt_id: str = text("就诊ID", 50)
    vola_amt: Decimal | None = number("违规金额", 16, 2, must=Must.ALWAYS)
    vola_amt_stas: str = text("违规金额计算状态", 3, Must.ALWAYS, codes="vola_amt_stas")
    sev_deg: str = text("严重程度", 3, Must.ALWAYS, codes="sev_deg")
    vola_evid: str = text("违规依据", 500)
    vola_bhvr_type: str = text("违规行为分类", 3, Must.ALWAYS, codes="vola_bhvr_type")
    task_id: str = text("任务ID")
    judge_result_detail_dtos: tuple[BeforeJudgeResultDetailDtos, ...] = many(BeforeJudgeResultDetailDtos)


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeOutput(Record):
    """3101 out."""

    result: tuple[BeforeResult, ...] = many(BeforeResult)


BEFORE = Transaction(
    "3101",
    "明细审核事前分析服务",
    "riskConService/beforeAnalyze",
    BeforeInput,
    BeforeOutput,
)


DURING = Transaction(
    "3102",
    "明细审核事中分析服务",
    "riskConService/courseAnalyze",
    BeforeInput,
    BeforeOutput,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackData(Record):
    """3103 in: data."""

    warn_type: str = text("反馈类型", 6, Must.ALWAYS, codes="warn_type")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackWarns(Record):
    """3103 in: warns."""

    warn_rslt_id: str = text("违规标识", 40, Must.ALWAYS)
    dspo_way: str = text("处理方式", must=Must.ALWAYS, codes="dspo_way")
    dspo_way_rea: str = text("处理原因", must=Must.WHEN_OVERRIDDEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackInput(Record):
    """3103 in."""

    data: FeedbackData | None = one(FeedbackData)
    warns: tuple[FeedbackWarns, ...] = many(FeedbackWarns)


FEEDBACK = Transaction(
    "3103",
    "事前事中服务反馈服务",
    "riskConService/feedback",
    FeedbackInput,
    Nothing,
)
