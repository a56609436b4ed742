"""What the pages show: frozen values, made by whoever knows the desk, understood without threads, sockets or clocks.

A page's `show(view)` is idempotent; two equal views look the same. None means "not known" and is shown so. Names of
places arrive as text; codes of places and persons never reach the screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from counter_app.desk.parting import PartBill
from counter_app.desk.supposed import Supposed
from counter_app.failures import FailureCode
from counter_app.model import money
from counter_app.model.catalogue import Listed
from counter_app.model.monitoring import RuleWarning
from counter_app.model.payment import Payment, PaymentMethod
from counter_app.model.person import CredentialKind, Insurance, Paying, Qualification, Scheme
from counter_app.model.settlement import LineSplit, Quote, Settlement
from counter_app.model.trace import TraceState
from counter_app.model.visit import Charge, VisitKind
from ui.aside_views import HeldView, ParkedView
from ui.item_views import AddingView
from ui.keys import Action
from ui.queue_views import ClaimState
from ui.theme import Role
from ui.words.labels import SCHEMES

__all__ = [
    "CheckView",
    "EstimateView",
    "FailureView",
    "LampState",
    "LampView",
    "LastVisitView",
    "LinkView",
    "Notice",
    "OlderView",
    "OtherInsurance",
    "PersonView",
    "PrintState",
    "RefundView",
    "ShellView",
    "Trace",
    "VisitState",
    "VisitView",
]


class VisitState(StrEnum):
    """The rows of look, section 9."""

    WAITING = "waiting"
    SCANNING = "scanning"
    TYPING = "typing"
    READING = "reading"
    IDENTIFYING = "identifying"
    NO_CHARGES = "no_charges"
    CHARGES = "charges"
    TRIAL_RUNNING = "trial_running"
    WARNED = "warned"
    TRIAL_DONE = "trial_done"
    SETTLING = "settling"
    SETTLED = "settled"
    GIVING_BACK = "giving_back"
    PARTING = "parting"
    AMOUNT_CHANGED = "amount_changed"
    FAILURE = "failure"
    FULL_PAYMENT = "full_payment"
    PAID_IN_FULL = "paid_in_full"
    UNCLEAR = "unclear"
    BY_HAND = "by_hand"
    LINK_DOWN = "link_down"
    TICKET_OUT = "ticket_out"
    REFUND_DUE = "refund_due"
    REFUNDED = "refunded"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Trace:
    """追溯码 of one line: how many codes it has, of how many it needs. `stops`: the bill does not go up so."""

    state: TraceState = TraceState.NOT_A_DRUG
    have: int = 0
    needed: int = 0
    stops: bool = False


class PrintState(StrEnum):
    """How far the paper of this visit is: being made, kept as a file, or not made yet; where it has a printer then on
    its way there, out of it, stuck, or perhaps out of it.
    """

    PRINTING = "printing"
    PRINTED = "printed"
    WAITING = "waiting"
    SENT = "sent"
    OUT = "out"
    STUCK = "stuck"
    PERHAPS = "perhaps"


@dataclass(frozen=True, slots=True)
class OtherInsurance:
    """A row of 1101 that does not pay: the service's scheme code, the insured place in short, and psn_insu_stas.

    `row`: its name among the person's rows. `name`: the scheme in words, where the desk knows better than `scheme`.
    """

    scheme: Scheme
    code: str
    place: str
    active: bool
    status: str = ""
    row: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class PersonView:
    """Who stands at the glass. `insured_place` and `treating_place` as "黑龙江 哈尔滨市", `…_short` as "哈尔滨".

    `birth_years`: age in whole years, None when nobody said. `online` False: what stands here is from the card, and
    `qualification` is None; `insurance` too, unless the service named it in this visit before the line went down.
    `told_scheme`: as `OtherInsurance.name`. `standing`: kind of person in words ("退休"), the place's own where we have
    none. `paying`: why `insurance` is the row that pays, None when nobody asked; `others`: the rows that do not.
    `supposed`: nobody could ask; `insured_place` and `told_scheme` then rest on this, and `insurance` is None.
    """

    name: str
    sex: str
    birth_years: int | None
    id_number: str
    credential: CredentialKind
    insured_place: str
    insured_short: str
    treating_place: str
    treating_short: str
    insurance: Insurance | None = None
    standing: str = ""
    qualification: Qualification | None = None
    online: bool = True
    paying: Paying | None = None
    others: tuple[OtherInsurance, ...] = ()
    told_scheme: str = ""
    supposed: Supposed | None = None

    @property
    def region(self) -> str:
        """Of the insured place, six digits, as far as it is known or supposed."""
        if self.insurance is not None:
            return self.insurance.region
        return self.supposed.region if self.supposed is not None else ""

    @property
    def scheme_name(self) -> str:
        """The scheme that pays, in words; empty where none is known."""
        return self.told_scheme or (SCHEMES[self.insurance.scheme] if self.insurance is not None else "")

    @property
    def choice(self) -> tuple[OtherInsurance, ...]:
        """The other rows that could pay instead; what only adds to another pays nothing alone."""
        return tuple(row for row in self.others if row.active and row.scheme is not Scheme.SUPPLEMENT)


@dataclass(frozen=True, slots=True)
class FailureView:
    """A failure: `blanks` fill the texts (参保地, 到期日, …), `recommended` overrides the way on that is marked."""

    code: FailureCode
    blanks: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence that goes before the state's own: card pulled, printer out, slow, only partly read. `asks`: instead of
    what the key does, which then waits for nothing.
    """

    text: str
    role: Role = Role.WARN
    asks: bool = False


@dataclass(frozen=True, slots=True)
class CheckView:
    """A claim whose outcome nobody knows: since when, and how long checking usually and at most takes, seconds."""

    since: datetime
    usual_seconds: int = 30
    longest_seconds: int = 90


@dataclass(frozen=True, slots=True)
class EstimateView:
    """What may come back, yuan, as of a known earlier day; `nothing_because` says why perhaps nothing. `count`: by so
    many settlements alike, from `since` to `as_of`. `by_last`: by the insurance that paid for this person here on that
    day, since nobody could ask. `total`: of which bill.
    """

    low: Decimal
    high: Decimal
    as_of: date
    nothing_because: str = ""
    count: int = 0
    since: date | None = None
    by_last: date | None = None
    total: Decimal | None = None


@dataclass(frozen=True, slots=True)
class LinkView:
    """The service is down since then; what may come back, where somebody knows. `announced`: it is a shutdown: the
    service said so itself, or `by` announced it, and `until` when it is to end, None where that was not said. `place`:
    the insured place by its name, where it alone does not answer.
    """

    since: datetime
    estimate: EstimateView | None = None
    announced: bool = False
    until: datetime | None = None
    by: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class RefundView:
    """Money due to the patient, yuan: what was paid, what the settlement left to pay, and the difference.

    `ways`: how much goes back by which way. `zero_reason`: by which rule the fund paid nothing, empty where it paid.
    `bills`: the three of a partial refund. `change`: of what was received, yuan that go out beside it.
    """

    ticket: str
    paid: Decimal
    new_share: Decimal
    ways: tuple[tuple[PaymentMethod, Decimal], ...]
    zero_reason: str = ""
    bills: tuple[PartBill, ...] = ()
    change: Decimal = money.ZERO

    @property
    def due(self) -> Decimal:
        """应退, yuan."""
        return self.paid - self.new_share


@dataclass(frozen=True, slots=True)
class OlderView:
    """An older claim of the person at the glass: of which day, how it stands, yuan due back once it is settled.
    `goes_on`: the key settles it; else somebody has to do something first. `zero_reason`: why the fund paid nothing.
    """

    claim: str
    visited: date
    state: ClaimState
    refund: Decimal | None = None
    goes_on: bool = False
    zero_reason: str = ""


@dataclass(frozen=True, slots=True)
class LastVisitView:
    """The visit before this one, for the question "was that right?"."""

    name: str
    settled_at: datetime
    payment: Payment


@dataclass(frozen=True, slots=True)
class CardAmiss:
    """What a card did not give (`lacks`), and what of it a person has to judge (`doubts`), both in words."""

    lacks: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.lacks or self.doubts)


@dataclass(frozen=True, slots=True)
class VisitView:
    """One visit at one moment.

    `visit`: its key, by which late results are dropped. `turn` grows with every outcome, so that a money key comes
    alive again only when something came of the last press. `payment`: the money taken, once it was. `reasons`: the
    sentences why this amount, at most two, already filled. `ticket`: number of the make-up ticket. `since`: when the
    running call began. `paid`: yuan on record for this claim so far, before the next payment; `laid`: what was taken of
    it here and lies there with its change, None where no change is open. `returnable`: what of it may be handed back by
    giving the claim up, and by which ways. `warnings`: monitoring's that are open; `answered`: how many no longer are.
    `basis`: why an emergency is one. `listed`: what the catalogue says of the lines' codes, by code, until `splits`
    says it better. `older`: what the person left to be made up before. `visited`: the day of the visit, whose year the
    claim counts in. `back`: yuan that what is chosen to go back costs, and how many lines it is of. `adding`: an item
    is added by hand. `filing`: why the person's does not count. `taking`: the whole bill is being taken. `bills`: how
    many other unpaid bills there are; `left_out`: how many of the bill's lines were taken off it; `added`: how many
    were added here. `card`: what is amiss with the card. `checked`: for a while nobody knew how it ended.
    """

    state: VisitState
    visit: str = ""
    turn: int = 0
    person: PersonView | None = None
    kind: VisitKind = VisitKind.OUTPATIENT
    basis: str = ""
    charges: tuple[Charge, ...] = ()
    traces: tuple[Trace, ...] = ()
    listed: Mapping[str, Listed] = field(default_factory=dict)
    splits: tuple[LineSplit, ...] = ()
    quote: Quote | None = None
    settlement: Settlement | None = None
    payment: Payment | None = None
    paid: Decimal = money.ZERO
    laid: Payment | None = None
    returnable: tuple[tuple[PaymentMethod, Decimal], ...] = ()
    reasons: tuple[str, ...] = ()
    warnings: tuple[RuleWarning, ...] = ()
    answered: int = 0
    failure: FailureView | None = None
    remark: FailureView | None = None
    filing: FailureCode | None = None
    check: CheckView | None = None
    link: LinkView | None = None
    refund: RefundView | None = None
    back: tuple[Decimal, int] = (money.ZERO, 0)
    held: HeldView | None = None
    older: tuple[OlderView, ...] = ()
    visited: date | None = None
    ticket: str = ""
    since: datetime | None = None
    notice: Notice | None = None
    print_state: PrintState | None = None
    copies: int = 1
    adding: AddingView | None = None
    taking: bool = False
    bills: int = 0
    left_out: int = 0
    added: int = 0
    card: CardAmiss = CardAmiss()
    checked: bool = False
    parked: tuple[ParkedView, ...] = ()
    last: LastVisitView | None = None

    @property
    def open_bills(self) -> int:
        """How many bills of the person stay open beside what is settled here: lines taken off are one of their own."""
        return self.bills + (self.left_out > 0)


class LampState(StrEnum):
    """A lamp: shape and word, then colour."""

    OK = "ok"
    SLOW = "slow"
    MISSING = "missing"
    DOWN = "down"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LampView:
    """One lamp; `since` and `word` are shown when it is not ok. `told`: what was sent, answered and confirmed there, in
    words, for a screen reader and the outage page.
    """

    name: str
    state: LampState
    since: datetime | None = None
    word: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True)
class ShellView:
    """The frame around the pages: head and lamps. `key_place`: where the key of the claims lies, in words, for F1."""

    window: str
    operator: str
    training: bool = False
    unsigned: bool = False  # nobody signs in here, by the settings or as long as nobody is on record
    supervisor: bool = False
    keys: frozenset[Action] = frozenset()  # that do something on every page
    lamps: tuple[LampView, ...] = ()
    waiting_claims: int = 0
    earliest: datetime | None = None
    lanes: int = 4
    held_claims: int = 0
    online: bool = True
    patient_shows: str = ""
    key_place: str = ""
