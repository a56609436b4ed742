"""Ctrl T leads from a real window into training, and its table back: asked once, and only with nobody there."""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import Any

import pytest

from counter_app.training_stage import other_line, put_into_environment
from tests.window.cashier import QUIET_S, TRAVELLER, Cashier
from ui.keys import Action
from ui.training_table import beside
from ui.views import VisitState
from ui.words import training_words

pytestmark = pytest.mark.window

REAL: dict[str, Any] = {"window__training": False, "institution__code": "H44010099999"}


def with_door(cashier: Cashier) -> list[bool]:
    went: list[bool] = []
    cashier.program.door.goes = lambda: went.append(True)
    cashier.program._shell()
    return went


def ctrl_t(cashier: Cashier) -> None:
    cashier.press("T", ctrl=True)


def test_ctrl_t_leads_a_real_window_into_training_when_it_is_pressed_twice(window) -> None:
    cashier = window(**REAL)
    bar = cashier.program.window.confirm
    ctrl_t(cashier)
    assert bar.ask is None, "where nobody knows how to start it anew nothing is asked"
    went = with_door(cashier)
    cashier.press("F1")
    assert "进训练；训练里：训练台，Ctrl T" in cashier.program.window.key_list.accessibleDescription()
    assert Action.TRAINING in cashier.program.window.key_list._alive
    cashier.press("F1")
    ctrl_t(cashier)
    assert bar.ask is not None
    assert bar.ask.text.startswith("要进训练。")
    ctrl_t(cashier)
    assert not went, "a key that bounces is one press"
    cashier.press("Escape")
    assert bar.ask is None
    ctrl_t(cashier)
    cashier.rest(QUIET_S)
    ctrl_t(cashier)
    assert went == [True]


def test_nobody_at_the_glass_is_left_for_training(window) -> None:
    cashier = window()
    went = with_door(cashier)
    cashier.quoted(TRAVELLER)
    for _ in range(2):
        ctrl_t(cashier)
        assert cashier.program.window.confirm.ask is None
        assert cashier.program.window.sentence.said.text == training_words.NOT_NOW
        assert cashier.state is VisitState.TRIAL_DONE
        cashier.rest(QUIET_S)
    cashier.press("F7")  # put aside, and not forgotten
    cashier.reach(VisitState.WAITING)
    ctrl_t(cashier)
    assert cashier.program.window.confirm.ask is None
    assert not went


def test_the_training_table_leads_out_again(window, service, tmp_path) -> None:
    cashier = window()
    went = with_door(cashier)
    table = beside(cashier.program, cashier.office, service, tmp_path / "training", lambda: None)
    ctrl_t(cashier)
    assert cashier.program.training.panel.view.rows[-1].title == training_words.LEAVE_ROW
    cashier.type("9")
    ask = cashier.program.window.confirm.ask
    assert ask is not None
    assert ask.text == "要退出训练，回到正式窗口。要退，再按[Ctrl T]；不退按[Esc]。"
    cashier.rest(QUIET_S)
    ctrl_t(cashier)
    assert went == [True]
    table.close()


def test_the_other_side_is_the_same_command_and_the_machines_own_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    line = ["-m", "counter_app", "--data", "/d", "--settings", "/s.toml"]
    assert other_line(line, training=True) == [*line, "--training"]
    for typed in ("--training", "--train", "--t"):
        assert other_line([*line[:2], typed, *line[2:]], training=False) == line
    monkeypatch.setenv("OF_THE_MACHINE", "1")
    with ExitStack() as ends:
        put_into_environment({"OF_THE_MACHINE": "2", "OF_THE_STAGE": "2"}, ends)
        assert (os.environ["OF_THE_MACHINE"], os.environ["OF_THE_STAGE"]) == ("2", "2")
    assert os.environ["OF_THE_MACHINE"] == "1"
    assert "OF_THE_STAGE" not in os.environ
