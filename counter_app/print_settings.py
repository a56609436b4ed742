"""Which paper each slip takes, and which printer holds which paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["LISTS", "PAPERS", "SLIPS", "PrintSettings"]

PAPERS = ("a5", "roll", "three_part")
SLIPS = ("settlement", "ticket", "refund", "notice", "check", "hand-claim")
# What is of many claims, or of none: always A4, named as its file is.
LISTS = ("calls", "agency", "board", "outage")
_INCHES = (5.5, 11.0)


@dataclass(frozen=True, slots=True)
class PrintSettings:
    """The name of the desktop's queue for each kind of paper, empty: none here, and such slips are kept as files alone.

    `three_part_inches`: how high a sheet of the continuous paper is. `by_itself`: slips are printed as they are made,
    else when F11 asks for them. `papers`: slips that take another paper than A5 (settlement = "roll").
    """

    a4: str = ""
    a5: str = ""
    roll: str = ""
    three_part: str = ""
    three_part_inches: float = 5.5
    by_itself: bool = True
    papers: Mapping[str, str] = field(default_factory=dict)

    def form(self, slip: str) -> str:
        """The form a slip is laid out for, by its name; lists have A4 alone."""
        if slip in LISTS:
            return "a4"
        paper = self.papers.get(slip, "a5")
        return "three_part_tall" if paper == "three_part" and self.three_part_inches == _INCHES[1] else paper

    def queue(self, slip: str) -> str:
        """The printer it goes to; empty: none."""
        if slip in LISTS:
            return self.a4
        queues = {"a5": self.a5, "roll": self.roll, "three_part": self.three_part}
        return queues[self.papers.get(slip, "a5")] if slip in SLIPS else ""

    @property
    def queues(self) -> tuple[str, ...]:
        """The printers of this window, each once."""
        return tuple(dict.fromkeys(queue for slip in (*SLIPS, *LISTS) if (queue := self.queue(slip))))

    def wrong(self) -> str:
        """What cannot be used of it, in the reader's words; empty when all can."""
        if self.three_part_inches not in _INCHES:
            return "three_part_inches 只能是 5.5 或 11"
        if any(slip not in SLIPS or paper not in PAPERS for slip, paper in self.papers.items()):
            return f"papers 要写成 {'、'.join(SLIPS)} = {'、'.join(PAPERS)}"
        if any(name.startswith("-") or not name.isprintable() or "/" in name or " " in name for name in self.queues):
            return "打印机要写打印系统里的队列名"
        return ""
