"""Who works here, without a window: the operators on record, and whether whoever types may do what is typed.

Passwords come from a caller that asks for them; nothing here keeps one, and no report holds one.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from typing import Any, Protocol

from counter_app.desk.office import Office
from counter_app.failures import FailureCode
from counter_app.model.operator import Act, Operator, Role
from counter_app.records.operators import Operators, Refused

__all__ = ["Password", "act_of", "not_by", "operator", "refused"]

Password = Callable[[str], str]  # asks for one, by these words


class Checks(Protocol):
    """A register of operators."""

    def check(self, number: str, password: str) -> Operator | None:
        """Whose number and password these are."""


_ROLES = {Role.CASHIER: "收费员", Role.SUPERVISOR: "主管"}
_UNDOES = ("put-right", "release", "free")


def act_of(typed: Namespace) -> Act | None:
    """What is typed, as far as it matters who does it; None: anybody who may start the program here may.

    What looks, what keeps the books, and the replay of what people have agreed to need nobody: a machine may do it.
    """
    match typed.command:
        case "refund":
            return Act.UNDO
        case "settle":
            return Act.OVERRIDE if typed.accept_warnings else Act.WORK
        case "queue" if typed.what in _UNDOES or typed.settled:
            return Act.PUT_RIGHT
        case "queue" if typed.what == "continue":
            return Act.OVERRIDE if typed.accept_warnings else Act.WORK
        case "queue" if typed.what == "upload":
            return Act.WORK
        case _:
            return None


def refused(office: Office, act: Act | None, number: str, password: Password) -> dict[str, Any] | None:
    """Why whoever types may not; None: they may, and what is written is signed by them. Raises StoreUnavailable."""
    if act is None or not office.duty.asks():
        return None
    wrong, signed = _signed(office.duty.staff, act, number, password)
    if signed is None:
        return _no(wrong)
    office.duty.begins(signed)
    return None


def not_by(staff: Operators, sign_in: str, act: Act, number: str, password: Password) -> str:
    """Why whoever types may not, by this register and the window's setting; empty: they may, or nobody signs in here.
    Raises StoreUnavailable, DamagedDocument.
    """
    asks = any(one.active for one in staff.all()) if sign_in == "auto" else sign_in == "on"
    return _signed(staff, act, number, password)[0] if asks else ""


def _signed(staff: Checks, act: Act, number: str, password: Password) -> tuple[str, Operator | None]:
    if not number:
        return "这里要登录：写 --as 工号，密码从标准输入给", None
    found = staff.check(number, password(f"工号 {number} 的密码："))
    if found is None:
        return "工号或密码不对", None
    if not found.may(act):
        return f"这要主管来做，工号 {found.number} 是{_ROLES[found.role]}", None
    return "", found


def operator(office: Office, typed: Namespace, password: Password) -> dict[str, Any]:
    """list | add | role | password | off | on. state: ok | refused. Raises StoreUnavailable."""
    staff, number = office.duty.staff, typed.number or ""
    if typed.what != "list":
        wrong = _may_not_change(office, typed, number, password)
        if wrong:
            return _no(wrong)
        try:
            staff.change(lambda there: _change(there, typed, number, password))
        except Refused as why:
            return _no(str(why))
    rows = [
        {"number": one.number, "name": one.name, "role": one.role.value, "active": one.active}
        for one in staff.all()
        if typed.what == "list" or one.number == number
    ]
    return {"state": "ok", "operators": rows}


def _may_not_change(office: Office, typed: Namespace, number: str, password: Password) -> str:
    """The first one is made by whoever sets the window up; from then on a supervisor, or everybody their password."""
    staff = office.duty.staff
    if not any(one.active for one in staff.all()):
        return ""
    own = typed.what == "password" and typed.as_number == number
    return _signed(staff, Act.WORK if own else Act.STAFF, typed.as_number, password)[0]


def _change(there: Operators, typed: Namespace, number: str, password: Password) -> None:
    match typed.what:
        case "add":
            new = Operator(number, (typed.name or "").strip(), Role(typed.role or Role.CASHIER))
            there.add(new, _new(number, password))
        case "role":
            there.change(number, role=Role(typed.role) if typed.role else None)
        case "password":
            there.new_password(number, _new(number, password))
        case "off" | "on":
            there.change(number, active=typed.what == "on")


def _new(number: str, password: Password) -> str:
    return password(f"工号 {number} 的新密码：")


def _no(said: str) -> dict[str, Any]:
    return {"state": "refused", "failure": FailureCode.BAD_INPUT.value, "said": said}
