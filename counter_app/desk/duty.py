"""Who works at this window: somebody on record who signed in, or, without sign-in, the operator of the settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from counter_app.desk.hospital import Hospital
from counter_app.model.operator import Act, Operator, Role
from counter_app.records.operators import Operators
from counter_app.settings import WindowSettings
from offline_queue.cipher import DamagedDocument
from offline_queue.engine import StoreUnavailable
from offline_queue.store import Store

__all__ = ["Duty", "Staff"]

T = TypeVar("T")


class Staff:
    """Operators, as this window knows them.

    Where windows share a store its register counts. The window's own is a copy of it, by which people sign in while
    the server is away; what is changed then has to wait for it (decision 008).
    """

    def __init__(self, own: Store, hospital: Hospital | None) -> None:
        self._own = own
        self._hospital = hospital

    def all(self) -> tuple[Operator, ...]:
        """Everybody on record, by number. Raises StoreUnavailable."""
        self._follow()
        return Operators(self._own.register).all()

    def known(self) -> tuple[Operator, ...]:
        """The same by the window's own register, which waits for no server. Raises StoreUnavailable."""
        return Operators(self._own.register).all()

    def check(self, number: str, password: str) -> Operator | None:
        """Whose number and password these are; slow. Raises StoreUnavailable."""
        self._follow()
        return Operators(self._own.register).check(number, password)

    def change(self, how: Callable[[Operators], T]) -> T:
        """Raises Refused, StoreUnavailable: "away" where the store that counts is."""
        there = self._hospital.store if self._hospital is not None else self._own
        if there is None:
            raise StoreUnavailable("away")
        done = how(Operators(there.register))
        self._follow()
        return done

    def _follow(self) -> None:
        there = self._hospital.store if self._hospital is not None else None
        if there is None:
            return
        try:
            self._own.register.follow(there.register)
        except StoreUnavailable:
            return  # by what is known here


class Duty:
    """Who works at this window. Without sign-in it is the operator of the settings, who may do everything.

    Changed on the thread that works for the cashier: what runs there is signed by whoever began it.
    """

    def __init__(self, window: WindowSettings, staff: Staff) -> None:
        self._window = window
        self.staff = staff
        self._nobody = Operator(window.operator, window.operator_name, Role.SUPERVISOR)
        self._signed: Operator | None = None
        self.told: Callable[[Operator], object] = lambda _operator: None
        self.asked, self.nobody = window.sign_in != "off", False  # as `get_ready` finds them

    def get_ready(self) -> None:
        """What a window wants to know as it comes up, read before it does: whether people sign in (`asked`), and
        whether nobody who could is on record (`nobody`). Where the register cannot be read, they sign in.
        """
        try:
            self.asked = self.asks()
            self.nobody = self.asked and not any(one.active for one in self.staff.known())
        except (StoreUnavailable, DamagedDocument):
            return

    def asks(self) -> bool:
        """Whether people sign in here: as it is set, else once somebody is on record. Raises StoreUnavailable."""
        if self._window.sign_in != "auto":
            return self._window.sign_in == "on"
        return any(one.active for one in self.staff.known())

    @property
    def signed(self) -> Operator | None:
        """Who signed in."""
        return self._signed

    @property
    def operator(self) -> Operator:
        """Whose number stands in calls and on papers."""
        return self._signed or self._nobody

    @property
    def number(self) -> str:
        """Their number."""
        return self.operator.number

    @property
    def who(self) -> str:
        """Window and operator, for the history."""
        return f"{self._window.number} 号窗口 {self.number}"

    def begins(self, operator: Operator) -> None:
        """This one works here from now on."""
        self._signed = operator
        self.told(operator)

    def ends(self) -> None:
        """Nobody does, until somebody signs in: what goes on by itself is signed by the window's own operator."""
        self._signed = None
        self.told(self.operator)

    def may(self, act: Act) -> bool:
        """Whether who works here may do it without a second person."""
        return self.operator.may(act)
