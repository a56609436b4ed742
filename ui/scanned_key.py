"""A claim's key on a slip or a ticket, scanned at the window: the claim is found and opened, whatever day it is of."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from counter_app.desk.books import ClaimMissing
from counter_app.desk.claim import Claim
from counter_app.desk.office import Office
from counter_app.desk.recognise import refused_by_store
from counter_app.desk.ticket_numbers import TAG, tag_of
from counter_app.failures import FailureCode
from counter_app.slips.wording import NO_CLAIM_CODE, TRAINING_CODE
from offline_queue.engine import StoreUnavailable
from ui.bridge import Bridge
from ui.words import sentences
from ui.words.reasons import reason
from ui.words.template import filled

__all__ = ["KeyScan", "key_in"]

# Window, a tag of the store, a counter (desk.ticket_numbers).
_KEY = re.compile(r"B(\d{2,})-[2-9A-HJ-NP-Z]{4}-\d+")


def key_in(code: str) -> str | None:
    """The claim's key that was scanned; None where the code is another. A scanner may send small letters."""
    text = code.strip().upper().removeprefix(TRAINING_CODE).removesuffix(NO_CLAIM_CODE)
    return text if _KEY.fullmatch(text) else None


@dataclass(frozen=True, slots=True)
class KeyScan:
    """Looks a scanned key up on the link thread. `found` gets its claim; `told` hears why there is none here."""

    office: Office
    bridge: Bridge
    found: Callable[[Claim], None]
    told: Callable[[str], None]

    def look(self, code: str) -> None:
        """Find the claim whose key this is, unless it is of a training slip and this is no training window."""
        key, claimed = key_in(code) or "", not code.strip().upper().endswith(NO_CLAIM_CODE)
        if code.strip().upper().startswith(TRAINING_CODE) and not self.office.settings.training:
            self.told(sentences.TRAINING_TICKET_OUTSIDE)
            return

        def answered(claim: Claim | str) -> None:
            if isinstance(claim, str):
                self.told(claim)
            else:
                self.found(claim)

        self.bridge.ask(
            lambda: self._find(key, claimed=claimed),
            answered,
            lambda _kind: self.told(self._words(FailureCode.OUR_BUG)),
        )

    def _find(self, key: str, *, claimed: bool) -> Claim | str:
        settings = self.office.settings
        try:
            return self.office.books.claim(key)
        except ClaimMissing:
            # A notice was made, and no claim came of it: at this window, or by its own word at whichever it was.
            if not claimed or f"-{tag_of(self.office.books.counted(TAG))}-" in key:
                return filled(sentences.KEY_ANEW, 单号=key)
            number = int(key[1 : key.index("-")])
            here = number == settings.window.number
            said = sentences.KEY_NOT_HERE if here else sentences.KEY_ELSEWHERE
            return filled(said, 单号=key, n=number)
        except StoreUnavailable as trouble:
            return self._words(refused_by_store(trouble.reason).code)

    def _words(self, code: FailureCode) -> str:
        return filled(reason(code).cashier, 分机=self.office.settings.institution.phone)
