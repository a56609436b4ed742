"""What stands on the screen before the window does."""

from __future__ import annotations

__all__ = ["OPENING", "TITLE"]

TITLE = "门诊结算"
OPENING = "正在打开，马上就好"
