"""What the centre's answer proves of a claim in doubt (protocol, rules 4 and 5; section 5, rows P; A5). Pure.

Booked is believed by one row that carries the message id. Not booked is believed only of a file whose rows, laid over
our books, make the centre's own sums: 3201 is asked again with them. Silence of anything less proves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from counter_app.desk.day_books import Doubt
from counter_app.model import money
from counter_app.model.books import Booking, Difference, DifferenceKind, Group, Period, Sums

__all__ = ["NotProof", "Statement", "corrected", "live_rows", "rows_of", "too_early", "unfit_rows"]


class NotProof(Exception):
    """What was answered cannot be judged; the text says why, for people."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What 3202 said of what we sent for a period."""

    period: Period
    sent: tuple[Booking, ...]
    differences: tuple[Difference, ...]


def too_early(period: Period, now: datetime, longest_s: float) -> bool:
    """Whether something of the period may still be booked: before it is over, and the place's time limit after it."""
    over = datetime.combine(period.last + timedelta(days=1), time.min, now.tzinfo)
    return now < over + timedelta(seconds=longest_s)


def unfit_rows(statement: Statement) -> str:
    """Why the file is not the answer to what was sent; empty where it is. It may be another's, or of another period."""
    sent = {(one.settlement_id, one.refund) for one in statement.sent}
    seen: set[tuple[str, str, bool]] = set()
    for row in statement.differences:
        if row.kind is DifferenceKind.ONLY_CENTRE:
            if not row.msgid:
                return "中心独有的记录没有报文号"
            continue
        if (row.settlement_id, row.refund) not in sent:
            return "文件里有本机没有上传的结算：不是这一次对账的结果"
        mark = (row.settlement_id, row.visit_id, row.refund)
        if mark in seen:
            return "文件里同一笔结算出现两次"
        seen.add(mark)
    return ""


def live_rows(
    doubt: Doubt, differences: Sequence[Difference], owners: Mapping[str, str]
) -> tuple[bool, tuple[Difference, ...]]:
    """Whether something booked by the message in doubt stands, and the rows that speak of it. `owners`: whose a row is.

    Raises:
        NotProof: a row says "given back", and not whether it is the booking or its negative; the centre does not have
            what we took for given back; or of a visit from a backup, it has what may be on it.
    """
    if any(
        row.kind is DifferenceKind.ONLY_HERE and row.refund and row.settlement_id in doubt.undone for row in differences
    ):
        raise NotProof("本机记为已撤销的结算，中心没有退费：可能没有撤成，请向医保经办核对它的结算号")
    if doubt.person:
        if any(_may_be(doubt, row, owners) for row in differences):
            raise NotProof("中心有这个人的结算，本机不知道是哪一单的：请向医保经办要这次就诊的结算号")
        return False, ()
    rows = tuple(row for row in differences if row.kind is DifferenceKind.ONLY_CENTRE and row.msgid == doubt.msgid)
    standing = 0
    for row in rows:
        if row.total is not None:
            standing += 1 if row.total > money.ZERO else -1
        elif row.refund:
            raise NotProof("中心的记录带退费标志而没有金额，分不清是结算还是退费")
        else:
            standing += 1
    return standing > 0, rows


def _may_be(doubt: Doubt, row: Difference, owners: Mapping[str, str]) -> bool:
    """Whether it may be the booking of a visit from a backup: its person's, and of no other claim of ours."""
    booked = row.kind is DifferenceKind.ONLY_CENTRE and (row.total is None or row.total > money.ZERO)
    return booked and row.person_no in ("", doubt.person) and owners.get(row.row, "") in ("", doubt.claim)


def corrected(group: Group, statement: Statement, schemes: Mapping[str, str]) -> Sums:
    """Our sums of a group with the file's rows laid over them: what the centre must have if the file is complete.

    `schemes`: scheme by message id, of the messages that are ours.

    Raises:
        NotProof: a row of the centre cannot be laid over: it has no amounts, or nobody here knows its scheme.
    """
    ours = {(one.settlement_id, one.refund): one for one in statement.sent if one.group == group}
    added: list[Booking] = []
    for row in statement.differences:
        key = (row.settlement_id, row.refund)
        if row.kind is DifferenceKind.ONLY_HERE:
            ours.pop(key, None)
        elif row.kind is DifferenceKind.OTHER_AMOUNTS and key in ours:
            ours[key] = _told(ours[key], row)
        elif row.kind is DifferenceKind.ONLY_CENTRE and schemes.get(row.msgid, group.scheme_code) == group.scheme_code:
            added.append(_told(_blank(group, statement.period, row), row))
    return Sums.of([*ours.values(), *added])


def _told(booking: Booking, row: Difference) -> Booking:
    if row.total is None or row.fund_total is None or row.account is None:
        raise NotProof("中心的记录没有金额，合不上总数")
    return replace(booking, total=row.total, fund_total=row.fund_total, account=row.account)


def _blank(group: Group, period: Period, row: Difference) -> Booking:
    at = datetime.combine(period.first, time.min)
    zero = money.ZERO
    return Booking("", "", "", row.person_no, group, "", at, row.refund, zero, zero, zero, zero, zero)


def rows_of(differences: Sequence[Difference]) -> str:
    """The rows as they came, for the record."""
    return " ⏎ ".join(row.row for row in differences)
