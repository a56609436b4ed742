"""The ways by which money goes back, in words."""

from __future__ import annotations

from decimal import Decimal

from counter_app.model.payment import PaymentMethod
from ui.words import figures, labels

__all__ = ["by_way"]


def by_way(ways: tuple[tuple[PaymentMethod, Decimal], ...]) -> str:
    """现金, or where it came by more than one way how much by which: 现金 558.25、移动支付 405.85."""
    if len(ways) == 1:
        return labels.METHODS[ways[0][0]]
    return "、".join(f"{labels.METHODS[method]} {figures.money(part)}" for method, part in ways) or labels.NOT_KNOWN
