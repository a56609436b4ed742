"""Opening, describing and giving back a visit: 2201, 2203A, 2202.

Declarations only (fact sheet of transactions); the translation to and from our values stands in `bodies` and `answers`.
"""

from __future__ import annotations

from counter_app.settlement.fields import Field, Kind, Must, Node, Transaction

__all__ = ["CANCEL_VISIT", "REGISTER", "VISIT"]

_REGISTER_DATA = (
    Field("psn_no", "人员编号", length=30, must=Must.ALWAYS),
    Field("insutype", "险种类型", length=6, must=Must.ALWAYS),
    Field("begntime", "开始时间", Kind.DATE, must=Must.ALWAYS),
    Field("mdtrt_cert_type", "就诊凭证类型", length=3, must=Must.ALWAYS),
    Field("mdtrt_cert_no", "就诊凭证编号", length=50, must=Must.ALWAYS),
    Field("card_sn", "卡识别码", length=32, must=Must.WITH_CARD),
    Field("psn_cert_type", "证件类型", length=3, must=Must.CROSS_REGION),
    Field("certno", "证件号码", length=20, must=Must.CROSS_REGION),
    Field("psn_type", "人员类别", length=3, must=Must.CROSS_REGION),
    Field("psn_name", "人员姓名", length=20, must=Must.CROSS_REGION),
    Field("ipt_otp_no", "住院/门诊号", length=30, must=Must.ALWAYS),
    Field("atddr_no", "医师编码", length=30),
    Field("dr_name", "医师姓名", length=50),
    Field("dept_code", "科室编码", length=30, must=Must.ALWAYS),
    Field("dept_name", "科室名称", length=100, must=Must.ALWAYS),
    Field("caty", "科别", length=10, must=Must.ALWAYS),
    Field("exp_content", "字段扩展", length=4000),
)

REGISTER = Transaction(
    "2201",
    "门诊挂号",
    "outpatientDocInfoService/outpatientRregistration",
    (Node("data", _REGISTER_DATA),),
    (
        Node(
            "data",
            (
                Field("mdtrt_id", "就诊ID", length=30, must=Must.ALWAYS),
                Field("psn_no", "人员编号", length=30, must=Must.ALWAYS),
                Field("ipt_otp_no", "住院/门诊号", length=30, must=Must.ALWAYS),
                Field("exp_content", "字段扩展", length=4000),
            ),
        ),
    ),
    changes=True,
)

_VISIT_MDTRTINFO = (
    Field("mdtrt_id", "就诊ID", length=30, must=Must.ALWAYS),
    Field("psn_no", "人员编号", length=30, must=Must.ALWAYS),
    Field("med_type", "医疗类别", length=6, must=Must.ALWAYS),
    Field("begntime", "开始时间", Kind.DATE, must=Must.ALWAYS),
    Field("main_cond_dscr", "主要病情描述", length=1000),
    Field("dise_codg", "病种编码", length=30),
    Field("dise_name", "病种名称", length=500),
    Field("birctrl_type", "计划生育手术类别", length=6),
    Field("birctrl_matn_date", "计划生育手术或生育日期", Kind.DATE),
    Field("matn_type", "生育类别", length=6),
    Field("geso_val", "孕周数", Kind.NUMBER, length=2),
    Field("exp_content", "字段扩展", length=4000),
)

_VISIT_DISEINFO = (
    Field("diag_type", "诊断类别", length=3, must=Must.ALWAYS),
    Field("diag_srt_no", "诊断排序号", Kind.NUMBER, length=2, must=Must.ALWAYS),
    Field("diag_code", "诊断代码", length=20, must=Must.ALWAYS),
    Field("diag_name", "诊断名称", length=100, must=Must.ALWAYS),
    Field("diag_dept", "诊断科室", length=50, must=Must.ALWAYS),
    Field("dise_dor_no", "诊断医生编码", length=30, must=Must.ALWAYS),
    Field("dise_dor_name", "诊断医生姓名", length=50, must=Must.ALWAYS),
    Field("diag_time", "诊断时间", Kind.DATE, must=Must.ALWAYS),
    Field("vali_flag", "有效标志", length=3, must=Must.ALWAYS),
)

VISIT = Transaction(
    "2203A",
    "门诊就诊信息上传A",
    "outpatientDocInfoService/outpatientMdtrtinfoUpA",
    (
        Node("mdtrtinfo", _VISIT_MDTRTINFO),
        Node("diseinfo", _VISIT_DISEINFO, many=True),
    ),
    (),
    changes=True,
)

CANCEL_VISIT = Transaction(
    "2202",
    "门诊挂号撤销",
    "outpatientDocInfoService/outpatientRegistrationCancel",
    (
        Node(
            "data",
            (
                Field("psn_no", "人员编号", length=30, must=Must.ALWAYS),
                Field("mdtrt_id", "就诊ID", length=30, must=Must.ALWAYS),
                Field("ipt_otp_no", "住院/门诊号", length=30, must=Must.ALWAYS),
                Field("exp_content", "字段扩展", length=4000),
            ),
        ),
    ),
    (),
    changes=True,
)
