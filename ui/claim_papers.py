"""F11 of the queue page: the paper a claim has as it stands, also the notice (告知单) of one that was refused; and a
refused one's end by hand. What works on a claim belongs on the link thread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from counter_app.desk import no_return
from counter_app.desk.awaiting import drop
from counter_app.desk.books import ClaimMissing
from counter_app.desk.claim import Claim, HeldReason
from counter_app.desk.endings import PAPERS_BY_HAND, Ending, ending_of
from counter_app.desk.office import Office
from counter_app.desk.papers import payment_of
from counter_app.desk.recognise import of_claim
from counter_app.desk.reprinting import elsewhere
from counter_app.model import money
from offline_queue.engine import StoreUnavailable
from offline_queue.values import Event, State
from ui.bridge import Bridge
from ui.desk_views import Places, failure_view
from ui.notices import NoticeLacks, told_of_claim
from ui.paper_desk import PaperDesk
from ui.paper_news import drop_outlived, printer_said, sent_said
from ui.window_desk import WindowDesk
from ui.words import labels, sentences
from ui.words.template import filled

__all__ = ["ClaimPapers", "Paper", "dropped", "ended_by_hand", "paper_label", "paper_of", "paper_said"]


@dataclass(frozen=True, slots=True)
class Paper:
    """`kind`: as its file is named; `name`: as people call it."""

    kind: str
    name: str


_SETTLEMENT, _HAND = Paper("settlement", labels.PAPER_SETTLEMENT), Paper("hand-claim", labels.PAPER_HAND)
_REFUND, _NOTICE = Paper("refund", labels.PAPER_REFUND), Paper("notice", labels.PAPER_NOTICE)


def paper_of(claim: Claim) -> Paper | None:
    """Which one F11 makes; None where it has none now."""
    ending = ending_of(claim)
    if ending is Ending.SETTLED:
        return _SETTLEMENT
    if ending in PAPERS_BY_HAND:
        return _HAND
    if ending is not None:
        return _REFUND if any(row.amount < money.ZERO for row in claim.people.cash) else None
    return _NOTICE if _refused(claim) else None


def paper_label(claim: Claim, events: Sequence[Event], office: Office) -> str:
    """What its key says, by its history. Empty where F11 makes none."""
    paper = paper_of(claim)
    if paper is None:
        return ""
    window = office.settings.window.number
    shared = office.hospital is not None and elsewhere(claim, events, paper.kind, window) is not None
    again = shared or office.papers.handed_out(claim.key, paper.kind)
    return filled(labels.PRINT_PAPER_AGAIN if again else labels.PRINT_PAPER, 单名=paper.name)


def paper_said(claim: Claim | None, paper: Paper, number: int, *, sent: bool) -> str:
    """What the page says once it is made: the how manieth copy, and where it is."""
    copy = filled(labels.COPY_AGAIN, n=number) if number else labels.FIRST_COPY
    nothing_due = claim is not None and claim.refund_due == money.ZERO and claim.people.ticket_at is not None
    if nothing_due and paper.kind == "settlement":
        return filled(sentences.QUEUE_PAPER_EVEN if sent else sentences.QUEUE_PAPER, 第几份=copy)
    said = sentences.QUEUE_PAPER_SENT if sent else sentences.QUEUE_PAPER_KEPT
    return filled(said, 第几份=copy, 单名=paper.name)


class ClaimPapers:
    """Makes them, for a window of this desk. `paper_desk` asks why one is printed once more, and `up` says whether the
    page where that was asked for still is.
    """

    def __init__(
        self,
        desk: WindowDesk,
        bridge: Bridge,
        paper_desk: PaperDesk,
        places: Places,
        now: Callable[[], datetime],
        up: Callable[[], bool],
    ) -> None:
        self._desk = desk
        self._up = up
        self._bridge = bridge
        self._paper_desk = paper_desk
        self._places = places
        self._now = now

    def asked(self, claim: Claim, told: Callable[[str], None], chosen: Callable[[], bool]) -> None:
        """F11: the paper the claim has as it stands; one more of what was handed out is a reprint, with a reason.
        `told` hears what came of it, in words. `chosen`: whether it still is the marked one.
        """
        paper, key, papers = paper_of(claim), claim.key, self._desk.office.papers
        if paper is None:
            return
        if ending_of(claim) is not None:
            drop_outlived(papers.tray, key)
        unprinted = [one for one in papers.tray.state().of(key) if one.slip == paper.kind and not one.perhaps]
        if unprinted:
            again = [one for one in unprinted if papers.tray.again(one.name)]
            told(sent_said(again) if again else printer_said(unprinted[0], settled=False) or sentences.ON_ITS_WAY)
            return

        def ask_why() -> None:
            self._paper_desk.ask_why(key, paper.kind, print_again)

        def done(made: tuple[int, str] | None) -> None:
            if made is None:  # another window did
                if self._up() and chosen():
                    ask_why()
                return
            number, problem = made
            told(problem or paper_said(claim, paper, number, sent=papers.tray.prints(paper.kind)))

        def print_again(why: str) -> None:
            def work() -> tuple[int, str]:
                return self._desk.reprint(key, paper.kind, why, lambda number: self.make(key, number))

            self._bridge.ask(work, done, told)

        if papers.handed_out(key, paper.kind):
            ask_why()
        else:
            self._bridge.ask(lambda: self._desk.first(key, paper.kind, lambda _number: self.make(key, 0)), done, told)

    def make(self, key: str, reprint: int) -> str:
        """The claim's paper; what is wrong, empty when it is there."""
        claim = self._desk.standing(key).claim
        if claim is not None and _refused(claim):
            return self._notice(claim, reprint)
        return self._desk.paper(key, reprint, refund=False, out=True)

    def _notice(self, claim: Claim, reprint: int) -> str:
        """Why the insured place said no, for the patient, with what to do about it."""
        office, people, person = self._desk.office, claim.people, claim.machine.person
        trouble = of_claim(claim, office.place)
        if trouble is None:
            return sentences.NOT_READY
        bill = (people.visit, people.charges)
        known, at, phone = claim.machine.qualification, self._now(), self._desk.help_phone
        view = failure_view(trouble, None, known, self._places, at, phone, *bill, elsewhere=self._desk.opened_elsewhere)
        blanks = dict(view.blanks)
        if person is not None and person.insurance is not None:
            blanks["参保地"] = self._places.city(person.insurance.region)
        try:
            told = told_of_claim(
                claim, view.code, blanks, office.settings, at, uploads=office.place.uploads, payment=payment_of(claim)
            )
        except NoticeLacks as lacks:
            return filled(sentences.NOTICE_LACKS, 缺项=lacks.missing)
        return self._desk.notice(told, reprint)[1]


def ended_by_hand(office: Office, key: str) -> str:
    """A refused one ends now, by the papers or by its upload; what came of it, in words."""
    try:
        report = no_return.upload(office, key)
    except (ClaimMissing, StoreUnavailable):
        return sentences.PAPER_NOT_KEPT
    if report["state"] not in ("by_hand", "uploaded"):
        return report["said"] or sentences.NOT_BY_HAND
    return report.get("slip_problem") or sentences.ENDED_BY_HAND


def dropped(office: Office, key: str) -> bool:
    """Whether one whose person never came was taken off the list; where the store fails it stays there."""
    try:
        return drop(office, key)
    except (ClaimMissing, StoreUnavailable):
        return False


def _refused(claim: Claim) -> bool:
    return claim.state is State.HELD and claim.reason == HeldReason.REFUSED
