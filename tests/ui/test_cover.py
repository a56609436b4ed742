"""The cover in every size and theme: nothing is cut, nothing lies on another, and nobody is named behind it."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from samples import VISITS
from samples_cover import COVERS
from screen import collisions, painted, put, settle

from ui.confirm_bar import Second
from ui.keys import LOOKS as LOOK_KEYS
from ui.keys import Action
from ui.theme import HIGH_CONTRAST, LIGHT, Theme
from ui.words import sign_in_words
from ui.words.template import filled, spoken

pytestmark = pytest.mark.window

# The full range of sizes is the pages' (test_every_page): here those at its ends.
LOOKS = [(1366, 768, 1.0, HIGH_CONTRAST), (1366, 768, 2.0, LIGHT), (1280, 720, 1.0, LIGHT)]


@pytest.mark.parametrize(("width", "height", "factor", "theme"), LOOKS)
def test_nothing_is_cut_and_nobody_is_named(counter, width: int, height: int, factor: float, theme: Theme) -> None:
    window = counter(width, height, theme=theme, factor=factor)
    put(window, "trial", training=True)
    settle()
    name = VISITS["trial"].person.name
    for key, view in COVERS.items():
        window.covering.show(view)
        window.cover._told_capitals(True)
        settle()
        pieces = painted(window)
        assert not [piece.text for _, piece in pieces if piece.elided], key
        assert not [piece.text for _, piece in pieces if name in piece.text or name[0] + "*" in piece.text], key
        assert collisions(window) == [], key
        inside = window.cover.rect().toRectF()
        assert all(inside.contains(piece.box) for piece in window.cover.written()), key
        assert all(window.cover.rect().contains(field.geometry()) for field in window.cover._fields()), key
        folder = os.environ.get("COUNTER_APP_PICTURES")
        if folder:
            look = f"{width}-{round(factor * 100)}{'-contrast' if theme is HIGH_CONTRAST else ''}"
            window.grab().save(str(Path(folder) / f"cover-{key}-{look}.png"))
    window.covering.show(None)
    settle()
    assert window.visit.isVisible()


def test_no_key_reaches_what_lies_behind_the_cover(counter) -> None:
    window = counter()
    put(window, "trial")
    window.covering.show(COVERS["locked"])
    for action in Action:
        assert window.cover.act(action, auto_repeat=False)
        assert window.act(action, auto_repeat=False)
    window.cover.scanned("123456789012345678")
    assert [one.action for one in window.intents] == [one for one in Action if one in LOOK_KEYS]
    assert window.cover.number.text() == "", "Esc empties the fields"
    window.cover.password.setText("half a word")
    window.covering.show(None)
    assert window.cover.password.text() == ""


@pytest.mark.parametrize(("width", "height", "factor", "theme"), LOOKS)
def test_the_bar_has_room_for_a_second_person(counter, width: int, height: int, factor: float, theme: Theme) -> None:
    window = counter(width, height, theme=theme, factor=factor)
    put(window, "amount-changed")
    window.confirming.second = Second.SIGNED
    window.act(Action.PAY_OUT, auto_repeat=False)
    window.confirm.tell(filled(sign_in_words.WAIT, 秒=32), wrong=True)
    settle()
    bar = window.confirm
    fields = [bar.reason, bar.second, bar.password]
    assert all(field.isVisible() and bar.rect().contains(field.geometry()) for field in fields)
    assert not any(one.geometry().intersects(other.geometry()) for one, other in pairwise(fields))
    assert [piece.text for piece in bar.written() if not bar.rect().toRectF().contains(piece.box)] == []
    assert collisions(window) == []
    whole = "".join(piece.text for piece in bar.written())
    assert spoken(bar.ask.text) in whole, "the sentence is cut"
    folder = os.environ.get("COUNTER_APP_PICTURES")
    if folder:
        window.grab().save(str(Path(folder) / f"bar-{width}-{round(factor * 100)}.png"))


def test_another_size_keeps_what_was_typed(counter) -> None:
    window = counter()
    window.covering.show(COVERS["start"])
    window.cover.number.setText("0107")
    window.cover.password.setText("shoufei")
    window.resize(1920, 1080)
    settle()
    assert window.covering.up
    assert (window.cover.number.text(), window.cover.password.text()) == ("0107", "shoufei")
    assert window.cover.isVisible()
