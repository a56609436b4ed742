"""Our side of a day's books, from the claims on record. Pure.

A settlement counts on the day of its settlement time, by the service's clock; one given back counts once more,
negative, on the day that happened.

What a settlement's answer did not say, or an earlier version did not keep, of its clearing is what the centre said of
others of its kind: same insured place, scheme and kind of visit. Where those differ, or none is there, it is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from counter_app.desk.claim import Claim, HeldReason
from counter_app.model.books import Booking, Group, Ledger, Period
from counter_app.model.settlement import Quote, Settlement
from offline_queue.values import Attempt, State

__all__ = ["Doubt", "as_cleared", "bookings", "bookings_in", "doubt_of", "grouped"]

# Two clocks are never quite the same: a booking this near to midnight may stand on either day.
_CLOCKS_APART = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A claim given up until the day's proof (HELD reconcile): the 2207A in doubt, where it would stand, and when.

    `group` None: nobody said how it would be cleared. `period`: every day on which anything was sent on its visit, by
    either clock: there its bookings would stand. `ends`: when the last of it was over. `changed_at`: as it was read.
    `undone`: settlements of the claim that were given back, or noted so. `person`: whose it is, where no message id is
    known of it since it comes from a backup; else empty.
    """

    claim: str
    lane: str
    msgid: str
    group: Group | None
    period: Period
    ends: datetime
    changed_at: datetime
    undone: tuple[str, ...] = ()
    person: str = ""


def bookings(claim: Claim) -> Iterator[Booking]:
    """Everything booked for a claim that is known here, whatever became of it."""
    for returned in claim.machine.returned:
        yield _booking(claim, returned.settlement, returned.settlement.settled_at)
        yield _booking(claim, returned.settlement, returned.at, refund=True)
    if claim.machine.settlement is not None:
        yield _booking(claim, claim.machine.settlement, claim.machine.settlement.settled_at)


def bookings_in(claims: Iterable[Claim], period: Period) -> tuple[Booking, ...]:
    """Our bookings of a period, oldest first."""
    found = [one for claim in claims for one in bookings(claim) if one.at in period]
    return tuple(sorted(found, key=lambda one: (one.at, one.settlement_id, one.refund)))


def as_cleared(claims: Iterable[Claim]) -> list[Claim]:
    """The claims, each quote and settlement with how it is cleared, by what the centre said of others of its kind."""
    claims = list(claims)
    said: dict[_Kind, set[Group]] = {}
    for claim in claims:
        for one in _told(claim):
            if (group := _group_said(one)) is not None:
                said.setdefault(_kind(claim), set()).add(group)
    only = {kind: next(iter(groups)) for kind, groups in said.items() if len(groups) == 1}
    return [_filled(claim, only[_kind(claim)]) if _kind(claim) in only else claim for claim in claims]


def grouped(doubts: Iterable[Doubt], claims: Iterable[Claim]) -> list[Doubt]:
    """The doubts with their groups, as `as_cleared` has the claims."""
    groups = {claim.key: _group_of(claim) for claim in claims}
    return [replace(one, group=one.group or groups.get(one.claim)) for one in doubts]


def doubt_of(claim: Claim, attempts: Sequence[Attempt], longest_s: float) -> Doubt | None:
    """The claim's doubt, where it waits for the day's proof; None where it does not, or its 2207A is not on record.

    `longest_s`: how long after its intent a call may still be executed (protocol, section 5, "Time").
    """
    machine = claim.machine
    waits = claim.state is State.HELD and claim.reason == HeldReason.RECONCILE and machine.given_up
    if not waits:
        return None
    # By visit and not by what came after: the order of attempts is that of a clock that may have jumped.
    subjects = (machine.visit_id, machine.visit_number) if machine.unnamed else (machine.visit_id,)
    calls = [row for row in attempts if row.msgid == machine.doubt or row.subject in subjects]
    times = [row.at for row in calls]
    if machine.unnamed and machine.restored_at is not None:
        times += [machine.restored_at, *(() if times else (claim.opened_at,))]  # until then somebody may have sent it
    elif not any(row.msgid == machine.doubt for row in calls):
        return None
    quote = machine.quote
    shift = quote.service_at - quote.asked_at if quote is not None and quote.service_at is not None else timedelta()
    sent = [at + apart for at in times for apart in (timedelta(), shift)]
    first = min(sent) - _CLOCKS_APART
    ends = max(sent) + timedelta(seconds=longest_s) + _CLOCKS_APART
    zone = claim.people.visit.date.tzinfo
    return Doubt(
        claim=claim.key,
        lane=claim.lane,
        msgid=machine.doubt,
        group=_group_of(claim),
        period=Period(first.astimezone(zone).date(), ends.astimezone(zone).date()),
        ends=ends,
        changed_at=claim.changed_at,
        undone=machine.undone,
        person=machine.person.person_no if machine.unnamed and machine.person is not None else "",
    )


def _group_of(claim: Claim) -> Group | None:
    """Where the trial said it would be cleared, else where an earlier settlement of the claim was."""
    return next((group for one in _told(claim) if (group := _group_said(one)) is not None), None)


_Kind = tuple[str, str, str]


def _kind(claim: Claim) -> _Kind:
    insurance = claim.machine.person.insurance if claim.machine.person is not None else None
    kind = claim.people.visit.kind.value
    return (insurance.region, insurance.scheme_code, kind) if insurance is not None else ("", claim.key, kind)


def _told(claim: Claim) -> list[Quote | Settlement]:
    machine = claim.machine
    said = [machine.quote, *(row.settlement for row in machine.returned), machine.settlement]
    return [one for one in said if one is not None]


def _group_said(one: Quote | Settlement) -> Group | None:
    if one.clearing_type and one.clearing_office and one.scheme_code:
        return Group(Ledger(one.clearing_type, one.clearing_office), one.scheme_code)
    return None


def _filled(claim: Claim, group: Group) -> Claim:
    machine = claim.machine
    missing = {
        "scheme_code": group.scheme_code,
        "clearing_type": group.ledger.clearing_type,
        "clearing_office": group.ledger.office,
    }

    def cleared(one: Any) -> Any:
        return one if one is None or _group_said(one) is not None else replace(one, **missing)

    returned = tuple(replace(row, settlement=cleared(row.settlement)) for row in machine.returned)
    known = replace(machine, quote=cleared(machine.quote), settlement=cleared(machine.settlement), returned=returned)
    return replace(claim, machine=known)


def _booking(claim: Claim, settlement: Settlement, at: datetime, *, refund: bool = False) -> Booking:
    person, amounts = claim.machine.person, settlement.amounts
    insurance = person.insurance if person is not None else None
    sign = -1 if refund else 1
    scheme = settlement.scheme_code or (insurance.scheme_code if insurance else "")
    return Booking(
        claim=claim.key,
        settlement_id=settlement.settlement_id,
        visit_id=settlement.visit_id,
        person_no=person.person_no if person else "",
        group=Group(Ledger(settlement.clearing_type, settlement.clearing_office), scheme),
        insured_region=insurance.region if insurance else "",
        at=at,
        refund=refund,
        total=sign * amounts.total,
        pool=sign * amounts.pool,
        fund_total=sign * amounts.fund_total,
        account=sign * amounts.account,
        cash=sign * amounts.cash,
        overlays={kind: sign * paid for kind, paid in amounts.overlays.items()},
    )
