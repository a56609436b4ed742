"""The words of the panel of questions: what is asked, whence an answer is and how old, and what is not known."""

from __future__ import annotations

from counter_app.desk.questions import Question

__all__ = [
    "ABOUT",
    "ALL_PLACES",
    "ASKING",
    "ASKING_LONG",
    "CHOICE_SPOKEN",
    "CLOSED",
    "DAYS_AGO",
    "EXPIRED",
    "FAULT",
    "FILED_AT",
    "FILTER",
    "FILTERED_OUT",
    "FROM_BOOKS",
    "FROM_FILE",
    "FROM_SERVICE",
    "HEAD",
    "HOURS",
    "INSTITUTION_CODE",
    "KEEPER",
    "KEPT_AS_SEEN",
    "KINDS",
    "LINE_DOWN",
    "NOBODY",
    "NOTHING",
    "NOTICE_AHEAD",
    "NOTICE_END_UNKNOWN",
    "NOTICE_NOW",
    "NOTICE_SPAN",
    "NOT_ANSWERED",
    "NOT_FOR_PLACE",
    "NOT_KNOWN",
    "NOT_TOLD",
    "NO_FILE",
    "OF_PERSON",
    "OLD",
    "OPEN",
    "QUESTIONS",
    "SAID",
    "SAMPLE",
    "SEARCH",
    "SETTLED_HERE",
    "SINCE",
    "SPAN",
    "SUMS",
    "SUM_UNKNOWN",
    "TODAY",
    "TO_PLACE",
    "UNTIL",
    "YEAR",
    "YESTERDAY",
]

HEAD = "常问的问题"
QUESTIONS = {
    Question.INSTITUTIONS: "定点机构",
    Question.FILING: "备案情况",
    Question.AGENCIES: "经办电话",
    Question.FEES: "跨省费用",
    Question.REGIONS: "开通地区",
    Question.SHUTDOWNS: "停机公告",
}
CHOICE_SPOKEN = "{字}，{号}"
OF_PERSON = "{姓名遮中}　参保地 {参保地}"
FILTER = "筛选"
SEARCH = "打名字筛选；按 Enter 到医保查这个名字"
NOBODY = "还不知道是谁。先读卡或扫码，再问这一项。"

# The sentence line
SAID = "按 1 到 6 换问题，打字筛选，[F5]再问一次，按[Esc]回到这一笔。"
ASKING = "正在问医保，可以按[Esc]先回到这一笔。"
ASKING_LONG = "正在问医保，已等 {秒} 秒；可以按[Esc]先回到这一笔。"

# Whence, and how old
FROM_SERVICE = "来自医保　{时间}"
FROM_BOOKS = "来自本院记录　{时间}"
FROM_FILE = "来自本院文件　{日期}，{时长}"
KEEPER = "{文件}　{谁} 核对"
TODAY, YESTERDAY, DAYS_AGO = "今天", "昨天", "{n} 天前"
SAMPLE = "训练样本，内容都是假的"
KEPT_AS_SEEN = "读卡时问到的"
OLD = {
    "institution": "已有 {n} 天没有核对，可能变了",
    "agency": "已有 {n} 天没有核对，打不通就打 {电话}",
    "opening": "已有 {n} 天没有核对，可能变了，先打 {电话} 问",
    "notice": "已有 {n} 天没有核对，没写的停机也可能有，先打 {电话} 问",
}
FAULT = "本院文件用不了　{内容}"
NO_FILE = {
    Question.INSTITUTIONS: "本院还没有定点机构的文件",
    Question.AGENCIES: "本院还没有经办电话的文件，可打 {电话}",
    Question.REGIONS: "本院还没有开通地区的文件，可打 {电话} 问",
    Question.SHUTDOWNS: "本院还没有停机公告的文件：有没有停机不知道，可打 {电话} 问",
}
NOT_FOR_PLACE = "{地}：文件里没有写，可打 {电话} 问"

# What the insurance was asked, by transaction
ABOUT = {
    "2001": "异地备案",
    "5304": "转院备案",
    "5302": "选的定点",
    "5301": "慢特病备案",
    "5206": "本年累计",
    "1201": "定点机构",
    "here": "在本院结过的",
}
NOTHING = {
    "2001": "医保没有说有没有备案",
    "5304": "一年内没有转院备案",
    "5302": "没有选定点",
    "5301": "没有慢特病备案",
    "5206": "本年还没有累计",
    "1201": "医保没有查到这个名字",
    "here": "本院最近的记录里没有",
    "notice": "文件里没有以后的停机",
}
NOT_TOLD = "异地备案还没有问到，不知道有没有"
LINE_DOWN = "{内容}没有问到：医保连不上"
NOT_ANSWERED = "{内容}没有问到：{原因}"
FILTERED_OUT = "没有含“{字}”的"

# Rows
TO_PLACE, FILED_AT = "转往 {名称}", "就医地 {地}"
SINCE, UNTIL, SPAN = "{起} 起", "到 {止}", "{起} 至 {止}"
EXPIRED = "已到期"
YEAR = "{年} 年"
SUMS = {
    "pool_paid": "统筹基金已付",
    "deductible_paid": "起付线已付",
    "in_scope_personal_burden": "政策范围内自己付的",
    "commercial_base": "补充保险计算基数",
    "medical_aid_paid": "医疗救助已付",
    "pool_paid_sub": "统筹基金已付（分项）",
}
SETTLED_HERE = "{日}　总费用 {总额} 元　基金 {基金} 元　现金 {现金} 元"
SUM_UNKNOWN = "累计项 {代码}"
INSTITUTION_CODE = "编号 {编号}"
HOURS = "办公 {时间}"
KINDS = {"ordinary": "普通门诊", "chronic": "慢特病", "pharmacy": "药店", "inpatient": "住院"}
OPEN, CLOSED, NOT_KNOWN = "已开通", "没开通", "不知道"
ALL_PLACES = "全国"
NOTICE_NOW, NOTICE_AHEAD = "正在停机", "还没到"
NOTICE_SPAN, NOTICE_END_UNKNOWN = "{起} 到 {止}", "{起} 起，没说到什么时候"
