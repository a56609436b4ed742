"""The queue without a window: list, show, replay, upload, and go on with what waited for the person's filing."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from typing import Any

from card_reader.reading import CardReading
from counter_app.desk import day_lists, errands, no_return
from counter_app.desk.card_credential import of_somebody_else
from counter_app.desk.office import Office
from counter_app.desk.recognise import of_claim
from counter_app.desk.report import claim_report, held_for
from counter_app.failures import FailureCode

__all__ = ["OF_ONE", "WORKING", "run"]

OF_ONE = ("show", "continue", "upload")  # need a claim's key
WORKING = ("replay", "continue", "upload")  # send something


def run(office: Office, typed: Namespace, read_card: Callable[[], CardReading]) -> dict[str, Any]:
    """What was typed. Raises ClaimMissing, StoreUnavailable."""
    match typed.what:
        case "replay":
            return errands.replay(office, seconds=typed.seconds)
        case "show":
            return errands.show(office, typed.key)
        case "continue":
            return go_on(office, typed, read_card)
        case "upload":
            return no_return.upload(office, typed.key)
        case "agency":
            report = {"state": "ok", "csv": day_lists.agency_csv(office.books.claims(), office.region_name)}
            return report | (errands.printed(lambda: day_lists.agency_paper(office)) if typed.pdf else {})
        case "calls":
            report = day_lists.calls_report(office, ahead=typed.days)
            return report | (
                errands.printed(lambda: day_lists.call_paper(office, ahead=typed.days)) if typed.pdf else {}
            )
        case _:
            return listing(office, typed.held or "")


def listing(office: Office, held: str) -> dict[str, Any]:
    """Every claim, youngest first; with `held` only those that wait for it (filing, confirm, refused, credential …)."""
    report = errands.listing(office)
    if held:
        report["claims"] = [row for row in report["claims"] if row["held"] == held]
    return report


def go_on(office: Office, typed: Namespace, read_card: Callable[[], CardReading]) -> dict[str, Any]:
    """ "File now, finish this claim": the same claim once more, asked anew what the person is entitled to.

    state as of `settle`; a filing that is still missing leaves the claim as it was. Raises ClaimMissing.
    """
    key = typed.key
    claim = office.books.claim(key)
    trouble = of_claim(claim, office.place)
    if held_for(claim, trouble) != "filing":
        said = "这一单不是在等患者备案"
        return claim_report(claim, trouble) | {"state": "refused", "failure": FailureCode.BAD_INPUT.value, "said": said}
    if typed.card or typed.voucher or typed.id_card:
        credential, refused = errands.credential_of_person(office, errands.Wanted.of(typed), read_card)
        if credential is None:
            return claim_report(claim, refused or trouble) | {"state": "refused"}
        other = of_somebody_else(credential, claim, office.place)
        if other is not None:
            return claim_report(claim, other) | {"state": "refused"}
        return errands.finish(office, office.counter.show_credential(key, credential))
    return errands.finish(office, office.counter.quote_again(key))
