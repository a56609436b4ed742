"""Which disease a chronic visit is for: one of those the insured place has filed, valid on the day, and settled here.

Across provinces ten diseases settle (domain facts, 2c, 19); the codes are those of the dictionary opsp_dise_code, whose
provincial sub-codes begin with the same characters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from counter_app.model.entitlement import ChronicFiling
from counter_app.model.visit import Visit

__all__ = ["TEN", "Choice", "choose", "open_here"]

# M07800, the same disease without dialysis, is not among the ten.
TEN = (
    ("M039",),  # hypertension
    ("M016",),  # diabetes
    ("M005",),  # cancer therapy
    ("M07801", "M07803", "M07804"),  # dialysis
    ("M083",),  # anti-rejection therapy after a transplant
    ("M053",),  # chronic obstructive pulmonary disease
    ("M069",),  # rheumatoid arthritis
    ("M046",),  # coronary heart disease
    ("M002",),  # viral hepatitis
    ("M072",),  # ankylosing spondylitis
)


@dataclass(frozen=True, slots=True)
class Choice:
    """The visit with its disease and the disease's name, or what there is to choose from.

    `visit` None with nothing in `among`: no filing that counts. `among`: several, the cashier asks the person.
    """

    visit: Visit | None
    among: tuple[ChronicFiling, ...] = ()


def open_here(
    filings: Iterable[ChronicFiling], day: date, *, cross_province: bool, opened: Sequence[str]
) -> tuple[ChronicFiling, ...]:
    """The filings a visit of that day may be for. `opened`: first characters of the codes this institution has opened;
    empty where nobody said, then the service decides.
    """
    ten = tuple(code for codes in TEN for code in codes)
    return tuple(
        one
        for one in filings
        if one.valid_on(day)
        and (not cross_province or one.code.startswith(ten))
        and (not opened or one.code.startswith(tuple(opened)))
    )


def choose(visit: Visit, filings: Sequence[ChronicFiling] | None, may: Sequence[ChronicFiling]) -> Choice:
    """Fill in the visit's disease. `filings` None: 5301 was not answered, so the visit stays as it is.

    A disease that the bill names is kept even if it is not among `may`: the service says why not, in its own words.
    """
    if visit.disease or filings is None:
        name = next((one.name for one in filings or () if one.code == visit.disease), visit.disease_name)
        return Choice(replace(visit, disease_name=visit.disease_name or name))
    if len(may) == 1:
        return Choice(replace(visit, disease=may[0].code, disease_name=may[0].name))
    return Choice(None, tuple(may))
