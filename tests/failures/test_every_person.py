"""Every person of the sandbox's table, met by the program itself: the command line says exactly that person's code.

Domain facts, section 2g; the sandbox's page, "Who shows which reason". One service for all, a data folder for each.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from card_reader.reading import CardReading, Status
from counter_app.__main__ import main
from counter_app.failures import FailureCode
from counter_app.slips.why import SENTENCES
from sandbox.service import DATA, SandboxService

PEOPLE = {
    code: row
    for row in yaml.safe_load((DATA / "people.yaml").read_text("utf-8"))["people"]
    for code in row.get("shows", ())
}
ITEMS = {row["code"]: row for row in yaml.safe_load((DATA / "catalogue.yaml").read_text("utf-8"))["items"]}
CARDS = {row["id"]: row for row in yaml.safe_load((DATA / "cards.yaml").read_text("utf-8"))["cards"]}
CODES = [code.value for code in FailureCode if code.value[:2] <= "18"]
DRUG = "XA01ABD075A002010100483"
VISIT = {
    "type": "outpatient",
    "date": "2026-10-12T09:30:00",
    "department": "内科",
    "doctor": {"code": "D440100000001", "name": "医师甲"},
    "disease": None,
}


@pytest.fixture(scope="module")
def service() -> Iterator[SandboxService]:
    with SandboxService() as running:
        yield running


@dataclass
class Window:
    """The command line for the person of one reason."""

    service: SandboxService
    folder: Path
    capsys: pytest.CaptureFixture[str]
    code: str

    @property
    def person(self) -> dict[str, Any]:
        return dict(PEOPLE[self.code])

    def run(self, *line: str) -> dict[str, Any]:
        """A command as it is typed; its exit code says the same as its JSON."""
        status = main([*line, "--json", "--data", str(self.folder / "data")])
        report: dict[str, Any] = json.loads(self.capsys.readouterr().out)
        assert (status == 0) == (report["state"] in ("ok", "done", "quoted")), (status, report["state"])
        assert not (report["state"] == "done" and report["failure"]), "a success is no failure"
        return report

    def identify(self, *way: str) -> dict[str, Any]:
        typed = ("--id-card", self.person["certno"], "--name", self.person["name"])
        return self.run("identify", *(way or typed))

    def settle(self, price: str = "60.00", **changes: Any) -> dict[str, Any]:
        """The person's own bill, or one drug at `price`."""
        told = next(iter(self.person.get("bills", ())), {"type": "outpatient", "charges": [{"code": DRUG}]})
        charges = [
            {"name": ITEMS[row["code"]]["name"], "price": price, "quantity": "1"} | row for row in told["charges"]
        ]
        claim = {
            "who": {"id_card": self.person["certno"], "name": self.person["name"]},
            "visit": VISIT | {"type": told["type"], "disease": told.get("disease")} | changes.pop("visit", {}),
            "diagnoses": [{"code": "I10.x00", "name": "高血压"}],
            "charges": charges,
        }
        file = self.folder / "claim.yaml"
        file.write_text(yaml.safe_dump(claim | changes, allow_unicode=True), "utf-8")
        return self.run("settle", "--claim", str(file), "--patience", "0")

    def booked(self) -> list[dict[str, Any]]:
        rows = self.service.ledger()["settlements"]
        return [row for row in rows if row["certno"] == self.person["certno"] and not row["refunded"]]


@pytest.fixture
def window(
    service: SandboxService, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Window]:
    monkeypatch.setenv("COUNTER_APP_SERVICE_URL", service.url)
    return lambda code: Window(service, tmp_path, capsys, code)


# --- a success, with a remark ------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["01", "02", "02b", "02c"])
def test_a_filing_that_does_not_count(window: Callable[[str], Window], code: str) -> None:
    one = window(code)
    known = one.identify()
    assert (known["state"], known["failure"], known["remark"]) == ("ok", None, code)
    done = one.settle("3000.00")
    assert (done["state"], done["failure"], done["remark"]) == ("done", None, code), done["said"]
    assert len(one.booked()) == 1


def test_03_an_emergency_counts_as_filed(window: Callable[[str], Window]) -> None:
    one = window("03")
    done = one.settle()
    assert (done["state"], done["failure"], done["remark"]) == ("done", None, "03"), done["said"]
    assert done["pool"] == "145.20"
    ordinary = one.settle(visit={"type": "outpatient"})
    assert (ordinary["state"], ordinary["remark"]) == ("done", "01")
    assert float(ordinary["pool"]) < 145.20


@pytest.mark.parametrize(("code", "sentence"), [("12a", "deductible_all"), ("12b", "cap_used"), ("12c", "no_benefit")])
def test_12_filed_valid_and_still_nothing(window: Callable[[str], Window], code: str, sentence: str) -> None:
    one = window(code)
    done = one.settle()
    assert (done["state"], done["failure"], done["remark"]) == ("done", None, code), done["said"]
    assert (done["pool"], done["fund_total"]) == ("0.00", "0.00")
    said = SENTENCES[sentence].split("{")[0] or SENTENCES[sentence].split("}")[1]
    assert said in done["reasons"][0]
    assert done["slip"]
    assert [row["setl_id"] for row in one.booked()] == [done["setl_id"]]


# --- refused -----------------------------------------------------------------------------------------------------


def test_04_every_insurance_is_paused(window: Callable[[str], Window]) -> None:
    one = window("04")
    for report in (one.identify(), one.settle()):
        assert (report["state"], report["failure"], report["said"]) == ("refused", "04", "暂停参保（2）")


@pytest.mark.parametrize("code", ["04b", "08", "11"])
def test_refused_when_the_visit_is_opened(window: Callable[[str], Window], code: str) -> None:
    """2001 says so beforehand (trt_enjymnt_flag 0); 2201 refuses."""
    one = window(code)
    known = one.identify()
    assert (known["state"], known["failure"], known["remark"]) == ("ok", None, code)
    assert known["person"]["entitled"] is False
    refused = one.settle()
    assert (refused["state"], refused["failure"]) == ("refused", code)
    assert refused["said"].startswith("FSI-"), "the service's own words, whole"
    assert not one.booked()


def test_05_a_card_that_was_reported_lost(window: Callable[[str], Window], monkeypatch: pytest.MonkeyPatch) -> None:
    one = window("05")
    fields = CARDS["C21"]["expect"]["fields"]
    monkeypatch.setattr("card_reader.present.read_now", lambda *_: CardReading(Status.OK, fields))
    refused = one.identify("--card")
    assert (refused["state"], refused["failure"]) == ("refused", "05"), refused["said"]
    assert one.settle(who={"card": True})["failure"] == "05"
    assert one.identify("--voucher", one.person["voucher"])["state"] == "ok"


def test_06_a_screenshot_of_a_code(window: Callable[[str], Window]) -> None:
    one = window("06")
    (old,) = one.person["old_vouchers"]
    refused = one.identify("--voucher", old)
    assert (refused["state"], refused["failure"]) == ("refused", "06"), refused["said"]
    assert one.settle(who={"voucher": old})["failure"] == "06"
    assert one.identify("--voucher", one.person["voucher"])["state"] == "ok"


def test_07_another_name_at_home(window: Callable[[str], Window]) -> None:
    one = window("07")
    for report in (one.identify(), one.settle()):
        assert (report["state"], report["failure"]) == ("refused", "07"), report["said"]


def test_09_and_10_chronic_visits(window: Callable[[str], Window]) -> None:
    for code in ("09", "10"):
        refused = window(code).settle()
        assert (refused["state"], refused["failure"]) == ("refused", code), refused["said"]
        assert not window(code).booked()
    ordinary = window("10").settle(visit={"type": "outpatient", "disease": None})
    assert (ordinary["state"], ordinary["failure"]) == ("done", None)


@pytest.mark.parametrize("code", ["13", "14", "15"])
def test_a_line_is_refused(window: Callable[[str], Window], code: str) -> None:
    one = window(code)
    refused = one.settle()
    assert (refused["state"], refused["failure"]) == ("refused", code), refused["said"]
    assert "第 " in refused["said"]
    assert not one.booked()
    mine = [row for row in one.service.ledger()["visits"] if row["certno"] == one.person["certno"]]
    assert mine
    assert all(row["cancelled"] for row in mine)


# --- the line ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["16", "16b"])
def test_the_insured_place_does_not_answer(window: Callable[[str], Window], code: str) -> None:
    one = window(code)
    known = one.identify()
    assert (known["state"], known["remark"], known["person"]["entitled"]) == ("ok", code, None)
    waits = one.settle()
    assert (waits["state"], waits["failure"]) == ("waiting", code), waits["said"]
    assert waits["slip"], "paid in full, with a make-up ticket"


def test_16_the_whole_line(window: Callable[[str], Window], monkeypatch: pytest.MonkeyPatch) -> None:
    with SandboxService(faults=["refuse_connection"]) as dark:
        monkeypatch.setenv("COUNTER_APP_SERVICE_URL", dark.url)
        one = window("16")
        assert one.identify()["failure"] == "16"
        waits = one.settle()
    assert (waits["state"], waits["failure"]) == ("waiting", "16")
    assert waits["slip"]


def test_17_the_answer_is_lost(window: Callable[[str], Window], service: SandboxService) -> None:
    """Unclear while nobody can see it; done, by the service's own number, as soon as a look shows it."""
    one = window("17")
    service.set_faults([{"name": "drop_after", "transaction": "2207A", "count": 1}])
    service.set_behaviours(look_delay_s=600)
    try:
        unclear = one.settle("400.00")
    finally:
        service.set_behaviours(look_delay_s=0)
    assert (unclear["state"], unclear["failure"]) == ("unclear", "17")
    (booked,) = one.booked()
    found = one.run("queue", "replay", "--seconds", "30")
    assert [(row["state"], row["failure"], row["setl_id"]) for row in found["claims"]] == [
        ("done", None, booked["setl_id"])
    ]


def test_18_a_bill_that_was_settled(window: Callable[[str], Window]) -> None:
    one = window("18")
    first = one.settle("200.00", bill="B-18")
    assert (first["state"], first["failure"]) == ("done", None)
    again = one.settle("200.00", bill="B-18")
    assert (again["state"], again["failure"], again["setl_id"]) == ("refused", "18", first["setl_id"])
    assert again["slip"], "a reprint"
    assert len(one.booked()) == 1


def test_18_said_by_the_service_of_our_own_message(window: Callable[[str], Window], service: SandboxService) -> None:
    """Delivered twice, and the answer heard is the second's no: looked up, it is ours and done."""
    one = window("18")
    before = len(one.booked())
    service.set_faults([{"name": "duplicate", "kind": "second", "transaction": "2207A", "count": 1}])
    one.settle("50.00")
    one.run("queue", "replay", "--seconds", "30")
    (claim,) = one.run("queue", "list")["claims"]
    assert (claim["state"], claim["failure"]) == ("done", None)
    assert len(one.booked()) == before + 1


def test_nobody_is_left_out() -> None:
    """Each code of the closed list up to 18 has its person, and one of the tests above."""
    assert set(PEOPLE) == set(CODES)
    text = Path(__file__).read_text("utf-8")
    assert [code for code in CODES if f'"{code}"' not in text] == []
