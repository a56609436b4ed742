"""A slip one window handed out is, at another window of the same store, one more: asked about, numbered, marked."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from counter_app.desk.commands import Arrival, Stop
from offline_queue.engine import StoreUnavailable
from offline_queue.values import State
from tests.paper import text_of
from tests.postgres import Server, found
from tests.window.cashier import QUIET_S, RETIRED, TRAVELLER, Cashier
from tests.window.test_items_by_hand import line_held
from tests.window.test_put_aside import bills, listed, overnight, refused
from tests.window.test_reprints import rows
from tests.window.tickets import made_up, paid_out, ticket
from ui.views import VisitState
from ui.words import paper_words, sentences

__all__ = ["bills"]  # a fixture of that file

pytestmark = pytest.mark.window


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    if found() is None:
        pytest.skip("PostgreSQL is not installed (scripts/system_packages.sh)")
    with Server() as made:
        yield made


@pytest.fixture
def at(window: Callable[..., Cashier], server: Server, tmp_path: Path) -> Callable[..., Cashier]:
    """`at(n)`: window n, each with a folder of its own and the key of the first. One is open at a time. By name: more
    settings.
    """
    url, working = server.database("training"), []

    def opened(number: int, **more: object) -> Cashier:
        for other in working:
            other.program.close()
            other.office.close()
        working.clear()
        data = tmp_path / f"window-{number}"
        data.mkdir(exist_ok=True)
        first = tmp_path / "window-1" / "training.key"
        if first.exists() and not (data / "training.key").exists():
            shutil.copy(first, data / "training.key")
        working.append(window(data=data.name, store__url=url, store__key="file", window__number=number, **more))
        return working[-1]

    return opened


def settled(cashier: Cashier, person: tuple[str, str] = RETIRED) -> str:
    cashier.quoted(person)
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    cashier.until(lambda: bool(cashier.slips("settlement")), "the slip is there")
    cashier.drained()
    return cashier.claim().key


def shown(cashier: Cashier, key: str) -> None:
    """Its slip was scanned: it stands at the glass."""
    cashier.scan(key)
    cashier.until(lambda: cashier.program.visit.claim == key, "it is at the glass")


def chosen(cashier: Cashier, key: str, label: str) -> None:
    """On the queue page, and what its key says."""
    cashier.press("F11", shift=True)
    queue = cashier.program.queue
    cashier.until(lambda: queue.view.detail is not None and queue.view.detail.claim == key, "chosen")
    cashier.until(lambda: queue.view.detail.prints == label, label)


def whats(cashier: Cashier, key: str) -> list[str]:
    return [event.what for event in cashier.office.books.events(key)]


def test_what_was_settled_at_another_window_is_asked_about_and_marked(at) -> None:
    one = at(1)
    key = settled(one)
    assert "补打" not in text_of(one.newest("settlement"))
    assert "printed" not in whats(one, key), "no row stands on the road of a settlement"
    two = at(2)
    shown(two, key)
    two.press("F11")
    panel = two.program.panel
    two.until(lambda: panel.shown is not None, "the window asks why")
    assert panel.shown.title == "补打结算单　第 1 次"
    assert panel.shown.none == "1 号窗口可能打过这张单，这里看不了。"
    assert not two.slips("settlement"), "nothing is made before"
    two.type("2")
    two.press("F11")
    two.until(lambda: bool(two.slips("settlement")), "one more")
    assert "补打第1次" in text_of(two.newest("settlement"))
    assert rows(two, key) == [(two.office.duty.who, f"settlement 1 {paper_words.REASONS[1]}")]
    two.drained()
    again = at(1)
    shown(again, key)
    again.reprint("4")
    again.until(lambda: len(rows(again, key)) == 2, "on record")
    assert rows(again, key)[-1] == (again.office.duty.who, f"settlement 2 {paper_words.REASONS[3]}")
    again.until(lambda: "补打第2次" in text_of(again.newest("settlement")), "the count goes on")


def test_a_slip_settled_behind_the_scenes_comes_once_unmarked_wherever_it_is_asked_for(at) -> None:
    one = at(1)
    key = ticket(one)
    one.press("Escape")
    one.stage.faults([])
    one.until(lambda: one.claim(key).state is State.DONE, "replayed", 25)
    two = at(2)
    chosen(two, key, "打印结算单")
    two.press("F11")
    two.until(lambda: bool(two.slips("settlement")), "the first")
    two.drained()
    assert "补打" not in text_of(two.newest("settlement"))
    row = next(event for event in two.office.books.events(key) if event.what == "printed")
    assert (row.who, row.detail) == (two.office.duty.who, "settlement")
    assert whats(two, key).count("printed") == 1
    again = at(1)
    chosen(again, key, "补打结算单")
    again.reprint("1")
    again.until(lambda: len(rows(again, key)) == 1, "on record")
    again.until(lambda: bool(again.slips("settlement")), "one more")
    assert "补打第1次" in text_of(again.newest("settlement"))
    # The refund paid at the second one brings its slip once more, as what it is.
    last = at(2)
    chosen(last, key, "补打结算单")
    for _ in ("asked", "confirmed"):
        last.rest(QUIET_S)
        last.press("F9", shift=True)
    last.reach(VisitState.REFUNDED)
    last.until(lambda: last.newest("settlement").name == f"{key}-settlement-2.pdf", "with what went back")
    assert "补打第2次" in text_of(last.newest("settlement"))
    assert "补打" not in text_of(last.newest("refund"))


def test_the_slip_that_came_with_a_refund_elsewhere_is_no_first(at) -> None:
    one = at(1)
    key = ticket(one)
    made_up(one, key)
    paid_out(one)
    one.until(lambda: bool(one.slips("settlement")), "the slip with what went back")
    one.drained()
    assert "printed" not in whats(one, key), "that it was refunded there says so"
    desk = at(2).program.visit._desk
    assert desk.first(key, "settlement", lambda _number: "made") is None
    assert desk.first(key, "refund", lambda _number: "made") is None
    assert desk.first(key, "hand-claim", lambda _number: "made") == (0, "made")
    assert desk.by_itself(key, "settlement", lambda number: f"made {number}") == (1, "made 1")
    assert desk.office.books.events(key)[-1].detail == f"settlement 1 {paper_words.AFTER_ANOTHER}"


def test_a_first_one_that_cannot_be_put_on_record_or_that_another_window_gave_meanwhile_is_not_printed(
    at, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = at(1)
    key = ticket(one)
    one.press("Escape")
    one.stage.faults([])
    one.until(lambda: one.claim(key).state is State.DONE, "replayed", 25)
    queue = one.program.queue
    chosen(one, key, "打印结算单")
    books = type(one.office.books)

    def full(*_args: object, **_named: object) -> int:
        raise StoreUnavailable("full")

    with monkeypatch.context() as broken:
        broken.setattr(books, "change", full)
        one.press("F11")
        one.until(lambda: queue.view.notice == sentences.FIRST_NOT_NOTED, "it is said")
        assert not one.slips("settlement")
    with monkeypatch.context() as raced:
        raced.setattr("ui.slip_desk.note_first", lambda *_args: False)
        one.press("F11")
        one.until(lambda: queue.view.notice == sentences.JUST_ELSEWHERE, "it is said")
        assert not one.slips("settlement")
    one.press("F11")
    one.until(lambda: bool(one.slips("settlement")), "and then it comes")
    assert "补打" not in text_of(one.newest("settlement"))


def test_a_notice_given_at_another_window_is_not_given_again_unasked(at, bills: None) -> None:
    one = at(1)
    key = refused(one)
    one.press("F11")
    one.reach(VisitState.FULL_PAYMENT)
    one.drained()
    assert whats(one, key).count("printed") == 1, "nothing else tells of it"
    one.press("Escape")
    one.reach(VisitState.FAILURE)
    one.press("F7")
    one.reach(VisitState.WAITING)
    overnight(one)
    two = at(2)
    assert listed(two) == [key]
    two.press("F3", shift=True)
    two.reach(VisitState.FAILURE)
    two.press("F11")
    two.reach(VisitState.FULL_PAYMENT)
    assert two.said() == sentences.NOTICE_OUT, "the whole bill can be taken, as after the first"
    two.drained()
    assert not two.slips("notice")
    two.reprint("3")
    two.until(lambda: bool(two.slips("notice")), "one more")
    assert "补打第1次" in text_of(two.newest("notice"))
    two.take()
    two.reach(VisitState.PAID_IN_FULL)
    two.until(lambda: len(two.slips("notice-2")) == 1, "what was paid is another paper")
    assert "补打" not in text_of(two.newest("notice"))


def settled_elsewhere(two: Cashier, key: str) -> None:
    """Its quote was on both pages: the second press finds it settled."""
    glass = two.program.visit._glass
    one, claim = glass.at, two.claim(key)
    glass.change(one, state=VisitState.SETTLING, charges=claim.people.charges, quote=claim.machine.quote)
    two.program.visit.till.arrived(one, Arrival(key, claim, Stop.ARRIVED))
    two.reach(VisitState.SETTLED)


@pytest.mark.parametrize("by_itself", [True, False], ids=["by itself", "kept as a file"])
def test_what_another_window_settled_is_printed_by_itself_as_one_more(at, by_itself: bool) -> None:
    """Nobody is asked why. Without a printer for it the file is the paper, whoever is to ask for what is printed."""
    key = settled(at(1), TRAVELLER)  # what his year still pays for is left to the others
    two = at(2, printing__by_itself=by_itself)
    settled_elsewhere(two, key)
    two.until(lambda: bool(two.slips("settlement")), "the slip")
    two.drained()
    assert "补打第1次" in text_of(two.newest("settlement"))
    assert rows(two, key) == [(two.office.duty.who, f"settlement 1 {paper_words.AFTER_ANOTHER}")]


def test_where_only_f11_prints_what_another_window_handed_out_is_made_when_it_was_asked_why(at) -> None:
    key = settled(at(1), TRAVELLER)  # what his year still pays for is left to the others
    two = at(2, printing__by_itself=False, printing__a5="Slips")
    settled_elsewhere(two, key)
    two.drained()
    assert not two.slips("settlement"), "no first one lies there to be looked at, or printed"
    assert two.view.print_state is None, "and none is said to"
    assert not rows(two, key), "nobody was given one"
    two.press("F11")
    panel = two.program.panel
    two.until(lambda: panel.shown is not None, "the window asks why")
    assert panel.shown.title == "补打结算单　第 1 次"
    two.type("2")
    two.press("F11")
    two.until(lambda: bool(two.slips("settlement")), "one more")
    assert "补打第1次" in text_of(two.newest("settlement"))


def given_elsewhere(cashier: Cashier, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Another window gave one, which is known on the link thread alone: for which papers it is asked why."""
    asked: list[str] = []
    monkeypatch.setattr(cashier.office.papers, "handed_out", lambda *_about: False)
    monkeypatch.setattr(cashier.program.visit._desk, "first", lambda *_about: None)
    monkeypatch.setattr(
        cashier.program.visit.till.paper_desk, "ask_why", lambda key, slip, _then: asked.append(f"{key} {slip}")
    )
    return asked


def test_why_is_not_asked_over_whoever_came_to_the_glass_meanwhile(window, bills: None, monkeypatch) -> None:
    """The link thread was busy: that another window gave one is known only now."""
    cashier = window()
    refused(cashier)
    cashier.press("F11")
    cashier.reach(VisitState.FULL_PAYMENT)
    cashier.drained()
    asked = given_elsewhere(cashier, monkeypatch)
    with line_held(cashier):
        cashier.press("F11")
        cashier.program.visit._glass.step_aside()
        cashier.reach(VisitState.WAITING)
    cashier.drained()
    assert asked == []
    cashier.press("F7")
    cashier.reach(VisitState.FULL_PAYMENT)
    cashier.press("F11")
    cashier.until(lambda: len(asked) == 1, "and at the glass it is")


@pytest.mark.parametrize("left", ["page", "claim"])
def test_nor_over_another_page_or_of_a_claim_that_is_not_chosen_any_more(window, monkeypatch, left: str) -> None:
    cashier = window()
    key = ticket(cashier)
    made_up(cashier, key)
    asked = given_elsewhere(cashier, monkeypatch)
    with line_held(cashier):
        cashier.press("F11")
        if left == "page":
            cashier.press("F10")
        else:
            cashier.program.queue._selected = ""
    cashier.drained()
    assert asked == []
    if left == "page":
        cashier.press("F10")
    cashier.program.queue._selected = key
    cashier.program.queue._print(key)
    cashier.until(lambda: asked == [f"{key} settlement"], "and where it was asked for it is")
