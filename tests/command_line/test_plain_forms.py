"""A place that answers 2203, 2206 and 2207 in their plain form: the same claim, by those numbers."""

from __future__ import annotations

import pytest

from sandbox.service import SandboxService
from tests.command_line.conftest import Shell


@pytest.fixture
def plain(shell: Shell) -> Shell:
    profile = shell.folder / "plain.toml"
    profile.write_text('extends = "national"\nname = "plain"\nvariants = "plain"\nmay_reverse = ["2207"]\n', "utf-8")
    shell.environment["COUNTER_APP_SERVICE_PROFILE"] = str(profile)
    return shell


def test_a_claim_by_the_plain_forms(plain: Shell, service: SandboxService) -> None:
    service.set_behaviours(outpatient_form="plain")
    report = plain("settle", "--claim", str(plain.claim()), "--json").report
    assert report["state"] == "done"
    numbers = [call["infno"] for call in service.ledger()["calls"]]
    assert numbers == ["1101", "2001", "2201", "2203", "2204", "2206", "2207"]
    (booked,) = service.ledger()["settlements"]
    assert (booked["pool"], booked["cash"]) == (report["pool"], report["cash"])


@pytest.mark.parametrize("form", ["A", "plain"])
def test_the_form_that_is_not_opened_is_said_so(shell: Shell, plain: Shell, service: SandboxService, form: str) -> None:
    service.set_behaviours(outpatient_form=form)
    if form == "plain":
        del shell.environment["COUNTER_APP_SERVICE_PROFILE"]
    report = shell("settle", "--claim", str(shell.claim()), "--json").report
    assert (report["state"], report["failure"]) == ("refused", "09")
    assert "未开通交易[2203" in report["said"]
    assert service.ledger()["settlements"] == []
