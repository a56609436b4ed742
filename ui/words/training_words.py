"""The words of training: the trainer's table, its panel, the people of the stories, the drills and their report."""

from __future__ import annotations

from counter_app.desk.drills import DrillKind

TABLE = "训练台"
INSERT = "插卡"
PULL = "取卡"
CUT = "切断医保线路"
NO_READER = "这台电脑开不了虚拟读卡器，请按 {键} 扫码练习。"
STAGE_SILENT = "训练服务没有回话，刚才那一下没有做。请再按一次；还不行，请退出训练再打开。"
ENTER = "要进训练。正式账先关好，训练里不收真钱。要进，再按[Ctrl T]；不进按[Esc]。"
LEAVE = "要退出训练，回到正式窗口。"
LEAVE_KEYS = "要退，再按[Ctrl T]；不退按[Esc]。"
ENTER_LABEL, LEAVE_LABEL = "进训练", "退出训练"
LEAVE_ROW = "退出训练，回到正式窗口"
NOT_NOW = "先办完这一位和挂起的，回到等下一位的页面，再进出训练。"
OPEN_PANEL = "人、故事、演练（{键}）"
RUNNING_HERE = "演练中：照常办业务。按 {键} 结束，看报告。"
OTHER_CLOCK = "演练用的钟：{钟}；真的时间是 {真}。"

PANEL = "训练台"
PEOPLE = "{n} 个人和他们的故事"
REPORT = "演练报告"
PEOPLE_ROW = "人和故事"
PEOPLE_ABOUT = "谁来看病、带着什么、会碰上什么；选中就插卡、扫码。"
LAST_ROW = "上一次的报告"
NO_REPORT = "还没有做过演练。"
DRAW = "抽一个"
DRAW_ABOUT = "前四种里抽一种，不说是哪一种。"
KINDS = {
    DrillKind.LOST_ANSWER: "丢了回话",
    DrillKind.SLOW: "变慢",
    DrillKind.HALF_DOWN: "断一半",
    DrillKind.POWER_CUT: "停电",
    DrillKind.NEW_YEAR: "断线中过年",
}
ABOUT = {
    DrillKind.LOST_ANSWER: "医保办了，回话却没有送到。哪一步丢，事先不说。",
    DrillKind.SLOW: "回话有快有慢，有一次比收费员能等的还慢。",
    DrillKind.HALF_DOWN: "有一个参保地连不上，别处照常。是哪里，事先不说。",
    DrillKind.POWER_CUT: "程序会在办到一半时突然没了。再打开训练，演练接着走。",
    DrillKind.NEW_YEAR: "12 月 31 日断线，过了零点才恢复。用另一本训练账和另一个钟，程序会重新打开。",
}
HIDDEN = "抽到的那一种"
UNDER_WAY = "正在演练：{故障名}"
UNDER_WAY_ABOUT = "{时间} 开始。照常办业务，碰上什么就办什么。办完了按 [Enter] 或 [{键}] 结束，看报告。"
BEGUN = "演练开始了。照常办业务；办完了按 {键} 结束，看报告。"
BACK_AGAIN = "演练接着走：程序刚才突然没了，现在又打开了。"
NOTHING_RUNS = "现在没有演练。按 {键} 打开训练台。"
PREPARING = "正在准备演练…"
JUDGING = "正在对医保的账，写报告…"
NOT_READY = "演练没有开起来，训练服务没有回话。请退出训练再打开。"
NOT_JUDGED = "报告还没有写成：账一时读不出来。这次演练还在，过一会儿再按 {键}。"

KEYS_DRILLS = "[↑] [↓] 选　[Enter] 开始　数字直接开始　[Esc] 回到结算页"
KEYS_PEOPLE = "[↑] [↓] 选　[F2] 插卡　[F3] 扫码　[Del] 取卡　[Enter] 有卡插卡，没卡扫码　[Esc] 回去"
KEYS_REPORT = "[↑] [↓] [PgUp] [PgDn] 看下去　[Esc] 回到结算页"
KEYS_REPORT_BACK = "[↑] [↓] 看下去　[Esc] 回到平常的训练（程序重新打开）"
NO_CARD = "没有卡，请扫码。"
CARD = "卡 {卡号}"
VOUCHER = "码 {码}"
CARD_IN = "卡 {卡号} 已插在读卡器里。"

# The report.
NOBODY_CAME = "这次练的是“{故障名}”，没有人来办过业务。"
SPAN = "从 {起} 到 {止}，来了 {n} 位。"
SPAN_BEFORE = "开始以前就开了单的 {n} 张，也在下面。"
STRUCK = {
    "drop_after": "医保办了，回话没有送到：{n} 次。",
    "slow": "回话来得慢：{n} 次。",
    "hang": "医保办了，回话压着没有来：{n} 次。",
    "refuse_connection": "医保线路断开过。",
}
STRUCK_OTHER = "别的故障（{名}）：{n} 次。"
STRUCK_PLACE = "参保地没有回话：{n} 次。"
STRUCK_NOTHING = "这一次没有碰上故障：还没有办到那一步。"
CUT_AT = "{停} 停电，程序在办到一半时没了；{来} 重新打开，中间 {长}。"
CUT_NOT_BACK = "{停} 停电，程序在办到一半时没了。"
MIDNIGHT = "演练用的钟走过了 {年} 年的零点，线路 {时间} 恢复。"
NO_MIDNIGHT = "演练在线路恢复以前就结束了。"
ASK_TWICE = "有没有人被收了两次钱？"
TWICE_NO = "没有。医保账上每张单最多一笔，收的钱和账对得上。"
TWICE_NO_YET = "没有。医保账上每张单最多一笔；还有 {n} 张，核对完才知道退多少。"
TWICE_YES = "有 {n} 笔，见下面打 × 的。"
STRAYS = "医保账上有 {n} 笔，这里没有哪张单认得它。"
ASK_PAPERS = "该出的单子都出了吗？"
PAPERS_YES = "都出了，共 {n} 张。"
PAPERS_ON_FILE = "做好了 {n} 张，没有打印机，存成了文件。"
PAPERS_SOME_ON_FILE = "出了 {出} 张；另外 {n} 张做好了，没有打印机，存成了文件。"
PAPERS_NONE = "没有该出的单子。"
PAPERS_NO = "缺 {n} 张，见下面打三角的。"
ASK_TIME = "每位用了多久？"
TIME = "从认出人到拿到单子，平均 {平均}，最长 {最长}（{名}）。"
TIME_NONE = "还没有人拿到单子。"
STILL_OPEN = "还有 {n} 张没有办完，会留在训练里接着办。"
STILL_OPEN_THERE = "还有 {n} 张没有办完，和演练用的那本账一起收起来了。要看补结，恢复后多等几分钟再结束。"
CASE = "{名}　{单号}"
BOOKED_ONE = "医保账上 1 笔，该付 {该付} 元；收了 {收} 元，退了或要退 {退} 元。"
BOOKED_OPEN = "医保账上 1 笔，该付 {该付} 元；收了 {收} 元，核对完再退。"
BOOKED_NONE = "医保账上没有；收了 {收} 元。"
BOOKED_MANY = "医保账上有 {n} 笔！共该付 {该付} 元；收了 {收} 元。"
OF_YEAR = "算 {年} 年的医保。"
TOOK = "认出后 {长}办完。"
TOOK_TICKET = "认出后 {拿}拿到凭单，{长}时补结办完。"
TICKET_ONLY = "认出后 {拿}拿到凭单，还等着补结。"
UNCLEAR = "结没结成还在核对，没有再收一次钱。"
STILL = "还没有办完。"
PRINTED = "单子出了。"
MISSING = "{单名}没有出。"
ON_FILE = "{单名}做好了，没有打印机。"
STUCK = "{单名}还没有从打印机出来。"
KEPT_IN = "这份报告存在 {文件}。"
