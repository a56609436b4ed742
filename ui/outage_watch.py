"""The outage behind the queue page: its clock and who was served, for the link thread; its papers, for a worker."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from counter_app.desk.claim import Claim
from counter_app.desk.office import Office
from counter_app.desk.outage_papers import board_paper, report_paper
from counter_app.desk.outages import OutageBook, closing, served
from counter_app.slips.refusals import SlipRefusedError
from offline_queue.engine import StoreUnavailable
from ui.list_papers import Lists
from ui.queue_views import OutageView
from ui.words import outage_words

__all__ = ["OutageWatch"]

_TOLD_FOR = timedelta(days=3)  # the report of one that is over is offered for so long


class OutageWatch:
    """Looks at the line whenever the queue page is looked at."""

    def __init__(self, office: Office, now: Callable[[], datetime]) -> None:
        self._office = office
        self._now = now
        self._book = OutageBook.of(office.settings.data, training=office.settings.training)

    def look(self, alive: Iterable[Claim]) -> OutageView | None:
        """How it stands; while it lasts nobody who was served is settled, so those who live are all."""
        now = self._now()
        last = self._book.note(self._office.gates.service(), now)
        if last is None or (last.ended is not None and now - last.ended > _TOLD_FOR):
            return None
        sums = closing(served(last, alive))
        minutes = int(last.lasted(now).total_seconds() // 60)
        over = last.ended is not None
        return OutageView(last.began, minutes * 60, last.level(now), sums.served, sums.taken, over=over)

    def make(self) -> Lists:
        """The board while it lasts; afterwards the report, and the board that it is back."""
        last = self._book.last
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
