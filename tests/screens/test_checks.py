"""What looks at the screens finds what is wrong with one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QLineEdit

from tests.screens.checks import findings
from tests.screens.scenes import clear
from tests.screens.stage import LOOKS, Stage
from tests.ui.samples import VISITS
from tests.ui.screen import put, settle
from ui.look import Look
from ui.pen import Drawn, Pen
from ui.theme import LIGHT, THEMES

pytestmark = pytest.mark.window


class _Panel(Drawn):
    """Paints what a test wants."""

    def __init__(self, paint: Callable[[Pen], object]) -> None:
        super().__init__(Look())
        self._paint = paint
        self.setAccessibleName("sample")
        self.resize(300, 100)

    def compose(self, pen: Pen) -> None:
        pen.painter.fillRect(self.rect(), self.look.colour(LIGHT.surface))
        self._paint(pen)


def _twice(pen: Pen) -> None:
    pen.text(10, 30, "患者应付", 15, LIGHT.ink)
    pen.text(40, 30, "费用合计", 15, LIGHT.ink)


def _painted_over(pen: Pen) -> None:
    pen.text(10, 30, "患者应付", 15, LIGHT.ink)
    pen.painter.fillRect(QRectF(0, 15, 200, 30), pen.look.colour(LIGHT.surface))


@pytest.fixture(autouse=True)
def _as_it_came(stage: Stage) -> None:
    """Whatever was shown in this window before, in whatever size."""
    stage.turn(LOOKS[0])
    clear(stage.window)


WRONG = {
    "cut": (lambda pen: pen.text(10, 30, "患者应付患者应付", 15, LIGHT.ink, room=60, elide=True), "cut: "),
    "outside": (lambda pen: pen.text(280, 30, "患者应付", 15, LIGHT.ink), "sticks out"),
    "small": (lambda pen: pen.text(10, 30, "患者应付", 11, LIGHT.ink), "is 11.0 small"),
    "faint": (lambda pen: pen.text(10, 30, "患者应付", 15, "#8A8A8A"), "faint: "),
    "on each other": (_twice, "' on '"),
    "painted over": (_painted_over, "not to be seen"),
    "more than its room": (lambda pen: pen.text(10, 30, "患者应付", 15, LIGHT.ink, room=40), "needs 60 of 40"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_with_a_panel_is_found(stage: Stage, name: str) -> None:
    paint, said = WRONG[name]
    window = stage.window
    panel = _Panel(paint)
    panel.setParent(window)
    panel.show()
    panel.raise_()
    try:
        settle()
        found = findings(panel, Look(), panel.grab().toImage()) + findings(window, Look(), window.grab().toImage())
        assert [line for line in found if said in line], found
    finally:
        panel.hide()
        panel.setParent(None)
        panel.deleteLater()


def test_a_control_without_a_name_is_found(stage: Stage) -> None:
    field = QLineEdit(stage.window)
    field.show()
    try:
        assert "QLineEdit has no name" in findings(stage.window, Look(), stage.window.grab().toImage())
    finally:
        field.hide()
        field.setParent(None)
        field.deleteLater()


def test_sums_that_do_not_add_up_are_found(stage: Stage) -> None:
    window = stage.window
    put(window, "trial")
    settle()
    quote = VISITS["trial"].quote
    assert quote is not None
    wrong = replace(quote, amounts=replace(quote.amounts, total=quote.amounts.total + Decimal("0.01")))
    window.show_visit(replace(VISITS["trial"], quote=wrong))
    settle()
    found = findings(window, window.look, window.grab().toImage())
    assert [line for line in found if line.startswith("sums: ")]


def test_light_words_on_a_light_ground_are_found_in_a_whole_window(stage: Stage) -> None:
    window = stage.window
    put(window, "trial")
    window.set_look(theme=replace(LIGHT, ink2="#B8C2C0"))
    try:
        settle()
        found = findings(window, window.look, window.grab().toImage())
        assert [line for line in found if line.startswith("faint: ")]
    finally:
        window.set_look(theme=THEMES["light"])
