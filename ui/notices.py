"""What the notice (告知单) and the check slip (核对单) of a visit tell: the reason's text, filled as far as known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from counter_app.desk.claim import Claim
from counter_app.desk.papers import Told
from counter_app.failures import FailureCode
from counter_app.model.payment import Payment
from counter_app.model.person import Qualification
from counter_app.model.visit import Visit, total_of
from counter_app.settings import Settings
from counter_app.slips.figures import plain_day
from counter_app.slips.values import NoticeKind
from ui.parked import Parked
from ui.views import FailureView, VisitState
from ui.words import figures, labels
from ui.words.partly_known import paragraphs
from ui.words.template import filled

__all__ = ["NoticeLacks", "told_of", "told_of_claim"]


class NoticeLacks(Exception):
    """The text needs what nobody set or knows; `missing` names it in the reader's words. Nothing is printed."""

    def __init__(self, missing: str) -> None:
        super().__init__(missing)
        self.missing = missing


_OURS = (FailureCode.TICKET_LIMIT,)


def told_of(
    one: Parked, key: str, settings: Settings, now: datetime, *, uploads: bool, remark: FailureView | None = None
) -> Told:
    """The paper of a visit that stopped or is unclear, for the claim's number `key` (empty: it has none yet).
    `uploads`: the place takes the bill of who never returns. `remark`: what is to be told of one that goes on.

    Raises:
        NoticeLacks: a blank of its text has no value.
    """
    view = one.view
    stopped = None if view.state is VisitState.BY_HAND else view.failure or remark or _line_down(one, now)
    code = stopped.code if stopped is not None else FailureCode.UNCLEAR
    values = _known(one, key, settings, now) | (stopped.blanks if stopped is not None else {})
    values |= _days(values, one.found.qualification if one.found else None)
    said, missing = paragraphs(code, values, uploads=uploads)
    if missing:
        raise NoticeLacks("、".join(sorted(missing)))
    return Told(
        key=key,
        kind=_kind(code),
        code=code.value,
        paragraphs=said,
        person=one.found.person if one.found else None,
        credential=one.found.credential if one.found else one.credential,
        total=total_of(view.charges) if view.charges else None,
        payment=view.payment,
        # A limit of the hospital's own is told in the paragraphs; nobody answered anything.
        said=stopped.blanks.get("原文", "") if stopped is not None and code not in _OURS else "",
        visited=one.order.visit.date.date() if one.order else None,
    )


def _kind(code: FailureCode) -> NoticeKind:
    if code is FailureCode.UNCLEAR:
        return NoticeKind.CHECK
    return NoticeKind.EMERGENCY if code is FailureCode.EMERGENCY_NOT_FILED else NoticeKind.REASON


def _line_down(one: Parked, now: datetime) -> FailureView | None:
    """Who does not pay at once takes home why, and what else can be done."""
    link, person = one.view.link, one.view.person
    if one.view.state is not VisitState.LINK_DOWN or link is None:
        return None
    place = person.insured_short if person is not None and person.insured_short else "参保地"
    blanks = {"时间": figures.until(link.since, now.date()), "参保地": place, "没有回话的": link.place}
    if link.by and link.until is not None:
        blanks |= {
            "停机单位": link.by,
            "停机起": f"{figures.day(link.since)} {figures.clock(link.since)}",
            "恢复时间": f"{figures.day(link.until)} {figures.clock(link.until)}",
            "停机范围": labels.ALL_PLACES if place == "参保地" else filled(labels.OF_PLACE, 参保地=place),
            "待遇年度": str((one.order.visit.date if one.order else now).year),
        }
    return FailureView(FailureCode.SHUTDOWN if link.announced else FailureCode.LINK_DOWN, blanks)


def _days(values: Mapping[str, str], known: Qualification | None) -> dict[str, str]:
    """The filing's days with their year: a screen does without, at home it is another year."""
    filing = known.filing if known else None
    if filing is None:
        return {}
    days = {"到期日": filing.until, "生效日": filing.since}
    return {name: plain_day(day) for name, day in days.items() if day is not None and values.get(name)}


def _known(one: Parked, key: str, settings: Settings, now: datetime) -> dict[str, str]:
    visit = one.order.visit if one.order else None
    since = one.view.check.since if one.view.check else now
    return _blanks(visit, key, settings, now, since, one.view.payment)


def told_of_claim(
    claim: Claim,
    code: FailureCode,
    blanks: Mapping[str, str],
    settings: Settings,
    now: datetime,
    *,
    uploads: bool,
    payment: Payment,
) -> Told:
    """The notice of a claim that was refused while nobody stood at the glass, by what its failure's `blanks` say.

    Raises:
        NoticeLacks: a blank of its text has no value.
    """
    people, person = claim.people, claim.machine.person
    values = _blanks(people.visit, claim.key, settings, now, now, payment) | dict(blanks)
    values |= _days(values, claim.machine.qualification)
    said, missing = paragraphs(code, values, uploads=uploads)
    if missing:
        raise NoticeLacks("、".join(sorted(missing)))
    return Told(
        key=claim.key,
        kind=NoticeKind.REASON,
        code=code.value,
        paragraphs=said,
        person=person,
        credential=people.credential,
        total=people.total,
        payment=payment,
        said=blanks.get("原文", ""),
        visited=people.visit.date.date(),
    )


def _blanks(
    visit: Visit | None, key: str, settings: Settings, now: datetime, since: datetime, payment: Payment | None
) -> dict[str, str]:
    slips = settings.slips
    known = {
        "备案协助点": slips.filing_help,
        "院内承办": slips.in_house,
        "院电话": settings.institution.phone,
        "发卡银行": labels.CARD_BANK,
        "不符项": labels.NAME_OR_NUMBER,
        "科室": visit.department if visit else "",
        "医生": visit.doctor.name if visit else "",
        "单号": key,
        "时间": figures.clock(since),
        "限期": figures.day(now + timedelta(days=slips.answer_days)),
    }
    if payment is not None:
        known["已付"] = figures.money(payment.due)
        known["付款方式"] = labels.METHODS[payment.method]
    return known
