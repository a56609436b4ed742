"""What a key says instead of sending anything while a shutdown is announced."""

from __future__ import annotations

__all__ = ["CHRONIC", "HAND_BACK", "INSURANCE", "KIND", "NO_END", "UNDO", "UNTIL"]

UNTIL = "医保停机到 {恢复时间}（公告）。{没动}，什么都没有送，恢复后再办。"
NO_END = "医保按公告停机，没说几时恢复。{没动}，什么都没有送。"
KIND, INSURANCE, CHRONIC = "就诊类型没有换", "险种没有换", "慢特病没有查"
UNDO, HAND_BACK = "没有撤销，钱没有动", "没有撤下，钱没有动"
