"""Two stores and a server that comes and goes: what the stories of its absence are told with."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from counter_app.desk.both_books import BothBooks
from counter_app.desk.claim import Claim
from counter_app.desk.counter import Bill
from counter_app.desk.hospital import Hospital
from counter_app.desk.office import Office
from counter_app.model.payment import Payment, PaymentMethod
from counter_app.model.person import Credential, CredentialKind
from counter_app.records.claim_file import read_claim_file
from offline_queue.values import State
from tests.postgres import Server, found
from tests.scenarios.stage import NAME, PERSON, Stage, stage

WHOLE = Decimal("1000.00")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Server]:
    if found() is None:
        pytest.skip("PostgreSQL is not installed (scripts/system_packages.sh)")
    made = Server()
    yield made
    made.__exit__()


@pytest.fixture
def server(cluster: Server, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """Up at the beginning of each story. Windows look for it every tenth of a second."""
    monkeypatch.setattr("counter_app.desk.hospital.RETRY_S", 0.1)
    monkeypatch.setattr("offline_queue.leases.BEAT_S", 0.1)
    monkeypatch.setattr("offline_queue.leases._TRIES", 3)
    monkeypatch.setattr("offline_queue.leases.REFUSED_S", 0.5)
    cluster.start()
    yield cluster
    if cluster.up:
        cluster.kill()


@contextmanager
def window(folder: Path, server: Server, host: str = "", **how: Any) -> Iterator[Stage]:
    with stage(folder, **how) as one:
        address = server.database("training")
        name = address.partition("@/")[2].partition("?")[0]
        one.settings |= {
            "COUNTER_APP_STORE_URL": server.address(name, host) if host else address,
            "COUNTER_APP_STORE_KEY": "file",
            "COUNTER_APP_WINDOW_NUMBER": "1",
        }
        yield one


def until(true: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + 20
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def hospital(office: Office) -> Hospital:
    assert office.hospital is not None
    return office.hospital


def both(office: Office) -> BothBooks:
    assert isinstance(office.books, BothBooks)
    return office.books


def here(office: Office) -> None:
    until(lambda: hospital(office).here, "the server is back, and nobody joined it")


def credential(number: str = PERSON, name: str = NAME) -> Credential:
    return Credential(CredentialKind.ID_NUMBER, number, name=name, id_number=number)


def bill(one: Stage, number: str) -> Bill:
    file = read_claim_file(one.claim())
    return Bill(number, file.visit, file.charges, file.use_account)


def settled(office: Office, one: Stage, number: str, who: Credential) -> Claim:
    """At the glass: identified, quoted, yes, on to the end; or as far as it came."""
    found_ = office.counter.identify(who)
    arrival = office.counter.quote(bill(one, number), found_)
    claim = office.books.claim(arrival.key)
    if claim.machine.quote is not None:
        cash = claim.machine.quote.amounts.cash
        office.counter.settle(arrival.key, Payment(cash, PaymentMethod.CASH, cash))
    return office.books.claim(arrival.key)


def ticket(office: Office, one: Stage, number: str, who: Credential | None = None) -> Claim:
    whole = Payment(WHOLE, PaymentMethod.CASH, WHOLE)
    return office.counter.make_up(bill(one, number), who or credential(), whole, "")


def is_own(office: Office, key: str) -> bool:
    return both(office).own.has(key)


def booked_once(one: Stage, office: Office, *keys: str) -> None:
    live = one.live()
    for key in keys:
        assert office.books.claim(key).state is State.DONE, key
        assert sum(row["ipt_otp_no"].startswith(f"{key}-") for row in live) == 1, key
    assert len(live) == len(keys)
    msgids = [row["msgid"] for row in one.service.ledger()["calls"]]
    assert len(msgids) == len(set(msgids))


@contextmanager
def second(folder: Path, one: Stage) -> Iterator[Office]:
    """Window 2 of the same hospital, on a PC of its own."""
    other = Stage(folder, one.service, one.profile, settings=one.settings | {"COUNTER_APP_WINDOW_NUMBER": "2"})
    other.data.mkdir(parents=True)
    shutil.copy(one.data / "training.key", other.data / "training.key")
    with other.office(working=True) as office:
        yield office
