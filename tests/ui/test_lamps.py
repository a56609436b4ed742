"""The lamps of the line: sent, answered, confirmed; the hospital's net by what answers; an announced stop."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from counter_app.desk.commands import Moment
from counter_app.desk.gates import Gates
from counter_app.desk.hospital import Standing
from counter_app.desk.line_desk import LineDesk
from counter_app.desk.line_trail import LineTrail
from counter_app.desk.outages import Outage
from counter_app.desk.shutdowns import Shutdowns
from counter_app.model.places import Notice, PlaceFile, PlaceFiles
from counter_app.settlement.outcome import CallOutcome, Done, ErrorReply, Lost, NotSent
from tests.ui.samples import NOW
from ui.lamps import Lamps
from ui.outage_rows import scope_of
from ui.outage_views import Scope
from ui.views import LampState, LampView

AWAY = NotSent("NewConnectionError")


class Line:
    """The parts behind the lamps, with a clock that goes a minute with each call."""

    def __init__(self, store: Standing | None = None) -> None:
        self.now = NOW
        gates = Gates(lambda: Moment(self.now, self.now.timestamp()))
        self.notices: tuple[Notice, ...] = ()
        self.trail = LineTrail(gates.heard, lambda: self.now)
        shutdowns = Shutdowns(self._read, lambda: self.now, lambda: self.now.timestamp())
        line: Any = LineDesk(None, None, self.trail, shutdowns, gates.service)  # type: ignore[arg-type]
        self.shutdowns = shutdowns
        self.store: Any = SimpleNamespace(standing=store, since=NOW, undurable=()) if store is not None else None
        self.lamps = Lamps(gates, self.store, lambda: 0, line)

    def _read(self, now: datetime) -> PlaceFiles:
        return PlaceFiles((PlaceFile("a.toml", now.date(), "医保办", notices=self.notices),))

    def heard(self, *outcomes: CallOutcome, region: str = "610800") -> None:
        for outcome in outcomes:
            self.now += timedelta(minutes=1)
            self.trail.heard(region, outcome)

    def lamp(self, name: str) -> LampView:
        return next(lamp for lamp in self.lamps.views("榆林", "610800") if lamp.name == name)


def test_a_call_that_went_out_and_is_not_answered_shows() -> None:
    line = Line()
    assert line.lamp("结算服务").told == "开窗以来还没有发过"
    line.heard(Done(), Lost())
    place = line.lamp("榆林")
    assert (place.state, place.word) == (LampState.SLOW, "发出没回话")
    assert place.told == f"发出 {NOW + timedelta(minutes=2):%H:%M}　回话 {NOW + timedelta(minutes=1):%H:%M}　结成 没有"
    line.heard(Lost(), Lost())
    assert line.lamp("榆林").state is LampState.DOWN
    assert line.lamp("结算服务").state is LampState.OK, "one place is not all of them"
    first = line.now
    line.heard(Lost(), ErrorReply("HTTP 500"), region="")
    service = line.lamp("结算服务")
    assert (service.state, service.word) == (LampState.DOWN, "发出没回话"), "nobody answers: it is all of them"
    assert service.since == first - timedelta(minutes=2), "since the first that was not answered"
    line.heard(Done(), region="")
    assert line.lamp("结算服务").state is LampState.OK


@pytest.mark.parametrize(
    ("store", "bills", "calls", "state", "word", "scope"),
    [
        (None, None, (), LampState.UNKNOWN, "", Scope.UNKNOWN),
        (None, None, (AWAY,), LampState.UNKNOWN, "", Scope.UNKNOWN),
        (None, None, (Done(),), LampState.OK, "", Scope.SERVICE),
        (None, None, (NotSent("401", "网关没有放行：401"),), LampState.OK, "", Scope.SERVICE),
        (None, None, (ErrorReply("忙"),), LampState.OK, "", Scope.SERVICE),
        (Standing.HERE, None, (AWAY,), LampState.OK, "", Scope.BEYOND),
        (Standing.OTHER_KEY, None, (AWAY,), LampState.OK, "", Scope.BEYOND),
        (None, True, (AWAY,), LampState.OK, "", Scope.BEYOND),
        (Standing.AWAY, None, (), LampState.SLOW, "可能断", Scope.HOSPITAL),
        (Standing.AWAY, None, (AWAY,), LampState.DOWN, "院内都连不上", Scope.HOSPITAL),
        (Standing.AWAY, False, (), LampState.DOWN, "院内都连不上", Scope.HOSPITAL),
        (Standing.AWAY, True, (AWAY,), LampState.OK, "", Scope.BEYOND),
        (Standing.AWAY, None, (Done(),), LampState.OK, "", Scope.SERVICE),
    ],
)
def test_the_hospitals_net_is_known_by_what_answers_over_it(
    store: Standing | None,
    bills: bool | None,
    calls: tuple[CallOutcome, ...],
    state: LampState,
    word: str,
    scope: Scope,
) -> None:
    """The service alone says nothing of it: it lies behind it. One that is silent is not yet the net."""
    line = Line(store)
    if bills is not None:
        line.trail.bills(read=bills)
    line.heard(*calls)
    net = line.lamp("医院网")
    assert (net.state, net.word) == (state, word)
    assert scope_of(Outage(NOW), line.trail.gateway, line.lamps.inner) is scope


def test_what_the_gateway_said_before_the_outage_tells_nothing_of_it() -> None:
    line = Line()
    line.heard(Done(), Lost(), Lost(), Lost(), region="")
    began = Outage(NOW + timedelta(minutes=2))
    assert scope_of(began, line.trail.gateway, line.lamps.inner) is Scope.UNKNOWN
    assert line.lamp("医院网").state is LampState.UNKNOWN
    line.heard(ErrorReply("HTTP 500"))
    assert scope_of(began, line.trail.gateway, line.lamps.inner) is Scope.SERVICE


def test_an_answer_from_before_the_store_went_away_proves_nothing() -> None:
    line = Line(Standing.HERE)
    line.heard(Done())
    line.store.standing, line.store.since = Standing.AWAY, line.now + timedelta(minutes=5)
    assert line.lamp("医院网").state is LampState.SLOW


def test_a_stop_that_is_announced_is_on_the_lamp_it_is_about() -> None:
    line = Line()
    line.heard(Done())
    line.notices = (Notice("榆林市医保局", NOW, NOW + timedelta(hours=3), "门诊", ("6108",)),)
    line.shutdowns.in_force()
    place = line.lamp("榆林")
    assert (place.state, place.word) == (LampState.DOWN, f"公告停机到 {NOW + timedelta(hours=3):%H:%M}")
    assert line.lamp("结算服务").state is LampState.OK
