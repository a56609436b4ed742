"""Where somebody is probably insured whom nobody can ask about now: as they were here last, else as the card's own
region has it. Shown as supposed, and never sent anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from counter_app.model.person import Credential, CredentialKind, Insurance

__all__ = ["Basis", "Supposed", "of_card"]

_REGION = 6  # digits; a card's identification code begins with the region that issued it (card facts, 1.3)


class Basis(StrEnum):
    """On what it rests."""

    LAST = "last"
    CARD = "card"


@dataclass(frozen=True, slots=True)
class Supposed:
    """An insured place. `insurance` and `day`: what paid for this person here last, and when; a card tells neither."""

    region: str
    basis: Basis
    insurance: Insurance | None = None
    day: date | None = None


def of_card(credential: Credential) -> Supposed | None:
    """By the card that was shown."""
    region = credential.card_id[:_REGION]
    if credential.kind is not CredentialKind.CARD or len(region) < _REGION or not region.isdecimal():
        return None
    return Supposed(region, Basis.CARD)
