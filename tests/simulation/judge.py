"""The judge: the protocol's invariants (section 8), against the service's ledger and what is on the disks.

It looks at every commit and every message as they happen, and at everything once more at the end. What it finds is
kept as sentences that begin with the invariant's number; a schedule passes when there are none.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import UTC
from decimal import Decimal

from counter_app.desk.claim import Claim, Confirmation, HeldReason, MachinePart, PeoplePart, Wish
from counter_app.desk.documents import from_document
from counter_app.settlement.client import Call
from counter_app.settlement.outcome import Done, from_bytes
from counter_app.settlement.place import VisitLock
from offline_queue.values import Owner, Rest, State, Step, Written
from tests.simulation.service import CHANGING, GROWING, Settled
from tests.simulation.window import Disk, Process, Site, Watcher

__all__ = ["Judge"]

_UPLOAD = ("4205", "4203", "4301")
_MOST_REVERSALS_A_DAY = 3
_NOTHING = Decimal("0.00")


class Judge(Watcher):
    """`tokens`: for every voucher's token the machine at whose window its person stands, None once they left.
    `persons`: whose a bill is.
    """

    def __init__(self) -> None:
        self.site: Site
        self.found: list[str] = []
        self.bills: dict[str, str] = {}
        self.homes: dict[str, Disk] = {}
        self.tokens: dict[str, int | None] = {}
        self.persons: dict[str, int] = {}
        self._lanes: dict[tuple[int, str], tuple[Owner, int]] = {}
        self._open: dict[tuple[int, int], dict[str, str]] = {}  # (disk, person) → message id → claim

    def wrong(self, what: str) -> None:
        """An invariant does not hold."""
        self.found.append(what)

    # --- as it happens -------------------------------------------------------------------------------------------

    def opened(self, disk: Disk, key: str, bill: str) -> None:
        self.bills[key] = bill.split()[0]  # what a partial refund leaves is of the same bill
        self.homes[key] = disk

    def booked(self, name: str, row: Settled) -> None:
        """The service has settled something."""
        service = self.site.service
        key = service.claim_of(row.visit)
        bill = self.bills.get(key)
        live = [one for other, its in self.bills.items() if its == bill for one in service.live_of(other)]
        if len(live) > 1:
            self.wrong(f"I1: bill {bill} has {len(live)} live settlements at one moment")
        begun = service.visits[row.visit].begun
        people = self._people(key)
        if people is not None and people.visit.date.date() != begun:
            self.wrong(f"I14: {key} of {people.visit.date:%Y-%m-%d} is settled for {begun}")

    def left(self, process: Process, call: Call) -> None:
        number = call.transaction.number
        attempt = process.machine.disk.reader.attempt(call.msgid)
        if attempt is None and number in (*CHANGING, *_UPLOAD):
            self.wrong(f"I2: {number} {call.msgid} left without an intent on disk")
        body = next(iter(call.body.values()))
        token = str(body.get("mdtrt_cert_no", "")) if isinstance(body, dict) else ""
        if token in self.tokens and self.tokens[token] != process.machine.number:
            self.wrong(f"I13: {number} carries a voucher's token of somebody who is not there")

    def stepped(self, disk: Disk, me: Owner, step: Step, lane: str, written: Written) -> None:
        self._by_owner(disk, me, step.key, step.fence, lane)
        job = disk.reader.job(step.key)
        people = from_document(job.people, PeoplePart)
        calls = self._open.setdefault((id(disk), self.persons[self.bills[step.key]]), {})
        if step.outcome:
            calls.pop(step.outcome.msgid, None)
        if not written.intended:
            return
        intent = step.intent
        calls[intent.msgid] = step.key
        if len(calls) > 1:
            self.wrong(f"I7: {len(calls)} calls of one person under way: {sorted(calls.values())}")
        if intent.kind in ("2201", *GROWING) and people.wish is Wish.CANCEL:
            self.wrong(f"I9: {intent.kind} of {step.key} after a committed cancel")
        if intent.kind == "2201":
            self._turn(disk, step.key, job.lane, job.order)
        if intent.kind == "2207A":
            self._agreed(step.key, people, from_document(job.machine, MachinePart))

    def rested(self, disk: Disk, me: Owner, rest: Rest, lane: str) -> None:
        self._by_owner(disk, me, rest.key, rest.fence, lane)
        if rest.outcome:
            for calls in self._open.values():
                calls.pop(rest.outcome.msgid, None)

    def _by_owner(self, disk: Disk, me: Owner, key: str, fence: int, lane: str) -> None:
        taken = self._lanes.get((id(disk), lane))
        if taken is not None and taken != (me, fence):
            self.wrong(f"I7: {key} written by {me} with fence {fence}, its lane belongs to {taken}")

    def took(self, disk: Disk, me: Owner, lane: str, fence: int) -> None:
        """A lane has a new owner."""
        self._lanes[id(disk), lane] = (me, fence)

    def taker(self, claim: Claim) -> int:
        """The number of the window that had the claim's lane last; 0: none."""
        taken = self._lanes.get((id(self.homes[claim.key]), claim.lane))
        return int(taken[0].window) if taken else 0

    def _turn(self, disk: Disk, key: str, lane: str, order: str) -> None:
        for other in disk.reader.lane_jobs(lane):
            ahead = other.key != key and other.state is not State.HELD
            if ahead and (other.order < order or other.engaged):
                self.wrong(f"I8: {key} opens a visit before {other.key}, which is {other.state}")

    def _agreed(self, key: str, people: PeoplePart, machine: MachinePart) -> None:
        quote = machine.quote
        if quote is None or machine.quote_charges_version != people.charges_version:
            self.wrong(f"I10: {key} is settled without a trial of its charges")
            return
        said_yes = people.confirmed == Confirmation.of(quote.amounts, people.charges_version)
        if not said_yes and not (people.consent and quote.amounts.cash <= people.paid):
            self.wrong(f"I10: {key} is settled without a yes to its amounts")

    def _people(self, key: str) -> PeoplePart | None:
        disk = self.homes.get(key)
        job = disk.reader.job(key) if disk else None
        return from_document(job.people, PeoplePart) if job else None

    # --- at the end ----------------------------------------------------------------------------------------------

    def close(self, claims: dict[str, Claim], *, chained: bool) -> None:
        """Everything once more, on the claims as they lie. `chained`: the store keeps the hashes of events."""
        service = self.site.service
        for (number, visit), msgids in service.arrived.items():
            if len(msgids) > 1:
                self.wrong(f"I4: {len(msgids)} different {number} came for visit {visit}")
        missing = set(self.bills) - set(claims)
        if missing:
            self.wrong(f"I3: vanished: {sorted(missing)}")
        for claim in claims.values():
            self._ended(claim)
            self._history(claim, chained=chained)

    def _ended(self, claim: Claim) -> None:
        service, key, machine = self.site.service, claim.key, claim.machine
        live = service.live_of(key)
        stuck = claim.state is State.HELD and claim.reason == HeldReason.CANCEL_REFUSED
        if not claim.state.ended and not stuck:
            self.wrong(f"I3: {key} rests {claim.state} {claim.reason} for ever")
        settlement = machine.settlement
        if claim.state is State.DONE or stuck:
            if settlement is None or live != [settlement.settlement_id]:
                self.wrong(f"I1: {key} is {claim.state}, live at the service: {live}")
            elif claim.state is State.DONE:
                row = service.settled[settlement.settlement_id]
                if settlement.amounts.total != claim.people.total or row.total != claim.people.total:
                    self.wrong(f"I5: {key} of {claim.people.total} is settled with {row.total}")
        elif live and (claim.state.ended or claim.people.wish is Wish.CANCEL):
            self.wrong(f"I1: {key} is {claim.state}, live at the service: {live}")
        if claim.state is State.UPLOADED and service.uploads.get(key, set()) != set(_UPLOAD):
            self.wrong(f"I3: {key} is called uploaded, at the centre: {service.uploads.get(key)}")
        if claim.state.ended and claim.refund_due != _NOTHING:
            self.wrong(f"I5: {key} is {claim.state}, paid {claim.people.paid}, owed {claim.owed}")
        if claim.state.ended:
            self._visits(claim)
            self._paid_back(claim)

    def _paid_back(self, claim: Claim) -> None:
        """What went back was due: nothing is handed out twice and collected again."""
        paid = _NOTHING
        for row in claim.people.cash:
            paid += row.amount
            if row.reason == "refund" and claim.owed is not None and paid < claim.owed:
                self.wrong(f"I5: {claim.key} was paid back until {paid} was left of {claim.owed} owed")

    def _visits(self, claim: Claim) -> None:
        service = self.site.service
        known = self._answered_visits(claim)
        for name in service.visits_of(claim.key):
            visit = service.visits[name]
            settled = any(service.settled[one].visit == name for one in service.live_of(claim.key))
            if visit.cancelled or settled or name in claim.machine.leftovers:
                continue
            if name in known:
                self.wrong(f"I15: visit {name} of {claim.key} is left open")
            elif visit.lines:
                self.wrong(f"I15: visit {name} of {claim.key}, of which nobody knows, is not empty")

    def _answered_visits(self, claim: Claim) -> set[str]:
        reader = self.homes[claim.key].reader
        heard = [from_bytes(row.answer) for row in reader.attempts(claim.key) if row.kind == "2201"]
        return {row.output["data"]["mdtrt_id"] for row in heard if isinstance(row, Done) and "data" in row.output}

    def _history(self, claim: Claim, *, chained: bool) -> None:
        reader = self.homes[claim.key].reader
        attempts = reader.attempts(claim.key)
        if any(not row.outcome for row in attempts):
            self.wrong(f"I12: {claim.key} has an open call at the end")
        reversals = Counter(
            (row.target, row.at.date()) for row in attempts if row.kind == "2601" and row.outcome != "not_sent"
        )
        if any(count > _MOST_REVERSALS_A_DAY for count in reversals.values()):
            self.wrong(f"I16: {claim.key} sent 2601 {max(reversals.values())} times a day")
        chain, reversed_doubt, proven, refused = "", False, False, 0
        locked = self.site.place.visit_lock is not VisitLock.FAILS
        for row in reader.events(claim.key):
            if chained:
                stamp = row.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
                line = "\x1f".join((chain, claim.key, str(row.n), stamp, row.who, row.what, row.detail))
                chain = hashlib.sha256(line.encode()).hexdigest()
                if chain != row.hash:
                    self.wrong(f"I12: {claim.key}: the chain of events is broken at {row.n}")
                    chain = row.hash
            match row.what:
                case "2601 intent":
                    if not proven and refused < 2 and locked:
                        self.wrong(f"I16: {claim.key} sends 2601 before 2202 was refused twice")
                    reversed_doubt = True
                case "2202 done" | "2207A intent" | "visit left to the day's end":
                    reversed_doubt = proven = False
                    refused = 0
                case "2202 refused":
                    refused += 1
                case "adopted" | "found by looking" | "settled at the agency":
                    if reversed_doubt:
                        self.wrong(f"I6: {claim.key} adopts after a reversal was written")
                case "day's proof: booked":
                    proven = True
