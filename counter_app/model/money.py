"""Money as the trade counts it: yuan in `Decimal`, never float, rounded half-up to the fen."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

__all__ = ["FEN", "ZERO", "amount", "from_fen", "line_amount", "text", "to_fen", "yuan"]

FEN = Decimal("0.01")
ZERO = Decimal("0.00")

PRICE_PLACES = 6
QUANTITY_PLACES = 4


def yuan(value: Decimal | int | str) -> Decimal:
    """Return `value` (yuan) rounded half-up to the fen (domain facts, section 6.2: the rounding rule).

    Raises:
        ValueError: the text is not a finite decimal number.
    """
    try:
        number = Decimal(value)
        if not number.is_finite():
            raise ValueError(f"not an amount of money: {value!r}")
        return number.quantize(FEN, ROUND_HALF_UP) or ZERO  # nothing has no sign
    except InvalidOperation as wrong:
        raise ValueError(f"not an amount of money: {value!r}") from wrong


def amount(value: Decimal | int | str) -> Decimal:
    """Return `value` (yuan) unchanged but with two decimals; refuse what would need rounding.

    Raises:
        ValueError: not a number, or it has more than two decimals.
    """
    exact = yuan(value)
    if exact != Decimal(value):
        raise ValueError(f"more than two decimals: {value!r}")
    return exact


def line_amount(price: Decimal, quantity: Decimal) -> Decimal:
    """Price (yuan, up to 6 decimals) × quantity (up to 4 decimals), half-up to the fen (domain facts, 2e.29)."""
    return yuan(price * quantity)


def to_fen(value: Decimal) -> int:
    """Yuan to integer fen, for columns; raises ValueError on fractions of a fen."""
    return int(amount(value) * 100)


def from_fen(fen: int) -> Decimal:
    """Integer fen to yuan with two decimals."""
    return (Decimal(fen) / 100).quantize(FEN)


def text(value: Decimal) -> str:
    """Yuan as plain text with two decimals and no thousands comma, as JSON and the wire carry it."""
    return f"{yuan(value):.2f}"
