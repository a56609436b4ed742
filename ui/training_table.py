"""The trainer's table beside a training window: cards to put in and take out, a line to cut and mend."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.words import training_words

__all__ = ["TrainingTable"]


class TrainingTable(QWidget):
    """`insert`, `pull` and `faults` act on the training stage; `no_reader` says why cards cannot be put in, if so."""

    def __init__(
        self,
        cards: Iterable[tuple[str, str]],
        insert: Callable[[str], None],
        pull: Callable[[], None],
        faults: Callable[[list[str]], None],
        no_reader: str,
    ) -> None:
        super().__init__(None, Qt.WindowType.Tool | Qt.WindowType.WindowStaysOnTopHint)
        self.setWindowTitle(training_words.TABLE)
        rows = QVBoxLayout(self)
        if no_reader:
            rows.addWidget(QLabel(training_words.NO_READER))
        for card_id, title in cards:
            button = QPushButton(f"{training_words.INSERT} {card_id}　{title}")
            button.setEnabled(not no_reader)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _checked=False, wanted=card_id: insert(wanted))
            rows.addWidget(button)
        out = QPushButton(training_words.PULL)
        out.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        out.clicked.connect(lambda _checked=False: pull())
        rows.addWidget(out)
        line = QCheckBox(training_words.CUT)
        line.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        line.toggled.connect(lambda cut: faults(["refuse_connection"] if cut else []))
        rows.addWidget(line)
