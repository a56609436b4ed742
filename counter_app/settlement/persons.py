"""Who the person is and what they are entitled to: 1101, 2001.

Declarations only (fact sheet of transactions); the translation to and from our values stands in `bodies` and `answers`.
"""

from __future__ import annotations

from counter_app.settlement.fields import Field, Kind, Must, Node, Transaction

__all__ = ["BENEFIT_CHECK", "PERSON"]

_PERSON_DATA = (
    Field("mdtrt_cert_type", "就诊凭证类型", length=3, must=Must.ALWAYS),
    Field("mdtrt_cert_no", "就诊凭证编号", length=50, must=Must.ALWAYS),
    Field("card_sn", "卡识别码", length=32, must=Must.WITH_CARD),
    Field("begntime", "开始时间", Kind.DATE),
    Field("psn_cert_type", "人员证件类型", length=6, must=Must.CROSS_REGION),
    Field("certno", "证件号码", length=50, must=Must.CROSS_REGION),
    Field("psn_name", "人员姓名", length=50, must=Must.CROSS_REGION),
)

_PERSON_BASEINFO = (
    Field("psn_no", "人员编号", length=30, must=Must.ALWAYS),
    Field("psn_cert_type", "人员证件类型", length=6, must=Must.ALWAYS),
    Field("certno", "证件号码", length=50, must=Must.ALWAYS),
    Field("psn_name", "人员姓名", length=50, must=Must.ALWAYS),
    Field("gend", "性别", length=6, must=Must.ALWAYS),
    Field("naty", "民族", length=3),
    Field("brdy", "出生日期", Kind.DATE),
    Field("age", "年龄", Kind.NUMBER, length=4, scale=1, must=Must.ALWAYS),
    Field("exp_content", "字段扩展", length=4000),
)

_PERSON_INSUINFO = (
    Field("balc", "余额", Kind.NUMBER, length=16, scale=2, must=Must.ALWAYS),
    Field("insutype", "险种类型", length=6, must=Must.ALWAYS),
    Field("psn_type", "人员类别", length=6, must=Must.ALWAYS),
    Field("psn_insu_stas", "人员参保状态", length=6),
    Field("psn_insu_date", "个人参保日期", Kind.DATE),
    Field("paus_insu_date", "暂停参保日期", Kind.DATE),
    Field("cvlserv_flag", "公务员标志", length=3, must=Must.ALWAYS),
    Field("insuplc_admdvs", "参保地医保区划", length=6, must=Must.ALWAYS),
    Field("emp_name", "单位名称", length=200),
)

PERSON = Transaction(
    "1101",
    "人员信息获取",
    "fsiPsnInfoService/queryPsnInfo",
    (Node("data", _PERSON_DATA),),
    (
        Node("baseinfo", _PERSON_BASEINFO),
        Node("insuinfo", _PERSON_INSUINFO, many=True),
        Node(
            "idetinfo",
            (
                Field("psn_idet_type", "人员身份类别", length=3, must=Must.ALWAYS),
                Field("psn_type_lv", "人员类别等级", length=3),
                Field("memo", "备注", length=500),
                Field("begntime", "开始时间", Kind.DATE, must=Must.ALWAYS),
                Field("endtime", "结束时间", Kind.DATE),
            ),
            many=True,
        ),
    ),
)

_BENEFIT_CHECK_DATA = (
    Field("psn_no", "人员编号", length=30, must=Must.ALWAYS),
    Field("insutype", "险种类型", length=6, must=Must.ALWAYS),
    Field("fixmedins_code", "定点医药机构编号", length=12, must=Must.ALWAYS),
    Field("med_type", "医疗类别", length=6, must=Must.ALWAYS),
    Field("begntime", "开始时间", Kind.DATE, must=Must.ALWAYS),
    Field("endtime", "结束时间", Kind.DATE),
    Field("dise_codg", "病种编码", length=30),
    Field("dise_name", "病种名称", length=500),
    Field("oprn_oprt_code", "手术操作代码", length=30),
    Field("oprn_oprt_name", "手术操作名称", length=500),
    Field("matn_type", "生育类别", length=6),
    Field("birctrl_type", "计划生育手术类别", length=6),
    Field("exp_content", "字段扩展", length=4000),
)

_BENEFIT_CHECK_TRTINFO = (
    Field("psn_no", "人员编号", length=30, must=Must.ALWAYS),
    Field("trt_chk_type", "待遇检查类型", length=6, must=Must.ALWAYS),
    Field("fund_pay_type", "基金支付类型", length=6, must=Must.ALWAYS),
    Field("trt_enjymnt_flag", "基金款项待遇享受标志", length=3, must=Must.ALWAYS),
    Field("begndate", "开始日期", Kind.DATE, must=Must.ALWAYS),
    Field("enddate", "结束日期", Kind.DATE),
    Field("trt_chk_rslt", "待遇检查结果", length=500),
    Field("exp_content", "字段扩展", length=4000),
)

BENEFIT_CHECK = Transaction(
    "2001",
    "人员待遇享受检查",
    "fsiPsnPriorityInfoService/queryPsnPriorityInfo",
    (Node("data", _BENEFIT_CHECK_DATA),),
    (Node("trtinfo", _BENEFIT_CHECK_TRTINFO, many=True),),
)
