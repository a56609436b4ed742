"""The panel of questions as the window has it: it comes and goes over whatever page is up, and while it is up every key
is its own. It goes by itself when something happens at the glass.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from counter_app.desk.questions import Question
from ui.intents import AskQuestion, Intent
from ui.keys import Action
from ui.look import Look
from ui.question_panel import QuestionPanel
from ui.question_views import QuestionsView

__all__ = ["QuestionsOver"]


class QuestionsOver:
    """`emit` sends an intent; `covers` is told when the panel comes and goes; `showed` when the frame is to follow."""

    def __init__(
        self, emit: Callable[[Intent], None], covers: Callable[[bool], None], showed: Callable[[], None]
    ) -> None:
        self._emit = emit
        self._covers = covers
        self._showed = showed
        self.panel: QuestionPanel

    def make(self, look: Look, parent: QWidget) -> QuestionPanel:
        """Once."""
        self.panel = QuestionPanel(look, parent)
        self.panel.asked.connect(lambda question, name: self._emit(AskQuestion(question, name)))
        self.panel.changed.connect(self._showed)
        return self.panel

    @property
    def up(self) -> bool:
        """It is open."""
        return self.panel.up

    @property
    def asking(self) -> bool:
        """It is open and waits for an answer."""
        return self.panel.up and self.panel.view.asking is not None

    def show(self, view: QuestionsView) -> None:
        """What came of a question; nothing where the panel is closed."""
        if self.panel.up:
            self.panel.show_view(view)

    def act(self, action: Action, *, person: bool) -> bool:
        """Shift F1 and, while the panel is up, every key: no money moves, and nobody is sent on. With a `person` at the
        glass it opens with their filing.
        """
        if not self.panel.up:
            self._covers(True)
            self.panel.open(Question.FILING if person else Question.INSTITUTIONS)
        elif action is Action.ASK:
            self.panel.again()
        elif action in (Action.BACK, Action.QUESTIONS):
            self.shut()
        self._showed()
        return True

    def shut(self) -> None:
        """Close it, if it is up."""
        if self.panel.up:
            self.panel.shut()
            self._covers(False)
