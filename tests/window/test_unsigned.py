"""A real window that asks nobody, by `[window] sign_in = "off"` or because nobody is on record: it says so, and its
books and lists do.
"""

from __future__ import annotations

import pytest

from tests.paper import text_of
from tests.window.test_shown_again import keep
from tests.window.test_sign_in import BOSS, BOSS_WORD, enter, type_here
from tests.window.test_training_door import REAL
from ui.words import day_words, labels
from ui.words.template import filled

pytestmark = pytest.mark.window


def test_it_is_said_on_every_page_and_stands_on_the_lists(window) -> None:
    cashier = window(**REAL, window__sign_in="off")
    shown = cashier.program.window
    cashier.until(lambda: labels.UNSIGNED in [piece.text for piece in shown.lamps.written()], "beside the lamps")
    keep(cashier, "unsigned")
    cashier.press("F10", shift=True)
    assert shown.on_day
    number = cashier.office.settings.window.operator
    assert cashier.program.day.view.unsigned == number
    told = filled(day_words.UNSIGNED, 工号=number)
    cashier.until(lambda: told in [piece.text for piece in shown.day.claims.written()], "on the day's page")
    keep(cashier, "unsigned-day")
    cashier.press("F11")
    cashier.until(lambda: len(list(cashier.office.settings.data.rglob("*.pdf"))) == 2, "both lists")
    for file in cashier.office.settings.data.rglob("*.pdf"):
        assert "本窗口不登录" in text_of(file).replace("\n", ""), file.name


def test_as_long_as_nobody_is_on_record_it_is_said_as_well_and_no_longer(window) -> None:
    """Left to itself a window asks once somebody is on record; until then nobody knows who did what either."""
    cashier = window(**REAL)
    shown, signing = cashier.program.window, cashier.program.signing
    cashier.until(lambda: labels.UNSIGNED in [piece.text for piece in shown.lamps.written()], "beside the lamps")
    assert cashier.program.day.view.unsigned == cashier.office.settings.window.operator
    cashier.office.duty.staff.change(lambda there: there.add(BOSS, BOSS_WORD))
    signing._looked_at -= 20
    cashier.until(lambda: signing.covered, "it asks", 4)
    for said in (BOSS.number, BOSS_WORD):
        type_here(cashier, said)
        enter(cashier)
    cashier.until(lambda: not signing.covered, "the supervisor works here")
    cashier.until(lambda: not cashier.program._shown.unsigned, "somebody is known")
    cashier.press("F10", shift=True)
    cashier.until(lambda: cashier.program.day.view.unsigned == "", "on the day's page")


def test_training_says_nothing_of_it(window) -> None:
    cashier = window(window__sign_in="off")
    assert not cashier.program._shown.unsigned
    assert cashier.program.day.view.unsigned == ""
