"""How this hospital is let in at its place: profile and settings put together, checked at start.

Secrets come from the settings file or the environment (COUNTER_APP_SERVICE_SECRET and its like), never from a profile.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from requests.auth import AuthBase

from counter_app.settings import ServiceSettings
from counter_app.settlement.auth import ApiKeyAuth, CsbAuth, XCaAuth, XTifAuth
from counter_app.settlement.cainfo import Plain, Seal, Sm2Seal, Sm3Seal
from counter_app.settlement.line import Line, WrongCertificates, trusting
from counter_app.settlement.place import AuthKind, CaInfo, Place
from counter_app.settlement.sm2 import Sm2Key, WrongKey

__all__ = ["Access", "AccessError", "open_access"]


class AccessError(ValueError):
    """What the place wants and the settings lack; names the key, never a value."""


@dataclass(frozen=True, slots=True)
class Access:
    """The line, the gateway's headers for a transaction of the place's number, the signature in the message."""

    line: Line = field(default_factory=Line)
    headers: Callable[[str], AuthBase | None] = field(default=lambda _number: None, repr=False)
    seal: Seal = field(default_factory=Plain)


def open_access(place: Place, service: ServiceSettings, institution_code: str) -> Access:
    """Everything a client needs beside the address.

    Raises:
        AccessError: a secret is missing or cannot stand in a header, the CA file or the SM2 key cannot be used.
    """
    context = None
    if service.ca_file:
        try:
            context = trusting(Path(service.ca_file))
        except WrongCertificates as wrong:
            raise AccessError(f"[service] ca_file {wrong}") from None
    return Access(Line(context), _headers(place, service, institution_code), _seal(place, service))


def _headers(place: Place, service: ServiceSettings, institution_code: str) -> Callable[[str], AuthBase | None]:
    rule = place.auth
    needed = {AuthKind.NONE: (), AuthKind.X_CA: ("secret",), AuthKind.APIKEY: ("secret",)}
    for key in needed.get(rule.kind, ("account", "secret")):
        _usable(place, key, getattr(service, key))
    account, secret = service.account, service.secret
    match rule.kind:
        case AuthKind.X_TIF:
            always: AuthBase = XTifAuth(account, secret)
        case AuthKind.X_CA:
            _usable(place, "code", institution_code, "institution")
            always = XCaAuth(institution_code, secret)
        case AuthKind.APIKEY:
            always = ApiKeyAuth(secret)
        case AuthKind.CSB:
            return lambda number: CsbAuth(
                account,
                secret,
                api_name=rule.api_name.replace("{infno}", number),
                api_version=rule.api_version,
                milliseconds=rule.milliseconds,
            )
        case AuthKind.NONE:
            return lambda _number: None
    return lambda _number: always


def _usable(place: Place, key: str, value: str, section: str = "service") -> None:
    _given(place, section, key, value)
    if not (value.isascii() and value.isprintable() and value == value.strip()):
        raise AccessError(f"[{section}] {key} 里有请求头不能带的字符（空格、换行或汉字）")


def _given(place: Place, section: str, key: str, value: str) -> None:
    if not value:
        variable = f"COUNTER_APP_{section}_{key}".upper()
        raise AccessError(f"[{section}] 缺少 {key}（或环境变量 {variable}）：接口档案 {place.name} 要用它")


def _seal(place: Place, service: ServiceSettings) -> Seal:
    match place.cainfo:
        case CaInfo.SM3:
            return Sm3Seal()
        case CaInfo.SM2:
            for key in ("sm2_key", "sm2_public_key"):
                _given(place, "service", key, getattr(service, key))
            try:
                return Sm2Seal(Sm2Key(service.sm2_key, service.sm2_public_key))
            except WrongKey as wrong:
                raise AccessError(f"[service] sm2_key {wrong}") from None
        case CaInfo.NONE:
            return Plain()
