"""The real window: what it paints, in every state, size and theme, and where the focus stands."""

from __future__ import annotations

import gc
from dataclasses import replace
from decimal import Decimal

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from samples import NOW, VISITS
from samples_day import DAYS
from samples_queue import QUEUES
from screen import ALL, painted, ready, settle, show, turn

from ui.aside_views import HeldView
from ui.fee_table import FeeTable
from ui.fonts import chinese_family, figure_widths, missing_characters
from ui.intents import ChooseClaim, Do, LookFor, TakeBack, TakeMoney
from ui.keys import Action
from ui.look import Layout, Look
from ui.pen import Drawn
from ui.states import rule
from ui.theme import HIGH_CONTRAST, LIGHT
from ui.views import VisitState
from ui.words import figures, labels

pytestmark = pytest.mark.window

SHIFT = Qt.KeyboardModifier.ShiftModifier
SIZES = [(1366, 768, 1.0), (1366, 728, 1.0), (1920, 1080, 1.0), (1366, 768, 1.5), (1366, 768, 2.0), (1280, 720, 1.0)]


@pytest.mark.parametrize("name", ["trial", "trial-funds", "trial-zero"])
def test_the_painted_strings_add_up(counter, name: str) -> None:
    window = show(counter, name)
    till = [piece for child, piece in painted(window) if child is window.visit.till]

    def value_of(label: str) -> Decimal:
        row = next(piece for piece in till if piece.text == label)
        same = [piece for piece in till if piece is not row and abs(piece.box.center().y() - row.box.center().y()) < 2]
        return Decimal(max(same, key=lambda piece: piece.box.left()).text.replace(",", ""))

    less = [piece.text for piece in till if piece.text.startswith(f"{labels.LESS} ")]
    assert less
    total = value_of(labels.TOTAL_COST)
    to_pay = value_of(f"{labels.EQUALS} {labels.TO_PAY}")
    assert total - sum(value_of(label) for label in less) == to_pay
    big = max(till, key=lambda piece: piece.pixels).text
    assert Decimal(big.replace(",", "")) == to_pay
    lines = [piece.text for child, piece in painted(window) if isinstance(child, FeeTable)]
    amounts = [Decimal(window.visit.charges.table.line(row).amount.replace(",", "")) for row in range(20)]
    assert sum(amounts) == total
    assert lines.count("964.10") == 0


def test_twenty_lines_fit_without_a_scroll_bar(counter) -> None:
    for width, height in ((1366, 768), (1920, 1080)):
        table = show(counter, "charges", width, height).visit.charges.table
        assert table.verticalScrollBar().maximum() == 0, (width, height)
    low = show(counter, "charges", 1366, 728).visit.charges.table
    assert low.viewport().height() // low.verticalHeader().defaultSectionSize() >= 18


def test_figures_have_one_width(application) -> None:
    family = chinese_family()
    assert family, "no Chinese font on this machine"
    for bold in (False, True):
        for size in (13, 15, 17, 74):
            assert len(figure_widths(Look(family=family).font(size, bold=bold))) == 1


def test_a_font_reports_what_it_lacks(application) -> None:
    font = Look(family=chinese_family() or "").font(15)
    assert missing_characters(font, "收款 558.25 元") == ""
    assert missing_characters(font, "a\U000f0000") == "\U000f0000"


def test_large_type_changes_the_layout(counter) -> None:
    layouts = {factor: show(counter, "trial", factor=factor).look.layout for factor in (1.0, 1.5, 2.0)}
    assert layouts == {1.0: Layout.COLUMNS, 1.5: Layout.STRIP, 2.0: Layout.NARROW}


def test_showing_a_view_twice_paints_the_same(counter) -> None:
    window = show(counter, "trial")
    before = window.grab().toImage()
    window.show_visit(VISITS["trial"])
    settle()
    assert window.grab().toImage() == before


def test_states_differ_without_colour(counter) -> None:
    faces = set()
    for name in ("waiting", "charges", "trial", "settled", "failure-waitable", "unclear", "link-down", "refund-due"):
        window = show(counter, name)
        faces.add((window.visit.till.face.head, window.visit.till.face.words, window.sentence.said.shape))
        window.close()
    assert len(faces) == 8


def test_queue_keys(counter, clock) -> None:
    window = ready(counter, clock, "queue-replay")
    for key in (Qt.Key.Key_F5, Qt.Key.Key_F11, Qt.Key.Key_Space, Qt.Key.Key_Down):
        QTest.keyClick(window, key)
    assert window.intents == [
        Do(Action.ASK, claim="B-0709"),
        Do(Action.PRINT, claim="B-0709"),
        Do(Action.PAUSE, claim="B-0709"),
        ChooseClaim("B-0708"),
    ]
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.on_queue
    QTest.keyClick(window, Qt.Key.Key_F10)
    assert window.on_queue


def test_the_queue_page_says_in_which_benefit_year_a_claim_counts(counter, clock) -> None:
    """Of the last day of a year, looked at in the next."""
    window = ready(counter, clock, "queue-replay")
    detail = window.queue.view.detail
    assert (detail.visited.isoformat(), NOW.year) == ("2025-12-31", 2026)
    told = [piece.text for piece in window.queue.detail.written()]
    assert f"{figures.day(detail.visited)}　算 2025 年的医保" in told, told


@pytest.mark.parametrize("name", ["charges", "trial", "failure-waitable"])
def test_shift_f3_always_leads_somewhere(counter, clock, name: str) -> None:
    """Where it is told that a claim of the person's waits, to that; elsewhere to the list of those put aside."""
    window = ready(counter, clock, name)
    window.show_visit(replace(VISITS[name], held=HeldView("B-0707", "11-21", Decimal("233.10"), 1)))
    QTest.keyClick(window, Qt.Key.Key_F3, SHIFT)
    assert window.intents == [Do(Action.RESUME, visit="V-1")]
    assert window.on_queue is (name != "charges")


def test_parked_visits_come_back(counter, clock) -> None:
    window = ready(counter, clock, "waiting")
    QTest.keyClick(window, Qt.Key.Key_F7)
    QTest.keyClick(window, Qt.Key.Key_Down)
    QTest.keyClick(window, Qt.Key.Key_F7)
    assert window.intents == [TakeBack("P-1"), TakeBack("P-2")]


def test_the_failure_card_lets_the_lines_be_seen(counter, clock) -> None:
    window = ready(counter, clock, "failure-waitable")
    assert not window.visit.charges.table.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Down)
    assert window.visit.charges.table.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.visit.charges.table.isVisible()
    assert window.intents == []
    for key, action in ((Qt.Key.Key_F5, Action.ASK), (Qt.Key.Key_F8, Action.TRIAL), (Qt.Key.Key_F11, Action.PRINT)):
        QTest.keyClick(window, key)
        assert window.intents[-1] == Do(action, visit="V-1")


def test_f1_lists_every_key_and_blocks_the_rest(counter, clock) -> None:
    window = ready(counter, clock)
    QTest.keyClick(window, Qt.Key.Key_F1)
    settle()
    assert window.key_list.isVisible()
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert window.intents == []
    QTest.keyClick(window, Qt.Key.Key_F1)
    assert not window.key_list.isVisible()
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert len(window.intents) == 1


@pytest.mark.parametrize("factor", [1.0, 1.5, 2.0])
def test_the_key_list_fits(counter, factor: float) -> None:
    window = show(counter, "trial", factor=factor)
    window.act(Action.HELP, auto_repeat=False)
    settle()
    pieces = window.key_list.written()
    assert len(pieces) >= 2 * len(Action)
    for piece in pieces:
        assert piece.box.width() <= piece.room + 1, piece.text
    (foot,) = [piece for piece in pieces if piece.text == labels.KEY_IN_FILE]
    assert foot.box.right() <= window.width()
    assert labels.KEY_IN_FILE in window.key_list.accessibleDescription()


def test_a_moved_key_moves(counter, clock) -> None:
    window = ready(counter, clock, key_changes={"take": "F6", "add": "F9"})
    QTest.keyClick(window, Qt.Key.Key_F9)
    QTest.keyClick(window, Qt.Key.Key_F6)
    assert [type(intent) for intent in window.intents] == [Do, TakeMoney]


def test_a_locked_window_does_nothing(counter, clock) -> None:
    window = ready(counter, clock, "queue-refund")
    window.show_visit(VISITS["locked"])
    settle()
    assert not window.on_queue
    for key in (Qt.Key.Key_F2, Qt.Key.Key_F9, Qt.Key.Key_F10, Qt.Key.Key_F7, Qt.Key.Key_Escape):
        QTest.keyClick(window, key)
    assert window.intents == []
    assert not any("964.10" in piece.text for _, piece in painted(window))
    assert not window.on_queue


def test_training_marks_are_there(counter) -> None:
    window = show(counter, "trial", training=True)
    texts = [piece.text for _, piece in painted(window)]
    assert any("不收真钱" in text for text in texts)
    assert any("训练收" in text for text in texts)
    image = window.grab().toImage()
    purple = {LIGHT.training.lower(), LIGHT.training_hatch.lower()}
    for spot in (QPoint(2, 400), QPoint(1363, 400), QPoint(600, 765)):
        assert image.pixelColor(spot).name() in purple or image.pixelColor(spot).red() > image.pixelColor(spot).green()


def test_a_new_size_keeps_the_view(counter, clock) -> None:
    window = ready(counter, clock)
    window.resize(1920, 1080)
    settle()
    window.set_look(theme=HIGH_CONTRAST)
    settle()
    assert window.visit.view.state is VisitState.TRIAL_DONE
    clock.seconds += 1
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert len(window.intents) == 1
    assert window.rect().contains(QRect(window.visit.geometry()))
    gc.collect()


def test_the_clock_says_the_window_time(counter) -> None:
    window = show(counter, "waiting")
    texts = [piece.text for child, piece in painted(window) if child is window.head]
    assert f"{NOW:%H:%M}" in texts


def test_written_is_what_drawn_widgets_record(counter) -> None:
    window = show(counter, "trial")
    drawn = [child for child in window.findChildren(Drawn) if child.isVisible()]
    assert len(drawn) >= 6
    assert any(child.written() for child in drawn)


def test_the_focus_stands_where_the_next_key_is(counter) -> None:
    """On every page that waits for the cashier, visibly, and a stray Enter presses nothing there."""
    window = show(counter, "waiting")
    QTest.qWaitForWindowActive(window)
    for name in ALL:
        turn(window, name)
        view = VISITS.get(name)
        # Nothing is waited for but an answer; a locked window has its cover.
        if view is not None and (rule(view).working or view.state is VisitState.LOCKED):
            continue
        focused = QApplication.focusWidget()
        assert focused not in (None, window), name
        assert focused.isVisible(), name
        QTest.keyClick(focused, Qt.Key.Key_Return)
        told = [intent for intent in window.intents if not isinstance(intent, (LookFor, ChooseClaim))]
        assert not told, (name, told)


def test_the_focus_stays_where_tab_left_it_until_something_else_is_expected(counter) -> None:
    window = show(counter, "queue-down")
    QTest.qWaitForWindowActive(window)
    first = QApplication.focusWidget()
    QTest.keyClick(window, Qt.Key.Key_Tab)
    moved = QApplication.focusWidget()
    assert moved not in (None, window, first)
    window.show_queue(replace(QUEUES["queue-down"], minutes_left=9))
    assert QApplication.focusWidget() is moved
    window.show_day(DAYS[next(iter(DAYS))])
    assert QApplication.focusWidget() is moved, "another page's news"


def test_the_focus_of_a_warning_goes_from_the_reason_to_the_way_on(counter) -> None:
    window = show(counter, "warned")
    QTest.qWaitForWindowActive(window)
    panel = window.visit.charges.warnings
    assert QApplication.focusWidget() is panel.reasons[0]
    QTest.keyClick(window, Qt.Key.Key_2)
    assert panel.reasons[1].isChecked()
    assert QApplication.focusWidget() is panel.options[0]
