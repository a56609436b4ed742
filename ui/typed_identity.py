"""What was typed of somebody's identity, as a credential."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from counter_app.model.person import Credential, CredentialKind
from ui.intents import TypedIn

__all__ = ["typed_credential"]


def typed_credential(typed: TypedIn, before: Credential | None, now: datetime) -> Credential:
    """A card (`before`) that gave neither keeps its number, by which 1101 asks; without one the typed one serves."""
    number, name = typed.id_number, typed.name
    if before is not None and before.kind is CredentialKind.CARD:
        return replace(before, name=name, id_number=number)
    return Credential(CredentialKind.ID_NUMBER, number, name=name, id_number=number, read_at=now)
