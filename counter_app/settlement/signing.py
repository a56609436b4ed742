"""Signing the window in and out: 9001, 9002.

Declarations only (fact sheet of transactions); the translation to and from our values stands in `bodies` and `answers`.
"""

from __future__ import annotations

from counter_app.settlement.fields import Field, Kind, Must, Node, Transaction

__all__ = ["SIGN_IN", "SIGN_OUT"]

SIGN_IN = Transaction(
    "9001",
    "签到",
    "signInSignOutService/signIn",
    (
        Node(
            "signIn",
            (
                Field("opter_no", "操作员编号", length=20, must=Must.ALWAYS),
                Field("mac", "签到MAC地址", length=20, must=Must.ALWAYS),
                Field("ip", "签到IP地址", length=20, must=Must.ALWAYS),
            ),
        ),
    ),
    (
        Node(
            "signinoutb",
            (
                Field("sign_time", "签到时间", Kind.DATE, must=Must.ALWAYS),
                Field("sign_no", "签到编号", length=30, must=Must.ALWAYS),
            ),
        ),
    ),
)

SIGN_OUT = Transaction(
    "9002",
    "签退",
    "signInSignOutService/signOut",
    (
        Node(
            "signOut",
            (
                Field("sign_no", "签到编号", length=30, must=Must.ALWAYS),
                Field("opter_no", "操作员编号", length=20, must=Must.ALWAYS),
            ),
        ),
    ),
    (
        Node(
            "signoutoutb",
            (Field("sign_time", "签退时间", Kind.DATE, must=Must.ALWAYS),),
        ),
    ),
)
