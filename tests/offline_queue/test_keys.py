"""The store's key: the desktop's keyring, else a file of its owner's; never a new one for a store that holds claims."""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

import keyring.backends.fail
import pytest
from keyring.backend import KeyringBackend

from offline_queue.cipher import Cipher
from offline_queue.fitting import holds_something, key_fits
from offline_queue.key_place import KeyFault, KeyPlace, KeyTrouble, Ring, StoreKey, load_key, write_owners_file
from offline_queue.ring import DesktopRing, desktop_ring
from tests.offline_queue.conftest import KEY, Queue

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Memory(KeyringBackend):
    """A keyring in memory. `forgets`: takes entries and keeps none. `raises`: as a locked or broken one."""

    entries: dict[str, str] = field(default_factory=dict)
    forgets: bool = False
    raises: bool = False
    priority = 5.0  # type: ignore[assignment]

    def get_password(self, service: str, username: str) -> str | None:
        if self.raises:
            raise OSError("the bus went away")
        return self.entries.get(f"{service}/{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.raises:
            raise OSError("the bus went away")
        if not self.forgets:
            self.entries[f"{service}/{username}"] = password


def load(folder: Path, ring: Ring | None = None, *, holds: bool = False, may_ask: bool = True) -> StoreKey:
    return load_key(folder, "counter", ring=lambda: ring, holds=lambda: holds, may_ask=may_ask)


def refused(folder: Path, ring: Ring | None = None, *, holds: bool = True) -> KeyFault:
    before = sorted(file.name for file in folder.iterdir())
    with pytest.raises(KeyTrouble) as trouble:
        load(folder, ring, holds=holds)
    assert sorted(file.name for file in folder.iterdir()) == before, "nothing is made where a key is missing"
    return trouble.value.fault


def test_without_a_keyring_it_lies_in_a_file_of_its_owner(tmp_path: Path) -> None:
    key = load(tmp_path)
    file = tmp_path / "counter.key"
    assert (key.place, len(key.secret), file.read_bytes()) == (KeyPlace.FILE, 32, key.secret)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert load(tmp_path, holds=True) == key
    assert [one.name for one in tmp_path.iterdir()] == ["counter.key"]
    assert key.secret.hex() not in repr(key)


def test_with_a_keyring_it_lies_there(tmp_path: Path) -> None:
    desk = Memory()
    key = load(tmp_path, DesktopRing(desk))
    assert key.place is KeyPlace.KEYRING
    assert list(desk.entries.values()) == [key.secret.hex()]
    (note,) = tmp_path.iterdir()
    assert note.name == "counter.keyring"
    assert key.secret.hex() not in note.read_text()
    assert stat.S_IMODE(note.stat().st_mode) == 0o600
    assert load(tmp_path, DesktopRing(desk), holds=True) == key
    # A folder that was moved still finds its entry, and another folder has its own.
    moved = tmp_path.with_name("moved")
    shutil.copytree(tmp_path, moved)
    assert load(moved, DesktopRing(desk), holds=True) == key
    (other := tmp_path.with_name("other")).mkdir()
    assert load(other, DesktopRing(desk)).secret != key.secret


def test_a_key_file_stays_where_it_is(tmp_path: Path) -> None:
    """An upgrade on a desktop that has a keyring: the file goes on, and the keyring is not even asked."""
    key = load(tmp_path)

    def asked() -> Ring | None:
        raise AssertionError("asked the keyring")

    assert load_key(tmp_path, "counter", ring=asked, holds=lambda: True) == key


def test_a_key_file_put_back_goes_before_the_keyring(tmp_path: Path) -> None:
    desk = Memory()
    key = load(tmp_path, DesktopRing(desk))
    desk.entries.clear()
    assert refused(tmp_path, DesktopRing(desk)) is KeyFault.NOT_IN_RING
    file = tmp_path / "counter.key"
    file.write_bytes(key.secret)
    file.chmod(0o600)
    assert load(tmp_path, DesktopRing(desk), holds=True) == StoreKey(key.secret, KeyPlace.FILE)


@pytest.mark.parametrize("desk", [Memory(forgets=True), Memory(raises=True)], ids=["forgets", "raises"])
def test_a_keyring_that_does_not_keep_it_gets_none(tmp_path: Path, desk: Memory) -> None:
    assert load(tmp_path, DesktopRing(desk)).place is KeyPlace.FILE
    assert [one.name for one in tmp_path.iterdir()] == ["counter.key"]


def test_the_setting_keeps_a_new_key_out_of_the_keyring(tmp_path: Path) -> None:
    desk = Memory()
    assert load(tmp_path, DesktopRing(desk), may_ask=False).place is KeyPlace.FILE
    assert desk.entries == {}


@pytest.mark.parametrize("holds", [False, True])
def test_what_the_keyring_does_not_give_is_not_made_anew(tmp_path: Path, holds: bool) -> None:
    desk = Memory()
    load(tmp_path, DesktopRing(desk))
    desk.raises = True
    assert refused(tmp_path, DesktopRing(desk), holds=holds) is KeyFault.NOT_IN_RING
    assert refused(tmp_path, None, holds=holds) is KeyFault.NOT_IN_RING
    desk.raises = False
    (entry,) = desk.entries
    for wrong in (os.urandom(32).hex(), "no key", ""):
        desk.entries[entry] = wrong
        assert refused(tmp_path, DesktopRing(desk), holds=holds) is KeyFault.OTHER_KEY
    (tmp_path / "counter.keyring").write_text(json.dumps({"entry": "x"}))
    assert refused(tmp_path, DesktopRing(desk), holds=holds) is KeyFault.UNREADABLE


def test_a_missing_key_is_not_made_anew(tmp_path: Path) -> None:
    assert refused(tmp_path, DesktopRing(Memory())) is KeyFault.MISSING


@pytest.mark.parametrize(
    ("content", "mode", "fault"),
    [
        (KEY, 0o640, KeyFault.OPEN_TO_OTHERS),
        (KEY, 0o604, KeyFault.OPEN_TO_OTHERS),
        (KEY[:-1], 0o600, KeyFault.NO_KEY),
        (KEY + b"\n", 0o600, KeyFault.NO_KEY),
        (b"", 0o600, KeyFault.NO_KEY),
    ],
    ids=["group reads", "others read", "cut", "longer", "empty"],
)
def test_a_file_that_is_no_private_key_is_refused(tmp_path: Path, content: bytes, mode: int, fault: KeyFault) -> None:
    file = tmp_path / "counter.key"
    file.write_bytes(content)
    file.chmod(mode)
    assert refused(tmp_path, holds=False) is fault
    assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == (content, mode)


@pytest.mark.parametrize("desk", [None, Memory()], ids=["file", "keyring"])
def test_many_starts_at_once_make_one_key(tmp_path: Path, desk: Memory | None) -> None:
    together = threading.Barrier(8)
    made: list[StoreKey] = []

    def start() -> None:
        together.wait()
        made.append(load(tmp_path, DesktopRing(desk) if desk else None))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert len(set(made)) == 1
    assert len(list(tmp_path.iterdir())) == 1


def test_what_a_store_holds_decides(queue: Queue, tmp_path: Path) -> None:
    url = f"sqlite:///{queue.file}"
    assert not holds_something(f"sqlite:///{tmp_path / 'none.db'}")
    assert not (tmp_path / "none.db").exists()
    assert not holds_something(url)
    assert key_fits(queue.engine, Cipher(bytes(32)))
    queue.open()
    assert holds_something(url)
    assert key_fits(queue.engine, Cipher(KEY))
    assert not key_fits(queue.engine, Cipher(bytes(32)))
    queue.open("J2")
    queue.change("UPDATE job SET people = x'00' WHERE key = 'J2'")
    assert key_fits(queue.engine, Cipher(KEY)), "one damaged job says nothing of the key"
    (tmp_path / "noise.db").write_bytes(b"no database " * 100)
    assert holds_something(f"sqlite:///{tmp_path / 'noise.db'}")


def test_a_keyring_below_the_mark_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain files, the null keyring and the one that always fails are offered by the library, too."""
    for backend, good in ((Memory(), True), (keyring.backends.fail.Keyring(), False)):
        monkeypatch.setattr(keyring.core, "_keyring_backend", backend)
        assert (desktop_ring() is not None) is good
    monkeypatch.setattr(Memory, "priority", 0.5)
    monkeypatch.setattr(keyring.core, "_keyring_backend", Memory())
    assert desktop_ring() is None


_ROUND = """
import sys
from pathlib import Path
from offline_queue.key_place import load_key
from offline_queue.ring import desktop_ring
key = load_key(Path(sys.argv[1]), "counter", ring=desktop_ring, holds=lambda: len(sys.argv) > 2)
print(key.place.value, key.secret.hex())
"""


def _alone(environment: dict[str, str]) -> dict[str, str]:
    gone = ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR", "PYTHON_KEYRING_BACKEND")
    return {name: value for name, value in environment.items() if name not in gone} | {"PYTHONPATH": str(ROOT)}


def test_a_machine_without_a_desktop_says_nothing(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", _ROUND, str(tmp_path)],
        env=_alone(dict(os.environ)) | {"HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert ran.stdout.split()[0] == "file"
    assert ran.stderr == ""


@pytest.mark.skipif(
    not (shutil.which("gnome-keyring-daemon") and shutil.which("dbus-run-session")),
    reason="no gnome-keyring on this machine: Debian's packages gnome-keyring and dbus bring one",
)
def test_the_keyring_of_a_real_desktop(tmp_path: Path) -> None:
    """Through D-Bus and the Secret Service, in a session of the test's own; the second process finds what one put."""
    (home := tmp_path / "home").mkdir()
    (data := tmp_path / "data").mkdir()
    (script := tmp_path / "round.py").write_text(_ROUND)
    steps = 'printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; "$@"; "$@" holds'
    ran = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", steps, "sh", sys.executable, str(script), str(data)],
        env=_alone(dict(os.environ)) | {"HOME": str(home), "XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    first, second = ran.stdout.splitlines()
    assert first == second, ran.stderr
    place, secret = first.split()
    assert place == "keyring"
    for file in data.iterdir():
        assert secret not in file.read_text()


@pytest.mark.parametrize("there", [False, True])
def test_a_stick_that_knows_no_links_takes_a_copy_of_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    """FAT and exFAT refuse a link. What stands there under the name is no less safe than elsewhere."""

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    file = tmp_path / "copy.key"
    if there:
        file.write_bytes(b"another")
        with pytest.raises(FileExistsError):
            write_owners_file(file, KEY)
    else:
        write_owners_file(file, KEY)
        assert file.stat().st_mode & 0o077 == 0
    assert file.read_bytes() == (b"another" if there else KEY)
    assert [one.name for one in tmp_path.iterdir()] == [file.name]


def test_another_trouble_with_a_name_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(os, "link", broken)
    with pytest.raises(OSError, match="broken"):
        write_owners_file(tmp_path / "copy.key", KEY)
    assert list(tmp_path.iterdir()) == []
