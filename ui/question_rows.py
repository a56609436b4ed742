"""Answers as the rows of the panel: every part with its source and its age in words. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from counter_app.desk.questions import FILED, HERE, KEPT_IN, Answer, Part, Question, SettledHere
from counter_app.model.entitlement import ChronicFiling, Designation, Transfer, YearSum
from counter_app.model.person import Filing, FilingClass
from counter_app.model.places import Agency, KeptInstitution, Notice, Opening
from counter_app.settlement.codes import known_codes
from counter_app.settlement.inquiries import Institution
from ui.question_views import PartView, RowView
from ui.shapes import Shape
from ui.theme import Role
from ui.words import figures, labels, question_words
from ui.words.reasons import reason
from ui.words.template import filled

__all__ = ["Here", "part_views"]


@dataclass(frozen=True, slots=True)
class Here:
    """What answers are told with: the time, how regions are called, the insured place that concerns, whom to ring."""

    now: datetime
    region_name: Callable[[str], str]
    region: str
    phone: str


def part_views(answer: Answer, here: Here) -> tuple[PartView, ...]:
    """The parts as they stand below each other; files that are left out are named last."""
    if answer.nobody:
        return (PartView(question_words.NOBODY, shape=Shape.UNKNOWN),)
    parts = [_part(part, answer.question, here) for part in answer.parts]
    table = KEPT_IN.get(answer.question)
    if table is not None and not any(part.source is not None for part in answer.parts):
        text = question_words.NO_FILE[answer.question].format_map({"电话": here.phone})
        parts.append(PartView(text, shape=Shape.UNKNOWN))
    parts += [
        PartView(filled(question_words.FAULT, 内容=fault), shape=Shape.ATTENTION, role=Role.WARN)
        for fault in answer.faults
    ]
    return tuple(parts)


def _part(part: Part, question: Question, here: Here) -> PartView:
    name = question_words.ABOUT.get(part.about, "")
    source = part.source
    if source is None:
        if part.trouble is None:
            return PartView(question_words.NOT_TOLD, shape=Shape.UNKNOWN)
        if part.trouble.link_down:
            return PartView(filled(question_words.LINE_DOWN, 内容=name), shape=Shape.OUTAGE, role=Role.WARN)
        why = part.trouble.said or reason(part.trouble.code).name
        return PartView(filled(question_words.NOT_ANSWERED, 内容=name, 原因=why), shape=Shape.ATTENTION, role=Role.WARN)
    rows = tuple(_row(row, here) for row in part.rows)
    if source.at is not None:
        whence = question_words.FROM_BOOKS if part.about == HERE else question_words.FROM_SERVICE
        head = f"{name}　{filled(whence, 时间=_moment(source.at, here.now))}"
        if part.about == FILED:
            head = f"{head}，{question_words.KEPT_AS_SEEN}"
        return PartView(head, rows or _nothing(part.about), shape=Shape.DONE, role=Role.OK)
    aged = filled(question_words.FROM_FILE, 日期=source.as_of, 时长=_ago(source.days))
    keeper = filled(question_words.KEEPER, 文件=source.file, 谁=source.kept_by)
    warnings: tuple[str, ...] = (question_words.SAMPLE,) if source.sample else ()
    if source.old:
        warnings += (question_words.OLD[part.about].format_map({"n": source.days, "电话": here.phone}),)
    known = any(getattr(row, "region", "") == here.region for row in part.rows)
    if here.region and question in _OF_INSURED and not known:
        missing = filled(question_words.NOT_FOR_PLACE, 地=here.region_name(here.region), 电话=here.phone)
        rows = (RowView(missing, (), Shape.UNKNOWN, ours=True), *rows)
    role, shape = (Role.WARN, Shape.ATTENTION) if source.old else (Role.INFO, Shape.NOTE)
    return PartView(f"{aged}　{keeper}", rows or _nothing(part.about), warnings, shape, role)


_OF_INSURED = (Question.AGENCIES, Question.REGIONS)


def _nothing(about: str) -> tuple[RowView, ...]:
    return (RowView("", (question_words.NOTHING[about],)),) if about in question_words.NOTHING else ()


def _ago(days: int) -> str:
    named = {0: question_words.TODAY, 1: question_words.YESTERDAY}
    return named.get(days) or filled(question_words.DAYS_AGO, n=days)


def _moment(at: datetime, now: datetime) -> str:
    day = question_words.TODAY if at.date() == now.date() else f"{at:%Y-%m-%d}"
    return f"{day} {figures.clock(at)}"


def _row(row: Any, here: Here) -> RowView:
    match row:
        case Filing():
            return _filing(row, here)
        case Transfer():
            return RowView(filled(question_words.TO_PLACE, 名称=row.name), _dates(row.since or row.on, row.until))
        case Designation():
            return RowView(row.name or row.institution, _dates(row.since, row.until))
        case ChronicFiling():
            over = not row.valid_on(here.now.date())
            details = (*_dates(row.since, row.until), *((question_words.EXPIRED,) if over else ()))
            return RowView(row.name or row.code, details, *((Shape.STOPPED, Role.STOP) if over else ()))
        case YearSum():
            name = question_words.SUMS.get(row.meaning) or filled(question_words.SUM_UNKNOWN, 代码=row.code)
            year = filled(question_words.YEAR, 年=row.year) if row.year else ""
            return RowView("　".join(_told(name, figures.yen(row.amount), year)))
        case SettledHere():
            total, fund, cash = figures.money(row.total), figures.money(row.fund), figures.money(row.cash)
            return RowView(filled(question_words.SETTLED_HERE, 日=row.on, 总额=total, 基金=fund, 现金=cash))
        case Institution():
            level = known_codes("hosp_lv").get(row.level, "")
            return RowView(row.name or row.code, _told(level, filled(question_words.INSTITUTION_CODE, 编号=row.code)))
        case _:
            return _kept(row, here)


def _kept(row: Any, here: Here) -> RowView:
    ours = bool(here.region) and getattr(row, "region", "") == here.region
    match row:
        case KeptInstitution():
            kinds = "、".join(question_words.KINDS[kind] for kind in row.kinds or ())
            return RowView(row.name, _told(row.level, kinds, row.phone, row.address))
        case Agency():
            hours = filled(question_words.HOURS, 时间=row.hours) if row.hours else ""
            where = here.region_name(row.region)
            return RowView(f"{row.name}　{row.phone}", _told(where, row.address, hours), ours=ours)
        case Opening():
            said = {True: question_words.OPEN, False: question_words.CLOSED, None: question_words.NOT_KNOWN}
            kinds = "　".join(f"{name} {said[getattr(row, kind)]}" for kind, name in question_words.KINDS.items())
            return RowView(here.region_name(row.region), _told(kinds, row.remark), ours=ours)
        case Notice():
            return _notice(row, here)
    raise TypeError(type(row).__name__)


def _notice(row: Notice, here: Here) -> RowView:
    now = row.holds(here.now)
    places = "、".join(here.region_name(code.ljust(6, "0")) for code in row.regions) or question_words.ALL_PLACES
    since = _stamp(row.since)
    span = (
        filled(question_words.NOTICE_SPAN, 起=since, 止=_stamp(row.until))
        if row.until is not None
        else filled(question_words.NOTICE_END_UNKNOWN, 起=since)
    )
    state = question_words.NOTICE_NOW if now else question_words.NOTICE_AHEAD
    shape, role = (Shape.OUTAGE, Role.WARN) if now else (Shape.WAITING, None)
    ours = bool(here.region) and row.concerns(here.region)
    return RowView(f"{state}　{span}", _told(f"{places}：{row.what}", row.by, row.text), shape, role, ours)


def _filing(row: Filing, here: Here) -> RowView:
    today = here.now.date()
    if row.kind is FilingClass.UNFILED:
        return RowView(labels.UNFILED, (), Shape.STOPPED, Role.STOP)
    over = row.until is not None and row.until < today
    place = filled(question_words.FILED_AT, 地=here.region_name(row.place)) if row.place else ""
    details = _told(place, *_filed_dates(row), question_words.EXPIRED if over else "")
    shape, role = (Shape.STOPPED, Role.STOP) if over else (Shape.DONE, Role.OK)
    return RowView(labels.FILINGS[row.kind], details, shape, role)


def _filed_dates(row: Filing) -> tuple[str, ...]:
    if row.since is not None and row.until is None:
        return (filled(labels.FILED_OPEN, 起=row.since),)
    return _dates(row.since, row.until)


def _dates(since: date | None, until: date | None) -> tuple[str, ...]:
    if since is not None and until is not None:
        return (filled(question_words.SPAN, 起=since, 止=until),)
    if since is not None:
        return (filled(question_words.SINCE, 起=since),)
    return (filled(question_words.UNTIL, 止=until),) if until is not None else ()


def _stamp(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"


def _told(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text)
