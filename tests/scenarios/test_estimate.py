"""What may come back of a bill paid in full while the line is down: by what was settled here before."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from counter_app.desk.estimate import LEAST, Estimates
from counter_app.desk.office import Office
from counter_app.desk.supposed import Basis
from counter_app.model.payment import Payment, PaymentMethod
from counter_app.model.person import Credential, CredentialKind
from offline_queue.values import State
from tests.paper import text_of
from tests.scenarios.away import WHOLE, bill, credential, settled
from tests.scenarios.stage import OTHER, OTHER_NAME, Stage, stage


def anew(office: Office) -> Estimates:
    """What was settled is read again."""
    return Estimates(office.books, lambda: 0.0, office.counter._lane_of)


def _ticket(office: Office, one: Stage, number: str, *, known: bool, who: Credential | None = None) -> tuple[str, str]:
    """The line goes down after the person was found, or before; the ticket's key and its words."""
    shown = who or credential()
    found = office.counter.identify(shown) if known else None
    one.service.set_faults([{"name": "refuse_connection"}])
    paid = Payment(WHOLE, PaymentMethod.CASH, WHOLE)
    claim = office.counter.make_up(bill(one, number), shown, paid, "", found=found)
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
                office.papers.estimates = anew(office)
            claim = settled(office, one, f"B-{number}", credential())
            assert claim.state is State.DONE
            assert claim.machine.settlement is not None
            amounts = claim.machine.settlement.amounts
            shares.append((amounts.total - amounts.cash) / amounts.total)
        office.papers.estimates = anew(office)
        _, words = _ticket(office, one, "unknown", known=False, who=credential(OTHER, OTHER_NAME))
        assert "现在估不出来" in words, "whose insurance nobody knows"
        assert "参保地恢复后再查" in words
        _, words = _ticket(office, one, "known", known=True)
        told = re.search(
            r"预估可退([\d.]+)到([\d.]+)元，按本院\S+同地同险种的10笔结算推算，只供参考，不作承诺。", words
        )
        assert told is not None, words
        low, high = Decimal(told[1]), Decimal(told[2])
        assert low == int(WHOLE * sorted(shares)[1])
        assert WHOLE * sorted(shares)[-2] <= high < WHOLE * sorted(shares)[-2] + 1


def test_who_comes_while_the_line_is_down_is_told_by_their_own_last_settlement_here(tmp_path: Path) -> None:
    """Nobody could ask the service about them; the paper says on what place and range rest."""
    with stage(tmp_path) as one, one.office(working=True) as office:
        for number in range(LEAST):
            assert settled(office, one, f"B-{number}", credential()).state is State.DONE
        office.papers.estimates = anew(office)
        _, words = _ticket(office, one, "came", known=False)
        name = office.papers.estimates.supposed(credential())
        assert name is not None
        assert (name.basis, name.insurance is not None) == (Basis.LAST, True)
        assert "（按上次在本院的）" in words
        told = re.search(r"预估可退([\d.]+)到([\d.]+)元，参保按您\S+在本院的，按本院\S+同地同险种的10笔结算推算", words)
        assert told is not None, words
        office.papers.estimates = anew(office)
        card = Credential(CredentialKind.CARD, "Z1", "610800D1560000050000B001FEEDF001", OTHER_NAME, OTHER)
        _, words = _ticket(office, one, "card", known=False, who=card)
        assert "榆林市（按卡面）" in words
        assert "现在估不出来" in words, "a card names a place and no insurance"
