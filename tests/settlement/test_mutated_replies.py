"""Real answers, damaged in the ways gateways damage them: each ends in one of the outcomes, through the real client.

NotSent is only ever the gateway's own 401: these requests were all read to their last byte.
"""

from __future__ import annotations

import gzip
import json
import socket
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from counter_app.settlement import statements
from counter_app.settlement.answers import Answers, UnreadableAnswer
from counter_app.settlement.client import Client
from counter_app.settlement.fields import Field, Kind
from counter_app.settlement.file_exchange import FileExchange
from counter_app.settlement.outcome import CallOutcome, Done, ErrorReply, Lost, NotSent, Refused, from_bytes, to_bytes
from counter_app.settlement.place import Place
from counter_app.settlement.record import Record, contents
from counter_app.settlement.text_file import zipped
from counter_app.settlement.transactions import persons, reconciliation, reversal, settling
from tests.settlement.conftest import CALL
from tests.settlement.raw_server import RawServer, read_request, reply

Made = Callable[..., Client]
OUTCOMES = (Done, Refused, ErrorReply, Lost, NotSent)
AT = datetime(2026, 3, 12, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def sample(record: type[Record]) -> dict[str, Any]:
    """An answer with every field and every node that the declaration has."""
    fields, nodes = contents(record)
    made: dict[str, Any] = {field.name: _value(field) for field in fields}
    for node in nodes:
        inner = sample(node.record)
        made[node.name or "rows"] = [inner, dict(inner)] if node.many else inner
    return made


def _value(field: Field) -> object:
    match field.kind:
        case Kind.NUMBER:
            return 1234.5 if field.scale else 7
        case Kind.DAY:
            return "2026-03-12"
        case Kind.MOMENT:
            return "2026-03-12 09:30:00"
        case Kind.EXTENSION:
            return '{"EXPLAINED": []}'
    return "1"


def read_person(answers: Answers, done: Done) -> object:
    person = answers.person(done.output)
    return person.insurance, person.paying


def read_look(_: Answers, done: Done) -> object:
    number = statements.result_file(done)
    row = reconciliation.DetailsResultRow.read(done.output.get("fileinfo"))
    return number, statements.difference(row, None)


READ: dict[str, tuple[type[Record], Callable[[Answers, Done], object]]] = {
    "1101": (persons.PERSON.output, read_person),
    "2206A": (settling.TRIAL.output, lambda answers, done: answers.quote(done.output, AT)),
    "2207A": (settling.SETTLE.output, lambda answers, done: answers.settlement(done.output, AT)),
    "2601": (reversal.REVERSE.output, lambda _answers, done: done.output),
    "3201": (reconciliation.TOTALS.output, lambda _answers, done: statements.equal(done)),
    "3202": (reconciliation.DETAILS.output, read_look),
}
ANSWERS = {number: {"infcode": 0, "err_msg": None, "output": sample(record)} for number, (record, _) in READ.items()}

# --- damage to what is said --------------------------------------------------------------------------------------

Json = Any


def _paths(value: Json, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield here
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in inner:
        yield from _paths(entry, (*here, key))


def _changed(value: Json, path: tuple[Any, ...], change: Callable[[Json], Json]) -> Json:
    if not path:
        return change(value)
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = _changed(value[path[0]], path[1:], change)
    return copy


def swapped(value: Json) -> Json:
    """An object where a list is due and the reverse."""
    if isinstance(value, list):
        return value[0] if value else {}
    return [value]


def keyed(value: Json) -> Json:
    """A list told as an object by its numbers."""
    return {str(n): entry for n, entry in enumerate(value)} if isinstance(value, list) else value


def grouped(value: Json) -> Json:
    """A number as a text with separators."""
    return f"{value:,}" if isinstance(value, (int, float)) and not isinstance(value, bool) else value


MARKS = [
    "",
    "null",
    "NaN",
    "-0",
    "1e400",
    "1，234.50",
    "１２",
    "٣",
    " 1234.50 ",
    "¥1234.50",
    "\u0000",
    "\ufeff1",
    "0x10",
    "--",
]
VALUE_CHANGES = st.sampled_from(
    [swapped, keyed, grouped, str, lambda _: None, lambda _: {}, lambda _: []]
) | st.sampled_from([*MARKS, True, 0, -1, 10**40, 1e300, [None], [[]], {"": None}]).map(lambda mark: lambda _: mark)


@st.composite
def said(draw: st.DrawFn, number: str | None = None) -> tuple[str, Json]:
    """An answer with up to four places of it changed or taken away."""
    number = number or draw(st.sampled_from(sorted(ANSWERS)))
    body: Json = ANSWERS[number]
    for _ in range(draw(st.integers(0, 4))):
        paths = list(_paths(body))
        path = draw(st.sampled_from(paths))
        if path and draw(st.booleans()):
            last = path[-1]
            body = _changed(
                body,
                path[:-1],
                lambda node, last=last: {k: v for k, v in node.items() if k != last} if isinstance(node, dict) else [],
            )
        else:
            body = _changed(body, path, draw(VALUE_CHANGES))
    return number, body


# --- damage to how it travels ------------------------------------------------------------------------------------

Framing = Callable[[bytes], bytes]
LAST = "Connection: close\r\n"


def chunked(*, cut: int = 0, size: bytes = b"%x\r\n") -> Framing:
    def made(body: bytes) -> bytes:
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n{LAST}\r\n".encode()
        pieces = b"".join(size % len(part) + part + b"\r\n" for part in (body[:11], body[11:]) if part)
        whole = head + pieces + b"0\r\n\r\n"
        return whole[: len(whole) - cut] if cut else whole

    return made


def half(body: bytes) -> bytes:
    return body[: len(body) // 2]


def short(by: int) -> Framing:
    """Fewer bytes than announced."""
    return lambda body: reply(body, more=LAST)[:-by]


FRAMINGS: dict[str, Framing] = {
    "plain": lambda body: reply(body, more=LAST),
    "bom": lambda body: reply(b"\xef\xbb\xbf" + body, more=LAST),
    "bom twice": lambda body: reply(b"\xef\xbb\xbf\xef\xbb\xbf" + body, more=LAST),
    "utf-16": lambda body: reply(body.decode().encode("utf-16"), more=LAST),
    "gbk": lambda body: reply(body.decode().encode("gb18030"), kind="application/json; charset=utf-8", more=LAST),
    "half": lambda body: reply(half(body), more=LAST),
    "cut": short(7),
    "twice": lambda body: reply(body + body, more=LAST),
    "html": lambda body: reply(b"<html><body>" + body + b"</body></html>", kind="text/html", more=LAST),
    "jsonp": lambda body: reply(b"callback(" + body + b");", more=LAST),
    "as text": lambda body: reply(json.dumps(body.decode()).encode(), more=LAST),
    "502": lambda body: reply(body, 502, more=LAST),
    "204": lambda body: reply(body, 204, more=LAST),
    "206": lambda body: reply(body, 206, more=LAST),
    "401": lambda body: reply(body, 401, more=LAST),
    "401 cut": lambda body: reply(body[:-9], 401, more=LAST),
    "gzip": lambda body: reply(gzip.compress(body), more=LAST + "Content-Encoding: gzip\r\n"),
    "gzip told, not done": lambda body: reply(body, more=LAST + "Content-Encoding: gzip\r\n"),
    "gzip done, not told": lambda body: reply(gzip.compress(body), more=LAST),
    "gzip cut": lambda body: reply(
        gzip.compress(body)[: len(gzip.compress(body)) // 2], more=LAST + "Content-Encoding: gzip\r\n"
    ),
    "gzip told as deflate": lambda body: reply(gzip.compress(body), more=LAST + "Content-Encoding: deflate\r\n"),
    "deflate": lambda body: reply(zlib.compress(body), more=LAST + "Content-Encoding: deflate\r\n"),
    "raw deflate": lambda body: reply(zlib.compress(body)[2:-4], more=LAST + "Content-Encoding: deflate\r\n"),
    "a coding nobody knows": lambda body: reply(body, more=LAST + "Content-Encoding: x-none, br\r\n"),
    "chunked": chunked(),
    "chunked cut": chunked(cut=9),
    "chunked without an end": chunked(cut=5),
    "chunked, no number": chunked(size=b"%xzz\r\n"),
    "chunked, negative": chunked(size=b"-%x\r\n"),
    "length and chunks": lambda body: chunked()(body).replace(b"\r\n\r\n", b"\r\nContent-Length: 3\r\n\r\n", 1),
    "length of nothing": lambda body: reply(body, more=LAST).replace(b"Content-Length: ", b"Content-Length: -", 1),
    "length no number": lambda body: reply(body, more=LAST).replace(b"Content-Length: ", b"Content-Length: x", 1),
    "early hints": lambda body: b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + reply(body, more=LAST),
    "continue": lambda body: b"HTTP/1.1 100 Continue\r\n\r\n" + reply(body, more=LAST),
    "old": lambda body: b"HTTP/0.9 200 OK\r\n\r\n" + body,
    "no head": lambda body: body,
    "nothing": lambda _: b"",
}


@pytest.fixture(scope="module")
def far_side() -> Iterator[tuple[list[bytes], RawServer]]:
    holder = [b""]

    def conduct(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(holder[0])

    with RawServer(conduct) as server:
        yield holder, server


@pytest.fixture
def ask(client_of: Made, place: Place, far_side: tuple[list[bytes], RawServer]) -> Callable[..., CallOutcome]:
    """Send a real call, be answered with these bytes, and read the answer as the desk does."""
    holder, server = far_side
    client, answers = client_of(server.url), Answers(place)

    def asked(number: str, raw: bytes) -> CallOutcome:
        holder[0] = raw
        outcome = client.exchange(CALL)
        assert isinstance(outcome, OUTCOMES)
        assert type(from_bytes(to_bytes(outcome))) is type(outcome), "it can be recorded"
        if isinstance(outcome, Done):
            try:
                READ[number][1](answers, outcome)
            except UnreadableAnswer:
                return ErrorReply("unreadable")
        return outcome

    return asked


def may_be_not_sent(raw: bytes, body: Json) -> bool:
    """The gateway's own form, which no service answers in."""
    gateway = isinstance(body, Mapping) and "infcode" not in body
    told = raw.startswith(b"HTTP/1.1 401") or (isinstance(body, Mapping) and str(body.get("code")) == "401")
    return told and (gateway or not isinstance(body, Mapping))


NOT_WHOLE = ("cut", "chunked cut", "chunked without an end")
ZIP_ALONE = ("gzip", "gzip cut", "deflate", "raw deflate", "length of nothing", "length no number", "old")
FEW = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FEW
@given(answer=said(), framing=st.sampled_from(sorted(FRAMINGS)))
def test_a_damaged_answer(ask: Callable[..., CallOutcome], answer: tuple[str, Json], framing: str) -> None:
    number, body = answer
    raw = FRAMINGS[framing](json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"))
    outcome = ask(number, raw)
    assert not isinstance(outcome, NotSent) or may_be_not_sent(raw, body)
    if framing not in ("plain", "bom"):
        return
    if isinstance(body, Mapping) and body.get("infcode") in (-1, "-1"):
        assert isinstance(outcome, Refused)


@pytest.mark.parametrize("framing", sorted(FRAMINGS))
@pytest.mark.parametrize("number", sorted(ANSWERS))
def test_how_it_travels_alone(ask: Callable[..., CallOutcome], number: str, framing: str) -> None:
    """A whole answer that travelled well is Done, one that did not is not to be believed; and it was sent."""
    outcome = ask(number, FRAMINGS[framing](json.dumps(ANSWERS[number], ensure_ascii=False).encode()))
    whole = {"plain", "bom", "gbk", "gzip", "deflate", "raw deflate", "chunked", "continue", "206", "length and chunks"}
    whole |= {"length of nothing", "length no number", "old"}  # up to the end of the connection
    whole |= {"401", "a coding nobody knows"}  # a 401 with an infcode came from behind the gateway
    assert isinstance(outcome, Done if framing in whole else (ErrorReply, Lost)), outcome


@FEW
@given(body=st.binary(max_size=300) | st.just(zipped("a.txt", b"1\t2\n")), framing=st.sampled_from(sorted(FRAMINGS)))
@example(body=zipped("a.txt", b"1\t2\n"), framing="chunked cut")
@example(body=b"1\t2\n" * 50, framing="gzip cut")
@example(body=b"1\t2\n", framing="length no number")
@example(body=b"1\t2\n", framing="chunked")
@example(body=zipped("a.txt", b"1\t2\n"), framing="cut")
def test_a_damaged_file(
    client_of: Made,
    place: Place,
    far_side: tuple[list[bytes], RawServer],
    tmp_path_factory: pytest.TempPathFactory,
    body: bytes,
    framing: str,
) -> None:
    """9102: the whole file stands there, or nothing does."""
    holder, server = far_side
    try:
        holder[0] = FRAMINGS[framing](body)
    except UnicodeDecodeError:
        return
    into = tmp_path_factory.getbasetemp() / "fetched.zip"
    into.unlink(missing_ok=True)
    client = client_of(server.url)
    exchange = FileExchange(client, place.files, "H44010000001", boot_clock=lambda: 0.0, first_byte_s=0.5)
    outcome = exchange.download("H44010000001202603120930000100", AT, "F1", "a.txt.zip", Path(into))
    assert isinstance(outcome, OUTCOMES)
    assert isinstance(outcome, Done) is into.exists()
    if isinstance(outcome, Done) and framing in ("plain", "chunked", "gzip", "deflate"):
        assert into.read_bytes() == body
    text = not body.startswith(b"PK")
    assert not isinstance(outcome, Done) or framing not in (*NOT_WHOLE, *(ZIP_ALONE if text else ()))
    assert not into.with_name(f"{into.name}.part").exists()
    assert not isinstance(outcome, NotSent) or framing.startswith("401")


@pytest.mark.parametrize("number", ["2206A", "2207A"])
def test_amounts_with_separators_are_amounts(ask: Callable[..., CallOutcome], number: str) -> None:
    """1,234.50 is what it says; a settlement with it is known, not in doubt."""
    body = json.dumps(ANSWERS[number]).replace("1234.5", '"1,234.50"')
    assert isinstance(ask(number, reply(body.encode(), more=LAST)), Done)
    assert isinstance(ask(number, reply(body.replace("1,234.50", "12,34.50").encode(), more=LAST)), ErrorReply)
