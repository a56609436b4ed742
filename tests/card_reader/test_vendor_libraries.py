"""Vendors' libraries in a process of their own: a stand-in with the documented functions, and all it may do to us."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from card_reader.reading import Status
from card_reader.vendor_card import IdCard, Interface, read_id_card, read_social_card
from card_reader.vendor_process import VendorError, VendorLibrary, VendorTrouble

SOURCE = Path(__file__).with_name("vendor_stand_in.c")
PERSON = ("戊练习", "990200195111111057")

Opened = Callable[..., VendorLibrary]


@pytest.fixture(scope="session")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("vendor") / "libStandIn.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-O0", "-o", str(file), str(SOURCE)], check=True)
    return file


@pytest.fixture
def opened(stand_in: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    libraries = []

    def open_one(mode: str = "", *, wait_s: float = 5.0) -> VendorLibrary:
        monkeypatch.setenv("STAND_IN", mode)
        libraries.append(VendorLibrary(str(stand_in), wait_s=wait_s))
        return libraries[-1]

    yield open_one
    for library in libraries:
        library.close()


@pytest.mark.parametrize("interface", list(Interface))
def test_a_social_security_card_is_read(opened: Opened, interface: Interface) -> None:
    reading = read_social_card(opened(), interface)
    assert reading.status is Status.OK
    assert (reading.fields["name"], reading.fields["ssn"]) == PERSON
    assert reading.fields["card_no"] == "Z99000002"
    assert reading.fields["card_id"] == "99020000000000000000000000000002"
    assert reading.fields["valid_until"] == "2030-01-01"
    assert PERSON[0] not in repr(reading)


@pytest.mark.parametrize(
    ("mode", "status"),
    [
        ("no_card", Status.NO_CARD),
        ("psam", Status.MUTE),
        ("short", Status.MUTE),
        ("guarded", Status.PARTIAL),
        ("crash", Status.READER_BUSY),
        ("leave", Status.READER_BUSY),
        ("talk", Status.OK),
    ],
)
def test_what_a_library_says_and_does(opened: Opened, mode: str, status: Status) -> None:
    reading = read_social_card(opened(mode), Interface.SSCARD)
    assert reading.status is status
    if mode == "guarded":
        assert reading.fields["card_no"] == "Z99000002"
        assert reading.fields["name"] is None
        assert reading.fields["valid_until"] is None


def test_an_identity_card_is_read(opened: Opened) -> None:
    card = read_id_card(opened())
    assert card == IdCard(Status.OK, *PERSON)
    assert PERSON[1] not in repr(card)


@pytest.mark.parametrize(
    ("mode", "status"),
    [
        ("no_reader", Status.NO_READER),
        ("no_card", Status.NO_CARD),
        ("pulled", Status.PULLED),
        ("crash", Status.READER_BUSY),
    ],
)
def test_an_identity_card_is_not_read(opened: Opened, mode: str, status: Status) -> None:
    assert read_id_card(opened(mode)) == IdCard(status)


def test_a_library_that_hangs_is_ended_and_the_next_call_begins_anew(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = opened("hang", wait_s=0.3)
    begun = time.monotonic()
    assert read_social_card(library, Interface.SSCARD).status is Status.READER_BUSY
    assert time.monotonic() - begun < 8
    monkeypatch.setenv("STAND_IN", "")
    library._wait_s = 5.0
    assert read_social_card(library, Interface.SSCARD).status is Status.OK


def test_after_a_crash_the_next_call_is_answered(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    library = opened("crash")
    for _ in range(2):
        with pytest.raises(VendorError) as wrong:
            library.call("iReadCardBas", [3], [4096])
        assert wrong.value.trouble is VendorTrouble.CRASHED
    monkeypatch.setenv("STAND_IN", "")
    assert library.call("iReadCardBas", [3], [4096]).code == 0


def test_what_is_not_there_is_said(opened: Opened, tmp_path: Path) -> None:
    with pytest.raises(VendorError) as wrong:
        opened().call("iNoSuchThing")
    assert wrong.value.trouble is VendorTrouble.NO_FUNCTION
    none = tmp_path / "none.so"
    for library in (VendorLibrary(str(none)), VendorLibrary(str(none), helper=str(tmp_path / "no-python"))):
        assert read_social_card(library, Interface.SSCARD).status is Status.SERVICE_DOWN
        library.close()


def test_the_window_closes_while_a_library_hangs(opened: Opened) -> None:
    library = opened("hang", wait_s=60)
    said: list[Status] = []
    worker = threading.Thread(target=lambda: said.append(read_social_card(library, Interface.SSCARD).status))
    worker.start()
    while library._process is None:
        time.sleep(0.01)
    time.sleep(0.2)
    library.close()
    worker.join(5)
    assert said == [Status.READER_BUSY]
    with pytest.raises(VendorError) as wrong:
        library.call("iReadCardBas", [3], [64])
    assert wrong.value.trouble is VendorTrouble.CLOSED
