"""What the till shows for a view: one amount or words in its place, the rows that add up, the buttons.

Pure: no widget. The till answers one question, how much do I take now (look, rule 1).
"""

from __future__ import annotations

from decimal import Decimal

from counter_app.model import money
from counter_app.model.settlement import Amounts
from counter_app.model.visit import total_of
from ui.change_open import change_open
from ui.give_back_face import giving_back
from ui.guard import Offer
from ui.keys import Action
from ui.patient_view import patient_view
from ui.shapes import Shape
from ui.states import rule, shown_again
from ui.theme import Face
from ui.till_rows import RULE, Button, Kind, Row, Style, TillFace
from ui.views import EstimateView, VisitState, VisitView
from ui.words import figures, labels, refund_words, sentences
from ui.words.partly_known import display
from ui.words.template import filled
from ui.words.ways import by_way

__all__ = ["Button", "Kind", "Row", "Style", "TillFace", "face_of", "split_rows"]


_DEAD_TAKE = Button(Action.TAKE, labels.TAKE, alive=False)


def split_rows(amounts: Amounts) -> tuple[Row, ...]:
    """The split that adds up before the eyes: total − fund − other funds − account = to pay, then "of which"."""
    overlays = {fund: value for fund, value in amounts.overlays.items() if value}
    pool = amounts.fund_total + amounts.beside - sum(overlays.values(), money.ZERO)
    rows = [
        Row(Style.LEAD, labels.TOTAL_COST, figures.money(amounts.total)),
        Row(Style.LEAD, f"{labels.LESS} {labels.FUND}", figures.money(pool)),
        *(
            Row(Style.LEAD, f"{labels.LESS} {labels.OVERLAYS[fund]}", figures.money(value))
            for fund, value in overlays.items()
        ),
    ]
    if amounts.hospital:
        rows.append(Row(Style.LEAD, f"{labels.LESS} {labels.HOSPITAL}", figures.money(amounts.hospital)))
    rows.append(Row(Style.LEAD, f"{labels.LESS} {labels.ACCOUNT}", figures.money(amounts.account)))
    rows.append(RULE)
    rows.append(Row(Style.STRONG, f"{labels.EQUALS} {labels.TO_PAY}", figures.money(amounts.cash)))
    if amounts.account:
        rows.append(Row(Style.SMALL, labels.BOTH_PARTS, figures.money(amounts.account + amounts.cash)))
    rows.append(Row(Style.INDENT, labels.OF_WHICH_IN, figures.money(amounts.in_catalogue_share)))
    rows.append(Row(Style.INDENT, labels.OF_WHICH_OUT, figures.money(amounts.out_of_catalogue)))
    return tuple(rows)


def face_of(view: VisitView, *, training: bool = False, patient_shows: str = "") -> TillFace:
    """The face of `view`; `patient_shows`: what the patient's display says, empty without one; then the
    cashier is told what to say.
    """
    ground = rule(view).face
    state = view.state
    if state in _WORDS:
        head, words, note = _WORDS[state]
        if state is VisitState.NO_CHARGES and view.left_out:
            note = labels.LINES_OFF_NOTE
        rows = (*_known_rows(view), *_taken(view))
        return TillFace(ground, head, words=words, note=note, rows=rows, buttons=_quiet_buttons(view),
                        reprint=_reprint(view), likely=_LIKELY.get(state))  # fmt: skip
    if state is VisitState.FAILURE:
        return _failure(view, ground, patient_shows)
    if state is VisitState.GIVING_BACK:
        return giving_back(view, ground)
    if state is VisitState.WARNED:
        return _warned(view, ground, patient_shows)
    if state in (VisitState.UNCLEAR, VisitState.BY_HAND):
        return _checking(view, ground)
    if state is VisitState.LINK_DOWN:
        return _make_up(view, ground, training=training)
    if state in (VisitState.REFUND_DUE, VisitState.REFUNDED):
        return _refund(view, ground)
    if state in (VisitState.SETTLED, VisitState.TICKET_OUT, VisitState.PAID_IN_FULL):
        return _paid(view, ground)
    if state is VisitState.AMOUNT_CHANGED:
        return _changed(view, ground)
    return _to_pay(view, ground, training=training)


_LIKELY = {
    VisitState.WAITING: Button(Action.SCAN, labels.SCAN),
    VisitState.SCANNING: Button(Action.READ_CARD, labels.READ_CARD),
    VisitState.NO_CHARGES: Button(Action.ASK, labels.FETCH),
}

_WORDS = {
    VisitState.WAITING: (labels.TILL, labels.WAIT_FOR_CARD, labels.NOTHING_TO_TAKE),
    VisitState.SCANNING: (labels.TILL, labels.WAIT_FOR_CODE, labels.WAIT_FOR_CODE_NOTE),
    VisitState.TYPING: (labels.TILL, labels.TYPING, labels.TYPING_NOTE),
    VisitState.READING: (labels.TILL, labels.READING_CARD, labels.READING_NOTE),
    VisitState.IDENTIFYING: (labels.TILL, labels.IDENTIFYING, labels.IDENTIFYING_NOTE),
    VisitState.NO_CHARGES: (labels.TILL, labels.WAIT_FOR_CHARGES, labels.WAIT_FOR_CHARGES_NOTE),
    VisitState.CHARGES: (labels.TILL, labels.TRIAL_FIRST, labels.TRIAL_FIRST_NOTE),
    VisitState.TRIAL_RUNNING: (labels.TILL, labels.TRIAL_RUNNING, labels.TRIAL_RUNNING_NOTE),
    VisitState.LOCKED: (labels.TILL, labels.LOCKED, labels.LOCKED_NOTE),
    VisitState.PARTING: (labels.TILL, refund_words.PARTING, refund_words.PARTING_NOTE),
}


def _known_rows(view: VisitView) -> tuple[Row, ...]:
    if not view.charges or view.state is VisitState.LOCKED:
        return ()
    rows = [Row(Style.STRONG, labels.CHARGES_TOTAL, figures.money(total_of(view.charges)))]
    self_paid = sum((split.full_self for split in view.splits), money.ZERO)
    pre_self = sum((split.pre_self for split in view.splits), money.ZERO)
    if self_paid:
        rows.append(Row(Style.SMALL, labels.OF_WHICH_SELF, figures.money(self_paid)))
    if pre_self:
        rows.append(Row(Style.SMALL, labels.PRE_SELF, figures.money(pre_self)))
    return tuple(rows)


def _taken(view: VisitView) -> tuple[Row, ...]:
    return (Row(Style.STRONG, labels.TAKEN, figures.money(view.paid)),) if view.paid else ()


def _quiet_buttons(view: VisitView) -> tuple[Button, ...]:
    older = sum(1 for one in view.older if one.goes_on)
    if older and view.state in (VisitState.CHARGES, VisitState.NO_CHARGES):
        text = labels.OLDER_FIRST if view.state is VisitState.CHARGES else labels.OLDER_ALONE
        return (Button(Action.TRIAL, filled(text, n=older), Kind.PRIMARY, height=52), _DEAD_TAKE)
    if view.state is VisitState.CHARGES:
        told = () if view.remark is None else (Button(Action.PRINT, labels.PRINT_NOTICE, height=34),)
        return (*told, Button(Action.TRIAL, labels.TRIAL_PRIMARY, Kind.PRIMARY, height=52), _DEAD_TAKE)
    if view.state is VisitState.TRIAL_RUNNING:
        return (Button(Action.TRIAL, labels.TRIAL_RUNNING, alive=False, height=52, busy=True), _DEAD_TAKE)
    return (Button(Action.TRIAL, labels.TRIAL, alive=False), _DEAD_TAKE)


def _reprint(view: VisitView) -> Button | None:
    if view.state is VisitState.WAITING and view.last is not None:
        return Button(Action.PRINT, labels.REPRINT_LAST, height=36)
    return None


def _take(view: VisitView, amount: Decimal, text: str, nothing: str, *, training: bool) -> tuple[Button, Offer | None]:
    """The money key; `nothing`: what it does where there is nothing to take."""
    if view.state is VisitState.SETTLING:
        return Button(Action.TAKE, labels.SETTLING, Kind.MONEY, alive=False, height=60, busy=True), None
    if amount == money.ZERO:
        label = sentences.TRAINING_NOTHING if training else nothing
    else:
        label = filled(sentences.TRAINING_TAKE if training else text, 金额=figures.money(amount))
    return Button(Action.TAKE, label, Kind.MONEY, height=60), Offer(view.visit, view.turn, amount)


def _to_pay(view: VisitView, ground: Face, *, training: bool) -> TillFace:
    if view.state is VisitState.FULL_PAYMENT or view.quote is None:
        amount = total_of(view.charges) - view.paid
        button, offer = _take(view, amount, labels.TAKE_FULL, labels.NOTHING_FULL, training=training)
        rows = (_total(view), *_paid_already(view), Row(Style.NOTE, labels.FULL_PAYMENT_NOTE))
        return TillFace(
            ground, labels.FULL_PAYMENT, amount=amount, rows=rows,
            tender=True, due=amount, buttons=(button, Button(Action.PRINT, labels.PRINT_NOTICE, Kind.TILL, height=34)),
            offer=offer,
        )  # fmt: skip
    amount = max(view.quote.amounts.cash - view.paid, money.ZERO)
    button, offer = _take(view, amount, labels.TAKE_AND_SETTLE, labels.NOTHING_SETTLE, training=training)
    again = Button(Action.TRIAL, labels.TRIAL_AGAIN, Kind.TILL, alive=offer is not None, height=34)
    rows = (*split_rows(view.quote.amounts), *_paid_already(view), *_back_after(view, view.quote.amounts.cash))
    return TillFace(
        ground, labels.TILL, amount=amount, rows=rows, tender=True,
        due=amount, buttons=(button, again), offer=offer,
    )  # fmt: skip


def _paid_already(view: VisitView) -> tuple[Row, ...]:
    """What was taken for this claim before: only the rest is due now."""
    return (Row(Style.SMALL, f"{labels.LESS} {labels.PAID_BEFORE}", figures.money(view.paid)),) if view.paid else ()


def _back_after(view: VisitView, cash: Decimal) -> tuple[Row, ...]:
    """More was paid before than the trial asks now: that much goes back, once it is settled."""
    over = view.paid - cash
    return (Row(Style.STRONG, labels.BACK_AFTER, figures.money(over)),) if over > money.ZERO else ()


def _and_change(view: VisitView) -> tuple[Row, ...]:
    change = change_open(view)
    return (Row(Style.STRONG, labels.AND_CHANGE, figures.money(change)),) if change else ()


def _year(view: VisitView) -> tuple[Row, ...]:
    """The benefit year it counts in: that of the visit, whenever it is settled."""
    if view.visited is None:
        return ()
    return (Row(Style.SMALL, labels.COUNTS_IN, filled(labels.COUNTS_IN_YEAR, 年=view.visited.year)),)


def _total(view: VisitView) -> Row:
    return Row(Style.LEAD, labels.TOTAL_COST, figures.money(total_of(view.charges)))


def _failure(view: VisitView, ground: Face, patient_shows: str) -> TillFace:
    shows = patient_shows
    if not shows and view.failure is not None:
        again = shown_again(view)
        shows = patient_view(view).sentence() if again else display(view.failure.code, view.failure.blanks)
    rows = tuple(row for row in _known_rows(view) if row.label != labels.PRE_SELF)
    rows = (*rows, *_taken(view))
    if view.returnable:
        rows = (*rows, *_and_change(view))
    return TillFace(
        ground, labels.TILL, words=labels.DO_NOT_TAKE, rows=rows,
        note=labels.MONEY_WAITS if view.returnable else labels.MONEY_RESTS if view.paid else labels.DO_NOT_TAKE_NOTE,
        patient_shows=shows, aloud=not patient_shows, buttons=(_DEAD_TAKE,),
    )  # fmt: skip


def _warned(view: VisitView, ground: Face, patient_shows: str) -> TillFace:
    rows = (*_known_rows(view), *_taken(view))
    return TillFace(
        ground, labels.TILL, words=labels.DO_NOT_TAKE, rows=rows, note=labels.ANSWER_FIRST,
        patient_shows=patient_shows or sentences.DISPLAY_WARNED, aloud=not patient_shows, buttons=(_DEAD_TAKE,),
    )  # fmt: skip


def _checking(view: VisitView, ground: Face) -> TillFace:
    rows = []
    if view.quote is not None:
        rows.append(Row(Style.SMALL, labels.DUE_BY_TRIAL, figures.money(view.quote.amounts.cash)))
    if view.payment is not None:
        taken = filled(labels.TAKEN_BY, 付款方式=labels.METHODS[view.payment.method])
        rows.append(Row(Style.SMALL, taken, figures.money(view.payment.received)))
    if view.state is VisitState.BY_HAND:
        return TillFace(
            ground, labels.CHECKING, words=labels.BY_HAND, shape=Shape.CHECKING, note=labels.BY_HAND_NOTE,
            rows=tuple(rows), hatched=True,
            buttons=(Button(Action.PRINT, labels.PRINT_CHECK), Button(Action.PARK, labels.PARK_NEXT), _DEAD_TAKE),
        )  # fmt: skip
    rows.append(Row(Style.NOTE, labels.NO_CHANGE_YET))
    return TillFace(
        ground, labels.CHECKING, words=labels.DO_NOT_TAKE_AGAIN, shape=Shape.CHECKING, note=labels.CHECKING_NOTE,
        rows=tuple(rows), clock=view.check is not None, hatched=True,
        buttons=(Button(Action.PARK, labels.PARK_NEXT), _DEAD_TAKE),
    )  # fmt: skip


def _make_up(view: VisitView, ground: Face, *, training: bool) -> TillFace:
    amount = total_of(view.charges) - view.paid
    button, offer = _take(view, amount, labels.TAKE_MAKE_UP, labels.NOTHING_MAKE_UP, training=training)
    rows = [
        _total(view),
        *_paid_already(view),
        Row(Style.LEAD, f"{labels.LESS} {labels.INSURANCE_PAYS}", labels.LATER),
        RULE,
    ]
    estimate = view.link.estimate if view.link else None
    if estimate is None:
        rows.append(Row(Style.STRONG, labels.ESTIMATE, labels.ESTIMATE_UNKNOWN))
        rows.append(Row(Style.NOTE, labels.ESTIMATE_NONE))
    else:
        if estimate.nothing_because:
            rows.append(Row(Style.STRONG, labels.MAY_BE_NOTHING))
            rows.append(Row(Style.NOTE, estimate.nothing_because))
        span = filled(labels.ESTIMATE_RANGE, 低=f"{estimate.low:,.0f}", 高=f"{estimate.high:,.0f}")
        rows.append(Row(Style.STRONG, labels.ESTIMATE, span))
        rows.append(Row(Style.NOTE, _basis(estimate)))
    # Beside an estimate there is no room for it on a low screen: the key does the same.
    notice = (Button(Action.PRINT, labels.PRINT_NOTICE, Kind.TILL, height=34),) if estimate is None else ()
    return TillFace(
        ground, labels.TAKE_IN_FULL, head_right=labels.MAKE_UP, amount=amount, rows=tuple(rows), tender=True,
        phone=True, due=amount, offer=offer, dashed=True,
        buttons=(button, Button(Action.PARK, labels.PARK_WAIT, Kind.TILL, height=34), *notice),
    )  # fmt: skip


def _basis(estimate: EstimateView) -> str:
    if estimate.since is None:
        return filled(labels.ESTIMATE_NOTE, 依据日期=figures.day(estimate.as_of))
    since, until = figures.day(estimate.since), figures.day(estimate.as_of)
    if estimate.by_last is not None:
        last = figures.day(estimate.by_last)
        return filled(labels.ESTIMATE_LAST, 日=last, 起=since, 止=until, 笔数=str(estimate.count))
    return filled(labels.ESTIMATE_PAST, 起=since, 止=until, 笔数=str(estimate.count))


def _refund(view: VisitView, ground: Face) -> TillFace:
    refund = view.refund
    if refund is None:
        raise ValueError("a refund without its amounts")
    rows = (
        Row(Style.LEAD, labels.PAID_BEFORE, figures.money(refund.paid)),
        Row(Style.LEAD, f"{labels.LESS} {labels.NEW_SHARE}", figures.money(refund.new_share)),
        RULE,
        Row(Style.STRONG, f"{labels.EQUALS} {labels.REFUND_DUE}", figures.money(refund.due)),
        *_and_change(view),
        *_year(view),
    )
    if refund.zero_reason:
        rows = (*rows, Row(Style.NOTE, filled(labels.FUND_ZERO, 零原因=refund.zero_reason)))
    method = filled(labels.REFUND_DUE_NOTE, 付款方式=by_way(refund.ways))
    if view.state is VisitState.REFUNDED:
        return TillFace(
            ground, labels.REFUNDED, shape=Shape.DONE, head_right=refund.ticket, caption=labels.REFUNDED,
            amount=refund.due, rows=rows,
            buttons=(Button(Action.PRINT, labels.PRINT_REFUND, Kind.TILL, height=40),),
        )  # fmt: skip
    nothing = refund.due <= 0
    pay = Button(Action.PAY_OUT, filled(labels.PAY_OUT, 金额=figures.money(refund.due)), Kind.MONEY, height=60)
    if nothing:
        pay = Button(Action.BACK, labels.NEXT_PERSON, Kind.PRIMARY, height=60)
    return TillFace(
        ground, labels.REFUND_DUE, head_right=refund.ticket, amount=refund.due,
        rows=rows if nothing and refund.zero_reason else (*rows, Row(Style.NOTE, method)),
        buttons=(pay, Button(Action.TAKE, labels.TAKE, Kind.TILL, alive=False, height=34)),
        offer=None if nothing else Offer(view.visit, view.turn, refund.due),
    )  # fmt: skip


_PAPERS = {VisitState.TICKET_OUT: labels.TICKET, VisitState.PAID_IN_FULL: labels.NOTICE}


def _paid(view: VisitView, ground: Face) -> TillFace:
    payment = view.payment
    if payment is None:
        raise ValueError("paid, without a payment")
    change = payment.change > 0
    by = filled(labels.RECEIVED_BY, 付款方式=labels.METHODS[payment.method])
    rows = [
        Row(Style.LEAD, by, figures.money(payment.received)),
        Row(Style.LEAD, f"{labels.LESS} {labels.TO_PAY}", figures.money(payment.due)),
        RULE,
    ]
    foot: tuple[str, ...] = (labels.CARD_OUT_NEXT,)
    if view.print_state is not None:
        slip = _PAPERS.get(view.state, labels.SETTLEMENT_SLIP)
        state = labels.PRINTER_STATES[view.print_state.value]
        foot = (filled(labels.PRINTING, 单=slip, 状态=state, n=view.copies), *foot)
    if view.state is VisitState.TICKET_OUT:
        rows.append(Row(Style.LEAD, labels.INSURANCE_PAYS, labels.LATER))
        head, head_right, again = labels.TICKET_OUT, view.ticket, labels.PRINT_TICKET
    elif view.state is VisitState.PAID_IN_FULL:
        rows.append(Row(Style.LEAD, labels.INSURANCE_PAYS, labels.CLAIM_BY_HAND))
        head, head_right, again = labels.PAID_IN_FULL, view.ticket, labels.PRINT_NOTICE_AGAIN
    else:
        head, head_right, again = labels.SETTLED, "", labels.REPRINT
        if view.settlement is not None:
            head_right = figures.clock_seconds(view.settlement.settled_at)
            rows.append(Row(Style.LEAD, labels.FUND, figures.money(view.settlement.amounts.fund_total)))
            if view.settlement.amounts.account:
                rows.append(Row(Style.LEAD, labels.ACCOUNT, figures.money(view.settlement.amounts.account)))
            rows.append(Row(Style.LEAD, labels.TOTAL_COST, figures.money(view.settlement.amounts.total)))
            if not view.settlement.amounts.fund_total:  # by which rule
                rows += [Row(Style.NOTE, said) for said in view.reasons[:1]]
    if view.state is not VisitState.PAID_IN_FULL:
        rows += _year(view)
    return TillFace(
        ground, head, shape=Shape.DONE, head_right=head_right, caption=labels.CHANGE if change else labels.TAKEN,
        amount=payment.change if change else payment.due, rows=tuple(rows), foot=foot,
        buttons=_after(view, again), dashed=view.state is VisitState.TICKET_OUT,
    )  # fmt: skip


def _after(view: VisitView, again: str) -> tuple[Button, ...]:
    """What may follow: the paper once more, and for a settled bill, that some of it goes back."""
    printing = Button(Action.PRINT, again, Kind.TILL, height=40)
    if view.state is not VisitState.SETTLED or view.settlement is None:
        return (printing,)
    return (printing, Button(Action.PAY_OUT, refund_words.GIVE_BACK, Kind.TILL, height=34))


def _changed(view: VisitView, ground: Face) -> TillFace:
    if view.settlement is None or view.quote is None:
        raise ValueError("an amount cannot have changed without a trial and a settlement")
    old, new = view.quote.amounts.cash, view.settlement.amounts.cash
    rows: list[Row] = list(split_rows(view.settlement.amounts)[:-2])
    if view.payment is not None:
        taken = filled(labels.TAKEN_BY, 付款方式=labels.METHODS[view.payment.method])
        rows.append(Row(Style.SMALL, taken, figures.money(view.payment.received)))
    return TillFace(
        ground, labels.AMOUNT_CHANGED, shape=Shape.STOPPED, amount=new, struck=old, rows=tuple(rows), tender=True,
        due=new, offer=Offer(view.visit, view.turn, new),
        buttons=(
            Button(Action.TAKE, filled(labels.TAKE_CHANGED, 金额=figures.money(new)), Kind.MONEY, height=60),
            Button(Action.PAY_OUT, labels.UNDO, height=34),
        ),
    )  # fmt: skip
