"""What a page says on which no money moves: it has nothing to confirm, and no code belongs there."""

from __future__ import annotations

from ui.confirm_bar import Ask
from ui.guard import Offer
from ui.intents import PayOut

__all__ = ["NoMoney"]


class NoMoney:
    """For a page beside its widget."""

    def ask(self) -> Ask | None:
        """Nothing is asked."""
        return None

    def paid_out(self, offer: Offer, reason: str, second: str) -> PayOut:
        """Never called, since nothing is asked."""
        return PayOut(offer.visit, offer.turn, offer.amount, reason, second)

    def scanned(self, _code: str) -> bool:
        """No code is taken."""
        return False
