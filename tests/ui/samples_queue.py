"""The queue page in its states, as one busy morning would show it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from counter_app.model import money
from counter_app.model.payment import PaymentMethod
from tests.ui.samples import QUOTE, SHANGHAI, UNEQUAL
from ui.queue_views import ClaimState, DetailView, EventView, OutageView, Progress, QueueRow, QueueState, QueueView
from ui.shapes import Shape
from ui.words import labels, queue_words


def _at(hour: int, minute: int) -> datetime:
    return datetime(2026, 11, 22, hour, minute, tzinfo=SHANGHAI)


_DUE = date(2026, 11, 29)
ROWS = (
    QueueRow(
        "B-0709", ClaimState.PERSON, "周小红", "榆林", _at(8, 4), Decimal("233.10"), None, "备案已过期，打电话", _DUE
    ),
    QueueRow("B-0708", ClaimState.PERSON, "吴平", "福州", _at(8, 1), Decimal("97.60"), None, "第 2 项编码没对上", _DUE),
    QueueRow(
        "B-0710", ClaimState.CHECKING, "李爱国", "石家庄", _at(8, 5), Decimal("412.75"), None, "医保没回话，正在查 0:41"
    ),
    QueueRow("B-0713", ClaimState.WORKING, "赵启明", "哈尔滨", _at(8, 12), Decimal("560.00"), None, "第 3 步 上传费用"),
    QueueRow(
        "B-0714", ClaimState.WAITING, "赵启明", "哈尔滨", _at(8, 15), Decimal("74.00"), None, "同一人，排在 B-0713 后"
    ),
    *(
        QueueRow(f"B-{number:04d}", ClaimState.WAITING, name, place, _at(8, minute), Decimal(taken), None, "下一批")
        for number, name, place, minute, taken in (
            (715, "郑丽华", "海口", 16, "310.20"),
            (716, "王素芳", "哈尔滨", 20, "964.10"),
            (717, "冯喜", "台州", 21, "45.00"),
            (718, "陈大山", "郑州", 23, "182.35"),
            (719, "褚文英", "商丘", 24, "260.00"),
        )
    ),
    QueueRow(
        "B-0712",
        ClaimState.SETTLED,
        "钱平",
        "郑州",
        _at(8, 9),
        Decimal("126.40"),
        Decimal("71.30"),
        "等患者来退款",
        _DUE,
    ),
    QueueRow(
        "B-0711",
        ClaimState.SETTLED,
        "何玉",
        "郑州",
        _at(8, 6),
        Decimal("88.00"),
        Decimal("0.00"),
        "应退 0.00，给结算单",
        _DUE,
    ),
)
# Scanned or still to be paid back: ended without a settlement.
ENDED_ROWS = tuple(
    QueueRow(number, state, "吴平", "福州", _at(8, 20), Decimal("97.60"), refund, said)
    for number, state, refund, said in (
        ("B-0720", ClaimState.UPLOADED, None, queue_words.NEXT[ClaimState.UPLOADED]),
        ("B-0721", ClaimState.BY_HAND, None, queue_words.NEXT[ClaimState.BY_HAND]),
        ("B-0722", ClaimState.UNDONE, Decimal("97.60"), queue_words.GIVEN_UP),
        ("B-0723", ClaimState.UNDONE, None, queue_words.NEXT[ClaimState.UNDONE]),
    )
)
DETAIL = DetailView(
    "B-0709",
    ClaimState.PERSON,
    "周小红",
    "榆林市",
    Decimal("233.10"),
    PaymentMethod.CASH,
    age=58,
    said="榆林市答复：临时备案 11-15 到期，就诊是 11-22。请患者先续办备案。",
    phone="13900000000",
    due=_DUE,
    events=(
        EventView(Shape.OUTAGE, _at(8, 4), "断线，收全款出单"),
        EventView(Shape.DONE, _at(9, 53), "登记、就诊、费用已传"),
        EventView(Shape.STOPPED, _at(9, 53), "预结算被退回"),
        EventView(Shape.UNKNOWN, None, "患者续办备案后重试"),
    ),
    retry="备案已办好，重试",
    kept=labels.NEVER_LOST_PAPERS,
    visited=date(2025, 12, 31),
    prints="打印告知单",
)
_HELD = (
    ("B-0707", "周小红", "榆林", "233.10", "11-21", "患者办异地备案"),
    ("B-0714", "吴平", "福州", "1097.60", "08:51", "备案生效"),
    ("B-0715", "欧阳建国", "呼和浩特", "64.00", "09:12", "患者再出示卡或电子凭证"),
)
HELD_ROWS = tuple(
    QueueRow(
        number, ClaimState.HELD, name, place, _at(8, 1), money.ZERO, next_step=what, since=since, bill=Decimal(bill)
    )
    for number, name, place, bill, since, what in _HELD
)

QUEUES: dict[str, QueueView] = {
    "queue-replay": QueueView(
        QueueState.REPLAYING, ROWS, Progress(34, 2, 1, 4, 71), _at(9, 52), 3, "B-0709", DETAIL, date(2026, 11, 22)
    ),
    "queue-refund": QueueView(
        QueueState.DONE,
        ROWS[-2:],
        Progress(settled=2),
        _at(9, 52),
        None,
        "B-0712",
        DetailView(
            "B-0712",
            ClaimState.SETTLED,
            "钱平",
            "郑州市",
            Decimal("126.40"),
            PaymentMethod.CASH,
            age=44,
            said="补结好了，等患者来退款。",
            due=_DUE,
            refund=Decimal("71.30"),
            ways=((PaymentMethod.CASH, Decimal("71.30")),),
            prints="打印结算单",
            visited=date(2026, 11, 22),
            events=(
                EventView(Shape.OUTAGE, _at(8, 9), "断线，收全款出单"),
                EventView(Shape.DONE, _at(9, 53), "补结好了"),
            ),
        ),
        date(2026, 11, 22),
    ),
    "queue-amounts": QueueView(
        QueueState.DONE,
        (
            QueueRow(
                "B-0716",
                ClaimState.PERSON,
                "王素芳",
                "哈尔滨",
                _at(9, 51),
                QUOTE.amounts.cash,
                None,
                "医保给的金额对不上",
            ),
        ),
        Progress(person=1),
        selected="B-0716",
        detail=DetailView(
            "B-0716",
            ClaimState.PERSON,
            "王素芳",
            "哈尔滨市",
            QUOTE.amounts.cash,
            PaymentMethod.CASH,
            age=71,
            said=f"医保给的金额对不上：{UNEQUAL}",
            events=(
                EventView(Shape.DONE, _at(9, 50), "已预结算"),
                EventView(Shape.DONE, _at(9, 51), "收费员已确认"),
                EventView(Shape.DONE, _at(9, 51), "已补结"),
            ),
            retry="办好了，重试",
            kept=labels.BOOKED_THERE,
        ),
        today=date(2026, 11, 22),
    ),
    "queue-refund-list": QueueView(
        QueueState.REFUNDS,
        ROWS[-2:-1],
        Progress(settled=1),
        _at(9, 52),
        None,
        "B-0712",
        None,
        date(2026, 11, 22),
        total=Decimal("71.30"),
    ),
    "queue-no-refunds": QueueView(QueueState.REFUNDS),
    "queue-held": QueueView(
        QueueState.HELD,
        HELD_ROWS,
        selected="B-0707",
        detail=DetailView(
            "B-0707",
            ClaimState.HELD,
            "周小红",
            "榆林市",
            money.ZERO,
            PaymentMethod.CASH,
            age=34,
            said="FSI-参保人员未办理异地就医备案，不能跨省直接结算",
            events=(
                EventView(Shape.STOPPED, _at(9, 12), "登记被退回"),
                EventView(Shape.DONE, _at(9, 12), "人员已查到"),
            ),
            resume="办好了，接着办",
            since="11-21",
            bill=Decimal("233.10"),
        ),
        today=date(2026, 11, 22),
        total=sum((row.bill or money.ZERO for row in HELD_ROWS), money.ZERO),
    ),
    "queue-none-held": QueueView(QueueState.HELD),
    "queue-give-up": QueueView(
        QueueState.DONE,
        (*ROWS[:1], *ENDED_ROWS),
        Progress(person=1),
        _at(9, 52),
        None,
        "B-0709",
        replace(DETAIL, prints="", back=Decimal("233.10"), ways=((PaymentMethod.CASH, Decimal("233.10")),)),
        date(2026, 11, 22),
    ),
    "queue-refused": QueueView(
        QueueState.DONE,
        (*ROWS[:1], *ENDED_ROWS),
        Progress(person=1),
        _at(9, 52),
        None,
        "B-0709",
        replace(
            DETAIL, back=Decimal("233.10"), ways=((PaymentMethod.CASH, Decimal("233.10")),), by_hand=labels.END_BY_HAND
        ),
        date(2026, 11, 22),
        notice="不再补结，出手工报销材料，233.10 元不退。再按一次[Ctrl F10]办。",
    ),
    "queue-uploaded": QueueView(
        QueueState.DONE,
        ENDED_ROWS,
        Progress(),
        _at(9, 52),
        None,
        "B-0720",
        replace(
            DETAIL,
            claim="B-0720",
            state=ClaimState.UPLOADED,
            name="吴平",
            due=None,
            place="福州市",
            said="",
            retry="",
            kept="",
            taken=Decimal("97.60"),
            prints="打印手工报销材料",
            events=(
                EventView(Shape.OUTAGE, _at(8, 20), "断线，收全款出单"),
                EventView(Shape.NOTE, _at(9, 51), "不再补结，改为回参保地报"),
                EventView(Shape.DONE, _at(9, 52), "费用明细已传"),
                EventView(Shape.DONE, _at(9, 52), "病历已传"),
                EventView(Shape.DONE, _at(9, 52), "已上传医保，办结"),
            ),
        ),
        date(2026, 11, 22),
    ),
    "queue-down": QueueView(
        QueueState.DOWN, ROWS[5:10], Progress(waiting=5), _at(9, 38), None, "", None, date(2026, 11, 22), down=True
    ),
    "queue-outage": QueueView(
        QueueState.DOWN,
        ROWS[5:10],
        Progress(waiting=5),
        _at(9, 38),
        None,
        "",
        None,
        date(2026, 11, 22),
        down=True,
        outage=OutageView(_at(8, 2), 127 * 60, 1, 5, Decimal("1761.65")),
    ),
    "queue-outage-over": QueueView(
        QueueState.DONE,
        ROWS[-2:],
        Progress(settled=2),
        _at(9, 52),
        None,
        "",
        None,
        date(2026, 11, 22),
        outage=OutageView(_at(8, 2), 110 * 60, 1, 0, money.ZERO, over=True),
    ),
    "queue-empty": QueueView(QueueState.EMPTY),
}
