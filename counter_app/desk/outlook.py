"""What may come back of a bill that is paid in full, and where its person is insured, as far as anybody can say while
the line is down.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from counter_app.desk.claim import Claim
from counter_app.desk.estimate import Estimate, Estimates
from counter_app.model import money
from counter_app.model.person import Credential, Person
from counter_app.model.visit import VisitKind
from counter_app.slips.values import RefundOutlook
from counter_app.slips.wording import SUPPOSED_PLACE

__all__ = ["before_claim", "of_claim", "supposed_place"]


def of_claim(estimates: Estimates, claim: Claim) -> RefundOutlook:
    """What the service said before the line broke, else what was settled here before; nothing by rule."""
    known, quote = claim.machine.qualification, claim.machine.quote
    left = None
    if known is not None and known.deductible is not None and known.deductible_paid is not None:
        left = max(money.ZERO, known.deductible - known.deductible_paid)
    if quote is not None:
        refund = quote.amounts.total - quote.amounts.cash
        return RefundOutlook(low=refund, high=refund, as_of=quote.asked_at.date(), deductible_left=left)
    return _expected(estimates.of(claim), left)


def before_claim(
    estimates: Estimates, person: Person | None, shown: Credential | None, kind: VisitKind, total: Decimal
) -> RefundOutlook:
    """The same for who stands here and has no ticket yet; `person` and `shown` as of `Estimates.ahead`."""
    return _expected(estimates.ahead(person, shown, kind, total), None)


def supposed_place(estimates: Estimates, region_name: Callable[[str], str], claim: Claim) -> str:
    """Where the person of a ticket is probably insured, and on what that rests; empty where nobody could ask, and
    nothing tells.
    """
    found = estimates.supposed(claim.people.credential) if claim.machine.person is None else None
    name = region_name(found.region) if found is not None else ""
    return f"{name}（{SUPPOSED_PLACE[found.basis]}）" if found is not None and name != found.region else ""


def _expected(past: Estimate | None, left: Decimal | None) -> RefundOutlook:
    if past is None:
        return RefundOutlook(deductible_left=left)
    return RefundOutlook(past.low, past.high, past.until, left, past.count, past.since, past.by_last)
