"""A window dies, or seems to, at every step of its way; another one, on the same store, goes on with its claims."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import pytest

from counter_app.desk.claim import HeldReason
from counter_app.desk.commands import Command, Exchange, Stop, Take
from counter_app.model.person import Credential, CredentialKind
from offline_queue.cipher import Cipher
from offline_queue.engine import open_engine
from offline_queue.store import Store
from offline_queue.values import Owner, State
from tests.desk.far_side import id_number
from tests.desk.test_road import persons_act
from tests.desk.world import BACKGROUND, KEY, Crash, World, people
from tests.postgres import Server, found

MakeWorld = Callable[..., World]
TICKET, VISIT = "B01-T-1", "B01-T-2"
KEYS = [TICKET, VISIT]


class Another(World):
    """Window 02, that has watched window 01 for long enough: to it the other is dead."""

    window = "02"

    def __init__(self, of: World) -> None:
        self._of = of
        super().__init__(of.engine, ledger=of.ledger, place=of.place)

    def __post_init__(self) -> None:
        self.now, self.commands, self.serial = self._of.now + 60.0, 0, 0
        self.late, self.calls, self.unwritten = self._of.late, self._of.calls, self._of.unwritten
        self.dead = lambda: frozenset({self._of.me})
        self.start()


def open_both(world: World) -> None:
    world.ticket(TICKET)
    world.open(VISIT, people(1, "B-2", "80.00"))


def works(world: World) -> None:
    """The visit at the glass, then the queue."""
    world.settle(VISIT)
    world.replay()


def judged(world: World) -> None:
    world.judge(ended=True)
    assert {world.claim(key).state for key in KEYS} == {State.DONE}
    for key in KEYS:
        assert len(world.ledger.live_of(key)) == 1


@pytest.fixture(params=["sqlite", "postgresql"])
def make_shared(request: pytest.FixtureRequest, make_world: MakeWorld) -> Iterator[MakeWorld]:
    """Worlds on either database."""
    if request.param == "sqlite":
        yield make_world
        return
    if found() is None:
        pytest.skip("PostgreSQL is not installed (scripts/system_packages.sh)")
    with Server() as server:
        engine = open_engine(server.database())
        Store(engine, Cipher(KEY)).prepare()
        yield partial(World, engine)
        engine.dispose()


def test_another_window_ends_what_a_dead_one_began(make_shared: MakeWorld) -> None:
    """Killed after each of its commands in turn."""
    make_world = make_shared
    at = 0
    while True:
        at += 1
        world = make_world(crash_at=at)
        try:
            open_both(world)
            works(world)
        except Crash:
            another = Another(world)
            persons_act(another, KEYS)
            judged(another)
        else:
            break
    assert at > 15


@pytest.mark.parametrize("again", [False, True])
def test_a_window_that_was_called_dead_comes_back(make_world: MakeWorld, again: bool) -> None:
    """It hangs before each of its commands in turn, and wakes when the other has done everything, or (`again`) in the
    middle of that.
    """
    hung = 0
    while True:
        hung += 1 + again  # in the middle of the other's work every second step will do
        world = make_world()
        open_both(world)
        left = hung
        others: list[World] = []

        def hang(_command: Command, world: World = world, others: list[World] = others) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                another = Another(world)
                others.append(another)
                if again:
                    another.drive(VISIT, BACKGROUND)
                else:
                    persons_act(another, KEYS)
                world.now = another.now

        world.interrupt = hang
        works(world)
        if not others:
            break
        persons_act(others[0], KEYS)
        judged(others[0])
    assert hung > 30


def test_a_claim_that_ended_between_reading_it_and_taking_its_lane_stays_ended(make_world: MakeWorld) -> None:
    """Found by the schedules (seed 6727): what was planned on it as it had been made it ready again, and nobody's."""
    world = make_world()
    open_both(world)
    other = Another(world)
    other.dead = frozenset

    def ends_it(command: Command) -> None:
        if isinstance(command, Take):
            world.interrupt = lambda _command: None
            other.cancel(VISIT)
            other.replay()

    world.interrupt = ends_it
    arrival = world.drive(VISIT)
    assert (arrival.stop, world.claim(VISIT).state) == (Stop.MOVED, State.VOID)
    assert world.nobody_holds_a_lane()


def test_a_machine_that_slept_wakes_without_the_code_it_was_shown(make_world: MakeWorld) -> None:
    """Found by the schedules (seeds 2439, 5756, 8296): an hour later the trial went up with the code of somebody who
    had left.
    """
    world = make_world()
    world.place = replace(world.place, replay_by_id_number=False)
    world.start()
    world.open(VISIT, replace(people(1, "B-2", "80.00"), credential=None))
    code = Credential(CredentialKind.VOUCHER, "T1", name="测试甲", id_number=id_number(1), read_at=world.wall())
    world.memory.in_hand[VISIT] = code

    def sleeps(command: Command) -> None:
        if isinstance(command, Exchange) and command.call.transaction.number == "2206A":
            world.interrupt = lambda _command: None
            world.now += 3600.0

    world.interrupt = sleeps
    world.drive(VISIT)
    assert "2206A" not in [number for number, _ in world.calls]
    world.drive(VISIT)
    claim = world.claim(VISIT)
    assert (claim.state, claim.reason) == (State.HELD, HeldReason.CREDENTIAL)
    world.memory.in_hand[VISIT] = replace(code, number="T2", read_at=world.wall())
    world.change(VISIT, "credential shown")
    world.drive(VISIT)
    assert world.claim(VISIT).reason == HeldReason.CONFIRM, "a fresh one serves"


def test_the_living_are_left_alone(make_world: MakeWorld) -> None:
    """The control: without the word that it is dead the other window takes nothing of it."""
    world = make_world(crash_at=8)
    open_both(world)
    with pytest.raises(Crash):
        works(world)
    another = Another(world)
    another.dead = frozenset
    another.start()
    lane = world.claim(VISIT).lane
    assert another.reader.holder(lane)[0] == Owner("01", world.me.incarnation)
    assert VISIT not in [key for key, _ in another.reader.due(another.wall(), another.me, limit=5)]
