"""What is booked and cannot be seen comes back with the agency's number: adopted once, and only this claim's own."""

from __future__ import annotations

from pathlib import Path

from tests.scenarios.stage import OTHER, OTHER_NAME, Stage, stage
from tests.scenarios.test_reconciled import given_up

BEHAVIOURS = {"look_without_setl_id": "refused", "cancel_visit": "refused"}
LOST = {"name": "drop_after", "transaction": "2207A", "count": 1}


def settled(one: Stage, key: str, number: str):
    return one.run("queue", "agency", "--settled", key, number)


def test_adopted_once_and_refused_where_it_is_not_this_claims(tmp_path: Path) -> None:
    with stage(tmp_path, faults=[LOST], behaviours=BEHAVIOURS) as one:
        given_up(one)
        (claim,) = one.listed()
        (booked,) = one.live()
        key, number = claim["key"], booked["setl_id"]
        other = one.settle(one.claim(f'{{id_card: "{OTHER}", name: {OTHER_NAME}}}', name="other.yaml"))
        assert other.report["state"] == "done", other
        elsewhere = next(row["setl_id"] for row in one.live() if row["setl_id"] != number)
        for wrong in ("NO-SUCH-NUMBER", elsewhere):
            ran = settled(one, key, wrong)
            assert (ran.code, ran.report["state"], ran.report["failure"]) == (1, "refused", "97"), ran
            assert ran.report["said"]
        assert one.shown(key)["claim_state"] == "unclear", "a wrong number changes nothing"
        ran = settled(one, other.report["key"], number)
        assert (ran.code, ran.report["state"]) == (1, "refused")
        assert "不在等医保核对" in ran.report["said"]
        ran = settled(one, key, number)
        assert (ran.code, ran.report["state"]) == (0, "done"), ran
        again = settled(one, key, number)
        assert (again.code, again.report["state"]) == (0, "done"), again
        events = [row["what"] for row in one.shown(key)["events"]]
        assert events.count("settled at the agency") == 1
        assert events.count("agency's number not confirmed") == 2
        assert one.arrived().count("2601") == 0
        one.judge()
        assert settled(one, "B99-NONE-1", number).report["state"] == "missing"
