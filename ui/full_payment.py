"""F11 in a failure: the notice for the patient, and the whole bill taken at the window for a claim by hand."""

from __future__ import annotations

from collections.abc import Callable

from counter_app.desk.commands import Arrival
from counter_app.desk.papers import Told
from counter_app.desk.tray import Tray, Unprinted
from counter_app.failures import FILING
from counter_app.model.payment import Payment
from counter_app.slips.values import NoticeKind
from ui.at_glass import AtGlass
from ui.lines_off import bill_of
from ui.notices import NoticeLacks, told_of
from ui.paper_desk import PaperDesk
from ui.paper_news import printer_said, sent_said
from ui.parked import Parked
from ui.theme import Role
from ui.views import Notice, VisitState
from ui.words import paper_words, sentences
from ui.words.remedies import leads_to_full_payment
from ui.words.template import filled

__all__ = ["FullPayment"]


class FullPayment:
    """Works on the visits of `glass`. `otherwise(one, arrival)` shows a claim that came to something else meanwhile."""

    def __init__(self, glass: AtGlass, otherwise: Callable[[Parked, Arrival], None]) -> None:
        self._glass = glass
        self._desk = glass.desk
        self._otherwise = otherwise
        self._making: set[str] = set()  # the visits whose notice is being made

    def asked(self, at: Parked, paper_desk: PaperDesk | None) -> None:
        """F11: make the notice; where its reason leads there, the till then shows the whole bill. Of a filing that does
        not count the card with its ways comes first: Esc leads back to it. One that did not come out is printed as it
        is; where it was handed out the till comes without another one, and F11 there makes a reprint: `paper_desk` asks
        why.
        """
        remark = self._glass.remark(at)
        if remark is not None and remark.code in FILING:
            gone = {"quote": None, "splits": (), "reasons": (), "notice": None}
            self._glass.change(at, state=VisitState.FAILURE, failure=remark, **gone)
        if at.visit in self._making:  # pressed twice: the first is not there yet, and would not be counted
            return
        try:
            told = self._told(at)
        except NoticeLacks as lacks:
            self._glass.change(at, notice=Notice(_lacking(lacks)))
            return
        key, slip, papers = told.key, _slip(told), self._desk.office.papers
        waiting = [paper for paper in papers.tray.state().of(key) if paper.slip == slip and not paper.perhaps]
        if waiting:
            self._on(at, key, _after_all(papers.tray, waiting))
        elif not papers.handed_out(key, slip):
            self._make(at, slip, lambda: self._first(told, slip), lambda: self._handed_out(at, told, paper_desk))
        else:
            self._handed_out(at, told, paper_desk)

    def _handed_out(self, at: Parked, told: Told, paper_desk: PaperDesk | None) -> None:
        """There is one, from here or from another window."""
        key, slip = told.key, _slip(told)
        if self._leads(at):  # the whole bill can be taken whether or not one more is wanted
            self._on(at, key, Notice(sentences.NOTICE_OUT, Role.INFO))
        elif paper_desk is not None and at is self._glass.at:  # nobody else came there meanwhile
            more, claimed = self._once_more, at.key is not None
            paper_desk.ask_why(
                key, slip, lambda why: self._make(at, slip, lambda: more(told, slip, why, claimed=claimed))
            )

    def _first(self, told: Told, slip: str) -> tuple[int, str, str] | None:
        """On the link thread; None: another window gave one of this claim."""
        keys: list[str] = [told.key]

        def make(_number: int) -> str:
            key, problem = self._desk.notice(told, 0)
            keys.append(key)
            return problem

        made = self._desk.first(told.key, slip, make) if told.key else (0, make(0))
        return _numbered(keys[-1], made) if made is not None else None

    def _once_more(self, told: Told, slip: str, why: str, *, claimed: bool) -> tuple[int, str, str]:
        """On the link thread. `claimed`: a claim has its number, and keeps it on record."""

        def make(number: int) -> str:
            return self._desk.notice(told, number)[1]

        note = self._desk.reprint if claimed else self._desk.one_more
        return _numbered(told.key, note(told.key, slip, why, make))

    def _make(
        self,
        at: Parked,
        slip: str,
        work: Callable[[], tuple[int, str, str] | None],
        otherwise: Callable[[], None] = lambda: None,
    ) -> None:
        visit = at.visit
        self._making.add(visit)

        def working() -> tuple[int, str, str] | None:
            try:
                return work()
            except Exception:
                self._making.discard(visit)
                raise

        def made(one: Parked, told: tuple[int, str, str] | None) -> None:
            self._making.discard(visit)
            if told is None:
                otherwise()
                return
            reprint, key, problem = told
            if problem:
                self._glass.change(one, notice=Notice(problem))
                return
            one.number = key
            first = filled(sentences.NOTICE_KEPT, 单名=paper_words.SLIPS[slip])
            kept = sentences.REPRINTED.format(n=reprint) if reprint else first
            self._on(one, key, None if self._leads(one) and not reprint else Notice(kept, Role.INFO))

        self._glass.ask(at, working, made, lambda _told: self._making.discard(visit))

    def _leads(self, one: Parked) -> bool:
        failure, billed = one.view.failure, one.view.charges and one.order is not None
        if one.view.state is not VisitState.FAILURE or failure is None or not billed:
            return False
        return leads_to_full_payment(failure.code, taken=bool(one.view.returnable))

    def _on(self, one: Parked, key: str, notice: Notice | None) -> None:
        """There is a notice: to the whole bill, where its reason leads there."""
        if self._leads(one):
            self._glass.change(one, state=VisitState.FULL_PAYMENT, quote=None, notice=notice, ticket=key, taking=False)
        elif notice != one.view.notice:
            self._glass.change(one, notice=notice)

    def paper(self, one: Parked) -> Callable[[int], str]:
        """Work for the link thread: the visit's notice, by its number; what is wrong, empty when it is there."""
        try:
            told = self._told(one)
        except NoticeLacks as lacks:
            problem = _lacking(lacks)
            return lambda _number: problem
        return lambda number: self._desk.notice(told, number)[1]

    def _told(self, one: Parked) -> Told:
        office, now = self._desk.office, self._glass.now()
        uploads, remark = office.place.uploads, self._glass.remark(one)
        return told_of(one, one.key or one.number, office.settings, now, uploads=uploads, remark=remark)

    def take(self, at: Parked, payment: Payment, printed: Callable[[Parked], None]) -> None:
        """F9: the whole bill, or what is still open of it; `printed` then makes the paper."""
        if at.order is None or at.view.failure is None:
            return
        bill = bill_of(at, at.order)
        key, found, why = at.key or at.number, at.found, at.view.failure.code.value

        def taken(one: Parked, arrival: Arrival) -> None:
            claim = arrival.claim
            if claim is None or not claim.people.in_full:
                self._otherwise(one, arrival)
                return
            one.key, one.prints = claim.key, 0
            paid = claim.people.paid
            self._glass.change(one, state=VisitState.PAID_IN_FULL, ticket=claim.key, since=None, paid=paid)
            printed(one)

        self._glass.ask(at, lambda: self._desk.pay_in_full(key, bill, found, payment, why), taken)


def _slip(told: Told) -> str:
    return "check" if told.kind is NoticeKind.CHECK else "notice"


def _lacking(lacks: NoticeLacks) -> str:
    return filled(sentences.NOTICE_LACKS, 缺项=lacks.missing)


def _numbered(key: str, made: tuple[int, str]) -> tuple[int, str, str]:
    number, problem = made
    return number, key, problem


def _after_all(tray: Tray, waiting: list[Unprinted]) -> Notice:
    """What did not come out is printed as it is, no reprint: nobody holds one."""
    again = [paper for paper in waiting if tray.again(paper.name)]
    if again:
        return Notice(sent_said(again), Role.INFO)
    return Notice(printer_said(waiting[0], settled=False) or sentences.ON_ITS_WAY, Role.WARN)
