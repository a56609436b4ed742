"""Every page and state of the real window, in every size and theme: what must hold of all of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget
from samples import VISITS
from screen import ALL, misplaced, painted, settle, show, turn

from counter_app.failures import FailureCode
from ui.failure_panel import Option
from ui.fee_table import FeeTable
from ui.keys import Action
from ui.theme import LIGHT, Theme
from ui.views import FailureView

pytestmark = pytest.mark.window

# The other themes: tests/screens. A theme moves nothing.
LOOKS = [
    (1366, 768, 1.0, LIGHT),
    (1366, 728, 1.0, LIGHT),
    (1920, 1080, 1.0, LIGHT),
    (1366, 768, 1.5, LIGHT),
    (1366, 768, 2.0, LIGHT),
    (1280, 720, 1.0, LIGHT),
]


@pytest.mark.parametrize(("width", "height", "factor", "theme"), LOOKS)
def test_nothing_is_cut_and_nothing_sticks_out(counter, width: int, height: int, factor: float, theme: Theme) -> None:
    window = counter(width, height, theme=theme, factor=factor)
    problems = [f"{name}: {found}" for name in ALL for found in misplaced(turn(window, name))]
    assert not problems, "\n".join(problems[:12])


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)], ids=["1366", "1920"])
def test_the_till_speaks_loudest(counter, size: tuple[int, int]) -> None:
    window = counter(*size)
    for name in VISITS:
        pieces = painted(turn(window, name))
        till = window.visit.till
        face = till.face
        text = face.words if face.amount is None else f"{face.amount:,.2f}"
        largest = max(piece.pixels for child, piece in pieces if child is till and piece.text == text)
        others = max(piece.pixels for child, piece in pieces if piece.text not in (text, "¥"))
        assert largest >= others * (1.3 if face.amount is None else 2.5), (name, largest, others)


def test_every_control_has_a_name_and_every_key_one_meaning(counter) -> None:
    window = counter()
    for name in ALL:
        turn(window, name)
        seen: dict[Action, set[str]] = {}
        for child in window.findChildren(QWidget):
            button = isinstance(child, QAbstractButton)
            if child.isVisible() and (button or child.focusPolicy() & Qt.FocusPolicy.TabFocus):
                assert child.accessibleName(), (name, type(child).__name__)
            # A failure's way to begin anew says with more words what the button beside it says.
            anew = isinstance(child, Option) and child.action in (Action.READ_CARD, Action.SCAN, Action.TYPE_IN)
            if button and child.isVisible() and child.isEnabled() and hasattr(child, "action") and not anew:
                seen.setdefault(child.action, set()).add(child.text())
        assert window.sentence.accessibleName(), name
        doubled = {action: texts for action, texts in seen.items() if len(texts) > 1}
        assert not doubled, name


def test_every_failure_can_be_shown_with_nothing_known(counter) -> None:
    """With all its blanks filled: tests/screens."""
    window = show(counter, "failure-waitable")
    for code in FailureCode:
        window.show_visit(replace(VISITS["failure-waitable"], failure=FailureView(code)))
        settle()
        assert window.sentence.said.text, code
        for child, piece in painted(window):
            assert "{" not in piece.text, code
            if not isinstance(child, FeeTable):
                assert not piece.elided, (code, piece.text)
                assert piece.box.right() <= child.width() + 1, (code, piece.text)
