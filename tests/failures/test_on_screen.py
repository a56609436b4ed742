"""What the window makes of a failure: its own sentence where all of it is known, else the service's words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from counter_app.desk.recognise import of_text
from counter_app.failures import FailureCode
from counter_app.model.person import Filing, FilingClass, Qualification
from counter_app.model.settlement import Amounts, Explanation
from counter_app.model.visit import Charge, Doctor, Visit, VisitKind
from counter_app.settlement.place import load_place
from ui.desk_views import Places, failure_view, why, zero_view
from ui.views import FailureView
from ui.words import partly_known
from ui.words.partly_known import PARTLY, display, paragraphs
from ui.words.reasons import reason
from ui.words.template import blanks, filled

PLACE = load_place("national")
PLACES = Places("广东 广州市", lambda _code: "河南 郑州市", lambda _code: "郑州市")
AT = datetime(2026, 10, 12, 9, 30, tzinfo=UTC)
VISIT = Visit(VisitKind.CHRONIC, AT, "内科", Doctor("D1", "医师甲"), (), "M03900", disease_name="高血压")
BILL = (
    Charge("001101000010000-110100001", "普通门诊诊察费", Decimal("20.00"), Decimal(1)),
    Charge("HZJ-0007", "止咳合剂", Decimal("23.50"), Decimal(2)),
)
FROM_2024 = Qualification(entitled=True, filing=Filing(FilingClass.LONG_TERM, "440100", date(2024, 1, 1)))


def shown(text: str, known: Qualification | None = None) -> FailureView:
    trouble = of_text(text, "-1", PLACE)
    return failure_view(trouble, None, known, PLACES, AT, "8000", VISIT, BILL)


def sentence(view: FailureView) -> str:
    return partly_known.sentence(view.code, view.blanks)


def exactly(view: FailureView) -> str:
    return filled(reason(view.code).cashier, **view.blanks)


@pytest.mark.parametrize(
    ("text", "code", "part"),
    [
        ("FSI-第 2 行 止咳合剂未对码", FailureCode.ITEM_UNMAPPED, "第 2 项没对上医保编码"),
        ("FSI-目录编码[HZJ-0007]未对码", FailureCode.ITEM_UNMAPPED, "第 2 项没对上医保编码"),
        ("FSI-第2条明细违反监控规则", FailureCode.MONITORING, "医保提醒：第 2 项 止咳合剂。请患者拿单回内科"),
        ("FSI-参保人无有效的门诊慢特病资格", FailureCode.CHRONIC_NOT_QUALIFIED, "没有查到高血压门慢特资格"),
        ("FSI-参保人员处于暂停参保状态", FailureCode.CONTRIBUTIONS_INTERRUPTED, "参保地答复医保待遇已停"),
        ("FSI-第 2 行 止咳合剂药品追溯码缺失，应有 2 个，实有 0 个", FailureCode.TRACE_CODE, "第 2 项追溯码没扫全"),
        ("FSI-第 2 行 止咳合剂药品追溯码重复", FailureCode.TRACE_CODE, "第 2 项追溯码扫重了"),
        ("FSI-第 2 行 止咳合剂药品追溯码[8123]已有销售记录", FailureCode.TRACE_CODE, "第 2 项追溯码对不上"),
        ("第 2 行 止咳合剂：药品追溯码缺失，应有 2 个，实有 1 个，请药房补扫", FailureCode.TRACE_CODE, "没扫全"),
    ],
)
def test_the_reason_with_what_is_known(text: str, code: FailureCode, part: str) -> None:
    view = shown(text)
    assert view.code is code
    assert part in exactly(view)
    assert sentence(view) == exactly(view)
    assert view.blanks["原文"] == text


@pytest.mark.parametrize(
    ("text", "code", "part"),
    [
        ("FSI-明细未对码", FailureCode.ITEM_UNMAPPED, "有一项没对上医保编码"),  # which line?
        ("FSI-第 3 行 未对码", FailureCode.ITEM_UNMAPPED, "有一项没对上医保编码"),  # there is none
        ("FSI-普通门诊诊察费、止咳合剂未对码", FailureCode.ITEM_UNMAPPED, "有一项没对上"),  # two of them
        ("FSI-本机构未开通", FailureCode.INSTITUTION_NOT_OPENED, "本院没开通这类直接结算。可请患者去开通的医院"),
        ("FSI-第 2 行 药品追溯码校验不通过", FailureCode.TRACE_CODE, "第 2 项追溯码要核对"),
        ("FSI-追溯码校验不通过", FailureCode.TRACE_CODE, "有一项追溯码要核对"),
        ("FSI-参保人员处于待遇等待期", FailureCode.WAITING_PERIOD, "还在等待期，这次不能报"),
        ("FSI-备案已到期", FailureCode.FILING_EXPIRED, "备案已到期。请患者手机续办"),
        ("FSI-违反监控规则", FailureCode.MONITORING, "医保有一条审核提醒"),
    ],
)
def test_what_is_not_known_is_left_out_and_the_reason_stays(text: str, code: FailureCode, part: str) -> None:
    view = shown(text)
    assert view.code is code
    assert part in sentence(view)
    assert "{" not in sentence(view) + display(code, view.blanks)
    assert display(code, view.blanks)
    assert view.blanks["原文"] == text, "the card still quotes it"


@pytest.mark.parametrize(
    "text",
    [
        "FSI-业务校验不通过[xxxBO_40]",
        "FSI-该笔已结算，不能重复结算",  # when? nobody said
    ],
)
def test_what_no_words_of_ours_fit_is_a_quotation(text: str) -> None:
    view = shown(text)
    assert view.code is FailureCode.SERVICE_SAID
    assert text in sentence(view)


def test_a_hospital_says_where_it_is_opened() -> None:
    trouble = of_text("FSI-本机构未开通", "-1", PLACE)
    told = ("市第二人民医院", "人民路 2 号")
    view = failure_view(trouble, None, None, PLACES, AT, "8000", VISIT, BILL, elsewhere=told)
    assert "可请患者去市第二人民医院" in exactly(view)
    said, missing = paragraphs(view.code, view.blanks, uploads=True)
    assert not missing
    assert "市第二人民医院已开通，地址人民路 2 号" in said[0]
    stay = of_text("FSI-该人员有未出院的住院登记", "-1", PLACE)
    ward = failure_view(stay, None, None, PLACES, AT, "8000", VISIT, BILL, elsewhere=told)
    assert ward.code is FailureCode.IN_HOSPITAL_ELSEWHERE
    assert "机构" not in ward.blanks, "where somebody lies is another hospital"


ALWAYS = {"参保地", "就医地", "就诊类型"}
SETTINGS = {"备案协助点", "院内承办", "发卡银行", "不符项", "院电话", "科室", "医生"}


@pytest.mark.parametrize("code", list(PARTLY))
def test_a_paper_is_made_of_what_is_known(code: FailureCode) -> None:
    """Nothing known but what is always there: the settings, the two places, the kind of visit."""
    always = dict.fromkeys(SETTINGS - {"科室", "医生"}, "某处") | {
        "参保地": "郑州", "就医地": "广州", "就诊类型": "普通门诊", "起付线": "", "时间": "09:38"
    }  # fmt: skip
    said, missing = paragraphs(code, always, uploads=True)
    if code is FailureCode.DEDUCTIBLE_NOT_REACHED:  # a success: it has no notice
        return
    assert not missing
    assert all(said)
    assert len(said) == len(reason(code).slip.split("\n"))
    assert "{" not in "".join(said)


@pytest.mark.parametrize("code", list(PARTLY))
def test_each_shorter_form_needs_less(code: FailureCode) -> None:
    """Else it would never be said. The two places and the kind of visit are always known."""
    words, less = reason(code), PARTLY[code]
    rows = [(words.cashier, less.cashier)]
    rows += [(words.slip.split("\n")[number], texts) for number, texts in less.slip.items()]
    for exact, texts in rows:
        needed = set(blanks(exact)) - ALWAYS
        for text in texts:
            wanted = set(blanks(text)) - ALWAYS
            assert wanted < needed, text
            needed = wanted


def test_a_setting_that_is_missing_is_named_and_not_left_out() -> None:
    _, missing = paragraphs(FailureCode.FILING_EXPIRED, {"参保地": "郑州", "就医地": "广州"}, uploads=True)
    assert missing == {"备案协助点"}


def test_no_upload_is_promised_where_the_place_takes_none() -> None:
    known = {"时间": "09:38", "参保地": "郑州"}
    taken, _ = paragraphs(FailureCode.LINK_DOWN, known, uploads=True)
    assert "医院会把费用明细和病历传给医保" in taken[-1]
    not_taken, _ = paragraphs(FailureCode.LINK_DOWN, known, uploads=False)
    assert "传给医保" not in "".join(not_taken)
    assert not_taken[-1].startswith("您不用为补办再缴费。")
    assert "取手工报销的材料，您仍可以回郑州报销" in not_taken[-1]


def test_a_zero_by_the_sums_alone_has_its_sentence() -> None:
    """A place that explains nothing still sends the sums; what is left of the deductible nobody says."""
    zero = Decimal("0.00")
    bill = Amounts(
        total=Decimal("80.00"),
        full_self=zero,
        over_limit=zero,
        pre_self=zero,
        in_scope=Decimal("80.00"),
        deductible=Decimal("80.00"),
        pool=zero,
        overlays={},
        fund_total=zero,
        account=zero,
        cash=Decimal("80.00"),
        balance_after=zero,
    )
    view = zero_view(bill, ())
    assert view is not None
    assert (view.code, sentence(view)) == (
        FailureCode.DEDUCTIBLE_NOT_REACHED,
        "基金付 0.00：都在起付线内。办理正常，收款按[F9]。",
    )
    said = zero_view(bill, (Explanation("deductible_all", {"差额": "127.80"}), Explanation("year", {"差额": "1"})))
    assert said is not None
    assert "还差 127.80 元" in sentence(said)
    assert zero_view(replace(bill, fund_total=Decimal("0.01")), ()) is None


NOTHING = Decimal("0.00")


def nothing_paid(**parts: str) -> Amounts:
    """A bill of 80.00 of which the fund pays nothing."""
    amounts = {name: Decimal(value) for name, value in parts.items()}
    zero = dict.fromkeys(("full_self", "over_limit", "pre_self", "in_scope", "deductible", "pool"), NOTHING)
    return Amounts(total=Decimal("80.00"), cash=Decimal("80.00"), **(zero | amounts))


IN_SCOPE = nothing_paid(in_scope="80.00")
DEDUCTIBLE = nothing_paid(in_scope="80.00", deductible="80.00")
OUTSIDE = nothing_paid(full_self="70.00", over_limit="10.00")
NOT_TOLD = "医保没有说明按哪条规定付 0.00，请问参保地医保。"


@pytest.mark.parametrize(
    ("amounts", "told", "said"),
    [
        (DEDUCTIBLE, [("deductible_all", {"差额": "127.80"})], "都在起付线内，先自己付；今年还差 127.80 元"),
        (DEDUCTIBLE, [], "这次都在起付线内，先自己付。"),
        (IN_SCOPE, [("cap_used", {"封顶": "3000.00", "下年起": "2027 年 1 月 1 日"})], "今年门诊额度 3000.00 元已用完"),
        (IN_SCOPE, [("no_benefit", {"参保地": "商丘"})], "商丘普通门诊不报，是当地规定"),
        (OUTSIDE, [("all_self", {})], "都是目录外项目，医保不付"),
        (OUTSIDE, [], "都是目录外项目，医保不付"),
        (IN_SCOPE, [("unfiled_factor", {"几成": "0"})], "没有备案，只报平时的 0 成"),
        (IN_SCOPE, [("account_empty", {}), ("year", {"待遇年度": "2025"})], NOT_TOLD),
        (IN_SCOPE, [("cap_used", {})], NOT_TOLD),  # named without its figures
        (IN_SCOPE, [], NOT_TOLD),
    ],
)
def test_a_fund_that_pays_nothing_never_stands_without_its_rule(
    amounts: Amounts, told: list[tuple[str, dict[str, str]]], said: str
) -> None:
    """The same words on the screen and on the slip; whatever else is to be said comes after."""
    words = why(amounts, tuple(Explanation(name, values) for name, values in told))
    assert said in words[0]
    assert len(words) <= 2


def test_a_waiting_period_does_not_begin_with_the_filing() -> None:
    waiting = shown("处于待遇等待期", FROM_2024)
    assert waiting.code is FailureCode.WAITING_PERIOD
    assert "生效日" not in waiting.blanks
    assert "01-01" not in sentence(waiting)
    later = replace(FROM_2024, filing=Filing(FilingClass.LONG_TERM, "440100", date(2026, 11, 1)))
    view = shown("备案尚未生效", later)
    assert view.code is FailureCode.FILING_NOT_YET
    assert "11" in sentence(view)
