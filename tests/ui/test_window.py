"""The real window: what it paints, in every state, size and theme, and what its keys do."""

from __future__ import annotations

import gc
from dataclasses import replace
from decimal import Decimal

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from samples import NOW, QUOTE, VISITS
from samples_day import DAYS
from samples_queue import QUEUES
from screen import ALL, painted, settle, show, turn

from counter_app.model.payment import PaymentMethod
from ui.aside_views import HeldView
from ui.confirm_bar import ConfirmBar
from ui.fee_table import FeeTable
from ui.fonts import chinese_family, figure_widths, missing_characters
from ui.intents import ChooseClaim, Do, LookFor, PayOut, Scanned, TakeBack, TakeMoney
from ui.keys import Action
from ui.look import Layout, Look
from ui.pen import Drawn
from ui.states import rule
from ui.theme import HIGH_CONTRAST, LIGHT
from ui.views import VisitState
from ui.words import labels

pytestmark = pytest.mark.window

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


# Keys


def ready(counter, clock, name: str = "trial", **options: object):
    window = show(counter, name, **options)
    clock.seconds += 1
    return window


def test_f9_takes_what_the_label_says(counter, clock) -> None:
    window = ready(counter, clock)
    QTest.keyClicks(window, "1000")
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert window.intents == [TakeMoney("V-1", 0, Decimal("558.25"), PaymentMethod.CASH, Decimal("1000"))]
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert len(window.intents) == 1, "one press, one intent"
    window.show_visit(VISITS["trial"])
    settle()
    clock.seconds += 5
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert len(window.intents) == 1, "the same view again is no outcome"
    window.show_visit(replace(VISITS["trial"], turn=1))
    settle()
    clock.seconds += 1
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert len(window.intents) == 2


def test_f9_is_dead_for_600_ms(counter, clock) -> None:
    window = show(counter, "trial")
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert window.intents == []
    clock.seconds += 0.7
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert len(window.intents) == 1


def test_a_click_is_guarded_like_the_key(counter, clock) -> None:
    window = show(counter, "trial")
    button = next(b for b in window.visit.till.findChildren(QAbstractButton) if b.action is Action.TAKE)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.intents == []
    clock.seconds += 1
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert [type(intent) for intent in window.intents] == [TakeMoney]


@pytest.mark.parametrize(
    ("key", "modifier"),
    [
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier),
        (Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F12, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_0, Qt.KeyboardModifier.AltModifier),
    ],
)
def test_keys_that_never_move_money(counter, clock, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    window = ready(counter, clock)
    button = window.visit.till.expected()
    assert button is not None
    for target in (window, button):
        target.setFocus()
        QTest.keyClick(target, key, modifier)
    assert not [intent for intent in window.intents if isinstance(intent, TakeMoney | PayOut)]


def test_too_little_cash_takes_nothing_and_says_why(counter, clock) -> None:
    window = ready(counter, clock)
    QTest.keyClicks(window, "500")
    QTest.keyClick(window, Qt.Key.Key_F9)
    settle()
    assert window.intents == []
    assert "58.25" in window.sentence.said.text
    QTest.keyClick(window, Qt.Key.Key_F4)
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert window.intents == [TakeMoney("V-1", 0, Decimal("558.25"), PaymentMethod.MOBILE, Decimal("558.25"))]


def test_what_was_typed_dies_with_the_visit(counter, clock) -> None:
    window = ready(counter, clock)
    QTest.keyClicks(window, "1000")
    window.show_visit(replace(VISITS["trial"], visit="V-2"))
    assert window.visit.tender.digits == ""


def test_the_phone_takes_digits_only_with_the_focus(counter, clock) -> None:
    window = ready(counter, clock, "link-down")
    QTest.keyClicks(window, "1000")
    window.activateWindow()
    window.visit.till.phone.setFocus()
    settle()
    if not window.visit.till.phone.hasFocus():
        pytest.skip("this display gives no focus")
    QTest.keyClicks(window.visit.till.phone, "13800000000")
    assert (window.visit.tender.digits, window.visit.tender.phone) == ("1000", "13800000000")
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert window.intents[-1].phone == "13800000000"
    assert window.intents[-1].amount == Decimal("964.10")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("link-down", "实收 1,380,000？电话号码请先按[Tab]，再打一遍。"),
        ("trial", "实收 1,380,000？这么多没有算。按退格键清空，再打收到的钱。"),
    ],
)
def test_a_phone_number_in_the_money_cannot_be_taken(counter, clock, name: str, told: str) -> None:
    window = ready(counter, clock, name)
    QTest.keyClicks(window, "13800000000")
    assert window.sentence.said.text == told
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert window.intents == []
    assert window.sentence.said.text == told
    QTest.keyClick(window, Qt.Key.Key_Backspace)
    QTest.keyClicks(window, "1000")
    clock.seconds += 1
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert window.intents[-1].received == 1000


def test_what_was_taken_over_is_typed_over(counter, clock) -> None:
    window = ready(counter, clock, "amount-changed")
    assert window.visit.tender.digits == f"{VISITS['amount-changed'].payment.received:f}"
    QTest.keyClicks(window, "1273.70")
    assert window.visit.tender.digits == "1273.70"


def test_nothing_moves_while_nobody_knows(counter, clock) -> None:
    window = ready(counter, clock, "unclear")
    for key in (Qt.Key.Key_F9, Qt.Key.Key_F8, Qt.Key.Key_F2, Qt.Key.Key_F5, Qt.Key.Key_F11, Qt.Key.Key_Escape):
        QTest.keyClick(window, key)
    QTest.keyClick(window, Qt.Key.Key_F9, Qt.KeyboardModifier.ShiftModifier)
    assert window.intents == []
    QTest.keyClick(window, Qt.Key.Key_F7)
    assert window.intents == [Do(Action.PARK, visit="V-1")]


SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_a_refund_needs_two_presses_and_its_amount_stands_there(counter, clock) -> None:
    window = ready(counter, clock, "refund-due")
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert window.intents == [], "F9 never pays out"
    QTest.keyClick(window, Qt.Key.Key_F9, SHIFT)
    settle()
    bar: ConfirmBar = window.confirm
    assert bar.isVisible()
    assert any("405.85" in piece.text for child, piece in painted(window) if child is bar)
    QTest.keyClick(window, Qt.Key.Key_F9, SHIFT)
    assert window.intents == [], "still quiet"
    clock.seconds += 1
    for key in (Qt.Key.Key_Return, Qt.Key.Key_F9):
        QTest.keyClick(window, key)
    assert window.intents == []
    QTest.keyClick(window, Qt.Key.Key_F9, SHIFT)
    assert window.intents == [PayOut("V-1", 0, Decimal("405.85"))]
    clock.seconds += 1
    for _ in range(3):
        QTest.keyClick(window, Qt.Key.Key_F9, SHIFT)
        settle()
        clock.seconds += 1
    assert len(window.intents) == 1, "paid once"


def test_esc_takes_the_question_back(counter, clock) -> None:
    window = ready(counter, clock, "refund-due")
    QTest.keyClick(window, Qt.Key.Key_F9, SHIFT)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.confirm.isVisible()
    assert window.intents == []


def test_undoing_a_settlement_needs_a_reason_and_a_second_person(counter, clock) -> None:
    window = ready(counter, clock, "amount-changed")
    QTest.keyClick(window, Qt.Key.Key_F9, SHIFT)
    settle()
    clock.seconds += 1
    QTest.keyClick(window, Qt.Key.Key_F9, SHIFT)
    assert window.intents == []
    window.confirm.reason.setText("金额不对")
    window.confirm.second.setText("0001")
    QTest.keyClick(window, Qt.Key.Key_F9, SHIFT)
    # What was paid; the change that lies beside it is named, and is no refund.
    assert window.intents == [PayOut("V-1", 1, QUOTE.amounts.cash, "金额不对", "0001")]


def test_a_refund_on_the_queue_page(counter, clock) -> None:
    window = ready(counter, clock, "queue-refund")
    QTest.keyClick(window, Qt.Key.Key_F9, SHIFT)
    settle()
    clock.seconds += 1
    QTest.keyClick(window, Qt.Key.Key_F9, SHIFT)
    assert [intent for intent in window.intents if isinstance(intent, PayOut)] == [
        PayOut("B-0712", 0, Decimal("71.30"))
    ]


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


def test_a_scan_is_collected_while_armed_and_its_enter_swallowed(counter, clock) -> None:
    window = ready(counter, clock, "waiting")
    QTest.keyClicks(window, "9901")
    assert window.intents == []
    QTest.keyClick(window, Qt.Key.Key_F3)
    QTest.keyClicks(window, "9901A0bcDE12345")
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert window.intents == [Do(Action.SCAN), Scanned("9901A0bcDE12345")]
    assert "9901" not in repr(window.intents)
    QTest.keyClicks(window, "77")
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert len(window.intents) == 2, "armed for one code only"


def test_esc_disarms_the_scanner(counter, clock) -> None:
    window = ready(counter, clock, "scanning")
    window.act(Action.SCAN, auto_repeat=False)
    QTest.keyClicks(window, "99")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    QTest.keyClicks(window, "01")
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert not [intent for intent in window.intents if isinstance(intent, Scanned)]


def test_a_code_waited_for_no_more_swallows_nothing(counter, clock) -> None:
    """F3, and then something else: what is typed next stands where it is typed, and no half code is left."""
    window = ready(counter, clock, "giving-back")
    QTest.keyClick(window, Qt.Key.Key_Delete)
    QTest.keyClick(window, Qt.Key.Key_F3)
    chosen = window.visit.charges.choice.back
    QTest.keyClick(window, Qt.Key.Key_F9, SHIFT)
    bar = window.confirm
    assert bar.ask is not None
    bar.reason.setFocus()
    QTest.keyClicks(bar.reason, "tuiyao")
    QTest.keyClick(bar.reason, Qt.Key.Key_Return)
    assert bar.reason.text() == "tuiyao", "a supervisor is asked why: the scanner is not waited for"
    assert window.visit.charges.choice.back == chosen, "what is confirmed is what was shown"

    window = ready(counter, clock, "waiting")
    QTest.keyClick(window, Qt.Key.Key_F3)
    window.show_visit(VISITS["typing"])
    QTest.keyClick(window, Qt.Key.Key_9)
    assert not window._keyboard.armed


def test_each_page_waits_for_its_own_code(counter, clock) -> None:
    window = ready(counter, clock, "queue-refund")
    QTest.keyClick(window, Qt.Key.Key_F3)
    window.show_visit(VISITS["settled"])
    assert window._keyboard.armed, "what becomes of a visit behind the page does not matter to it"
    QTest.keyClicks(window, "B01")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.on_queue
    assert not window._keyboard.armed, "the page was left"
    window.show_visit(VISITS["scanning"])
    QTest.keyClick(window, Qt.Key.Key_F10)
    assert not window._keyboard.armed
    QTest.keyClick(window, Qt.Key.Key_F10)
    assert window._keyboard.armed, "and there a code is still waited for, as the page says"
    QTest.keyClicks(window, "9901")
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert window.intents[-1] == Scanned("9901")


@pytest.mark.parametrize("name", ["charges", "trial", "failure-waitable"])
def test_shift_f3_always_leads_somewhere(counter, clock, name: str) -> None:
    """Where it is told that a claim of the person's waits, to that; elsewhere to the list of those put aside."""
    window = ready(counter, clock, name)
    window.show_visit(replace(VISITS[name], held=HeldView("B-0707", "11-21", Decimal("233.10"), 1)))
    QTest.keyClick(window, Qt.Key.Key_F3, SHIFT)
    assert window.intents == [Do(Action.RESUME, visit="V-1")]
    assert window.on_queue is (name != "charges")


def test_everything_back_names_what_the_patient_paid(counter, clock) -> None:
    """That goes over the glass; of a bill that was made up the settlement asks less."""
    window = ready(counter, clock, "giving-back")
    window.show_visit(replace(VISITS["giving-back"], paid=Decimal("964.10")))
    for _ in VISITS["giving-back"].charges:
        QTest.keyClick(window, Qt.Key.Key_Delete)
        QTest.keyClick(window, Qt.Key.Key_Down)
    QTest.keyClick(window, Qt.Key.Key_F9, SHIFT)
    assert window.confirm.ask is not None
    assert "退患者 964.10 元" in window.confirm.ask.text


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
