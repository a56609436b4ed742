"""Trace codes (药品追溯码) of this window's own claims: a package that was sold once is not sold again (domain, 7.11).

Only what was sold or booked counts, and of two that were paid the younger gives way; a claim is never in its own way.
Tablets of an opened package share its code, so lines of parts are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from counter_app.desk.claim import CallKind, Claim, PeoplePart
from counter_app.desk.documents import to_document
from counter_app.model import money
from counter_app.model.visit import Charge
from offline_queue.values import Event, PeopleWrite, State

__all__ = ["changed", "codes_of", "sold_again"]


def codes_of(charges: Iterable[Charge]) -> tuple[str, ...]:
    """The codes of whole packages, each once."""
    return tuple(dict.fromkeys(code for line in charges if _whole(line) for code in line.trace_codes))


def changed(before: PeoplePart, after: PeoplePart, version: int, events: tuple[Event, ...]) -> PeopleWrite:
    """A person's change as the queue takes it; other charges hold other codes."""
    codes = codes_of(after.charges) if after.charges != before.charges else None
    return PeopleWrite(version, to_document(after), events, codes)


def sold_again(claim: Claim, holders: Sequence[tuple[str, Claim]]) -> list[str]:
    """One sentence for each line with a code that another claim has sold, with when. `holders`: code and claim."""
    sold = {code: other for code, other in holders if other.key != claim.key and _before(other, claim)}
    return list(_told(claim, sold))


def _told(claim: Claim, sold: dict[str, Claim]) -> Iterator[str]:
    for number, line in enumerate(claim.people.charges, 1):
        other = next((sold[code] for code in line.trace_codes if _whole(line) and code in sold), None)
        if other is not None:
            when = f"{other.opened_at.astimezone(claim.people.visit.date.tzinfo):%Y-%m-%d %H:%M}"
            sold_in = f"药品追溯码 {when} 已在本窗口的另一单（{other.key}）里卖出"
            yield f"第 {number} 行 {line.name}：{sold_in}，请药房核对，换一盒或重新扫码"


def _whole(line: Charge) -> bool:
    return not line.split and line.quantity == line.quantity.to_integral_value()


def _before(other: Claim, claim: Claim) -> bool:
    """Whether the other claim sold it: booked or ended so; or paid for, and older."""
    machine, people = other.machine, other.people
    if other.state.ended:
        return other.state is not State.VOID or people.by_hand
    sent = other.attempt is not None and other.attempt.kind == CallKind.SETTLE
    if sent or machine.settlement is not None or machine.doubt:
        return True
    older = (other.opened_at, other.key) < (claim.opened_at, claim.key)
    return older and (people.consent or people.paid > money.ZERO)
