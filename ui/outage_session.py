"""The outage behind its page: what was seen of it becomes the page, and the page comes up by itself where it disturbs
nobody. Everything here but the work itself runs on the main thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from counter_app.desk import clock
from counter_app.desk.office import Office
from counter_app.desk.outages import Outage
from counter_app.model.places import Notice
from ui.bridge import Bridge
from ui.desk_views import Places
from ui.keys import Action
from ui.lamps import Lamps
from ui.link import answers
from ui.outage_rows import scope_of
from ui.outage_views import OutagePageView, OutageState, Scope, SilentPlace
from ui.outage_watch import Sight, Tried
from ui.pages import Up
from ui.queue_session import QueueSession
from ui.silent_places import few
from ui.views import LampState, VisitState
from ui.window import CounterWindow
from ui.words import figures, lamp_words, outage_words, sentences
from ui.words.template import filled

__all__ = ["LEFT_ALONE_S", "OutageSession"]

# Nobody has touched a key for so long, and nobody is at the glass: the page comes up by itself, once in an outage.
LEFT_ALONE_S = 15.0
# Where the sentence hides nothing that the cashier needs for the person at the glass.
_TOLD_BACK = (VisitState.WAITING, VisitState.TICKET_OUT)


class OutageSession:
    """Feeds the outage page of `window`, with what `queue` sees each time it looks."""

    def __init__(
        self,
        office: Office,
        bridge: Bridge,
        places: Places,
        window: CounterWindow,
        queue: QueueSession,
        lamps: Lamps,
        now: Callable[[], datetime],
    ) -> None:
        self._office = office
        self._bridge = bridge
        self._places = places
        self._window = window
        self._queue = queue
        self._watch = queue.outage
        queue.saw = self.saw
        self._lamps = lamps
        self._now = now
        self._shown: set[datetime] = set()  # outages whose page came up, by itself or by its key
        self._told: set[tuple[datetime, bool]] = set()
        self._told_silent: set[tuple[str, datetime]] = set()
        self._down: datetime | None = None  # since when, while the line is
        self._notice = ""
        self._sight = Sight()
        self.view = OutagePageView(phone=office.settings.institution.phone)

    def _turned(self) -> None:
        """Its page came up."""
        self._watch.wanted = True
        self._notice = ""
        if self._sight.outage is not None:
            self._shown.add(self._sight.outage.began)
        self.saw(self._sight)
        self._queue.pulse()  # which makes the rows: nobody looked at them until now

    def do(self, action: Action) -> None:
        """F5 tries the line, Ctrl F11 prints board and report, Ctrl F12 shows them before, Space stops the way back and
        goes on with it.
        """
        if action is Action.OUTAGE:
            self._turned()
        elif action is Action.ASK and not self.view.trying:
            self._notice = ""
            self._change(trying=True, notice="")
            self._bridge.work_long(
                self._watch.try_for_somebody, self._tried, lambda _kind: self._tried(Tried.NO_ANSWER)
            )
        elif action in (Action.BOARD, Action.PREVIEW) and self._queue.lists is not None:
            look = outage_words.LOOK if action is Action.PREVIEW else ""
            self._queue.lists.asked(("board", "outage"), self._watch.make, self._tell, outage_words.NOT_READ, look=look)
        elif action is Action.PAUSE:
            self._office.replay.paused = not self._office.replay.paused
            self.saw(self._sight)

    def saw(self, sight: Sight) -> None:
        """The line and the queue were looked at."""
        self._sight = sight
        self._watch.wanted = self._window.up is Up.OUTAGE
        if sight.try_line:
            self._bridge.work_long(self._watch.try_line, lambda _well: None, lambda _kind: None)
        outage, soon, now = sight.outage, sight.soon, self._now()
        view = replace(
            self.view,
            paused=self._office.replay.paused,
            hops=self._lamps.hops(),
            notice=self._notice,
            closing=sight.sums,
            way=sight.way or self.view.way,
        )
        still = outage is not None and outage.ended is None
        if soon is not None and not still:
            view = self._ahead(view, soon, now)
        elif outage is None:
            view = OutagePageView(phone=view.phone, hops=view.hops, notice=view.notice, trying=view.trying)
        else:
            view = self._of(view, outage, sight, now)
        self._show(self._with_silent(view, sight, now) if sight.silent else view)
        self._offer(outage if still else None, soon)
        self._say_silent(sight)
        self._say_back(sight)

    def _of(self, view: OutagePageView, outage: Outage, sight: Sight, now: datetime) -> OutagePageView:
        state = OutageState.OVER if not sight.sums.waiting else OutageState.RETURNING
        if outage.ended is None:
            state = OutageState.ANNOUNCED if outage.level(now) == 0 else OutageState.DOWN
        trail = self._office.line.trail
        return replace(
            view,
            state=state,
            began=outage.began.astimezone(clock.WINDOW_ZONE),
            ended=outage.ended.astimezone(clock.WINDOW_ZONE) if outage.ended else None,
            seconds=int(outage.lasted(now).total_seconds()),
            level=outage.level(now),
            scope=scope_of(outage, trail.gateway, self._lamps.inner),
            by=outage.announced_by,
            until=outage.until.astimezone(clock.WINDOW_ZONE) if outage.until else None,
            places=self._named(outage.regions),
            rows=sight.rows,
        )

    def _with_silent(self, view: OutagePageView, sight: Sight, now: datetime) -> OutagePageView:
        """The page is theirs where the line itself leaves it free; elsewhere they stand on it."""
        silent = tuple(
            SilentPlace(self._named((one.region,)), one.since.astimezone(clock.WINDOW_ZONE), len(one.claims))
            for one in sight.silent
        )
        if view.state not in (OutageState.NONE, OutageState.OVER):
            return replace(view, silent=silent)
        first = sight.silent[0]
        return replace(
            view,
            state=OutageState.PLACE,
            began=silent[0].since,
            by="",
            until=None,
            seconds=max(0, int((now - first.since).total_seconds())),
            scope=Scope.PLACES,
            places=few([one.name for one in silent]),
            rows=sight.silent_rows,
            closing=sight.silent_sums,
            hops=self._lamps.hops(silent[0].name, first.region),
            silent=silent,
        )

    def _say_silent(self, sight: Sight) -> None:
        """Said once of each, where nobody is at the glass."""
        if not self._window.left_alone or self._window.up is not Up.VISIT:
            return
        for one in sight.silent:
            if (name := (one.region, one.since)) not in self._told_silent:
                self._told_silent.add(name)
                said = filled(outage_words.NOTICE_SILENT, 地=self._named((one.region,)), n=len(one.claims))
                self._window.remark(said)
                return

    def _ahead(self, view: OutagePageView, soon: Notice, now: datetime) -> OutagePageView:
        return OutagePageView(
            state=OutageState.AHEAD,
            began=soon.since.astimezone(clock.WINDOW_ZONE),
            seconds=max(0, int((soon.since - now).total_seconds())),
            level=0,
            by=soon.by,
            until=soon.until.astimezone(clock.WINDOW_ZONE) if soon.until else None,
            places=self._named(soon.regions),
            hops=view.hops,
            phone=view.phone,
            notice=view.notice,
        )

    def _named(self, regions: tuple[str, ...]) -> str:
        return "、".join(map(self._places.short, regions))

    def _offer(self, outage: Outage | None, soon: Notice | None) -> None:
        """Nobody is at the glass and nobody touches a key: an outage brings its page. A shutdown that is ahead is said,
        and an outage as well where its page would take another from under somebody's hands.
        """
        if not self._window.left_alone:
            return
        if outage is None:
            if soon is not None and self._news(soon.since, begun=False):
                left = figures.long_span(max(0, int((soon.since - self._now()).total_seconds())))
                at = figures.clock(soon.since.astimezone(clock.WINDOW_ZONE))
                self._window.remark(filled(outage_words.NOTICE_AHEAD, 时间=at, 时长=left))
            return
        if outage.began in self._shown:
            return
        if clock.boot_seconds() - self._window.touched_at >= LEFT_ALONE_S:
            self._shown.add(outage.began)
            self._window.turn_to(Up.OUTAGE, "")  # which tells `do`
        elif self._news(outage.began, begun=True):
            said = outage_words.NOTICE_BEGAN if outage.announced_by else outage_words.NOTICE_DOWN
            self._window.remark(said)

    def _say_back(self, sight: Sight) -> None:
        """The line that was down when it was last looked at came back while tickets wait: said once."""
        outage, before = sight.outage, self._down
        self._down = outage.began if outage is not None and outage.ended is None else None
        if outage is None or outage.ended is None or outage.began != before:
            return
        at = figures.clock(outage.ended.astimezone(clock.WINDOW_ZONE))
        state = self._window.visit.view.state if self._window.up is Up.VISIT else None
        goes_on = sight.sums.waiting and not self._office.replay.paused
        if state is VisitState.LINK_DOWN:
            if not self._place_down():
                self._window.remark(filled(sentences.LINK_BACK_HERE, 时间=at))
        elif state in _TOLD_BACK and goes_on:
            self._window.remark(filled(sentences.LINK_BACK, 时间=at))

    def _place_down(self) -> bool:
        """The insured place of who stands at the glass does not answer yet, or stands still."""
        person = self._window.visit.view.person
        region = person.region if person is not None else ""
        still = self._office.line.shutdowns.of(region) is not None
        return still or (bool(region) and not answers(self._office.gates.place(region)))

    def _news(self, at: datetime, *, begun: bool) -> bool:
        """Said once; minutes before a shutdown once more in its last five."""
        last = not begun and at - self._now() <= timedelta(minutes=5)
        name = (at, begun or last)
        if name in self._told:
            return False
        self._told.add(name)
        return True

    def _tried(self, tried: Tried) -> None:
        self._change(trying=False)
        down = self.view.state in (OutageState.DOWN, OutageState.ANNOUNCED)
        self._tell(self._still_down() if tried is Tried.NO_ANSWER and down else tried.value)

    def _still_down(self) -> str:
        """Which hop, and for how long: there is nothing to wait for before the next ticket."""
        broken = (one.name for one in self._lamps.hops() if one.state in (LampState.DOWN, LampState.SLOW))
        passed = figures.waited(self.view.seconds)
        return filled(sentences.LINK_STILL_DOWN, 未通环节=next(broken, lamp_words.SERVICE), 时长=passed)

    def _tell(self, said: str) -> None:
        self._notice = said
        self._change(notice=said)

    def _change(self, **changes: Any) -> None:
        self._show(replace(self.view, **changes))

    def _show(self, view: OutagePageView) -> None:
        if view != self.view:
            self.view = view
            self._window.show_outage(view)
