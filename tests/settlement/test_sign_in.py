"""Signing in: before the first call, once, anew when it has run out; and no call leaves without it. Real sockets."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest

from counter_app.settlement.checking import problems
from counter_app.settlement.client import Call, Client
from counter_app.settlement.outcome import CallOutcome, Done, ErrorReply, Lost, NotSent, Refused
from counter_app.settlement.place import Place, SignInRule
from counter_app.settlement.sign_in import SignIn, sign_in_body
from counter_app.settlement.transactions.persons import PERSON
from counter_app.settlement.transactions.signing import SIGN_IN
from tests.settlement.conftest import AT, CALL, STATION
from tests.settlement.raw_server import RawServer, read_request, reply

RULE = SignInRule(("请先签到", "7701"), 3600.0)
ASKING = Call(PERSON, "H44010000001202603120930000101", {"data": {}}, "", AT)
ENDED = {"infcode": -1, "err_msg": "FSI-请先签到[signBO_01]"}


class Door:
    """The far side: numbers its sign-ins, keeps what came, and answers other calls as `says` has it."""

    def __init__(self) -> None:
        self.came: list[dict[str, Any]] = []
        self.signs_in: Callable[[int], bytes | None] = lambda number: good({"signinoutb": {"sign_no": f"S{number}"}})
        self.says: Callable[[dict[str, Any]], dict[str, Any]] = lambda _message: {"infcode": 0}
        self._signed = count(1)

    def conduct(self, connection: socket.socket) -> None:
        while request := read_request(connection):
            message = json.loads(request.partition(b"\r\n\r\n")[2])
            self.came.append(message)
            answer = reply(json.dumps(self.says(message)).encode())
            if message["infno"] == "9001":
                given = self.signs_in(next(self._signed))
                if given is None:
                    return
                answer = given
            connection.sendall(answer)

    def seen(self) -> list[tuple[str, str]]:
        return [(message["infno"], message["sign_no"]) for message in self.came]


def good(output: dict[str, Any]) -> bytes:
    return reply(json.dumps({"infcode": 0, "output": output}).encode())


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.fixture
def url(door: Door) -> Iterator[str]:
    with RawServer(door.conduct) as server:
        yield server.url


def signing(url: str, place: Place, rule: SignInRule | None = RULE, **changes: Any) -> Client:
    serial = count(900)
    given = {
        "boot_clock": lambda: 100.0,
        "read_timeout_s": 5.0,
        "next_msgid": lambda at: f"{STATION.institution_code}{at:%Y%m%d%H%M%S}{next(serial):04d}",
    }
    return Client(url, replace(place, sign_in=rule), STATION, **(given | changes))


def test_it_comes_first_and_its_number_goes_with_every_call(door: Door, url: str, place: Place) -> None:
    client = signing(url, place)
    assert [client.exchange(CALL), client.exchange(ASKING)] == [Done({}), Done({})]
    assert door.seen() == [("9001", ""), ("2202", "S1"), ("1101", "S1")]
    node = door.came[0]["input"]["signIn"]
    assert (node["opter_no"], node["ip"]) == (STATION.operator_code, "127.0.0.1")
    assert re.fullmatch(r"[0-9A-F]{2}(-[0-9A-F]{2}){5}", node["mac"])
    assert len({message["msgid"] for message in door.came}) == 3


def test_another_operator_signs_in_before_the_next_call(door: Door, url: str, place: Place) -> None:
    client = signing(url, place)
    client.exchange(CALL)
    client.signed_by("0107", "另一位")
    client.exchange(ASKING)
    client.signed_by("0107", "另一位")
    client.exchange(ASKING)
    assert [number for number, _ in door.seen()] == ["9001", "2202", "9001", "1101", "1101"]
    assert door.came[2]["input"]["signIn"]["opter_no"] == "0107"
    assert {(message["opter"], message["opter_name"]) for message in door.came[2:]} == {("0107", "另一位")}


def test_where_the_place_does_not_want_it_nobody_signs_in(door: Door, url: str, place: Place) -> None:
    assert signing(url, place, None).exchange(CALL) == Done({})
    assert door.seen() == [("2202", "")]


def test_a_new_day_signs_in_anew(door: Door, url: str, place: Place) -> None:
    client = signing(url, place)
    for hours in (0, 14, 15, 15.1):  # from 9:30
        client.exchange(replace(CALL, at=AT + timedelta(hours=hours)))
    assert door.seen() == [("9001", ""), ("2202", "S1"), ("2202", "S1"), ("9001", ""), ("2202", "S2"), ("2202", "S2")]


def test_what_has_grown_old_is_renewed(door: Door, url: str, place: Place) -> None:
    now = [100.0]
    client = signing(url, place, boot_clock=lambda: now[0])
    for now[0] in (100.0, 3699.0, 3700.0):
        client.exchange(CALL)
    assert door.seen() == [("9001", ""), ("2202", "S1"), ("2202", "S1"), ("9001", ""), ("2202", "S2")]


FAILED = {
    "refused": (
        reply(json.dumps({"infcode": -1, "err_msg": "操作员不存在"}).encode()),
        "没有签到成功：操作员不存在，没有发送",
    ),
    "error": (reply(b"{}", status=502), "没有签到成功：答复读不懂（HTTP 502），没有发送"),
    "lost": (None, "没有签到成功：没有收到答复，没有发送"),
    "no number": (good({}), "没有签到成功：答复里没有签到编号，没有发送"),
    "not signed in": (reply(json.dumps(ENDED).encode()), "没有签到成功：FSI-请先签到[signBO_01]，没有发送"),
    "gateway": (reply(b'{"code": 401, "message": "m"}', status=401), "网关没有放行：m"),
}


@pytest.mark.parametrize("how", FAILED)
def test_without_it_nothing_is_sent(door: Door, url: str, place: Place, how: str) -> None:
    answer, told = FAILED[how]
    usual, door.signs_in = door.signs_in, lambda _number: answer
    client = signing(url, place)
    outcome = client.exchange(CALL)
    assert isinstance(outcome, NotSent)
    assert outcome.told == told
    assert [number for number, _ in door.seen()] == ["9001"]
    door.signs_in = usual
    assert client.exchange(CALL) == Done({}), "it is tried again with the next call"


def test_a_dead_line_is_a_dead_line(place: Place) -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        client = signing(f"http://127.0.0.1:{reserved.getsockname()[1]}", place)
        assert client.exchange(CALL) == NotSent("NewConnectionError")


@pytest.mark.parametrize("changes", [{"next_msgid": lambda _at: ""}, {"next_msgid": None}], ids=["none left", "none"])
def test_no_message_id_no_sign_in(door: Door, url: str, place: Place, changes: dict[str, Any]) -> None:
    assert signing(url, place, **changes).exchange(CALL) == NotSent("no message id")
    assert door.came == []


@pytest.mark.parametrize("word", [{"err_msg": "FSI-请先签到[signBO_01]"}, {"infcode": "7701"}], ids=["text", "code"])
def test_it_has_run_out_under_a_call_that_changes(door: Door, url: str, place: Place, word: dict[str, Any]) -> None:
    """Unclear and sent once: a 2202 or 2205 that met the door was neither refused nor answered by the platform."""
    door.says = lambda message: {"infcode": 0} if message["sign_no"] == "S2" else ENDED | word
    client = signing(url, place)
    assert isinstance(client.exchange(CALL), ErrorReply)
    assert door.seen() == [("9001", ""), ("2202", "S1")]
    assert client.exchange(replace(CALL, msgid=CALL.msgid[:-1] + "7")) == Done({})
    assert door.seen()[2:] == [("9001", ""), ("2202", "S2")]


def test_it_has_run_out_under_a_question(door: Door, url: str, place: Place) -> None:
    door.says = lambda message: {"infcode": 0} if message["sign_no"] == "S2" else ENDED
    assert signing(url, place).exchange(ASKING) == Done({})
    assert door.seen() == [("9001", ""), ("1101", "S1"), ("9001", ""), ("1101", "S2")]
    assert len({message["msgid"] for message in door.came}) == 4, "a message id went up twice"


def test_a_door_that_never_lets_in_is_asked_twice_at_most(door: Door, url: str, place: Place) -> None:
    door.says = lambda _message: ENDED
    assert isinstance(signing(url, place).exchange(ASKING), ErrorReply)
    assert [number for number, _ in door.seen()] == ["9001", "1101", "9001", "1101"]


def test_other_refusals_stay_refusals(door: Door, url: str, place: Place) -> None:
    door.says = lambda _message: {"infcode": -1, "err_msg": "FSI-该就诊已撤销"}
    client = signing(url, place)
    assert [type(client.exchange(CALL)) for _ in range(2)] == [Refused, Refused]
    assert [number for number, _ in door.seen()] == ["9001", "2202", "2202"]


def test_threads_share_one(door: Door, url: str, place: Place) -> None:
    client, heard, together = signing(url, place), [], threading.Barrier(5)

    def work() -> None:
        together.wait()
        heard.append(client.exchange(CALL))

    threads = [threading.Thread(target=work) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert heard == [Done({})] * 5
    assert sorted(door.seen()) == [*[("2202", "S1")] * 5, ("9001", "")]


class Waiting:
    """9001 that hangs until it is let go."""

    def __init__(self, outcome: CallOutcome) -> None:
        self.asked, self.outcome = 0, outcome
        self.begun, self.go = threading.Event(), threading.Event()

    def __call__(self, _at: datetime) -> CallOutcome:
        self.asked += 1
        self.begun.set()
        assert self.go.wait(10)
        return self.outcome


def test_who_waited_for_a_sign_in_that_failed_does_not_try_it_again() -> None:
    ask = Waiting(Lost("ReadTimeout"))
    sign_in, heard = SignIn(RULE, ask, lambda: 0.0), []
    seen = threading.Semaphore(0)

    class Lock:
        """The object's own, telling when somebody comes to it."""

        def __init__(self, real: Any) -> None:
            self._real = real

        def acquire(self) -> None:
            seen.release()
            self._real.acquire()

        def release(self) -> None:
            self._real.release()

    sign_in._lock = Lock(sign_in._lock)  # type: ignore[assignment]
    threads = [threading.Thread(target=lambda: heard.append(sign_in.number(AT))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert seen.acquire(timeout=10)
    assert ask.begun.wait(10)
    ask.go.set()
    for thread in threads:
        thread.join()
    assert (ask.asked, len(set(heard))) == (1, 1)
    assert isinstance(heard[0], NotSent)
    sign_in.number(AT)
    assert ask.asked == 2


def test_a_late_word_about_an_old_number_leaves_the_new_one() -> None:
    numbers = count(1)
    ask: Callable[[datetime], CallOutcome] = lambda _at: Done({"signinoutb": {"sign_no": f"S{next(numbers)}"}})  # noqa: E731
    sign_in, no = SignIn(RULE, ask, lambda: 0.0), Refused("请先签到")
    elsewhere = threading.Thread(target=lambda: (sign_in.number(AT), sign_in.ran_out(no), sign_in.number(AT)))
    assert sign_in.number(AT) == "S1"
    elsewhere.start()
    elsewhere.join()
    assert sign_in.ran_out(no), "this thread's word was about S1"
    assert sign_in.number(AT) == "S2"


def test_an_operator_whose_number_does_not_fit(door: Door, url: str, place: Place) -> None:
    client = Client(
        url,
        replace(place, sign_in=RULE),
        replace(STATION, operator_code="1" * 21),
        boot_clock=lambda: 100.0,
        next_msgid=lambda _at: CALL.msgid,
    )
    outcome = client.exchange(CALL)
    assert isinstance(outcome, NotSent)
    assert "操作员编号" in outcome.told
    assert door.came == []


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://no-such-host.invalid", "not an address", "http://[::1"])
def test_what_this_machine_is_fits_its_declaration(url: str) -> None:
    assert problems(SIGN_IN, sign_in_body("0001", url), cross_region=False) == []
