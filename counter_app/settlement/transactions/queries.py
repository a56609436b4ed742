"""Looking without touching: 5203, 5204 and the sums of the year, 5206.

Declarations (fact sheet of transactions); `bodies` and `answers` translate to and from our values.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from counter_app.settlement.fields import Must, day, many, moment, number, one, text
from counter_app.settlement.record import Record, Transaction
from counter_app.settlement.transactions.settling import TrialSetldetail

__all__ = [
    "FEES",
    "SETTLEMENT",
    "YEAR_SUMS",
    "FeesData",
    "FeesInput",
    "FeesOutput",
    "FeesRow",
    "SettlementData",
    "SettlementInput",
    "SettlementOutput",
    "SettlementSetlinfo",
    "YearSumsCuminfo",
    "YearSumsData",
    "YearSumsInput",
    "YearSumsOutput",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementData(Record):
    """5203 in: data."""

    psn_no: str = text("人员编号", 30, Must.ALWAYS)
    setl_id: str = text("结算ID", 30, Must.ALWAYS)
    mdtrt_id: str = text("就诊ID", 30, Must.ALWAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementInput(Record):
    """5203 in."""

    data: SettlementData | None = one(SettlementData)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementSetlinfo(Record):
    """5203 out: setlinfo."""

    setl_id: str = text("结算ID", 30, Must.ALWAYS)
    mdtrt_id: str = text("就诊ID", 30, Must.ALWAYS)
    psn_no: str = text("人员编号", 30, Must.ALWAYS)
    psn_name: str = text("人员姓名", 50, Must.ALWAYS)
    psn_cert_type: str = text("人员证件类型", 6, Must.ALWAYS, codes="psn_cert_type")
    certno: str = text("证件号码", 50, Must.ALWAYS)
    gend: str = text("性别", 6, Must.ALWAYS, codes="gend")
    naty: str = text("民族", 3, codes="naty")
    brdy: date | None = day("出生日期")
    age: Decimal | None = number("年龄", 4, 1)
    insutype: str = text("险种类型", 6, Must.ALWAYS, codes="insutype")
    psn_type: str = text("人员类别", 6, Must.ALWAYS, codes="psn_type")
    cvlserv_flag: str = text("公务员标志", 3, Must.ALWAYS, codes="cvlserv_flag")
    flxempe_flag: str = text("灵活就业标志", 3, codes="flxempe_flag")
    nwb_flag: str = text("新生儿标志", 3, codes="nwb_flag")
    insu_optins: str = text("参保机构医保区划", 6)
    emp_name: str = text("单位名称", 200)
    pay_loc: str = text("支付地点类别", 6, Must.ALWAYS, codes="pay_loc")
    fixmedins_code: str = text("定点医药机构编号", 12, Must.ALWAYS)
    fixmedins_name: str = text("定点医药机构名称", 200, Must.ALWAYS)
    hosp_lv: str = text("医院等级", 6, codes="hosp_lv")
    fixmedins_poolarea: str = text("定点归属机构", 6)
    lmtpric_hosp_lv: str = text("限价医院等级", 6, codes="lmtpric_hosp_lv")
    dedc_hosp_lv: str = text("起付线医院等级", 6, codes="dedc_hosp_lv")
    begndate: date | None = day("开始日期", Must.ALWAYS)
    enddate: date | None = day("结束日期", Must.ALWAYS)
    setl_time: datetime | None = moment("结算时间", Must.ALWAYS)
    mdtrt_cert_type: str = text("就诊凭证类型", 3, codes="mdtrt_cert_type")
    med_type: str = text("医疗类别", 6, Must.ALWAYS, codes="med_type")
    clr_type: str = text("清算类别", 6, Must.ALWAYS, codes="clr_type")
    clr_way: str = text("清算方式", 6, codes="clr_way")
    clr_optins: str = text("清算经办机构", 6)
    medfee_sumamt: Decimal | None = number("医疗费总额", 16, 2, must=Must.ALWAYS)
    fulamt_ownpay_amt: Decimal | None = number("全自费金额", 16, 2, must=Must.ALWAYS)
    overlmt_selfpay: Decimal | None = number("超限价自费费用", 16, 2, must=Must.ALWAYS)
    preselfpay_amt: Decimal | None = number("先行自付金额", 16, 2, must=Must.ALWAYS)
    inscp_scp_amt: Decimal | None = number("符合政策范围金额", 16, 2, must=Must.ALWAYS)
    act_pay_dedc: Decimal | None = number("实际支付起付线", 16, 2, must=Must.ALWAYS)
    hifp_pay: Decimal | None = number("基本医疗保险统筹基金支出", 16, 2, must=Must.ALWAYS)
    pool_prop_selfpay: Decimal | None = number("基本医疗保险统筹基金支付比例", 5, 4, must=Must.ALWAYS)
    cvlserv_pay: Decimal | None = number("公务员医疗补助资金支出", 16, 2, must=Must.ALWAYS)
    hifes_pay: Decimal | None = number("企业补充医疗保险基金支出", 16, 2, must=Must.ALWAYS)
    hifmi_pay: Decimal | None = number("居民大病保险资金支出", 16, 2, must=Must.ALWAYS)
    hifob_pay: Decimal | None = number("职工大额医疗费用补助基金支出", 16, 2, must=Must.ALWAYS)
    maf_pay: Decimal | None = number("医疗救助基金支出", 16, 2, must=Must.ALWAYS)
    oth_pay: Decimal | None = number("其他支出", 16, 2, must=Must.ALWAYS)
    fund_pay_sumamt: Decimal | None = number("基金支付总额", 16, 2, must=Must.ALWAYS)
    psn_pay: Decimal | None = number("个人支付金额", 16, 2, must=Must.ALWAYS)
    acct_pay: Decimal | None = number("个人账户支出", 16, 2, must=Must.ALWAYS)
    cash_payamt: Decimal | None = number("现金支付金额", 16, 2, must=Must.ALWAYS)
    balc: Decimal | None = number("余额", 16, 2, must=Must.ALWAYS)
    acct_mulaid_pay: Decimal | None = number("个人账户共济支付金额", 16, 2, must=Must.ALWAYS)
    medins_setl_id: str = text("医药机构结算ID", 30, Must.ALWAYS)
    refd_setl_flag: str = text("退费结算标志", 3, Must.ALWAYS, codes="refd_setl_flag")
    year: str = text("年度", 4, Must.ALWAYS)
    dise_codg: str = text("病种编码", 30)
    dise_name: str = text("病种名称", 500)
    invono: str = text("发票号", 20)
    opter_id: str = text("经办人ID", 20)
    opter_name: str = text("经办人姓名", 50)
    opt_time: datetime | None = moment("经办时间")
    pref_fund_pay: Decimal | None = number("优抚对象基金支出", 16, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementOutput(Record):
    """5203 out."""

    setlinfo: SettlementSetlinfo | None = one(SettlementSetlinfo)
    setldetail: tuple[TrialSetldetail, ...] = many(TrialSetldetail)


SETTLEMENT = Transaction(
    "5203",
    "结算信息查询",
    "fsiIntegratedQueryService/querySetlInfo",
    SettlementInput,
    SettlementOutput,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeesData(Record):
    """5204 in: data."""

    psn_no: str = text("人员编号", 30, Must.ALWAYS)
    setl_id: str = text("结算ID", 30)
    mdtrt_id: str = text("就诊ID", 30, Must.ALWAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeesInput(Record):
    """5204 in."""

    data: FeesData | None = one(FeesData)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeesRow(Record):
    """5204 out: (rows)."""

    mdtrt_id: str = text("就诊ID", 30, Must.ALWAYS)
    setl_id: str = text("结算ID", 30, Must.ALWAYS)
    feedetl_sn: str = text("费用明细流水号", 30, Must.ALWAYS)
    rx_drord_no: str = text("处方/医嘱号", 30)
    med_type: str = text("医疗类别", 6, Must.ALWAYS, codes="med_type")
    fee_ocur_time: datetime | None = moment("费用发生时间", Must.ALWAYS)
    cnt: Decimal | None = number("数量", 16, 4, must=Must.ALWAYS)
    pric: Decimal | None = number("单价", 16, 6, must=Must.ALWAYS)
    sin_dos_dscr: str = text("单次剂量描述", 200)
    used_frqu_dscr: str = text("使用频次描述", 200)
    prd_days: Decimal | None = number("周期天数", 4, 2)
    medc_way_dscr: str = text("用药途径描述", 200)
    det_item_fee_sumamt: Decimal | None = number("明细项目费用总额", 16, 2, must=Must.ALWAYS)
    pric_uplmt_amt: Decimal | None = number("定价上限金额", 16, 6, must=Must.ALWAYS)
    selfpay_prop: Decimal | None = number("自付比例", 5, 4)
    fulamt_ownpay_amt: Decimal | None = number("全自费金额", 16, 2)
    overlmt_amt: Decimal | None = number("超限价金额", 16, 2)
    preselfpay_amt: Decimal | None = number("先行自付金额", 16, 2)
    inscp_scp_amt: Decimal | None = number("符合政策范围金额", 16, 2)
    chrgitm_lv: str = text("收费项目等级", 3, Must.ALWAYS, codes="chrgitm_lv")
    hilist_code: str = text("医保目录编码", 50, Must.ALWAYS)
    hilist_name: str = text("医保目录名称", 200, Must.ALWAYS)
    list_type: str = text("目录类别", 6, Must.ALWAYS, codes="list_type")
    med_list_codg: str = text("医疗目录编码", 50, Must.ALWAYS)
    medins_list_codg: str = text("医药机构目录编码", 150, Must.ALWAYS)
    medins_list_name: str = text("医药机构目录名称", 100, Must.ALWAYS)
    med_chrgitm_type: str = text("医疗收费项目类别", 6, Must.ALWAYS, codes="med_chrgitm_type")
    prodname: str = text("商品名", 200)
    spec: str = text("规格", 200)
    dosform_name: str = text("剂型名称", 200, Must.ALWAYS)
    bilg_dept_codg: str = text("开单科室编码", 30)
    bilg_dept_name: str = text("开单科室名称", 100)
    bilg_dr_codg: str = text("开单医生编码", 30)
    bilg_dr_name: str = text("开单医师姓名", 50)
    acord_dept_codg: str = text("受单科室编码", 30)
    acord_dept_name: str = text("受单科室名称", 100)
    orders_dr_code: str = text("受单医生编码", 30)
    orders_dr_name: str = text("受单医生姓名", 50)
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
    drt_reim_flag: str = text("直报标志", 3, codes="drt_reim_flag")
    memo: str = text("备注", 500)
    opter_id: str = text("经办人ID", 20)
    opter_name: str = text("经办人姓名", 50)
    opt_time: datetime | None = moment("经办时间")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeesOutput(Record):
    """5204 out."""

    rows: tuple[FeesRow, ...] = many(FeesRow, name="")


FEES = Transaction(
    "5204",
    "费用明细查询",
    "fsiIntegratedQueryService/queryFeeList",
    FeesInput,
    FeesOutput,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearSumsData(Record):
    """5206 in: data."""

    psn_no: str = text("人员编号", 30, Must.ALWAYS)
    cum_ym: str = text("累计年月", 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearSumsInput(Record):
    """5206 in."""

    data: YearSumsData | None = one(YearSumsData)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearSumsCuminfo(Record):
    """5206 out: cuminfo."""

    insutype: str = text("险种类型", 6, Must.ALWAYS, codes="insutype")
    year: str = text("年度", 4, Must.ALWAYS)
    cum_ym: str = text("累计年月", 6, Must.ALWAYS)
    cum_type_code: str = text("累计类别代码", 10, Must.ALWAYS)
    cum: Decimal | None = number("累计值", 16, 2, must=Must.ALWAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearSumsOutput(Record):
    """5206 out."""

    cuminfo: tuple[YearSumsCuminfo, ...] = many(YearSumsCuminfo)


YEAR_SUMS = Transaction(
    "5206",
    "人员累计信息查询",
    "fsiIntegratedQueryService/queryFixmedinsPracPsnSum",
    YearSumsInput,
    YearSumsOutput,
)
