"""A fee line as the table writes it: the catalogue's word before the trial, the centre's figures after it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from counter_app.model import money
from counter_app.model.catalogue import Listed
from counter_app.model.settlement import LineSplit
from counter_app.model.trace import TraceState
from counter_app.model.visit import Approval, Charge
from ui.views import Trace, VisitState, VisitView
from ui.words import figures, labels
from ui.words.template import filled

__all__ = ["FeeLine", "Limited", "fee_lines", "limited_lines", "to_ask", "undecided"]

_UNLISTED = Listed()
_NO_TRACE = Trace()


class Limited(StrEnum):
    """限制用药, and what the hospital decided of it (facts of 2204: only an approved one is covered)."""

    NO = "no"
    APPROVED = "approved"
    UNDECIDED = "undecided"
    OWN_EXPENSE = "own_expense"


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One row, already in words. `over`: dearer than its price limit; `faint`: nothing is paid first of it.

    `details`: what the row has no room for, piece by piece, the most wanted first.
    """

    number: int
    name: str
    spec: str
    quantity: str
    price: str
    amount: str
    grade: str
    limit: str
    over: bool
    pre_self: str
    faint: bool
    limited: Limited
    trace: Trace
    details: tuple[str, ...] = ()

    @classmethod
    def of(cls, number: int, charge: Charge, split: LineSplit | None, listed: Listed | None, trace: Trace) -> FeeLine:
        """A charge as the table writes it. What neither centre nor catalogue says has a dash: it is not known."""
        said = listed or _UNLISTED
        grade = (split.grade if split else "") or said.grade
        limit = split.price_limit if split else said.price_limit
        known = split is not None or bool(said.grade)
        limited = _limited(charge, split, said)
        unit = f" {charge.unit}" if charge.unit else ""
        pre_self, faint = _pre_self(charge, split, said, limited)
        return cls(
            number,
            charge.name,
            charge.spec,
            figures.quantity(charge.quantity) + unit,
            figures.price(charge.price),
            figures.money(charge.amount),
            labels.GRADES.get(grade, labels.UNKNOWN_CELL),
            figures.price(limit) if limit is not None else "" if known else labels.UNKNOWN_CELL,
            limit is not None and charge.price > limit,
            pre_self,
            faint,
            limited,
            trace,
            tuple(_details(split, said, limit, limited, trace)),
        )


def fee_lines(view: VisitView) -> list[FeeLine]:
    """The visit's lines."""
    by_line = {split.line: split for split in view.splits}
    known = len(view.traces) == len(view.charges)
    traces = view.traces if known else (_NO_TRACE,) * len(view.charges)
    return [
        FeeLine.of(number, charge, by_line.get(number), view.listed.get(charge.code), trace)
        for number, (charge, trace) in enumerate(zip(view.charges, traces, strict=True), 1)
    ]


def limited_lines(view: VisitView) -> tuple[int, ...]:
    """The numbers (from 1) of the lines with a limited-use item."""
    return _numbers(view, Limited.APPROVED, Limited.UNDECIDED, Limited.OWN_EXPENSE)


def undecided(view: VisitView) -> tuple[int, ...]:
    """The numbers (from 1) of the limited-use items for which nobody said whether the hospital approves them."""
    return _numbers(view, Limited.UNDECIDED)


def to_ask(view: VisitView) -> tuple[int, ...]:
    """Those that are asked about before a trial. Where money lies on the claim, or it is only tried again after a
    failure, its lines went up before and stay as they are.
    """
    begun = view.state not in (VisitState.CHARGES, VisitState.TRIAL_DONE)
    return () if begun or view.paid else undecided(view)


def _numbers(view: VisitView, *wanted: Limited) -> tuple[int, ...]:
    by_line = {split.line: split for split in view.splits}
    states = (
        _limited(charge, by_line.get(number), view.listed.get(charge.code) or _UNLISTED)
        for number, charge in enumerate(view.charges, 1)
    )
    return tuple(number for number, state in enumerate(states, 1) if state in wanted)


def _limited(charge: Charge, split: LineSplit | None, listed: Listed) -> Limited:
    said = split.limited if split is not None else None
    if not (listed.limited if said is None else said):
        return Limited.NO
    decided = {Approval.APPROVED: Limited.APPROVED, Approval.UNSAID: Limited.UNDECIDED}
    return decided.get(charge.approval, Limited.OWN_EXPENSE)


def _pre_self(charge: Charge, split: LineSplit | None, listed: Listed, limited: Limited) -> tuple[str, bool]:
    """先行自付: yuan after the trial, before it the share of the catalogue; 自费 where all of it is the person's."""
    if split is not None:
        if split.full_self >= charge.amount > 0:
            return labels.ALL_SELF, False
        return figures.money(split.pre_self), split.pre_self == money.ZERO
    if listed.grade == "C" or limited is Limited.OWN_EXPENSE or charge.approval is Approval.REFUSED:
        return labels.ALL_SELF, False
    if listed.self_rate is None:
        return labels.UNKNOWN_CELL, True
    return figures.share(listed.self_rate), listed.self_rate == 0


def _details(
    split: LineSplit | None, listed: Listed, limit: Decimal | None, limited: Limited, trace: Trace
) -> list[str]:
    pieces = []
    if trace.state is TraceState.DUPLICATE:
        pieces.append(labels.TRACE_TWICE_SAID)
    elif trace.state is TraceState.MISSING:
        pieces.append(filled(labels.TRACE_MISSING_SAID, 应=trace.needed, 有=trace.have))
    if limited is not Limited.NO:
        pieces.append(labels.LIMITED_SAID[limited.value])
    if split is not None:
        parts = (
            (labels.IN_SCOPE, split.in_scope),
            (labels.COLUMN_PRE_SELF, split.pre_self),
            (labels.OVER_LIMIT, split.over_limit),
            (labels.ALL_SELF, split.full_self),
        )
        pieces += [f"{name} {figures.money(part)}" for name, part in parts if part]
    elif limit is not None:
        pieces.append(f"{labels.COLUMN_LIMIT} {figures.price(limit)}")
    if split is None and listed.self_rate:
        pieces.append(f"{labels.COLUMN_PRE_SELF} {figures.share(listed.self_rate)}")
    return pieces
