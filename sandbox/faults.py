"""The faults the front can make: which, for which calls, how often, and how often each struck.

Written `name[:kind][:transaction[:rate]]`. A kind belongs to some faults only: `slow:SECONDS`, `busy:before|after`,
`http_500:before|after`, `not_json:before|after`, `duplicate:first|second` (whose answer the client gets).
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["NAMES", "Fault", "Faults", "WrongFault", "parse_fault"]

_KINDS: Mapping[str, tuple[str, ...]] = {
    "refuse_connection": (),
    "drop_before": (),
    "drop_after": (),
    "hang": (),
    "slow": (),
    "late": (),
    "duplicate": ("first", "second"),
    "half_answer": (),
    "not_json": ("after", "before"),
    "http_500": ("before", "after"),
    "busy": ("before", "after"),
}
NAMES = tuple(_KINDS)
_TRANSACTION = re.compile(r"\d{4}[A-Z]?|ec\.query")


class WrongFault(ValueError):
    """A fault that cannot be; the text says why."""


@dataclass(slots=True)
class Fault:
    """One fault. `transaction` empty: any settlement call. `rate` 0..1. `after`: matching calls let pass first.

    `count`: strikes at most so often, None without end. `matched` and `struck` are counted as calls come.
    """

    name: str
    kind: str = ""
    seconds: float = 0.0
    transaction: str = ""
    rate: float = 1.0
    count: int | None = None
    after: int = 0
    matched: int = 0
    struck: int = 0

    def __post_init__(self) -> None:
        if self.name not in _KINDS:
            raise WrongFault(f"no fault {self.name!r}; there are {', '.join(NAMES)}")
        kinds = _KINDS[self.name]
        if self.kind and self.kind not in kinds:
            raise WrongFault(f"{self.name} comes as {' or '.join(kinds)}" if kinds else f"{self.name} has no kinds")
        self.kind = self.kind or (kinds[0] if kinds else "")
        if not 0 <= self.rate <= 1:
            raise WrongFault("rate is a number from 0 to 1")
        if self.transaction and not _TRANSACTION.fullmatch(self.transaction):
            raise WrongFault(f"{self.transaction!r} is no transaction number")
        if self.name == "refuse_connection" and (self.transaction or self.rate != 1 or self.count is not None):
            raise WrongFault("refuse_connection closes the listener: it takes no transaction, rate or count")
        if self.seconds < 0 or (self.name == "slow" and not self.seconds):
            raise WrongFault("slow wants its seconds: slow:2")
        if self.after < 0 or (self.count is not None and self.count < 0):
            raise WrongFault("count and after are numbers from 0 on")

    def as_dict(self) -> dict[str, Any]:
        """As the control port shows it."""
        return {
            "name": self.name,
            "kind": self.kind or None,
            "seconds": self.seconds or None,
            "transaction": self.transaction or None,
            "rate": self.rate,
            "count": self.count,
            "after": self.after,
            "matched": self.matched,
            "struck": self.struck,
        }


def parse_fault(given: str | Mapping[str, Any]) -> Fault:
    """A fault from its short text or from a mapping with the names of `Fault`.

    Raises:
        WrongFault: what is wrong with it.
    """
    if isinstance(given, Mapping):
        return _from_mapping(given)
    name, *rest = given.split(":")
    kind, seconds = "", 0.0
    if name == "slow" and rest:
        seconds = _figure(rest.pop(0), "slow wants its seconds: slow:2")
    elif rest and rest[0] in _KINDS.get(name, ()):
        kind = rest.pop(0)
    transaction = rest.pop(0) if rest else ""
    rate = _figure(rest.pop(0), "rate is a number from 0 to 1") if rest else 1.0
    if rest:
        raise WrongFault(f"too much in {given!r}: name[:kind][:transaction[:rate]]")
    return Fault(name, kind, seconds, "" if transaction == "*" else transaction, rate)


def _from_mapping(given: Mapping[str, Any]) -> Fault:
    unknown = set(given) - {"name", "kind", "seconds", "transaction", "rate", "count", "after", "matched", "struck"}
    if unknown or not isinstance(given.get("name"), str):
        raise WrongFault("a fault has name, and may have kind, seconds, transaction, rate, count, after")
    numbers = {}
    for key, default in (("seconds", 0), ("rate", 1), ("after", 0), ("count", None)):
        value = given.get(key)
        if value is None:
            value = default
        if isinstance(value, bool) or not isinstance(value, (int, float, type(None))):
            try:
                value = float(str(value))
            except ValueError:
                raise WrongFault(f"{key} is a number") from None
        numbers[key] = value
    count = numbers["count"]
    return Fault(
        given["name"],
        str(given.get("kind") or ""),
        float(numbers["seconds"] or 0),
        str(given.get("transaction") or ""),
        1.0 if numbers["rate"] is None else float(numbers["rate"]),
        None if count is None else int(count),
        int(numbers["after"] or 0),
    )


def _figure(text: str, complaint: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise WrongFault(complaint) from None


class Faults:
    """The faults in force; of those that fit a call the first that strikes is made. One seeded draw per fit."""

    def __init__(self, faults: Iterable[Fault] = (), seed: int = 0) -> None:
        self._random = random.Random(seed)  # noqa: S311 - repeatable on purpose
        self._faults = list(faults)
        self._totals = dict.fromkeys(NAMES, 0)

    @property
    def refusing(self) -> bool:
        """Whether the listener is to be closed."""
        return any(fault.name == "refuse_connection" for fault in self._faults)

    def replace(self, faults: Iterable[Fault]) -> None:
        """Other faults from now on; the totals since the start stay."""
        self._faults = list(faults)

    def strike(self, number: str) -> Fault | None:
        """The fault for a call of this transaction number, counted; None for most calls."""
        for fault in self._faults:
            if fault.name == "refuse_connection" or not _fits(fault, number):
                continue
            fault.matched += 1
            if fault.matched <= fault.after or (fault.count is not None and fault.struck >= fault.count):
                continue
            if fault.rate < 1 and self._random.random() >= fault.rate:
                continue
            self.count(fault)
            return fault
        return None

    def count(self, fault: Fault) -> None:
        """One strike more."""
        fault.struck += 1
        self._totals[fault.name] += 1

    def count_refusal(self) -> None:
        """The listener was closed, or a live connection reset, because of refuse_connection."""
        for fault in self._faults:
            if fault.name == "refuse_connection":
                self.count(fault)
                return

    def as_dict(self) -> dict[str, Any]:
        """The faults in force, and how often each name struck since the start."""
        return {"faults": [fault.as_dict() for fault in self._faults], "struck": dict(self._totals)}


def _fits(fault: Fault, number: str) -> bool:
    return fault.transaction == number or (not fault.transaction and number != "ec.query")
