"""Part of a settled bill goes back: all of it is undone, what is kept is settled anew, and the money is conserved.

Killed at every step, the same command brings it to its end; the ledger is the judge.
"""

from __future__ import annotations

import signal
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from counter_app.desk.claim import CallKind
from counter_app.desk.clock import moment
from counter_app.desk.replay import drain
from counter_app.settlement.outcome import Done
from tests.scenarios.stage import PERSON, Ran, Stage, side_by_side, stage

TOTAL, KEPT = Decimal("1200.00"), Decimal("1000.00")
# Every step of its way: each commit before and after, each answer in hand, and calls killed from outside.
POINTS = [
    "before commit person partial refund",
    "after commit person partial refund",
    "after commit intent 2208",
    "heard 2208",
    "hang 2208",
    "late 2208",
    "after commit intent 2205",
    "heard 2205",
    "after commit intent 2202",
    "heard 2202",
    "before commit rest void",
    "after commit rest void",
    "before commit open",
    "after commit open",
    "after commit intent 2201",
    "heard 2201",
    "heard 2204",
    "heard 2206A",
    "before commit intent 2207A",
    "after commit intent 2207A",
    "heard 2207A",
    "hang 2207A",
    "late 2207A",
    "after commit rest done",
    "before commit person refunded",
    "after commit person refunded",
]
# The rest by `make soak`: the simulation kills at each of them too, with a service and a store of its own.
SOAKED = {
    "before commit person partial refund",
    "after commit intent 2205",
    "heard 2205",
    "after commit intent 2202",
    "heard 2202",
    "before commit open",
    "after commit intent 2201",
    "heard 2201",
    "heard 2204",
    "before commit intent 2207A",
    "hang 2207A",
    "after commit rest done",
}
# 2202 may have worked, and the next one is refused: taken for "settled", which costs time, never money.
UNHEARD_2202 = ("heard 2202", "before commit rest void")
UNPROVEN = [("unclear", "reconcile", None)]


def two_lines(one: Stage) -> Path:
    file = one.claim()
    text = file.read_text("utf-8")
    second = '- {code: XA01ABD075A002010100483, name: 甲类药, price: "100.00", quantity: "2", trace_codes: []}\n'
    file.write_text(text.replace("pay:", f"{second}pay:"), "utf-8")
    return file


def settled(one: Stage) -> dict[str, Any]:
    ran = one.settle(two_lines(one))
    assert ran.report["state"] == "done", ran
    assert Decimal(ran.report["total"]) == TOTAL
    return ran.report


def conserved(one: Stage, before: Mapping[str, Any]) -> dict[str, Any]:
    """The books of the service and ours: two settlements, one given back, and no fen lost between them."""
    claims = one.judge()
    old, new = claims
    assert (old["state"], new["state"]) == ("cancelled", "done"), claims
    first, second = one.service.ledger()["settlements"]
    assert (first["refunded"], second["refunded"]) == (True, False)
    assert (Decimal(first["total"]), Decimal(second["total"])) == (TOTAL, KEPT)
    assert (old["paid"], old["refund_due"]) == ("0.00", "0.00")
    assert (new["refund_due"], new["paid"]) == ("0.00", second["cash"])
    assert new["replaces"] == old["key"]
    returned = Decimal(before["cash"]) - Decimal(second["cash"])
    assert returned > 0
    return {"returned": returned, "kept": Decimal(second["cash"])}


def test_whole_way(tmp_path: Path) -> None:
    with stage(tmp_path) as one:
        before = settled(one)
        ran = one.run("refund", before["key"], "--keep-lines", "1")
        assert (ran.code, ran.report["state"], ran.report["step"]) == (0, "done", "over"), ran
        money = conserved(one, before)
        assert ran.report["paid"] == before["cash"]
        assert Decimal(ran.report["paid"]) == Decimal(ran.report["kept"]) + Decimal(ran.report["returned"])
        assert Decimal(ran.report["returned"]) == money["returned"]
        original, cancellation, rest = ran.report["bills"]
        for name in ("total", "fund_total", "account", "cash"):
            assert Decimal(original[name]) + Decimal(cancellation[name]) == 0, name
        assert rest["setl_id"] == one.live()[0]["setl_id"]
        assert (tmp_path / "data" / "slips").exists()
        assert ran.report["slip"]
        assert ran.report["refund_slip"]
        again = one.run("refund", before["key"])
        assert (again.code, again.report["state"]) == (0, "done"), again
        assert conserved(one, before) == money


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("partial")


@pytest.fixture(scope="module")
def played(record: Path, request: pytest.FixtureRequest) -> Mapping[str, Any]:
    def story(point: str) -> dict[str, Any]:
        with stage(record / point.replace(" ", "-")) as one:
            one.days_ahead(0)
            before = settled(one)
            how, _, number = point.partition(" ")
            line = ("refund", before["key"], "--keep-lines", "1")
            if how in ("hang", "late"):
                one.kill_while_held(number, how, *line)
            else:
                assert one.run(*line, doom=point).code == -signal.SIGKILL, f"{point} was never reached"
            if point.startswith("before commit person partial"):
                assert one.live(), "nothing was written, so nothing may be undone"
            one.replay()
            replayed = one.listed()
            if point in UNHEARD_2202:  # nothing is booked, and only the day's proof may say so (protocol, section 6)
                assert [(row["state"], row["held"], row["refund_due"]) for row in replayed] == UNPROVEN
                assert not one.live()
                one.days_ahead(1)
                one.run("reconcile", "--seconds", "40")
                replayed = one.listed()
            ran = one.run("refund", *line[1:])
            return {"money": conserved(one, before), "ran": ran, "replayed": replayed}

    chosen = {item.callspec.params.get("point") for item in request.session.items if hasattr(item, "callspec")}
    return side_by_side(story, [point for point in POINTS if point in chosen])


@pytest.mark.parametrize(
    "point", [pytest.param(point, marks=pytest.mark.soak) if point in SOAKED else point for point in POINTS]
)
def test_killed(played: Mapping[str, Any], point: str) -> None:
    found = played[point]
    if isinstance(found, BaseException):
        raise found
    assert found["ran"].report["state"] == "done", found["ran"]
    states = {claim["state"] for claim in found["replayed"]}
    # Replay alone brings it to the new settlement; only the money waits for somebody to hand it over.
    expected = {"done"} if point == POINTS[0] else {"cancelled", "done"}
    assert states == expected


@pytest.mark.parametrize("lines", ["1,2", "3", "0"])
def test_lines_that_make_no_part(tmp_path: Path, lines: str) -> None:
    with stage(tmp_path) as one:
        before = settled(one)
        ran = one.run("refund", before["key"], "--keep-lines", lines)
        assert (ran.code, ran.report["state"], ran.report["failure"]) == (1, "refused", "97")
        one.ended_well()


def test_what_the_service_does_not_undo_stays_settled(tmp_path: Path) -> None:
    """Our 2208 is refused (a month closed, say): the old claim rests for a person, and no second one is opened."""
    with stage(tmp_path) as one:
        before = settled(one)
        one.service.set_behaviours(undo="refused")
        ran = one.run("refund", before["key"], "--keep-lines", "1")
        assert (ran.code, ran.report["state"], ran.report["step"]) == (1, "refused", "stuck"), ran
        assert len(one.listed()) == 1
        assert len(one.live()) == 1


def stuck(one: Stage) -> str:
    """A claim whose undoing the service refused, with one line to be kept; its key."""
    key = str(settled(one)["key"])
    one.service.set_behaviours(undo="refused")
    ran = one.run("refund", key, "--keep-lines", "1")
    assert (ran.report["state"], ran.report["step"]) == ("refused", "stuck"), ran
    return key


def noted(one: Stage, key: str, word: str, *more: str) -> Ran:
    return one.run("queue", "put-right", key, "--word", word, "--by", "值班长甲", "--how", "医保经办柜台办理", *more)


def undone_outside(one: Stage, key: str) -> None:
    """The agency undoes it: a 2208 that is none of ours."""
    one.service.set_behaviours(undo="done")
    with one.office(working=True) as office:
        claim, now = office.books.claim(key), moment()
        calls = office.driver._road._means.calls
        call = calls.call(CallKind.UNDO, claim, "H4401000000120260312093000AGEN", now.wall, credential=None)
        assert isinstance(office.driver._client.exchange(call), Done)
    one.service.set_behaviours(undo="refused")


def test_refused_and_tried_again(tmp_path: Path) -> None:
    """The month is open again: the same command looks, undoes it, settles what is kept and pays the difference."""
    with stage(tmp_path) as one:
        key = stuck(one)
        still = one.run("refund", key)
        assert (still.code, still.report["step"]) == (1, "stuck"), still
        assert one.arrived().count("2208") == 2
        one.service.set_behaviours(undo="done")
        ran = one.run("refund", key)
        assert (ran.code, ran.report["state"], ran.report["step"]) == (0, "done", "over"), ran
        assert (ran.report["paid"], ran.report["kept"]) != (None, None)
        assert len(one.live()) == 1


def test_undone_outside_is_seen_and_no_2208_is_sent(tmp_path: Path) -> None:
    with stage(tmp_path) as one:
        key = stuck(one)
        undone_outside(one, key)
        sent = one.arrived().count("2208")
        assert noted(one, key, "stays").code == 1, "5203 says that it is gone"
        ran = one.run("refund", key)
        assert (ran.code, ran.report["state"], ran.report["step"]) == (0, "done", "over"), ran
        assert one.arrived().count("2208") == sent
        assert len(one.live()) == 1


def test_a_note_against_what_is_seen_is_refused(tmp_path: Path) -> None:
    """Still settled there: "undone outside" is not believed, "it stays" ends the claim as it was, with its money."""
    with stage(tmp_path) as one:
        key = stuck(one)
        before = one.shown(key)
        ran = noted(one, key, "gone", "--returned", "10.00")
        assert (ran.code, ran.report["state"], ran.report["failure"]) == (1, "refused", "97"), ran
        after = one.shown(key)
        assert (after["paid"], after["held"], len(one.live())) == (before["paid"], "cancel_refused", 1)
        assert noted(one, key, "stays", "--on", "2099-01-01").code == 1
        ran = noted(one, key, "stays")
        assert (ran.code, ran.report["state"], ran.report["refund_due"]) == (0, "done", "0.00"), ran
        assert one.ended_well()["key"] == key
        rows = [(row["what"], row["detail"]) for row in one.shown(key)["events"]]
        assert [what for what, _ in rows if what.startswith(("note", "put"))] == [
            "note not confirmed: gone",
            "put right outside: stays",
        ]
        assert any("值班长甲" in detail and "医保经办柜台办理" in detail for _, detail in rows)
        assert noted(one, key, "stays").code == 1, "nothing is left to be put right"


def test_a_whole_refund(tmp_path: Path) -> None:
    with stage(tmp_path) as one:
        before = settled(one)
        ran = one.run("refund", before["key"])
        assert (ran.code, ran.report["state"], ran.report["paid"]) == (0, "done", "0.00"), ran
        (claim,) = one.judge()
        assert (claim["state"], claim["paid"], claim["refund_due"]) == ("cancelled", "0.00", "0.00")
        assert not one.live()


def test_undone_at_the_window_for_the_person_who_came_back(tmp_path: Path) -> None:
    """The line broke on the way; at the window older claims go first: what is kept of this one is opened with that."""
    with stage(tmp_path) as one:
        before = settled(one)
        one.service.set_faults([{"name": "drop_before", "transaction": "2202"}])
        one.settings["COUNTER_APP_WINDOW_PATIENCE_S"] = "2"
        ran = one.run("refund", before["key"], "--keep-lines", "1")
        assert ran.report["step"] == "undo", ran
        one.service.clear_faults()
        with one.office(working=True) as office:
            office.counter.stands_here(PERSON, here=True)
            drain(office.replay, office.books, seconds=1)  # as the window's timer: this person's claims are left alone
            office.counter.settle_waiting(PERSON)
            office.counter.stands_here(PERSON, here=False)
            assert drain(office.replay, office.books, seconds=40)
        assert [row["state"] for row in reversed(one.listed())] == ["cancelled", "done"]
        one.run("refund", before["key"])
        conserved(one, before)
