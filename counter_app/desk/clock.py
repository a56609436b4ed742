"""The two clocks: wall time for people, and one for every age that goes on while the machine sleeps."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from counter_app.desk.commands import Moment
from counter_app.settlement.boot_clock import boot_seconds

__all__ = ["WINDOW_ZONE", "boot_seconds", "moment"]

WINDOW_ZONE = ZoneInfo("Asia/Shanghai")


def moment() -> Moment:
    """Now, at the window."""
    return Moment(datetime.now(WINDOW_ZONE), boot_seconds())
