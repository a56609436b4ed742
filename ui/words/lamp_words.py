"""Names of the lamps."""

from __future__ import annotations

__all__ = ["PRINTER", "READER", "SCANNER", "SERVICE", "UNPLUGGED"]

UNPLUGGED = "没插"
READER = "读卡器"
SCANNER = "扫码枪"
PRINTER = "打印机"
SERVICE = "结算服务"
