"""Names of the lamps, and what is wrong with what they stand for."""

from __future__ import annotations

__all__ = [
    "AWAY",
    "HOSPITAL",
    "NET",
    "NET_DOWN",
    "NET_PERHAPS",
    "NOT_JOINED",
    "NO_ANSWER",
    "NUMBER_TAKEN",
    "ONLY_HERE",
    "OTHER_KEY",
    "OTHER_WORLD",
    "PRINTER",
    "PRINTER_LEFT",
    "PRINTER_PERHAPS",
    "PRINTER_TROUBLES",
    "READER",
    "REFUSED",
    "SCANNER",
    "SERVICE",
    "STANDS_STILL",
    "STANDS_STILL_UNTIL",
    "UNDURABLE",
    "UNPLUGGED",
]

UNPLUGGED = "没插"
REFUSED = "打不开"
READER = "读卡器"
SCANNER = "扫码枪"
PRINTER = "打印机"
# By the print system's word (counter_app/printing/values.py); each also stands behind "打印机" in a sentence.
PRINTER_TROUBLES = {
    "missing": "在打印系统里找不到",
    "no_system": "的打印服务没有应答",
    "jam": "卡纸",
    "cover": "盖子没关好",
    "no_paper": "缺纸",
    "no_ink": "没墨了",
    "offline": "没有连上",
    "paused": "被暂停了",
    "broken": "打不出来",
}
PRINTER_LEFT = "{n} 张没打"
PRINTER_PERHAPS = "{n} 张不知打没打"
SERVICE = "结算服务"
# The hospital's own net: known by what answers over it, never by a ping.
NET = "医院网"
NET_DOWN, NET_PERHAPS = "院内都连不上", "可能断"
NO_ANSWER = "发出没回话"
STANDS_STILL, STANDS_STILL_UNTIL = "公告停机", "公告停机到 {时间}"
# The store that all windows share, and what is only in this window's own.
HOSPITAL = "总账"
AWAY = "连不上"
NUMBER_TAKEN = "窗口号重了"
OTHER_KEY = "密钥不对"
OTHER_WORLD = "训练、正式混了"
NOT_JOINED = "打不开"
UNDURABLE = "服务器断电会丢账"
ONLY_HERE = "只在本窗 {n} 笔"
