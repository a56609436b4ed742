"""SM2 signatures with the institution's key, by the optional library of the extra "sm2".

Everything that knows the library is in this module; where it is not installed, only places that want SM2 notice.
"""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

__all__ = ["Sm2Key", "WrongKey", "installed"]

_SIZE = 32

_library: Any = None
try:
    import gmssl_pyx  # type: ignore[import-untyped, import-not-found, unused-ignore]

    _library = gmssl_pyx
except ImportError:
    pass


class WrongKey(ValueError):
    """The key cannot be used; the text says why and never shows it."""


def installed() -> bool:
    """Whether the extra is there."""
    return _library is not None


class Sm2Key:
    """A key pair as hex: private 32 bytes, public 64 (x, y; a leading 04 is allowed). GB/T 32918.2, default user id.

    Raises:
        WrongKey: the extra is not installed, or the digits are no key pair.
    """

    def __init__(self, private: str, public: str) -> None:
        if _library is None:
            raise WrongKey("要装可选部分 sm2 才能用")
        self._private = _octets(private, _SIZE)
        self._public = _octets(public.strip().removeprefix("04") if len(public.strip()) == 130 else public, 2 * _SIZE)
        # A pair that does not belong together would sign what nobody can verify: better known now than at the counter.
        probe = b"key pair"
        try:
            fits = _library.sm2_verify(self._public, probe, self._der(probe))
        except Exception:
            raise WrongKey("不是能用的 SM2 密钥") from None
        if not fits:
            raise WrongKey("和 sm2_public_key 不是一对")

    def sign(self, data: bytes) -> bytes:
        """r and s, 64 bytes."""
        return b"".join(number.to_bytes(_SIZE, "big") for number in decode_dss_signature(self._der(data)))

    def _der(self, data: bytes) -> bytes:
        signature: bytes = _library.sm2_sign(self._private, self._public, data)
        return signature


def _octets(text: str, size: int) -> bytes:
    try:
        found = bytes.fromhex(text.strip())
    except ValueError:
        raise WrongKey("要写成十六进制") from None
    if len(found) != size:
        raise WrongKey(f"要有 {2 * size} 位十六进制数字")
    return found
