"""The insured place's side of a visit: is the person filed for here, which rule applies, what becomes of a bill."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from counter_app.model import money
from counter_app.model.person import Filing, FilingClass
from sandbox import chronic
from sandbox.benefits import Chosen, Region
from sandbox.calculation import Case, Outcome, Refused, settle
from sandbox.call import Place, Refusal, platform_text
from sandbox.people import Insured, Trouble
from sandbox.treating_place import Bill

__all__ = [
    "CHRONIC_VISIT",
    "EMERGENCY_VISIT",
    "Assessment",
    "Standing",
    "assess",
    "choose_rule",
    "deductible_left",
    "is_emergency",
    "refuse_chronic",
    "refuse_trouble",
    "refuse_unreachable",
    "standing",
]

EMERGENCY_VISIT, CHRONIC_VISIT = "13", "14"
_VISIT_TYPES = {"11": "outpatient", EMERGENCY_VISIT: "outpatient", CHRONIC_VISIT: "chronic"}
_EMERGENCY_FLAGS = ("1", "3")


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


def is_emergency(med_type: str, *extensions: str) -> bool:
    """Emergency by the kind of visit, or by OTP_ER_REFL_FLAG 1 or 3 in an exp_content (envelope, section 8)."""
    if med_type == EMERGENCY_VISIT:
        return True
    for text in extensions:
        try:
            extras = json.loads(text or "{}")
        except (ValueError, RecursionError):
            continue
        if isinstance(extras, dict) and str(extras.get("OTP_ER_REFL_FLAG", "")) in _EMERGENCY_FLAGS:
            return True
    return False


def choose_rule(place: Place, person: Insured, med_type: str, disease: str, day: date) -> Chosen | None:
    """The rule of the person's place for a visit; None where it has none for this kind."""
    held = next((row for row in person.chronic if row.code == disease), chronic.Qualified(disease))
    return place.regions[person.region].choose(
        person.scheme, _VISIT_TYPES.get(med_type, ""), person.tier, day, chronic.classes_of(held)
    )


def refuse_trouble(place: Place, person: Insured) -> None:
    """What stands in the way of opening a visit at all (domain facts, section 2g). Raises Refusal."""
    where = f"参保地{place.regions[person.region].name}[{person.region}]"
    texts = {
        Trouble.INTERRUPTED: ("参保人员处于暂停参保状态，医保缴费中断，不能享受医保待遇", "psnInsuBO_27"),
        Trouble.WAITING_PERIOD: ("参保人员处于待遇等待期，暂不能享受医保待遇", "psnInsuBO_28"),
        Trouble.PLACE_NOT_OPENED: (f"{where}未开通普通门诊费用跨省直接结算", "trtChkBO_40"),
        Trouble.IN_HOSPITAL: ("该人员在其他定点医疗机构有未出院的住院登记，不能办理门诊就诊", "mdtrtBO_33"),
    }
    for trouble, (text, trace) in texts.items():
        if person.trouble == trouble:
            raise Refusal(platform_text(text, trace))


def refuse_unreachable(place: Place, person: Insured) -> None:
    """The insured place does not answer, or has announced that it stops; the treating place works. Raises Refusal."""
    where = f"参保地{place.regions[person.region].name}[{person.region}]"
    cut_off = person.region == str(place.behaviours.seconds("insured_place_down"))
    if cut_off or person.trouble == Trouble.PLACE_UNREACHABLE:
        raise Refusal(platform_text(f"{where}医保系统访问超时，请稍后再试", "routeBO_91"))
    if person.trouble == Trouble.PLACE_STOPPED:
        raise Refusal(platform_text(f"{where}医保系统停机维护，暂停异地就医直接结算，以停机公告为准", "routeBO_92"))


def refuse_chronic(place: Place, person: Insured, code: str, day: date) -> None:
    """What a chronic visit needs besides (domain facts, section 2c, 19): one of the ten, opened here, held at home.

    Raises:
        Refusal: no disease named, not among the ten (across provinces), not opened here, or no qualification that day.
    """
    if not code:
        raise Refusal("门诊慢特病就诊须上传病种编码（dise_codg）")
    known = chronic.disease_of(code)
    if known is None and person.region[:2] != place.institution.region[:2]:
        raise Refusal(platform_text(f"病种[{code}]不属于门诊慢特病费用跨省直接结算的病种范围", "opspBO_45"))
    held = [row for row in person.chronic if row.code == code]
    named = chronic.classes_of(held[0]) if held else chronic.classes_of(chronic.Qualified(code))
    if not named & place.institution.chronic:
        raise Refusal(platform_text(f"本机构未开通该病种[{code}]的门诊慢特病直接结算", "fixmedinsBO_46"))
    if not held:
        raise Refusal(platform_text(f"参保人无该病种[{code}]的门诊慢特病资格", "opspBO_47"))
    if not any(chronic.valid_on(row, day) for row in held):
        raise Refusal(platform_text(f"参保人该病种[{code}]的门诊慢特病资格不在有效期内", "opspBO_48"))


def deductible_left(
    place: Place, person: Insured, day: date, chosen: Chosen | None
) -> tuple[Decimal | None, Decimal | None]:
    """Deductible figure and what is used of it (of the year, or of the day), yuan; None where the rule has none."""
    if chosen is None or chosen.row.no_benefit or chosen.row.deductible_basis == "none":
        return None, None
    row = chosen.row
    levels = row.deductible.get(row.status_of(person.status, person.age_on(day)), {})
    level = place.institution.level
    figure = levels.get(level, levels.get("tertiary") if level == "tertiary_a" else None)
    if figure is None:
        return None, None
    if row.deductible_basis == "annual":
        return figure, place.ledger.sums(person.books, day.year).deductible_paid
    return figure, _taken_today(place, person, day)


def _taken_today(place: Place, person: Insured, day: date) -> Decimal:
    found = place.ledger.row(
        "SELECT coalesce(sum(deductible), 0) FROM settlement"
        " WHERE coalesce(books, certno)=? AND service_date=? AND daily=1 AND refunded IS NULL",
        (person.books, day.isoformat()),
    )
    return money.from_fen(found[0]) if found else money.ZERO


def assess(
    place: Place,
    person: Insured,
    bill: Bill,
    day: date,
    *,
    med_type: str,
    emergency: bool,
    use_account: bool,
    disease: str = "",
) -> Assessment:
    """Calculate a bill for the service date; nothing is written. `disease`: dise_codg of a chronic visit.

    Raises:
        Refusal: no rule for this kind of person or visit, or the filing class ends direct settlement.
    """
    region = place.regions[person.region]
    chosen = choose_rule(place, person, med_type, disease, day)
    if chosen is None:
        kind = "该门诊慢特病病种" if med_type == CHRONIC_VISIT else "该类门诊费用"
        raise Refusal(platform_text(f"参保地{region.name}[{region.code}]未开通{kind}的跨省直接结算", "trtChkBO_41"))
    held = standing(person.filing, place.institution.region, day)
    case = Case(
        status=person.status,
        age=person.age_on(day),
        level=place.institution.level,
        filing=held.kind,
        emergency=emergency,
        flags=person.flags,
        year=place.ledger.sums(person.books, day.year),
        deductible_today=_taken_today(place, person, day),
        balance=place.ledger.balance(person.books),
        use_account=use_account,
        missing_contribution_years=person.missing_contribution_years,
        diseases=chronic.counted(person.chronic, chosen.row.disease_class, day),
    )
    try:
        outcome = settle(bill, case, chosen.row, region.overlays)
    except Refused as why:
        detail = f"（{held.problem}）" if held.problem and str(why) not in held.problem else ""
        raise Refusal(
            platform_text(f"参保地{region.name}[{region.code}]规定不予直接结算：{why}{detail}", "trtChkBO_42")
        ) from None
    return Assessment(outcome, case, chosen, region, held, day)
