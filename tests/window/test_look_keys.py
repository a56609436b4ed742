"""Type size and theme by keys, at a window that works: at once, everywhere, over a restart, and not a fen moves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.window.cashier import QUIET_S, RETIRED, Cashier
from tests.window.typing_in import fields
from ui.keys import Action
from ui.look import TYPE_SIZES
from ui.sign_in_session import TRAINEES
from ui.theme import DARK, HIGH_CONTRAST, LIGHT, THEMES
from ui.views import VisitState
from ui.words import look_words
from ui.words.template import filled

pytestmark = pytest.mark.window


def look(cashier: Cashier) -> tuple[str, float]:
    window = cashier.program.window
    return window.look.theme.name, window._factor


def larger(cashier: Cashier) -> None:
    cashier.press("Plus", ctrl=True)


def smaller(cashier: Cashier) -> None:
    cashier.press("Minus", ctrl=True)


def turn(cashier: Cashier) -> None:
    cashier.press("F1", ctrl=True)


def sentence(cashier: Cashier) -> str:
    return cashier.program.window.sentence.said.text


def sent(cashier: Cashier) -> object:
    """What reached the service, and what stands in the books."""
    cashier.drained()
    ledger = cashier.stage.ledger()
    return ledger["calls"], ledger["settlements"], [claim.people.cash for claim in cashier.office.books.claims()]


def kept(data: Path) -> dict[str, object]:
    return json.loads((data / "training-look.json").read_text("utf-8"))


def test_in_the_middle_of_a_trial_with_money_typed_nothing_moves_and_f9_takes_the_same(window) -> None:
    cashier = window()
    cash = cashier.quoted(RETIRED)
    cashier.type("5000")
    cashier.rest(QUIET_S)
    before, tender, offer = sent(cashier), cashier.program.window.visit.tender, cashier.program.window.take_guard.offer
    seen = set()
    for _ in THEMES:
        for wanted in TYPE_SIZES[1:]:
            larger(cashier)
            assert look(cashier)[1] == wanted
            assert sentence(cashier) == filled(look_words.SIZE, n=round(wanted * 100))
            seen.add(look(cashier))
        larger(cashier)
        assert sentence(cashier) == filled(look_words.LARGEST, n=200)
        for wanted in TYPE_SIZES[-2::-1]:
            smaller(cashier)
            assert look(cashier)[1] == wanted
            seen.add(look(cashier))
        smaller(cashier)
        assert sentence(cashier) == filled(look_words.SMALLEST, n=100)
        turn(cashier)
        assert sentence(cashier) in {filled(look_words.THEME, 颜色=name) for name in look_words.THEMES.values()}
    assert seen == {(theme.name, size) for theme in THEMES.values() for size in TYPE_SIZES}
    assert look(cashier) == ("light", 1.0)
    assert cashier.program.window.visit.tender == tender
    assert cashier.program.window.take_guard.offer == offer
    assert sent(cashier) == before
    assert cashier.state is VisitState.TRIAL_DONE
    larger(cashier)
    cashier.press("F9")
    cashier.reach(VisitState.SETTLED)
    (row,) = [one for one in cashier.settlements(RETIRED) if one["cash"] == f"{cash:f}"][-1:]
    cashier.conserve(cashier.claim(), row)
    assert cashier.claim().people.cash[-1].received == 5000


def test_while_a_call_runs(window) -> None:
    cashier = window()
    cashier.quoted(RETIRED)
    cashier.stage.faults(["slow:1.5:2207A"])
    cashier.take()
    cashier.reach(VisitState.SETTLING)
    for _ in range(4):
        larger(cashier)
    turn(cashier)
    assert cashier.state is VisitState.SETTLING
    assert look(cashier) == ("dark", 2.0)
    cashier.press("F9")  # dead, as ever
    cashier.reach(VisitState.SETTLED)
    assert look(cashier) == ("dark", 2.0)
    sales = [one for one in cashier.settlements(RETIRED) if one["cash"]]
    assert sales
    cashier.conserve(cashier.claim(), sales[-1])


def test_in_the_middle_of_a_scan_the_code_is_whole(window) -> None:
    cashier = window()
    code, number = RETIRED
    for at, change in ((9, larger), (14, turn), (20, smaller)):
        cashier.press("F3")
        cashier.reach(VisitState.SCANNING)
        cashier.type(code[:at])
        change(cashier)
        cashier.type(code[at:])
        cashier.press("Return")
        cashier.reach(VisitState.CHARGES)
        assert cashier.view.person is not None
        assert cashier.view.person.id_number == number
        cashier.press("Escape")
        cashier.until(lambda: cashier.state is VisitState.WAITING, "the next one may come")


def test_a_name_that_is_being_typed_stays(window) -> None:
    cashier = window()
    cashier.press("F2", shift=True)
    cashier.reach(VisitState.TYPING)
    panel = fields(cashier)
    cashier.until(lambda: QApplication.focusWidget() is panel.name, "the first field has the focus")
    QTest.keyClicks(panel.name, "wang")
    panel.name.setSelection(1, 2)
    QTest.keyClick(panel.name, Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier)
    assert look(cashier)[1] == 1.25
    assert QApplication.focusWidget() is panel.name
    assert (panel.name.text(), panel.name.selectedText()) == ("wang", "an")


def test_on_every_page_and_over_it(window) -> None:
    cashier = window()
    shell = cashier.program.window
    for key, shift, up in (("F10", False, lambda: shell.on_queue), ("F10", True, lambda: shell.on_day)):
        cashier.press(key, shift=shift)
        assert up()
        before = look(cashier)[1]
        larger(cashier)
        assert look(cashier)[1] > before
        assert up()
    cashier.press("F8", ctrl=True)
    turn(cashier)
    assert look(cashier) == ("dark", 1.5)
    cashier.press("F1", shift=True)
    assert shell.over.up
    smaller(cashier)
    assert shell.over.up
    assert look(cashier)[1] == 1.25
    cashier.press("Escape")
    cashier.press("F1")
    cashier.press("0", ctrl=True)
    assert shell.key_list.isVisible()
    assert look(cashier) == ("dark", 1.0)
    assert {Action.LARGER, Action.NEXT_THEME} <= shell.key_list._alive


def test_it_is_so_again_after_a_restart_until_somebody_goes_back(window, tmp_path: Path) -> None:
    data = tmp_path / "data"
    cashier = window(window__type_size=1.25)
    larger(cashier)
    turn(cashier)
    turn(cashier)
    cashier.drained()
    assert kept(data) == {"theme": "high_contrast", "type_size": 1.5}
    cashier.program.close()
    again = window(window__type_size=1.25)
    assert look(again) == ("high-contrast", 1.5)
    again.press("0", ctrl=True)
    turn(again)
    again.drained()
    assert look(again) == ("light", 1.25)
    assert kept(data) == {}, "what the settings say is theirs to say"


@pytest.mark.parametrize("text", ["", "{", '{"theme": "pink", "type_size": 0.1}', "[]"])
def test_a_damaged_file_opens_as_the_settings_say(window, tmp_path: Path, text: str) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "training-look.json").write_text(text, "utf-8")
    cashier = window(window__theme="dark")
    assert look(cashier) == ("dark", 1.0)


def test_a_disk_that_is_full_is_told_and_the_look_is_there(window, monkeypatch: pytest.MonkeyPatch) -> None:
    cashier = window()

    def full(*_asked: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr("counter_app.records.look_file.os.fsync", full)
    larger(cashier)
    cashier.until(lambda: sentence(cashier) == look_words.NOT_KEPT, "it is said")
    assert look(cashier)[1] == 1.25
    assert cashier.state is VisitState.WAITING


def test_the_cover_says_what_it_is_now_and_keeps_what_was_typed(window) -> None:
    cashier = window(window__sign_in="on")
    cover = cashier.program.window.cover
    cashier.until(lambda: cover.view is not None and not cashier.program.signing._busy, "it asks")
    cover.number.setFocus()
    QTest.keyClicks(cover.number, TRAINEES[0][0].number)
    larger(cashier)
    turn(cashier)
    cover.grab()
    said = "".join(piece.text for piece in cover.written())
    assert filled(look_words.THEME, 颜色=look_words.THEMES["dark"]) in said
    assert look(cashier) == ("dark", 1.25)
    assert cover.number.text() == TRAINEES[0][0].number
    assert cashier.program.signing.covered
    QTest.keyClicks(cover.password, "x")
    cover.grab()
    assert look_words.THEMES["dark"] not in "".join(piece.text for piece in cover.written())


def test_the_patients_display_never_goes_dark_and_follows_high_contrast(window) -> None:
    cashier = window(window__patient_display="corner")
    display = cashier.program.patient.display
    assert display is not None
    size = display.size()
    for mine, theirs in ((DARK, LIGHT), (HIGH_CONTRAST, HIGH_CONTRAST), (LIGHT, LIGHT)):
        turn(cashier)
        assert cashier.program.window.look.theme is mine
        assert display.look.theme is theirs
    larger(cashier)
    assert display.size() == size
    assert display.look.scale == size.width() / 1280
