"""F2 through vendors' libraries: their cards serve, and what they do to themselves does nothing to the window."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter_app.model.person import CredentialKind
from tests.card_reader.test_vendor_libraries import stand_in
from tests.window.cashier import RETIRED
from ui.views import LampState, VisitState
from ui.words import lamp_words

__all__ = ["stand_in"]

pytestmark = pytest.mark.window


def test_an_identity_card_begins_a_visit_where_no_other_card_lies(
    window, stand_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STAND_IN", "no_card")
    cashier = window(vendor__card=str(stand_in), vendor__id_card=str(stand_in))
    cashier.press("F2")
    assert cashier.reach(VisitState.FAILURE).failure is not None
    cashier.press("Escape")
    monkeypatch.setenv("STAND_IN", "")
    other = window(vendor__id_card=str(stand_in), vendor__card=str(stand_in.with_name("none.so")))
    other.press("F2")
    view = other.reach(VisitState.CHARGES)
    assert view.person is not None
    assert view.person.id_number == RETIRED[1]
    one = other.program.visit._glass.at.credential
    assert one is not None
    assert one.kind is CredentialKind.ID_NUMBER
    assert other.lamp(lamp_words.READER) is LampState.DOWN, "the library for the other cards is not there"


def test_a_library_that_crashes_or_hangs_leaves_the_window_at_work(
    window, stand_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for mode in ("crash", "hang"):
        monkeypatch.setenv("STAND_IN", mode)
        cashier = window(vendor__card=str(stand_in), vendor__wait_s=1.0)
        cashier.press("F2")
        cashier.reach(VisitState.READING)
        cashier.reach(VisitState.FAILURE)
        assert cashier.lamp(lamp_words.READER) is LampState.DOWN
        cashier.identified(RETIRED)  # by its code
        cashier.press("Escape")
