"""A line that the catalogue does not know: said before a visit is opened; corrected, the claim goes on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from counter_app.desk.claim import HeldReason
from counter_app.desk.counter import Bill
from counter_app.desk.recognise import of_arrival
from counter_app.failures import FailureCode
from counter_app.model.person import Credential, CredentialKind
from counter_app.records.claim_file import read_claim_file
from tests.scenarios.stage import NAME, PERSON, stage


def test_at_the_window(tmp_path: Path) -> None:
    with stage(tmp_path) as story, story.office(working=True) as office:
        assert office.catalogue.update(lambda _: None)["state"] == "ok"
        claim = read_claim_file(story.claim())
        wrong = tuple(replace(line, code="XA99") for line in claim.charges)
        credential = Credential(CredentialKind.ID_NUMBER, PERSON, name=NAME, id_number=PERSON)
        found = office.counter.identify(credential, claim.visit)
        arrival = office.counter.quote(Bill("B1", claim.visit, wrong), found)
        trouble = of_arrival(arrival, office.place)
        assert trouble is not None
        assert trouble.code is FailureCode.ITEM_UNMAPPED
        assert trouble.said == "第 1 行 甲类药（XA99）未对码：就医地目录里没有这个编码"
        assert story.service.ledger()["visits"] == []
        quoted = office.counter.recharge(arrival.key, claim.charges)
        assert quoted.claim is not None
        assert quoted.claim.reason == HeldReason.CONFIRM
