"""A window where operators sign in, monitoring warns, and the printer is not there."""

from __future__ import annotations

from ui.sign_in_session import TRAINEES
from ui.theme import Role
from ui.tour.guide import Guide, Story
from ui.views import PrintState, VisitState

__all__ = ["operators"]

_WARNED = "午演示"
(_CASHIER, _CASHIERS_WORD), (_BOSS, _BOSSES_WORD) = TRAINEES


def operators(guide: Guide) -> Story:
    """From the morning's sign-in to the hand-over."""
    yield guide.until("it asks who works here", lambda: _asks(guide))
    yield from guide.look("sign-in", pages=("sign in",))
    yield from _sign_in(guide, _CASHIER.number, _CASHIERS_WORD)
    yield from _warned(guide)
    yield guide.guarded()
    guide.press("F9")
    yield guide.state(VisitState.SETTLED)
    yield guide.until("its slip does not come", lambda: guide.view.print_state is PrintState.STUCK)
    yield from guide.look("printer-out", row="printer out")
    yield from guide.left()
    yield from guide.over("F12", "unprinted", "unprinted", ctrl=True)
    guide.press("L", ctrl=True)
    yield from guide.look("locked", row="locked (idle)", pages=("locked",))
    yield from _sign_in(guide, "", _CASHIERS_WORD)
    guide.press("O", ctrl=True)
    yield from guide.look("another-takes-over", pages=("change",))


def _asks(guide: Guide) -> bool:
    view = guide.program.window.cover.view
    return view is not None and view.role is Role.ASK


def _sign_in(guide: Guide, number: str, password: str) -> Story:
    """`number` empty: it stands there already."""
    cover = guide.program.window.cover
    if number:
        guide.type(number, cover.number)
        guide.press("Return", at=cover.number)
    guide.type(password, cover.password)
    guide.press("Return", at=cover.password)
    yield guide.until("somebody works here", lambda: not guide.program.signing.covered)


def _warned(guide: Guide) -> Story:
    """To go on in spite of it takes a reason, and a supervisor behind that."""
    bar = guide.program.window.confirm
    yield from guide.identified(guide.named(_WARNED)["voucher"])
    guide.press("F8")
    yield guide.state(VisitState.WARNED)
    yield from guide.look("warned", pages=("warnings",))
    while guide.program.state is VisitState.WARNED:
        answered = guide.view.answered
        guide.type("3")
        guide.press("F5", shift=True)
        yield guide.until("the bar asks", lambda: bar.ask is not None)
        guide.type(_BOSS.number, bar.second)
        guide.type(_BOSSES_WORD, bar.password)
        if answered == 0:
            yield from guide.look("warned-supervisor", pages=("warnings", "confirm, supervisor"))
        guide.press("F5", shift=True)
        yield guide.until("it is answered", lambda before=answered: _answered(guide, before))  # type: ignore[misc]
    yield guide.state(VisitState.TRIAL_DONE)


def _answered(guide: Guide, before: int) -> bool:
    warned = guide.program.state is VisitState.WARNED
    return guide.view.answered > before if warned else guide.program.state is VisitState.TRIAL_DONE
