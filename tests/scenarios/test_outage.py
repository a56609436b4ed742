"""An outage at the window: its board, who was served, the way back, and the report that closes it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from counter_app.desk import clock
from counter_app.desk.outage_papers import board_paper, closing_of, report_paper
from counter_app.desk.outages import Outage, OutageBook
from counter_app.desk.replay import drain
from offline_queue.values import State
from tests.paper import text_of
from tests.scenarios.away import credential, settled, ticket
from tests.scenarios.stage import OTHER, OTHER_NAME, stage


def test_from_the_first_ticket_to_the_closing_report(tmp_path: Path) -> None:
    with stage(tmp_path) as one, one.office(working=True) as office:
        assert settled(office, one, "before", credential()).state is State.DONE
        book = OutageBook.of(one.data, training=True)
        one.service.set_faults([{"name": "refuse_connection"}])
        office.counter.identify(credential(OTHER, OTHER_NAME))
        outage = book.note(office.gates.service(), clock.moment().wall)
        assert outage is not None
        first = ticket(office, one, "A", credential(OTHER, OTHER_NAME))
        second = ticket(office, one, "B")
        sums = closing_of(office, outage)
        assert (sums.served, sums.taken, sums.waiting, sums.done) == (2, Decimal("2000.00"), 2, False)
        board = text_of(board_paper(office, outage))
        assert "医保网络中断" in board
        assert "急诊照常" in board
        assert "还没有恢复" in text_of(report_paper(office, outage))

        one.service.clear_faults()
        settled(office, one, "after", credential(OTHER, OTHER_NAME))
        assert drain(office.replay, office.books, seconds=20)
        over = book.note(office.gates.service(), clock.moment().wall)
        assert over is not None
        assert over.ended is not None
        sums = closing_of(office, over)
        due = [office.books.claim(claim.key).refund_due for claim in (first, second)]
        assert (sums.served, sums.settled, sums.waiting, sums.person) == (2, 2, 0, 0), (
            "those before and after are none of it"
        )
        assert sums.back == sum(amount for amount in due if amount is not None) > 0
        office.counter.refund(first.key, None, sums.back - (due[1] or 0))
        sums = closing_of(office, over)
        assert sums.returned == due[0]
        assert sums.back == due[1]
        assert sums.adds_up
        report = text_of(report_paper(office, over))
        assert "断线期间出凭单，收全款2笔2,000.00元" in report
        assert "收的钱和账上的钱对平了。还有要接着办的" in report
        assert "医保网络已恢复" in text_of(board_paper(office, over))
        told = one.run("queue", "outages").report["answer"]
        assert [(row["served"], row["settled"], row["ended"] is None) for row in told] == [(2, 2, False)]


@pytest.mark.parametrize("given_up", [True, False], ids=["undone", "kept"])
def test_one_who_was_served_and_never_settled_is_counted(tmp_path: Path, *, given_up: bool) -> None:
    with stage(tmp_path, faults=["refuse_connection"]) as one, one.office(working=True) as office:
        began = clock.moment().wall
        claim = ticket(office, one, "A")
        if given_up:
            office.counter.cancel(claim.key, "test")
        sums = closing_of(office, Outage(began))
        assert (sums.served, sums.taken) == (1, Decimal("1000.00"))
        assert sums.adds_up
        assert (sums.by_hand, sums.waiting) == ((1, 0) if given_up else (0, 1))
