"""Our values as the inputs of transactions (fact sheet of transactions; envelope facts, sections 1, 2, 8).

Formats: empty numbers "0", other empties ""; dates yyyy-MM-dd HH:mm:ss; the service date goes up as begntime, never
today's (protocol, section 6, "New Year").
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from counter_app.model import money
from counter_app.model.person import Credential, CredentialKind, Person
from counter_app.model.settlement import Amounts
from counter_app.model.visit import Charge, Visit
from counter_app.settlement.place import Place

__all__ = ["Bodies"]

_CERTIFICATE_ID_CARD = "01"
_CREDENTIAL_CODES = {CredentialKind.VOUCHER: "01", CredentialKind.ID_NUMBER: "02", CredentialKind.CARD: "03"}
_GENERAL_DEPARTMENT = "A02"  # 全科医疗科, where the hospital gave no department code (dictionary dept)
_WHOLE_VISIT = "0000"


class Bodies:
    """Builds the inputs of one place."""

    def __init__(self, place: Place, institution_code: str) -> None:
        self._place = place
        self._institution_code = institution_code

    def person(self, credential: Credential, at: datetime) -> dict[str, Any]:
        """1101."""
        body = _credential(credential)
        body |= {
            "begntime": _time(at),
            "psn_cert_type": _CERTIFICATE_ID_CARD if credential.id_number else "",
            "certno": credential.id_number,
            "psn_name": credential.name,
        }
        return {"data": body}

    def benefit(self, person: Person, visit: Visit) -> dict[str, Any]:
        """2001."""
        return {
            "data": {
                "psn_no": person.person_no,
                "insutype": _scheme(person),
                "fixmedins_code": self._institution_code,
                "med_type": self._place.med_types[visit.kind],
                "begntime": _time(visit.date),
                "endtime": "",
                "dise_codg": visit.disease,
            }
        }

    def register(self, person: Person, credential: Credential, visit: Visit, visit_number: str) -> dict[str, Any]:
        """2201."""
        return {
            "data": _person_keys(person, credential)
            | {
                "insutype": _scheme(person),
                "begntime": _time(visit.date),
                "ipt_otp_no": visit_number,
                "atddr_no": visit.doctor.code,
                "dr_name": visit.doctor.name,
                "dept_code": visit.department_code or _GENERAL_DEPARTMENT,
                "dept_name": visit.department,
                "caty": visit.department_code or _GENERAL_DEPARTMENT,
            }
        }

    def visit(self, person: Person, visit: Visit, visit_id: str) -> dict[str, Any]:
        """2203A."""
        return {
            "mdtrtinfo": {
                "mdtrt_id": visit_id,
                "psn_no": person.person_no,
                "med_type": self._place.med_types[visit.kind],
                "begntime": _time(visit.date),
                "main_cond_dscr": "",
                "dise_codg": visit.disease,
                "dise_name": "",
            },
            "diseinfo": [
                {
                    "diag_type": "1",
                    "diag_srt_no": str(place),
                    "diag_code": diagnosis.code,
                    "diag_name": diagnosis.name,
                    "diag_dept": visit.department,
                    "dise_dor_no": visit.doctor.code,
                    "dise_dor_name": visit.doctor.name,
                    "diag_time": _time(visit.date),
                    "vali_flag": "1",
                }
                for place, diagnosis in enumerate(visit.diagnoses, start=1)
            ],
        }

    def lines(
        self, person: Person, visit: Visit, visit_id: str, batch: str, charges: tuple[Charge, ...]
    ) -> dict[str, Any]:
        """2204: every line of the bill in one call."""
        return {
            "feedetail": [
                {
                    "feedetl_sn": str(number),
                    "mdtrt_id": visit_id,
                    "psn_no": person.person_no,
                    "chrg_bchno": batch,
                    "dise_codg": visit.disease,
                    "rxno": "",
                    "rx_circ_flag": "0",
                    "fee_ocur_time": _time(visit.date),
                    "med_list_codg": line.code,
                    "medins_list_codg": line.code,
                    "det_item_fee_sumamt": money.text(line.amount),
                    "cnt": format(line.quantity, "f"),
                    "pric": format(line.price, "f"),
                    "bilg_dept_codg": visit.department_code or _GENERAL_DEPARTMENT,
                    "bilg_dept_name": visit.department,
                    "bilg_dr_codg": visit.doctor.code,
                    "bilg_dr_name": visit.doctor.name,
                    "hosp_appr_flag": "1",
                    "drugtracinfo": [{"drug_trac_codg": code} for code in line.trace_codes],
                }
                for number, line in enumerate(charges, start=1)
            ]
        }

    def trial(
        self, person: Person, credential: Credential, visit: Visit, visit_id: str, batch: str, total: str, account: bool
    ) -> dict[str, Any]:
        """2206A. `total` is text with two decimals."""
        return {
            "data": _person_keys(person, credential)
            | {
                "med_type": self._place.med_types[visit.kind],
                "medfee_sumamt": total,
                "psn_setlway": "01",
                "mdtrt_id": visit_id,
                "chrg_bchno": batch,
                "acct_used_flag": "1" if account else "0",
                "insutype": _scheme(person),
            }
        }

    def settle(self, trial: Mapping[str, Any], quote: Amounts) -> dict[str, Any]:
        """2207A: what the trial said, with the split it answered (required by Hunan's text, optional in Jiangxi's)."""
        return {
            "data": dict(trial["data"])
            | {
                "invono": "",
                "fulamt_ownpay_amt": money.text(quote.full_self),
                "overlmt_selfpay": money.text(quote.over_limit),
                "preselfpay_amt": money.text(quote.pre_self),
                "inscp_scp_amt": money.text(quote.in_scope),
            }
        }

    def clear(self, person_no: str, visit_id: str) -> dict[str, Any]:
        """2205 "0000": every unsettled line of the visit."""
        return {"data": {"mdtrt_id": visit_id, "chrg_bchno": _WHOLE_VISIT, "psn_no": person_no}}

    def close(self, person_no: str, visit_id: str, visit_number: str) -> dict[str, Any]:
        """2202."""
        return {"data": {"psn_no": person_no, "mdtrt_id": visit_id, "ipt_otp_no": visit_number}}

    def of_settlement(self, person_no: str, visit_id: str, settlement_id: str) -> dict[str, Any]:
        """2208, and 5203 which asks for the same three."""
        return {"data": {"setl_id": settlement_id, "mdtrt_id": visit_id, "psn_no": person_no}}

    def reverse(self, person_no: str, msgid: str, number: str) -> dict[str, Any]:
        """2601."""
        return {"data": {"psn_no": person_no, "omsgid": msgid, "oinfno": number}}

    def fees(self, person_no: str, visit_id: str) -> dict[str, Any]:
        """5204 without a settlement id."""
        return {"data": {"psn_no": person_no, "mdtrt_id": visit_id, "setl_id": ""}}


def _credential(credential: Credential) -> dict[str, str]:
    return {
        "mdtrt_cert_type": _CREDENTIAL_CODES[credential.kind],
        "mdtrt_cert_no": credential.number,
        "card_sn": credential.card_id,
    }


def _person_keys(person: Person, credential: Credential) -> dict[str, str]:
    insurance = person.insurance
    return _credential(credential) | {
        "psn_no": person.person_no,
        "psn_cert_type": person.certificate_kind or _CERTIFICATE_ID_CARD,
        "certno": person.id_number,
        "psn_name": person.name,
        "psn_type": insurance.person_type if insurance else "",
    }


def _scheme(person: Person) -> str:
    return person.insurance.scheme_code if person.insurance else ""


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")
