"""A settlement is killed by SIGKILL before each of its writes to disk and to the socket; the ledger is the judge."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.power.cuts import Operation
from tests.power.killed import STEPS, Nursery, brought_to_rest, fallen, points, quiet
from tests.scenarios.stage import Stage, ending, side_by_side

ASKED_FIRST = 2  # calls that open nothing there: 1101 and 2001
WRITES_OF_A_CALL = 2  # head and body


def settle(one: Stage) -> tuple[str, ...]:
    return ("settle", "--claim", str(one.claim()), "--patience", "20")


def posts(whole: list[Operation]) -> list[int]:
    """Which of the writes go to the socket."""
    return [number for number, one in enumerate(whole, start=1) if one.what == "P"]


@pytest.fixture(scope="module")
def whole(nursery: Nursery, begun: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Operation]:
    """What a settlement writes that nobody kills."""
    with quiet(tmp_path_factory.mktemp("whole") / "stage", record=begun) as one:
        ended = nursery.run(one, *settle(one), at=0)
        assert ended.report["state"] == "done", (ended.report, ended.said)
        one.ended_well()
        assert len(posts(ended.done)) == len(one.arrived()) * WRITES_OF_A_CALL
        return ended.done


@pytest.mark.parametrize("step", STEPS)
def test_at_every_write(nursery: Nursery, begun: Path, whole: list[Operation], tmp_path: Path, step: int) -> None:
    first_change = posts(whole)[ASKED_FIRST * WRITES_OF_A_CALL]
    opened = max(number for number, each in enumerate(whole[:first_change], start=1) if each.what == "S")

    def story(at: int) -> list[str]:
        with quiet(tmp_path / str(at), record=begun) as one:
            ended = fallen(nursery, one, *settle(one), at=at)
            brought_to_rest(nursery, one)
            claims = one.judge()
            # On disk before the first call that changes something can leave; from then on never missing.
            assert len(claims) == 1 or at <= opened, "a claim is gone that was on record"
            if not claims:
                assert set(one.arrived()) <= {"1101", "2001"}
            elif claims[0]["state"] == "quoted" and at % 20 == 0:
                assert one.say_yes(claims[0]["key"]) == "done"
                one.ended_well()
            assert one.arrived().count("2207A") <= 1, "one that may have been sent is found, never sent again blindly"
            if ended.report:  # it had told the cashier
                assert claims[0]["setl_id"] == ended.report["setl_id"]
            return [claim["state"] for claim in claims]

    where = points(whole, step)
    played = side_by_side(story, where)
    states = [ending(played, at) for at in where]
    # In this order: nothing on record; a quote to which nobody had said yes, and nothing booked; settled, once.
    order = [[], ["quoted"], ["done"]]
    assert states == sorted(states, key=order.index)
    assert all(one in states for one in order)
    print(f"\n{len(where)} of {len(points(whole, 1))} writes: ", {str(one): states.count(one) for one in order})


def test_the_judge_sees_a_settlement_whose_intent_was_not_written_first(
    nursery: Nursery, begun: Path, tmp_path: Path
) -> None:
    """The control: a program that sends 2207A and writes the intent when the answer is there."""
    with quiet(tmp_path / "whole", record=begun) as one:
        sent = posts(nursery.run(one, *settle(one), at=0, late="2207A").done)[-1]
    with quiet(tmp_path / "killed", record=begun, behaviours={"settle_twice": "done"}) as one:
        fallen(nursery, one, *settle(one), at=sent + 1, late="2207A")
        brought_to_rest(nursery, one)
        (claim,) = one.listed()
        assert (claim["state"], len(one.live())) == ("quoted", 1)
        with pytest.raises(AssertionError, match="2207A was sent without an intent"):
            one.judge()
        # And what comes of it, where a place settles twice: the patient is billed again, for other amounts (the first
        # settlement has used up the deductible), to which the cashier says yes once more.
        assert [one.say_yes(claim["key"]) for _ in range(2)] == ["quoted", "done"]
        assert len(one.live()) == 2
        with pytest.raises(AssertionError, match="without an intent"):
            one.judge()
