"""What the panel of questions shows in its moments, made from answers as the desk gives them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from counter_app.desk.questions import Answer, Part, Question, SettledHere, Source, kept
from counter_app.desk.recognise import Trouble
from counter_app.failures import FailureCode
from counter_app.model.entitlement import ChronicFiling, Transfer, YearSum
from counter_app.model.person import Filing, FilingClass
from counter_app.model.places import Notice, PlaceFile, PlaceFiles
from counter_app.records.places import PlaceFolder
from counter_app.records.regions import RegionNames
from counter_app.settlement.inquiries import Institution
from tests.ui.samples import NOW
from ui.question_rows import Here, part_views
from ui.question_views import QuestionsView

__all__ = ["PANELS", "WHO", "panel"]

HERE = Here(NOW, RegionNames().coded, "230100", "12393")
WHO = "王*芳　参保地 哈尔滨市"
SAMPLE = PlaceFolder(Path("nowhere"), training=True).read(NOW)
HEARD = Source(NOW - timedelta(minutes=2))
DOWN = Trouble(FailureCode.LINK_DOWN)
_UPGRADE = Notice(
    "哈尔滨市医保局", NOW - timedelta(hours=3), NOW + timedelta(hours=9), "全部直接结算", ("2301",), "系统升级"
)
_OLD_NOTICES = PlaceFile("停机.toml", NOW.date() - timedelta(days=9), "医保办 陈工", notices=(_UPGRADE,))
_SUMS = (
    YearSum("2026", "", "310", "POOL_PAID", Decimal("1264.05"), "pool_paid"),
    YearSum("2026", "", "310", "DEDC_PAID", Decimal("400.00"), "deductible_paid"),
    YearSum("2026", "", "310", "ZZ", Decimal("3.00"), ""),
)
_SETTLED = (SettledHere(date(2026, 11, 2), Decimal("964.10"), Decimal("405.85"), Decimal("558.25")),)


def of_files(question: Question, files: PlaceFiles = SAMPLE) -> Answer:
    return Answer(question, kept(question, files, "230100", NOW), files.faults)


ANSWERS = {
    "filing": Answer(
        Question.FILING,
        (
            Part("2001", HEARD, (Filing(FilingClass.LONG_TERM, "440100", date(2026, 3, 1)),)),
            Part("5304", Source(NOW), (Transfer("H1", "市第二人民医院", date(2026, 9, 1), None, date(2027, 2, 28)),)),
            Part("5302", Source(NOW)),
            Part("5301", Source(NOW), (ChronicFiling("M03900", "高血压", date(2024, 1, 1), date(2025, 12, 31)),)),
        ),
    ),
    "filing-down": Answer(Question.FILING, (Part("2001", None), Part("5304", None, trouble=DOWN))),
    "institutions-down": Answer(
        Question.INSTITUTIONS,
        (Part("1201", None, trouble=DOWN), *of_files(Question.INSTITUTIONS).parts),
    ),
    "institutions": Answer(
        Question.INSTITUTIONS,
        (Part("1201", Source(NOW), (Institution("H44010000001", "测试医院", "3", "x"),)),),
    ),
    "agencies": of_files(Question.AGENCIES),
    "fees": Answer(Question.FEES, (Part("5206", Source(NOW), _SUMS), Part("here", Source(NOW), _SETTLED))),
    "regions": of_files(Question.REGIONS),
    "shutdowns": of_files(Question.SHUTDOWNS),
    "shutdowns-old": of_files(
        Question.SHUTDOWNS, PlaceFiles((_OLD_NOTICES,), ("电话.toml：第 1 个 [[agency]]的 phone 没有写",))
    ),
    "no-file": Answer(Question.SHUTDOWNS),
    "nobody": Answer(Question.FEES, nobody=True),
}  # fmt: skip


def panel(name: str) -> QuestionsView:
    """The view of that moment."""
    answer = ANSWERS[name]
    return QuestionsView(answer.question, "" if answer.nobody else WHO, None, part_views(answer, HERE))


PANELS = tuple(ANSWERS)
