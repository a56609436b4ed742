"""Training at the window: the panel's pages, a drill begun and ended, and who stood at the glass meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from counter_app.desk.drill_report import Findings, findings
from counter_app.desk.drills import DrillKind, Drills, Running
from counter_app.desk.office import Office
from ui.bridge import Bridge
from ui.drill_told import as_text, rows_of
from ui.keys import Action
from ui.training_panel import TrainingPanel
from ui.training_views import Guest, PanelRow, PanelView
from ui.views import VisitState, VisitView
from ui.window import CounterWindow
from ui.words import figures, training_words
from ui.words.template import filled

__all__ = ["DrillSession", "Table"]

_KINDS = tuple(DrillKind)
_BEFORE_ANYBODY = (VisitState.WAITING, VisitState.SCANNING, VisitState.TYPING, VisitState.READING, VisitState.LOCKED)
_MOST = 200


class Table:
    """What lies on the trainer's table. `insert` and `pull` do nothing where there is no reader (`no_reader` says why).
    `restart`: this program is to be started anew.
    """

    def __init__(
        self,
        guests: tuple[Guest, ...],
        insert: Callable[[str], None],
        pull: Callable[[], None],
        restart: Callable[[], None],
        no_reader: str = "",
    ) -> None:
        self.guests, self.insert, self.pull, self.restart, self.no_reader = guests, insert, pull, restart, no_reader


class DrillSession:
    """Main thread. `changed` hears what runs, whenever that is something else."""

    def __init__(
        self,
        drills: Drills,
        table: Table,
        office: Office,
        bridge: Bridge,
        window: CounterWindow,
        now: Callable[[], datetime],
    ) -> None:
        self._drills, self._table, self._office = drills, table, office
        self._bridge, self._window, self._now = bridge, window, now
        self.panel = TrainingPanel(window, window.look, window.keys)
        self.panel.pressed, self.panel.closed = self._pressed, self._closed
        self.changed: Callable[[Running | None], None] = lambda _running: None
        self.leave: Callable[[], None] | None = None  # out of training; None: nobody knows where to
        self.covers: Callable[[bool], None] = lambda _covered: None  # the panel is open, or not
        self._page: Callable[[Action | None, str, int], None] = self._on_drills
        self._stood: dict[str, datetime] = {}
        self._told: set[str] = set()
        self._busy = self._leaves = False
        self.last: Findings | None = None  # of the drill that ended last

    @property
    def running(self) -> Running | None:
        """The drill under way."""
        return self._drills.running

    def begin(self) -> None:
        """At the start of the program: what ran goes on."""
        if self.running is not None:
            back = self.running.cut_at is not None and self.running.back_at is None
            self._busy = True
            self._bridge.look_after(self._drills.resume, lambda _none: self._resumed(back=back), self._failed)

    def do(self, action: Action) -> None:
        """Ctrl T and Ctrl E, on whatever page."""
        if action is Action.END_DRILL:
            self._end()
        elif self.panel.view is not None:
            self.panel.close_panel()
        else:
            self._show_drills()

    def pulse(self) -> None:
        """Once a second."""
        if self.running is not None and not self._busy:
            self._bridge.look_after(self._drills.look, lambda _none: None, lambda _kind: None)
            if self.running.ahead_s:
                self.changed(self.running)  # its clock goes on

    def saw(self, view: VisitView, claim: str | None) -> None:
        """What the visit page shows: since when a claim's person stands here."""
        if self.running is None or not view.visit or view.state in _BEFORE_ANYBODY:
            return
        if view.visit not in self._stood:
            if len(self._stood) >= _MOST:
                self._stood.pop(next(iter(self._stood)))
            self._stood[view.visit] = self._now()
        if claim is not None and claim not in self._told:
            self._told.add(claim)
            since = self._stood[view.visit]
            self._bridge.look_after(lambda: self._drills.stands(claim, since), lambda _none: None)

    # The panel's pages

    def _open(self, view: PanelView, page: Callable[[Action | None, str, int], None]) -> None:
        self._page = page
        self.covers(True)
        self.panel.open(view, self._window.look)

    def _pressed(self, action: Action | None, digit: str, row: int) -> None:
        if action is Action.END_DRILL:
            self._end()
        else:
            self._page(action, digit, row)

    def _closed(self) -> None:
        self.covers(False)
        if self._leaves:
            self._leaves = False
            self._table.restart()

    def _show_drills(self, note: str = "") -> None:
        running = self.running
        rows: list[PanelRow] = []
        if running is not None:
            name = training_words.HIDDEN if running.hidden else training_words.KINDS[running.kind]
            about = (
                filled(
                    training_words.UNDER_WAY_ABOUT,
                    时间=figures.clock(running.began),
                    键=self._window.keys.shown(Action.END_DRILL),
                )
                .replace("[", "")
                .replace("]", "")
            )
            rows.append(PanelRow(filled(training_words.UNDER_WAY, 故障名=name), (about,)))
        else:
            rows += [
                PanelRow(training_words.KINDS[kind], (training_words.ABOUT[kind],), str(number))
                for number, kind in enumerate(_KINDS, start=1)
            ]
            rows.append(PanelRow(training_words.DRAW, (training_words.DRAW_ABOUT,), str(len(_KINDS) + 1)))
        people = PanelRow(training_words.PEOPLE_ROW, (training_words.PEOPLE_ABOUT,), str(len(_KINDS) + 2))
        rows += [people, PanelRow(training_words.LAST_ROW, cap=str(len(_KINDS) + 3))]
        if self.leave is not None:
            rows.append(PanelRow(training_words.LEAVE_ROW, cap=str(len(_KINDS) + 4)))
        view = PanelView(training_words.PANEL, tuple(rows), training_words.KEYS_DRILLS, note=note)
        self._open(view, self._on_drills)

    def _on_drills(self, action: Action | None, digit: str, row: int) -> None:
        if self._busy or action is not None:
            return
        caps = [one.cap for one in self.panel.view.rows] if self.panel.view is not None else []
        if digit and digit not in caps:
            return
        cap = digit or caps[row]
        if cap == "":
            self._end()
        elif int(cap) == len(_KINDS) + 2:
            self._show_people()
        elif int(cap) == len(_KINDS) + 3:
            self._bridge.look_after(self._drills.last_report, self._show_last)
        elif int(cap) == len(_KINDS) + 4:
            self.panel.close_panel()
            if self.leave is not None:
                self.leave()
        else:
            self._begin(int(cap))

    def _begin(self, number: int) -> None:
        self._busy = True
        self._show_drills(training_words.PREPARING)

        def begin() -> Running:
            return self._drills.draw() if number > len(_KINDS) else self._drills.begin(_KINDS[number - 1])

        def begun(running: Running) -> None:
            self._busy = False
            if self._drills.restarts:
                self.panel.close_panel()
                self._table.restart()
                return
            self.panel.close_panel()
            self.changed(running)
            key = self._window.keys.shown(Action.END_DRILL)
            self._window.remark(filled(training_words.BEGUN, 键=key))

        self._bridge.look_after(begin, begun, self._failed)

    def _resumed(self, *, back: bool) -> None:
        self._busy = False
        self.changed(self.running)
        if back:
            self._window.remark(training_words.BACK_AGAIN)

    def _failed(self, _kind: str) -> None:
        self._busy = False
        self._show_drills(training_words.NOT_READY)

    def _show_people(self, note: str = "") -> None:
        words = training_words
        rows = tuple(
            PanelRow(
                guest.name + (f"　{guest.place}" if guest.place else ""),
                (guest.story, "　".join(_with(guest))),
            )
            for guest in self._table.guests
        )
        head = filled(words.PEOPLE, n=len(rows))
        self._open(PanelView(head, rows, words.KEYS_PEOPLE, note=note or self._table.no_reader), self._on_people)

    def _on_people(self, action: Action | None, _digit: str, row: int) -> None:
        guest = self._table.guests[row]
        may_insert = bool(guest.card) and not self._table.no_reader
        if action is Action.DELETE:
            self._table.pull()
        elif action is Action.READ_CARD and not may_insert:
            self._show_people(training_words.NO_CARD)
        elif action is Action.READ_CARD or (action is None and may_insert):
            self.panel.close_panel()
            self._table.insert(guest.card)
        elif action is Action.SCAN or action is None:
            self.panel.close_panel()
            self._window.scanned(guest.voucher)

    def _show_last(self, text: str) -> None:
        blocks = [block.splitlines() for block in text.split("\n\n") if block.strip()]
        rows = tuple(PanelRow(block[0], tuple(block[1:])) for block in blocks)
        rows = rows or (PanelRow(training_words.NO_REPORT),)
        self._open(PanelView(training_words.REPORT, rows, training_words.KEYS_REPORT, choosing=False), self._on_report)

    def _on_report(self, _action: Action | None, _digit: str, _row: int) -> None:
        """A report is read; only Esc and the arrows mean something."""

    # The end

    def _end(self) -> None:
        if self._busy:
            return
        running = self.running
        if running is None:
            self.panel.close_panel()
            key = self._window.keys.shown(Action.TRAINING)
            self._window.remark(filled(training_words.NOTHING_RUNS, 键=key))
            return
        self._busy = True
        waits = (PanelRow(training_words.JUDGING),)
        self._open(PanelView(training_words.REPORT, waits, "", choosing=False), self._on_report)
        self._bridge.look_after(self._judged, self._show_report, self._not_judged)

    def _judged(self) -> tuple[Findings, str]:
        calmed = self._drills.calmed()
        assert calmed is not None  # noqa: S101 - only `_end` asks, one at a time
        running, struck, books = calmed
        found = findings(self._office, running, struck, books, self._now())
        file = self._drills.keep_report(running, as_text(rows_of(found)))
        self._drills.end()  # not before: a drill that is gone has no report any more
        return found, str(file or "")

    def _not_judged(self, _kind: str) -> None:
        self._busy = False
        key = self._window.keys.shown(Action.END_DRILL)
        self._show_drills(filled(training_words.NOT_JUDGED, 键=key))

    def _show_report(self, told: tuple[Findings, str]) -> None:
        found, file = told
        self._busy, self.last = False, found
        self._stood, self._told = {}, set()
        self._leaves = bool(found.drill.folder)
        rows = rows_of(found)
        if file:
            rows += (PanelRow("", (filled(training_words.KEPT_IN, 文件=file),)),)
        keys = training_words.KEYS_REPORT_BACK if self._leaves else training_words.KEYS_REPORT
        self._open(PanelView(training_words.REPORT, rows, keys, choosing=False), self._on_report)
        self.changed(None)


def _with(guest: Guest) -> list[str]:
    card = [filled(training_words.CARD, 卡号=guest.card)] if guest.card else []
    return [*card, filled(training_words.VOUCHER, 码=guest.voucher)]
