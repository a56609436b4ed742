"""Credentials: the code component that turns a scanned code into a token, and whom a credential names.

A token lives `token_life_s` seconds and serves one business: any number of 1101 and 2201, then the calls of the visit
it settles. Once a settlement was booked with it, it serves no other visit (card facts, section 3: one-time use and
life are not established; treat it as one business).
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from counter_app.model import identity
from sandbox.call import Call, Place, Refusal, platform_text, text_of
from sandbox.people import Insured, Trouble

__all__ = ["check_credential", "decode", "holder", "spend"]

_WRONG_CODE = {"message": "请使用医保电子凭证二维码", "success": False, "code": 500159}
_OLD_CODE = {"message": "二维码已失效，请刷新医保电子凭证后重试", "success": False, "code": 500160}


def decode(place: Place, request: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """`ec.query` with the code carried in data.ecQrCode: the person and a token (card facts, section 3)."""
    data = request.get("data")
    if isinstance(data, str):
        try:
            data = json.loads(data)
        except ValueError:
            data = None
    code = text_of(data, "ecQrCode") if isinstance(data, Mapping) else ""
    if code in place.people.old_vouchers:
        return dict(_OLD_CODE)
    person = place.people.by_voucher.get(code)
    if person is None or str(request.get("transType", "ec.query")) != "ec.query":
        return dict(_WRONG_CODE)
    with place.ledger.transaction():
        if place.behaviours["voucher_code_twice"] == "refused" and place.ledger.row(
            "SELECT 1 FROM token WHERE code=?", (code,)
        ):
            return dict(_OLD_CODE)
        token = person.region + secrets.token_hex(16).upper()
        place.ledger.insert("token", {"token": token, "code": code, "certno": person.certno, "issued": now.timestamp()})
    born = identity.birth_date_of(person.certno)
    answer = {
        "userName": person.name,
        "idNo": person.certno,
        "idType": "01",
        "insuOrg": person.region,
        "ecToken": token,
        "ecIndexNo": secrets.token_hex(16).upper(),
        "gender": "男" if identity.sex_of(person.certno) == "1" else "女",
        "birthday": born.strftime("%Y.%m.%d") if born else "",
        "nationality": "",
        "email": "null",
        "extra": "",
        "chnlId": "",
        "ecQrCode": code,
        "authNo": "",
        "cardno": "",
    }
    as_text = place.behaviours["voucher_data"] == "text"
    return {
        "code": 0,
        "message": "成功",
        "orgId": text_of(request, "orgId"),
        "data": json.dumps(answer, ensure_ascii=False) if as_text else answer,
    }


def holder(place: Place, call: Call, row: Mapping[str, Any]) -> Insured:
    """Whom mdtrt_cert_type and mdtrt_cert_no name. Raises Refusal for unknown, locked, expired or spent ones."""
    kind = text_of(row, "mdtrt_cert_type").zfill(2)
    number = text_of(row, "mdtrt_cert_no")
    if kind == "01":
        return _holder_of_token(place, call, number)
    if kind == "02":
        person = place.people.by_certificate.get(identity.normalised(number))
        if person is None:
            raise Refusal(platform_text("未查询到该证件号码的参保信息", "psnInfoBO_12"))
        return person
    if kind == "03":
        person = place.people.by_card.get(number.upper())
        if person is None or person.card_id != text_of(row, "card_sn").upper():
            raise Refusal(platform_text("社会保障卡号与卡识别码不匹配或卡未注册", "cardBO_21"))
        if person.trouble == Trouble.CARD_LOCKED:
            raise Refusal(platform_text("社会保障卡已挂失或锁定，请使用医保电子凭证", "cardBO_23"))
        return person
    raise Refusal("就诊凭证类型（mdtrt_cert_type）不是 01、02、03")


def _holder_of_token(place: Place, call: Call, token: str) -> Insured:
    found = place.ledger.row("SELECT * FROM token WHERE token=?", (token,))
    if found is None:
        raise Refusal(platform_text("医保电子凭证令牌无效", "ecTokenBO_31"))
    age = call.now.timestamp() - found["issued"]
    if age > place.behaviours.seconds("token_life_s"):
        raise Refusal(platform_text("医保电子凭证令牌已过期，请重新扫码", "ecTokenBO_32"))
    if found["spent"] and found["spent"] != call.named("mdtrt_id"):
        raise Refusal(platform_text("医保电子凭证令牌已使用，请重新扫码", "ecTokenBO_33"))
    return place.people.by_certificate[found["certno"]]


def check_credential(place: Place, call: Call, row: Mapping[str, Any], person: Insured) -> None:
    """The credential of 2201, 2206A and 2207A must be this person's. Raises Refusal."""
    if holder(place, call, row).psn_no != person.psn_no:
        raise Refusal(platform_text("就诊凭证与人员编号不一致", "psnInfoBO_15"))


def spend(place: Place, row: Mapping[str, Any], mdtrt_id: str) -> None:
    """A settlement was booked on this visit with the token: it serves no other visit any more."""
    if text_of(row, "mdtrt_cert_type").zfill(2) == "01":
        place.ledger.write(
            "UPDATE token SET spent=? WHERE token=? AND spent IS NULL", (mdtrt_id, text_of(row, "mdtrt_cert_no"))
        )
