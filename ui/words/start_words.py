"""What stands on the screen before the window does, and after it."""

from __future__ import annotations

__all__ = ["CLOSING", "ENDING", "OPENING", "TITLE"]

TITLE = "门诊结算"
OPENING = "正在打开，马上就好"
ENDING = "正在收尾：还在路上的回话到了，就重新打开"
CLOSING = "正在收尾：等还在路上的回话，等到了自己关"
