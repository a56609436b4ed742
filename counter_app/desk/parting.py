"""A partial refund: undo the whole settlement, settle what is kept as a new claim (domain facts, 2f 32; protocol, 6).

The wish to undo and the lines that are kept are one commit; opening the new claim and moving the money to it are
another. Between any two steps the facts on disk say what comes next, whoever goes on with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from counter_app.desk.claim import FRESH_VISITS, Cash, Claim, HeldReason, MachinePart, PeoplePart, Remainder, Wish
from counter_app.desk.entries import back_by_way
from counter_app.model import money
from counter_app.model.settlement import Settlement
from counter_app.model.visit import Charge
from offline_queue.values import State

__all__ = [
    "CARRIED",
    "GoesBack",
    "NotToPart",
    "PartBill",
    "PartStep",
    "Which",
    "begun_with",
    "bills",
    "but_these",
    "carried_over",
    "conserved",
    "kept",
    "leaves_remainder",
    "left_by",
    "next_step",
    "parted",
]

CARRIED = "carried over"  # the reason of both cash rows: nothing went over the glass


class NotToPart(ValueError):
    """This claim, or these lines of it, can't be parted; the text says why, for people."""


class PartStep(StrEnum):
    """What comes next of a partial refund."""

    BEGIN = "begin"  # one commit: wish cancel, and the lines that are kept
    UNDO = "undo"  # 2208, then the visit is shut: the old claim's own road
    STUCK = "stuck"  # the old one can't be undone: it stays settled, and the new one is never opened
    OPEN = "open"  # one commit: the new claim, with the money
    SETTLE = "settle"  # the new claim's own road, by the consent that came with the money
    PAY_BACK = "pay_back"  # what the new one costs less goes back the way it came
    OVER = "over"


@dataclass(frozen=True, slots=True)
class GoesBack:
    """What goes back of one line: so much of its quantity, and the trace codes of the packages that come back."""

    quantity: Decimal
    codes: tuple[str, ...] = ()

    @classmethod
    def whole(cls, line: Charge) -> GoesBack:
        """All of the line."""
        return cls(line.quantity, line.trace_codes)


class Which(StrEnum):
    """The three bills of a partial refund (domain facts, 2f 32)."""

    ORIGINAL = "original"
    CANCELLATION = "cancellation"
    REST = "rest"


@dataclass(frozen=True, slots=True)
class PartBill:
    """One of them: the claim it is of, the settlement's number, and yuan; negative where it takes back."""

    which: Which
    key: str
    number: str
    total: Decimal
    fund_total: Decimal
    account: Decimal
    cash: Decimal


def but_these(claim: Claim, lines: Sequence[int]) -> dict[int, GoesBack]:
    """Every line goes back whole but these, which count from 1.

    Raises:
        NotToPart: a number is not of this bill.
    """
    wanted, charges = set(lines), claim.people.charges
    if not wanted <= set(range(1, len(charges) + 1)):
        raise NotToPart(f"这一单只有 {len(charges)} 行")
    return {n: GoesBack.whole(line) for n, line in enumerate(charges, start=1) if n not in wanted}


def kept(claim: Claim, back: Mapping[int, GoesBack]) -> tuple[Charge, ...]:
    """The charges that are left, in the order of the bill. `back`: what goes back, by line number from 1.

    Raises:
        NotToPart: the claim is not settled; a line is not of this bill, or goes back with more than it has, or with
            packages of which nobody says which they are; nothing goes back, or everything does.
    """
    if claim.state is not State.DONE or claim.people.remainder is not None:
        raise NotToPart("这一单没有结算，或正在退款，不能部分退")
    charges = claim.people.charges
    if not set(back) <= set(range(1, len(charges) + 1)):
        raise NotToPart(f"这一单只有 {len(charges)} 行")
    left = [_left(number, line, back.get(number)) for number, line in enumerate(charges, start=1)]
    stays = tuple(line for line in left if line is not None)
    if not stays or stays == charges:
        raise NotToPart("要留下的行不能是零行或全部；全部都退用整单退款")
    return stays


def _left(number: int, line: Charge, back: GoesBack | None) -> Charge | None:
    """What is left of a line, None where nothing is."""
    if back is None:
        return line
    left = line.quantity - back.quantity
    if back.quantity <= 0 or left < 0:
        raise NotToPart(f"第 {number} 行有 {line.quantity.normalize():f}，不能退 {back.quantity.normalize():f}")
    if not left:
        return None
    # One package, one sale (domain facts, 2d 24): a code that stays with the bill must be that of a box that stays.
    boxes = bool(line.trace_codes) and not line.split  # an opened one's code stays with what is left of it
    if boxes and not (set(back.codes) <= set(line.trace_codes) and len(back.codes) == back.quantity):
        raise NotToPart(f"第 {number} 行有药品追溯码，退一部分要扫退回来的那几盒")
    codes = tuple(code for code in line.trace_codes if code not in back.codes)
    try:
        return replace(line, quantity=left, trace_codes=codes)
    except ValueError:
        raise NotToPart(f"第 {number} 行的数量小数太多") from None


def begun_with(claim: Claim, lines: Sequence[int]) -> bool:
    """Whether a partial refund that was begun keeps just these lines, which count from 1."""
    remainder, wanted = claim.people.remainder, set(lines)
    kept_whole = tuple(line for n, line in enumerate(claim.people.charges, start=1) if n in wanted)
    return remainder is not None and remainder.charges == kept_whole


def parted(people: PeoplePart, key: str, charges: tuple[Charge, ...], *, restored: int = 0) -> PeoplePart:
    """Undo it, and settle `charges` as the claim `key`. `restored`: how often it was taken from a backup before."""
    return replace(people, wish=Wish.CANCEL, remainder=Remainder(key, charges, restored=restored))


def next_step(old: Claim, new: Claim | None) -> PartStep:
    """What comes next; `new` None: not opened yet."""
    remainder = old.people.remainder
    if remainder is None:
        return PartStep.BEGIN
    if new is not None:
        if not new.state.ended:
            return PartStep.SETTLE
        return PartStep.PAY_BACK if (new.refund_due or money.ZERO) > money.ZERO else PartStep.OVER
    if old.state is State.VOID:
        return PartStep.OPEN
    stuck = old.state is State.HELD and old.reason == HeldReason.CANCEL_REFUSED
    return PartStep.STUCK if stuck else PartStep.UNDO


def leaves_remainder(claim: Claim) -> bool:
    """Undone, and the claim of what is kept is not there yet."""
    remainder = claim.people.remainder
    return claim.state is State.VOID and remainder is not None and not remainder.opened


def left_by(old: Claim) -> MachinePart:
    """What the machine knows of the claim of what is kept. Where the old one came from a backup since it was parted,
    that claim may have been opened and settled meanwhile: it is held like any other from there, whatever was said of
    the old one.
    """
    machine, remainder = old.machine, old.people.remainder
    fresh = MachinePart(person=machine.person, qualification=machine.qualification)
    since = machine.restored - remainder.restored if remainder is not None else 0
    if since <= 0:
        return fresh
    first = fresh.visit_generation + since * FRESH_VISITS
    return replace(fresh, restored=machine.restored, restored_at=machine.restored_at, visit_generation=first)


def carried_over(old: Claim, at: datetime, who: str) -> tuple[PeoplePart, PeoplePart]:
    """The old claim without its money, and the new one with it: two rows a method whose sum is nothing.

    The new one settles by consent, as what it costs is no more than what was paid; if it is more, it asks.
    """
    people, remainder = old.people, old.people.remainder
    if remainder is None or old.state is not State.VOID:
        raise NotToPart("原单还没有撤销")
    ways = back_by_way(people.cash, people.paid)
    away = tuple(Cash(-part, way, -part, at, who, CARRIED) for way, part in ways)
    there = tuple(Cash(part, way, part, at, who, CARRIED) for way, part in ways)
    left = replace(people, cash=(*people.cash, *away), remainder=replace(remainder, opened=True))
    fresh = PeoplePart(
        bill=people.bill,
        visit=people.visit,
        charges=remainder.charges,
        left_out=people.left_out,
        use_account=people.use_account,
        credential=people.credential,
        name=people.name,
        phone=people.phone,
        consent=True,
        cash=there,
        replaces=old.key,
        replaced=old.machine.undone[-1] if old.machine.undone else "",
        operator=people.operator,
    )
    return left, fresh


def conserved(old: Claim, new: Claim) -> tuple[Decimal, Decimal, Decimal]:
    """Paid for the whole, kept for the rest, returned to the person; yuan, from the cash rows of both claims.

    Paid = kept + returned at every moment: what moved between the two counts in neither. What the old one had from a
    claim before it was paid, and what the new one left to a claim after it is kept.
    """
    rows = [row for claim in (old, new) for row in claim.people.cash if row.reason != CARRIED]
    paid = sum((row.amount for row in rows if row.amount > money.ZERO), money.ZERO)
    returned = -sum((row.amount for row in rows if row.amount < money.ZERO), money.ZERO)
    came = sum((max(part, money.ZERO) for part in _carried(old)), money.ZERO)
    went = sum((max(-part, money.ZERO) for part in _carried(new)), money.ZERO)
    return paid + came, old.people.paid + new.people.paid + went, returned


def _carried(claim: Claim) -> list[Decimal]:
    return [row.amount for row in claim.people.cash if row.reason == CARRIED]


def bills(old: Claim, new: Claim | None) -> tuple[PartBill, ...]:
    """What was settled, what took it back (the same amounts with the other sign), and what is settled now."""
    found = []
    for one in old.machine.returned:
        first = _bill(Which.ORIGINAL, old.key, one.settlement)
        taken = replace(first, which=Which.CANCELLATION, total=-first.total, fund_total=-first.fund_total)
        found += [first, replace(taken, account=-first.account, cash=-first.cash)]
    settled = new.machine.settlement if new else old.machine.settlement
    if settled is not None:
        found.append(_bill(Which.REST if new else Which.ORIGINAL, new.key if new else old.key, settled))
    return tuple(found)


def _bill(which: Which, key: str, settled: Settlement) -> PartBill:
    amounts = settled.amounts
    return PartBill(which, key, settled.settlement_id, amounts.total, amounts.fund_total, amounts.account, amounts.cash)
