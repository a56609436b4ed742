"""What convinces a place's gateway: its headers, made of the request as it is about to leave.

Kinds a, b, c and f of envelope facts, section 4.
A secret lives in its object only: no repr shows it, no header but the gateway's own carries it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import hmac as keyed
from requests import PreparedRequest
from requests.auth import AuthBase

__all__ = ["ApiKeyAuth", "CsbAuth", "XCaAuth", "XTifAuth"]

Clock = Callable[[], float]


class XTifAuth(AuthBase):
    """Kind a (Guangzhou, Foshan, Shenzhen, Hebei): hex(SHA-256(ts + secret + nonce + ts)), ts in seconds."""

    def __init__(
        self,
        account: str,
        secret: str,
        *,
        clock: Clock = time.time,
        draw_nonce: Callable[[], str] = lambda: secrets.token_hex(8),
    ) -> None:
        self._account = account
        self._secret = secret
        self._clock = clock
        self._draw_nonce = draw_nonce

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        """Add the four headers."""
        stamp, nonce = str(int(self._clock())), self._draw_nonce()
        signature = hashlib.sha256(f"{stamp}{self._secret}{nonce}{stamp}".encode()).hexdigest()
        r.headers["x-tif-paasid"] = self._account
        r.headers["x-tif-timestamp"] = stamp
        r.headers["x-tif-nonce"] = nonce
        r.headers["x-tif-signature"] = signature
        return r


class CsbAuth(AuthBase):
    """Kind b (Hunan, Jiangsu, Jiangxi): Base64(HMAC-SHA1(SK, "k=v" of the other headers, by key, joined by &)).

    `api_name`: of this one transaction. `milliseconds`: the timestamp has 13 digits.
    """

    def __init__(
        self,
        account: str,
        secret: str,
        *,
        api_name: str,
        api_version: str,
        milliseconds: bool,
        clock: Clock = time.time,
    ) -> None:
        self._account = account
        self._secret = secret
        self._api_name = api_name
        self._api_version = api_version
        self._milliseconds = milliseconds
        self._clock = clock

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        """Add the five headers."""
        fields = {
            "_api_access_key": self._account,
            "_api_name": self._api_name,
            "_api_timestamp": str(int(self._clock() * (1000 if self._milliseconds else 1))),
            "_api_version": self._api_version,
        }
        signed = "&".join(f"{name}={value}" for name, value in sorted(fields.items()))
        code = hmac.new(self._secret.encode(), signed.encode(), hashlib.sha1).digest()
        r.headers.update(fields)
        r.headers["_api_signature"] = base64.b64encode(code).decode()
        return r


class XCaAuth(AuthBase):
    """Kind c (Zhejiang): "<ts>:" + upper hex HMAC-SM3(secret, ts + LF + body); the key is the institution's code."""

    def __init__(self, account: str, secret: str, *, clock: Clock = time.time) -> None:
        self._account = account
        self._secret = secret
        self._clock = clock

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        """Add the two headers."""
        stamp = str(int(self._clock()))
        body = r.body or b""
        code = keyed.HMAC(self._secret.encode(), hashes.SM3())
        code.update(f"{stamp}\n".encode() + (body.encode() if isinstance(body, str) else body))
        r.headers["x-ca-key"] = self._account
        r.headers["x-ca-signature"] = f"{stamp}:{code.finalize().hex().upper()}"
        return r


class ApiKeyAuth(AuthBase):
    """Kind f (Inner Mongolia): one header with the key."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        """Add the header."""
        r.headers["apikey"] = self._secret
        return r
