"""9101 and 9102 through a real socket: to the sandbox and back, and every way a download can go wrong."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from counter_app.settlement.client import Client, UnfitInput
from counter_app.settlement.file_exchange import FileExchange
from counter_app.settlement.outcome import Done, ErrorReply, Lost, NotSent, Refused
from counter_app.settlement.place import FileHabits, ProfileError, load_place
from counter_app.settlement.text_file import zipped
from sandbox.service import SandboxService
from tests.settlement.conftest import AT, STATION
from tests.settlement.raw_server import RawServer, read_request, reply, reset

Made = Callable[..., Client]
CONTENT = zipped("rows.txt", "甲\t1\n".encode() * 500)
OCTETS = "application/octet-stream"


def exchange_of(client: Client, **habits: str | int) -> FileExchange:
    return FileExchange(
        client,
        FileHabits(**habits),  # type: ignore[arg-type]
        STATION.institution_code,
        boot_clock=time.monotonic,
        first_byte_s=2.0,
    )


def msgid(number: int) -> str:
    return f"{STATION.institution_code}20260312093000{number:04d}"


@pytest.fixture(scope="module")
def service() -> Iterator[SandboxService]:
    with SandboxService() as running:
        yield running


# --- with the sandbox ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("upload", ["multipart", "json"])
def test_a_file_goes_up_and_comes_back(client_of: Made, service: SandboxService, tmp_path: Path, upload: str) -> None:
    exchange = exchange_of(client_of(service.url, read_timeout_s=5.0), upload=upload)
    outcome = exchange.upload(msgid(1), AT, "rows.zip", CONTENT)
    assert isinstance(outcome, Done)
    number = outcome.output["file_qury_no"]
    assert len(number) == 43
    into = tmp_path / "back"
    assert exchange.download(msgid(2), AT, number, "rows.zip", into) == Done({"bytes": len(CONTENT)})
    assert into.read_bytes() == CONTENT
    assert [file.name for file in tmp_path.iterdir()] == ["back"]


def test_a_number_nobody_knows_is_refused(client_of: Made, service: SandboxService, tmp_path: Path) -> None:
    exchange = exchange_of(client_of(service.url, read_timeout_s=5.0))
    outcome = exchange.download(msgid(3), AT, "fsi/20260101/none", "rows.zip", tmp_path / "back")
    assert outcome == Refused("FSI-文件查询号不存在[fileBO_71]", "-1")
    assert list(tmp_path.iterdir()) == []


def test_an_expired_file_is_refused(client_of: Made, service: SandboxService, tmp_path: Path) -> None:
    exchange = exchange_of(client_of(service.url, read_timeout_s=5.0))
    outcome = exchange.upload(msgid(4), AT, "rows.zip", CONTENT)
    assert isinstance(outcome, Done)
    service.set_behaviours(clock_offset_s=604810)
    try:
        late = exchange.download(msgid(5), AT, outcome.output["file_qury_no"], "rows.zip", tmp_path / "back")
    finally:
        service.set_behaviours(clock_offset_s=0)
    assert late == Refused("FSI-文件已过下载截止时间[fileBO_72]", "-1")


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("drop_before:9102", Lost),
        ("drop_after:9102", Lost),
        ("half_answer:9102", Lost),
        ("not_json:9102", ErrorReply),
        ("http_500:9102", ErrorReply),
        ("busy:9102", ErrorReply),
    ],
)
def test_a_download_that_fails_leaves_nothing(
    client_of: Made, service: SandboxService, tmp_path: Path, fault: str, expected: type
) -> None:
    exchange = exchange_of(client_of(service.url, read_timeout_s=5.0))
    sent = exchange.upload(msgid(6), AT, "rows.zip", CONTENT)
    assert isinstance(sent, Done)
    service.set_faults([fault])
    try:
        outcome = exchange.download(msgid(7), AT, sent.output["file_qury_no"], "rows.zip", tmp_path / "back")
    finally:
        service.clear_faults()
    assert isinstance(outcome, expected)
    assert list(tmp_path.iterdir()) == []


def test_a_closed_listener_is_not_sent(client_of: Made, tmp_path: Path) -> None:
    with SandboxService(faults=["refuse_connection"]) as closed:
        exchange = exchange_of(client_of(closed.url))
        assert isinstance(exchange.upload(msgid(15), AT, "rows.zip", CONTENT), NotSent)
        assert isinstance(exchange.download(msgid(16), AT, "a/b", "f", tmp_path / "back"), NotSent)


def test_an_upload_whose_answer_is_cut_is_lost(client_of: Made, service: SandboxService) -> None:
    service.set_faults(["drop_after:9101"])
    try:
        outcome = exchange_of(client_of(service.url)).upload(msgid(8), AT, "rows.zip", CONTENT)
    finally:
        service.clear_faults()
    assert isinstance(outcome, Lost)


def test_what_does_not_fit_is_not_sent(client_of: Made, service: SandboxService) -> None:
    with pytest.raises(UnfitInput, match="文件名（filename）超过 200 个字符"):
        exchange_of(client_of(service.url)).upload(msgid(9), AT, "x" * 201, CONTENT)


# --- against a server that says one thing ----------------------------------------------------------------------------


def downloaded(client_of: Made, answer: bytes, folder: Path, **habits: int) -> object:
    def conduct(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(answer)

    with RawServer(conduct) as server:
        return exchange_of(client_of(server.url), **habits).download(msgid(10), AT, "a/b", "f", folder / "back")


def test_the_parts_are_those_of_the_appendix(client_of: Made) -> None:
    got: list[bytes] = []

    def conduct(connection: socket.socket) -> None:
        got.append(read_request(connection))
        connection.sendall(reply(b'{"infcode": 0, "output": {"file_qury_no": "a/b"}}'))

    with RawServer(conduct) as server:
        outcome = exchange_of(client_of(server.url)).upload(msgid(11), AT, "rows.zip", CONTENT)
    assert outcome == Done({"file_qury_no": "a/b"})
    head, _, body = got[0].partition(b"\r\n\r\n")
    assert b"content-type: multipart/form-data; boundary=" in head.lower()
    assert b'name="file"; filename="rows.zip"' in body
    assert CONTENT in body
    part = body.split(b'name="jsonStr"', 1)[1].split(b"\r\n\r\n", 1)[1].split(b"\r\n--", 1)[0]
    message = json.loads(part)
    assert message["infno"] == "9101"
    assert message["input"] == {"fsUploadIn": {"filename": "rows.zip", "fixmedins_code": STATION.institution_code}}


@pytest.mark.parametrize(
    ("mark", "filename", "institution"),
    [("fixmedins_code", "f.zip", "plc"), ("filename", "plc", STATION.institution_code)],
)
def test_where_plc_stands_is_the_places(
    client_of: Made, tmp_path: Path, mark: str, filename: str, institution: str
) -> None:
    got: list[bytes] = []

    def conduct(connection: socket.socket) -> None:
        got.append(read_request(connection))
        connection.sendall(reply(CONTENT, kind=OCTETS))

    with RawServer(conduct) as server:
        exchange = exchange_of(client_of(server.url), catalogue_mark=mark)
        outcome = exchange.download(msgid(12), AT, "a/b", "f.zip", tmp_path / "c", catalogue=True)
    assert isinstance(outcome, Done)
    sent = json.loads(got[0].partition(b"\r\n\r\n")[2])["input"]["fsDownloadIn"]
    assert sent == {"file_qury_no": "a/b", "filename": filename, "fixmedins_code": institution}


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (reply(b'{"infcode": -1, "err_msg": "no"}'), Refused("no", "-1")),
        (reply('{"infcode": "-1", "err_msg": "无此文件"}'.encode("gbk"), kind=OCTETS), Refused("无此文件", "-1")),
        (reply(b'\xef\xbb\xbf{"infcode": -1, "err_msg": "no"}', kind=OCTETS), Refused("no", "-1")),
        (reply(b'{"infcode": 0, "output": null}'), ErrorReply("答复里没有文件", "0")),
        (reply(b'{"code": 401, "message": "m"}', status=401), NotSent("m", "网关没有放行：m")),
        (reply(b"", kind=OCTETS), ErrorReply("答复读不懂（HTTP 200）", "200")),
        (reply(b"<html>", kind="text/html"), ErrorReply("答复读不懂（HTTP 200）", "200")),
        (reply(CONTENT, status=502, kind=OCTETS), ErrorReply("答复读不懂（HTTP 502）", "502")),
        (reply(b"", status=302, more="Location: http://127.0.0.1:1/\r\n"), ErrorReply("答复读不懂（HTTP 302）", "302")),
        (reply(b"x" * (2 << 20), kind="text/html"), ErrorReply("答复读不懂（HTTP 200）", "200")),
    ],
)
def test_an_answer_that_is_no_file_ends_as_an_outcome(
    client_of: Made, tmp_path: Path, answer: bytes, expected: object
) -> None:
    assert downloaded(client_of, answer, tmp_path) == expected
    assert list(tmp_path.iterdir()) == []


def test_a_bare_txt_is_a_file(client_of: Made, tmp_path: Path) -> None:
    assert downloaded(client_of, reply(b"A\t1\n", kind=OCTETS), tmp_path) == Done({"bytes": 4})
    assert (tmp_path / "back").read_bytes() == b"A\t1\n"


def test_a_file_that_is_too_large_is_given_up(client_of: Made, tmp_path: Path) -> None:
    answer = reply(b"PK" + b"x" * 1_100_000, kind=OCTETS)
    assert downloaded(client_of, answer, tmp_path, largest_mb=1) == ErrorReply("文件超过 1 MB")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_stops_half_way_is_lost_and_the_old_one_stands(client_of: Made, tmp_path: Path) -> None:
    (tmp_path / "back").write_bytes(b"old")

    def conduct(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(reply(CONTENT, kind=OCTETS)[:-50])
        reset(connection)

    with RawServer(conduct) as server:
        outcome = exchange_of(client_of(server.url)).download(msgid(13), AT, "a/b", "f", tmp_path / "back")
    assert isinstance(outcome, Lost)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == {"back": b"old"}


def test_a_file_that_trickles_for_ever_is_given_up(client_of: Made, tmp_path: Path) -> None:
    clock = iter(range(0, 100_000, 1000))

    def conduct(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(reply(b"PK" + b"x" * 300_000, kind=OCTETS))

    with RawServer(conduct) as server:
        exchange = FileExchange(
            client_of(server.url), FileHabits(), STATION.institution_code, boot_clock=lambda: float(next(clock))
        )
        outcome = exchange.download(msgid(14), AT, "a/b", "f", tmp_path / "back")
    assert outcome == Lost("whole file not in time")
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_takes_nothing_is_said(client_of: Made, tmp_path: Path) -> None:
    assert isinstance(downloaded(client_of, reply(CONTENT, kind=OCTETS), tmp_path / "missing"), ErrorReply)


# --- the profile -----------------------------------------------------------------------------------------------------


def test_how_files_travel_stands_in_the_profile(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text('extends = "national"\n[files]\nupload = "json"\ncatalogue_mark = "filename"\nlargest_mb = 5\n')
    assert load_place(str(file)).files == FileHabits("json", "filename", 5, "v0000")
    assert load_place("national").files == FileHabits()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('upload = "ftp"', "ours.toml: files.upload 只能是 multipart、json"),
        ("largest_mb = 0", "ours.toml: files.largest_mb 要大于 0，不超过 4000"),
        ("larges_mb = 5", "ours.toml: files.larges_mb 不认识这一项"),
    ],
)
def test_a_wrong_key_of_it_is_named(tmp_path: Path, line: str, said: str) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(f'extends = "national"\n[files]\n{line}\n')
    with pytest.raises(ProfileError) as wrong:
        load_place(str(file))
    assert str(wrong.value) == said
