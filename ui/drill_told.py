"""A drill's findings in sentences: what struck, the three questions and their answers, and each claim."""

from __future__ import annotations

from counter_app.desk.clock import WINDOW_ZONE
from counter_app.desk.drill_report import Case, Findings
from counter_app.desk.drills import DrillKind
from counter_app.model import money
from ui.shapes import Shape
from ui.theme import Role
from ui.training_views import PanelRow
from ui.words import figures, paper_words, sentences, training_words
from ui.words.template import filled

__all__ = ["as_text", "rows_of"]


def rows_of(found: Findings) -> tuple[PanelRow, ...]:
    """The report, to be read from above."""
    return (
        _head(found),
        PanelRow("", tuple(_struck(found)), shape=Shape.NOTE, role=Role.INFO),
        _twice(found),
        _papers(found),
        _time(found),
        *(_case(case, found) for case in found.cases),
    )


def as_text(rows: tuple[PanelRow, ...]) -> str:
    """The same as a file."""
    return "\n".join("\n".join((*([row.title] if row.title else []), *row.lines)) + "\n" for row in rows)


def _head(found: Findings) -> PanelRow:
    name, seconds = training_words.KINDS[found.drill.kind], found.seconds
    start, end = (figures.clock(at.astimezone(WINDOW_ZONE)) for at in (found.drill.began, found.ended))
    before = sum(case.before for case in found.cases)
    span = filled(training_words.SPAN, 起=start, 止=end, n=len(found.cases) - before)
    spans = (span, *([filled(training_words.SPAN_BEFORE, n=before)] if before else []))
    if not found.cases:
        return PanelRow(filled(training_words.NOBODY_CAME, 故障名=name), spans)
    if seconds is None:
        return PanelRow(name, spans)
    said = filled(sentences.TRAINING_AFTER, 故障名=name, a=found.twice, b=found.unprinted, 秒=seconds)
    still = sum(case.open for case in found.cases)
    stays = training_words.STILL_OPEN_THERE if found.drill.folder else training_words.STILL_OPEN
    return PanelRow(said, (*spans, *([filled(stays, n=still)] if still else [])))


def _struck(found: Findings) -> list[str]:
    drill, told = found.drill, []
    for name, count in found.struck.items():
        words = training_words.STRUCK.get(name)
        told.append(filled(words, n=count) if words else filled(training_words.STRUCK_OTHER, 名=name, n=count))
    if found.refused_by_place:
        told.append(filled(training_words.STRUCK_PLACE, n=found.refused_by_place))
    if drill.cut_at is not None:
        cut, back = drill.cut_at.astimezone(WINDOW_ZONE), drill.back_at
        if back is None:
            told.append(filled(training_words.CUT_NOT_BACK, 停=figures.clock_seconds(cut)))
        else:
            told.append(
                filled(
                    training_words.CUT_AT,
                    停=figures.clock_seconds(cut),
                    来=figures.clock_seconds(back.astimezone(WINDOW_ZONE)),
                    长=figures.span(int((back - cut).total_seconds())),
                )
            )
    if drill.kind is DrillKind.NEW_YEAR:
        back = drill.back_at.astimezone(WINDOW_ZONE) if drill.back_at is not None else None
        line = filled(training_words.MIDNIGHT, 年=back.year, 时间=figures.clock(back)) if back is not None else ""
        told.append(line or training_words.NO_MIDNIGHT)
    return told or [training_words.STRUCK_NOTHING]


def _twice(found: Findings) -> PanelRow:
    if not found.twice:
        yet = sum(case.to_settle_up for case in found.cases)
        said = filled(training_words.TWICE_NO_YET, n=yet) if yet else training_words.TWICE_NO
        return _answer(training_words.ASK_TWICE, said)
    lines = [filled(training_words.TWICE_YES, n=found.twice)]
    if found.strays:
        lines.append(filled(training_words.STRAYS, n=found.strays))
    return PanelRow(training_words.ASK_TWICE, tuple(lines), shape=Shape.STOPPED, role=Role.STOP)


def _papers(found: Findings) -> PanelRow:
    papers = sum(case.papers for case in found.cases)
    if found.unprinted:
        said = filled(training_words.PAPERS_NO, n=found.unprinted)
        return PanelRow(training_words.ASK_PAPERS, (said,), shape=Shape.ATTENTION, role=Role.WARN)
    if found.on_file:
        some = filled(training_words.PAPERS_SOME_ON_FILE, 出=papers - found.on_file, n=found.on_file)
        said = filled(training_words.PAPERS_ON_FILE, n=papers) if found.on_file == papers else some
        return PanelRow(training_words.ASK_PAPERS, (said,), shape=Shape.NOTE, role=Role.INFO)
    said = filled(training_words.PAPERS_YES, n=papers) if papers else training_words.PAPERS_NONE
    return _answer(training_words.ASK_PAPERS, said)


def _time(found: Findings) -> PanelRow:
    served = [(case.served, case) for case in found.cases if case.served is not None]
    if not served or found.seconds is None:
        return _answer(training_words.ASK_TIME, training_words.TIME_NONE)
    longest, of = max(served, key=lambda pair: pair[0])
    long = figures.span(round(longest.total_seconds()))
    said = filled(training_words.TIME, 平均=figures.span(found.seconds), 最长=long, 名=of.name or of.key)
    return _answer(training_words.ASK_TIME, said)


def _answer(question: str, said: str) -> PanelRow:
    return PanelRow(question, (said,), shape=Shape.DONE, role=Role.OK)


def _case(case: Case, found: Findings) -> PanelRow:
    lines = [_money(case)]
    if found.drill.kind is DrillKind.NEW_YEAR:
        lines[0] += filled(training_words.OF_YEAR, 年=case.booked_year or case.year)
    lines.append(_long(case) + _printed(case))
    shape, role = Shape.DONE, Role.OK
    if case.twice:
        shape, role = Shape.STOPPED, Role.STOP
    elif case.missing or case.stuck:
        shape, role = Shape.ATTENTION, Role.WARN
    elif case.unclear:
        shape, role = Shape.CHECKING, Role.CHECK
    elif case.open:
        shape, role = Shape.WAITING, Role.INFO
    title = filled(training_words.CASE, 名=case.name or "—", 单号=case.key)
    return PanelRow(title, tuple(lines), shape=shape, role=role)


def _money(case: Case) -> str:
    paid = figures.money(case.paid)
    if not case.booked:
        return filled(training_words.BOOKED_NONE, 收=paid)
    owed = figures.money(case.booked_cash)
    if case.booked > 1:
        return filled(training_words.BOOKED_MANY, n=case.booked, 该付=owed, 收=paid)
    if case.to_settle_up:
        return filled(training_words.BOOKED_OPEN, 该付=owed, 收=paid)
    back = figures.money(case.due or money.ZERO)
    return filled(training_words.BOOKED_ONE, 该付=owed, 收=paid, 退=back)


def _long(case: Case) -> str:
    served = figures.span(round(case.served.total_seconds())) if case.served is not None else ""
    took = figures.span(round(case.took.total_seconds())) if case.took is not None else ""
    if case.unclear:
        return training_words.UNCLEAR
    if case.ticket and served:
        if took:
            return filled(training_words.TOOK_TICKET, 拿=served, 长=took)
        return filled(training_words.TICKET_ONLY, 拿=served)
    return filled(training_words.TOOK, 长=took) if took else training_words.STILL


def _printed(case: Case) -> str:
    names = paper_words.SLIPS
    told = [filled(training_words.MISSING, 单名=names.get(kind, kind)) for kind in case.missing]
    told += [filled(training_words.STUCK, 单名=names.get(kind, kind)) for kind in case.stuck]
    told += [filled(training_words.ON_FILE, 单名=names.get(kind, kind)) for kind in case.on_file]
    return "".join(told) or (training_words.PRINTED if case.papers else "")
