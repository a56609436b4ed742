"""The treating place: its institution, its catalogue, and how it splits every fee line.

The split is the first step of the order of calculation (domain facts, section 6.2, step 1); the insured place never
sees a price, only these sums.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from counter_app.model import money
from sandbox.reading import BadFile, Entry, read_document

__all__ = [
    "Bill",
    "Institution",
    "Item",
    "Monitoring",
    "Split",
    "bill_of",
    "item_of",
    "load_catalogue",
    "load_institution",
    "split_line",
]

KINDS = ("drug", "service", "material")
LEVELS = ("primary", "secondary", "tertiary", "tertiary_a")


@dataclass(frozen=True, slots=True)
class Monitoring:
    """A monitoring rule of an item: more than `most` on one line is warned of, or blocked until a reason is given."""

    most: Decimal
    text: str
    blocks: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the catalogue; `price_limit` in yuan per unit or None, `pre_self_rate` 0..1.

    `limited_use`: paid by the fund only with the hospital's approval (hosp_appr_flag 1). `mapped` False: the hospital
    sells it without a national code. `trace`: required | no_code (stock without codes, may still settle) | empty: not
    checked; `sold_codes` were sold by others.
    """

    code: str
    name: str
    kind: str
    grade: str
    pre_self_rate: Decimal
    price_limit: Decimal | None
    spec: str = ""
    unit: str = ""
    charge_type: str = ""
    limited_use: bool = False
    mapped: bool = True
    trace: str = ""
    sold_codes: frozenset[str] = frozenset()
    monitoring: Monitoring | None = None


@dataclass(frozen=True, slots=True)
class Institution:
    """The hospital of the sandbox: code, region, level, what is opened, and how long a request may live (seconds)."""

    code: str
    name: str
    region: str
    level: str
    outpatient: bool
    chronic: frozenset[str]
    pharmacy: bool
    time_limit_s: float


@dataclass(frozen=True, slots=True)
class Split:
    """How one fee line splits, yuan."""

    amount: Decimal
    full_self: Decimal
    over_limit: Decimal
    pre_self: Decimal
    in_scope: Decimal


@dataclass(frozen=True, slots=True)
class Bill:
    """The sums of a bill that go to the insured place, yuan."""

    total: Decimal
    full_self: Decimal
    over_limit: Decimal
    pre_self: Decimal
    in_scope: Decimal


def split_line(item: Item, price: Decimal, quantity: Decimal, *, covered: bool = True) -> Split:
    """Split one line by the catalogue row; `covered` False: limited use without approval, paid by the patient."""
    amount = money.line_amount(price, quantity)
    if item.grade == "C" or not covered:
        return Split(amount, amount, money.ZERO, money.ZERO, money.ZERO)
    over_limit = money.ZERO
    if item.price_limit is not None and price > item.price_limit:
        over_limit = min(money.line_amount(price - item.price_limit, quantity), amount)
    pre_self = money.yuan((amount - over_limit) * item.pre_self_rate)
    return Split(amount, money.ZERO, over_limit, pre_self, amount - over_limit - pre_self)


def bill_of(splits: Iterable[Split]) -> Bill:
    """The sums over the lines."""
    rows = list(splits)
    return Bill(
        total=sum((row.amount for row in rows), money.ZERO),
        full_self=sum((row.full_self for row in rows), money.ZERO),
        over_limit=sum((row.over_limit for row in rows), money.ZERO),
        pre_self=sum((row.pre_self for row in rows), money.ZERO),
        in_scope=sum((row.in_scope for row in rows), money.ZERO),
    )


def load_catalogue(source: Path | Mapping[str, Any]) -> dict[str, Item]:
    """Read catalogue.yaml: items by national code. Raises BadFile, naming the file and the key."""
    document = read_document(source)
    items: dict[str, Item] = {}
    for entry in document.entries("items"):
        item = item_of(entry)
        if item.code in items:
            raise BadFile(f"{entry.where}.code", f"{item.code} stands twice")
        items[item.code] = item
    if not items:
        raise BadFile(document.where, "items: must hold at least one item")
    return items


def item_of(entry: Entry) -> Item:
    """One item of a catalogue file. Raises BadFile, naming the file and the key."""
    rate = entry.number("pre_self_rate", Decimal(0))
    if rate > 1:
        raise BadFile(f"{entry.where}.pre_self_rate", "must be a number from 0 to 1")
    return Item(
        code=entry.text("code"),
        name=entry.text("name"),
        kind=entry.choice("kind", KINDS),
        grade=entry.choice("class", ("A", "B", "C")),
        pre_self_rate=rate,
        price_limit=entry.optional_number("price_limit"),
        spec=entry.text("spec", ""),
        unit=entry.text("unit", ""),
        charge_type=entry.text("charge_type", ""),
        limited_use=entry.flag("limited_use"),
        mapped=entry.flag("mapped", True),
        trace=entry.choice("trace", ("required", "no_code")) if entry.has("trace") else "",
        sold_codes=frozenset(entry.words("sold_codes")),
        monitoring=_monitoring(entry.entry("monitoring")) if entry.has("monitoring") else None,
    )


def _monitoring(entry: Entry) -> Monitoring:
    return Monitoring(entry.number("most"), entry.text("text"), entry.flag("blocks"))


def load_institution(source: Path | Mapping[str, Any]) -> Institution:
    """Read institution.yaml. Raises BadFile, naming the file and the key."""
    document = read_document(source)
    entry = document.entry("institution")
    opened = document.entry("opened")
    code = entry.text("code")
    if len(code) > 12:
        raise BadFile(f"{entry.where}.code", "must have at most 12 characters")
    return Institution(
        code=code,
        name=entry.text("name"),
        region=entry.text("region"),
        level=entry.choice("level", LEVELS),
        outpatient=opened.flag("outpatient", True),
        chronic=frozenset(opened.words("chronic")),
        pharmacy=opened.flag("pharmacy"),
        time_limit_s=float(document.number("service_time_limit_s", Decimal(10))),
    )
