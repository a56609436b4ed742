"""Every reason of the list has somebody who meets it, and what the sandbox's page says to do really shows it.

Domain facts, section 2g; the person of a reason is named in people.yaml (`shows`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from counter_app.failures import FailureCode
from sandbox.benefits import load_benefits
from sandbox.people import Insured, load_people
from sandbox.service import DATA, SandboxService

PEOPLE = load_people(DATA / "people.yaml", frozenset(load_benefits(DATA / "benefits.yaml"))).all
BILLS = {
    str(row["certno"]): row.get("bills", [])
    for row in yaml.safe_load((DATA / "people.yaml").read_text(encoding="utf-8"))["people"]
}
ITEMS = {row["code"]: row for row in yaml.safe_load((DATA / "catalogue.yaml").read_text(encoding="utf-8"))["items"]}
PAGE = Path(__file__).resolve().parents[2] / "docs" / "sandbox.md"
# 90 to 99 are not among the eighteen reasons: what the window meets besides.
CODES = [code.value for code in FailureCode if code.value[:2] <= "18"]
SHOWN = {code: person for person in PEOPLE for code in person.shows}
DRUG = "XA01ABD075A002010100483"


@pytest.mark.parametrize("code", CODES)
def test_each_reason_has_a_person_and_a_line_on_the_page(code: str) -> None:
    assert code in SHOWN
    row = next(line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith(f"| {code} |"))
    assert SHOWN[code].name in row
    assert len(row.split("|")[-2].strip()) > 10  # what to do


def test_the_table_of_the_page_names_no_other_reason() -> None:
    table = PAGE.read_text(encoding="utf-8").split("### Who shows which reason")[1].split("\n#")[0]
    assert re.findall(r"^\| (\d\d[a-z]?) \|", table, re.M) == CODES


@pytest.fixture
def shipped() -> Iterator[SandboxService]:
    with SandboxService() as service:
        yield service


class Told:
    """A shipped person at a window."""

    def __init__(self, service: SandboxService, at: Callable[..., Any], code: str) -> None:
        self.service = service
        self.person: Insured = SHOWN[code]
        self.window = at(service.url, self.person.certno)
        self.window.begntime = "2026-10-01 08:00:00"

    def bill(self) -> dict[str, Any]:
        """The bill of the story."""
        (found,) = BILLS[self.person.certno]
        return dict(found)

    def lines(self, charges: list[dict[str, Any]]) -> dict[str, Any]:
        window, rows, total = self.window, [], 0
        for number, charge in enumerate(charges, start=1):
            fen = round(float(charge["price"]) * 100) * int(charge["quantity"])
            total += fen
            codes = [{"drug_trac_codg": code} for code in charge.get("trace_codes", [])]
            amount = f"{fen / 100:.2f}"
            rows.append(
                window.line(number, charge["code"], charge["price"], charge["quantity"], amount, drugtracinfo=codes)
            )
        window.total = f"{total / 100:.2f}"
        return {"feedetail": rows}

    def up_to_lines(self, price: str = "60.00") -> Any:
        self.window.person()
        self.window.open()
        self.window.describe()
        self.window.call("2204", self.lines([{"code": DRUG, "price": price, "quantity": "1"}]))
        return self.window

    def told_bill(self) -> tuple[Any, dict[str, Any]]:
        """The visit of the story's bill, open and described; the lines not yet sent."""
        bill = self.bill()
        self.window.med_type = {"outpatient": "11", "emergency": "13", "chronic": "14"}[bill["type"]]
        self.window.person()
        self.window.open()
        described = self.window.describe_input()
        described["mdtrtinfo"]["dise_codg"] = bill.get("disease", "")
        return self.window, described

    def checked(self) -> dict[str, Any]:
        row: dict[str, Any] = self.window.call("2001", self.window.benefit_input())["trtinfo"][0]
        return row

    def explained(self, price: str) -> list[str]:
        info = self.up_to_lines(price).trial()["setlinfo"]
        return [reason["k"] for reason in json.loads(info["exp_content"])["EXPLAIN"]]


def filing(part: str) -> Callable[[Told], None]:
    def show(told: Told) -> None:
        told.window.person()
        row = told.checked()
        assert (row["trt_enjymnt_flag"], part in row["trt_chk_rslt"]) == ("1", True)
        told.up_to_lines()
        extra = json.loads(told.window.trial()["setlinfo"]["exp_content"])
        assert extra["FIL_CLASS_USED"] == "unfiled"

    return show


def emergency(told: Told) -> None:
    ordinary = told.up_to_lines("100.00").trial()["setlinfo"]
    assert ordinary["hifp_pay"] == 54  # Taizhou, tertiary: ten percent first, then 60 %
    as_emergency, described = told.told_bill()
    as_emergency.call("2203A", described)
    as_emergency.call("2204", told.lines(told.bill()["charges"]))
    info = as_emergency.trial()["setlinfo"]
    # 35.00 class A and 230.00 of which 10 % is pre-self: 242.00 x 60 %
    assert (info["inscp_scp_amt"], info["hifp_pay"]) == (242, 145.2)
    assert json.loads(info["exp_content"])["FIL_CLASS_USED"] == "emergency"


def at_registration(part: str) -> Callable[[Told], None]:
    def show(told: Told) -> None:
        window = told.window
        found = window.call("1101", {"data": dict(window.credential)}, insuplc_admdvs="")
        rows = [row for row in found["insuinfo"] if row["psn_insu_stas"] == "1"]
        if rows:
            window.take(found)
        else:  # every row is paused: no place to send to, and the platform says so as well
            base = found["baseinfo"]
            window.psn_no, window.region, window.psn_type = base["psn_no"], told.person.region, "11"
            window.identity = {"psn_cert_type": "01", "certno": base["certno"], "psn_name": base["psn_name"]}
        row = told.checked()
        assert (row["trt_enjymnt_flag"], part in row["trt_chk_rslt"]) == ("0", True)
        assert part in window.refused("2201", window.open_input())

    return show


def locked_card(told: Told) -> None:
    told.window.person()
    told.window.use("03", told.person.card_no, told.person.card_id)
    assert "已挂失或锁定" in told.window.refused("1101", {"data": dict(told.window.credential)}, insuplc_admdvs="")


def old_code(told: Told) -> None:
    (old,) = told.person.old_vouchers
    answer = told.window.decode(old)
    assert (answer["code"], answer["success"]) == (500160, False)
    assert "二维码已失效" in answer["message"]
    assert told.window.decode(told.person.voucher)["code"] == 0


def mismatch(told: Told) -> None:
    found = told.window.refused("1101", {"data": dict(told.window.credential)}, insuplc_admdvs="")
    assert "姓名或证件号码与参保" in found


def chronic(part: str) -> Callable[[Told], None]:
    def show(told: Told) -> None:
        window, described = told.told_bill()
        body = window.benefit_input()
        body["data"]["dise_codg"] = told.bill()["disease"]
        row = window.call("2001", body)["trtinfo"][0]
        assert (row["trt_enjymnt_flag"], part in row["trt_chk_rslt"]) == ("0", True)
        assert part in window.refused("2203A", described)

    return show


def zero(reason: str, price: str) -> Callable[[Told], None]:
    def show(told: Told) -> None:
        told.window.person()
        assert told.checked()["trt_enjymnt_flag"] == "1"
        assert told.explained(price)[0] == reason
        info = told.window.settle()["setlinfo"]
        assert (info["hifp_pay"], info["medfee_sumamt"]) == (0, float(price))

    return show


def line(part: str) -> Callable[[Told], None]:
    def show(told: Told) -> None:
        window, described = told.told_bill()
        window.call("2203A", described)
        assert part in window.refused("2204", told.lines(told.bill()["charges"]))

    return show


def monitoring(told: Told) -> None:
    line("智能监控")(told)
    body = told.lines(told.bill()["charges"])
    body["feedetail"][1]["memo"] = "出差三个月，医师已说明理由"
    said = [row["memo"] for row in told.window.call("2204", body)["result"]]
    assert said[0] == ""
    assert "智能监控提示" in said[1]


def unreachable(part: str) -> Callable[[Told], None]:
    def show(told: Told) -> None:
        told.window.person()
        assert part in told.window.refused("2001", told.window.benefit_input())
        assert part in told.window.refused("2201", told.window.open_input())

    return show


def lost_answer(told: Told) -> None:
    window = told.up_to_lines("400.00")
    told.service.set_faults([{"name": "drop_after", "transaction": "2207A", "count": 1}])
    with pytest.raises(requests.ConnectionError):
        window.settle()
    (booked,) = told.service.ledger()["settlements"]
    assert booked["certno"] == told.person.certno
    assert [row["setl_id"] for row in window.call("5204", window.look_input())] == [booked["setl_id"]]


def twice(told: Told) -> None:
    window = told.up_to_lines("200.00")
    window.settle()
    assert "已结算，不能重复" in window.refused("2207A", window.settle_input(window.total))


SHOW: dict[str, Callable[[Told], None]] = {
    "01": filing("未办理异地就医备案"),
    "02": filing("备案已到期"),
    "02b": filing("备案尚未生效"),
    "02c": filing("备案就医地不"),
    "03": emergency,
    "04": at_registration("缴费中断"),
    "04b": at_registration("等待期"),
    "05": locked_card,
    "06": old_code,
    "07": mismatch,
    "08": at_registration("未开通"),
    "09": chronic("本机构未开通"),
    "10": chronic("慢特病资格"),
    "11": at_registration("未出院"),
    "12a": zero("deductible_all", "60.00"),
    "12b": zero("cap_used", "60.00"),
    "12c": zero("no_benefit", "60.00"),
    "13": line("未对码"),
    "14": line("追溯码"),
    "15": monitoring,
    "16": unreachable("访问超时"),
    "16b": unreachable("停机"),
    "17": lost_answer,
    "18": twice,
}


@pytest.mark.parametrize("code", CODES)
def test_it_can_be_seen(shipped: SandboxService, at: Any, code: str) -> None:
    SHOW[code](Told(shipped, at, code))
