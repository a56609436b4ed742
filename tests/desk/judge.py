"""The judge of a world: the protocol's invariants (section 8), against the far side's ledger and what is on disk."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import UTC
from typing import Protocol

from counter_app.desk.books import Books
from counter_app.desk.claim import Claim
from counter_app.settlement.outcome import Done, from_bytes
from counter_app.settlement.place import Place, VisitLock
from offline_queue.reading import Reader
from offline_queue.values import State
from tests.desk.far_side import GROWING, Ledger

__all__ = ["Judged", "judge"]

MOST_REVERSALS_A_DAY = 3


class Judged(Protocol):
    """What the judge has to see of a world."""

    ledger: Ledger
    books: Books
    reader: Reader
    place: Place
    unwritten: list[str]


def judge(world: Judged, *, ended: bool) -> None:
    """As far as one window can break them; `ended`: every claim must have ended."""
    ledger = world.ledger
    assert not world.unwritten, f"I2: sent without a committed intent: {world.unwritten}"
    assert not ledger.doubles, f"I1: two live settlements at one moment: {ledger.doubles}"
    seen: dict[tuple[str, str], set[str]] = {}
    for number, visit, msgid in ledger.arrived:
        if number in GROWING:
            seen.setdefault((number, visit), set()).add(msgid)
    assert all(len(msgids) == 1 for msgids in seen.values()), f"I4: {seen}"
    for claim in world.books.claims():
        _claim(world, claim, ended=ended)


def _claim(world: Judged, claim: Claim, *, ended: bool) -> None:
    live = world.ledger.live_of(claim.key)
    if ended:
        assert claim.state.ended, f"I3: {claim.key} rests {claim.state} {claim.reason}"
    if claim.state is State.DONE:
        settlement = claim.machine.settlement
        assert settlement is not None
        assert live == [settlement.settlement_id], f"I1: {claim.key} done, live {live}"
        assert settlement.amounts.total == claim.people.total, "I5"
    elif claim.state in (State.VOID, State.UPLOADED):
        assert live == [], f"I1: {claim.key} {claim.state}, live {live}"
    if claim.state.ended:
        assert claim.owed is not None
        left = set(world.ledger.open_visits(claim.key)) - set(claim.machine.leftovers)
        assert not left & _visits_known(world, claim.key), f"I15: visits left open: {left}"
        assert not any(world.ledger.visits[name].lines for name in left), "I15: an orphan that is not empty"
    attempts = world.reader.attempts(claim.key)
    assert not [row for row in attempts if not row.outcome], "I12: an open call"
    reversals = Counter(
        (row.target, row.at.date()) for row in attempts if row.kind == "2601" and row.outcome != "not_sent"
    )
    assert all(count <= MOST_REVERSALS_A_DAY for count in reversals.values()), f"I16: {reversals}"
    _history(world, claim)


def _visits_known(world: Judged, key: str) -> set[str]:
    """Visits whose opening was answered; what an unheard 2201 opened is empty and harmless."""
    heard = [from_bytes(row.answer) for row in world.reader.attempts(key) if row.kind == "2201"]
    return {row.output["data"]["mdtrt_id"] for row in heard if isinstance(row, Done) and "data" in row.output}


def _history(world: Judged, claim: Claim) -> None:
    chain = ""
    reversed_doubt = cancelled = proven = False
    close_refused = 0
    locked = world.place.visit_lock is not VisitLock.FAILS
    for row in world.reader.events(claim.key):
        stamp = row.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        line = "\x1f".join((chain, claim.key, str(row.n), stamp, row.who, row.what, row.detail))
        chain = hashlib.sha256(line.encode()).hexdigest()
        assert chain == row.hash, "I12: the chain of events is broken"
        if row.what == "2601 intent":
            assert proven or close_refused >= 2 or not locked, "I16: 2601 before 2202 was refused twice"
            reversed_doubt = True
        elif row.what in ("2202 done", "2207A intent"):
            reversed_doubt = proven = False
            close_refused = 0
        elif row.what in ("adopted", "found by looking"):
            assert not reversed_doubt, "I6: adopted after a reversal was written"
        elif row.what == "2202 refused":
            close_refused += 1
        proven |= row.what == "day's proof: booked"
        if row.what == "cancel":
            cancelled = True
        elif cancelled:
            assert row.what not in {f"{number} intent" for number in ("2201", *GROWING)}, "I9"
