"""The inputs of 4205, 4203 and 4301: what was sent for a visit, under the hospital's own number of it.

No public document lists their fields; what they hold is our assumption (transactions.uploads).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from counter_app.model.person import Person
from counter_app.model.visit import Charge, Visit, total_of
from counter_app.settlement.bodies import Bodies
from counter_app.settlement.transactions.uploads import (
    UploadCompleteData,
    UploadCompleteInput,
    UploadRecordData,
    UploadRecordInput,
)

__all__ = ["complete", "record", "visit"]

_ID_CARD = "01"


def visit(
    bodies: Bodies, person: Person, about: Visit, number: str, batch: str, charges: tuple[Charge, ...]
) -> dict[str, Any]:
    """4205: the nodes of 2203A and 2204."""
    described = bodies.visit(person, about, number)
    certificate = {
        "psn_cert_type": person.certificate_kind or _ID_CARD,
        "certno": person.id_number,
        "psn_name": person.name,
    }
    return {
        **described,
        "mdtrtinfo": {**described["mdtrtinfo"], **certificate},
        **bodies.lines(person, about, number, batch, charges),
    }


def complete(number: str, charges: tuple[Charge, ...]) -> dict[str, Any]:
    """4203."""
    data = UploadCompleteData(mdtrt_id=number, medfee_sumamt=total_of(charges), fee_cnt=Decimal(len(charges)))
    return UploadCompleteInput(data=data).wire()


def record(bodies: Bodies, person: Person, about: Visit, number: str) -> dict[str, Any]:
    """4301."""
    data = UploadRecordData(
        mdtrt_id=number,
        psn_name=person.name,
        certno=person.id_number,
        begntime=about.date,
        dept_name=about.department,
        dr_codg=about.doctor.code,
        dr_name=about.doctor.name,
    )
    return {**UploadRecordInput(data=data).wire(), "diseinfo": bodies.visit(person, about, number)["diseinfo"]}
