"""What a screen reader is told: the change of the sentence is announced."""

from __future__ import annotations

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from PySide6.QtWidgets import QApplication

from ui.keys import KeyMap
from ui.look import Look
from ui.sentence import SentenceBar
from ui.shapes import Shape
from ui.theme import LIGHT, Role
from ui.told import Said

pytestmark = pytest.mark.window


def test_a_sentence_that_changed_is_announced_once_and_not_where_it_is_hidden(
    application: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def update(event: QAccessibleEvent) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            told.append(event.message())

    monkeypatch.setattr(QAccessible, "updateAccessibility", staticmethod(update))
    bar = SentenceBar(Look.of_window(1366, 768, theme=LIGHT, factor=1.0, family=""), KeyMap())
    said = Said("按[F9]收钱", Role.ASK, Shape.NOTE)
    bar.show_said(said)
    assert told == [], "it does not stand there yet"
    bar.show()
    bar.show_said(Said("请刷卡", Role.ASK, Shape.NOTE))
    bar.show_said(said)
    bar.show_said(said)
    assert told == ["请刷卡", bar.accessibleName()]
    bar.close()
