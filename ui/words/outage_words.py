"""The words of an outage: its clock, its board, its closing report."""

from __future__ import annotations

__all__ = [
    "BOARD",
    "BOARD_KEPT",
    "BOARD_SENT",
    "CLOCK",
    "LEVELS",
    "LOOK",
    "NOT_READ",
    "REPORT",
    "REPORT_KEPT",
    "REPORT_SENT",
    "SERVED",
]

LEVELS = {1: "I 级", 2: "II 级"}
CLOCK = "医保 {时间} 起连不上，已 {时长}，{级}"
SERVED = "已出凭单 {n} 笔，收 {金额} 元，恢复后自动补结。按[Ctrl F11]打告示。"
BOARD, REPORT, LOOK = "断线告示", "断线报告", "看断线的单子"
BOARD_KEPT = "断线告示已存成文件，请打印贴在窗口。"
BOARD_SENT = "断线告示送去打印了，请贴在窗口。"
REPORT_SENT = "断线报告和“已恢复”告示送去打印了，请交组长。"
REPORT_KEPT = "断线报告和“已恢复”告示已存成文件，请打印交组长。"
NOT_READ = "账现在读不出，报告没有存。过一会儿再按[Ctrl F11]。"
