"""What the papers say, in the terms of the trade. The desk fills these; nothing here is looked up or calculated anew.

Amounts are yuan, times carry the window's zone. Texts that may be unknown are empty, amounts and dates then None: the
paper leaves the line out, or refuses with the name of the missing setting (words, section 9).
Names, identity numbers and phones stay out of `repr`, which ends up in logs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum

from counter_app.model import money
from counter_app.model.payment import Payment, PaymentMethod
from counter_app.model.person import FilingClass, Scheme
from counter_app.model.settlement import LineSplit, Settlement
from counter_app.model.visit import Charge, Visit

__all__ = [
    "AccountNote",
    "MakeUpTicket",
    "Notice",
    "NoticeKind",
    "Office",
    "Outage",
    "Patient",
    "RefundOutlook",
    "RefundReason",
    "RefundSlip",
    "SettlementSlip",
]


@dataclass(frozen=True, slots=True)
class Office:
    """Who issues the paper. `place`: treating place; `operator`: the cashier's work number; `level`: 三级甲等 …."""

    institution: str
    place: str
    window: str
    operator: str
    phone: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class Patient:
    """Whose paper it is. `sex` as the service codes it (1 male, 2 female). `insured_place` by name, or empty."""

    name: str = field(repr=False)
    id_number: str = field(repr=False)
    sex: str = ""
    age: Decimal | None = None
    insured_place: str = ""
    insured_place_phone: str = ""
    scheme: Scheme | None = None
    phone: str = field(default="", repr=False)


class AccountNote(Enum):
    """Why the personal account paid 0.00 (words, section 1): such a zero never stands alone."""

    SENT_TO_BANK = "参保地已把账户的钱发到您的银行卡，不能在这里刷。"
    NOT_OPENED = "参保地的账户还不能在外省刷。"
    EMPTY = "您的账户现在余额是 0.00 元。"
    NOT_USED = "这次没有用到账户。"


@dataclass(frozen=True, slots=True)
class SettlementSlip:
    """医保结算单 (domain facts, 2e.27).

    `payment`: what was taken; for a claim made up later, the full payment of that day. `sentences`: why the amount is
    what it is (words, section 6), at most two. `filing`: as the benefit check answered, None when it did not say.
    `made_up`: from a ticket, so that a refund of nothing is told as well; `returned`: what of it went back already.
    `reprint`: 0 for the first print, else the number of the reprint. `training`: made with the sandbox.
    """

    key: str
    office: Office
    patient: Patient
    visit: Visit
    charges: tuple[Charge, ...]
    splits: tuple[LineSplit, ...]
    settlement: Settlement
    payment: Payment
    printed_at: datetime
    filing: FilingClass | None = None
    sentences: tuple[str, ...] = ()
    account_note: AccountNote = AccountNote.NOT_USED
    made_up: bool = False
    returned: Decimal = money.ZERO
    reprint: int = 0
    training: bool = False


@dataclass(frozen=True, slots=True)
class Outage:
    """Why the patient pays first. With `announced_by` and `until` it is an announced stop, else a broken link."""

    since: datetime
    announced_by: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class RefundOutlook:
    """What may come back: a range reckoned from what was known on `as_of`, and the deductible still open that day.

    The range is no promise, and the paper says so; `deductible_left` None means that it was not known. `count`: of so
    many settlements from `since` to `as_of`; 0: it is what the insurance itself had quoted. `by_last`: the person's
    own insurance was supposed to be that of their settlement of this day.
    """

    low: Decimal | None = None
    high: Decimal | None = None
    as_of: date | None = None
    deductible_left: Decimal | None = None
    count: int = 0
    since: date | None = None
    by_last: date | None = None


@dataclass(frozen=True, slots=True)
class MakeUpTicket:
    """先付后补 凭单 (医保断线补记账单), handed out when the link is down (words, section 3).

    `due`: act before; None when no rule gives one. `refund_days`: how long a mobile refund takes, a setting of the
    hospital. `mobile_channel`: 微信, 支付宝; empty when not recorded. `uploads`: the place takes the bill of who never
    returns (4205), so the ticket may promise it. `supposed`: the insured place in words and on what it rests, where the
    line was down before anybody could ask.
    """

    key: str
    office: Office
    patient: Patient
    visit: Visit
    total: Decimal
    payment: Payment
    outage: Outage
    issued_at: datetime
    due: date | None
    outlook: RefundOutlook = RefundOutlook()
    refund_days: int | None = None
    mobile_channel: str = ""
    uploads: bool = False
    supposed: str = ""
    reprint: int = 0
    training: bool = False


class RefundReason(StrEnum):
    """Why money goes back (words, section 4)."""

    MADE_UP = "补记账补结"
    NOT_SETTLED = "医保没有结上，撤下这一笔"
    DRUG_RETURNED = "退药"
    ITEM_CANCELLED = "退项目"
    WRONG_AMOUNT = "收错"


@dataclass(frozen=True, slots=True)
class RefundSlip:
    """退款单 (words, section 4): what was paid − what is due now − what went back before = what goes back.

    `ways`: how much by which way; `came`: by which ways it had come, so that another way is told as one. `refund_days`:
    as of `MakeUpTicket`. `visited`: its year is the benefit year, of what is `settled` still. The three bills by their
    numbers; an empty number is left out (a made-up claim has no cancelled bill).

    Raises:
        ValueError: less paid than due, so nothing goes back.
    """

    key: str
    office: Office
    patient: Patient
    paid: Decimal
    due: Decimal
    method: PaymentMethod
    reason: RefundReason
    refunded_at: datetime
    original_bill: str
    visited: date
    settled: bool
    cancelled_bill: str = ""
    new_bill: str = ""
    ways: tuple[tuple[PaymentMethod, Decimal], ...] = ()
    came: tuple[PaymentMethod, ...] = ()
    earlier: Decimal = money.ZERO
    refund_days: int | None = None
    reprint: int = 0
    training: bool = False

    def __post_init__(self) -> None:
        if self.paid - self.earlier < self.due:
            raise ValueError("less was paid than is due: no refund")

    @property
    def refund(self) -> Decimal:
        """退给您."""
        return self.paid - self.due - self.earlier


class NoticeKind(StrEnum):
    """告知单: why there was no direct settlement, and what to do; or how an emergency without a filing is settled all
    the same. 核对单: nobody knows yet, please keep this.
    """

    REASON = "reason"
    EMERGENCY = "emergency"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Notice:
    """What a patient takes home when no settlement came of the visit (words, section 2).

    `total`: the bill, None while its lines are not known. `payment`: what was taken so far. `in_full`: the patient paid
    everything and claims by hand. `due`: the last day for that at the insured place, by which `rule` of it; None where
    no rule is known, and then no day is invented. `paragraphs`: the reason's own text, filled. `said`: the service's
    words, and `message`: the number of the call they answered; empty where there was none. `claimed`: a claim stands
    behind it; else its code says that one begins anew, at whatever window.
    """

    key: str
    office: Office
    patient: Patient
    kind: NoticeKind
    code: str
    paragraphs: tuple[str, ...]
    issued_at: datetime
    total: Decimal | None = None
    payment: Payment | None = None
    in_full: bool = False
    due: date | None = None
    rule: str = ""
    said: str = ""
    message: str = ""
    reprint: int = 0
    training: bool = False
    claimed: bool = True
