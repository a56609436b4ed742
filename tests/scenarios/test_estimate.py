"""What may come back of a bill paid in full while the line is down: by what was settled here before."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from counter_app.desk.estimate import LEAST, Estimates
from counter_app.desk.office import Office
from counter_app.model.payment import Payment, PaymentMethod
from offline_queue.values import State
from tests.paper import text_of
from tests.scenarios.away import WHOLE, bill, credential, settled
from tests.scenarios.stage import Stage, stage


def _ticket(office: Office, one: Stage, number: str, *, known: bool) -> tuple[str, str]:
    """The line goes down after the person was found, or before; the ticket's key and its words."""
    found = office.counter.identify(credential()) if known else None
    one.service.set_faults([{"name": "refuse_connection"}])
    paid = Payment(WHOLE, PaymentMethod.CASH, WHOLE)
    claim = office.counter.make_up(bill(one, number), credential(), paid, "", found=found)
    words = text_of(office.papers.of(claim))
    one.service.clear_faults()
    return claim.key, words


def test_a_ticket_says_what_came_back_for_others_alike(tmp_path: Path) -> None:
    with stage(tmp_path) as one, one.office(working=True) as office:
        shares = []
        for number in range(LEAST):
            if number == LEAST - 1:
                key, words = _ticket(office, one, "early", known=True)
                assert "现在估不出来" in words, "nine are too few"
                office.counter.cancel(key, "test")
                office.papers.estimates = Estimates(office.books, lambda: 0.0)
            claim = settled(office, one, f"B-{number}", credential())
            assert claim.state is State.DONE
            assert claim.machine.settlement is not None
            amounts = claim.machine.settlement.amounts
            shares.append((amounts.total - amounts.cash) / amounts.total)
        _, words = _ticket(office, one, "unknown", known=False)
        assert "现在估不出来" in words, "whose insurance nobody knows"
        _, words = _ticket(office, one, "known", known=True)
        told = re.search(
            r"预估可退([\d.]+)到([\d.]+)元，按本院\S+同地同险种的10笔结算推算，只供参考，不作承诺。", words
        )
        assert told is not None, words
        low, high = Decimal(told[1]), Decimal(told[2])
        assert low == int(WHOLE * sorted(shares)[1])
        assert WHOLE * sorted(shares)[-2] <= high < WHOLE * sorted(shares)[-2] + 1
