"""Backups while the program works, putting one back, the key, and the feed of events, as typed."""

from __future__ import annotations

import contextlib
import errno
import gc
import io
import os
import sqlite3
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from counter_app.__main__ import main
from offline_queue.engine import lock_folder, open_engine
from sandbox.service import SandboxService
from tests.command_line.conftest import CARD_ID, CARD_NO, NAME, PERSON, VOUCHER, Shell, Typed
from tests.ring_backend import RING, RING_FILE

PERSONAL = (PERSON, NAME, VOUCHER, CARD_NO, CARD_ID, "I10.x00", "高血压", "13800000000")


class Here(Shell):
    """The same commands in this process: a start of Python for each of them would take most of the time."""

    def __call__(self, *line: str, module: str = "counter_app", data: bool = True) -> Typed:
        out, said = io.StringIO(), io.StringIO()
        if "restore" in line:
            gc.collect()  # the commands before it would have ended with their processes, and closed the store
        surroundings = {"COUNTER_APP_SERVICE_URL": self.url}
        with patch.dict(os.environ, surroundings), contextlib.redirect_stdout(out), contextlib.redirect_stderr(said):
            try:
                code = main([*line, "--data", str(self.data)])
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 1
        return Typed(code, out.getvalue(), said.getvalue())


@pytest.fixture
def here(service: SandboxService, tmp_path: Path) -> Here:
    return Here(tmp_path, service.url)


def ticket(shell: Shell, service: SandboxService, name: str, person: str = "") -> str:
    """A claim that waits: its key."""
    service.set_faults(["refuse_connection"])
    ran = shell("settle", "--claim", str(shell.claim(person, f"{name}.yaml")), "--patience", "0", "--json")
    service.clear_faults()
    assert ran.report["state"] == "waiting", ran.said
    key: str = ran.report["key"]
    return key


def refused(ran: Typed, words: str) -> None:
    assert ran.code == 1, (ran.out, ran.said)
    assert ran.report["state"] == "refused"
    assert words in ran.report["said"]


def claims(shell: Shell) -> dict[str, str]:
    return {row["key"]: row["state"] for row in shell("queue", "--json").report["claims"]}


def counters(file: Path) -> dict[str, int]:
    with sqlite3.connect(file) as raw:
        found = dict(raw.execute("SELECT name, value FROM counter"))
    raw.close()
    return found


def live(service: SandboxService) -> list[dict[str, Any]]:
    return [row for row in service.ledger()["settlements"] if not row["refunded"]]


def test_a_backup_is_made_while_the_window_works_and_tells_nothing(
    here: Here, service: SandboxService, tmp_path: Path
) -> None:
    key = ticket(here, service, "one")
    working = lock_folder(here.data)
    # Somebody is in the middle of writing: what is not committed is not in the backup, and nobody waits.
    writer = sqlite3.connect(here.data / "training.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE counter SET value = 77 WHERE name = 'claim'")
    to = tmp_path / "store.backup"
    try:
        ran = here("queue", "backup", "--to", str(to), "--json")
    finally:
        writer.execute("ROLLBACK")
        writer.close()
        working.release()
    assert (ran.code, ran.report["state"], ran.report["claims"]) == (0, "ok", 1), ran.said
    assert "没有密钥" in ran.report["said"]
    assert counters(to) == counters(here.data / "training.db")
    content = to.read_bytes()
    assert (here.data / "training.key").read_bytes() not in content
    assert [text for text in PERSONAL if text.encode() in content] == []
    assert key.encode() in content
    assert to.stat().st_mode & 0o077 == 0
    assert sorted(one.name for one in tmp_path.glob("store.backup*")) == ["store.backup"]
    refused(here("queue", "backup", "--to", str(to), "--json"), "已经有了")
    assert to.read_bytes() == content
    assert here("queue", "backup", "--json").code == 2


def test_a_restored_store_settles_nothing_twice(here: Here, service: SandboxService, tmp_path: Path) -> None:
    """The worst of it: what waited in the backup was settled afterwards, and a second claim was opened and settled."""
    first = ticket(here, service, "one")
    to = tmp_path / "store.backup"
    assert here("queue", "backup", "--to", str(to), "--json").code == 0
    assert here("queue", "replay", "--json").report["drained"]
    second = here("settle", "--claim", str(here.claim(name="two.yaml")), "--json").report["key"]
    booked = live(service)
    assert len(booked) == 2
    sent = {row["msgid"] for row in service.ledger()["calls"]}
    visits = {row["mdtrt_id"] for row in service.ledger()["settlements"]}

    refused(here("queue", "restore", "--from", str(to), "--json"), "比备份新")
    assert set(claims(here)) == {first, second}
    ran = here("queue", "restore", "--from", str(to), "--over", "--json")
    assert (ran.code, ran.report["to_check"], ran.report["claims"]) == (0, [first], 1), (ran.out, ran.said)
    aside = here.data / ran.report["kept_aside"]
    with sqlite3.connect(aside) as old:
        assert old.execute("SELECT count(*) FROM job").fetchone() == (2,)
    old.close()

    # It waits, whatever is tried: nothing is sent for it.
    assert claims(here) == {first: "unclear"}
    before = len(service.ledger()["calls"])
    here("queue", "replay", "--seconds", "3", "--json")
    assert here("queue", "continue", first, "--json").code == 1
    assert len(service.ledger()["calls"]) == before
    assert claims(here) == {first: "unclear"}
    assert live(service) == booked

    # A new claim's key, visit and message ids were never used before.
    third = here("settle", "--claim", str(here.claim(name="three.yaml")), "--json").report["key"]
    assert third.split("-")[1] != first.split("-")[1]
    calls = service.ledger()["calls"][before:]
    assert not {row["msgid"] for row in calls} & sent
    assert not {row["mdtrt_id"] for row in live(service) if row not in booked} & visits

    # Somebody looked at the centre, and says so: only then it goes on, under a visit's number above all used ones.
    assert here("queue", "release", first, "--json").code == 0
    shown = here("queue", "show", first, "--json").report
    assert "checked after a restore" in [row["what"] for row in shown["events"]]
    assert here("queue", "release", first, "--json").code == 1


def test_a_damaged_store_is_replaced_and_kept_aside(here: Here, service: SandboxService, tmp_path: Path) -> None:
    assert here("settle", "--claim", str(here.claim()), "--json").code == 0
    done = claims(here)
    to = tmp_path / "store.backup"
    assert here("queue", "backup", "--to", str(to), "--json").code == 0
    file = here.data / "training.db"
    for one in here.data.glob("training.db*"):
        one.unlink()  # another file in its place: this process may still have the old one open
    file.write_bytes(b"x" * 9000)
    refused(here("queue", "restore", "--from", str(to), "--json"), "打不开")
    ran = here("queue", "restore", "--from", str(to), "--over", "--json")
    assert (ran.code, ran.report["to_check"]) == (0, []), ran.out
    assert claims(here) == done
    assert (here.data / ran.report["kept_aside"]).read_bytes() == b"x" * 9000
    assert not list(here.data.glob("*.restoring*"))


def test_what_is_no_good_backup_is_not_restored(here: Here, service: SandboxService, tmp_path: Path) -> None:
    ticket(here, service, "one")
    to = tmp_path / "store.backup"
    assert here("queue", "backup", "--to", str(to), "--json").code == 0
    stood = claims(here)
    whole = to.read_bytes()
    damaged = tmp_path / "damaged"
    damaged.write_bytes(whole[:4096] + b"\xff" * 4096 + whole[8192:])
    refused(here("queue", "restore", "--from", str(damaged), "--over", "--json"), "不完整或已损坏")
    damaged.write_bytes(b"no database")
    refused(here("queue", "restore", "--from", str(damaged), "--over", "--json"), "不完整或已损坏")
    refused(here("queue", "restore", "--from", str(tmp_path / "none"), "--json"), "读不出")
    working = lock_folder(here.data)
    try:
        refused(here("queue", "restore", "--from", str(to), "--over", "--json"), "正被窗口程序使用")
    finally:
        working.release()
    assert claims(here) == stood

    # On another machine: first without any key, then with another one, then with the right one.
    other = Here(tmp_path / "elsewhere", here.url)
    other.folder.mkdir()
    ran = other("queue", "restore", "--from", str(to), "--json")
    assert ran.code == 2
    assert "密钥不见了" in ran.said
    assert not list(other.data.glob("*.key"))
    (key := other.data / "training.key").write_bytes(bytes(32))
    key.chmod(0o600)
    refused(other("queue", "restore", "--from", str(to), "--json"), "另一把密钥")
    key.unlink()
    assert here("queue", "key", "--to", str(key), "--json").report["place"] == "file"
    ran = other("queue", "restore", "--from", str(to), "--json")
    assert (ran.code, ran.report["kept_aside"]) == (0, None), (ran.out, ran.said)
    assert set(claims(other)) == set(stood)


def test_a_key_in_the_keyring_can_be_kept_elsewhere(shell: Shell, tmp_path: Path) -> None:
    shell.environment |= {"PYTHON_KEYRING_BACKEND": RING, RING_FILE: str(tmp_path / "ring.json")}
    assert shell("settle", "--claim", str(shell.claim()), "--json").code == 0
    ran = shell("queue", "key", "--to", str(tmp_path / "kept.key"), "--json")
    assert (ran.report["place"], ran.report["said"][:2]) == ("keyring", "密钥")
    (tmp_path / "ring.json").unlink()
    assert shell("queue", "--json").code == 2
    (tmp_path / "kept.key").rename(shell.data / "training.key")
    assert len(claims(shell)) == 1


@pytest.mark.parametrize("at_once", [3, 1000])
def test_a_reader_that_crashes_and_reads_again_misses_nothing(
    here: Here, service: SandboxService, at_once: int
) -> None:
    """It applies a page by `id`, and crashes before every second time it notes how far it has come."""
    key = ticket(here, service, "one")
    taken: dict[str, dict[str, Any]] = {}
    noted, crashes = 0, 0
    feed: str | None = None

    def read() -> bool:
        nonlocal noted, crashes, feed
        options = ["--feed", feed] if feed else []
        report = here("queue", "events", "--since", str(noted), "--limit", str(at_once), *options, "--json").report
        assert report["state"] == "ok"
        for row in report["events"]:
            assert taken.setdefault(row["id"], row)["seq"] == row["seq"]
        feed = report["feed"]
        if report["events"] and crashes < len(taken):
            crashes += 1
            if crashes % 2:
                return True
        noted = report["last"]
        return bool(report["more"])

    read()
    assert here("queue", "replay", "--json").report["drained"]
    while read():
        pass
    read()
    assert crashes
    assert sorted(row["seq"] for row in taken.values()) == list(range(1, len(taken) + 1))
    assert "ticket" in {row["outcome"] for row in taken.values()}
    done = next(row for row in taken.values() if row["outcome"] == "done")
    claim = here("queue", "show", key, "--json").report
    assert (done["key"], done["refund_due"]) == (key, claim["refund_due"])
    assert done["claim"]["refund_due"] == claim["refund_due"] != "0.00"
    other = here("queue", "events", "--since", "9999", "--json")
    assert (other.code, other.report["failure"]) == (1, "other_feed")
    assert here("queue", "events", "--feed", "ZZZZ", "--json").report["failure"] == "other_feed"
    assert here("queue", "events", "--since", "-1", "--json").code == 2
    for text in PERSONAL:
        assert text not in str(taken)


def test_unclear_stands_in_the_feed(here: Here, service: SandboxService) -> None:
    service.set_faults(["drop_before:2207A"])
    assert here("settle", "--claim", str(here.claim()), "--patience", "0", "--json").report["state"] == "unclear"
    report = here("queue", "events", "--json").report
    assert "unclear" in [row["outcome"] for row in report["events"]]
    assert {row["claim"]["state"] for row in report["events"]} == {"unclear"}


def test_a_store_that_a_window_of_another_folder_has_open_is_not_replaced(
    here: Here, service: SandboxService, tmp_path: Path
) -> None:
    """Its folder is free, and the store is not: that window would write on into the file that was moved away."""
    key = ticket(here, service, "one")
    to = tmp_path / "store.backup"
    assert here("queue", "backup", "--to", str(to), "--json").code == 0
    other = open_engine(f"sqlite:///{here.data / 'training.db'}")
    with other.connect() as window:
        assert window.exec_driver_sql("SELECT count(*) FROM job").scalar() == 1
    refused(here("queue", "restore", "--from", str(to), "--over", "--json"), "正被窗口程序使用")
    assert not list(here.data.glob("*before-restore*"))
    with other.connect() as window:
        assert window.exec_driver_sql("SELECT count(*) FROM job").scalar() == 1
    other.dispose()
    assert here("queue", "restore", "--from", str(to), "--over", "--json").code == 0
    assert claims(here) == {key: "unclear"}


def test_what_cannot_be_brought_to_the_disk_moves_nothing_aside(
    here: Here, service: SandboxService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = ticket(here, service, "one")
    to = tmp_path / "store.backup"
    assert here("queue", "backup", "--to", str(to), "--json").code == 0

    def full(_file: Path) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr("offline_queue.backup._sync", full)
        refused(here("queue", "restore", "--from", str(to), "--json"), "写不进")
    assert claims(here) == {key: "waiting"}
    assert not list(here.data.glob("*before-restore*"))


def test_a_stick_that_knows_no_links_takes_a_backup(
    here: Here, service: SandboxService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket(here, service, "one")

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    to = tmp_path / "store.backup"
    assert here("queue", "backup", "--to", str(to), "--json").code == 0
    with sqlite3.connect(to) as raw:
        assert raw.execute("SELECT count(*) FROM job").fetchone() == (1,)
    raw.close()
    refused(here("queue", "backup", "--to", str(to), "--json"), "已经有了")
