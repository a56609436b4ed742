"""At the glass: what belongs to training is refused by a real window with a sentence, and the other way round."""

from __future__ import annotations

from typing import Any

import pytest

from tests.window.cashier import RETIRED, Cashier
from tests.window.typing_in import name_of, type_in
from ui.views import VisitState
from ui.words import sentences

pytestmark = pytest.mark.window

REAL: dict[str, Any] = {"window__training": False, "institution__code": "H44010099999"}
SOMEBODY = "11010519491231002X"  # the standard's own example of a number


def waits_and_says(cashier: Cashier, said: str) -> None:
    cashier.until(lambda: cashier.said() == said, said)
    assert cashier.state is VisitState.WAITING
    assert cashier.view.person is None


def typed(cashier: Cashier, name: str, number: str) -> None:
    cashier.press("F2", shift=True)
    cashier.reach(VisitState.TYPING)
    type_in(cashier, name, number)


def test_a_real_window_takes_neither_trainings_people_nor_its_slips(window) -> None:
    cashier = window(**REAL)
    assert not cashier.office.settings.training
    before = len(cashier.stage.ledger()["calls"])
    typed(cashier, name_of(RETIRED[1]), RETIRED[1])
    waits_and_says(cashier, sentences.TRAINING_CARD_OUTSIDE)
    cashier.scan(RETIRED[0])
    waits_and_says(cashier, sentences.TRAINING_CARD_OUTSIDE)
    cashier.press("F3")
    cashier.type("xl-b01-7k2q-12")
    cashier.press("Return")
    waits_and_says(cashier, sentences.TRAINING_TICKET_OUTSIDE)
    assert len(cashier.stage.ledger()["calls"]) == before
    assert cashier.office.books.claims() == []


def test_training_takes_nobody_real(window) -> None:
    cashier = window()
    before = len(cashier.stage.ledger()["calls"])
    typed(cashier, "某人", SOMEBODY)
    waits_and_says(cashier, sentences.TRAINING_REAL_CARD)
    assert len(cashier.stage.ledger()["calls"]) == before
    cashier.identified(RETIRED)
