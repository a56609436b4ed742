"""The trainer's table beside a training window: cards to put in and take out, a line to cut, what is drilled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QLayout, QPushButton, QToolTip, QVBoxLayout, QWidget

from counter_app.desk import clock
from counter_app.desk.drills import Drills, Running
from counter_app.desk.drills import Stage as Drilled
from counter_app.desk.office import Office
from counter_app.records.regions import RegionNames
from ui.drill_session import DrillSession, Table
from ui.keys import Action
from ui.look import BODY
from ui.program import Program
from ui.training_views import Guest
from ui.window import CounterWindow
from ui.words import training_words
from ui.words.template import filled

__all__ = ["Stage", "TrainingTable", "beside"]

Errand = Callable[[Callable[[], object], Callable[[bool], None]], None]

_ACROSS = 5
# Where it comes up: over the fees, whose last lines are empty as a rule. It can be dragged.
_LEFT, _TOP = 0.24, 0.47
_MARGIN, _GAP = 12, 8  # logical pixels
_FRAME = 32  # pixels that the desktop draws around it


class Stage(Drilled, Protocol):
    """What stands around a training window."""

    no_reader: str

    @property
    def cards(self) -> tuple[tuple[str, str], ...]:
        """(id, title) of every card."""

    @property
    def people(self) -> tuple[Mapping[str, str], ...]:
        """Everybody: name, region, story, voucher, card."""

    def insert(self, card_id: str) -> None:
        """Put a card in."""

    def pull(self) -> None:
        """Take it out."""

    def faults(self, wanted: Iterable[str]) -> None:
        """Other faults from now on."""


class TrainingTable(QWidget):
    """Stands above `window`, in its type size; `stage` is acted on by `errand`, which tells whether it was done: the
    stage may be seconds away, or not answer at all. `key(action)`: a key's name here; `pressed` does what a key does.
    """

    def __init__(
        self,
        window: CounterWindow,
        stage: Stage,
        guests: tuple[Guest, ...],
        key: Callable[[Action], str],
        pressed: Callable[[Action], None],
        errand: Errand,
    ) -> None:
        # Of the window: a screen-filling one lies above everything that is not.
        super().__init__(window, Qt.WindowType.Tool)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowTitle(training_words.TABLE)
        self._window, self._key, self._stage, self._errand = window, key, stage, errand
        self._cut = False  # as the stage has it
        rows = self._rows = QVBoxLayout(self)
        rows.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)  # never smaller than its words
        panel = filled(training_words.OPEN_PANEL, 键=key(Action.TRAINING))
        rows.addWidget(_button(panel, lambda: pressed(Action.TRAINING)))
        self._runs = _button("", lambda: pressed(Action.END_DRILL))
        rows.addWidget(self._runs)
        self._clock = QLabel()
        rows.addWidget(self._clock)
        if stage.no_reader:
            rows.addWidget(QLabel(filled(training_words.NO_READER, 键=key(Action.SCAN))))
        cards = self._cards = QGridLayout()
        whose = {guest.card: f"{guest.name}：{guest.story}" for guest in guests}
        for number, (card_id, title) in enumerate(stage.cards):
            put_in = partial(stage.insert, card_id)
            button = _button(f"{training_words.INSERT} {card_id}", partial(errand, put_in, _whatever))
            button.setToolTip(whose.get(card_id, title))
            button.setAccessibleDescription(whose.get(card_id, title))
            button.setEnabled(not stage.no_reader)
            cards.addWidget(button, number // _ACROSS, number % _ACROSS)
        rows.addLayout(cards)
        rows.addWidget(_button(training_words.PULL, lambda: errand(stage.pull, _whatever)))
        self._line = QCheckBox(training_words.CUT)
        self._line.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._line.toggled.connect(self._cut_line)
        rows.addWidget(self._line)
        self.show_running(None)
        window.looked.connect(self._follow)
        self._follow()

    def stand(self) -> None:
        """Where it comes up first."""
        over = self._window
        self.move(over.mapToGlobal(QPoint(round(over.width() * _LEFT), round(over.height() * _TOP))))
        self._stay_inside()

    def _follow(self) -> None:
        """In the window's type, whatever the user's desktop has for others."""
        look = self._window.look
        self.setFont(look.font(BODY))
        QToolTip.setFont(look.font(BODY))
        margin, gap = look.px(_MARGIN), look.px(_GAP)
        for rows in (self._rows, self._cards):
            rows.setSpacing(gap)
        self._rows.setContentsMargins(margin, margin, margin, margin)
        self._stay_inside()

    def _stay_inside(self) -> None:
        """Larger than before, or the window smaller: no button lies off the screen."""
        self.adjustSize()
        room = self._window.frameGeometry()
        left = min(self.x(), room.right() - self.width() - _FRAME)
        top = min(self.y(), room.bottom() - self.height() - _FRAME)
        at = max(left, room.left()), max(top, room.top())
        if at != (self.x(), self.y()):
            self.move(*at)

    def show_running(self, running: Running | None) -> None:
        """What is drilled: meanwhile the line is the drill's."""
        self._runs.setVisible(running is not None)
        self._runs.setText(filled(training_words.RUNNING_HERE, 键=self._key(Action.END_DRILL)))
        self._clock.setVisible(running is not None and running.ahead_s != 0)
        if running is not None:
            now = clock.moment().wall
            told = (f"{at:%Y-%m-%d %H:%M}" for at in (now, now - timedelta(seconds=running.ahead_s)))
            self._clock.setText(filled(training_words.OTHER_CLOCK, 钟=next(told), 真=next(told)))
            self._stands(cut=False)
        self._line.setEnabled(running is None)
        self._stay_inside()

    def _cut_line(self, cut: bool) -> None:
        def told(done: bool) -> None:
            self._stands(cut=cut if done else self._cut)

        self._errand(lambda: self._stage.faults(["refuse_connection"] if cut else []), told)

    def _stands(self, *, cut: bool) -> None:
        """The box says what is so."""
        self._cut = cut
        self._line.blockSignals(True)
        self._line.setChecked(cut)
        self._line.blockSignals(False)


def _whatever(_done: bool) -> None:
    """A card that does not come in is not on the page, and the sentence says the rest."""


def _button(text: str, does: Callable[[], None]) -> QPushButton:
    button = QPushButton(text)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.clicked.connect(lambda _checked=False: does())
    return button


def beside(program: Program, office: Office, stage: Stage, folder: Path, restart: Callable[[], None]) -> TrainingTable:
    """The table of a training window, and its drills on the window's keys. `folder`: training's own."""
    region = RegionNames().full
    guests = tuple(
        Guest(one["name"], region(one["region"]), one["story"], one["voucher"], one["card"]) for one in stage.people
    )

    def errand(work: Callable[[], object], told: Callable[[bool], None]) -> None:
        def failed(_kind: str) -> None:
            told(False)
            program.window.remark(training_words.STAGE_SILENT)

        program.bridge.look_after(work, lambda _nothing: told(True), failed)

    table = Table(
        guests,
        lambda card: errand(partial(stage.insert, card), _whatever),
        lambda: errand(stage.pull, _whatever),
        restart,
        filled(training_words.NO_READER, 键=program.window.keys.shown(Action.SCAN)) if stage.no_reader else "",
    )
    drills = Drills(stage, folder, lambda: clock.moment().wall)
    session = DrillSession(drills, table, office, program.bridge, program.window, lambda: clock.moment().wall)
    shown = TrainingTable(program.window, stage, guests, program.window.keys.shown, session.do, errand)
    session.changed = shown.show_running
    session.covers = lambda covered: shown.setVisible(not covered)
    session.leave = program.door.leave if program.door.goes is not None else None
    program.training = session
    session.begin()
    shown.stand()
    return shown
