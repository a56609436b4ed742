"""The words of the trainer's table."""

from __future__ import annotations

__all__ = ["CUT", "INSERT", "NO_READER", "PULL", "TABLE"]

TABLE = "训练台"
INSERT = "插卡"
PULL = "取卡"
CUT = "切断医保线路"
NO_READER = "这台电脑开不了虚拟读卡器，请按 F3 扫码练习。"
