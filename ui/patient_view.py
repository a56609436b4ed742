"""What the person at the glass is shown, made from what the cashier sees. Pure: no widget, no clock.

Never on it: diagnosis, drugs, numbers of persons or cards, and reasons that shame (look, section 8). Beside the amount
at most two sentences, in the words of the failure slip.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from counter_app.failures import FILING, FailureCode
from counter_app.model import money
from counter_app.model.settlement import Amounts
from counter_app.model.visit import total_of
from ui.change_open import change_open
from ui.shapes import Shape
from ui.states import shown_again
from ui.theme import Role
from ui.views import FailureView, LinkView, VisitState, VisitView
from ui.words import figures, labels, patient_words, sentences
from ui.words.partly_known import display
from ui.words.remedies import better_than_full_payment
from ui.words.template import filled

__all__ = ["NOBODY", "PatientView", "nameless", "patient_view"]


@dataclass(frozen=True, slots=True)
class PatientView:
    """One moment of the display. `who`: masked, empty with nobody here. With an `amount` (yuan) `head` stands over it,
    small; without one it is the largest text, after its `shape`. `sums`: label and yuan beside either. `strong`: a
    line in the role's colour above `lines`. `foot`: the last word, as strong. `over`: the visit has ended. `needed`:
    what stands here is not taken away while the person looks for money, does what they were asked for on their phone,
    or must not pay again.
    """

    head: str
    who: str = ""
    amount: Decimal | None = None
    sums: tuple[tuple[str, Decimal], ...] = ()
    lines: tuple[str, ...] = ()
    shape: Shape | None = None
    role: Role | None = None
    strong: str = ""
    foot: str = ""
    over: bool = False
    needed: bool = False

    def sentence(self) -> str:
        """All its words in one line, as the cashier is told what the person reads."""
        pieces = (self.head, self.strong, *self.lines, self.foot)
        return "".join(piece if piece.endswith("。") else f"{piece}。" for piece in pieces if piece)


NOBODY = PatientView(patient_words.INSERT_CARD, lines=(patient_words.OR_CODE,))

# Who reads over a shoulder learns nothing from these.
_SHAMING = frozenset(
    {FailureCode.CONTRIBUTIONS_INTERRUPTED, FailureCode.WAITING_PERIOD, FailureCode.IN_HOSPITAL_ELSEWHERE}
)
_HEAD_LENGTH = 19  # characters that stand on one line
_WORDS: dict[VisitState, PatientView] = {
    VisitState.WAITING: NOBODY,
    VisitState.SCANNING: PatientView(patient_words.SHOW_CODE, lines=(patient_words.CODE_AT_SCANNER,)),
    VisitState.TYPING: PatientView(patient_words.TYPING),
    VisitState.READING: PatientView(patient_words.READING),
    VisitState.IDENTIFYING: PatientView(patient_words.LOOKING_UP, lines=(patient_words.WAIT + "。",)),
    VisitState.NO_CHARGES: PatientView(patient_words.WAIT),
    VisitState.TRIAL_RUNNING: PatientView(patient_words.CALCULATING),
    VisitState.GIVING_BACK: PatientView(patient_words.GIVING_BACK),
    VisitState.PARTING: PatientView(patient_words.GIVING_BACK),
    VisitState.AMOUNT_CHANGED: PatientView(
        patient_words.AMOUNT_CHANGED,
        lines=(patient_words.AMOUNT_CHANGED_LINE,),
        shape=Shape.ATTENTION,
        role=Role.WARN,
        needed=True,
    ),
    VisitState.UNCLEAR: PatientView(
        patient_words.CHECKING,
        lines=(patient_words.CHECKING_LINE,),
        shape=Shape.CHECKING,
        role=Role.CHECK,
        strong=patient_words.DO_NOT_PAY_AGAIN,
        needed=True,
    ),
    VisitState.BY_HAND: PatientView(
        patient_words.STILL_CHECKING,
        lines=(patient_words.KEEP_CHECK_SLIP,),
        shape=Shape.CHECKING,
        role=Role.CHECK,
        strong=patient_words.DO_NOT_PAY_AGAIN,
        needed=True,
    ),
    VisitState.LOCKED: PatientView(patient_words.LOCKED, lines=(patient_words.LOCKED_LINE,)),
}
_NOBODY_HERE = (VisitState.WAITING, VisitState.LOCKED)


def patient_view(view: VisitView) -> PatientView:
    """The display beside this moment of the visit page."""
    made = _WORDS.get(view.state)
    shown = made if made is not None else _SHOWS[view.state](view)
    if view.person is None or view.state in _NOBODY_HERE:
        return shown
    who = "　".join(filter(None, (figures.masked_name(view.person.name), labels.SEXES.get(view.person.sex, ""))))
    if view.notice is not None and view.notice.text == sentences.CARD_PULLED:
        shown = replace(shown, lines=(patient_words.LEAVE_CARD, *shown.lines)[:2])
    return replace(shown, who=who)


def nameless(view: PatientView) -> PatientView:
    """After a while without anything new: only what the person is still asked for stays, and not whose it is."""
    return replace(view, who="") if view.needed else NOBODY


def _charges(view: VisitView) -> PatientView:
    total = PatientView(patient_words.TOTAL, amount=total_of(view.charges))
    if view.remark is None:
        return total
    return replace(total, lines=_in_a_line(view.remark), needed=view.remark.code in FILING)


def _in_a_line(failure: FailureView) -> tuple[str, ...]:
    """What a failure says below an amount; nothing where its blanks are not known."""
    if failure.code in _SHAMING:
        return (f"{patient_words.SEE_NOTICE}。",)
    return tuple(filter(None, (display(failure.code, failure.blanks),)))


def _sums(amounts: Amounts, paid: Decimal) -> tuple[tuple[str, Decimal], ...]:
    """These and what is to be paid come to the total: a fund of another name has a row of its own where it pays."""
    overlays = [(labels.OVERLAYS[fund], value) for fund, value in amounts.overlays.items() if value]
    pool = amounts.fund_total + amounts.beside - sum((value for _, value in overlays), money.ZERO)
    rows = [(patient_words.TOTAL, amounts.total), (patient_words.FUND, pool), *overlays]
    if amounts.hospital:
        rows.append((labels.HOSPITAL, amounts.hospital))
    rows.append((patient_words.ACCOUNT, amounts.account))
    if paid:
        rows.append((patient_words.PAID_BEFORE, paid))
    return tuple(rows)


def _to_pay(view: VisitView) -> PatientView:
    if view.quote is None:
        return _in_full(view)
    due = max(view.quote.amounts.cash - view.paid, money.ZERO)
    lines = view.reasons
    if view.failure is not None:  # the fund pays nothing, and this is the rule
        lines = (display(view.failure.code, view.failure.blanks), *lines)
    if view.checked:
        lines = (sentences.DISPLAY_NOT_DONE, *lines)
    if view.state is VisitState.SETTLING:
        lines = (patient_words.SETTLING,)
    sums, over = _sums(view.quote.amounts, view.paid), view.paid - view.quote.amounts.cash
    if over > money.ZERO:
        sums = (*sums, (patient_words.BACK_AFTER, over))
    return _asked(PatientView("", amount=due, sums=sums, lines=lines[:2], needed=True), view)


def _in_full(view: VisitView) -> PatientView:
    total = total_of(view.charges)
    # F11 makes the paper of somebody who will wait, too: no money is asked for until the cashier begins to take it.
    waits = view.state is VisitState.FULL_PAYMENT and not (view.taking or view.paid)
    if waits and view.failure is not None and better_than_full_payment(view.failure.code):
        lines = (*_in_a_line(view.failure), patient_words.OR_IN_FULL)
        return PatientView(patient_words.TOTAL, amount=total, lines=lines, needed=True)
    paid = ((patient_words.PAID_BEFORE, view.paid),) if view.paid else ()
    asked = patient_words.PAY_IN_FULL if total > view.paid else patient_words.PAID_IN_FULL
    lines = (patient_words.SETTLING if view.state is VisitState.SETTLING else asked,)
    sums = ((patient_words.TOTAL, total), *paid)
    return _asked(PatientView("", amount=total - view.paid, sums=sums, lines=lines, needed=True), view)


def _asked(shown: PatientView, view: VisitView) -> PatientView:
    """`shown` asks for its amount; nobody is told to pay nothing of a yuan."""
    if shown.amount:
        return replace(shown, head=patient_words.TO_PAY)
    return replace(shown, head=patient_words.NOTHING_MORE if view.paid else patient_words.NOTHING, amount=None)


def _link_down(view: VisitView) -> PatientView:
    if view.link is not None and view.link.announced:
        return _stopped(view, view.link)
    head = patient_words.PLACE_DOWN if view.link is not None and view.link.place else patient_words.LINK_DOWN
    down = PatientView(head, lines=(patient_words.LINK_DOWN_LINE,), shape=Shape.ATTENTION)
    down = replace(down, role=Role.WARN)
    if not view.charges:
        return down
    due = total_of(view.charges) - view.paid
    lines = (f"{head}。", patient_words.LINK_DOWN_LINE)[: 2 if due else 1]
    return _asked(replace(down, amount=due, sums=_paid_of(view), lines=lines, shape=None, needed=True), view)


def _paid_of(view: VisitView) -> tuple[tuple[str, Decimal], ...]:
    """Where some was paid before the rest is asked for with its reckoning."""
    if not view.paid:
        return ()
    return ((patient_words.TOTAL, total_of(view.charges)), (patient_words.PAID_BEFORE, view.paid))


def _stopped(view: VisitView, link: LinkView) -> PatientView:
    """A shutdown was announced: until when, where that was said."""
    until = figures.until(link.until, link.since.date()) if link.until is not None else ""
    said = display(FailureCode.SHUTDOWN, {"恢复时间": until})
    down = PatientView(patient_words.STOPPED, lines=(said,), shape=Shape.ATTENTION, role=Role.WARN)
    if not view.charges:
        return down
    due = total_of(view.charges) - view.paid
    return _asked(replace(down, amount=due, sums=_paid_of(view), shape=None, needed=True), view)


def _paid(line: str) -> Callable[[VisitView], PatientView]:
    def shown(view: VisitView) -> PatientView:
        if view.payment is None:
            raise ValueError("paid, without a payment")
        change = view.payment.change > 0
        sums: tuple[tuple[str, Decimal], ...] = ((patient_words.PAID, view.payment.due),) if change else ()
        if view.settlement is not None:
            sums = (*_sums(view.settlement.amounts, money.ZERO), *sums)
        lines = (sentences.DISPLAY_FOUND, line) if view.checked and view.state is VisitState.SETTLED else (line,)
        amount = view.payment.change if change else view.payment.due
        if not amount:
            return PatientView(patient_words.NOTHING, sums=sums, lines=lines, over=True)
        head = patient_words.CHANGE if change else patient_words.PAID
        return PatientView(head, amount=amount, sums=sums, lines=lines, over=True)

    return shown


def _refund(view: VisitView) -> PatientView:
    if view.refund is None:
        raise ValueError("a refund without its amounts")
    over = view.state is VisitState.REFUNDED
    if view.refund.due <= 0:
        lines = (view.refund.zero_reason,) if view.refund.zero_reason else ()
        return PatientView(patient_words.REFUND_NOTHING, lines=lines, over=over)
    due, line, change = view.refund.due, patient_words.REFUND_LINE, change_open(view)
    sums = ((patient_words.AND_CHANGE, change),) if change else ()
    return PatientView(patient_words.REFUND, amount=due, sums=sums, lines=(line,), over=over, needed=not over)


def _failed(view: VisitView) -> PatientView:
    code = view.failure.code if view.failure is not None else FailureCode.OUR_BUG
    blanks = view.failure.blanks if view.failure is not None else {}
    if code in _SHAMING:
        foot = "" if view.paid else patient_words.NOTHING_TO_PAY_NOW
        return PatientView(patient_words.SEE_NOTICE, shape=Shape.NOTE, role=Role.INFO, foot=foot)
    if shown_again(view):  # it is asked for with their money on the counter
        waits = code is FailureCode.CREDENTIAL_NEEDED and "断线" not in blanks
        asked = patient_words.SHOW_AGAIN if waits else display(code, blanks)
        foot = filled(patient_words.MONEY_STAYS, 已收=figures.money(view.paid))
        return replace(_told(asked, paid=True), foot=foot, needed=True)
    return replace(_told(display(code, blanks), paid=bool(view.paid)), needed=code in FILING)


def _warned(view: VisitView) -> PatientView:
    return _told(sentences.DISPLAY_WARNED, paid=bool(view.paid))


def _told(text: str, *, paid: bool) -> PatientView:
    """The first sentence is the head, as far as it fits on a line. That nothing is to be paid stands once, at the foot,
    where nothing was and the text says nothing else of paying.
    """
    now = patient_words.NOTHING_TO_PAY_NOW
    said = text.replace(f"，{now}", "").replace(now, "")
    # A text whose blanks nobody knows is not shown at all.
    head, *lines = [f"{part}。" for part in said.split("。") if part] or [patient_words.WAIT]
    head = head.removesuffix("。")
    if len(head) > _HEAD_LENGTH and "，" in head[:_HEAD_LENGTH]:
        head, _, rest = head.partition("，")
        lines = [f"{rest}。", *lines]
    foot = "" if paid or "付" in said else now
    return PatientView(head, lines=tuple(lines[:2]), shape=Shape.ATTENTION, role=Role.WARN, foot=foot)


_SHOWS: dict[VisitState, Callable[[VisitView], PatientView]] = {
    VisitState.CHARGES: _charges,
    VisitState.WARNED: _warned,
    VisitState.TRIAL_DONE: _to_pay,
    VisitState.SETTLING: _to_pay,
    VisitState.SETTLED: _paid(patient_words.THANKS),
    VisitState.FAILURE: _failed,
    VisitState.FULL_PAYMENT: _in_full,
    VisitState.PAID_IN_FULL: _paid(patient_words.PAID_IN_FULL),
    VisitState.LINK_DOWN: _link_down,
    VisitState.TICKET_OUT: _paid(patient_words.TICKET_OUT),
    VisitState.REFUND_DUE: _refund,
    VisitState.REFUNDED: _refund,
}
