"""The guard of a money key: no auto-repeat, dead while the till settles down, one press = one intent.

Look, section 7. The guard knows neither Qt nor time of its own; it is told what the till offers, when that has been
painted, and it is asked at every press.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

__all__ = ["QUIET_SECONDS", "MoneyGuard", "Offer"]

QUIET_SECONDS = 0.6


@dataclass(frozen=True, slots=True)
class Offer:
    """What one press would move: `amount` in yuan is what the label names and what is sent.

    `turn` counts the outcomes this visit has had: the same amount offered again after an outcome is another offer.
    """

    visit: str
    turn: int
    amount: Decimal


class MoneyGuard:
    """Guards one money key. `clock` gives seconds that only grow; `quiet` is how long a new offer stays dead."""

    def __init__(self, clock: Callable[[], float], quiet: float = QUIET_SECONDS) -> None:
        self._clock = clock
        self._quiet = quiet
        self._offer: Offer | None = None
        self._since = 0.0
        self._painted = False
        self._taken: Offer | None = None

    @property
    def offer(self) -> Offer | None:
        """What the till offers now; spent or not."""
        return self._offer

    @property
    def spent(self) -> bool:
        """The key was pressed and its outcome is not known yet."""
        return self._offer is not None and self._offer == self._taken

    def present(self, offer: Offer | None) -> None:
        """The till offers this now. The same offer again changes nothing, so that showing a view twice is harmless.

        An offer that was taken stays taken, even when others stood there in between.
        """
        if offer == self._offer:
            return
        self._offer = offer
        self._since = self._clock()
        self._painted = False

    def painted(self, offer: Offer | None) -> None:
        """This offer stands on the screen; paint events of an older one do not count."""
        if offer is not None and offer == self._offer:
            self._painted = True

    def press(self, *, auto_repeat: bool = False) -> Offer | None:
        """The offer this press takes, or None when the press must be ignored."""
        if auto_repeat or self._offer is None or self.spent or not self._painted:
            return None
        if self._clock() - self._since < self._quiet:
            return None
        self._taken = self._offer
        return self._offer
