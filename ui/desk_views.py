"""What the desk knows, as the views the pages show. Pure: values in, views out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal

from counter_app.desk.claim import Claim, HeldReason
from counter_app.desk.identify import Identified
from counter_app.desk.recognise import Trouble
from counter_app.desk.remarks import of_result
from counter_app.desk.supposed import Supposed
from counter_app.failures import FailureCode
from counter_app.model import identity, money
from counter_app.model.person import Credential, CredentialKind, Filing, Insurance, Person, Qualification, Scheme
from counter_app.model.settlement import Amounts, Explanation
from counter_app.model.trace import TraceRule, TraceState, needed, trace_states
from counter_app.model.visit import Charge, Visit, VisitKind
from counter_app.settlement.codes import known_codes
from counter_app.settlement.outcome import Done
from counter_app.slips.values import RefundOutlook
from counter_app.slips.why import so_little
from offline_queue.values import State
from ui.views import EstimateView, FailureView, OtherInsurance, PersonView, Trace
from ui.words import figures, labels, sentences
from ui.words.partly_known import sentence, trace_state
from ui.words.reasons import reason
from ui.words.template import filled, line_named

__all__ = [
    "Places",
    "claim_name",
    "estimate_view",
    "failure_view",
    "kept_words",
    "made_up_for_nothing",
    "person_of",
    "person_offline",
    "person_online",
    "traces",
    "trouble_words",
    "why",
    "zero_reason",
    "zero_view",
]


class Places:
    """Names of places: the hospital's own, and those of insured places by `full`, for those who work here, and `city`,
    for everybody; and what a place calls the schemes and kinds of people that we have no word for: `meanings`, label by
    code by dictionary.
    """

    def __init__(self, treating: str, full: Callable[[str], str], city: Callable[[str], str]) -> None:
        self.treating = treating
        self.full = full
        self.city = city
        self.meanings: Mapping[str, Mapping[str, str]] = {}

    @property
    def treating_short(self) -> str:
        """广州 for 广东 广州市."""
        return _short(self.treating.split()[-1])

    def short(self, region: str) -> str:
        """哈尔滨 of 230100, as lists name it; an announcement may name a province by its first two digits."""
        return self.city(region.ljust(6, "0")).removesuffix("市")


def person_online(found: Identified, places: Places) -> PersonView | None:
    """The person as the service knows them."""
    person = found.person
    if person is None:
        return None
    paying = person.insurance or next(iter(person.insurances), None)
    region = paying.region if paying else ""
    return PersonView(
        name=person.name,
        sex=person.sex or identity.sex_of(person.id_number) or "",
        birth_years=int(person.age) if person.age else _age(person.id_number),
        id_number=person.id_number,
        credential=found.credential.kind,
        insured_place=places.full(region) if region else "",
        insured_short=_short(places.city(region)) if region else "",
        treating_place=places.treating,
        treating_short=places.treating_short,
        insurance=paying,
        standing=_standing(paying, places),
        qualification=found.qualification,
        paying=person.paying,
        others=_others(person, paying, places),
        told_scheme=_scheme(paying, places) if paying else "",
    )


def person_of(claim: Claim, places: Places) -> PersonView | None:
    """The person of a claim, as the service knew them when it was settled."""
    person = claim.machine.person
    if person is None:
        return None
    shown = claim.people.credential or Credential(CredentialKind.VOUCHER, "")
    return person_online(Identified(shown, Done(), person, claim.machine.qualification), places)


def person_offline(
    credential: Credential, places: Places, known: Person | None = None, supposed: Supposed | None = None
) -> PersonView:
    """The person as the card says; nothing of it was asked, so nothing of it is shown as fresh.

    `known`: the same person as the service named them in this visit, before the line went down: which insurance is to
    pay does not change by that, filing and deductible are asked again. `supposed`: else, where they probably
    are insured.
    """
    number = credential.id_number
    paying = known.insurance if known is not None else None
    if paying is not None or (supposed is not None and places.full(supposed.region) == supposed.region):
        supposed = None  # it is known; or it has no name, and nobody reads a code
    last = supposed.insurance if supposed is not None else None
    region = paying.region if paying is not None else supposed.region if supposed is not None else ""
    return PersonView(
        name=credential.name,
        sex=identity.sex_of(number) or "" if number else "",
        birth_years=_age(number),
        id_number=number,
        credential=credential.kind,
        insured_place=places.full(region) if region else "",
        insured_short=_short(places.city(region)) if region else "",
        treating_place=places.treating,
        treating_short=places.treating_short,
        insurance=paying,
        standing=_standing(paying, places),
        told_scheme=_scheme(paying, places) if paying else _scheme(last, places) if last else "",
        online=False,
        supposed=supposed,
        paying=known.paying if known is not None else None,
    )


def _others(person: Person, paying: Insurance | None, places: Places) -> tuple[OtherInsurance, ...]:
    return tuple(
        OtherInsurance(
            row.scheme,
            row.scheme_code,
            places.full(row.region) if row.region in places.full(row.region) else _short(places.city(row.region)),
            row.active,
            row.status,
            row.row,
            _scheme(row, places),
        )
        for row in person.insurances
        if row is not paying
    )


def failure_view(
    trouble: Trouble,
    person: PersonView | None,
    known: Qualification | None,
    places: Places,
    at: datetime,
    help_phone: str,
    visit: Visit | None = None,
    charges: tuple[Charge, ...] = (),
    elsewhere: tuple[str, str] = ("", ""),
) -> FailureView:
    """A failure with what fills its texts, which say less where less is known. Where not even that can be said, the
    service's own words are shown: a guess would be worse than a quotation. `elsewhere`: where it is opened (09), name
    and address, as far as the hospital set them.
    """
    filing = known.filing if known else None
    at_hand = {
        "参保地": person.insured_short if person and person.insured_short else "参保地",
        "就医地": places.treating_short,
        "到期日": figures.day(filing.until) if filing and filing.until else "",
        "生效日": _begins(trouble.code, filing),
        "备案地": places.city(filing.place) if filing and filing.place else "",
        "卡状态": labels.CARD_STATE_UNKNOWN,
        # When a bill was settled before, nobody says here.
        "时间": "" if trouble.code is FailureCode.ALREADY_SETTLED else figures.clock(at),
        "原文": trouble.said,
        "代码": trouble.said_code or "-",
        "infcode": trouble.said_code or "-",
        "就诊类型": labels.VISIT_KINDS[visit.kind if visit else VisitKind.OUTPATIENT],
        "病种": _disease(visit),
        "科室": visit.department if visit else "",
        "医生": visit.doctor.name if visit else "",
        "卡种": labels.OTHER_CARD,
        "分机": help_phone,
        "内容": labels.WHAT_WAS_SENT,
    }
    if trouble.code is FailureCode.INSTITUTION_NOT_OPENED:
        at_hand |= {"机构": elsewhere[0], "机构地址": elsewhere[1]}
    said = {name: text for name, text in (at_hand | _line_blanks(trouble, charges)).items() if text}
    if sentence(trouble.code, said) or trouble.code is FailureCode.SERVICE_SAID:
        return FailureView(trouble.code, said)
    return FailureView(FailureCode.SERVICE_SAID, said)


def _disease(visit: Visit | None) -> str:
    """Its name, by the national list where the bill has its code alone; a code says nothing to who takes it home."""
    if visit is None:
        return ""
    return visit.disease_name or known_codes("opsp_dise_cod").get(visit.disease, "")


def _begins(code: FailureCode, filing: Filing | None) -> str:
    """The day a filing begins; a waiting period's is another, and nobody tells it."""
    return figures.day(filing.since) if code is FailureCode.FILING_NOT_YET and filing and filing.since else ""


def _line_blanks(trouble: Trouble, charges: tuple[Charge, ...]) -> dict[str, str]:
    """The line a refusal speaks of: by its number, else the only one whose code or name stands in the words."""
    named = [n for n, line in enumerate(charges, 1) if line.code in trouble.said or line.name in trouble.said]
    number = line_named(trouble.said) or (named[0] if len(named) == 1 else 0)
    if not 1 <= number <= len(charges):
        return {}
    name = charges[number - 1].name
    return {
        "行": str(number),
        "项目": name,
        "提醒": filled(labels.LINE_OF_BILL, 行=number, 项目=name),
        "提醒原文": trouble.said,
        "药名": name,
        "码状态": trace_state(trouble.said),
    }


def why(amounts: Amounts, explanations: tuple[Explanation, ...]) -> tuple[str, ...]:
    """At most two sentences: why this amount, and of nothing by which rule."""
    return so_little(amounts, explanations)


def zero_view(amounts: Amounts, explanations: tuple[Explanation, ...]) -> FailureView | None:
    """A fund that pays nothing is a result with its rule, never shown as a failure of the claim."""
    if amounts.fund_total > money.ZERO:
        return None
    code = of_result(amounts, explanations)
    if code is None:
        return None
    blanks = {name: text for row in reversed(explanations) for name, text in row.blanks.items()}  # the first is why
    return FailureView(code, blanks) if sentence(code, blanks) else None


def zero_reason(claim: Claim) -> str:
    """By which rule the fund paid nothing of a settled claim, to stand in a sentence; empty where it paid."""
    settlement = claim.machine.settlement
    if claim.state is not State.DONE or settlement is None or settlement.amounts.fund_total > money.ZERO:
        return ""
    said = why(settlement.amounts, settlement.explanations)
    return said[0].removesuffix("。") if said else ""


def made_up_for_nothing(claim: Claim) -> str:
    """What is told of a claim that was made up, where the fund paid nothing: its rule, and whether money goes back."""
    why_zero = zero_reason(claim) if claim.people.ticket_at is not None else ""
    if not why_zero:
        return ""
    nothing_back = claim.owed is not None and claim.owed == claim.people.total
    return filled(sentences.REFUND_ZERO if nothing_back else labels.FUND_ZERO, 零原因=why_zero)


def estimate_view(outlook: RefundOutlook, total: Decimal) -> EstimateView | None:
    """What a ticket of a bill of `total` will say of the refund; None where nobody can say."""
    if outlook.low is None or outlook.high is None or outlook.as_of is None:
        return None
    left = outlook.deductible_left
    because = filled(labels.DEDUCTIBLE_FIRST, 差额=figures.money(left)) if left else ""
    by = outlook.count, outlook.since, outlook.by_last
    return EstimateView(outlook.low, outlook.high, outlook.as_of, because, *by, total)


def traces(charges: tuple[Charge, ...], rule: TraceRule) -> tuple[Trace, ...]:
    """How each line stands with its trace codes, by what this hospital holds bills to."""
    return tuple(
        Trace(
            state,
            len(line.trace_codes),
            needed(line) if state is not TraceState.NOT_A_DRUG else 0,
            stops=state is TraceState.DUPLICATE or (state is TraceState.MISSING and rule.required),
        )
        for line, state in zip(charges, trace_states(charges, rule.no_codes), strict=True)
    )


def claim_name(claim: Claim) -> str:
    """Whose claim it is, unmasked; the pages mask it."""
    return claim.machine.person.name if claim.machine.person else claim.people.name


def kept_words(claim: Claim, *, uploads: bool) -> str:
    """What becomes of a claim that waits for a person and cannot go on. `uploads`: the place takes the bill of who
    never returns. Of what may be booked there nothing is promised: only the centre's word ends it.
    """
    if claim.state is not State.HELD or claim.reason == HeldReason.RECONCILE:
        return ""
    if claim.reason == HeldReason.AMOUNTS:
        return labels.BOOKED_THERE
    return labels.NEVER_LOST if uploads else labels.NEVER_LOST_PAPERS


def trouble_words(trouble: Trouble) -> str:
    """What is wrong with a waiting claim: what was said, after the reason's name where it says nothing by itself."""
    name = reason(trouble.code).name
    return f"{name}：{trouble.said}" if trouble.code is FailureCode.AMOUNTS_DISAGREE else trouble.said or name


def _standing(paying: Insurance | None, places: Places) -> str:
    if paying is None:
        return ""
    told = places.meanings.get("psn_type", {}).get(paying.person_type, "")
    return labels.STANDINGS.get(paying.person_type[:2], told)


def _scheme(row: Insurance, places: Places) -> str:
    """The scheme in our words, else in those of the dictionaries and the place."""
    ours = {**labels.SUPPLEMENTS, **labels.FOR_SOMETHING_ELSE}.get(row.scheme_code, "")
    if ours or row.scheme in (Scheme.EMPLOYEE, Scheme.RESIDENT):
        return ours or labels.SCHEMES[row.scheme]
    return places.meanings.get("insutype", {}).get(row.scheme_code, labels.SCHEMES[row.scheme])


def _short(place: str) -> str:
    return place.removesuffix("市").removesuffix("省")


def _age(id_number: str) -> int | None:
    born = identity.birth_date_of(id_number) if id_number else None
    if born is None:
        return None
    today = date.today()  # noqa: DTZ011 - a person's age in whole years, at the window
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
