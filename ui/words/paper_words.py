"""What the panel of a paper says: looked at before it is printed, or printed once more with a reason."""

from __future__ import annotations

__all__ = [
    "AFTER_ANOTHER",
    "AFTER_REFUND",
    "AGAIN",
    "ASK_WHY",
    "BY",
    "CHOOSE_FIRST",
    "ELSEWHERE",
    "LEFT_KEYS",
    "LIST",
    "MORE_LEFT",
    "NO_PICTURE",
    "ONLY_BACK",
    "PAGE_OF",
    "PERHAPS",
    "PERHAPS_KEYS",
    "PERHAPS_ONE",
    "PREVIEW",
    "PRINT_KEYS",
    "REASONS",
    "REPRINT_KEYS",
    "REPRINT_KEYS_ONLY",
    "SLIPS",
    "UNPRINTED",
    "UNPRINTED_ONE",
]

SLIPS = {
    "settlement": "结算单",
    "ticket": "先付后补凭单",
    "refund": "退款单",
    "notice": "告知单",
    "check": "核对单",
    "hand-claim": "手工报销材料",
    "calls": "催办电话名单",
    "agency": "医保办名单",
    "board": "断线告示",
    "outage": "断线报告",
}
PREVIEW = "看{单名}"
AGAIN = "补打{单名}　第 {n} 次"
BY = "经办 {工号}"
ASK_WHY = "为什么补打？按数字选"
REASONS = ("打印机没打好", "患者弄丢了", "报销要再交一份", "字看不清", "放错了纸", "别的原因")
# The reason on record where nobody is asked: money went back, and the slip says how much.
AFTER_REFUND = "退款后更新"
# The same, where another window handed one out before.
AFTER_ANOTHER = "别的窗口打过"
CHOOSE_FIRST = "先按数字选原因，再按[F11]。"
PRINT_KEYS = "[F11] 打印　[↑][↓] 翻页　[Esc] 返回"
REPRINT_KEYS = "[F11] 补打　[↑][↓] 翻页　[Esc] 不打"
REPRINT_KEYS_ONLY = "[F11] 补打　[Esc] 不打"  # no page to turn
PAGE_OF = "第 {n} 页，共 {共} 页"
NO_PICTURE = "这张单还没有存成文件，看不了。"
# In the place of the picture, where the first one came out at another window.
ELSEWHERE = "{n} 号窗口可能打过这张单，这里看不了。"
LIST = "没打出来的单子"
LEFT_KEYS = "[F11] 再打　[Del] 不要了　[Esc] 返回"
UNPRINTED = "没打出来的 {n} 张，按数字选"
UNPRINTED_ONE = "{单号}　{单名}"
# One of them that the print system may have: nobody can say, and printed from here it would come twice unmarked.
PERHAPS_ONE = "{单号}　{单名}（可能打了）"
PERHAPS = "先看打印机。没有的，在这笔账的页面按[F11]补打。"
PERHAPS_KEYS = "[Del] 不要了　[Esc] 返回"
ONLY_BACK = "[Esc] 返回"
MORE_LEFT = "还有 {n} 张，前面的办了再列。"
