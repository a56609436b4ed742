"""What a tour has to show: rows of look, section 9, failures, pages; and what it cannot show, with the reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from PySide6.QtGui import QGuiApplication

from counter_app.failures import FailureCode
from ui.cover import Why
from ui.pages import Up
from ui.paper_panel import Shown as Paper
from ui.program import Program
from ui.queue_views import QueueState
from ui.training_table import TrainingTable
from ui.views import VisitState
from ui.words import training_words

__all__ = ["NOT_SHOWN", "PAGES", "ROWS", "STARTING", "Missing"]

Shown = Callable[[Program], bool]

STARTING = "starting"  # before there is a window

# As they are called in look, section 9, and in which states of the visit each is to be seen; () is no visit's matter.
ROWS: dict[str, tuple[VisitState, ...]] = {
    "waiting": (VisitState.WAITING,),
    "reading the card": (VisitState.READING,),
    "identified, no charges": (VisitState.NO_CHARGES,),
    "identified + charges": (VisitState.CHARGES,),
    "trial running": (VisitState.TRIAL_RUNNING,),
    "trial done": (VisitState.TRIAL_DONE,),
    "trial done, fund 0": (VisitState.TRIAL_DONE,),
    "settling": (VisitState.SETTLING,),
    "settled": (VisitState.SETTLED,),
    "amount changed": (VisitState.AMOUNT_CHANGED,),
    "failure, waitable": (VisitState.FAILURE,),
    "failure, not waitable": (VisitState.FAILURE, VisitState.FULL_PAYMENT),
    "unclear": (VisitState.UNCLEAR,),
    "unclear, time is up": (VisitState.BY_HAND,),
    "link down": (VisitState.LINK_DOWN,),
    "card pulled in mid-visit": (VisitState.CHARGES, VisitState.TRIAL_DONE),
    "refund due": (VisitState.REFUND_DUE,),
    "printer out": (VisitState.SETTLED,),
    "training": (),
    "locked (idle)": (),
}


def _cover(why: Why) -> Shown:
    def up(program: Program) -> bool:
        view = program.window.cover.view
        return view is not None and view.why is why

    return up


def _state(*states: VisitState) -> Shown:
    return lambda program: program.window.up is Up.VISIT and program.window.shown.state in states


def _bar(*, reasoned: bool) -> Shown:
    def up(program: Program) -> bool:
        ask = program.window.confirm.ask
        return ask is not None and ask.reasoned is reasoned

    return up


def _listed(state: QueueState | None) -> Shown:
    def up(program: Program) -> bool:
        lists, view = (QueueState.REFUNDS, QueueState.HELD), program.queue.view
        other = view.state not in lists if state is None else view.state is state
        return program.window.on_queue and other and bool(view.rows)

    return up


def _paper(kind: Callable[[Paper], object]) -> Shown:
    def up(program: Program) -> bool:
        shown = program.panel.shown
        return shown is not None and bool(kind(shown))

    return up


def _trained(head: str) -> Shown:
    def up(program: Program) -> bool:
        view = program.training.panel.view if program.training is not None else None
        return view is not None and view.head.startswith(head.partition("{")[0]) and len(view.rows) > 1

    return up


def _table(program: Program) -> bool:
    tables = cast("list[TrainingTable]", program.window.findChildren(TrainingTable))
    return any(one.isVisible() for one in tables)


def _displayed(program: Program) -> bool:
    """Above the window that fills the screen, not behind it."""
    display = program.patient.display
    return display is not None and QGuiApplication.topLevelAt(display.geometry().center()) is display.windowHandle()


# Every page, panel and bar there is, and when it is up.
PAGES: dict[str, Shown] = {
    "visit": lambda program: program.window.up is Up.VISIT,
    "identity": _state(VisitState.TYPING),
    "scanning": _state(VisitState.SCANNING),
    "items": lambda program: program.window.shown.adding is not None,
    "warnings": _state(VisitState.WARNED),
    "giving back": _state(VisitState.GIVING_BACK),
    "parked": lambda program: bool(program.window.shown.parked),
    "confirm": _bar(reasoned=False),
    "confirm, supervisor": _bar(reasoned=True),
    "queue": _listed(None),
    "held list": _listed(QueueState.HELD),
    "refund list": _listed(QueueState.REFUNDS),
    "outage": lambda program: program.window.up is Up.OUTAGE,
    "day end": lambda program: program.window.on_day,
    "keys": lambda program: program.window.key_list.isVisible(),
    "questions": lambda program: program.window.over.up and not program.window.over.asking,
    "reprint": _paper(lambda shown: shown.reasons),
    "paper": _paper(lambda shown: shown.pages),
    "unprinted": _paper(lambda shown: shown.left),
    "sign in": _cover(Why.START),
    "locked": _cover(Why.LOCKED),
    "change": _cover(Why.CHANGE),
    "training table": _table,
    "drills": _trained(training_words.PANEL),
    "people": _trained(training_words.PEOPLE),
    "drill report": _trained(training_words.REPORT),
    "patient's display": _displayed,
    STARTING: lambda _program: True,
}


@dataclass(frozen=True, slots=True)
class Missing:
    """`kind` row, failure, page, state or moment, `name` as above, and why no picture of the tour shows it."""

    kind: str
    name: str
    why: str


_NO_SANDBOX = {
    FailureCode.SERVICE_SAID: "the sandbox says nothing that the window does not know",
    FailureCode.CONFIRMATION_NEEDED: "told by the command line alone: at the window the till asks",
    FailureCode.READER_DOWN: "pcscd would have to be ended, and no card could be read after it",
    FailureCode.NOT_A_SOCIAL_SECURITY_CARD: "no such card lies on the sandbox's table",
    FailureCode.STORE: "a disk that refuses is nothing the sandbox can bring",
    FailureCode.TICKET_LIMIT: "wants as many tickets as a hospital allows",
    FailureCode.SERVER_AWAY: "wants the hospital's PostgreSQL",
    FailureCode.NUMBER_TAKEN: "wants the hospital's PostgreSQL",
    FailureCode.KEPT_BY_WINDOW: "wants the hospital's PostgreSQL",
    FailureCode.BAD_INPUT: "what the sandbox's people have is right",
    FailureCode.OUR_BUG: "our own fault: none is planted",
}
# The tests paint all of these from made-up views (tests/screens); here nothing is made up.
NOT_SHOWN: tuple[Missing, ...] = (
    *(Missing("failure", code, why) for code, why in _NO_SANDBOX.items()),
    Missing("state", VisitState.LOCKED, "the patient's display alone has it; on the window the lock is a cover"),
    Missing("moment", "locked by ten quiet minutes", "nobody waits so long; Ctrl L brings the same cover"),
    Missing("moment", "printer without paper, or jammed", "wants a print server; here the printer is not there at all"),
    Missing("moment", "power cut and New Year drilled", "they end the program, and begin it anew"),
    Missing("moment", "the first supervisor is made", "training has its two people on record from the start"),
)
