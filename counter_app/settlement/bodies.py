"""Our values as the inputs of transactions (fact sheet of transactions; envelope facts, sections 1, 2, 8).

Every input is built as its declared record, so a field that the interface does not know cannot be written. The service
date goes up as begntime, never today's (protocol, section 6, "New Year").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from counter_app.model.person import Credential, CredentialKind, Person
from counter_app.model.settlement import Amounts
from counter_app.model.visit import Approval, Charge, Diagnosis, Visit
from counter_app.settlement.extensions import PaymentMarks, VisitMarks
from counter_app.settlement.place import Place
from counter_app.settlement.transactions.fees import (
    ClearLinesData,
    ClearLinesInput,
    FeeLinesDrugtracinfo,
    FeeLinesFeedetail,
    FeeLinesInput,
)
from counter_app.settlement.transactions.persons import BenefitData, BenefitInput, PersonData, PersonInput
from counter_app.settlement.transactions.queries import FeesData, FeesInput
from counter_app.settlement.transactions.reversal import ReverseData, ReverseInput
from counter_app.settlement.transactions.settling import (
    SettleData,
    SettleInput,
    TrialData,
    TrialInput,
    UndoData,
    UndoInput,
)
from counter_app.settlement.transactions.visits import (
    CancelVisitData,
    CancelVisitInput,
    RegisterData,
    RegisterInput,
    VisitDiseinfo,
    VisitInput,
    VisitMdtrtinfo,
)

__all__ = ["Bodies"]

_CERTIFICATE_ID_CARD = "01"
_CREDENTIAL_CODES = {CredentialKind.VOUCHER: "01", CredentialKind.ID_NUMBER: "02", CredentialKind.CARD: "03"}
_GENERAL_DEPARTMENT = "A02"  # 全科医疗科, where the hospital gave no department code (dictionary dept)
_WHOLE_VISIT = "0000"
_APPROVALS = {Approval.UNSAID: "1", Approval.NOT_NEEDED: "0", Approval.APPROVED: "1", Approval.REFUSED: "2"}


class Bodies:
    """Builds the inputs of one place."""

    def __init__(self, place: Place, institution_code: str) -> None:
        self._place = place
        self._institution_code = institution_code

    def person(self, credential: Credential, at: datetime) -> dict[str, Any]:
        """1101."""
        data = PersonData(
            mdtrt_cert_type=_CREDENTIAL_CODES[credential.kind],
            mdtrt_cert_no=credential.number,
            card_sn=credential.card_id,
            begntime=at,
            psn_cert_type=_CERTIFICATE_ID_CARD if credential.id_number else "",
            certno=credential.id_number,
            psn_name=credential.name,
        )
        return PersonInput(data=data).wire()

    def benefit(self, person: Person, visit: Visit) -> dict[str, Any]:
        """2001."""
        data = BenefitData(
            psn_no=person.person_no,
            insutype=_scheme(person),
            fixmedins_code=self._institution_code,
            med_type=self._place.med_types[visit.kind],
            begntime=visit.date,
            dise_codg=visit.disease,
            dise_name=visit.disease_name,
        )
        return BenefitInput(data=data).wire()

    def register(self, person: Person, credential: Credential, visit: Visit, visit_number: str) -> dict[str, Any]:
        """2201."""
        data = RegisterData(
            psn_no=person.person_no,
            mdtrt_cert_type=_CREDENTIAL_CODES[credential.kind],
            mdtrt_cert_no=credential.number,
            card_sn=credential.card_id,
            psn_cert_type=person.certificate_kind or _CERTIFICATE_ID_CARD,
            certno=person.id_number,
            psn_name=person.name,
            psn_type=_person_type(person),
            insutype=_scheme(person),
            begntime=visit.date,
            ipt_otp_no=visit_number,
            atddr_no=visit.doctor.code,
            dr_name=visit.doctor.name,
            dept_code=visit.department_code or _GENERAL_DEPARTMENT,
            dept_name=visit.department,
            caty=visit.department_code or _GENERAL_DEPARTMENT,
        )
        return RegisterInput(data=data).wire()

    def visit(self, person: Person, visit: Visit, visit_id: str) -> dict[str, Any]:
        """2203A."""
        about = VisitMdtrtinfo(
            mdtrt_id=visit_id,
            psn_no=person.person_no,
            med_type=self._place.med_types[visit.kind],
            begntime=visit.date,
            dise_codg=visit.disease,
            dise_name=visit.disease_name,
            exp_content=VisitMarks(**_marks(visit)).wire(),
        )
        diagnoses = tuple(_diagnosis(visit, number, one) for number, one in enumerate(visit.diagnoses, start=1))
        return VisitInput(mdtrtinfo=about, diseinfo=diagnoses).wire()

    def lines(
        self, person: Person, visit: Visit, visit_id: str, batch: str, charges: tuple[Charge, ...]
    ) -> dict[str, Any]:
        """2204: every line of the bill in one call."""
        rows = tuple(
            FeeLinesFeedetail(
                feedetl_sn=Decimal(number),
                mdtrt_id=visit_id,
                psn_no=person.person_no,
                chrg_bchno=batch,
                dise_codg=visit.disease,
                rx_circ_flag="1" if line.outside else "0",
                fee_ocur_time=visit.date,
                med_list_codg=line.code,
                medins_list_codg=line.code,
                det_item_fee_sumamt=line.amount,
                cnt=line.quantity,
                pric=line.price,
                bilg_dept_codg=visit.department_code or _GENERAL_DEPARTMENT,
                bilg_dept_name=visit.department,
                bilg_dr_codg=visit.doctor.code,
                bilg_dr_name=visit.doctor.name,
                hosp_appr_flag=_APPROVALS[line.approval],
                drugtracinfo=tuple(
                    FeeLinesDrugtracinfo(drug_trac_codg=code, trdn_flag="1" if line.split else "")
                    for code in line.trace_codes
                ),
            )
            for number, line in enumerate(charges, start=1)
        )
        return FeeLinesInput(feedetail=rows).wire()

    def trial(
        self, person: Person, credential: Credential, visit: Visit, visit_id: str, batch: str, total: str, account: bool
    ) -> dict[str, Any]:
        """2206A. `total` is text with two decimals."""
        data = TrialData(
            psn_no=person.person_no,
            mdtrt_cert_type=_CREDENTIAL_CODES[credential.kind],
            mdtrt_cert_no=credential.number,
            card_sn=credential.card_id,
            psn_cert_type=person.certificate_kind or _CERTIFICATE_ID_CARD,
            certno=person.id_number,
            psn_name=person.name,
            psn_type=_person_type(person),
            med_type=self._place.med_types[visit.kind],
            medfee_sumamt=Decimal(total),
            psn_setlway="01",
            mdtrt_id=visit_id,
            chrg_bchno=batch,
            acct_used_flag="1" if account else "0",
            insutype=_scheme(person),
            exp_content=PaymentMarks(**_marks(visit), crowd=visit.marks.crowd).wire(),
        )
        return TrialInput(data=data).wire()

    def settle(self, trial: Mapping[str, Any], quote: Amounts) -> dict[str, Any]:
        """2207A: what the trial said, with the split it answered (required by Hunan's text, optional in Jiangxi's)."""
        data = replace(
            SettleData.read(trial["data"]),
            fulamt_ownpay_amt=quote.full_self,
            overlmt_selfpay=quote.over_limit,
            preselfpay_amt=quote.pre_self,
            inscp_scp_amt=quote.in_scope,
        )
        return SettleInput(data=data).wire()

    def clear(self, person_no: str, visit_id: str) -> dict[str, Any]:
        """2205 "0000": every unsettled line of the visit."""
        data = ClearLinesData(mdtrt_id=visit_id, chrg_bchno=_WHOLE_VISIT, psn_no=person_no)
        return ClearLinesInput(data=data).wire()

    def close(self, person_no: str, visit_id: str, visit_number: str) -> dict[str, Any]:
        """2202."""
        data = CancelVisitData(psn_no=person_no, mdtrt_id=visit_id, ipt_otp_no=visit_number)
        return CancelVisitInput(data=data).wire()

    def of_settlement(self, person_no: str, visit_id: str, settlement_id: str) -> dict[str, Any]:
        """2208, and 5203 which asks for the same three."""
        return UndoInput(data=UndoData(setl_id=settlement_id, mdtrt_id=visit_id, psn_no=person_no)).wire()

    def reverse(self, person_no: str, msgid: str, number: str) -> dict[str, Any]:
        """2601."""
        return ReverseInput(data=ReverseData(psn_no=person_no, omsgid=msgid, oinfno=number)).wire()

    def fees(self, person_no: str, visit_id: str) -> dict[str, Any]:
        """5204 without a settlement id."""
        return FeesInput(data=FeesData(psn_no=person_no, mdtrt_id=visit_id)).wire()


def _diagnosis(visit: Visit, number: int, diagnosis: Diagnosis) -> VisitDiseinfo:
    return VisitDiseinfo(
        diag_type="1",
        diag_srt_no=Decimal(number),
        diag_code=diagnosis.code,
        diag_name=diagnosis.name,
        diag_dept=visit.department,
        dise_dor_no=visit.doctor.code,
        dise_dor_name=visit.doctor.name,
        diag_time=visit.date,
        vali_flag="1",
    )


def _marks(visit: Visit) -> dict[str, str]:
    """An ordinary visit of one who is not hurt needs none: nothing is said rather than "no"."""
    marks = visit.marks
    emergency = {(True, False): "1", (False, True): "2", (True, True): "3"}.get((visit.emergency, marks.referral), "")
    hurt = {"injury": "1", "third_party": "1" if marks.third_party else "0"} if marks.injury else {}
    return {"emergency": emergency, **hurt}


def _scheme(person: Person) -> str:
    return person.insurance.scheme_code if person.insurance else ""


def _person_type(person: Person) -> str:
    return person.insurance.person_type if person.insurance else ""
