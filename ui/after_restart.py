"""What a window says when it comes up again and money was taken whose settlement nobody answered (words, section 5), or
was refused, or on which no cashier can go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer

from counter_app.desk import entries
from counter_app.desk.claim import Claim, HeldReason
from counter_app.desk.office import Office
from counter_app.model import money
from offline_queue.engine import StoreUnavailable
from offline_queue.values import State
from ui.bridge import Bridge
from ui.queue_listing import belongs
from ui.window import CounterWindow
from ui.words import sentences
from ui.words.template import filled

__all__ = ["AfterRestart", "told"]

_LOOK_AGAIN_MS = 500
_UNCLEAR = (State.UNCLEAR, State.SENDING)
# Booked there, or perhaps: the office for insurance clears it up with the centre.
_OFFICE = (HeldReason.RECONCILE, HeldReason.CANCEL_REFUSED, HeldReason.AMOUNTS)


class AfterRestart(QObject):
    """Once, as soon as somebody works here: how many of this window's claims were found so, and still are. `claim`: one
    as it stands now; None: of many not read yet, so as it was found.
    """

    def __init__(
        self,
        office: Office,
        bridge: Bridge,
        window: CounterWindow,
        claim: Callable[[str], Claim | None],
        covered: Callable[[], bool],
    ) -> None:
        super().__init__(window)
        self._office, self._window = office, window
        self._claim, self._covered = claim, covered
        self._found: tuple[Claim, ...] = ()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_AGAIN_MS)
        self._timer.timeout.connect(self._say)
        bridge.look_after(self._look, self._begin, lambda _kind: None)

    def _look(self) -> tuple[Claim, ...]:
        """On the thread of the queue, before its first look sends anything."""
        ours = f"B{self._office.settings.window.number:02d}-"  # other windows' may be on their way
        states = (*_UNCLEAR, State.HELD)
        try:
            found = [one for state in states for one in self._office.books.claims(state=state)]
        except StoreUnavailable:
            return ()
        return tuple(one for one in found if one.key.startswith(ours) and told([one]))

    def _begin(self, found: tuple[Claim, ...]) -> None:
        self._found = found
        if found:
            self._timer.start()

    def _say(self) -> None:
        if self._covered():
            return
        self._timer.stop()
        said = told(self._claim(one.key) or one for one in self._found)
        if said:
            self._window.remark(said)


def told(claims: Iterable[Claim]) -> str:
    """How many of them are checked, were refused, or are the office's to clear up, in one sentence; empty: none is."""
    claims = list(claims)
    unclear, refused, stuck = (sum(map(found, claims)) for found in (_unclear, _refused, _stuck))
    counts = {"n": unclear, "m": refused, "k": stuck}
    if stuck and (unclear or refused):
        texts = (sentences.AMONG_UNCLEAR, sentences.AMONG_REFUSED, sentences.AMONG_STUCK)
        among = (filled(text, **counts) for text, count in zip(texts, counts.values(), strict=True) if count)
        return filled(sentences.ALL_AFTER_RESTART, 各有="；".join(among))
    said = sentences.STUCK_AFTER_RESTART if stuck else sentences.UNCLEAR_AFTER_RESTART
    if refused:
        said = sentences.BOTH_AFTER_RESTART if unclear else sentences.REFUSED_AFTER_RESTART
    return filled(said, **counts) if unclear or refused or stuck else ""


def _unclear(claim: Claim) -> bool:
    return claim.state in _UNCLEAR and claim.people.paid > money.ZERO


def _refused(claim: Claim) -> bool:
    """Its person stood at the glass; who has a ticket is told by that, and rung up."""
    return claim.people.ticket_at is None and claim.state is State.HELD and entries.returnable(claim) > money.ZERO


def _stuck(claim: Claim) -> bool:
    """Whoever it is of, and whether they have a ticket or not: no person and no cashier can go on with it."""
    return claim.state is State.HELD and claim.reason in _OFFICE and belongs(claim)
