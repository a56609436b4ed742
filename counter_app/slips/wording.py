"""The texts of the papers (words, sections 1, 3, 4, 6 and 7), taken over as they stand there.

Functions where a text has placeholders: they take values of the trade and return what is printed.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from counter_app.model.payment import Payment, PaymentMethod
from counter_app.model.person import FilingClass, Scheme
from counter_app.model.settlement import Overlay
from counter_app.model.visit import VisitKind
from counter_app.slips import figures
from counter_app.slips.refusals import MissingSettingError
from counter_app.slips.values import Outage, Patient, RefundOutlook

__all__ = [
    "EXPLAINED",
    "FILINGS",
    "METHODS",
    "NO_CLAIM_CODE",
    "OVERLAYS",
    "SCHEMES",
    "SEXES",
    "SUPPOSED_PLACE",
    "TRAINING_CODE",
    "TRAINING_FOOT",
    "TRAINING_MARK",
    "VISITS",
    "account_zero",
    "act_before",
    "deadline",
    "how_refunded",
    "how_told",
    "outlook",
    "required",
    "unless_settled",
    "waiting_for",
]

NO_CLAIM_CODE = "-X"  # after the key in the code of a notice that no claim stands behind
TRAINING_CODE = "XL-"  # before the key in the code of a training slip (训练)
TRAINING_MARK = "训练单　无效"
TRAINING_FOOT = "本单用于训练，不能报销，不能作收款凭证，请当场销毁。"

# Where somebody is probably insured, by what it rests on (counter_app/desk/supposed.py).
SUPPOSED_PLACE = {"last": "按上次在本院的", "card": "按卡面"}
METHODS = {PaymentMethod.CASH: "现金", PaymentMethod.MOBILE: "移动支付", PaymentMethod.BANK_CARD: "银行卡"}
SCHEMES = {
    Scheme.EMPLOYEE: "职工医保",
    Scheme.RESIDENT: "居民医保",
    Scheme.SUPPLEMENT: "补充险种",
    Scheme.OTHER: "其他险种",
}
SEXES = {"1": "男", "2": "女"}
VISITS = {
    VisitKind.OUTPATIENT: "普通门诊",
    VisitKind.EMERGENCY: "急诊",
    VisitKind.CHRONIC: "门诊慢特病",
    VisitKind.REGISTRATION: "门诊挂号",
}
FILINGS = {
    FilingClass.LONG_TERM: "长期居住",
    FilingClass.REFERRAL: "转诊",
    FilingClass.EMERGENCY: "急诊，视同已备案",
    FilingClass.TEMPORARY: "临时外出",
    FilingClass.UNFILED: "没有备案",
}
OVERLAYS = {
    Overlay.CIVIL_SERVANT: "公务员医疗补助",
    Overlay.ENTERPRISE: "企业补充医疗保险",
    Overlay.SERIOUS_ILLNESS: "居民大病保险",
    Overlay.LARGE_SUM: "职工大额医疗费用补助",
    Overlay.MEDICAL_AID: "医疗救助",
    Overlay.OTHER: "其他基金",
}

# The words people confuse, explained at the foot where the paper uses them.
EXPLAINED = {
    "自付": "自付：医保目录里的项目，按规定由您出的部分，包括起付线、先行自付、按比例自己出的、超过封顶的。",
    "自费": "自费：医保目录以外的项目和超过限价的部分，医保不付。",
    "先行自付": "先行自付：乙类项目先由您出一小部分，剩下的再按比例报。它算在自付里。",
    "起付线": "起付线：一年里看门诊先自己出满的一笔钱，出满以后才开始报。",
    "年度额度": "年度额度：一年里医保最多报这么多，明年重新算。",
    "基金支付": "基金支付：医保直接付给医院，不经过您的手。",
    "全额付款": "全额付款：这次先由您全部付清，不等于自费；能报的部分可以以后报。",
}


def account_zero(note: str) -> str:
    """The account's zero, which never stands alone."""
    return f"个人账户 0.00：不一定是没有钱。{note}"


def required(value: str, setting: str) -> str:
    """`value`, or a refusal.

    Raises:
        MissingSettingError: it is empty.
    """
    if not value.strip():
        raise MissingSettingError(setting)
    return value


def waiting_for(outage: Outage, now: datetime) -> str:
    """为什么先付.

    Raises:
        MissingSettingError: an announced stop without the name of who announced it.
    """
    if outage.until:
        announced = required(outage.announced_by, "停机单位")
        return f"{announced}公告，医保停机到 {figures.minute(outage.until, now)}，报销暂时算不出来。"
    return f"{figures.minute(outage.since, now)} 起医保网络连不上，报销暂时算不出来。"


def how_told(masked_phone: str, office_phone: str) -> str:
    """怎么知道: by call or message where a phone was given, and always by asking."""
    if not masked_phone:
        return f"请打 {office_phone} 报单号查。"
    return f"我们打电话或发短信到 {masked_phone}。也可打 {office_phone} 报单号查。"


def how_refunded(payment: Payment, mobile_channel: str, refund_days: int | None) -> str:
    """怎么退: the way the money came.

    Raises:
        MissingSettingError: paid by mobile, and the hospital has not set how long such a refund takes.
    """
    if payment.method is PaymentMethod.CASH:
        return "现金付的，本院任一收费窗口退现金。"
    if payment.method is PaymentMethod.BANK_CARD:
        return "银行卡付的，原卡退回。"
    if refund_days is None:
        raise MissingSettingError("退款天数")
    return f"手机付的，原路退回您的{mobile_channel or '手机支付账户'}，一般 {refund_days} 天到账。"


def deadline(due: date | None, patient: Patient, *, uploads: bool) -> str:
    """最晚: a date with what happens after it; without a rule no date is invented, and without the place's upload none
    is promised.
    """
    place = patient.insured_place or "参保地"
    upload = f"医院会把您的费用明细和病历传给医保，您仍可以回{place}报销。"
    if not uploads:
        upload = f"请来本院取手工报销的材料，您仍可以回{place}报销。"
    if due is None:
        return f"具体期限请问{place}医保 {patient.insured_place_phone}".rstrip() + f"。您不来的话，{upload}"
    return f"{figures.day(due)}前来领或来办。过了这天，{upload}"


def act_before(due: date | None, rule: str, place: str) -> str:
    """最晚 of a claim by hand: a day with the rule it comes from, else whom to ask."""
    if due is None:
        return f"具体期限请问{place}医保。"
    return f"最晚 {figures.day(due)}前办（依据：{rule}）。"


def unless_settled(until: str, place: str) -> str:
    """The same of a visit that is settled all the same: only where it is not, something has to be done by a day."""
    return f"今天直接结算了的不用再办；没有直接结算、回{place}报销的，{until}"


def outlook(known: RefundOutlook, total: Decimal) -> str:
    """能退多少: "perhaps nothing" comes first, before any figure, because people accept a zero that was announced.

    The deductible is explained on the spot: a foot with explanations would cost the patient's part a second sheet.
    """
    left = known.deductible_left
    deductible = "起付线（一年里看门诊先自己出满的一笔钱）"
    estimated = known.low is not None and known.high is not None
    asked = "" if estimated or not known.as_of else f"按 {figures.plain_day(known.as_of)}查到的，"
    if left is not None and left >= total:
        sentence = f"可能不退：{asked}这次都在{deductible}内；今年还差 {figures.yuan(left)} 元开始报。"
    elif left:
        sentence = f"可能不退：{asked}先要扣{deductible}，今年还差 {figures.yuan(left)} 元。"
    else:
        sentence = "可能不退。"
    if known.low is None or known.high is None or known.as_of is None:
        return f"{sentence}现在估不出来，以恢复后的结算为准。"
    basis = f"按 {figures.plain_day(known.as_of)}的情况推算"
    if known.count and known.since is not None:
        days = f"{figures.plain_day(known.since)}到 {figures.plain_day(known.as_of)}"
        basis = f"按本院 {days}同地同险种的 {known.count} 笔结算推算"
        if known.by_last is not None:
            basis = f"参保按您 {figures.plain_day(known.by_last)}在本院的，{basis}"
    span = f"{figures.yuan(known.low)} 到 {figures.yuan(known.high)} 元"
    return f"{sentence}预估可退 {span}，{basis}，只供参考，不作承诺。"
