"""A person's 医保电子凭证: scanned here and decoded, or scanned by the component that opens the scanner itself.

The component's way (`[scanner] component`): F3 asks ec.query without a code, and the answer comes when somebody has
shown one, or not at all (card facts, section 3). It has a thread of its own and holds up nobody; where the person was
left meanwhile nothing comes of its answer.
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
from ui.giving_back import GivingBack
from ui.parked import Parked
from ui.views import VisitState

__all__ = ["ByCode"]

_log = logging.getLogger(__name__)
Decoded = tuple[Credential | None, Trouble | None]


class ByCode:
    """Works on the visits of `glass`. `identify(credential)` asks who a visit that begins is of."""

    def __init__(
        self, glass: AtGlass, back_part: GivingBack, reader: AtReader, identify: Callable[[Credential], None]
    ) -> None:
        self._glass, self._back_part, self._reader, self._identify = glass, back_part, reader, identify
        self._asking = False

    def takes(self) -> bool:
        """A person's code is waited for, or begins a visit as a card would that is put in."""
        return self._waits() or self._reader.free

    def scanned(self, code: str) -> None:
        """The code is here."""
        if not self.takes():
            return
        if not self._waits():
            self._glass.leave()
        for_part = self._back_part.wants(self._glass.at)
        at = self._glass.at if for_part else self._glass.begin(VisitState.IDENTIFYING)
        desk = self._glass.desk
        self._glass.ask(at, lambda: desk.decode(code), lambda one, told: self._decoded(one, told, for_part=for_part))

    def armed(self) -> None:
        """F3 waits for a code: so does the component, where the scanner is its own."""
        desk = self._glass.desk
        if not desk.office.settings.scanner.component or self._asking or not self._waits():
            return
        self._asking = True

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
        self._asking = False
        if self._waits():
            at = self._glass.at
            self._decoded(at, told, for_part=self._back_part.wants(at))

    def _waits(self) -> bool:
        at = self._glass.at
        return at.view.state is VisitState.SCANNING or self._back_part.wants(at)

    def _decoded(self, one: Parked, told: Decoded, *, for_part: bool) -> None:
        credential, trouble = told
        if credential is None:
            self._glass.fail(one, trouble or Trouble(FailureCode.VOUCHER_EXPIRED))
        elif for_part:
            self._back_part.shown(credential)
        else:
            self._identify(credential)
