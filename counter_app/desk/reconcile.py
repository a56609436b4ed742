"""A day's books against the centre's, and what that proves of claims in doubt (protocol, rule 4 and section 5, rows P).

A generator without I/O, like the road. Everything asked here changes nothing on the other side, so it may be asked
again: the only writes are one commit for each claim that the books speak of, and the road goes on from there.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from counter_app.desk import outcomes
from counter_app.desk.claim import Claim, HeldReason, Proof
from counter_app.desk.commands import (
    Command,
    Commit,
    Download,
    Exchange,
    Fetched,
    Load,
    Moment,
    NextMsgid,
    Now,
    Take,
    Upload,
    Whose,
)
from counter_app.desk.day_books import Doubt, as_cleared, bookings, bookings_in, grouped
from counter_app.desk.documents import to_document
from counter_app.desk.judging import (
    NotProof,
    Statement,
    corrected,
    live_rows,
    rows_of,
    too_early,
    unfit_rows,
)
from counter_app.model.books import Difference, DifferenceKind, Group, Ledger, Period, Sums
from counter_app.settlement import statements
from counter_app.settlement.answers import UnreadableAnswer
from counter_app.settlement.client import Call
from counter_app.settlement.outcome import CallOutcome, Done, ErrorReply, Lost, NotSent, Refused
from counter_app.settlement.text_file import UnfitRow
from counter_app.settlement.transactions.reconciliation import DetailsResultRow
from offline_queue.values import Event, Rest, State

__all__ = ["Comparison", "DayResult", "Found", "Reconcile", "Ruling", "Verdict"]

_NO_GROUP = (
    "不知道这一笔归哪个清算类别；同一参保地、险种、就诊类型有一笔结算以后再对账就知道，急的问经办机构要这一笔的结算号"
)

Steps = Generator[Command, Any, Any]


class Verdict:
    """What the books say of a claim in doubt."""

    LIVE = "live"
    NOT_BOOKED = "not_booked"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Comparison:
    """3201 of one group. `equal` None: it could not be asked; `said`: the centre's words, or why."""

    group: Group
    sums: Sums
    equal: bool | None
    said: str


@dataclass(frozen=True, slots=True)
class Found:
    """A difference, and whose it is: the claim's key, empty where the message or settlement is not of this window."""

    difference: Difference
    claim: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """A claim in doubt: verdict, why, and whether it was written (a claim that moved meanwhile is left alone)."""

    claim: str
    verdict: str
    why: str = ""
    written: bool = False


@dataclass(slots=True)
class DayResult:
    """A day compared. `trouble`: what could not be asked or read."""

    day: date
    comparisons: list[Comparison] = field(default_factory=list)
    differences: list[Found] = field(default_factory=list)
    rulings: list[Ruling] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)

    @property
    def agrees(self) -> bool:
        """Books match books: every group was asked and is equal, and nothing was left open."""
        asked = all(one.equal for one in self.comparisons)
        return asked and not self.differences and not self.trouble and all(r.written for r in self.rulings)


class Reconcile:
    """Compares for one window. `longest_s`: the place's time limit with the window's own deadline and margin."""

    def __init__(self, who: str, longest_s: float) -> None:
        self._who = who
        self._longest_s = longest_s

    def run(self, day: date, claims: Iterable[Claim], doubts: Iterable[Doubt]) -> Generator[Command, Any, DayResult]:
        """Compare `day`. `claims`: all that may have booked in it or in a doubt's days, and others that say in which
        groups this hospital settles; `doubts`: those that end in it.

        Raises what a commit raises (LaneLost, StoreUnavailable): what was written stays, and may be asked again.
        """
        result = DayResult(day)
        claims = as_cleared(claims)
        doubts = sorted(grouped(doubts, claims), key=lambda one: one.claim)
        now: Moment = yield Now()
        whole = Period(day, day)
        if too_early(whole, now.wall, self._longest_s):
            result.trouble.append("这一天还没有过完（含医保平台的处理时限），次日再对账。")
            return result
        ready = []
        for doubt in doubts:
            if doubt.group is None:
                result.rulings.append(Ruling(doubt.claim, Verdict.OPEN, _NO_GROUP))
            elif now.wall < doubt.ends or too_early(doubt.period, now.wall, self._longest_s):
                result.rulings.append(Ruling(doubt.claim, Verdict.OPEN, "这一笔的日子还没有过完"))
            else:
                ready.append((doubt, doubt.group))
        ours = bookings_in(claims, whole)
        known: dict[tuple[Group, Period], bool] = {}
        groups = {one.group for claim in claims for one in bookings(claim)} | {group for _, group in ready}
        for group in sorted(groups):
            sums = Sums.of(one for one in ours if one.group == group)
            equal, said = yield from self._totals(group, whole, sums)
            result.comparisons.append(Comparison(group, sums, equal, said))
            known[group, whole] = equal is True
        asked = {(one.group.ledger, whole) for one in result.comparisons if one.equal is False}
        asked |= {(group.ledger, Period(doubt.period.first, day)) for doubt, group in ready}
        for ledger, period in sorted(asked):
            about = [
                (doubt, group) for doubt, group in ready if (group.ledger, doubt.period.first) == (ledger, period.first)
            ]
            yield from self._details(result, ledger, period, claims, about, known)
        for found in result.differences:
            if found.claim:
                yield from self._note(found)
        return result

    # --- asking ------------------------------------------------------------------------------------------------

    def _totals(self, group: Group, period: Period, sums: Sums) -> Generator[Command, Any, tuple[bool | None, str]]:
        if not group.ledger.clearing_type or not group.ledger.office:
            return None, "医保没有说明清算类别，无法对账"
        msgid: str = yield NextMsgid()
        now: Moment = yield Now()
        outcome: CallOutcome = yield Exchange(statements.totals_call(group, period, sums, msgid, now.wall))
        if isinstance(outcome, Done):
            if outcome.at is not None and too_early(period, outcome.at, 0.0):
                return None, "按医保平台的时钟这一天还没有过完，请核对本机的时钟"
            try:
                return statements.equal(outcome)
            except UnreadableAnswer as gap:
                return None, f"对总账的答复缺少 {gap}"
        return None, _said("对总账", outcome)

    def _details(
        self,
        result: DayResult,
        ledger: Ledger,
        period: Period,
        claims: list[Claim],
        about: list[tuple[Doubt, Group]],
        known: dict[tuple[Group, Period], bool],
    ) -> Steps:
        """3202 for one ledger and period: what differs, and what that proves."""
        sent = tuple(one for one in bookings_in(claims, period) if one.group.ledger == ledger)
        statement, trouble = yield from self._statement(ledger, period, sent)
        if statement is None:
            result.trouble.append(trouble)
            result.rulings += [Ruling(doubt.claim, Verdict.OPEN, trouble) for doubt, _ in about]
            return
        owners = yield from self._owners(statement)
        schemes = {doubt.msgid: group.scheme_code for doubt, group in about}
        doubtful = {doubt.msgid for doubt, _ in about}
        for row in statement.differences:
            found = Found(row, owners[row.row])
            known_already = found in result.differences
            if (row.msgid not in doubtful or row.kind is not DifferenceKind.ONLY_CENTRE) and not known_already:
                result.differences.append(found)
        for doubt, group in about:
            ruling = yield from self._rule(doubt, group, statement, owners, schemes, known)
            result.rulings.append(ruling)

    def _statement(
        self, ledger: Ledger, period: Period, sent: tuple[Any, ...]
    ) -> Generator[Command, Any, tuple[Statement | None, str]]:
        name = f"stmt_{period.first:%Y%m%d}_{period.last:%Y%m%d}_{ledger.clearing_type}_{ledger.office}"
        try:
            content = statements.upload_file(f"{name}.txt", sent)
        except UnfitRow as unfit:
            return None, f"本机的账写不成对账文件：{unfit}"
        msgid: str = yield NextMsgid()
        outcome: CallOutcome = yield Upload(msgid, f"{name}.zip", content)
        if not isinstance(outcome, Done):
            return None, _said("上传对账文件", outcome)
        try:
            number = statements.file_number(outcome)
            msgid = yield NextMsgid()
            now: Moment = yield Now()
            call: Call = statements.details_call(ledger, period, Sums.of(sent), number, msgid, now.wall)
            outcome = yield Exchange(call)
            if not isinstance(outcome, Done):
                return None, _said("对明细账", outcome)
            number, file = statements.result_file(outcome)
        except UnreadableAnswer as gap:
            return None, f"对明细账的答复缺少 {gap}"
        msgid = yield NextMsgid()
        fetched: Fetched = yield Download(msgid, number, file, f"{name}.zip", DetailsResultRow)
        if fetched.trouble:
            return None, fetched.trouble
        ours = {(one.settlement_id, one.refund): one for one in sent}
        told = [statements.difference(row, ours.get((row.setl_id, row.refd_setl_flag == "1"))) for row in fetched.rows]
        statement = Statement(period, sent, tuple(told))
        another = unfit_rows(statement)
        return (None, another) if another else (statement, "")

    def _owners(self, statement: Statement) -> Generator[Command, Any, dict[str, str]]:
        """The claim of each row: by the settlement we sent, or by the message id that is on record here."""
        sent = {one.settlement_id: one.claim for one in statement.sent}
        owners: dict[str, str] = {}
        for row in statement.differences:
            key = sent.get(row.settlement_id, "") if row.settlement_id else ""
            if not key and row.msgid:
                key = yield Whose(row.msgid)
            owners[row.row] = key
        return owners

    # --- judging -----------------------------------------------------------------------------------------------

    def _rule(
        self,
        doubt: Doubt,
        group: Group,
        statement: Statement,
        owners: dict[str, str],
        schemes: dict[str, str],
        known: dict[tuple[Group, Period], bool],
    ) -> Generator[Command, Any, Ruling]:
        try:
            live, rows = live_rows(doubt, statement.differences, owners)
            if not live:
                complete = yield from self._complete(group, statement, schemes, known)
                if not complete:
                    return Ruling(doubt.claim, Verdict.OPEN, "对账结果合不上中心的总数，不能断定没有入账")
        except NotProof as why:
            return Ruling(doubt.claim, Verdict.OPEN, str(why))
        proof = Proof(live, statement.period.first, statement.period.last, rows_of(rows))
        written = yield from self._write(doubt, proof)
        return Ruling(doubt.claim, Verdict.LIVE if live else Verdict.NOT_BOOKED, "", written)

    def _complete(
        self,
        group: Group,
        statement: Statement,
        schemes: dict[str, str],
        known: dict[tuple[Group, Period], bool],
    ) -> Generator[Command, Any, bool]:
        """Whether our books with the file's rows laid over them make the centre's sums of the group."""
        sums = corrected(group, statement, schemes)
        plain = sums == Sums.of(one for one in statement.sent if one.group == group)
        if plain and known.get((group, statement.period)):
            return True
        equal, _ = yield from self._totals(group, statement.period, sums)
        return equal is True

    def _write(self, doubt: Doubt, proof: Proof) -> Generator[Command, Any, bool]:
        """The proof goes to the claim, unless it moved since it was read; the road takes it up from there."""
        fence = yield Take(doubt.lane, doubt.claim)
        if fence is None:
            return False
        claim: Claim = yield Load(doubt.claim)
        now: Moment = yield Now()
        same = claim.changed_at == doubt.changed_at and claim.machine.doubt == doubt.msgid and claim.attempt is None
        machine = outcomes.proven(claim.machine, proof) if same else claim.machine
        said = "booked" if proof.live else "not booked"
        event = Event(now.wall, self._who, f"day's proof: {said}", f"{proof.first} – {proof.last} {proof.row}".strip())
        yield Commit(
            Rest(
                key=claim.key,
                fence=fence,
                machine=to_document(machine),
                events=(event,) if same else (),
                state=State.UNCLEAR if same else claim.state,
                reason="" if same else claim.reason,
                due=now.wall,
                engaged=bool(machine.visit_id),
            )
        )
        return same

    def _note(self, found: Found) -> Steps:
        """The centre's row stays with the claim it speaks of, where nobody works on it."""
        claim: Claim = yield Load(found.claim)
        if claim.state is not State.HELD and not claim.state.ended:
            return
        fence = yield Take(claim.lane, claim.key)
        if fence is None:
            return
        claim = yield Load(found.claim)
        now: Moment = yield Now()
        event = Event(now.wall, self._who, f"day's books differ: {found.difference.kind}", found.difference.row)
        machine, state, reason = claim.machine, claim.state, claim.reason
        if state is State.HELD and reason == HeldReason.CANCEL_REFUSED:
            # It may have been undone outside: 5203 is asked once more, and only that is believed.
            machine, state, reason = replace(machine, undo_live=False), State.READY, ""
        yield Commit(
            Rest(
                key=claim.key,
                fence=fence,
                machine=to_document(machine),
                events=(event,),
                state=state,
                reason=reason,
                due=now.wall,
                engaged=bool(machine.visit_id) and not state.ended,
            )
        )


def _said(what: str, outcome: CallOutcome) -> str:
    match outcome:
        case Refused(text=text) | ErrorReply(text=text) if text:
            return f"{what}：医保答复“{text}”"
        case NotSent() | Lost():
            return f"{what}：线路不通，没有得到答复"
        case _:
            return f"{what}：答复读不懂"
