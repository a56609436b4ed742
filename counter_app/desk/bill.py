"""A bill as it is settled, and what of the hospital's bill stays open beside it.

A bill has one living claim (protocol, section 4). Lines that were taken off it at the window stand in its claim, and
are a bill of their own once it is settled: `T1`, then `T1+2`, then `T1+3`. Nothing but what was taken off comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from counter_app.desk.claim import Claim
from counter_app.model import money
from counter_app.model.visit import Charge, Visit
from counter_app.records.claim_file import Order
from offline_queue.values import State

__all__ = ["Bill", "missing_in", "still_open"]


@dataclass(frozen=True, slots=True)
class Bill:
    """What is to be settled: the hospital's bill number, the visit, its charges, the insutype chosen to pay if any.

    `left_out`: the hospital's lines of it that are not settled now.
    """

    number: str
    visit: Visit
    charges: tuple[Charge, ...]
    use_account: bool = True
    scheme: str = ""
    left_out: tuple[Charge, ...] = ()


def still_open(order: Order, claims_of: Callable[[str], list[Claim]]) -> Order | None:
    """What nobody has paid here of a bill of the hospital; None where that is nothing. `claims_of` a bill's number."""
    number, lines, part = order.bill, order.charges, 1
    claims = claims_of(number)
    while holding := [claim for claim in claims if _holds(claim)]:
        lines = _left_out(lines, holding)
        if not lines:
            return None
        part += 1
        number = f"{order.bill}+{part}"
        claims = claims_of(number)
    while claims:  # of a bill that was given back as a whole, its later parts may still be paid
        part += 1
        claims = claims_of(f"{order.bill}+{part}")
        for claim in filter(_holds, claims):
            lines = missing_in(claim.people.charges, lines)
    return replace(order, bill=number, charges=lines) if lines else None


def missing_in(there: Iterable[Charge], lines: Iterable[Charge]) -> tuple[Charge, ...]:
    """Those of `lines` that are not `there`, each counted once; what was decided of one makes it no other line."""
    left = list(lines)
    for charge in there:
        here = next((n for n, line in enumerate(left) if _line(line) == _line(charge)), None)
        if here is not None:
            del left[here]
    return tuple(left)


def _holds(claim: Claim) -> bool:
    """The bill is settled or paid here, or is on its way there; one that was quoted and left holds nothing."""
    lives = claim.state is not State.VOID or claim.owed != money.ZERO
    people = claim.people
    return lives and (claim.state.ended or people.consent or people.paid > money.ZERO or claim.machine.doubt != "")


def _left_out(lines: tuple[Charge, ...], holding: list[Claim]) -> tuple[Charge, ...]:
    """The lines of the bill as it stands now that its claims left out. One may have been mended since; where more is
    new than was left out, only what is as it was counts: nothing is ever charged twice.
    """
    for claim in holding:
        left = claim.people.left_out
        if not left:
            continue
        settled = claim.people.charges
        rest = list(missing_in(settled, lines))
        for charge in missing_in(lines, settled):  # added here instead of one, or changed there after it was settled
            same = next((n for n, one in enumerate(rest) if charge.code == one.code or charge.name == one.name), None)
            if same is not None:
                del rest[same]
        if len(rest) <= len(left):
            return tuple(rest)
        return missing_in(missing_in(left, rest), rest)
    return ()


def _line(charge: Charge) -> tuple[object, ...]:
    return charge.code, charge.name, charge.price, charge.quantity
