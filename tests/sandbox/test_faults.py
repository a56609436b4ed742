"""Each fault: what a requests client sees, what was booked, and that it counted its strikes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
import requests
from urllib3.exceptions import IncompleteRead, NewConnectionError, ProtocolError

from sandbox.faults import Faults, WrongFault, parse_fault
from sandbox.service import SandboxService

INSTITUTION = {
    "institution": {"code": "H44010000001", "name": "测试医院", "region": "440100", "level": "tertiary"},
    "service_time_limit_s": 1.0,
}


@pytest.fixture(scope="module")
def running(somebody: Any, small_catalogue: Any) -> Any:
    with SandboxService(people={"people": [somebody()]}, catalogue=small_catalogue, institution=INSTITUTION) as service:
        yield service


def before_settling(service: SandboxService, at: Any) -> Any:
    window = at(service.url).ready()
    window.service = service
    window.struck = dict(service.faults()["struck"])
    return window


@pytest.fixture
def ready(running: SandboxService, at: Any) -> Any:
    """A claim one step before 2207A, its service undisturbed again afterwards."""
    yield before_settling(running, at)
    running.clear_faults()


@pytest.fixture
def alone(service: SandboxService, at: Any) -> Any:
    """The same at a service of its own, whose listener may close and open."""
    return before_settling(service, at)


def booked(window: Any) -> list[str]:
    """The msgids of the claim's settlements."""
    return [row["msgid"] for row in window.service.ledger()["settlements"] if row["mdtrt_id"] == window.mdtrt_id]


def settle(window: Any, timeout: float = 0.4) -> requests.Response:
    window.timeout = timeout
    message = window.envelope("2207A", window.settle_input(window.total))
    window.last_msgid = message["msgid"]
    answer: requests.Response = window.post(message, "2207A")
    return answer


def struck(window: Any, name: str) -> int:
    return int(window.service.faults()["struck"][name]) - window.struck[name]


@pytest.mark.parametrize(("name", "done"), [("drop_before", False), ("drop_after", True)])
def test_cut_before_and_after_look_the_same(ready: Any, name: str, done: bool) -> None:
    ready.service.set_faults([f"{name}:2207A"])
    with pytest.raises(requests.ConnectionError) as seen:
        settle(ready)
    assert isinstance(seen.value.args[0], ProtocolError)
    assert isinstance(seen.value.args[0].args[1], ConnectionResetError)
    assert booked(ready) == ([ready.last_msgid] if done else [])
    assert struck(ready, name) == 1


def test_hang_is_booked_and_never_answers(ready: Any) -> None:
    ready.service.set_faults(["hang:2207A"])
    with pytest.raises(requests.ReadTimeout):
        settle(ready)
    assert booked(ready) == [ready.last_msgid]
    assert struck(ready, "hang") == 1


def test_late_is_executed_when_the_client_has_gone(ready: Any) -> None:
    ready.service.set_faults(["late:2207A"])
    with pytest.raises(requests.ReadTimeout):
        settle(ready, timeout=0.2)
    ready.session.close()
    until = time.monotonic() + 3
    while not booked(ready) and time.monotonic() < until:
        time.sleep(0.02)
    assert booked(ready) == [ready.last_msgid]
    assert struck(ready, "late") == 1


def test_late_waits_no_longer_than_the_service_may(ready: Any) -> None:
    ready.service.set_faults(["late:2207A"])
    seen: list[BaseException] = []

    def patient() -> None:
        try:
            settle(ready, timeout=4.0)
        except requests.RequestException as wrong:
            seen.append(wrong)

    thread = threading.Thread(target=patient)
    started = time.monotonic()
    thread.start()
    time.sleep(0.5)
    assert booked(ready) == []  # the client still waits
    while not booked(ready) and time.monotonic() - started < 3.8:
        time.sleep(0.02)
    assert 0.9 < time.monotonic() - started < 3.8  # service_time_limit_s is 1 here
    assert booked(ready) == [ready.last_msgid]
    thread.join()
    assert isinstance(seen[0], requests.ReadTimeout)  # and never hears of it


def test_slow_answers_later(ready: Any) -> None:
    ready.service.set_faults(["slow:0.3:2207A"])
    started = time.monotonic()
    assert settle(ready, timeout=3.0).json()["infcode"] == 0
    assert time.monotonic() - started >= 0.3
    assert struck(ready, "slow") == 1


@pytest.mark.parametrize(("kind", "infcode"), [("first", 0), ("second", -1)])
def test_duplicate_is_delivered_twice(ready: Any, kind: str, infcode: int) -> None:
    ready.service.set_faults([f"duplicate:{kind}:2207A"])
    assert settle(ready).json()["infcode"] == infcode
    calls = [row for row in ready.service.ledger()["calls"] if row["msgid"] == ready.last_msgid]
    assert [row["outcome"] for row in calls] == ["done", "refused"]
    assert booked(ready) == [ready.last_msgid]
    assert struck(ready, "duplicate") == 1


def test_half_an_answer(ready: Any) -> None:
    ready.service.set_faults(["half_answer:2207A"])
    with pytest.raises(requests.exceptions.ChunkedEncodingError) as seen:
        settle(ready)
    assert isinstance(seen.value.args[0], ProtocolError)
    assert isinstance(seen.value.args[0].args[1], IncompleteRead)
    assert booked(ready) == [ready.last_msgid]
    assert struck(ready, "half_answer") == 1


@pytest.mark.parametrize(
    ("fault", "status", "done"),
    [
        ("not_json", 200, True),
        ("not_json:before", 200, False),
        ("http_500", 500, False),
        ("http_500:after", 500, True),
    ],
)
def test_another_body(ready: Any, fault: str, status: int, done: bool) -> None:
    ready.service.set_faults([f"{fault}:2207A"])
    answer = settle(ready)
    assert answer.status_code == status
    with pytest.raises(requests.JSONDecodeError):
        answer.json()
    assert booked(ready) == ([ready.last_msgid] if done else [])
    assert struck(ready, fault.partition(":")[0]) == 1


@pytest.mark.parametrize(("fault", "done"), [("busy", False), ("busy:after", True)])
def test_busy(ready: Any, fault: str, done: bool) -> None:
    ready.service.set_faults([f"{fault}:2207A"])
    answer = settle(ready).json()
    assert (answer["infcode"], answer["err_msg"], answer["output"]) == (-1, "系统繁忙，请稍后再试", None)
    assert booked(ready) == ([ready.last_msgid] if done else [])
    assert struck(ready, "busy") == 1


def test_refuse_connection_and_its_end(alone: Any) -> None:
    public, control = alone.service.url, alone.service.control
    told = requests.put(f"{public}/sandbox/faults", json=["refuse_connection"], timeout=2)  # told through the front
    assert told.status_code == 200
    with pytest.raises(requests.ConnectionError):  # the session's live connection was reset
        settle(alone)
    with pytest.raises(requests.ConnectionError) as seen:
        settle(alone)
    assert isinstance(seen.value.args[0].reason, NewConnectionError)
    assert booked(alone) == []
    found = requests.get(f"{control}/sandbox/faults", timeout=2).json()
    assert found["struck"]["refuse_connection"] - alone.struck["refuse_connection"] >= 2
    assert requests.delete(f"{control}/sandbox/faults", timeout=2).json()["faults"] == []
    assert settle(alone).json()["infcode"] == 0
    assert alone.service.url == public


def test_refuse_connection_resets_what_waits(alone: Any) -> None:
    alone.service.set_faults(["hang:2207A"])
    seen: list[BaseException] = []

    def waits() -> None:
        try:
            settle(alone, timeout=5.0)
        except requests.RequestException as wrong:
            seen.append(wrong)

    thread = threading.Thread(target=waits)
    thread.start()
    while not booked(alone):
        time.sleep(0.01)
    alone.service.set_faults(["refuse_connection"])
    thread.join(3)
    assert isinstance(seen[0], requests.ConnectionError)
    assert not isinstance(seen[0], requests.ReadTimeout)


def test_other_calls_and_other_people_pass(ready: Any) -> None:
    ready.service.set_faults(["drop_before:2207A"])
    assert ready.trial()["setlinfo"]["medfee_sumamt"] == 200
    assert struck(ready, "drop_before") == 0


def test_count_and_after(ready: Any) -> None:
    wanted = {"name": "busy", "transaction": "2206A", "after": 1, "count": 2}
    told = requests.put(f"{ready.service.control}/sandbox/faults", json={"faults": [wanted]}, timeout=2).json()
    assert told["faults"][0]["struck"] == 0
    seen = [ready.raw("2206A", ready.settle_input(ready.total))["infcode"] for _ in range(5)]
    assert seen == [0, -1, -1, 0, 0]
    (fault,) = ready.service.faults()["faults"]
    assert (fault["matched"], fault["struck"]) == (5, 2)


def test_the_code_component_fails_only_when_named(ready: Any) -> None:
    ready.service.set_faults(["busy"])
    assert ready.decode("9901000000000000000000000001")["code"] == 0
    ready.service.set_faults(["drop_after:ec.query"])
    with pytest.raises(requests.ConnectionError):
        ready.decode("9901000000000000000000000001")


def test_rates_come_from_the_seed() -> None:
    def draws(seed: int) -> list[bool]:
        faults = Faults([parse_fault("busy:*:0.5")], seed)
        return [faults.strike("1101") is not None for _ in range(200)]

    assert draws(7) == draws(7)
    assert draws(7) != draws(8)
    assert 60 < sum(draws(7)) < 140


@pytest.mark.parametrize(
    ("text", "name", "kind", "seconds", "transaction", "rate"),
    [
        ("hang", "hang", "", 0, "", 1),
        ("hang:2207A", "hang", "", 0, "2207A", 1),
        ("slow:2", "slow", "", 2, "", 1),
        ("slow:2:2207A:0.5", "slow", "", 2, "2207A", 0.5),
        ("busy:2204", "busy", "before", 0, "2204", 1),
        ("busy:after:2207A", "busy", "after", 0, "2207A", 1),
        ("http_500:after", "http_500", "after", 0, "", 1),
        ("drop_after:*:0.25", "drop_after", "", 0, "", 0.25),
    ],
)
def test_short_texts(text: str, name: str, kind: str, seconds: float, transaction: str, rate: float) -> None:
    fault = parse_fault(text)
    assert (fault.name, fault.kind, fault.seconds) == (name, kind, seconds)
    assert (fault.transaction, fault.rate) == (transaction, rate)


@pytest.mark.parametrize(
    "wrong",
    [
        "nothing",
        "slow",
        "slow:fast",
        "slow:2207A",
        "hang:after",
        "busy:sometimes",
        "busy:2207A:2",
        "busy:2207A:x",
        "hang:2207A:1:1",
        "refuse_connection:2207A",
        "hang:22",
        {"kind": "after"},
        {"name": "busy", "kind": "never"},
        {"name": "busy", "count": "many"},
        {"name": "busy", "colour": 1},
    ],
)
def test_faults_that_cannot_be(wrong: Any, running: SandboxService) -> None:
    with pytest.raises(WrongFault):
        parse_fault(wrong)
    told = requests.put(f"{running.url}/sandbox/faults", json=[wrong], timeout=2)
    assert told.status_code == 422
    assert told.json()["detail"]


@pytest.mark.parametrize("body", [b"not json", b'{"a": 1}', b"[1]", b"7", b"null"])
def test_a_wrong_list_of_faults(body: bytes, running: SandboxService) -> None:
    assert requests.put(f"{running.url}/sandbox/faults", data=body, timeout=2).status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        ["hang:2204"],
        "hang:2204",
        {"name": "hang", "transaction": "2204"},
        {"fault": "hang:2204"},
        {"faults": [{"name": "hang", "transaction": "2204", "rate": "1"}]},
    ],
)
def test_faults_may_be_told_in_several_forms(body: Any, ready: Any) -> None:
    (fault,) = requests.put(f"{ready.url}/sandbox/faults", json=body, timeout=2).json()["faults"]
    assert (fault["name"], fault["transaction"], fault["rate"]) == ("hang", "2204", 1)


def test_chunked_and_waiting_clients_are_understood(ready: Any) -> None:
    body = json.dumps(ready.envelope("2206A", ready.settle_input(ready.total)))

    def pieces() -> Any:
        yield body[:50].encode()
        yield body[50:].encode()

    ready.service.set_faults(["busy:2207A"])
    answer = requests.post(f"{ready.url}/fsi/api", data=pieces(), timeout=2)
    assert answer.json()["infcode"] == 0
    answer = requests.post(f"{ready.url}/fsi/api", data=body, headers={"Expect": "100-continue"}, timeout=2)
    assert answer.json()["infcode"] == 0


@pytest.mark.parametrize(
    "sent", [b"", b"GET / HT", b"\x00" * 100_000, b"POST /fsi/api HTTP/1.1\r\ncontent-length: 9\r\n\r\n{}"]
)
def test_broken_clients_harm_nobody(ready: Any, sent: bytes) -> None:
    host, port = ready.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=2) as raw:
        raw.sendall(sent)
    assert ready.trial()["setlinfo"]["medfee_sumamt"] == 200


@pytest.mark.parametrize("wanted", [signal.SIGTERM, signal.SIGINT])
def test_told_to_end_while_a_request_hangs(tmp_path: Path, at: Any, wanted: signal.Signals) -> None:
    command = [
        sys.executable,
        "-m",
        "sandbox",
        "service",
        "--fault",
        "hang:9001",
        "--ledger",
        str(tmp_path / "books.db"),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=_root()) as process:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["url"]
        window = at(url, timeout=8.0)
        seen: list[str] = []

        def waits() -> None:
            try:
                window.raw("9001", {"signIn": {"opter_no": "1", "mac": "m", "ip": "i"}})
            except requests.RequestException as wrong:
                seen.append(type(wrong).__name__)

        thread = threading.Thread(target=waits)
        thread.start()
        until = time.monotonic() + 5
        while requests.get(f"{url}/sandbox/faults", timeout=2).json()["struck"]["hang"] == 0:
            assert time.monotonic() < until
            time.sleep(0.02)
        started = time.monotonic()
        process.send_signal(wanted)
        assert process.wait(10) == 0
        assert time.monotonic() - started < 6  # on a busy machine; its client would wait for 8
        thread.join(5)
    assert seen == ["ConnectionError"]


def _root() -> str:
    return os.fspath(Path(__file__).resolve().parents[2])
