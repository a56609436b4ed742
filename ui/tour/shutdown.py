"""An announced shutdown, by the hospital's own file: the window knows it before anybody asks."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from ui.outage_views import OutageState
from ui.tour.guide import Guide, Story
from ui.views import VisitState

__all__ = ["announced", "shutdown"]

_BEGAN, _LASTS = timedelta(minutes=5), timedelta(hours=3)


def announced(data: Path, now: datetime) -> None:
    """The notice, in the window's data folder."""
    begins = (now - _BEGAN).replace(second=0, microsecond=0)
    folder = data / "places"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "announced.toml").write_text(
        f'as_of = {begins - timedelta(days=1):%Y-%m-%d}\nkept_by = "医保办"\n[[notice]]\nby = "省医保局"\n'
        f"from = {begins:%Y-%m-%dT%H:%M:%S}\nuntil = {begins + _LASTS:%Y-%m-%dT%H:%M:%S}\n"
        'what = "门诊直接结算"\n',
        "utf-8",
    )


def shutdown(guide: Guide) -> Story:
    """Nobody is asked anything; the whole bill is taken for a ticket, or left."""
    yield guide.state(VisitState.WAITING)
    yield guide.until("the notice is read", lambda: guide.program.outage.view.state is OutageState.ANNOUNCED)
    yield from guide.over("F8", "outage-announced", "outage", ctrl=True)
    yield from guide.type_in(guide.named("戊练习"))
    yield guide.state(VisitState.LINK_DOWN)
    yield guide.guarded()
    yield from guide.look("link-down-announced", row="link down", failure="16b")
    yield from guide.left()
