"""门诊慢特病: the ten diseases that settle across provinces, who is qualified for which, and what is refused.

Domain facts, section 2c (19) and 2g (8 to 10): the disease must be among the ten, this institution must have opened
it, and the person must hold the qualification at the insured place on the service date. The codes are those of the
fact sheet of dictionaries (opsp_dise_code); its provincial sub-codes begin with the same four characters.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

__all__ = ["TEN", "Disease", "Qualified", "classes_of", "counted", "disease_of", "name_of", "valid_on"]


@dataclass(frozen=True, slots=True)
class Disease:
    """One of the ten. `codes`: their first characters; `minor`: insured places with two groups count it among 慢性病.

    No document says which are minor; the grouping follows the places that separate 重大疾病 from 慢性病 (assumption).
    """

    kind: str
    name: str
    codes: tuple[str, ...]
    minor: bool


TEN = (
    Disease("hypertension", "高血压", ("M039",), minor=True),
    Disease("diabetes", "糖尿病", ("M016",), minor=True),
    Disease("cancer_therapy", "恶性肿瘤门诊治疗", ("M005",), minor=False),
    # M07800, the same disease without dialysis, is not among the ten.
    Disease("dialysis", "尿毒症透析", ("M07801", "M07803", "M07804"), minor=False),
    Disease("anti_rejection", "器官移植术后抗排异治疗", ("M083",), minor=False),
    Disease("copd", "慢性阻塞性肺疾病", ("M053",), minor=True),
    Disease("rheumatoid_arthritis", "类风湿关节炎", ("M069",), minor=True),
    Disease("coronary_heart_disease", "冠心病", ("M046",), minor=True),
    Disease("viral_hepatitis", "病毒性肝炎", ("M002",), minor=True),
    Disease("ankylosing_spondylitis", "强直性脊柱炎", ("M072",), minor=True),
)


@dataclass(frozen=True, slots=True)
class Qualified:
    """A qualification as the insured place holds it (5301). `kind`: the class the file names, empty where none."""

    code: str
    kind: str = ""
    name: str = ""
    since: date | None = None
    until: date | None = None


def disease_of(code: str) -> Disease | None:
    """Which of the ten a code means; None for any other disease."""
    return next((disease for disease in TEN if code.startswith(disease.codes)), None)


def name_of(held: Qualified) -> str:
    """The disease in words, as 5301 answers it."""
    known = disease_of(held.code)
    return held.name or (known.name if known else held.kind or held.code)


def valid_on(held: Qualified, day: date) -> bool:
    """Whether a qualification holds on a service date."""
    return (held.since is None or held.since <= day) and (held.until is None or day <= held.until)


def classes_of(held: Qualified) -> frozenset[str]:
    """Every class under which a rule or an institution may name the disease: its own, the file's, minor or major."""
    known = disease_of(held.code)
    words = {held.kind} if held.kind else set()
    if known is not None:
        words |= {known.kind, "minor" if known.minor else "major"}
    return frozenset(words)


def counted(held: Iterable[Qualified], wanted: str | None, day: date) -> int:
    """How many diseases a rule of this class counts on a day, at least one (the one the visit is for)."""
    kinds = {row.code for row in held if valid_on(row, day) and (wanted is None or wanted in classes_of(row))}
    return max(len(kinds), 1)
