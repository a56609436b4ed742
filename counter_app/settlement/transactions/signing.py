"""Signing the window in and out: 9001, 9002.

Declarations (fact sheet of transactions); `bodies` and `answers` translate to and from our values.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from counter_app.settlement.fields import Must, day, one, text
from counter_app.settlement.record import Record, Transaction

__all__ = [
    "SIGN_IN",
    "SIGN_OUT",
    "SignInInput",
    "SignInNode",
    "SignInOutput",
    "SignInSigninoutb",
    "SignOutInput",
    "SignOutNode",
    "SignOutOutput",
    "SignOutSignoutoutb",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInNode(Record):
    """9001 in: signIn."""

    opter_no: str = text("操作员编号", 20, Must.ALWAYS)
    mac: str = text("签到MAC地址", 20, Must.ALWAYS)
    ip: str = text("签到IP地址", 20, Must.ALWAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInInput(Record):
    """9001 in."""

    sign_in: SignInNode | None = one(SignInNode, name="signIn")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInSigninoutb(Record):
    """9001 out: signinoutb."""

    sign_time: date | None = day("签到时间", Must.ALWAYS)
    sign_no: str = text("签到编号", 30, Must.ALWAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInOutput(Record):
    """9001 out."""

    signinoutb: SignInSigninoutb | None = one(SignInSigninoutb)


SIGN_IN = Transaction(
    "9001",
    "签到",
    "signInSignOutService/signIn",
    SignInInput,
    SignInOutput,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOutNode(Record):
    """9002 in: signOut."""

    sign_no: str = text("签到编号", 30, Must.ALWAYS)
    opter_no: str = text("操作员编号", 20, Must.ALWAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOutInput(Record):
    """9002 in."""

    sign_out: SignOutNode | None = one(SignOutNode, name="signOut")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOutSignoutoutb(Record):
    """9002 out: signoutoutb."""

    sign_time: date | None = day("签退时间", Must.ALWAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOutOutput(Record):
    """9002 out."""

    signoutoutb: SignOutSignoutoutb | None = one(SignOutSignoutoutb)


SIGN_OUT = Transaction(
    "9002",
    "签退",
    "signInSignOutService/signOut",
    SignOutInput,
    SignOutOutput,
)
