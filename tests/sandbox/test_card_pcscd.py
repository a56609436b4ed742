"""A private pcscd comes up, goes down and leaves nothing; what is missing is said."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox import pcscd
from sandbox.pcscd import NamespaceRefusedError, PcscdError, PcscdMissingError, PrivatePcscd, reserved_ports

ROOT = Path(__file__).resolve().parents[2]


def serves(daemon: PrivatePcscd) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        return client.connect_ex(daemon.client_environment["PCSCLITE_CSOCK_NAME"]) == 0


def listens(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("", port))
        except OSError:
            return True
    return False


@pytest.fixture
def daemon() -> Iterator[PrivatePcscd]:
    daemon = PrivatePcscd(("Desk",))
    try:
        daemon.__enter__()
    except (PcscdMissingError, NamespaceRefusedError) as error:
        pytest.skip(str(error))
    yield daemon
    daemon.close()


@pytest.mark.pcsc
def test_it_is_stopped_killed_and_started_at_the_same_place(daemon: PrivatePcscd) -> None:
    place = daemon.client_environment
    assert daemon.reader_names == ("Desk 00 00", "Desk 00 01")
    for end in (daemon.stop, daemon.kill):
        assert serves(daemon)
        assert all(listens(port) for port in daemon.ports)
        end()
        assert not serves(daemon)
        end()  # twice is once
        daemon.start()
        assert daemon.client_environment == place
    daemon.restart()
    assert serves(daemon)


@pytest.mark.pcsc
def test_two_of_them_run_side_by_side_and_leave_nothing(daemon: PrivatePcscd) -> None:
    with PrivatePcscd(("Desk",)) as second:
        assert not set(second.ports) & set(daemon.ports)
        assert serves(second)
        ports, place = second.ports, Path(second.client_environment["PCSCLITE_CSOCK_NAME"])
    assert serves(daemon)
    assert not any(listens(port) for port in ports)
    assert not place.exists()
    with pytest.raises(PcscdError, match="not running"):
        second.stop()
    second.close()


@pytest.mark.pcsc
def test_the_machines_own_daemon_is_not_touched(daemon: PrivatePcscd) -> None:
    own = Path("/run/pcscd")
    before = sorted(own.iterdir()) if own.exists() else None
    daemon.restart()
    assert (sorted(own.iterdir()) if own.exists() else None) == before
    assert str(daemon.client_environment["PCSCLITE_CSOCK_NAME"]).startswith("/proc/")


@pytest.mark.pcsc
def test_it_goes_down_with_a_program_that_is_killed(daemon: PrivatePcscd) -> None:
    program = (
        "import signal, sandbox.pcscd\n"
        "with sandbox.pcscd.PrivatePcscd() as daemon:\n"
        "    print(*daemon.ports, flush=True)\n"
        "    signal.pause()\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        ports = [int(port) for port in process.stdout.readline().split()]
        assert len(ports) == 2
        assert all(listens(port) for port in ports)
        process.kill()
    deadline = time.monotonic() + 3
    while any(listens(port) for port in ports):
        assert time.monotonic() < deadline, "pcscd outlived the program"
        time.sleep(0.02)


def test_ports_are_free_and_not_given_twice() -> None:
    held: list[socket.socket] = []
    try:
        chosen = [reserved_ports(2, held) for _ in range(20)]
        assert len({port for ports in chosen for port in ports}) == 40
        assert all(second == first + 1 for first, second in chosen)
    finally:
        for mark in held:
            mark.close()


def test_a_missing_daemon_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pcscd.shutil, "which", lambda name, **_: None)
    with pytest.raises(PcscdMissingError, match="package pcscd"), PrivatePcscd():
        pass


def test_a_missing_driver_names_its_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(pcscd, "_daemon_program", lambda: "pcscd")
    monkeypatch.setattr(pcscd, "_SYSTEM_READERS", tmp_path / "none")
    monkeypatch.setattr(pcscd, "_DEBIAN_DRIVER", str(tmp_path / "none.so"))
    with pytest.raises(PcscdMissingError, match="package vsmartcard-vpcd"), PrivatePcscd():
        pass


def test_a_refused_namespace_is_a_clear_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """unshare is replaced by a program that answers as a hardened container does."""
    refusing = tmp_path / "unshare"
    refusing.write_text("#!/bin/sh\necho 'unshare: unshare failed: Operation not permitted' >&2\nexit 1\n")
    refusing.chmod(refusing.stat().st_mode | stat.S_IXUSR)
    real = shutil.which
    monkeypatch.setattr(pcscd, "_daemon_program", lambda: "pcscd")
    monkeypatch.setattr(pcscd, "_driver", lambda: os.devnull)
    monkeypatch.setattr(pcscd.shutil, "which", lambda name, **_: str(refusing) if name == "unshare" else real(name))
    with (
        pytest.raises(NamespaceRefusedError, match=r"does not allow a mount namespace.*Operation not permitted"),
        PrivatePcscd(),
    ):
        pass


@pytest.mark.pcsc
def test_a_daemon_that_cannot_start_is_said(monkeypatch: pytest.MonkeyPatch, daemon: PrivatePcscd) -> None:
    monkeypatch.setattr(pcscd, "_daemon_program", lambda: "/bin/false")
    monkeypatch.setattr(pcscd, "_READY_SECONDS", 0.3)
    with pytest.raises(PcscdError, match="not ready"), PrivatePcscd():
        pass
