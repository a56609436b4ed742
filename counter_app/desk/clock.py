"""The two clocks: wall time for people, and one for every age that goes on while the machine sleeps."""

from __future__ import annotations

import time
from datetime import datetime
from zoneinfo import ZoneInfo

from counter_app.desk.commands import Moment

__all__ = ["WINDOW_ZONE", "boot_seconds", "moment"]

WINDOW_ZONE = ZoneInfo("Asia/Shanghai")

# CLOCK_BOOTTIME counts through suspend; time.monotonic() stops there on Linux, and on Windows it does count.
_BOOT = getattr(time, "CLOCK_BOOTTIME", None)


def boot_seconds() -> float:
    """Seconds on the clock for ages and deadlines (protocol, section 5, "Time")."""
    return time.clock_gettime(_BOOT) if _BOOT is not None else time.monotonic()


def moment() -> Moment:
    """Now, at the window."""
    return Moment(datetime.now(WINDOW_ZONE), boot_seconds())
