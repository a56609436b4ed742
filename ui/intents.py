"""What the cashier wants: frozen values that leave the window through one signal, once each."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from counter_app.desk.item_search import Found
from counter_app.desk.parting import GoesBack
from counter_app.desk.questions import Question
from counter_app.model.monitoring import AnswerWay
from counter_app.model.payment import PaymentMethod
from ui.keys import Action

__all__ = [
    "AddLine",
    "AnswerWarning",
    "AskQuestion",
    "ChooseClaim",
    "Do",
    "GiveBack",
    "Intent",
    "LookFor",
    "PayOut",
    "Scanned",
    "TakeBack",
    "TakeMoney",
    "TypedIn",
]


@dataclass(frozen=True, slots=True)
class Do:
    """A key that moves no money. `visit` or `claim` is what it is about, `line` the selected fee line (from 1)."""

    action: Action
    visit: str = ""
    claim: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class TakeMoney:
    """F9: take `amount` yuan, exactly what the label said; `received` was handed over (`amount` if not typed).

    `before`: what had been received for it and still lies on the counter with its change; None where none does.
    """

    visit: str
    turn: int
    amount: Decimal
    method: PaymentMethod
    received: Decimal
    phone: str = ""
    before: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PayOut:
    """Shift F9, confirmed: give `amount` yuan back. On the queue page `visit` is the claim's number."""

    visit: str
    turn: int
    amount: Decimal
    reason: str = ""
    second: str = ""

    @property
    def why(self) -> str:
        """For the history: the reason, and who stands behind it; empty where none was asked."""
        return "；".join(part for part in (self.reason, self.second) if part)


@dataclass(frozen=True, slots=True)
class GiveBack:
    """Shift F9, confirmed: undo the settlement and settle what is left. `amount`: yuan that the lines and parts of
    lines in `back` (by number from 1) cost; `all`: nothing is left.
    """

    visit: str
    turn: int
    amount: Decimal
    back: tuple[tuple[int, GoesBack], ...]
    all: bool
    reason: str
    second: str


@dataclass(frozen=True, slots=True)
class Scanned:
    """A code from the scanner, while F3 had armed it; the code is personal data and is never logged."""

    code: str

    def __repr__(self) -> str:
        return "Scanned(…)"


@dataclass(frozen=True, slots=True)
class TypedIn:
    """Who it is, typed from an identity card: a name and a number whose check digit is right."""

    visit: str
    name: str
    id_number: str

    def __repr__(self) -> str:
        return "TypedIn(…)"


@dataclass(frozen=True, slots=True)
class AnswerWarning:
    """What is said to monitoring's warnings `numbers`; going on carries a `reason`, and who allowed it (`second`)."""

    visit: str
    turn: int
    numbers: tuple[str, ...]
    way: AnswerWay
    reason: str = ""
    second: str = ""


@dataclass(frozen=True, slots=True)
class LookFor:
    """A key stroke in the search for an item: what stands in the field now. `number` grows with each."""

    visit: str
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class AddLine:
    """Put `quantity` of an item on the bill, at `price` yuan each."""

    visit: str
    found: Found
    quantity: Decimal
    price: Decimal


@dataclass(frozen=True, slots=True)
class TakeBack:
    """Take a parked visit back."""

    visit: str


@dataclass(frozen=True, slots=True)
class ChooseClaim:
    """Show this claim's story."""

    claim: str


@dataclass(frozen=True, slots=True)
class AskQuestion:
    """What the panel of questions asks now, institutions by part of a `name`; None: the panel is closed."""

    question: Question | None
    name: str = ""


Intent = (
    AskQuestion
    | Do
    | LookFor
    | AddLine
    | TakeMoney
    | PayOut
    | GiveBack
    | AnswerWarning
    | Scanned
    | TypedIn
    | TakeBack
    | ChooseClaim
)
