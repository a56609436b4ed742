"""What is asked before the window is closed."""

from __future__ import annotations

CLOSE = "关闭程序"
OPEN = "这一位还没办完。关了程序，没收钱的撤下，收了钱的留着。要关，再按[Alt F4]；不关按[Esc]。"
ON_ITS_WAY = "还在等医保回话。要关，再按[Alt F4]：等到回话自己关，再打开看结果。不关按[Esc]。"
PARKED = "还有 {n} 位挂起。关了程序，只留收了钱的、在[Shift F3]名单上的。要关，再按[Alt F4]；不关按[Esc]。"
COVERED = "还有没办完的。请先登录，看过再关。"
