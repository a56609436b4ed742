"""Every shape of reply ends in one of the five outcomes (envelope facts, section 2), and nothing is ever raised."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counter_app.settlement.client import Client
from counter_app.settlement.outcome import (
    CallOutcome,
    Done,
    ErrorReply,
    Lost,
    NotSent,
    Refused,
    from_bytes,
    said_by,
    to_bytes,
)
from tests.settlement.conftest import CALL
from tests.settlement.raw_server import RawServer, read_request, reply

Made = Callable[..., Client]
LAST = "Connection: close\r\n"


def heard(client_of: Made, answer: bytes) -> CallOutcome:
    def conduct(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(answer)

    with RawServer(conduct) as server:
        return client_of(server.url).exchange(CALL)


def said(client_of: Made, body: object, status: int = 200) -> CallOutcome:
    return heard(client_of, reply(json.dumps(body, ensure_ascii=False).encode(), status))


DONE = [
    {"infcode": 0, "output": {"a": 1}},
    {"infcode": "0", "err_msg": "success", "output": {"a": 1}},
    {"infcode": 0, "err_msg": "成功", "output": {"a": 1}, "warn_msg": None},
    {"infcode": 0.0, "output": {"a": 1}},
    {"infcode": " 0 ", "output": {"a": 1}, "inf_refmsgid": None, "enctype": "", "type": "success"},
]


@pytest.mark.parametrize("body", DONE)
def test_success_however_the_wire_writes_it(client_of: Made, body: object) -> None:
    assert said(client_of, body) == Done({"a": 1})


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("20260912093005123", "2026-09-12T09:30:05+08:00"),
        (20260912093005123, "2026-09-12T09:30:05+08:00"),
        ("20260912093005", "2026-09-12T09:30:05+08:00"),
        ("2026-09-12 09:30:05", None),
        ("20260912", None),
        ("20261312093005123", None),
        ("2026W011093005", None),
        ("٢٠٢٦٠٩١٢٠٩٣٠٠٥", None),
        ("", None),
        (None, None),
    ],
)
def test_the_service_says_when_it_answered(client_of: Made, written: object, at: str | None) -> None:
    outcome = client_of("http://127.0.0.1:9").sort(200, json.dumps({"infcode": 0, "respond_time": written}).encode())
    assert isinstance(outcome, Done)
    assert (outcome.at and outcome.at.isoformat()) == at


def test_success_without_a_result_with_a_warning_and_as_a_bare_list(client_of: Made) -> None:
    assert said(client_of, {"infcode": 0, "output": None, "warn_msg": "额度将用完"}) == Done({}, "额度将用完")
    assert said(client_of, {"infcode": 0, "output": [{"setl_id": "1"}]}) == Done({"": [{"setl_id": "1"}]})
    assert said(client_of, {"infcode": 0, "output": "ENCRYPTED"}) == Done({})


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"infcode": -1, "err_msg": "FSI-备案已到期[x]", "output": None}, "-1"),
        ({"type": "error", "infcode": -1, "err_msg": "FSI-备案已到期[x]"}, "-1"),
        ({"infcode": "-1", "err_msg": "FSI-备案已到期[x]"}, "-1"),
        ({"infcode": 9001, "err_msg": "FSI-备案已到期[x]"}, "9001"),
        ({"infcode": "E01", "err_msg": "FSI-备案已到期[x]"}, "E01"),
    ],
)
def test_a_no_keeps_its_words(client_of: Made, body: object, code: str) -> None:
    assert said(client_of, body) == Refused("FSI-备案已到期[x]", code)


@pytest.mark.parametrize("text", ["系统繁忙，请稍后再试", "医保访问超时"])
def test_busy_is_no_answer(client_of: Made, text: str) -> None:
    assert said(client_of, {"infcode": -1, "err_msg": text}) == ErrorReply(text, "-1")


@pytest.mark.parametrize(
    "answer",
    [
        reply(b"<html>proxy</html>", kind="text/html"),
        reply(b""),
        reply(b"[1, 2]"),
        reply(b'"0"'),
        reply(b'{"code": 0, "type": "x", "message": "y", "data": {}}'),
        reply(b'{"message": "x", "success": false, "code": 500159}'),
        reply(b'{"infcode": null, "err_msg": "x"}'),
        reply(b'{"infcode": true}'),
        reply(b'{"infcode": {}}'),
        reply(b'{"infcode": ""}'),
        reply(b'{"infcode": NaN}'),
        reply(b'{"infcode": 0, "output": {"a": 1' + b"0" * 5000 + b"}}"),
        reply(b'{"infcode": 0, "output": {"a": 1e99999999999999999999}}'),
        reply(b'{"infcode": 0, "output": ' + b"[" * 200 + b"]" * 200 + b"}"),
        reply(b'{"infcode": 0, "output": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
        reply(b"\xff\xfe\x00"),
        reply(b'{"infcode": 0, "output": {"setlinfo": {"setl_id": "1"}}}', 500),
        reply(b'{"infcode": 0, "output": {"setlinfo": {"setl_id": "1"}}}', 502),
        reply(b"not found", 404, "text/plain"),
        reply(b"", 307, more="Location: /elsewhere\r\n"),
        reply(b"", 302, more="Location: http://127.0.0.1:9/login\r\n"),
        reply(b"", 302, more="Location: http://[no-address\r\n"),
        reply(b"", 302, more="Location: //[::1\r\n"),
    ],
)
def test_what_cannot_be_read_is_believed_neither_way(client_of: Made, answer: bytes) -> None:
    assert isinstance(heard(client_of, answer), ErrorReply)


def test_a_redirect_is_not_followed_with_the_same_call(client_of: Made) -> None:
    got: list[bytes] = []

    def conduct(connection: socket.socket) -> None:
        while request := read_request(connection):
            got.append(request)
            connection.sendall(reply(b"", 307, more="Location: /again\r\n"))

    with RawServer(conduct) as server:
        client_of(server.url).exchange(CALL)
    assert len(got) == 1


@pytest.mark.parametrize(
    "answer",
    [
        reply(b'{"code": 401, "message": "\xe7\xad\xbe\xe5\x90\x8d\xe6\x97\xb6\xe9\x97\xb4\xe6\x88\xb3"}', 401),
        reply(b'{"code": "401", "message": "x"}'),
        reply(b"<html>401</html>", 401, "text/html"),
        reply(b"", 401),
    ],
)
def test_the_gateways_401_means_not_sent(client_of: Made, answer: bytes) -> None:
    assert isinstance(heard(client_of, answer), NotSent)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_encodings_seen(client_of: Made, encoding: str) -> None:
    body = '{"infcode": 0, "output": {"name": "䶮𠮷"}}'.encode(encoding)
    assert heard(client_of, reply(body)) == Done({"name": "䶮𠮷"})


def test_half_a_character_does_not_stop_the_record(client_of: Made) -> None:
    """A gateway cut a name between the two escapes of 𠮷; the settlement in the same answer is real."""
    outcome = heard(client_of, reply(b'{"infcode": 0, "output": {"psn_name": "\\ud842", "ok": "\\ud842\\udfb7"}}'))
    assert outcome == Done({"psn_name": "\ufffd", "ok": "𠮷"})
    assert from_bytes(to_bytes(outcome)) == outcome


def test_amounts_stay_decimal(client_of: Made) -> None:
    outcome = heard(client_of, reply(b'{"infcode": 0, "output": {"a": 4.50, "b": 0.1, "c": "4.5"}}'))
    assert outcome == Done({"a": Decimal("4.50"), "b": Decimal("0.1"), "c": "4.5"})


_scalar = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
_json = st.recursive(
    _scalar, lambda more: st.lists(more, max_size=4) | st.dictionaries(st.text(max_size=8), more, max_size=4)
)
_envelope = st.fixed_dictionaries(
    {},
    optional={"infcode": st.sampled_from([0, "0", -1, "-1", None, 1.5]) | _json, "err_msg": _json, "output": _json}
    | {"warn_msg": _json, "code": _json, "message": _json},
)


@pytest.fixture
def answered(client_of: Made) -> Iterator[Callable[[bytes], None]]:
    """Let the far side answer with these bytes, and see that the outcome is one of the five and can be recorded."""
    holder = [b""]

    def conduct(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(holder[0])

    with RawServer(conduct) as server:
        client = client_of(server.url)

        def check(answer: bytes) -> None:
            holder[0] = answer
            outcome = client.exchange(CALL)
            assert isinstance(outcome, (Done, Refused, ErrorReply, Lost, NotSent))
            code, text = said_by(outcome)
            assert (code + text).encode() is not None
            assert type(from_bytes(to_bytes(outcome))) is type(outcome)

        yield check


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200), status=st.sampled_from([200, 201, 204, 301, 400, 401, 404, 500, 503, 599]))
def test_any_bytes(answered: Callable[[bytes], None], body: bytes, status: int) -> None:
    answered(reply(body, status, more=LAST))


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=_envelope, status=st.sampled_from([200, 400, 401, 500]))
def test_any_envelope(answered: Callable[[bytes], None], body: object, status: int) -> None:
    answered(reply(json.dumps(body).encode(), status, more=LAST))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(noise=st.binary(max_size=120))
def test_any_stream_at_all(answered: Callable[[bytes], None], noise: bytes) -> None:
    answered(noise)
