"""The older claims of whoever stands at the glass: offered first, settled in order by one key, each ending told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from counter_app.desk import entries
from counter_app.desk.claim import Claim
from counter_app.desk.commands import Arrival
from counter_app.model import money
from counter_app.model.person import Credential
from ui.at_glass import AtGlass
from ui.desk_views import zero_reason
from ui.parked import Parked
from ui.queue_listing import due_back, state_of
from ui.queue_views import ClaimState
from ui.theme import Role
from ui.views import Notice, OlderView, VisitState, VisitView
from ui.words import figures, sentences
from ui.words.template import filled

__all__ = ["OlderClaims"]

_ENDINGS = {
    ClaimState.SETTLED: sentences.OLDER_SETTLED,
    ClaimState.CHECKING: sentences.OLDER_CHECKING,
    ClaimState.WORKING: sentences.OLDER_NOT_YET,
    ClaimState.WAITING: sentences.OLDER_NOT_YET,
    ClaimState.OUTAGE: sentences.OLDER_NOT_YET,
}


class OlderClaims:
    """Works on the visits of `glass`. All of it runs on the main thread but what `heard` returns."""

    def __init__(self, glass: AtGlass) -> None:
        self._glass = glass

    def found(self, claims: Iterable[Claim], shown: Credential | None) -> tuple[OlderView, ...]:
        """How they stand, oldest first; `shown`: by what the person was identified."""
        return tuple(replace(self._view(claim), goes_on=entries.goes_on(claim, shown)) for claim in claims)

    def offer(self, older: tuple[OlderView, ...], *, alone: bool) -> Notice | None:
        """The sentence that offers them, `alone` where there is no bill of today; None where none would go on."""
        count = sum(1 for one in older if one.goes_on)
        said = sentences.OLDER_WAIT_ALONE if alone else sentences.OLDER_WAIT
        return Notice(said.format(n=count), Role.INFO) if count else None

    def settle(self, at: Parked) -> None:
        """F8 where there is no bill of today: they alone."""
        found = at.found
        if found is None or not any(one.goes_on for one in at.view.older):
            return
        one, heard = self._glass.begin(VisitState.TRIAL_RUNNING), self.heard(at)

        def settled(here: Parked, _nothing: object) -> None:
            self._glass.change(here, state=VisitState.NO_CHARGES, since=None, notice=_summed(here.view))

        desk = self._glass.desk
        self._glass.ask(one, lambda: desk.settle_older(found, heard), settled)

    def heard(self, one: Parked) -> Callable[[Arrival], None]:
        """They are settled from now on, in this order; what hears each ending, on the link thread."""
        visit, left = one.visit, [older.claim for older in one.view.older if older.goes_on]
        count = len(left)
        if left:
            self._begin(one, left, count, "")

        def told(arrival: Arrival) -> None:
            here = self._glass.find(visit)
            said = self.came(arrival)
            if arrival.key in left:
                left.remove(arrival.key)
            if here is not None and said and here.view.state is VisitState.TRIAL_RUNNING:
                going = arrival.claim is not None and state_of(arrival.claim, down=False) is not ClaimState.WAITING
                self._begin(here, left if going else [], count, said)

        return lambda arrival: self._glass.post(lambda: told(arrival))

    def came(self, arrival: Arrival) -> str:
        """One came as far as it goes now: shown where its person stands, here or aside. Returns what is said."""
        claim = arrival.claim
        here = self._glass.with_older(arrival.key)
        if here is None or claim is None:
            return ""
        new = replace(self._view(claim), goes_on=entries.goes_on(claim, None))
        older = tuple(new if one.claim == claim.key else one for one in here.view.older)
        self._glass.change(here, older=older)
        day = figures.day(new.visited)
        if new.zero_reason and new.refund is None:
            return filled(sentences.OLDER_ZERO, 日=day, 零原因=new.zero_reason)
        if new.refund is not None:
            return filled(sentences.OLDER_DUE, 日=day, 应退=figures.money(new.refund))
        return filled(_ENDINGS.get(new.state, sentences.OLDER_PERSON), 日=day)

    def _begin(self, one: Parked, left: list[str], count: int, said: str) -> None:
        """The first of `left` is settled now, after what is `said` of the one before."""
        for older in one.view.older:
            if left and older.claim == left[0]:
                said += filled(sentences.OLDER_NOW, k=count - len(left) + 1, n=count, 日=figures.day(older.visited))
        working = ClaimState.WORKING
        rows = tuple(replace(row, state=working) if row.claim in left[:1] else row for row in one.view.older)
        self._glass.change(one, older=rows, notice=Notice(said, Role.INFO))

    def _view(self, claim: Claim) -> OlderView:
        down = self._glass.desk.office.line.hop().open is False
        refund = claim.refund_due if due_back(claim) else None
        day, why_zero = claim.people.visit.date.date(), zero_reason(claim)
        return OlderView(claim.key, day, state_of(claim, down=down), refund, zero_reason=why_zero)


def _summed(view: VisitView) -> Notice | None:
    """All of them came as far as they go."""
    settled = [one for one in view.older if one.state is ClaimState.SETTLED]
    if not settled:
        return view.notice
    due = sum((one.refund for one in settled if one.refund), money.ZERO)
    said = sentences.OLDER_ALL_DUE if due else sentences.OLDER_ALL_EVEN
    blanks = {"应退": figures.money(due)} if due else {}
    if not due and settled[0].zero_reason:
        said, blanks = sentences.OLDER_ALL_ZERO, {"零原因": settled[0].zero_reason}
    return Notice(filled(said, n=len(settled), **blanks), Role.INFO)
