"""What stands on buttons, beside numbers, in heads, chips and lamps."""

from __future__ import annotations

from counter_app.failures import FailureCode
from counter_app.model.monitoring import Severity
from counter_app.model.payment import PaymentMethod
from counter_app.model.person import CredentialKind, FilingClass, Paying, Scheme
from counter_app.model.settlement import Overlay
from counter_app.model.visit import VisitKind

# Heads
VISIT_PAGE = "门诊结算"
QUEUE_PAGE = "补记账"
WINDOW = "{n} 号窗口"
OPERATOR, SUPERVISOR, NOBODY_SIGNED = "收费员 {n}", "主管 {n}", "未登录"
OPERATOR_UNSIGNED, UNSIGNED, UNSIGNED_SHORT = "不登录　收费员 {n}", "不登录：谁都能操作这个窗口", "不登录"
WHO = "就诊人"
CHARGES = "费用"
LINES = "{n} 项"
OTHER_BILLS = "另有 {n} 张单"
TOTAL = "合计"
TILL = "患者应付"
NEXT_PERSON = "等下一位"

# What a scanned code is (`scanned_kind`)
CODE_KINDS = {
    "voucher": "医保电子凭证",
    "slip": "结算单、凭单上的码",
    "trace": "药品追溯码",
    "id_number": "身份证号",
    "payment": "付款码",
    "goods": "商品条码",
    "link": "网页的码",
    "unknown": "不认识的码",
}

# The person
MALE, FEMALE = "男", "女"
SEXES = {"1": MALE, "2": FEMALE, MALE: MALE, FEMALE: FEMALE}  # by the interface's code; typed in, it is the word
ID_TAIL = "证件尾号 {尾号}"
INSURED_PLACE = "参保地"
INSURED_PLACE_DECIDES = "起付线、比例、封顶由这里定"
# Where nobody could ask: on what place and scheme rest.
SUPPOSED_MARKS = {"last": "（按上次）", "card": "（按卡面）"}
BY_LAST, BY_CARD = "按上次（{日} 在本院），恢复后再查", "按卡面，恢复后再查"
TREATING_PLACE = "就医地"
TREATING_PLACE_DECIDES = "药品和项目目录由这里定"
SCHEME_LABEL = "险种"
FILING_LABEL = "备案"
OUTPATIENT_LABEL = "门诊"
DEDUCTIBLE_LABEL = "本年起付线"
DEDUCTIBLE_LEFT = "还差 {差额}"
DEDUCTIBLE_FULL = "已满"
DEDUCTIBLE_PAID = "已付 {已付}，共 {起付线}"
ASK_LATER = "恢复后再查"
NOT_KNOWN = "不知道"
NOT_ASKED = "还没查"
NO_CARD_READ = "未读卡"
FROM_CARD = "以上来自卡内信息。现在查不到参保地，先照常看病、收费、出单。"
FROM_LAST = "现在查不到参保地，先照常看病、收费、出单。"
FILED = "{类别} 有效"
FILED_OPEN = "{起} 起　长期"
FILED_SPAN = "{起} 至 {止}"
FILING_EXPIRED = "{止} 已到期"
FILING_SHORT = "备案有效"
UNFILED = "未查到备案"
NOT_COUNTING = {
    FailureCode.NOT_FILED: UNFILED,
    FailureCode.FILING_EXPIRED: "备案已到期",
    FailureCode.FILING_NOT_YET: "备案还没生效",
    FailureCode.FILING_ELSEWHERE: "备案的不是本地",
}
# What the insured place told (2001) of this person; whether this hospital has opened it is another matter.
OUTPATIENT_OPEN = "参保地开通{就诊类型}"
CHRONIC_OPEN = "参保地认定慢特病"
OUTPATIENT_CLOSED = "{就诊类型}不能直接结"
SEPARATOR = " ・ "
# Which of several insurances pays, and why (words of the desk in the window's length).
PAYING_WHY = {
    Paying.NONE: "没有正常参保的险种",
    Paying.ONLY: "只有{险种}正常参保",
    Paying.EMPLOYEE_FIRST: "有 {n} 个险种正常参保，先用职工医保",
    Paying.FIRST: "有 {n} 个险种正常参保，用第一个",
    Paying.CHOSEN: "有 {n} 个险种正常参保，窗口选的",
}
# Insutypes that only add to another insurance, and those that are for something else.
SUPPLEMENTS = {"320": "公务员补助", "330": "大额补助", "350": "残军补助", "370": "企业补充", "392": "大病保险"}
FOR_SOMETHING_ELSE = {"410": "长护险", "510": "生育保险"}
ALSO_INSURED, NOT_FOR_VISITS = "另有{险种}，一起算", "另有{险种}，看门诊不用它"
MAY_PAY, MAY_NOT_PAY = "还可选 {险种}（{参保地}）", "{险种}（{参保地}）{状态}"
INSURED_STATES = {"0": "未参保", "2": "暂停", "3": "不能用", "4": "已终止"}
INSURED_STATE_UNKNOWN = "不能用"
PAYING_KEPT = "断线前查到，补结时按它结"
CHANGE_INSURANCE = "换险种"
EMERGENCY_BASIS = "急诊视同已备案。依据：{依据}"
BASIS_UNSAID, BASIS_AT_WINDOW = "没写", "窗口标记，收费员 {工号}"

SCHEMES = {
    Scheme.EMPLOYEE: "职工医保",
    Scheme.RESIDENT: "居民医保",
    Scheme.SUPPLEMENT: "补充医保",
    Scheme.OTHER: "其他医保",
}
SCHEME_AT = "{险种}（{参保地}）"
CREDENTIALS = {CredentialKind.CARD: "社保卡", CredentialKind.VOUCHER: "电子凭证", CredentialKind.ID_NUMBER: "身份证"}
FILINGS = {
    FilingClass.LONG_TERM: "长期居住",
    FilingClass.REFERRAL: "异地转诊",
    FilingClass.EMERGENCY: "急诊抢救",
    FilingClass.TEMPORARY: "临时外出",
    FilingClass.UNFILED: UNFILED,
}
LINE_OF_BILL = "第 {行} 项 {项目}"
VISIT_KINDS = {
    VisitKind.OUTPATIENT: "普通门诊",
    VisitKind.EMERGENCY: "急诊",
    VisitKind.CHRONIC: "门诊慢特病",
    VisitKind.REGISTRATION: "门诊挂号",
}
METHODS = {PaymentMethod.CASH: "现金", PaymentMethod.MOBILE: "移动支付", PaymentMethod.BANK_CARD: "银行卡"}
OVERLAYS = {
    Overlay.CIVIL_SERVANT: "公务员补助",
    Overlay.ENTERPRISE: "企业补充",
    Overlay.SERIOUS_ILLNESS: "大病保险",
    Overlay.LARGE_SUM: "大额补助",
    Overlay.MEDICAL_AID: "医疗救助",
    Overlay.OTHER: "其他基金",
}
# psn_type as far as the window says it: the service's codes (dictionary psn_type).
STANDINGS = {"11": "在职", "21": "退休", "41": "学生儿童", "42": "学生儿童", "50": "成年居民", "60": "老年居民"}
# What stands in a text whose blank nobody can fill more exactly.
CARD_STATE_UNKNOWN, OTHER_CARD, WHAT_WAS_SENT = "读不出或已停用", "其他卡", "送出的内容"
CARD_BANK, NAME_OR_NUMBER = "发卡银行", "姓名或证件"
GRADES = {"A": "甲", "B": "乙", "C": "丙"}

# The fee table
COLUMN_ITEM, COLUMN_QUANTITY, COLUMN_PRICE, COLUMN_AMOUNT = "项目", "数量", "单价", "金额"
COLUMN_GRADE, COLUMN_PRE_SELF, COLUMN_TRACE = "类", "先行自付", "追溯码"
COLUMN_LIMIT = "限价"
ALL_SELF = "自费"
IN_SCOPE, OVER_LIMIT = "目录内", "超限价"
UNKNOWN_CELL = "—"
NO_TRACE, TRACE_TWICE = "无码", "重码"
TRACE_MISSING = "缺 {缺}/{应}"
NOT_A_DRUG = "·"
TRACE_MISSING_SAID, TRACE_TWICE_SAID = "追溯码应有 {应} 个，扫了 {有} 个", "追溯码重复，请药房换一盒或重扫"
LIMITED = "限"
LIMITED_SAID = {"approved": "限制用药，已批", "undecided": "限制用药，没写审批", "own_expense": "限制用药，没批"}
DETAIL = "第 {行} 项"
WHOLE_LINE = "第 {行} 项 {项目}，{数量} × {单价} = {金额}"
APPROVE = "限制用药审批"
TABLE_NAME = "费用明细"
ROW_SPOKEN = "第 {行} 项，{项目}，{数量}，{金额} 元"
SEE_LINES = "↓ 查看明细"
LINES_AND_TOTAL = "费用 {n} 项　合计 {合计}"

# The waiting page
INSERT_CARD, INSERT_CARD_HINT = "插社保卡", "插好自动读，不用按键"
SCAN_CODE, SCAN_CODE_HINT = "扫电子凭证", "先按 {键}，再请患者亮码"
PARKED_HEAD, PARKED_COUNT = "挂起的", "{n} 位"
NOBODY_PARKED = "没有挂起的"
LAST_PERSON = "上一位"
SETTLED_AT = "{时间} 结清"

# The till
CARD_ITEMS = {
    "name": "姓名",
    "ssn": "身份证号",
    "sex": "性别",
    "birth_date": "出生日期",
    "birth_place": "出生地",
    "ethnicity": "民族",
    "valid_until": "有效期",
    "issue_date": "发卡日期",
    "spec_version": "规范版本",
}
CARD_EXPIRED = "卡过了有效期"
CARD_DOUBTS = {
    "expired": CARD_EXPIRED,
    "bad_checksum": "卡上身份证号校验位不对",
    "birth_mismatch": "卡上出生日期和身份证号不一致",
}
CARD_PARTLY_READ, CARD_IN_DOUBT = "卡没读全", "卡要核对"  # beside the name, with large type
CARD_ITEM_ELSE, CARD_ITEMS_MORE, CARD_LACKS = "其他项目", "{几项}等 {n} 项", "卡上没读到：{缺项}"
WAIT_FOR_CARD, NOTHING_TO_TAKE = "等读卡", "还没有要收的钱"
READING_CARD, READING_NOTE = "正在读卡", "请患者不要拔卡"
TYPING, TYPING_NOTE = "打证件号", "打好姓名和身份证号再查"
WAIT_FOR_CODE, WAIT_FOR_CODE_NOTE = "等扫码", "请患者亮出医保电子凭证"
IDENTIFYING, IDENTIFYING_NOTE = "正在查询", "正在向参保地查这位患者"
WAIT_FOR_CHARGES, WAIT_FOR_CHARGES_NOTE = "等费用", "医院系统里还没有待缴费用"
LINES_OFF_NOTE = "这张单的项目都删下了"
TRIAL_FIRST, TRIAL_FIRST_NOTE = "先预结算", "还不知道报销多少，先不报金额"
TRIAL_RUNNING, TRIAL_RUNNING_NOTE = "正在预结算", "医保正在算，算好就报金额"
SETTLED, CHANGE, TAKEN = "已结算", "找零", "已收"
DO_NOT_TAKE, DO_NOT_TAKE_NOTE = "先不收款", "还没有算出应付金额"
MONEY_RESTS = "收的钱先放着，不退"
AMOUNT_CHANGED = "金额变了"
MONEY_WAITS = "收的钱先放着，再结或退给患者"
CHECKING, DO_NOT_TAKE_AGAIN = "正在核对", "请勿重复收款"
CHECKING_NOTE = "医保没有回话，可能已经结算。程序正在查，查清前不能再收、也不能再结。"
CHECKING_USUAL = "通常 {通常}内有结果，最长 {最长}"
CHECKING_FOR = "已核对"
BY_HAND, BY_HAND_NOTE = "转人工核对", "收的钱照记，不找零、不重结。请给患者核对单。"
TAKE_IN_FULL, MAKE_UP = "本次先全额收取", "补记账"
FULL_PAYMENT = "本次付全款"
FULL_PAYMENT_NOTE = "患者带告知单和票据回参保地报销"
TICKET_OUT = "补记账单已出"
REFUND_DUE, REFUND_DUE_NOTE = "应退", "退给患者，原付{付款方式}"
FUND_ZERO = "基金付 0.00：{零原因}"  # a zero of the fund never stands without its rule
REFUNDED = "已退"
AND_CHANGE, BACK_AFTER = "另找零", "结算后退"
PAID_IN_FULL, CLAIM_BY_HAND, NOTICE = "已收全款", "回参保地报", "告知单"
LOCKED, LOCKED_NOTE = "已锁定", "收费员登录后接着办"
LOCKED_PERSON = "已遮住"

TOTAL_COST = "总费用"
CHARGES_TOTAL = "费用合计"
FUND, ACCOUNT, TO_PAY = "基金支付", "个人账户", "应付"
HOSPITAL = "医院负担"
OF_WHICH_IN, OF_WHICH_OUT = "其中 自付（目录内）", "其中 自费（目录外）"
BOTH_PARTS = "个人负担（含账户）"
OF_WHICH_SELF = "其中 自费（丙类）"
PRE_SELF = "乙类先行自付"
INSURANCE_PAYS, LATER = "医保支付", "恢复后补"
ESTIMATE, ESTIMATE_RANGE = "预估可退", "约 {低} – {高}"
ESTIMATE_UNKNOWN = "现在估不出来"
ESTIMATE_NOTE = "按 {依据日期} 那次的情况推算，只供参考，不作承诺"
ESTIMATE_PAST = "按 {起} 到 {止} 同地同险种的 {笔数} 笔结算推算，只供参考，不作承诺"
ESTIMATE_LAST = "参保按上次（{日}），按 {起} 到 {止} 同地同险种的 {笔数} 笔结算推算，只供参考，不作承诺"
ESTIMATE_NONE = "以恢复后的结算为准"
MAY_BE_NOTHING, DEDUCTIBLE_FIRST = "可能不退", "今年起付线还差 {差额} 元，要先扣"
RECEIVED, RECEIVED_BY = "实收", "实收 {付款方式}"
TAKEN_BY = "已收 {付款方式}"
DUE_BY_TRIAL = "应付（预结算）"
NO_CHANGE_YET = "先不找零，等核对完"
STILL_MISSING = "还差"
PAYMENT, PHONE = "付款", "电话"
PAYMENT_SPOKEN = "付款方式，现在是{付款方式}，{键} 换下一种"
RECEIVED_SPOKEN = "实收 {金额}，直接打数字"
PHONE_SPOKEN = "患者电话 {电话}"
DISPLAY_SHOWS = "患者屏正在显示"
SAY_ALOUD = "可以这样对患者说"
PRINTING = "{单}　{状态}，第 {n} 份"
SETTLEMENT_SLIP, TICKET = "结算单", "先付后补凭单"
PRINTER_STATES = {
    "printing": "正在生成",
    "printed": "已存成文件",
    "waiting": "还没存成",
    "sent": "正在打印",
    "out": "已打印",
    "stuck": "没打出来",
    "perhaps": "不知打没打",
}
CARD_OUT_NEXT = "取走卡，自动转到下一位"
PAID_BEFORE, NEW_SHARE = "原来付了", "重新算应付"
OLD_AMOUNT = "预结算 {金额}"
LESS, EQUALS = "−", "="

# Buttons
READ_CARD, SCAN, FETCH, ADD, DELETE = "读卡", "扫码", "取待缴", "加项目", "删除"
NEXT_BILL = "下一张单"
PARK, PARK_NEXT, PARK_WAIT, TAKE_BACK = "挂起", "先挂起，接下一位", "不收，挂起等恢复", "取回"
OLDER_FIRST, OLDER_ALONE = "补结 {n} 笔，再预结算", "补结 {n} 笔"
OLDER, OLDER_MORE, OLDER_BACK = "以前的补记账", "还有 {n} 笔，按 {键} 看", "退 {应退}"
TRIAL, TRIAL_PRIMARY, TRIAL_AGAIN = "预结算", "预结算，算出应付", "重新预结算"
TAKE, TAKE_AND_SETTLE, TAKE_MAKE_UP = "收款", "收 {金额} 元并结算", "收 {金额} 元，出补记账单"
NOTHING_SETTLE, NOTHING_MAKE_UP, NOTHING_FULL = "不用收钱，结算", "不用再收，出补记账单", "不用再收，按全款记"
TAKE_FULL, TAKE_CHANGED = "收全款 {金额} 元", "按 {金额} 元收付"
SETTLING = "正在结算"
PAY_OUT, PAY_OUT_CONFIRM, UNDO = "退 {金额} 元", "确认退 {金额} 元", "撤销这次结算"
REPRINT, REPRINT_LAST, PRINT_CHECK, PRINT_NOTICE = "补打结算单", "补打上一份结算单", "打印核对单", "打印告知单"
PRINT_NOTICE = "打印告知单"
PRINT_NOTICE_AGAIN = "补打告知单"
# On the queue page, by the paper's name.
PRINT_PAPER, PRINT_PAPER_AGAIN, END_BY_HAND = "打印{单名}", "补打{单名}", "不补结，出报销材料"
PAPER_SETTLEMENT, PAPER_HAND, PAPER_REFUND, PAPER_NOTICE = "结算单", "手工报销材料", "退款单", "告知单"
HAND_BACK = "撤下，退 {金额} 元"
FIRST_COPY, COPY_AGAIN = "第 1 份", "印“补打”第 {n} 次"
ALL_CLAIMS, REFUNDS_TOTAL = "看全部", "{n} 笔　应退 {金额} 元"
TYPE_IN = "打身份证号"
PRINT_TICKET, PRINT_REFUND = "补打凭单", "打印退款单"
BACK_TO_REASON = "回到原因"
QUEUE, BACK_TO_VISIT, PAUSE, RESUME, REFUND_LIST = "查看", "回到结算", "暂停补结", "继续补结", "退款名单"
CANCEL = "返回"
RETRY = "重试"
SIGN_IN = "登录"

# The failure card
WHO_CAN = "谁能办"
WAYS_ON = "现在可以这样办"
RECOMMENDED = "推荐"
CODE = "原因 {编号}"
SERVICE_SAID = "医保答复：“{原文}”"

# Monitoring's warnings
WARNINGS_HEAD, WARNINGS_COUNT, WARNINGS_ANSWERED = "医保审核提醒", "{n} 条", "{n} 条，已答 {m} 条"
WARNINGS_CHOOSE = "按 ↑↓ 选"
SEVERITIES = {
    Severity.CLEAR: "明确违规",
    Severity.LIKELY: "高度可疑",
    Severity.SLIGHT: "轻度可疑",
    Severity.UNKNOWN: "程度未说明",
}
WARNED_LINE, WARNED_BILL = "第 {行} 项　{项目}", "整张单"
WARNED_AMOUNT, WARNED_EVIDENCE = "涉及 {金额} 元", "依据：{依据}"
WHY_GO_ON, WHY_TYPED, REASON_SPOKEN = "医师说明，按数字选一条", "其他，打字写明", "说明 {n}，{字}"
# Short reasons for going on (dspo_way_rea) by their digit, this project's own; anything else is typed.
GO_ON_REASONS = {
    1: "病情需要，医生已说明",
    2: "急诊抢救用药",
    3: "特殊用法用量，医生已签字",
    4: "长处方，病情稳定",
    5: "诊断依据已记入病历",
}
GO_ON, GO_ON_NEXT = "按医师说明继续", "说明随这一条送医保；都答完就报应付金额"
SEND_BACK, SEND_BACK_NEXT = "退回修改", "撤下这次预结算，患者拿单回科室，改好再算"
ANSWER_FIRST = "答复医保提醒以后再收"

# The fields for an identity card
TYPED_HEAD, TYPED_NAME, TYPED_NUMBER, TYPED_PHONE = "从身份证打", "姓名", "身份证号", "电话"
NAME_WANTED, PHONE_OPTIONAL = "和身份证上一样", "可以不留；补办好了打这个电话"
NUMBER_WANTED, NUMBER_SHORT = "18 位，末位可以是 X", "还差 {n} 位"
NUMBER_WRONG = "校验位对不上，请看着证件再打"
NUMBER_RIGHT = "{生日} 生　{性别}　{年龄}"
OFFLINE_UNKNOWN = "读到了卡，没有姓名和证件号。"

# The confirm bar
CONFIRM_REASON, CONFIRM_SECOND = "原因", "主管工号"

# Lamps
READER, SCANNER, PRINTER = "读卡器", "扫码枪", "打印机"
SERVICE = "结算服务"
ALL_LAMPS_WELL = "设备和线路都正常"
LAMP_OK, LAMP_SLOW, LAMP_DOWN, LAMP_MISSING = "正常", "慢", "断", "缺"
LAMP_SINCE = "{状态} {时间} 起"
LAMPS_MORE, TRAINING_SHORT = "还有 {n} 处", "训练"
WAITING_CLAIMS = "补记账 {n} 笔"
HELD_CLAIMS = "等患者 {n} 笔"
EARLIEST = "最早 {时间}"
LANES = "同时 {n} 笔，同一人按先后"

# The queue page
QUEUE_NOW, QUEUE_DOWN, QUEUE_PAUSED = "正在补结", "等医保恢复", "已暂停"
QUEUE_PLACES = "等参保地恢复"
QUEUE_DONE, QUEUE_EMPTY, QUEUE_PEOPLE_LEFT = "都补结好了", "没有补记账", "剩下的要人处理"
LINK_BACK_AT, LINK_DOWN_SINCE = "医保 {时间} 恢复", "医保 {时间} 起连不上"
OF_ALL = "/ {n} 笔"
STILL_READ = "还有 {n} 笔在读"
MINUTES_LEFT = "约 {n} 分钟"
PROGRESS_SPOKEN = "补结进度，{n} 笔里完成 {m} 笔"
ROW_SETTLED, ROW_PERSON, ROW_CHECKING = "已补结", "要人处理", "核对中"
ROW_WORKING, ROW_WAITING, ROW_OUTAGE = "正在补结", "等着", "断线期间"
ROW_UPLOADED, ROW_BY_HAND, ROW_UNDONE = "已上传", "手工报销", "已撤销"
COLUMN_STATE, COLUMN_NUMBER, COLUMN_PATIENT, COLUMN_VISIT = "状态", "单号", "患者", "就诊"
COLUMN_TAKEN, COLUMN_REFUND, COLUMN_NEXT, COLUMN_DUE = "已收", "应退", "下一步", "期限"
VISITED, VISITED_IN = "看病", "{日}　算 {年} 年的医保"
COUNTS_IN, COUNTS_IN_YEAR = "这次算", "{年} 年的医保"
LATEST, DAYS_LEFT, LAST_DAY, DAYS_OVER = "最迟", "{日}（还有 {n} 天）", "{日}（今天）", "{日}（过了 {n} 天）"
NEVER_LOST = "一直办不了，也不会丢：到期自动上传费用明细和病历，患者可回参保地报销。"
NEVER_LOST_PAPERS = "一直办不了，也不会丢：到期后在日结页出手工报销的材料，患者可回参保地报销。"
BOOKED_THERE = "这笔在医保那边已经结了，没有丢。金额核对清楚前不收、不退、不打单。"
CHOOSE_ROW = "选一笔查看"
QUEUE_TABLE = "补记账单子"
HELD_LIST, HELD_TOTAL, ROW_HELD = "等患者备案的", "{n} 笔　费用 {金额} 元", "等患者"
ALL_PLACES, OF_PLACE = "参保地的", "{参保地}参保的"
COLUMN_SINCE, COLUMN_BILL, COLUMN_AWAITED = "挂起", "费用", "等什么"
RESUME_CLAIM = "办好了，接着办"
DROP, DROP_AGAIN = "患者不来了，撤下", "再按一次，撤下"

# The list of keys
ALL_KEYS = "全部按键"
KEYS_OF_PAGE = "{页}的按键"
KEY_IN_KEYRING = "本机账目已加密，密钥在系统钥匙串里。"
KEY_IN_FILE = "本机账目已加密，密钥在数据文件夹的密钥文件里，只有本用户能读。"
KEY_SPOKEN = "{字}，{键}"
HAND_CAP, HAND_KEYS = "↑ ↓", "选行；数字实收，Tab 换格"
HAND_CAP_LARGE, HAND_KEYS_LARGE = "↑ ↓ →", "选行读行；数字实收，Tab 换格"
NOT_NOW = "现在不能用"

# Said before the window opens
