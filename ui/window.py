"""The window: head, one of its pages, the sentence (or a ConfirmBar), the lamps. Shows views, emits intents.

It knows nothing of threads, cards or sockets: whoever feeds it calls `show_visit`, `show_queue`, `show_shell` on the
main thread and listens to `intent`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from card_reader.scanner import ScanLimits
from ui.arc import Arc
from ui.confirm_bar import ConfirmBar
from ui.confirming import Confirming
from ui.covering import Covering
from ui.day_page import DayPage
from ui.day_views import DayView
from ui.fonts import chinese_family
from ui.frame import Head, LampRow
from ui.ground import Page
from ui.guard import MoneyGuard
from ui.intents import Do, Intent, Scanned
from ui.key_list import KeyList
from ui.keyboard import Keyboard
from ui.keys import ANYWHERE, LOOKS, Action, KeyMap
from ui.look import Layout, Look
from ui.outage_page import OutagePage
from ui.outage_views import OutagePageView
from ui.pages import BEGINS_VISIT, NAMES, TURNS, Turning, Up, lists, standing, turns
from ui.question_panel import LIVING
from ui.questions_over import QuestionsOver
from ui.queue_page import QueuePage
from ui.queue_views import QueueState, QueueView
from ui.scan_watch import NotTaken
from ui.sentence import SentenceBar
from ui.theme import LIGHT, Theme
from ui.told import Said
from ui.views import ShellView, VisitState, VisitView
from ui.visit_page import VisitPage
from ui.wearing import arrange, wear
from ui.window_boxes import beside_the_claim, boxes
from ui.words import figures, labels, sentences

__all__ = ["CounterWindow"]

_FRAME = 7


class CounterWindow(Turning):
    """The one window. `now` gives its time with a zone, `clock` seconds that only grow; `still` stops the arc."""

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        clock: Callable[[], float] = time.monotonic,
        theme: Theme = LIGHT,
        factor: float = 1.0,
        key_changes: Mapping[str, str] | None = None,
        limits: ScanLimits | None = None,
        still: bool = False,
    ) -> None:
        super().__init__()
        self._now = now
        self._theme, self._factor = theme, factor
        self.keys = KeyMap(key_changes)
        self.take_guard, self.pay_guard = MoneyGuard(clock), MoneyGuard(clock)
        self._family = chinese_family() or ""
        self._shell = ShellView("", "")
        self._visit = VisitView(VisitState.WAITING)
        self._queue = QueueView(QueueState.EMPTY)
        self._day = DayView()
        self._outage = OutagePageView()
        self.over = QuestionsOver(self.intent.emit, self._covered, self._show_frame)
        self.confirming = Confirming(self.pay_guard, lambda: self.confirm, self._page, self.intent.emit, self._confirms)
        self._arc = Arc(self, self._turn, still=still)
        self._second = QTimer(self)
        self._second.setInterval(1000)
        self._second.timeout.connect(self.tick)
        self._second.start()
        self.setMinimumSize(1280, 720)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setWindowTitle(labels.VISIT_PAGE)
        self.scan_limits = limits or ScanLimits()
        self._keyboard = Keyboard(self, self, self.keys, self.scan_limits)
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self._keyboard)
        self.covering = Covering(self._keyboard, self, self._uncluttered, self._place, self._focus)
        self.look = Look.of_window(1366, 768, theme=theme, factor=factor, family=self._family)
        self._make(self.look)

    def _make(self, look: Look) -> None:
        self.head = Head(look, self.keys, self)
        self.visit = VisitPage(look, self.keys, self._now, self.take_guard, self)
        self.remember = self.visit.remember
        self.queue = QueuePage(look, self.keys, self)
        self.day = DayPage(look, self.keys, self)
        self.outage = OutagePage(look, self.keys, self)
        self.sentence = SentenceBar(look, self.keys, self)
        self.confirm = ConfirmBar(look, self.keys, self)
        self.lamps = LampRow(look, self.keys, self)
        self.key_list = KeyList(look, self.keys, self)
        self.cover = self.covering.make(look, self.keys, self)
        self.over.make(look, self)
        for part in (self.head, self.visit, self.queue, self.day, self.outage, self.confirm, self.lamps):
            part.acted.connect(self._clicked)
        self.visit.intent.connect(self._wished)
        for page in (self.queue, self.day, self.outage):
            page.intent.connect(self.intent)
        self.visit.sentence_changed.connect(self._show_frame)
        self.confirm.shown.connect(self.pay_guard.painted)
        self._show_all()
        self._focus()

    # What is shown

    def show_visit(self, view: VisitView) -> None:
        """Show this visit; the queue page stays up if it is up."""
        changed = view.state is not self._visit.state
        before, self._visit = self._visit, view
        moved = changed or standing(view) != standing(before)
        if moved:  # what happens at the glass goes first
            self.over.shut()
        came_up = self._up is Up.OUTAGE and moved and view.state is not VisitState.WAITING
        if came_up or (view.state is VisitState.LOCKED and self._up is not Up.VISIT):
            self.show_page(queue=False)
        asks = view.notice is not None and view.notice.asks
        if (changed or asks) and self._page() is self.visit:  # on another page F3 waits for what is scanned there
            self._keyboard.arm(self._keyboard.armed and view.state is VisitState.SCANNING)
        self.visit.show_view(view, self._shell)
        self.confirming.withdraw(self._visit)
        self._show_frame()
        if moved:
            self._focus()

    def _focus(self) -> None:
        """The focus goes where the next key lies; never out of a field somebody types in."""
        if self.covering.up:
            self.cover.focus_field()
        elif self.confirm.ask is None and not isinstance(QApplication.focusWidget(), QLineEdit):
            self._expected = self._page().expected()
            (self._expected or self).setFocus()

    @property
    def shown(self) -> VisitView:
        """The visit as it is shown."""
        return self._visit

    def show_queue(self, view: QueueView) -> None:
        """Show this queue."""
        self._queue = view
        self.queue.show_view(view)
        self.confirming.withdraw(self._visit)
        self._show_frame()
        self._refocus(self.queue)

    def show_day(self, view: DayView) -> None:
        """Show this day's end."""
        self._day = view
        self.day.show_view(view)
        self._show_frame()
        self._refocus(self.day)

    def show_outage(self, view: OutagePageView) -> None:
        """Show how an outage stands."""
        self._outage = view
        self.outage.show_view(view)
        self._show_frame()
        self._refocus(self.outage)

    def show_shell(self, view: ShellView) -> None:
        """Show this frame; training changes the colours of everything."""
        before, self._shell = self._shell, view
        changed = view.training is not before.training
        # Lamps and counts move all the time; the page is painted anew only for what it shows of the frame itself.
        if changed or (view.window, view.patient_shows) != (before.window, before.patient_shows):
            self.visit.show_view(self._visit, view)
        if changed:
            self._place()
            self.update()
        self._show_frame()

    def show_page(self, *, queue: bool = False, day: bool = False, outage: bool = False) -> None:
        """Turn to the queue, to the day's end, to the outage, or back to the visit."""
        self._up = Up.of(queue=queue, day=day, outage=outage)
        self._keyboard.arm(self._up is Up.VISIT and self._visit.state is VisitState.SCANNING)
        self.over.shut()
        self.confirming.close()
        self._show_frame()
        self._place()
        self._focus()

    @property
    def touched_at(self) -> float:
        """When a key was pressed last, by the clock that only grows."""
        return self._keyboard.touched_at

    @property
    def left_alone(self) -> bool:
        """Nobody is at the glass, the visit page is up, and nothing lies over it."""
        waiting = self._up is Up.VISIT and self._visit.state is VisitState.WAITING and self.isVisible()
        return waiting and not self.covering.up and not self._overlaid()

    def _uncluttered(self) -> None:
        self.key_list.hide()
        self.over.shut()
        self.confirming.close()
        self.setFocus()

    def _wished(self, intent: Intent) -> None:
        if not self.confirming.hold(intent, self._visit):
            self.intent.emit(intent)

    def _confirms(self, confirming: bool) -> None:
        self.visit.set_confirming(confirming)
        self.queue.set_confirming(confirming)
        self._place()

    def set_look(self, *, theme: Theme | None = None, factor: float | None = None) -> None:
        """Another theme or type size. What is shown, typed and marked stays, and so does the focus where it is seen."""
        self._theme = theme or self._theme
        self._factor = factor or self._factor
        self._relook()

    def _page(self) -> Page:
        pages: dict[Up, Page] = {Up.QUEUE: self.queue, Up.DAY: self.day, Up.OUTAGE: self.outage}
        return pages.get(self._up, self.visit)

    def _show_all(self) -> None:
        self.visit.refresh()
        self.queue.show_view(self._queue)
        self.day.show_view(self._day)
        self.outage.show_view(self._outage)
        self._show_frame()
        self._place()

    def _show_frame(self) -> None:
        now = self._now()
        self.head.show_view(NAMES[self._up], self._shell, figures.clock(now))
        self.lamps.show_view(self._shell, on_queue=self.on_queue)
        changed = self.sentence.show_said(self._said(now))
        if changed:
            self._place()
        self._arc.run(self._page().working or self.over.asking)

    def _said(self, now: datetime) -> Said:
        return self.over.panel.said(now) if self.over.up else self._page().said(now)

    def tick(self) -> None:
        """A second went by: clocks, and sentences that count."""
        self.visit.tick()
        self._show_frame()

    def _turn(self, turn: float) -> None:
        self.sentence.turn(turn)
        self.visit.turn(turn)

    # What the cashier does

    def _clicked(self, action: Action) -> None:
        self.act(action, auto_repeat=False)

    def act(self, action: Action, *, auto_repeat: bool) -> bool:
        """Do what a key means; False when it means nothing here (the keyboard then lets Space through)."""
        if action not in LOOKS:
            if self.covering.up:
                return True
            self.sentence.remark("")
            if self._visit.state is VisitState.LOCKED and action is not Action.HELP:
                return True
        if action in ANYWHERE or action in LOOKS:
            if not auto_repeat:
                self.intent.emit(Do(action, visit=self._visit.visit))
            return True
        if self.key_list.isVisible():
            if action in (Action.HELP, Action.BACK) and not auto_repeat:
                self.key_list.hide()
            return True
        if action is Action.HELP:
            if not auto_repeat:
                alive = LIVING if self.over.up else turns(self._visit, self._up) | self._page().alive()
                self.key_list.open(NAMES[self._up], alive | self._shell.keys, self._shell.key_place)
            return True
        if self.over.up or (action is Action.QUESTIONS and self.confirm.ask is None):
            return auto_repeat or self.over.act(action, person=self._visit.person is not None)
        if action is Action.PAY_OUT:
            return self.confirming.pay_out(auto_repeat=auto_repeat, disarm=lambda: self._keyboard.arm(False))
        if self.confirming.open:
            if action is Action.BACK:
                self.confirming.close()
            elif action is Action.GO_ON:
                self.confirming.go_on(auto_repeat=auto_repeat)
            return True
        if action in TURNS or (action is Action.BACK and self.turns_back(confirming=self._day.confirming)):
            if not auto_repeat:
                self.turn_to(self._up.after(action), self._visit.visit)
            return True
        if self._up is Up.OUTAGE and action in BEGINS_VISIT and not auto_repeat:
            self.turn_to(Up.VISIT, self._visit.visit)
        if action in lists(self._visit) and not self.on_queue:
            if not auto_repeat:
                self.show_page(queue=True)
                self.intent.emit(Do(action, visit=self._visit.visit))
            return True
        if action in (Action.SCAN, Action.NEXT_BILL) and not auto_repeat and action in self._page().alive():
            self._keyboard.arm(True)
            self.step_out()
        elif action is Action.BACK:
            self._keyboard.arm(False)
        return self._page().act(action, auto_repeat=auto_repeat)

    def _covered(self, covered: bool) -> None:
        self._keyboard.arm(not covered and self._visit.state is VisitState.SCANNING and self._page() is self.visit)
        self.visit.set_covered(covered)
        self._focus()

    def typed(self, mark: str) -> bool:
        """A digit: to the till."""
        if self.over.up:
            return self.over.panel.pick(mark)
        return self._up is Up.VISIT and not self._overlaid() and self.visit.typed(mark)

    def step(self, down: int) -> bool:
        """An arrow key: to the page."""
        return (self.over.panel if self.over.up else self._page()).step(down)

    def scanned(self, code: str) -> None:
        """A code came, asked for or not."""
        if self._visit.state is VisitState.LOCKED or self.covering.up:
            return
        if self._overlaid():
            self.remark(sentences.SCAN_BEHIND)
            return
        self._keyboard.arm(False)
        if not self._page().scanned(code):
            self.intent.emit(Scanned(code))
        # The wrong code: the right one is still waited for.
        self._keyboard.arm(self._visit.state is VisitState.SCANNING and self._page() is self.visit)

    def not_taken(self, why: NotTaken) -> None:
        """A scan became no code. Where none would be taken, F3 means nothing either."""
        said = sentences.SCAN_METHOD if why is NotTaken.METHOD else sentences.SCAN_BROKEN
        self.remark(sentences.SCAN_BEHIND if self._overlaid() else said)

    def _overlaid(self) -> bool:
        return self.key_list.isVisible() or self.confirm.ask is not None or self.over.up

    def remark(self, text: str, *, warns: bool = True) -> None:
        """Say this on whatever page is up, until the next key or the next sentence."""
        self.sentence.remark(text, warns=warns)
        self._show_frame()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size may be another look."""
        super().resizeEvent(event)
        self._relook()

    def _relook(self) -> None:
        look = Look.of_window(self.width(), self.height(), theme=self._theme, factor=self._factor, family=self._family)
        if look == self.look:
            self._place()
            return
        focus = QApplication.focusWidget()
        wear(self, look)
        self._show_all()
        arrange(self)
        if focus is not None and self.isAncestorOf(focus) and not focus.isVisible():
            self.setFocus()  # Qt gave it to whatever comes next
        if focus in (self, self._expected) or QApplication.focusWidget() is self:
            self._focus()
        self.looked.emit()

    def inset(self) -> int:
        """Room for the marks of training."""
        return self.look.px(_FRAME) if self._shell.training else 0

    def _place(self) -> None:
        bar = self.confirm if self.confirm.ask is not None else self.sentence
        head = self.look.layout is Layout.COLUMNS or self._up is not Up.VISIT
        at = boxes(self.look, self.size(), self.inset(), bar.height_for, head=head)
        self.head.setVisible(head)
        self.cover.mark(training=self._shell.training and not head)
        self.head.setGeometry(at.head)
        self.lamps.setVisible(not self.covering.up)
        self.lamps.setGeometry(at.lamps)
        self.sentence.setVisible(bar is self.sentence and not self.covering.up)
        bar.setGeometry(at.bar)
        for page in (self.visit, self.queue, self.day, self.outage):
            page.setVisible(page is self._page() and not self.covering.up)
            page.setGeometry(at.page)
        self.over.panel.setGeometry(beside_the_claim(self.look, self._page(), at.page))
        self.key_list.setGeometry(self.rect())
        self.cover.setGeometry(at.page.united(at.lamps))
