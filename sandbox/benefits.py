"""The insured places' rules (benefits.yaml): rows, overlays, and which row a visit falls under.

A realistic stand-in, not a tariff; every row of the data file says where its figures come from. What the figures
mean is fixed by domain facts, section 6.2; here they are only read, checked and picked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from counter_app.model.person import FilingClass
from sandbox.reading import BadFile, Entry, read_document

__all__ = ["Benefit", "Cap", "Chosen", "FilingEffect", "Overlay", "Region", "Tier", "load_benefits"]

_STATUSES = ("active", "retired", "resident", "resident_60_plus", "minor")
_LEVELS = ("primary", "secondary", "tertiary", "tertiary_a")

Table = Mapping[str, Mapping[str, Decimal]]  # status → level → figure


@dataclass(frozen=True, slots=True)
class FilingEffect:
    """What a filing class costs: `kind` none | first_self | minus_pp | times | refuse.

    `figure`: a rate 0..1, percentage points, or a factor. `why`: the rule's own words for refuse. `by_hand`: only a
    claim on paper is paid so; at the window it is refused.
    """

    kind: str = "none"
    figure: Decimal = Decimal(0)
    why: str = ""
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Cap:
    """Yearly limit in yuan by status. `basis` fund_paid: pool money counts; in_scope: cost after the deductible counts.

    `from_age`: a status' higher cap from an age on. `sub_levels` have `sub` as a further limit of pool money.
    `per_extra_disease`: so much more for every qualified disease after the first.
    """

    basis: str
    yearly: Mapping[str, Decimal]
    from_age: Mapping[str, tuple[int, Decimal]]
    sub_levels: tuple[str, ...]
    sub: Mapping[str, Decimal]
    per_extra_disease: Decimal = Decimal(0)

    def limit(self, status: str, age: int, diseases: int = 1) -> Decimal | None:
        """The yearly limit of a status at an age with so many qualified diseases; None means no limit."""
        older = self.from_age.get(status)
        limit = older[1] if older and age >= older[0] else self.yearly.get(status)
        return None if limit is None else limit + self.per_extra_disease * max(diseases - 1, 0)


@dataclass(frozen=True, slots=True)
class Benefit:
    """One row: the rule of an insured place for a kind of insured person and visit from a day on.

    `disease_class`: the row is for chronic diseases of this class only. `unfiled_elsewhere`: what not being filed
    costs at an institution that is `not_networked` or `not_designated`, where that differs.
    """

    id: str
    insured_type: str
    visit_type: str
    disease_class: str | None
    tier: str | None
    since: date
    until: date | None
    no_benefit: bool
    deductible_basis: str
    deductible: Table
    ratio: Table
    cap: Cap | None
    filing: Mapping[FilingClass, FilingEffect]
    unfiled_elsewhere: Mapping[str, FilingEffect]
    account: str
    account_by_filing: Mapping[FilingClass, str]
    minus_pp_per_missing_year: Decimal

    def status_of(self, status: str, age: int) -> str:
        """The column of the row for a person: some rows favour residents from 60 on, some know no minors."""
        if status == "resident" and age >= 60 and "resident_60_plus" in self.ratio:
            return "resident_60_plus"
        if status == "minor" and "minor" not in self.ratio:
            return "resident"
        return status

    def account_open(self, filing: FilingClass) -> str:
        """Whether the personal account may be charged here: yes | no | bank_transfer | unknown."""
        return self.account_by_filing.get(filing, self.account)


@dataclass(frozen=True, slots=True)
class Tier:
    """Part of a tiered overlay: up to so much (None: without end) at a ratio."""

    upto: Decimal | None
    ratio: Decimal


@dataclass(frozen=True, slots=True)
class Overlay:
    """A further payer after the pool (domain facts, section 6.2, step 6); amounts in yuan."""

    id: str
    name: str
    applies_to: str
    base: str
    base_share: Decimal
    yearly: bool
    deductible: Decimal
    tiers: tuple[Tier, ...]
    cap: Decimal | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """The row of a visit; `memo` says so where no row covers the service date."""

    row: Benefit
    memo: str = ""


@dataclass(frozen=True, slots=True)
class Region:
    """An insured place with its rows and overlays."""

    code: str
    name: str
    rows: tuple[Benefit, ...]
    overlays: tuple[Overlay, ...]

    def choose(
        self,
        insured_type: str,
        visit_type: str,
        tier: str | None,
        day: date,
        disease_classes: frozenset[str] = frozenset(),
    ) -> Chosen | None:
        """The row for a service date: one that covers it, else the nearest earlier one, else the earliest.

        `disease_classes`: every class that the disease of a chronic visit belongs to. None: no row for the insured
        type, the visit type or the disease (refused with reason 8; domain facts, section 6.2, step 0).
        """
        rows = [
            row
            for row in self.rows
            if row.insured_type == insured_type
            and row.visit_type == visit_type
            and (row.tier is None or tier is None or row.tier == tier)
            and (row.disease_class is None or row.disease_class in disease_classes)
        ]
        if not rows:
            return None
        covering = [row for row in rows if row.since <= day and (row.until is None or day <= row.until)]
        if covering:
            return Chosen(max(covering, key=lambda row: row.since))
        earlier = [row for row in rows if row.since <= day]
        row = max(earlier, key=lambda row: row.since) if earlier else min(rows, key=lambda row: row.since)
        until = f"至 {row.until}" if row.until else "起"
        return Chosen(row, f"就诊日 {day} 没有对应的待遇规则，按 {row.since} {until}的规则计算")


def load_benefits(source: Path | Mapping[str, Any]) -> dict[str, Region]:
    """Read the rules: insured places by code. Raises BadFile, naming the file and the key."""
    document = read_document(source)
    regions: dict[str, Region] = {}
    for entry in document.entries("regions"):
        code = entry.text("code")
        if code in regions:
            raise BadFile(f"{entry.where}.code", f"{code} stands twice")
        rows = tuple(_row(row) for row in entry.entries("rows"))
        if not rows:
            raise BadFile(f"{entry.where}.rows", "must hold at least one row")
        regions[code] = Region(
            code, entry.text("name"), rows, tuple(_overlay(overlay) for overlay in entry.entries("overlays"))
        )
    if not regions:
        raise BadFile(document.where, "regions: must hold at least one region")
    return regions


def _row(entry: Entry) -> Benefit:
    since = entry.day("from")
    if since is None:
        raise BadFile(f"{entry.where}.from", "is missing")
    no_benefit = entry.flag("no_benefit")
    deductible = entry.entry("deductible")
    basis = deductible.choice("basis", ("annual", "per_visit", "none"), "none")
    ratio = _table(entry.entry("ratio"), most=Decimal(1))
    if not ratio and not no_benefit:
        raise BadFile(f"{entry.where}.ratio", "is missing")
    figures = {} if basis == "none" else _table(deductible, skip=("basis",))
    for status, levels in ratio.items():
        if basis != "none" and set(levels) - set(figures.get(status, {})) - {"tertiary_a"}:
            raise BadFile(f"{deductible.where}.{status}", "must give a figure for every level of ratio")
    account = entry.entry("account")
    answers = ("yes", "no", "bank_transfer", "unknown")
    by_filing = account.entry("by_filing")
    return Benefit(
        id=entry.text("id"),
        insured_type=entry.choice("insured_type", ("employee", "resident")),
        visit_type=entry.choice("visit_type", ("outpatient", "chronic", "inpatient")),
        disease_class=entry.text("disease_class") if entry.has("disease_class") else None,
        tier=entry.text("tier") if entry.has("tier") else None,
        since=since,
        until=entry.day("to"),
        no_benefit=no_benefit,
        deductible_basis=basis,
        deductible=figures,
        ratio=ratio,
        cap=_cap(entry.entry("cap")) if entry.has("cap") else None,
        filing={kind: _effect(entry.entry("filing"), kind.value, needed=not no_benefit) for kind in FilingClass},
        unfiled_elsewhere={
            place: _effect(entry.entry("filing"), f"unfiled_{place}", needed=False)
            for place in ("not_networked", "not_designated")
            if entry.entry("filing").has(f"unfiled_{place}")
        },
        account=account.choice("cross_region", answers),
        account_by_filing={FilingClass(kind): by_filing.choice(kind, answers) for kind in by_filing.values},
        minus_pp_per_missing_year=entry.entry("retired_short_contribution").number(
            "minus_pp_per_missing_year", Decimal(0)
        ),
    )


def _table(entry: Entry, *, most: Decimal | None = None, skip: tuple[str, ...] = ()) -> dict[str, dict[str, Decimal]]:
    table = {}
    for status in entry.values:
        if status in skip:
            continue
        if status not in _STATUSES:
            raise BadFile(f"{entry.where}.{status}", f"must be one of {', '.join(_STATUSES)}")
        levels = entry.entry(status)
        table[str(status)] = levels.numbers()
        for level, figure in table[str(status)].items():
            if level not in _LEVELS:
                raise BadFile(f"{levels.where}.{level}", f"must be one of {', '.join(_LEVELS)}")
            if most is not None and figure > most:
                raise BadFile(f"{levels.where}.{level}", f"must be a number from 0 to {most}")
    return table


def _cap(entry: Entry) -> Cap:
    older = {}
    for key in entry.values:
        status, _, rest = str(key).partition("_from_age")
        if str(key).endswith("_from_age") and not rest:
            part = entry.entry(str(key))
            older[status] = (int(part.number("age")), part.number("cap"))
    sub = entry.entry("sub")
    return Cap(
        basis=entry.choice("basis", ("fund_paid", "in_scope")),
        yearly={status: entry.number(status) for status in _STATUSES if entry.has(status)},
        from_age=older,
        sub_levels=sub.words("levels"),
        sub={status: sub.number(status) for status in _STATUSES if sub.has(status)},
        per_extra_disease=entry.number("per_extra_disease", Decimal(0)),
    )


def _effect(entry: Entry, kind: str, *, needed: bool) -> FilingEffect:
    if not entry.has(kind):
        if needed:
            raise BadFile(f"{entry.where}.{kind}", "is missing")
        return FilingEffect()
    part = entry.entry(kind)
    effect = part.choice("kind", ("none", "first_self", "minus_pp", "times", "refuse"))
    by_hand = part.choice("settlement", ("direct", "manual_only"), "direct") == "manual_only"
    if effect == "none":
        return FilingEffect(by_hand=by_hand)
    if effect == "refuse":
        return FilingEffect(effect, why=part.text("why"), by_hand=by_hand)
    figure = part.number({"first_self": "rate", "minus_pp": "pp", "times": "factor"}[effect])
    if effect != "minus_pp" and figure > 1:
        raise BadFile(f"{part.where}", "must be a number from 0 to 1")
    return FilingEffect(effect, figure, by_hand=by_hand)


def _overlay(entry: Entry) -> Overlay:
    tiers = tuple(Tier(row.optional_number("upto"), row.number("ratio")) for row in entry.entries("tiers"))
    bases = ("in_scope_personal_burden", "remaining_in_scope_personal_burden", "out_of_catalogue_cost")
    return Overlay(
        id=entry.choice("id", ("serious_illness", "civil_servant", "medical_aid", "commercial")),
        name=entry.text("name"),
        applies_to=entry.choice("applies_to", ("all", "civil_servant", "low_income", "commercial_member")),
        base=entry.choice("base", bases),
        base_share=entry.number("base_share", Decimal(1)),
        yearly=entry.choice("accumulate", ("year", "none")) == "year",
        deductible=entry.number("deductible", Decimal(0)),
        tiers=tiers or (Tier(None, entry.number("ratio")),),
        cap=entry.optional_number("cap"),
    )
