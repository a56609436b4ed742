"""How much may wait to be made up: asked before a ticket is given, and nothing is taken where a limit is reached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from counter_app.desk import counter as counter_module
from counter_app.desk.replay import drain
from counter_app.desk.ticket_limits import LimitReached, TicketLimits, WaitingTicket
from counter_app.model.payment import Payment
from counter_app.settings import SettingsError, load_settings
from counter_app.settlement.outcome import Lost, NotSent
from offline_queue.values import State
from tests.desk.test_window_parts import CASH, Desk, desk, quoted, ticket

__all__ = ["desk"]

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
WHOLE = Payment(Decimal("100.00"), CASH, Decimal("100.00"))


def limited(desk: Desk, **limits: int) -> None:
    desk.counter._policy = replace(desk.counter._policy, limits=TicketLimits(**limits))


def waiting(*totals: str, days: int = 0) -> list[WaitingTicket]:
    return [WaitingTicket(Decimal(total), NOW - timedelta(days=days)) for total in totals]


@pytest.mark.parametrize(
    ("limits", "bill", "others", "said"),
    [
        (TicketLimits(amount=100), "100.00", [], ""),
        (TicketLimits(amount=100), "100.01", [], "补记账每单最多 100 元"),
        (TicketLimits(count=2), "1.00", waiting("1.00"), ""),
        (TicketLimits(count=2), "1.00", waiting("1.00", "1.00"), "等补结的单已满 2 笔"),
        (TicketLimits(total=5000), "1000.00", waiting("2500.00", "1500.00"), ""),
        (TicketLimits(total=5000), "1000.01", waiting("2500.00", "1500.00"), "补记账合计最多 5,000 元"),
        (TicketLimits(days=7), "1.00", waiting("1.00", days=7), ""),
        (TicketLimits(days=7), "1.00", [*waiting("1.00"), *waiting("1.00", days=8)], "最早的单已等过 7 天"),
        (TicketLimits(), "999999.00", waiting(*["999999.00"] * 20, days=4000), ""),
    ],
)
def test_each_limit_holds_to_the_fen_and_to_the_day(
    limits: TicketLimits, bill: str, others: list[WaitingTicket], said: str
) -> None:
    if not said:
        limits.check(Decimal(bill), others, NOW)
        return
    with pytest.raises(LimitReached) as reached:
        limits.check(Decimal(bill), others, NOW)
    assert str(reached.value) == said


@pytest.mark.parametrize(
    "limits", [{"amount": 99}, {"count": 1}, {"total": 199}, {"days": 3}], ids=["amount", "count", "total", "days"]
)
def test_a_ticket_beyond_a_limit_is_not_written_and_nothing_is_taken(
    desk: Desk, limits: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ticket(desk, "B-1", 1)
    limited(desk, **limits)
    if "days" in limits:
        real = counter_module.clock.moment
        monkeypatch.setattr(
            counter_module.clock, "moment", lambda: replace(real(), wall=real().wall + timedelta(days=3, seconds=9))
        )
    desk.commits.clear()
    with pytest.raises(LimitReached):
        ticket(desk, "B-2", 2)
    assert desk.commits == []
    assert [claim.key for claim in desk.books.claims()] == [first]


def test_what_was_made_up_makes_room_and_what_waits_for_a_person_takes_none(desk: Desk) -> None:
    limited(desk, count=2)
    quoted(desk, "B-9", 9)  # waits for the cashier's yes, without a ticket
    ticket(desk, "B-1", 1)
    ticket(desk, "B-2", 2)
    with pytest.raises(LimitReached):
        ticket(desk, "B-3", 3)
    assert drain(desk.replay, desk.books, seconds=20)
    ticket(desk, "B-3", 3)
    assert len(desk.books.waiting_tickets()) == 1


def test_the_line_that_breaks_on_the_way_asks_the_limits_as_well(desk: Desk) -> None:
    key = quoted(desk, "B-1", 1)
    limited(desk, amount=99)
    with pytest.raises(LimitReached):
        desk.counter.leave_with_ticket(key, WHOLE, "")
    claim = desk.books.claim(key)
    assert (claim.people.ticket_at, claim.people.cash, claim.people.consent) == (None, (), False)


def test_whoever_has_a_ticket_or_has_paid_is_never_sent_away_by_a_limit(desk: Desk) -> None:
    """Nothing of theirs is new: their money lies here, or the centre may have booked it."""
    mine = ticket(desk, "B-1", 1)
    paid = quoted(desk, "B-2", 2)
    desk.client.before = lambda call: NotSent("cut") if call.transaction.number == "2207A" else None
    quote = desk.books.claim(paid).machine.quote
    assert quote is not None
    desk.counter.settle(paid, Payment(quote.amounts.cash, CASH, quote.amounts.cash))
    unclear = quoted(desk, "B-3", 3)
    desk.client.before = lambda call: Lost() if call.transaction.number != "2206A" else None
    desk.counter._policy = replace(desk.counter._policy, patience_s=0.0)
    desk.counter.settle(unclear, Payment(quote.amounts.cash, CASH, quote.amounts.cash))
    assert desk.books.claim(unclear).state is State.UNCLEAR
    limited(desk, amount=1, count=1, total=1)
    assert desk.counter.leave_with_ticket(mine, None, "").people.ticket_at
    rest = WHOLE.due - desk.books.claim(paid).people.paid
    assert desk.counter.leave_with_ticket(paid, Payment(rest, CASH, rest), "").people.ticket_at
    assert desk.counter.leave_with_ticket(unclear, None, "").people.ticket_at


def test_a_ticket_that_did_not_change_is_not_opened_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        ticket(desk, f"B-{number}", 1 + number)
    assert len(desk.books.waiting_tickets()) == 5
    opened: list[str] = []
    real: Callable[[str], object] = desk.books.claim
    monkeypatch.setattr(desk.books, "claim", lambda key: (opened.append(key), real(key))[1])
    desk.books.waiting_tickets()
    assert opened == []


def test_the_limits_are_settings_with_numbers(tmp_path: Path) -> None:
    assert load_settings(None, tmp_path, {}).tickets.most == 10_000
    given = load_settings(None, tmp_path, {"COUNTER_APP_TICKETS_MOST": "0", "COUNTER_APP_TICKETS_LARGEST_YUAN": "300"})
    assert (given.tickets.most, given.tickets.largest_yuan) == (0, 300)
    with pytest.raises(SettingsError, match=r"\[tickets\]"):
        load_settings(None, tmp_path, {"COUNTER_APP_TICKETS_OLDEST_DAYS": "-1"})


def test_what_waits_is_opened_at_the_start_only_where_a_limit_is_of_all_of_it() -> None:
    asked: list[str] = []

    def waiting() -> list[WaitingTicket]:
        asked.append("opened")
        return []

    TicketLimits(amount=300).others(waiting)
    assert asked == []
    for limits in (TicketLimits(count=1), TicketLimits(total=1), TicketLimits(days=1)):
        limits.others(waiting)
    assert len(asked) == 3
