"""File now, finish this claim: a claim refused for its filing stays open until the person has filed on the phone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.stage import Stage, stage

# Insured where a visit without a filing is not settled directly at all.
CERTNO, NAME = "990103198809090056", "辰样本"
WHO = f'{{id_card: "{CERTNO}", name: {NAME}}}'
FILED = {"class": "temporary", "place": "440100", "from": "2026-01-01", "to": "2026-12-31"}
REFUSED_FILINGS = {
    "01": {"class": "unfiled"},
    "02": FILED | {"to": "2026-02-28"},
    "02b": FILED | {"from": "2026-04-01"},
    "02c": FILED | {"place": "310100"},
}


def parked(one: Stage) -> list[tuple[str, str]]:
    ran = one.run("queue", "--held", "filing")
    return [(row["key"], row["failure"]) for row in ran.report["claims"]]


@pytest.mark.parametrize("code", REFUSED_FILINGS)
def test_the_same_claim_goes_on(tmp_path: Path, code: str) -> None:
    with stage(tmp_path) as one:
        one.service.file_person(CERTNO, REFUSED_FILINGS[code])
        ran = one.settle(one.claim(WHO))
        assert (ran.code, ran.report["state"], ran.report["held"]) == (1, "refused", "filing"), ran
        key = ran.report["key"]
        assert parked(one) == [(key, code)]
        assert not one.live()
        assert all(visit["cancelled"] for visit in one.service.ledger()["visits"])

        still = one.run("queue", "continue", key)
        assert (still.code, still.report["state"], still.report["failure"]) == (1, "refused", code), still
        assert parked(one) == [(key, code)]

        one.service.file_person(CERTNO, FILED)
        asked = one.arrived().count("2001")
        ran = one.run("queue", "continue", key)
        assert (ran.code, ran.report["state"], ran.report["key"]) == (0, "done", key), ran
        assert one.arrived().count("2001") == asked + 1
        claim = one.ended_well()
        assert claim["key"] == key
        assert parked(one) == []
        numbers = [visit["ipt_otp_no"] for visit in one.service.ledger()["visits"]]
        assert len(numbers) == len(set(numbers)), "a fresh visit each time"

        again = one.run("queue", "continue", key)
        assert (again.code, again.report["state"], again.report["failure"]) == (1, "refused", "97")
        assert len(one.live()) == 1


def test_a_filing_endpoint_for_trainers(tmp_path: Path) -> None:
    with stage(tmp_path) as one:
        with pytest.raises(KeyError):
            one.service.file_person("99010319880909999X", FILED)
        with pytest.raises(ValueError, match="class"):
            one.service.file_person(CERTNO, {"class": "whatever"})
