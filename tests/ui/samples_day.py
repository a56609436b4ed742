"""The day's end in its states."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from tests.ui.samples import NOW, SHANGHAI, TOTAL
from ui.day_views import DayRow, DayState, DaySums, DayView, Finding, Mark, ProofView
from ui.shapes import Shape
from ui.theme import Role


def _clock(hour: int, minute: int) -> datetime:
    return datetime(2026, 11, 22, hour, minute, tzinfo=SHANGHAI)


DAYS: dict[str, DayView] = {
    "day": DayView(
        today=date(2026, 11, 22),
        rows=(
            DayRow("B03-KQT-709", Mark.PERSON, "周*红", _clock(9, 4), Decimal("233.10"), Decimal("233.10")),
            DayRow("B03-KQT-710", Mark.CHECKING, "李*国", _clock(9, 5), Decimal("412.75"), Decimal("412.75")),
            DayRow("B03-KQT-713", Mark.WAITING, "赵*明", _clock(9, 12), Decimal("560.00"), Decimal("560.00")),
            DayRow("B03-KQT-714", Mark.SETTLED, "王*芳", _clock(9, 36), TOTAL, Decimal("558.25"), Decimal("405.85")),
            DayRow(
                "B03-KQT-715", Mark.SETTLED, "吴*", _clock(9, 40), Decimal("97.60"), Decimal("31.20"), Decimal("66.40")
            ),
            DayRow("B03-KQT-716", Mark.VOID, "孙*", _clock(9, 41), Decimal("45.00"), Decimal("0.00")),
        ),
        sums=DaySums(2, Decimal("1061.70"), Decimal("472.25"), Decimal("0.00"), Decimal("589.45")),
        overdue=2,
        overdue_total=Decimal("1197.20"),
        to_ring=5,
    ),
    "day-empty": DayView(today=date(2026, 11, 22)),
    "day-proving": DayView(DayState.PROVING, today=date(2026, 11, 22), since=NOW - timedelta(seconds=12)),
}
DAYS["day-confirming"] = replace(DAYS["day"], confirming=True, uploads=True)
DAYS["day-uploading"] = replace(DAYS["day"], state=DayState.UPLOADING, progress=(1, 2), since=NOW)
DAYS["day-well"] = replace(
    DAYS["day"],
    proof=ProofView(
        date(2026, 11, 21), agrees=True,
        findings=(Finding(Shape.DONE, Role.OK, "清算 9901 经办 990100：两边一致，37 笔 18,204.10 元"),),
    ),
    overdue=0,
)  # fmt: skip
DAYS["day-open"] = replace(
    DAYS["day"],
    proof=ProofView(
        date(2026, 11, 21), agrees=False,
        findings=(
            Finding(Shape.ATTENTION, Role.WARN, "清算 9901 经办 990100：总额不一致，请核对明细"),
            Finding(
                Shape.STOPPED, Role.STOP, "医保有、本机没有　440100G0000012345678　126.40 元",
                "请院内医保办查这一笔，先不退钱",
            ),
            Finding(
                Shape.STOPPED, Role.STOP, "两边金额不一样　B03-KQT-688　440100G0000012345999　88.00 元",
                "请院内医保办查这一笔，先不退钱",
            ),
            Finding(Shape.DONE, Role.OK, "B03-KQT-690　医保没有入账，程序会重新结算"),
            Finding(Shape.CHECKING, Role.CHECK, "B03-KQT-692　还断定不了，明天再核", "这一笔的日子还没有过完"),
        ),
    ),
)  # fmt: skip
