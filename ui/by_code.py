"""A person's 医保电子凭证: scanned here and decoded, or scanned by the component that opens the scanner itself.

The component's way (`[scanner] component`): F3 asks ec.query without a code, and the answer comes when somebody has
shown one, or not at all (card facts, section 3). It has a thread of its own and holds up nobody. Its answer belongs to
the visit that asked: for another one it says nothing of who stands there, and is asked anew.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from counter_app.desk.recognise import Trouble
from counter_app.failures import FailureCode
from counter_app.model.person import Credential
from ui.at_glass import AtGlass
from ui.at_reader import AtReader
from ui.parked import Parked
from ui.shown_again import ShownAgain
from ui.theme import Role
from ui.views import Notice, VisitState
from ui.words import sentences

__all__ = ["ByCode"]

_log = logging.getLogger(__name__)
Decoded = tuple[Credential | None, Trouble | None]


class ByCode:
    """Works on the visits of `glass`. `identify(credential)` asks who a visit that begins is of."""

    def __init__(
        self, glass: AtGlass, again: ShownAgain, reader: AtReader, identify: Callable[[Credential], None]
    ) -> None:
        self._glass, self._again, self._reader, self._identify = glass, again, reader, identify
        self._asked: Parked | None = None  # the visit whose answer the component owes

    def takes(self) -> bool:
        """A person's code is waited for, or begins a visit as a card would that is put in."""
        return self._waits() or self._reader.free

    def scanned(self, code: str) -> None:
        """The code is here."""
        if not self.takes():
            return
        if not self._waits():
            self._glass.leave()
        for_claim = self._again.wants(self._glass.at)
        at = self._glass.at if for_claim else self._glass.begin(VisitState.IDENTIFYING)
        desk = self._glass.desk
        self._glass.ask(at, lambda: desk.decode(code), lambda one, told: self._decoded(one, told, for_claim=for_claim))

    def armed(self) -> None:
        """F3 waits for a code: so does the component, where the scanner is its own."""
        desk = self._glass.desk
        if not desk.office.settings.scanner.component or self._asked is not None or not self._waits():
            return
        self._asked = self._glass.at

        def ask() -> None:
            try:
                told = desk.decode("")
            except Exception as trouble:  # the top of a thread; its text may hold a name
                _log.error("unexpected of the code component: %s", type(trouble).__name__)
                told = (None, Trouble(FailureCode.OUR_BUG, type(trouble).__name__))
            self._glass.post(lambda: self._came(told))

        # Ended with the program: it waits for a person.
        threading.Thread(target=ask, name="code component", daemon=True).start()

    def _came(self, told: Decoded) -> None:
        asked, self._asked = self._asked, None
        if not self._waits():
            return
        at = self._glass.at
        if at is asked:
            self._decoded(at, told, for_claim=self._again.wants(at))
        else:  # whoever was left may have shown this code, or the one who is here now: nobody knows
            self._glass.change(at, notice=Notice(sentences.SHOW_AGAIN, Role.ASK))
            self.armed()

    def _waits(self) -> bool:
        at = self._glass.at
        return at.view.state is VisitState.SCANNING or self._again.wants(at)

    def _decoded(self, one: Parked, told: Decoded, *, for_claim: bool) -> None:
        credential, trouble = told
        if for_claim and not self._again.wants(one):
            return  # it went on, or was put aside and brought on, while the code was asked about
        if credential is None:
            self._again.failed(one, trouble or Trouble(FailureCode.VOUCHER_EXPIRED))
        elif for_claim:
            self._again.shown(one, credential)
        else:
            self._identify(credential)
