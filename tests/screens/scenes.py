"""How each moment is brought about on a real window, and cleared away again."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial
from types import SimpleNamespace
from typing import Any, cast

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from counter_app.desk.item_search import Readiness
from counter_app.failures import FailureCode
from counter_app.slips.preview import Picture
from tests.screens.further import REMARKS
from tests.ui.samples import VISITS, shell
from tests.ui.samples_cover import COVERS
from tests.ui.samples_items import ALL as FOUND
from tests.ui.samples_lamps import AMISS
from tests.ui.screen import put, settle
from ui.confirm_bar import Second
from ui.cover import CoverView
from ui.item_views import AddingView, Fetching, Looked
from ui.keys import Action
from ui.outage_views import OutagePageView
from ui.paper_panel import PaperPanel, Shown
from ui.patient_display import PatientDisplay
from ui.patient_view import PatientView
from ui.question_views import QuestionsView
from ui.queue_views import QueueView
from ui.starting import Starting
from ui.training_panel import TrainingPanel
from ui.training_table import TrainingTable
from ui.training_views import PanelView
from ui.views import FailureView, VisitView
from ui.window import CounterWindow
from ui.words import paper_words
from ui.words.template import filled

__all__ = [
    *("ADDING", "PAPERS", "PERHAPS", "capitals", "clear", "confirm", "cover", "end", "failure", "glass", "go_on"),
    *("keys", "lamps", "lines_behind", "marked", "outage", "page", "paper", "questions", "queue", "reason"),
    *("remarked", "starting", "table", "trained", "typed", "visit"),
]


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


def page(window: CounterWindow, name: str, *, training: bool = False) -> QWidget:
    put(window, name, training=training)
    return window


def visit(window: CounterWindow, view: VisitView) -> QWidget:
    down = "link-down" if view.link is not None else "trial"
    window.show_shell(shell(down if view.person is not None else "waiting"))
    window.show_page(queue=False)
    window.show_visit(view)
    return window


def failure(window: CounterWindow, code: FailureCode, blanks: dict[str, str]) -> QWidget:
    return visit(window, replace(VISITS["failure-waitable"], failure=FailureView(code, blanks)))


def queue(window: CounterWindow, view: QueueView) -> QWidget:
    window.show_shell(shell("waiting"))
    window.show_queue(view)
    window.show_page(queue=True)
    return window


def outage(window: CounterWindow, view: OutagePageView, *, training: bool = False) -> QWidget:
    window.show_shell(shell("waiting", training=training))
    window.show_outage(view)
    window.show_page(outage=True)
    return window


def lines_behind(window: CounterWindow) -> QWidget:
    visit(window, VISITS["failure-waitable"])
    window.step(1)
    return window


def marked(window: CounterWindow) -> QWidget:
    put(window, "waiting")
    put(window, "trial")
    window.step(13)
    return window


def remarked(window: CounterWindow, name: str) -> QWidget:
    put(window, name)
    window.remark(REMARKS[name])
    return window


def keys(window: CounterWindow, name: str) -> QWidget:
    put(window, name)
    window.act(Action.HELP, auto_repeat=False)
    return window


def questions(window: CounterWindow, view: QuestionsView, page: str = "trial", *, training: bool = False) -> QWidget:
    put(window, page, training=training)
    window.act(Action.QUESTIONS, auto_repeat=False)
    window.over.show(view)
    return window


def cover(window: CounterWindow, view: CoverView) -> QWidget:
    put(window, "trial", training=True)
    window.covering.show(view)
    return window


def capitals(window: CounterWindow) -> QWidget:
    cover(window, COVERS["wrong"])
    window.cover._told_capitals(True)
    return window


def confirm(window: CounterWindow, name: str, second: Second = Second.NAMED, *, wrong: str = "") -> QWidget:
    window.confirming.second = second
    put(window, name)
    if window.visit.charges.choice is not None:
        window.act(Action.DELETE, auto_repeat=False)
    settle()
    window.act(Action.PAY_OUT, auto_repeat=False)
    if wrong:
        window.confirm.tell(wrong, wrong=True)
    return window


def go_on(window: CounterWindow) -> QWidget:
    window.confirming.second = Second.SIGNED
    put(window, "warned")
    window.typed("2")
    window.act(Action.GO_ON, auto_repeat=False)
    return window


def reason(window: CounterWindow) -> QWidget:
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


def paper(window: CounterWindow, shown: Shown, chosen: str = "") -> QWidget:
    put(window, "settled")
    paper = PaperPanel(window, window.look, window.keys)
    paper.open(shown, window.look, lambda _why: None)
    if chosen:
        paper._chosen = int(chosen) - 1
    return window


def trained(window: CounterWindow, view: PanelView) -> QWidget:
    put(window, "waiting", training=True)
    page = TrainingPanel(window, window.look, window.keys)
    page.open(view, window.look)
    return window


def typed(window: CounterWindow, name: str, digits: str) -> QWidget:
    put(window, "waiting")  # or what was typed for the same visit stays
    put(window, name)
    settle()
    for digit in digits:
        window.typed(digit)
    return window


def lamps(window: CounterWindow, name: str, *, training: bool) -> QWidget:
    put(window, name)
    window.show_shell(replace(shell(name, training=training), lamps=AMISS, held_claims=12, waiting_claims=34))
    return window


def glass(window: CounterWindow, view: PatientView, *, training: bool = False) -> QWidget:
    display = PatientDisplay(
        "市第一人民医院（示例）", "3", theme=window.look.theme, family=window.look.family, training=training
    )
    factor = window.look.scale
    display.resize(round(960 * factor), round(540 * factor))
    display.show_view(view, "09:40")
    display.show()
    return display


def starting(_window: CounterWindow) -> QWidget:
    page = Starting()
    page.show()
    return page


def table(window: CounterWindow, no_reader: str) -> QWidget:
    nothing = SimpleNamespace(
        no_reader=no_reader,
        cards=tuple((f"C{number:02d}", "") for number in range(1, 14)),
        insert=lambda _card: None,
        pull=lambda: None,
        faults=lambda _wanted: None,
    )
    table = TrainingTable(
        window, cast("Any", nothing), (), window.keys.shown, lambda _action: None, lambda _work, _told: None
    )
    table.show()
    return table


def _written(wide: int, tall: int) -> Picture:
    """A page with lines on it, as a slip looks from afar: nobody reads words on a contact sheet."""
    image = QImage(wide, tall, QImage.Format.Format_BGR888)
    image.fill(QColor("#FFFFFF"))
    painter = QPainter(image)
    for number, top in enumerate(range(24, tall - 24, 18)):
        for left, right in ((24, wide // 2 - 8 * (number % 5)), (wide - 96, wide - 24)):
            painter.fillRect(QRect(left, top, right - left, 7), QColor("#404040"))
    painter.end()
    return Picture(wide, tall, image.bytesPerLine(), bytes(image.constBits()))


_LEFT = tuple(
    (f"P-{n}", filled(paper_words.UNPRINTED_ONE, 单号=f"B03-KQT-7{n:02d}", 单名=name))
    for n, name in enumerate(paper_words.SLIPS.values(), 14)
)
PAPERS = {
    "reprint": Shown(
        filled(paper_words.AGAIN, 单名=paper_words.SLIPS["settlement"], n=2),
        filled(paper_words.BY, 工号="0107"),
        paper_words.REASONS,
        (_written(420, 300), _written(420, 300)),
    ),
    "first elsewhere": Shown(
        filled(paper_words.AGAIN, 单名=paper_words.SLIPS["hand-claim"], n=1),
        filled(paper_words.BY, 工号="0107"),
        paper_words.REASONS,
        none=filled(paper_words.ELSEWHERE, n=12),
    ),
    "preview": Shown(
        filled(paper_words.PREVIEW, 单名=paper_words.SLIPS["ticket"]),
        filled(paper_words.BY, 工号="0107"),
        pages=(_written(420, 300),),
        left=_LEFT[:2],
    ),
    "unprinted": Shown(paper_words.LIST, filled(paper_words.BY, 工号="0107"), left=_LEFT),
    "strip": Shown(
        filled(paper_words.PREVIEW, 单名=paper_words.SLIPS["settlement"]),
        filled(paper_words.BY, 工号="0107"),
        pages=(_written(300, 1100),),
    ),
    "no picture": Shown(
        filled(paper_words.PREVIEW, 单名=paper_words.SLIPS["settlement"]), filled(paper_words.BY, 工号="0107")
    ),
}
PERHAPS = replace(PAPERS["unprinted"], perhaps=frozenset({_LEFT[1][0]}))
ADDING = {
    "hint": partial(_adding, view=AddingView()),
    "found": partial(_adding, view=AddingView(), text="tb"),
    "how much": partial(_adding, view=AddingView({FOUND[0].item.code: Decimal("32.10")}), text="tb", take=True),
    "added": partial(_adding, view=AddingView({}, (FOUND[1].item.name,))),
    "no catalogue": partial(_adding, view=AddingView(fetching=Fetching.WANTED)),
    "fetching": partial(_adding, view=AddingView(fetching=Fetching.RUNNING, rows=("1301", 12400))),
    "stopped": partial(_adding, view=AddingView(fetching=Fetching.STOPPED, wrong="医保连不上")),
}


def end() -> None:
    """Close what has a window of its own."""
    for top in QApplication.allWidgets():
        if isinstance(top, (PatientDisplay, Starting, TrainingTable)):
            top.close()
            top.deleteLater()
