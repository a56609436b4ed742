"""Where the store's key lies: in the desktop's keyring, or in a file that its owner alone may read.

A key file that is there is used, whatever the desktop offers: an upgrade changes nothing. A new store's key goes into
the keyring where there is one; a note beside the store names the entry. A key is never made anew for a store that
holds something: that would lock its documents away for good.
"""

from __future__ import annotations

import errno
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

__all__ = [
    "KeyFault",
    "KeyPlace",
    "KeyTrouble",
    "Ring",
    "StoreKey",
    "load_key",
    "name_new",
    "sync_folder",
    "write_owners_file",
]

_KEY = 32  # bytes
_CHECK = b"which key"
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)


class KeyPlace(StrEnum):
    """Where a key was found, or put."""

    KEYRING = "keyring"
    FILE = "file"


class KeyFault(StrEnum):
    """Why there is no key."""

    OPEN_TO_OTHERS = "open_to_others"  # the file may be read by others
    NO_KEY = "no_key"  # the file does not hold 32 bytes
    UNREADABLE = "unreadable"  # the file, or the note, cannot be read
    MISSING = "missing"  # no file, no note, and a store that holds something
    NOT_IN_RING = "not_in_ring"  # the note names an entry that the keyring does not give
    OTHER_KEY = "other_key"  # the keyring gives another key than the one that was put there
    NOT_WRITTEN = "not_written"  # a new one could not be kept


class KeyTrouble(Exception):
    """There is no key to work with; nothing was made or changed. `name`: the file concerned."""

    def __init__(self, fault: KeyFault, name: str) -> None:
        super().__init__(f"{name}: {fault.value}")
        self.fault = fault
        self.name = name


class Ring(Protocol):
    """A keyring, as ring.DesktopRing."""

    def read(self, entry: str) -> str | None:
        """The entry, or None."""

    def put(self, entry: str, secret: str) -> bool:
        """Whether it lies there now."""


@dataclass(frozen=True, slots=True)
class StoreKey:
    """A store's key and where it lies."""

    secret: bytes = field(repr=False)
    place: KeyPlace


def load_key(
    folder: Path, name: str, *, ring: Callable[[], Ring | None], holds: Callable[[], bool], may_ask: bool = True
) -> StoreKey:
    """The key `name` of a data folder, made where there is none and the store `holds` nothing.

    `ring` is asked only where the key is there or may go there. `may_ask` False: a new key goes into a file.

    Raises:
        KeyTrouble: see KeyFault.
    """
    file, note = folder / f"{name}.key", folder / f"{name}.keyring"
    if file.exists():
        return StoreKey(_from_file(file), KeyPlace.FILE)
    if note.exists():
        return StoreKey(_from_ring(note, ring()), KeyPlace.KEYRING)
    if holds():
        raise KeyTrouble(KeyFault.MISSING, file.name)
    try:
        return _made(file, note, ring() if may_ask else None)
    except FileExistsError:  # another process of this folder was quicker
        return load_key(folder, name, ring=ring, holds=holds, may_ask=may_ask)
    except OSError as trouble:
        raise KeyTrouble(KeyFault.NOT_WRITTEN, file.name) from trouble


def write_owners_file(file: Path, content: bytes) -> None:
    """A new file for its owner alone, on the disk when this returns. Raises OSError; FileExistsError where one is."""
    fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        name_new(fresh, file)
        sync_folder(file.parent)
    finally:
        fresh.unlink(missing_ok=True)


def name_new(fresh: Path, file: Path) -> None:
    """Let the finished file `fresh` be found as `file`, where no file is. Raises OSError; FileExistsError where one is.

    A rename would put it over what somebody wrote meanwhile; a link never does. A stick (FAT, exFAT) knows no links:
    there the name is taken first, by a file of its own.
    """
    if os.name != "posix":
        fresh.rename(file)
        return
    try:
        os.link(fresh, file)
    except OSError as trouble:
        if trouble.errno not in _NO_LINKS:
            raise
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        try:
            fresh.replace(file)
        except OSError:
            file.unlink(missing_ok=True)
            raise


def _from_file(file: Path) -> bytes:
    try:
        if os.name == "posix" and file.stat().st_mode & 0o077:
            raise KeyTrouble(KeyFault.OPEN_TO_OTHERS, file.name)
        key = file.read_bytes()
    except OSError as trouble:
        raise KeyTrouble(KeyFault.UNREADABLE, file.name) from trouble
    if len(key) != _KEY:
        raise KeyTrouble(KeyFault.NO_KEY, file.name)
    return key


def _from_ring(note: Path, ring: Ring | None) -> bytes:
    try:
        written = json.loads(note.read_text("utf-8"))
        entry, check = written["entry"], written["check"]
    except (OSError, ValueError, KeyError, TypeError) as trouble:
        raise KeyTrouble(KeyFault.UNREADABLE, note.name) from trouble
    found = ring.read(entry) if ring is not None else None
    if found is None:
        raise KeyTrouble(KeyFault.NOT_IN_RING, note.name)
    try:
        key = bytes.fromhex(found)
    except ValueError:
        key = b""
    if len(key) != _KEY or not hmac.compare_digest(_check(key), str(check)):
        raise KeyTrouble(KeyFault.OTHER_KEY, note.name)
    return key


def _made(file: Path, note: Path, ring: Ring | None) -> StoreKey:
    """A new key. The note is written last: an entry without one is nobody's, a note without one would be a lost key."""
    key, entry = os.urandom(_KEY), secrets.token_hex(8)
    if ring is not None and ring.put(entry, key.hex()):
        write_owners_file(note, json.dumps({"entry": entry, "check": _check(key)}).encode())
        return StoreKey(key, KeyPlace.KEYRING)
    write_owners_file(file, key)
    return StoreKey(key, KeyPlace.FILE)


def _check(key: bytes) -> str:
    """Tells one key from another and nothing of either."""
    return hmac.new(key, _CHECK, hashlib.sha256).hexdigest()


def sync_folder(folder: Path) -> None:
    """A new file's name survives a power cut only when its folder is synced, too (Windows does so by itself)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
