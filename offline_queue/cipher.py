"""Documents at rest: AES-256-GCM, bound to the row and column they stand in."""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

__all__ = ["Cipher", "DamagedDocument"]

_NONCE = 12


class DamagedDocument(Exception):
    """A stored document does not open: damaged, moved to another row, or written with another key."""


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
