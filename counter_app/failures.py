"""The closed list of failures: a stable code, who must act, and whether the claim may wait.

Numbers 01 to 18 are the reasons of domain facts, section 2g; letters are variants of one reason that share its row.
The words for people stand in `ui/words`, the paragraph for the help desk in `docs/failures.md`; a test holds the
three together. What the far side says and this list does not know is shown verbatim, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["FILING", "Acts", "Failure", "FailureCode", "all_failures", "failure"]


class Acts(StrEnum):
    """Who can fix it."""

    PATIENT = "patient"
    CASHIER = "cashier"
    HOSPITAL = "hospital"
    INSURED_PLACE = "insured_place"
    TREATING_PLACE = "treating_place"
    NOBODY = "nobody"  # it is the rule
    PROGRAM = "program"  # wait: the program is resolving it
    BUG = "bug"  # our fault


class FailureCode(StrEnum):
    """Stable codes; they stand in JSON, on slips and in the help desk's book."""

    NOT_FILED = "01"
    FILING_EXPIRED = "02"
    FILING_NOT_YET = "02b"
    FILING_ELSEWHERE = "02c"
    EMERGENCY_NOT_FILED = "03"
    CONTRIBUTIONS_INTERRUPTED = "04"
    WAITING_PERIOD = "04b"
    CARD_UNUSABLE = "05"
    VOUCHER_EXPIRED = "06"
    IDENTITY_MISMATCH = "07"
    INSURED_PLACE_NOT_OPENED = "08"
    INSTITUTION_NOT_OPENED = "09"
    CHRONIC_NOT_QUALIFIED = "10"
    IN_HOSPITAL_ELSEWHERE = "11"
    DEDUCTIBLE_NOT_REACHED = "12a"
    CAP_USED = "12b"
    NO_BENEFIT = "12c"
    ITEM_UNMAPPED = "13"
    TRACE_CODE = "14"
    MONITORING = "15"
    LINK_DOWN = "16"
    SHUTDOWN = "16b"
    UNCLEAR = "17"
    ALREADY_SETTLED = "18"
    # Not among the 18: what the window meets besides.
    SERVICE_SAID = "90"  # a text we do not know: shown verbatim
    CREDENTIAL_NEEDED = "91"  # the claim waits for a card, an ID number or a fresh code
    CONFIRMATION_NEEDED = "92"  # the claim waits for a person's yes to an amount
    NO_CARD = "93"
    READER_DOWN = "94"
    NOT_A_SOCIAL_SECURITY_CARD = "95"
    STORE = "96"  # the disk or the database refused; nothing was sent
    TICKET_LIMIT = "96b"  # as many claims wait to be made up as may, or this bill is too large; nothing was taken
    SERVER_AWAY = "96c"  # the database that all windows share does not answer; nothing was sent
    NUMBER_TAKEN = "96d"  # another process works with this window's number; no new claim is opened here
    KEPT_BY_WINDOW = "96e"  # another window opened the bill in a store of its own; it is finished there
    BAD_INPUT = "97"  # what we were about to send, or a file we were given, is not right
    AMOUNTS_DISAGREE = "98"  # what the centre answered does not add up
    OUR_BUG = "99"


# What the person can put right on the phone while the claim stays open (domain facts, 2g, 1 and 2).
FILING = frozenset(
    {
        FailureCode.NOT_FILED,
        FailureCode.FILING_EXPIRED,
        FailureCode.FILING_NOT_YET,
        FailureCode.FILING_ELSEWHERE,
    }
)


@dataclass(frozen=True, slots=True)
class Failure:
    """One entry. `may_wait`: the claim may be held open or queued until it is fixed."""

    code: FailureCode
    acts: Acts
    may_wait: bool


_LIST = (
    Failure(FailureCode.NOT_FILED, Acts.PATIENT, may_wait=True),
    Failure(FailureCode.FILING_EXPIRED, Acts.PATIENT, may_wait=True),
    Failure(FailureCode.FILING_NOT_YET, Acts.PATIENT, may_wait=True),
    Failure(FailureCode.FILING_ELSEWHERE, Acts.PATIENT, may_wait=True),
    Failure(FailureCode.EMERGENCY_NOT_FILED, Acts.HOSPITAL, may_wait=False),
    Failure(FailureCode.CONTRIBUTIONS_INTERRUPTED, Acts.INSURED_PLACE, may_wait=False),
    Failure(FailureCode.WAITING_PERIOD, Acts.INSURED_PLACE, may_wait=False),
    Failure(FailureCode.CARD_UNUSABLE, Acts.PATIENT, may_wait=False),
    Failure(FailureCode.VOUCHER_EXPIRED, Acts.PATIENT, may_wait=True),
    Failure(FailureCode.IDENTITY_MISMATCH, Acts.INSURED_PLACE, may_wait=False),
    Failure(FailureCode.INSURED_PLACE_NOT_OPENED, Acts.INSURED_PLACE, may_wait=False),
    Failure(FailureCode.INSTITUTION_NOT_OPENED, Acts.TREATING_PLACE, may_wait=False),
    Failure(FailureCode.CHRONIC_NOT_QUALIFIED, Acts.INSURED_PLACE, may_wait=True),
    Failure(FailureCode.IN_HOSPITAL_ELSEWHERE, Acts.HOSPITAL, may_wait=True),
    Failure(FailureCode.DEDUCTIBLE_NOT_REACHED, Acts.NOBODY, may_wait=False),
    Failure(FailureCode.CAP_USED, Acts.NOBODY, may_wait=False),
    Failure(FailureCode.NO_BENEFIT, Acts.NOBODY, may_wait=False),
    Failure(FailureCode.ITEM_UNMAPPED, Acts.HOSPITAL, may_wait=True),
    Failure(FailureCode.TRACE_CODE, Acts.HOSPITAL, may_wait=True),
    Failure(FailureCode.MONITORING, Acts.HOSPITAL, may_wait=True),
    Failure(FailureCode.LINK_DOWN, Acts.PROGRAM, may_wait=True),
    Failure(FailureCode.SHUTDOWN, Acts.PROGRAM, may_wait=True),
    Failure(FailureCode.UNCLEAR, Acts.PROGRAM, may_wait=True),
    Failure(FailureCode.ALREADY_SETTLED, Acts.PROGRAM, may_wait=False),
    Failure(FailureCode.SERVICE_SAID, Acts.CASHIER, may_wait=True),
    Failure(FailureCode.CREDENTIAL_NEEDED, Acts.PATIENT, may_wait=True),
    Failure(FailureCode.CONFIRMATION_NEEDED, Acts.CASHIER, may_wait=True),
    Failure(FailureCode.NO_CARD, Acts.CASHIER, may_wait=False),
    Failure(FailureCode.READER_DOWN, Acts.HOSPITAL, may_wait=False),
    Failure(FailureCode.NOT_A_SOCIAL_SECURITY_CARD, Acts.PATIENT, may_wait=False),
    Failure(FailureCode.STORE, Acts.HOSPITAL, may_wait=False),
    Failure(FailureCode.TICKET_LIMIT, Acts.HOSPITAL, may_wait=True),
    Failure(FailureCode.SERVER_AWAY, Acts.HOSPITAL, may_wait=False),
    Failure(FailureCode.NUMBER_TAKEN, Acts.HOSPITAL, may_wait=False),
    Failure(FailureCode.KEPT_BY_WINDOW, Acts.CASHIER, may_wait=False),
    Failure(FailureCode.BAD_INPUT, Acts.CASHIER, may_wait=False),
    Failure(FailureCode.AMOUNTS_DISAGREE, Acts.TREATING_PLACE, may_wait=True),
    Failure(FailureCode.OUR_BUG, Acts.BUG, may_wait=True),
)

_BY_CODE = {entry.code: entry for entry in _LIST}


def failure(code: FailureCode) -> Failure:
    """The entry of a code; every code has one."""
    return _BY_CODE[code]


def all_failures() -> tuple[Failure, ...]:
    """The whole list, in the order of the reasons."""
    return _LIST
