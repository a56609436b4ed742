"""Every moment a cashier or a patient can see: the rows of look, section 9, every failure, every page and panel.

The pages come from the samples of `tests/ui`; here stands only how each is brought about on a real window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from types import SimpleNamespace
from typing import Any, cast

from PySide6.QtWidgets import QApplication, QWidget

from counter_app.desk.item_search import Readiness
from counter_app.failures import FailureCode
from counter_app.slips.preview import Picture
from tests.ui.samples import NOT_FILED, VISITS, shell
from tests.ui.samples_cover import COVERS
from tests.ui.samples_day import DAYS
from tests.ui.samples_items import ALL as FOUND
from tests.ui.samples_lamps import AMISS
from tests.ui.samples_outage import LOOKED_AT
from tests.ui.samples_questions import PANELS, panel
from tests.ui.samples_queue import QUEUES
from tests.ui.samples_training import PANEL_PAGES
from tests.ui.screen import put, settle
from tests.ui.test_words import SAMPLES
from ui.confirm_bar import Second
from ui.cover import CoverView
from ui.item_views import AddingView, Fetching, Looked
from ui.keys import Action
from ui.paper_panel import PaperPanel, Shown
from ui.patient_display import PatientDisplay
from ui.patient_view import patient_view
from ui.starting import Starting
from ui.training_panel import TrainingPanel
from ui.training_table import TrainingTable
from ui.training_views import PanelView
from ui.views import FailureView, VisitView
from ui.window import CounterWindow
from ui.words import paper_words
from ui.words.template import filled

__all__ = ["MOMENTS", "ROWS", "Group", "Moment", "clear"]

Group = str
PAGES, FAILURES, PANELS_OVER, TRAINING, PATIENT = "pages", "failures", "panels", "training", "patient"

# The state in look, section 9, and where it stands here.
ROWS = {
    "waiting": "waiting",
    "reading the card": "reading",
    "identified, no charges": "no-charges",
    "identified + charges": "charges",
    "trial running": "trial-running",
    "trial done": "trial",
    "trial done, fund 0": "trial-fund-0",
    "settling": "settling",
    "settled": "settled",
    "amount changed": "amount-changed",
    "failure, waitable": "failure-waitable",
    "failure, not waitable": "failure-not-waitable",
    "unclear": "unclear",
    "unclear, time is up": "unclear-by-hand",
    "link down": "link-down",
    "card pulled in mid-visit": "card-pulled",
    "refund due": "refund-due",
    "printer out": "printer-out",
    "training": "trial in training",
    "locked (idle)": "cover locked",
}
# What is shown with the marks of training as well: they take room from everything.
_TRAINED = (
    *("waiting", "charges", "trial", "settled", "unclear", "link-down", "refund-due", "printer-out"),
    *("failure-waitable", "queue-replay", "queue-outage", "day"),
)
BLANKS = SAMPLES | {"不符项": "姓名", "项目": "血细胞分析", "药名": "阿司匹林肠溶片", "就诊类型": "门诊慢特病"}


@dataclass(frozen=True, slots=True)
class Moment:
    """`show` brings it about on a window and returns what is to be looked at; `own`: a window of its own, which the
    type size and the theme of the cashier's do not reach.
    """

    name: str
    group: Group
    show: Callable[[CounterWindow], QWidget]
    own: bool = False


def clear(window: CounterWindow) -> None:
    """Nothing lies over a page any more."""
    if window.covering.up:
        window.covering.show(None)
    window.key_list.hide()
    window.over.shut()
    window.confirming.close()
    window.confirming.second = Second.NAMED
    for paper in (*window.findChildren(PaperPanel), *window.findChildren(TrainingPanel)):
        paper.close_panel()
        paper.setParent(None)
        paper.deleteLater()


def _page(window: CounterWindow, name: str, *, training: bool = False) -> QWidget:
    put(window, name, training=training)
    return window


def _visit(window: CounterWindow, view: VisitView, name: str = "failure-waitable") -> QWidget:
    window.show_shell(shell(name))
    window.show_page(queue=False)
    window.show_visit(view)
    return window


def _failure(window: CounterWindow, code: FailureCode, blanks: dict[str, str]) -> QWidget:
    return _visit(window, replace(VISITS["failure-waitable"], failure=FailureView(code, blanks)))


def _keys(window: CounterWindow, name: str) -> QWidget:
    put(window, name)
    window.act(Action.HELP, auto_repeat=False)
    return window


def _questions(window: CounterWindow, name: str, page: str = "trial") -> QWidget:
    put(window, page)
    window.act(Action.QUESTIONS, auto_repeat=False)
    window.over.show(panel(name))
    return window


def _cover(window: CounterWindow, view: CoverView) -> QWidget:
    put(window, "trial", training=True)
    window.covering.show(view)
    return window


def _capitals(window: CounterWindow) -> QWidget:
    _cover(window, COVERS["wrong"])
    window.cover._told_capitals(True)
    return window


def _confirm(window: CounterWindow, name: str, second: Second = Second.NAMED, *, wrong: str = "") -> QWidget:
    window.confirming.second = second
    put(window, name)
    if window.visit.charges.choice is not None:
        window.act(Action.DELETE, auto_repeat=False)
    settle()
    window.act(Action.PAY_OUT, auto_repeat=False)
    if wrong:
        window.confirm.tell(wrong, wrong=True)
    return window


def _go_on(window: CounterWindow) -> QWidget:
    window.confirming.second = Second.SIGNED
    put(window, "warned")
    window.typed("2")
    window.act(Action.GO_ON, auto_repeat=False)
    return window


def _reason(window: CounterWindow) -> QWidget:
    put(window, "warned")
    window.act(Action.GO_ON, auto_repeat=False)
    window.typed("2")
    window.step(1)
    return window


def _adding(window: CounterWindow, view: AddingView, *, text: str = "", take: bool = False) -> QWidget:
    put(window, "charges")
    window.show_visit(replace(VISITS["charges"], adding=view))
    items = window.visit.charges.items
    if text:
        items.search.setText(text)
        items.search.textEdited.emit(text)
        items.show_looked(Looked(items._number, Readiness.READY, FOUND))
    if take:
        settle()
        items.search.returnPressed.emit()
    return window


def _paper(window: CounterWindow, shown: Shown) -> QWidget:
    put(window, "settled")
    paper = PaperPanel(window, window.look, window.keys)
    paper.open(shown, window.look, lambda _why: None)
    return window


def _trained(window: CounterWindow, view: PanelView) -> QWidget:
    put(window, "waiting", training=True)
    page = TrainingPanel(window, window.look, window.keys)
    page.open(view, window.look)
    return window


def _typed(window: CounterWindow, name: str, digits: str) -> QWidget:
    put(window, "waiting")  # or what was typed for the same visit stays
    put(window, name)
    settle()
    for digit in digits:
        window.typed(digit)
    return window


def _lamps(window: CounterWindow, name: str, *, training: bool) -> QWidget:
    put(window, name)
    window.show_shell(replace(shell(name, training=training), lamps=AMISS, held_claims=12, waiting_claims=34))
    return window


def _glass(window: CounterWindow, view: VisitView, *, training: bool = False) -> QWidget:
    display = PatientDisplay(
        "市第一人民医院（示例）", "3", theme=window.look.theme, family=window.look.family, training=training
    )
    factor = window.look.scale
    display.resize(round(960 * factor), round(540 * factor))
    display.show_view(patient_view(view), "09:40")
    display.show()
    return display


def _starting(_window: CounterWindow) -> QWidget:
    page = Starting()
    page.show()
    return page


def _table(window: CounterWindow, no_reader: str) -> QWidget:
    nothing = SimpleNamespace(
        no_reader=no_reader,
        cards=tuple((f"C{number:02d}", "") for number in range(1, 14)),
        insert=lambda _card: None,
        pull=lambda: None,
        faults=lambda _wanted: None,
    )
    table = TrainingTable(window, cast("Any", nothing), (), window.keys.shown, lambda _action: None)
    table.show()
    return table


def _blank(wide: int, tall: int) -> Picture:
    return Picture(wide, tall, wide * 3, b"\xff" * (wide * 3 * tall))


_LEFT = tuple(
    (f"P-{n}", filled(paper_words.UNPRINTED_ONE, 单号=f"B03-KQT-7{n:02d}", 单名=name))
    for n, name in enumerate(paper_words.SLIPS.values(), 14)
)
_PAPERS = {
    "reprint": Shown(
        filled(paper_words.AGAIN, 单名=paper_words.SLIPS["settlement"], n=2),
        filled(paper_words.BY, 工号="0107"),
        paper_words.REASONS,
        (_blank(420, 300), _blank(420, 300)),
    ),
    "preview": Shown(
        filled(paper_words.PREVIEW, 单名=paper_words.SLIPS["ticket"]),
        filled(paper_words.BY, 工号="0107"),
        pages=(_blank(420, 300),),
        left=_LEFT[:2],
    ),
    "unprinted": Shown(paper_words.LIST, filled(paper_words.BY, 工号="0107"), left=_LEFT),
}
_ADDING = {
    "hint": partial(_adding, view=AddingView()),
    "found": partial(_adding, view=AddingView(), text="tb"),
    "how much": partial(_adding, view=AddingView({FOUND[0].item.code: Decimal("32.10")}), text="tb", take=True),
    "added": partial(_adding, view=AddingView({}, (FOUND[1].item.name,))),
    "no catalogue": partial(_adding, view=AddingView(fetching=Fetching.WANTED)),
    "fetching": partial(_adding, view=AddingView(fetching=Fetching.RUNNING, rows=("1301", 12400))),
    "stopped": partial(_adding, view=AddingView(fetching=Fetching.STOPPED, wrong="医保连不上")),
}


def _all() -> Iterator[Moment]:
    for name in (*VISITS, *QUEUES, *DAYS, *LOOKED_AT):
        yield Moment(name, PAGES, partial(_page, name=name))
    for name in _TRAINED:
        yield Moment(f"{name} in training", TRAINING, partial(_page, name=name, training=True))
    yield Moment("cash typed", PAGES, partial(_typed, name="trial", digits="1000"))
    yield Moment("cash too little", PAGES, partial(_typed, name="link-down", digits="900"))
    yield Moment("cash typed for the new amount", PAGES, partial(_typed, name="amount-changed", digits="600"))
    for training in (False, True):
        for name in ("waiting", "trial", "queue-replay"):
            mark = " in training" if training else ""
            yield Moment(f"lamps amiss, {name}{mark}", TRAINING, partial(_lamps, name=name, training=training))
    for code in FailureCode:
        yield Moment(f"failure {code}", FAILURES, partial(_failure, code=code, blanks=BLANKS))
    for code in FailureCode:
        yield Moment(f"failure {code}, little known", FAILURES, partial(_failure, code=code, blanks={}))
    taken = replace(VISITS["failure-money-taken"], failure=NOT_FILED)
    yield Moment("failure with money taken", FAILURES, partial(_visit, view=taken))
    for name in ("trial", "queue-replay", "day", "waiting"):
        yield Moment(f"keys of {name}", PANELS_OVER, partial(_keys, name=name))
    for name in PANELS:
        yield Moment(f"question {name}", PANELS_OVER, partial(_questions, name=name))
    yield Moment("question over the queue", PANELS_OVER, partial(_questions, name="shutdowns", page="queue-replay"))
    for name, cover in COVERS.items():
        yield Moment(f"cover {name}", PANELS_OVER, partial(_cover, view=cover))
    yield Moment("cover with capitals", PANELS_OVER, _capitals)
    for name, adding in _ADDING.items():
        yield Moment(f"item {name}", PANELS_OVER, adding)
    for name in ("refund-due", "refund-two-ways", "failure-money-taken", "giving-back", "amount-changed"):
        yield Moment(f"confirm {name}", PANELS_OVER, partial(_confirm, name=name))
    wrong = "密码不对，还可以试 3 次。"
    signed = partial(_confirm, name="amount-changed", second=Second.SIGNED, wrong=wrong)
    yield Moment("confirm with a supervisor", PANELS_OVER, signed)
    yield Moment("confirm going on", PANELS_OVER, _go_on)
    yield Moment("warned, reason chosen", PANELS_OVER, _reason)
    for name, shown in _PAPERS.items():
        yield Moment(f"paper {name}", PANELS_OVER, partial(_paper, shown=shown))
    for name, page in PANEL_PAGES.items():
        yield Moment(f"training panel, {name}", PANELS_OVER, partial(_trained, view=page))
    for name, view in VISITS.items():
        yield Moment(f"patient {name}", PATIENT, partial(_glass, view=view), own=True)
    yield Moment("patient in training", PATIENT, partial(_glass, view=VISITS["trial"], training=True), own=True)
    for code in FailureCode:
        failed = replace(VISITS["failure-waitable"], failure=FailureView(code, BLANKS))
        yield Moment(f"patient failure {code}", PATIENT, partial(_glass, view=failed), own=True)
    yield Moment("starting", PANELS_OVER, _starting, own=True)
    yield Moment("training table", TRAINING, partial(_table, no_reader=""), own=True)
    yield Moment("training table without a reader", TRAINING, partial(_table, no_reader="pcscd"), own=True)


MOMENTS = tuple(_all())


def end() -> None:
    """Close what has a window of its own."""
    for top in QApplication.allWidgets():
        if isinstance(top, (PatientDisplay, Starting, TrainingTable)):
            top.close()
            top.deleteLater()
