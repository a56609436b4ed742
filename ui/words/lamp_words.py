"""Names of the lamps."""

from __future__ import annotations

__all__ = [
    "AWAY",
    "HOSPITAL",
    "NOT_JOINED",
    "NUMBER_TAKEN",
    "ONLY_HERE",
    "OTHER_KEY",
    "PRINTER",
    "READER",
    "SCANNER",
    "SERVICE",
    "UNDURABLE",
    "UNPLUGGED",
]

UNPLUGGED = "没插"
READER = "读卡器"
SCANNER = "扫码枪"
PRINTER = "打印机"
SERVICE = "结算服务"
# The store that all windows share, and what is only in this window's own.
HOSPITAL = "总账"
AWAY = "连不上"
NUMBER_TAKEN = "窗口号重了"
OTHER_KEY = "密钥不对"
NOT_JOINED = "打不开"
UNDURABLE = "服务器断电会丢账"
ONLY_HERE = "只在本窗 {n} 笔"
