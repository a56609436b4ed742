"""The trainer's panel as it is shown: what can be drilled, who comes, and what came of a drill that went badly."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from counter_app.desk.drill_report import Case, Findings
from counter_app.desk.drills import DrillKind, Running
from counter_app.desk.endings import Ending
from counter_app.model import money
from tests.ui.samples import NOW
from ui.drill_told import rows_of
from ui.training_views import PanelRow, PanelView
from ui.words import training_words
from ui.words.template import filled

__all__ = ["PANEL_PAGES", "WENT_BADLY", "case"]


def case(key: str, name: str, **changes: object) -> Case:
    """Settled once, with its slip, in twelve seconds; but for the changes."""
    plain: dict[str, object] = {
        "ending": Ending.SETTLED,
        "unclear": False,
        "paid": Decimal("558.25"),
        "total": Decimal("964.10"),
        "due": money.ZERO,
        "year": 2026,
        "booked": 1,
        "booked_cash": Decimal("558.25"),
        "booked_year": 2026,
        "ticket": False,
        "papers": 1,
        "missing": (),
        "stuck": (),
        "on_file": (),
        "served": timedelta(seconds=12),
        "took": timedelta(seconds=12),
    }
    return Case(key=key, name=name, **{**plain, **changes})  # type: ignore[arg-type]


WENT_BADLY = Findings(
    Running(
        DrillKind.POWER_CUT, 1, NOW - timedelta(minutes=14), cut_at=NOW - timedelta(minutes=9),
        back_at=NOW - timedelta(minutes=8),
    ),
    NOW,
    {"hang": 1, "drop_after": 2, "slow": 7},
    (
        case("B03-7K2Q-12", "戊练习"),
        case("B03-7K2Q-13", "庚示例", booked=2, booked_cash=Decimal("1116.50")),
        case("B03-7K2Q-14", "丁演示", missing=("settlement",), stuck=("settlement",)),
        case("B03-7K2Q-15", "己训练", ending=None, unclear=True, booked=0, served=None, took=None, papers=0),
        case("B03-7K2Q-16", "欧阳练习", ticket=True, paid=Decimal("964.10"), due=Decimal("405.85"),
             took=timedelta(minutes=7)),
        case("B03-7K2Q-17", "癸䶮", ticket=True, ending=None, booked=0, took=None),
    ),
    strays=1,
)  # fmt: skip
_STORY = "糖尿病，只备了短期的案，报家里的一半。慢病起付线已经出了一些。"
PANEL_PAGES = {
    "drills": PanelView(
        training_words.PANEL,
        (
            *(
                PanelRow(training_words.KINDS[kind], (training_words.ABOUT[kind],), str(number))
                for number, kind in enumerate(DrillKind, start=1)
            ),
            PanelRow(training_words.DRAW, (training_words.DRAW_ABOUT,), "6"),
            PanelRow(training_words.PEOPLE_ROW, (training_words.PEOPLE_ABOUT,), "7"),
            PanelRow(training_words.LAST_ROW, cap="8"),
            PanelRow(training_words.LEAVE_ROW, cap="9"),
        ),
        training_words.KEYS_DRILLS,
    ),
    "people": PanelView(
        filled(training_words.PEOPLE, n=49),
        tuple(
            PanelRow("沈榕城　福建 福州市", (_STORY, f"卡 C{number:02d}　码 99000000000000000000000000{number:02d}"))
            for number in range(1, 50)
        ),
        training_words.KEYS_PEOPLE,
        note=training_words.NO_READER,
    ),
    "report": PanelView(training_words.REPORT, rows_of(WENT_BADLY), training_words.KEYS_REPORT_BACK, choosing=False),
}
