"""The one sentence of every moment: which text, in which role, with which shape and code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from counter_app.failures import FailureCode
from counter_app.model import money
from counter_app.model.visit import total_of
from ui.change_open import change_open
from ui.fee_line import to_ask
from ui.item_views import AddingView, Fetching
from ui.shapes import Shape
from ui.states import rule, shown_again
from ui.theme import Role
from ui.views import FailureView, VisitState, VisitView
from ui.words import figures, item_words, labels, refund_words, sentences
from ui.words.partly_known import sentence
from ui.words.reasons import reason
from ui.words.template import filled
from ui.words.ways import by_way

__all__ = ["Said", "and_change", "say"]

SLOW_AFTER = 3
LONG_CHECK = 30

_SHAPES = {
    Role.ASK: Shape.NOTE,
    Role.INFO: Shape.NOTE,
    Role.OK: Shape.DONE,
    Role.WARN: Shape.ATTENTION,
    Role.STOP: Shape.STOPPED,
    Role.CHECK: Shape.CHECKING,
    Role.OFF: Shape.OUTAGE,
}

_PLAIN = {
    VisitState.WAITING: sentences.WAITING,
    VisitState.SCANNING: sentences.SCANNING,
    VisitState.READING: sentences.READING,
    VisitState.IDENTIFYING: labels.IDENTIFYING_NOTE + "。",
    VisitState.TRIAL_RUNNING: sentences.TRIAL_RUNNING,
    VisitState.SETTLING: sentences.SETTLING,
    VisitState.FULL_PAYMENT: sentences.FULL_PAYMENT,
    VisitState.BY_HAND: sentences.UNCLEAR_TIME_UP,
    VisitState.LOCKED: sentences.LOCKED,
    VisitState.PARTING: refund_words.PARTING_SAID,
}


@dataclass(frozen=True, slots=True)
class Said:
    """What the sentence line shows; `code` stands small at its end."""

    text: str
    role: Role
    shape: Shape
    code: str = ""


def say(view: VisitView, now: datetime) -> Said:
    """The sentence of `view` at `now`. A notice goes before the state's own sentence.

    Raises:
        EmptyBlankError: the view lacks what its text needs.
    """
    row = rule(view)
    if view.notice is not None:
        return Said(view.notice.text, view.notice.role, _SHAPES[view.notice.role])
    if view.adding is not None:
        return _about_items(view.adding)
    if row.working and view.state is not VisitState.UNCLEAR and view.since is not None:
        seconds = (now - view.since).total_seconds()
        if seconds >= SLOW_AFTER and view.state is not VisitState.READING:
            return Said(filled(sentences.SLOW, 秒=int(seconds)), row.role, row.shape)
    if view.failure is not None and view.state is VisitState.FAILURE:
        words = reason(view.failure.code)
        code = filled(labels.CODE, 编号=view.failure.code)
        if shown_again(view):
            return Said(_after_money(view, view.failure), row.role, row.shape, code)
        if view.returnable:  # the card above says why; what matters now is the money on the counter
            return Said(filled(sentences.REFUSED_AFTER_MONEY, 已收=figures.money(view.paid)), row.role, row.shape, code)
        text = sentence(view.failure.code, view.failure.blanks) or filled(sentences.HAND_ON, 名称=words.name)
        return Said(text, row.role, row.shape, code)
    if view.remark is not None and view.state is VisitState.CHARGES:
        code = filled(labels.CODE, 编号=view.remark.code)
        return Said(about_filing(view.remark), Role.WARN, Shape.ATTENTION, code)
    if asked := to_ask(view):
        return Said(filled(sentences.LIMITED_ASK, 行=asked[0]), Role.WARN, Shape.ATTENTION)
    if view.state is VisitState.NO_CHARGES:
        return Said(_nothing_to_pay(view), row.role, row.shape)
    if view.state in _PLAIN:
        return Said(_PLAIN[view.state], row.role, row.shape)
    return Said(_computed(view, now), row.role, row.shape)


_AFTER_MONEY = {
    FailureCode.VOUCHER_EXPIRED: sentences.SCAN_AFTER_MONEY,
    FailureCode.CARD_UNUSABLE: sentences.CARD_AFTER_MONEY,
    FailureCode.CREDENTIAL_NEEDED: sentences.PERSON_AFTER_MONEY,
}


def _after_money(view: VisitView, failure: FailureView) -> str:
    """What is to be shown once more, and that the money lies where it lay."""
    paid, down = figures.money(view.paid), failure.blanks.get("断线", "")
    if down and failure.code is FailureCode.CREDENTIAL_NEEDED:
        return filled(sentences.DOWN_AFTER_MONEY, 断线=down, 已收=paid)
    return filled(_AFTER_MONEY[failure.code], 已收=paid)


def about_filing(remark: FailureView) -> str:
    """What is to be done about the filing; an emergency needs none."""
    if remark.code is FailureCode.EMERGENCY_NOT_FILED:
        return sentences.EMERGENCY_COUNTS
    return sentence(remark.code, remark.blanks)


def _about_items(adding: AddingView) -> Said:
    source, rows = adding.rows
    if adding.fetching is Fetching.WANTED:
        return Said(item_words.FETCH, Role.ASK, Shape.NOTE)
    if adding.fetching is Fetching.STOPPED:
        return Said(filled(item_words.NOT_FETCHED, 原因=adding.wrong), Role.WARN, Shape.ATTENTION)
    if adding.fetching is Fetching.RUNNING:
        told = filled(item_words.FETCHING_ROWS, 目录=source, n=rows) if source else item_words.FETCHING
        return Said(told, Role.INFO, Shape.NOTE)
    return Said(item_words.SEARCH, Role.ASK, Shape.NOTE)


def _computed(view: VisitView, now: datetime) -> str:
    if view.state is VisitState.TYPING:
        return sentences.TYPING if view.person is None or shown_again(view) else sentences.TYPING_OFFLINE
    if view.state is VisitState.GIVING_BACK:
        amount, lines = view.back
        return filled(refund_words.CHOSEN, n=lines, 金额=figures.money(amount)) if lines else refund_words.CHOOSE
    if view.state is VisitState.WARNED:
        return filled(sentences.WARNED, n=len(view.warnings))
    if view.state is VisitState.CHARGES:
        fetched = len(view.charges) - view.added
        text = (
            item_words.ADDED_TO
            if fetched and view.added
            else item_words.LINES_ADDED
            if view.added
            else sentences.CHARGES
        )
        return filled(text, n=fetched, m=view.added) + _more(sentences.MORE_BILLS, view.bills)
    if view.state is VisitState.TRIAL_DONE:
        said, taken = _reckoned(view), view.quote is None or view.quote.amounts.cash > view.paid
        return said if taken else said.removesuffix(sentences.BY_F9) + sentences.NOTHING_BY_F9
    if view.state is VisitState.UNCLEAR:
        waited = (now - view.check.since).total_seconds() if view.check else 0.0
        if waited >= LONG_CHECK:
            return filled(sentences.UNCLEAR_LONG, 时长=figures.elapsed(waited))
        return sentences.UNCLEAR
    if view.state is VisitState.LINK_DOWN:
        link = view.link
        if link is not None and link.by and link.until is None:
            return sentences.STOPPED
        if link is not None and link.place:
            return filled(sentences.PLACE_DOWN, 参保地=link.place, 时间=figures.clock(link.since))
        until = figures.until(link.until, now.date()) if link is not None and link.until is not None else ""
        code = FailureCode.SHUTDOWN if link is not None and link.announced else FailureCode.LINK_DOWN
        return sentence(code, {"时间": figures.clock(link.since) if link is not None else "", "恢复时间": until})
    return _about_money(view)


def _reckoned(view: VisitView) -> str:
    if view.failure is None:
        return sentences.TRIAL_DONE.format_map({"零或少的原因": "".join(view.reasons)})
    told = sentence(view.failure.code, view.failure.blanks)  # a zero is a result with its rule in words, not a failure
    return told or sentences.TRIAL_DONE.format_map({"零或少的原因": f"{reason(view.failure.code).name}。"})


def _about_money(view: VisitView) -> str:
    if view.state is VisitState.AMOUNT_CHANGED and view.quote and view.settlement:
        return filled(
            sentences.AMOUNT_CHANGED,
            原额=figures.money(view.quote.amounts.cash),
            新额=figures.money(view.settlement.amounts.cash),
        )
    if view.state is VisitState.TICKET_OUT:
        return filled(sentences.TICKET_OUT, 单号=view.ticket) + _more(sentences.TAKEN_MORE, view.open_bills)
    if view.state is VisitState.REFUND_DUE and view.refund:
        if view.refund.due == money.ZERO:
            why = view.refund.zero_reason
            return filled(sentences.REFUND_ZERO, 零原因=why) if why else sentences.REFUND_NONE
        due = figures.money(view.refund.due)
        return filled(sentences.REFUND_DUE, 应退=due, 付款方式=by_way(view.refund.ways)) + and_change(view)
    if view.state is VisitState.REFUNDED and view.refund:
        return filled(sentences.REFUNDED, 应退=figures.money(view.refund.due)) + and_change(view)
    if view.state is VisitState.PAID_IN_FULL and view.payment is not None:
        if view.payment.change > 0:
            said = filled(sentences.PAID_IN_FULL_CHANGE, 找零=figures.money(view.payment.change))
        else:
            said = filled(sentences.PAID_IN_FULL, 已收=figures.money(view.payment.due))
        return said + _more(sentences.TAKEN_MORE, view.open_bills)
    more = view.open_bills if view.state is VisitState.SETTLED else 0
    checked = view.checked and view.state is VisitState.SETTLED and not more
    if view.payment is not None and view.payment.change > 0:
        said = sentences.SETTLED_MORE if more else sentences.UNCLEAR_SETTLED if checked else sentences.SETTLED
        return filled(said, 找零=figures.money(view.payment.change), n=more)
    taken = view.payment.due if view.payment else total_of(view.charges)
    said = sentences.SETTLED_NO_CHANGE_MORE if more else sentences.SETTLED_NO_CHANGE
    said = sentences.UNCLEAR_SETTLED_NO_CHANGE if checked else said
    return filled(said, 已收=figures.money(taken), n=more)


def and_change(view: VisitView) -> str:
    """What goes back beside a refund."""
    change = change_open(view)
    return filled(sentences.AND_CHANGE, 找零=figures.money(change)) if change else ""


def _nothing_to_pay(view: VisitView) -> str:
    if view.left_out:
        return sentences.LINES_TAKEN_OFF + _more(sentences.MORE_BILLS, view.bills)
    return sentences.NO_CHARGES + sentences.NEW_BILLS


def _more(text: str, bills: int) -> str:
    return filled(text, n=bills) if bills else ""
