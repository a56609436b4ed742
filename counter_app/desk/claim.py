"""A claim: what people want of it and what the machine knows of it (protocol, section 2).

The two parts are written by different hands, people's under the version and the machine's under the fence, so neither
can overwrite the other. The phase is derived from these facts, never stored.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from counter_app.model import money
from counter_app.model.monitoring import Advice, WarningAnswer
from counter_app.model.payment import PaymentMethod
from counter_app.model.person import Credential, Person, Qualification
from counter_app.model.settlement import Amounts, LineSplit, Quote, Settlement
from counter_app.model.visit import Charge, Visit, total_of
from offline_queue.values import Attempt, State

__all__ = [
    "FRESH_VISITS",
    "UPLOAD_CALLS",
    "CallKind",
    "Cash",
    "Claim",
    "Confirmation",
    "HeldReason",
    "MachinePart",
    "PeoplePart",
    "Proof",
    "Refusal",
    "Remainder",
    "Returned",
    "Wish",
]


class Wish(StrEnum):
    """What people want of the claim; they may change it at any time, the machine obeys at its next step."""

    SETTLE = "settle"
    CANCEL = "cancel"
    UPLOAD = "upload"


class CallKind(StrEnum):
    """The calls of a claim, by the interface's numbers."""

    PERSON = "1101"
    BENEFIT = "2001"
    REGISTER = "2201"
    VISIT = "2203A"
    LINES = "2204"
    TRIAL = "2206A"
    SETTLE = "2207A"
    CLEAR = "2205"
    CLOSE = "2202"
    UNDO = "2208"
    REVERSE = "2601"
    FEES = "5204"
    SHOW = "5203"
    BEFORE = "3101"
    DURING = "3102"
    FEEDBACK = "3103"
    UPLOAD_VISIT = "4205"
    UPLOAD_COMPLETE = "4203"
    UPLOAD_RECORD = "4301"


# Of a patient who never returned, in their order (domain facts, 2f; protocol, section 3, row 10).
UPLOAD_CALLS = (CallKind.UPLOAD_VISIT, CallKind.UPLOAD_COMPLETE, CallKind.UPLOAD_RECORD)


FRESH_VISITS = 1000  # further than any claim's visits went between a backup and its restore


class HeldReason(StrEnum):
    """Why a person must act."""

    CONFIRM = "confirm"
    REFUSED = "refused"
    CREDENTIAL = "credential"
    RECONCILE = "reconcile"
    CANCEL_REFUSED = "cancel_refused"
    AMOUNTS = "amounts"  # settled there, and what the centre says of it does not add up


@dataclass(frozen=True, slots=True)
class Cash:
    """Money over the glass: yuan, positive in, negative out. Never changed, never written twice."""

    amount: Decimal
    method: PaymentMethod
    received: Decimal
    at: datetime
    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The cashier's yes, bound to what it was said to: these charges, this split (protocol, invariant I10)."""

    charges_version: int
    total: Decimal
    fund_total: Decimal
    account: Decimal
    cash: Decimal

    @classmethod
    def of(cls, amounts: Amounts, charges_version: int) -> Confirmation:
        """The yes to this split."""
        return cls(charges_version, amounts.total, amounts.fund_total, amounts.account, amounts.cash)


@dataclass(frozen=True, slots=True)
class Remainder:
    """What stays of a bill after a partial refund: the lines that are kept, and the claim they become.

    `opened`: that claim is there, and the money that lay with the old one lies with it. `restored`: how often the old
    one had been taken from a backup when this was written.
    """

    key: str
    charges: tuple[Charge, ...]
    opened: bool = False
    restored: int = 0


@dataclass(frozen=True, slots=True)
class PeoplePart:
    """What people wrote. A voucher's token is never in `credential`: it is one business and cannot wait.

    `in_full`: code of the failure for which the person pays everything and claims by hand; empty where they do not.
    `remainder`: the lines that are settled anew once this claim is undone. `replaces`, `replaced`: the claim whose
    remainder this one is, and its settlement that was given back.
    `checked`: up to which restore somebody asked the centre about it. `left_out`: the lines of the hospital's bill that
    were taken off, and are a bill of their own after this one.
    `answers`: to monitoring's warnings. `scheme`: the insutype chosen to pay before anybody could be asked about the
    person; empty for the usual one.
    """

    bill: str
    visit: Visit
    charges: tuple[Charge, ...]
    charges_version: int = 1
    use_account: bool = True
    credential: Credential | None = None
    name: str = ""
    phone: str = ""
    wish: Wish = Wish.SETTLE
    consent: bool = False
    confirmed: Confirmation | None = None
    cash: tuple[Cash, ...] = ()
    retry: int = 0
    due_by: date | None = None
    ticket_at: datetime | None = None
    replaces: str = ""
    replaced: str = ""
    remainder: Remainder | None = None
    operator: str = ""
    in_full: str = ""
    answers: tuple[WarningAnswer, ...] = ()
    scheme: str = ""
    checked: int = 0
    left_out: tuple[Charge, ...] = ()

    @property
    def paid(self) -> Decimal:
        """What the person has paid and not had back, yuan."""
        return sum((row.amount for row in self.cash), money.ZERO)

    @property
    def total(self) -> Decimal:
        """The bill, yuan."""
        return total_of(self.charges)

    @property
    def by_hand(self) -> bool:
        """The person pays the whole bill and claims by hand, unless it was settled after all."""
        return bool(self.in_full) or self.wish is Wish.UPLOAD


@dataclass(frozen=True, slots=True)
class Refusal:
    """A no of the service, with its own words, bound to the retry number at which it was said."""

    call: CallKind
    text: str
    code: str
    retry: int


@dataclass(frozen=True, slots=True)
class Proof:
    """What the books of the ended days `first` to `last` say of a 2207A in doubt (3202): `live`, it is settled there.

    `row`: the centre's own row, empty where it has none. `looked`: looked for since, and not found.
    """

    live: bool
    first: date
    last: date
    row: str = ""
    looked: bool = False


@dataclass(frozen=True, slots=True)
class Returned:
    """A settlement that was given back, and when: the day's books show it twice, once with each sign."""

    settlement: Settlement
    at: datetime


@dataclass(frozen=True, slots=True)
class MachinePart:
    """What the machine knows.

    `benefit_retry`: the retry number at which 2001 was asked last; `shown_retry`: at which the settlement was heard of.
    `stage`: 0 registered, 1 visit sent, 2 lines sent. `money`: message id of the 2207A on this visit; `doubt`: the one
    whose outcome is not known; `proof`: what the day's books said of it. `reversals`: intents of 2601 for it;
    `reversals_unsent`: those of them that surely never left. `leftovers`: visits without money on them, left to the
    day's end. `uploads`: the calls of the upload that were answered done; `uploading`: intents of 4205 that may have
    brought something. `restored`: how often it was taken from a backup while it lived, and `restored_at`: when last;
    what became of it since is not in here.
    """

    person: Person | None = None
    qualification: Qualification | None = None
    benefit_retry: int = 0
    shown_retry: int = -1
    visit_id: str = ""
    visit_number: str = ""
    visit_generation: int = 1
    stage: int = 0
    visit_charges_version: int = 0
    spoilt: bool = False
    cleared: bool = False
    close_refused: int = 0
    money: str = ""
    doubt: str = ""
    reversals: int = 0
    reversals_unsent: int = 0
    reversal_answered: bool = False
    given_up: bool = False
    proof: Proof | None = None
    quote: Quote | None = None
    quote_charges_version: int = 0
    quote_by: str = ""
    splits: tuple[LineSplit, ...] = ()
    settlement: Settlement | None = None
    undone: tuple[str, ...] = ()
    returned: tuple[Returned, ...] = ()
    undo_lost: bool = False
    undo_refused: bool = False
    undo_live: bool = False
    uploads: tuple[CallKind, ...] = ()
    uploading: int = 0
    uploaded: bool = False
    refused: Refusal | None = None
    leftovers: tuple[str, ...] = ()
    orphans: tuple[str, ...] = ()
    advice: Advice | None = None
    restored: int = 0
    restored_at: datetime | None = None

    @property
    def unnamed(self) -> bool:
        """Whether what is in doubt has no message id here: a 2207A perhaps sent on the visit since the backup
        it comes from. `doubt` is the visit's own number then.
        """
        return bool(self.doubt) and self.doubt == self.visit_id

    @property
    def upload_begun(self) -> bool:
        """Something of it lies, or may lie, at the centre, and no call takes that back."""
        return bool(self.uploads) or self.uploading > 0

    @property
    def watched(self) -> str:
        """What this process has to watch: the 2207A in doubt, or the settlement whose undoing is not known."""
        if self.doubt:
            return self.doubt
        if self.settlement is not None and (self.undo_lost or self.undo_refused):
            return self.settlement.settlement_id
        return ""


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim as it stands: both parts, its state on record, and the call that is on its way, if any."""

    key: str
    lane: str
    order: str
    state: State
    reason: str
    version: int
    people: PeoplePart
    machine: MachinePart
    opened_at: datetime
    changed_at: datetime
    attempt: Attempt | None = None
    late_settlement: Settlement | None = field(default=None)

    @property
    def region(self) -> str:
        """Of the insurance that pays, six digits; empty where nobody knows it."""
        person = self.machine.person
        return person.insurance.region if person is not None and person.insurance is not None else ""

    @property
    def unchecked(self) -> bool:
        """Taken from a backup, and nobody has asked the centre since what became of it."""
        return self.machine.restored > self.people.checked

    @property
    def owed(self) -> Decimal | None:
        """What the person owes in the end, yuan; None while the claim, or what is to become of it, has not ended."""
        if self.people.remainder is not None and not self.people.remainder.opened:
            return None
        if self.state is State.DONE and self.machine.settlement is not None:
            return self.machine.settlement.amounts.cash
        void = self.people.total if self.people.by_hand else money.ZERO
        return {State.VOID: void, State.UPLOADED: self.people.total}.get(self.state)

    @property
    def refund_due(self) -> Decimal | None:
        """Paid − owed, yuan: positive goes back to the person, negative is still to collect; None before the end, and
        while nobody knows what went over the glass since the backup it comes from.
        """
        due = None if self.owed is None else self.people.paid - self.owed
        return None if due and self.unchecked else due
