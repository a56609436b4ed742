"""Patients and cashiers: what people do with their claims, at any moment, and what they do once all is quiet.

Everything goes through the shipped use cases (Counter, PartialRefund, no_return, Reconcile, agency_number); what those
refuse was not done, and somebody tries something else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from counter_app.desk import agency_number, no_return
from counter_app.desk.books import ClaimMissing
from counter_app.desk.claim import Claim, HeldReason, Wish
from counter_app.desk.commands import Stop
from counter_app.desk.counter import AmountMoved, Bill, ChargesFixed, NothingToRefund
from counter_app.desk.day_books import Doubt, doubt_of
from counter_app.desk.entries import NotToGiveUp
from counter_app.desk.knowledge import watch_length
from counter_app.desk.parting import GoesBack, NotToPart
from counter_app.desk.reconcile import Reconcile
from counter_app.model.payment import Payment, PaymentMethod
from counter_app.model.person import Credential, CredentialKind
from counter_app.model.visit import Charge
from offline_queue.engine import StoreUnavailable
from offline_queue.store import LaneLost, LaneTaken, SubjectAlive, VersionMoved
from offline_queue.values import State
from tests.simulation.judge import Judge
from tests.simulation.service import id_number
from tests.simulation.virtual_time import Killed
from tests.simulation.window import Machine, Process, Site, visit_at

__all__ = ["REFUSALS", "Patient", "People"]

REFUSALS = (
    StoreUnavailable,
    VersionMoved,
    LaneTaken,
    LaneLost,
    SubjectAlive,
    AmountMoved,
    ChargesFixed,
    NothingToRefund,
    NotToGiveUp,
    NotToPart,
    ClaimMissing,
)
_CASH = PaymentMethod.CASH
_NOTHING = Decimal("0.00")
_PATIENT_DAYS = 3  # then the agency is asked, where the books still tell nothing


@dataclass(eq=False, slots=True)
class Patient:
    """One bill of one person, at one window. `moment`: of the visit, by the hospital's clock."""

    person: int
    bill: str
    total: Decimal
    machine: Machine
    moment: datetime
    how: str  # window | voucher | ticket
    key: str = ""
    tries: int = 0
    returns: bool = True

    def charges(self, total: Decimal | None = None) -> tuple[Charge, ...]:
        """Two lines that make the bill."""
        whole = self.total if total is None else total
        first = Decimal("30.00")
        return (Charge("XA01", "甲药", first, Decimal(1)), Charge("XB02", "乙药", whole - first, Decimal(1)))

    @property
    def number(self) -> str:
        """The person's ID number."""
        return id_number(self.person)

    def id_card(self) -> Credential:
        """What may wait."""
        return Credential(CredentialKind.ID_NUMBER, self.number, name="测试甲", id_number=self.number)


class People:
    """Everybody in front of and behind the glass."""

    def __init__(self, site: Site, machines: list[Machine], patients: list[Patient], judge: Judge) -> None:
        self._site = site
        self._draw = site.weather.draw
        self._machines = machines
        self._patients = patients
        self._judge = judge
        self._tokens = 0
        self._days = 0
        self._asked_again: set[str] = set()
        self.over = False
        self.shut = False  # nothing is begun at a window: everybody is being sent away
        self.under_way = 0  # deeds begun at a window and not ended

    # --- while things go wrong -----------------------------------------------------------------------------------

    def cashier(self, machine: Machine, patients: list[Patient]) -> None:
        """Serve the patients of one window, each for a while, until faults stop."""
        stage, draw = self._site.stage, self._draw
        again = [patient for patient in patients if draw.random() < 0.6]  # they come back to the window
        for patient in [*patients, *again]:
            for _ in range(1 + draw.randrange(4)):
                self._deed(machine, lambda process, patient=patient: self._serve(process, patient))  # type: ignore[misc]
                stage.wait(draw.choice((0.5, 2.0, 10.0, 150.0)))
            self._deed(machine, lambda process, patient=patient: self._leaves(process, patient))  # type: ignore[misc]
            stage.wait(draw.choice((1.0, 5.0, 60.0)))

    def meddle(self, machine: Machine, patient: Patient, deed: str) -> None:
        """Somebody does something with a claim, whoever works on it just now."""
        self._deed(machine, lambda process: self._meddled(process, patient, deed))

    def give_up(self, machine: Machine, key: str) -> None:
        """The cashier cancels, at the moment when a call of the claim is about to go."""
        self._deed(machine, lambda process: self._cancelled(process, process.books.claim(key)))

    def _deed(self, machine: Machine, do: Callable[[Process], Any]) -> bool:
        """Do it with the program that runs there now; a program that dies takes nobody along. Whether it was done."""
        stage = self._site.stage
        actor = stage.current
        for _ in range(40):
            if machine.process is not None or self.over:
                break
            stage.wait(15.0)
        while self.shut:
            stage.wait(1.0)
        process = machine.process
        if process is None or process.dead:
            return False
        actor.inside = process
        process.actors.add(actor)
        self.under_way += 1
        try:
            do(process)
        except REFUSALS:
            return False
        except Killed:
            if stage.closing:
                raise
            actor.killed = False
            return False
        else:
            return True
        finally:
            self.under_way -= 1
            process.actors.discard(actor)
            actor.inside = None

    def _serve(self, process: Process, patient: Patient) -> None:
        claim = self._claim(process, patient)
        if claim is None:
            self._arrives(process, patient)
        else:
            self._goes_on(process, patient, claim)

    def _arrives(self, process: Process, patient: Patient) -> None:
        counter, weather = process.counter, self._site.weather
        others = [one for one in self._patients if one.person == patient.person and one is not patient and one.key]
        if any(self._alive(one) for one in others):
            weather.note("second claim of the person meanwhile")
        bill = Bill(patient.bill, visit_at(patient.moment), patient.charges())
        if patient.how == "ticket":
            self._ticket(process, patient, bill)
            return
        if self._draw.random() < 0.5:
            counter.stands_here(patient.number, here=True)
        if self._draw.random() < 0.5:
            counter.settle_waiting(patient.number)
        shown = patient.id_card() if patient.how == "window" else self._voucher(process, patient)
        found = counter.identify(shown, bill.visit)
        if found.person is None:
            if self._draw.random() < 0.5:
                self._ticket(process, patient, bill)
            return
        arrival = counter.quote(bill, found)
        patient.key = arrival.key

    def _ticket(self, process: Process, patient: Patient, bill: Bill) -> None:
        claim = process.counter.make_up(bill, patient.id_card(), _pays(patient.total), "", "测试甲")
        patient.key = claim.key
        self._site.weather.note("left with a ticket")

    def _voucher(self, process: Process, patient: Patient) -> Credential:
        self._tokens += 1
        token = f"T{self._tokens:06d}"
        self._judge.tokens[token] = process.machine.number
        return Credential(
            CredentialKind.VOUCHER, token, name="测试甲", id_number=patient.number, read_at=process.machine.wall()
        )

    def _leaves(self, process: Process, patient: Patient) -> None:
        """The person leaves the window, whatever has become of the claim."""
        for token, number in self._judge.tokens.items():
            if number == process.machine.number:
                self._judge.tokens[token] = None
        if patient.key:
            process.driver.leave(patient.key)
        process.counter.stands_here(patient.number, here=False)

    def _goes_on(self, process: Process, patient: Patient, claim: Claim) -> None:
        draw, counter, key = self._draw, process.counter, claim.key
        if claim.state is State.HELD and claim.reason == HeldReason.CONFIRM:
            what = draw.random()
            if what < 0.7:
                self._yes(process, claim)
            elif what < 0.8:
                self._with_ticket(process, patient, claim)
            elif what < 0.9:
                self._recharged(process, patient)
            else:
                self._cancelled(process, claim)
        elif claim.state is State.HELD and claim.reason == HeldReason.CREDENTIAL:
            counter.show_credential(key, patient.id_card())
        elif claim.state is State.HELD and claim.reason == HeldReason.REFUSED:
            counter.quote_again(key)
        elif claim.state is State.HELD and claim.reason == HeldReason.RECONCILE:
            if draw.random() < 0.5:
                self._agency(process, claim)
            else:
                self._reconciled(process, process.machine.wall().date())
        elif claim.state is State.DONE and draw.random() < 0.3:
            self._parted(process, patient, claim)
        elif claim.state.ended:
            self._square(process, claim)
        elif claim.people.paid == claim.people.total and draw.random() < 0.4:
            self._uploaded(process, claim)
        elif any(row.reason == "settlement" for row in claim.people.cash) and draw.random() < 0.5:
            self._recharged(process, patient)  # the yes is given, and the bill changes before it could be obeyed
        else:
            what = draw.random()
            if what < 0.35:
                self._with_ticket(process, patient, claim)
            elif what < 0.65:
                self._recharged(process, patient)
            elif what < 0.8:
                self._cancelled(process, claim)
            else:
                counter.quote_again(key)

    def _yes(self, process: Process, claim: Claim) -> None:
        quote = claim.machine.quote
        assert quote is not None
        due = max(quote.amounts.cash - claim.people.paid, _NOTHING)
        process.counter.settle(claim.key, _pays(due))

    def _with_ticket(self, process: Process, patient: Patient, claim: Claim) -> None:
        due = claim.people.total - claim.people.paid
        process.counter.leave_with_ticket(claim.key, _pays(due), "", patient.id_card())
        self._site.weather.note("left with a ticket")

    def _recharged(self, process: Process, patient: Patient) -> None:
        total = patient.total + Decimal(self._draw.choice(("10.00", "-0.01", "25.50")))
        process.counter.recharge(patient.key, patient.charges(total))
        self._site.weather.note("charges changed")

    def _cancelled(self, process: Process, claim: Claim) -> None:
        process.counter.cancel(claim.key, "left the window")
        self._site.weather.note("cancelled by the cashier")

    def _parted(self, process: Process, patient: Patient, claim: Claim) -> None:
        charges = claim.people.charges
        if len(charges) > 1:
            process.parting.begin(claim.key, {1: GoesBack.whole(charges[0])}, "another drug")
            self._site.weather.note("partial refund")
        process.parting.go_on(claim.key, pay=self._draw.random() < 0.5, credential=patient.id_card())

    def _uploaded(self, process: Process, claim: Claim) -> None:
        office: Any = SimpleNamespace(
            books=process.books,
            driver=process.driver,
            place=self._site.place,
            papers=SimpleNamespace(hand_claim=lambda _claim: ""),
            settings=SimpleNamespace(window=SimpleNamespace(patience_s=40.0)),
            duty=SimpleNamespace(number="window", who="window"),
        )
        if no_return.upload(office, claim.key)["state"] != "refused":
            self._site.weather.note("never returned")

    def _meddled(self, process: Process, patient: Patient, deed: str) -> None:
        claim = self._claim(process, patient)
        if claim is None:
            return
        match deed:
            case "cancel":
                self._cancelled(process, claim)
            case "upload" if claim.people.paid == claim.people.total:
                self._uploaded(process, claim)
            case "refund":
                self._square(process, claim)
            case "reconcile":
                self._reconciled(process, (process.machine.wall() - timedelta(days=self._draw.choice((0, 1)))).date())
            case "part" if claim.state is State.DONE:
                self._parted(process, patient, claim)
            case _:
                process.counter.quote_again(claim.key)

    def _square(self, process: Process, claim: Claim) -> None:
        """Hand back or collect what an ended claim leaves."""
        due = claim.refund_due
        if due is None or due == _NOTHING:
            return
        if due > _NOTHING:
            process.counter.refund(claim.key, None, due)
        else:
            process.counter.collect(claim.key, _pays(-due))

    # --- once all is quiet ---------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Everything that people can still do, until there is nothing left: within days, of the world's clock."""
        stage = self._site.stage
        for day in range(12):
            self._days = day
            for pause in (1.0, 60.0, 400.0, 1200.0, 4000.0):
                for _ in range(6):
                    if not self._round():
                        break
                if self._all_over():
                    return
                for machine in self._machines:
                    if machine.process is not None:
                        machine.process.poke()
                stage.wait(pause)
            if all(self._waits_for_proof(claim) or self._over(claim) for claim in self.claims().values()):
                self._tomorrow(day)

    def claims(self) -> dict[str, Claim]:
        """Every claim of every store, read with nobody in between."""
        found = {}
        for machine in self._one_per_disk():
            process = machine.process
            assert process is not None
            found |= {claim.key: claim for claim in process.books.claims()}
        return found

    def _one_per_disk(self) -> list[Machine]:
        return list({id(machine.disk): machine for machine in reversed(self._machines)}.values())[::-1]

    def _round(self) -> bool:
        moved = False
        by_bill = {patient.bill: patient for patient in self._patients}
        at = {machine.number: machine for machine in self._machines}
        for key, claim in sorted(self.claims().items()):
            patient = by_bill[claim.people.bill.split()[0]]
            # What a window that died had in hand waits for its own next start: there are no leases yet.
            home = at[self._judge.taker(claim) or int(key[1:3])]
            moved |= self._deed(home, lambda process, p=patient, c=claim: self._ends(process, p, c))  # type: ignore[misc]
        return moved

    def _ends(self, process: Process, patient: Patient, claim: Claim) -> None:
        patient = replace(patient, key=claim.key)
        if claim.state.ended:
            if claim.refund_due is None:
                process.parting.go_on(claim.key, pay=True, credential=patient.id_card())
                if process.parting.standing(claim.key).new is not None:
                    return
            elif claim.refund_due != _NOTHING:
                self._square(process, claim)
                return
        elif claim.state is State.HELD:
            match claim.reason:
                case HeldReason.CONFIRM:
                    self._yes(process, claim)
                    process.driver.leave(claim.key)
                    return
                case HeldReason.CREDENTIAL:
                    process.counter.show_credential(claim.key, patient.id_card())
                    process.driver.leave(claim.key)
                    return
                case HeldReason.REFUSED if claim.people.retry < 6:
                    process.counter.quote_again(claim.key)
                    process.driver.leave(claim.key)
                    return
                case HeldReason.REFUSED if claim.people.wish is Wish.SETTLE:
                    process.counter.cancel(claim.key, "refused for good")
                    process.driver.leave(claim.key)
                    return
                case HeldReason.CANCEL_REFUSED if claim.key not in self._asked_again:
                    if process.counter.quote_again(claim.key).stop is not Stop.BUSY:  # else nobody was asked
                        self._asked_again.add(claim.key)
                    process.driver.leave(claim.key)
                    return
                case HeldReason.RECONCILE if self._agency_is_asked(claim):
                    self._agency(process, claim)
                    return
        elif claim.key in process.memory.kept:
            process.driver.leave(claim.key)
            return
        raise ClaimMissing(claim.key)  # nothing to do

    def _agency_is_asked(self, claim: Claim) -> bool:
        """Once the books have spoken, when they keep silent for days, and now and then before anybody has looked."""
        return claim.machine.proof is not None or self._days > _PATIENT_DAYS or self._draw.random() < 0.1

    def _agency(self, process: Process, claim: Claim) -> None:
        service = self._site.service
        for number in service.live_of(claim.key):
            steps = agency_number.settled_at_agency(process.road._means, claim.key, number, "window")
            if process.driver.work(steps) == "":
                return
        raise ClaimMissing(claim.key)

    def _tomorrow(self, day: int) -> None:
        """The next day, and its books; at last the day by which a clock that was wrong said something was sent."""
        stage, site = self._site.stage, self._site
        now = site.start + timedelta(seconds=stage.now)
        ends = [one.period.last for machine in self._one_per_disk() for one in self._doubts(machine.process)]
        last = max([now.date(), *(ends if day >= _PATIENT_DAYS else [])])
        morning = datetime.combine(last + timedelta(days=1), datetime.min.time(), now.tzinfo) + timedelta(minutes=30)
        stage.wait((morning - now).total_seconds())
        for machine in self._one_per_disk():
            days = {one.period.last for one in self._doubts(machine.process)}
            for which in sorted(one for one in days if one < machine.wall().date()):
                self._deed(machine, lambda process, which=which: self._reconciled(process, which))  # type: ignore[misc]

    def _doubts(self, process: Process | None) -> list[Doubt]:
        if process is None:
            return []
        longest = watch_length(self._site.place)
        found = [
            doubt_of(claim, process.books.attempts(claim.key), longest)
            for claim in process.books.claims(alive=True)
            if claim.machine.given_up
        ]
        return [one for one in found if one is not None]

    def _reconciled(self, process: Process, day: date) -> None:
        """As the day's end does it, without waiting for what follows."""
        due = [one for one in self._doubts(process) if one.period.last == day]
        if due:
            comparing = Reconcile("day", watch_length(self._site.place))
            process.driver.work(comparing.run(day, process.books.claims(), due))

    # --- looking -------------------------------------------------------------------------------------------------

    def _claim(self, process: Process, patient: Patient) -> Claim | None:
        """By its key, or by its bill where the key was lost with the program."""
        if patient.key:
            try:
                return process.books.claim(patient.key)
            except ClaimMissing:
                return None
        found = [claim for claim in process.books.claims() if claim.people.bill == patient.bill]
        if not found:
            return None
        patient.key = found[0].key
        return found[0]

    def _alive(self, patient: Patient) -> bool:
        job = patient.machine.disk.reader.job(patient.key)
        return job is not None and not job.state.ended

    def _all_over(self) -> bool:
        return all(self._over(claim) and not self._owes(claim) for claim in self.claims().values())

    def _over(self, claim: Claim) -> bool:
        stuck = claim.state is State.HELD and claim.reason == HeldReason.CANCEL_REFUSED
        return claim.state.ended or (stuck and claim.key in self._asked_again)

    def _owes(self, claim: Claim) -> bool:
        return claim.state.ended and claim.refund_due != _NOTHING

    def _waits_for_proof(self, claim: Claim) -> bool:
        return claim.state is State.HELD and claim.reason == HeldReason.RECONCILE and claim.machine.proof is None


def _pays(due: Decimal) -> Payment:
    return Payment(due, _CASH, due)
