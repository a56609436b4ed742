"""Part of a settled bill goes back, as the link thread does it: undo, settle the rest. It never pays anything out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from counter_app.desk.books import ClaimMissing
from counter_app.desk.claim import Claim
from counter_app.desk.office import Office
from counter_app.desk.partial_refund import Parted
from counter_app.desk.parting import GoesBack, NotToPart, PartStep
from counter_app.model.person import Credential
from offline_queue.engine import StoreUnavailable
from offline_queue.store import VersionMoved
from offline_queue.values import State
from ui.words import refund_words
from ui.words.template import filled

__all__ = ["RefundDesk", "Standing"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far it came; `at` None: `problem` says in words why nothing was written, or, once `begun`, nothing read."""

    at: Parted | None
    problem: str = ""
    begun: bool = False


class RefundDesk:
    """Blocks, so it belongs on a worker's thread."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def begin(self, key: str, back: Mapping[int, GoesBack], why: str, credential: Credential | None = None) -> Standing:
        """Write down what goes back and what is kept, then go as far as it goes. `credential`: as of `go_on`."""
        try:
            self._office.partial.begin(key, back, why)
        except NotToPart as reason:
            return Standing(None, filled(refund_words.NOT_SO, 原因=str(reason)))
        except (ClaimMissing, VersionMoved, StoreUnavailable):
            return Standing(None, refund_words.NOT_WRITTEN)
        return self.go_on(key, credential)

    def go_on(self, key: str, credential: Credential | None = None) -> Standing:
        """From wherever it was left. `credential`: shown at the glass, for the new claim."""
        try:
            at = self._office.partial.go_on(key, pay=False, credential=credential)
            if at.step in (PartStep.UNDO, PartStep.OPEN, PartStep.SETTLE):
                self._hand_over(at.old)
            return Standing(at)
        except (ClaimMissing, StoreUnavailable):
            return Standing(None, refund_words.NOT_READ, begun=True)

    def _hand_over(self, old: Claim) -> None:
        """The background goes on with it while the person waits: it leaves claims of who stands at the glass alone."""
        person = old.machine.person
        if person is not None:
            self._office.counter.stands_here(person.id_number, here=False)

    def again(self, key: str, credential: Credential | None = None) -> Standing:
        """What the service refused once more, of the new claim or of undoing the old; else on from where it was.
        `credential`: shown at the glass, for the new claim.
        """
        try:
            at = self._office.partial.standing(key)
            current = at.new or at.old
            if current.state is State.HELD and credential is not None and at.new is not None:
                self._office.counter.show_credential(current.key, credential)
            elif current.state is State.HELD:
                self._office.counter.quote_again(current.key)
        except (ClaimMissing, VersionMoved, StoreUnavailable):
            return Standing(None, refund_words.NOT_READ, begun=True)
        return self.go_on(key, credential)

    def look(self, key: str) -> Standing:
        """How it stands; nothing is sent."""
        try:
            return Standing(self._office.partial.standing(key))
        except (ClaimMissing, StoreUnavailable):
            return Standing(None, refund_words.NOT_READ, begun=True)
