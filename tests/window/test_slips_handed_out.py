"""Which slip F11 prints, and whether one like it was handed out before: at this window, or at another of the store."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from counter_app.printing.values import JobState, NotTakenError, Trouble
from tests.window.cashier import Cashier
from tests.window.test_reprints import rows, text_of
from tests.window.tickets import made_up, paid_out, ticket
from tests.window.typing_in import name_of, type_in
from ui.views import VisitState
from ui.words import paper_words

pytestmark = pytest.mark.window
Open = Callable[..., Cashier]
STOPPED = "990105199001010014"


class Printer:
    """A print system with one queue, that takes nothing while it is broken."""

    def __init__(self, *, broken: bool = False) -> None:
        self.broken = broken
        self.sent: list[str] = []

    def send(self, path: str, queue: str, _media: str, _title: str) -> str:
        if self.broken:
            raise NotTakenError(Trouble.MISSING)
        self.sent.append(path.rsplit("/", 1)[-1])
        return f"{queue}-{len(self.sent)}"

    def find(self, _title: str, _ago_s: float) -> str:
        return ""

    def printer(self, _queue: str) -> Trouble | None:
        return Trouble.MISSING if self.broken else None

    def job(self, _number: str) -> JobState:
        return JobState.DONE


def test_f11_on_the_refund_list_prints_the_settlement_slip_and_not_the_ticket_that_never_came(window: Open) -> None:
    cashier = window(printing__a5="Slips")
    tray, printer = cashier.office.papers.tray, Printer(broken=True)
    tray._system = printer
    key = ticket(cashier)
    cashier.until(lambda: any(one.given_up for one in tray.state().of(key)), "the ticket is given up")
    made_up(cashier, key)
    queue = cashier.program.queue
    assert queue.view.detail is not None
    assert queue.view.detail.prints == "打印结算单"
    printer.broken = False
    cashier.press("F11")
    cashier.until(lambda: bool(printer.sent), "it reached the printer")
    assert printer.sent == [f"{key}-settlement.pdf"]
    cashier.until(lambda: queue.view.notice == "结算单送去打印了，第 1 份。", "what was sent is named")
    cashier.until(lambda: not tray.state().unprinted, "the ticket is off the list: it promised what is done")
    assert printer.sent == [f"{key}-settlement.pdf"]


def test_the_slip_after_a_refund_is_a_reprint_where_one_was_handed_out_before(window: Open) -> None:
    cashier = window()
    key = ticket(cashier)
    made_up(cashier, key)
    cashier.press("F11")
    cashier.until(lambda: len(cashier.slips("settlement")) == 1, "the slip, before anything was paid back")
    cashier.drained()
    paid_out(cashier)
    cashier.until(lambda: cashier.newest("settlement").name == f"{key}-settlement-2.pdf", "the slip that says 已退")
    assert "补打第1次" in text_of(cashier.newest("settlement"))
    assert rows(cashier, key) == [(cashier.office.duty.who, "settlement 1 退款后更新")]
    assert "补打" not in text_of(cashier.newest("refund"))


def notice_given(cashier: Cashier) -> str:
    """To one whose insurance has stopped, before there is a claim: its number."""
    cashier.press("F2", shift=True)
    type_in(cashier, name_of(STOPPED), STOPPED)
    cashier.reach(VisitState.FAILURE)
    cashier.press("F11")
    cashier.until(lambda: len(cashier.slips("notice")) == 1, "the notice")
    cashier.drained()
    assert cashier.program.visit.claim is None
    return cashier.newest("notice").name.removesuffix("-notice.pdf")


def test_a_notice_without_a_claim_is_reprinted_with_a_reason_on_record(window: Open) -> None:
    cashier = window()
    number, panel = notice_given(cashier), cashier.program.panel
    for count, reason in enumerate(("2", "4"), 1):
        cashier.press("F11")
        cashier.until(lambda: panel.shown is not None, "the window asks why")
        assert panel.shown is not None
        assert panel.shown.title == f"补打告知单　第 {count} 次"
        assert len(cashier.slips("notice-2")) == count - 1, "nothing is made before"
        cashier.type(reason)
        cashier.press("F11")
        cashier.until(lambda count=count: f"第 {count} 次" in cashier.said(), "one more")
        assert f"补打第{count}次" in text_of(cashier.newest("notice"))
    (log,) = (cashier.office.settings.data / "slips").glob("*reprints.jsonl")
    kept = [json.loads(line) for line in log.read_text("utf-8").splitlines() if line]
    why = [paper_words.REASONS[1], paper_words.REASONS[3]]
    by = cashier.office.duty.number
    assert [(row["key"], row["slip"], row["n"], row["who"], row["why"]) for row in kept] == [
        (number, "notice", count, by, why[count - 1]) for count in (1, 2)
    ]
    assert all(set(row) == {"at", "key", "slip", "n", "who", "why"} for row in kept), "nobody is named"
    log.unlink()
    log.mkdir()  # the disk refuses
    cashier.reprint()
    cashier.until(lambda: "记不进账" in cashier.said(), "it is said")
    assert not cashier.slips("notice-4"), "what cannot be put on record is not made"
