"""The papers of a claim as the window asks for them: made, put on record where they must be, handed to the printer.

Blocks, so it belongs on the link thread.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from counter_app.desk.books import ClaimMissing
from counter_app.desk.claim import Claim
from counter_app.desk.commands import Arrival, Stop
from counter_app.desk.endings import PAPERS_BY_HAND, Ending, ending_of
from counter_app.desk.papers import NoPaper, payment_of
from counter_app.desk.papers import Told as Notice
from counter_app.desk.reprint_log import ReprintLog
from counter_app.desk.reprinting import note, note_first, printed_elsewhere
from counter_app.slips.refusals import SlipRefusedError
from offline_queue.engine import StoreUnavailable
from offline_queue.store import VersionMoved
from ui.person_desk import PersonDesk
from ui.words import paper_words, sentences

__all__ = ["SlipDesk"]

_EDITION = re.compile(r"-[0-9]+$")  # as `PaperFiles` numbers the papers of a kind


class SlipDesk(PersonDesk):
    """The same, with the papers: the first of each kind, and its reprints."""

    def standing(self, key: str) -> Arrival:
        """How a claim stands now; without it where the store cannot be read."""
        try:
            return Arrival(key, self.office.books.claim(key), Stop.ARRIVED)
        except ClaimMissing:
            return Arrival(key, None, Stop.ARRIVED)
        except StoreUnavailable as trouble:
            return Arrival(key, None, Stop.STORE, trouble.reason)

    def first(self, key: str, slip: str, make: Callable[[int], str]) -> tuple[int, str] | None:
        """The first one of a claim's slips that this window does not know of: no number, and what is wrong, as of
        `make`. None: another window handed one out before, so nothing was made.
        """
        try:
            if printed_elsewhere(self.office, key, slip) is not None:
                return None
        except StoreUnavailable:
            return 0, sentences.FIRST_NOT_NOTED
        return 0, make(0)

    def by_itself(self, key: str, slip: str, make: Callable[[int], str]) -> tuple[int, str]:
        """As `first`, where nobody is asked: one more of what another window handed out is a reprint."""
        return self.first(key, slip, make) or self.reprint(key, slip, paper_words.AFTER_ANOTHER, make)

    def notice(self, told: Notice, reprint: int) -> tuple[str, str]:
        """Make a notice or a check slip: its number, and what is wrong with it."""
        key = told.key
        try:
            if not key:
                told = replace(told, key=self.office.counter.number(), claimed=False)
            elif (claim := self.standing(key).claim) is not None:
                asked = self.office.books.attempts(key)
                told = replace(
                    told,
                    payment=payment_of(claim) if claim.people.paid else told.payment,
                    in_full=bool(claim.people.in_full),
                    message=asked[-1].msgid if asked else "",
                )
            else:
                told = replace(told, claimed=False)
        except StoreUnavailable:
            return key, sentences.PAPER_NOT_KEPT
        papers, first = self.office.papers, not reprint
        return told.key, self._made(told.key, lambda: papers.notice(told, reprint=reprint), out=True, first=first)

    def paper(self, key: str, reprint: int, *, refund: bool, out: bool) -> str:
        """Make the claim's paper, and have it printed with `out`; returns what is wrong with the paper, empty when it
        is there. What the printer says comes later, and is not heard here.
        """

        def make() -> Path:
            claim, papers = self.office.books.claim(key), self.office.papers
            if refund:
                return papers.refund(claim, reprint=reprint)
            return papers.of(claim, reprint=reprint)

        return self._made(key, make, out=out, first=not reprint)

    def reprint(self, key: str, slip: str, why: str, make: Callable[[int], str]) -> tuple[int, str]:
        """One more of a paper that was handed out, on record first: its number, and what is wrong, as of `make`."""
        try:
            before = ReprintLog.of(self.office.settings).count(key, slip)
            number = note(self.office.books, key, slip, self.office.duty.who, why, before=before)
        except (ClaimMissing, OSError, StoreUnavailable, VersionMoved):
            return 0, sentences.REPRINT_NOT_NOTED
        return number, self._instead(key, slip, lambda: make(number))

    def one_more(self, key: str, slip: str, why: str, make: Callable[[int], str]) -> tuple[int, str]:
        """As `reprint`, of a number that has no claim yet: a log beside the papers keeps it on record."""
        try:
            number = ReprintLog.of(self.office.settings).note(key, slip, self.office.duty.number, why)
        except OSError:
            return 0, sentences.REPRINT_NOT_NOTED
        return number, self._instead(key, slip, lambda: make(number))

    def _instead(self, key: str, slip: str, make: Callable[[], str]) -> str:
        """What perhaps came of these papers: whether it did or not, the one that `make` makes is there instead."""
        tray = self.office.papers.tray
        perhaps = [one.name for one in tray.state().of(key) if one.perhaps and one.slip == slip]
        problem = make()
        for name in perhaps if not problem else ():
            tray.drop(name)
        return problem

    @property
    def prints_itself(self) -> bool:
        """Whether papers are printed as they are made."""
        return self.office.papers.tray.by_itself

    def comes(self, slip: str) -> bool:
        """Whether such a paper is handed out as it is made: it is printed, or its file is the paper."""
        return self.prints_itself or not self.office.papers.tray.prints(slip)

    def _made(self, key: str, make: Callable[[], Path], *, out: bool, first: bool) -> str:
        """Make a paper; what is wrong with it, in words. `first`: no reprint, which is on record already."""
        try:
            file = make()
        except NoPaper:
            return sentences.NOT_READY
        except SlipRefusedError as refused:
            return str(refused)
        except (OSError, StoreUnavailable):
            return sentences.PAPER_NOT_KEPT
        if not out:
            return ""
        said = self._on_record(key, file) if first else ""
        if said:
            with suppress(OSError):
                file.unlink()  # nobody has it, and without a printer the file itself would be the paper
            return said
        self.office.papers.print_out(file, key)
        return ""

    def _on_record(self, key: str, file: Path) -> str:
        """Before a first one goes to the printer; why it is not to, empty where it is."""
        slip = _EDITION.sub("", file.stem.removeprefix(f"{key}-"))
        try:
            return "" if note_first(self.office, key, slip) else sentences.JUST_ELSEWHERE
        except (OSError, StoreUnavailable, VersionMoved):
            return sentences.FIRST_NOT_NOTED

    def _as_refunded(self, refunded: Claim) -> str:
        """The claim's own paper with what went back. Of a settlement slip that somebody holds it is a reprint."""
        papers, key, itself = self.office.papers, refunded.key, self.prints_itself
        ending = ending_of(refunded)
        if ending is not None and ending is not Ending.SETTLED and ending not in PAPERS_BY_HAND:
            return ""  # its own paper is the refund slip, which is made

        def make(number: int) -> str:
            return self._made(key, lambda: papers.of(refunded, reprint=number), out=itself, first=not number)

        if self.comes("settlement") and ending is Ending.SETTLED and self._handed_out(key, "settlement"):
            return self.reprint(key, "settlement", paper_words.AFTER_REFUND, make)[1]
        return make(0)

    def _handed_out(self, key: str, slip: str) -> bool:
        """At this window or at another; where nobody can say, the paper cannot be put on record either."""
        with suppress(StoreUnavailable):
            return self.office.papers.handed_out(key, slip) or printed_elsewhere(self.office, key, slip) is not None
        return False
