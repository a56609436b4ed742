"""Moments of the window with fictitious people (region 99xxxx): one view for every row of look, section 9."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from counter_app.desk.parting import PartBill, Which
from counter_app.desk.supposed import Basis, Supposed
from counter_app.failures import FailureCode
from counter_app.model import money
from counter_app.model.catalogue import Listed
from counter_app.model.identity import check_digit
from counter_app.model.monitoring import RuleWarning, Severity
from counter_app.model.payment import Payment, PaymentMethod
from counter_app.model.person import CredentialKind, Filing, FilingClass, Insurance, Paying, Qualification, Scheme
from counter_app.model.settlement import Amounts, LineSplit, Overlay, Quote, Settlement
from counter_app.model.trace import TraceState
from counter_app.model.visit import Approval, Charge, VisitKind, total_of
from ui.aside_views import HeldView, ParkedView
from ui.queue_views import ClaimState
from ui.theme import Role
from ui.views import (
    CheckView,
    EstimateView,
    FailureView,
    LampState,
    LampView,
    LastVisitView,
    LinkView,
    Notice,
    OlderView,
    OtherInsurance,
    PersonView,
    PrintState,
    RefundView,
    ShellView,
    Trace,
    VisitState,
    VisitView,
)
from ui.words import labels
from ui.words.sentences import OLDER_WAIT

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 9, 41, 20, tzinfo=SHANGHAI)
NUMBER = "99010119580312042"

SCANNED, EXEMPT = Trace(TraceState.COMPLETE, 1, 1), Trace(TraceState.NO_CODE_LIST, 0, 2)
NOT_A_DRUG = Trace()

# name, spec, quantity, unit, price, grade, self rate, trace
_LINES = (
    ("苯磺酸氨氯地平片", "5mg×28片", "2", "盒", "24.60", "A", "0", SCANNED),
    ("阿托伐他汀钙片", "20mg×7片", "3", "盒", "18.90", "B", "0.1", SCANNED),
    ("厄贝沙坦氢氯噻嗪片", "150mg×7片", "2", "盒", "31.20", "B", "0.1", SCANNED),
    ("阿司匹林肠溶片", "100mg×30片", "1", "盒", "13.50", "A", "0", SCANNED),
    ("单硝酸异山梨酯缓释片", "40mg×24片", "2", "盒", "27.80", "B", "0.05", SCANNED),
    ("琥珀酸美托洛尔缓释片", "47.5mg×7片", "4", "盒", "10.70", "A", "0", SCANNED),
    ("盐酸二甲双胍缓释片", "0.5g×30片", "2", "盒", "16.75", "A", "0", EXEMPT),
    ("达格列净片", "10mg×14片", "1", "盒", "59.80", "B", "0.1", SCANNED),
    ("复方丹参滴丸", "27mg×180丸", "2", "瓶", "26.50", "A", "0", SCANNED),
    ("稳心颗粒（无蔗糖）", "5g×18袋", "2", "盒", "33.60", "B", "0.1", SCANNED),
    ("门诊诊查费（主任医师）", "次", "1", "次", "35.00", "A", "0", NOT_A_DRUG),
    ("常规心电图检查", "十二通道", "1", "次", "20.40", "A", "0", NOT_A_DRUG),
    ("心脏彩色多普勒超声", "次", "1", "次", "158.00", "B", "0.1", NOT_A_DRUG),
    ("血清低密度脂蛋白胆固醇测定", "次", "1", "项", "12.00", "A", "0", NOT_A_DRUG),
    ("血清总胆固醇测定", "次", "1", "项", "6.00", "A", "0", NOT_A_DRUG),
    ("血清甘油三酯测定", "次", "1", "项", "6.00", "A", "0", NOT_A_DRUG),
    ("葡萄糖测定", "次", "1", "项", "5.00", "A", "0", NOT_A_DRUG),
    ("糖化血红蛋白测定", "次", "1", "项", "70.00", "B", "0.1", NOT_A_DRUG),
    ("血清同型半胱氨酸测定", "次", "1", "项", "80.00", "B", "0.1", NOT_A_DRUG),
    ("辅酶Q10胶囊", "10mg×60粒", "1", "瓶", "78.00", "C", "1", SCANNED),
)
CHARGES = tuple(
    Charge(code=f"X{number:05d}", name=name, price=Decimal(price), quantity=Decimal(quantity), spec=spec, unit=unit)
    for number, (name, spec, quantity, unit, price, *_) in enumerate(_LINES, 1)
)
# Figures of many digits, and a name no column has room for: nothing of them may lie on anything else.
DEAR = (
    replace(CHARGES[0], price=Decimal("1234.123456"), quantity=Decimal("12.3456"), unit="支"),
    replace(CHARGES[1], price=Decimal("1199999.99"), quantity=Decimal(1)),
    replace(
        CHARGES[2],
        price=Decimal("12345.678"),
        quantity=Decimal(10),
        name="注射用重组人组织型纤溶酶原激酶衍生物",
    ),
    *CHARGES[3:],
)
TRACES = tuple(line[-1] for line in _LINES)
SPLITS = tuple(
    LineSplit(
        line=number,
        amount=charge.amount,
        full_self=charge.amount if line[5] == "C" else money.ZERO,
        over_limit=money.ZERO,
        pre_self=money.ZERO if line[5] == "C" else money.yuan(charge.amount * Decimal(line[6])),
        in_scope=charge.amount,
        self_rate=Decimal(line[6]),
        grade=line[5],
    )
    for number, (charge, line) in enumerate(zip(CHARGES, _LINES, strict=True), 1)
)
# What a downloaded catalogue says of them before any trial; of the last two it knows nothing.
LISTED = {
    charge.code: Listed(line[5], None if number % 4 else charge.price - Decimal("2.80"), Decimal(line[6]), number == 8)
    for number, (charge, line) in enumerate(list(zip(CHARGES, _LINES, strict=True))[:-2], 1)
}
TOTAL = total_of(CHARGES)


def amounts(
    *,
    total: Decimal = TOTAL,
    fund: str = "405.85",
    account: str = "0.00",
    overlays: dict[Overlay, Decimal] | None = None,
) -> Amounts:
    paid = Decimal(fund)
    return Amounts(
        total=total,
        full_self=Decimal("78.00"),
        over_limit=money.ZERO,
        pre_self=Decimal("58.19"),
        in_scope=total - Decimal("136.19"),
        deductible=Decimal("90.00"),
        pool=paid - sum((overlays or {}).values(), money.ZERO),
        overlays=overlays or {},
        fund_total=paid,
        account=Decimal(account),
        cash=total - paid - Decimal(account),
    )


QUOTE = Quote(amounts(), NOW)
INSURANCE = Insurance("990100", Scheme.EMPLOYEE, "310", "12", active=True, balance=money.ZERO)
FILED = Qualification(
    entitled=True,
    filing=Filing(FilingClass.LONG_TERM, "990200", date(2024, 3, 1)),
    deductible=Decimal("400.00"),
    deductible_paid=Decimal("310.00"),
    asked_at=NOW,
)
PERSON = PersonView(
    name="王素芳",
    sex="2",
    birth_years=68,
    id_number=NUMBER + check_digit(NUMBER),
    credential=CredentialKind.CARD,
    insured_place="黑龙江 哈尔滨市",
    insured_short="哈尔滨",
    treating_place="广东 广州市",
    treating_short="广州",
    insurance=INSURANCE,
    standing="退休",
    qualification=FILED,
)
TWO_INSURANCES = replace(
    PERSON,
    paying=Paying.EMPLOYEE_FIRST,
    others=(OtherInsurance(Scheme.RESIDENT, "390", "深圳", active=True, status="1"),),
)
ONE_PAUSED = replace(
    PERSON, paying=Paying.ONLY, others=(OtherInsurance(Scheme.RESIDENT, "390", "郑州", active=False, status="2"),)
)
# As a bill may come: codes missing of two boxes, one code twice, limited use approved, refused, and not said.
AMISS = (
    *TRACES[:3],
    Trace(TraceState.MISSING, 0, 1, stops=True),
    Trace(TraceState.MISSING, 10, 14),
    Trace(TraceState.DUPLICATE, 4, 4, stops=True),
    *TRACES[6:],
)
LIMITED = tuple(
    replace(charge, approval=approval)
    for charge, approval in zip(
        CHARGES, (Approval.UNSAID, Approval.APPROVED, Approval.NOT_NEEDED, *[Approval.UNSAID] * 17), strict=True
    )
)
LIMITED_LISTED = {
    code: replace(row, limited=code in {charge.code for charge in CHARGES[1:3]} or row.limited)
    for code, row in LISTED.items()
}
UNFILED = replace(PERSON, qualification=Qualification(entitled=True, filing=Filing(FilingClass.UNFILED), asked_at=NOW))
OFFLINE = replace(PERSON, online=False, qualification=None)
LAST_DAY = date(2026, 11, 12)
LAST_HERE = replace(  # nobody could ask about them; they were here before
    OFFLINE,
    insurance=None,
    standing="",
    told_scheme="职工医保",
    supposed=Supposed("230100", Basis.LAST, INSURANCE, LAST_DAY),
)
CASH = Payment(QUOTE.amounts.cash, PaymentMethod.CASH, Decimal("1000.00"))
REASONS = ("含起付线 90.00 元要先自付。", "个人账户已发到银行卡，这里刷不了。")
SETTLEMENT = Settlement("S-1", "V-1", QUOTE.amounts, NOW + timedelta(seconds=47))


def visit(state: VisitState, **changes: object) -> VisitView:
    day = date(2026, 11, 22)
    base = VisitView(state, visit="V-1", person=PERSON, charges=CHARGES, traces=TRACES, splits=SPLITS, visited=day)
    return replace(base, **changes)  # type: ignore[arg-type]


OLDER = tuple(
    OlderView(f"B-07{n}", date(year, month, day), state, goes_on=True)
    for n, (year, month, day, state) in enumerate(
        (
            (2025, 12, 31, ClaimState.WAITING),
            (2026, 1, 4, ClaimState.WORKING),
            (2026, 11, 3, ClaimState.WAITING),
            (2026, 11, 20, ClaimState.WAITING),
        )
    )
)
WAITING = VisitView(
    VisitState.WAITING,
    parked=(
        ParkedView("P-1", "周小红", "去办异地备案，等回来", NOW - timedelta(minutes=12), Decimal("233.10")),
        ParkedView(
            "P-2", "李爱国", "核对中，请勿重复收款", NOW - timedelta(seconds=41), Decimal("412.75"), checking=True
        ),
    ),
    last=LastVisitView(
        "孙晓丽",
        datetime(2026, 11, 22, 9, 36, tzinfo=SHANGHAI),
        Payment(Decimal("126.40"), PaymentMethod.CASH, Decimal("150.00")),
    ),
)
NOT_FILED = FailureView(FailureCode.NOT_FILED, {"参保地": "哈尔滨市", "就医地": "广州"})
STOPPED = FailureView(FailureCode.CONTRIBUTIONS_INTERRUPTED, {"参保地": "哈尔滨市"})
UNEQUAL = "总额 964.10，基金 405.86、账户 0.00、现金 558.25 元"
AMOUNTS = FailureView(FailureCode.AMOUNTS_DISAGREE, {"原文": UNEQUAL})
DOWN_AT = datetime(2026, 11, 22, 9, 38, tzinfo=SHANGHAI)
CHANGED = Settlement("S-1", "V-1", amounts(fund="391.70"), NOW)
REFUND = RefundView("B-0716", TOTAL, QUOTE.amounts.cash, ((PaymentMethod.CASH, TOTAL - QUOTE.amounts.cash),))
_LEFT = TOTAL - Decimal("158.00")
_PARTS = (
    (Which.ORIGINAL, "B03-KQT-716", "440100G0000012345678", 1, TOTAL, Decimal("405.85")),
    (Which.CANCELLATION, "B03-KQT-716", "440100G0000012345678", -1, TOTAL, Decimal("405.85")),
    (Which.REST, "B03-KQT-731", "440100G0000012349912", 1, _LEFT, Decimal("309.35")),
)
PART = RefundView(
    "B03-KQT-731",
    QUOTE.amounts.cash,
    _LEFT - Decimal("309.35"),
    ((PaymentMethod.CASH, QUOTE.amounts.cash - _LEFT + Decimal("309.35")),),
    bills=tuple(
        PartBill(which, key, number, sign * total, sign * fund, money.ZERO, sign * (total - fund))
        for which, key, number, sign, total, fund in _PARTS
    ),
)
WARNINGS = (
    RuleWarning(
        "9901002026112209412000000001",
        "重复检查",
        "心脏彩色多普勒超声：同一天内已在本院心内科做过一次同类检查，重复检查不予支付，请开单医生核对医嘱和申请单后再结算",
        Severity.CLEAR,
        line=13,
        amount=Decimal("158.00"),
        evidence="同一日内同类检查只付一次",
    ),
    RuleWarning(
        "9901002026112209412000000002",
        "超量用药",
        "琥珀酸美托洛尔缓释片：单次处方超过规定用量（数量 4，上限 2）",
        Severity.LIKELY,
        line=6,
        amount=Decimal("42.80"),
        evidence="单次处方量上限",
    ),
    RuleWarning("9901002026112209412000000003", "重复用药", "同一日内同一药品重复开具", Severity.SLIGHT),
    RuleWarning("9901002026112209412000000004", "其他", "请核对", Severity.UNKNOWN, line=20, amount=Decimal("78.00")),
)


VISITS: dict[str, VisitView] = {
    "waiting": WAITING,
    "scanning": replace(WAITING, state=VisitState.SCANNING),
    "typing": VisitView(VisitState.TYPING, visit="V-1"),
    "typing-offline": VisitView(
        VisitState.TYPING, visit="V-1", person=replace(OFFLINE, name="", id_number="", sex="", birth_years=None)
    ),
    "reading": VisitView(VisitState.READING, since=NOW),
    "identifying": VisitView(VisitState.IDENTIFYING, visit="V-1", since=NOW),
    "no-charges": VisitView(VisitState.NO_CHARGES, visit="V-1", person=PERSON),
    "charges": visit(
        VisitState.CHARGES, splits=(), listed={code: replace(row, limited=False) for code, row in LISTED.items()}
    ),
    "charges-unfiled": visit(VisitState.CHARGES, person=UNFILED, splits=(), remark=NOT_FILED),
    "charges-dear": visit(VisitState.CHARGES, splits=(), charges=DEAR),
    "charges-unlisted": visit(VisitState.CHARGES, splits=()),
    "charges-amiss": visit(
        VisitState.CHARGES,
        splits=(),
        charges=LIMITED,
        traces=AMISS,
        listed=LIMITED_LISTED,
        person=TWO_INSURANCES,
        kind=VisitKind.EMERGENCY,
        basis="胸痛两小时，心电图 ST 段抬高，抢救室收治",
    ),
    "trial-limited": visit(
        VisitState.TRIAL_DONE,
        quote=QUOTE,
        splits=tuple(
            replace(split, limited=split.line in (2, 3), price_limit=Decimal("30.00") if split.line < 9 else None)
            for split in SPLITS
        ),
        charges=tuple(replace(charge, approval=Approval.APPROVED) for charge in CHARGES),
        person=replace(TWO_INSURANCES, paying=Paying.CHOSEN),
        kind=VisitKind.EMERGENCY,
    ),
    "charges-paused": visit(VisitState.CHARGES, splits=(), listed={}, person=ONE_PAUSED),
    "charges-held": visit(
        VisitState.CHARGES,
        splits=(),
        held=HeldView("B-0707", "11-21", Decimal("233.10")),
        notice=Notice("这位患者有 1 笔等备案（11-21 挂起，233.10 元），按[Shift F3]接着办。", Role.INFO),
    ),
    "charges-older": visit(
        VisitState.CHARGES, splits=(), older=OLDER[:3], notice=Notice(OLDER_WAIT.format(n=3), Role.INFO)
    ),
    "older-running": visit(
        VisitState.TRIAL_RUNNING,
        since=NOW,
        older=(replace(OLDER[0], state=ClaimState.SETTLED, refund=Decimal("405.85")), *OLDER[1:]),
        notice=Notice("12-31 那笔补好了，应退 405.85 元。正在补结第 2 笔，共 4 笔（01-04 看病）。", Role.INFO),
    ),
    "trial-running": visit(VisitState.TRIAL_RUNNING, since=NOW),
    "trial": visit(VisitState.TRIAL_DONE, quote=QUOTE, reasons=REASONS),
    "warned": visit(VisitState.WARNED, quote=QUOTE, warnings=WARNINGS),
    "warned-one": visit(VisitState.WARNED, quote=QUOTE, warnings=WARNINGS[2:3], answered=2),
    "trial-funds": visit(
        VisitState.TRIAL_DONE,
        quote=Quote(
            amounts(
                fund="520.35",
                account="100.00",
                overlays={Overlay.CIVIL_SERVANT: Decimal("60.00"), Overlay.SERIOUS_ILLNESS: Decimal("54.50")},
            ),
            NOW,
        ),
        reasons=("同样的药，参保地不同，报的就不同。",),
    ),
    "trial-zero": visit(
        VisitState.TRIAL_DONE,
        quote=Quote(amounts(fund="0.00"), NOW),
        failure=FailureView(FailureCode.DEDUCTIBLE_NOT_REACHED, {"差额": "127.80"}),
    ),
    # A zero is a result with its rule in words: the sentence is that of the reason, the till is as ever.
    "trial-fund-0": visit(
        VisitState.TRIAL_DONE,
        quote=Quote(amounts(fund="0.00"), NOW),
        failure=FailureView(FailureCode.DEDUCTIBLE_NOT_REACHED, {"差额": "90.00", "起付线": "400.00"}),
    ),
    "trial-long-names": visit(
        VisitState.TRIAL_DONE,
        quote=Quote(
            amounts(
                fund="520.35",
                account="100.00",
                overlays={
                    Overlay.CIVIL_SERVANT: Decimal("60.00"),
                    Overlay.SERIOUS_ILLNESS: Decimal("54.50"),
                    Overlay.MEDICAL_AID: Decimal("12.00"),
                    Overlay.LARGE_SUM: Decimal("7.35"),
                },
            ),
            NOW,
        ),
        reasons=REASONS,
        person=replace(
            TWO_INSURANCES,
            name="阿依古丽·买买提江·阿卜杜热合曼",
            insured_place="新疆 克孜勒苏柯尔克孜自治州",
            insured_short="克孜勒苏柯尔克孜",
        ),
    ),
    "settling": visit(VisitState.SETTLING, quote=QUOTE, since=NOW),
    "settled": visit(
        VisitState.SETTLED, quote=QUOTE, settlement=SETTLEMENT, payment=CASH, print_state=PrintState.PRINTING
    ),
    "settled-mobile": visit(
        VisitState.SETTLED,
        quote=QUOTE,
        settlement=SETTLEMENT,
        payment=Payment(QUOTE.amounts.cash, PaymentMethod.MOBILE, QUOTE.amounts.cash),
    ),
    "giving-back": visit(VisitState.GIVING_BACK, settlement=SETTLEMENT),
    "parting": visit(VisitState.PARTING, settlement=SETTLEMENT, since=NOW),
    "amount-changed": visit(
        VisitState.AMOUNT_CHANGED, quote=QUOTE, settlement=CHANGED, payment=CASH, paid=QUOTE.amounts.cash, turn=1
    ),
    "failure-waitable": visit(VisitState.FAILURE, person=UNFILED, failure=NOT_FILED, splits=SPLITS),
    "failure-not-waitable": visit(VisitState.FAILURE, failure=STOPPED),
    "failure-money-taken": visit(
        VisitState.FAILURE,
        failure=STOPPED,
        paid=QUOTE.amounts.cash,
        returnable=((PaymentMethod.CASH, QUOTE.amounts.cash),),
    ),
    "failure-amounts": visit(VisitState.FAILURE, failure=AMOUNTS),
    "failure-amounts-settled": visit(VisitState.FAILURE, failure=AMOUNTS, paid=QUOTE.amounts.cash, quote=QUOTE),
    "failure-not-opened": visit(
        VisitState.FAILURE,
        failure=FailureView(FailureCode.INSTITUTION_NOT_OPENED, {"就诊类型": "门诊慢特病", "就医地": "广州"}),
        kind=VisitKind.CHRONIC,
    ),
    "failure-card": VisitView(
        VisitState.FAILURE, visit="V-1", failure=FailureView(FailureCode.CARD_UNUSABLE, {"卡状态": "读不出或已停用"})
    ),
    "full-payment": visit(VisitState.FULL_PAYMENT, failure=STOPPED),
    "full-payment-waitable": visit(VisitState.FULL_PAYMENT, person=UNFILED, failure=NOT_FILED),
    "full-payment-rest": visit(VisitState.FULL_PAYMENT, failure=STOPPED, paid=QUOTE.amounts.cash),
    "paid-in-full": visit(
        VisitState.PAID_IN_FULL,
        failure=STOPPED,
        ticket="B-0717",
        payment=Payment(TOTAL, PaymentMethod.CASH, Decimal("1000.00")),
        print_state=PrintState.PRINTED,
    ),
    "unclear": visit(VisitState.UNCLEAR, quote=QUOTE, payment=CASH, check=CheckView(NOW - timedelta(seconds=27))),
    "unclear-by-hand": visit(VisitState.BY_HAND, quote=QUOTE, payment=CASH),
    "link-down": visit(
        VisitState.LINK_DOWN,
        person=OFFLINE,
        link=LinkView(DOWN_AT, EstimateView(Decimal(320), Decimal(410), date(2026, 11, 15))),
    ),
    "link-down-past": visit(
        VisitState.LINK_DOWN,
        person=LAST_HERE,
        link=LinkView(
            DOWN_AT,
            EstimateView(
                Decimal(320), Decimal(410), date(2026, 11, 15), count=12, since=date(2026, 11, 3), by_last=LAST_DAY
            ),
        ),
    ),
    "ticket-out": visit(
        VisitState.TICKET_OUT,
        person=OFFLINE,
        ticket="B-0716",
        payment=Payment(TOTAL, PaymentMethod.CASH, Decimal("1000.00")),
        print_state=PrintState.PRINTED,
    ),
    "card-pulled": visit(
        VisitState.TRIAL_DONE,
        quote=QUOTE,
        notice=Notice("卡拔早了。不影响这次结算；还没预结算的，请再插一次。"),
    ),
    "refund-due": visit(VisitState.REFUND_DUE, refund=REFUND),
    "refunded": visit(VisitState.REFUNDED, refund=REFUND),
    "refund-nothing": visit(
        VisitState.REFUND_DUE,
        refund=RefundView(
            "B-0711",
            TOTAL,
            TOTAL,
            ((PaymentMethod.CASH, money.ZERO),),
            zero_reason="这次还没有过起付线，都由自己付",
        ),
    ),
    "refund-part": visit(VisitState.REFUND_DUE, refund=PART),
    "refund-part-done": visit(VisitState.REFUNDED, refund=PART),
    "refund-two-ways": visit(
        VisitState.REFUND_DUE,
        refund=RefundView(
            "B-0716",
            TOTAL,
            money.ZERO,
            ((PaymentMethod.CASH, QUOTE.amounts.cash), (PaymentMethod.MOBILE, TOTAL - QUOTE.amounts.cash)),
        ),
    ),
    "printer-out": visit(
        VisitState.SETTLED,
        quote=QUOTE,
        settlement=SETTLEMENT,
        payment=CASH,
        print_state=PrintState.WAITING,
        notice=Notice("打印机缺纸。已结算，不受影响；修好按[F11]补打。", Role.WARN),
    ),
    "locked": visit(VisitState.LOCKED),
}

_NAMES = ("读卡器", "扫码枪", "打印机", "医院网", "结算服务")
_LAMPS = tuple(LampView(name, LampState.OK) for name in _NAMES)


def shell(name: str, *, training: bool = False) -> ShellView:
    """The frame as it would look in that moment."""
    place = LampView("参保地", LampState.UNKNOWN, word="未读卡")
    lamps = _LAMPS
    if VISITS.get(name, WAITING).person is not None:
        place = LampView("哈尔滨", LampState.OK)
    if name in ("link-down", "ticket-out"):
        lamps = (*_LAMPS[:4], LampView("结算服务", LampState.DOWN, DOWN_AT))
        place = LampView("哈尔滨", LampState.UNKNOWN)
    if name == "unclear":
        lamps = (*_LAMPS[:4], LampView("结算服务", LampState.SLOW))
    if name == "printer-out":
        lamps = (*_LAMPS[:2], LampView("打印机", LampState.MISSING, word="缺纸"), *_LAMPS[3:])
    return ShellView(
        window="3",
        operator="0107",
        training=training,
        lamps=(*lamps, place),
        held_claims=2,
        waiting_claims=4 if name == "link-down" else 3,
        earliest=datetime(2026, 11, 22, 8, 12, tzinfo=SHANGHAI),
        key_place=labels.KEY_IN_FILE,
    )
