"""Older claims of whoever is identified: offered first, one key settles them in order, each ending is shown at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from samples import NOW
from test_visits_at_glass import Stage

from counter_app.desk.claim import Cash, Claim, HeldReason
from counter_app.desk.commands import Arrival, Stop
from counter_app.desk.identify import Identified
from counter_app.model.payment import PaymentMethod
from counter_app.model.person import Credential, CredentialKind
from counter_app.model.settlement import Explanation
from counter_app.records.claim_file import Order
from counter_app.settlement.outcome import Done
from offline_queue.values import State
from tests.desk.facts import amounts, claim, ready, settlement
from tests.desk.world import known_person, people
from ui.desk_views import made_up_for_nothing
from ui.intents import Do
from ui.keys import Action
from ui.person_desk import Told
from ui.queue_views import ClaimState
from ui.states import alive
from ui.till_face import face_of
from ui.views import VisitState, VisitView

PERSON = known_person()
CARD = Credential(CredentialKind.CARD, "Z99", card_id="9901", name="测试甲", id_number=PERSON.id_number)
FULL = Cash(Decimal("100.00"), PaymentMethod.CASH, Decimal("100.00"), NOW, "window", "paid in full")


def ticket(day: int, state: State = State.READY, reason: str = "", **machine: Any) -> Claim:
    visit = replace(people().visit, date=datetime(NOW.year, 3, day, 9, 30, tzinfo=NOW.tzinfo))
    part = people(visit=visit, consent=True, cash=(FULL,), ticket_at=NOW)
    return replace(claim(ready(**machine), part), key=f"B01-T-{day}", state=state, reason=reason)


def settled(day: int) -> Claim:
    return ticket(day, State.DONE, settlement=settlement())


def settled_for_nothing(day: int) -> Claim:
    """The fund paid nothing, by a rule that the place names; nothing goes back."""
    rule = Explanation("no_benefit", {"参保地": "榆林"})
    booked = replace(settlement(), amounts=amounts(cash="100.00"), explanations=(rule,))
    return ticket(day, State.DONE, settlement=booked)


class Window:
    """A visit whose desk plays `endings` when the older claims are settled; remembers every view."""

    def __init__(self, *older: Claim, bill: bool = True) -> None:
        self.stage, self.seen, self.asked = Stage(), [], []
        self.endings: list[Arrival] = []
        self.glass = self.stage.glass
        self.glass._show = self.seen.append
        desk, bridge = self.stage.desk, self.stage.bridge
        bridge.post = lambda call: call()  # type: ignore[attr-defined]
        desk.quote = self.quote  # type: ignore[attr-defined]
        desk.settle_older = self.settle_older  # type: ignore[attr-defined]
        found = Identified(CARD, Done(), PERSON, None)
        order = Order("B-9", PERSON.id_number, people().visit, people().charges) if bill else None
        desk.office.counter = type("C", (), {"waiting_claims": lambda _self, _number: []})()
        at = self.glass.at
        at.credential = CARD
        self.stage.visit._identified(at, Told(found, order, older))

    def settle_older(self, _found: object, heard: Callable[[Arrival], None]) -> None:
        for arrival in self.endings:
            self.asked.append(arrival.key)
            heard(arrival)

    def quote(self, _bill: object, found: object, _key: object, heard: Any, *, recharged: bool) -> Arrival:
        assert not recharged
        self.settle_older(found, heard)
        self.asked.append("the new visit")
        return Arrival("", None, Stop.STORE)

    @property
    def view(self) -> VisitView:
        return self.glass.at.view

    def press(self) -> None:
        self.stage.visit.hear(Do(Action.TRIAL, visit=self.view.visit))

    def states(self, view: VisitView) -> list[ClaimState]:
        return [one.state for one in view.older]

    def said(self) -> list[str]:
        """What the sentence said, without repeats."""
        told = [view.notice.text for view in self.seen if view.notice is not None]
        return [text for number, text in enumerate(told) if number == 0 or told[number - 1] != text]


Open = Callable[..., Window]


@pytest.fixture
def opened() -> Iterator[Open]:
    """Opens them; the timers of all end with the test."""
    made: list[Window] = []

    def open_one(*older: Claim, bill: bool = True) -> Window:
        made.append(Window(*older, bill=bill))
        return made[-1]

    yield open_one
    for one in made:
        one.stage.end()


def arrived(one: Claim, stop: Stop = Stop.ARRIVED) -> Arrival:
    return Arrival(one.key, one, stop)


def test_they_are_offered_before_anything_else(opened: Open) -> None:
    window = opened(ticket(1), ticket(2), ticket(3, State.HELD, HeldReason.REFUSED))
    assert window.view.state is VisitState.CHARGES
    assert window.view.notice is not None
    assert window.view.notice.text == "这位患者还有 2 笔补记账没结，按[F8]先补结，再算这一笔。"
    assert window.states(window.view) == [ClaimState.WAITING, ClaimState.WAITING, ClaimState.PERSON]
    first, *_ = face_of(window.view).buttons
    assert (first.action, first.label, first.alive) == (Action.TRIAL, "补结 2 笔，再预结算", True)


def test_one_key_settles_them_in_order_then_the_new_visit_and_each_ending_is_told(opened: Open) -> None:
    window = opened(ticket(1), ticket(2))
    window.endings = [arrived(settled(1)), arrived(ticket(2, State.HELD, HeldReason.REFUSED))]
    window.press()
    assert window.asked == ["B01-T-1", "B01-T-2", "the new visit"]
    assert window.said()[1:] == [
        "正在补结第 1 笔，共 2 笔（03-01 看病）。",
        "03-01 那笔补好了，应退 60.00 元。正在补结第 2 笔，共 2 笔（03-02 看病）。",
        "03-02 那笔要人处理，按[F10]查看。",
    ]
    steps = [window.states(view) for view in window.seen if view.state is VisitState.TRIAL_RUNNING]
    assert [ClaimState.WORKING, ClaimState.WAITING] in steps
    assert [ClaimState.SETTLED, ClaimState.WORKING] in steps
    assert window.states(window.view) == [ClaimState.SETTLED, ClaimState.PERSON]
    assert [one.refund for one in window.view.older] == [Decimal("60.00"), None], "and stays beside the person"


def test_without_a_bill_of_today_the_key_settles_them_alone(opened: Open) -> None:
    window = opened(ticket(1), ticket(2), bill=False)
    assert window.view.state is VisitState.NO_CHARGES
    assert window.view.notice is not None
    assert window.view.notice.text == "这位患者还有 2 笔补记账没结，按[F8]补结。"
    assert Action.TRIAL in alive(window.view)
    assert face_of(window.view).buttons[0].label == "补结 2 笔"
    window.endings = [arrived(settled(1)), arrived(settled(2))]
    window.press()
    assert window.asked == ["B01-T-1", "B01-T-2"]
    assert window.view.state is VisitState.NO_CHARGES
    assert window.view.notice is not None
    assert window.view.notice.text == "补好 2 笔，应退 120.00 元。按[Shift F11]退款。"
    assert Action.TRIAL not in alive(window.view), "nothing is left to settle"


def test_where_the_fund_pays_nothing_its_rule_is_told_with_it(opened: Open) -> None:
    rule = "榆林普通门诊不报，是当地规定，备案没有问题"
    window = opened(ticket(1), ticket(2), bill=False)
    window.endings = [arrived(settled_for_nothing(1)), arrived(settled_for_nothing(2))]
    window.press()
    assert any(said.startswith(f"03-01 那笔补好了，不用退：{rule}。正在补结第 2 笔") for said in window.said())
    assert window.view.notice is not None
    assert window.view.notice.text == f"补好 2 笔，应退 0.00：{rule}。"


def test_the_queue_tells_of_one_made_up_for_nothing_why() -> None:
    """Issue: a zero from the fund always comes with its rule. Also where the account paid and money goes back."""
    none = settled_for_nothing(1)
    rule = "榆林普通门诊不报，是当地规定，备案没有问题"
    assert made_up_for_nothing(none) == f"补结好了，应退 0.00：{rule}。给患者结算单，说明不退。"
    account = replace(amounts(cash="70.00"), fund_total=Decimal("0.00"), account=Decimal("30.00"))
    paid = replace(none.machine, settlement=replace(none.machine.settlement, amounts=account))
    assert made_up_for_nothing(replace(none, machine=paid)) == f"基金付 0.00：{rule}"
    assert made_up_for_nothing(settled(1)) == "", "the fund paid"
    assert made_up_for_nothing(ticket(1)) == "", "nobody knows yet"


def test_a_line_that_breaks_is_told_and_nothing_is_marked_as_running(opened: Open) -> None:
    window = opened(ticket(1), ticket(2), bill=False)
    window.endings = [arrived(ticket(1), Stop.LINK)]
    window.press()
    assert window.view.notice is not None
    assert window.view.notice.text == "03-01 那笔还没补上，恢复后自动再补。"
    assert window.states(window.view) == [ClaimState.WAITING, ClaimState.WAITING]
    assert [one.goes_on for one in window.view.older] == [True, True], "and may be tried again"


def test_who_waits_for_somebody_alone_is_shown_and_not_offered(opened: Open) -> None:
    window = opened(ticket(1, State.HELD, HeldReason.REFUSED), bill=False)
    assert window.view.notice is None
    assert Action.TRIAL not in alive(window.view)
    assert window.states(window.view) == [ClaimState.PERSON]


def test_an_ending_that_comes_later_reaches_who_was_put_aside_and_nobody_else(opened: Open) -> None:
    """Left in the middle: the answer that comes then is shown with its person's visit, not with the next one's."""
    window = opened(ticket(1))
    window.stage.bridge.waits = True
    window.press()
    window.glass.park(window.view.notice)  # type: ignore[arg-type]
    assert window.view.older == ()
    window.stage.visit.arrived(arrived(settled(1)))
    assert window.view.older == ()
    aside = window.glass.take_back(window.glass.oldest() or "")
    assert aside is not None
    assert [one.state for one in aside.view.older] == [ClaimState.SETTLED]
