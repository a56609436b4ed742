"""What papers need to say ([slips]): how long things may wait, where people are helped, until when a claim by hand is
taken.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

__all__ = ["SlipSettings"]

_LONGEST_DUE_DAYS = 3650
_REGION = re.compile(r"[0-9]{6}")
_A_DAY = date(2024, 1, 31)  # to try a rule with at start
_DAYS = re.compile(r"[0-9]{1,4}")
# So many days or months after the visit, or a day of the year after it; then, in the place's words, by which rule.
_ACT_BEFORE = re.compile(
    r"(?:(?P<count>[1-9][0-9]{0,3})(?P<unit>[dm])|(?P<month>[0-9]{2})-(?P<day>[0-9]{2}))\s+(?P<rule>\S.*)"
)


@dataclass(frozen=True, slots=True)
class SlipSettings:
    """`due_days`: how long a make-up ticket may be finished; `due_days_by_region`: where the insured place (six digits)
    says otherwise, in a table of its own. `act_before`: until when an insured place (six digits; 0000 at the end: its
    whole province) takes a claim by hand, and by which rule: "6m …", "90d …" after the visit, "03-31 …" of the year
    after it. Nobody's day is guessed: of a place that is not in it the notice says whom to ask.

    `filing_help` (备案协助点): where people are helped to file. `in_house` (院内承办): who in this hospital clears up
    what the window could not. An empty one stops the papers that name it. `answer_days`: by when an unclear settlement
    is answered for. `opened_elsewhere`, `opened_elsewhere_address`: a hospital nearby that settles directly what this
    one has not opened (reason 09); empty: the patient is told whom to ask.
    """

    due_days: int = 10
    due_days_by_region: Mapping[str, str] = field(default_factory=dict)
    act_before: Mapping[str, str] = field(default_factory=dict)
    refund_days: int = 7
    insured_place_phone: str = "12393"
    filing_help: str = "本院医保办"
    in_house: str = "本院医保办"
    answer_days: int = 2
    opened_elsewhere: str = ""
    opened_elsewhere_address: str = ""

    @property
    def due_by_region(self) -> dict[str, int]:
        """`due_days_by_region` as numbers; checked at start."""
        return {region: int(days) for region, days in self.due_days_by_region.items()}

    @property
    def wrong(self) -> str:
        """What is wrong here, in words; empty when nothing is."""
        if not 1 <= self.due_days <= _LONGEST_DUE_DAYS:
            return "due_days 要在 1 到 3650"
        if not all(_is_due(region, days) for region, days in self.due_days_by_region.items()):
            return "due_days_by_region 要写成 6 位地区 = 1 到 3650 的天数"
        if not all(
            _REGION.fullmatch(region) and _last_day(text, date(2024, 1, 31)) for region, text in self.act_before.items()
        ):
            return "act_before 要写成 6 位地区 = 6m、90d 或 03-31（次年），空一格，再写依据"
        return ""

    def claimed_before(self, region: str, visited: date) -> tuple[date | None, str]:
        """The last day for a claim by hand there for a visit of that day, and the rule; None and nothing: not known."""
        text = self.act_before.get(region) or self.act_before.get(f"{region[:2]}0000", "")
        return _last_day(text, visited) or (None, "")


def _last_day(text: str, visited: date) -> tuple[date, str] | None:
    found = _ACT_BEFORE.fullmatch(text.strip())
    if found is None:
        return None
    if found["unit"] == "d":
        return visited + timedelta(days=int(found["count"])), found["rule"]
    if found["unit"] == "m":
        years, month = divmod(visited.month - 1 + int(found["count"]), 12)
        year, month = visited.year + years, month + 1
        return date(year, month, min(visited.day, monthrange(year, month)[1])), found["rule"]
    try:
        return date(visited.year + 1, int(found["month"]), int(found["day"])), found["rule"]
    except ValueError:
        return None


def _is_due(region: str, days: str) -> bool:
    return bool(_REGION.fullmatch(region) and _DAYS.fullmatch(days)) and 1 <= int(days) <= _LONGEST_DUE_DAYS


def _is_act_before(region: str, text: str) -> bool:
    return bool(_REGION.fullmatch(region)) and _last_day(text, _A_DAY) is not None
