"""A window for the sandbox's tests: real HTTP over a real socket, messages built as the envelope facts say."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from sandbox.service import SandboxService

_serial = itertools.count(1)

PATHS = {
    "9001": "signInSignOutService/signIn",
    "9002": "signInSignOutService/signOut",
    "1101": "fsiPsnInfoService/queryPsnInfo",
    "2001": "fsiPsnPriorityInfoService/queryPsnPriorityInfo",
    "2201": "outpatientDocInfoService/outpatientRregistration",
    "2202": "outpatientDocInfoService/outpatientRegistrationCancel",
    "2203A": "outpatientDocInfoService/outpatientMdtrtinfoUpA",
    "2204": "outpatientDocInfoService/outpatientFeeListUp",
    "2205": "outpatientDocInfoService/outpatientFeeListUpCancel",
    "2206A": "outpatientSettleService/preSettletmentA",
    "2207A": "outpatientSettleService/saveSettletmentA",
    "2208": "outpatientSettleService/cancleSettletment",
    "2601": "reverseService/revsMethod",
    "5201": "fsiIntegratedQueryService/queryMdtrtInfo",
    "5203": "fsiIntegratedQueryService/querySetlInfo",
    "5204": "fsiIntegratedQueryService/queryFeeList",
    "5205": "fsiIntegratedQueryService/queryPsnMedc",
    "5202": "fsiIntegratedQueryService/queryDiagnoseInfo",
    "5206": "fsiIntegratedQueryService/queryFixmedinsPracPsnSum",
    "5301": "fsiIntegratedQueryService/queryPsnOpspReg",
    "5302": "fsiIntegratedQueryService/queryPsnFixed",
    "5303": "fsiIntegratedQueryService/queryInhospInfo",
    "5304": "fsiIntegratedQueryService/queryTransferInfo",
    "1201": "fsiFixMedInsService/queryFixMedIns",
    "1901": "catalogqueryservice/queryDict",
    "2203": "outpatientDocInfoService/outpatientMdtrtinfoUp",
    "2206": "outpatientSettleService/preSettletment",
    "2207": "outpatientSettleService/saveSettletment",
    "3101": "riskConService/beforeAnalyze",
    "3102": "riskConService/courseAnalyze",
    "3103": "riskConService/feedback",
}


class Window:
    """One claim's worth of calls for one person; keeps what the calls after need."""

    def __init__(self, url: str, *, timeout: float = 5.0, path_style: bool = True) -> None:
        self.url = url
        self.timeout = timeout
        self.path_style = path_style
        self.session = requests.Session()
        self.session.trust_env = False
        self.region = ""
        self.insutype = "310"
        self.psn_no = ""
        self.psn_type = ""
        self.credential: dict[str, str] = {}
        self.identity: dict[str, str] = {}
        self.ipt_otp_no = ""
        self.mdtrt_id = ""
        self.med_type = "11"
        self.batch = "B1"
        self.total = "0"
        self.begntime = "2026-09-12 09:30:00"
        self.last_msgid = ""
        self.last_request: dict[str, Any] = {}

    def close(self) -> None:
        self.session.close()

    def envelope(self, number: str, body: object, **changes: object) -> dict[str, Any]:
        serial = next(_serial)
        message = {
            "infno": number,
            "msgid": f"H44010000001202609120930{serial:06d}",
            "mdtrtarea_admvs": "440100",
            "insuplc_admdvs": self.region,
            "recer_sys_code": "FSI",
            "dev_no": "",
            "dev_safe_info": "",
            "cainfo": "",
            "signtype": "",
            "infver": "V1.0",
            "opter_type": "1",
            "opter": "001",
            "opter_name": "收费员",
            "inf_time": "2026-09-12 09:30:00",
            "fixmedins_code": "H44010000001",
            "fixmedins_name": "测试医院",
            "sign_no": "",
            "input": body,
        }
        return {**message, **changes}

    def post(self, message: object, number: str = "") -> requests.Response:
        path = f"/{PATHS[number]}" if self.path_style and number in PATHS else ""
        return self.session.post(f"{self.url}/fsi/api{path}", json=message, timeout=self.timeout)

    def raw(self, number: str, body: object, **changes: object) -> dict[str, Any]:
        message = self.envelope(number, body, **changes)
        self.last_msgid, self.last_request = message["msgid"], message
        reply = self.post(message, number)
        assert reply.status_code == 200
        answer: dict[str, Any] = reply.json()
        return answer

    def call(self, number: str, body: object, **changes: object) -> Any:
        answer = self.raw(number, body, **changes)
        assert answer["infcode"] == 0, answer["err_msg"]
        return answer["output"]

    def refused(self, number: str, body: object, **changes: object) -> str:
        answer = self.raw(number, body, **changes)
        assert answer["infcode"] == -1
        assert answer["output"] is None
        return str(answer["err_msg"])

    # the calls of a claim

    def decode(self, code: str) -> dict[str, Any]:
        answer = self.session.post(
            f"{self.url}/localcfc/api/hsecfc/localQrCodeQuery",
            json={"orgId": "H44010000001", "transType": "ec.query", "data": {"ecQrCode": code}},
            timeout=self.timeout,
        )
        found: dict[str, Any] = answer.json()
        return found

    def use(self, kind: str, number: str, card_id: str = "") -> None:
        self.credential = {"mdtrt_cert_type": kind, "mdtrt_cert_no": number, "card_sn": card_id}

    def person(self) -> Any:
        found = self.call("1101", {"data": dict(self.credential)}, insuplc_admdvs="")
        self.take(found)
        return found

    def take(self, found: Any) -> None:
        active = [row for row in found["insuinfo"] if row["psn_insu_stas"] == "1" and row["insutype"] in ("310", "390")]
        row = min(active, key=lambda one: one["insutype"])  # employee before resident
        self.region, self.insutype, self.psn_type = row["insuplc_admdvs"], row["insutype"], row["psn_type"]
        base = found["baseinfo"]
        self.psn_no = base["psn_no"]
        self.identity = {"psn_cert_type": "01", "certno": base["certno"], "psn_name": base["psn_name"]}

    def benefit_input(self) -> dict[str, Any]:
        return {
            "data": {
                "psn_no": self.psn_no,
                "insutype": self.insutype,
                "fixmedins_code": "H44010000001",
                "med_type": self.med_type,
                "begntime": self.begntime,
            }
        }

    def open_input(self, number: str = "") -> dict[str, Any]:
        self.ipt_otp_no = number or f"W1-{next(_serial):06d}"
        return {
            "data": {
                "psn_no": self.psn_no,
                "insutype": self.insutype,
                "begntime": self.begntime,
                **self.credential,
                **self.identity,
                "psn_type": self.psn_type,
                "ipt_otp_no": self.ipt_otp_no,
                "atddr_no": "D440100000001",
                "dr_name": "医师甲",
                "dept_code": "A03",
                "dept_name": "内科",
                "caty": "A03",
            }
        }

    def open(self, number: str = "") -> str:
        self.mdtrt_id = self.call("2201", self.open_input(number))["data"]["mdtrt_id"]
        return self.mdtrt_id

    def describe_input(self) -> dict[str, Any]:
        return {
            "mdtrtinfo": {
                "mdtrt_id": self.mdtrt_id,
                "psn_no": self.psn_no,
                "med_type": self.med_type,
                "begntime": self.begntime,
            },
            "diseinfo": {
                "diag_type": "1",
                "diag_srt_no": "1",
                "diag_code": "I10.x00",
                "diag_name": "高血压",
                "diag_dept": "内科",
                "dise_dor_no": "D440100000001",
                "dise_dor_name": "医师甲",
                "diag_time": self.begntime,
                "vali_flag": "1",
            },
        }

    def describe(self) -> None:
        self.call("2203A", self.describe_input())

    def line(self, number: int, code: str, price: str, quantity: str, amount: str, **changes: object) -> dict[str, Any]:
        return {
            "feedetl_sn": str(number),
            "mdtrt_id": self.mdtrt_id,
            "psn_no": self.psn_no,
            "chrg_bchno": self.batch,
            "rx_circ_flag": "0",
            "fee_ocur_time": self.begntime,
            "med_list_codg": code,
            "medins_list_codg": code,
            "det_item_fee_sumamt": amount,
            "cnt": quantity,
            "pric": price,
            "bilg_dept_codg": "A03",
            "bilg_dept_name": "内科",
            "bilg_dr_codg": "D440100000001",
            "bilg_dr_name": "医师甲",
            "hosp_appr_flag": "1",
            **changes,
        }

    def upload(self, *lines: dict[str, Any]) -> Any:
        return self.call("2204", {"feedetail": list(lines)})

    def settle_input(self, total: str, *, account: bool = True, **changes: object) -> dict[str, Any]:
        return {
            "data": {
                "psn_no": self.psn_no,
                **self.credential,
                "med_type": self.med_type,
                "medfee_sumamt": total,
                "psn_setlway": "01",
                "mdtrt_id": self.mdtrt_id,
                "chrg_bchno": self.batch,
                "acct_used_flag": "1" if account else "0",
                "insutype": self.insutype,
                **self.identity,
                "psn_type": self.psn_type,
                **changes,
            }
        }

    def ready(self, *, amount: str = "200.00") -> Window:
        """Person known, visit open and described, one class A line of `amount` on it."""
        self.person()
        self.open()
        self.describe()
        self.upload(self.line(1, "A", amount, "1", amount))
        self.total = amount
        return self

    def trial(self, **changes: object) -> Any:
        return self.call("2206A", self.settle_input(self.total, **changes))

    def settle(self, **changes: object) -> Any:
        return self.call("2207A", self.settle_input(self.total, **changes))

    def named(self) -> dict[str, Any]:
        return {"data": {"psn_no": self.psn_no, "mdtrt_id": self.mdtrt_id, "ipt_otp_no": self.ipt_otp_no}}

    def undo_input(self, setl_id: str) -> dict[str, Any]:
        return {"data": {"setl_id": setl_id, "mdtrt_id": self.mdtrt_id, "psn_no": self.psn_no}}

    def clear_input(self, batch: str = "0000") -> dict[str, Any]:
        return {"data": {"mdtrt_id": self.mdtrt_id, "chrg_bchno": batch, "psn_no": self.psn_no}}

    def reverse_input(self, msgid: str, number: str = "2207A") -> dict[str, Any]:
        return {"data": {"psn_no": self.psn_no, "omsgid": msgid, "oinfno": number}}

    def visits_input(self) -> dict[str, Any]:
        return {
            "data": {
                "psn_no": self.psn_no,
                "begntime": "2026-01-01",
                "endtime": "2026-12-31",
                "med_type": self.med_type,
                "mdtrt_id": self.mdtrt_id,
            }
        }

    def look_input(self, setl_id: str = "") -> dict[str, Any]:
        return {"data": {"psn_no": self.psn_no, "mdtrt_id": self.mdtrt_id, "setl_id": setl_id}}


CATALOGUE = {
    "items": [
        {"code": "A", "name": "甲类药", "kind": "drug", "class": "A"},
        {"code": "B", "name": "乙类药", "kind": "drug", "class": "B", "pre_self_rate": "0.1"},
        {"code": "L", "name": "限价项目", "kind": "service", "class": "B", "pre_self_rate": "0.1", "price_limit": "80"},
        {"code": "C", "name": "丙类", "kind": "material", "class": "C", "pre_self_rate": "1"},
        {"code": "U", "name": "限用药", "kind": "drug", "class": "A", "limited_use": True},
    ]
}

# Same day, several people: no accumulators but what the tests make themselves.
CARD = "990101D1560000050000B001FEEDF001"


def person(certno: str = "990100198808080017", **changes: object) -> dict[str, Any]:
    return {
        "name": "甲测试",
        "certno": certno,
        "card": {"card_no": "Z99000001", "card_id": CARD},
        "voucher": "9901000000000000000000000001",
        "insured_region": "410100",
        "insured_type": "employee",
        "status": "active",
        "age": 40,
        "filing": {"class": "long_term", "place": "440100", "from": "2020-01-01", "to": None},
        "account": {"balance": "800.00"},
        "chronic": [{"code": "M03900", "class": "hypertension", "from": "2024-01-01", "to": None}],
        **changes,
    }


@pytest.fixture(scope="session")
def somebody() -> Callable[..., dict[str, Any]]:
    return person


@pytest.fixture
def service() -> Iterator[SandboxService]:
    with SandboxService(people={"people": [person()]}, catalogue=CATALOGUE) as running:
        yield running


@pytest.fixture
def window(service: SandboxService) -> Iterator[Window]:
    opened = Window(service.url)
    opened.use("02", "990100198808080017")
    yield opened
    opened.close()


@pytest.fixture
def at() -> Iterator[Callable[..., Window]]:
    """Windows at any service, closed at the end."""
    opened: list[Window] = []

    def open_window(url: str, certno: str = "990100198808080017", **settings: Any) -> Window:
        one = Window(url, **settings)
        one.use("02", certno)
        opened.append(one)
        return one

    yield open_window
    for one in opened:
        one.close()


@pytest.fixture(scope="session")
def small_catalogue() -> dict[str, Any]:
    return CATALOGUE
