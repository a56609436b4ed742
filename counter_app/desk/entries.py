"""What the cashier's acts write into the people's part of a claim (protocol, section 2). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from counter_app.desk.claim import Cash, Claim, HeldReason, PeoplePart, Wish
from counter_app.model import money
from counter_app.model.payment import Payment, PaymentMethod
from counter_app.model.person import Credential
from offline_queue.values import State

__all__ = [
    "ELSEWHERE",
    "NotToGiveUp",
    "again",
    "back_by_way",
    "given_back",
    "given_up",
    "goes_on",
    "last_day",
    "may_be_booked",
    "may_leave",
    "may_pay_in_full",
    "moves",
    "paid_in_full",
    "returnable",
    "taken",
    "ticketed",
    "uploaded_instead",
]

ELSEWHERE = "returned outside"  # of a row that goes back: not from this till, so no paper of this window is of it

# A person must act, and nothing can be booked: what was taken may go back. So it may where nothing was sent yet.
_GIVES_WAY = (HeldReason.REFUSED, HeldReason.CREDENTIAL, HeldReason.CONFIRM)


class NotToGiveUp(ValueError):
    """The claim can't be given up any more; the text says why, for people."""


def taken(people: PeoplePart, payment: Payment | None, reason: str, at: datetime, who: str) -> PeoplePart:
    """Money came over the glass; nothing of 0.00 is written."""
    if payment is None or payment.due == money.ZERO:
        return people
    row = Cash(payment.due, payment.method, payment.received, at, who, reason)
    return replace(people, cash=(*people.cash, row))


def ticketed(people: PeoplePart, payment: Payment | None, phone: str, at: datetime, who: str, days: int) -> PeoplePart:
    """The person leaves with a make-up ticket, to be finished at the window within `days`.

    Who has one keeps it: the day on the paper in their hand stands.
    """
    left = replace(taken(people, payment, "paid in full", at, who), consent=True, phone=phone or people.phone)
    if people.ticket_at is not None and people.due_by is not None:
        return left
    return replace(left, ticket_at=at, due_by=(at + timedelta(days=days)).date())


def last_day(claim: Claim, by_region: Mapping[str, int]) -> date | None:
    """Until when it may be finished at the window; None without a ticket. `by_region`: days, by insured place.

    A ticket written before the person was known promised the hospital's own days. Their place's days count once it is
    known, but never shorten what stands on the paper in the patient's hand.
    """
    people, person = claim.people, claim.machine.person
    region = person.insurance.region if person is not None and person.insurance is not None else ""
    if people.due_by is None or people.ticket_at is None or region not in by_region:
        return people.due_by
    return max(people.due_by, (people.ticket_at + timedelta(days=by_region[region])).date())


def paid_in_full(people: PeoplePart, payment: Payment | None, why: str, at: datetime, who: str) -> PeoplePart:
    """The person pays everything and claims by hand: the claim ends without a settlement, and nothing goes back.

    `why`: code of the failure that led to it.
    """
    return replace(taken(people, payment, "paid in full", at, who), wish=Wish.CANCEL, in_full=why)


def may_leave(claim: Claim) -> bool:
    """Whether the person may take a ticket for it: people want it settled, and it is neither settled nor at an end."""
    wanted = claim.people.wish is Wish.SETTLE
    return wanted and not claim.state.ended and claim.machine.settlement is None


def may_be_booked(claim: Claim) -> bool:
    """Whether something is or may be booked for it: nothing is taken for it then, and its charges stand. What comes
    from a backup may have been settled since, as long as nobody has asked the centre.
    """
    machine = claim.machine
    return bool(machine.doubt) or machine.settlement is not None or claim.attempt is not None or claim.unchecked


def may_pay_in_full(claim: Claim) -> bool:
    """Whether everything may be paid for a claim by hand: nothing is or may be booked, nor claimed in another way."""
    people = claim.people
    left = not claim.state.ended and not people.in_full and people.wish is not Wish.UPLOAD
    return left and not may_be_booked(claim)


def moves(claim: Claim) -> bool:
    """Whether it goes on by itself, nobody being asked anything more: a yes was given, or its end is wanted."""
    asks = claim.state is State.HELD and claim.reason != HeldReason.CONFIRM
    return not asks and (claim.people.consent or claim.people.wish is not Wish.SETTLE)


def goes_on(claim: Claim, shown: Credential | None) -> bool:
    """Whether a claim of the person at the glass is settled with nothing but what they `shown`: what goes on by itself,
    or was left to be made up and waits for a credential.
    """
    if claim.state is State.HELD and claim.reason == HeldReason.CREDENTIAL:
        return shown is not None and claim.people.consent and claim.people.wish is Wish.SETTLE
    return not claim.state.ended and moves(claim)


def given_up(claim: Claim) -> PeoplePart:
    """People want it undone.

    Raises:
        NotToGiveUp: part of its upload lies at the centre, and no transaction takes that back.
    """
    if claim.machine.upload_begun:
        raise NotToGiveUp("这一单已经开始按自费上传到医保中心，撤不回来，不能再撤销；会接着传完。")
    return replace(claim.people, wish=Wish.CANCEL)


def uploaded_instead(people: PeoplePart) -> PeoplePart:
    """The person never returned: the visit goes up for a claim by hand. A refusal of before is no answer to it."""
    return replace(people, wish=Wish.UPLOAD, retry=people.retry + 1)


def again(people: PeoplePart) -> PeoplePart:
    """Somebody wants what was refused tried again."""
    return replace(people, retry=people.retry + 1)


def given_back(
    people: PeoplePart,
    amount: Decimal,
    at: datetime,
    who: str,
    method: PaymentMethod | None = None,
    reason: str = "refund",
) -> PeoplePart:
    """`amount` goes back, by `method`, else the way it came."""
    ways = back_by_way(people.cash, amount) if method is None else ((method, amount),)
    rows = tuple(Cash(-part, way, -part, at, who, reason) for way, part in ways)
    return replace(people, cash=(*people.cash, *rows))


def back_by_way(cash: tuple[Cash, ...], amount: Decimal) -> tuple[tuple[PaymentMethod, Decimal], ...]:
    """How `amount` goes back: by the way that was used first, as much as still lies there, then by the next."""
    lying: dict[PaymentMethod, Decimal] = {}
    for row in cash:
        lying[row.method] = lying.get(row.method, money.ZERO) + row.amount
    ways = []
    for method, held in lying.items():
        part = min(held, amount)
        if part > money.ZERO:
            ways.append((method, part))
            amount -= part
    return tuple(ways)


def returnable(claim: Claim) -> Decimal:
    """What may be handed back by giving the claim up, yuan: nothing while money is or may be booked for it."""
    machine = claim.machine
    booked = may_be_booked(claim) or machine.given_up or machine.upload_begun
    rests = claim.state is State.READY or (claim.state is State.HELD and claim.reason in _GIVES_WAY)
    return money.ZERO if booked or not rests else claim.people.paid
