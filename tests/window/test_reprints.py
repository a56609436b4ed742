"""One more of a paper that was handed out: who and why first, numbered, on record with the claim; the first stays."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from offline_queue.engine import StoreUnavailable
from offline_queue.values import State
from tests.window.cashier import QUIET_S, RETIRED, TRAVELLER, Cashier
from tests.window.tickets import made_up, paid_out, ticket
from ui.views import PrintState, VisitState
from ui.words import paper_words

pytestmark = pytest.mark.window
Open = Callable[..., Cashier]


def text_of(file: Path) -> str:
    command = ["pdftotext", "-layout", "-enc", "UTF-8", str(file), "-"]
    return re.sub(r"\s", "", subprocess.run(command, capture_output=True, check=True).stdout.decode())


def settled(cashier: Cashier, person: tuple[str, str]) -> Path:
    cashier.quoted(person)
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    cashier.until(lambda: cashier.view.print_state is PrintState.PRINTED, "the slip is there")
    return cashier.newest("settlement")


def rows(cashier: Cashier, key: str) -> list[tuple[str, str]]:
    return [(event.who, event.detail) for event in cashier.office.books.events(key) if event.what == "reprinted"]


def test_a_reprint_is_numbered_and_says_who_and_why_and_the_first_stays(window: Open) -> None:
    cashier = window()
    first = settled(cashier, RETIRED)
    before, claim = first.read_bytes(), cashier.claim()
    for number, (reason, why) in enumerate((("2", paper_words.REASONS[1]), ("4", paper_words.REASONS[3])), 1):
        cashier.reprint(reason)
        cashier.until(lambda number=number: cashier.view.copies == number + 1, "one more")
        again = cashier.newest("settlement")
        assert again != first
        assert f"补打第{number}次" in text_of(again)
        assert rows(cashier, claim.key)[-1] == (cashier.office.duty.who, f"settlement {number} {why}")
    assert first.read_bytes() == before
    assert "补打" not in text_of(first)
    after = cashier.claim()
    assert (after.state, after.people, after.machine) == (State.DONE, claim.people, claim.machine), "a row, no more"
    assert len(cashier.settlements(RETIRED)) >= 1


def test_a_paper_is_looked_at_and_without_a_reason_nothing_is_printed(window: Open) -> None:
    cashier = window()
    settled(cashier, TRAVELLER)
    key, panel = cashier.claim().key, cashier.program.panel
    QTest.keyClick(cashier.program.window, Qt.Key.Key_F12, Qt.KeyboardModifier.ControlModifier)
    cashier.until(lambda: panel.shown is not None, "the paper is there")
    assert (panel.shown.title, panel.shown.reasons) == ("看结算单", ())
    cashier.press("F11")  # printing it from there is a reprint all the same
    cashier.until(lambda: panel.shown is not None and panel.shown.reasons, "asked why")
    assert panel.shown.title == "补打结算单　第 1 次"
    assert panel.shown.by == f"经办 {cashier.office.duty.number}"
    assert panel.shown.pages, "and the paper is shown"
    cashier.press("F11")  # no reason yet
    assert panel.shown is not None
    cashier.rest(QUIET_S)
    cashier.press("F9")  # no money moves behind it
    cashier.press("F9", shift=True)
    assert not cashier.program.window.confirm.isVisible()
    cashier.press("Escape")
    assert panel.shown is None
    assert cashier.state is VisitState.SETTLED, "Esc closed the panel, not the visit"
    cashier.drained()
    assert not rows(cashier, key)
    assert cashier.newest("settlement").name == f"{key}-settlement.pdf"


def test_the_count_goes_on_from_the_queue_page_and_after_a_restart(window: Open) -> None:
    cashier = window()
    settled(cashier, RETIRED)
    key = cashier.claim().key
    cashier.reprint("1")
    cashier.until(lambda: cashier.view.copies == 2, "one more")
    cashier.program.close()
    later = window()
    assert later.office.books.events(key), "the same store"
    later.press("F3")
    later.reach(VisitState.SCANNING)
    later.press("Escape")
    later.scan(key)
    later.until(lambda: later.program.visit.claim == key, "its slip was scanned: it is at the glass")
    later.reprint("3")
    later.until(lambda: len(rows(later, key)) == 2, "on record")
    assert rows(later, key)[-1][1] == f"settlement 2 {paper_words.REASONS[2]}"


def refunded(cashier: Cashier) -> str:
    """A ticket given while the line was down, made up behind, its difference paid out from the list: its key."""
    key = ticket(cashier)
    made_up(cashier, key)
    paid_out(cashier)
    cashier.until(lambda: bool(cashier.slips("refund")), "its slip is there")
    return key


def test_of_a_refund_f11_prints_the_refund_slip_once_more_and_pays_nothing(window: Open) -> None:
    """The claim has a settlement slip as well, made with the refund: that is not what F11 means here."""
    cashier = window()
    key = refunded(cashier)
    claim, first, other = cashier.claim(key), cashier.newest("refund"), cashier.newest("settlement")
    assert claim.people.cash[-1].amount < 0
    before, panel = first.read_bytes(), cashier.program.panel
    for number, reason in enumerate(("1", "3"), 1):
        cashier.press("F11")
        cashier.until(lambda: panel.shown is not None, "the window asks why")
        assert panel.shown is not None
        assert panel.shown.title == f"补打退款单　第 {number} 次"
        cashier.type(reason)
        cashier.press("F11")
        cashier.until(lambda number=number: cashier.view.copies == number + 1, "one more")
        assert f"补打第{number}次" in text_of(cashier.newest("refund"))
        why = paper_words.REASONS[int(reason) - 1]
        assert rows(cashier, key)[-1] == (cashier.office.duty.who, f"refund {number} {why}")
        assert cashier.view.print_state is PrintState.PRINTED
    after = cashier.claim(key)
    assert (after.people.cash, after.machine) == (claim.people.cash, claim.machine), "no money moved a second time"
    assert first.read_bytes() == before
    assert "补打" not in text_of(first)
    assert cashier.newest("settlement") == other
    assert cashier.state is VisitState.REFUNDED


def test_a_reprint_that_cannot_be_put_on_record_is_not_made(window: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    cashier = window()
    first = settled(cashier, TRAVELLER)
    books = type(cashier.office.books)

    def full(*_args: object, **_named: object) -> int:
        raise StoreUnavailable("full")

    monkeypatch.setattr(books, "change", full)
    cashier.reprint()
    cashier.until(lambda: "记不进账" in cashier.said(), "it is said")
    assert cashier.newest("settlement") == first
    assert cashier.view.print_state is PrintState.PRINTED, "the first is where it was"
