"""The failure card: why, who can fix it, and the ways on with what each leads to."""

from __future__ import annotations

from dataclasses import dataclass, replace

from counter_app.failures import Acts, FailureCode, failure
from ui.keys import Action

__all__ = [
    "NEXT_BILL",
    "NEXT_BILL_LEAVES",
    "SHOWN_AGAIN",
    "Remedy",
    "WayOn",
    "better_than_full_payment",
    "leads_to_full_payment",
    "remedy",
]


@dataclass(frozen=True, slots=True)
class WayOn:
    """One way on: its key, what it does, what follows; keys named in the text stand in square brackets."""

    action: Action
    title: str
    consequence: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """`why` and `who` may hold blanks; `who_else`: without a name. The first way on is the recommended one."""

    why: str
    who: str
    ways: tuple[WayOn, ...]
    who_else: str = ""


_PARK_FILING = WayOn(Action.PARK, "挂起，等患者办备案", "费用保留在这里，办好后按[F7]取回，不用重新排队")
_ASK_FILING = WayOn(Action.ASK, "重新查询备案", "患者说已经办好时按这里")
_UNFILED = WayOn(Action.TRIAL, "按未备案预结算", "报销会少一些，先看金额，由患者决定")
_FULL = WayOn(Action.PRINT, "打印告知单，改收全款", "按[F9]才收钱；患者带告知单和票据回参保地报销")
_NOTICE = WayOn(Action.PRINT, "打印告知单", "写着怎么办，患者可以带走；不收钱")
_PARK = WayOn(Action.PARK, "挂起，办好再来", "费用保留在这里，回来按[F7]取回，不用重新排队")
_ASK = WayOn(Action.ASK, "处理好了，再算一次", "费用不用重录")
_REREAD = WayOn(Action.ASK, "改好了，重新取单再算", "医院系统里改的会取来，费用不用重录")
_SCAN = WayOn(Action.SCAN, "改扫医保电子凭证", "请患者打开手机亮码，报销一样")
_CARD = WayOn(Action.READ_CARD, "重新读卡", "请患者把卡插到底，芯片朝里")
_TYPE_IN = WayOn(Action.TYPE_IN, "打姓名和身份证号", "患者带着身份证就能办；断线时也能出凭单")
_ORDINARY = WayOn(Action.KIND, "改普通门诊再算", "报销可能少一些，先看金额，由患者决定")
_EMERGENCY = WayOn(Action.KIND, "标急诊再算", "要有医生的依据；视同已备案")
_REPORT = WayOn(Action.PRINT, "打印，交信息科", "单上有答复原文和流水号")
_REPORT_OR_FULL = WayOn(Action.PRINT, "打印，交信息科；急着走的收全款", "单上有答复原文和流水号；按[F9]才收钱")
_REPRINT = WayOn(Action.PRINT, "补打结算单", "和原来的一样，印“补打”和次数；不再收钱")
_RETRIAL = WayOn(Action.TRIAL, "看金额", "核对后按[F9]收款")

# Whose person has other unpaid bills.
NEXT_BILL = "先结别的单，还有 {n} 张"
NEXT_BILL_LEAVES = "这张单放下，没有作废，以后还能再结"

# The money was taken before the service said no.
_AGAIN = WayOn(Action.ASK, "再结一次", "重新预结算，已收的钱算在里面，不重复收")
_BACK = WayOn(Action.PAY_OUT, "不结了，把收的钱退给患者", "撤下这一笔，按原来付款的方式退，出退款单")

# What was shown serves no more: a card or a code of the same person's, shown now, belongs to the bill that money was
# taken for. On a line that is down no code lives until it is back.
SHOWN_AGAIN = frozenset({FailureCode.CARD_UNUSABLE, FailureCode.VOUCHER_EXPIRED, FailureCode.CREDENTIAL_NEEDED})
_SCAN_ON = WayOn(Action.SCAN, "扫新的码，接着结", "请患者刷新电子凭证再亮码；已收的钱算在里面")
_CARD_ON = WayOn(Action.READ_CARD, "插社保卡，接着结", "要同一位患者的卡；已收的钱算在里面")
_TYPE_ON = WayOn(Action.TYPE_IN, "打姓名和身份证号，接着结", "患者带着身份证就能办；已收的钱算在里面")

_FILING_WAYS = (_PARK_FILING, _ASK_FILING, _UNFILED, _FULL)
_BY_HAND_WAYS = (_FULL,)
_WARD_WAYS = (_PARK, _ASK, _FULL)
_MENDED_WAYS = (_PARK, _REREAD, _FULL)

_TABLE: dict[FailureCode, tuple[str, str, tuple[WayOn, ...]]] = {
    FailureCode.NOT_FILED: (
        "参保地{参保地}还没有这位患者来{就医地}就医的登记，所以不能按正常比例直接结算。",
        "患者本人或家属，用手机“国家医保服务平台”，多数地区约 10 分钟",
        _FILING_WAYS,
    ),
    FailureCode.FILING_EXPIRED: (
        "来{就医地}就医的备案 {到期日} 到期了，续办以后才能按正常比例直接结算。",
        "患者本人或家属，用手机“国家医保服务平台”续办",
        _FILING_WAYS,
    ),
    FailureCode.FILING_NOT_YET: (
        "备案已经办了，要到 {生效日} 才生效，今天还不能按它结算。",
        "到日子自己生效；今天要结，由患者定",
        (_PARK_FILING, _UNFILED, _FULL),
    ),
    FailureCode.FILING_ELSEWHERE: (
        "备案的就医地是{备案地}，不包括{就医地}。",
        "患者本人或家属，用手机“国家医保服务平台”变更就医地",
        _FILING_WAYS,
    ),
    FailureCode.EMERGENCY_NOT_FILED: (
        "没有备案。急诊抢救视同已备案，要有医生的依据。",
        "本院：有医生依据的，由收费员标急诊",
        (_EMERGENCY, _UNFILED, _FULL),
    ),
    FailureCode.CONTRIBUTIONS_INTERRUPTED: (
        "参保地{参保地}答复医保待遇已停，常见原因是缴费中断，医院改不了。",
        "患者的单位，或参保地税务、社保窗口",
        _BY_HAND_WAYS,
    ),
    FailureCode.WAITING_PERIOD: (
        "参保地{参保地}答复已参保，待遇从 {生效日} 起算。",
        "到日子自己生效；对日期有疑问，问参保地医保",
        _BY_HAND_WAYS,
    ),
    FailureCode.CARD_UNUSABLE: (
        "这张卡用不了（{卡状态}），医保没有问题，用电子凭证报销一样。",
        "患者本人：手机电子凭证；修卡到发卡银行或社保卡窗口",
        (_SCAN, _CARD, _TYPE_IN, _FULL),
    ),
    FailureCode.VOUCHER_EXPIRED: (
        "电子凭证的码约一分钟换一次，截图和照片不能用。",
        "患者本人：在手机上重新打开电子凭证",
        (WayOn(Action.SCAN, "重新扫码", "等患者的新码出来再扫"), _CARD, _TYPE_IN, _NOTICE),
    ),
    FailureCode.IDENTITY_MISMATCH: (
        "卡上的{不符项}和参保地{参保地}登记的不一样，医院不能改。",
        "患者带身份证、户口簿到参保地医保更正",
        _BY_HAND_WAYS,
    ),
    FailureCode.INSURED_PLACE_NOT_OPENED: (
        "{参保地}还没开通{就诊类型}的异地直接结算，备案和卡都没有问题。",
        "参保地医保；患者可回参保地报销",
        _BY_HAND_WAYS,
    ),
    FailureCode.INSTITUTION_NOT_OPENED: (
        "本院还没开通{就诊类型}的异地直接结算，{机构}已开通。",
        "就医地医保；患者可去{机构}",
        _BY_HAND_WAYS,
    ),
    FailureCode.CHRONIC_NOT_QUALIFIED: (
        "参保地{参保地}没有查到{病种}的门慢特资格，或这个病还不能跨省直接报。",
        "患者问参保地医保；今天可以先按普通门诊",
        (_ORDINARY, _PARK, _ASK, _FULL),
    ),
    FailureCode.IN_HOSPITAL_ELSEWHERE: (
        "参保地{参保地}显示患者在{机构}还没有办完出院，住院期间门诊不能直接结。",
        "{机构}的出院处或医保办",
        _WARD_WAYS,
    ),
    FailureCode.ITEM_UNMAPPED: (
        "第 {行} 项（{项目}）和医保目录还没有对上，是医院这边要改。",
        "本院物价或信息科",
        _MENDED_WAYS,
    ),
    FailureCode.TRACE_CODE: (
        "第 {行} 项（{药名}）这一盒的追溯码{码状态}，对上以后医保才能付。",
        "本院药房：重扫或换一盒",
        _MENDED_WAYS,
    ),
    FailureCode.MONITORING: (
        "医保自动审核提醒：{提醒}。要由开单医生说明原因或改单。",
        "{科室}的开单医生",
        _WARD_WAYS,
    ),
    FailureCode.ALREADY_SETTLED: (
        "这笔费用 {时间} 已经结过，没有再收钱。",
        "收费员：补打一份结算单",
        (_REPRINT,),
    ),
    FailureCode.SERVICE_SAID: (
        "医保答复：“{原文}”（代码 {代码}）。这句话程序不认识，原样给您看。",
        "信息科或医保办，按答复原文查",
        (_REPORT_OR_FULL, _ASK, _PARK),
    ),
    FailureCode.CREDENTIAL_NEEDED: (
        "这笔要再认一次人：原来的凭证用过了，或过了时间。",
        "患者本人：社保卡或电子凭证",
        (_CARD, _SCAN, _TYPE_IN, _PARK, _NOTICE),
    ),
    FailureCode.CONFIRMATION_NEEDED: (
        "预结算已经回来，金额等人看过再收。",
        "收费员",
        (_RETRIAL, _PARK),
    ),
    FailureCode.NO_CARD: ("读卡器里没有卡。", "患者本人：把卡插到底，芯片朝里", (_CARD, _SCAN, _TYPE_IN)),
    FailureCode.READER_DOWN: (
        "读卡器连不上，可能是线松了或没有通电。",
        "收费员重插连线；不行打信息科",
        (_SCAN, WayOn(Action.READ_CARD, "连线插好了，再读", "不用等，也可以扫电子凭证"), _TYPE_IN),
    ),
    FailureCode.NOT_A_SOCIAL_SECURITY_CARD: (
        "插的是{卡种}，里面没有社保信息。",
        "患者本人：换社保卡，或用电子凭证",
        (_CARD, _SCAN, _TYPE_IN),
    ),
    FailureCode.STORE: (
        "本机的磁盘或数据库存不下记录，所以没有向医保发出，也没有收款。",
        "信息科",
        (_REPORT, _ASK),
    ),
    FailureCode.SERVER_AWAY: (
        "这一单在（或可能在）医院各窗口共用的总账里，总账的服务器连不上：没有向医保发出，也没有收款，恢复后接着办。",
        "信息科",
        (_REPORT, _ASK),
    ),
    FailureCode.NUMBER_TAKEN: (
        "另一台电脑用着同一个窗口号，发给医保的编号会重，所以这里不开新单；没有向医保发出，也没有收款。",
        "信息科：给每台窗口自己的号，再启动",
        (_REPORT, _ASK),
    ),
    FailureCode.KEPT_BY_WINDOW: (
        "医院总账断线的时候，{原文} 号窗口在自己的账里给这张单据开了单。再开一单会结算两次，所以没有发出，也没有收款。",
        "{原文} 号窗口：接着办，或撤下那一单；那台电脑没有了，找信息科",
        (_ASK, _PARK),
    ),
    FailureCode.TICKET_LIMIT: (
        "{原文}。是本院定的上限；没有收款，也没有出单。",
        "收费主管；上限由信息科设置",
        (_FULL, _PARK, _ASK),
    ),
    FailureCode.BAD_INPUT: (
        "{内容}对不上，没有向医保发出。",
        "收费员核对；改不了交信息科",
        (_ASK, _PARK, _REPORT),
    ),
    FailureCode.AMOUNTS_DISAGREE: (
        "医保返回的各项相加不等于总额：{原文}。",
        "就医地医保；由医保办联系核对",
        (WayOn(Action.ASK, "再查一次", "医保改好了就接着办；查询不动钱"), _REPORT, _PARK),
    ),
    FailureCode.OUR_BUG: (
        "程序自己出了问题。这笔账有记录，没有丢，也没有重复。",
        "信息科，请把报告交给他们",
        (_REPORT, _PARK),
    ),
}

# Where the one who can mend it has a name that is not always known.
_WHO_ELSE = {
    FailureCode.INSTITUTION_NOT_OPENED: "就医地医保；患者可去开通的医院",
    FailureCode.IN_HOSPITAL_ELSEWHERE: "那家医院的出院处或医保办",
    FailureCode.MONITORING: "开单医生",
}
_WHO = {
    Acts.NOBODY: "没有人要办什么：是参保地的规定",
    Acts.PROGRAM: "程序正在处理",
}


# A code was scanned, and the line is down: it will not live until the line is back.
_NO_CODE_WAITS = Remedy(
    "医保 {断线} 起连不上；扫的码约一分钟就过期，等不到恢复，凭卡或证件号才能出凭单。",
    "患者本人：社保卡或身份证",
    (_CARD, _TYPE_IN, _PARK, _NOTICE),
)


# Nobody's bill is known yet: there is nothing to take in full.
_WITHOUT_BILL = {_FULL: _NOTICE, _REPORT_OR_FULL: _REPORT}


def remedy(code: FailureCode, *, taken: bool = False, down: bool = False, billed: bool = True) -> Remedy:
    """The card of a code. Reasons with a state of their own (zero, link down, unclear) only wait or go on.

    `taken`: money was taken and may go back; once more, or back with it, comes before everything else, and first what
    that needs of the person. `down`: it came of a line that is down.
    """
    if down and code is FailureCode.CREDENTIAL_NEEDED and not taken:
        return _NO_CODE_WAITS
    found = Remedy(*_TABLE[code], _WHO_ELSE.get(code, "")) if code in _TABLE else _without_card(code)
    if not taken and not billed:
        return replace(found, ways=tuple(_WITHOUT_BILL.get(way, way) for way in found.ways))
    if not taken:
        return found
    if code not in SHOWN_AGAIN:
        return replace(found, ways=(_AGAIN, _BACK, _FULL, _PARK))
    if down:
        return replace(_NO_CODE_WAITS, ways=(_CARD_ON, _TYPE_ON, _BACK, _FULL, _PARK, _AGAIN))
    return replace(found, ways=(_SCAN_ON, _CARD_ON, _BACK, _FULL, _PARK, _TYPE_ON, _AGAIN))


def leads_to_full_payment(code: FailureCode, *, taken: bool) -> bool:
    """F11 in this failure makes the notice and offers to take the whole bill."""
    return taken or (code in _TABLE and bool({_FULL, _REPORT_OR_FULL} & set(_TABLE[code][2])))


def better_than_full_payment(code: FailureCode) -> bool:
    """Something else is recommended first: to wait, another card, another kind of visit."""
    return code in _TABLE and _TABLE[code][2][0] is not _FULL


def _without_card(code: FailureCode) -> Remedy:
    entry = failure(code)
    return Remedy("", _WHO[entry.acts], (_PARK, _ASK) if entry.may_wait else (_RETRIAL,))
