"""What a reading of a card gives the desk: the credential 1101 wants, or why there is none (card facts, 0.2)."""

from __future__ import annotations

from datetime import datetime

from card_reader.reading import CardReading, Status
from counter_app.desk.recognise import Trouble
from counter_app.failures import FailureCode
from counter_app.model.person import Credential, CredentialKind

__all__ = ["credential_of"]

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
