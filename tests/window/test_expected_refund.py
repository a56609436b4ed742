"""What may come back, and where somebody is insured, of who comes while the line is down: by what was settled here."""

from __future__ import annotations

import json

import pytest

from counter_app.desk import estimate
from counter_app.desk.supposed import Basis
from counter_app.model.visit import total_of
from tests.paper import text_of
from tests.window.cashier import RETIRED
from tests.window.typing_in import name_of, type_in
from ui.person_panel import supposed_words
from ui.till_face import face_of
from ui.views import LampState, VisitState

pytestmark = pytest.mark.window


def another_bill(cashier, id_number: str, number: str) -> None:
    """The hospital wrote one more bill for the same person, of two lines."""
    for file in cashier.stage.orders.glob("*.json"):
        order = json.loads(file.read_text("utf-8"))
        if order["id_number"] == id_number:
            line = order["charges"][0]
            order |= {"bill": number, "charges": [line | {"price": "50.00"}, line | {"price": "30.00"}]}
            (cashier.stage.orders / f"{number}.json").write_text(json.dumps(order, ensure_ascii=False), "utf-8")
            return


def test_by_their_own_last_settlement_before_anybody_could_ask(window, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimate, "LEAST", 1)
    cashier = window()
    cashier.quoted(RETIRED)
    insured = cashier.view.person
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    another_bill(cashier, RETIRED[1], "ZZ-AGAIN")
    cashier.stage.faults(["refuse_connection"])
    cashier.press("F2", shift=True)
    type_in(cashier, name_of(RETIRED[1]), RETIRED[1])
    cashier.reach(VisitState.LINK_DOWN)
    cashier.until(lambda: cashier.view.link.estimate is not None, "what may come back")
    here = cashier.view.person
    assert (here.insured_place, here.scheme_name) == (insured.insured_place, insured.scheme_name)
    assert here.insurance is None, "nobody could ask"
    assert (here.supposed.basis, supposed_words(here.supposed)[:4]) == (Basis.LAST, "按上次（")
    whole = cashier.view.link.estimate
    assert (whole.count, whole.total) == (1, total_of(cashier.view.charges))
    till = [row.label for row in face_of(cashier.view, training=True).rows]
    assert any("参保按上次" in label for label in till), "and the till says on what it rests"
    lamps = {lamp.name: lamp.state for lamp in cashier.program.window._shell.lamps}
    assert lamps[here.insured_short] is LampState.OK, "their place's own lamp"
    cashier.press("Delete")
    cashier.until(lambda: cashier.view.link.estimate not in (None, whole), "of the lines that are left")
    assert cashier.view.link.estimate.high < whole.high
    cashier.take()
    cashier.reach(VisitState.TICKET_OUT)
    cashier.until(lambda: bool(cashier.slips("ticket")), "the ticket")
    told = text_of(cashier.slips("ticket")[0]).replace(" ", "")
    assert "（按上次在本院的）" in told
    assert "同地同险种的1笔结算推算" in told
