"""What a claim's history says of the papers that were handed out, and at which window."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest

from counter_app.desk.reprinting import elsewhere, next_number, note_first
from counter_app.settings import load_settings
from offline_queue.store import VersionMoved
from offline_queue.values import Event

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def claim_of(ticket_at: datetime | None, due: str) -> Any:
    return cast("Any", SimpleNamespace(people=SimpleNamespace(ticket_at=ticket_at), refund_due=Decimal(due)))


WITHOUT, WITH_TICKET, NOT_EVEN = claim_of(None, "0"), claim_of(NOW, "0"), claim_of(None, "12.50")


def events(*told: str) -> list[Event]:
    """`1 confirmed`: at window 1; `1* rests done`: what runs there by itself; behind a colon its detail."""
    made = []
    for line in told:
        who, _, rest = line.partition(" ")
        what, _, detail = rest.partition(": ")
        number = who.rstrip("*")
        made.append(Event(NOW, f"{number} 号窗口 0107" + (" 补结" if who != number else ""), what, detail))
    return made


@pytest.mark.parametrize(
    ("claim", "slip", "told", "window"),
    [
        (WITHOUT, "settlement", ("1 opened", "1 confirmed", "1* rests done"), 1),
        # Refused there, and settled here.
        (WITHOUT, "settlement", ("1 confirmed", "2 confirmed", "2 rests done"), None),
        # Another amount was asked: the slip comes where that was put right.
        (WITHOUT, "settlement", ("1 confirmed", "1 rests done", "2 collected"), None),
        (WITHOUT, "settlement", ("2 confirmed", "2 rests done", "1 refunded"), 1),
        # Money is to go back or to come: its slip comes with that, unless somebody asked for it before.
        (NOT_EVEN, "settlement", ("1 confirmed", "1 rests done"), None),
        (NOT_EVEN, "settlement", ("1 confirmed", "1 rests done", "1 printed: settlement"), 1),
        (WITHOUT, "settlement", ("1 confirmed", "1 rests done", "1 printed: settlement", "2 refunded"), 1),
        # Made up behind the scenes: nobody was there.
        (WITH_TICKET, "settlement", ("1 make-up ticket", "1* confirmed", "1* rests done"), None),
        (WITH_TICKET, "settlement", ("1 confirmed", "1 left with a ticket", "1* rests done"), None),
        (WITH_TICKET, "settlement", ("1 make-up ticket", "1* rests done", "1 refunded"), 1),
        (WITH_TICKET, "settlement", ("2* rests done", "3 printed: settlement", "2 refunded"), 3),
        (WITH_TICKET, "settlement", ("2* rests done", "2 printed: settlement"), None),
        (WITH_TICKET, "settlement", ("2* rests done", "1 printed: hand-claim"), None),
        (WITH_TICKET, "ticket", ("1 make-up ticket", "2 left with a ticket"), 1),
        (WITH_TICKET, "ticket", ("2 left with a ticket", "1 left with a ticket"), None),
        (WITHOUT, "refund", ("1 refunded",), 1),
        # One of another act is another paper.
        (WITHOUT, "refund", ("1 refunded", "1 reprinted: refund 1 why", "2 refunded"), None),
        (WITHOUT, "notice", ("1 pays in full", "2 printed: notice"), 1),
        (WITHOUT, "notice", ("1 printed: notice", "2 pays in full"), None),
        (WITHOUT, "notice", ("1 printed: notice",), 1),
        (WITHOUT, "check", ("1 confirmed",), None),
        (WITHOUT, "check", ("1 reprinted: check 1 why",), 1),
        (WITHOUT, "hand-claim", ("1 upload instead",), None),
    ],
)
def test_which_other_window_handed_one_out(claim: Any, slip: str, told: tuple[str, ...], window: int | None) -> None:
    """Asked at window 2."""
    assert elsewhere(claim, events(*told), slip, 2) == window


def test_a_window_that_lost_its_files_believes_what_it_put_on_record() -> None:
    told = events("2 printed: hand-claim", "2 confirmed")
    assert elsewhere(WITHOUT, told, "hand-claim", 2) is None
    assert elsewhere(WITHOUT, told, "hand-claim", 2, lost=True) == 2
    assert elsewhere(WITHOUT, told, "settlement", 2, lost=True) is None, "it may never have come out"


class Books:
    """One claim's history; `between`: what others write while it is being read."""

    def __init__(self, *told: str, between: tuple[str, ...] = (), of: Any = WITH_TICKET) -> None:
        self.told, self.between, self.version, self.of = events(*told), events(*between), 1, of

    def claim(self, _key: str) -> Any:
        return SimpleNamespace(**vars(self.of), version=self.version)

    def events(self, _key: str) -> list[Event]:
        return list(self.told)

    def change(self, claim: Any, _people: object, event: Event) -> None:
        for other in self.between:
            self.told.append(other)
            self.version += 1
        self.between = []
        if claim.version != self.version:
            raise VersionMoved("key")
        self.told.append(event)


def test_the_number_goes_on_from_whichever_window_gave_the_last() -> None:
    assert next_number(cast("Any", Books()), "key", "notice", 2) == 3, "of before it was a claim"
    books = cast("Any", Books("1 printed: notice 2", "1 reprinted: settlement 7 why"))
    assert next_number(books, "key", "notice") == 3
    books = cast("Any", Books("1 reprinted: notice 3 why", "2 reprinted: notice 4 why"))
    assert next_number(books, "key", "notice", 2) == 5


def office(books: Books, tmp_path: Any, *, shares: bool = True) -> Any:
    settings = load_settings(None, tmp_path, overrides={"window__number": 2, "window__training": True})
    duty = SimpleNamespace(who="2 号窗口 0107")
    return SimpleNamespace(books=books, settings=settings, duty=duty, hospital=object() if shares else None)


def test_a_first_one_is_on_record_once_and_not_where_something_else_tells(tmp_path: Any) -> None:
    books = Books("2 make-up ticket", "2* rests done")
    assert note_first(office(books, tmp_path), "key", "settlement")
    assert (books.told[-1].what, books.told[-1].detail) == ("printed", "settlement")
    assert note_first(office(books, tmp_path), "key", "settlement")
    assert note_first(office(books, tmp_path), "key", "ticket")
    assert len(books.told) == 3
    alone = Books("2 make-up ticket", "2* rests done")
    assert note_first(office(alone, tmp_path, shares=False), "key", "settlement")
    assert len(alone.told) == 2


def test_one_that_is_asked_for_before_its_money_is_even_is_on_record(tmp_path: Any) -> None:
    """Else the window that pays the rest back would hand out a second first one."""
    books = Books("2 confirmed", "2 rests done", of=NOT_EVEN)
    assert note_first(office(books, tmp_path), "key", "settlement")
    assert (books.told[-1].what, books.told[-1].detail) == ("printed", "settlement")


def test_of_two_windows_that_ask_at_once_one_prints_the_first(tmp_path: Any) -> None:
    books = Books("1 make-up ticket", between=("1 printed: settlement",))
    assert not note_first(office(books, tmp_path), "key", "settlement")
    assert [event.who for event in books.told if event.what == "printed"] == ["1 号窗口 0107"]
    books = Books("1 make-up ticket", between=("1 cancel",))
    assert note_first(office(books, tmp_path), "key", "settlement"), "what else others change does not matter"


def test_what_was_counted_before_it_was_a_claim_is_told_the_other_windows(tmp_path: Any) -> None:
    books = Books("2 pays in full")
    log = tmp_path / "slips" / "training-reprints.jsonl"
    log.parent.mkdir()
    log.write_text('{"key": "key", "slip": "notice"}\n' * 2)
    assert note_first(office(books, tmp_path), "key", "notice")
    assert books.told[-1].detail == "notice 2"
    assert next_number(cast("Any", books), "key", "notice") == 3
