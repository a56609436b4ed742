"""The signature inside the message: `cainfo` and `signtype` (envelope facts, section 1 and section 4, kind e).

How name and value are joined for SM2, and the case of the hex digits, no public source tells: our assumption, the usual
form of the trade. Only the texts of the message are signed; the input stays out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from cryptography.hazmat.primitives import hashes

__all__ = ["Plain", "Seal", "Sm2Seal", "Sm3Seal"]

_UNSIGNED = ("cainfo", "input")


class Seal(Protocol):
    """Puts the signature into a message whose other fields are ready. `input_text`: the input as it will be sent."""

    def __call__(self, envelope: Mapping[str, Any], input_text: str, /) -> dict[str, str]:
        """The fields to set: cainfo and signtype."""
        ...


class Signer(Protocol):
    """A private SM2 key."""

    def sign(self, data: bytes) -> bytes:
        """Signature r and s, 64 bytes, with the standard's default user id."""
        ...


class Plain:
    """A place that wants none."""

    def __call__(self, _envelope: Mapping[str, Any], _input_text: str, /) -> dict[str, str]:
        """Both empty."""
        return {"cainfo": "", "signtype": ""}


class Sm3Seal:
    """SM3 of the input (Guangzhou)."""

    def __call__(self, _envelope: Mapping[str, Any], input_text: str, /) -> dict[str, str]:
        """The digest as lower hex."""
        digest = hashes.Hash(hashes.SM3())
        digest.update(input_text.encode())
        return {"cainfo": digest.finalize().hex(), "signtype": "SM3"}


class Sm2Seal:
    """SM2 over "name=value" of every other field, by name, joined by &."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer

    def __call__(self, envelope: Mapping[str, Any], _input_text: str, /) -> dict[str, str]:
        """Signature r and s as lower hex."""
        fields = {**envelope, "signtype": "SM2"}
        signed = "&".join(f"{name}={fields[name]}" for name in sorted(fields) if name not in _UNSIGNED)
        return {"cainfo": self._signer.sign(signed.encode()).hex(), "signtype": "SM2"}
