"""The questions behind their panel: asked on the link thread, told on the main one. A question that was left is asked
no further, and what comes of it late is shown no more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QTimer

from counter_app.desk.identify import Identified
from counter_app.desk.office import Office
from counter_app.desk.questions import TRANSACTIONS, Answer, Part, Question, QuestionDesk, settled_here
from counter_app.desk.recognise import Trouble
from counter_app.failures import FailureCode
from ui.bridge import Bridge
from ui.desk_views import Places
from ui.intents import AskQuestion
from ui.question_rows import Here, part_views
from ui.question_views import QuestionsView
from ui.words import figures, question_words
from ui.words.template import filled

__all__ = ["QuestionSession"]

# Arrows pass over questions that nobody wants to ask.
_SETTLES_MS = 150


class QuestionSession:
    """Answers `AskQuestion`; `found`: the person at the glass, `show` paints. Main thread, but for the asking."""

    def __init__(
        self,
        office: Office,
        bridge: Bridge,
        places: Places,
        now: Callable[[], datetime],
        found: Callable[[], Identified | None],
        show: Callable[[QuestionsView], None],
    ) -> None:
        settings = office.settings
        self._bridge = bridge
        self._places = places
        self._now = now
        self._found = found
        self._show = show
        self._phone = settings.slips.insured_place_phone
        self._desk = QuestionDesk(
            lambda wish, person: office.driver.ask(office.inquiring.ask(wish, person)),
            office.place_files.read,
            lambda id_number: settled_here(office.books, id_number),
            office.place,
            settings.institution.region,
            now,
        )
        self._turn = 0
        self._asked = AskQuestion(None)
        self._soon = QTimer()
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SETTLES_MS)
        self._soon.timeout.connect(self._ask)
        self.view: QuestionsView | None = None

    def hear(self, asked: AskQuestion) -> None:
        """Another question, the same once more, or None: the panel is closed, and nothing of a person stays here."""
        self._turn += 1
        self._asked = asked
        if asked.question is None:
            self.view = None
            self._soon.stop()
            return
        self._paint(QuestionsView(asked.question, self._who(), self._now()))
        self._soon.start()

    def close(self) -> None:
        """The window ends: what was about to be asked is not asked any more."""
        self._soon.stop()

    def _ask(self) -> None:
        question, name, turn, found = self._asked.question, self._asked.name, self._turn, self._found()
        if question is None:
            return

        asks = bool(TRANSACTIONS[question])

        def answer() -> Answer | None:
            return self._desk.answer(question, found, name, lambda: turn == self._turn) if turn == self._turn else None

        def known(at_once: Answer) -> None:
            """What needs no call waits for none, whatever the cashier's own call takes."""
            self._came(turn, at_once, done=not asks)
            if asks and turn == self._turn:
                self._bridge.ask(answer, lambda all_of_it: self._came(turn, all_of_it, done=True), failed)

        def failed(kind: str) -> None:
            trouble = Part(
                TRANSACTIONS[question][0] if TRANSACTIONS[question] else "",
                None,
                (),
                Trouble(FailureCode.OUR_BUG, kind),
            )
            self._came(turn, Answer(question, (trouble,)), done=True)

        self._bridge.look_up(lambda: self._desk.at_once(question, found), known, failed)

    def _came(self, turn: int, answer: Answer | None, *, done: bool) -> None:
        if turn != self._turn or answer is None or self.view is None:
            return
        region = self._region() if answer.question is not Question.INSTITUTIONS else ""
        here = Here(self._now(), self._places.full, region, self._phone)
        asking = None if done else self.view.asking
        self._paint(replace(self.view, parts=part_views(answer, here), asking=asking))

    def _paint(self, view: QuestionsView) -> None:
        self.view = view
        self._show(view)

    def _region(self) -> str:
        found = self._found()
        person = found.person if found is not None else None
        return person.insurance.region if person is not None and person.insurance is not None else ""

    def _who(self) -> str:
        found = self._found()
        person = found.person if found is not None else None
        if person is None:
            return ""
        name = figures.masked_name(person.name)
        region = self._region()
        return filled(question_words.OF_PERSON, 姓名遮中=name, 参保地=self._places.city(region)) if region else name
