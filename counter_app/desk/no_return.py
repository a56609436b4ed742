"""A patient who paid in full and never came back: uploaded where the place takes it, else papers for a claim by hand.

From the due date on; nothing expires by itself (protocol, section 6, "never returns").
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

from counter_app.desk import clock, entries
from counter_app.desk.claim import Claim, Wish
from counter_app.desk.office import Office
from counter_app.desk.recognise import of_claim
from counter_app.desk.report import claim_report
from counter_app.desk.trip import Trip
from counter_app.model import money
from counter_app.slips.refusals import SlipRefusedError
from offline_queue.store import VersionMoved
from offline_queue.values import Event, State

__all__ = ["agency_list", "by_hand", "is_overdue", "upload"]

# Of the agency's list; it holds no diagnosis and no whole identity number.
_COLUMNS = ("单号", "就诊日期", "参保地", "姓名", "证件尾号", "总额", "已付", "办法", "办结时间")


def is_overdue(claim: Claim, today: date) -> bool:
    """Whether the day to finish it at the window has passed."""
    return claim.people.due_by is not None and claim.people.due_by < today and not claim.state.ended


def by_hand(claim: Claim) -> bool:
    """Ended for a claim by hand: nothing is booked, and everything stays paid."""
    return claim.state is State.VOID and claim.people.wish is Wish.UPLOAD


def upload(office: Office, key: str) -> dict[str, Any]:
    """People want it uploaded instead. state: uploaded | by_hand | refused | done (booked after all) | as it rests.

    Raises ClaimMissing, StoreUnavailable.
    """
    claim = office.books.claim(key)
    if by_hand(claim):  # asked again: the papers once more
        return _report(office, claim)
    wrong = _why_not(claim)
    if wrong:
        return claim_report(claim, of_claim(claim, office.place)) | {"state": "refused", "said": wrong, "slip": None}
    now = clock.moment().wall
    if claim.people.wish is not Wish.UPLOAD:
        people = entries.uploaded_instead(claim.people)
    else:
        people = entries.again(claim.people)
    event = Event(now, office.settings.window.operator, "upload instead")
    try:
        office.books.change(claim, people, event, wake=now)
    except VersionMoved:
        return claim_report(claim, of_claim(claim, office.place)) | {
            "state": "refused",
            "said": "这一单刚被别处动过，请再试一次。",
            "slip": None,
        }
    office.driver.drive(key, Trip(office.settings.window.operator, patience_s=office.settings.window.patience_s))
    return _report(office, office.books.claim(key))


def agency_list(claims: list[Claim], place_name: Callable[[str], str]) -> str:
    """Every claim that ended uploaded or by hand, as CSV for the agency, with the mark that spreadsheets want."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(_COLUMNS)
    for claim in sorted(claims, key=lambda one: one.people.visit.date):
        if claim.state is not State.UPLOADED and not by_hand(claim):
            continue
        person = claim.machine.person
        shown = claim.people.credential
        number = person.id_number if person else shown.id_number if shown else ""
        region = person.insurance.region if person and person.insurance else ""
        rows.writerow(
            (
                claim.key,
                f"{claim.people.visit.date:%Y-%m-%d}",
                place_name(region) if region else "",
                person.name if person else claim.people.name,
                number[-4:],
                money.text(claim.people.total),
                money.text(claim.people.paid),
                "已上传" if claim.state is State.UPLOADED else "手工报销",
                f"{claim.changed_at:%Y-%m-%d %H:%M}",
            )
        )
    return "\ufeff" + out.getvalue()


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
        try:
            report["slip"] = str(office.papers.hand_claim(claim))
        except SlipRefusedError as refused:
            report["slip_problem"] = str(refused)
    return report
