"""Another type size or theme in the middle of anything: the same widgets at another look, with all they held."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from samples import VISITS
from samples_cover import COVERS
from samples_items import ALL as FOUND
from samples_queue import QUEUES
from samples_queue import ROWS as CLAIMS
from screen import ALL, misplaced, put, settle, show

from counter_app.desk.item_search import Readiness
from counter_app.slips.preview import Picture
from ui.buttons import KeyButton
from ui.confirm_bar import Second
from ui.intents import Do, PayOut, TakeMoney
from ui.item_views import AddingView, Looked
from ui.keys import Action
from ui.look import TYPE_SIZES, Layout
from ui.paper_panel import PaperPanel, Shown
from ui.theme import DARK, HIGH_CONTRAST, LIGHT, THEMES, Theme
from ui.training_panel import TrainingPanel
from ui.training_views import PanelRow, PanelView
from ui.window import CounterWindow

pytestmark = pytest.mark.window

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
# A way through all of them that ends where it began.
TURNS = [(theme, factor) for factor in (1.5, 2.0, 1.0) for theme in (DARK, HIGH_CONTRAST, LIGHT)]


def turns(window: CounterWindow) -> Iterator[tuple[Theme, float]]:
    """The window at each size and in each theme, at the last as at the first."""
    for theme, factor in TURNS:
        window.set_look(theme=theme, factor=factor)
        settle()
        yield theme, factor


def active(window: CounterWindow) -> None:
    window.activateWindow()
    if not QTest.qWaitForWindowActive(window, 3000):
        pytest.skip("this display gives no focus")


def picture(window: CounterWindow) -> QImage:
    """Somewhat from afar: large letters are smoothed a little differently each time."""
    image, smooth = window.grab().toImage(), Qt.TransformationMode.SmoothTransformation
    return image.scaledToWidth(image.width() // 3, smooth).convertToFormat(QImage.Format.Format_RGB32)


_APART = bytes(shade >= 32 for shade in range(256))  # what is elsewhere or of another colour is further apart


def alike(one: QImage, other: QImage) -> bool:
    if one == other:
        return True
    shown = one.copy()
    painter = QPainter(shown)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Difference)
    painter.drawImage(0, 0, other)
    painter.end()
    pixels = bytes(shown.constBits())
    return not any(1 in pixels[colour::4].translate(_APART) for colour in range(3))


@pytest.fixture
def steady(application: QApplication) -> Iterator[None]:
    """A caret that does not blink: pictures are compared."""
    before = application.cursorFlashTime()
    application.setCursorFlashTime(0)
    yield
    application.setCursorFlashTime(before)


@pytest.mark.parametrize(
    ("theme", "factor", "before", "names"),
    [
        (DARK, 1.5, (LIGHT, 1.0), ALL[::2]),
        (DARK, 1.5, (HIGH_CONTRAST, 2.0), ALL[1::2]),
        (HIGH_CONTRAST, 2.0, (LIGHT, 1.0), ALL[1::2]),
        (HIGH_CONTRAST, 2.0, (DARK, 1.5), ALL[::2]),
        (LIGHT, 1.0, (HIGH_CONTRAST, 2.0), ALL[1::2]),
        (LIGHT, 1.0, (DARK, 1.5), ALL[::2]),
    ],
    ids=["dark-150", "dark-150 again", "contrast-200", "contrast-200 again", "light-100", "light-100 again"],
)
@pytest.mark.usefixtures("steady")
def test_a_page_that_changed_its_look_is_painted_as_one_that_always_had_it(
    counter: Callable[..., CounterWindow], theme: Theme, factor: float, before: tuple[Theme, float], names: list[str]
) -> None:
    always = {}
    window = show(counter, "no-charges", theme=theme, factor=factor)
    active(window)
    for name in names:
        put(window, name)
        settle()
        always[name] = picture(window)
    window = show(counter, "no-charges", theme=theme, factor=factor)
    active(window)
    for name in names:
        window.set_look(theme=before[0], factor=before[1])
        put(window, name)
        settle()
        window.set_look(theme=theme, factor=factor)
        settle()
        assert alike(picture(window), always[name]), name


def test_no_widget_is_made_anew(counter) -> None:
    window = show(counter, "trial")
    before = window.findChildren(KeyButton)
    for _ in turns(window):
        assert window.findChildren(KeyButton) == before


def test_money_typed_stays_and_is_taken_as_it_stands(counter, clock) -> None:
    window = show(counter, "trial")
    active(window)
    for digit in "600":
        window.typed(digit)
    window.visit.till.received.setFocus()
    clock.seconds += 1
    for theme, factor in turns(window):
        assert window.visit.tender.digits == "600", (theme.name, factor)
        assert window.visit.till.received.hasFocus()
        assert misplaced(window) == []
        assert window.look.theme is theme
    for digit in "00":
        window.typed(digit)
    QTest.keyClick(window, Qt.Key.Key_F9)
    (taken,) = [one for one in window.intents if isinstance(one, TakeMoney)]
    assert taken.received == Decimal(60000)
    assert taken.amount == VISITS["trial"].quote.amounts.cash


def test_too_little_cash_is_still_told(counter) -> None:
    window = show(counter, "trial")
    window.typed("1")
    window.act(Action.TAKE, auto_repeat=False)
    said = window.sentence.said
    for _ in turns(window):
        assert window.sentence.said == said


def test_a_name_half_typed_stays_with_its_caret_and_what_is_marked(counter) -> None:
    window = show(counter, "typing")
    active(window)
    fields = window.visit.charges.identity
    fields.number.setText("110101")
    fields.name.setText("欧阳建国")
    fields.name.setFocus()
    fields.name.setSelection(1, 2)
    for _ in turns(window):
        assert fields.name.hasFocus()
        assert (fields.name.text(), fields.number.text()) == ("欧阳建国", "110101")
        assert (fields.name.selectionStart(), fields.name.selectedText()) == (1, "阳建")
    QTest.keyClicks(fields.name, "X")
    assert fields.name.text() == "欧X国"


def test_an_item_taken_stays_with_how_much_of_it(counter) -> None:
    window = show(counter, "charges")
    active(window)
    window.show_visit(replace(VISITS["charges"], adding=AddingView()))
    settle()
    items = window.visit.charges.items
    items.search.setText("tb")
    items.show_looked(Looked(items._number, Readiness.READY, FOUND))
    items.step(1)
    marked = items.table.chosen_row
    asked = len(window.intents)
    for _ in turns(window):
        assert items.search.hasFocus()
        assert (items.search.text(), items.table.chosen_row) == ("tb", marked)
    QTest.keyClick(items.search, Qt.Key.Key_Return)
    items.quantity.setText("3")
    for _ in turns(window):
        assert items.how_much
        assert items.quantity.text() == "3"
        assert items.quantity.hasFocus()
    assert len(window.intents) == asked, "nothing is looked for again"


def test_the_list_stays_where_it_was_scrolled_and_the_mark_in_sight(counter) -> None:
    rows = tuple(replace(CLAIMS[5], claim=f"B-{number:04d}") for number in range(400))
    window = show(counter, "queue-replay")
    window.show_queue(replace(QUEUES["queue-replay"], rows=rows, selected="B-0205"))
    settle()
    table = window.queue.progress.table
    table.verticalScrollBar().setValue(200 * table.rowHeight(0))
    settle()
    for theme, factor in turns(window):
        first, last = table.rowAt(0), table.rowAt(table.viewport().height() - 1)
        assert first <= 205 <= last, (theme.name, factor)
        assert abs(first - 200) <= 5
        assert table.rowHeight(first) == window.look.px(34)
    assert window.intents == []


def test_a_line_that_is_marked_stays_marked(counter) -> None:
    window = show(counter, "trial-limited")
    window.step(13)
    line = window.visit.charges.marked_line()
    assert line is not None
    for _ in turns(window):
        assert window.visit.charges.marked_line() == line


def test_the_lines_behind_a_failure_stay_up(counter) -> None:
    window = show(counter, "failure-waitable")
    window.step(1)
    for _ in turns(window):
        assert not window.visit.charges.failure.isVisible()


def test_what_goes_back_stays_chosen(counter) -> None:
    window = show(counter, "giving-back")
    window.act(Action.DELETE, auto_repeat=False)
    back = dict(window.visit.charges.choice.back)
    assert back
    for _ in turns(window):
        assert window.visit.charges.choice.back == back


def test_the_doctors_reason_stays(counter) -> None:
    window = show(counter, "warned")
    window.typed("2")
    window.step(1)
    window.typed("1")
    panel = window.visit.charges.warnings
    reason, warning = panel.reason, panel.chosen
    for _ in turns(window):
        assert (panel.reason, panel.chosen) == (reason, warning)


def test_a_refund_that_is_being_confirmed_keeps_reason_supervisor_and_focus(counter, clock) -> None:
    window = show(counter, "amount-changed")
    active(window)
    window.confirming.second = Second.SIGNED
    window.confirming.check = lambda _number, _word, _then: None
    QTest.keyClick(window, Qt.Key.Key_F9, SHIFT)
    bar = window.confirm
    bar.reason.setText("医保金额变了")
    bar.second.setText("9001")
    bar.password.setText("zhuguan")
    bar.password.setFocus()
    clock.seconds += 1
    for _ in turns(window):
        assert bar.isVisible()
        assert not window.sentence.isVisible()
        assert (bar.reason.text(), bar.second.text(), bar.password.text()) == ("医保金额变了", "9001", "zhuguan")
        assert bar.password.hasFocus()
        assert bar.complete
    assert not [one for one in window.intents if isinstance(one, PayOut)], "no look pays out"
    asked = []
    window.confirming.check = lambda number, word, _then: asked.append((number, word))
    QTest.keyClick(window, Qt.Key.Key_F9, SHIFT)
    assert asked == [("9001", "zhuguan")]


def test_the_cover_keeps_what_was_typed_and_still_hears_the_keys(counter) -> None:
    window = show(counter, "trial")
    active(window)
    window.covering.show(COVERS["start"])
    window.cover.number.setText("0107")
    window.cover.password.setText("shoufei")
    window.cover.password.setFocus()
    for _ in turns(window):
        assert window.covering.up
        assert (window.cover.number.text(), window.cover.password.text()) == ("0107", "shoufei")
        assert window.cover.password.hasFocus()
        assert not window.visit.isVisible()
    QTest.keyClick(window.cover.password, Qt.Key.Key_Plus, CTRL)
    assert window.intents == [Do(Action.LARGER, visit="V-1")]
    assert window.cover.password.text() == "shoufei"


def test_f1_stays_up_and_its_keys_are_all_there(counter) -> None:
    window = show(counter, "trial")
    QTest.keyClick(window, Qt.Key.Key_F1)
    for _ in turns(window):
        assert window.key_list.isVisible()
        written = [piece.text for piece in window.key_list.written()]
        assert {"Ctrl +", "Ctrl -", "Ctrl 0", "Ctrl F1"} <= set(written)
        assert misplaced(window) == []


def _sheet() -> Picture:
    return Picture(30, 20, 90, bytes(30 * 20 * 3))


def test_papers_and_the_trainers_list_stay_open_and_let_the_keys_through(counter) -> None:
    window = show(counter, "settled")
    active(window)
    paper = PaperPanel(window, window.look, window.keys)
    paper.open(Shown("补打", "经办 0107", ("卡纸了", "患者要"), (_sheet(),)), window.look, lambda _why: None)
    QTest.keyClick(window, Qt.Key.Key_2)
    for _ in turns(window):
        assert paper.isVisible()
        assert paper.look is window.look
        assert paper._chosen == 1
        assert paper.size() == window.size()
    QTest.keyClick(window, Qt.Key.Key_Minus, CTRL)
    assert window.intents == [Do(Action.SMALLER, visit=window.shown.visit)]
    paper.close_panel()
    training = TrainingPanel(window, window.look, window.keys)
    rows = tuple(PanelRow(title=f"第 {number} 位", lines=("从外地来",)) for number in range(40))
    training.open(PanelView("训练台", rows, ""), window.look)
    for _ in range(20):
        QTest.keyClick(window, Qt.Key.Key_Down)
    for _ in turns(window):
        assert training.chosen == 20
        assert training.look is window.look
        assert 20 in [number for number, _ in training._boxes], "the marked one is in sight"
    QTest.keyClick(window, Qt.Key.Key_F1, CTRL)
    assert window.intents[-1] == Do(Action.NEXT_THEME, visit=window.shown.visit)
    training.close_panel()


def test_the_focus_of_a_button_that_large_type_has_no_room_for_goes_where_the_next_key_is(counter) -> None:
    window = show(counter, "charges")
    active(window)
    gone = window.visit.person.findChildren(KeyButton)[0]
    gone.setFocus()
    window.set_look(factor=2.0)
    settle()
    assert window.look.layout is Layout.NARROW
    assert not gone.isVisible()
    assert QApplication.focusWidget() is window.visit.expected()


def test_the_keys_are_heard_on_every_page_and_say_nothing_but_themselves(counter) -> None:
    wanted = [
        *((key, CTRL, Action.LARGER) for key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal)),
        (Qt.Key.Key_Plus, CTRL | SHIFT, Action.LARGER),
        (Qt.Key.Key_Plus, CTRL | Qt.KeyboardModifier.KeypadModifier, Action.LARGER),
        (Qt.Key.Key_Minus, CTRL, Action.SMALLER),
        (Qt.Key.Key_0, CTRL, Action.USUAL_SIZE),
        (Qt.Key.Key_F1, CTRL, Action.NEXT_THEME),
    ]
    window = counter()
    for name in ("waiting", "scanning", "trial", "settling", "refund-due", "failure-waitable", "queue-replay", "day"):
        put(window, name)
        window.intents.clear()
        before = window.visit.view, window.visit.tender, window.up
        for key, held, _ in wanted:
            QTest.keyClick(window, key, held)
        assert [one.action for one in window.intents] == [action for *_, action in wanted], name
        assert (window.visit.view, window.visit.tender, window.up) == before


def test_a_held_key_is_one_press(counter) -> None:
    window = show(counter, "trial")
    assert window.act(Action.LARGER, auto_repeat=True)
    assert window.intents == []


def test_every_size_and_theme_there_is_can_be_reached() -> None:
    assert {factor for _, factor in TURNS} <= set(TYPE_SIZES)
    assert {theme.name for theme, _ in TURNS} == {theme.name for theme in THEMES.values()}
