"""A bill has one home: what one store knows of it the other one minds, whichever window opened it."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter_app.desk.claim import HeldReason
from counter_app.desk.commands import Stop
from counter_app.desk.kept_bills import KeptBills
from counter_app.desk.recognise import of_claim
from counter_app.desk.replay import drain
from counter_app.desk.trip import Trip
from counter_app.failures import FailureCode
from counter_app.model.payment import Payment, PaymentMethod
from offline_queue.engine import StoreUnavailable
from offline_queue.values import State
from tests.postgres import Server
from tests.scenarios.away import (
    WHOLE,
    bill,
    both,
    cluster,
    credential,
    here,
    hospital,
    second,
    server,
    settled,
    ticket,
    until,
    window,
)
from tests.scenarios.stage import OTHER, OTHER_NAME, PERSON

__all__ = ["cluster", "server"]


def test_a_bill_that_another_window_opened_is_refused_while_nobody_can_be_asked(tmp_path: Path, server: Server) -> None:
    with window(tmp_path, server) as one, one.office(working=True) as office:
        one.service.set_faults([{"name": "refuse_connection"}])
        with second(tmp_path / "two", one) as there:
            ticket(there, one, "B-1")
            both(office).look_around()
        server.stop()
        until(lambda: not hospital(office).here, "away")
        one.service.clear_faults()
        with pytest.raises(StoreUnavailable, match="away"):
            settled(office, one, "B-1", credential())
        assert not one.live()


def test_a_bill_settled_here_is_not_settled_by_the_ticket_of_another_window(tmp_path: Path, server: Server) -> None:
    """The ticket was written in the seconds nobody looked: who replays it at this window knows that it is settled."""
    with window(tmp_path, server) as one, one.office(working=True) as office:
        one.service.set_faults([{"name": "refuse_connection"}])
        hospital(office).looking = lambda: None
        with second(tmp_path / "two", one) as there:
            key = ticket(there, one, "B-1").key
        server.stop()
        until(lambda: not hospital(office).here, "away")
        one.service.clear_faults()
        assert settled(office, one, "B-1", credential()).state is State.DONE
        server.start()
        here(office)
        drain(office.replay, office.books, seconds=15)
        claim = office.books.claim(key)
        assert (claim.state, claim.reason) == (State.HELD, HeldReason.REFUSED)
        trouble = of_claim(claim, office.place)
        assert trouble is not None
        assert trouble.code is FailureCode.ALREADY_SETTLED
        assert len(one.live()) == 1


def test_an_own_claim_whose_bill_another_window_opened_takes_no_money_and_waits_for_a_person(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before this window could tell the others of it."""
    monkeypatch.setattr(KeptBills, "tell", lambda *_: None)
    with window(tmp_path, server) as one, one.office(working=True) as office:
        server.stop()
        until(lambda: not hospital(office).here, "away")
        quoted = office.counter.quote(bill(one, "B-1"), office.counter.identify(credential()))
        server.start()
        here(office)
        with second(tmp_path / "two", one) as there:
            assert settled(there, one, "B-1", credential()).state is State.DONE
        assert quoted.claim is not None
        assert quoted.claim.machine.quote is not None
        cash = quoted.claim.machine.quote.amounts.cash
        office.counter.settle(quoted.key, Payment(cash, PaymentMethod.CASH, cash))
        claim = office.books.claim(quoted.key)
        assert (claim.state, claim.reason, claim.people.cash) == (State.HELD, HeldReason.REFUSED, ())
        assert len(one.live()) == 1


def test_another_window_opens_no_bill_that_this_one_has_in_its_own_store(tmp_path: Path, server: Server) -> None:
    """Nor settles a ticket of it that it wrote while nobody could see; what is undone here is free again."""
    with window(tmp_path, server) as one, one.office(working=True) as office, second(tmp_path / "two", one) as there:
        one.service.set_faults([{"name": "refuse_connection"}])
        both(office).look_around()
        hospital(office).looking = lambda: None
        ticketed = ticket(there, one, "B-1").key
        server.stop()
        until(lambda: not hospital(office).here, "away")
        one.service.clear_faults()
        mine = settled(office, one, "B-1", credential())
        also = settled(office, one, "B-2", credential(OTHER, OTHER_NAME))
        assert (mine.state, also.state) == (State.DONE, State.DONE)
        server.start()
        here(office)
        here(there)
        drain(there.replay, there.books, seconds=15)
        claim = there.books.claim(ticketed)
        assert (claim.state, claim.reason) == (State.HELD, HeldReason.REFUSED)
        trouble = of_claim(claim, there.place)
        assert trouble is not None
        assert trouble.code is FailureCode.ALREADY_SETTLED
        with pytest.raises(StoreUnavailable, match="kept"):
            settled(there, one, "B-2", credential(OTHER, OTHER_NAME))
        assert len(one.live()) == 2
        office.counter.cancel(also.key, "test")
        until(lambda: not both(there).hospital.ask(lambda books: books.kept_by_another("B-2")), "told at a beat")
        assert settled(there, one, "B-2", credential(OTHER, OTHER_NAME)).state is State.DONE


def test_who_left_while_the_server_was_away_has_left_there_too(tmp_path: Path, server: Server) -> None:
    with window(tmp_path, server) as one, one.office(working=True) as office:
        one.service.set_faults([{"name": "refuse_connection"}])
        key = ticket(office, one, "B-1").key
        office.counter.stands_here(PERSON, here=True)
        server.stop()
        until(lambda: not hospital(office).here, "away")
        office.counter.stands_here(PERSON, here=False)
        one.service.clear_faults()
        server.start()
        here(office)
        assert drain(office.replay, office.books, seconds=15)
        assert office.books.claim(key).state is State.DONE


def test_a_new_bill_is_paid_in_full_while_the_server_is_away(tmp_path: Path, server: Server) -> None:
    with window(tmp_path, server) as one, one.office(working=True) as office:
        server.stop()
        until(lambda: not hospital(office).here, "away")
        key = office.counter.number()
        paid = office.counter.pay_in_full(key, bill(one, "B-1"), None, Payment(WHOLE, PaymentMethod.CASH, WHOLE), "08")
        assert paid.claim is not None
        assert paid.claim.people.in_full


def test_a_drive_that_found_the_lane_taken_frees_nothing_of_another(tmp_path: Path, server: Server) -> None:
    with window(tmp_path, server) as one, one.office(working=True) as office:
        one.service.set_faults([{"name": "refuse_connection"}])
        key = ticket(office, one, "B-1").key
        books = both(office)
        lane = books.claim(key).lane
        fence = books.take(lane, key)
        books._on_the_way[lane] = key  # another thread has a call of it on its way
        assert office.driver.drive(key, Trip("another thread")).stop is Stop.BUSY
        assert books._on_the_way == {lane: key}
        books.landed(key)
        books.release(lane, fence)
