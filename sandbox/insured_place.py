"""The insured place's side of a visit: is the person filed for here, which rule applies, what becomes of a bill."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from counter_app.model import money
from counter_app.model.person import Filing, FilingClass
from sandbox.benefits import Chosen, Region
from sandbox.calculation import Case, Outcome, Refused, settle
from sandbox.call import Place, Refusal, platform_text
from sandbox.people import Insured, Trouble
from sandbox.treating_place import Bill

__all__ = ["Assessment", "Standing", "assess", "deductible_left", "refuse_trouble", "standing", "visit_type"]

_VISIT_TYPES = {"11": "outpatient", "13": "outpatient", "14": "chronic"}


@dataclass(frozen=True, slots=True)
class Standing:
    """What a filing is worth at a place on a day. `problem`: why it does not count, in people's words, or empty."""

    kind: FilingClass
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Assessment:
    """A bill calculated: the outcome, the case it came from, the rule that applied."""

    outcome: Outcome
    case: Case
    chosen: Chosen
    region: Region
    standing: Standing
    day: date


def standing(filing: Filing, region: str, day: date) -> Standing:
    """A filing counts when its dates hold the service date and its place is this city or its whole province."""
    if filing.kind is FilingClass.UNFILED:
        return Standing(FilingClass.UNFILED, "未办理异地就医备案")
    if filing.place and filing.place != region:
        whole = filing.place[4:] == "00" and filing.place[:4] == region[:4]
        province = filing.place[2:] == "0000" and filing.place[:2] == region[:2]
        if not (whole or province):
            return Standing(FilingClass.UNFILED, f"备案就医地不含本地[{region}]，备案地为[{filing.place}]")
    if filing.since and day < filing.since:
        return Standing(FilingClass.UNFILED, f"异地就医备案尚未生效，自 {filing.since} 起生效")
    if filing.until and day > filing.until:
        return Standing(FilingClass.UNFILED, f"异地就医备案已到期，有效期至 {filing.until}")
    return Standing(filing.kind)


def visit_type(med_type: str) -> str:
    """The kind of visit of benefits.yaml for a med_type; empty for kinds no rule knows."""
    return _VISIT_TYPES.get(med_type, "")


def refuse_trouble(place: Place, person: Insured) -> None:
    """What stands in the way of opening a visit at all (domain facts, section 2g). Raises Refusal."""
    if person.trouble == Trouble.INTERRUPTED:
        raise Refusal(platform_text("参保人员处于暂停参保状态，医保缴费中断，不能享受医保待遇", "psnInsuBO_27"))
    if person.trouble == Trouble.PLACE_NOT_OPENED:
        name = place.regions[person.region].name
        raise Refusal(platform_text(f"参保地{name}[{person.region}]未开通普通门诊费用跨省直接结算", "trtChkBO_40"))
    if person.trouble == Trouble.IN_HOSPITAL:
        raise Refusal(platform_text("该人员在其他定点医疗机构有未出院的住院登记，不能办理门诊就诊", "mdtrtBO_33"))


def deductible_left(place: Place, person: Insured, day: date) -> tuple[Decimal | None, Decimal | None]:
    """Deductible figure and what is used of it (of the year, or of the day), yuan; None where the rule has none."""
    chosen = place.regions[person.region].choose(person.scheme, "outpatient", person.tier, day)
    if chosen is None or chosen.row.no_benefit or chosen.row.deductible_basis == "none":
        return None, None
    row = chosen.row
    levels = row.deductible.get(row.status_of(person.status, person.age_on(day)), {})
    level = place.institution.level
    figure = levels.get(level, levels.get("tertiary") if level == "tertiary_a" else None)
    if figure is None:
        return None, None
    if row.deductible_basis == "annual":
        return figure, place.ledger.sums(person.certno, day.year).deductible_paid
    return figure, _taken_today(place, person, day)


def _taken_today(place: Place, person: Insured, day: date) -> Decimal:
    found = place.ledger.row(
        "SELECT coalesce(sum(deductible), 0) FROM settlement"
        " WHERE certno=? AND service_date=? AND daily=1 AND refunded IS NULL",
        (person.certno, day.isoformat()),
    )
    return money.from_fen(found[0]) if found else money.ZERO


def assess(
    place: Place, person: Insured, bill: Bill, day: date, *, med_type: str, emergency: bool, use_account: bool
) -> Assessment:
    """Calculate a bill for the service date; nothing is written.

    Raises:
        Refusal: no rule for this kind of person or visit, or the filing class ends direct settlement.
    """
    region = place.regions[person.region]
    chosen = region.choose(person.scheme, visit_type(med_type), person.tier, day)
    if chosen is None:
        kind = "门诊慢特病" if med_type == "14" else "该类门诊"
        raise Refusal(platform_text(f"参保地{region.name}[{region.code}]未开通{kind}费用跨省直接结算", "trtChkBO_41"))
    held = standing(person.filing, place.institution.region, day)
    case = Case(
        status=person.status,
        age=person.age_on(day),
        level=place.institution.level,
        filing=held.kind,
        emergency=emergency,
        flags=person.flags,
        year=place.ledger.sums(person.certno, day.year),
        deductible_today=_taken_today(place, person, day),
        balance=place.ledger.balance(person.certno),
        use_account=use_account,
        missing_contribution_years=person.missing_contribution_years,
    )
    try:
        outcome = settle(bill, case, chosen.row, region.overlays)
    except Refused as why:
        detail = f"（{held.problem}）" if held.problem and str(why) not in held.problem else ""
        raise Refusal(
            platform_text(f"参保地{region.name}[{region.code}]规定不予直接结算：{why}{detail}", "trtChkBO_42")
        ) from None
    return Assessment(outcome, case, chosen, region, held, day)
