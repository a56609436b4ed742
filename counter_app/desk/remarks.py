"""What is said beside a result that is no failure: why the fund pays nothing or less, and what a line met.

Each stands in the closed list and has its words (domain facts, 2g, reasons 1 to 3, 12 and 13); none stops a settlement.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from counter_app.desk.claim import Claim
from counter_app.desk.identify import Identified
from counter_app.desk.recognise import of_benefit, of_text
from counter_app.failures import FILING, FailureCode
from counter_app.model import money
from counter_app.model.person import FilingClass, Qualification
from counter_app.model.settlement import Amounts, Explanation, LineSplit
from counter_app.model.visit import VisitKind
from counter_app.settlement.place import Place

__all__ = ["claim_remarks", "of_filing", "of_line", "of_result", "person_remark"]

_NOTHING_PAID = {
    "deductible_all": FailureCode.DEDUCTIBLE_NOT_REACHED,
    "cap_used": FailureCode.CAP_USED,
    "no_benefit": FailureCode.NO_BENEFIT,
}


def person_remark(found: Identified, region: str, day: date, place: Place) -> dict[str, Any]:
    """What the cashier should know of somebody who was identified: what 2001 says against a settlement, in its words,
    else a filing that does not count. `region`: the treating city; `day`: of the visit.
    """
    told = of_benefit(found, place)
    code = told.code if told is not None else of_filing(found.qualification, region, day, place)
    return {"remark": code.value if code else None, "said": told.said if told else ""}


def claim_remarks(claim: Claim, region: str, place: Place) -> dict[str, Any]:
    """What explains a claim's amounts: nothing paid, or a filing that does not count; and each line's, by number."""
    machine, visit = claim.machine, claim.people.visit
    booked, code = machine.settlement or machine.quote, None
    if booked is not None:
        emergency = visit.kind is VisitKind.EMERGENCY
        filing = of_filing(machine.qualification, region, visit.date.date(), place, emergency=emergency)
        code = of_result(booked.amounts, booked.explanations) or filing
    lines = {str(split.line): of_line(split, place) for split in machine.splits}
    return {
        "remark": code.value if code else None,
        "line_remarks": {line: found.value for line, found in lines.items() if found},
    }


def of_result(amounts: Amounts, explanations: Iterable[Explanation]) -> FailureCode | None:
    """Why the fund pays nothing for a bill that was settled; None where it pays, or nobody said why it does not."""
    if amounts.fund_total > money.ZERO:
        return None
    for row in explanations:
        if row.name in _NOTHING_PAID:
            return _NOTHING_PAID[row.name]
    # A place that explains nothing still sends the sums: all that is in scope went into the deductible.
    below = money.ZERO < amounts.in_scope == amounts.deductible
    return FailureCode.DEDUCTIBLE_NOT_REACHED if below else None


def of_filing(
    known: Qualification | None, region: str, day: date, place: Place, *, emergency: bool = False
) -> FailureCode | None:
    """Why a visit does not count as filed, by the filing's class, dates and place, else by what 2001 remarked.

    None where it counts, or nobody said. An emergency counts without one, which is worth saying: 03.
    """
    if known is None:
        return None
    filing = known.filing
    if filing is None:
        said = of_text(known.remark, "", place).code
        code = said if said in FILING else None
    elif filing.kind is FilingClass.UNFILED:
        code = FailureCode.NOT_FILED
    elif filing.until is not None and filing.until < day:
        code = FailureCode.FILING_EXPIRED
    elif filing.since is not None and day < filing.since:
        code = FailureCode.FILING_NOT_YET
    elif filing.place and not _covers(filing.place, region):
        code = FailureCode.FILING_ELSEWHERE
    else:
        code = None
    return FailureCode.EMERGENCY_NOT_FILED if code is not None and emergency else code


def of_line(split: LineSplit, place: Place) -> FailureCode | None:
    """What 2204 remarked of a line it took: by its memo, else a price above the limit."""
    said = of_text(split.memo, "", place).code
    if said is not FailureCode.SERVICE_SAID:
        return said
    return FailureCode.ITEM_UNMAPPED if split.over_limit > money.ZERO else None


def _covers(filed: str, region: str) -> bool:
    """A filing for a city, or for its whole province (its four last digits 0)."""
    return filed == region or (filed.endswith("0000") and filed[:2] == region[:2])
