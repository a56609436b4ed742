"""F11 in a failure: the notice for the patient, and the whole bill taken at the window for a claim by hand."""

from __future__ import annotations

from collections.abc import Callable

from counter_app.desk.commands import Arrival
from counter_app.desk.counter import Bill
from counter_app.failures import FILING
from counter_app.model.payment import Payment
from ui.at_glass import AtGlass
from ui.notices import NoticeLacks, told_of
from ui.parked import Parked
from ui.theme import Role
from ui.views import Notice, VisitState
from ui.words import sentences
from ui.words.remedies import leads_to_full_payment
from ui.words.template import filled

__all__ = ["FullPayment"]


class FullPayment:
    """Works on the visits of `glass`. `otherwise(one, arrival)` shows a claim that came to something else meanwhile."""

    def __init__(self, glass: AtGlass, otherwise: Callable[[Parked, Arrival], None]) -> None:
        self._glass = glass
        self._desk = glass.desk
        self._otherwise = otherwise

    def asked(self, at: Parked) -> None:
        """F11: make the notice; where its reason leads there, the till then shows the whole bill. Of a filing that does
        not count the card with its ways comes first: Esc leads back to it.
        """
        remark = self._glass.remark(at)
        if remark is not None and remark.code in FILING:
            gone = {"quote": None, "splits": (), "reasons": (), "notice": None}
            self._glass.change(at, state=VisitState.FAILURE, failure=remark, **gone)
        failure = at.view.failure

        def made(one: Parked, told: tuple[str, str]) -> None:
            number, problem = told
            if problem:
                self._glass.change(one, notice=Notice(problem))
                return
            one.number, one.prints = number, one.prints + 1
            billed = one.view.charges and one.order is not None
            taken = bool(one.view.returnable)
            leads = failure is not None and leads_to_full_payment(failure.code, taken=taken)
            if one.view.state is VisitState.FAILURE and billed and leads:
                self._glass.change(one, state=VisitState.FULL_PAYMENT, quote=None, notice=None, ticket=number)
            else:
                self._glass.change(one, notice=Notice(sentences.NOTICE_KEPT, Role.INFO))

        self._glass.ask(at, self._notice(at, at.prints), made)

    def paper(self, one: Parked, reprint: int) -> Callable[[], str]:
        """Work for the link thread: the visit's notice once more; what is wrong, empty when it is there."""
        work = self._notice(one, reprint)
        return lambda: work()[1]

    def _notice(self, one: Parked, reprint: int) -> Callable[[], tuple[str, str]]:
        try:
            office, now = self._desk.office, self._glass.now()
            remark = self._glass.remark(one)
            told = told_of(
                one, one.key or one.number, office.settings, now, uploads=office.place.uploads, remark=remark
            )
        except NoticeLacks as lacks:
            problem = filled(sentences.NOTICE_LACKS, 缺项=lacks.missing)
            return lambda: ("", problem)
        return lambda: self._desk.notice(told, reprint)

    def take(self, at: Parked, payment: Payment, printed: Callable[[Parked], None]) -> None:
        """F9: the whole bill, or what is still open of it; `printed` then makes the paper."""
        if at.order is None or at.view.failure is None:
            return
        bill = Bill(at.order.bill, at.order.visit, at.view.charges)
        key, found, why = at.key or at.number, at.found, at.view.failure.code.value

        def taken(one: Parked, arrival: Arrival) -> None:
            claim = arrival.claim
            if claim is None or not claim.people.in_full:
                self._otherwise(one, arrival)
                return
            one.key, one.prints = claim.key, 0
            paid = claim.people.paid
            self._glass.change(one, state=VisitState.PAID_IN_FULL, ticket=claim.key, since=None, paid=paid)
            printed(one)

        self._glass.ask(at, lambda: self._desk.pay_in_full(key, bill, found, payment, why), taken)
