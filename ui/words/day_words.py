"""The words of the day-end page: today's claims by state, the proof of the day before, what is past its day."""

from __future__ import annotations

from counter_app.model.books import DifferenceKind

__all__ = [
    "ALL_WELL",
    "BROKE",
    "BY_PAPERS",
    "BY_PAPERS_ALONE",
    "CLAIMS",
    "COLUMN_AT",
    "COLUMN_CASH",
    "COLUMN_FUND",
    "COLUMN_NUMBER",
    "COLUMN_TOTAL",
    "CONFIRM_UPLOAD",
    "DIFFERENCES",
    "DRAINED_NOT",
    "GIVE_BACK",
    "GOES_UP",
    "GROUPS_EQUAL",
    "KEEP_LISTS",
    "LIST_NOT_SAVED",
    "LIST_SAVED",
    "LIST_SENT",
    "LOOK_LISTS",
    "MORE_FOUND",
    "NOTHING_OVERDUE",
    "NOT_DONE",
    "NOT_READ",
    "NO_CLAIMS",
    "OF_DAY",
    "OPEN",
    "OPEN_HERE",
    "OTHER_DAYS",
    "OVERDUE",
    "PAGE",
    "PRINT_LISTS",
    "PROOF",
    "PROVE",
    "PROVING",
    "PROVING_FOR",
    "READY",
    "READY_OVERDUE",
    "RULINGS",
    "SHOWN",
    "SUMS",
    "TABLE",
    "TO_RING",
    "UNSIGNED",
    "UPLOAD",
    "UPLOADED",
    "UPLOADING",
    "WHAT_TO_DO",
]

PAGE, TABLE = "日终", "今天的单子"
CLAIMS, NO_CLAIMS = "今天 {n} 笔", "今天还没有单子"
SUMS = "已结算 {n} 笔　总费用 {总额}　基金 {基金}　账户 {账户}　现金 {现金}"
UNSIGNED = "本窗口不登录：工号 {工号} 是设置里写的，谁做的没有记"
COLUMN_NUMBER, COLUMN_TOTAL, COLUMN_FUND, COLUMN_CASH, COLUMN_AT = "单号", "总费用", "基金", "已收", "时间"
SHOWN = {
    "settled": "已结算",
    "uploaded": "已上传",
    "by_hand": "手工报销",
    "void": "已撤销",
    "person": "要人处理",
    "checking": "核对中",
    "waiting": "等补结",
    "here": "在办",
}

# The right side
PROOF, OF_DAY, NOT_DONE = "和医保核账", "{日} 的账", "还没有核。按[F5]核昨天的账"
OVERDUE, NOTHING_OVERDUE, TO_RING = "到期没来的 {n} 笔", "没有到期没来的", "该打电话的 {n} 位"
GROUPS_EQUAL = "清算 {类} 经办 {经办}：{平}"
DIFFERENCES = {
    DifferenceKind.ONLY_CENTRE: "医保有、本机没有",
    DifferenceKind.ONLY_HERE: "本机有、医保没有",
    DifferenceKind.OTHER_AMOUNTS: "两边金额不一样",
}
WHAT_TO_DO = "请院内医保办查这一笔，先不退钱"
RULINGS = {
    "live": "医保已入账，程序正在认领",
    "not_booked": "医保没有入账，程序会重新结算",
    "open": "还断定不了，明天再核",
}
DRAINED_NOT = "还有单子没走完，过一会儿按[F5]再核"
OTHER_DAYS = "还有别的日子的单子等核账：{日}"

# Buttons
PROVE, PRINT_LISTS, KEEP_LISTS, LOOK_LISTS = "核昨天的账", "打印名单", "名单存成文件", "看名单"
UPLOAD, GIVE_BACK = "到期的上传、出材料", "打开，可退费"

# The sentence
READY = "按[F5]核昨天的账，[F11]出名单。[Esc]回到结算。"
READY_OVERDUE = "按[F5]核昨天的账，[F11]出名单，[Ctrl F10]办到期没来的。[Esc]回到结算。"
PROVING = "正在和医保核账，窗口照常收费。"
PROVING_FOR = "正在和医保核账，已 {时长}。窗口照常收费。"
ALL_WELL = "{日} 的账核平了，没有要人看的。"
OPEN = "{日} 的账有要人看的 {n} 处，见右边。交院内医保办。"
OPEN_HERE = "{日} 的账有要人看的 {n} 处，按[↑][↓]看。交院内医保办。"
MORE_FOUND = "↓ 还有 {n} 处"
GOES_UP, BY_PAPERS = "明细和病历上传医保", "出手工报销材料，不再补结"
BY_PAPERS_ALONE = "出手工报销材料"
CONFIRM_UPLOAD = "到期没来的 {n} 笔共 {金额} 元，{办法}。再按一次[Ctrl F10]办，[Esc]返回。"
UPLOADING = "正在办到期没来的，第 {m} 笔，共 {n} 笔。"
UPLOADED = "到期没来的办了：已上传 {上传} 笔，出材料 {材料} 笔，没办成 {剩} 笔。"
LIST_SENT = "电话名单和医保办名单送去打印了。"
LIST_SAVED = "电话名单和医保办名单已存成文件。"
NOT_READ = "账现在读不出，这一页不是最新的。过一会儿再进来看，还不行找信息科。"
LIST_NOT_SAVED = "账现在读不出，名单没有存。过一会儿再按[F11]，还不行找信息科。"
BROKE = "程序自己出了问题，账没有丢。请打信息科 {分机}。"
