"""What this process knows besides the claim: how long it has watched, when it last looked, who stands at the window.

All ages are on the clock that goes on while the machine sleeps, and start anew with the process (protocol, section 5).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from counter_app.desk.claim import Claim
from counter_app.model.person import Credential, CredentialKind
from counter_app.settlement.place import Place

__all__ = ["DEADLINE_S", "Knowledge", "Watch", "watch_length"]

DEADLINE_S = 5.0  # D: from intent to first byte
_MARGIN_S = 1.0


def watch_length(place: Place) -> float:
    """W: how long after its intent a call may still be executed, with a margin (protocol, section 5, "Time")."""
    return place.time_limit_s + DEADLINE_S + _MARGIN_S


@dataclass(frozen=True, slots=True)
class Watch:
    """This process's watch over one unclear call; times in seconds of the boot clock, None = not yet."""

    since: float
    looked: float | None = None
    close_refused: float | None = None
    reversed: float | None = None


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What plan and resolve may use besides the claim.

    `now`: boot clock, seconds. `process`: this window and start. `in_hand`: the credential shown for this claim just
    now (a voucher's token lives here and nowhere else). `waiting`: the person stands at the window.
    """

    now: float
    place: Place
    process: str
    watches: dict[str, Watch] = field(default_factory=dict)
    quoted: dict[str, float] = field(default_factory=dict)
    in_hand: Credential | None = None
    waiting: bool = False

    @property
    def longest(self) -> float:
        """W = L + D + 1 s."""
        return watch_length(self.place)

    def watch(self, msgid: str) -> Watch:
        """The watch over a call; one that was never begun begins now."""
        return self.watches.get(msgid) or Watch(since=self.now)

    def watch_remaining(self, msgid: str) -> float:
        """Seconds until the watch has run out; zero or less when it has."""
        return self.watch(msgid).since + self.longest - self.now

    def age_of_quote(self, key: str) -> float:
        """Seconds since this process asked the claim's trial; endless if it did not."""
        return self.now - self.quoted.get(key, float("-inf"))

    def credential_for(self, claim: Claim) -> Credential | None:
        """What may be sent for this claim now, or None: a person must show something (protocol, section 6). What names
        another person than the claim's is none: nobody's bill is settled by another.
        """
        person = claim.machine.person
        if self.in_hand is not None and self.in_hand.may_be_of(person):
            return self.in_hand
        stored = claim.people.credential
        waits = stored is not None and stored.kind is not CredentialKind.VOUCHER and stored.may_wait
        if stored is not None and waits and stored.may_be_of(person):
            return stored
        if person is not None and self.place.replay_by_id_number:
            return Credential(CredentialKind.ID_NUMBER, person.id_number, name=person.name, id_number=person.id_number)
        return None

    def at(self, now: float) -> Knowledge:
        """The same, later."""
        return replace(self, now=now)
