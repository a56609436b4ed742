"""What stands in exp_content.

The marks that we send are listed by one document (Hunan V1.1.27; envelope facts, section 8). What we read is listed by
no public document, so an assumption that the training sandbox shares; where a place says none of it, the window shows
it as not known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from counter_app.settlement.fields import day, extension, many, number, text
from counter_app.settlement.record import Record

__all__ = ["YEAR_SUM_CODES", "Explained", "PaymentMarks", "Reasons", "Standing", "VisitMarks"]

# 5206: the codes of a sum (cum_type_code) have no public list either; each with the name of the sum in our values.
YEAR_SUM_CODES = {
    "POOL_PAID": "pool_paid",
    "DEDC_PAID": "deductible_paid",
    "SCP_BURDEN": "in_scope_personal_burden",
    "COMM_BASE": "commercial_base",
    "MAF_PAID": "medical_aid_paid",
    "POOL_SUB": "pool_paid_sub",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing(Record):
    """2001: the person's filing, and how much of the deductible (yuan, of the service date's year) is used."""

    filing_class: str = text("备案类别", 20, name="FIL_CLASS")
    filing_place: str = text("备案就医地", 6, name="FIL_PLACE")
    filing_since: date | None = day("备案开始日期", name="FIL_BEGN")
    filing_until: date | None = day("备案结束日期", name="FIL_END")
    deductible: Decimal | None = number("起付标准", 16, 2, name="DEDC_STD")
    deductible_used: Decimal | None = number("已付起付金额", 16, 2, name="DEDC_USED")


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitMarks(Record):
    """2203, 2203A: injury, a liable third party (required with an injury), emergency (1), referral (2) or both (3)."""

    injury: str = text("外伤标志", 3, name="TRUM_FLAG")
    third_party: str = text("涉及第三方标志", 3, name="REL_TTP_FLAG")
    emergency: str = text("门诊急诊转诊标志", 3, name="OTP_ER_REFL_FLAG")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentMarks(VisitMarks):
    """2206(A), 2207(A): the same, and the group of people at a public emergency."""

    crowd: str = text("就诊人群类型", 3, name="MDTRT_GRP_TYPE")


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained(Record):
    """One reason why an amount is what it is: the sentence's name and what fills its blanks."""

    sentence: str = text("句子", 40, name="k")
    blanks: dict[str, Any] = extension("空格", name="v")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons(Record):
    """2206(A), 2207(A): the reasons, most important first."""

    explained: tuple[Explained, ...] = many(Explained, name="EXPLAIN")
