"""What goes up for a patient who paid in full and never returned: 4205, 4203, 4301 (domain facts, 2a item 10 and 2f).

No public field list exists for any of the three: every message here is our assumption, and a place has to switch it on
(`uploads`). 4205 has the nodes of 2203A and 2204, with the person's certificate, since such a patient may never have
been known to the platform.

Assumption: `mdtrt_id` is the hospital's own number of the visit, the claim's key. No visit is open on the platform, so
it has none; and being the same at every repetition it is what makes a repeated upload the same upload.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from counter_app.settlement.fields import Must, many, moment, number, one, text
from counter_app.settlement.record import Nothing, Record, Transaction
from counter_app.settlement.transactions.fees import FeeLinesFeedetail
from counter_app.settlement.transactions.visits import VisitDiseinfo, VisitMdtrtinfo

__all__ = [
    "UPLOAD_COMPLETE",
    "UPLOAD_RECORD",
    "UPLOAD_VISIT",
    "UploadCompleteData",
    "UploadCompleteInput",
    "UploadFeedetail",
    "UploadMdtrtinfo",
    "UploadRecordData",
    "UploadRecordInput",
    "UploadVisitInput",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadMdtrtinfo(VisitMdtrtinfo):
    """4205 in: mdtrtinfo. Assumption: no public field list. 2203A's, with the certificate in place of psn_no."""

    psn_no: str = text("人员编号", 30)
    psn_cert_type: str = text("证件类型", 3, Must.ALWAYS, codes="psn_cert_type")
    certno: str = text("证件号码", 20, Must.ALWAYS)
    psn_name: str = text("人员姓名", 50, Must.ALWAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadFeedetail(FeeLinesFeedetail):
    """4205 in: feedetail. Assumption: no public field list. 2204's, where psn_no may not be known."""

    psn_no: str = text("人员编号", 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadVisitInput(Record):
    """4205 in. Assumption: no public field list."""

    mdtrtinfo: UploadMdtrtinfo | None = one(UploadMdtrtinfo)
    diseinfo: tuple[VisitDiseinfo, ...] = many(VisitDiseinfo)
    feedetail: tuple[UploadFeedetail, ...] = many(UploadFeedetail)


UPLOAD_VISIT = Transaction(
    "4205",
    "自费病人门诊就诊信息上传",
    "ownPayPatnService/outpatientUp",
    UploadVisitInput,
    Nothing,
    changes=True,
    assumed=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadCompleteData(Record):
    """4203 in: data. Assumption: no public field list. What must be there when all of a visit is."""

    mdtrt_id: str = text("就诊ID", 30, Must.ALWAYS)
    medfee_sumamt: Decimal | None = number("医疗费总额", 16, 2, must=Must.ALWAYS)
    fee_cnt: Decimal | None = number("费用明细条数", 10, must=Must.ALWAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadCompleteInput(Record):
    """4203 in. Assumption: no public field list."""

    data: UploadCompleteData | None = one(UploadCompleteData)


UPLOAD_COMPLETE = Transaction(
    "4203",
    "自费病人就诊信息上传完成",
    "ownPayPatnService/uploadComplete",
    UploadCompleteInput,
    Nothing,
    changes=True,
    assumed=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadRecordData(Record):
    """4301 in: data. Assumption: no public field list. An outpatient visit's record, as far as a window knows it."""

    mdtrt_id: str = text("就诊ID", 30, Must.ALWAYS)
    psn_name: str = text("人员姓名", 50, Must.ALWAYS)
    certno: str = text("证件号码", 20, Must.ALWAYS)
    begntime: datetime | None = moment("就诊时间", Must.ALWAYS)
    dept_name: str = text("科室名称", 100, Must.ALWAYS)
    dr_codg: str = text("医师代码", 30, Must.ALWAYS)
    dr_name: str = text("医师姓名", 50, Must.ALWAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadRecordInput(Record):
    """4301 in. Assumption: no public field list."""

    data: UploadRecordData | None = one(UploadRecordData)
    diseinfo: tuple[VisitDiseinfo, ...] = many(VisitDiseinfo)


UPLOAD_RECORD = Transaction(
    "4301",
    "门诊急诊诊疗记录上传",
    "outpatientRecordService/recordUp",
    UploadRecordInput,
    Nothing,
    changes=True,
    assumed=True,
)
