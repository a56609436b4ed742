"""What monitoring (医保智能监控) warns of before a settlement, and what is answered to each warning."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

__all__ = ["Advice", "AnswerWay", "RuleWarning", "Severity", "WarningAnswer"]


class Severity(StrEnum):
    """How sure the rule is (dictionary sev_deg), worst first."""

    CLEAR = "clear"  # 明确违规
    LIKELY = "likely"  # 高度可疑
    SLIGHT = "slight"  # 轻度可疑
    UNKNOWN = "unknown"  # a code we do not know


class AnswerWay(StrEnum):
    """What is done about a warning (dictionary dspo_way)."""

    GO_ON = "go_on"  # 继续执行医嘱: wants a reason
    CHANGE = "change"  # 返回修改医嘱: the bill is not settled as it is


@dataclass(frozen=True, slots=True)
class RuleWarning:
    """One hit of a rule. `number`: what its answer names; `line`: of the bill, 0 where it means none.

    `amount`: what the rule objects to, yuan; None where the service does not say.
    """

    number: str
    rule: str
    text: str
    severity: Severity
    line: int = 0
    amount: Decimal | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class WarningAnswer:
    """A person's answer to one warning; `reason` is there wherever the bill goes on.

    `charges_version`: of the bill that was warned of; another bill's warnings may bear the same numbers. 0: not kept.
    """

    number: str
    way: AnswerWay
    reason: str
    at: datetime
    who: str
    charges_version: int = 0


@dataclass(frozen=True, slots=True)
class Advice:
    """What monitoring said of a bill as it was (`charges_version`).

    `heard`: the word of the call's outcome; only "done" carries warnings, anything else says nothing about the bill.
    `reported`: the word of the outcome of sending the answers, empty while they were not sent.
    """

    call: str
    charges_version: int
    heard: str
    said: str = ""
    warnings: tuple[RuleWarning, ...] = ()
    reported: str = ""

    def answered_by(self, answers: Iterable[WarningAnswer]) -> tuple[WarningAnswer, ...]:
        """Those of `answers` that were given to these warnings."""
        numbers, here = {one.number for one in self.warnings}, (0, self.charges_version)
        return tuple(one for one in answers if one.number in numbers and one.charges_version in here)
