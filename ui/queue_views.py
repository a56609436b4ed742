"""What the queue page shows: the claims that wait, how far the replay is, and the story of the chosen one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from counter_app.model import money
from counter_app.model.payment import PaymentMethod
from counter_app.model.person import Scheme
from ui.keys import Action
from ui.shapes import Shape

__all__ = [
    "NONE",
    "WAITING",
    "ClaimState",
    "DetailView",
    "EventView",
    "OutageView",
    "Progress",
    "QueueRow",
    "QueueState",
    "QueueView",
]


class ClaimState(StrEnum):
    """A claim on the page, in the order the page lists them."""

    PERSON = "person"
    CHECKING = "checking"
    WORKING = "working"
    WAITING = "waiting"
    OUTAGE = "outage"
    SETTLED = "settled"
    # Ended without a settlement: no make-up is told of them.
    UPLOADED = "uploaded"
    BY_HAND = "by_hand"
    UNDONE = "undone"
    HELD = "held"  # on the list of those put aside: their person does something first


WAITING = frozenset({ClaimState.WAITING, ClaimState.OUTAGE, ClaimState.CHECKING, ClaimState.WORKING})


class QueueState(StrEnum):
    """What the replay as a whole does."""

    EMPTY = "empty"
    DOWN = "down"
    REPLAYING = "replaying"
    PAUSED = "paused"
    DONE = "done"
    REFUNDS = "refunds"  # only those with money due back, whatever the replay does
    HELD = "held"  # only those put aside for their person's filing


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One claim. `taken` and `refund` in yuan, `next_step` in words, `visited`: when the visit was, `due`: last day.

    Of one put aside: `since` in words, and `bill`, what it comes to in yuan.
    """

    claim: str
    state: ClaimState
    name: str
    place: str
    visited: datetime
    taken: Decimal
    refund: Decimal | None = None
    next_step: str = ""
    due: date | None = None
    since: str = ""
    bill: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How many claims are in which state; the segments of the bar, in this order. What ended without a settlement is
    none of them.
    """

    settled: int = 0
    person: int = 0
    checking: int = 0
    working: int = 0
    waiting: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.settled + self.person + self.checking + self.working + self.waiting

    @property
    def handled(self) -> int:
        """Those that left the line: settled, with a person, being checked."""
        return self.settled + self.person + self.checking


NONE = Progress()


@dataclass(frozen=True, slots=True)
class EventView:
    """One line of a claim's story; `at` None: it has not happened yet."""

    shape: Shape
    at: datetime | None
    text: str


@dataclass(frozen=True, slots=True)
class DetailView:
    """The chosen claim. `said`: what stopped it, quoted or in our words. `retry`: the label of F5, empty when useless.

    `resume`: the label of the key that goes on with one put aside, of which `since` and `bill` say as its row does;
    `drop`: of the key that gives it up.

    `refund` in yuan, when money is due to the patient now; `back`: what goes back when the claim is given up instead;
    `ways` how either goes. `turn` grows with every outcome of this claim.
    `by_hand`: of the key that ends a refused one by the papers. `kept`: what becomes of one that cannot go on.
    `visited`: the day of the visit, whose year it counts in.
    """

    claim: str
    state: ClaimState
    name: str
    place: str
    taken: Decimal
    method: PaymentMethod
    age: int | None = None
    scheme: Scheme | None = None
    said: str = ""
    phone: str = ""
    due: date | None = None
    events: tuple[EventView, ...] = ()
    retry: str = ""
    prints: str = ""
    refund: Decimal | None = None
    back: Decimal | None = None
    ways: tuple[tuple[PaymentMethod, Decimal], ...] = ()
    turn: int = 0
    resume: str = ""
    drop: str = ""
    by_hand: str = ""
    since: str = ""
    bill: Decimal | None = None
    kept: str = ""
    visited: date | None = None


@dataclass(frozen=True, slots=True)
class OutageView:
    """The line to the service is down, or was: since when, for how many seconds, at which level (1 or 2), and of those
    who were served meanwhile how many, and the yuan they paid. `over`: it is back.
    """

    began: datetime
    seconds: int
    level: int
    served: int = 0
    taken: Decimal = money.ZERO
    over: bool = False


@dataclass(frozen=True, slots=True)
class QueueView:
    """The page at one moment. `since`: when the link broke (`down`) or came back, None where it never broke;
    `minutes_left` None: nobody can say.

    `total`, of the list of refunds or of those put aside: what its rows come to, in yuan. `to_come`: claims that were
    not read yet. `notice`: what came of a key just now, before the page's own sentence. `silent`: all that wait do so
    for these insured places, which alone do not answer.
    """

    state: QueueState
    rows: Sequence[QueueRow] = ()
    progress: Progress = NONE
    since: datetime | None = None
    minutes_left: int | None = None
    selected: str = ""
    detail: DetailView | None = None
    today: date | None = None
    keys: frozenset[Action] = frozenset()
    notice: str = ""
    down: bool = False
    outage: OutageView | None = None
    total: Decimal = money.ZERO
    to_come: int = 0
    silent: str = ""
