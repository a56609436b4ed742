"""Who stands at the glass and who was put aside: nothing is paid out twice or unheard, and nobody gets lost."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from samples import NOW, TWO_INSURANCES, VISITS
from test_warning_answers import AtOnce

from counter_app.desk.claim import Claim
from counter_app.desk.line_check import NO_RULE
from counter_app.desk.parting import GoesBack
from counter_app.model.person import Credential, CredentialKind
from offline_queue.values import State
from tests.desk.facts import PAID, PLACE, claim, ready, settlement
from tests.desk.world import people
from ui.at_glass import AtGlass
from ui.choice_back import cost_of
from ui.desk_views import Places
from ui.intents import GiveBack
from ui.parked import Parked
from ui.views import Notice, VisitState
from ui.visit_choices import VisitChoices
from ui.visit_till import VisitTill
from ui.window_desk import PaidBack
from ui.words import sentences

PLACES = Places("广东 广州市", lambda region: region, lambda region: region)


@dataclass
class Desk:
    """Remembers what it is asked for; `paid`: what it answers to a payment."""

    asked: list[tuple[Any, ...]] = field(default_factory=list)
    paid: PaidBack = field(default_factory=lambda: PaidBack(True))
    traces = NO_RULE
    help_phone = "8888"
    opened_elsewhere = ("", "")
    office = SimpleNamespace(place=PLACE)

    def leave(self, key: str | None, _found: object) -> None:
        self.asked.append(("leave", key))

    def stand(self, _found: object, *, here: bool) -> None:
        self.asked.append(("stand", here))

    def refund(self, key: str, amount: Decimal) -> PaidBack:
        self.asked.append(("refund", key, amount))
        return self.paid

    def pay_with(self, row: str, _credential: object, _order: object, key: str | None) -> None:
        self.asked.append(("pay with", row, key))


class Stage:
    """A glass with its till, and a desk whose work waits where `bridge.waits`."""

    def __init__(self) -> None:
        self.desk, self.bridge = Desk(), AtOnce()
        self.glass = AtGlass(cast("Any", self.desk), cast("Any", self.bridge), PLACES, lambda: NOW, lambda _view: None)
        self.till = VisitTill(self.glass)

    def stands(self, name: str, key: str | None, **changes: Any) -> Parked:
        """This visit of the samples stands at the glass."""
        at = self.glass.at
        at.key, at.view = key, replace(VISITS[name], visit=at.visit, **changes)
        return at

    def aside(self) -> list[str | None]:
        """The claims of those who were put aside."""
        return [one.key for one in self.glass._parked.all()]


def overpaid() -> Claim:
    """Paid 100.00, settled for 40.00."""
    return replace(claim(ready(settlement=settlement()), people(cash=(PAID,))), state=State.DONE)


def test_what_was_paid_back_on_the_queue_page_is_not_at_the_glass_a_second_time() -> None:
    """Its visit was put aside unclear; brought back it would offer the same change once more."""
    stage, due = Stage(), overpaid()
    stage.stands("unclear", due.key)
    stage.glass.park(Notice("put aside"))
    other = stage.stands("trial", "B-0719")
    stage.till.pay_back(due, Decimal("60.00"))
    assert stage.glass.at.view.state is VisitState.REFUNDED
    assert [asked for asked in stage.desk.asked if asked[0] == "refund"] == [("refund", due.key, Decimal("60.00"))]
    assert stage.aside() == ["B-0719"], "nobody else is left there, and whoever stood at the glass is not sent away"
    assert ("leave", "B-0719") not in stage.desk.asked
    assert stage.glass.oldest() == other.visit


def test_only_what_was_confirmed_goes_back() -> None:
    """What was chosen, and what the amount was of, are two different things where a box was scanned in between."""
    stage = Stage()
    at = stage.stands("giving-back", "B-0716")
    lines = at.view.charges
    confirmed, scanned = {3: GoesBack.whole(lines[2])}, {1: GoesBack(Decimal(1), ("T1",)), 3: GoesBack.whole(lines[2])}
    amount = cost_of(lines, confirmed)
    said = GiveBack(at.visit, at.view.turn, amount, tuple(scanned.items()), all=False, reason="退药", second="0001")
    stage.till.giving_back.give(said)
    assert at.view.state is VisitState.GIVING_BACK


def test_an_insurance_that_cannot_be_changed_leaves_the_trial_as_it_was() -> None:
    """While it is asked no key means anything; the claim with the first one can't be given back now."""
    stage = Stage()
    stage.bridge.waits = True
    at = stage.stands("trial", "B-0716", person=TWO_INSURANCES)
    at.credential, before = Credential(CredentialKind.VOUCHER, "9901"), at.view
    VisitChoices(stage.glass).insurance()
    assert at.view.state is VisitState.IDENTIFYING
    stage.bridge.do()
    assert stage.desk.asked[0][0] == "pay with"
    assert replace(at.view, turn=before.turn, notice=None) == before
    assert at.view.notice is not None
    assert at.view.notice.text == sentences.INSURANCE_STAYS
