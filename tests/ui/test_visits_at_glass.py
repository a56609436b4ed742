"""Who stands at the glass and who was put aside: nothing is paid out twice or unheard, and nobody gets lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from samples import NOW, PERSON, TWO_INSURANCES, VISITS
from test_warning_answers import AtOnce

from counter_app.desk.claim import Claim
from counter_app.desk.commands import Arrival, Stop
from counter_app.desk.identify import Identified
from counter_app.desk.line_check import NO_RULE
from counter_app.desk.partial_refund import Parted
from counter_app.desk.parting import GoesBack, PartStep
from counter_app.desk.recognise import Trouble
from counter_app.desk.tray import TrayState
from counter_app.failures import FailureCode
from counter_app.model.person import Credential, CredentialKind
from counter_app.settlement.outcome import Done
from offline_queue.values import State
from tests.desk.facts import PAID, PLACE, amounts, claim, ready, settlement
from tests.desk.world import known_person, people
from tests.ui.samples_outage import quiet_line
from ui.choice_back import cost_of
from ui.desk_views import Places
from ui.intents import Do, GiveBack, PayOut, TakeBack
from ui.keys import Action
from ui.parked import Parked
from ui.refund_desk import Standing
from ui.theme import Role
from ui.views import FailureView, Notice, VisitState
from ui.visit_choices import VisitChoices
from ui.visit_session import VisitSession
from ui.window_desk import PaidBack
from ui.words import sentences
from ui.words.reasons import reason

PLACES = Places("广东 广州市", lambda region: region, lambda region: region)


@dataclass
class Desk:
    """Remembers what it is asked for; `paid`: what it answers to a payment."""

    asked: list[tuple[Any, ...]] = field(default_factory=list)
    paid: PaidBack = field(default_factory=lambda: PaidBack(True))
    traces = NO_RULE
    help_phone = "8888"
    opened_elsewhere = ("", "")
    office = SimpleNamespace(
        place=PLACE,
        line=quiet_line(),
        settings=SimpleNamespace(training=True),
        papers=SimpleNamespace(tray=SimpleNamespace(prints=lambda _slip: False, state=TrayState)),
    )

    def leave(self, key: str | None, _found: object) -> None:
        self.asked.append(("leave", key))

    def stand(self, _found: object, *, here: bool) -> None:
        self.asked.append(("stand", here))

    def refund(self, key: str, amount: Decimal) -> PaidBack:
        self.asked.append(("refund", key, amount))
        return self.paid

    def comes(self, _slip: str) -> bool:
        return False

    def first(self, _key: str, _slip: str, make: Callable[[int], str]) -> tuple[int, str]:
        return 0, make(0)

    def paper(self, key: str, _reprint: int, *, refund: bool, out: bool) -> str:
        self.asked.append(("paper", key, refund))
        return ""

    def hand_back(self, key: str, amount: Decimal, _why: str) -> tuple[Arrival, PaidBack]:
        self.asked.append(("hand back", key, amount))
        undone = replace(claim(part=people(cash=(PAID, replace(PAID, amount=-amount)))), state=State.VOID)
        return Arrival(key, undone, Stop.ARRIVED), self.paid

    def pay_with(self, row: str, _credential: object, _order: object, key: str | None) -> None:
        self.asked.append(("pay with", row, key))


class Stage:
    """The visits of a window, with a desk whose work waits where `bridge.waits`."""

    def __init__(self) -> None:
        self.desk, self.bridge = Desk(), AtOnce()
        desk, bridge = cast("Any", self.desk), cast("Any", self.bridge)
        self.visit = VisitSession(desk, bridge, PLACES, lambda: NOW, lambda _view: None)
        self.glass, self.till, self.reader = self.visit._glass, self.visit.till, self.visit.reader

    def stands(self, name: str, key: str | None, **changes: Any) -> Parked:
        """This visit of the samples stands at the glass."""
        at = self.glass.at
        at.key, at.view = key, replace(VISITS[name], visit=at.visit, **changes)
        return at

    def aside(self) -> list[str | None]:
        """The claims of those who were put aside."""
        return [one.key for one in self.glass._parked.all()]

    def end(self) -> None:
        """Its timers end: one that looks for bills would go on looking in the windows of later tests."""
        self.visit._watch.stop()


@pytest.fixture
def stage() -> Iterator[Stage]:
    """Its timers end with the test."""
    one = Stage()
    yield one
    one.end()


def overpaid() -> Claim:
    """Paid 100.00, settled for 40.00."""
    return replace(claim(ready(settlement=settlement()), people(cash=(PAID,))), state=State.DONE)


def test_what_was_paid_back_on_the_queue_page_is_not_at_the_glass_a_second_time(stage: Stage) -> None:
    """Its visit was put aside unclear; brought back it would offer the same change once more."""
    due = overpaid()
    stage.stands("unclear", due.key)
    stage.glass.park(Notice("put aside"))
    other = stage.stands("trial", "B-0719")
    stage.till.pay_back(due, Decimal("60.00"))
    assert stage.glass.at.view.state is VisitState.REFUNDED
    assert [asked for asked in stage.desk.asked if asked[0] == "refund"] == [("refund", due.key, Decimal("60.00"))]
    assert stage.aside() == ["B-0719"], "nobody else is left there, and whoever stood at the glass is not sent away"
    assert ("leave", "B-0719") not in stage.desk.asked
    assert stage.glass.oldest() == other.visit


def test_only_what_was_confirmed_goes_back(stage: Stage) -> None:
    """What was chosen, and what the amount was of, are two different things where a box was scanned in between."""
    at = stage.stands("giving-back", "B-0716")
    lines = at.view.charges
    confirmed, scanned = {3: GoesBack.whole(lines[2])}, {1: GoesBack(Decimal(1), ("T1",)), 3: GoesBack.whole(lines[2])}
    amount = cost_of(lines, confirmed)
    said = GiveBack(at.visit, at.view.turn, amount, tuple(scanned.items()), all=False, reason="退药", second="0001")
    stage.till.giving_back.give(said)
    assert at.view.state is VisitState.GIVING_BACK


def test_an_insurance_that_cannot_be_changed_leaves_the_trial_as_it_was(stage: Stage) -> None:
    """While it is asked no key means anything; the claim with the first one can't be given back now."""
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


def confirmed(stage: Stage, amount: Decimal) -> None:
    """Shift F9, confirmed."""
    view = stage.glass.at.view
    stage.visit.hear(PayOut(view.visit, view.turn, amount))


@pytest.mark.parametrize("name", ["refund-due", "failure-amounts-settled"])
def test_what_is_being_paid_out_is_told_before_the_visit_is_left(stage: Stage, name: str) -> None:
    """On record it is paid out: where nobody is told to, the patient goes without it."""
    stage.bridge.waits = True
    at = stage.stands(name, "B01-T-1")
    confirmed(stage, Decimal("100.00"))
    confirmed(stage, Decimal("100.00"))
    for action in (Action.BACK, Action.ASK, Action.TRIAL, Action.PRINT):
        stage.visit.hear(Do(action, visit=at.visit))
    assert stage.glass.at is at
    stage.bridge.do()
    assert at.view.state is VisitState.REFUNDED
    assert [asked[0] for asked in stage.desk.asked] == [{"refund-due": "refund"}.get(name, "hand back")]
    stage.visit.hear(Do(Action.BACK, visit=at.visit))
    assert stage.glass.at.view.state is VisitState.WAITING


def test_whoever_comes_to_the_glass_meanwhile_does_not_take_the_word_away(stage: Stage) -> None:
    stage.bridge.waits = True
    at = stage.stands("refund-due", "B01-T-1")
    confirmed(stage, Decimal("100.00"))
    stage.glass.step_aside()
    stage.visit.pay_back(overpaid(), Decimal("60.00"))  # a page that was not looked at since still lists it
    assert stage.glass.at is at, "nothing is paid a second time: it is shown where it is being paid"
    stage.glass.step_aside()
    stage.stands("trial", "B-0719")
    stage.bridge.do()
    assert stage.aside() == ["B01-T-1"]
    assert (at.view.state, at.paying) == (VisitState.REFUNDED, False)
    assert [asked[0] for asked in stage.desk.asked].count("refund") == 1
    assert stage.glass.at.view.state is VisitState.TRIAL_DONE


def test_a_payment_that_failed_leaves_a_visit_that_can_be_left(stage: Stage) -> None:
    stage.bridge.waits = True
    at = stage.stands("refund-due", "B01-T-1")
    confirmed(stage, Decimal("100.00"))
    stage.glass.fail(at, Trouble(FailureCode.OUR_BUG, "KeyError"))
    stage.visit.hear(Do(Action.BACK, visit=at.visit))
    assert stage.glass.at.view.state is VisitState.WAITING


def test_a_payment_that_could_not_be_kept_is_told(stage: Stage) -> None:
    stage.desk.paid = PaidBack(False)
    stage.stands("refund-due", "B01-T-1")
    confirmed(stage, Decimal("100.00"))
    assert stage.glass.at.view.notice == Notice(sentences.NOT_REFUNDED)


def test_a_slip_that_was_scanned_sends_nobody_away(stage: Stage) -> None:
    """Its own visit was put aside here; who stands at the glass has a quote."""
    parked = stage.stands("unclear", "B-0716")
    stage.glass.park(Notice("put aside"))
    stage.stands("trial", "B-0719")
    assert stage.visit.resuming.bring_back("B-0716")
    assert stage.glass.at is parked
    assert stage.aside() == ["B-0719"]
    assert ("leave", "B-0719") not in stage.desk.asked


def card(number: str) -> Credential:
    return Credential(CredentialKind.CARD, "Z99", name="测试甲", id_number=number)


def test_the_card_that_the_rest_of_a_bill_waits_for_counts(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = []
    monkeypatch.setattr(stage.till.giving_back, "shown", shown.append)
    at = stage.stands("failure-waitable", "B-0717")
    at.view = replace(at.view, failure=FailureView(FailureCode.CREDENTIAL_NEEDED), paid=Decimal("40.00"))
    at.parted = "B-0716"
    for read, said in (
        (None, reason(FailureCode.CARD_UNUSABLE).name),
        (card("990103199003072412"), sentences.OTHER_CARD),
    ):
        stage.reader.card_in(name := object())
        assert stage.glass.at is at, "the visit stays that asked for it"
        assert at.view.notice == Notice(sentences.READING, Role.INFO)
        stage.reader.card_read(name, read, None)
        assert said in at.view.notice.text
        assert stage.till.giving_back.wants(at), "and may be shown another one"
    stage.reader.card_in(name := object())
    own = card(PERSON.id_number)
    stage.reader.card_read(name, own, None)
    assert shown == [own]


def test_everybody_who_was_told_of_a_claim_can_go_on_with_it(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people were told of theirs; the first was put aside and comes back."""
    gone_on = []
    resuming = stage.visit.resuming
    monkeypatch.setattr(resuming, "_go_on", lambda _at, claim, _shown: gone_on.append(claim.key))
    monkeypatch.setattr(resuming, "_awaited", lambda _claim: "等备案")
    waiting = {key: replace(claim(), key=key) for key in ("B-1", "B-2")}
    for number, key in enumerate(waiting, start=1):
        monkeypatch.setattr("ui.resuming._claims_of", lambda _office, _number, key=key: (waiting[key],))
        at = stage.stands("charges", None)
        at.found = Identified(card(PERSON.id_number), Done(), known_person(number))
        resuming.look(at)
        assert at.view.held is not None
        stage.glass.park(Notice("put aside"))
    stage.visit.hear(TakeBack(stage.glass.oldest() or ""))
    stage.visit.hear(Do(Action.RESUME, visit=stage.glass.at.visit))
    assert gone_on == ["B-1"]


def test_in_an_announced_shutdown_nobody_goes_on_with_what_was_put_aside(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the list, or told of it beside the person: what it waits for cannot be asked for, so nothing is sent."""
    notice = SimpleNamespace(of=lambda _region: object())
    monkeypatch.setattr(stage.desk.office, "line", SimpleNamespace(shutdowns=notice), raising=False)
    stage.visit.resuming.chosen(waits := replace(claim(), key="B-1"))
    assert stage.glass.at.view.notice == Notice(sentences.HELD_STOPPED, Role.INFO)
    assert (stage.glass.at.key, stage.glass.at.view.state) == (None, VisitState.WAITING)
    at = stage.stands("charges", None)
    at.found = Identified(card(PERSON.id_number), Done(), known_person(1))
    monkeypatch.setattr(stage.visit.resuming, "_awaited", lambda _claim: "等备案")
    monkeypatch.setattr("ui.resuming._claims_of", lambda _office, _number: (waits,))
    stage.visit.resuming.look(at)
    before = list(stage.desk.asked)
    stage.visit.hear(Do(Action.RESUME, visit=at.visit))
    assert at.view.notice == Notice(sentences.HELD_STOPPED, Role.INFO)
    assert (at.view.state, stage.desk.asked) == (VisitState.CHARGES, before)


@pytest.mark.parametrize(("cash", "said"), [("140.00", "还差 40.00 元"), ("100.00", "现金一样多")])
def test_a_rest_that_costs_as_much_or_more_says_which(stage: Stage, cash: str, said: str) -> None:
    at = stage.stands("parting", "B01-T-1")
    old = replace(claim(part=people(cash=(PAID,))), state=State.VOID)
    rest = replace(settlement(), amounts=amounts("200.00", cash))
    new = replace(claim(ready(settlement=rest), people(cash=(PAID,), consent=True)), key="B01-T-2", state=State.DONE)
    stage.till.giving_back._came(at, Standing(Parted(PartStep.PAY_BACK, old, new)))
    assert at.view.notice is not None
    assert said in at.view.notice.text
