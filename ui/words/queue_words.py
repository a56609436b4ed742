"""The words of the queue page that depend on where a claim stands and on what happened to it."""

from __future__ import annotations

from collections.abc import Mapping

from counter_app.desk.claim import HeldReason
from counter_app.failures import FailureCode
from ui.queue_views import ClaimState
from ui.shapes import Shape

__all__ = [
    "AWAITED",
    "AWAITED_ELSE",
    "EVENTS",
    "FROM_BACKUP",
    "GIVEN_UP",
    "HELD_ELSE",
    "HELD_FILING",
    "HELD_WARNED",
    "NEXT",
    "NOTHING_DUE",
    "OFFICE",
    "REFUND_WAITS",
    "RETRY",
    "STILL_OWED",
]

NEXT = {
    ClaimState.CHECKING: "医保没回话，正在查",
    ClaimState.WORKING: "正在补结",
    ClaimState.WAITING: "下一批",
    ClaimState.OUTAGE: "等线路恢复",
    ClaimState.PERSON: "要人处理",
    ClaimState.SETTLED: "已补结",
    ClaimState.UPLOADED: "已上传医保，不再补结",
    ClaimState.BY_HAND: "付了全款，回参保地报",
    ClaimState.UNDONE: "已撤销，没有应退的",
}
# What the person of a claim that was put aside is to do.
AWAITED = {
    FailureCode.NOT_FILED: "患者办异地备案",
    FailureCode.FILING_EXPIRED: "患者续办备案",
    FailureCode.FILING_NOT_YET: "备案生效",
    FailureCode.FILING_ELSEWHERE: "患者改备案的就医地",
    FailureCode.MONITORING: "答复医保提醒",
}
HELD_FILING, HELD_WARNED, HELD_ELSE = "等备案", "等答复医保提醒", "等再出示凭证"
AWAITED_ELSE = "患者再出示卡或电子凭证"
# Nobody at the window can go on with these: who clears them up.
OFFICE: Mapping[str, str] = {
    HeldReason.RECONCILE: "查不清，等医保办核对",
    HeldReason.CANCEL_REFUSED: "医保没有撤，等医保办处理",
    HeldReason.AMOUNTS: "金额对不上，等医保办核对",
}
GIVEN_UP = "已撤下，等患者来退款"
REFUND_WAITS = "等患者来退款"
NOTHING_DUE = "已补结，不用退"
FROM_BACKUP = "备份里的单，信息科核对后再退"
STILL_OWED = "已补结，还差 {差} 元"
RETRY = "办好了，重试"

# Beginning of a history row → its shape and words; the first match counts.
EVENTS: dict[str, tuple[Shape, str]] = {
    "make-up ticket": (Shape.OUTAGE, "断线，收全款出单"),
    "left with a ticket": (Shape.OUTAGE, "断线，带凭单离开"),
    "1101 done": (Shape.DONE, "人员已查到"),
    "2201 done": (Shape.DONE, "已登记"),
    "2203A done": (Shape.DONE, "就诊已传"),
    "2204 done": (Shape.DONE, "费用已传"),
    "2206A done": (Shape.DONE, "已预结算"),
    "2206A refused": (Shape.STOPPED, "预结算被退回"),
    "2207A done": (Shape.DONE, "已补结"),
    "2207A refused": (Shape.CHECKING, "结算被退回，正在核对"),
    "2207A lost": (Shape.CHECKING, "结算没回话，正在核对"),
    "2207A error": (Shape.CHECKING, "结算没回话，正在核对"),
    "found by looking": (Shape.DONE, "查到了，已结算"),
    "2202 done": (Shape.DONE, "上一次就诊已收回"),
    "confirmed": (Shape.DONE, "收费员已确认"),
    "refunded": (Shape.DONE, "已退款"),
    "collected": (Shape.DONE, "已补收"),
    "upload instead": (Shape.NOTE, "不再补结，改为回参保地报"),
    "4205 done": (Shape.DONE, "费用明细已传"),
    "4301 done": (Shape.DONE, "病历已传"),
    "rests uploaded": (Shape.DONE, "已上传医保，办结"),
    "rests void": (Shape.NOTE, "办结，没有结算"),
    "rests held refused": (Shape.STOPPED, "医保不同意，要人处理"),
    "settled at the agency": (Shape.DONE, "经办给了结算号，已认领"),
    "day's proof: booked": (Shape.DONE, "次日核账：医保已入账"),
    "day's proof: not booked": (Shape.NOTE, "次日核账：没有入账"),
    "partial refund": (Shape.NOTE, "要求部分退"),
    "remainder opened": (Shape.NOTE, "留下的另开一单"),
    "credential shown": (Shape.NOTE, "患者又出示了凭证"),
    "restored from a backup": (Shape.CHECKING, "从备份恢复，等核对"),
    "pays in full": (Shape.NOTE, "患者付全款，回参保地报"),
    "cancel": (Shape.NOTE, "要求撤销"),
    "dropped": (Shape.NOTE, "患者没有来，撤下"),
    "printed": (Shape.NOTE, "打了单子"),
    "reprinted": (Shape.NOTE, "补打了单子"),
    "2208 refused": (Shape.STOPPED, "医保不让撤销"),
    "put right outside": (Shape.DONE, "登记了在别处的处理"),
    "note not confirmed": (Shape.STOPPED, "登记与医保查到的不符"),
    "given up": (Shape.STOPPED, "查不清，等次日对账"),
}
