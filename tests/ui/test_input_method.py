"""Who lets a Chinese input method in: each field says, and the pages take no text."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from ui.input_method import chinese, latin, takes_chinese
from ui.words import item_words, labels, question_words

pytestmark = pytest.mark.window

# Names, reasons and what is looked for are written in Chinese; whoever adds a field for it adds it here.
CHINESE = {labels.TYPED_NAME, labels.CONFIRM_REASON, labels.WHY_TYPED, item_words.FIELD, question_words.FILTER}


def test_only_fields_made_for_chinese_let_a_method_in(counter) -> None:
    window = counter()
    fields = window.findChildren(QLineEdit)
    assert len(fields) >= 6
    assert {field.accessibleName() for field in fields if takes_chinese(field)} == CHINESE
    for field in fields:
        hidden = bool(field.inputMethodHints() & Qt.InputMethodHint.ImhHiddenText)
        assert hidden is not takes_chinese(field), f"{field.accessibleName()}: neither chinese() nor latin() was said"
    others = [kind for kind in (QTextEdit, QPlainTextEdit, QComboBox, QAbstractSpinBox) if window.findChildren(kind)]
    assert not others, "they need a rule of their own"


def test_the_page_a_scan_is_awaited_on_takes_no_text(counter) -> None:
    window = counter()
    takers = [
        widget
        for widget in (window, *window.findChildren(QWidget))
        if widget.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not isinstance(widget, QLineEdit)
    ]
    assert not takers


def test_the_rule_marks_a_field(application) -> None:
    field = QLineEdit()
    assert not takes_chinese(field)
    assert not takes_chinese(None)
    chinese(field)
    assert takes_chinese(field)
    latin(field)
    assert not takes_chinese(field)
