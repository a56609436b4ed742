"""What Shift F9 asks to confirm about the visit at the glass."""

from __future__ import annotations

from counter_app.model import money
from ui.confirm_bar import Ask
from ui.guard import Offer
from ui.told import and_change
from ui.views import VisitState, VisitView
from ui.words import figures, labels, sentences
from ui.words.template import filled
from ui.words.ways import by_way

__all__ = ["ask_of"]


def ask_of(view: VisitView) -> Ask | None:
    """Pay a refund out, hand money back, or undo a settlement of another amount; None where nothing goes out. What is
    due is the cashier's alone to pay; what is given up takes a reason and a second person.
    """
    if view.state is VisitState.REFUND_DUE and view.refund is not None and view.refund.due > 0:
        amount = figures.money(view.refund.due)
        name = figures.masked_name(view.person.name) if view.person else labels.NOT_KNOWN
        text = filled(sentences.REFUND_CONFIRM, 姓名遮中=name, 应退=amount, 付款方式=by_way(view.refund.ways))
        text += and_change(view)
        label = filled(labels.PAY_OUT_CONFIRM, 金额=amount)
        return Ask(text, label, Offer(view.visit, view.turn, view.refund.due))
    if view.state is VisitState.FAILURE and view.returnable:
        back = sum((part for _, part in view.returnable), money.ZERO)
        amount = figures.money(back)
        name = figures.masked_name(view.person.name) if view.person else labels.NOT_KNOWN
        way = by_way(view.returnable)
        text = filled(sentences.HAND_BACK_CONFIRM, 姓名遮中=name, 应退=amount, 付款方式=way) + and_change(view)
        label = filled(labels.PAY_OUT_CONFIRM, 金额=amount)
        return Ask(text, label, Offer(view.visit, view.turn, back), reasoned=True)
    if view.state is VisitState.AMOUNT_CHANGED and view.settlement is not None:
        text = filled(
            sentences.UNDO_CONFIRM,
            时间=figures.clock(view.settlement.settled_at),
            现金=figures.money(view.paid),
            基金=figures.money(view.settlement.amounts.fund_total),
        )
        label = filled(labels.PAY_OUT_CONFIRM, 金额=figures.money(view.paid))
        return Ask(text + and_change(view), label, Offer(view.visit, view.turn, view.paid), reasoned=True)
    return None
