"""Who signs what is written: a text, or whoever works here at that moment."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["By", "signed"]

By = str | Callable[[], str]


def signed(by: By) -> str:
    """The name for the history, now."""
    return by if isinstance(by, str) else by()
