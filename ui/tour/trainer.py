"""Training as such: the trainer's table, a drill that is told afterwards, and the patient's display in its corner."""

from __future__ import annotations

from ui.tour.guide import Guide, Story
from ui.views import VisitState

__all__ = ["trainer"]

_ALL_LINES = 3


def trainer(guide: Guide) -> Story:
    """The table comes up last: it would lie over the pictures of the display."""
    yield guide.state(VisitState.WAITING)
    yield from guide.look("patient-waiting", row="waiting", pages=("patient's display",))
    yield from guide.quoted(guide.named("午演示")["voucher"])
    yield from guide.look("patient-trial", row="trial done", pages=("patient's display",))
    yield from guide.left()
    yield from guide.scan(guide.person("04")["voucher"])
    yield guide.state(VisitState.FAILURE)
    yield from guide.look("patient-failure", failure="04", pages=("patient's display",))
    yield from guide.left()
    yield from _drill(guide)


def _drill(guide: Guide) -> Story:
    table = guide.stage.table(guide.program)
    table.show()
    session = guide.program.training
    assert session is not None  # noqa: S101 - the table brought it
    panel = session.panel
    yield from guide.look("training-table", row="training", pages=("training table",))
    guide.press("T", ctrl=True)
    yield from guide.look("drills", pages=("drills",))
    guide.type("7")
    yield from guide.look("people", pages=("people",))
    guide.press("Escape")
    guide.press("T", ctrl=True)
    guide.type("1")
    yield guide.until("a drill runs", lambda: session.running is not None and panel.view is None)
    yield from guide.quoted(guide.named("卯示例")["voucher"])
    yield guide.guarded()
    guide.press("F9")
    yield guide.state(VisitState.UNCLEAR, VisitState.SETTLED)
    yield guide.state(VisitState.SETTLED)
    yield guide.paper()
    yield from guide.left()
    guide.press("E", ctrl=True)
    yield guide.until("the report is there", lambda: panel.view is not None and len(panel.view.rows) >= _ALL_LINES)
    yield from guide.look("drill-report", pages=("drill report",))
    guide.press("Escape")
    table.hide()
