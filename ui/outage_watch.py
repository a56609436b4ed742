"""The outage behind its pages: its clock, who was served, how far the way back is; and the line, tried where nobody
waits to be its probe. For the link thread and the workers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from counter_app.desk import clock
from counter_app.desk.claim import Claim
from counter_app.desk.gates import LAST_PROBE_S
from counter_app.desk.inquiring import Wish
from counter_app.desk.office import Office
from counter_app.desk.outage_papers import board_paper, report_paper
from counter_app.desk.outages import Closing, Outage, closing, served
from counter_app.desk.staged_return import Return
from counter_app.model.places import Notice
from counter_app.settlement.outcome import Done, Refused
from counter_app.slips.refusals import SlipRefusedError
from offline_queue.engine import StoreUnavailable
from offline_queue.values import State
from ui.list_papers import Lists
from ui.outage_rows import ServedRows
from ui.outage_views import NOBODY, ServedRow
from ui.queue_views import OutageView
from ui.silent_places import Silent, SilentPlaces
from ui.words import outage_words

__all__ = ["NOTHING", "OutageWatch", "Sight", "Tried"]

_TOLD_FOR = timedelta(days=3)  # the report of one that is over is offered for so long
_TRY_AGAIN_S = 30.0
_WRITTEN_BEFORE = timedelta(minutes=10)
# Reading all that were served takes so many times as long as it took, and a second, until it is done once more.
_REST = 5.0


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen. `outage`: the one under way, or the last for some days; `soon`: the next that is announced;
    `rows`: each who was served, while the page is up, and `sums` of them all; `view`: for the queue page; `try_line`:
    nobody waits who would find out whether it is back. `silent`: places that alone do not answer, `silent_rows` who
    waits for them, and `silent_sums` of these.
    """

    outage: Outage | None = None
    soon: Notice | None = None
    rows: tuple[ServedRow, ...] = ()
    sums: Closing = NOBODY
    way: Return | None = None
    view: OutageView | None = None
    try_line: bool = False
    silent: tuple[Silent, ...] = ()
    silent_rows: tuple[ServedRow, ...] = ()
    silent_sums: Closing = NOBODY


NOTHING = Sight()


class Tried(Enum):
    """How a try ended. `PLACES`: the line answers, and of some places it is announced that they are down; `SENT_ONE`:
    so, and a claim of theirs is on its way.
    """

    NO_ANSWER = outage_words.NO_ANSWER
    ANSWERED = outage_words.ANSWERED
    OVERRULED = outage_words.OVERRULED
    PLACES = outage_words.ANSWERED_PLACES
    SENT_ONE = outage_words.SENT_ONE


class OutageWatch:
    """Looks at the line whenever the queue is looked at. `wanted`: the outage page is up, so all who were served are
    read and not only those who still wait, and only then `rows` makes their rows.
    """

    def __init__(self, office: Office, now: Callable[[], datetime], rows: ServedRows | None = None) -> None:
        self._office = office
        self._now = now
        self._line = office.line
        self._rows = rows
        self._silent = SilentPlaces(office.gates, office.line)
        self._silent_counted: tuple[tuple[Silent, ...], tuple[tuple[Claim, ...], ...], Closing] | None = None
        self._silent_rows = rows.another() if rows is not None else None
        self._kept: tuple[datetime, tuple[Claim, ...]] | None = None
        self._read_again = 0.0
        self._counted: tuple[Outage, tuple[tuple[Claim, ...], ...], Closing] | None = None
        self._of: Collection[Claim] = ()
        self._count_again = 0.0
        self._moved = False
        self._tried = 0.0
        self._open_end_since: datetime | None = None
        self.wanted = False

    def look(self, alive: Collection[Claim], *, moved: bool = True) -> Sight:
        """How it stands. `moved`: of those `alive` some did since the last look. They may be a hundred thousand: who
        was served is counted anew only then, and not before several times as long went by as it took.
        """
        return self._beside(self._of_line(alive, moved=moved), alive, moved=moved)

    def _beside(self, sight: Sight, alive: Collection[Claim], *, moved: bool) -> Sight:
        """What some places do on their own."""
        silent = self._silent.look(alive, moved=moved)
        if not silent:
            return sight
        if self._silent_counted is None or self._silent_counted[0] != silent:
            waiting = tuple((claim,) for place in silent for claim in place.claims)
            self._silent_counted = silent, waiting, closing(waiting)
        _, people, sums = self._silent_counted
        rows = self._silent_rows.of(people, down=True) if self.wanted and self._silent_rows is not None else ()
        return replace(sight, silent=silent, silent_rows=rows, silent_sums=sums)

    def _of_line(self, alive: Collection[Claim], *, moved: bool) -> Sight:
        now = self._now()
        notices = self._line.shutdowns.in_force()
        before = self._line.book.last
        last = self._line.book.note(self._line.hop(), now, notices)
        if last is not None and _announced_now(before, last):
            self._line.staged.shut()
        soon, way = self._line.shutdowns.soon(), self._line.staged.now()
        if last is None or (last.ended is not None and now - last.ended > _TOLD_FOR):
            return Sight(soon=soon, way=way)
        people, sums = self._count(last, alive, moved=moved)
        seconds = int(last.lasted(now).total_seconds())
        view = OutageView(last.began, seconds, last.level(now), sums.served, sums.taken, over=last.ended is not None)
        waits = any(map(self._finds_out, alive))
        rows = self._rows.of(people, down=last.ended is None) if self.wanted and self._rows is not None else ()
        return Sight(last, soon, rows, sums, way, view, self._due(last, notices, waits=waits))

    def _count(
        self, outage: Outage, alive: Collection[Claim], *, moved: bool
    ) -> tuple[tuple[tuple[Claim, ...], ...], Closing]:
        claims, began = self._claims(outage, alive), clock.boot_seconds()
        self._moved |= claims is not self._of if self.wanted else moved
        if self._counted is None or self._counted[0] != outage or (self._moved and began >= self._count_again):
            people = tuple(served(outage, claims))
            self._counted, self._of, self._moved = (outage, people, closing(people)), claims, False
            self._count_again = began + (clock.boot_seconds() - began) * (1 + _REST)
        return self._counted[1:]

    def _claims(self, outage: Outage, alive: Collection[Claim]) -> Collection[Claim]:
        """While nobody looks at the list those who live are enough: in an outage nobody is settled."""
        if not self.wanted:
            return alive
        if self._kept is None or self._kept[0] != outage.began or clock.boot_seconds() >= self._read_again:
            began = clock.boot_seconds()
            found = self._office.books.claims(changed_since=outage.began - _WRITTEN_BEFORE)
            took = clock.boot_seconds() - began
            self._kept, self._read_again = (outage.began, tuple(found)), began + took * (1 + _REST) + 1.0
        return self._kept[1]

    def _due(self, outage: Outage, notices: tuple[Notice, ...], *, waits: bool) -> bool:
        """Whether the line is to be tried now: with nobody waiting no claim would probe it, however long it is back.
        Where somebody stopped the way back none does either; to ask who we are moves nothing.
        """
        if outage.ended is not None or outage.regions or (waits and not self._office.replay.paused):
            return False
        now = clock.boot_seconds()
        general = [one for one in notices if not one.regions]
        if any(one.until is not None for one in general):
            return False  # it is to be down until then
        if general:  # until nobody knows when: seldom, and not in its first minutes, when the line may still answer
            if self._open_end_since != general[0].since:
                self._open_end_since, self._tried = general[0].since, now
            if now - self._tried < LAST_PROBE_S:
                return False
            self._tried = now
            return True
        if self._office.gates.service().open is False:
            return self._office.gates.may_try("")  # at the gates' own pace, as a claim would
        if self._tried and now - self._tried < _TRY_AGAIN_S:
            return False
        self._tried = now
        return True

    def _finds_out(self, claim: Claim) -> bool:
        """Goes on by itself, and so finds out whether the line is back."""
        if not claim.people.consent or claim.state not in (State.READY, State.UNCLEAR):
            return False
        return not self._line.shutdowns.stands_still(claim.region)

    def try_line(self) -> bool:
        """Ask who we are (1201), which changes nothing: whether a business answer came. Where one came although a
        shutdown is announced, the announcement is not believed any more.
        """
        return self._answers() is not Tried.NO_ANSWER

    def try_for_somebody(self) -> Tried:
        """The same, and where some places alone are announced to be down, one claim of theirs is sent: 1201 does not
        tell anything of them.
        """
        tried = self._answers()
        if tried is not Tried.ANSWERED or not any(one.regions for one in self._line.shutdowns.in_force()):
            return tried
        try:
            return Tried.SENT_ONE if self._office.replay.send_one_that_stands_still() else Tried.PLACES
        except StoreUnavailable:
            return Tried.PLACES

    def _answers(self) -> Tried:
        office, shutdowns = self._office, self._line.shutdowns
        outcome = office.driver.ask(office.inquiring.ask(Wish("1201"), None)).outcome
        if isinstance(outcome, Done):
            return Tried.OVERRULED if shutdowns.overrule() else Tried.ANSWERED
        well = isinstance(outcome, Refused) and not shutdowns.stands_still("")
        return Tried.ANSWERED if well else Tried.NO_ANSWER

    def make(self) -> Lists:
        """The board before an announced one and while it lasts; then the report, and the board that it is back."""
        last, soon = self._line.book.last, self._line.shutdowns.soon()
        if soon is not None and (last is None or last.ended is not None):
            last = Outage(soon.since, None, soon.by, soon.until, soon.regions)
        if last is None:
            return Lists(problem=outage_words.NOT_READ)
        try:
            board = board_paper(self._office, last)
            if last.ended is None:
                return Lists((board,), outage_words.BOARD_KEPT, outage_words.BOARD_SENT)
            report = report_paper(self._office, last)
        except SlipRefusedError as refused:
            return Lists(problem=str(refused))
        except StoreUnavailable:
            return Lists(problem=outage_words.NOT_READ)
        return Lists((report, board), outage_words.REPORT_KEPT, outage_words.REPORT_SENT)


def _announced_now(before: Outage | None, last: Outage) -> bool:
    """A shutdown of everybody has just begun."""
    if last.ended is not None or not last.announced_by or last.regions:
        return False
    return before is None or before.began != last.began or not before.announced_by
