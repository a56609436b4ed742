"""Operators, typed: passwords come by standard input alone, and from the first one on rights are asked."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from counter_app.__main__ import main
from counter_app.desk.duty import Duty, Staff
from counter_app.model.operator import Operator, Role
from counter_app.records import operators as module
from counter_app.records.operators import Operators
from counter_app.settings import WindowSettings
from offline_queue.cipher import Cipher
from offline_queue.engine import StoreUnavailable, open_engine
from offline_queue.store import Store

BOSS, CASHIER = "boss-horse-1", "cashier-horse-2"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_TIMES", 1)
    monkeypatch.setattr(module, "_KIB", 64)


class Typed:
    """Commands in this process, with what is typed into them."""

    def __init__(self, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._data, self._patch, self._caught = data, monkeypatch, capsys

    def __call__(self, *line: str, typed: str = "") -> tuple[int, str]:
        self._patch.setattr(sys, "stdin", StringIO(typed))
        code = main([*line, "--data", str(self._data), "--json"])
        said = self._caught.readouterr()
        for word in filter(None, typed.split("\n")):
            assert word not in said.out + said.err
        return code, said.out


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    monkeypatch.setenv("COUNTER_APP_STORE_KEY", "file")
    return Typed(tmp_path / "data", monkeypatch, capsys)


@pytest.fixture
def staffed(shell: Typed) -> Typed:
    add = ("operator", "add")
    assert shell(*add, "0100", "--name", "李主管", "--role", "supervisor", typed=f"{BOSS}\n")[0] == 0
    assert shell(*add, "0107", "--name", "王收费", "--as", "0100", typed=f"{BOSS}\n{CASHIER}\n")[0] == 0
    return shell


def test_the_first_one_is_made_by_who_sets_up_and_a_supervisor_makes_the_others(staffed: Typed) -> None:
    code, out = staffed("operator", "add", "0108", "--name", "赵收费", typed=f"{CASHIER}\n")
    assert code == 1
    assert "--as" in out
    code, out = staffed("operator", "add", "0108", "--name", "赵收费", "--as", "0107", typed=f"{CASHIER}\nx-horse-33\n")
    assert code == 1
    assert "主管" in out
    code, out = staffed("operator", "off", "0107", "--as", "0100", typed="wrong-horse\n")
    assert code == 1
    assert "工号或密码不对" in out
    code, out = staffed("operator", "list")
    assert code == 0
    assert out.count('"active": true') == 2
    assert "argon2" not in out


def test_everybody_changes_their_own_password_and_nobody_elses(staffed: Typed) -> None:
    typed = f"{CASHIER}\nnew-horse-44\n"
    assert staffed("operator", "password", "0100", "--as", "0107", typed=typed)[0] == 1
    assert staffed("operator", "password", "0107", "--as", "0107", typed=typed)[0] == 0
    assert staffed("operator", "password", "0107", "--as", "0107", typed=typed)[0] == 1, "the old one is over"


def test_what_takes_a_supervisor_at_the_window_takes_one_here(staffed: Typed) -> None:
    for line in (
        ("refund", "K1", "--reason", "x"),
        ("queue", "put-right", "K1", "--word", "gone", "--by", "x", "--how", "x"),
        ("queue", "release", "K1"),
        ("queue", "agency", "--settled", "K1", "S1"),
        ("queue", "continue", "K1", "--accept-warnings", "x"),
    ):
        code, out = staffed(*line)
        assert (code, "--as" in out) == (1, True), line
        code, out = staffed(*line, "--as", "0107", typed=f"{CASHIER}\n")
        assert (code, "这要主管来做" in out) == (1, True), line
        code, out = staffed(*line, "--as", "0100", typed=f"{BOSS}\n")
        assert '"missing"' in out, line
    assert "--reason" in staffed("refund", "K1", "--as", "0100", typed=f"{BOSS}\n")[1]
    code, out = staffed("queue", "continue", "K1", "--as", "0107", typed=f"{CASHIER}\n")
    assert '"missing"' in out


def test_a_restore_over_what_stands_takes_a_supervisor(staffed: Typed, tmp_path: Path) -> None:
    """By the register of the store that stands; by the backup's where that one cannot be read."""
    to, data = tmp_path / "store.backup", tmp_path / "data"
    assert staffed("queue", "backup", "--to", str(to))[0] == 0
    gc.collect()  # the commands before would have ended with their processes, and closed the store
    over = ("queue", "restore", "--from", str(to), "--over")
    for _ in ("it stands", "it cannot be read"):
        (file,) = data.glob("*.db")
        before = file.read_bytes()
        code, out = staffed(*over)
        assert (code, "--as" in out) == (1, True)
        code, out = staffed(*over, "--as", "0107", typed=f"{CASHIER}\n")
        assert (code, "这要主管来做" in out) == (1, True)
        code, out = staffed(*over, "--as", "0100", typed="wrong-horse\n")
        assert (code, "工号或密码不对" in out) == (1, True)
        assert file.read_bytes() == before
        assert not list(data.glob("*before-restore*"))
        for one in data.glob("*.db-*"):
            one.unlink()
        file.write_bytes(b"x" * 9000)
    code, out = staffed(*over, "--as", "0100", typed=f"{BOSS}\n")
    assert (code, '"ok"' in out) == (0, True), out
    assert staffed("operator", "list")[1].count('"active": true') == 2


def test_who_left_since_a_backup_does_not_come_back_with_it(staffed: Typed, tmp_path: Path) -> None:
    to = tmp_path / "store.backup"
    assert staffed("queue", "backup", "--to", str(to))[0] == 0
    assert staffed("operator", "off", "0107", "--as", "0100", typed=f"{BOSS}\n")[0] == 0
    gc.collect()
    assert staffed("queue", "restore", "--from", str(to), "--over", "--as", "0100", typed=f"{BOSS}\n")[0] == 0
    out = staffed("operator", "list")[1]
    assert (out.count('"active": true'), out.count('"active": false')) == (1, 1)
    assert staffed("queue", "continue", "K1", "--as", "0107", typed=f"{CASHIER}\n")[0] == 1


@pytest.mark.parametrize("taken_away", [False, True])
def test_a_restore_takes_a_supervisor_whether_or_not_it_goes_over_newer_claims(
    staffed: Typed, tmp_path: Path, taken_away: bool
) -> None:
    """Nor does it help to take the store's file away first: then it is asked by the backup's register."""
    to, aside = tmp_path / "store.backup", tmp_path / "aside"
    assert staffed("queue", "backup", "--to", str(to))[0] == 0
    gc.collect()
    aside.mkdir()
    for one in tmp_path.glob("data/*.db*") if taken_away else ():
        one.rename(aside / one.name)
    before = sorted(one.name for one in tmp_path.glob("data/*.db*"))
    restore = ("queue", "restore", "--from", str(to))
    for line in (restore, (*restore, "--over")):
        code, out = staffed(*line)
        assert (code, "--as" in out) == (1, True)
        code, out = staffed(*line, "--as", "0107", typed=f"{CASHIER}\n")
        assert (code, "这要主管来做" in out) == (1, True)
    assert sorted(one.name for one in tmp_path.glob("data/*.db*")) == before
    code, out = staffed(*restore, "--as", "0100", typed=f"{BOSS}\n")
    assert (code, '"ok"' in out) == (0, True), out
    assert staffed("operator", "list")[1].count('"active": true') == 2


def test_a_restore_over_asks_nobody_where_nobody_signs_in(shell: Typed, tmp_path: Path) -> None:
    to = tmp_path / "store.backup"
    assert shell("queue", "list")[0] == 0
    assert shell("queue", "backup", "--to", str(to))[0] == 0
    gc.collect()
    assert shell("queue", "restore", "--from", str(to), "--over")[0] == 0


def test_a_machine_looks_and_replays_without_a_password(staffed: Typed) -> None:
    for line in (("queue", "list"), ("queue", "events"), ("queue", "replay", "--seconds", "1")):
        assert staffed(*line)[0] == 0, line


def test_a_hospital_that_wants_no_sign_in_is_not_asked(staffed: Typed, tmp_path: Path) -> None:
    settings = tmp_path / "data" / "settings.toml"
    settings.write_text('[window]\nsign_in = "off"\n', "utf-8")
    assert '"missing"' in staffed("refund", "K1")[1]


def test_whoever_starts_the_program_does_not_do_away_with_signing_in(
    staffed: Typed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNTER_APP_WINDOW_SIGN_IN", "off")
    assert staffed("refund", "K1")[0] == 2


def test_the_key_and_what_it_opens_are_a_supervisors(staffed: Typed, tmp_path: Path) -> None:
    kept, to = tmp_path / "statement.kept", tmp_path / "copy"
    kept.write_bytes(b"of no key")
    for line in (("queue", "key", "--to", str(to)), ("queue", "unseal", "--from", str(kept), "--to", str(to))):
        for who in ((), ("--as", "0107")):
            code, out = staffed(*line, *who, typed=f"{CASHIER}\n" if who else "")
            assert (code, '"refused"' in out, to.exists()) == (1, True, False), (line, out)
    assert staffed("queue", "key")[0] == 0, "where it lies is no secret"
    assert staffed("queue", "key", "--to", str(to), "--as", "0100", typed=f"{BOSS}\n")[0] == 0
    assert to.exists()


def stores(folder: Path) -> Iterator[Store]:
    for name in ("own", "hospital"):
        store = Store(open_engine(f"sqlite:///{folder / name}.db"), Cipher(bytes(range(32))))
        store.prepare()
        yield store


def test_while_the_server_is_away_people_sign_in_and_nobody_is_changed(tmp_path: Path) -> None:
    own, shared = stores(tmp_path)
    hospital: Any = SimpleNamespace(store=shared)
    staff = Staff(own, hospital)
    boss = Operator("0100", "李主管", Role.SUPERVISOR)
    staff.change(lambda there: there.add(boss, BOSS))
    duty = Duty(WindowSettings(), staff)
    assert duty.asks()

    hospital.store = None
    assert staff.check("0100", BOSS) == boss
    assert duty.asks()
    with pytest.raises(StoreUnavailable, match="away"):
        staff.change(lambda there: there.new_password("0100", CASHIER))

    Operators(shared.register).new_password("0100", CASHIER)  # at another window
    assert staff.check("0100", BOSS) == boss, "what is known here counts until the server is back"
    hospital.store = shared
    assert staff.check("0100", BOSS) is None
    assert staff.check("0100", CASHIER) == boss
    for one in (own, shared):
        one._engine.dispose()
