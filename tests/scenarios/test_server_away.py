"""The hospital's server goes away: a window goes on in a store of its own, and joins again when the server is back."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from counter_app.desk import day_end, errands
from counter_app.desk.books import Books
from counter_app.desk.both_books import BothBooks
from counter_app.desk.commands import Commit, Exchange, Stop, Take
from counter_app.desk.driver import Driver
from counter_app.desk.hospital import Standing
from counter_app.desk.replay import drain
from counter_app.desk.standing import sentence, standing_report
from counter_app.model.payment import Payment, PaymentMethod
from offline_queue.engine import StoreUnavailable, open_engine
from offline_queue.leases import Leases
from offline_queue.store import SubjectAlive
from offline_queue.values import State
from tests.desk.swallowing import Swallowing
from tests.postgres import Server
from tests.scenarios.away import (
    bill,
    booked_once,
    cluster,
    credential,
    here,
    hospital,
    is_own,
    server,
    settled,
    ticket,
    until,
    window,
)
from tests.scenarios.stage import OTHER, OTHER_NAME, PERSON, Stage

__all__ = ["cluster", "server"]


def test_a_window_works_through_the_servers_absence_and_each_bill_is_booked_once(
    tmp_path: Path, server: Server
) -> None:
    """Every step a process of its own: a ticket; the server stopped, a settlement; back, replay; the ledger judges."""
    with window(tmp_path, server, faults=["refuse_connection"]) as one:
        one.days_ahead(0)  # well away from midnight
        bills = {name: one.claim(name=f"{name}.yaml") for name in ("before", "again")}
        bills["meanwhile"] = one.claim(f'{{id_card: "{OTHER}", name: {OTHER_NAME}}}', name="meanwhile.yaml")
        for name, file in bills.items():
            file.write_text(file.read_text("utf-8") + f"bill: {'before' if name == 'again' else name}\n", "utf-8")
        before = one.settle(bills["before"], patience=0).report
        assert (before["state"], before["store"]["hospital"]) == ("waiting", "here")
        server.stop()
        one.service.clear_faults()
        again = one.settle(bills["again"])
        assert (again.code, again.report["failure"]) == (1, "96c"), "it may be in the books that nobody can see"
        assert "连不上" in again.said
        meanwhile = one.settle(bills["meanwhile"])
        assert (meanwhile.code, meanwhile.report["state"]) == (0, "done")
        assert meanwhile.report["store"]["only_here"] == 1
        assert "只在本窗的单有 1 笔" in meanwhile.said
        listed = one.run("queue", "list").report
        assert [row["key"] for row in listed["claims"]] == [meanwhile.report["key"]]
        assert not one.replay(seconds=5).report["drained"], "what cannot be seen is not drained"
        own = one.run("queue", "events", "--own").report
        assert {row["key"] for row in own["events"]} == {meanwhile.report["key"]}
        assert own["feed"] == own["store"]["own_feed"]
        assert one.run("queue", "events").code == 1
        server.start()
        assert one.replay().report["drained"]
        after = one.run("queue", "list").report
        assert {row["key"]: row["state"] for row in after["claims"]} == {
            before["key"]: "done",
            meanwhile.report["key"]: "done",
        }
        twice = one.settle(bills["meanwhile"]).report
        assert (twice["state"], twice["failure"], twice["key"]) == ("refused", "18", meanwhile.report["key"])
        one.judge()
        assert len(one.live()) == 2
        one.days_ahead(1)
        proof = one.run("reconcile").report
        assert (proof["state"], proof["sums"]["count"]) == ("ok", 2), "the day's books cover both stores"


# --- one window that goes on -----------------------------------------------------------------------------------------


def test_a_window_that_starts_alone_joins_without_a_new_start(tmp_path: Path, server: Server) -> None:
    with window(tmp_path, server) as one:
        one.run("queue", "list")  # the key is made while the server is there
        server.stop()
        with one.office(working=True) as office:
            assert hospital(office).standing is Standing.AWAY
            assert "连不上" in sentence(office)
            alone = settled(office, one, "B-1", credential())
            assert alone.state is State.DONE
            with pytest.raises(StoreUnavailable):
                day_end.reconcile(office, None, seconds=1)  # half the books prove nothing
            server.start()
            here(office)
            assert "只在本窗的单有 1 笔" in sentence(office)
            with pytest.raises(SubjectAlive, match=alone.key):
                settled(office, one, "B-1", credential())
            shared = settled(office, one, "B-2", credential(OTHER, OTHER_NAME))
            assert not is_own(office, shared.key)
            assert is_own(office, alone.key)
            assert {claim.key for claim in office.books.claims()} == {alone.key, shared.key}
            assert errands.listing(office)["counts"] == {"done": 2}
            booked_once(one, office, alone.key, shared.key)
            opened = hospital(office)._opened
            assert opened is not None
            assert opened.leases is not None
            twin = Leases(open_engine(one.settings["COUNTER_APP_STORE_URL"]), time.monotonic)
            assert not twin.hold("01"), "its number is held"
            twin.end()
            twin._engine.dispose()
            report = day_end.reconcile(office, None, seconds=1)
            assert report["state"] in ("ok", "open")
            refunded = office.counter.cancel(alone.key, "test")
            assert refunded.claim is not None
            assert refunded.claim.state is State.VOID, "a claim of its own is undone as any other"
            again = settled(office, one, "B-1", credential())
            assert not is_own(office, again.key), "what is void may be followed, and by now over there"


@pytest.mark.parametrize(("stands_still", "every"), [(False, 1), (True, 3)], ids=["dies", "stands still"])
def test_the_server_is_lost_at_each_command_and_the_next_person_is_settled_here(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch, *, stands_still: bool, every: int
) -> None:
    """Whatever was under way rests, is not sent twice, and comes back with the server. One that stands still takes all
    words and answers none; what it was told it does when it goes on.
    """
    monkeypatch.setattr("offline_queue.patience.SILENT_S", 0.3)
    lose, bring = (server.freeze, server.thaw) if stands_still else (server.kill, server.start)
    with window(tmp_path, server) as one, one.office(working=True) as office:
        real, left, keys = Driver._do, [0], list[str]()

        def dying(self: Driver, command: Any, *more: Any) -> object:
            if isinstance(command, (Commit, Exchange, Take)) and left[0]:
                left[0] -= 1
                if not left[0]:
                    lose()
            return real(self, command, *more)

        monkeypatch.setattr(Driver, "_do", dying)
        at = 0
        while True:
            at += every
            here(office)
            left[0] = at
            mine = f"B-{at}"
            try:
                keys.append(settled(office, one, mine, credential()).key)
            except (StoreUnavailable, AssertionError):
                assert server.frozen if stands_still else not server.up
            struck, left[0] = not left[0], 0
            if not struck:
                break
            with pytest.raises((StoreUnavailable, SubjectAlive)):
                settled(office, one, mine, credential())
            following = settled(office, one, f"N-{at}", credential(OTHER, OTHER_NAME))
            assert (following.state, is_own(office, following.key)) == (State.DONE, True), at
            keys.append(following.key)
            for claim in office.books.claims():
                office.driver.leave(claim.key)
            bring()
            here(office)
            for claim in office.books.claims(alive=True):
                office.driver.leave(claim.key)
                assert drain(office.replay, office.books, seconds=30) or claim.state is State.HELD
                claim = office.books.claim(claim.key)
                if claim.machine.quote is not None and claim.state is State.HELD:
                    cash = claim.machine.quote.amounts.cash - claim.people.paid
                    office.counter.settle(claim.key, Payment(cash, PaymentMethod.CASH, cash))
                keys.append(claim.key)
        assert at > 10
        booked_once(one, office, *dict.fromkeys(keys))
        assert all(claim.people.paid == claim.owed for claim in office.books.claims() if not claim.refund_due)


def test_a_bill_whose_opening_was_not_acknowledged_is_not_opened_here(tmp_path: Path, server: Server) -> None:
    """Also not after a restart, with the server still away."""
    with (
        Swallowing(server.folder, server.kill) as relay,
        window(tmp_path, server, host=str(relay.folder), faults=["refuse_connection"]) as one,
    ):
        with pytest.MonkeyPatch.context() as slow:
            slow.setattr("offline_queue.leases.BEAT_S", 60.0)  # its commits would be counted
            with one.office(working=True) as office:
                office.counter.identify(credential())  # the first message id
                relay.swallow(1)
                with pytest.raises(StoreUnavailable) as refused:
                    ticket(office, one, "B-1")
                assert refused.value.maybe
                assert relay.strikes == 1
                with pytest.raises(StoreUnavailable):
                    ticket(office, one, "B-1")
        with one.office(working=True) as office:
            with pytest.raises(StoreUnavailable):
                ticket(office, one, "B-1")
            own = ticket(office, one, "B-2", credential(OTHER, OTHER_NAME))
            assert is_own(office, own.key)
            server.start()
            here(office)
            (there,) = [claim for claim in office.books.claims() if claim.key != own.key]
            assert there.people.bill == "B-1"
            one.service.clear_faults()
            until(lambda: drain(office.replay, office.books, seconds=20), "not drained")
            booked_once(one, office, there.key, own.key)


def test_a_restored_store_of_its_own_still_knows_what_was_opened_over_there(tmp_path: Path, server: Server) -> None:
    """The backup is older than the bill; what the file that it replaces knew counts."""
    with window(tmp_path, server, faults=["refuse_connection"]) as one:
        assert one.run("queue", "list").code == 0
        backup = one.run("queue", "backup", "--to", str(tmp_path / "own.backup"))
        assert (backup.code, "只是本窗自己的账" in backup.report["said"]) == (0, True)
        with one.office(working=True) as office:
            there = ticket(office, one, "B-1")
            assert not is_own(office, there.key)
        server.stop()
        restored = one.run("queue", "restore", "--from", str(tmp_path / "own.backup"), "--over")
        assert (restored.code, restored.report["claims"]) == (0, 0)
        with one.office(working=True) as office:
            with pytest.raises(StoreUnavailable):
                ticket(office, one, "B-1")
            assert is_own(office, ticket(office, one, "B-2", credential(OTHER, OTHER_NAME)).key)


def test_an_older_claim_of_the_person_goes_first_whichever_store_it_is_in(tmp_path: Path, server: Server) -> None:
    with window(tmp_path, server) as one, one.office(working=True) as office:
        server.stop()
        one.service.set_faults([{"name": "refuse_connection"}])
        older = ticket(office, one, "B-1")
        assert is_own(office, older.key)
        server.start()
        here(office)
        one.service.clear_faults()
        assert [claim.key for claim in office.counter.waiting_claims(PERSON)] == [older.key]
        last = settled(office, one, "B-2", credential())
        assert last.state is State.READY, "the older one goes first"
        assert drain(office.replay, office.books, seconds=20)
        quote = office.books.claim(last.key).machine.quote
        assert quote is not None
        assert one.live()[0]["ipt_otp_no"].startswith(older.key)
        office.counter.settle(last.key, Payment(quote.amounts.cash, PaymentMethod.CASH, quote.amounts.cash))
        assert not is_own(office, last.key)
        booked_once(one, office, older.key, last.key)


def test_a_claim_waits_for_one_that_is_under_way_in_the_other_store(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the middle of a settlement in one store the same person's next bill is opened in the other."""
    with window(tmp_path, server) as one, one.office(working=True) as office:
        real, seen = Driver._do, list[Stop]()

        def meanwhile(self: Driver, command: Any, *more: Any) -> object:
            answer = real(self, command, *more)
            if isinstance(command, Exchange) and command.call.transaction.number == "2203A" and not seen:
                seen.append(Stop.ARRIVED)
                stand = hospital(office)._stand
                # No beat brings it back in the middle of this, nor one that is just under way.
                hospital(office)._stand = lambda _standing: None  # type: ignore[method-assign]
                stand(Standing.AWAY)
                found_ = office.counter.identify(credential())
                arrival = office.counter.quote(bill(one, "B-2"), found_)
                assert is_own(office, arrival.key)
                seen.append(arrival.stop)
                office.driver.leave(arrival.key)
                hospital(office)._stand = stand  # type: ignore[method-assign]
                here(office)
            return answer

        monkeypatch.setattr(Driver, "_do", meanwhile)
        first = settled(office, one, "B-1", credential())
        assert seen == [Stop.ARRIVED, Stop.BEHIND]
        assert first.state is State.DONE
        assert [row["infno"] for row in one.service.ledger()["calls"]].count("2203A") == 1


# --- who may not join ------------------------------------------------------------------------------------------------


def test_a_window_whose_number_was_taken_meanwhile_says_so_and_opens_nothing(tmp_path: Path, server: Server) -> None:
    with window(tmp_path, server) as one:
        one.run("queue", "list")
        server.stop()
        with one.office(working=True) as office:
            own = settled(office, one, "B-1", credential())
            server.start()
            twin = Leases(open_engine(one.settings["COUNTER_APP_STORE_URL"]), time.monotonic)
            monopoly = twin.hold("01")
            if monopoly:
                until(lambda: hospital(office).standing is Standing.TAKEN, "not told")
                assert "另一台电脑" in sentence(office)
                with pytest.raises(StoreUnavailable) as refused:
                    ticket(office, one, "B-2", credential(OTHER, OTHER_NAME))
                assert refused.value.reason == "taken"
                assert office.books.claim(own.key).state is State.DONE
                twin.end()
            twin._engine.dispose()
            here(office)
            opened = hospital(office)._opened
            assert opened is not None
            opened.store.start("01")  # the same window on another PC
            until(lambda: hospital(office).standing is Standing.TAKEN, "superseded, and not told")
            with pytest.raises(StoreUnavailable):
                settled(office, one, "B-3", credential())


def test_a_window_with_another_key_does_not_join(tmp_path: Path, server: Server) -> None:
    with window(tmp_path / "1", server) as one, one.office(working=True):
        other = Stage(
            tmp_path / "2", one.service, one.profile, settings=one.settings | {"COUNTER_APP_WINDOW_NUMBER": "2"}
        )
        (other.data).mkdir(parents=True)
        (other.data / "training.key").write_bytes(bytes(range(1, 33)))
        (other.data / "training.key").chmod(0o600)
        server.stop()
        with other.office(working=True) as office:
            own = settled(office, other, "B-1", credential())
            server.start()
            until(lambda: hospital(office).standing is Standing.OTHER_KEY, "not told")
            assert "密钥" in standing_report(office)["store"]["hospital"] + sentence(office)
            assert office.books.claims() == [own]


def test_a_new_window_without_its_key_waits_for_the_server(tmp_path: Path, server: Server) -> None:
    """A key made now might be another than the hospital's."""
    with window(tmp_path, server) as one:
        server.stop()
        refused = one.run("queue", "list")
        assert (refused.code, "密钥不见了" in refused.said) == (2, True)
        assert not (one.data / "training.key").exists()


def test_both_books_leave_nothing_of_books_out() -> None:
    """It has no store of its own: what it took over unseen would look for one."""
    plain = {
        "waiting_tickets",
        "sold_again",
        "all_barring",
        "kept_by_another",
        "set_free",
        "ended",
    }  # the last four: of one store
    public = {name for name in vars(Books) if not name.startswith("_")}
    assert public - set(vars(BothBooks)) <= plain
