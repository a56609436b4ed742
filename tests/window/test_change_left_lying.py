"""Refused a second time: the change that was never handed out still lies there, and is said."""

from __future__ import annotations

import pytest

from counter_app.desk import plan
from tests.window.cashier import QUIET_S
from tests.window.test_amount_changed import CHEAPER, DEARER, settled_elsewhere
from tests.window.test_money_on_counter import NOTES, change, refused
from tests.window.test_put_aside import picture
from ui.till_face import face_of
from ui.views import VisitState
from ui.words import figures, labels

pytestmark = pytest.mark.window


def named(cashier) -> list[str]:
    """The change that the till says beside what was taken."""
    return [row.value for row in face_of(cashier.view).rows if row.label == labels.AND_CHANGE]


@pytest.mark.parametrize(("person", "key"), [(DEARER, "F8"), (CHEAPER, "F9")], ids=["trial", "settlement"])
def test_a_second_refusal_still_names_the_change(window, service, tmp_path, monkeypatch, person, key: str) -> None:
    """Another trial stands between them, by which the till reckoned anew."""
    cashier = window()
    taken = refused(cashier, service, person)
    settled_elsewhere(cashier, person, tmp_path / "elsewhere")
    cashier.press("F5")
    cashier.reach(VisitState.TRIAL_DONE, seconds=20)
    before = cashier.program.window.visit.tender, change(cashier)
    cashier.program.window.set_look(factor=1.25)  # the pages are made anew
    assert (cashier.program.window.visit.tender, change(cashier)) == before
    service.behaviours(token_life_s=0)
    monkeypatch.setattr(plan, "QUOTE_LIFE_S", 0.1)  # it is asked once more
    cashier.rest(QUIET_S)
    cashier.press(key)
    paid = cashier.reach(VisitState.FAILURE, seconds=25).paid
    service.behaviours(token_life_s=300)
    monkeypatch.undo()
    assert paid >= taken
    lies = [figures.money(NOTES - paid)]
    assert named(cashier) == lies
    picture(cashier, f"refused-twice-{key}")
    cashier.rest(QUIET_S)
    cashier.press("F9", shift=True)
    assert lies[0] in cashier.program.window.confirm.ask.text
    cashier.press("Escape")
    cashier.press("F7")
    cashier.reach(VisitState.WAITING)
    cashier.press("F7")
    cashier.reach(VisitState.FAILURE)
    assert named(cashier) == lies, "somebody else stood there meanwhile"
