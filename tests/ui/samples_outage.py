"""The outage page in its states."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from counter_app.desk.gates import Gate
from counter_app.desk.line_desk import LineDesk
from counter_app.desk.line_trail import LineTrail
from counter_app.desk.outages import Closing, OutageBook
from counter_app.desk.shutdowns import Shutdowns
from counter_app.desk.staged_return import Return, Stage, StagedReturn
from counter_app.model.places import PlaceFiles
from tests.ui.samples import NOW, SHANGHAI
from ui.outage_views import OutagePageView, OutageState, Scope, ServedRow, SilentPlace
from ui.queue_views import ClaimState
from ui.views import LampState, LampView
from ui.words import lamp_words, queue_words

__all__ = ["LOOKED_AT", "OUTAGES", "ROWS", "quiet_line"]


def _at(hour: int, minute: int) -> datetime:
    return datetime(2026, 11, 22, hour, minute, tzinfo=SHANGHAI)


_PEOPLE = (
    ("B03-KQT-720", "王*芳", "哈尔滨", 4, "964.10"),
    ("B03-KQT-721", "冯*", "台州", 6, "45.00"),
    ("B03-KQT-722", "欧*国", "呼和浩特", 11, "1282.35"),
    ("B03-KQT-723", "陈*山", "郑州", 14, "182.35"),
    ("B03-KQT-724", "褚*英", "", 19, "260.00"),
    *((f"B03-KQT-{730 + n}", "郑*华", "海口", 20 + n, "310.20") for n in range(14)),
)
ROWS = tuple(
    ServedRow(
        number, ClaimState.OUTAGE, name, place, _at(10, minute), Decimal(taken), None,
        queue_words.NEXT[ClaimState.OUTAGE],
    )
    for number, name, place, minute, taken in _PEOPLE
)  # fmt: skip
_TAKEN = sum((row.taken for row in ROWS), Decimal(0))


def _settled(row: ServedRow, refund: str) -> ServedRow:
    back = Decimal(refund) or None
    said = queue_words.REFUND_WAITS if back else queue_words.NOTHING_DUE
    return replace(row, state=ClaimState.SETTLED, refund=back, next_step=said)


_STATES = (ClaimState.WORKING, ClaimState.WORKING, ClaimState.PERSON, ClaimState.CHECKING)
_BACK = (
    _settled(ROWS[0], "405.85"),
    _settled(ROWS[1], "0"),
    *(
        replace(row, state=state, next_step=queue_words.NEXT[state])
        for row, state in zip(ROWS[2:6], _STATES, strict=True)
    ),
    *(replace(row, state=ClaimState.WAITING, next_step=queue_words.NEXT[ClaimState.WAITING]) for row in ROWS[6:]),
)
_HOPS = (
    LampView(lamp_words.NET, LampState.OK),
    LampView(lamp_words.SERVICE, LampState.DOWN, _at(10, 2), told="发出 10:01　回话 10:01　结成 09:58"),
    LampView(lamp_words.HOSPITAL, LampState.OK),
)
_UP = replace(_HOPS[1], state=LampState.OK, told="发出 10:50　回话 10:50　结成 10:50")

_DOWN = OutagePageView(
    OutageState.DOWN,
    _at(10, 2),
    seconds=47 * 60 + 12,
    level=1,
    scope=Scope.BEYOND,
    rows=ROWS,
    closing=Closing(served=19, taken=_TAKEN, waiting=19, open_paid=_TAKEN),
    hops=_HOPS,
    phone="8120",
    way=Return(Stage.PROBE),
)
_ANNOUNCED = replace(
    _DOWN, state=OutageState.ANNOUNCED, level=0, scope=Scope.ANNOUNCED, by="广东省医保局",
    until=datetime(2026, 11, 23, 7, 0, tzinfo=SHANGHAI),
    hops=(_HOPS[0], replace(_HOPS[1], since=None, word="公告停机到 07:00")),
)  # fmt: skip

OUTAGES = {
    "outage-none": OutagePageView(hops=(_HOPS[0], _UP), phone="8120"),
    "outage-ahead": OutagePageView(
        OutageState.AHEAD, _at(19, 0), seconds=23 * 60, level=0, by="榆林市医保局",
        until=datetime(2026, 11, 26, 7, 0, tzinfo=SHANGHAI), places="榆林", hops=(_HOPS[0], _UP), phone="8120",
    ),
    "outage-first-minute": replace(
        _DOWN, seconds=27, level=2, scope=Scope.UNKNOWN, rows=(), closing=Closing(),
        hops=(LampView(lamp_words.NET, LampState.UNKNOWN), *_HOPS[1:2]),
    ),
    "outage-down": _DOWN,
    "outage-hospital": replace(
        _DOWN, scope=Scope.HOSPITAL, phone="",
        hops=(LampView(lamp_words.NET, LampState.DOWN, _at(10, 2), lamp_words.NET_DOWN), *_HOPS[1:2],
              LampView(lamp_words.HOSPITAL, LampState.DOWN, _at(10, 2), "连不上，只在本窗 19 笔")),
    ),
    "outage-announced": _ANNOUNCED,
    "outage-places": replace(
        _ANNOUNCED, scope=Scope.PLACES, places="榆林、延安", by="陕西省医保局", until=None, rows=ROWS[:2],
        closing=Closing(served=2, taken=ROWS[0].taken + ROWS[1].taken, waiting=2),
    ),
    "outage-place": replace(
        _DOWN, state=OutageState.PLACE, began=_at(10, 20), seconds=29 * 60, scope=Scope.PLACES,
        places="哈尔滨、呼和浩特", rows=(ROWS[0], ROWS[2]),
        closing=Closing(served=2, taken=ROWS[0].taken + ROWS[2].taken, waiting=2),
        silent=(SilentPlace("哈尔滨", _at(10, 20), 1), SilentPlace("呼和浩特", _at(10, 31), 1)),
        hops=(_HOPS[0], _UP, LampView("哈尔滨", LampState.DOWN, _at(10, 20), told="发出 10:48　回话 10:11")),
    ),
    "outage-trying": replace(_DOWN, trying=True),
    "outage-returning": replace(
        _DOWN, state=OutageState.RETURNING, ended=_at(10, 49), seconds=47 * 60, rows=_BACK,
        way=Return(Stage.FEW, 2), hops=(_HOPS[0], _UP),
        closing=Closing(
            served=19, taken=_TAKEN, settled=2, owed=Decimal("603.25"), back=Decimal("405.85"), waiting=15, person=1,
            open_paid=_TAKEN - Decimal("1009.10"),
        ),
    ),
    "outage-over": replace(
        _DOWN, state=OutageState.OVER, ended=_at(10, 49), seconds=47 * 60,
        rows=tuple(_settled(row, "100.00") for row in ROWS), hops=(_HOPS[0], _UP), way=Return(Stage.ALL, 5),
        closing=Closing(
            served=19, taken=_TAKEN, settled=18, owed=_TAKEN - 1900, back=Decimal(1700), returned=Decimal(200),
            person=1,
        ),
    ),
}  # fmt: skip


def quiet_line(service: Callable[[], Gate] = Gate) -> LineDesk:
    """Nothing is announced, nothing was heard, and no outage is on record."""
    shutdowns = Shutdowns(lambda _now: PlaceFiles(), lambda: NOW, lambda: 0.0)
    trail = LineTrail(lambda _region, _outcome: None, lambda: NOW)
    return LineDesk(OutageBook(Path("/nowhere/to/be/written")), StagedReturn(service, 4), trail, shutdowns, service)


OUTAGES["outage-returning-place"] = replace(OUTAGES["outage-returning"], silent=OUTAGES["outage-place"].silent[:1])
OUTAGES["outage-paused"] = replace(OUTAGES["outage-returning"], paused=True, way=Return(Stage.PROBE))
# Those with the most on them are looked at in every size and theme; the others in the page's own tests.
LOOKED_AT = ("outage-announced", "outage-down", "outage-hospital", "outage-over", "outage-place", "outage-returning")
