"""What surely never left is NotSent; whatever may have been read is Lost (protocol, section 1; workbench l)."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from counter_app.settlement.client import Client, UnfitInput
from counter_app.settlement.outcome import Done, ErrorReply, Lost, NotSent
from tests.settlement.conftest import CALL
from tests.settlement.raw_server import RawServer, read_request, reply, reset

Made = Callable[..., Client]
GOOD = reply(b'{"infcode": 0, "output": {}}')


# --- never left ------------------------------------------------------------------------------------------------------


def test_nobody_listens(client_of: Made) -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        outcome = client_of(f"http://127.0.0.1:{reserved.getsockname()[1]}").exchange(CALL)
    assert outcome == NotSent("NewConnectionError")


def test_the_name_is_not_known(client_of: Made) -> None:
    assert isinstance(client_of("http://no-such-host.invalid").exchange(CALL), NotSent)


@pytest.mark.parametrize("url", ["http://", "http://a..b", "http://[::1", "ftp://127.0.0.1", "nonsense"])
def test_the_address_is_none(client_of: Made, url: str) -> None:
    assert isinstance(client_of(url).exchange(CALL), NotSent)


def test_the_connection_is_not_made_in_time(client_of: Made) -> None:
    """A listener whose queue is full answers no handshake."""
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        try:
            for one in waiting:
                one.setblocking(False)
                one.connect_ex(deaf.getsockname())
            began = time.monotonic()
            outcome = client_of(f"http://127.0.0.1:{deaf.getsockname()[1]}", connect_timeout_s=0.3).exchange(CALL)
        finally:
            for one in waiting:
                one.close()
    assert isinstance(outcome, NotSent)
    assert time.monotonic() - began < 3


def test_too_late_after_its_intent(client_of: Made) -> None:
    """A pause between intent and send: nothing leaves (protocol, section 5, D)."""
    got: list[bytes] = []

    def conduct(connection: socket.socket) -> None:
        got.append(read_request(connection))
        connection.sendall(GOOD)

    with RawServer(conduct) as server:
        client = client_of(server.url, boot_clock=lambda: 100.0)
        assert client.exchange(replace(CALL, not_after=99.9)) == NotSent("too late after its intent")
        assert server.connections == 0
        assert client.exchange(replace(CALL, not_after=100.5)) == Done({})


# --- may have been read -----------------------------------------------------------------------------------------------


def cut_at_once(connection: socket.socket) -> None:
    reset(connection)


def cut_after_reading(connection: socket.socket) -> None:
    read_request(connection)
    reset(connection)


def closed_after_reading(connection: socket.socket) -> None:
    read_request(connection)


def half_a_body(connection: socket.socket) -> None:
    read_request(connection)
    connection.sendall(GOOD[:-5])


def half_a_body_then_reset(connection: socket.socket) -> None:
    read_request(connection)
    connection.sendall(GOOD[:-5])
    time.sleep(0.05)
    reset(connection)


def half_a_head(connection: socket.socket) -> None:
    read_request(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Le")


def never(connection: socket.socket) -> None:
    read_request(connection)
    connection.recv(1)


def stops_in_the_body(connection: socket.socket) -> None:
    read_request(connection)
    connection.sendall(GOOD[:-5])
    connection.recv(1)


def broken_chunks(connection: socket.socket) -> None:
    read_request(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")


def broken_gzip(connection: socket.socket) -> None:
    read_request(connection)
    connection.sendall(reply(b"not gzip", more="Content-Encoding: gzip\r\n"))


@pytest.mark.parametrize(
    "conduct",
    [
        cut_at_once,
        cut_after_reading,
        closed_after_reading,
        half_a_body,
        half_a_body_then_reset,
        half_a_head,
        never,
        stops_in_the_body,
        broken_chunks,
        broken_gzip,
    ],
)
def test_no_whole_answer(client_of: Made, conduct: Callable[[socket.socket], None]) -> None:
    with RawServer(conduct) as server:
        outcome = client_of(server.url, read_timeout_s=0.3).exchange(CALL)
        expected: tuple[type, ...] = (ErrorReply if conduct is half_a_head else Lost,)
        if conduct is cut_at_once:
            # The reset may overtake the end of connecting; then nothing was written, and NotSent is the truth.
            expected = (Lost, NotSent)
        assert isinstance(outcome, expected)
        assert server.connections == 1, "it was sent a second time"


# --- the kept-alive connection ----------------------------------------------------------------------------------------


def test_one_connection_serves_many_calls(client_of: Made) -> None:
    def conduct(connection: socket.socket) -> None:
        while read_request(connection):
            connection.sendall(GOOD)

    with RawServer(conduct) as server:
        client = client_of(server.url)
        assert [client.exchange(CALL) for _ in range(5)] == [Done({})] * 5
        assert server.connections == 1


def test_a_connection_closed_while_idle_is_opened_anew(client_of: Made) -> None:
    """Between two patients the far side closes; the next call goes out on a fresh connection and is not lost."""

    def conduct(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(GOOD)

    with RawServer(conduct) as server:
        client = client_of(server.url)
        assert client.exchange(CALL) == Done({})
        time.sleep(0.1)
        assert client.exchange(CALL) == Done({})
        assert server.connections == 2


def test_every_thread_has_its_own(client_of: Made) -> None:
    def conduct(connection: socket.socket) -> None:
        while read_request(connection):
            time.sleep(0.05)
            connection.sendall(GOOD)

    with RawServer(conduct) as server:
        client, heard = client_of(server.url), []
        threads = [threading.Thread(target=lambda: heard.append(client.exchange(CALL))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert heard == [Done({})] * 4
        assert server.connections == 4


# --- what leaves ------------------------------------------------------------------------------------------------------


def test_proxies_and_certificates_of_the_environment_are_not_obeyed(
    client_of: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, "/nowhere.pem")
    monkeypatch.setenv("NO_PROXY", "")

    def conduct(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(GOOD)

    with RawServer(conduct) as server:
        assert client_of(server.url).exchange(CALL) == Done({})


def test_the_envelope(client_of: Made, shared: object) -> None:
    got: list[bytes] = []

    def conduct(connection: socket.socket) -> None:
        got.append(read_request(connection))
        connection.sendall(GOOD)

    with RawServer(conduct) as server:
        client_of(server.url + "/").exchange(CALL)
    head, _, body = got[0].partition(b"\r\n\r\n")
    assert head.splitlines()[0] == b"POST /fsi/api/outpatientDocInfoService/outpatientRegistrationCancel HTTP/1.1"
    assert b"charset=utf-8" in head
    assert json.loads(body) == {
        "infno": "2202",
        "msgid": CALL.msgid,
        "mdtrtarea_admvs": "440100",
        "insuplc_admdvs": "410100",
        "recer_sys_code": "99",
        "dev_no": "",
        "dev_safe_info": "",
        "cainfo": "",
        "signtype": "",
        "infver": "V1.0",
        "opter_type": "1",
        "opter": "0001",
        "opter_name": "收费员",
        "inf_time": "2026-03-12 09:30:00",
        "fixmedins_code": "H44010000001",
        "fixmedins_name": "测试医院",
        "sign_no": "",
        "input": CALL.body,
    }


def test_a_place_with_one_address_for_all(client_of: Made, place: object) -> None:
    got: list[bytes] = []

    def conduct(connection: socket.socket) -> None:
        got.append(read_request(connection))
        connection.sendall(GOOD)

    with RawServer(conduct) as server:
        client = client_of(server.url)
        client._place = replace(place, url_style="bare")  # type: ignore[type-var]
        client.exchange(CALL)
    assert got[0].startswith(b"POST /fsi/api HTTP/1.1")


def test_what_breaks_the_declaration_is_refused_before_its_intent(client_of: Made) -> None:
    client = client_of("http://127.0.0.1:9")
    client.check(CALL)
    with pytest.raises(UnfitInput, match=r"2202 门诊挂号撤销：就诊ID（mdtrt_id）不能为空"):
        client.check(replace(CALL, body={"data": {"psn_no": "1", "mdtrt_id": "", "ipt_otp_no": "3"}}))


# --- the credential component -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (b'{"code": 0, "data": {"ecToken": "T", "userName": "x", "idNo": "null"}}', "Done"),
        (b'{"code": "0", "data": "{\\"ecToken\\": \\"T\\"}"}', "Done"),
        (b'{"code": 0, "data": {}}', "ErrorReply"),
        (b'{"code": 500159, "message": "x", "success": false}', "Refused"),
        (b'{"message": "x"}', "ErrorReply"),
        (b"<html>", "ErrorReply"),
        (b'{"code": 0, "data": "1e99999999999999999999"}', "ErrorReply"),
    ],
)
def test_a_scanned_code(client_of: Made, answer: bytes, kind: str) -> None:
    def conduct(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(reply(answer))

    with RawServer(conduct) as server:
        assert type(client_of(server.url).decode_voucher("9900000000000000000000000001")).__name__ == kind


def test_a_scanned_code_goes_to_the_component_and_not_to_the_service(client_of: Made) -> None:
    def conduct(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(reply(b'{"code": 500159, "message": "x"}'))

    with RawServer(conduct) as server:
        client = client_of("http://127.0.0.1:9", credential_url=f"{server.url}/")
        assert type(client.decode_voucher("99")).__name__ == "Refused"


def test_a_scanned_code_while_nobody_listens(client_of: Made) -> None:
    assert isinstance(client_of("http://127.0.0.1:9").decode_voucher("99"), NotSent)
