"""The gateway before the platform, as one place's profile has it: its addresses, its headers, its code values.

Written from the description (envelope facts, section 4 and section 9), not from the client: it shares the profile's
data and no line of the code that signs. Hashes come from the other library than the client's, too.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import importlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import hmac as keyed
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from counter_app.settlement.place import AuthKind, CaInfo, Place, UrlStyle, VisitLock, load_place
from sandbox import wire

__all__ = ["Credentials", "Door", "UnplayableProfile", "habits_of"]

MISSING, LATE, STRANGER, UNEQUAL = "缺少服务网关的请求头!", "签名时间戳超时!", "非法用户!", "签名不一致!"
# No source tells what a platform says of these; the words are ours.
UNKNOWN_API = "未知服务!"
WRONG_SEAL = "FSI-数字签名验证不通过[cainfoBO_90]"

_FSI = "/fsi/api"
_INPUT = re.compile(r'"input"\s*:\s*')


class UnplayableProfile(ValueError):
    """The sandbox cannot play this profile here; the text says why."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What the sandbox gave its one hospital. They guard nothing: everybody may know them."""

    account: str = "sandbox-account"
    secret: str = "sandbox-secret"  # noqa: S105 - of a service on 127.0.0.1 with fictitious people
    sm2_public_key: str = ""


def habits_of(place: Place) -> dict[str, str | int]:
    """The behaviours that follow from a profile."""
    plain = place.number("2207A") == "2207"
    both = {"2207", "2207A"} <= place.may_reverse
    return {
        "outpatient_form": "plain" if plain else "A",
        "look_without_setl_id": "allowed" if place.may_look else "refused",
        "cancel_settled_visit": "done" if place.visit_lock is VisitLock.FAILS else "refused",
        "reverse": "done" if place.reverses("2207A") else "refused",
        "reverse_number": "both" if both else place.number("2207A"),
        "sign_in": "optional" if place.sign_in is None else "required",
    }


class Door:
    """Lets messages in. Without a profile everybody, at either address of the national interface."""

    def __init__(self, place: Place | None, institution_code: str, credentials: Credentials) -> None:
        self._place = place
        self._institution = institution_code
        self._known = credentials
        self._inward, self._outward = _code_tables(place) if place is not None else ({}, {})
        if place is None:
            return
        if place.auth.kind is AuthKind.X_CA or place.cainfo is CaInfo.SM3:
            try:
                hashlib.new("sm3")
            except ValueError:
                raise UnplayableProfile(f"{place.name}: this machine's OpenSSL has no SM3") from None
        if place.cainfo is CaInfo.SM2:
            self._sm2 = _sm2_library(place)
            if not credentials.sm2_public_key:
                raise UnplayableProfile(f"{place.name}: give the public key of the window (--sm2-public-key)")

    def settles(self, path: str) -> bool:
        """Whether a POST to this path is a settlement call."""
        if self._place is None:
            return path == _FSI or path.startswith(f"{_FSI}/")
        match self._place.url_style:
            case UrlStyle.PATH:
                return path.startswith(f"{_FSI}/")
            case UrlStyle.BARE:
                return path == _FSI
            case UrlStyle.NUMBER:
                return re.fullmatch(r"/\d{4}[A-Z]?", path) is not None
            case UrlStyle.SINGLE:
                return path in ("", "/")

    def service_path(self, path: str, message: bytes) -> str | None:
        """What the platform checks against infno (`<service>/<method>`, empty: nothing); None: no such address."""
        if not self.settles(path):
            return None
        found = path.removeprefix(_FSI).strip("/")
        if self._place is None or self._place.url_style is UrlStyle.BARE:
            return found
        if self._place.url_style is UrlStyle.PATH:
            # A path of the place's own stands for its number.
            own = {other: number for number, other in self._place.paths.items()}
            return ("" if own[found] == _infno(message) else None) if found in own else found
        if self._place.url_style is UrlStyle.NUMBER:
            return "" if found == _infno(message) else None
        return ""

    def refuses(self, headers: Mapping[str, str], body: bytes, message: bytes, now: datetime) -> str:
        """Why the gateway answers 401; empty: it lets the message in. `body`: as it came, `message`: the JSON in it."""
        if self._place is None:
            return ""
        match self._place.auth.kind:
            case AuthKind.X_TIF:
                return self._x_tif(headers, now)
            case AuthKind.CSB:
                return self._csb(headers, message, now)
            case AuthKind.X_CA:
                return self._x_ca(headers, body, now)
            case AuthKind.APIKEY:
                given = headers.get("apikey")
                return MISSING if not given else ("" if given == self._known.secret else STRANGER)
            case AuthKind.NONE:
                return ""

    def wrong_seal(self, message: bytes) -> str:
        """What the platform says of the signature in the message; empty: it is as the place wants it."""
        if self._place is None or self._place.cainfo is CaInfo.NONE:
            return ""
        try:
            text = message.decode()
            envelope = wire.read(text)
            start = _INPUT.search(text)
            if not isinstance(envelope, Mapping) or start is None:
                return WRONG_SEAL
            value, end = json.JSONDecoder().raw_decode(text, start.end())
        except (ValueError, RecursionError):
            return ""  # not JSON: the platform has its own word for that
        sealed = value if isinstance(value, str) else text[start.end() : end]
        if self._place.cainfo is CaInfo.SM3:
            right = hashlib.new("sm3", sealed.encode()).hexdigest()
            return "" if (envelope.get("signtype"), envelope.get("cainfo")) == ("SM3", right) else WRONG_SEAL
        return "" if self._sm2_fits(envelope) else WRONG_SEAL

    def inward(self, message: bytes) -> bytes:
        """The message in the platform's own code values."""
        if not self._inward:
            return message
        try:
            envelope = wire.read(message)
            body = envelope["input"]
            body = wire.read(body) if isinstance(body, str) else body
        except (ValueError, RecursionError, KeyError, TypeError):
            return message
        return wire.write({**envelope, "input": _translated(body, self._inward)}).encode()

    def outward(self, answer: dict[str, Any]) -> dict[str, Any]:
        """The answer in the place's code values."""
        if not self._outward:
            return answer
        return {**answer, "output": _translated(answer.get("output"), self._outward)}

    # --- the kinds -----------------------------------------------------------------------------------------------

    def _late(self, stamp: str, now: datetime, divisor: int) -> bool:
        if self._place is None or not (stamp.isascii() and stamp.isdigit()) or len(stamp) > 16:
            return True
        return abs(now.timestamp() - int(stamp) / divisor) > self._place.auth.clock_tolerance_s

    def _x_tif(self, headers: Mapping[str, str], now: datetime) -> str:
        names = ("x-tif-paasid", "x-tif-timestamp", "x-tif-nonce", "x-tif-signature")
        who, stamp, nonce, signature = (headers.get(name, "") for name in names)
        if not (who and stamp and nonce and signature):
            return MISSING
        if self._late(stamp, now, 1):
            return LATE
        if who != self._known.account:
            return STRANGER
        digest = hashes.Hash(hashes.SHA256())
        for part in (stamp, self._known.secret, nonce, stamp):
            digest.update(part.encode())
        return "" if signature == digest.finalize().hex() else UNEQUAL

    def _csb(self, headers: Mapping[str, str], message: bytes, now: datetime) -> str:
        rule = self._place.auth if self._place is not None else None
        names = ["_api_access_key", "_api_name", "_api_timestamp", "_api_version"]
        given = {name: headers.get(name, "") for name in names}
        signature = headers.get("_api_signature", "")
        if rule is None or not signature or not all(given.values()):
            return MISSING
        if len(given["_api_timestamp"]) != (13 if rule.milliseconds else 10):
            return LATE
        if self._late(given["_api_timestamp"], now, 1000 if rule.milliseconds else 1):
            return LATE
        if given["_api_access_key"] != self._known.account:
            return STRANGER
        if given["_api_name"] != rule.api_name.replace("{infno}", _infno(message)):
            return UNKNOWN_API
        code = keyed.HMAC(self._known.secret.encode(), hashes.SHA1())  # noqa: S303 - the bus wants it
        code.update("&".join(name + "=" + given[name] for name in names).encode())
        return "" if signature == base64.b64encode(code.finalize()).decode() else UNEQUAL

    def _x_ca(self, headers: Mapping[str, str], body: bytes, now: datetime) -> str:
        who, signature = headers.get("x-ca-key", ""), headers.get("x-ca-signature", "")
        stamp, colon, code = signature.partition(":")
        if not (who and colon and code):
            return MISSING
        if self._late(stamp, now, 1):
            return LATE
        if who != self._institution:
            return STRANGER
        right = hmac.digest(self._known.secret.encode(), stamp.encode() + b"\n" + body, "sm3")
        return "" if code == right.hex().upper() else UNEQUAL

    def _sm2_fits(self, envelope: Mapping[str, Any]) -> bool:
        try:
            signature = bytes.fromhex(str(envelope["cainfo"]))
            point = bytes.fromhex(self._known.sm2_public_key)[-64:]
        except (KeyError, ValueError):
            return False
        if envelope.get("signtype") != "SM2" or len(signature) != 64:
            return False
        names = sorted(set(envelope) - {"cainfo", "input"})
        text = "&".join(f"{name}={envelope[name]}" for name in names)
        half = [int.from_bytes(signature[at : at + 32], "big") for at in (0, 32)]
        return bool(self._sm2.sm2_verify(point, text.encode(), encode_dss_signature(*half)))


def _infno(message: bytes) -> str:
    try:
        envelope = wire.read(message)
    except (ValueError, RecursionError):
        return ""
    return str(envelope.get("infno", "")) if isinstance(envelope, Mapping) else ""


def _sm2_library(place: Place) -> Any:
    try:
        return importlib.import_module("gmssl_pyx")
    except ImportError:
        raise UnplayableProfile(f'{place.name}: the extra "sm2" is not installed') from None


Codes = dict[str, dict[str, str]]


def _code_tables(place: Place) -> tuple[Codes, Codes]:
    """Field → value → value, from the place's codes to the platform's and back; only where they differ."""
    ours = load_place("national")
    kinds = {place.med_types[kind]: ours.med_types[kind] for kind in ours.med_types if kind in place.med_types}
    kinds = {there: here for there, here in kinds.items() if there != here}
    first: dict[str, str] = {}
    for code, grade in place.grades.items():
        first.setdefault(grade, code)
    grades = {code: first[grade] for code, grade in ours.grades.items() if first.get(grade, code) != code}
    inward = {"med_type": kinds} if kinds else {}
    outward = {"med_type": {here: there for there, here in kinds.items()}} if kinds else {}
    return inward, outward | ({"chrgitm_lv": grades} if grades else {})


def _translated(value: Any, tables: Codes) -> Any:
    if isinstance(value, Mapping):
        return {
            name: tables[name].get(str(entry), entry) if name in tables else _translated(entry, tables)
            for name, entry in value.items()
        }
    if isinstance(value, list):
        return [_translated(entry, tables) for entry in value]
    return value
