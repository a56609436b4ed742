"""What is looked at here alone: moments beside those of `tests/ui`, whose samples are shown in every test of pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from counter_app.desk.questions import Question
from counter_app.model.settlement import Quote
from tests.ui.samples import (
    CASH,
    CHARGES,
    DOWN_AT,
    NOT_FILED,
    NOW,
    QUOTE,
    REASONS,
    SETTLEMENT,
    SHANGHAI,
    TOTAL,
    TRACES,
    UNFILED,
    VISITS,
    WAITING,
    amounts,
    visit,
)
from tests.ui.samples_outage import LOOKED_AT, OUTAGES
from tests.ui.samples_questions import WHO
from tests.ui.samples_queue import ENDED_ROWS, QUEUES
from tests.ui.samples_queue import ROWS as CLAIMS
from ui.aside_views import ParkedView
from ui.outage_views import OutagePageView
from ui.patient_view import PatientView, nameless, patient_view
from ui.question_views import QuestionsView
from ui.queue_views import QueueState, QueueView
from ui.theme import Role
from ui.views import CardAmiss, CheckView, LinkView, Notice, PrintState, VisitState, VisitView
from ui.words import labels, outage_words, refund_words, sentences, stop_words
from ui.words.template import filled

__all__ = ["ASKING", "AT_GLASS", "OUTAGES_MORE", "QUEUES_MORE", "REMARKS", "VISITS_MORE"]

_STOPPED = LinkView(DOWN_AT, announced=True, until=datetime(2026, 11, 23, 7, 0, tzinfo=SHANGHAI), by="广东省医保局")
_LARGE = replace(CHARGES[0], name="造血干细胞移植术后门诊用药", price=Decimal("128964.10"), quantity=Decimal(1))
_PEOPLE = ("周小红", "李爱国", "欧阳建国", "吴平", "郑丽华", "冯喜", "陈大山", "褚文英", "阿依古丽·买买提江")
_PARKED = tuple(
    ParkedView(f"P-{n}", name, "去办异地备案，等回来", NOW - timedelta(minutes=7 * n), 233 * Decimal(n + 1), n == 1)
    for n, name in enumerate(_PEOPLE)
)
_DOWN = VISITS["link-down"]
_ALL_ITEMS = tuple(labels.CARD_ITEMS.values())
_MOST_ITEMS = filled(labels.CARD_ITEMS_MORE, 几项="、".join(_ALL_ITEMS[:3]), n=len(_ALL_ITEMS))

VISITS_MORE: dict[str, VisitView] = {
    "waiting-first": VisitView(VisitState.WAITING),
    "waiting-many": replace(WAITING, parked=_PARKED),
    "identifying-slow": replace(VISITS["identifying"], since=NOW - timedelta(seconds=12)),
    "charges-one": visit(VisitState.CHARGES, charges=CHARGES[:1], traces=TRACES[:1], splits=()),
    "charges-unfiled": visit(VisitState.CHARGES, person=UNFILED, splits=(), remark=NOT_FILED),
    "trial-large": visit(
        VisitState.TRIAL_DONE, charges=(_LARGE,), traces=TRACES[:1], splits=(), reasons=REASONS,
        quote=Quote(amounts(total=Decimal("128964.10"), fund="28560.35"), NOW),
    ),
    "trial-nothing-due": visit(VisitState.TRIAL_DONE, quote=Quote(amounts(fund="964.10"), NOW), reasons=REASONS[:1]),
    "partly-read": visit(
        VisitState.CHARGES, splits=(), card=CardAmiss(("姓名", "身份证号")),
        notice=Notice(filled(sentences.CARD_PARTLY, 缺项="姓名、身份证号"), Role.INFO),
    ),
    "partly-read-most": visit(
        VisitState.CHARGES, splits=(), card=CardAmiss(_ALL_ITEMS, tuple(labels.CARD_DOUBTS.values())),
        notice=Notice(filled(sentences.CARD_PARTLY, 缺项=_MOST_ITEMS), Role.INFO),
    ),
    "failure-change-lies": replace(
        VISITS["failure-money-taken"], laid=replace(CASH, due=QUOTE.amounts.cash, received=Decimal(3000))
    ),
    "settled-shut": replace(
        VISITS["settled"],
        notice=Notice(filled(stop_words.UNTIL, 恢复时间="11-24 14:00", 没动=stop_words.UNDO)),
    ),
    "settling-in-full": visit(VisitState.SETTLING, since=NOW),
    "settled-stuck": replace(
        VISITS["settled"], print_state=PrintState.STUCK,
        notice=Notice(filled(sentences.PRINTER_ITSELF, 打印状态="卡纸")),
    ),
    "settled-perhaps": replace(
        VISITS["settled"], print_state=PrintState.PERHAPS, notice=Notice(sentences.PRINTER_PERHAPS)
    ),
    "settled-fund-0": visit(
        VisitState.SETTLED, quote=QUOTE, payment=replace(CASH, due=TOTAL), reasons=REASONS,
        settlement=replace(SETTLEMENT, amounts=amounts(fund="0.00")),
    ),
    "settled-checked": replace(VISITS["settled"], checked=True),
    "settled-mobile-checked": replace(VISITS["settled-mobile"], checked=True),
    "ticket-refunded": replace(
        VISITS["settled"],
        notice=Notice(filled(refund_words.REFUNDED_BEFORE, 时间="11-24 14:00", 已退="1,964.10"), Role.OK),
    ),
    "trial-anew": visit(
        VisitState.TRIAL_DONE, quote=QUOTE, paid=TOTAL / 2, checked=True, reasons=REASONS,
        notice=Notice(filled(sentences.UNCLEAR_ANEW, 已收="1,558.25"), Role.INFO),
    ),
    "unclear-long": visit(
        VisitState.UNCLEAR, quote=QUOTE, payment=CASH, check=CheckView(NOW - timedelta(seconds=74))
    ),
    # More than one unpaid bill, and lines that were taken off one.
    "charges-bills": replace(VISITS["charges"], bills=12),
    "all-lines-off": replace(VISITS["no-charges"], bills=2, left_out=3),
    "settled-bills": replace(VISITS["settled"], bills=2, left_out=1),
    "settled-mobile-bills": replace(VISITS["settled-mobile"], bills=2),
    "ticket-out-bills": replace(VISITS["ticket-out"], bills=2),
    "paid-in-full-bills": replace(VISITS["paid-in-full"], bills=2),
    "failure-bills": replace(VISITS["failure-waitable"], bills=2),
    "failure-not-waitable-bills": replace(VISITS["failure-not-waitable"], bills=2),
    "full-payment-taking": replace(VISITS["full-payment"], failure=NOT_FILED, taking=True),
    "link-down-announced": replace(_DOWN, link=_STOPPED),
    "link-down-announced-open": replace(_DOWN, link=replace(_STOPPED, until=None)),
    "link-down-place": replace(_DOWN, link=LinkView(DOWN_AT, place="克孜勒苏柯尔克孜")),
    "link-down-money-taken": replace(_DOWN, paid=QUOTE.amounts.cash, link=LinkView(DOWN_AT)),
}  # fmt: skip

_REPLAY = QUEUES["queue-replay"]
_HELD = QUEUES["queue-held"]
assert _HELD.detail is not None
QUEUES_MORE: dict[str, QueueView] = {
    "queue-paused": replace(_REPLAY, state=QueueState.PAUSED, minutes_left=None),
    "queue-places-silent": replace(_REPLAY, silent="呼和浩特、哈尔滨、乌鲁木齐等 5 处", minutes_left=None),
    "queue-reading": replace(
        _REPLAY, to_come=412, notice=filled(sentences.QUEUE_PAPER_SENT, 单名="告知单", 第几份=labels.FIRST_COPY)
    ),
    "queue-refunds": QueueView(
        QueueState.REFUNDS,
        tuple(
            replace(CLAIMS[-2], claim=f"B03-KQT-7{n}", refund=Decimal("71.30") * n) for n in range(11, 37)
        ),
        total=Decimal("71.30") * sum(range(11, 37)),
        selected="B03-KQT-711",
    ),
    "queue-held-dropping": replace(
        _HELD, detail=replace(_HELD.detail, drop=labels.DROP_AGAIN),
        notice=filled(sentences.DROP_ASK, 姓名遮中="周*红", 金额="233.10"),
    ),
    "queue-ended": QueueView(QueueState.DONE, ENDED_ROWS),
}  # fmt: skip

_RUNNING = OUTAGES["outage-down"]
OUTAGES_MORE: dict[str, OutagePageView] = {
    **{name: view for name, view in OUTAGES.items() if name not in LOOKED_AT},
    "outage-held": replace(_RUNNING, paused=True),
    "outage-over-held": replace(OUTAGES["outage-over"], paused=True),
    "outage-notice": replace(_RUNNING, notice=outage_words.OVERRULED),
}

# A question that has just been asked, and one that is slow to be answered.
ASKING = {
    "asking": QuestionsView(Question.FILING, WHO, NOW),
    "asking long": QuestionsView(Question.FEES, WHO, NOW - timedelta(seconds=9)),
}
# What comes over the sentence of a page, the longest among it.
REMARKS = {
    "waiting": sentences.KEY_ANEW.format(单号="B03-KQT-720"),
    "trial": sentences.SCAN_BUSY,
    "settled": sentences.NOTICE_LACKS.format(缺项="就诊地医保热线"),
    "queue-replay": sentences.KEY_ELSEWHERE.format(单号="B03-KQT-720", n=12),
}


def _left(view: VisitView) -> PatientView:
    return nameless(patient_view(view))


# The patient's display in what no visit page brings it to.
AT_GLASS: dict[str, PatientView] = {
    **{name: patient_view(view) for name, view in VISITS_MORE.items()},
    "left behind, trial": _left(VISITS["trial"]),
    "left behind, refund": _left(VISITS["refund-due"]),
    "left behind, charges": _left(VISITS["charges"]),
    "closed": patient_view(VisitView(VisitState.LOCKED)),
}
