"""The day's end behind its page: it looks on the queue's thread and works on one of its own; nobody waits for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from counter_app.desk import clock, day_end, day_lists, no_return
from counter_app.desk.claim import Claim
from counter_app.desk.office import Office
from counter_app.desk.unsigned import unsigned
from counter_app.model import money
from counter_app.model.books import DifferenceKind
from counter_app.slips.refusals import SlipRefusedError
from offline_queue.engine import StoreUnavailable
from offline_queue.values import State
from ui.bridge import Bridge
from ui.day_views import DayRow, DayState, DaySums, DayView, Finding, Mark, ProofView
from ui.desk_views import claim_name
from ui.keys import Action
from ui.list_papers import ListPapers, Lists
from ui.shapes import Shape
from ui.theme import Role
from ui.words import day_words, figures
from ui.words.template import filled

__all__ = ["DaySession", "proof_view"]

# After the proof the claims it moved are settled: so long it is waited for; the background goes on afterwards.
_DRAIN_S = 30.0


@dataclass(frozen=True, slots=True)
class _Seen:
    claims: tuple[Claim, ...]
    overdue: tuple[Claim, ...]
    to_ring: int


class DaySession:
    """Feeds the day-end page; `show` paints it. Everything here but the work itself runs on the main thread."""

    def __init__(
        self, office: Office, bridge: Bridge, now: Callable[[], datetime], show: Callable[[DayView], None]
    ) -> None:
        self._office = office
        self._bridge = bridge
        self._now = now
        self._show = show
        self._papers: ListPapers | None = None
        self._claims: dict[str, Claim] = {}
        self._overdue: tuple[Claim, ...] = ()
        self.view = DayView(uploads=office.place.uploads, unsigned=unsigned(office))

    def print_by(self, papers: ListPapers) -> None:
        """Who prints its lists."""
        self._papers = papers
        self.view = replace(self.view, prints=papers.have_printer)

    def claim(self, key: str) -> Claim | None:
        """A claim of the page as it was last seen."""
        return self._claims.get(key)

    def turned(self) -> None:
        """The page is up again: what it asked before it was left is asked no more; what came of a key is still told."""
        self._change(confirming=False)
        self.look()

    def look(self) -> None:
        """Something came of a key: see how the day stands."""
        self._bridge.look_after(self._look, self._seen, lambda _kind: self._seen(None))

    def do(self, action: Action) -> None:
        """F5 proves the day before, F11 prints the lists, or keeps them where A4 has no printer, Ctrl F10 deals with
        what is overdue, at the second press.
        """
        if action is Action.BACK:
            self._change(confirming=False, notice="")
        elif self.view.state is not DayState.READY:
            return
        elif action is Action.ASK:
            self._change(state=DayState.PROVING, since=self._now(), notice="", confirming=False)
            self._bridge.work_long(
                lambda: day_end.reconcile(self._office, None, seconds=_DRAIN_S), self._proved, self._broke
            )
        elif action in (Action.PRINT, Action.PREVIEW) and self._papers is not None:
            look = day_words.LOOK_LISTS if action is Action.PREVIEW else ""
            self._papers.asked(("calls", "agency"), self._make, self._said, self._breaks(), look=look)
        elif action is Action.UPLOAD and self._overdue:
            if not self.view.confirming:
                self._change(confirming=True, notice="")
                return
            keys = tuple(claim.key for claim in self._overdue)
            self._change(
                state=DayState.UPLOADING, since=self._now(), confirming=False, progress=(0, len(keys)), notice=""
            )
            self._bridge.work_long(lambda: self._upload(keys), self._uploaded, self._broke)

    # --- on a worker ---------------------------------------------------------------------------------------------

    def _look(self) -> _Seen | None:
        now = self._now()
        regions, books = self._office.settings.slips.due_by_region, self._office.books
        try:
            today = books.claims(changed_since=datetime.combine(now.date(), time.min, now.tzinfo))
            alive = books.claims(alive=True)
            ring = day_lists.call_rows(books.claims(), now.date(), self._office.region_name, regions)
        except StoreUnavailable:
            return None
        overdue = [claim for claim in alive if no_return.is_overdue(claim, now.date(), regions)]
        paid = tuple(claim for claim in overdue if claim.people.paid == claim.people.total)
        return _Seen(tuple(today), paid, len(ring))

    def _make(self) -> Lists:
        try:
            files = day_lists.call_paper(self._office), day_lists.agency_paper(self._office)
        except SlipRefusedError as refused:
            return Lists(problem=str(refused))
        except StoreUnavailable:
            return Lists(problem=day_words.LIST_NOT_SAVED)
        return Lists(files, day_words.LIST_SAVED, day_words.LIST_SENT)

    def _upload(self, keys: tuple[str, ...]) -> tuple[int, int, int]:
        """How many went up, ended for a claim by hand with their papers, and rest as they were."""
        found = [0, 0, 0]
        for number, key in enumerate(keys, start=1):
            self._bridge.post(lambda number=number: self._change(progress=(number, len(keys))))  # type: ignore[misc]
            try:
                state = no_return.upload(self._office, key)["state"]
            except StoreUnavailable:
                state = ""
            found[{"uploaded": 0, "by_hand": 1}.get(state, 2)] += 1
        return found[0], found[1], found[2]

    # --- what came of it -----------------------------------------------------------------------------------------

    def _seen(self, seen: _Seen | None) -> None:
        if seen is None:
            self._change(notice=day_words.NOT_READ)
            return
        self._claims = {claim.key: claim for claim in seen.claims}
        self._overdue = seen.overdue
        order = {mark: place for place, mark in enumerate(Mark)}
        rows = sorted((_row(claim) for claim in seen.claims), key=lambda row: (order[row.mark], row.at))
        self._change(
            today=self._now().date(),
            rows=tuple(rows),
            sums=_sums(seen.claims),
            overdue=len(seen.overdue),
            overdue_total=sum((claim.people.total for claim in seen.overdue), money.ZERO),
            to_ring=seen.to_ring,
            notice="" if self.view.notice == day_words.NOT_READ else self.view.notice,
            unsigned=unsigned(self._office),
        )

    def _proved(self, report: dict[str, Any]) -> None:
        self._change(state=DayState.READY, since=None, proof=proof_view(report))
        self.look()

    def _uploaded(self, told: tuple[int, int, int]) -> None:
        up, papers, left = told
        said = filled(day_words.UPLOADED, 上传=up, 材料=papers, 剩=left)
        self._change(state=DayState.READY, since=None, notice=said)
        self.look()

    def _broke(self, _kind: str) -> None:
        self._change(state=DayState.READY, since=None, notice=self._breaks())

    def _breaks(self) -> str:
        return filled(day_words.BROKE, 分机=self._office.settings.institution.phone)

    def _said(self, said: str) -> None:
        self._change(notice=said)

    def _change(self, **changes: Any) -> None:
        view = replace(self.view, **changes)
        if view != self.view:
            self.view = view
            self._show(view)


def proof_view(report: dict[str, Any]) -> ProofView:
    """A day's report in the words of the page: equal or not, each difference with what to do."""
    found = []
    for group in report["groups"]:
        equal, said = group["equal"], group["said"]
        told = filled(day_words.GROUPS_EQUAL, 类=group["clearing_type"] or "-", 经办=group["office"] or "-", 平=said)
        shape, role = (Shape.DONE, Role.OK) if equal else (Shape.ATTENTION, Role.WARN)
        found.append(Finding(shape, role, told))
    for one in report["differences"]:
        parts = (one["key"], one["setl_id"] or one["msgid"], f"{one['total']} 元" if one["total"] else "", one["memo"])
        text = "　".join((day_words.DIFFERENCES[DifferenceKind(one["kind"])], *(part for part in parts if part)))
        found.append(Finding(Shape.STOPPED, Role.STOP, text, day_words.WHAT_TO_DO))
    for one in report["rulings"]:
        open_still = one["verdict"] == "open" or not one["written"]
        shape, role = (Shape.CHECKING, Role.CHECK) if open_still else (Shape.DONE, Role.OK)
        verdict = day_words.RULINGS["open" if open_still else one["verdict"]]
        found.append(Finding(shape, role, f"{one['key']}　{verdict}", one["why"]))
    found += [Finding(Shape.ATTENTION, Role.WARN, text) for text in report["trouble"]]
    if not report["drained"]:
        found.append(Finding(Shape.WAITING, None, day_words.DRAINED_NOT))
    if report["other_days"]:
        days = "、".join(figures.day(date.fromisoformat(day)) for day in report["other_days"])
        found.append(Finding(Shape.ATTENTION, Role.WARN, filled(day_words.OTHER_DAYS, 日=days)))
    if report["unsigned"]:
        found.append(Finding(Shape.NOTE, None, filled(day_words.UNSIGNED, 工号=report["unsigned"])))
    return ProofView(date.fromisoformat(report["day"]), report["state"] == "ok", tuple(found))


def _row(claim: Claim) -> DayRow:
    settled = claim.machine.settlement
    done = claim.state is State.DONE and settled is not None
    return DayRow(
        claim=claim.key,
        mark=_mark(claim),
        name=figures.masked_name(claim_name(claim)),
        at=claim.changed_at.astimezone(clock.WINDOW_ZONE),
        total=claim.people.total,
        paid=claim.people.paid,
        fund=settled.amounts.fund_total if done and settled is not None else None,
    )


def _mark(claim: Claim) -> Mark:
    if claim.state is State.DONE:
        return Mark.SETTLED
    if claim.state is State.UPLOADED:
        return Mark.UPLOADED
    if claim.state is State.VOID:
        return Mark.BY_HAND if claim.people.in_full or no_return.by_hand(claim) else Mark.VOID
    if claim.state is State.UNCLEAR:
        return Mark.CHECKING
    if claim.state is State.HELD and claim.people.paid > money.ZERO:
        return Mark.PERSON
    return Mark.WAITING if claim.people.consent else Mark.HERE


def _sums(claims: tuple[Claim, ...]) -> DaySums:
    amounts = [
        claim.machine.settlement.amounts
        for claim in claims
        if claim.state is State.DONE and claim.machine.settlement is not None
    ]
    return DaySums(
        count=len(amounts),
        total=sum((one.total for one in amounts), money.ZERO),
        fund=sum((one.fund_total for one in amounts), money.ZERO),
        account=sum((one.account for one in amounts), money.ZERO),
        cash=sum((one.cash for one in amounts), money.ZERO),
    )
