"""Fee lines up and cleared: 2204, 2205.

Declarations only (fact sheet of transactions); the translation to and from our values stands in `bodies` and `answers`.
"""

from __future__ import annotations

from counter_app.settlement.fields import Field, Kind, Must, Node, Transaction

__all__ = ["CLEAR_LINES", "FEE_LINES"]

_FEE_LINES_FEEDETAIL = (
    Field("feedetl_sn", "费用明细流水号", Kind.NUMBER, length=30, must=Must.ALWAYS),
    Field("mdtrt_id", "就诊ID", length=30, must=Must.ALWAYS),
    Field("psn_no", "人员编号", length=30, must=Must.ALWAYS),
    Field("chrg_bchno", "收费批次号", length=30, must=Must.ALWAYS),
    Field("dise_codg", "病种编码", length=30),
    Field("rxno", "处方号", length=30),
    Field("rx_circ_flag", "外购处方标志", length=3, must=Must.ALWAYS),
    Field("fee_ocur_time", "费用发生时间", Kind.DATE, must=Must.ALWAYS),
    Field("med_list_codg", "医疗目录编码", length=50, must=Must.ALWAYS),
    Field("medins_list_codg", "医药机构目录编码", length=150, must=Must.ALWAYS),
    Field("det_item_fee_sumamt", "明细项目费用总额", Kind.NUMBER, length=16, scale=2, must=Must.ALWAYS),
    Field("cnt", "数量", Kind.NUMBER, length=16, scale=4, must=Must.ALWAYS),
    Field("pric", "单价", Kind.NUMBER, length=16, scale=6, must=Must.ALWAYS),
    Field("sin_dos_dscr", "单次剂量描述", length=200),
    Field("used_frqu_dscr", "使用频次描述", length=200),
    Field("prd_days", "周期天数", Kind.NUMBER, length=4, scale=2),
    Field("medc_way_dscr", "用药途径描述", length=200),
    Field("bilg_dept_codg", "开单科室编码", length=30, must=Must.ALWAYS),
    Field("bilg_dept_name", "开单科室名称", length=100, must=Must.ALWAYS),
    Field("bilg_dr_codg", "开单医生编码", length=30, must=Must.ALWAYS),
    Field("bilg_dr_name", "开单医师姓名", length=50, must=Must.ALWAYS),
    Field("acord_dept_codg", "受单科室编码", length=30),
    Field("acord_dept_name", "受单科室名称", length=100),
    Field("orders_dr_code", "受单医生编码", length=30),
    Field("orders_dr_name", "受单医生姓名", length=50),
    Field("hosp_appr_flag", "医院审批标志", length=3, must=Must.ALWAYS),
    Field("tcmdrug_used_way", "中药使用方式", length=6),
    Field("etip_flag", "外检标志", length=3),
    Field("etip_hosp_code", "外检医院编码", length=30),
    Field("dscg_tkdrug_flag", "出院带药标志", length=3),
    Field("matn_fee_flag", "生育费用标志", length=6),
    Field("memo", "备注", length=1000),
    Field("comb_no", "组套编码", length=3),
    Field("exp_content", "字段扩展", length=4000),
)

_FEE_LINES_RESULT = (
    Field("feedetl_sn", "费用明细流水号", length=30, must=Must.ALWAYS),
    Field("det_item_fee_sumamt", "明细项目费用总额", Kind.NUMBER, length=16, scale=2, must=Must.ALWAYS),
    Field("cnt", "数量", Kind.NUMBER, length=16, scale=4, must=Must.ALWAYS),
    Field("pric", "单价", Kind.NUMBER, length=16, scale=6, must=Must.ALWAYS),
    Field("pric_uplmt_amt", "定价上限金额", Kind.NUMBER, length=16, scale=6, must=Must.ALWAYS),
    Field("selfpay_prop", "自付比例", Kind.NUMBER, length=5, scale=4),
    Field("fulamt_ownpay_amt", "全自费金额", Kind.NUMBER, length=16, scale=2),
    Field("overlmt_amt", "超限价金额", Kind.NUMBER, length=16, scale=2),
    Field("preselfpay_amt", "先行自付金额", Kind.NUMBER, length=16, scale=2),
    Field("inscp_scp_amt", "符合政策范围金额", Kind.NUMBER, length=16, scale=2),
    Field("chrgitm_lv", "收费项目等级", length=3, must=Must.ALWAYS),
    Field("med_chrgitm_type", "医疗收费项目类别", length=6, must=Must.ALWAYS),
    Field("bas_medn_flag", "基本药物标志", length=3),
    Field("hi_nego_drug_flag", "医保谈判药品标志", length=3),
    Field("chld_medc_flag", "儿童用药标志", length=3),
    Field("list_sp_item_flag", "目录特项标志", length=3),
    Field("lmt_used_flag", "限制使用标志", length=3, must=Must.ALWAYS),
    Field("drt_reim_flag", "直报标志", length=3),
    Field("memo", "备注", length=500),
    Field("exp_content", "字段扩展", length=4000),
)

FEE_LINES = Transaction(
    "2204",
    "门诊费用明细信息上传",
    "outpatientDocInfoService/outpatientFeeListUp",
    (Node("feedetail", _FEE_LINES_FEEDETAIL, many=True),),
    (Node("result", _FEE_LINES_RESULT, many=True),),
    changes=True,
)

CLEAR_LINES = Transaction(
    "2205",
    "门诊费用明细信息撤销",
    "outpatientDocInfoService/outpatientFeeListUpCancel",
    (
        Node(
            "data",
            (
                Field("mdtrt_id", "就诊ID", length=30, must=Must.ALWAYS),
                Field("chrg_bchno", "收费批次号", length=30, must=Must.ALWAYS),
                Field("psn_no", "人员编号", length=30, must=Must.ALWAYS),
                Field("exp_content", "字段扩展", length=4000),
            ),
        ),
    ),
    (),
    changes=True,
)
