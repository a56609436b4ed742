"""The hospital's server dies between a commit and its acknowledgement; the window goes on, or is started anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine

from counter_app.settlement.outcome import NotSent
from offline_queue.cipher import Cipher
from offline_queue.engine import StoreUnavailable, open_engine
from offline_queue.store import Store
from offline_queue.values import State, Step
from tests.desk.swallowing import Swallowing
from tests.desk.world import BACKGROUND, KEY, World, people
from tests.postgres import Server, found

KILLS = 100
BLOCKS = 4
TICKET, VISIT = "B01-T-1", "B01-T-2"


class Window(World):
    """A window as its driver keeps it: it knows what it did not send, and frees lanes whose taking nobody heard of."""

    def _commit(self, change: Any) -> object:
        try:
            return super()._commit(change)
        except StoreUnavailable:
            if isinstance(change, Step):
                self.memory.heard[change.intent.msgid] = NotSent("its intent was not confirmed on disk")
            raise

    def works(self) -> bool:
        """Everything there is to do, until it is done or the store does not answer. Whether it was done."""
        try:
            self.books.free_unsure()
            self._tidy()
            there = {claim.key for claim in self.books.claims()}
            if TICKET not in there:
                self.ticket(TICKET)
            if VISIT not in there:
                self.open(VISIT, people(2, "B-2", "80.00"), person=2)
            if self.claim(VISIT).state is not State.DONE and self._broken(self.settle(VISIT)):
                return False
            for key, _lane in self.reader.due(self.wall(), self.me, limit=5):
                if self._broken(self.drive(key, BACKGROUND)):
                    return False
            self.replay()
        except StoreUnavailable:
            return False
        return True

    @staticmethod
    def _broken(arrival: Any) -> bool:
        return arrival.stop is not None and arrival.stop.value == "store"


@pytest.fixture
def server() -> Iterator[Server]:
    if found() is None:
        pytest.skip("PostgreSQL is not installed (scripts/system_packages.sh)")
    with Server() as made:
        yield made


@pytest.fixture
def between(server: Server) -> Iterator[Swallowing]:
    with Swallowing(server.folder, server.kill) as relay:
        yield relay


def played(engine: Engine, server: Server, between: Swallowing, at: int, *, anew: bool) -> int:
    """A ticket and a visit, the `at`-th commit unacknowledged; judged at the end. How many commits there were to it."""
    world = Window(engine)
    between.swallow(at)
    struck = between.strikes
    for _ in range(10):
        if world.works():
            break
        assert between.strikes == struck + 1, "the server was not killed, and did not answer"
        server.start()
        if anew:
            world.start()
        world.now += 1.0
    taken = at - between._left
    between.swallow(0)
    world.judge(ended=True)
    assert world.nobody_holds_a_lane()
    for key in (TICKET, VISIT):
        assert world.claim(key).state is State.DONE
        assert len(world.ledger.live_of(key)) == 1
    assert [one.seq for one in world.reader.events()] == list(range(1, len(world.reader.events()) + 1))
    return taken


@pytest.mark.parametrize("block", range(BLOCKS))
def test_a_commit_whose_acknowledgement_died_with_the_server(server: Server, between: Swallowing, block: int) -> None:
    engine = open_engine(server.address(server.database().partition("@/")[2].partition("?")[0], str(between.folder)))
    Store(engine, Cipher(KEY)).prepare()
    try:
        commits = played(engine, server, between, 10_000, anew=False)
        assert commits > 15
        for number in range(block, KILLS, BLOCKS):
            at = 1 + number % commits
            before = between.strikes
            played(engine, server, between, at, anew=number // commits % 2 == 1)
            assert between.strikes == before + 1, f"kill {number} did not strike"
    finally:
        engine.dispose()
