"""The words of a failure as far as its blanks are known: the reason's own text, else the same said without them.

Who the reason names is never guessed and never quoted away: a sentence leaves out what nobody knows, a paper does so
paragraph by paragraph. Only a reason without such words is shown in the service's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from counter_app.failures import FailureCode
from ui.words.reasons import (
    LINE_BACK,
    LINE_SILENT,
    LINK_DOWN_NOT_UPLOADED,
    LINK_DOWN_UPLOADED,
    PLACE_BACK,
    PLACE_SILENT,
    reason,
)
from ui.words.template import blanks, filled_or_left_out

__all__ = ["PARTLY", "Partly", "display", "paragraphs", "sentence", "trace_state"]


@dataclass(frozen=True, slots=True)
class Partly:
    """What to say with less, the more exact first. `slip`: the same for paragraphs of the paper, by their number from
    0; a paragraph that only wants a setting is not here, so that the paper says which.
    """

    cashier: tuple[str, ...]
    display: str = ""
    slip: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


PARTLY: dict[FailureCode, Partly] = {
    FailureCode.FILING_EXPIRED: Partly(
        ("备案已到期。请患者手机续办，按[F7]挂起等候；急着走，按[F8]先看金额。",),
        slip={0: ("您到{就医地}看病的备案到期了，今天的费用不能按备案直接报。",)},
    ),
    FailureCode.FILING_NOT_YET: Partly(
        ("备案还没生效。可按[F7]挂起；今天要结，按[F8]看未备案金额，由患者定。",),
        slip={0: ("您的备案已经办了，但还没有生效，今天的费用不能按备案直接报。从哪天生效，请问{参保地}医保。",)},
    ),
    FailureCode.FILING_ELSEWHERE: Partly(
        ("备案的不是{就医地}。请患者手机改就医地，按[F7]挂起；或[F8]看金额。",),
        display="您备案的不是{就医地}，请用手机改一下，我们等您。",
        slip={
            0: ("您的备案登记的就医地不包括{就医地}。",),
            2: ("改了以后，原来登记的地方还能不能直接报，请一并问清{参保地}。",),
        },
    ),
    FailureCode.WAITING_PERIOD: Partly(
        ("参保地答复还在等待期，这次不能报。按[F11]出告知单、改收全款。",),
        display="您的医保还没到能用的日子，请看告知单。",
        slip={0: ("{参保地}医保答复：您已参保，但还在等待期，从哪天起能报请问{参保地}医保。这之前的门诊费用由您付。",)},
    ),
    FailureCode.INSTITUTION_NOT_OPENED: Partly(
        ("本院没开通这类直接结算。可请患者去开通的医院；在本院付，按[F11]改收全款。",),
        display="这一项本院还没开通，今天先付，票据请收好。",
        slip={
            0: (
                "本院还没有开通{就诊类型}的异地直接结算。哪些医院开通了，可打{参保地}医保电话，"
                "或在“国家医保服务平台”查；去那里可以直接报（以参保地的规定为准）。",
            )
        },
    ),
    FailureCode.CHRONIC_NOT_QUALIFIED: Partly(
        ("没有查到这个病的门慢特资格。按[Shift F8]改普通门诊预结算，或按[F7]挂起。",),
        slip={0: ("{参保地}医保没有查到您这个病的门诊慢特病资格，或这个病还不在能跨省直接报的病种里。",)},
    ),
    FailureCode.IN_HOSPITAL_ELSEWHERE: Partly(
        (),
        slip={
            0: ("{参保地}医保显示您在别的医院还没有办完出院，住院期间门诊不能直接报。",),
            1: ("办法：请打电话给那家医院的出院处或医保办，把出院办完，办完后带社保卡和这张单回本院任一收费窗口。",),
        },
    ),
    FailureCode.ITEM_UNMAPPED: Partly(
        ("有一项没对上医保编码。请物价或信息科处理，按[F7]挂起；处理好按[F5]。",),
        slip={0: ("您的费用里有一项和医保目录还没有对上，是医院这边要改，不是您的问题。",)},
    ),
    FailureCode.TRACE_CODE: Partly(
        (
            "第 {行} 项追溯码要核对。请药房重扫或换一盒，好了按[F5]，其他先不收。",
            "有一项追溯码要核对。请药房重扫或换一盒，好了按[F5]，其他先不收。",
        ),
        slip={
            0: (
                "每盒药都要扫“追溯码”，医保才能付钱。您的{药名}这一盒的码{码状态}，要请药房重扫或换一盒。",
                "每盒药都要扫“追溯码”，医保才能付钱。您有一盒药的码要请药房重扫，或换一盒。",
            ),
            1: ("请带处方和这张单到药房，换好后回本院任一收费窗口，不用重新排队。这不影响您用药，也不是您的责任。",),
        },
    ),
    FailureCode.MONITORING: Partly(
        ("医保有一条审核提醒。请患者拿单回科室，由医生说明或改单，回来按[F5]。",),
        display="有一项要医生再确认，请拿单回科室，现在不用付钱。",
        slip={
            0: ("医保的自动审核有提醒。这要由开单医生说明原因或修改，收费窗口不能改。",),
            1: ("请拿这张单回科室找开单医生。医生处理后，回本院任一收费窗口，不用重新排队。",),
        },
    ),
    FailureCode.SHUTDOWN: Partly(
        ("医保停机维护（医保答复）。按[F9]收全款出补记账单，恢复后自动补结。",),
        display="医保停机维护。可先付全款，以后退差额。",
        slip={
            0: ("今天医保系统停机维护，不是您的卡或备案有问题。恢复的时间请问{参保地}医保。",),
            1: ("您可以先付全款，拿“先付后补凭单”，恢复后由医院补办，把差额退给您；也可以恢复以后再来结。",),
            2: ("看病那天算哪一年的医保，就按哪一年报。",),
        },
    ),
    FailureCode.CREDENTIAL_NEEDED: Partly(
        ("要再认一次人：请患者插社保卡，或刷新电子凭证，按[F3]扫码。",),
        display="请再插一次社保卡，或刷新医保电子凭证再亮码。",
        slip={0: ("补办医保要再认一次人。请带社保卡或手机上的医保电子凭证和这张单，来本院任一收费窗口。",)},
    ),
    FailureCode.DEDUCTIBLE_NOT_REACHED: Partly(
        ("基金付 0.00：都在起付线内。办理正常，收款按[F9]。",), display="这次都在起付线内，先自己付。"
    ),
}
_EXACT = Partly(())

# What a refusal says of a package's code → how the window says it; a code somebody used before is not told apart aloud.
_TRACE_STATES = (("缺失", "没扫全"), ("重复", "扫重了"), ("销售记录", "对不上"))


def sentence(code: FailureCode, values: Mapping[str, str]) -> str:
    """The cashier's sentence, as exact as `values` allow; empty where even its shortest form lacks something."""
    known = PARTLY.get(code, _EXACT)
    return _first((reason(code).cashier, *known.cashier), values)


def display(code: FailureCode, values: Mapping[str, str]) -> str:
    """The same for the patient's display."""
    known = PARTLY.get(code, _EXACT)
    return _first((reason(code).display, *([known.display] if known.display else [])), values)


def paragraphs(code: FailureCode, values: Mapping[str, str], *, uploads: bool) -> tuple[tuple[str, ...], set[str]]:
    """The paper's paragraphs, and the blanks for want of which one of them cannot be said at all.

    `uploads`: the place takes the bill of who never returns (4205); else the paper does not promise it.
    """
    own = reason(code).slip
    if not uploads:
        own = own.replace(LINK_DOWN_UPLOADED, LINK_DOWN_NOT_UPLOADED)
    if values.get("没有回话的"):
        own = own.replace(LINE_SILENT, PLACE_SILENT).replace(LINE_BACK, PLACE_BACK)
    for name in ("时间", "断线"):
        if " " in values.get(name, ""):  # with its day: it was another one
            own = own.replace(f"今天{{{name}}}", f"{{{name}}}")
    less = PARTLY.get(code, _EXACT).slip
    said, missing = [], set()
    for number, exact in enumerate(own.split("\n")):
        choices = (exact, *less.get(number, ()))
        text = _first(choices, values).replace("本院本院", "本院")  # a setting may name the hospital as the text does
        said.append(text)
        if not text:
            missing |= {name for name in blanks(choices[-1]) if not values.get(name)}
    return tuple(said), missing


def trace_state(said: str) -> str:
    """What is wrong with a package's code, by a refusal's words; empty where they do not tell."""
    return next((state for part, state in _TRACE_STATES if part in said), "")


def _first(texts: tuple[str, ...], values: Mapping[str, str]) -> str:
    return next((said for said in (filled_or_left_out(text, **values) for text in texts) if said), "")
