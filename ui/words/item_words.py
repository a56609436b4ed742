"""What stands where an item is added by hand."""

from __future__ import annotations

# The panel
HEAD, FIELD = "加项目", "找项目"
HINT = "打首字母、名称里的字或编码，空格后可以再打规格"
PREPARING = "正在整理目录，第一次要等一会儿"
EMPTY = "本窗口还没有下载目录，请信息科先更新目录"
REFUSED = "目录打不开，请找信息科"
NOTHING = "没有找到，换几个字试试"
LIST_NAME = "找到的项目"
QUANTITY, PRICE, AMOUNT, LIMIT = "数量", "单价", "金额", "限价"
COLUMN_CODE, COLUMN_UNIT, COLUMN_GRADE = "编码", "单位", "类"
NOT_USABLE = "未对码"
ROW_SPOKEN = "{项目}，{规格}，{类}，编码 {编码}"
NO_SPEC, NO_GRADE = "没有规格", "类别不知道"
ADDED = "已加 {项目}"
YUAN = "{金额} 元"

# 追溯码 of lines added by hand, and what is wrong with what was typed
QUANTITY_WANTED = "数量要大于 0，最多 4 位小数"
PRICE_WANTED = "单价要大于 0，最多 6 位小数"
AMOUNT_WANTED = "金额不到 0.01 元，请核对数量和单价"
OVER_LIMIT = "单价高于限价 {限价}，请核对"
MAY_NOT_STAND = "这一项未对码或已停用，上不了医保单"

# The sentence line
SEARCH = "打字找项目，按[↑][↓]选，[Enter]选定；加完按[Esc]返回。"
HOW_MUCH = "打数量和单价，[Enter]到下一格，最后加上；按[Esc]重新找。"
FETCH = "本窗口还没有目录。按[F5]下载，要几分钟；先收费按[Esc]返回。"
FETCHING = "正在下载目录，要几分钟。按[Esc]返回，可以先收费。"
FETCHING_ROWS = "正在下载{目录}，已 {n} 行。按[Esc]返回，可以先收费。"
NOT_FETCHED = "目录没有下载全：{原因}。按[F5]再试，按[Esc]返回。"
ADDED_TO = "取来 {n} 项待缴费用，加了 {m} 项，核对后按[F8]预结算。"
LINES_ADDED = "加了 {m} 项费用，核对后按[F8]预结算。"
NO_VISIT = "没有这位患者的就诊单，不知道科室和医师，加不了。请科室开单，再按[F5]。"
BILLS_NOT_KNOWN = "待缴费用没有取到，可能有单，先不能加。按[F5]再取，或打信息科 {分机}。"
WENT_OVER = "医院的单到了，自加的 {n} 项已并进来。"
TRACED = "第 {行} 项 {项目} 已扫 {有}/{应} 个追溯码。"
TRACE_TWICE = "这个追溯码第 {行} 项已有：一盒一码，请换一盒，或扫另一盒的码。"
TRACE_NOT_WANTED = "自加的项目不缺追溯码。是别的药，请先按[F6]加上，再扫它的码。"
TWICE = "第 {行} 项单上已有，重复就选它按[Del]。"
PAID = "这笔收过钱，不能再加项目。另开一张单收。"
