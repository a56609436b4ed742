"""What is shown at the desk: the credential a card's reading gives, or why none (card facts, 0.2), and whose it is."""

from __future__ import annotations

from datetime import datetime

from card_reader.reading import CardReading, Status
from card_reader.vendor_card import IdCard
from counter_app.desk.claim import Claim
from counter_app.desk.recognise import Trouble, of_text
from counter_app.failures import FailureCode
from counter_app.model.person import Credential, CredentialKind
from counter_app.settlement.place import Place

__all__ = ["credential_of", "credential_of_id_card", "of_somebody_else"]

_TROUBLE = {
    Status.NO_CARD: FailureCode.NO_CARD,
    Status.PULLED: FailureCode.NO_CARD,
    Status.NO_READER: FailureCode.READER_DOWN,
    Status.READER_BUSY: FailureCode.READER_DOWN,
    Status.SERVICE_DOWN: FailureCode.READER_DOWN,
    Status.NOT_SSC: FailureCode.NOT_A_SOCIAL_SECURITY_CARD,
}


def credential_of(reading: CardReading, at: datetime) -> tuple[Credential | None, Trouble | None]:
    """Card number and identification code are enough; name and number come along where the card gave them."""
    fields = reading.fields
    number, code = fields.get("card_no"), fields.get("card_id")
    if reading.usable and number and code:
        credential = Credential(
            CredentialKind.CARD,
            number,
            card_id=code,
            name=fields.get("name") or "",
            id_number=fields.get("ssn") or "",
            read_at=at,
        )
        return credential, None
    return None, Trouble(_TROUBLE.get(reading.status, FailureCode.CARD_UNUSABLE))


def credential_of_id_card(card: IdCard, at: datetime) -> Credential | None:
    """Name and number of a resident identity card, as if they had been typed; None where it was not read."""
    if card.status is not Status.OK:
        return None
    return Credential(CredentialKind.ID_NUMBER, card.number, name=card.name, id_number=card.number, read_at=at)


def of_somebody_else(shown: Credential, claim: Claim, place: Place) -> Trouble | None:
    """What is shown for a claim names another person than the claim's; None where nothing speaks against it."""
    if shown.may_be_of(claim.machine.person):
        return None
    who = "卡上的人" if shown.kind is CredentialKind.CARD else "出示凭证的人"
    return of_text(f"{who}与这一单的患者证件信息不一致", "", place)
