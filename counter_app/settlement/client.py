"""Sending one call and sorting what came back (envelope facts, sections 1, 2 and 6; protocol, section 1).

The rule that carries the money: only what surely never left is NotSent. `requests.ConnectionError` covers both
"refused before sending" and "read, then cut off", so the inner cause decides.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import requests
from urllib3.exceptions import HTTPError, LocationParseError, MaxRetryError, NameResolutionError, NewConnectionError

from counter_app.settlement.access import Access
from counter_app.settlement.checking import problems
from counter_app.settlement.line import HandshakeFailed
from counter_app.settlement.outcome import CallOutcome, Done, ErrorReply, Lost, NotSent, Refused
from counter_app.settlement.place import Place
from counter_app.settlement.record import Transaction

__all__ = ["Call", "Client", "Station", "UnfitInput"]

_DEEPEST = 100  # the deepest answer of the interface has six levels; what is deeper cannot be written down again


class UnfitInput(ValueError):
    """What we were about to send breaks the interface's rules; nothing left. The text names fields by their labels."""


@dataclass(frozen=True, slots=True)
class Station:
    """Who calls: institution (code, name, region) and operator, as every envelope carries them."""

    institution_code: str
    institution_name: str
    region: str
    operator_code: str
    operator_name: str


@dataclass(frozen=True, slots=True)
class Call:
    """One call ready to go: what, under which message id, for which insured place, and until when it may leave.

    `not_after`: seconds on the clock that goes on in suspend; None for a call that changes nothing.
    """

    transaction: Transaction[Any, Any]
    msgid: str
    body: Mapping[str, Any]
    insured_region: str
    at: datetime
    not_after: float | None = None


class Client:
    """The wire to one place: its addresses, its numbers, its way in (`access`; without one nothing is signed)."""

    def __init__(
        self,
        url: str,
        place: Place,
        station: Station,
        *,
        boot_clock: Callable[[], float],
        credential_url: str = "",
        access: Access | None = None,
        connect_timeout_s: float = 3.0,
        read_timeout_s: float = 10.0,
    ) -> None:
        self._url = url.rstrip("/")
        self._credential_url = credential_url.rstrip("/") or self._url
        self._place = place
        self._station = station
        self._boot = boot_clock
        self._access = access or Access()
        self._timeouts = (connect_timeout_s, read_timeout_s)
        self.sign_no = ""

    def check(self, call: Call) -> None:
        """Refuse a call that breaks the declaration of its transaction, before its intent is written.

        Raises:
            UnfitInput: with every problem found, by official label.
        """
        cross = bool(call.insured_region) and call.insured_region != self._station.region
        found = problems(call.transaction, call.body, cross_region=cross)
        if found:
            raise UnfitInput(f"{call.transaction.number} {call.transaction.title}：" + "；".join(found))

    def exchange(self, call: Call) -> CallOutcome:
        """Send once and wait for the answer. Never raises for anything the far side or the network does."""
        reply = self.send(call)
        return self.sort(reply.status_code, reply.content) if isinstance(reply, requests.Response) else reply

    def send(
        self,
        call: Call,
        *,
        file: tuple[str, bytes] | None = None,
        stream: bool = False,
        read_timeout_s: float | None = None,
    ) -> requests.Response | NotSent | Lost:
        """Send once; the answer as it came, or why there is none.

        `file` (name, content) travels beside the message, as Hunan's appendix has it: a text part jsonStr and a file
        part named file. `stream`: the caller reads the body, and closes the answer.
        """
        payload = self._message(call).encode()
        session = self._access.line.session()
        connect_s, read_s = self._timeouts
        if call.not_after is not None:
            # Immediately before the write: a pause or a sleep since the intent may have eaten its life (protocol, 5,
            # D). Connecting must fit into what is left, so that no byte leaves later than that.
            left = call.not_after - self._boot()
            if left <= 0:
                return NotSent("too late after its intent")
            connect_s = min(connect_s, left)
        body: dict[str, Any] = {"data": payload}
        if file is not None:
            name, content = file
            body = {"files": {"jsonStr": (None, payload), "file": (name, content, "application/zip")}}
            body["headers"] = {"Content-Type": None}  # requests writes it, with the boundary
        try:
            # A redirect followed would send the same call a second time.
            return session.post(
                self._address(call.transaction),
                **body,
                auth=self._access.headers(self._place.number(call.transaction.number)),
                timeout=(connect_s, read_s if read_timeout_s is None else read_timeout_s),
                allow_redirects=False,
                stream=stream,
            )
        except _TROUBLE as trouble:
            return _not_answered(trouble)

    def decode_voucher(self, code: str, office: str = "") -> CallOutcome:
        """Ask the local credential component who a scanned 医保电子凭证 code is (ec.query; card facts, section 3).

        Done.output holds userName, idNo, insuOrg and ecToken. The code changes nothing on the far side.
        """
        station = self._station
        body = {
            "orgId": station.institution_code,
            "transType": "ec.query",
            "data": {
                "orgId": station.institution_code,
                "businessType": "01301",
                "operatorId": station.operator_code,
                "operatorName": station.operator_name,
                "officeId": office,
                "officeName": office,
                "ecQrCode": code,
            },
        }
        address = f"{self._credential_url}/localcfc/api/hsecfc/localQrCodeQuery"
        try:
            session = self._access.line.session()
            reply = session.post(address, json=body, timeout=self._timeouts, allow_redirects=False)
        except _TROUBLE as trouble:
            return _not_answered(trouble)
        answer = _object(reply.content)
        said = None if answer is None else _code(answer.get("code"))
        if answer is None or said is None:
            return ErrorReply("电子凭证组件的答复读不懂", str(reply.status_code))
        if said != "0":
            return Refused(str(answer.get("message") or "")[:2000], said)
        data = answer.get("data")
        if isinstance(data, str):
            data = _object(data.encode())
        if not isinstance(data, Mapping) or not data.get("ecToken"):
            return ErrorReply("电子凭证组件没有给出令牌")
        return Done({key: "" if value in (None, "null") else value for key, value in data.items()})

    def _address(self, transaction: Transaction[Any, Any]) -> str:
        path = self._place.path(transaction.number, transaction.path)
        return f"{self._url}/{path}" if path else self._url

    def _message(self, call: Call) -> str:
        """The whole message as it leaves; what signs the input signs these very characters."""
        input_text = json.dumps(call.body, ensure_ascii=False, default=_plain)
        envelope = self._envelope(call)
        envelope |= self._access.seal(envelope, input_text)
        if self._place.input_as_text:
            input_text = json.dumps(input_text, ensure_ascii=False)
        return f'{json.dumps(envelope, ensure_ascii=False)[:-1]}, "input": {input_text}}}'

    def _envelope(self, call: Call) -> dict[str, Any]:
        station = self._station
        return {
            **self._place.extra_fields,
            "infno": self._place.number(call.transaction.number),
            "msgid": call.msgid,
            "mdtrtarea_admvs": station.region,
            "insuplc_admdvs": call.insured_region,
            "recer_sys_code": self._place.recer_sys_code,
            "dev_no": "",
            "dev_safe_info": "",
            "cainfo": "",
            "signtype": "",
            "infver": self._place.infver,
            "opter_type": "1",
            "opter": station.operator_code,
            "opter_name": station.operator_name,
            "inf_time": call.at.strftime("%Y-%m-%d %H:%M:%S"),
            "fixmedins_code": station.institution_code,
            "fixmedins_name": station.institution_name,
            "sign_no": self.sign_no,
        }

    def sort(self, status: int, content: bytes) -> CallOutcome:
        """What an answer's HTTP status and body say."""
        answer = _object(content)
        # The gateway's own form, which the service never answers in: a 401 that carries an infcode came from behind it,
        # also where the rest of it is damaged.
        from_gateway = b"infcode" not in content if answer is None else "infcode" not in answer
        if from_gateway and (status == 401 or (answer is not None and str(answer.get("code")) == "401")):
            said = str((answer or {}).get("message") or "401")[:200]
            return NotSent(said, f"网关没有放行：{said}")
        code = None if answer is None else _code(answer.get("infcode"))
        if answer is None or code is None:
            return ErrorReply(f"答复读不懂（HTTP {status}）", str(status))
        if status >= 500:
            return ErrorReply(str(answer.get("err_msg") or ""), str(status))
        text = str(answer.get("err_msg") or "")
        if code == "0":
            output = answer.get("output")
            if isinstance(output, list):
                output = {"": output}
            body = output if isinstance(output, Mapping) else {}
            return Done(body, str(answer.get("warn_msg") or ""), _time(answer.get("respond_time")))
        if any(word in text for word in self._place.busy_texts):
            return ErrorReply(text, code)
        return Refused(text, code)


# urllib3 lets some of its own through: an address that is only found wrong when the connection is made.
# ValueError: a chunk of negative length, and addresses that cannot be written.
_TROUBLE = (requests.RequestException, HTTPError, ValueError)
_BAD_ADDRESS = (
    LocationParseError,
    requests.exceptions.InvalidURL,
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidSchema,
)


def _not_answered(trouble: Exception) -> NotSent | Lost:
    """NotSent only where the connection was never made; everything else may have been read and acted upon."""
    cause: object = trouble.args[0] if trouble.args else None
    if isinstance(cause, MaxRetryError):
        cause = cause.reason
    if isinstance(cause, HandshakeFailed):
        return NotSent("HandshakeFailed", cause.told)
    if isinstance(trouble, requests.exceptions.ConnectTimeout) or isinstance(
        cause, (NewConnectionError, NameResolutionError)
    ):
        return NotSent(type(cause or trouble).__name__)
    if isinstance(trouble, _BAD_ADDRESS):
        return NotSent("address")
    return Lost(type(trouble).__name__)


def _object(content: bytes) -> dict[str, Any] | None:
    """A JSON object from a body that may carry a BOM or GBK text; numbers with a point become Decimal."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            found = json.loads(text, parse_float=Decimal)
        except UnicodeDecodeError:
            continue
        except (ValueError, ArithmeticError, RecursionError):  # not JSON, a number beyond all bounds, too deep
            return None
        if _nested(text) > _DEEPEST or not isinstance(found, dict):
            return None
        half = "\\ud" in text or "\\uD" in text  # the second letter of a half; u is small in JSON
        whole: dict[str, Any] = _mended(found) if half else found
        return whole
    return None


_NO_BRACKETS = bytes(set(range(256)) - set(b"[{]}"))


def _nested(text: str) -> int:
    """How deep a JSON text opens brackets, counted generously (those within texts too)."""
    depth = deepest = 0
    for mark in text.encode().translate(None, _NO_BRACKETS):
        if mark in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        else:
            depth -= 1
    return deepest


def _mended(value: Any) -> Any:
    """Half a character (a gateway cut a name between its two escapes) becomes the replacement mark: texts from here on
    can be written.
    """
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_mended(key): _mended(entry) for key, entry in value.items()}
    return [_mended(entry) for entry in value] if isinstance(value, list) else value


def _code(value: object) -> str | None:
    """infcode as text: "0" however the wire writes it, None where there is none (envelope facts, section 2)."""
    if isinstance(value, (bool, float)) or not isinstance(value, (str, int, Decimal)):
        return None
    text = str(value).strip()
    try:
        return "0" if text and Decimal(text) == 0 else text or None
    except InvalidOperation:
        return text


def _time(value: object) -> datetime | None:
    """respond_time (yyyyMMddHHmmssSSS, at the window's zone); None where it says nothing."""
    text = str(value)[:14]
    try:
        # strptime would take longer than all else that sorts a short answer.
        return datetime.fromisoformat(f"{text[:8]}T{text[8:]}+08:00") if text.isdecimal() else None
    except ValueError:
        return None


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"cannot be sent: {type(value).__name__}")
