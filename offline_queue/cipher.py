"""Documents at rest: AES-256-GCM, bound to the row and column they stand in."""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

__all__ = ["Cipher", "DamagedDocument", "KeyFileError", "load_key"]

_NONCE = 12
_KEY = 32


class DamagedDocument(Exception):
    """A stored document does not open: damaged, moved to another row, or written with another key."""


class KeyFileError(Exception):
    """The key file is missing its 32 bytes, or others may read it."""


class Cipher:
    """Seals and opens documents. `place` (table, column and row key) is authenticated, so rows cannot be swapped."""

    def __init__(self, key: bytes) -> None:
        self._aead = AESGCM(key)
        self._marking = hmac.new(key, b"mark", hashlib.sha256).digest()

    def seal(self, plain: bytes, place: str) -> bytes:
        """Encrypt; the result is nonce and ciphertext."""
        nonce = os.urandom(_NONCE)
        return nonce + self._aead.encrypt(nonce, plain, place.encode())

    def mark(self, what: str) -> str:
        """A keyed hash to find `what` again by: the same for the same, and nothing to guess it from without the key."""
        return hmac.new(self._marking, what.encode(), hashlib.sha256).hexdigest()[:32]

    def open(self, sealed: bytes, place: str) -> bytes:
        """Decrypt.

        Raises:
            DamagedDocument: it was not sealed with this key for this place, or bytes are damaged.
        """
        try:
            return self._aead.decrypt(sealed[:_NONCE], sealed[_NONCE:], place.encode())
        except (InvalidTag, ValueError) as wrong:
            raise DamagedDocument(f"the document at {place} does not open") from wrong


def load_key(file: Path) -> bytes:
    """Read the key file, or make one readable by its owner only.

    A key is never made where a database already exists beside it: that would lock its documents away for good.

    Raises:
        KeyFileError: the file is not 32 bytes, or its rights let others read it.
    """
    try:
        key = file.read_bytes()
    except FileNotFoundError:
        return _new_key(file)
    if len(key) != _KEY:
        raise KeyFileError(f"{file.name} is not a key of {_KEY} bytes")
    if os.name == "posix" and file.stat().st_mode & 0o077:
        raise KeyFileError(f"{file.name} may be read by others; allow its owner only (chmod 600)")
    return key


def _new_key(file: Path) -> bytes:
    if any(file.parent.glob("*.db")):
        raise KeyFileError(f"{file.name} is missing, but a database is there; put the key back from its backup")
    key = os.urandom(_KEY)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, key)
        os.fsync(handle)
    finally:
        os.close(handle)
    _sync_folder(file.parent)
    return key


def _sync_folder(folder: Path) -> None:
    """A new file's name survives a power cut only when its folder is synced, too (Windows does so by itself)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
