"""That the line is back is said once to who works at the window, while tickets wait for their turn."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from samples import NOW

from counter_app.desk.line_trail import Reach
from counter_app.desk.outages import Closing, Outage
from ui.desk_views import Places
from ui.outage_session import OutageSession
from ui.outage_views import NOBODY
from ui.outage_watch import Sight
from ui.pages import Up
from ui.views import VisitState

BEGAN = NOW - timedelta(minutes=20)
DOWN = Outage(BEGAN)
BACK = Outage(BEGAN, NOW)
WAIT: Closing = replace(NOBODY, waiting=3)
PLACES = Places("广东 广州市", lambda region: region, lambda region: region)


def told(*sights: Sight, up: Up = Up.VISIT, state: VisitState = VisitState.WAITING, paused: bool = False) -> list[str]:
    said: list[str] = []
    window: Any = SimpleNamespace(
        up=up, left_alone=False, remark=said.append, show_outage=lambda _view: None,
        visit=SimpleNamespace(view=SimpleNamespace(state=state, person=None)),
    )  # fmt: skip
    office: Any = SimpleNamespace(
        replay=SimpleNamespace(paused=paused),
        line=SimpleNamespace(
            trail=SimpleNamespace(gateway=Reach()), shutdowns=SimpleNamespace(of=lambda _region: None)
        ),
        settings=SimpleNamespace(institution=SimpleNamespace(phone="8120")),
    )
    queue: Any = SimpleNamespace(outage=SimpleNamespace(wanted=False), saw=None)
    lamps: Any = SimpleNamespace(hops=tuple, inner=())
    now: datetime = NOW
    bridge: Any = None
    session = OutageSession(office, bridge, PLACES, window, queue, lamps, lambda: now)
    for sight in sights:
        session.saw(sight)
    return said


def test_it_is_said_once_with_its_time() -> None:
    back = Sight(BACK, sums=WAIT)
    assert told(Sight(DOWN, sums=WAIT), back, back) == ["医保 09:41 恢复，正在自动补结，窗口照常收费。"]


def test_who_is_asked_for_the_whole_bill_is_told_of_even_where_no_ticket_waits() -> None:
    back = told(Sight(DOWN), Sight(BACK, sums=NOBODY), state=VisitState.LINK_DOWN)
    assert back == ["医保 09:41 恢复了。按[F5]接着办，这位不用先付全款。"]


@pytest.mark.parametrize(
    ("sights", "changes"),
    [
        ((Sight(BACK, sums=WAIT),), {}),  # it was over before this window looked
        ((Sight(DOWN, sums=WAIT), Sight(BACK, sums=NOBODY)), {}),  # nothing is left to make up
        ((Sight(DOWN, sums=WAIT), Sight(BACK, sums=WAIT)), {"paused": True}),
        ((Sight(DOWN, sums=WAIT), Sight(BACK, sums=WAIT)), {"up": Up.QUEUE}),  # which says so itself
        ((Sight(DOWN, sums=WAIT), Sight(BACK, sums=WAIT)), {"state": VisitState.TRIAL_DONE}),
    ],
)
def test_it_is_not_said_where_it_is_not_so_or_hides_what_is_needed(
    sights: tuple[Sight, ...], changes: dict[str, Any]
) -> None:
    assert told(*sights, **changes) == []
