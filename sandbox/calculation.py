"""What the insured place makes of a bill: first borne, deductible, ratio, cap, overlays, account, cash.

Pure functions in `Decimal`; the order and the rounding (half-up to the fen at each marked step) are those of domain
facts, section 6.2. Nothing is stored: the caller books `Outcome.change` or forgets it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from counter_app.model import money
from counter_app.model.person import FilingClass
from sandbox.benefits import Benefit, FilingEffect, Overlay
from sandbox.people import YearToDate
from sandbox.treating_place import Bill

__all__ = ["Case", "Outcome", "Pool", "Refused", "settle"]


class Refused(Exception):
    """The insured place does not settle this directly; the text is the rule's reason."""


@dataclass(frozen=True, slots=True)
class Case:
    """What besides the bill decides: the person, the place, the year so far. Amounts in yuan.

    `deductible_today`: what a per-visit deductible has already taken on the service date in this institution.
    `balance`: personal account, None where there is none. `use_account`: the window's wish. `diseases`: how many
    qualified chronic diseases the row counts. `network`: networked | not_networked | not_designated, what the
    institution is to the insured place. `by_hand`: a claim on paper, not at the window.
    """

    status: str
    age: int
    level: str
    filing: FilingClass
    emergency: bool = False
    flags: frozenset[str] = frozenset()
    year: YearToDate = field(default_factory=YearToDate)
    deductible_today: Decimal = money.ZERO
    balance: Decimal | None = None
    use_account: bool = True
    missing_contribution_years: int = 0
    diseases: int = 1
    network: str = "networked"
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Pool:
    """Steps 2 to 5 under one filing class. `uncapped`: what the ratio alone would pay.

    `limit`: the yearly cap in force (a sub-cap where it is the tighter one), None without cap; `left`: what of it was
    left before this bill, in money of the cap's own basis.
    """

    filing: FilingClass
    effect: FilingEffect
    first_self: Decimal
    base: Decimal
    deductible_figure: Decimal
    deductible_left: Decimal
    deductible: Decimal
    ratio: Decimal
    uncapped: Decimal
    limit: Decimal | None
    left: Decimal | None
    paid: Decimal


@dataclass(frozen=True, slots=True)
class Outcome:
    """A settled bill, yuan: total = pool + overlays + account + cash. `covered` False: the row pays nothing here."""

    bill: Bill
    pool: Pool
    covered: bool
    overlays: Mapping[str, Decimal]
    account: Decimal
    cash: Decimal
    balance_after: Decimal
    account_rule: str
    change: YearToDate

    @property
    def fund_total(self) -> Decimal:
        """Pool and overlays together."""
        return sum(self.overlays.values(), self.pool.paid)


def settle(bill: Bill, case: Case, row: Benefit, overlays: tuple[Overlay, ...]) -> Outcome:
    """Calculate one bill. Raises Refused where the filing class ends direct settlement, or no column fits."""
    status = row.status_of(case.status, case.age)
    if not row.no_benefit and status not in row.ratio:
        raise Refused("没有对应人员类别的待遇规则")
    pool = _best_pool(bill, case, row, status)
    covered = not row.no_benefit and _figure(row.ratio[status], case.level) > 0
    burden = bill.in_scope - pool.first_self - pool.paid
    paid, change = _overlays(bill, case, overlays, burden)
    capped_part = row.cap is not None and case.level in _with_fallback(row.cap.sub_levels)
    change = YearToDate(
        pool_paid=pool.paid,
        deductible_paid=pool.deductible if row.deductible_basis == "annual" else money.ZERO,
        in_scope_personal_burden=burden,
        commercial_base=change.commercial_base,
        medical_aid_paid=change.medical_aid_paid,
        pool_paid_sub=pool.paid if capped_part else money.ZERO,
    )
    remaining = bill.total - pool.paid - sum(paid.values(), money.ZERO)
    rule = row.account_open(pool.filing)
    balance = case.balance if case.balance is not None else money.ZERO
    account = min(balance, remaining) if rule == "yes" and case.use_account else money.ZERO
    return Outcome(bill, pool, covered, paid, account, remaining - account, balance - account, rule, change)


def _best_pool(bill: Bill, case: Case, row: Benefit, status: str) -> Pool:
    """Step 2: the emergency flag turns unfiled into emergency; another filing is kept unless emergency pays more."""
    if not case.emergency:
        return _pool(bill, case, row, status, case.filing)
    emergency = _pool(bill, case, row, status, FilingClass.EMERGENCY)
    if case.filing is FilingClass.UNFILED:
        return emergency
    filed = _pool(bill, case, row, status, case.filing)
    return emergency if emergency.paid > filed.paid else filed


def _pool(bill: Bill, case: Case, row: Benefit, status: str, filing: FilingClass) -> Pool:
    """Steps 2 to 5."""
    effect = _effect(case, row, filing)
    zero = money.ZERO
    if row.no_benefit or _figure(row.ratio[status], case.level) == 0:
        return Pool(filing, FilingEffect(), zero, bill.in_scope, zero, zero, zero, Decimal(0), zero, None, None, zero)
    first_self = money.yuan(bill.in_scope * effect.figure) if effect.kind == "first_self" else zero
    base = bill.in_scope - first_self
    figure, left = _deductible(case, row, status)
    deductible = min(left, base)
    ratio = _ratio(case, row, status, effect)
    after = base - deductible
    uncapped = money.yuan(after * ratio)
    limit, cap_left = _cap_left(case, row, status)
    paid = uncapped
    if cap_left is not None and row.cap is not None:
        paid = money.yuan(min(after, cap_left) * ratio) if row.cap.basis == "in_scope" else min(uncapped, cap_left)
    return Pool(filing, effect, first_self, base, figure, left, deductible, ratio, uncapped, limit, cap_left, paid)


def _effect(case: Case, row: Benefit, filing: FilingClass) -> FilingEffect:
    """What the filing class costs here. Raises Refused where it ends settlement, or is paid on paper only."""
    effect = row.filing[filing]
    if filing is FilingClass.UNFILED and case.network in row.unfiled_elsewhere:
        effect = row.unfiled_elsewhere[case.network]
        if effect.by_hand and not case.by_hand:
            raise Refused(effect.why or "非联网医疗机构，须回参保地手工报销")
    if effect.kind == "refuse":
        raise Refused(effect.why)
    return effect


def _figure(levels: Mapping[str, Decimal], level: str) -> Decimal:
    """The figure of a level; the top tier falls back to tertiary where a row does not know it."""
    if level not in levels and level == "tertiary_a":
        level = "tertiary"
    return levels.get(level, Decimal(0))


def _with_fallback(levels: tuple[str, ...]) -> tuple[str, ...]:
    return (*levels, "tertiary_a") if "tertiary" in levels else levels


def _deductible(case: Case, row: Benefit, status: str) -> tuple[Decimal, Decimal]:
    """Step 3: the figure of the level and what is left of it for this bill."""
    if row.deductible_basis == "none":
        return money.ZERO, money.ZERO
    figure = money.yuan(_figure(row.deductible[status], case.level))
    used = case.year.deductible_paid if row.deductible_basis == "annual" else case.deductible_today
    return figure, max(figure - used, money.ZERO)


def _ratio(case: Case, row: Benefit, status: str, effect: FilingEffect) -> Decimal:
    """Step 4: by status and level, less the points or times the factor of the filing class."""
    ratio = _figure(row.ratio[status], case.level)
    if status == "retired":
        ratio -= row.minus_pp_per_missing_year * case.missing_contribution_years / 100
    if effect.kind == "minus_pp":
        ratio -= effect.figure / 100
    elif effect.kind == "times":
        ratio *= effect.figure
    return max(ratio, Decimal(0))


def _cap_left(case: Case, row: Benefit, status: str) -> tuple[Decimal | None, Decimal | None]:
    """Step 5: the limit in force and what is left of it; of two limits the one that leaves less.

    Of a cap on in-scope cost the year has used pool + personal burden − deductible: exactly the bases after the
    deductible of the year's bills.
    """
    if row.cap is None:
        return None, None
    limit = row.cap.limit(status, case.age, case.diseases)
    year = case.year
    used = year.pool_paid
    if row.cap.basis == "in_scope":
        used = year.pool_paid + year.in_scope_personal_burden - year.deductible_paid
    left = None if limit is None else max(limit - max(used, money.ZERO), money.ZERO)
    sub = row.cap.sub.get(status)
    if sub is not None and case.level in _with_fallback(row.cap.sub_levels):
        sub_left = max(sub - year.pool_paid_sub, money.ZERO)
        if left is None or sub_left < left:
            return sub, sub_left
    return limit, left


def _overlays(
    bill: Bill, case: Case, overlays: tuple[Overlay, ...], burden: Decimal
) -> tuple[dict[str, Decimal], YearToDate]:
    """Step 6: each overlay in the order listed; also what the commercial and the medical-aid sums grow by."""
    paid: dict[str, Decimal] = {}
    commercial_base = medical_aid = money.ZERO
    remaining = burden
    for overlay in overlays:
        if overlay.applies_to != "all" and overlay.applies_to not in case.flags:
            continue
        if overlay.base == "out_of_catalogue_cost":
            commercial_base = money.yuan(bill.full_self * overlay.base_share)
            before = case.year.commercial_base
            paid[overlay.id] = _yearly(overlay, before, before + commercial_base)
            continue
        if overlay.base == "in_scope_personal_burden" and overlay.yearly:
            before = case.year.in_scope_personal_burden
            amount = _yearly(overlay, before, before + burden)
        else:
            amount = money.yuan(_tiered(overlay, remaining if overlay.base.startswith("remaining") else burden))
            if overlay.cap is not None and overlay.id == "medical_aid":
                amount = min(amount, max(overlay.cap - case.year.medical_aid_paid, money.ZERO))
            elif overlay.cap is not None:
                amount = min(amount, overlay.cap)
        amount = min(amount, remaining)
        paid[overlay.id] = amount
        remaining -= amount
        if overlay.id == "medical_aid":
            medical_aid = amount
    return paid, YearToDate(commercial_base=commercial_base, medical_aid_paid=medical_aid)


def _yearly(overlay: Overlay, before: Decimal, after: Decimal) -> Decimal:
    """What an accumulating overlay pays on the year's sum growing from `before` to `after`."""

    def so_far(total: Decimal) -> Decimal:
        amount = _tiered(overlay, total)
        return amount if overlay.cap is None else min(amount, overlay.cap)

    return money.yuan(so_far(after) - so_far(before))


def _tiered(overlay: Overlay, total: Decimal) -> Decimal:
    """The part above the overlay's own threshold, walked through its tiers."""
    above = max(total - overlay.deductible, Decimal(0))
    amount = lower = Decimal(0)
    for tier in overlay.tiers:
        upper = above if tier.upto is None else min(above, tier.upto)
        amount += max(upper - lower, Decimal(0)) * tier.ratio
        lower = max(lower, upper)
    return amount
