"""A bill has one home: what one store knows of it the other one minds, whichever window opened it."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from counter_app.desk.claim import HeldReason
from counter_app.desk.commands import Stop
from counter_app.desk.kept_bills import KeptBills
from counter_app.desk.office import Office
from counter_app.desk.queue_errand import set_free
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
from tests.scenarios.stage import OTHER, OTHER_NAME, PERSON, Stage

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


def _settled_apart(office: Office, there: Office, one: Stage, server: Server) -> None:
    """The first window settles B-2 in its own store while the server is away; back, and told."""
    server.stop()
    until(lambda: not hospital(office).here, "away")
    assert settled(office, one, "B-2", credential(OTHER, OTHER_NAME)).state is State.DONE
    server.start()
    here(office)
    here(there)
    until(lambda: _kept(there) == 1, "told")


def _kept(office: Office) -> int:
    return hospital(office).ask(lambda books: books.kept_by_another("B-2"))


def _new_pc(one: Stage, folder: Path) -> Stage:
    """The same window with an empty data folder."""
    fresh = Stage(folder, one.service, one.profile, settings=dict(one.settings))
    fresh.data.mkdir(parents=True)
    shutil.copy(one.data / "training.key", fresh.data / "training.key")
    return fresh


def test_tickets_of_one_bill_in_two_stores_of_their_own_settle_it_once(tmp_path: Path, server: Server) -> None:
    """Neither could see the other; when both have joined and told, the first that replays has it."""
    with window(tmp_path, server) as one, one.office(working=True) as office, second(tmp_path / "two", one) as there:
        one.service.set_faults([{"name": "refuse_connection"}])
        server.stop()
        until(lambda: not (hospital(office).here or hospital(there).here), "away")
        keys = ticket(office, one, "B-2").key, ticket(there, one, "B-2").key
        server.start()
        here(office)
        here(there)
        until(lambda: (_kept(office), _kept(there)) == (2, 1), "each told its own")
        one.service.clear_faults()
        drain(office.replay, office.books, seconds=15)
        drain(there.replay, there.books, seconds=15)
        assert not one.live(), "each knows of the other's: neither goes on before a person has given one up"
        claims = office.books.claim(keys[0]), there.books.claim(keys[1])
        assert {(claim.state, claim.reason) for claim in claims} == {(State.HELD, HeldReason.REFUSED)}
        there.counter.cancel(keys[1], "test")
        until(lambda: _kept(office) == 0, "taken back")
        office.counter.quote_again(keys[0])
        drain(office.replay, office.books, seconds=15)
        assert office.books.claim(keys[0]).state is State.DONE
        assert len(one.live()) == 1


@pytest.mark.parametrize("working", [True, False], ids=["a new PC", "a command that only looks"])
def test_who_knows_nothing_of_what_was_kept_frees_nothing(tmp_path: Path, server: Server, *, working: bool) -> None:
    with window(tmp_path, server) as one, ExitStack() as running:
        old = running.enter_context(ExitStack())
        office = old.enter_context(one.office(working=True))
        there = running.enter_context(second(tmp_path / "two", one))
        _settled_apart(office, there, one, server)
        if working:
            old.close()  # one number, one PC
        with _new_pc(one, tmp_path / "new").office(working=working) as fresh:
            here(fresh)
        with pytest.raises(StoreUnavailable, match="kept 1"):
            settled(there, one, "B-2", credential(OTHER, OTHER_NAME))
        assert len(one.live()) == 1
        if working:  # the old PC is gone for good
            told = set_free(there, "B-2")
            assert (told["state"], told["window"]) == ("ok", 1)
            assert set_free(there, "B-2")["state"] == "refused"


def test_what_the_server_forgot_is_told_again(tmp_path: Path, server: Server) -> None:
    """It was put back to what it knew the night before."""
    with window(tmp_path, server) as one, one.office(working=True) as office, second(tmp_path / "two", one) as there:
        _settled_apart(office, there, one, server)
        hospital(there).ask(lambda books: books.set_free("B-2"))
        until(lambda: _kept(there) == 1, "told at the next beat")


def test_a_void_claim_that_cannot_be_read_stops_nothing_and_bars_its_bill(tmp_path: Path, server: Server) -> None:
    with window(tmp_path, server) as one:
        with one.office(working=True) as office:
            server.stop()
            until(lambda: not hospital(office).here, "away")
            key = settled(office, one, "B-2", credential(OTHER, OTHER_NAME)).key
            office.counter.cancel(key, "test")
            assert office.books.claim(key).state is State.VOID
            assert settled(office, one, "B-3", credential()).state is State.DONE  # the key still opens something
        with closing(sqlite3.connect(one.data / "training.db")) as file, file:
            assert file.execute("update job set people = ? where state = 'void'", (b"x" * 60,)).rowcount == 1
        server.start()
        with one.office(working=True) as office, second(tmp_path / "two", one) as there:
            assert hospital(office).here
            assert _kept(there) == 1


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
