"""How the person pays at the window; refunds go back the way the money came."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

__all__ = ["Payment", "PaymentMethod"]


class PaymentMethod(StrEnum):
    """付款方式, in the order F4 steps through them."""

    CASH = "cash"
    MOBILE = "mobile"
    BANK_CARD = "bank_card"


@dataclass(frozen=True, slots=True)
class Payment:
    """Money taken: what was due, how, and what was handed over (cash only; equals due otherwise). Yuan."""

    due: Decimal
    method: PaymentMethod
    received: Decimal

    @property
    def change(self) -> Decimal:
        """找零, yuan."""
        return self.received - self.due
