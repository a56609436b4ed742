"""A refund without a window: the whole settlement, or all of it but the lines that are kept (domain facts, 2f 32).

Asked again with the same key it goes on from where it was left, whatever broke.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from typing import Any

from card_reader.reading import CardReading
from counter_app.desk import errands
from counter_app.desk.card_credential import of_somebody_else
from counter_app.desk.claim import Claim, HeldReason
from counter_app.desk.counter import NothingToRefund
from counter_app.desk.office import Office
from counter_app.desk.parting import NotToPart, PartStep, begun_with, bills, but_these, conserved
from counter_app.desk.recognise import Trouble, of_claim
from counter_app.desk.report import claim_report, state_word
from counter_app.failures import FailureCode
from counter_app.model import money
from offline_queue.store import VersionMoved
from offline_queue.values import State

__all__ = ["refund"]

_WHY = "refund from the command line"


def refund(office: Office, typed: Namespace, read_card: Callable[[], CardReading]) -> dict[str, Any]:
    """Undo, settle what is kept, pay back. `keep_lines` (from 1) are kept; without them all of it goes back. What the
    person shows serves the new claim, where nothing that may wait is on record.

    state: done | waiting | unclear | quoted | refused. Raises ClaimMissing, StoreUnavailable.
    """
    key, lines, why = typed.key, typed.keep_lines, typed.reason.strip() or _WHY
    if office.duty.signed is not None and not typed.reason.strip():
        return _failed(key, Trouble(FailureCode.BAD_INPUT, "要写 --reason 原因"))
    claim = office.books.claim(key)
    credential, trouble = None, None
    if typed.card or typed.voucher or typed.id_card:
        credential, trouble = errands.credential_of_person(office, errands.Wanted.of(typed), read_card)
    if credential is not None:
        trouble = of_somebody_else(credential, claim, office.place)
    if trouble is not None:  # before anything is written: what is begun is undone by the replay as well
        return _failed(key, trouble)
    try:
        if claim.people.remainder is None and not lines:
            return _whole(office, claim, why)
        if claim.people.remainder is None:
            office.partial.begin(key, but_these(claim, lines), why)
        elif lines and not begun_with(claim, lines):
            return _failed(
                key, Trouble(FailureCode.BAD_INPUT, "这一单的部分退已经开始，留下的是另外几行；不写行号可以接着办")
            )
        elif _refused(claim):
            office.counter.quote_again(key)
        return _parted(office, key, credential)
    except NotToPart as why:
        return _failed(key, Trouble(FailureCode.BAD_INPUT, str(why)))
    except (VersionMoved, NothingToRefund):
        return _failed(key, Trouble(FailureCode.BAD_INPUT, "这一单刚刚被别处改动，请再看一次"))


def _refused(claim: Claim) -> bool:
    """The service did not undo it: asked again, it is looked at once more, and undone where that goes now."""
    return claim.state is State.HELD and claim.reason == HeldReason.CANCEL_REFUSED


def _parted(office: Office, key: str, credential: Any) -> dict[str, Any]:
    at = office.partial.go_on(key, pay=True, credential=credential)
    current = at.new or at.old
    trouble = of_claim(current, office.place)
    state = "done" if at.step is PartStep.OVER and current.state is State.DONE else state_word(current)
    if at.step is PartStep.STUCK:
        state = "refused"
    elif state in ("done", "cancelled") and at.step is not PartStep.OVER:
        state = "waiting"
    report: dict[str, Any] = {
        "state": state,
        "key": key,
        "new_key": at.new.key if at.new else None,
        "failure": trouble.code.value if trouble else None,
        "said": trouble.said if trouble else "",
        "step": at.step.value,
        "bills": _bills(at.old, at.new),
        "slip": None,
    }
    if at.new is None:
        return report | {"paid": money.text(at.old.people.paid), "kept": None, "returned": None}
    paid, left, returned = conserved(at.old, at.new)
    report |= {"paid": money.text(paid), "kept": money.text(left), "returned": money.text(returned)}
    if state == "done":
        report |= errands.paper_of(office, at.new)
        if returned > money.ZERO:
            slip = errands.printed(lambda new=at.new: office.papers.refund(new))  # type: ignore[misc]
            report["refund_slip"] = slip["slip"]
    return report


def _bills(old: Claim, new: Claim | None) -> list[dict[str, Any]]:
    return [
        {
            "bill": one.which.value,
            "key": one.key,
            "setl_id": one.number,
            "total": money.text(one.total),
            "fund_total": money.text(one.fund_total),
            "account": money.text(one.account),
            "cash": money.text(one.cash),
        }
        for one in bills(old, new)
    ]


def _whole(office: Office, claim: Claim, why: str) -> dict[str, Any]:
    if _refused(claim):
        office.counter.quote_again(claim.key)
        claim = office.books.claim(claim.key)
    elif claim.state is State.DONE or (claim.state is State.HELD and claim.reason == HeldReason.AMOUNTS):
        office.counter.cancel(claim.key, why)
        claim = office.books.claim(claim.key)
    due = claim.refund_due
    slip: dict[str, Any] = {"slip": None}
    if claim.state is State.VOID and due is not None and due > money.ZERO:
        claim = office.counter.refund(claim.key, None, due)
        slip = errands.printed(lambda: office.papers.refund(claim))
    trouble = of_claim(claim, office.place)
    report = claim_report(claim, trouble) | slip
    held = claim.state is State.HELD
    return report | {"state": "done" if claim.state is State.VOID else "refused" if held else state_word(claim)}


def _failed(key: str, trouble: Trouble) -> dict[str, Any]:
    return {"key": key, "state": "refused", "failure": trouble.code.value, "said": trouble.said, "slip": None}
