"""药品追溯码 of a bill's lines: complete, missing, on the no-code list, or twice (domain facts, section 2d). Pure.

Whether a code was sold to somebody else only the platform knows; it says so when the lines go up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING
from enum import StrEnum

from counter_app.model.visit import Charge

__all__ = ["TraceRule", "TraceState", "needed", "trace_states"]

# National codes of western (X) and Chinese patent drugs (Z) come in packages with a code each; herbs (T) do not.
_PACKAGED = ("X", "Z")


class TraceState(StrEnum):
    """How a line stands."""

    NOT_A_DRUG = "not_a_drug"
    COMPLETE = "complete"
    MISSING = "missing"
    NO_CODE_LIST = "no_code_list"  # stock bought before codes were printed: may settle without
    DUPLICATE = "duplicate"  # the same code twice in this bill: one package, one sale


@dataclass(frozen=True, slots=True)
class TraceRule:
    """What this hospital holds bills to. `required`: a packaged drug without its codes is stopped; `no_codes`: national
    codes of stock that has none.
    """

    required: bool = False
    no_codes: frozenset[str] = frozenset()

    def problems(self, charges: Sequence[Charge]) -> list[str]:
        """One sentence for each line that must not go up, with what to do; a code that stands twice never may."""
        found = []
        for number, (line, state) in enumerate(zip(charges, trace_states(charges, self.no_codes), strict=True), 1):
            who = f"第 {number} 行 {line.name}："
            if state is TraceState.DUPLICATE:
                found.append(f"{who}药品追溯码在本单里重复，请药房换一盒或重新扫码")
            elif state is TraceState.MISSING and self.required:
                have = len(line.trace_codes)
                found.append(f"{who}药品追溯码缺失，应有 {needed(line)} 个，实有 {have} 个，请药房补扫")
        return found


def needed(line: Charge) -> int:
    """How many codes a packaged drug must bring: one a package, one where it comes out of an opened one."""
    return 1 if line.split else int(line.quantity.to_integral_value(ROUND_CEILING))


def trace_states(charges: Sequence[Charge], no_codes: frozenset[str] = frozenset()) -> tuple[TraceState, ...]:
    """The state of each line; of lines that share a code the later one is the duplicate."""
    seen: set[str] = set()
    states = []
    for line in charges:
        states.append(_state(line, seen, no_codes))
        seen.update(line.trace_codes)
    return tuple(states)


def _state(line: Charge, seen: set[str], no_codes: frozenset[str]) -> TraceState:
    codes = line.trace_codes
    if len(set(codes)) < len(codes) or seen.intersection(codes):
        return TraceState.DUPLICATE
    if not line.code.startswith(_PACKAGED):
        return TraceState.COMPLETE if codes else TraceState.NOT_A_DRUG
    if len(codes) >= needed(line):
        return TraceState.COMPLETE
    return TraceState.NO_CODE_LIST if line.code in no_codes else TraceState.MISSING
