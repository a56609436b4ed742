"""Who is rung when their day comes near, and until when: by their own place's days, never shorter than the paper."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from counter_app.desk.claim import Cash, Claim, HeldReason, MachinePart, PeoplePart, Wish
from counter_app.desk.day_lists import agency_csv, agency_rows, call_rows
from counter_app.desk.entries import last_day, ticketed
from counter_app.desk.no_return import is_overdue
from counter_app.model.payment import PaymentMethod
from offline_queue.values import State
from tests.desk.world import known_person, people

AT = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
DUE = date(2026, 11, 11)
PERSON = known_person()
REGION = PERSON.insurance.region  # type: ignore[union-attr]


def ticket(**changed: object) -> PeoplePart:
    """Written offline: nobody knows the insured place, so the hospital's own ten days stand on the paper."""
    return replace(ticketed(people(), None, "13800000000", AT, "window", 10), **changed)  # type: ignore[arg-type]


def claim(state: State, part: PeoplePart, *, key: str = "B01-T-1", reason: str = "", known: bool = True) -> Claim:
    machine = MachinePart(person=PERSON) if known else MachinePart()
    return Claim(key, "lane", "order", state, reason, 1, part, machine, AT, AT)


def rung(claims: list[Claim], today: date, regions: dict[str, int] | None = None) -> list[tuple[str, int]]:
    rows = call_rows(claims, today, lambda region: f"地区 {region}", regions or {})
    return [(row.key, row.days) for row in rows]


@pytest.mark.parametrize(
    ("known", "regions", "expected"),
    [
        (False, {REGION: 30}, DUE),  # who it is nobody knows yet: what stands on the paper
        (True, {REGION: 30}, date(2026, 12, 1)),  # known since the replay: their place's own days
        (True, {REGION: 3}, DUE),  # never shorter than the paper in the patient's hand
        (True, {"999999": 30}, DUE),
        (True, {}, DUE),
    ],
    ids=["not known", "longer", "shorter", "another place", "no rule"],
)
def test_the_last_day_follows_the_place_once_it_is_known(known: bool, regions: dict[str, int], expected: date) -> None:
    one = claim(State.HELD, ticket(), known=known, reason=HeldReason.REFUSED)
    assert last_day(one, regions) == expected
    assert is_overdue(one, expected + timedelta(days=1), regions)
    assert not is_overdue(one, expected, regions)
    assert rung([one], expected + timedelta(days=2), regions) == [("B01-T-1", -2)]


def test_without_a_ticket_there_is_no_last_day() -> None:
    assert last_day(claim(State.READY, people()), {REGION: 30}) is None
    assert rung([claim(State.READY, people())], date(2027, 1, 1)) == []


def test_the_most_urgent_stand_first_and_who_has_time_is_not_rung() -> None:
    rows = [
        claim(State.READY, ticket(due_by=DUE + timedelta(days=days)), key=f"B01-T-{days}") for days in (20, 8, 7, 0, -3)
    ]
    assert rung(rows, DUE) == [("B01-T--3", -3), ("B01-T-0", 0), ("B01-T-7", 7)]


def test_money_that_was_not_fetched_is_rung_about_and_what_is_done_is_not() -> None:
    row = Cash(Decimal("1234.50"), PaymentMethod.CASH, Decimal("1234.50"), AT, "window", "paid in full")
    given_up = claim(State.VOID, ticket(cash=(row,)), key="B01-T-2")
    over = claim(State.VOID, ticket(), key="B01-T-3")
    (one,) = call_rows([given_up, over], DUE, lambda region: f"地区 {region}", {})
    assert (one.key, one.why, one.phone, one.place) == (
        "B01-T-2",
        "应退 1,234.50 元没领",
        "13800000000",
        f"地区 {REGION}",
    )
    assert "13800000000" not in repr(one), "a phone must not reach a log"


def test_the_agency_gets_what_ended_uploaded_or_by_hand() -> None:
    hand = claim(State.VOID, ticket(wish=Wish.UPLOAD), key="B01-T-4")
    sent = claim(State.UPLOADED, ticket(wish=Wish.UPLOAD), key="B01-T-5")
    others = [claim(State.VOID, ticket(), key="B01-T-6"), claim(State.HELD, ticket(wish=Wish.UPLOAD), key="B01-T-7")]
    rows = agency_rows([*others, sent, hand], lambda region: region)
    assert [(row.key, row.how, len(row.tail)) for row in rows] == [("B01-T-4", "手工报销", 4), ("B01-T-5", "已上传", 4)]
    assert f"{rows[0].ended:%m-%d %H:%M}" == "11-01 17:30", "the store's clock is Greenwich's, the paper's the window's"
    text = agency_csv([sent, hand], lambda region: region)
    assert "2026-11-01 17:30" in text
    assert text.startswith("\ufeff单号")
    assert text.count("\r\n") == 3
