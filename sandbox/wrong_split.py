"""Amounts that do not add up: a centre that answers parts which are not the bill (the switch `wrong_split`).

Only the answer is wrong, by a fen more from the funds; what is booked, and every sum of the year, is right.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from counter_app.model import money
from sandbox.behaviours import Behaviours

__all__ = ["as_answered"]

_FEN = money.from_fen(1)
_STRUCK: Mapping[str, tuple[str, ...]] = {
    "trial": ("2206A", "2206"),
    "settled": ("2207A", "2207"),
    "kept": ("2207A", "2207", "5203"),
}


def as_answered(behaviours: Behaviours, number: str, reply: dict[str, Any]) -> dict[str, Any]:
    """The reply of a transaction as this service gives it: right, or with a fen too much."""
    if number not in _STRUCK.get(behaviours["wrong_split"], ()):
        return reply
    info = reply["setlinfo"]
    return {**reply, "setlinfo": {**info, "fund_pay_sumamt": Decimal(str(info["fund_pay_sumamt"])) + _FEN}}
