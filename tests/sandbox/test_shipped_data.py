"""The data that comes with the sandbox: complete, consistent, and readable as the format's own examples are."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from card_reader.read import read_through
from counter_app.model import identity
from counter_app.records.claim_file import read_order_file
from sandbox.benefits import load_benefits
from sandbox.call import SHANGHAI
from sandbox.card_chip import Chip
from sandbox.card_files import CardImage, load_cards
from sandbox.chronic import valid_on
from sandbox.orders import write_orders
from sandbox.people import Trouble, load_people
from sandbox.service import DATA
from sandbox.treating_place import load_catalogue, load_institution

REGIONS = load_benefits(DATA / "benefits.yaml")
PEOPLE = load_people(DATA / "people.yaml", frozenset(REGIONS))
CARDS = load_cards(DATA / "cards.yaml")
TODAY = date(2026, 11, 22)


def test_everything_is_represented() -> None:
    people = PEOPLE.all
    assert {person.region for person in people} == set(REGIONS)
    assert {person.trouble for person in people} == {"", *Trouble}
    assert {person.scheme for person in people} == {"employee", "resident"}
    assert {person.status for person in people} == {"active", "retired", "resident", "minor"}
    assert {person.filing.kind.value for person in people} == {"long_term", "referral", "temporary", "unfiled"}
    assert any(person.balance is None for person in people)
    assert any(person.balance for person in people)
    assert len(people) >= 20
    assert all(person.certno.startswith("99") and identity.is_valid(person.certno) for person in people)
    assert all(person.voucher for person in people)


def test_everybody_has_a_rule_today() -> None:
    for person in PEOPLE.all:
        chosen = REGIONS[person.region].choose(person.scheme, "outpatient", person.tier, TODAY)
        assert chosen is not None
        assert not chosen.memo
        if not chosen.row.no_benefit:
            assert chosen.row.status_of(person.status, person.age_on(TODAY)) in chosen.row.ratio


def test_catalogue_and_institution() -> None:
    items = load_catalogue(DATA / "catalogue.yaml")
    assert len(items) >= 60
    assert {item.grade for item in items.values()} == {"A", "B", "C"}
    assert {item.kind for item in items.values()} == {"drug", "service", "material"}
    assert sum(item.price_limit is not None for item in items.values()) >= 3
    assert any(item.limited_use for item in items.values())
    institution = load_institution(DATA / "institution.yaml")
    assert (institution.code, institution.region, institution.level) == ("H44010000001", "440100", "tertiary")
    assert institution.time_limit_s == 10


class InHand:
    """A chip without a reader between."""

    def __init__(self, card: CardImage) -> None:
        self._chip = Chip(card)

    def transmit(self, command: bytes) -> bytes:
        return self._chip.answer(command)

    def close(self) -> None:
        pass

    def __enter__(self) -> InHand:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_each_card_reads_as_it_says_and_belongs_to_somebody(card: CardImage) -> None:
    reading = read_through(InHand(card), TODAY)
    expected: Any = card.expect
    assert reading.status.value == expected["status"]
    assert list(reading.warnings) == expected["warnings"]
    assert {key: reading.fields.get(key) for key in expected["fields"]} == expected["fields"]
    person = PEOPLE.by_card[expected["fields"]["card_no"]]
    assert person.card_id == expected["fields"]["card_id"]
    if expected["fields"]["name"] is not None:
        assert (person.name, person.certno) == (expected["fields"]["name"], expected["fields"]["ssn"])


def test_the_first_three_are_the_cards_of_the_format(shared: Path) -> None:
    given = yaml.safe_load((shared / "spec" / "cards.example.yaml").read_text(encoding="utf-8"))["cards"]
    ours = yaml.safe_load((DATA / "cards.yaml").read_text(encoding="utf-8"))["cards"]
    assert ours[:3] == given
    assert [person.card_no for person in PEOPLE.all[:3]] == ["Z99020001", "Z99020002", "Z99020003"]
    assert [person.name for person in PEOPLE.all[:3]] == ["丁演示", "戊练习", "己训练"]


def test_the_examples_of_the_format_load_as_they_are(shared: Path, tmp_path: Path) -> None:
    text = (shared / "spec" / "sandbox.md").read_text(encoding="utf-8")
    blocks = [block.split("```")[0] for block in text.split("```yaml\n")[1:]]
    found = {}
    for name, start in (("people", "people:"), ("catalogue", "items:"), ("institution", "institution:")):
        found[name] = tmp_path / f"{name}.yaml"
        found[name].write_text(next(block for block in blocks if block.startswith(start)), encoding="utf-8")
    (person,) = load_people(found["people"], frozenset(REGIONS)).all
    assert (person.name, person.region, person.status) == ("甲测试", "410100", "retired")
    assert [(held.code, held.kind, held.since) for held in person.chronic] == [
        ("M03900", "hypertension", date(2024, 1, 1))
    ]
    assert str(person.years[2024].pool_paid) == "2200.00"
    assert (person.trouble, person.tier, str(person.balance)) == ("", None, "800.00")
    (item,) = load_catalogue(found["catalogue"]).values()
    assert (item.code, item.grade, item.price_limit) == ("XA01ABD075A002010100483", "A", None)
    assert load_institution(found["institution"]).chronic == {"hypertension", "diabetes"}


def test_forty_people_with_a_story_each() -> None:
    lines = (DATA / "people.yaml").read_text(encoding="utf-8").splitlines()
    told = [lines[number - 1] for number, line in enumerate(lines) if line.startswith("- name:")]
    assert len(told) == len(PEOPLE.all) >= 40
    assert [line for line in told if not re.match(r"# \S.{20}", line)] == []
    assert len(set(told)) == len(told)
    assert {flag for person in PEOPLE.all for flag in person.flags} == {
        "low_income",
        "commercial_member",
        "civil_servant",
    }
    rows = {(person.insutype, other.insutype, other.insured_status) for person in PEOPLE.all for other in person.others}
    assert {("310", "390", "1"), ("390", "310", "2")} <= rows  # two active rows; paused beside active
    assert any(not valid_on(held, TODAY) for person in PEOPLE.all for held in person.chronic)
    assert any(len(person.chronic) > 1 for person in PEOPLE.all)


def test_every_story_has_a_bill_on_the_table(tmp_path: Path) -> None:
    """One bill a person, in the form of the hospital's bills; those of a story are numbered from 901 on."""
    count = write_orders(tmp_path, datetime(2026, 11, 22, 9, 30, tzinfo=SHANGHAI))
    bills = {file.name: read_order_file(file) for file in tmp_path.iterdir()}
    assert len(bills) == count == len(PEOPLE.all)
    assert {bill.id_number for bill in bills.values()} == set(PEOPLE.by_certificate)
    told = {PEOPLE.by_certificate[bill.id_number].name: bill for name, bill in bills.items() if name.startswith("9")}
    assert {name: (bill.visit.kind.value, bill.visit.disease) for name, bill in told.items()} == {
        "周守业": ("chronic", "M00503"),
        "卫行远": ("outpatient", ""),
        "蒋急救": ("emergency", ""),
        "尤长透": ("chronic", "M07803"),
        "许未定": ("chronic", "M03900"),
        "孔对码": ("outpatient", ""),
        "曹追溯": ("outpatient", ""),
    }
    assert told["曹追溯"].charges[0].trace_codes == ("83999900000000000001",)


def test_what_a_line_can_go_wrong_with_is_in_the_catalogue() -> None:
    items = load_catalogue(DATA / "catalogue.yaml").values()
    assert {item.trace for item in items} == {"", "required", "no_code"}
    assert {item.mapped for item in items} == {True, False}
    assert {item.monitoring.blocks for item in items if item.monitoring} == {True, False}
    assert any(item.sold_codes for item in items)
    assert any(item.limited_use and item.price_limit for item in items)
