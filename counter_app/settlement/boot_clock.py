"""The clock for every age and deadline: it goes on while the machine sleeps (protocol, section 5, "Time")."""

from __future__ import annotations

import time

__all__ = ["boot_seconds"]

# CLOCK_BOOTTIME counts through suspend; time.monotonic() stops there on Linux, and on Windows it does count.
_BOOT = getattr(time, "CLOCK_BOOTTIME", None)


def boot_seconds() -> float:
    """Seconds since some moment before the program began."""
    return time.clock_gettime(_BOOT) if _BOOT is not None else time.monotonic()
