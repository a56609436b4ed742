"""Every moment a cashier or a patient can see: the rows of look, section 9, every failure, every page and panel.

The pages come from the samples of `tests/ui`; here stands only how each is brought about on a real window.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtWidgets import QWidget

from counter_app.failures import FailureCode
from tests.screens import scenes
from tests.screens.further import ASKING, AT_GLASS, OUTAGES_MORE, QUEUES_MORE, REMARKS, VISITS_MORE
from tests.ui.samples import NOT_FILED, VISITS
from tests.ui.samples_cover import COVERS
from tests.ui.samples_day import DAYS
from tests.ui.samples_outage import LOOKED_AT, OUTAGES
from tests.ui.samples_questions import PANELS, panel
from tests.ui.samples_queue import QUEUES
from tests.ui.samples_training import PANEL_PAGES
from tests.ui.test_words import SAMPLES
from ui.confirm_bar import Second
from ui.patient_view import patient_view
from ui.views import FailureView
from ui.window import CounterWindow

__all__ = ["MOMENTS", "ROWS", "Group", "Moment"]

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
# What takes a second look before money goes out: refunds of all kinds, a visit given up, a settlement undone.
_CONFIRMED = (
    *("refund-due", "refund-two-ways", "refund-part", "failure-money-taken", "giving-back", "amount-changed"),
    *("queue-refund", "queue-give-up"),
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


def _all() -> Iterator[Moment]:
    for name in (*VISITS, *QUEUES, *DAYS, *LOOKED_AT):
        yield Moment(name, PAGES, partial(scenes.page, name=name))
    for name, view in VISITS_MORE.items():
        yield Moment(name, PAGES, partial(scenes.visit, view=view))
    for name, queue in QUEUES_MORE.items():
        yield Moment(name, PAGES, partial(scenes.queue, view=queue))
    for name, outage in OUTAGES_MORE.items():
        yield Moment(name, PAGES, partial(scenes.outage, view=outage))
    yield Moment("lines behind a failure", PAGES, scenes.lines_behind)
    yield Moment("a line is marked", PAGES, scenes.marked)
    for name in REMARKS:
        yield Moment(f"remark on {name}", PAGES, partial(scenes.remarked, name=name))
    stands_still = partial(scenes.outage, view=OUTAGES["outage-down"], training=True)
    yield Moment("outage-down in training", TRAINING, stands_still)
    for name in _TRAINED:
        yield Moment(f"{name} in training", TRAINING, partial(scenes.page, name=name, training=True))
    yield Moment("cash typed", PAGES, partial(scenes.typed, name="trial", digits="1000"))
    yield Moment("cash too little", PAGES, partial(scenes.typed, name="link-down", digits="900"))
    yield Moment("cash typed for the new amount", PAGES, partial(scenes.typed, name="amount-changed", digits="600"))
    for training in (False, True):
        for name in ("waiting", "trial", "queue-replay"):
            mark = " in training" if training else ""
            yield Moment(f"lamps amiss, {name}{mark}", TRAINING, partial(scenes.lamps, name=name, training=training))
    for code in FailureCode:
        yield Moment(f"failure {code}", FAILURES, partial(scenes.failure, code=code, blanks=BLANKS))
    for code in FailureCode:
        yield Moment(f"failure {code}, little known", FAILURES, partial(scenes.failure, code=code, blanks={}))
    taken = replace(VISITS["failure-money-taken"], failure=NOT_FILED)
    yield Moment("failure with money taken", FAILURES, partial(scenes.visit, view=taken))
    for name in ("trial", "queue-replay", "day", "waiting", "outage-down"):
        yield Moment(f"keys of {name}", PANELS_OVER, partial(scenes.keys, name=name))
    for name in PANELS:
        yield Moment(f"question {name}", PANELS_OVER, partial(scenes.questions, view=panel(name)))
    for name, asking in ASKING.items():
        yield Moment(f"question {name}", PANELS_OVER, partial(scenes.questions, view=asking))
    over_queue = partial(scenes.questions, view=panel("shutdowns"), page="queue-replay")
    yield Moment("question over the queue", PANELS_OVER, over_queue)
    in_training = partial(scenes.questions, view=panel("filing"), page="waiting", training=True)
    yield Moment("question in training", PANELS_OVER, in_training)
    for name, cover in COVERS.items():
        yield Moment(f"cover {name}", PANELS_OVER, partial(scenes.cover, view=cover))
    yield Moment("cover with capitals", PANELS_OVER, scenes.capitals)
    for name, adding in scenes.ADDING.items():
        yield Moment(f"item {name}", PANELS_OVER, adding)
    for name in _CONFIRMED:
        yield Moment(f"confirm {name}", PANELS_OVER, partial(scenes.confirm, name=name))
    yield Moment("confirm alone", PANELS_OVER, partial(scenes.confirm, name="amount-changed", second=Second.NOBODY))
    wrong = "密码不对，还可以试 3 次。"
    signed = partial(scenes.confirm, name="amount-changed", second=Second.SIGNED, wrong=wrong)
    yield Moment("confirm with a supervisor", PANELS_OVER, signed)
    given_up = partial(scenes.confirm, name="failure-money-taken", second=Second.SIGNED, wrong=wrong)
    yield Moment("confirm giving up with a supervisor", PANELS_OVER, given_up)
    listed = partial(scenes.confirm, name="queue-give-up", second=Second.SIGNED, wrong=wrong)
    yield Moment("confirm giving up on the queue with a supervisor", PANELS_OVER, listed)
    yield Moment("confirm going on", PANELS_OVER, scenes.go_on)
    yield Moment("warned, reason chosen", PANELS_OVER, scenes.reason)
    for name, shown in scenes.PAPERS.items():
        yield Moment(f"paper {name}", PANELS_OVER, partial(scenes.paper, shown=shown))
    yield Moment("paper reason chosen", PANELS_OVER, partial(scenes.paper, shown=scenes.PAPERS["reprint"], chosen="2"))
    yield Moment("paper perhaps out", PANELS_OVER, partial(scenes.paper, shown=scenes.PERHAPS, chosen="2"))
    for name, page in PANEL_PAGES.items():
        yield Moment(f"training panel, {name}", PANELS_OVER, partial(scenes.trained, view=page))
    for name, seen in ({name: patient_view(view) for name, view in VISITS.items()} | AT_GLASS).items():
        yield Moment(f"patient {name}", PATIENT, partial(scenes.glass, view=seen), own=True)
    for name in ("trial", "waiting", "unclear"):
        seen = patient_view(VISITS[name])
        yield Moment(f"patient {name} in training", PATIENT, partial(scenes.glass, view=seen, training=True), own=True)
    for code in FailureCode:
        seen = patient_view(replace(VISITS["failure-waitable"], failure=FailureView(code, BLANKS)))
        yield Moment(f"patient failure {code}", PATIENT, partial(scenes.glass, view=seen), own=True)
    yield Moment("starting", PANELS_OVER, scenes.starting, own=True)
    yield Moment("training table", TRAINING, partial(scenes.table, no_reader=""), own=True)
    yield Moment("training table without a reader", TRAINING, partial(scenes.table, no_reader="pcscd"), own=True)


MOMENTS = tuple(_all())
