"""The hospital's server goes away with a quote on the screen: that one waits, the next person is settled here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from offline_queue.values import State
from tests.postgres import Server, found
from tests.window.cashier import DAILY, RETIRED
from ui.views import LampState, VisitState

pytestmark = pytest.mark.window


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    if found() is None:
        pytest.skip("PostgreSQL is not installed (scripts/system_packages.sh)")
    monkeypatch.setattr("counter_app.desk.hospital.RETRY_S", 0.1)
    monkeypatch.setattr("offline_queue.leases.BEAT_S", 0.1)
    with Server(durable=True) as made:
        yield made


def test_the_next_person_is_settled_while_the_server_is_away(window, server: Server) -> None:
    cashier = window(store__url=server.database("training"), store__key="file")
    before = {person: len(cashier.settlements(person)) for person in (RETIRED, DAILY)}
    assert cashier.lamp("总账") is LampState.OK
    cashier.quoted(RETIRED)
    first = cashier.claim()
    server.kill()
    cashier.take()
    cashier.reach(VisitState.UNCLEAR)  # nobody can read whether the yes was written
    cashier.until(lambda: cashier.lamp("总账") is LampState.DOWN, "the lamp says so")
    cashier.press("F7")
    cashier.reach(VisitState.WAITING)
    cashier.quoted(DAILY)
    second = cashier.claim()
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    cashier.until(lambda: "只在本窗 1 笔" in _words(cashier), "how many are only here")
    assert len(cashier.settlements(DAILY)) == before[DAILY] + 1
    assert len(cashier.settlements(RETIRED)) == before[RETIRED]
    server.start()
    cashier.until(lambda: cashier.lamp("总账") is LampState.SLOW, "it has joined again")
    books = cashier.office.books
    assert books.claim(second.key).state is State.DONE
    assert books.claim(first.key).state is State.HELD, "as it was: it waits for a yes"
    assert not books.claim(first.key).people.paid


def _words(cashier) -> str:
    return "".join(lamp.word for lamp in cashier.program.window._shell.lamps)
