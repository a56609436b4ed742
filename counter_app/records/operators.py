"""Operators on record: number, name, role and the argon2id hash of the password, sealed in the store's register.

Slow by intent, a third of a second a password: never called where somebody waits for a painting.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from counter_app.model.operator import Operator, Role
from offline_queue.register import Register, RegisterMoved

__all__ = ["LONGEST", "SHORTEST", "Operators", "Refusal", "Refused"]

SHORTEST, LONGEST = 8, 128
_LONGEST_NUMBER, _LONGEST_NAME = 12, 20
_KIND = "operator "
# RFC 9106, section 4, second recommendation, on one lane: a window has two cores, and a queue to drain on them.
_TIMES, _KIB, _LANES = 3, 65536, 1


class Refusal:
    """Why an operator is not written, for people."""

    NUMBER = "工号要 1 到 12 位字母或数字"
    NAME = "姓名要 1 到 20 个字"
    SHORT = f"密码至少 {SHORTEST} 位"
    LONG = f"密码最多 {LONGEST} 位"
    SAME = "密码不能和工号一样"
    THERE = "这个工号已经有了，离开的人的工号也不再给别人"
    NOBODY = "没有这个工号"
    LAST = "至少要留一名在岗的主管"
    MOVED = "刚被别处改过，请再做一次"


class Refused(ValueError):
    """Nothing was written; the text is one of `Refusal`, and holds nothing that was typed."""


@dataclass(frozen=True, slots=True)
class _Row:
    operator: Operator
    version: int
    hashed: str


class Operators:
    """Those on record in one store. Raises StoreUnavailable and DamagedDocument as a store does."""

    def __init__(self, register: Register) -> None:
        self._register = register

    def all(self) -> tuple[Operator, ...]:
        """Everybody, by number; also those who left."""
        return tuple(row.operator for row in self._rows().values())

    def check(self, number: str, password: str) -> Operator | None:
        """Whose number and password these are. A wrong number takes as long as a wrong
        password."""
        row = self._rows().get(number.strip())
        known = row is not None and row.operator.active
        right = _verified(row.hashed if row is not None and known else _nobodys(), password)
        return row.operator if row is not None and known and right else None

    def add(self, operator: Operator, password: str) -> None:
        """Somebody new. Raises Refused."""
        if not (operator.number.isascii() and operator.number.isalnum() and len(operator.number) <= _LONGEST_NUMBER):
            raise Refused(Refusal.NUMBER)
        if not 0 < len(operator.name) <= _LONGEST_NAME or not operator.name.isprintable():
            raise Refused(Refusal.NAME)
        if operator.number in self._rows():
            raise Refused(Refusal.THERE)
        hashed = _hashed(operator.number, password)
        self._put(_Row(operator, 0, hashed), Refusal.THERE)

    def change(self, number: str, *, role: Role | None = None, active: bool | None = None) -> None:
        """Another role, or gone, or back. Raises Refused, also where no active supervisor would be left."""
        row = self._of(number)
        operator = row.operator
        operator = replace(operator, role=role or operator.role, active=operator.active if active is None else active)
        self._put(replace(row, operator=operator))

    def new_password(self, number: str, password: str) -> None:
        """Another password. Raises Refused."""
        row = self._of(number)
        self._put(replace(row, hashed=_hashed(number, password)))

    def _put(self, row: _Row, moved: str = Refusal.MOVED) -> None:
        number = row.operator.number
        last = False

        def allowed(there: dict[str, tuple[int, bytes]]) -> bool:
            nonlocal last
            after = _read(there) | {number: row}
            last = not any(one.operator.active and one.operator.role is Role.SUPERVISOR for one in after.values())
            return not last

        try:
            self._register.put(_KIND + number, row.version, _document(row), allowed)
        except RegisterMoved:
            raise Refused(Refusal.LAST if last else moved) from None

    def _of(self, number: str) -> _Row:
        row = self._rows().get(number)
        if row is None:
            raise Refused(Refusal.NOBODY)
        return row

    def _rows(self) -> dict[str, _Row]:
        return _read(self._register.all())


def _read(there: dict[str, tuple[int, bytes]]) -> dict[str, _Row]:
    rows = {}
    for name, (version, document) in there.items():
        if name.startswith(_KIND):
            found: dict[str, Any] = json.loads(document)
            operator = Operator(name.removeprefix(_KIND), found["name"], Role(found["role"]), found["active"])
            rows[operator.number] = _Row(operator, version, found["hash"])
    return rows


def _document(row: _Row) -> bytes:
    one = row.operator
    said = {"name": one.name, "role": one.role.value, "active": one.active, "hash": row.hashed}
    return json.dumps(said, ensure_ascii=False).encode()


def _hashed(number: str, password: str) -> str:
    plain = _plain(password)
    if len(plain) < SHORTEST:
        raise Refused(Refusal.SHORT)
    if len(plain) > LONGEST:
        raise Refused(Refusal.LONG)
    if plain == number:
        raise Refused(Refusal.SAME)
    return _hasher().hash(plain)


def _verified(hashed: str, password: str) -> bool:
    try:
        return _hasher().verify(hashed, _plain(password)[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False


def _hasher() -> PasswordHasher:
    return PasswordHasher(_TIMES, _KIB, _LANES)


def _plain(password: str) -> str:
    """The same for the same: an input method may write a letter in two ways."""
    return unicodedata.normalize("NFKC", password)


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _hasher().hash("nobody's")
