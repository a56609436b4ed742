"""Five drills: which faults and behaviours each sets, and where they strike; that is drawn, so that nobody knows it."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["PLANS", "Plan", "plan"]

# Insured places of several shipped people with cards: the others go on meanwhile.
_PLACES = (230100, 410100)
_LONGER_THAN_PATIENCE_S = 6.5  # a cashier is told after four seconds, the client gives up after ten
_SLOW_S = 2.5


@dataclass(frozen=True, slots=True)
class Plan:
    """What the service is told to do."""

    faults: tuple[Mapping[str, Any], ...] = ()
    behaviours: Mapping[str, str | int] = field(default_factory=dict)


def _lost(draw: random.Random) -> Plan:
    """The settlement of the first or second person is booked and not answered; and one growing call is."""
    earlier = draw.choice(("2203A", "2204"))
    return Plan(
        (
            {"name": "drop_after", "transaction": "2207A", "count": 1, "after": draw.randrange(2)},
            {"name": "drop_after", "transaction": earlier, "count": 1, "after": 1 + draw.randrange(2)},
        )
    )


def _slow(draw: random.Random) -> Plan:
    """Half of the calls drag; one settlement takes longer than a cashier waits."""
    long = {"name": "slow", "seconds": _LONGER_THAN_PATIENCE_S, "transaction": "2207A", "count": 1}
    return Plan((long | {"after": draw.randrange(2)}, {"name": "slow", "seconds": _SLOW_S, "rate": 0.5}))


def _half(draw: random.Random) -> Plan:
    return Plan(behaviours={"insured_place_down": draw.choice(_PLACES)})


def _power(draw: random.Random) -> Plan:
    """The answer is held back; whoever drills ends the program meanwhile."""
    number = draw.choice(("2203A", "2204", "2207A", "2207A", "2207A"))
    return Plan(({"name": "hang", "transaction": number, "count": 1, "after": draw.randrange(2)},))


def _new_year(_draw: random.Random) -> Plan:
    return Plan(({"name": "refuse_connection"},))


PLANS: Mapping[str, Callable[[random.Random], Plan]] = {
    "lost_answer": _lost,
    "slow": _slow,
    "half_down": _half,
    "power_cut": _power,
    "new_year": _new_year,
}


def plan(name: str, seed: int) -> Plan:
    """The drill of this name, the same for the same seed. Raises KeyError."""
    return PLANS[name](random.Random(seed))  # noqa: S311 - repeatable on purpose
