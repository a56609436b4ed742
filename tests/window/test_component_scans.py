"""The credential component opens the scanner itself: F3 asks it, and its answer is the person's or nobody's."""

from __future__ import annotations

import threading

import pytest

from tests.window.cashier import DAILY, RETIRED, Cashier
from tests.window.test_scanned_anywhere import burst
from ui.views import VisitState

pytestmark = pytest.mark.window


def asking() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "code component"]


def answered(cashier: Cashier) -> None:
    cashier.until(lambda: not asking(), "the component has answered")
    cashier.rest(0.1)


def test_the_component_scans_and_names_the_person(window) -> None:
    cashier = window(scanner__component=True)
    cashier.press("F3")
    cashier.reach(VisitState.SCANNING)
    cashier.until(lambda: len(asking()) == 1, "it is asked")
    cashier.stage.show_code(RETIRED[0])
    view = cashier.reach(VisitState.CHARGES)
    assert view.person is not None
    assert view.person.id_number == RETIRED[1]
    cashier.press("Escape")
    # The wrong code is told in the component's own words.
    cashier.press("F3")
    cashier.reach(VisitState.SCANNING)
    cashier.stage.show_code("134567890123456789")
    failure = cashier.reach(VisitState.FAILURE).failure
    assert failure is not None
    assert failure.code == "06"
    answered(cashier)


def test_an_answer_for_somebody_who_was_left_is_nobodys(window) -> None:
    cashier = window(scanner__component=True)
    cashier.press("F3")
    cashier.reach(VisitState.SCANNING)
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    cashier.stage.show_code(RETIRED[0])
    answered(cashier)
    assert cashier.state is VisitState.WAITING
    # Somebody's code comes by the keyboard first.
    cashier.press("F3")
    cashier.reach(VisitState.SCANNING)
    cashier.until(lambda: len(asking()) == 1, "it is asked")
    burst(cashier, DAILY[0])
    cashier.reach(VisitState.CHARGES)
    cashier.stage.show_code(RETIRED[0])
    answered(cashier)
    assert cashier.view.person is not None
    assert cashier.view.person.id_number == DAILY[1]
    cashier.press("F3")  # a press while it still waits asks no second time
    cashier.reach(VisitState.SCANNING)
    cashier.press("Escape")
    cashier.press("F3")
    assert len(asking()) == 1
    cashier.stage.show_code(DAILY[0])
    cashier.until(lambda: cashier.view.notice is not None, "whose code that was nobody knows")
    cashier.stage.show_code(DAILY[0])
    cashier.reach(VisitState.CHARGES)


def test_an_answer_that_is_late_is_never_the_next_persons(window) -> None:
    cashier = window(scanner__component=True)
    desk = cashier.program.visit._desk
    component, scanned, held = desk.decode, threading.Event(), threading.Event()

    def slow(code: str) -> object:
        told = component(code)
        scanned.set()
        held.wait(10)
        return told

    desk.decode = slow
    cashier.press("F3")
    cashier.reach(VisitState.SCANNING)
    cashier.stage.show_code(RETIRED[0])
    cashier.until(scanned.is_set, "the first person's code was scanned")
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    desk.decode = component
    cashier.press("F3")  # the next person
    cashier.reach(VisitState.SCANNING)
    held.set()
    cashier.until(lambda: cashier.view.notice is not None, "the cashier is told")
    assert cashier.said() == "刚才的码不知道是谁的，没有收。请这一位再亮一次码。"
    assert cashier.state is VisitState.SCANNING
    assert cashier.view.person is None
    cashier.until(lambda: len(asking()) == 1, "the component is asked anew")
    cashier.stage.show_code(DAILY[0])
    view = cashier.reach(VisitState.CHARGES)
    assert view.person is not None
    assert view.person.id_number == DAILY[1]
