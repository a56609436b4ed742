"""A patient who paid in full and never came back: uploaded where the place takes it, else papers for a claim by hand.

From the due date on; nothing expires by itself (protocol, section 6, "never returns").
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from counter_app.desk import clock, entries
from counter_app.desk.claim import Claim, HeldReason, Wish
from counter_app.desk.endings import PAPERS_BY_HAND, Ending, ending_of
from counter_app.desk.office import Office
from counter_app.desk.recognise import of_claim
from counter_app.desk.report import claim_report
from counter_app.desk.trip import Trip
from counter_app.model import money
from counter_app.slips.refusals import SlipRefusedError
from offline_queue.store import VersionMoved
from offline_queue.values import Event, State

__all__ = ["by_hand", "is_overdue", "may_end", "upload"]


def is_overdue(claim: Claim, today: date, by_region: Mapping[str, int]) -> bool:
    """Whether the day to finish it at the window has passed. `by_region`: as of `last_day`."""
    due = entries.last_day(claim, by_region)
    return due is not None and due < today and not claim.state.ended


def by_hand(claim: Claim) -> bool:
    """Ended for a claim by hand: nothing is booked, and everything stays paid."""
    return ending_of(claim) is Ending.BY_HAND


def may_end(claim: Claim) -> bool:
    """Whether a person may end it so before its day: the insured place refused it, all of it is paid, and nothing is
    or may be booked.
    """
    refused = claim.state is State.HELD and claim.reason == HeldReason.REFUSED
    return refused and not _why_not(claim) and entries.returnable(claim) == claim.people.total > money.ZERO


def upload(office: Office, key: str) -> dict[str, Any]:
    """People want it uploaded instead. state: uploaded | by_hand | refused | done (booked after all) | as it rests.

    Raises ClaimMissing, StoreUnavailable.
    """
    claim = office.books.claim(key)
    if ending_of(claim) in (Ending.BY_HAND, Ending.UPLOADED):  # asked again: the papers once more
        return _report(office, claim)
    wrong = _why_not(claim)
    if wrong:
        return claim_report(claim, of_claim(claim, office.place)) | {"state": "refused", "said": wrong, "slip": None}
    now = clock.moment().wall
    if claim.people.wish is not Wish.UPLOAD:
        people = entries.uploaded_instead(claim.people)
    else:
        people = entries.again(claim.people)
    event = Event(now, office.duty.number, "upload instead")
    try:
        office.books.change(claim, people, event, wake=now)
    except VersionMoved:
        return claim_report(claim, of_claim(claim, office.place)) | {
            "state": "refused",
            "said": "这一单刚被别处动过，请再试一次。",
            "slip": None,
        }
    office.driver.drive(key, Trip(office.duty.number, patience_s=office.settings.window.patience_s))
    return _report(office, office.books.claim(key))


def _why_not(claim: Claim) -> str:
    """Protocol, section 4, "upload instead": only where everything is paid, and nothing has ended. A cancel is final as
    soon as an undoing call is written, and what a partial refund leaves is settled by another claim.
    """
    if claim.state.ended:
        return "这一单已经办结，不用再上传。"
    if claim.people.wish is Wish.CANCEL:
        return "这一单正在撤销，不能再上传。"
    if claim.people.paid != claim.people.total:
        return "这一单没有付全款，不能按自费上传。"
    return ""


def _report(office: Office, claim: Claim) -> dict[str, Any]:
    report = claim_report(claim, of_claim(claim, office.place)) | {"slip": None}
    if by_hand(claim):
        report["state"] = "by_hand"
    if ending_of(claim) in PAPERS_BY_HAND:
        try:
            report["slip"] = str(office.papers.hand_claim(claim))
        except SlipRefusedError as refused:
            report["slip_problem"] = str(refused)
    return report
