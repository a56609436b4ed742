"""The queue page: what waits, how far the replay is, the story of the chosen claim; and the pulse that drains it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from counter_app.desk import entries, no_return
from counter_app.desk.awaiting import awaited
from counter_app.desk.claim import Claim
from counter_app.desk.office import Office
from counter_app.desk.outages import Outage
from counter_app.desk.recognise import of_claim
from counter_app.model import money
from counter_app.model.payment import PaymentMethod
from offline_queue.engine import StoreUnavailable
from offline_queue.values import Event
from ui.bridge import Bridge
from ui.claim_papers import ClaimPapers, dropped, ended_by_hand, paper_label
from ui.desk_views import Places, claim_name, kept_words, made_up_for_nothing, trouble_words
from ui.keys import Action
from ui.link import held_visit
from ui.list_papers import ListPapers
from ui.outage_rows import ServedRows
from ui.outage_watch import OutageWatch, Sight
from ui.queue_listing import due_back, state_of
from ui.queue_look import Asked, Listed, QueueLook, Seen
from ui.queue_pace import Pace
from ui.queue_rows import RowMaker
from ui.queue_story import story
from ui.queue_views import ClaimState, DetailView, QueueState, QueueView
from ui.silent_places import waited_for
from ui.words import day_words, figures, labels, outage_words, queue_words, sentences
from ui.words.template import filled

__all__ = ["QueueSession"]


class QueueSession:
    """Feeds the queue page. `show` paints it; `pulse` is to be called by a timer, a second or so apart.

    `at_glass`: key of the claim at the window, which is not the queue's business while it is there.
    """

    def __init__(
        self,
        office: Office,
        bridge: Bridge,
        places: Places,
        now: Callable[[], datetime],
        show: Callable[[QueueView], None],
        at_glass: Callable[[], str | None] = lambda: None,
    ) -> None:
        self.papers: ClaimPapers | None = None  # who prints, where somebody does
        self.lists: ListPapers | None = None
        self._at_glass = at_glass
        self._office = office
        self._bridge = bridge
        self._places = places
        self._now = now
        self._show = show
        self._selected = ""
        self._looking = False
        self._paid_out = 0
        self._only: QueueState | None = None
        self.held = 0
        self._older: tuple[str, ...] = ()
        self._notice = ""
        self._found = self._dropping = ""
        self._pace = Pace()
        self.outage = OutageWatch(office, now, ServedRows(places))
        self.saw: Callable[[Sight], object] = lambda _sight: None  # who shows the outage, where somebody does
        self._broke = False  # the link, since the window was opened
        self._look = QueueLook(office, self.outage, RowMaker(office, places, now))
        self.listed, self._to_come = Listed(), 0
        self._view = QueueView(QueueState.EMPTY)

    @property
    def view(self) -> QueueView:
        """The page as it is shown."""
        return self._view

    def claim(self, key: str) -> Claim | None:
        """A claim as it was last seen."""
        return self._look.claim(key)

    def pulse(self) -> None:
        """Start what is due, and look how the queue stands. A pulse that finds the last one unfinished does nothing."""
        if self._looking:
            return
        self._looking = True
        asked, down = self._asked(), self._down()
        self._bridge.look_after(
            lambda: self._look.look(asked, down=down),
            self._seen,
            lambda _kind: self._seen(None),
        )

    def _asked(self) -> Asked:
        return Asked(self._selected, self._at_glass(), self._only, self._older, self._found)

    def go_on(self) -> None:
        """A worker is free: start what is due. The page itself is looked at by the pulse, not for every claim."""
        self._bridge.look_after(self._tick, lambda _started: None, lambda _kind: None)

    def _tick(self) -> int:
        try:
            return self._office.replay.tick()
        except StoreUnavailable:
            return 0

    def shut(self, claim: Claim) -> bool:
        """What was confirmed would have to be sent to a place that is shut down by announcement: it says so."""
        if said := held_visit(self._office, claim):
            self._paid_out += 1
            self.tell(said)
        return bool(said)

    def paid_out(self) -> None:
        """A refund was confirmed here: whatever came of it, the next one is another offer."""
        self._paid_out += 1

    def choose(self, key: str) -> None:
        """Show this claim's story."""
        self._selected, self._notice, self._dropping = key, "", ""
        self.pulse()

    def turned(self) -> None:
        """The page was turned: the next look at it shows all claims again."""
        self._only, self._notice, self._found, self._dropping = None, "", "", ""
        self.pulse()

    def list_refunds(self, *, only: bool | None) -> None:
        """退款名单: only the claims with money due back, or with None the other of the two."""
        refunds = self._only is not QueueState.REFUNDS if only is None else only
        self._only, self._notice = QueueState.REFUNDS if refunds else None, ""
        if refunds:
            # The page itself looks at the last claims alone; money may be due on one that ended long ago.
            self._bridge.look_after(self._find_older, self._found_older, lambda _kind: None)
        self.pulse()

    def list_held(self) -> None:
        """Only the claims that were put aside for their person's filing."""
        self._only, self._notice, self._dropping = QueueState.HELD, "", ""
        self.pulse()

    def resumes(self, key: str) -> bool:
        """The claim stands on that list, and the list is up."""
        return self._view.state is QueueState.HELD and any(row.claim == key for row in self._view.rows)

    def _find_older(self) -> tuple[str, ...]:
        try:
            ended = self._office.books.claims(alive=False)
        except StoreUnavailable:
            return ()
        return tuple(claim.key for claim in ended if due_back(claim))

    def _found_older(self, keys: tuple[str, ...]) -> None:
        self._older = keys
        self.pulse()

    def do(self, action: Action, key: str) -> None:
        """Space pauses and goes on; F5 lets a held claim try again."""
        if action is Action.PAUSE:
            self._office.replay.paused = not self._office.replay.paused
            self.pulse()
        elif action is Action.ASK and key:
            # What a store that refuses leaves undone is seen on the page: the claim stays as it is.
            retry = self._office.counter.quote_again
            self._bridge.ask(lambda: retry(key), lambda _arrival: self.pulse(), lambda _kind: self.pulse())
        elif action is Action.PRINT and key:
            self._print(key)
        elif action is Action.UPLOAD and self.claim(key) is not None:
            self._end_by_hand(key)
        elif action is Action.DELETE and self.resumes(key):
            self._drop(key)
        elif action in (Action.BOARD, Action.PREVIEW) and self.lists is not None:
            look = outage_words.LOOK if action is Action.PREVIEW else ""
            self.lists.asked(("board", "outage"), self.outage.make, self.tell, outage_words.NOT_READ, look=look)
        elif action is Action.SCAN:
            self.tell(sentences.QUEUE_SCAN)

    def tell(self, said: str) -> None:
        """Say this before the page's own sentence."""
        self._notice = said
        self.pulse()

    def find(self, claim: Claim) -> None:
        """Show this claim's story, whether or not the page would list it: its slip was scanned."""
        waits = awaited(claim, self._office.place) is not None
        self._only = QueueState.HELD if waits else None
        self._found = self._selected = claim.key
        self.tell(filled(sentences.QUEUE_FOUND, 单号=claim.key))

    def _drop(self, key: str) -> None:
        """Del: the person of one put aside never came. The second press drops it."""
        claim = self.claim(key)
        if claim is None:
            return
        if claim.people.paid != money.ZERO:
            self.tell(filled(sentences.DROP_PAID, 金额=figures.money(claim.people.paid)))
        elif self._dropping != key:
            self._dropping = key
            blanks = {"姓名遮中": figures.masked_name(claim_name(claim)), "金额": figures.money(claim.people.total)}
            self.tell(filled(sentences.DROP_ASK, **blanks))
        else:
            self._dropping = ""
            done = filled(sentences.DROPPED, 单号=key)

            def told(dropped: bool) -> None:
                self.tell(done if dropped else sentences.NOT_DROPPED)

            self._bridge.ask(lambda: dropped(self._office, key), told, lambda _kind: told(False))

    def _end_by_hand(self, key: str) -> None:
        """Ctrl F10: the insured place said no, and its person takes the papers. The second press does it."""
        claim = self.claim(key)
        if claim is None:
            return
        if self._dropping != (asked := f"by hand {key}"):
            self._dropping = asked
            way = day_words.GOES_UP if self._office.place.uploads else day_words.BY_PAPERS_ALONE
            paid = figures.money(claim.people.paid)
            self.tell(filled(sentences.END_BY_HAND_ASK, 办法=way, 金额=paid))
            return
        self._dropping = ""
        office, broke = self._office, sentences.NOT_BY_HAND
        self._bridge.ask(lambda: ended_by_hand(office, key), self.tell, lambda _kind: self.tell(broke))

    def _print(self, key: str) -> None:
        """F11: the paper the claim has as it stands."""
        claim = self.claim(key)
        if claim is not None and self.papers is not None:
            self.papers.asked(claim, self.tell, lambda: self._selected == key)

    def _seen(self, seen: Seen | None) -> None:
        self._looking = False
        if seen is None:
            return
        asked = self._asked()
        if seen.asked != asked:  # a key was pressed meanwhile
            self.pulse()
            if replace(seen.asked, selected=asked.selected) != asked:
                return
        else:
            self._selected = seen.selected
        self.held = len(seen.aside)
        self.listed, self._to_come = seen.listed, seen.to_come
        self.saw(seen.sight)
        rows = seen.listed.rows
        detail = self._detail(seen.chosen, list(seen.events)) if seen.chosen else None
        if detail is not None and self._only is QueueState.HELD:
            row = next(row for row in rows if row.claim == detail.claim)
            label = labels.RESUME_CLAIM
            drop = labels.DROP_AGAIN if self._dropping == detail.claim else labels.DROP
            held = {"state": row.state, "resume": label, "drop": drop, "since": row.since, "bill": row.bill}
            detail = replace(detail, retry="", back=None, **held)  # type: ignore[arg-type]
        gate, stopped = self._office.line.hop(), self._stopped()
        self._broke |= self._down()
        state, progress = self._state(), seen.listed.progress
        waiting = 0 if seen.to_come else progress.working + progress.waiting
        silent = waited_for(seen.sight.silent, waiting, self._places)
        moving = state is QueueState.REPLAYING and not silent
        view = QueueView(
            state=state,
            rows=rows,
            progress=progress,
            total=seen.listed.total,
            minutes_left=self._pace.minutes_left(progress, self._now(), moving=moving),
            since=(stopped.began if stopped is not None else gate.since) if self._broke else None,
            selected=seen.selected,
            detail=detail,
            today=self._now().date(),
            keys=frozenset({Action.PAUSE, Action.BACK, Action.PAGE, Action.ASK}),
            notice=self._notice,
            down=self._down(),
            outage=seen.sight.view,
            to_come=seen.to_come,
            silent=silent,
        )
        if view != self._view:
            self._view = view
            self._show(view)
        if seen.to_come:  # a window that has just started reads on at once
            self.pulse()

    def _stopped(self) -> Outage | None:
        """A shutdown of everybody that was announced, and is not over."""
        last = self._office.line.book.last
        return last if last is not None and last.ended is None and last.announced_by and not last.regions else None

    def _down(self) -> bool:
        return self._office.line.hop().open is False or self._stopped() is not None

    def _state(self) -> QueueState:
        if self._only is not None:
            return self._only
        if not self.listed.rows and not self._to_come:
            return QueueState.EMPTY
        if self._down():
            return QueueState.DOWN
        if self._office.replay.paused:
            return QueueState.PAUSED
        return QueueState.REPLAYING if self.listed.waiting or self._to_come else QueueState.DONE

    def _detail(self, claim: Claim, events: list[Event]) -> DetailView:
        state = state_of(claim, down=self._down())
        trouble = of_claim(claim, self._office.place)
        person = claim.machine.person
        paying = person.insurance if person else None
        first = claim.people.cash[0] if claim.people.cash else None
        due = claim.refund_due
        back = entries.returnable(claim) if state is ClaimState.PERSON else money.ZERO
        said = trouble_words(trouble) if trouble else made_up_for_nothing(claim)
        over = state in (ClaimState.UPLOADED, ClaimState.BY_HAND)
        return DetailView(
            claim=claim.key,
            # An offer is another one when money moved on this claim, not when something else on the page did.
            turn=claim.version + self._paid_out,
            state=state,
            name=claim_name(claim),
            place=self._places.city(paying.region) if paying else "",
            taken=claim.people.paid,
            method=first.method if first else PaymentMethod.CASH,
            age=int(person.age) if person else None,
            scheme=paying.scheme if paying else None,
            said=said,
            phone=claim.people.phone,
            due=None if over else entries.last_day(claim, self._office.settings.slips.due_by_region),
            events=story(events, self._now().tzinfo),
            retry=queue_words.RETRY if state is ClaimState.PERSON else "",
            refund=due if due is not None and due > money.ZERO else None,
            back=back or None,
            ways=entries.back_by_way(claim.people.cash, due if due is not None and due > money.ZERO else back),
            prints=paper_label(claim, events, self._office) if self.papers else "",
            by_hand=labels.END_BY_HAND if no_return.may_end(claim) else "",
            kept=kept_words(claim, uploads=self._office.place.uploads),
            visited=None if state is ClaimState.UNDONE else claim.people.visit.date.date(),  # it counts in none
        )
