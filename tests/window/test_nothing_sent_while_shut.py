"""What a key would change at a place that is shut down by announcement: it says until when, and nothing is sent."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from counter_app.desk.claim import Wish
from counter_app.failures import FailureCode
from counter_app.model.visit import VisitKind
from offline_queue.values import State
from tests.window.cashier import DAILY, QUIET_S, RETIRED, TRAVELLER, Cashier
from tests.window.test_amount_changed import CHEAPER, DEARER, TO_UNDO, settled_elsewhere
from tests.window.test_announced_stop import Time, announced, moved, shown
from tests.window.test_lines_and_insurance import TWO_CITIES
from tests.window.test_shown_again import died
from ui.confirm_bar import Ask
from ui.guard import Offer
from ui.outage_views import OutageState
from ui.views import VisitState
from ui.words import figures, stop_words
from ui.words.template import filled, spoken

__all__ = ["moved"]
pytestmark = pytest.mark.window

LASTS = 60
_LONGEST = 45


class Shut:
    """A window whose place is announced to be shut from the second minute on, and the calls since it is."""

    def __init__(self, cashier: Cashier, moved: Time) -> None:
        self.cashier, self._moved, self.before = cashier, moved, 0

    def begin(self) -> None:
        self._moved.to(2.2)
        self.cashier.until(lambda: shown(self.cashier).state is OutageState.ANNOUNCED, "it began")
        self.cashier.drained()
        self.before = len(self.cashier.stage.ledger()["calls"])

    def told(self, kept: str) -> str:
        ends = self._moved.start + timedelta(minutes=LASTS)
        said = filled(stop_words.UNTIL, 恢复时间=figures.until(ends, self._moved.to(2.2).date()), 没动=kept)
        assert len(spoken(said)) <= _LONGEST
        return said

    def nothing_sent(self, kept: str) -> None:
        said = self.told(kept)
        self.cashier.until(lambda: self.cashier.said() == said, said)
        self.cashier.drained()
        self.cashier.drained()
        assert self.cashier.stage.ledger()["calls"][self.before :] == []


@pytest.fixture
def shut(window, tmp_path: Path, moved: Time):
    def opened(regions: str = "") -> Shut:
        begins, ends = moved.start + timedelta(minutes=2), moved.start + timedelta(minutes=LASTS)
        announced(tmp_path / "data", begins, ends, regions)
        return Shut(window(), moved)

    return opened


def asked_in_vain(stop: Shut, kept: str) -> None:
    """Shift F9: it is answered at once, and neither a reason nor a supervisor is asked for."""
    stop.cashier.rest(QUIET_S)
    stop.cashier.press("F9", shift=True)
    stop.nothing_sent(kept)
    assert stop.cashier.program.window.confirm.ask is None


def confirmed(cashier: Cashier) -> None:
    """Shift F9 with a reason and a second person, at the bar that asks for them."""
    cashier.rest(QUIET_S)
    cashier.program.window.confirm.reason.setText("患者不要了")
    cashier.program.window.confirm.second.setText("0100")
    cashier.press("F9", shift=True)


def undone_in_vain(stop: Shut, *, asked: bool) -> None:
    """The shutdown begins before Shift F9, or (`asked`) while its bar asks for a reason: nothing goes back."""
    if not asked:
        stop.begin()
        asked_in_vain(stop, stop_words.UNDO)
        return
    stop.cashier.rest(QUIET_S)
    stop.cashier.press("F9", shift=True)
    assert stop.cashier.program.window.confirm.ask is not None
    stop.begin()
    confirmed(stop.cashier)
    stop.nothing_sent(stop_words.UNDO)


def test_the_kind_of_visit_changes_without_a_call_where_nothing_is_open(shut) -> None:
    stop = shut()
    stop.cashier.identified(RETIRED)
    stop.begin()
    stop.cashier.press("F8", shift=True)
    stop.cashier.until(lambda: stop.cashier.view.kind is VisitKind.EMERGENCY, "an emergency may be marked all the same")
    assert stop.cashier.said().endswith(stop.told(stop_words.CHRONIC))
    stop.cashier.drained()
    assert stop.cashier.stage.ledger()["calls"][stop.before :] == []


def test_the_kind_of_visit_stays_where_a_claim_is_open(shut) -> None:
    stop = shut()
    stop.cashier.quoted(RETIRED)
    stop.begin()
    stop.cashier.press("F8", shift=True)
    stop.nothing_sent(stop_words.KIND)
    assert (stop.cashier.state, stop.cashier.view.kind) == (VisitState.TRIAL_DONE, VisitKind.OUTPATIENT)
    assert stop.cashier.view.quote is not None


def test_the_insurance_stays_where_the_other_ones_place_is_shut(shut) -> None:
    stop = shut("4509")
    stop.cashier.identified(TWO_CITIES)
    stop.begin()
    stop.cashier.press("F4", shift=True)
    stop.nothing_sent(stop_words.INSURANCE)
    assert (stop.cashier.state, stop.cashier.view.person.insurance.region) == (VisitState.CHARGES, "410100")


def test_with_a_claim_open_at_the_place_that_is_shut_the_insurance_stays(shut) -> None:
    """Without one the other insurance may pay: its place is not shut."""
    stop = shut("4101")
    stop.cashier.quoted(TWO_CITIES)
    stop.begin()
    stop.cashier.press("F4", shift=True)
    stop.nothing_sent(stop_words.INSURANCE)
    assert stop.cashier.state is VisitState.TRIAL_DONE
    assert stop.cashier.claim().state is State.HELD
    stop.cashier.press("Escape")
    stop.cashier.press("Escape")
    stop.cashier.reach(VisitState.WAITING)
    stop.cashier.drained()
    stop.cashier.identified(TWO_CITIES)
    stop.cashier.press("F4", shift=True)
    stop.cashier.until(lambda: stop.cashier.view.person.insurance.region == "450900", "that of the other city pays")


def test_a_settlement_is_not_undone(shut) -> None:
    stop = shut()
    cashier = stop.cashier
    cashier.quoted(TRAVELLER)
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    cashier.until(lambda: bool(cashier.slips("settlement")), "its slip")
    stop.begin()
    cashier.press("F9", shift=True)
    stop.nothing_sent(stop_words.UNDO)
    assert cashier.state is VisitState.SETTLED
    assert cashier.claim().state is State.DONE


@pytest.mark.parametrize("asked", [False, True], ids=["chosen", "asked"])
def test_nor_where_it_began_while_what_goes_back_was_chosen(shut, asked: bool) -> None:
    stop = shut()
    cashier = stop.cashier
    cashier.quoted(DAILY)
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    cashier.press("F9", shift=True)
    cashier.reach(VisitState.GIVING_BACK)
    cashier.press("Delete")
    undone_in_vain(stop, asked=asked)
    assert cashier.state is VisitState.GIVING_BACK
    assert (cashier.claim().state, cashier.claim().people.remainder) == (State.DONE, None)


@pytest.mark.parametrize(("person", "asked"), [(DEARER, False), (CHEAPER, True)], ids=["before", "asked"])
def test_nor_one_of_another_amount_than_its_trial(shut, tmp_path: Path, person: tuple[str, str], asked: bool) -> None:
    stop = shut()
    cashier = stop.cashier
    cashier.quoted(person)
    settled_elsewhere(cashier, person, tmp_path / "elsewhere")
    cashier.take()
    cashier.reach(VisitState.AMOUNT_CHANGED)
    undone_in_vain(stop, asked=asked)
    assert cashier.state is VisitState.AMOUNT_CHANGED
    assert cashier.claim().state is State.DONE


def test_what_was_taken_for_a_visit_that_is_shut_goes_back_all_the_same(shut, service) -> None:
    """Nothing need be sent for it."""
    stop = shut()
    cashier = stop.cashier
    key = died(cashier, TO_UNDO)
    service.behaviours(token_life_s=300)
    stop.begin()
    cashier.press("F9", shift=True)
    confirmed(cashier)
    cashier.reach(VisitState.REFUNDED)
    cashier.drained()
    assert cashier.stage.ledger()["calls"][stop.before :] == []
    assert (cashier.claim(key).state, cashier.claim(key).people.paid) == (State.VOID, 0)


def test_while_its_visit_is_held_there_the_money_stays(shut, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the glass, and at the queue page."""
    stop = shut()
    cashier = stop.cashier
    cashier.quoted(RETIRED)
    cashier.stage.faults(["refuse_connection"])
    cashier.take()
    assert cashier.reach(VisitState.FAILURE).failure.code is FailureCode.CREDENTIAL_NEEDED
    key, paid = cashier.program.visit.claim, cashier.view.paid
    assert paid
    assert cashier.claim(key).machine.visit_id
    stop.begin()
    cashier.stage.faults([])
    asked_in_vain(stop, stop_words.HAND_BACK)
    assert (cashier.state, cashier.view.paid) == (VisitState.FAILURE, paid)
    with monkeypatch.context() as unseen:  # by the page's own look it was not: what was confirmed is looked at again
        unseen.setattr(cashier.program.queue, "claim", lambda _key: None)
        cashier.press("F9", shift=True)
        confirmed(cashier)
        stop.nothing_sent(stop_words.HAND_BACK)
    assert (cashier.state, cashier.view.paid) == (VisitState.FAILURE, paid)
    assert (cashier.claim(key).people.paid, cashier.claim(key).people.wish) == (paid, Wish.SETTLE)
    cashier.press("F7")
    cashier.reach(VisitState.WAITING)
    cashier.press("F10")
    said, window = stop.told(stop_words.HAND_BACK), cashier.program.window
    assert window.confirming.shut(Ask("", "", Offer(key, 1, paid), reasoned=True))
    cashier.until(lambda: window.sentence.said.text == said, "the queue page says it, too")
    assert not window.confirming.shut(Ask("", "", Offer(key, 1, paid))), "what is due anyway needs no call"
    assert cashier.program.queue.shut(cashier.claim(key)), "and once more when it was confirmed"
