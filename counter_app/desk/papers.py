"""Which paper a claim needs now, filled from its facts, and kept as a file named by the claim's key."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from counter_app.desk import clock, outlook
from counter_app.desk.claim import Claim
from counter_app.desk.endings import PAPERS_BY_HAND, Ending, ending_of
from counter_app.desk.entries import ELSEWHERE
from counter_app.desk.estimate import Estimates
from counter_app.desk.paper_files import PaperFiles
from counter_app.desk.parting import CARRIED
from counter_app.desk.recognise import why_not_settled
from counter_app.desk.tray import Tray
from counter_app.model import money
from counter_app.model.payment import Payment, PaymentMethod
from counter_app.model.person import Credential, Filing, FilingClass, Insurance, Person
from counter_app.model.visit import VisitKind
from counter_app.printing.values import PrintSystem
from counter_app.settings import Settings
from counter_app.slips.fonts import SlipFonts
from counter_app.slips.forms import FORMS, Form
from counter_app.slips.make_up import make_up_ticket
from counter_app.slips.notice import notice
from counter_app.slips.packet import HandClaim, hand_claim
from counter_app.slips.refund import refund_slip
from counter_app.slips.refusals import SlipRefusedError
from counter_app.slips.settlement import settlement_slip
from counter_app.slips.values import (
    AccountNote,
    MakeUpTicket,
    Notice,
    NoticeKind,
    Office,
    Outage,
    Patient,
    RefundOutlook,
    RefundReason,
    RefundSlip,
    SettlementSlip,
)
from counter_app.slips.why import so_little
from offline_queue.values import State

# A paper's number among those of its kind, at the end of its file's name.
_EDITION = re.compile(r"-[0-9]+$")

__all__ = ["NoPaper", "Papers", "Told", "payment_of"]


class NoPaper(Exception):
    """The claim is not in a state that has a paper."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a notice tells: of whom, which reason with its filled text, and the money so far.

    `key`: the claim's number, or the one its claim will have. `total` None: the bill is not known; `visited` None: the
    day of the visit is not known either, so it is this one. `claimed`: a claim has this number already.
    """

    key: str
    kind: NoticeKind
    code: str
    paragraphs: tuple[str, ...]
    person: Person | None = field(default=None, repr=False)
    credential: Credential | None = field(default=None, repr=False)
    total: Decimal | None = None
    payment: Payment | None = None
    in_full: bool = False
    said: str = ""
    message: str = ""
    visited: date | None = None
    claimed: bool = True


class Papers:
    """Makes papers of claims and keeps them in the data folder; what is to come out of a printer lies in `tray`.

    `fonts` is asked when the first paper is made. `uploads`: whether the place takes the bill of a patient who never
    returns. `operator`: whose number stands on them; `announced`: the shutdown that a ticket of that moment and insured
    place was given for.
    """

    def __init__(
        self,
        settings: Settings,
        fonts: Callable[[], SlipFonts],
        region_name: Callable[[str], str],
        estimates: Estimates,
        system: PrintSystem,
        *,
        uploads: bool,
    ) -> None:
        self._settings = settings
        folder = settings.data / "slips"
        self.files, self.tray = PaperFiles(folder), Tray(folder, settings.printing, system)
        self._fonts = fonts
        self._region_name = region_name
        self.estimates = estimates
        self._uploads = uploads
        self.operator: Callable[[], str] = lambda: settings.window.operator
        self.announced: Callable[[datetime, str], Outage | None] = lambda _at, _region: None
        self.down_since: Callable[[datetime], datetime] = lambda at: at

    def get_ready(self) -> None:
        """Load the fonts now, not in the middle of the first settlement. A missing one is told with the first paper."""
        with suppress(SlipRefusedError):
            self._fonts()

    def of(self, claim: Claim, *, reprint: int = 0) -> Path:
        """Make the paper that fits the claim's state: settlement slip, papers for a claim by hand, refund slip, else
        make-up ticket.

        Raises:
            NoPaper: it has none. SlipRefusedError: something the paper needs is missing; nothing was printed.
        """
        ending = ending_of(claim)
        if ending is Ending.SETTLED:
            return self.files.keep(claim.key, "settlement", self._settlement(claim, reprint))
        if ending in PAPERS_BY_HAND:
            return self.hand_claim(claim, reprint=reprint)
        if ending is not None:
            return self.refund(claim, reprint=reprint)
        # Where money is or may be booked, or the claim was given up, a paper that promises a make-up would be wrong.
        booked = bool(claim.machine.doubt) or claim.machine.settlement is not None or claim.unchecked
        if claim.people.ticket_at is not None and not booked:
            return self.files.keep(claim.key, "ticket", self._ticket(claim, reprint))
        raise NoPaper(claim.key)

    def refund(self, claim: Claim, *, reprint: int = 0) -> Path:
        """退款单 of the last money paid back, by one way or several. Raises NoPaper where none was."""
        returned = [row for row in claim.people.cash if row.amount < money.ZERO and row.reason != CARRIED]
        paid_back = [row for row in returned if row.reason != ELSEWHERE]
        if not paid_back or claim.owed is None:
            raise NoPaper(claim.key)
        last = paid_back[-1]
        rows = [row for row in paid_back if row.at == last.at]
        came = [row for row in claim.people.cash if row.amount > money.ZERO]
        earlier = [row for row in returned if row not in rows]
        slip = RefundSlip(
            key=claim.key,
            office=self._office(),
            patient=self._patient(claim),
            paid=claim.people.paid - sum((row.amount for row in returned), money.ZERO),
            due=claim.owed,
            method=last.method,
            visited=claim.people.visit.date.date(),
            settled=claim.state is State.DONE,
            came=tuple(dict.fromkeys(row.method for row in came)),
            earlier=-sum((row.amount for row in earlier), money.ZERO),
            refund_days=self._settings.slips.refund_days,
            ways=tuple((row.method, -row.amount) for row in rows),
            reason=_refund_reason(claim),
            refunded_at=last.at,
            original_bill=claim.people.bill,
            cancelled_bill=claim.machine.undone[-1] if claim.machine.undone else claim.people.replaced,
            new_bill=claim.machine.settlement.settlement_id if claim.machine.settlement else "",
            reprint=reprint,
            training=self._settings.training,
        )
        return self.files.keep(claim.key, "refund", refund_slip(slip, self._fonts(), self._form("refund")))

    def notice(self, told: Told, *, reprint: int = 0) -> Path:
        """告知单 or 核对单, whether or not there is a claim yet. Raises SlipRefusedError: nothing was printed."""
        person, credential = told.person, told.credential
        paying = _insured_by(person)
        now = clock.moment().wall
        due, rule = self._claimed_before(person, told.visited or now.date())
        value = Notice(
            key=told.key,
            office=self._office(),
            patient=Patient(
                name=person.name if person else credential.name if credential else "",
                id_number=person.id_number if person else credential.id_number if credential else "",
                sex=person.sex if person else "",
                age=person.age if person else None,
                insured_place=self._region_name(paying.region) if paying else "",
                insured_place_phone=self._settings.slips.insured_place_phone,
            ),
            kind=told.kind,
            code=told.code,
            paragraphs=told.paragraphs,
            issued_at=now,
            total=told.total,
            payment=told.payment,
            in_full=told.in_full,
            due=due,
            rule=rule,
            said=told.said,
            message=told.message,
            reprint=reprint,
            training=self._settings.training,
            claimed=told.claimed,
        )
        kind = "check" if told.kind is NoticeKind.CHECK else "notice"
        return self.files.keep(told.key, kind, notice(value, self._fonts(), self._form(kind)))

    def outlook(self, claim: Claim) -> RefundOutlook:
        """What may come back of its bill."""
        return outlook.of_claim(self.estimates, claim)

    def hand_claim(self, claim: Claim, *, reprint: int = 0) -> Path:
        """手工报销材料单 of a claim that ended uploaded or by hand. Raises SlipRefusedError: nothing was printed."""
        said, ending = why_not_settled(claim), ending_of(claim)
        if not said and ending is Ending.IN_FULL:
            said = f"付了全款，原因见当时的告知单（原因 {claim.people.in_full}）"
        due, rule = self._claimed_before(claim.machine.person, claim.people.visit.date.date())
        value = HandClaim(
            key=claim.key,
            office=self._office(),
            patient=self._patient(claim),
            visit=claim.people.visit,
            charges=claim.people.charges,
            payment=payment_of(claim),
            why=f"{said or '看病时医保线路不通，后来没有补办'}。",
            issued_at=clock.moment().wall,
            emergency=claim.people.visit.kind is VisitKind.EMERGENCY,
            uploaded=claim.changed_at.astimezone(clock.WINDOW_ZONE) if ending is Ending.UPLOADED else None,
            due=due,
            rule=rule,
            reprint=reprint,
            training=self._settings.training,
        )
        pdf = hand_claim(value, self._fonts(), self._form("hand-claim"))
        return self.files.keep(claim.key, "hand-claim", pdf)

    def listed(
        self, kind: str, day: datetime, make: Callable[[Office, SlipFonts, bool], bytes], *, to_the_minute: bool = False
    ) -> Path:
        """What is of many claims, kept by its day, or by its minute; made anew it replaces that of before. `make` gets
        who issues it.
        """
        pdf = make(self._office(), self._fonts(), self._settings.training)
        name = f"{day:%Y%m%d-%H%M}" if to_the_minute else f"{day:%Y%m%d}"
        return self.files.replace(name, kind, pdf)

    def handed_out(self, key: str, kind: str) -> bool:
        """Whether the next one of this kind is a reprint: one was printed, or kept where there is no printer for it."""
        if not self.tray.prints(kind):
            return self.files.kept(key, kind)
        return any(self.tray.came(file.stem) for file in self.files.editions(key, kind))

    def print_out(self, file: Path, key: str) -> bool:
        """Have a paper of a claim printed; False: such a one has no printer here."""
        return self.tray.put(file, key, _EDITION.sub("", file.stem.removeprefix(f"{key}-")))

    def _settlement(self, claim: Claim, reprint: int) -> bytes:
        settlement = claim.machine.settlement
        if settlement is None:
            raise NoPaper(claim.key)
        qualification = claim.machine.qualification
        filing = qualification.filing if qualification else None
        slip = SettlementSlip(
            key=claim.key,
            office=self._office(),
            patient=self._patient(claim),
            visit=claim.people.visit,
            charges=claim.people.charges,
            splits=claim.machine.splits,
            settlement=settlement,
            payment=payment_of(claim),
            printed_at=clock.moment().wall,
            filing=_filing_shown(claim, filing),
            sentences=so_little(settlement.amounts, settlement.explanations),
            account_note=_account_note(claim),
            made_up=claim.people.ticket_at is not None,
            returned=_returned(claim),
            reprint=reprint,
            training=self._settings.training,
        )
        return settlement_slip(slip, self._fonts(), self._form("settlement"))

    def _ticket(self, claim: Claim, reprint: int) -> bytes:
        issued = claim.people.ticket_at or clock.moment().wall
        ticket = MakeUpTicket(
            key=claim.key,
            office=self._office(),
            patient=self._patient(claim),
            visit=claim.people.visit,
            total=claim.people.total,
            payment=payment_of(claim),
            outage=self.announced(issued, claim.region) or Outage(since=self.down_since(issued)),
            issued_at=issued,
            due=claim.people.due_by,
            outlook=self.outlook(claim),
            refund_days=self._settings.slips.refund_days,
            uploads=self._uploads,
            supposed=outlook.supposed_place(self.estimates, self._region_name, claim),
            reprint=reprint,
            training=self._settings.training,
        )
        return make_up_ticket(ticket, self._fonts(), self._form("ticket"))

    def _claimed_before(self, person: Person | None, visited: date) -> tuple[date | None, str]:
        """Until when the insured place takes a claim by hand, and by which rule."""
        paying = _insured_by(person)
        return self._settings.slips.claimed_before(paying.region if paying else "", visited)

    def _office(self) -> Office:
        institution, window = self._settings.institution, self._settings.window
        return Office(
            institution=institution.name,
            place=institution.region_name,
            window=str(window.number),
            operator=self.operator(),
            phone=institution.phone,
            level=institution.level,
        )

    def _patient(self, claim: Claim) -> Patient:
        person, people = claim.machine.person, claim.people
        paying = person.insurance if person else None
        shown = people.credential
        return Patient(
            name=person.name if person else people.name,
            id_number=person.id_number if person else (shown.id_number if shown else ""),
            sex=person.sex if person else "",
            age=person.age if person else None,
            insured_place=self._region_name(paying.region) if paying else "",
            insured_place_phone=self._settings.slips.insured_place_phone,
            scheme=paying.scheme if paying else None,
            phone=people.phone,
        )

    def _form(self, kind: str) -> Form:
        return FORMS[self._settings.printing.form(kind)]


def _insured_by(person: Person | None) -> Insurance | None:
    """The row that pays, else the first: where none is active, its place is the one to ask."""
    return (person.insurance or next(iter(person.insurances), None)) if person else None


def payment_of(claim: Claim) -> Payment:
    """What was taken in all before anything went back, the way the first money came."""
    taken = [row for row in claim.people.cash if row.amount > money.ZERO]
    if not taken:
        return Payment(money.ZERO, PaymentMethod.CASH, money.ZERO)
    due = sum((row.amount for row in taken), money.ZERO)
    return Payment(due, taken[0].method, sum((row.received for row in taken), money.ZERO))


def _returned(claim: Claim) -> Decimal:
    """What of it the person has back."""
    return -sum((row.amount for row in claim.people.cash if row.amount < money.ZERO), money.ZERO)


def _refund_reason(claim: Claim) -> RefundReason:
    if claim.people.replaces:
        return RefundReason.ITEM_CANCELLED
    if claim.machine.undone:
        return RefundReason.WRONG_AMOUNT
    if claim.state is State.VOID:
        return RefundReason.NOT_SETTLED
    return RefundReason.MADE_UP if claim.people.ticket_at is not None else RefundReason.WRONG_AMOUNT


def _filing_shown(claim: Claim, filing: Filing | None) -> FilingClass | None:
    if claim.people.visit.kind is VisitKind.EMERGENCY:
        return FilingClass.EMERGENCY
    return filing.kind if filing else None


def _account_note(claim: Claim) -> AccountNote:
    person, settlement = claim.machine.person, claim.machine.settlement
    if settlement is None or settlement.amounts.account > money.ZERO or not claim.people.use_account:
        return AccountNote.NOT_USED
    said = {row.name for row in settlement.explanations}
    if "account_bank" in said:
        return AccountNote.SENT_TO_BANK
    if "account_closed" in said:
        return AccountNote.NOT_OPENED
    balance = person.insurance.balance if person and person.insurance else Decimal(1)
    return AccountNote.EMPTY if balance == money.ZERO else AccountNote.NOT_USED
