"""What becomes of the visit at the glass when another one takes the window over."""

from __future__ import annotations

from ui.at_glass import AtGlass
from ui.at_reader import OVER
from ui.keys import Action
from ui.states import alive
from ui.theme import Role
from ui.views import Notice, VisitState
from ui.words import sentences

__all__ = ["hand_over"]


def hand_over(glass: AtGlass) -> None:
    """Who stands here is put aside; what has ended is closed; what is on its way, or has money to be handed over, stays
    at the glass: it is the window's, and its later rows are signed by whoever works here then.
    """
    at = glass.at
    if at.view.state in OVER:
        glass.leave()
        glass.paint()
    elif at.view.state is not VisitState.WAITING and not at.paying and Action.PARK in alive(at.view):
        glass.park(Notice(sentences.PARKED, Role.INFO))
