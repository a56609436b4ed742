"""Which visit stands at the glass, which ones were put aside, and how a visit changes on the page.

What was asked for a visit belongs to it: where the visit has been left meanwhile, the result goes to `gone` instead and
is painted nowhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from counter_app.desk.awaiting import awaited
from counter_app.desk.books import ClaimMissing
from counter_app.desk.identify import Identified
from counter_app.desk.recognise import Trouble
from counter_app.failures import FILING, FailureCode
from counter_app.model import money
from counter_app.model.visit import Visit
from offline_queue.engine import StoreUnavailable
from ui.bridge import Bridge
from ui.desk_views import Places, failure_view
from ui.filing_remark import BEFORE_MONEY, filing_code, filing_remark
from ui.keys import Action
from ui.link import broken_hop, narrowed
from ui.on_counter import OnCounter
from ui.parked import Parked, ParkedVisits
from ui.states import alive
from ui.theme import Role
from ui.views import FailureView, LastVisitView, Notice, VisitState, VisitView
from ui.window_desk import WindowDesk
from ui.words import figures, sentences
from ui.words.reasons import reason
from ui.words.template import filled

__all__ = ["AtGlass"]

T = TypeVar("T")

# These leave who stands at the glass; Esc first steps back from what was computed.
_LEAVE = (Action.READ_CARD, Action.TYPE_IN, Action.SCAN, Action.NEXT_BILL, Action.BACK)
_STANDS = (VisitState.CHARGES, VisitState.LINK_DOWN, VisitState.FAILURE)
_STEPS_BACK = (VisitState.WARNED, VisitState.TRIAL_DONE)
# Esc leaves these too: what is asked for the visit then comes to nobody.
_ASKED_FOR = (VisitState.TRIAL_RUNNING, VisitState.IDENTIFYING)

_ENDED = (
    VisitState.WAITING,
    VisitState.SETTLED,
    VisitState.GIVING_BACK,
    VisitState.TICKET_OUT,
    VisitState.PAID_IN_FULL,
    VisitState.REFUNDED,
    VisitState.REFUND_DUE,
)
# Money may be on its way: such a visit is put aside, never left.
_WORKING = (VisitState.SETTLING, VisitState.PARTING)
_KEPT = (*_WORKING, VisitState.AMOUNT_CHANGED, VisitState.UNCLEAR, VisitState.BY_HAND)


class AtGlass:
    """The visits of one window. `show` paints a view. Everything here runs on the main thread.

    `left`: who stood here before and went without an end, as somebody who shows a card where a code cannot wait.
    `while_down`: hears of each visit before it is shown with the line down.
    """

    def __init__(
        self,
        desk: WindowDesk,
        bridge: Bridge,
        places: Places,
        now: Callable[[], datetime],
        show: Callable[[VisitView], None],
    ) -> None:
        self.desk = desk
        self.places = places
        self.now = now
        self._bridge = bridge
        self._show = show
        self._parked = ParkedVisits()
        self._last: tuple[LastVisitView, Parked] | None = None
        self._number = 0
        self._asked: tuple[str, int, Action] | None = None
        self.left: Identified | None = None
        self.on_counter = OnCounter()
        self.while_down: Callable[[Parked], None] = lambda _one: None
        self.at = self._fresh()
        self.paint()

    @property
    def last(self) -> Parked | None:
        """The visit settled last, for its paper."""
        return self._last[1] if self._last else None

    def settled(self, one: Parked, view: LastVisitView) -> None:
        """`one` was settled: the waiting page says so."""
        self._last = (view, one)

    @property
    def aside(self) -> frozenset[str]:
        """The bills of the visits that were put aside."""
        return frozenset(one.order.bill for one in self._parked.all() if one.order is not None)

    def paid_aside(self, id_number: str) -> tuple[Parked, datetime] | None:
        """The visit of this person that was put aside with their money, and when; None where there is none."""
        mine = (pair for pair in self._parked.since() if pair[0].view.person is not None)
        return next((pair for pair in mine if _is_paid(pair[0], id_number)), None)

    def find(self, visit: str) -> Parked | None:
        """The visit at the glass or aside, None where it was left."""
        return next((one for one in self._all() if one.visit == visit), None)

    def of_claim(self, key: str) -> Parked | None:
        """The visit of a claim."""
        return next((one for one in self._all() if one.key == key), None)

    def ask(
        self,
        one: Parked,
        work: Callable[[], T],
        then: Callable[[Parked, T], None],
        gone: Callable[[T], None] = lambda _result: None,
    ) -> None:
        """Have `work` done for `one`; `then(one, result)` while the visit is at the glass or aside, else `gone`."""
        visit = one.visit

        def done(result: T) -> None:
            here = self.find(visit)
            if here is None:
                gone(result)
            else:
                then(here, result)

        def failed(kind: str) -> None:
            here = self.find(visit)
            if here is not None:
                self.fail(here, Trouble(FailureCode.OUR_BUG, kind))

        self._bridge.ask(work, done, failed)

    def pay_out(self, one: Parked, work: Callable[[], T], then: Callable[[Parked, T], None]) -> None:
        """As `ask`, where money goes out: until it is told whether it is to be handed over, the visit is not left."""
        one.paying = True

        def told(here: Parked, result: T) -> None:
            here.paying = False
            then(here, result)

        self.ask(one, work, told)

    def with_older(self, key: str) -> Parked | None:
        """The visit whose person the older claim is of."""
        return next((one for one in self._all() if any(older.claim == key for older in one.view.older)), None)

    def post(self, call: Callable[[], None]) -> None:
        """From any thread: have `call` run here soon."""
        self._bridge.post(call)

    def print(self, work: Callable[[], str], then: Callable[[str], None]) -> None:
        """Have a paper made, whoever stands here by then; `then` hears what is wrong, empty when nothing is."""
        bug = filled(reason(FailureCode.OUR_BUG).cashier, 分机=self.desk.help_phone)
        self._bridge.ask(work, then, lambda _kind: then(bug))

    def change(self, one: Parked, **changes: object) -> None:
        """Show `one` so from now on; every change is an outcome, and wakes the money key."""
        view = replace(one.view, turn=one.view.turn + 1, **changes)  # type: ignore[arg-type]
        one.view = replace(view, laid=self.on_counter.of(view))
        if one.view.state is VisitState.LINK_DOWN:
            one.view = replace(one.view, link=narrowed(self.desk.office, one.view.link, one.view.person))
            self._tried(one)
            self.while_down(one)
        elif one.view.state not in _ASKED_FOR:
            one.tries = False
        self.paint()

    def _tried(self, one: Parked) -> None:
        """F5, and it is down as it was: that is said, or the key would have done nothing."""
        link, tried, one.tries = one.view.link, one.tries, False
        if not tried or link is None or link.announced or one.view.notice is not None:
            return
        passed = figures.waited((self.now() - link.since).total_seconds())
        broken = broken_hop(self.desk.office, one.view.person)
        said = filled(sentences.LINK_STILL_DOWN, 未通环节=broken, 时长=passed)
        one.view = replace(one.view, notice=Notice(said, Role.OFF))

    def taking(self) -> None:
        """The cashier has begun to take the whole bill. No outcome: the money key stays as it is."""
        self.at.view = replace(self.at.view, taking=True)
        self.paint()

    def begin(self, state: VisitState) -> Parked:
        """Something runs for the visit at the glass."""
        self.at.tries = self.at.view.state is VisitState.LINK_DOWN
        self.change(self.at, state=state, since=self.now(), notice=None, failure=None, adding=None)
        return self.at

    def fail(self, one: Parked, trouble: Trouble, down: datetime | None = None) -> None:
        """Say what is wrong. Where money may be on its way nothing is said that could have it taken twice. `down`: it
        came of a line that is down since then.
        """
        one.paying = False
        if one.view.state in _KEPT and one.key is not None and trouble.code is FailureCode.OUR_BUG:
            state = VisitState.BY_HAND if one.view.state in _WORKING else one.view.state
            self.change(one, state=state, since=None)
            return
        view = self._told(one, trouble, one.order.visit if one.order else None)
        if down is not None:
            view = replace(view, blanks=view.blanks | {"断线": figures.until(down, self.now().date())})
        self.change(one, state=VisitState.FAILURE, failure=view, since=None, notice=None, adding=None)

    def leave(self) -> None:
        """The visit is over, or left: a quote nobody said yes to is given back behind the scenes.

        One that holds money, or whose money is on its way out, is put aside instead.
        """
        left = self.at
        holds = left.view.state in _KEPT or (left.view.paid > money.ZERO and left.view.state not in _ENDED)
        holds |= left.paying
        if holds:
            self._put_aside(left)
        elif left.key is not None or left.found is not None:
            key = None if left.view.state in _ENDED else left.key
            self.give_back(key, left)
        self.left = None if left.view.state in _ENDED else left.found
        self.at = self._fresh()
        if holds and left.view.state is VisitState.FAILURE:  # nothing of it goes on by itself
            said = filled(sentences.PUT_ASIDE_PAID, 金额=figures.money(left.view.paid))
            self.at.view = replace(self.at.view, notice=Notice(said))

    def asks(self, action: Action) -> bool:
        """Whether this key would leave work of the cashier's unasked: its first press says so, its second leaves."""
        at = self.at
        leaves = at.view.state in (*_STANDS, *(_ASKED_FOR if action is Action.BACK else _STEPS_BACK))
        if action not in _LEAVE or at.view.adding is not None or not (leaves and at.touched):
            return False
        said = sentences.LEAVE_ASK if Action.PARK in alive(at.view) else sentences.LEAVE_ASK_ONLY
        if self._asked == (at.visit, at.view.turn, action):
            return False
        self.change(at, notice=Notice(said, asks=True))
        self._asked = at.visit, at.view.turn, action
        return True

    def give_back(self, key: str | None, one: Parked) -> None:
        """Undo the unpaid claim `key`, and free the person's other claims for replay. One that was put aside for its
        person stays open while it waits for them.
        """
        desk, found, kept = self.desk, one.found, one.kept
        self._bridge.ask(lambda: desk.leave(None if kept and _waits(desk, key) else key, found), lambda _nothing: None)

    def park(self, notice: Notice) -> None:
        """F7: put the visit aside. Who goes to file and has no claim yet, or one that was not refused for it, waits
        only here: nothing of that is on record.
        """
        stopped = self.at.view.failure
        told = stopped or self.remark(self.at)
        if told is not None and told.code in FILING and (self.at.key is None or stopped is None):
            notice = Notice(sentences.PARKED_HERE, Role.INFO)
        self._put_aside(self.at)
        self.at = self._fresh()
        self.change(self.at, notice=notice)

    def take_back(self, visit: str) -> Parked | None:
        """F7 again: bring one back; None where there is none."""
        back = self._parked.take(visit)
        if back is None:
            return None
        self.leave()
        self.at = back
        if back.view.state not in _KEPT:  # what is unclear is cleared up by the background, which the mark would stop
            found = back.found
            self._bridge.ask(lambda: self.desk.stand(found, here=True), lambda _nothing: None)
        self.change(back, notice=None, adding=None)
        return back

    def step_aside(self) -> None:
        """Another claim comes to the glass: whoever stands there is put aside, or left where nothing is open."""
        if self.at.view.person is None or self.at.view.state in _ENDED:
            self.leave()
        else:
            self._put_aside(self.at)
            self.at = self._fresh()

    def forget(self, key: str) -> None:
        """The claim goes on at the glass: a visit of it that was put aside is none any more."""
        aside = self.of_claim(key)
        if aside is not None and aside is not self.at:
            self._parked.take(aside.visit)

    def oldest(self) -> str | None:
        """The visit that was put aside first."""
        return self._parked.oldest()

    def quit(self) -> None:
        """The window closes: what is unpaid is given back, what is paid stays in the queue."""
        for one in self._all():
            holds = one.view.state in (*_KEPT, *_ENDED) or one.view.paid > money.ZERO
            if one.key is not None or one.found is not None:
                self.give_back(None if holds else one.key, one)

    def paint(self) -> None:
        """Show the visit at the glass as it stands."""
        at, last = self.at, self._last[0] if self._last else None
        visited = at.order.visit.date.date() if at.order else at.view.visited
        parked, remark = self._parked.views(self.remark), self.remark(at)
        filing = filing_code(at, self.desk.office, self.now().date())
        beside = {"parked": parked, "last": last, "visited": visited, "card": at.card}
        more = {"added": len(at.added), **beside}
        self._show(replace(at.view, remark=remark, filing=filing, **more))  # type: ignore[arg-type]

    def remark(self, one: Parked) -> FailureView | None:
        """What is to be said of its filing, while nothing is stopped by it."""
        if one.view.state not in BEFORE_MONEY:
            return None
        return filing_remark(one, self.desk.office, lambda *told: self._told(one, *told))

    def _told(self, one: Parked, trouble: Trouble, visit: Visit | None) -> FailureView:
        known = one.found.qualification if one.found else None
        desk, now, bill = self.desk, self.now(), (visit, one.view.charges)
        shown = (one.view.person, known, self.places, now, desk.help_phone)
        return failure_view(trouble, *shown, *bill, elsewhere=desk.opened_elsewhere)

    def _put_aside(self, one: Parked) -> None:
        one.kept |= one.view.failure is not None and one.view.failure.code in FILING
        self._parked.add(one, self.now())
        found = one.found
        self._bridge.ask(lambda: self.desk.stand(found, here=False), lambda _nothing: None)

    def _all(self) -> tuple[Parked, ...]:
        return (self.at, *self._parked.all())

    def _fresh(self) -> Parked:
        self._number += 1
        return Parked(VisitView(VisitState.WAITING, visit=f"v{self._number}"))


def _is_paid(one: Parked, id_number: str) -> bool:
    person = one.view.person
    theirs = person is not None and bool(id_number) and person.id_number.upper() == id_number.upper()
    return theirs and one.key is not None and one.view.paid > money.ZERO and one.view.state not in _ENDED


def _waits(desk: WindowDesk, key: str | None) -> bool:
    """On the link thread: the claim still waits for its person, or nobody can say."""
    try:
        return key is not None and awaited(desk.office.books.claim(key), desk.office.place) is not None
    except ClaimMissing:
        return False
    except StoreUnavailable:
        return True
