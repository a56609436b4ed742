"""Money and papers of the visit at the glass: settle, ticket, correct, undo, refund, print."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from counter_app.desk import entries
from counter_app.desk.claim import Claim, Wish
from counter_app.desk.commands import Arrival, Stop
from counter_app.desk.recognise import Trouble
from counter_app.desk.tray import TrayState
from counter_app.failures import FailureCode
from counter_app.model import money
from counter_app.model.payment import Payment
from offline_queue.values import State
from ui.arrived import paid_back, view_changes
from ui.at_glass import AtGlass
from ui.change_open import change_open
from ui.desk_views import claim_name, person_of, traces, zero_reason
from ui.full_payment import FullPayment
from ui.giving_back import GivingBack
from ui.intents import PayOut, TakeMoney
from ui.lines_off import bill_of
from ui.link import link_view, region_of
from ui.outlooks import Outlooks
from ui.paper_desk import PaperDesk
from ui.paper_news import SLIPS, PaperNews, drop_outlived
from ui.parked import Parked
from ui.person_desk import for_later
from ui.stopped import kept_there, shut, stopped
from ui.theme import Role
from ui.views import CheckView, LastVisitView, Notice, PrintState, RefundView, VisitState
from ui.window_desk import PaidBack
from ui.words import sentences, stop_words
from ui.words.reasons import reason
from ui.words.template import filled

__all__ = ["VisitTill"]

_HAS_PAPER = (VisitState.SETTLED, VisitState.TICKET_OUT, VisitState.PAID_IN_FULL, VisitState.REFUNDED)
_HAS_NOTICE = (VisitState.FAILURE, VisitState.FULL_PAYMENT, VisitState.BY_HAND, VisitState.LINK_DOWN)
_ELSEWHERE = -1  # no number: nothing was made
_RECKONED = (VisitState.TRIAL_DONE, VisitState.WARNED)


class VisitTill:
    """Works on the visits of `glass`."""

    def __init__(self, glass: AtGlass) -> None:
        self._glass = glass
        self._desk = glass.desk
        self._outlooks = Outlooks(glass)
        self._full = FullPayment(glass, self._not_in_full)
        self._paper_news = PaperNews(glass)
        self.paper_desk: PaperDesk | None = None  # None: nobody is asked anything about papers
        self.giving_back = GivingBack(glass, self.arrived, self._undone)

    # --- money comes in ------------------------------------------------------------------------------------------

    def take(self, intent: TakeMoney) -> None:
        """F9. What the label said is what is taken; a press on anything else is none."""
        at = self._glass.at
        if intent.visit != at.visit or intent.turn != at.view.turn:
            return
        payment = Payment(intent.amount, intent.method, intent.received)
        key = at.key
        if at.view.state is VisitState.LINK_DOWN:
            self._ticket(at, payment, intent)
        elif at.view.state is VisitState.FULL_PAYMENT:
            self._settling(at, intent)
            self._full.take(at, payment, self._print)
        elif key is not None and at.view.state is VisitState.AMOUNT_CHANGED:
            self._glass.ask(
                at,
                lambda: self._desk.correct(key, payment),
                lambda one, arrival: self._corrected(one, arrival, payment),
            )
        elif key is not None and at.view.state is VisitState.TRIAL_DONE:
            if stopped(self._glass, at):  # announced, and begun since the trial: the till asks the whole bill first
                return
            self._settling(at, intent)
            self._glass.ask(at, lambda: self._desk.settle(key, payment), self.arrived)

    def _settling(self, at: Parked, intent: TakeMoney) -> None:
        paid = at.view.paid
        before = paid if intent.before is None else intent.before
        taken = Payment(intent.amount + paid, intent.method, intent.received + before)
        self._glass.on_counter.lay(at.visit, taken)
        self._glass.change(at, state=VisitState.SETTLING, payment=taken, since=self._glass.now(), notice=None)

    def _ticket(self, at: Parked, payment: Payment, intent: TakeMoney) -> None:
        if at.order is None or at.credential is None:
            return
        key, found = at.key, at.found
        credential = for_later(at.credential, found, self._desk.office.place) or at.credential
        bill = bill_of(at, at.order)
        self._settling(at, intent)
        self._glass.ask(at, lambda: self._desk.ticket(bill, credential, key, payment, intent.phone, found), self._out)

    def arrived(self, one: Parked, arrival: Arrival) -> None:
        """A claim came as far as it goes now."""
        if arrival.claim is not None:
            one.key = arrival.claim.key
            _learn(one, arrival.claim)
        now = self._glass.now()
        down_since = self._desk.office.line.down_since(now)
        changes = view_changes(
            arrival, one.view, self._desk.office.place, now=now, down_since=down_since, rule=self._desk.traces
        )
        if isinstance(changes, Trouble):
            if arrival.claim is not None:
                people = arrival.claim.people
                ways = entries.back_by_way(people.cash, entries.returnable(arrival.claim))
                one.view = replace(one.view, paid=people.paid, returnable=ways)
            self._glass.fail(one, changes, down_since if arrival.stop is Stop.LINK else None)
            return
        person = arrival.claim.machine.person if arrival.claim is not None else None
        if changes.get("state") is VisitState.LINK_DOWN:
            link = link_view(self._desk.office, person, now)
            changes = {**changes, "link": link} if link.announced else changes
        elif changes.get("state") in _RECKONED:  # by its insured place, which does not stand still
            self._desk.office.line.shutdowns.overrule(region_of(person))
        self._glass.change(one, **changes)
        if arrival.claim is not None and one.view.state is VisitState.LINK_DOWN:
            self._outlooks.of_claim(one, arrival.claim)
        if arrival.claim is not None and one.view.state is VisitState.SETTLED:
            if one.view.payment is not None:
                last = LastVisitView(claim_name(arrival.claim), self._glass.now(), one.view.payment)
                self._glass.settled(one, last)
            self._print(one)

    def _corrected(self, one: Parked, arrival: Arrival, payment: Payment) -> None:
        claim = arrival.claim
        if claim is None:
            text = filled(reason(FailureCode.STORE).cashier, 分机=self._desk.help_phone)
            self._glass.change(one, notice=Notice(text, Role.STOP))
            return
        if claim.refund_due == 0:
            one.view = replace(one.view, payment=payment)
        self.arrived(one, arrival)

    def _not_in_full(self, one: Parked, arrival: Arrival) -> None:
        """Somebody else brought the claim on, or the store refuses: what is so is shown, nothing was taken."""
        one.view = replace(one.view, payment=None)
        self.arrived(one, arrival)

    def _out(self, one: Parked, arrival: Arrival) -> None:
        if arrival.claim is None or arrival.claim.people.ticket_at is None:
            # Somebody else brought the claim on, or the store refuses: what is so is shown, nothing is taken.
            one.view = replace(one.view, payment=None)
            self.arrived(one, arrival)
            if arrival.claim is None and not arrival.key and arrival.stop is Stop.LINK:
                self._glass.change(one, notice=Notice(sentences.NOT_ON_RECORD, Role.STOP))
            return
        one.key = arrival.claim.key
        paid = arrival.claim.people.paid
        self._glass.change(one, state=VisitState.TICKET_OUT, ticket=one.key, since=None, paid=paid)
        self._print(one)

    # --- money goes out ------------------------------------------------------------------------------------------

    def pay_out(self, intent: PayOut) -> None:
        """Shift F9, confirmed: a refund that is due, or a settlement undone whose amount was not the trial's."""
        at = self._glass.at
        key = at.key
        if key is None or at.paying or intent.visit != at.visit or intent.turn != at.view.turn:
            return
        if at.view.state is VisitState.AMOUNT_CHANGED:
            if shut(self._glass, at, stop_words.UNDO):
                return
            self._glass.change(at, state=VisitState.UNCLEAR, since=self._glass.now(), check=None)
            self._glass.ask(at, lambda: self._desk.undo(key, intent.why), self._undone)
        elif at.view.state is VisitState.REFUND_DUE:
            self._refund(at, key, intent.amount)
        elif at.view.state is VisitState.FAILURE:
            self._hand_back(at, key, intent.amount, intent.why)

    def shut(self, seen: Callable[[str], Claim | None]) -> bool:
        """Before anything is asked on Shift F9. `seen`: a claim as it was last seen."""
        return kept_there(self._glass, self._glass.at, seen(self._glass.at.key or ""))

    def _undone(self, one: Parked, arrival: Arrival) -> None:
        claim = arrival.claim
        under_way = claim is not None and claim.people.wish is Wish.CANCEL and not claim.state.ended
        if claim is None or not under_way or claim.state is State.HELD:
            self.arrived(one, arrival)
            return
        # Still settled, or nobody knows: nothing is paid out and nothing taken until it is undone.
        check, notice = one.view.check or CheckView(self._glass.now()), Notice(sentences.UNDO_UNCLEAR, Role.CHECK)
        self._glass.change(one, state=VisitState.UNCLEAR, check=check, since=None, notice=notice)

    def pay_back(self, claim: Claim, amount: Decimal, why: str = "") -> None:
        """Confirmed on the queue page: a refund, or a claim given up for a reason. Whoever stands at the glass steps
        aside first.
        """
        if not claim.people.cash:
            return
        self._glass.step_aside()
        self._glass.forget(claim.key)
        at = self._glass.at
        at.key = claim.key
        owed, ways = claim.people.paid - amount, entries.back_by_way(claim.people.cash, amount)
        view = RefundView(claim.key, claim.people.paid, owed, ways, zero_reason(claim))
        self._glass.change(
            at,
            state=VisitState.REFUND_DUE,
            refund=view,
            person=person_of(claim, self._glass.places),
            visited=claim.people.visit.date.date(),
            settlement=claim.machine.settlement,
            charges=claim.people.charges,
            traces=traces(claim.people.charges, self._desk.traces),
            splits=claim.machine.splits,
        )
        if claim.state.ended:
            self._refund(at, claim.key, amount)
        else:
            self._hand_back(at, claim.key, amount, why)

    def _hand_back(self, at: Parked, key: str, amount: Decimal, why: str) -> None:
        """Give the claim up, and its money back once nothing can be booked on its visit any more."""

        def done(one: Parked, told: tuple[Arrival, PaidBack]) -> None:
            arrival, paid = told
            claim = arrival.claim
            back = paid_back(claim) if claim is not None and paid.done else None
            if back is not None:
                notice = Notice(paid.problem) if paid.problem else None
                back = replace(back, change=change_open(one.view))
                self._glass.change(one, state=VisitState.REFUNDED, refund=back, failure=None, notice=notice)
            elif claim is not None and claim.state.ended and claim.refund_due == money.ZERO:
                self._nothing_due(one)  # somebody was faster
            elif claim is not None and not claim.state.ended and claim.people.wish is Wish.CANCEL:
                check = CheckView(self._glass.now())
                notice = Notice(sentences.UNDO_UNCLEAR, Role.CHECK)
                self._glass.change(one, state=VisitState.UNCLEAR, check=check, failure=None, notice=notice)
            elif arrival.stop is Stop.LINK and one.view.state is VisitState.FAILURE:  # announced to be down: it stays
                self._glass.change(one, notice=Notice(paid.problem))
            else:  # nothing was written
                self.arrived(one, arrival)
                if paid.problem:
                    self._glass.change(one, notice=Notice(paid.problem))

        self._glass.pay_out(at, lambda: self._desk.hand_back(key, amount, why), done)

    def _refund(self, at: Parked, key: str, amount: Decimal) -> None:
        def paid(one: Parked, told: PaidBack) -> None:
            notice = Notice(told.problem) if told.problem else None
            if told.done:
                self._glass.change(one, state=VisitState.REFUNDED, notice=notice)
            elif told.problem:
                self._glass.change(one, notice=notice)
            else:
                self._nothing_due(one)

        self._glass.pay_out(at, lambda: self._desk.refund(key, amount), paid)

    def _nothing_due(self, one: Parked) -> None:
        """Paid elsewhere meanwhile. One that was put aside stays there; it is told when it is asked once more."""
        if one is self._glass.at:
            self._glass.leave()
            self._glass.change(self._glass.at, notice=Notice(sentences.NOT_REFUNDED))

    def came_later(self, claim: Claim) -> None:
        """What was unclear when the window closed, or was made up with nothing to pay back: its slip is made now."""
        if claim.state is State.DONE:
            drop_outlived(self._desk.office.papers.tray, claim.key)
        if claim.state is State.DONE and (claim.people.ticket_at is None or claim.refund_due == 0):
            key = claim.key
            self._glass.print(lambda: self._desk.paper(key, 0, refund=False, out=False), lambda _problem: None)

    # --- papers --------------------------------------------------------------------------------------------------

    def print_asked(self, *, look: bool = False) -> None:
        """F11: the paper of this state once more; on the waiting page that of the visit before. `look`: shown first."""
        at = self._glass.at
        if at.view.state is VisitState.WAITING and self._glass.last is not None:
            self._once_more(self._glass.last, at, look=look)
        elif at.view.state in _HAS_PAPER and at.view.print_state is not PrintState.PRINTING:
            self._once_more(at, at, look=look)
        elif look:
            self._look_at_list()
        elif at.view.failure is not None and at.view.failure.code is FailureCode.ALREADY_SETTLED:
            paid = at.view.payment.due if at.view.payment else money.ZERO
            self._glass.change(at, state=VisitState.SETTLED, failure=None, paid=paid)
            self._once_more(at, at, look=False)
        elif at.view.state in _HAS_NOTICE or self._glass.remark(at) is not None:
            self._full.asked(at, self.paper_desk)
        elif at.view.state not in _HAS_PAPER:
            self._glass.change(at, notice=Notice(sentences.NOT_READY))

    def _once_more(self, one: Parked, at: Parked, *, look: bool) -> None:
        desk, slip = self.paper_desk, SLIPS.get(one.view.state, "")
        key = one.key or one.number
        if look:
            if desk is None or not desk.look_at(key, slip, lambda: self._once_more(one, at, look=False)):
                self._look_at_list()
        elif self._paper_news.still_to_come(one, at):
            return
        elif one.key is not None and self._desk.office.papers.handed_out(key, slip) and desk is not None:
            desk.ask_why(key, slip, lambda why: self._print_again(one, slip, why))
        else:
            self._print(one, asked=True)

    def _look_at_list(self) -> None:
        """What has not come out of the printer, whoever it is of."""
        at, desk = self._glass.at, self.paper_desk
        if desk is None or not desk.look_at_list():
            at.view = replace(at.view, notice=Notice(sentences.NO_PAPER_YET, Role.INFO))
            self._glass.paint()

    def papers(self, tray: TrayState) -> None:
        """How printing stands."""
        self._paper_news.show(tray)

    def _paper(self, one: Parked, key: str, *, out: bool) -> Callable[[int], str]:
        """What makes it, by its number. What is printed is the visit as it stands now, not as it will stand when the
        link thread comes to it.
        """
        if one.view.state is VisitState.PAID_IN_FULL:
            return self._full.paper(one)
        refund = one.view.state is VisitState.REFUNDED
        return lambda number: self._desk.paper(key, number, refund=refund, out=out)

    def _print_again(self, one: Parked, slip: str, why: str) -> None:
        key = one.key or ""
        making = self._paper(one, key, out=True)
        self._printing(one, lambda: self._desk.reprint(key, slip, why, making), out=True)

    def _print(self, one: Parked, *, asked: bool = False) -> None:
        key, desk, slip = one.key, self._desk, SLIPS.get(one.view.state, "")
        if key is None:
            return
        out = asked or desk.comes(slip)
        making, first = self._paper(one, key, out=out), desk.by_itself if out and not asked else desk.first
        self._printing(one, lambda: first(key, slip, making), out=out)

    def _printing(self, one: Parked, work: Callable[[], tuple[int, str] | None], *, out: bool) -> None:
        """`work` brings nothing where another window handed one out: why there is to be one more is asked then, where
        one is to come `out`.
        """
        told: list[int] = []
        before = one.view.print_state

        def make() -> str:
            made = work()
            told.append(made[0] if made is not None else _ELSEWHERE)
            return made[1] if made is not None else ""

        one.view = replace(one.view, print_state=PrintState.PRINTING)

        def printed(problem: str) -> None:
            reprint = told[-1] if told else 0
            if reprint == _ELSEWHERE:
                self._ask_why(one, before, shown=out)
                return
            if not problem:
                one.prints = reprint + 1
            made = self._paper_news.made(one, out=out)
            one.view = replace(one.view, print_state=_unmade(before) if problem else made)
            if self._glass.find(one.visit) is not None:
                notice = Notice(problem) if problem else one.view.notice
                self._glass.change(one, copies=max(1, one.prints), notice=notice)
            elif self._glass.at.view.state is VisitState.WAITING and (problem or reprint):
                said = problem or sentences.REPRINTED.format(n=reprint)
                self._glass.change(self._glass.at, notice=Notice(said, Role.WARN if problem else Role.INFO))

        self._glass.print(make, printed)

    def _ask_why(self, one: Parked, before: PrintState | None, *, shown: bool) -> None:
        one.view, slip, at = replace(one.view, print_state=before), SLIPS.get(one.view.state, ""), self._glass.at
        shown &= one is at or (one is self._glass.last and at.view.state is VisitState.WAITING)
        if self.paper_desk is not None and shown:
            self.paper_desk.ask_why(one.key or "", slip, lambda why: self._print_again(one, slip, why))
        self._glass.paint()


def _unmade(before: PrintState | None) -> PrintState:
    """How far the paper of a visit is when one more could not be made: the one before is where it was."""
    return PrintState.WAITING if before in (None, PrintState.PRINTING) else before or PrintState.WAITING


def _learn(one: Parked, claim: Claim) -> None:
    """What the road asked anew of the person (2001, once they had filed) stands on the page as well."""
    known, person = claim.machine.qualification, one.view.person
    if known is None or one.found is None or one.found.qualification == known:
        return
    one.found = replace(one.found, qualification=known)
    if person is not None and person.online:
        one.view = replace(one.view, person=replace(person, qualification=known))
