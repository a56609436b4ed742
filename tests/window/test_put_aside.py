"""File now, finish this claim, at the window: put aside, kept over the night, found on the list or by its person, and
settled once under the same key.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from counter_app.desk.claim import HeldReason
from offline_queue.values import State
from tests.paper import text_of
from tests.window.cashier import NOT_FILED, RETIRED, Cashier
from tests.window.test_failure_screens import WHO
from tests.window.typing_in import name_of, type_in
from ui.keys import Action
from ui.queue_views import ClaimState, QueueState
from ui.views import VisitState
from ui.words import sentences

pytestmark = pytest.mark.window

FILED = {"class": "temporary", "place": "440100", "from": "2026-01-01", "to": "2026-12-31"}
UNFILED = {"class": "unfiled"}


def file_person(cashier: Cashier, filing: dict[str, str]) -> None:
    cashier.stage._put(f"/sandbox/people/{NOT_FILED[1]}/filing", filing)


@pytest.fixture
def bills(service) -> Iterator[None]:
    """A fresh unpaid bill of the person for each story, and nothing else of theirs."""
    mine = [file for file in service.orders.glob("*.json") if NOT_FILED[1] in file.read_text("utf-8")]
    order = json.loads(mine[0].read_text("utf-8"))
    number = f"{order['bill']}-{os.urandom(3).hex()}"
    mine[0].write_text(json.dumps(order | {"bill": number}, ensure_ascii=False), "utf-8")
    service._put(f"/sandbox/people/{NOT_FILED[1]}/filing", UNFILED)
    yield
    mine[0].write_text(json.dumps(order, ensure_ascii=False), "utf-8")


def picture(cashier: Cashier, name: str) -> None:
    folder = os.environ.get("COUNTER_APP_PICTURES")
    if folder:
        cashier.drained()
        cashier.program.window.grab().save(str(Path(folder) / f"{name}.png"))


def refused(cashier: Cashier, *, scanned: bool = False) -> str:
    """The person's trial, refused for want of a filing; the claim's key."""
    if scanned:
        cashier.scan(NOT_FILED[0])
    else:
        cashier.press("F2", shift=True)
        type_in(cashier, name_of(NOT_FILED[1]), NOT_FILED[1])
    cashier.reach(VisitState.CHARGES)
    cashier.press("F8")
    assert cashier.reach(VisitState.FAILURE).failure.code == "01"
    key = cashier.program.visit.claim
    assert key is not None
    return key


def overnight(cashier: Cashier) -> None:
    """The window closes: what closing does to its visits."""
    cashier.program.visit.quit()
    cashier.drained()
    cashier.program._timer.stop()


def listed(cashier: Cashier) -> list[str]:
    """Shift F3 from wherever the cashier is, and what then stands there."""
    queue = cashier.program.queue
    cashier.press("F3", shift=True)
    cashier.until(lambda: queue.view.state is QueueState.HELD, "the list is up")
    assert cashier.program.window.on_queue
    queue.pulse()
    cashier.drained()
    cashier.rest(0.3)
    return [row.claim for row in queue.view.rows]


def settled(cashier: Cashier, key: str) -> None:
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    assert cashier.program.visit.claim == key
    claim = cashier.claim(key)
    (row,) = [row for row in cashier.settlements(NOT_FILED) if row["setl_id"] == claim.machine.settlement.settlement_id]
    cashier.conserve(claim, row)
    assert not cashier.open_visits(NOT_FILED)


def test_over_the_night_and_from_the_list(window, bills) -> None:
    first = window()
    key = refused(first)
    booked = len(first.settlements(NOT_FILED))
    first.press("F7")
    first.reach(VisitState.WAITING)
    overnight(first)
    assert (first.claim(key).state, first.claim(key).reason) == (State.HELD, HeldReason.REFUSED)
    assert not first.open_visits(NOT_FILED), "nothing is held for it at the service"

    cashier = window()
    assert not cashier.view.parked
    shell = cashier.program.window
    cashier.until(lambda: shell._shell.held_claims == 1, "the frame says that one waits")
    assert listed(cashier) == [key]
    picture(cashier, "list")
    (row,) = cashier.program.queue.view.rows
    bill = cashier.claim(key).people.total
    assert (row.state, row.next_step, row.bill, row.taken) == (ClaimState.HELD, "患者办异地备案", bill, 0)
    shell.grab()
    painted = "".join(piece.text for piece in shell.queue.progress.table.painted)
    name = name_of(NOT_FILED[1])
    assert name not in painted
    assert f"{name[0]}*" in painted
    assert f"{bill:,.2f}" in painted
    assert row.since in painted
    assert "患者办异地备案" in painted
    heads = {piece.text: piece.box for piece in shell.queue.progress.header.written()}
    cells = {piece.text: piece.box for piece in shell.queue.progress.table.painted}
    assert abs(heads["等什么"].left() - cells["患者办异地备案"].left()) <= 1, "each word under its head"
    assert abs(heads["费用"].right() - cells[f"{bill:,.2f}"].right()) <= 1
    assert Action.ASK not in shell.queue.alive(), "a trial nobody waits for would hold a visit open"

    # Not filed yet: it comes to the glass, is refused in the same words, and stays on the list when it is left.
    cashier.press("F3", shift=True)
    failed = cashier.reach(VisitState.FAILURE)
    assert (failed.failure.code, cashier.program.visit.claim) == ("01", key)
    assert failed.person.id_number == NOT_FILED[1]
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    cashier.drained()
    assert cashier.claim(key).state is State.HELD
    assert listed(cashier) == [key]

    file_person(cashier, FILED)
    cashier.press("F3", shift=True)
    view = cashier.reach(VisitState.TRIAL_DONE)
    picture(cashier, "resumed")
    assert view.person.qualification.filing.kind == "temporary", "the page shows the filing just made"
    assert sum((line.amount for line in view.charges), Decimal(0)) == bill
    settled(cashier, key)
    assert len(cashier.settlements(NOT_FILED)) == booked + 1
    cashier.press("Escape")
    assert listed(cashier) == []
    assert "没有等患者备案的" in cashier.program.window.queue.said(cashier.program._now()).text


def test_the_person_is_here_again(window, bills) -> None:
    """Scanned once more, not taken back: the window says that a claim waits, and goes on with it by what was shown."""
    first = window()
    key = refused(first, scanned=True)
    first.press("F7")
    first.reach(VisitState.WAITING)
    overnight(first)
    file_person(first, FILED)

    cashier = window()
    cashier.scan(NOT_FILED[0])
    cashier.reach(VisitState.CHARGES)
    cashier.until(lambda: cashier.view.held is not None, "it says so")
    picture(cashier, "here-again")
    assert cashier.view.held.claim == key
    assert "有 1 笔等备案" in cashier.said()
    assert cashier.said().endswith("按[Shift F3]接着办。")
    cashier.press("F3", shift=True)
    assert not cashier.program.window.on_queue
    cashier.reach(VisitState.TRIAL_DONE)
    settled(cashier, key)


def test_a_code_has_aged_on_the_list(window, bills, tmp_path: Path) -> None:
    """A code is never kept. Where a number alone does not do, a claim chosen on the list asks for one, stays there, and
    goes on with what the person shows.
    """
    place = tmp_path / "strict.toml"
    place.write_text('extends = "national"\nname = "strict"\nreplay_by_id_number = false\n', "utf-8")
    first = window(service__profile=str(place))
    key = refused(first, scanned=True)
    first.press("F7")
    first.reach(VisitState.WAITING)
    overnight(first)
    file_person(first, FILED)

    cashier = window(service__profile=str(place))
    assert listed(cashier) == [key]
    cashier.press("F3", shift=True)
    failed = cashier.reach(VisitState.FAILURE)
    assert failed.failure.code == "91"
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    cashier.drained()
    assert listed(cashier) == [key]
    assert cashier.program.queue.view.rows[0].next_step == "患者再出示卡或电子凭证"
    cashier.press("Escape")
    cashier.scan(NOT_FILED[0])
    cashier.reach(VisitState.CHARGES)
    cashier.until(lambda: cashier.view.held is not None, "it says so")
    cashier.press("F3", shift=True)
    cashier.reach(VisitState.TRIAL_DONE)
    settled(cashier, key)


def test_one_put_aside_here_is_brought_back_with_its_visit(window, bills) -> None:
    """Somebody else stands at the glass meanwhile: they step aside, and nobody's claim is there twice."""
    cashier = window()
    key = refused(cashier)
    cashier.press("F7")
    cashier.reach(VisitState.WAITING)
    cashier.identified(RETIRED)
    other = cashier.view.visit
    cashier.program.scans._slip(cashier.claim(key))  # its slip was looked up slowly, and somebody came meanwhile
    assert (cashier.view.visit, cashier.program.window.on_queue) == (other, False)
    file_person(cashier, FILED)
    assert listed(cashier) == [key]
    cashier.press("F3", shift=True)
    cashier.reach(VisitState.TRIAL_DONE)
    assert cashier.program.visit.claim == key
    assert [row.visit for row in cashier.seen[-1].parked] == [other]
    settled(cashier, key)
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    assert [row.visit for row in cashier.seen[-1].parked] == [other]
    cashier.press("F7")
    assert cashier.reach(VisitState.CHARGES).person.id_number == RETIRED[1]


def test_a_visit_that_was_only_left_is_not_kept(window, bills) -> None:
    cashier = window()
    key = refused(cashier)
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    cashier.drained()
    assert cashier.claim(key).state is State.VOID
    assert listed(cashier) == []


def test_a_trial_of_a_kept_claim_is_given_back_when_it_is_left(window, bills) -> None:
    """Nothing may stay open at the service: a claim that came as far as its trial ends as every other one."""
    cashier = window()
    key = refused(cashier)
    cashier.press("F7")
    file_person(cashier, FILED)
    assert listed(cashier) == [key]
    cashier.press("F3", shift=True)
    cashier.reach(VisitState.TRIAL_DONE)
    cashier.press("Escape")
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    cashier.drained()
    assert cashier.claim(key).state is State.VOID
    assert not cashier.open_visits(NOT_FILED)


def notices(cashier: Cashier, key: str) -> list[list[str]]:
    """Of each notice there is what it says of being a reprint."""
    files = cashier.office.papers.files.editions(key, "notice")
    return [re.findall(r"补打第[0-9]+次", text_of(file)) for file in files]


def test_a_notice_of_the_day_before_is_not_given_a_second_time_as_if_it_were_the_first(window, bills) -> None:
    first = window()
    key = refused(first)
    first.press("F11")
    first.press("F11")  # it is not there yet: no second one
    first.reach(VisitState.FULL_PAYMENT)
    first.drained()
    assert notices(first, key) == [[]]
    first.press("Escape")
    first.reach(VisitState.FAILURE)
    first.press("F7")
    first.reach(VisitState.WAITING)
    overnight(first)

    cashier = window()
    assert listed(cashier) == [key]
    cashier.press("F3", shift=True)
    cashier.reach(VisitState.FAILURE)
    cashier.press("F11")
    assert cashier.reach(VisitState.FULL_PAYMENT).ticket == key, "the whole bill can be taken, as after the first"
    assert cashier.said() == "告知单出过了，没有再出。还要一份，再按[F11]。"
    picture(cashier, "notice-was-out")
    cashier.drained()
    assert notices(cashier, key) == [[]]
    cashier.reprint("3")
    cashier.until(lambda: len(notices(cashier, key)) == 2, "one more")
    assert notices(cashier, key) == [[], ["补打第1次"]]
    assert [event.detail[:9] for event in cashier.office.books.events(key) if event.what == "reprinted"] == [
        "notice 1 "
    ]


def test_the_window_and_the_list_count_a_notice_s_reprints_as_one(window, bills) -> None:
    cashier = window()
    key = refused(cashier)
    cashier.press("F11")
    cashier.reach(VisitState.FULL_PAYMENT)
    cashier.reprint()
    cashier.until(lambda: "补打”第 1 次" in cashier.said(), "one more at the window")
    picture(cashier, "notice-once-more")
    cashier.press("Escape")
    cashier.reach(VisitState.FAILURE)
    cashier.press("F7")
    cashier.reach(VisitState.WAITING)
    assert listed(cashier) == [key]
    cashier.reprint()
    cashier.until(lambda: len(notices(cashier, key)) == 3, "and one from the list")
    assert notices(cashier, key) == [[], ["补打第1次"], ["补打第2次"]]


def test_who_is_put_aside_before_a_trial_is_listed_with_why_and_it_is_said_how_long(window) -> None:
    cashier = window()
    cashier.identified(WHO["02"])
    cashier.press("F7")
    cashier.reach(VisitState.WAITING)
    assert cashier.said() == sentences.PARKED_HERE
    (parked,) = cashier.program.window.shown.parked
    assert parked.why == "备案已到期"
