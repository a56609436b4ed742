"""What the process remembers between trips and loses with it: watches, quote ages, answers not yet committed.

A lane is worked by one thread at a time, so entries of one claim are never written by two; the dicts themselves are
only ever read and written by single operations.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from counter_app.desk.claim import Claim
from counter_app.desk.commands import Moment
from counter_app.desk.knowledge import Knowledge, Watch
from counter_app.model.person import Credential, CredentialKind
from counter_app.settlement.outcome import CallOutcome
from counter_app.settlement.place import Place

__all__ = ["Memory"]


@dataclass(slots=True)
class Memory:
    """`heard`: outcomes by message id until a commit holds them. `kept`: lanes kept for the person at the window, by
    claim. `in_hand`: credentials shown for a claim, tokens among them; never written anywhere.
    """

    process: str
    place: Place
    watches: dict[str, Watch] = field(default_factory=dict)
    quoted: dict[str, float] = field(default_factory=dict)
    heard: dict[str, CallOutcome] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)
    in_hand: dict[str, Credential] = field(default_factory=dict)

    def knowledge(self, claim: Claim, at: Moment, *, waiting: bool) -> Knowledge:
        """What plan may use for this claim now; an unclear call not yet watched is watched from now on.

        A voucher's token serves only while its person waits at the window: it is never replayed (protocol, section 6).
        A machine that slept in the middle of a trip wakes with the person gone, so a token grows old as well.
        """
        now = at.boot
        shown = self.in_hand.get(claim.key)
        if shown is not None and shown.kind is CredentialKind.VOUCHER and not (waiting and shown.serves(at.wall)):
            shown = None
        watched = claim.machine.watched
        if watched and watched not in self.watches:
            self.watches[watched] = Watch(since=now)
        return Knowledge(
            now=now,
            place=self.place,
            process=self.process,
            watches=self.watches,
            quoted=self.quoted,
            in_hand=shown,
            waiting=waiting,
        )

    def forget_code(self, key: str) -> None:
        """Its person has left: a voucher's token serves nobody else, and nobody later (protocol, invariant I13). A card
        or a number may wait for what the background does with it.
        """
        shown = self.in_hand.get(key)
        if shown is not None and shown.kind is CredentialKind.VOUCHER:
            self.in_hand.pop(key, None)

    def looked(self, msgid: str, now: float) -> None:
        """A look for this call was answered."""
        self.watches[msgid] = replace(self._watch(msgid, now), looked=now)

    def close_refused(self, msgid: str, now: float) -> None:
        """2202 was refused while this call is unclear."""
        self.watches[msgid] = replace(self._watch(msgid, now), close_refused=now)

    def reversed(self, msgid: str, now: float) -> None:
        """2601 was sent for this call."""
        self.watches[msgid] = replace(self._watch(msgid, now), reversed=now)

    def _watch(self, msgid: str, now: float) -> Watch:
        return self.watches.get(msgid) or Watch(since=now)
