"""What becomes of a visit whose warnings were answered: given back when it was sent back, kept while it holds money."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from samples import NOW, VISITS, WARNINGS

from counter_app.desk.commands import Arrival, Stop
from counter_app.failures import FailureCode
from counter_app.model import money
from counter_app.model.monitoring import AnswerWay
from ui.at_glass import AtGlass
from ui.intents import AnswerWarning
from ui.views import FailureView, VisitState
from ui.warning_answers import WarningAnswers

SENT_BACK = FailureView(FailureCode.MONITORING, {"提醒": "重复检查", "科室": "内科"})
NUMBERS = tuple(one.number for one in WARNINGS)


class NoNotice:
    """Nothing is announced for anybody."""

    def of(self, _region: str) -> None:
        return None


@dataclass
class Desk:
    """Remembers what it is asked for."""

    asked: list[tuple[Any, ...]] = field(default_factory=list)
    office: Any = field(default_factory=lambda: SimpleNamespace(line=SimpleNamespace(shutdowns=NoNotice())))

    def answer(self, key: str, numbers: tuple[str, ...], way: AnswerWay, reason: str, _second: str = "") -> Arrival:
        self.asked.append((key, numbers, way, reason))
        return Arrival(key, None, Stop.ARRIVED)

    def leave(self, key: str | None, _found: object) -> None:
        self.asked.append(("leave", key))


class AtOnce:
    """A bridge that does the work when `do` is called, or at once."""

    def __init__(self) -> None:
        self.waits = False
        self.work: list[Any] = []

    def ask(self, work: Any, then: Any, _failed: Any = None) -> None:
        self.work.append((work, then))
        if not self.waits:
            self.do()

    def do(self) -> None:
        while self.work:
            work, then = self.work.pop(0)
            then(work())


def glass_with(*, paid: Decimal = money.ZERO) -> tuple[AtGlass, Desk, AtOnce, WarningAnswers]:
    desk, bridge = Desk(), AtOnce()
    glass = AtGlass(cast("Any", desk), cast("Any", bridge), cast("Any", None), lambda: NOW, lambda _view: None)
    glass.at.key = "B-0719"
    glass.at.view = replace(VISITS["warned"], visit=glass.at.visit, paid=paid)

    def arrived(one: Any, _arrival: Arrival) -> None:
        glass.change(one, state=VisitState.FAILURE, failure=SENT_BACK)

    return glass, desk, bridge, WarningAnswers(glass, arrived)


def back(glass: AtGlass, **other: Any) -> AnswerWarning:
    view = glass.at.view
    return replace(AnswerWarning(view.visit, view.turn, NUMBERS, AnswerWay.CHANGE), **other)


def test_sent_back_the_claim_is_given_back_and_the_visit_begins_anew() -> None:
    glass, desk, _, answers = glass_with()
    answers.answer(back(glass))
    assert desk.asked == [("B-0719", NUMBERS, AnswerWay.CHANGE, ""), ("leave", "B-0719")]
    assert glass.at.key is None


def test_a_claim_that_holds_money_is_kept_and_its_next_trial_is_of_another_bill() -> None:
    glass, desk, _, answers = glass_with(paid=Decimal("12.00"))
    answers.answer(back(glass))
    assert [asked[0] for asked in desk.asked] == ["B-0719"]
    assert (glass.at.key, glass.at.recharged) == ("B-0719", True)


@pytest.mark.parametrize("other", [{"turn": 7}, {"visit": "v9"}, {"numbers": ("of another bill",)}])
def test_an_answer_to_what_is_not_shown_is_none(other: dict[str, Any]) -> None:
    glass, desk, _, answers = glass_with()
    answers.answer(back(glass, **other))
    assert desk.asked == []
    assert glass.at.view.state is VisitState.WARNED


def test_one_press_is_one_answer() -> None:
    glass, desk, bridge, answers = glass_with()
    bridge.waits = True
    said = back(glass)
    answers.answer(said)
    assert glass.at.view.state is VisitState.TRIAL_RUNNING
    answers.answer(said)
    bridge.do()
    assert [asked[0] for asked in desk.asked].count("B-0719") == 1


def test_left_meanwhile_the_claim_is_given_back() -> None:
    glass, desk, bridge, answers = glass_with()
    bridge.waits = True
    answers.answer(back(glass))
    glass.leave()
    bridge.do()
    assert ("leave", "B-0719") in desk.asked
    assert glass.at.view.state is VisitState.WAITING
