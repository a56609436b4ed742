"""A refund or a waiting claim asked for with the wrong person, card or lines: nothing is undone, sent or paid by it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.stage import BILL, OTHER, OTHER_NAME, Stage, stage
from tests.scenarios.test_file_now import CERTNO, FILED, WHO
from tests.scenarios.test_partial_refund import settled


def untouched(one: Stage) -> None:
    """The claim is settled as it was, also after replay had its turn."""
    one.replay()
    (claim,) = one.judge()
    assert claim["state"] == "done"
    assert len(one.live()) == 1


def test_a_card_that_is_none_leaves_the_settlement_alone(tmp_path: Path) -> None:
    with stage(tmp_path) as one:
        key = settled(one)["key"]
        ran = one.run("refund", key, "--keep-lines", "1", "--id-card", "990101196809302011", "--name", "庚示例")
        assert (ran.code, ran.report["state"], ran.report["failure"]) == (1, "refused", "97"), ran
        untouched(one)


def test_another_persons_card_leaves_the_settlement_alone(tmp_path: Path) -> None:
    with stage(tmp_path) as one:
        key = settled(one)["key"]
        ran = one.run("refund", key, "--keep-lines", "1", "--id-card", OTHER, "--name", OTHER_NAME)
        assert (ran.code, ran.report["state"]) == (1, "refused"), ran
        assert OTHER not in ran.said + str(ran.report)
        untouched(one)


def test_lines_backwards_are_no_whole_refund(tmp_path: Path) -> None:
    with stage(tmp_path) as one:
        key = settled(one)["key"]
        ran = one.run("refund", key, "--keep-lines", "2-1")
        assert ran.code == 2, ran
        untouched(one)


def test_other_lines_than_those_it_was_begun_with(tmp_path: Path) -> None:
    with stage(tmp_path) as one:
        key = settled(one)["key"]
        assert one.run("refund", key, "--keep-lines", "1").report["state"] == "done"
        ran = one.run("refund", key, "--keep-lines", "2")
        assert (ran.code, ran.report["state"], ran.report["failure"]) == (1, "refused", "97"), ran
        assert one.run("refund", key, "--keep-lines", "1").report["state"] == "done"


def test_another_persons_card_does_not_go_on_with_a_claim(tmp_path: Path) -> None:
    with stage(tmp_path) as one:
        one.service.file_person(CERTNO, {"class": "unfiled"})
        key = one.settle(one.claim(WHO)).report["key"]
        one.service.file_person(CERTNO, FILED)
        before = len(one.arrived())
        ran = one.run("queue", "continue", key, "--id-card", OTHER, "--name", OTHER_NAME)
        assert (ran.code, ran.report["state"]) == (1, "refused"), ran
        assert len(one.arrived()) == before
        assert one.run("queue", "continue", key).report["state"] == "done"
        one.ended_well()


def test_a_paid_ticket_is_not_given_up_for_another_refusal(tmp_path: Path) -> None:
    """Whoever paid in full left with the goods: given up, the whole bill would be due back."""
    with stage(tmp_path, faults=["refuse_connection"]) as one:
        one.service.file_person(CERTNO, {"class": "unfiled"})
        key = one.settle(one.claim(WHO), patience=0).report["key"]
        one.service.clear_faults()
        (held,) = one.replay().report["claims"]
        assert (held["state"], held["held"], held["paid"]) == ("refused", "filing", BILL)
        one.service.file_person(CERTNO, FILED)
        one.service.set_behaviours(outpatient_form="plain")
        ran = one.run("queue", "continue", key)
        assert (ran.code, ran.report["state"]) == (1, "refused"), ran
        (claim,) = one.judge()
        assert (claim["state"], claim["refund_due"], claim["paid"]) == ("refused", None, BILL)


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_reason_of_nothing_accepts_no_warning(tmp_path: Path, reason: str) -> None:
    with stage(tmp_path, profile={"call": '"3102"'}) as one:
        claim = one.claim()
        text = claim.read_text("utf-8")
        line = '- {code: XA01ABD075A002010100483, name: 甲类药, price: "100.00", quantity: "2", trace_codes: []}\n'
        claim.write_text(text.replace("pay:", f"{line}pay:"), "utf-8")
        ran = one.settle(claim, "--accept-warnings", reason)
        assert (ran.code, ran.report["state"], ran.report["failure"]) == (1, "refused", "15"), ran
        assert not one.live()
