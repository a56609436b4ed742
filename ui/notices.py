"""What the notice (告知单) and the check slip (核对单) of a visit tell: the reason's text, filled as far as known."""

from __future__ import annotations

from datetime import datetime, timedelta

from counter_app.desk.papers import Told
from counter_app.failures import FailureCode
from counter_app.model.visit import total_of
from counter_app.settings import Settings
from counter_app.slips.values import NoticeKind
from ui.parked import Parked
from ui.views import VisitState
from ui.words import figures, labels
from ui.words.partly_known import paragraphs

__all__ = ["NoticeLacks", "told_of"]


class NoticeLacks(Exception):
    """The text needs what nobody set or knows; `missing` names it in the reader's words. Nothing is printed."""

    def __init__(self, missing: str) -> None:
        super().__init__(missing)
        self.missing = missing


_OURS = (FailureCode.TICKET_LIMIT,)


def told_of(one: Parked, key: str, settings: Settings, now: datetime, *, uploads: bool) -> Told:
    """The paper of a visit that stopped or is unclear, for the claim's number `key` (empty: it has none yet).
    `uploads`: the place takes the bill of who never returns.

    Raises:
        NoticeLacks: a blank of its text has no value.
    """
    view = one.view
    check = view.failure is None or view.state is VisitState.BY_HAND
    code = FailureCode.UNCLEAR if check or view.failure is None else view.failure.code
    values = _known(one, key, settings, now) | (dict(view.failure.blanks) if view.failure and not check else {})
    said, missing = paragraphs(code, values, uploads=uploads)
    if missing:
        raise NoticeLacks("、".join(sorted(missing)))
    return Told(
        key=key,
        kind=NoticeKind.CHECK if check else NoticeKind.REASON,
        code=code.value,
        paragraphs=said,
        person=one.found.person if one.found else None,
        credential=one.found.credential if one.found else one.credential,
        total=total_of(view.charges) if view.charges else None,
        payment=view.payment,
        # A limit of the hospital's own is told in the paragraphs; nobody answered anything.
        said=view.failure.blanks.get("原文", "") if view.failure and not check and code not in _OURS else "",
    )


def _known(one: Parked, key: str, settings: Settings, now: datetime) -> dict[str, str]:
    view, slips = one.view, settings.slips
    visit = one.order.visit if one.order else None
    known = {
        "备案协助点": slips.filing_help,
        "院内承办": slips.in_house,
        "院电话": settings.institution.phone,
        "发卡银行": labels.CARD_BANK,
        "不符项": labels.NAME_OR_NUMBER,
        "科室": visit.department if visit else "",
        "医生": visit.doctor.name if visit else "",
        "单号": key,
        "时间": figures.clock(view.check.since if view.check else now),
        "限期": figures.day(now + timedelta(days=slips.answer_days)),
    }
    if view.payment is not None:
        known["已付"] = figures.money(view.payment.due)
        known["付款方式"] = labels.METHODS[view.payment.method]
    return known
