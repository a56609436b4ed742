"""The person's next unpaid bill, by one key: past one that cannot go on now, and after one that was settled.

What the person showed goes on serving, but for a code a bill was settled with: that is for one settlement.
"""

from __future__ import annotations

from collections.abc import Callable

from counter_app.model.person import Credential, CredentialKind
from counter_app.records.claim_file import Order
from ui.at_glass import AtGlass
from ui.theme import Role
from ui.views import Notice, VisitState
from ui.words import sentences
from ui.words.template import filled

__all__ = ["NextBill"]


class NextBill:
    """Works on the visits of `glass`. `identify(credential, order)` asks anew who it is, for the bill after `order`;
    `scan` waits for a code.
    """

    def __init__(
        self, glass: AtGlass, identify: Callable[[Credential, Order | None], None], scan: Callable[[], None]
    ) -> None:
        self._glass, self._identify, self._scan = glass, identify, scan

    def take(self) -> None:
        """Leave the bill at the glass as it stands and take the next one."""
        at = self._glass.at
        order, found, shown, view = at.order, at.found, at.credential, at.view
        if shown is None:
            return
        settled = view.state is VisitState.SETTLED
        self._glass.leave()
        if shown.kind is CredentialKind.VOUCHER and (settled or not shown.serves(self._glass.now())):
            self._glass.change(
                self._glass.at,
                state=VisitState.SCANNING,
                notice=Notice(filled(sentences.CODE_AGAIN, n=view.open_bills), Role.ASK),
            )
            self._scan()
            return
        self._glass.left = found
        self._identify(shown, order)
