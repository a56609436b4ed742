"""At 200 % everything that takes money stays in sight and in reach; and a hospital's own keys on a failure's card."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from PySide6.QtCore import QRect
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from samples import NOW, VISITS, amounts
from screen import collisions, painted, settle, show, turn

from counter_app.failures import FailureCode
from counter_app.model.settlement import Quote
from ui.failure_panel import Option
from ui.intents import TakeMoney
from ui.keys import TABLE, Action
from ui.look import Layout
from ui.pen import cap_width
from ui.views import FailureView
from ui.words import sentences
from ui.words.remedies import remedy

pytestmark = pytest.mark.window


def on_screen(window: QWidget, field: QWidget) -> bool:
    """The whole of it is visible: no parent cuts it, nothing lies on it."""
    if not field.isVisible() or field.visibleRegion().boundingRect() != field.rect():
        return False
    box = QRect(field.mapTo(window, field.rect().topLeft()), field.size())
    return window.rect().contains(box) and window.childAt(box.center()) is field


@pytest.mark.parametrize("name", ["link-down", "trial", "full-payment", "amount-changed"])
@pytest.mark.parametrize("size", [(1366, 768), (1280, 720), (1920, 1080)], ids=["1366", "1280", "1920"])
@pytest.mark.parametrize("factor", [1.5, 1.75, 2.0])
def test_the_tender_is_in_sight(counter, name: str, size: tuple[int, int], factor: float) -> None:
    window = show(counter, name, *size, factor=factor)
    assert window.look.layout is not Layout.COLUMNS
    till = window.visit.till
    assert on_screen(window, till.method)
    assert on_screen(window, till.received)
    assert on_screen(window, till._buttons[Action.TAKE])
    assert till.phone.isVisible() is (name == "link-down")
    if name == "link-down":
        assert on_screen(window, till.phone)
    boxes = [field.geometry() for field in (till.method, till.received, till.phone) if field.isVisible()]
    assert not any(a.intersects(b) for number, a in enumerate(boxes) for b in boxes[:number])


@pytest.mark.parametrize("factor", [1.5, 1.75, 2.0])
@pytest.mark.parametrize("size", [(1366, 768), (1280, 720), (1920, 1080)], ids=["1366", "1280", "1920"])
@pytest.mark.parametrize("total", ["128964.10", "898964.10"])
def test_what_is_missing_of_a_dear_bill_lies_beside_the_field(
    counter, size: tuple[int, int], factor: float, total: str
) -> None:
    window = show(counter, "trial", *size, factor=factor)
    quote = Quote(amounts(total=Decimal(total), fund="28560.35"), NOW)
    window.show_visit(replace(VISITS["trial"], visit="dear", quote=quote))
    for digit in "1000":
        window.visit.typed(digit)
    settle()
    assert collisions(window) == []


def test_typing_at_200_percent_is_seen_and_sent(counter, clock) -> None:
    window = show(counter, "link-down", factor=2.0)
    till = window.visit.till
    window.activateWindow()
    till.phone.setFocus()
    QTest.qWaitForWindowActive(window, 3000)
    if not till.phone.hasFocus():
        pytest.skip("this display gives no focus")
    for digit in "13800000000":
        window.typed(digit)
    till.received.setFocus()
    for digit in "1000":
        window.typed(digit)
    window.act(Action.METHOD, auto_repeat=False)
    window.act(Action.METHOD, auto_repeat=False)
    window.act(Action.METHOD, auto_repeat=False)
    settle()
    shown = {piece.text for child, piece in painted(window) if child in (till, till.phone, till.received)}
    assert {"138 **** 0000", "1,000", "35.90"} <= shown
    clock.seconds += 1
    window.act(Action.TAKE, auto_repeat=False)
    (taken,) = [intent for intent in window.intents if isinstance(intent, TakeMoney)]
    assert (taken.phone, taken.received) == ("13800000000", 1000)


def test_the_band_gives_its_line_back(counter) -> None:
    window = show(counter, "trial", factor=2.0)
    with_tender = window.visit.till.height()
    window.show_visit(VISITS["charges"])
    settle()
    assert window.visit.till.height() < with_tender


MOVED = {"park": "F12", "trial": "F7", "print": "F8", "take": "F11", "ask": "F9", "pay_out": "Shift F11", "list": "F5"}


@pytest.mark.parametrize("code", list(FailureCode), ids=str)
def test_a_card_names_the_keys_this_hospital_has(counter, code: FailureCode) -> None:
    """Every key named on the card is the one that does it here; the default's name stands nowhere."""
    window = counter(key_changes=MOVED)
    view = VISITS["failure-money-taken" if code is FailureCode.SERVICE_SAID else "failure-waitable"]
    window.show_visit(replace(view, failure=FailureView(code, {"参保地": "哈尔滨", "就医地": "广州"})))
    settle()
    options = [one for one in window.findChildren(Option) if one.isVisible()]
    assert options
    written = {row.action: row.keys[0] for row in TABLE}
    for option in options:
        said = " ".join(piece.text for piece in option.written())
        for action, default in written.items():
            if f"[{default}]" in option.way.consequence:
                assert f" {MOVED.get(action, default)} " in said, said
        assert "[" not in said
        assert cap_width(window.look, option.key, 30) + window.look.px(12) < window.look.px(12 + option.indent)
    assert all("按 F" not in way.consequence for way in remedy(code).ways), "a key in a text stands in brackets"


def test_who_works_here_stands_clear_of_the_mark_of_training(counter) -> None:
    window = counter(factor=2.0)
    turn(window, "queue-replay", training=True)
    written = {piece.text: piece.box for piece in window.head.written()}
    mark = written[sentences.TRAINING_HEAD]
    end = mark.right() + window.look.px(16)
    assert all(box.left() >= end for box in written.values() if box.left() > mark.left())
    assert "0107" in written


def test_at_200_percent_no_claim_of_the_day_goes_back_unseen(counter) -> None:
    window = show(counter, "day", factor=2.0)
    for _ in range(4):
        window.step(1)
    assert Action.PAY_OUT not in window.day.alive()


def test_in_the_frame_of_training_what_is_typed_and_the_money_key_stand_whole(counter) -> None:
    window = show(counter, "typing", training=True, factor=2.0)
    identity = window.visit.charges.identity
    for field in (identity.name, identity.number, identity.phone):
        assert on_screen(window, field), field.accessibleName()
    quote = VISITS["trial"].quote
    dear = replace(quote, amounts=replace(quote.amounts, total=Decimal("12941.06"), cash=Decimal("12535.21")))
    turn(window, "trial", training=True)
    window.show_visit(replace(VISITS["trial"], quote=dear))
    settle()
    key = window.visit.till._buttons[Action.TAKE]
    assert "12,535.21" in key.text()
    for piece in key.written():
        assert piece.box.width() <= piece.room + 1, piece.text
