"""Who works at a window, and what takes a second one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["ALONE", "Act", "Operator", "Role"]


class Role(StrEnum):
    """What somebody may do: a supervisor all, a cashier what needs no second person."""

    CASHIER = "cashier"
    SUPERVISOR = "supervisor"


class Act(StrEnum):
    """What is done at a window or typed without one, as far as it matters who does it."""

    WORK = "work"  # take money, settle, print
    UNDO = "undo"  # cancel a settlement, whole or in part
    OVERRIDE = "override"  # go on in spite of monitoring's warnings
    PUT_RIGHT = "put_right"  # say what became of a settlement outside, or that one from a backup goes on
    STAFF = "staff"  # who works here


# What a cashier does without a supervisor.
ALONE = frozenset({Act.WORK})


@dataclass(frozen=True, slots=True)
class Operator:
    """Somebody who may sign in. `active`: False, where they left; the number is never given to another one."""

    number: str
    name: str
    role: Role = Role.CASHIER
    active: bool = True

    def may(self, act: Act) -> bool:
        """Whether they may do it alone."""
        return self.role is Role.SUPERVISOR or act in ALONE
