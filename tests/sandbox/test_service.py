"""The door itself: envelopes, field errors, concurrency, and the books of a process that is killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counter_app.model import identity
from sandbox.gateway import ANSWERED
from sandbox.ledger import Ledger, LedgerUnusable
from sandbox.service import SandboxService

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("field", "label"),
    [
        ("msgid", "发送方报文ID"),
        ("mdtrtarea_admvs", "就医地医保区划"),
        ("recer_sys_code", "接收方系统代码"),
        ("infver", "接口版本号"),
        ("opter", "经办人"),
        ("inf_time", "交易时间"),
        ("fixmedins_code", "定点医药机构编号"),
    ],
)
def test_a_missing_envelope_field_is_named(window: Any, field: str, label: str) -> None:
    assert f"{label}（{field}）不能为空" in window.refused("1101", {"data": dict(window.credential)}, **{field: ""})


def test_envelopes_that_are_none(service: SandboxService, window: Any) -> None:
    address = f"{service.url}/fsi/api"
    for body in (b"", b"no", b"\xff", b"[]", b"null", b"7", b"[" * 100_000, b'{"infno": NaN}', b'{"infno": "\\ud800"}'):
        answer = requests.post(address, data=body, timeout=5)
        assert (answer.status_code, answer.json()["infcode"]) == (200, -1)
    data = {"data": dict(window.credential)}
    assert "未知交易编号" in window.refused("9999", data)
    window.path_style = False
    assert "未知交易编号" in window.refused("", data, infno="2304")
    window.path_style = True
    answer = window.post(window.envelope("2001", window.benefit_input()), "1101").json()  # another number's path
    assert "未知交易编号" in answer["err_msg"]
    assert "input" in window.refused("1101", 5)
    assert "超过 30 个字符" in window.refused("1101", data, msgid="x" * 31)
    assert "不是文字" in window.refused("1101", data, msgid={"a": 1})
    assert "定点医药机构" in window.refused("1101", data, fixmedins_code="H00000000000")
    assert "就医地" in window.refused("1101", data, mdtrtarea_admvs="310100")


def test_reading_is_tolerant(window: Any) -> None:
    window.person()
    window.open()
    described = window.describe_input()
    described["mdtrtinfo"]["nobody_knows_this"] = {"a": [1]}
    described["diseinfo"]["diag_srt_no"] = 1
    window.call("2203A", described)
    line = window.line(1, "A", "200", "1", "200.00")
    window.call("2204", {"feedetail": {**line, "cnt": 1, "pric": 200.0, "det_item_fee_sumamt": 200}, "more": None})
    window.call("2206A", json.dumps(window.settle_input("200")))  # input as JSON text
    window.call("2206A", window.settle_input("200.00", medfee_sumamt=200))
    marked = "\ufeff" + json.dumps(window.envelope("2206A", window.settle_input("200.00")))
    assert requests.post(f"{window.url}/fsi/api", data=marked.encode(), timeout=5).json()["infcode"] == 0


def test_field_errors_name_the_label(window: Any) -> None:
    window.ready()
    for changes, label in (
        ({"medfee_sumamt": "a lot"}, "医疗费总额（medfee_sumamt）不是数字"),
        ({"medfee_sumamt": "1.234"}, "医疗费总额（medfee_sumamt）小数超过 2 位"),
        ({"med_type": ""}, "医疗类别（med_type）不能为空"),
        ({"psn_name": None}, "人员姓名（psn_name）不能为空"),  # required across regions
        ({"acct_used_flag": "10"}, "个人账户使用标志（acct_used_flag）超过 1 个字符"),
    ):
        assert label in window.refused("2207A", window.settle_input("200.00", **changes))
    rows = {
        "feedetail": [window.line(2, "A", "1", "1", "1.00"), window.line(3, "A", "1", "1", "1.00", bilg_dr_name="")]
    }
    assert "第 2 行 开单医师姓名" in window.refused("2204", rows)
    assert "缺少节点 data" in window.refused("2207A", {})


def test_lines_that_cannot_be(window: Any) -> None:
    window.person()
    window.open()
    good = window.line(1, "A", "10", "2", "20.00")
    assert "先上传" in window.refused("2204", {"feedetail": good})
    window.describe()
    for wrong, text in (
        ({"med_list_codg": "NOWHERE"}, "未对码"),
        ({"det_item_fee_sumamt": "20.01"}, "不等于单价乘数量"),
        ({"cnt": "-2", "det_item_fee_sumamt": "-20.00"}, "必须大于 0"),
        ({"mdtrt_id": "1"}, "未查询到就诊登记"),
    ):
        assert text in window.refused("2204", {"feedetail": {**good, **wrong}})
    assert "不一致" in window.refused("2204", {"feedetail": [good, {**good, "feedetl_sn": "2", "mdtrt_id": "1"}]})
    assert "重复" in window.refused("2204", {"feedetail": [good, good]})
    assert "没有可结算" in window.refused("2206A", window.settle_input("20.00"))  # nothing of all that was kept


def test_a_settlement_that_does_not_fit(window: Any) -> None:
    window.ready()
    assert "合计不一致" in window.refused("2207A", window.settle_input("199.99"))
    assert "没有可结算" in window.refused("2207A", window.settle_input("200.00", chrg_bchno="B2"))
    assert "医疗类别" in window.refused("2207A", window.settle_input("200.00", med_type="13"))
    assert "未查询到就诊登记" in window.refused("2207A", window.settle_input("200.00", mdtrt_id="1"))
    assert "住院/门诊号" in window.refused("2202", {"data": {**window.named()["data"], "ipt_otp_no": "x"}})
    assert "没有可撤销" in window.refused("2205", window.clear_input("B2"))
    assert "未查询到结算" in window.refused("5203", window.look_input("1"))
    assert "未查询到结算" in window.refused("2208", window.undo_input("1"))


def test_refused_calls_change_nothing_and_are_on_record(window: Any, service: SandboxService) -> None:
    window.ready()
    before = service.ledger()
    window.refused("2207A", window.settle_input("1.00"))
    after = service.ledger()
    assert after["calls"][-1]["msgid"] == window.last_msgid
    assert (after["calls"][-1]["outcome"], after["calls"][-1]["mdtrt_id"]) == ("refused", window.mdtrt_id)
    assert {key: after[key] for key in after if key != "calls"} == {
        key: before[key] for key in before if key != "calls"
    }


def test_one_message_of_each_growing_call_per_visit(window: Any, service: SandboxService) -> None:
    """What the judge needs for protocol, section 8, I4."""
    window.ready().settle()
    calls = [row for row in service.ledger()["calls"] if row["mdtrt_id"] == window.mdtrt_id]
    assert [row["infno"] for row in calls] == ["2201", "2203A", "2204", "2207A"]
    assert all(row["msgid"] and row["at"] for row in calls)
    assert calls[-1]["setl_id"]


def test_concurrent_claims_of_several_people(somebody: Any, small_catalogue: Any, at: Any) -> None:
    numbers = [first17 + identity.check_digit(first17) for first17 in ("99010119680930201", "99010119851107402")]
    people = [
        somebody(number, card=None, voucher=f"9900{position:024d}", insured_region="230100")
        for position, number in enumerate(numbers)
    ]
    with SandboxService(people={"people": people}, catalogue=small_catalogue) as service:
        windows = [at(service.url, number, timeout=20.0) for number in numbers * 4]
        with ThreadPoolExecutor(8) as pool:
            ids = list(pool.map(lambda window: window.ready().settle()["setlinfo"]["setl_id"], windows))
        assert len(set(ids)) == 8
        ledger = service.ledger()
        assert Counter(row["certno"] for row in ledger["settlements"]) == dict.fromkeys(numbers, 4)
        for number in numbers:  # 4 x 200: the deductible of 400 once, then 50 % of 400
            sums = service.person(number)["year_to_date"]["2026"]
            assert (sums["deductible_paid"], sums["pool_paid"]) == ("400.00", "200.00")


def test_one_bill_from_two_sides_at_once_is_booked_once(service: SandboxService, at: Any) -> None:
    window = at(service.url).ready()
    bodies = [window.envelope("2207A", window.settle_input(window.total)) for _ in range(8)]
    others = [at(service.url) for _ in bodies]
    with ThreadPoolExecutor(8) as pool:
        codes = list(
            pool.map(lambda pair: pair[0].post(pair[1], "2207A").json()["infcode"], zip(others, bodies, strict=True))
        )
    assert sorted(codes) == [-1] * 7 + [0]
    assert len(service.ledger()["settlements"]) == 1


every_text = st.text(st.characters(exclude_categories=()), max_size=12)  # half surrogate pairs too
scalars = every_text | st.integers() | st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False)
bodies = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    number=st.sampled_from([transaction.number for transaction, _ in ANSWERED]),
    data=bodies,
    field=st.sampled_from(["data", "feedetail", "mdtrtinfo", "signIn", "input"]),
    named=st.sampled_from(["", "begntime", "cnt", "mdtrt_id", "exp_content", "endtime"]),
)
def test_no_input_breaks_the_service(window: Any, number: str, data: Any, field: str, named: str) -> None:
    if not window.mdtrt_id:
        window.ready()
    body = {
        "1101": {"data": window.credential},
        "2001": window.benefit_input(),
        "2203A": window.describe_input(),
        "2204": {"feedetail": [window.line(1, "A", "1", "1", "1.00")]},
        "2206A": window.settle_input("200.00"),
        "5201": window.visits_input(),
        "5205": {"data": {"psn_no": window.psn_no, "begntime": "2026-01-01"}},
    }.get(number, window.look_input())
    body = json.loads(json.dumps(body))
    if field == "input":
        body = data
    elif named:
        for node in body.values():
            for row in node if isinstance(node, list) else [node]:
                row[named] = data
    else:
        body[field] = data
    answer = window.raw(number, body)
    assert answer["infcode"] in (0, -1)


def start(*arguments: str) -> tuple[subprocess.Popen[str], dict[str, str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox", "service", *arguments], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    ready: dict[str, str] = json.loads(process.stdout.readline())
    return process, ready


def test_the_books_survive_kill_9(tmp_path: Path, at: Any) -> None:
    people, books = tmp_path / "people.yaml", tmp_path / "books.db"
    people.write_text(
        'people:\n- {name: 甲测试, certno: "990100198808080017", insured_region: "460000", insured_type: employee,'
        " status: active, age: 40, year_to_date: {2026: {pool_paid: 100.00, deductible_paid: 100.00}}}\n",
        encoding="utf-8",
    )
    catalogue = tmp_path / "catalogue.yaml"
    catalogue.write_text("items:\n- {code: A, name: 甲类药, kind: drug, class: A}\n", encoding="utf-8")
    arguments = ("--people", str(people), "--catalogue", str(catalogue), "--ledger", str(books))
    process, ready = start(*arguments)
    with process:
        window = at(ready["url"]).ready()
        setl_id = window.settle()["setlinfo"]["setl_id"]
        os.kill(process.pid, signal.SIGKILL)
    listed = subprocess.run(
        [sys.executable, "-m", "sandbox", "ledger", "--ledger", str(books), "--json"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    (booked,) = json.loads(listed.stdout)["settlements"]
    assert (booked["setl_id"], booked["pool"], booked["refunded"]) == (setl_id, "100.00", False)
    process, ready = start(*arguments)
    with process:
        found = requests.get(f"{ready['control']}/sandbox/people/990100198808080017", timeout=5).json()
        assert found["year_to_date"]["2026"]["pool_paid"] == "200.00"  # opening sums are entered once
        window.url = ready["url"]
        window.call("2208", window.undo_input(setl_id))
        over_http = subprocess.run(
            [sys.executable, "-m", "sandbox", "ledger", "--json"],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, "COUNTER_APP_SERVICE_URL": f"{ready['url']}/fsi/api"},
        )
        assert json.loads(over_http.stdout)["settlements"][0]["refunded"] is True
        process.terminate()
        assert process.wait(10) == 0


def test_the_ledger_command_says_no(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}"
    for arguments in (["--url", nobody], ["--url", "file:///etc/passwd"], ["--ledger", str(tmp_path / "none.db")]):
        ended = subprocess.run(
            [sys.executable, "-m", "sandbox", "ledger", *arguments, "--json"], capture_output=True, text=True, cwd=ROOT
        )
        assert (ended.returncode, ended.stdout) == (1, "")
        assert "Traceback" not in ended.stderr


def test_the_ledger_in_words_and_wrong_use(window: Any, service: SandboxService) -> None:
    setl_id = window.ready().settle()["setlinfo"]["setl_id"]
    command = [sys.executable, "-m", "sandbox", "ledger"]
    told = subprocess.run([*command, "--url", service.url], capture_output=True, text=True, check=True, cwd=ROOT)
    assert "1 settlements, 1 of them live" in told.stdout
    assert f"{setl_id}  {window.ipt_otp_no}  2026-09-12  200.00 = 96.00 + 0.00 + 104.00" in told.stdout
    clean = {key: value for key, value in os.environ.items() if key != "COUNTER_APP_SERVICE_URL"}
    wrong = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=clean)
    assert (wrong.returncode, wrong.stdout) == (2, "")


def test_a_file_that_is_no_ledger(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    other.write_bytes(b"SQLite format 3\x00 and then nothing of the kind")
    with pytest.raises(LedgerUnusable, match=r"other\.db: is no ledger"):
        Ledger(other)


def test_a_taken_port_is_reported(service: SandboxService) -> None:
    port = int(service.url.rsplit(":", 1)[1])
    with pytest.raises(OSError, match="in use"):
        SandboxService(port=port).start()


def test_stopped_means_stopped(somebody: Any) -> None:
    service = SandboxService(people={"people": [somebody()]})
    with pytest.raises(RuntimeError):
        service.ledger()
    service.start()
    service.stop()
    with pytest.raises(RuntimeError):
        service.faults()
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{service.url}/sandbox/ledger", timeout=2)


def test_unknown_people_and_pages(service: SandboxService) -> None:
    assert requests.get(f"{service.url}/sandbox/people/990100198808080018", timeout=5).status_code == 404
    assert requests.get(f"{service.url}/nothing", timeout=5).status_code == 404
    assert requests.post(f"{service.url}/localcfc/api/hsecfc/localQrCodeQuery", data=b"x", timeout=5).status_code == 400
