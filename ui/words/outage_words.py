"""The words of an outage: its clock, how far down it is, what to do now, its board, its closing report."""

from __future__ import annotations

__all__ = [
    "AHEAD",
    "AMOUNTS",
    "ANNOUNCED",
    "ANNOUNCED_OPEN",
    "ANSWERED",
    "ANSWERED_PLACES",
    "BACK_AT",
    "BOARD",
    "BOARD_KEPT",
    "BOARD_SENT",
    "CLOCK",
    "CLOCK_NOW",
    "CLOSING",
    "COLUMN_AT",
    "COUNTED",
    "COUNTS",
    "DOWN",
    "DO_NOW",
    "EVEN",
    "EVERYBODY",
    "HEADS",
    "LEVELS",
    "LOOK",
    "NEVER",
    "NONE",
    "NOTICE_AHEAD",
    "NOTICE_BEGAN",
    "NOTICE_DOWN",
    "NOTICE_SILENT",
    "NOT_EVEN",
    "NOT_READ",
    "NO_ANSWER",
    "OVERRULED",
    "PAGE",
    "PAUSED",
    "PAUSED_OVER",
    "PAUSED_STILL",
    "PHONE",
    "PLACES",
    "REPORT",
    "REPORT_KEPT",
    "REPORT_SENT",
    "RETURNING",
    "SAID",
    "SCOPES",
    "SENT_ONE",
    "SERVED",
    "SERVED_LIST",
    "SERVED_NONE",
    "SILENT_ALL",
    "SILENT_AT",
    "SILENT_COUNTS",
    "SILENT_MORE",
    "SILENT_SAID",
    "SILENT_STEP",
    "STAGES",
    "STEPS",
    "TOLD_ANSWERED",
    "TOLD_CONFIRMED",
    "TOLD_NOTHING",
    "TOLD_SENT",
    "TRY",
    "TRYING",
    "UNTIL",
    "WAY",
]

PAGE, SERVED_LIST = "断线", "断线期间出了凭单的"
LEVELS = {0: "公告停机", 1: "I 级", 2: "II 级"}
# On the queue page. Under a minute a length in words ("不到 1 分钟") does not stand behind "已".
CLOCK = "医保 {时间} 起连不上，已 {时长}，{级}"
CLOCK_NOW = "医保 {时间} 起连不上，{级}"
SERVED = "已出凭单 {n} 笔，收 {金额} 元，恢复后自动补结。按[Ctrl F11]打告示。"
BOARD, REPORT, LOOK = "断线告示", "断线报告", "看断线的单子"
BOARD_KEPT = "断线告示已存成文件，请打印贴在窗口。"
BOARD_SENT = "断线告示送去打印了，请贴在窗口。"
REPORT_SENT = "断线报告和“已恢复”告示送去打印了，请交组长。"
REPORT_KEPT = "断线报告和“已恢复”告示已存成文件，请打印交组长。"
NOT_READ = "账现在读不出，报告没有存。过一会儿再按[Ctrl F11]。"

# The page's head
HEADS = {
    "none": "现在没有断线",
    "place": "有参保地没有回话",
    "ahead": "医保快要停机",
    "announced": "医保停机",
    "down": "医保断线",
    "returning": "医保恢复了，正在补结",
    "over": "断线结束",
}
BACK_AT, UNTIL, AHEAD = "{起} 到 {止}，共 {时长}", "{起} 起，公告到 {止}", "{起} 停机，还有 {时长}"
ANNOUNCED_OPEN, DOWN = "{起} 起，恢复时间没有公布", "{起} 起"
ANNOUNCED, PLACES = "{停机单位}公告", "只有{参保地}参保的"
SCOPES = {
    "unknown": "范围：不知道是院内还是医保，问组长别的窗口怎样",
    "hospital": "范围：医院网。院内别的系统也连不上",
    "beyond": "范围：院外。院内系统连得上，是专线或医保平台",
    "service": "范围：医保平台。网关有应答，没有放行",
    "places": "范围：{参保地}，别处的照常",
    "announced": "范围：公告停机，{谁}",
}
EVERYBODY = "所有参保地"
COUNTS = "已出凭单 {n} 笔　收 {金额} 元"
SERVED_NONE = "还没有人出凭单"
COLUMN_AT = "出单"

# What to do now: by where it stands and at which level
DO_NOW = "现在做什么"
PHONE = " {分机} "  # left out, with its spaces, where nobody set one
STEPS = {
    "none": ("线路正常。断线时这里有时钟、名单和要做的事。",),
    "place": (
        "别处照常结算。{地}的人按[F9]收全款出补记账单，请留电话。",
        "等着的不用重办：程序自己再试，那里有回话就补结。",
        "打信息科 {分机}，报参保地和几点起。",
        "患者问几时恢复：按[Shift F1]查那里的经办电话。",
    ),
    "ahead": (
        "把手上的办完，要结算的先结算。",
        "告诉排队的人几点停、停到几点；能改天来的请改天来。",
        "按[Ctrl F11]先打停机告示。",
    ),
    "announced": (
        "按[Ctrl F11]打停机告示，贴在窗口。",
        "照常接待：按[F9]收全款出补记账单，请留电话。急诊、慢特病先办。",
        "能等的，请 {止} 以后再来。",
        "不用报修。到点程序自己再试；提前恢复了，按[F5]试。",
    ),
    "down-2": (
        "告诉组长：窗口号、几点起、范围。",
        "打信息科 {分机} 问要多久，夜间打总值班。",
        "按[Ctrl F11]打告示，贴在窗口。",
        "照常接待：按[F9]收全款出补记账单，请留电话。急诊、慢特病先办。",
    ),
    "down-1": (
        "不能结算已过 15 分钟：报 I 级，请组长告诉值班领导。",
        "问信息科 {分机} 恢复时间，写在告示上。",
        "按[F9]收全款出补记账单。急诊、慢特病先办，住院家属分开排。",
        "每小时点一次：现金和凭单对这里的笔数、金额。",
    ),
    "returning": (
        "程序分步补结：先试 1 笔，结成了再放开。不用重办，不用手工再结。",
        "信息科还没有通知恢复的，按[空格]先停，通知了再放开。",
        "拿凭单回来的先办，不用重新排队：给结算单，退差额。",
    ),
    "over": (
        "按[Ctrl F11]打报告交组长，换上“已恢复”告示。",
        "没来退的，按[Shift F10]日终，存电话名单，打电话。",
    ),
}
# Places that do not answer while others do, unannounced
SILENT_AT, SILENT_MORE, SILENT_ALL = "{地} {时间} 起，{n} 笔等着", "{地}等 {k} 处", "共 {k} 处"
SILENT_COUNTS = "等着 {n} 笔　收着 {金额} 元"
SILENT_SAID = "{地} {时间} 起没有回话，{n} 笔等着。那里的人收全款出补记账单，别处照常。"
SILENT_STEP = "{地} {时间} 起没有回话，{n} 笔等着；那里的人收全款出补记账单。"
CLOSING = {
    "taken": "出凭单，收全款",
    "settled": "已补结，个人该付",
    "returned": "已退给患者",
    "back": "等患者来退",
    "waiting": "等补结（自动）",
    "person": "要人办",
    "by_hand": "回参保地报",
    "open_paid": "以上三种还收着",
}
AMOUNTS, COUNTED = "{n} 笔　{金额}", "{n} 笔"
EVEN, NOT_EVEN = "收的钱和账上的钱对平了", "收的钱和账上的钱对不平，交财务"

# The way back
WAY = "分步恢复"
STAGES = {"probe": "先试 1 笔", "few": "同时 2 笔，已结成 {n} 笔", "all": "全部放开"}
PAUSED = "已停，按[空格]放开"
PAUSED_STILL = "补结已停，按[空格]放开。照常收全款出补记账单，[F5]试线路。"
PAUSED_OVER = "断线结束了。补结已停，按[空格]放开。"

# The line, hop by hop
TOLD_SENT, TOLD_ANSWERED, TOLD_CONFIRMED = "发出 {时间}", "回话 {时间}", "结成 {时间}"
TOLD_NOTHING, NEVER = "开窗以来还没有发过", "没有"

# The sentence
TRY, TRYING = "试一下线路", "正在试线路，窗口照常收费。"
ANSWERED = "医保有回话，线路通了。"
NO_ANSWER = "试过了，还不通。过一会儿程序自己再试。"
OVERRULED = "公告说停机，可是医保有回话：按通了办，等着的自动补结。"
ANSWERED_PLACES = "医保有回话。公告停机的参保地要等那里的人来，在结算页按[F5]试。"
SENT_ONE = "医保有回话。公告停机的参保地送了 1 笔，结成了那里就按通了办。"
NONE = "没有断线。按[Esc]回到结算。"
SAID = {
    "ahead": "{时长}后医保停机（公告）。先办要结算的；到点自动转成收全款出凭单。",
    "announced": "公告停机，收全款出补记账单。按[Ctrl F11]打告示，[Esc]回到结算。",
    "down": "医保连不上，收全款出补记账单。[Ctrl F11]打告示，[F5]试线路。",
    "returning": "正在分步补结，窗口照常收费。",
    "over": "断线结束了。按[Ctrl F11]打报告和“已恢复”告示。",
}
RETURNING = "正在分步补结，{n} 笔等着。窗口照常收费。"

# On the visit page, with nobody at the glass: it is offered, the page stays under the cashier's hands
NOTICE_AHEAD = "医保 {时间} 停机（公告），还有 {时长}。"
NOTICE_BEGAN = "医保按公告停机了。按[Ctrl F8]看断线页。"
NOTICE_SILENT = "{地}医保没有回话，{n} 笔等着，别处照常。按[Ctrl F8]看。"
NOTICE_DOWN = "医保断线了。按[Ctrl F8]看断线页。"
