"""The outcomes of a call (protocol, section 1). Error and Lost are treated alike: nobody knows what happened."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

__all__ = [
    "CallOutcome",
    "Done",
    "ErrorReply",
    "Lost",
    "NotSent",
    "Refused",
    "from_bytes",
    "name_of",
    "said_by",
    "to_bytes",
]


@dataclass(frozen=True, slots=True)
class Done:
    """infcode 0. `output`: the answer's body; `warning`: warn_msg, which may matter even then. `at`: the service's own
    time, where it was heard just now and said so.
    """

    output: Mapping[str, Any] = field(default_factory=dict)
    warning: str = ""
    at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Refused:
    """A well-formed no, with the far side's own text and code, kept whole."""

    text: str
    code: str = "-1"


@dataclass(frozen=True, slots=True)
class ErrorReply:
    """Busy, system error, broken body or an HTTP error after sending: not to be believed either way."""

    text: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Lost:
    """No answer, or none anybody here heard."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class NotSent:
    """Surely never left, or refused by the gateway (401) before the service saw it.

    `told`: a sentence for people, where more is known than that the line is down.
    """

    why: str
    told: str = ""


CallOutcome = Done | Refused | ErrorReply | Lost | NotSent


def name_of(outcome: CallOutcome) -> str:
    """The outcome's word on record: done, refused, error, lost, not_sent."""
    return _NAMES[type(outcome)]


def said_by(outcome: CallOutcome) -> tuple[str, str]:
    """(code, text) of an outcome for the record; either may be empty."""
    match outcome:
        case Done(_, warning):
            return "0", warning
        case NotSent(why, told):
            return "", told or why
        case Lost(text):
            return "", text
        case _:
            return outcome.code, outcome.text


def to_bytes(outcome: CallOutcome) -> bytes:
    """An outcome as JSON, for the record; numbers with a point stay exact."""
    words: dict[str, Any] = {"outcome": name_of(outcome)}
    match outcome:
        case Done():
            words |= {"output": outcome.output, "warning": outcome.warning}
        case Refused() | ErrorReply():
            words |= {"text": outcome.text, "code": outcome.code}
        case Lost():
            words |= {"text": outcome.text}
        case NotSent():
            words |= {"why": outcome.why, "told": outcome.told}
    return json.dumps(words, ensure_ascii=False, default=str).encode()


def from_bytes(record: bytes) -> CallOutcome:
    """The outcome back; a record nobody can read is a lost answer."""
    try:
        words = json.loads(record, parse_float=Decimal)
        match words["outcome"]:
            case "done":
                return Done(words["output"], words["warning"])
            case "refused":
                return Refused(words["text"], words["code"])
            case "error":
                return ErrorReply(words["text"], words["code"])
            case "not_sent":
                return NotSent(words["why"], words.get("told", ""))
    except (ValueError, KeyError, TypeError):
        pass
    return Lost()


_NAMES: dict[type, str] = {
    Done: "done",
    Refused: "refused",
    ErrorReply: "error",
    Lost: "lost",
    NotSent: "not_sent",
}
