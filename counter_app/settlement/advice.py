"""Monitoring at the border: a bill as 3101 and 3102 want it, the warnings they answer, the answers of 3103.

Much of what the message asks for a billing window does not know; what is filled in for it stands in `MonitoringRule`,
place by place, or is named below with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from counter_app.model import identity, money
from counter_app.model.monitoring import AnswerWay, RuleWarning, Severity, WarningAnswer
from counter_app.model.person import Person
from counter_app.model.settlement import LineSplit
from counter_app.model.visit import Charge, Visit, total_of
from counter_app.settlement.transactions.monitoring import (
    BeforeData,
    BeforeFsiDiagnoseDtos,
    BeforeFsiEncounterDtos,
    BeforeFsiOrderDtos,
    BeforeInput,
    BeforeOutput,
    BeforePatientDtos,
    BeforeResult,
    FeedbackData,
    FeedbackInput,
    FeedbackWarns,
)

__all__ = ["NO_MONITORING", "AdviceBodies", "MonitoringRule", "warnings_of"]

_NONE = "无"  # where the message needs a text and the bill has none
_LONGEST_NAME = 50
_CENT = Decimal("0.01")
_SEVERITIES = {"1": Severity.CLEAR, "2": Severity.LIKELY, "3": Severity.SLIGHT}
_WAYS = {AnswerWay.GO_ON: "1", AnswerWay.CHANGE: "2"}
_KINDS = {"3101": "1", "3102": "2"}  # warn_type: before, during
_LEVELS = {"A": "01", "B": "02", "C": "03"}
# A national code begins with what it is: X western drug, Z Chinese patent drug, T herb, C material, a digit service.
_LISTS = {"X": ("101", "09"), "Z": ("101", "11"), "T": ("102", "10"), "C": ("301", "08")}
_SERVICE = ("201", "14")
_HUGE = Decimal(10) ** 14  # what the interface's amounts hold


@dataclass(frozen=True, slots=True)
class MonitoringRule:
    """Whether and how a place monitors. `call`: "off", "3101" or "3102".

    `system`, `scene`: syscode and trig_scen as the place gives them; `hospital_level`, `doctor_title`: codes of hosp_lv
    and drord_dr_profttl, which no bill carries.
    """

    call: str = "off"
    system: str = "HIS"
    scene: str = ""
    hospital_level: str = "11"
    doctor_title: str = "234"


NO_MONITORING = MonitoringRule()


class AdviceBodies:
    """Builds the messages of one institution (`region`: six digits) at one place."""

    def __init__(
        self, rule: MonitoringRule, med_types: Mapping[Any, str], institution_code: str, name: str, region: str
    ) -> None:
        self._rule = rule
        self._med_types = med_types
        self._institution_code = institution_code
        self._name = name
        self._region = region

    def bill(
        self, person: Person, visit: Visit, visit_id: str, charges: tuple[Charge, ...], splits: tuple[LineSplit, ...]
    ) -> dict[str, Any]:
        """3101, 3102: the bill as it lies on the visit. Who the person is, is their number at the service."""
        split = {row.line: row for row in splits}
        insured = person.insurance.region if person.insurance else ""
        main = visit.diagnoses[0] if visit.diagnoses else None
        department, day = visit.department_code or "A02", visit.date.date()
        encounter = BeforeFsiEncounterDtos(
            mdtrt_id=visit_id,
            medins_id=self._institution_code,
            medins_name=self._name,
            medins_admdvs=self._region,
            medins_type="1",
            medins_lv=self._rule.hospital_level,
            adm_date=day,
            dscg_date=day,
            dscg_main_dise_codg=main.code if main else "",
            dscg_main_dise_name=main.name[:_LONGEST_NAME] if main else "",
            dr_codg=visit.doctor.code,
            adm_dept_codg=department,
            adm_dept_name=visit.department,
            dscg_dept_codg=department,
            dscg_dept_name=visit.department,
            med_mdtrt_type="1",
            med_type=self._med_types[visit.kind],
            matn_stas="0",
            medfee_sumamt=total_of(charges),
            ownpay_amt=sum((row.full_self for row in splits), money.ZERO),
            selfpay_amt=sum((row.pre_self for row in splits), money.ZERO),
            setl_totlnum=Decimal(0),
            insutype=person.insurance.scheme_code if person.insurance else "",
            reim_flag="2",
            out_setl_flag="1" if insured and insured != self._region else "0",
            dise_no=visit.disease,
            fsi_diagnose_dtos=tuple(
                BeforeFsiDiagnoseDtos(
                    dise_id=str(number),
                    inout_dise_type="1",
                    maindise_flag="1" if number == 1 else "0",
                    dias_srt_no=str(number),
                    dise_codg=one.code,
                    dise_name=one.name,
                    dise_date=day,
                )
                for number, one in enumerate(visit.diagnoses, start=1)
            ),
            fsi_order_dtos=tuple(
                self._order(visit, number, line, split.get(number)) for number, line in enumerate(charges, start=1)
            ),
        )
        patient = BeforePatientDtos(
            patn_id=person.person_no,
            patn_name=person.name,
            gend=person.sex or identity.sex_of(person.id_number) or "",
            brdy=person.birth_date or identity.birth_date_of(person.id_number),
            poolarea=insured,
            curr_mdtrt_id=visit_id,
            fsi_encounter_dtos=(encounter,),
        )
        data = BeforeData(trig_scen=self._rule.scene, syscode=self._rule.system, patient_dtos=(patient,))
        return BeforeInput(data=data).wire()

    def _order(self, visit: Visit, number: int, line: Charge, split: LineSplit | None) -> BeforeFsiOrderDtos:
        list_type, charge_type = _LISTS.get(line.code[:1], _SERVICE)
        department, name = visit.department_code or "A02", line.name[:_LONGEST_NAME]
        return BeforeFsiOrderDtos(
            rx_id=str(number),
            rxno="1",
            long_drord_flag="0",
            hilist_type=list_type,
            chrg_type=charge_type,
            drord_bhvr="1",
            hilist_code=line.code,
            hilist_name=name,
            hilist_lv=_LEVELS.get(split.grade if split else "", "03"),
            hilist_pric=_two_places(line.price),
            hosplist_code=line.code,
            hosplist_name=name,
            cnt=_two_places(line.quantity),
            pric=_two_places(line.price),
            sumamt=line.amount,
            ownpay_amt=split.full_self if split else money.ZERO,
            selfpay_amt=split.pre_self if split else money.ZERO,
            spec=line.spec or _NONE,
            spec_unt=line.unit or _NONE,
            drord_begn_date=visit.date.date(),
            drord_dept_codg=department,
            drord_dept_name=visit.department,
            drord_dr_codg=visit.doctor.code,
            drord_dr_name=visit.doctor.name,
            drord_dr_profttl=self._rule.doctor_title,
            curr_drord_flag="1",
        )

    def answers(self, call: str, answers: Iterable[WarningAnswer]) -> dict[str, Any]:
        """3103: what was answered to the warnings of `call`."""
        rows = tuple(
            FeedbackWarns(warn_rslt_id=one.number, dspo_way=_WAYS[one.way], dspo_way_rea=one.reason) for one in answers
        )
        return FeedbackInput(data=FeedbackData(warn_type=_KINDS[call]), warns=rows).wire()


def warnings_of(output: Mapping[str, Any]) -> tuple[RuleWarning, ...]:
    """3101, 3102: the warnings as they came. One without a number cannot be answered, so it asks for no answer."""
    return tuple(_warning(row) for row in BeforeOutput.read(output).result if row.jr_id)


def _warning(row: BeforeResult) -> RuleWarning:
    named = [detail.rx_id for detail in row.judge_result_detail_dtos if detail.rx_id.isdecimal()]
    amount = row.vola_amt
    return RuleWarning(
        number=row.jr_id,
        rule=row.rule_name or row.rule_id,
        text=row.vola_cont,
        severity=_SEVERITIES.get(row.sev_deg, Severity.UNKNOWN),
        line=int(named[0][:6]) if named else 0,
        amount=money.yuan(amount) if amount is not None and amount.is_finite() and abs(amount) < _HUGE else None,
        evidence=row.vola_evid,
    )


def _two_places(value: Decimal) -> Decimal:
    """Prices and quantities of this message have two decimals, whatever the bill's have."""
    return value.quantize(_CENT, rounding=ROUND_HALF_UP)
