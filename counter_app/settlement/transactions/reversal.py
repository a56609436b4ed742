"""Reversal by message id: 2601.

Declarations (fact sheet of transactions); `bodies` and `answers` translate to and from our values.
"""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.settlement.fields import Must, one, text
from counter_app.settlement.record import Nothing, Record, Transaction

__all__ = ["REVERSE", "ReverseData", "ReverseInput"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseData(Record):
    """2601 in: data."""

    psn_no: str = text("人员编号", 30, Must.ALWAYS)
    omsgid: str = text("原发送方报文ID", 30, Must.ALWAYS)
    oinfno: str = text("原交易编号", 6, Must.ALWAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReverseInput(Record):
    """2601 in."""

    data: ReverseData | None = one(ReverseData)


REVERSE = Transaction(
    "2601",
    "冲正交易",
    "reverseService/revsMethod",
    ReverseInput,
    Nothing,
    changes=True,
)
