"""File now, finish this claim: a claim refused for its filing stays open until the person has filed on the phone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.stage import LIMIT_S, Stage, stage

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


def test_the_day_on_the_paper_stands(tmp_path: Path) -> None:
    """Paid in full and refused for its filing: going on with it while the line is down writes no other ticket."""
    with stage(tmp_path, faults=["refuse_connection"]) as one:
        one.service.file_person(CERTNO, REFUSED_FILINGS["01"])
        key = one.settle(one.claim(WHO), patience=0).report["key"]
        one.service.clear_faults()
        one.replay()
        assert parked(one) == [(key, "01")]
        (before,) = one.listed()
        one.service.set_faults(["refuse_connection"])
        one.settings["COUNTER_APP_SLIPS_DUE_DAYS"] = "3"  # as if some days had gone by: a new ticket had another day
        ran = one.run("queue", "continue", key)
        assert (ran.code, ran.report["state"]) == (1, "waiting"), ran
        (after,) = one.listed()
        assert (after["due_by"], after["paid"]) == (before["due_by"], before["paid"])


WARNED = """\
- {code: XA01ABD075A002010100483, name: 甲类药, price: "250.00", quantity: "2", trace_codes: []}
- {code: XA01ABD075A002010100483, name: 甲类药, price: "250.00", quantity: "2", trace_codes: []}
"""


def watched(one: Stage) -> None:
    one.profile.write_text(
        f'extends = "national"\nname = "watched"\nservice_time_limit_s = {LIMIT_S}\n[monitoring]\ncall = "3101"\n',
        "utf-8",
    )


def twice(one: Stage) -> Path:
    """The same drug on two lines: monitoring warns of it."""
    file = one.claim(WHO)
    lines = [line for line in file.read_text("utf-8").splitlines(keepends=True) if not line.startswith("- {code")]
    at = lines.index("charges:\n") + 1
    file.write_text("".join([*lines[:at], WARNED, *lines[at:]]), "utf-8")
    return file


def test_warnings_are_answered_and_the_claim_stays(tmp_path: Path) -> None:
    with stage(tmp_path) as one:
        watched(one)
        one.service.file_person(CERTNO, REFUSED_FILINGS["01"])
        key = one.settle(twice(one)).report["key"]
        one.service.file_person(CERTNO, FILED)
        for _again in range(2):
            ran = one.run("queue", "continue", key)
            assert (ran.code, ran.report["state"], ran.report["failure"]) == (1, "refused", "15"), ran
            (warning,) = ran.report["warnings"]
            assert warning["answer"] is None
            (row,) = one.run("queue", "--held", "warnings").report["claims"]
            assert (row["key"], row["state"], row["paid"]) == (key, "quoted", "0.00")
        assert one.arrived().count("3101") == 1, "asked once for a bill"
        ran = one.run("queue", "continue", key, "--accept-warnings", "医师已确认")
        assert (ran.code, ran.report["state"], ran.report["key"]) == (0, "done", key), ran
        (warning,) = ran.report["warnings"]
        assert (warning["answer"], warning["reason"]) == ("go_on", "医师已确认")
        assert one.ended_well()["key"] == key
        assert one.arrived().count("3103") == 1


def test_the_answer_may_be_given_before_the_warning(tmp_path: Path) -> None:
    with stage(tmp_path) as one:
        watched(one)
        one.service.file_person(CERTNO, REFUSED_FILINGS["01"])
        key = one.settle(twice(one)).report["key"]
        one.service.file_person(CERTNO, FILED)
        ran = one.run("queue", "continue", key, "--accept-warnings", "医师已确认")
        assert (ran.code, ran.report["state"]) == (0, "done"), ran
        assert one.ended_well()["key"] == key


def test_a_filing_endpoint_for_trainers(tmp_path: Path) -> None:
    with stage(tmp_path) as one:
        with pytest.raises(KeyError):
            one.service.file_person("99010319880909999X", FILED)
        with pytest.raises(ValueError, match="class"):
            one.service.file_person(CERTNO, {"class": "whatever"})
