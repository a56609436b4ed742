"""The words of giving back part of a settled bill: choosing, undoing, settling the rest, the three bills."""

from __future__ import annotations

from counter_app.desk.parting import Which

__all__ = [
    "BILLS",
    "BILLS_HEAD",
    "CHOOSE",
    "CHOSEN",
    "COLUMN_BACK",
    "COLUMN_BACK_AMOUNT",
    "COLUMN_BILL",
    "COLUMN_BILL_NUMBER",
    "COLUMN_LEFT",
    "CONFIRM",
    "CONFIRM_ALL",
    "CONFIRM_LABEL",
    "DO_NOT_PAY_YET",
    "GIVE_BACK",
    "GIVE_LINE",
    "GOES",
    "GO_ON",
    "MORE_TO_PAY",
    "NOTHING_BACK",
    "NOT_OF_THIS_BILL",
    "NOT_READ",
    "NOT_SO",
    "NOT_WRITTEN",
    "ONLY_SO_MANY",
    "PARTING",
    "PARTING_NOTE",
    "PARTING_SAID",
    "PLEASE_CHOOSE",
    "PLEASE_CHOOSE_NOTE",
    "REFUNDED_BEFORE",
    "REST_WAITS",
    "ROW_SPOKEN",
    "SCAN_THE_BOX",
    "SETTLED_BEFORE",
    "STAYS",
    "TILL_NOTE",
]

# A slip was scanned
SETTLED_BEFORE = "{时间} 已结算，患者付了 {已付} 元。补打结算单按[F11]，退费按[Shift F9]。"

REFUNDED_BEFORE = "这张凭单 {时间} 退过 {已退} 元，没有再退。补打按[F11]，退费按[Shift F9]。"

# Choosing
CHOOSE = "选要退的：[↑][↓]选行，[Del]整行退，打数字退几个，盒子按[F3]扫。选好按[Shift F9]。"
CHOSEN = "退 {n} 行，共 {金额} 元。整单撤销再重结，按[Shift F9]往下办，[Esc]不退了。"
COLUMN_BACK, COLUMN_BACK_AMOUNT, COLUMN_LEFT = "退", "退的金额", "留"
GIVE_BACK, GIVE_LINE = "退费", "整行退、不退"
ROW_SPOKEN = "第 {行} 项，{项目}，共 {数量}，退 {退}"
PLEASE_CHOOSE, PLEASE_CHOOSE_NOTE = "选要退的", "退药、退项目：先选行或数量"
DO_NOT_PAY_YET, GO_ON = "先不退钱", "退掉 {金额} 元的项目"
TILL_NOTE = "要退的钱等留下的重结以后才知道，先不付"
GOES, STAYS = "要退的", "留下重结"
SCAN_THE_BOX = "第 {行} 行有追溯码：整行退按[Del]，退一部分按[F3]扫退回的盒。"
ONLY_SO_MANY = "第 {行} 行只有 {数量}，退不了更多。"
NOT_OF_THIS_BILL = "扫到的盒子不是这张单上的。请核对，再按[F3]扫。"
NOT_SO = "{原因}。没有退。"
NOT_READ = "账现在读不出，退费已经开始，程序会接着办。先不退钱，找信息科。"
NOT_WRITTEN = "没有写进账里，什么也没有退。请再办一次，还不行找信息科。"

# The dialogue before anything is sent
CONFIRM = "退 {n} 行共 {金额} 元：撤销原结算，留下的 {留} 元重结。写明原因，主管确认。"
CONFIRM_ALL = "整单 {金额} 元都退：撤销结算，退患者 {现金} 元。写明原因，主管确认。"
CONFIRM_LABEL = "确认撤销，退 {金额} 元的项目"

# On its way, and what came of it
PARTING, PARTING_NOTE = "正在撤销", "原来的结算撤销以后，留下的马上重结"
PARTING_SAID = "正在撤销原结算、重结留下的。先不退钱，也不要关窗口。"
REST_WAITS = "原单已撤销，留下的还没重结，恢复后自动办。先不退钱。"
MORE_TO_PAY = "留下的已重结，现金比原来多，还差 {差} 元，不用退。"
NOTHING_BACK = "留下的已重结，现金一样多，不用退。给患者新的结算单。"
BILLS_HEAD = "三张单"
COLUMN_BILL, COLUMN_BILL_NUMBER = "单", "结算号"
BILLS = {Which.ORIGINAL: "原单", Which.CANCELLATION: "撤销", Which.REST: "重结"}
