"""Fee lines up and cleared: 2204, 2205.

Declarations (fact sheet of transactions); `bodies` and `answers` translate to and from our values.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from counter_app.settlement.fields import Must, extension, many, moment, number, one, text
from counter_app.settlement.record import Nothing, Record, Transaction

__all__ = [
    "CLEAR_LINES",
    "FEE_LINES",
    "ClearLinesData",
    "ClearLinesInput",
    "FeeLinesDrugtracinfo",
    "FeeLinesFeedetail",
    "FeeLinesInput",
    "FeeLinesOutput",
    "FeeLinesResult",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeLinesDrugtracinfo(Record):
    """2204 in: drugtracinfo, the trace codes of one drug line (domain facts, section 2d)."""

    drug_trac_codg: str = text("药品追溯码", 100, Must.ALWAYS)
    trdn_flag: str = text("拆零标志", 3, codes="trdn_flag")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeLinesFeedetail(Record):
    """2204 in: feedetail."""

    feedetl_sn: Decimal | None = number("费用明细流水号", 30, must=Must.ALWAYS)
    mdtrt_id: str = text("就诊ID", 30, Must.ALWAYS)
    psn_no: str = text("人员编号", 30, Must.ALWAYS)
    chrg_bchno: str = text("收费批次号", 30, Must.ALWAYS)
    dise_codg: str = text("病种编码", 30)
    rxno: str = text("处方号", 30)
    rx_circ_flag: str = text("外购处方标志", 3, Must.ALWAYS, codes="rx_circ_flag")
    fee_ocur_time: datetime | None = moment("费用发生时间", Must.ALWAYS)
    med_list_codg: str = text("医疗目录编码", 50, Must.ALWAYS)
    medins_list_codg: str = text("医药机构目录编码", 150, Must.ALWAYS)
    det_item_fee_sumamt: Decimal | None = number("明细项目费用总额", 16, 2, must=Must.ALWAYS)
    cnt: Decimal | None = number("数量", 16, 4, must=Must.ALWAYS)
    pric: Decimal | None = number("单价", 16, 6, must=Must.ALWAYS)
    sin_dos_dscr: str = text("单次剂量描述", 200)
    used_frqu_dscr: str = text("使用频次描述", 200)
    prd_days: Decimal | None = number("周期天数", 4, 2)
    medc_way_dscr: str = text("用药途径描述", 200)
    bilg_dept_codg: str = text("开单科室编码", 30, Must.ALWAYS)
    bilg_dept_name: str = text("开单科室名称", 100, Must.ALWAYS)
    bilg_dr_codg: str = text("开单医生编码", 30, Must.ALWAYS)
    bilg_dr_name: str = text("开单医师姓名", 50, Must.ALWAYS)
    acord_dept_codg: str = text("受单科室编码", 30)
    acord_dept_name: str = text("受单科室名称", 100)
    orders_dr_code: str = text("受单医生编码", 30)
    orders_dr_name: str = text("受单医生姓名", 50)
    hosp_appr_flag: str = text("医院审批标志", 3, Must.ALWAYS, codes="hosp_appr_flag")
    tcmdrug_used_way: str = text("中药使用方式", 6, codes="tcmdrug_used_way")
    etip_flag: str = text("外检标志", 3, codes="etip_flag")
    etip_hosp_code: str = text("外检医院编码", 30)
    dscg_tkdrug_flag: str = text("出院带药标志", 3, codes="dscg_tkdrug_flag")
    matn_fee_flag: str = text("生育费用标志", 6, codes="matn_fee_flag")
    memo: str = text("备注", 1000)
    comb_no: str = text("组套编码", 3)
    exp_content: dict[str, Any] = extension("字段扩展", 4000)
    drugtracinfo: tuple[FeeLinesDrugtracinfo, ...] = many(FeeLinesDrugtracinfo, Must.OPTIONAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeLinesInput(Record):
    """2204 in."""

    feedetail: tuple[FeeLinesFeedetail, ...] = many(FeeLinesFeedetail)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeLinesResult(Record):
    """2204 out: result."""

    feedetl_sn: str = text("费用明细流水号", 30, Must.ALWAYS)
    det_item_fee_sumamt: Decimal | None = number("明细项目费用总额", 16, 2, must=Must.ALWAYS)
    cnt: Decimal | None = number("数量", 16, 4, must=Must.ALWAYS)
    pric: Decimal | None = number("单价", 16, 6, must=Must.ALWAYS)
    pric_uplmt_amt: Decimal | None = number("定价上限金额", 16, 6, must=Must.ALWAYS)
    selfpay_prop: Decimal | None = number("自付比例", 5, 4)
    fulamt_ownpay_amt: Decimal | None = number("全自费金额", 16, 2)
    overlmt_amt: Decimal | None = number("超限价金额", 16, 2)
    preselfpay_amt: Decimal | None = number("先行自付金额", 16, 2)
    inscp_scp_amt: Decimal | None = number("符合政策范围金额", 16, 2)
    chrgitm_lv: str = text("收费项目等级", 3, Must.ALWAYS, codes="chrgitm_lv")
    med_chrgitm_type: str = text("医疗收费项目类别", 6, Must.ALWAYS, codes="med_chrgitm_type")
    bas_medn_flag: str = text("基本药物标志", 3, codes="bas_medn_flag")
    hi_nego_drug_flag: str = text("医保谈判药品标志", 3, codes="hi_nego_drug_flag")
    chld_medc_flag: str = text("儿童用药标志", 3, codes="chld_medc_flag")
    list_sp_item_flag: str = text("目录特项标志", 3, codes="list_sp_item_flag")
    lmt_used_flag: str = text("限制使用标志", 3, Must.ALWAYS, codes="lmt_used_flag")
    drt_reim_flag: str = text("直报标志", 3, codes="drt_reim_flag")
    memo: str = text("备注", 500)
    exp_content: dict[str, Any] = extension("字段扩展", 4000)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeeLinesOutput(Record):
    """2204 out."""

    result: tuple[FeeLinesResult, ...] = many(FeeLinesResult)


FEE_LINES = Transaction(
    "2204",
    "门诊费用明细信息上传",
    "outpatientDocInfoService/outpatientFeeListUp",
    FeeLinesInput,
    FeeLinesOutput,
    changes=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearLinesData(Record):
    """2205 in: data."""

    mdtrt_id: str = text("就诊ID", 30, Must.ALWAYS)
    chrg_bchno: str = text("收费批次号", 30, Must.ALWAYS)
    psn_no: str = text("人员编号", 30, Must.ALWAYS)
    exp_content: dict[str, Any] = extension("字段扩展", 4000)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearLinesInput(Record):
    """2205 in."""

    data: ClearLinesData | None = one(ClearLinesData)


CLEAR_LINES = Transaction(
    "2205",
    "门诊费用明细信息撤销",
    "outpatientDocInfoService/outpatientFeeListUpCancel",
    ClearLinesInput,
    Nothing,
    changes=True,
)
