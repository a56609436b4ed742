"""Seeded schedules over days with the day's proof in them, and mutants of it that the judge must catch (protocol, 10).

A place's habits, its profile, faults, crashes and when the books are compared are drawn; the judge is the ledger.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from counter_app.desk import proof, reconcile, resolve
from counter_app.desk.claim import Claim, HeldReason, Proof
from counter_app.desk.knowledge import Knowledge
from counter_app.desk.reconcile import Reconcile
from counter_app.desk.steps import Dead, Look, Step
from counter_app.settlement.client import Call
from counter_app.settlement.outcome import CallOutcome
from offline_queue.engine import StoreUnavailable
from offline_queue.store import LaneLost
from offline_queue.values import State
from tests.desk.day_world import DAY_S, DayWorld, day_of
from tests.desk.far_side import Behaviour, Fault
from tests.desk.test_road import persons_act
from tests.desk.world import Crash, empty_engine, people

FAULTS = tuple(fault for fault in Fault if fault is not Fault.NONE)
DAYS = 3


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = empty_engine(tmp_path_factory.mktemp("days"))
    yield made
    made.dispose()


def schedule(engine: Engine, seed: int) -> tuple[DayWorld, random.Random, bool]:
    """A world whose first 2207A is nearly always unclear, and whether its books forget (assumption A5 is false)."""
    draw = random.Random(seed)
    looks = draw.random() < 0.5
    forgetful = looks and draw.random() < 0.4
    world = DayWorld(
        engine,
        Behaviour(
            second_close=draw.random() < 0.5,
            unknown_reversal_done=draw.random() < 0.5,
            shows_at_all=not looks or draw.random() < 0.3,
            closes_at_all=draw.random() < 0.4,
        ),
    )
    reverses = frozenset({"2207A"}) if draw.random() < 0.7 else frozenset()
    world.place = replace(world.place, may_look=looks, may_reverse=reverses)
    world.centre.closes_books = True
    rate = draw.choice([0.0, 0.1, 0.25])

    def fault(call: Call) -> Fault:
        if call.transaction.number == "2207A":
            return draw.choice((Fault.LOST, Fault.LOST_DONE, Fault.LOST_DONE, Fault.ERROR_DONE, Fault.REFUSED_DONE))
        if call.transaction.number == "2601" and draw.random() < 0.5:
            return draw.choice((Fault.LOST, Fault.LOST_DONE))
        return draw.choice(FAULTS) if draw.random() < rate else Fault.NONE

    world.fault = fault
    world.files_fail = lambda: draw.random() < rate
    world.crash_at = draw.randrange(3, 120)
    world.start()
    return world, draw, forgetful


def play(engine: Engine, seed: int) -> None:
    """Claims are settled on the first day; then days pass, with the books compared when it is drawn, and no faults at
    the end. Raises AssertionError where an invariant does not hold.
    """
    world, draw, forgetful = schedule(engine, seed)
    keys = [world.open("B01-T-1"), world.ticket("B01-T-2", people(2, "B-2"), person=2)]
    deeds: list[Callable[[], Any]] = [lambda: world.settle(keys[0]), lambda: persons_act(world, keys, 3)]
    if draw.random() < 0.3:
        deeds.append(lambda: world.cancel(draw.choice(keys)))
    for _ in range(2):  # while the day still runs nothing may come of it
        deeds.append(lambda: world._pass(draw.choice([60.0, 1200.0, 7200.0])))
        if not forgetful:
            deeds.append(lambda: world.reconcile(day_of(world.now)))
        deeds.append(lambda: persons_act(world, keys, 3))
    for deed in deeds:
        _tried(world, draw, deed)
    if forgetful:
        world.centre.forgets = frozenset(world.centre.settlements)
        _calm(world)
    if draw.random() < 0.5:  # another profile, from the next start on
        world.place = replace(world.place, may_look=True)
        world.start()
    for day in range(1, DAYS + 1):
        world._pass(DAY_S)
        world.centre.behaviour.closes_at_all = True
        world.centre.behaviour.shows_at_all = True
        if day == DAYS - 1:
            _calm(world)
        for _ in range(2):
            torn = day < DAYS - 1 and draw.random() < 0.3  # rows are missing from the file; the sums are the centre's
            world.centre.forgets_in_file = frozenset(world.centre.settlements) if torn else frozenset()
            for back in range(day, 0, -1):
                _tried(world, draw, lambda back=back: world.reconcile(day_of(world.now) - timedelta(days=back)))  # type: ignore[misc]
            _tried(world, draw, lambda: persons_act(world, keys, 6))
    _calm(world)
    for _ in range(DAYS):
        world._pass(DAY_S)
        for back in range(2 * DAYS, 0, -1):
            world.reconcile(day_of(world.now) - timedelta(days=back))
        persons_act(world, keys)
    world.judge()
    assert world.nobody_holds_a_lane()
    for key in keys:
        claim = world.claim(key)
        resting = claim.state is State.HELD and claim.reason in (HeldReason.RECONCILE, HeldReason.CANCEL_REFUSED)
        assert claim.state.ended or resting, f"{key} rests {claim.state} {claim.reason}"
        if claim.reason == HeldReason.RECONCILE and not forgetful:  # only what the books know and nobody may take back
            assert claim.machine.proof is not None, f"I3: {key} waits though the books have spoken"
            assert claim.machine.proof.live, "I3"


def _calm(world: DayWorld) -> None:
    """No fault from now on."""
    world.fault = lambda _call: Fault.NONE
    world.files_fail = lambda: False
    world.centre.forgets_in_file = frozenset()
    world.crash_at = None


def _tried(world: DayWorld, draw: random.Random, deed: Callable[[], Any]) -> None:
    try:
        deed()
    except Crash:
        world.start()
        world.crash_at = world.commands + draw.randrange(1, 120) if draw.random() < 0.5 else None
    except (LaneLost, StoreUnavailable):
        pass  # what was written stays, and the books may be compared again


# One block with the tests, the others by `make soak`; the long counts are the simulation's (tests/simulation).
@pytest.mark.parametrize("block", [0, *(pytest.param(block, marks=pytest.mark.soak) for block in range(1, 12))])
def test_days(engine: Engine, block: int) -> None:
    for seed in range(block * 5, block * 5 + 5):
        assert wrong_at(engine, seed) == "", f"seed {seed}"


# --- mutants ---------------------------------------------------------------------------------------------------------


def day_not_ended(patch: pytest.MonkeyPatch) -> None:
    """The books of a day that still runs are taken for proof."""
    patch.setattr(reconcile, "too_early", lambda *_: False)


def file_believed(patch: pytest.MonkeyPatch) -> None:
    """A file in which nothing is found is taken for whole, whatever the centre's sums are."""

    def complete(*_: object) -> Generator[Any, CallOutcome, bool]:
        return True
        yield

    patch.setattr(Reconcile, "_complete", complete)


def row_overlooked(patch: pytest.MonkeyPatch) -> None:
    """The row that carries the message id is not seen."""
    patch.setattr(reconcile, "live_rows", lambda *_: (False, ()))


def no_look(patch: pytest.MonkeyPatch) -> None:
    """After the books' no nobody looks once more."""

    def after(claim: Claim, said: Proof, known: Knowledge) -> Step:
        return proof.after_proof(claim, said, known) if said.live else Dead()

    patch.setattr(resolve, "after_proof", after)


def adopts_after_reverse(patch: pytest.MonkeyPatch) -> None:
    """What the books show is looked for and adopted although a reversal was written."""

    def after(claim: Claim, said: Proof, known: Knowledge) -> Step:
        if known.place.may_look and said.live and not said.looked:
            return Look()
        return proof.after_proof(claim, said, known)

    patch.setattr(resolve, "after_proof", after)


# The last column is the first seed that catches it, tried before the others.
MUTANTS = [
    (day_not_ended, "I1", 1),
    (file_believed, "I1", 48),
    (row_overlooked, "I1", 0),
    (no_look, "I1", 7),
    (adopts_after_reverse, "I6", 26),
]


def wrong_at(engine: Engine, seed: int) -> str:
    """Which invariant a schedule finds broken; empty where none is."""
    try:
        play(engine, seed)
    except AssertionError as wrong:
        return str(wrong)
    return ""


@pytest.mark.parametrize(("mutant", "broken", "first"), MUTANTS, ids=[row[0].__name__ for row in MUTANTS])
def test_a_mutant_is_caught(
    engine: Engine,
    monkeypatch: pytest.MonkeyPatch,
    mutant: Callable[[pytest.MonkeyPatch], None],
    broken: str,
    first: int,
) -> None:
    mutant(monkeypatch)
    found = next(((seed, wrong) for seed in (first, *range(60)) if (wrong := wrong_at(engine, seed))), None)
    assert found is not None, "never caught"
    assert found[1].startswith(broken), found
    print(mutant.__name__, *found)
