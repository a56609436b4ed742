"""The outputs of transactions as our values, read tolerantly (envelope facts, section 2).

A missing or null amount is 0.00 where the interface says a region may not use it; a missing identity (mdtrt_id,
setl_id) makes the answer unreadable, and an unreadable answer is an unclear one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from counter_app.model import money
from counter_app.model.person import Filing, FilingClass, Insurance, Person, Qualification, Scheme
from counter_app.model.settlement import Amounts, Explanation, LineSplit, Overlay, Quote, Settlement
from counter_app.settlement.extensions import Reasons, Standing
from counter_app.settlement.place import Place
from counter_app.settlement.record import Record
from counter_app.settlement.transactions.fees import FeeLinesOutput
from counter_app.settlement.transactions.persons import BenefitOutput, PersonInsuinfo, PersonOutput
from counter_app.settlement.transactions.queries import FeesOutput, SettlementOutput
from counter_app.settlement.transactions.settling import (
    SettlePlainOutput,
    TrialPlainOutput,
    TrialPlainSetlinfo,
    TrialSetldetail,
    UndoOutput,
)
from counter_app.settlement.transactions.visits import RegisterOutput

__all__ = ["Answers", "UnreadableAnswer"]

_ACTIVE = "1"
_LINE_DIGITS = 6
_NO_LINE = 10**_LINE_DIGITS  # our line numbers count from 1


class UnreadableAnswer(Exception):
    """An answer with infcode 0 that lacks what it promised; names the field, never a value."""


class Answers:
    """Reads the answers of one place."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def person(self, output: Mapping[str, Any]) -> Person:
        """1101. Raises UnreadableAnswer where nobody is in it."""
        answer = PersonOutput.read(output)
        base = _there(answer.baseinfo, "baseinfo")
        return Person(
            person_no=_needed(base.psn_no, "psn_no"),
            certificate_kind=base.psn_cert_type,
            id_number=_needed(base.certno, "certno"),
            name=base.psn_name,
            sex=base.gend,
            birth_date=base.brdy,
            age=_readable(base.age, "age"),
            insurances=tuple(self._insurance(row) for row in answer.insuinfo),
            identities=tuple(row.psn_idet_type for row in answer.idetinfo if row.psn_idet_type),
        )

    def qualification(self, output: Mapping[str, Any], asked_at: datetime) -> Qualification:
        """2001. Filing and deductible stand in exp_content by the sandbox's assumption; elsewhere: not known."""
        rows = BenefitOutput.read(output).trtinfo
        denied = [row for row in rows if row.trt_enjymnt_flag == "0"]
        extra: dict[str, Any] = {}
        for row in rows:
            extra |= row.exp_content
        standing = Standing.read(extra)
        return Qualification(
            entitled=not denied,
            reason=denied[0].trt_chk_rslt if denied else "",
            filing=_filing(standing),
            deductible=_maybe(standing.deductible, "DEDC_STD"),
            deductible_paid=_maybe(standing.deductible_used, "DEDC_USED"),
            asked_at=asked_at,
            remark=next((row.trt_chk_rslt for row in rows if row.trt_enjymnt_flag != "0" and row.trt_chk_rslt), ""),
        )

    def visit_id(self, output: Mapping[str, Any]) -> str:
        """2201."""
        return _needed(_there(RegisterOutput.read(output).data, "data").mdtrt_id, "mdtrt_id")

    def splits(self, output: Mapping[str, Any]) -> tuple[LineSplit, ...]:
        """2204: one row a line, in the order of our line numbers."""
        rows = [
            LineSplit(
                line=_line(row.feedetl_sn),
                amount=_money(row.det_item_fee_sumamt, "det_item_fee_sumamt"),
                full_self=_money(row.fulamt_ownpay_amt, "fulamt_ownpay_amt"),
                over_limit=_money(row.overlmt_amt, "overlmt_amt"),
                pre_self=_money(row.preselfpay_amt, "preselfpay_amt"),
                in_scope=_money(row.inscp_scp_amt, "inscp_scp_amt"),
                self_rate=_readable(row.selfpay_prop, "selfpay_prop"),
                grade=self._place.grades.get(row.chrgitm_lv, ""),
                memo=row.memo,
                price_limit=_limit(row.pric_uplmt_amt),
                limited={"1": True, "0": False}.get(row.lmt_used_flag),
            )
            for row in FeeLinesOutput.read(output).result
        ]
        return tuple(sorted(rows, key=lambda row: row.line))

    def quote(self, output: Mapping[str, Any], asked_at: datetime) -> Quote:
        """2206A, and 2206 which says a little more."""
        answer = TrialPlainOutput.read(output)
        info = _there(answer.setlinfo, "setlinfo")
        return Quote(
            amounts=_amounts(info, info.psn_cash_pay),
            asked_at=asked_at,
            memo=_memo(answer.setldetail),
            explanations=_explanations(info),
            service_at=info.setl_time,
            scheme_code=info.insutype,
            clearing_type=info.clr_type,
            clearing_office=info.clr_optins,
        )

    def settlement(self, output: Mapping[str, Any], at: datetime) -> Settlement:
        """2207A, 2207, and 5203 whose cash stands under another name."""
        answer = SettlePlainOutput.read(output)
        info = _there(answer.setlinfo, "setlinfo")
        cash = info.psn_cash_pay
        if cash is None:
            cash = _there(SettlementOutput.read(output).setlinfo, "setlinfo").cash_payamt
        return Settlement(
            settlement_id=_needed(info.setl_id, "setl_id"),
            visit_id=_needed(info.mdtrt_id, "mdtrt_id"),
            amounts=_amounts(info, cash),
            settled_at=info.setl_time or at,
            memo=_memo(answer.setldetail),
            explanations=_explanations(info),
            scheme_code=info.insutype,
            clearing_type=info.clr_type,
            clearing_office=info.clr_optins,
        )

    def settled_at(self, output: Mapping[str, Any], at: datetime) -> datetime:
        """2208: when it was booked by the service's clock; `at` where it does not say."""
        info = UndoOutput.read(output).setlinfo
        return at if info is None else info.setl_time or at

    def refunded(self, output: Mapping[str, Any]) -> bool:
        """5203: whether the settlement was given back (refd_setl_flag)."""
        return _there(SettlementOutput.read(output).setlinfo, "setlinfo").refd_setl_flag in self._place.refunded

    def settlement_ids(self, output: Mapping[str, Any]) -> tuple[str, ...]:
        """5204: the settlements its fee rows carry, each once, in order. No node name is documented for the rows."""
        found = [row.setl_id for row in FeesOutput.read(output).rows]
        return tuple(dict.fromkeys(settlement for settlement in found if settlement))

    def _insurance(self, row: PersonInsuinfo) -> Insurance:
        return Insurance(
            region=row.insuplc_admdvs,
            scheme=Scheme(self._place.schemes.get(row.insutype, "other")),
            scheme_code=row.insutype,
            person_type=row.psn_type,
            active=row.psn_insu_stas == _ACTIVE,
            balance=_money(row.balc, "balc"),
            civil_servant=row.cvlserv_flag == "1",
            status=row.psn_insu_stas,
        )


def _amounts(info: TrialPlainSetlinfo, cash: Decimal | None) -> Amounts:
    if cash is None or info.medfee_sumamt is None:
        raise UnreadableAnswer("medfee_sumamt / psn_cash_pay")
    overlays = {
        Overlay.CIVIL_SERVANT: _money(info.cvlserv_pay, "cvlserv_pay"),
        Overlay.ENTERPRISE: _money(info.hifes_pay, "hifes_pay"),
        Overlay.SERIOUS_ILLNESS: _money(info.hifmi_pay, "hifmi_pay"),
        Overlay.LARGE_SUM: _money(info.hifob_pay, "hifob_pay"),
        Overlay.MEDICAL_AID: _money(info.maf_pay, "maf_pay"),
        Overlay.OTHER: _money(info.oth_pay, "oth_pay"),
    }
    pool = _money(info.hifp_pay, "hifp_pay")
    funds = info.fund_pay_sumamt  # a place that sends no sum still sends its parts
    return Amounts(
        total=_money(info.medfee_sumamt, "medfee_sumamt"),
        full_self=_money(info.fulamt_ownpay_amt, "fulamt_ownpay_amt"),
        over_limit=_money(info.overlmt_selfpay, "overlmt_selfpay"),
        pre_self=_money(info.preselfpay_amt, "preselfpay_amt"),
        in_scope=_money(info.inscp_scp_amt, "inscp_scp_amt"),
        deductible=_money(info.act_pay_dedc, "act_pay_dedc"),
        pool=pool,
        overlays={kind: paid for kind, paid in overlays.items() if paid},
        fund_total=pool + sum(overlays.values()) if funds is None else _money(funds, "fund_pay_sumamt"),
        account=_money(info.acct_pay, "acct_pay"),
        cash=_money(cash, "psn_cash_pay"),
        balance_after=_money(info.balc, "balc"),
        hospital=_money(info.hosp_part_amt, "hosp_part_amt"),
    )


def _memo(rows: Sequence[TrialSetldetail]) -> str:
    return "；".join(dict.fromkeys(row.setl_proc_info for row in rows if row.setl_proc_info))


def _explanations(info: TrialPlainSetlinfo) -> tuple[Explanation, ...]:
    """The named reasons, where the place gives them."""
    return tuple(
        Explanation(reason.sentence, {str(name): str(value) for name, value in reason.blanks.items()})
        for reason in Reasons.read(info.exp_content).explained
        if reason.sentence
    )


def _filing(standing: Standing) -> Filing | None:
    try:
        kind = FilingClass(standing.filing_class)
    except ValueError:
        return None
    return Filing(kind, standing.filing_place, standing.filing_since, standing.filing_until)


Found = TypeVar("Found", bound=Record)


def _there(node: Found | None, name: str) -> Found:
    if node is None:
        raise UnreadableAnswer(name)
    return node


def _needed(value: str, name: str) -> str:
    if not value:
        raise UnreadableAnswer(name)
    return value


def _readable(value: Decimal | None, name: str) -> Decimal:
    """A number that may be missing (0) but not unreadable (NaN)."""
    if value is not None and not value.is_finite():
        raise UnreadableAnswer(name)
    return value or Decimal(0)


def _limit(value: Decimal | None) -> Decimal | None:
    """A price limit is only shown: one that cannot be read makes no answer unclear. 0 means that there is none."""
    return value if value is not None and value.is_finite() and value > 0 else None


def _line(value: str) -> int:
    if value.isdecimal() and len(value) <= _LINE_DIGITS:  # nearly always; the rest is for 1.0 and its like
        return int(value)
    try:
        number = Decimal(value)
        if number == number.to_integral_value() and abs(number) < _NO_LINE:
            return int(number)
    except ArithmeticError:
        pass
    raise UnreadableAnswer("feedetl_sn")


def _money(value: Decimal | None, name: str) -> Decimal:
    if not value:  # most of a bill's amounts
        return money.ZERO
    try:
        return money.yuan(_readable(value, name))
    except ValueError as wrong:
        raise UnreadableAnswer(name) from wrong


def _maybe(value: Decimal | None, name: str) -> Decimal | None:
    return None if value is None else _money(value, name)
