"""Texts with blanks in braces and keys in square brackets: filling the one, finding the other."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from string import Formatter

__all__ = ["Cap", "EmptyBlankError", "blanks", "filled", "filled_or_left_out", "line_named", "named", "parts", "spoken"]

_KEY = re.compile(r"\[([^\[\]]+)\]")
_LINE = re.compile(r"第\s*([0-9]{1,4})\s*[行项条]")  # how refusals number the lines of a bill


class EmptyBlankError(ValueError):
    """A text was to be shown with a blank nobody filled; the message names the blanks, never their neighbours."""


@dataclass(frozen=True, slots=True)
class Cap:
    """A key inside a sentence, painted as a key cap: `F9`, `Shift F9`."""

    key: str


def blanks(text: str) -> tuple[str, ...]:
    """Names of the blanks in `text`, in order, each once."""
    return tuple(dict.fromkeys(name for _, name, _, _ in Formatter().parse(text) if name))


def filled(text: str, **values: object) -> str:
    """`text` with every blank filled.

    Raises:
        EmptyBlankError: a blank has no value or an empty one (words, section 9: an empty placeholder must not show).
    """
    missing = [name for name in blanks(text) if str(values.get(name, "")) == ""]
    if missing:
        raise EmptyBlankError(f"nothing to put into: {', '.join(missing)}")
    return text.format_map(values)


def filled_or_left_out(text: str, **values: object) -> str:
    """`text` filled, or nothing at all where a blank has no value: a line with a hole is left out, never guessed."""
    try:
        return filled(text, **values)
    except EmptyBlankError:
        return ""


def parts(text: str) -> tuple[str | Cap, ...]:
    """`text` cut at its keys: plain pieces and key caps in reading order."""
    pieces: list[str | Cap] = []
    at = 0
    for found in _KEY.finditer(text):
        if found.start() > at:
            pieces.append(text[at : found.start()])
        pieces.append(Cap(found.group(1)))
        at = found.end()
    if at < len(text):
        pieces.append(text[at:])
    return tuple(pieces)


def line_named(text: str) -> int:
    """The number of the line that a refusal names; 0 where it names none."""
    found = _LINE.search(text)
    return int(found[1]) if found else 0


def spoken(text: str) -> str:
    """`text` without key brackets: what a screen reader says, and what the length limits count."""
    return _KEY.sub(r"\1", text)


def named(text: str, key: Callable[[str], str]) -> str:
    """`text` in one piece, its keys by the names this hospital gave them: for places where no cap is painted."""
    return _KEY.sub(lambda found: f" {key(found.group(1))} ", text).strip()
