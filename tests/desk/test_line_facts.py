"""What the catalogue says of lines for one person at one hospital; codes looked at again before money; the ticket."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from counter_app.desk.claim import CallKind
from counter_app.desk.identify import Identified
from counter_app.desk.line_check import CheckedCallDesk, LineCheck, UntracedLines
from counter_app.desk.line_facts import listed
from counter_app.model.catalogue import CatalogueItem, Kind, Listed, Validity
from counter_app.model.payment import Payment, PaymentMethod
from counter_app.model.person import Insurance, Paying, Person, Qualification, Scheme
from counter_app.model.visit import Charge
from counter_app.settlement.bodies import Bodies
from counter_app.settlement.outcome import Done
from counter_app.settlement.place import load_place
from offline_queue.engine import StoreUnavailable
from tests.desk.test_window_parts import Desk, bill, credential, desk, quoted
from tests.desk.world import INSTITUTION

__all__ = ["desk"]

DAY = date(2026, 3, 12)
EMPLOYEE = Insurance("450900", Scheme.EMPLOYEE, "310", "11", True, Decimal(0))
RESIDENT = Insurance("440300", Scheme.RESIDENT, "390", "50", True, Decimal(0))
ITEM = CatalogueItem(
    code="XA1",
    name="药",
    kind=Kind.WESTERN_DRUG,
    initials="Y",
    spec="",
    unit="盒",
    grade="B",
    limited=True,
    mapped="XA1",
    limits={"2": Decimal("20.00"), "3": Decimal("28.50")},
    rates={"310": Decimal("0.1"), "390": Decimal("0.2")},
    validity=Validity(),
    version="v1",
    usable=True,
)
LINE = Charge("XA1", "药", Decimal("30.00"), Decimal(1))


class Shelf:
    """The catalogue of one item, or one that refuses."""

    def __init__(self, *items: CatalogueItem, refuses: bool = False) -> None:
        self._items = {item.code: item for item in items}
        self._refuses = refuses

    def items(self, codes: list[str], _day: date, _region: str) -> dict[str, CatalogueItem]:
        if self._refuses:
            raise StoreUnavailable("disk")
        return {code: self._items[code] for code in codes if code in self._items}

    def standings(self) -> dict[str, Any]:
        return {}


def check(*items: CatalogueItem, refuses: bool = False) -> LineCheck:
    return LineCheck(Shelf(*items, refuses=refuses), "440100")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("level", "insurance", "limit", "rate"),
    [
        ("三级甲等", EMPLOYEE, "28.50", "0.1"),
        ("二级", RESIDENT, "20.00", "0.2"),
        ("一级", EMPLOYEE, None, "0.1"),  # another level's limit is not this hospital's
        ("社区", EMPLOYEE, None, "0.1"),
        ("三级", None, "28.50", None),  # nor another scheme's share this person's
        ("三级", replace(RESIDENT, scheme_code="340"), "28.50", None),
    ],
)
def test_the_limit_of_this_level_and_the_share_of_this_scheme(
    level: str, insurance: Insurance | None, limit: str | None, rate: str | None
) -> None:
    known = listed(check(ITEM), [LINE, replace(LINE, code="XB2")], DAY, level, insurance)
    wanted = Listed("B", Decimal(limit) if limit else None, Decimal(rate) if rate else None, limited=True)
    assert known == {"XA1": wanted}, "of a code that is not there nothing is said"


def test_an_item_without_a_class_and_a_shelf_that_refuses_say_nothing() -> None:
    assert listed(check(replace(ITEM, grade="")), [LINE], DAY, "三级", EMPLOYEE) == {}
    assert listed(check(refuses=True), [LINE], DAY, "三级", EMPLOYEE) == {}
    assert listed(check(refuses=True), [], DAY, "三级", EMPLOYEE) == {}


@pytest.mark.parametrize("kind", [CallKind.REGISTER, CallKind.SETTLE])
def test_codes_are_looked_at_before_the_visit_and_before_the_money(desk: Desk, kind: CallKind) -> None:
    claim = desk.books.claim(quoted(desk))
    calls = CheckedCallDesk(Bodies(load_place("national"), INSTITUTION), "990200", str, check())
    at, shown = datetime(2031, 5, 6, tzinfo=UTC), credential()
    assert calls.call(kind, claim, "M1", at, credential=shown).transaction.number
    twice = tuple(replace(line, trace_codes=("A1", "A1")) for line in claim.people.charges)
    sold_twice = replace(claim, people=replace(claim.people, charges=twice))
    with pytest.raises(UntracedLines, match="重复"):
        calls.call(kind, sold_twice, "M1", at, credential=shown)


def test_a_ticket_keeps_the_insurance_that_was_known(desk: Desk) -> None:
    """Of somebody whom the service had named before the line went down; of anybody else nothing is known."""
    total = Decimal("100.00")
    paid = Payment(total, PaymentMethod.CASH, total)
    shown = credential()
    person = Person("P1", "01", shown.id_number, "庚示例", "1", None, Decimal(58), (EMPLOYEE, RESIDENT)).paid_by("390")
    found = Identified(shown, Done(), person, Qualification(entitled=True))
    kept = desk.counter.make_up(bill("B-1"), shown, paid, "", found=found).machine
    assert kept.person is not None
    assert (kept.person.insurance, kept.person.paying) == (RESIDENT, Paying.CHOSEN)
    assert kept.qualification == Qualification(entitled=True)
    fresh = desk.counter.make_up(bill("B-2", 2), credential(2), paid, "").machine
    assert (fresh.person, fresh.qualification) == (None, None)
