"""Reversal by message id: 2601.

Declarations only (fact sheet of transactions); the translation to and from our values stands in `bodies` and `answers`.
"""

from __future__ import annotations

from counter_app.settlement.fields import Field, Must, Node, Transaction

__all__ = ["REVERSE"]

REVERSE = Transaction(
    "2601",
    "冲正交易",
    "reverseService/revsMethod",
    (
        Node(
            "data",
            (
                Field("psn_no", "人员编号", length=30, must=Must.ALWAYS),
                Field("omsgid", "原发送方报文ID", length=30, must=Must.ALWAYS),
                Field("oinfno", "原交易编号", length=6, must=Must.ALWAYS),  # printed as 4; "2207A" is 5 on the wire
            ),
        ),
    ),
    (),
    changes=True,
)
