"""Every switch to its other answer (protocol, section 9: "Ask each place")."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest
import requests

from sandbox.behaviours import SWITCHES, Behaviours, UnknownBehaviour
from sandbox.service import SandboxService


@pytest.fixture(scope="module")
def running(somebody: Any, small_catalogue: Any) -> Any:
    with SandboxService(people={"people": [somebody()]}, catalogue=small_catalogue) as service:
        yield service


@pytest.fixture
def place(running: SandboxService) -> Any:
    yield running
    running.set_behaviours(**Behaviours().as_dict())


@pytest.fixture
def claim(place: Any, at: Any) -> Any:
    """A claim one step before 2207A."""
    return at(place.url).ready()


def test_2202_after_2207a(place: Any, claim: Any) -> None:
    place.set_behaviours(cancel_settled_visit="done")
    claim.settle()
    claim.call("2202", claim.named())
    visit = next(row for row in place.ledger()["visits"] if row["mdtrt_id"] == claim.mdtrt_id)
    assert (visit["cancelled"], visit["settled"]) == (True, True)


def test_2202_always_refused(place: Any, claim: Any) -> None:
    place.set_behaviours(cancel_visit="refused")
    claim.call("2205", claim.clear_input())
    assert claim.refused("2202", claim.named())


def test_2207a_after_2202(place: Any, claim: Any) -> None:
    """Without the lock a late settlement still finds its lines, though 2205 and 2202 were answered "done"."""
    place.set_behaviours(grow_cancelled_visit="done")
    claim.call("2205", claim.clear_input())
    claim.call("2202", claim.named())
    assert claim.settle()["setlinfo"]["medfee_sumamt"] == 200


def test_2207a_twice_on_one_visit(place: Any, claim: Any) -> None:
    place.set_behaviours(settle_twice="done")
    first, second = claim.settle()["setlinfo"], claim.settle()["setlinfo"]
    assert first["setl_id"] != second["setl_id"]
    live = [row for row in place.ledger()["settlements"] if row["mdtrt_id"] == claim.mdtrt_id and not row["refunded"]]
    assert len(live) == 2
    looked = claim.call("5204", claim.look_input())
    assert {row["setl_id"] for row in looked} == {first["setl_id"], second["setl_id"]}


def test_2204_twice_with_one_line_number(place: Any, at: Any) -> None:
    claim = at(place.url).ready()
    again = {"feedetail": [claim.line(1, "A", "50", "1", "50.00")]}
    assert "重复" in claim.refused("2204", again)
    place.set_behaviours(line_twice="replaced")
    claim.call("2204", again)
    claim.total = "50.00"
    assert claim.trial()["setlinfo"]["medfee_sumamt"] == 50
    place.set_behaviours(line_twice="added")
    claim.call("2204", again)
    claim.total = "100.00"
    assert claim.settle()["setlinfo"]["medfee_sumamt"] == 100
    place.set_behaviours(line_twice="replaced")
    assert "重复" in claim.refused("2204", again)  # what is settled is never replaced


def test_2201_twice_with_one_visit_number(place: Any, claim: Any) -> None:
    number, first = claim.ipt_otp_no, claim.mdtrt_id
    assert "不能重复登记" in claim.refused("2201", claim.open_input(number))
    place.set_behaviours(visit_number_twice="same")
    assert claim.open(number) == first
    place.set_behaviours(visit_number_twice="new")
    assert claim.open(number) != first


def test_5204_without_setl_id(place: Any, claim: Any) -> None:
    place.set_behaviours(look_without_setl_id="refused")
    setl_id = claim.settle()["setlinfo"]["setl_id"]
    assert "setl_id" in claim.refused("5204", claim.look_input())
    assert len(claim.call("5204", claim.look_input(setl_id))) == 1


def test_5204_is_not_fresh(place: Any, claim: Any) -> None:
    place.set_behaviours(look_delay_s=2)
    setl_id = claim.settle()["setlinfo"]["setl_id"]
    assert [row["setl_id"] for row in claim.call("5204", claim.look_input())] == [""]
    until = time.monotonic() + 4
    while claim.call("5204", claim.look_input())[0]["setl_id"] != setl_id:
        assert time.monotonic() < until
        time.sleep(0.1)


def test_5201_before_2203a_and_after_2202(place: Any, at: Any) -> None:
    claim = at(place.url)
    claim.person()
    claim.open()

    def shown() -> int:
        return len(claim.call("5201", claim.visits_input())["mdtrtinfo"])

    assert shown() == 1
    place.set_behaviours(list_before_described="hidden")
    assert shown() == 0
    claim.describe()
    assert shown() == 1
    claim.call("2202", claim.named())
    assert shown() == 0
    place.set_behaviours(list_cancelled="shown")
    assert shown() == 1


def test_2601_for_a_message_that_never_came(place: Any, claim: Any) -> None:
    unknown = claim.reverse_input("H44010000001202609120930009999")
    assert "未查询到" in claim.refused("2601", unknown)
    assert "未查询到" in claim.refused("2601", claim.reverse_input("H44010000001202609120930009999", "2208"))
    place.set_behaviours(reverse_unknown="done")
    claim.call("2601", unknown)
    claim.call("2601", claim.reverse_input("H44010000001202609120930009999", "2208"))


def test_2601_after_2208(place: Any, claim: Any) -> None:
    setl_id = claim.settle()["setlinfo"]["setl_id"]
    msgid = claim.last_msgid
    claim.call("2208", claim.undo_input(setl_id))
    assert "退费结算标志" in claim.refused("2601", claim.reverse_input(msgid))
    place.set_behaviours(reverse_refunded="done")
    before = place.ledger()["reversals"]
    claim.call("2601", claim.reverse_input(msgid))
    assert place.ledger()["reversals"] == before  # it said yes and changed nothing


@pytest.mark.parametrize(("only", "other"), [("2207", "2207A"), ("2207A", "2207")])
def test_2601_knows_one_number_only(place: Any, claim: Any, only: str, other: str) -> None:
    claim.settle()
    msgid = claim.last_msgid
    place.set_behaviours(reverse_number=only)
    assert "不支持冲正" in claim.refused("2601", claim.reverse_input(msgid, other))
    claim.call("2601", claim.reverse_input(msgid, only))


def test_a_place_without_2601(place: Any, claim: Any) -> None:
    claim.settle()
    place.set_behaviours(reverse="refused")
    assert "未开通冲正" in claim.refused("2601", claim.reverse_input(claim.last_msgid))


def test_2208_across_a_closed_month(place: Any, claim: Any) -> None:
    setl_id = claim.settle()["setlinfo"]["setl_id"]
    place.set_behaviours(undo_closed_month="refused", clock_offset_s=40 * 86400)
    assert "已清算" in claim.refused("2208", claim.undo_input(setl_id))
    place.set_behaviours(undo_closed_month="done")
    claim.call("2208", claim.undo_input(setl_id))


def test_2208_refused_altogether(place: Any, claim: Any) -> None:
    setl_id = claim.settle()["setlinfo"]["setl_id"]
    place.set_behaviours(undo="refused")
    assert claim.refused("2208", claim.undo_input(setl_id))


def test_2201_with_last_years_begntime(place: Any, claim: Any) -> None:
    claim.begntime = "2019-12-31 10:00:00"
    claim.open()
    place.set_behaviours(visit_of_last_year="refused")
    assert "2019" in claim.refused("2201", claim.open_input())


@pytest.mark.parametrize(("kind", "switch"), [("02", "absent_id_number"), ("03", "absent_card")])
def test_02_and_03_without_the_person(place: Any, claim: Any, kind: str, switch: str) -> None:
    if kind == "03":
        claim.use("03", "Z99000001", "990101D1560000050000B001FEEDF001")
    claim.begntime = "2024-03-01 10:00:00"
    claim.open()
    place.set_behaviours(**{switch: "refused"})
    assert "未在场" in claim.refused("2201", claim.open_input())
    now = requests.get(f"{place.control}/sandbox/ledger", timeout=5).json()["calls"][-1]["at"]
    claim.begntime = now  # the person is there: begun this minute
    claim.open()


def test_signing_in_first(place: Any, at: Any) -> None:
    claim = at(place.url)
    place.set_behaviours(sign_in="required")
    assert "请先签到" in claim.refused("1101", {"data": dict(claim.credential)})
    body = {"signIn": {"opter_no": "009", "mac": "m", "ip": "i"}}
    sign_no = claim.call("9001", body)["signinoutb"]["sign_no"]
    assert claim.call("9001", body)["signinoutb"]["sign_no"] == sign_no  # one operator, one number
    claim.call("1101", {"data": dict(claim.credential)}, sign_no=sign_no)
    out = {"signOut": {"sign_no": sign_no, "opter_no": "009"}}
    claim.call("9002", out, sign_no=sign_no)
    assert "请先签到" in claim.refused("1101", {"data": dict(claim.credential)}, sign_no=sign_no)


def test_the_code_component_answers_as_text(place: Any, at: Any) -> None:
    place.set_behaviours(voucher_data="text")
    data = at(place.url).decode("9901000000000000000000000001")["data"]
    assert isinstance(data, str)
    assert json.loads(data)["userName"] == "甲测试"


def test_a_code_works_once(place: Any, at: Any) -> None:
    claim = at(place.url)
    assert claim.decode("9901000000000000000000000001")["code"] == 0
    place.set_behaviours(voucher_code_twice="refused")
    answer = claim.decode("9901000000000000000000000001")
    assert (answer["code"], answer["success"]) == (500160, False)


def test_a_token_grows_old(place: Any, at: Any) -> None:
    claim = at(place.url)
    token = claim.decode("9901000000000000000000000001")["data"]["ecToken"]
    claim.use("01", token)
    claim.ready()
    place.set_behaviours(token_life_s=60, clock_offset_s=61)
    for number, body in (
        ("1101", {"data": dict(claim.credential)}),
        ("2201", claim.open_input()),
        ("2206A", claim.settle_input(claim.total)),
        ("2207A", claim.settle_input(claim.total)),
    ):
        changes = {"insuplc_admdvs": ""} if number == "1101" else {}
        assert "已过期" in claim.refused(number, body, **changes)


def test_each_switch_is_tried_somewhere() -> None:
    """A new switch without a test of its other answer shows up."""
    tests = Path(__file__).resolve().parents[1].rglob("test_*.py")
    text = "".join(file.read_text(encoding="utf-8") for file in tests)
    assert [name for name in SWITCHES if f"{name}=" not in text and f'"{name}"' not in text] == []


def test_switches_over_http_and_wrong_ones(place: Any) -> None:
    address = f"{place.control}/sandbox/behaviours"
    told = requests.put(address, json={"settle_twice": "done", "look_delay_s": 7}, timeout=5).json()
    assert (told["behaviours"]["settle_twice"], told["behaviours"]["look_delay_s"]) == ("done", 7)
    assert requests.get(address, timeout=5).json() == told
    for wrong in (
        {"nothing": "done"},
        {"settle_twice": "maybe"},
        {"look_delay_s": "-1"},
        {"look_delay_s": "soon"},
        [1],
    ):
        assert requests.put(address, json=wrong, timeout=5).status_code == 422
    assert requests.get(address, timeout=5).json() == told
    with pytest.raises(UnknownBehaviour):
        Behaviours({"settle_twice": "done", "nothing": "x"})
