"""The door of the platform: reads an envelope, checks it, lets one handler act in one transaction, answers.

Tolerant in reading (numbers or their text, unknown fields, one object for a list), exact in complaining: a wrong field
is named by its label. Every message that carries a msgid stays on record, refused ones too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from counter_app.settlement.checking import problems
from counter_app.settlement.record import Transaction
from counter_app.settlement.transactions import catalogues as catalogue_fields
from counter_app.settlement.transactions import entitlements as entitlement_fields
from counter_app.settlement.transactions import fees as fee_fields
from counter_app.settlement.transactions import files as file_fields
from counter_app.settlement.transactions import histories as history_fields
from counter_app.settlement.transactions import institutions as institution_fields
from counter_app.settlement.transactions import listings as listing_fields
from counter_app.settlement.transactions import monitoring as monitoring_fields
from counter_app.settlement.transactions import persons as person_fields
from counter_app.settlement.transactions import queries as query_fields
from counter_app.settlement.transactions import reconciliation as statement_fields
from counter_app.settlement.transactions import reversal as reversal_fields
from counter_app.settlement.transactions import settling as settling_fields
from counter_app.settlement.transactions import signing as signing_fields
from counter_app.settlement.transactions import uploads as upload_fields
from counter_app.settlement.transactions import visits as visit_fields
from sandbox import (
    catalogues,
    directories,
    entitlements,
    fees,
    files,
    monitoring,
    persons,
    queries,
    settling,
    statements,
    undoing,
    uploads,
    visits,
    wire,
)
from sandbox.call import SHANGHAI, Call, Place, Refusal, platform_text, text_of
from sandbox.ledger import stamp
from sandbox.variants import a_form, plain_form
from sandbox.year_sums import query_year_sums

__all__ = ["ANSWERED", "BUSY_TEXT", "Gateway", "envelope_reply"]

Handler = Callable[[Place, Call], Any]

ANSWERED: tuple[tuple[Transaction[Any, Any], Handler], ...] = (
    (signing_fields.SIGN_IN, persons.sign_in),
    (signing_fields.SIGN_OUT, persons.sign_out),
    (person_fields.PERSON, persons.query_person),
    (person_fields.BENEFIT_CHECK, persons.benefit_check),
    (visit_fields.REGISTER, visits.open_visit),
    (visit_fields.CANCEL_VISIT, visits.cancel_visit),
    (visit_fields.VISIT, a_form(visits.describe_visit)),
    (visit_fields.VISIT_PLAIN, plain_form(visits.describe_visit)),
    (fee_fields.FEE_LINES, fees.upload_lines),
    (fee_fields.CLEAR_LINES, fees.clear_lines),
    (settling_fields.TRIAL, a_form(settling.trial)),
    (settling_fields.TRIAL_PLAIN, plain_form(settling.trial)),
    (settling_fields.SETTLE, a_form(settling.settle_visit)),
    (settling_fields.SETTLE_PLAIN, plain_form(settling.settle_visit)),
    (settling_fields.UNDO, undoing.undo),
    (reversal_fields.REVERSE, undoing.reverse),
    (history_fields.VISITS, queries.query_visits),
    (history_fields.DIAGNOSES, queries.query_diagnoses),
    (query_fields.SETTLEMENT, queries.query_settlement),
    (query_fields.FEES, queries.query_fees),
    (history_fields.CHRONIC_DRUGS, queries.query_chronic_drugs),
    *((transaction, catalogues.download_file) for transaction in catalogue_fields.ALL_FILES),
    (listing_fields.ITEMS, catalogues.items),
    (listing_fields.MAPPINGS, catalogues.mappings),
    (listing_fields.PRICE_LIMITS, catalogues.price_limits),
    (listing_fields.SELF_RATES, catalogues.self_rates),
    (file_fields.UPLOAD, files.upload),
    (file_fields.DOWNLOAD, files.download),
    (statement_fields.TOTALS, statements.totals),
    (statement_fields.DETAILS, statements.details),
    (upload_fields.UPLOAD_VISIT, uploads.visit),
    (upload_fields.UPLOAD_COMPLETE, uploads.complete),
    (upload_fields.UPLOAD_RECORD, uploads.record),
    (query_fields.YEAR_SUMS, query_year_sums),
    (entitlement_fields.CHRONIC_FILINGS, entitlements.chronic_filings),
    (entitlement_fields.DESIGNATIONS, entitlements.designations),
    (entitlement_fields.IN_HOSPITAL, entitlements.in_hospital),
    (entitlement_fields.TRANSFERS, entitlements.transfers),
    (institution_fields.INSTITUTIONS, directories.query_institutions),
    (institution_fields.DICTIONARIES, directories.query_dictionary),
    (monitoring_fields.BEFORE, monitoring.analyse),
    (monitoring_fields.DURING, monitoring.analyse),
    (monitoring_fields.FEEDBACK, monitoring.take_answers),
)
_BY_NUMBER = {transaction.number: (transaction, handler) for transaction, handler in ANSWERED}
_BY_PATH = {transaction.path: transaction.number for transaction, _ in ANSWERED}

_UNKNOWN_NUMBER = "交易报文不正确：未知交易编号！"
BUSY_TEXT = "系统繁忙，请稍后再试"

# name, label, longest, needed (envelope, section 1; the documented 20 of the institution's name is too short in life)
_ENVELOPE = (
    ("infno", "交易编号", 6, True),
    ("msgid", "发送方报文ID", 30, True),
    ("mdtrtarea_admvs", "就医地医保区划", 6, True),
    ("insuplc_admdvs", "参保地医保区划", 6, False),
    ("recer_sys_code", "接收方系统代码", 10, True),
    ("dev_no", "设备编号", 100, False),
    ("dev_safe_info", "设备安全信息", 2000, False),
    ("cainfo", "数字签名信息", 1024, False),
    ("signtype", "签名类型", 10, False),
    ("infver", "接口版本号", 6, True),
    ("opter_type", "经办人类别", 3, True),
    ("opter", "经办人", 30, True),
    ("opter_name", "经办人姓名", 50, True),
    ("inf_time", "交易时间", 19, True),
    ("fixmedins_code", "定点医药机构编号", 12, True),
    ("fixmedins_name", "定点医药机构名称", 200, True),
    ("sign_no", "交易签到流水号", 30, False),
)


def envelope_reply(code: int, text: str, output: object, received: datetime, reference: str | None) -> dict[str, Any]:
    """A reply envelope (envelope, section 2)."""
    now = datetime.now(SHANGHAI)
    return {
        "infcode": code,
        "inf_refmsgid": reference,
        "refmsg_time": received.strftime("%Y%m%d%H%M%S%f")[:17],
        "respond_time": max(now, received).strftime("%Y%m%d%H%M%S%f")[:17],
        "err_msg": text,
        "output": output,
    }


class Gateway:
    """Answers one message at a time; used by one thread."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def now(self) -> datetime:
        """The service's clock."""
        return datetime.now(SHANGHAI) + timedelta(seconds=self._place.behaviours.seconds("clock_offset_s"))

    def answer(self, raw: bytes, path: str, file: bytes | None = None) -> dict[str, Any] | bytes:
        """The reply to one body sent to `path` (below /fsi/api; empty when infno alone decides).

        An envelope, or the bytes of a file; `file`: what came beside the message.
        """
        received = self.now()
        try:
            message = wire.read(raw)
        except (ValueError, RecursionError):
            return self._refused("交易报文不正确：不是 JSON 报文", received)
        if not isinstance(message, Mapping):
            return self._refused("交易报文不正确：报文不是对象", received)
        call, complaint = self._open(message, path, received)
        call = replace(call, file=file)
        output: object = None
        serial = 0
        with self._place.ledger.transaction():
            if not complaint:
                try:
                    with self._place.ledger.effects():
                        output = self._act(call)
                except Refusal as why:
                    complaint = str(why)
            if call.msgid:
                serial = self._record(call, output, complaint)
        if complaint:
            return self._refused(complaint, received)
        if isinstance(output, bytes):
            return output
        reference = f"{self._place.institution.region}{received:%Y%m%d%H%M%S}{serial:010d}"
        return envelope_reply(0, "", output, received, reference)

    def _refused(self, text: str, received: datetime) -> dict[str, Any]:
        return envelope_reply(-1, text, None, received, None)

    def _open(self, message: Mapping[str, Any], path: str, received: datetime) -> tuple[Call, str]:
        """The call inside an envelope, and what is wrong with the envelope."""
        body = message.get("input")
        if isinstance(body, str):  # one middleware sends input as a JSON text (envelope, section 1)
            try:
                body = wire.read(body)
            except (ValueError, RecursionError):
                body = None
        number = text_of(message, "infno")
        is_object = isinstance(body, Mapping)
        call = Call(number, text_of(message, "msgid"), message, body if isinstance(body, Mapping) else {}, received)
        for name, label, longest, needed in _ENVELOPE:
            value = message.get(name)
            if value is not None and not isinstance(value, (str, int)):
                return replace(call, msgid=""), f"{label}（{name}）不是文字"
            length = len(text_of(message, name))
            if length > longest:
                return replace(call, msgid=call.msgid[:30]), f"{label}（{name}）超过 {longest} 个字符"
            if needed and not length:
                return call, f"{label}（{name}）不能为空"
        if number not in _BY_NUMBER or (path and _BY_PATH.get(path) != number):
            return call, _UNKNOWN_NUMBER
        if not is_object:
            return call, "交易输入（input）不是对象"
        return call, self._sender_problem(message, number)

    def _sender_problem(self, message: Mapping[str, Any], number: str) -> str:
        institution = self._place.institution
        if text_of(message, "fixmedins_code") != institution.code:
            return platform_text("定点医药机构编号不存在", "fixmedinsBO_43")
        if text_of(message, "mdtrtarea_admvs") != institution.region:
            return platform_text("就医地医保区划与定点医药机构不一致", "fixmedinsBO_45")
        if number != "9001" and self._place.behaviours["sign_in"] == "required":
            signed = self._place.ledger.row(
                "SELECT 1 FROM sign WHERE sign_no=? AND ended IS NULL", (text_of(message, "sign_no"),)
            )
            if signed is None:
                return platform_text("请先签到", "signBO_01")
        return ""

    def _act(self, call: Call) -> object:
        transaction, handler = _BY_NUMBER[call.number]
        insured = text_of(call.envelope, "insuplc_admdvs")
        found = problems(
            transaction,
            _measurable(call),
            cross_region=bool(insured) and insured != text_of(call.envelope, "mdtrtarea_admvs"),
            local_codes=directories.own_codes(),
        )
        if found:
            raise Refusal("；".join(found[:5]))
        return handler(self._place, call)

    def _record(self, call: Call, output: object, complaint: str) -> int:
        """Enter the message among the calls received; its number there."""
        setl_id = call.named("setl_id")
        mdtrt_id = call.named("mdtrt_id")
        if isinstance(output, Mapping):
            for node in output.values():
                if isinstance(node, Mapping):
                    setl_id = setl_id or text_of(node, "setl_id")
                    mdtrt_id = mdtrt_id or text_of(node, "mdtrt_id")
        return self._place.ledger.insert(
            "call",
            {
                "at": stamp(call.now),
                "infno": call.number,
                "msgid": call.msgid,
                "psn_no": call.named("psn_no"),
                "mdtrt_id": mdtrt_id,
                "ipt_otp_no": call.named("ipt_otp_no"),
                "setl_id": setl_id,
                "outcome": "refused" if complaint else "done",
                "text": complaint,
            },
        )


def _measurable(call: Call) -> Mapping[str, Any]:
    """The input as its fields are measured: oinfno is documented four long, yet the A variants have five letters."""
    if call.number != "2601":
        return call.body
    row = call.node("data")
    return {**call.body, "data": {**row, "oinfno": text_of(row, "oinfno")[:4]}} if row else call.body
