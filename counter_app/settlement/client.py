"""Sending one call and sorting what came back (envelope facts, sections 1, 2 and 6; protocol, section 1).

The rule that carries the money: only what surely never left is NotSent. `requests.ConnectionError` covers both
"refused before sending" and "read, then cut off", so the inner cause decides.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import requests
from urllib3.exceptions import HTTPError, LocationParseError, MaxRetryError, NameResolutionError, NewConnectionError

from counter_app.settlement.access import Access
from counter_app.settlement.checking import problems
from counter_app.settlement.line import HandshakeFailed, content_of
from counter_app.settlement.outcome import CallOutcome, Done, ErrorReply, Lost, NotSent, Refused
from counter_app.settlement.place import Place
from counter_app.settlement.record import Transaction
from counter_app.settlement.reply_body import infcode_of, json_object, time_of
from counter_app.settlement.sign_in import SignIn, sign_in_body
from counter_app.settlement.transactions.signing import SIGN_IN

__all__ = ["Call", "Client", "Station", "UnfitInput"]


class UnfitInput(ValueError):
    """What we were about to send breaks the interface's rules; nothing left. The text names fields by their labels.

    `code`: of the refusal that it is, ours.
    """

    code = "unfit"


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

    `not_after`: seconds on the clock that goes on in suspend; None where it does not matter.
    """

    transaction: Transaction[Any, Any]
    msgid: str
    body: Mapping[str, Any]
    insured_region: str
    at: datetime
    not_after: float | None = None


class Client:
    """The wire to one place: its addresses, its numbers, its way in (`access`; without one nothing is signed).

    `next_msgid`: a fresh message id for a time, empty where none can be had; a place that wants 9001 needs it.
    `read_timeout_s`: how long an answer may be silent. As a whole it may take as long, or as the service may still
    execute the request (protocol, section 5, T and L), whichever is more.
    """

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
        next_msgid: Callable[[datetime], str] | None = None,
    ) -> None:
        self._url = url.rstrip("/")
        self._credential_url = credential_url.rstrip("/") or self._url
        self._place = place
        self._station = station
        self._boot = boot_clock
        self._access = access or Access()
        self._timeouts = (connect_timeout_s, read_timeout_s)
        self._largest = place.largest_answer_mb * 1_000_000
        self._next_msgid = next_msgid or (lambda _at: "")
        self._sign_in = None if place.sign_in is None else SignIn(place.sign_in, self._signed_in, boot_clock)

    def signed_by(self, operator_code: str, operator_name: str) -> None:
        """Whose number and name stand in every message from now on; a place that wants 9001 is told of them first."""
        if operator_code != self._station.operator_code and self._sign_in is not None:
            self._sign_in.forget()
        self._station = replace(self._station, operator_code=operator_code, operator_name=operator_name)

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
        """Send once and wait for the answer. Never raises for anything the far side or the network does.

        Where the sign-in has run out, the next call signs in anew; a call that changes nothing is that next call
        itself, under a message id of its own.
        """
        outcome = self._exchange(call)
        if not call.transaction.changes and self._ran_out(outcome):
            msgid = self._next_msgid(call.at)
            outcome = self._exchange(replace(call, msgid=msgid)) if msgid else outcome
        return self._believed(outcome)

    def send(
        self,
        call: Call,
        *,
        file: tuple[str, bytes] | None = None,
        read_timeout_s: float | None = None,
        whole_s: float | None = None,
    ) -> requests.Response | NotSent | Lost:
        """Send once; the answer as it came, its body not yet read, or why there is none. The caller closes it.

        `file` (name, content) travels beside the message, as Hunan's appendix has it: a text part jsonStr and a file
        part named file. `whole_s`: for the answer with its body. A sign-in that fails is NotSent: no byte left.
        """
        sign_no = "" if self._sign_in is None else self._sign_in.number(call.at)
        if isinstance(sign_no, NotSent):
            return sign_no
        silence_s = self._timeouts[1] if read_timeout_s is None else read_timeout_s
        return self._delivered(call, sign_no, file, silence_s, whole_s)

    def read(self, reply: requests.Response) -> CallOutcome:
        """The rest of an answer that is no file, and what it says."""
        return self._believed(self._read(reply))

    def sort(self, status: int, content: bytes) -> CallOutcome:
        """What an answer's HTTP status and body say."""
        return self._believed(self._sorted(status, content))

    def _exchange(self, call: Call) -> CallOutcome:
        reply = self.send(call)
        return self._read(reply) if isinstance(reply, requests.Response) else reply

    def _read(self, reply: requests.Response) -> CallOutcome:
        try:
            return self._sorted(reply.status_code, content_of(reply, self._largest))
        except _TROUBLE as trouble:
            return Lost(type(trouble).__name__)  # its head came: it was sent

    def _delivered(
        self, call: Call, sign_no: str, file: tuple[str, bytes] | None, silence_s: float, whole_s: float | None
    ) -> requests.Response | NotSent | Lost:
        payload = self._message(call, sign_no).encode()
        connect_s = self._timeouts[0]
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
            return self._access.line.post(
                self._address(call.transaction),
                connect_s=connect_s,
                silence_s=silence_s,
                whole_s=max(silence_s, self._place.time_limit_s) if whole_s is None else whole_s,
                auth=self._access.headers(self._place.number(call.transaction.number)),
                **body,
            )
        except _TROUBLE as trouble:
            return _not_answered(trouble)

    def _signed_in(self, at: datetime) -> CallOutcome:
        """9001, which goes up under no number."""
        msgid = self._next_msgid(at)
        if not msgid:
            return NotSent("no message id")
        call = Call(SIGN_IN, msgid, sign_in_body(self._station.operator_code, self._url), "", at)
        try:
            self.check(call)
        except UnfitInput as unfit:
            return NotSent("unfit", str(unfit))
        reply = self._delivered(call, "", None, self._timeouts[1], None)
        return self._read(reply) if isinstance(reply, requests.Response) else reply

    def _ran_out(self, outcome: CallOutcome) -> bool:
        return self._sign_in is not None and self._sign_in.ran_out(outcome)

    def _believed(self, outcome: CallOutcome) -> CallOutcome:
        """What the door says of a sign-in that has run out says nothing about the claim: a 2202 refused for it does not
        mean "something is settled", a 2205 is not "cleared". So it is an error, which is unclear, and the protocol
        repeats what may be repeated under an intent of its own (sections 4 and 5).
        """
        if isinstance(outcome, Refused) and self._ran_out(outcome):
            return ErrorReply(outcome.text, outcome.code)
        return outcome

    def decode_voucher(self, code: str, office: str = "", *, wait_s: float | None = None) -> CallOutcome:
        """Ask the local credential component who a scanned 医保电子凭证 code is (ec.query; card facts, section 3).
        Without a code it opens the scanner itself, and may answer as late as `wait_s`.

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
                **({"ecQrCode": code} if code else {}),
            },
        }
        wait_s = self._timeouts[1] if wait_s is None else wait_s
        address = f"{self._credential_url}/localcfc/api/hsecfc/localQrCodeQuery"
        try:
            reply = self._access.line.post(
                address, connect_s=self._timeouts[0], silence_s=wait_s, whole_s=wait_s, json=body
            )
            answer = json_object(content_of(reply, self._largest))
        except _TROUBLE as trouble:
            return _not_answered(trouble)
        said = None if answer is None else infcode_of(answer.get("code"))
        if answer is None or said is None:
            return ErrorReply("电子凭证组件的答复读不懂", str(reply.status_code))
        if said != "0":
            return Refused(str(answer.get("message") or "")[:2000], said)
        data = answer.get("data")
        if isinstance(data, str):
            data = json_object(data.encode())
        if not isinstance(data, Mapping) or not data.get("ecToken"):
            return ErrorReply("电子凭证组件没有给出令牌")
        return Done({key: "" if value in (None, "null") else value for key, value in data.items()})

    def _address(self, transaction: Transaction[Any, Any]) -> str:
        path = self._place.path(transaction.number, transaction.path)
        return f"{self._url}/{path}" if path else self._url

    def _message(self, call: Call, sign_no: str) -> str:
        """The whole message as it leaves; what signs the input signs these very characters."""
        input_text = json.dumps(call.body, ensure_ascii=False, default=_plain)
        envelope = self._envelope(call, sign_no)
        envelope |= self._access.seal(envelope, input_text)
        if self._place.input_as_text:
            input_text = json.dumps(input_text, ensure_ascii=False)
        return f'{json.dumps(envelope, ensure_ascii=False)[:-1]}, "input": {input_text}}}'

    def _envelope(self, call: Call, sign_no: str) -> dict[str, Any]:
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
            "sign_no": sign_no,
        }

    def _sorted(self, status: int, content: bytes) -> CallOutcome:
        answer = json_object(content)
        # The gateway's own form, which the service never answers in: a 401 that carries an infcode came from behind it,
        # also where the rest of it is damaged.
        from_gateway = b"infcode" not in content if answer is None else "infcode" not in answer
        if from_gateway and (status == 401 or (answer is not None and str(answer.get("code")) == "401")):
            said = str((answer or {}).get("message") or "401")[:200]
            return NotSent(said, f"网关没有放行：{said}")
        code = None if answer is None else infcode_of(answer.get("infcode"))
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
            return Done(body, str(answer.get("warn_msg") or ""), time_of(answer.get("respond_time")))
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


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    raise TypeError(f"cannot be sent: {type(value).__name__}")
