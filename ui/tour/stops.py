"""Whatever stops a settlement at the glass: the failures, each with the person who is its example."""

from __future__ import annotations

from ui.tour.guide import Guide, Story
from ui.views import VisitState

__all__ = ["stops"]

_BEFORE_MONEY = ("01", "02", "02b", "02c", "03")  # said as soon as the person is known
_AT_ONCE = ("04", "07")
_AT_THE_TRIAL = ("04b", "09", "10", "11", "13", "14", "15")
_ZERO = ("12a", "12b", "12c")
_SMALL = 100  # yuan: so little disappears in a year's deductible


def stops(guide: Guide) -> Story:
    """Each failure once."""
    yield guide.state(VisitState.WAITING)
    for code in _BEFORE_MONEY:
        yield from guide.identified(guide.person(code)["voucher"])
        yield from guide.look(f"said-before-money-{code}", failure=code)
        yield from guide.left()
    for code in _AT_ONCE:
        yield from guide.scan(guide.person(code)["voucher"])
        yield from _failed(guide, code)
        yield from guide.left()
    yield from guide.scan(guide.person("06")["old_voucher"])
    yield from _failed(guide, "06")
    yield from guide.left()
    for code in _AT_THE_TRIAL:
        yield from guide.identified(guide.person(code)["voucher"])
        guide.press("F8")
        yield from _failed(guide, code)
        yield from guide.left()
    for code in _ZERO:
        yield from _zero(guide, code)
    yield from _in_full(guide)
    yield from _waits(guide)
    yield from _down_there(guide)
    yield from _settled_already(guide)
    yield from _others(guide)


def _failed(guide: Guide, code: str, row: str = "") -> Story:
    yield guide.state(VisitState.FAILURE)
    yield from guide.look(f"failure-{code}", row=row, failure=code)


def _zero(guide: Guide, code: str) -> Story:
    """Settled, and nothing from the fund: a result, not a fault."""
    yield from guide.identified(guide.person(code)["voucher"])
    if code == "12a":
        while len(guide.view.charges) > 1 and sum(line.amount for line in guide.view.charges) > _SMALL:
            left = len(guide.view.charges) - 1
            guide.press("Delete")
            yield guide.until("the line is off", lambda left=left: len(guide.view.charges) == left)  # type: ignore[misc]
    guide.press("F8")
    yield guide.state(VisitState.TRIAL_DONE)
    yield from guide.look(f"zero-{code}", row="trial done, fund 0", failure=code)
    yield from guide.left()


def _in_full(guide: Guide) -> Story:
    """08: nothing the person could do here today; the notice, then the whole bill."""
    yield from guide.identified(guide.person("08")["voucher"])
    guide.press("F8")
    yield from _failed(guide, "08", "failure, not waitable")
    guide.press("F11")
    yield guide.state(VisitState.FULL_PAYMENT)
    yield guide.guarded()
    yield from guide.look("full-payment", row="failure, not waitable")
    guide.press("F9")
    yield guide.state(VisitState.PAID_IN_FULL)
    yield guide.paper()
    yield from guide.look("paid-in-full")
    yield from guide.left()


def _waits(guide: Guide) -> Story:
    """01, refused: the person files on the phone, others are served meanwhile."""
    yield from guide.identified(guide.named("辰样本")["voucher"])
    guide.press("F8")
    yield from _failed(guide, "01", "failure, waitable")
    guide.press("F7")
    yield guide.state(VisitState.WAITING)
    yield from guide.look("parked", pages=("parked",))
    guide.press("F3", shift=True)
    yield guide.until("the list is up", lambda: bool(guide.program.queue.view.rows))
    yield from guide.look("held-list", pages=("held list",))
    guide.press("Escape")
    yield guide.painted()
    guide.press("F7")
    yield guide.state(VisitState.FAILURE)
    yield from guide.left()


def _down_there(guide: Guide) -> Story:
    """The line works, one insured place does not."""
    for code in ("16", "16b"):
        yield from guide.type_in(guide.person(code))
        yield guide.state(VisitState.CHARGES)
        guide.press("F8")
        yield guide.state(VisitState.LINK_DOWN)
        yield from guide.look(f"place-down-{code}", failure=code)
        yield from guide.left()
    yield from guide.identified(guide.person("16")["voucher"])
    guide.press("F8")
    yield from _failed(guide, "91")
    yield from guide.left()


def _settled_already(guide: Guide) -> Story:
    """18: put aside, settled when the person came again, and then taken back."""
    voucher = guide.person("18")["voucher"]
    yield from guide.identified(voucher)
    guide.press("F7")
    yield guide.state(VisitState.WAITING)
    yield from guide.quoted(voucher)
    yield guide.guarded()
    guide.press("F9")
    yield guide.state(VisitState.SETTLED)
    yield guide.paper()
    yield from guide.left()
    guide.press("F7")
    yield guide.state(VisitState.CHARGES)
    guide.press("F8")
    yield from _failed(guide, "18")
    yield from guide.left()


def _others(guide: Guide) -> Story:
    """What the window meets besides: no card in the reader, an answer that does not add up."""
    guide.press("F2")
    yield from _failed(guide, "93")
    yield from guide.left()
    guide.stage.behaviours(wrong_split="trial")
    yield from guide.identified(guide.named("寅训练")["voucher"])
    guide.press("F8")
    yield from _failed(guide, "98")
    guide.stage.behaviours(wrong_split="none")
    yield from guide.left()
