"""The line is down: who may wait pays in full and gets a ticket; who may not is told what to bring."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from counter_app.desk.counter import NothingToRefund
from counter_app.model.payment import PaymentMethod
from tests.scenarios.stage import BILL, VOUCHER, stage


def test_the_refund_due_is_what_was_paid_less_the_personal_share(tmp_path: Path, record: Path) -> None:
    with stage(tmp_path, record=record) as story:
        (waiting,) = story.run("queue", "list").report["claims"]
        assert (waiting["state"], waiting["paid"], waiting["refund_due"]) == ("waiting", BILL, None)
        (replayed,) = story.replay().report["claims"]
        claim = story.ended_well()
        assert replayed["refund_due"] == claim["refund_due"]
        due = Decimal(BILL) - Decimal(claim["cash"])
        assert Decimal(claim["refund_due"]) == due > 0
        with story.office(working=True) as office:
            office.counter.refund(claim["key"], PaymentMethod.CASH, due)
            with pytest.raises(NothingToRefund):
                office.counter.refund(claim["key"], PaymentMethod.CASH, due)
        assert story.ended_well()["refund_due"] == "0.00"
        assert Decimal(story.ended_well()["paid"]) == Decimal(claim["cash"])


def test_a_claim_keeps_its_service_date_and_counts_in_that_year(tmp_path: Path) -> None:
    with stage(tmp_path, faults=["refuse_connection"]) as story:
        assert story.settle(story.claim(day="2025-12-31T16:40:00"), patience=0).report["benefit_year"] == 2025
        story.service.clear_faults()
        assert story.replay().report["drained"]
        assert story.ended_well()["benefit_year"] == 2025
        (booked,) = story.live()
        assert (booked["service_date"], booked["year"]) == ("2025-12-31", 2025)


def test_a_code_cannot_wait(tmp_path: Path) -> None:
    """A scanned code lives about a minute: the person is asked for a card or an ID number; nothing is on record."""
    with stage(tmp_path, faults=["refuse_connection"]) as story:
        ran = story.settle(story.claim(f'{{voucher: "{VOUCHER}"}}'), patience=0)
        assert (ran.code, ran.report["state"], ran.report["failure"]) == (1, "refused", "91")
        assert ran.report["slip"] is None
        assert story.listed() == []
        story.service.clear_faults()
        assert story.arrived() == []


@pytest.mark.parametrize("lost_at", ["2204", "2207A"])
def test_a_code_that_was_decoded_goes_on_as_an_id_number_when_the_line_breaks(tmp_path: Path, lost_at: str) -> None:
    """Its token is never written and never sent again; after one good 1101 the place takes the ID number instead."""
    with stage(tmp_path, faults=[{"name": "drop_before", "transaction": lost_at}]) as story:
        ran = story.settle(story.claim(f'{{voucher: "{VOUCHER}"}}'), patience=0)
        assert ran.code == 1
        assert ran.report["state"] == ("unclear" if lost_at == "2207A" else "waiting")
        story.service.clear_faults()
        assert story.replay().report["drained"]
        claims = story.judge()
        if claims[0]["state"] == "quoted":
            story.say_yes(claims[0]["key"])
        story.ended_well()
        written = b"".join(file.read_bytes() for file in story.data.rglob("*") if file.is_file())
        assert VOUCHER.encode() not in written


def test_a_ticket_given_back_before_it_was_sent_pays_everything_back(tmp_path: Path, record: Path) -> None:
    with stage(tmp_path, record=record) as story:
        (claim,) = story.listed()
        with story.office(working=True) as office:
            office.counter.cancel(claim["key"], "changed their mind")
        (claim,) = story.judge()
        assert (claim["state"], claim["refund_due"]) == ("cancelled", BILL)
        assert story.arrived() == []


@pytest.mark.parametrize("before", ["1101", "2204"])
def test_a_bill_beyond_the_limit_gets_no_ticket_and_pays_nothing(tmp_path: Path, before: str) -> None:
    """From the start nothing is on record; on the way the visit is given back once the line allows."""
    with stage(tmp_path, relayed=True) as story:
        assert story.relay is not None
        story.settings["COUNTER_APP_TICKETS_LARGEST_YUAN"] = "999"
        if before == "1101":
            story.relay.cut()
        else:
            story.relay.cut_after("2203A")
        ran = story.settle(patience=0)
        assert (ran.code, ran.report["state"], ran.report["failure"]) == (1, "refused", "96b"), ran.report
        assert ran.report["said"] == "补记账每单最多 999 元"
        assert ran.report["slip"] is None
        assert list(story.data.glob("slips/*-ticket.pdf")) == []
        story.relay.up()
        assert story.replay().report["drained"]
        assert story.live() == []
        if before == "1101":
            assert story.judge() == []
