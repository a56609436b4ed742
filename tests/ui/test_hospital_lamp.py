"""The lamp of the store that all windows share: whether it is there, and how many claims are only here."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from samples import NOW, WAITING, shell
from screen import collisions, painted, settle

from counter_app.desk.clock import moment
from counter_app.desk.gates import Gates
from counter_app.desk.hospital import Standing
from ui.lamps import Lamps
from ui.views import LampState, LampView


def lamps(standing: Standing, only_here: int, undurable: tuple[str, ...] = ()) -> tuple[LampView, ...]:
    hospital: Any = SimpleNamespace(standing=standing, since=NOW - timedelta(minutes=20), undurable=undurable)
    return Lamps(Gates(moment), hospital, lambda: only_here).views("", "")


@pytest.mark.parametrize(
    ("standing", "only_here", "undurable", "state", "word"),
    [
        (Standing.HERE, 0, (), LampState.OK, ""),
        (Standing.HERE, 3, (), LampState.SLOW, "只在本窗 3 笔"),
        (Standing.HERE, 0, ("fsync",), LampState.SLOW, "服务器断电会丢账"),
        (Standing.AWAY, 0, (), LampState.DOWN, "连不上"),
        (Standing.AWAY, 12, (), LampState.DOWN, "连不上，只在本窗 12 笔"),
        (Standing.TAKEN, 0, (), LampState.DOWN, "窗口号重了"),
        (Standing.OTHER_KEY, 1, (), LampState.DOWN, "密钥不对，只在本窗 1 笔"),
        (Standing.OTHER_WORLD, 0, (), LampState.DOWN, "训练、正式混了"),
        (Standing.REFUSED, 0, (), LampState.DOWN, "打不开"),
    ],
)
def test_the_lamp_says_how_the_store_stands_and_what_is_only_here(
    standing: Standing, only_here: int, undurable: tuple[str, ...], state: LampState, word: str
) -> None:
    lamp = lamps(standing, only_here, undurable)[-1]
    assert (lamp.name, lamp.state, lamp.word) == ("总账", state, word)
    assert (lamp.since is None) == (state is not LampState.DOWN), "since when it is away"


def test_a_window_that_works_alone_has_no_such_lamp() -> None:
    assert "总账" not in [lamp.name for lamp in Lamps(Gates(moment), None, lambda: 0).views("", "")]


@pytest.mark.window
@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080)])
def test_the_lamp_is_on_the_screen_beside_the_others(counter: Any, width: int, height: int) -> None:
    window = counter(width, height)
    row = lamps(Standing.AWAY, 12)
    window.show_shell(replace(shell("waiting"), lamps=row))
    window.show_visit(WAITING)
    settle()
    said = [piece.text for _, piece in painted(window)]
    assert "总账" in said
    assert any("连不上，只在本窗 12 笔" in text for text in said), said
    assert not collisions(window)
