"""The search for an item at the fee table: keys, what is shown of which key stroke, and what leaves the page."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from samples import VISITS
from samples_items import ALL, CEFTRIAXONE, CEFUROXIME, UNMAPPED
from screen import collisions, painted, settle, show

from counter_app.desk.item_search import Found, Readiness
from ui.input_method import takes_chinese
from ui.intents import AddLine, Do, LookFor, TakeMoney
from ui.item_views import AddingView, Looked
from ui.keys import Action
from ui.theme import HIGH_CONTRAST, LIGHT
from ui.views import Notice
from ui.words import item_words

pytestmark = pytest.mark.window


@pytest.fixture
def adding(counter):
    def opened(name: str = "charges", prices: dict[str, Decimal] | None = None, **options: object):
        window = show(counter, name, **options)
        window.activateWindow()
        QTest.qWaitForWindowActive(window, 3000)
        window.show_visit(replace(VISITS[name], adding=AddingView(prices or {})))
        settle()
        return window

    return opened


def panel_of(window):
    return window.visit.charges.items


def asked(window) -> list[LookFor]:
    return [one for one in window.intents if isinstance(one, LookFor)]


def looked(window, found: tuple[Found, ...] = ALL, number: int | None = None, ready=Readiness.READY) -> None:
    panel_of(window).show_looked(Looked(asked(window)[-1].number if number is None else number, ready, found))
    settle()


def key(code: Qt.Key) -> None:
    QTest.keyClick(QApplication.focusWidget(), code)


def type_(text: str) -> None:
    QTest.keyClicks(QApplication.focusWidget(), text)


def texts(window) -> list[str]:
    return [piece.text for _, piece in painted(window)]


def test_f6_asks_for_the_search_and_the_search_has_the_focus(counter, adding) -> None:
    window = show(counter, "charges")
    window.act(Action.ADD, auto_repeat=False)
    assert window.intents[-1] == Do(Action.ADD, visit=VISITS["charges"].visit)
    window = adding()
    assert QApplication.focusWidget() is panel_of(window).search
    assert not window.visit.charges.table.isVisible()
    assert item_words.HINT in texts(window)


def test_each_key_stroke_is_asked_under_a_number_that_grows(adding) -> None:
    window = adding()
    type_("tb")
    assert [one.text for one in asked(window)] == ["", "t", "tb"]
    numbers = [one.number for one in asked(window)]
    assert numbers == sorted(set(numbers))


def test_what_an_older_key_stroke_found_never_takes_the_place_of_a_newer_ones(adding) -> None:
    window = adding()
    type_("tb")
    older, newer = asked(window)[-2].number, asked(window)[-1].number
    looked(window, (CEFUROXIME,), newer)
    looked(window, ALL, older)
    assert "头孢呋辛酯片" in texts(window)
    assert "注射用头孢曲松钠（罗氏芬）" not in texts(window)


def test_between_a_key_stroke_and_what_it_finds_nothing_is_said(adding) -> None:
    window = adding()
    type_("t")
    settle()
    assert not {item_words.NOTHING, item_words.HINT} & set(texts(window))


def test_enter_takes_nothing_that_an_older_key_stroke_found(adding) -> None:
    window = adding()
    type_("t")
    looked(window)
    type_("b")
    key(Qt.Key.Key_Return)
    assert not panel_of(window).how_much


def test_the_marked_item_stays_marked_when_the_page_tells_something_else(adding) -> None:
    """A card that is pulled, say: Enter must not take another item than the one the eye is on."""
    window = adding()
    type_("tb")
    looked(window)
    key(Qt.Key.Key_Down)
    view = replace(VISITS["charges"], adding=AddingView(), notice=Notice("卡拔早了"), turn=9)
    window.show_visit(view)
    settle()
    key(Qt.Key.Key_Return)
    assert panel_of(window)._taken == CEFUROXIME


def test_keys_alone_add_an_item_with_decimals(adding) -> None:
    window = adding()
    type_("tb")
    looked(window)
    key(Qt.Key.Key_Down)
    key(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is panel_of(window).quantity
    type_("2.5")  # over the 1 that stands there
    key(Qt.Key.Key_Return)
    type_("12.345678")
    settle()
    assert "30.86 元" in texts(window)
    key(Qt.Key.Key_Return)
    assert window.intents[-1] == AddLine(VISITS["charges"].visit, CEFUROXIME, Decimal("2.5"), Decimal("12.345678"))
    shown = replace(VISITS["charges"], adding=AddingView({}, (CEFUROXIME.item.name,)))
    window.show_visit(shown)
    settle()
    assert QApplication.focusWidget() is panel_of(window).search
    assert panel_of(window).search.text() == ""
    assert "已加 头孢呋辛酯片" in texts(window)


def test_what_cannot_be_is_said_and_not_added(adding) -> None:
    window = adding()
    type_("tb")
    looked(window)
    key(Qt.Key.Key_Return)
    panel = panel_of(window)
    for quantity, price, said in (
        ("0", "", item_words.QUANTITY_WANTED),
        ("", "", item_words.QUANTITY_WANTED),
        ("1", "0", item_words.PRICE_WANTED),
        ("1", ".", item_words.PRICE_WANTED),
        ("1", None, item_words.PRICE_WANTED),
        ("1", "0.0049", item_words.AMOUNT_WANTED),
        ("0.0001", "33", item_words.AMOUNT_WANTED),
        ("1", "33.0051", "单价高于限价 33.005，请核对"),
    ):
        panel.quantity.setFocus()
        panel.quantity.clear()
        panel.price.clear()
        type_(quantity)
        key(Qt.Key.Key_Return)
        if price != "":
            type_(price or "")
            key(Qt.Key.Key_Return)
        settle()
        assert said in texts(window)
    assert not [one for one in window.intents if isinstance(one, AddLine)]


def test_the_highest_price_that_counts_may_be_typed_and_no_letter(adding) -> None:
    window = adding()
    type_("tb")
    looked(window)
    key(Qt.Key.Key_Return)
    key(Qt.Key.Key_Return)
    type_("a33-.00,5")
    assert panel_of(window).price.text() == "33.005"
    key(Qt.Key.Key_Return)
    assert window.intents[-1].price == Decimal("33.005")


def test_a_price_that_is_known_stands_there(adding) -> None:
    window = adding(prices={CEFTRIAXONE.item.code: Decimal("32.10")})
    type_("tb")
    looked(window)
    assert "32.10" in texts(window)
    for _ in range(3):
        key(Qt.Key.Key_Return)
    assert window.intents[-1] == AddLine(VISITS["charges"].visit, CEFTRIAXONE, Decimal(1), Decimal("32.10"))


def test_what_may_not_stand_on_a_bill_is_not_taken(adding) -> None:
    window = adding()
    type_("tb")
    looked(window, (UNMAPPED,))
    key(Qt.Key.Key_Return)
    settle()
    assert item_words.MAY_NOT_STAND in texts(window)
    assert not panel_of(window).how_much


def test_esc_goes_back_a_step_and_then_out(adding) -> None:
    window = adding()
    type_("tb")
    looked(window)
    key(Qt.Key.Key_Return)
    window.act(Action.BACK, auto_repeat=False)
    assert QApplication.focusWidget() is panel_of(window).search
    assert panel_of(window).search.text() == "tb"
    window.act(Action.BACK, auto_repeat=False)
    assert window.intents[-1] == Do(Action.BACK, visit=VISITS["charges"].visit)
    window.show_visit(VISITS["charges"])
    settle()
    assert window.visit.charges.table.isVisible()
    assert not isinstance(QApplication.focusWidget(), type(panel_of(window).search))


def test_no_key_takes_money_or_deletes_while_an_item_is_added(adding, clock) -> None:
    window = adding("trial")
    clock.seconds += 5
    before = len(window.intents)
    for action in (Action.TAKE, Action.TRIAL, Action.DELETE, Action.METHOD, Action.PAY_OUT, Action.SCAN):
        window.act(action, auto_repeat=False)
    type_("123")
    assert not [one for one in window.intents[before:] if not isinstance(one, LookFor)]
    assert not [one for one in window.intents if isinstance(one, TakeMoney)]
    assert window.visit.tender.received(Decimal(10)) == Decimal(10)


def test_chinese_is_composed_in_the_search_alone(adding) -> None:
    window = adding()
    panel = panel_of(window)
    event = QInputMethodEvent()
    event.setCommitString("头孢")
    QApplication.sendEvent(panel.search, event)
    assert asked(window)[-1].text == "头孢"
    assert [takes_chinese(field) for field in (panel.search, panel.quantity, panel.price)] == [True, False, False]


def test_where_nothing_is_found_it_is_said_why(adding) -> None:
    window = adding()
    type_("tb")
    for ready, said in (
        (None, item_words.PREPARING),
        (Readiness.EMPTY, item_words.EMPTY),
        (Readiness.REFUSED, item_words.REFUSED),
        (Readiness.READY, item_words.NOTHING),
    ):
        looked(window, (), ready=ready)
        assert said in texts(window)


@pytest.mark.parametrize(("factor", "theme"), [(1.0, LIGHT), (1.5, HIGH_CONTRAST), (2.0, LIGHT)])
def test_everything_is_in_sight_in_any_type(adding, factor: float, theme) -> None:
    window = adding(factor=factor, theme=theme)
    type_("tb")
    looked(window, ALL * 4)
    panel = panel_of(window)
    assert {"头孢呋辛酯片", "盒", "乙", "33.005"} <= set(texts(window))
    assert CEFTRIAXONE.item.code in " ".join(texts(window))
    assert not collisions(window)
    key(Qt.Key.Key_Return)
    settle()
    for field in (panel.search, panel.quantity, panel.price):
        assert field.visibleRegion().boundingRect() == field.rect()
    assert panel.table.height() >= panel.table.rowHeight(0)
    assert not collisions(window)
