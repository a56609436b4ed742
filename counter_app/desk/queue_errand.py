"""The queue without a window: list, show, replay, upload, and go on with what waited for the person's filing."""

from __future__ import annotations

import logging
from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from card_reader.reading import CardReading
from counter_app.desk import clock, day_lists, errands, feed, no_return
from counter_app.desk.awaiting import awaited, once_more
from counter_app.desk.books import Books
from counter_app.desk.both_books import BothBooks
from counter_app.desk.card_credential import of_somebody_else
from counter_app.desk.office import Office
from counter_app.desk.outage_papers import outages_report
from counter_app.desk.put_right import Note, Word
from counter_app.desk.recognise import of_claim
from counter_app.desk.report import claim_report
from counter_app.desk.standing import standing_report
from counter_app.desk.ticket_numbers import TAG, tag_of
from counter_app.desk.trip import Trip
from counter_app.failures import FailureCode
from offline_queue.store import LaneLost, VersionMoved
from offline_queue.values import Event

__all__ = ["OF_ONE", "run", "works"]

_log = logging.getLogger(__name__)

OF_ONE = ("show", "continue", "upload", "put-right", "release", "free")  # need a claim's key
_WORKING = ("replay", "continue", "upload", "put-right", "release", "free")  # send or change something


def works(typed: Namespace) -> bool:
    """Whether what was typed sends or changes something."""
    return typed.what in _WORKING or bool(typed.settled)


def run(office: Office, typed: Namespace, read_card: Callable[[], CardReading]) -> dict[str, Any]:
    """What was typed. Raises ClaimMissing, StoreUnavailable."""
    return _done(office, typed, read_card) | standing_report(office)


def _done(office: Office, typed: Namespace, read_card: Callable[[], CardReading]) -> dict[str, Any]:
    match typed.what:
        case "replay":
            return errands.replay(office, seconds=typed.seconds)
        case "show":
            return errands.show(office, typed.key)
        case "continue":
            return go_on(office, typed, read_card)
        case "upload":
            return no_return.upload(office, typed.key)
        case "put-right":
            return put_right(office, typed)
        case "release":
            return release(office, typed.key)
        case "free":
            return set_free(office, typed.key)
        case "outages":
            return outages_report(office)
        case "events":
            return feed.report(_books_of(office, typed.feed, own=typed.own), typed.since, typed.limit, typed.feed)
        case "agency" if typed.settled:
            return settled_at_agency(office, *typed.settled)
        case "agency":
            report = {"state": "ok", "csv": day_lists.agency_csv(office.books.claims(whole=True), office.region_name)}
            return report | (errands.printed(lambda: day_lists.agency_paper(office)) if typed.pdf else {})
        case "calls":
            report = day_lists.calls_report(office, ahead=typed.days)
            return report | (
                errands.printed(lambda: day_lists.call_paper(office, ahead=typed.days)) if typed.pdf else {}
            )
        case _:
            return listing(office, typed.held or "")


def _books_of(office: Office, feed_name: str | None, *, own: bool) -> Books:
    """Whose feed is read: the window's own, where it is asked for, by its name or by `own`; else the hospital's."""
    books = office.books
    if not isinstance(books, BothBooks):
        return books
    named = feed_name is not None and feed_name == tag_of(books.own.counted(TAG))
    return books.own if own or named else books


def listing(office: Office, held: str) -> dict[str, Any]:
    """Every claim, youngest first; with `held` only those that wait for it (filing, confirm, refused, credential …)."""
    report = errands.listing(office)
    if held:
        report["claims"] = [row for row in report["claims"] if row["held"] == held]
    return report


def release(office: Office, key: str) -> dict[str, Any]:
    """Somebody asked the centre about a claim that came from a backup, and it is not settled there: it goes on. Once
    more, where its visit could not be shut: the agency undid what was settled on it. One that had ended: what is due of
    it was neither paid back nor collected since.

    state: ok | refused, where it waits for no such look. Raises ClaimMissing, VersionMoved.
    """
    claim = office.books.claim(key)
    again = claim.machine.unnamed and claim.machine.given_up
    if not (claim.unchecked or again):
        said = "这一单不是恢复备份以后在等核对"
        report = claim_report(claim, of_claim(claim, office.place))
        return report | {"state": "refused", "failure": FailureCode.BAD_INPUT.value, "said": said}
    now = clock.moment().wall
    people = replace(claim.people, checked=claim.machine.restored, retry=claim.people.retry + again)
    event = Event(now, office.duty.number, "checked after a restore")
    office.books.change(claim, people, event, wake=now)
    return errands.show(office, key) | {"state": "ok"}


def set_free(office: Office, bill: str) -> dict[str, Any]:
    """A window that kept this bill in a store of its own is gone for good, and somebody asked the centre about it: the
    bill may be opened again. A window that lives tells it once more within seconds.

    state: ok, with the window's number | refused. Raises StoreUnavailable.
    """
    books = office.books
    window = books.hospital.ask(lambda there: there.kept_by_another(bill)) if isinstance(books, BothBooks) else 0
    if not isinstance(books, BothBooks) or not window:
        return {"state": "refused", "failure": FailureCode.BAD_INPUT.value, "said": "没有别的窗口留着这张单据"}
    books.hospital.ask(lambda there: there.set_free(bill))
    _log.warning("a bill that window %s had kept was set free by %s", window, office.duty.number)
    return {"state": "ok", "bill": bill, "window": window}


def settled_at_agency(office: Office, key: str, number: str) -> dict[str, Any]:
    """The agency settled the claim and gives its number: adopted, and on to its end. Asked again it is the same.

    state: done | refused (with what is wrong; nothing was changed) | as it rests. Raises ClaimMissing.
    """
    try:
        wrong = office.driver.settled_at_agency(key, number.strip(), office.duty.number)
    except LaneLost:
        wrong = "另一个窗口正在处理这一单，请稍后再录。"
    if not wrong and not office.books.claim(key).state.ended:
        office.driver.drive(key, Trip(office.duty.number, patience_s=office.settings.window.patience_s))
    claim = office.books.claim(key)
    report = claim_report(claim, of_claim(claim, office.place)) | errands.paper_of(office, claim)
    return report | ({"state": "refused", "failure": FailureCode.BAD_INPUT.value, "said": wrong} if wrong else {})


def put_right(office: Office, typed: Namespace) -> dict[str, Any]:
    """A supervisor's note of a settlement that the service does not undo, and on to what follows from it.

    state: as it rests | refused (with what speaks against it; nothing but the attempt was noted). Raises ClaimMissing.
    """
    key, who = typed.key, office.duty.number
    if typed.word is None:
        wrong = "要写明 --word gone（已在别处撤销）或 stays（照旧不撤）"
    else:
        on = typed.on or clock.moment().wall.date()
        note = Note(Word(typed.word), typed.by, on, typed.how, typed.returned)
        try:
            wrong = office.driver.put_right(key, note, who)
        except (LaneLost, VersionMoved):
            wrong = "这一单刚被别处动过，请稍后再录。"
    if not wrong:
        office.driver.drive(key, Trip(who, patience_s=office.settings.window.patience_s))
    claim = office.books.claim(key)
    report = claim_report(claim, of_claim(claim, office.place)) | errands.paper_of(office, claim)
    return report | ({"state": "refused", "failure": FailureCode.BAD_INPUT.value, "said": wrong} if wrong else {})


def go_on(office: Office, typed: Namespace, read_card: Callable[[], CardReading]) -> dict[str, Any]:
    """ "File now, finish this claim": the same claim once more, asked anew what the person is entitled to.

    state as of `settle`; a filing that is still missing leaves the claim as it was, and so do monitoring's warnings
    that nobody answers (`--accept-warnings`). Raises ClaimMissing.
    """
    key = typed.key
    claim = office.books.claim(key)
    trouble = of_claim(claim, office.place)
    if awaited(claim, office.place) is None:
        said = "这一单不是在等患者备案、再出示凭证，或等答复医保提醒"
        return claim_report(claim, trouble) | {"state": "refused", "failure": FailureCode.BAD_INPUT.value, "said": said}
    credential, refused = None, None
    if typed.card or typed.voucher or typed.id_card:
        credential, refused = errands.credential_of_person(office, errands.Wanted.of(typed), read_card)
        if credential is None:
            return claim_report(claim, refused or trouble) | {"state": "refused"}
        other = of_somebody_else(credential, claim, office.place)
        if other is not None:
            return claim_report(claim, other) | {"state": "refused"}
    arrival = once_more(office.counter, claim, credential)
    return errands.finish(office, arrival, accept_warnings=typed.accept_warnings, waits=True)
