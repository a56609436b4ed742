"""The sandbox plays every shipped place: who signs right comes in, everybody else meets the gateway's 401.

Real sockets. The client signs, the door checks by code of its own; what either computes is held to openssl's values in
tests/settlement/test_auth.py.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import requests
from requests import PreparedRequest
from requests.auth import AuthBase

from counter_app.settings import ServiceSettings
from counter_app.settlement import sm2
from counter_app.settlement.access import open_access
from counter_app.settlement.client import Client
from counter_app.settlement.outcome import CallOutcome, NotSent, Refused
from counter_app.settlement.place import AuthKind, AuthRule, CaInfo, Place, load_place, shipped
from sandbox.door import LATE, MISSING, STRANGER, UNEQUAL, UNKNOWN_API, WRONG_SEAL, Credentials, habits_of
from sandbox.service import SandboxService
from tests.settlement.conftest import CALL, STATION
from tests.settlement.test_auth import KEY, PUBLIC

ROOT = Path(__file__).resolve().parents[2]
USUAL = Credentials(sm2_public_key=PUBLIC)
GIVEN = ServiceSettings(account=USUAL.account, secret=USUAL.secret, sm2_key=KEY, sm2_public_key=PUBLIC)
NO_SM2 = pytest.mark.skipif(not sm2.installed(), reason='the extra "sm2" is not installed')
PLACES = [pytest.param(name, marks=NO_SM2 if name == "signed_message" else ()) for name in shipped()]
GUARDED = [name for name in shipped() if load_place(name).auth.kind is not AuthKind.NONE]
STAMPED = [name for name in GUARDED if load_place(name).auth.kind is not AuthKind.APIKEY]


@contextmanager
def playing(name: str, **behaviours: int) -> Iterator[SandboxService]:
    with SandboxService(profile=name, credentials=USUAL, behaviours=behaviours) as service:
        yield service


def client_of(url: str, place: Place, service: ServiceSettings = GIVEN, spoil: Spoil | None = None) -> Client:
    access = open_access(place, service, STATION.institution_code)
    if spoil is not None:
        signed = access.headers
        access = replace(access, headers=lambda number: Spoiling(signed(number), spoil))
    times = {"boot_clock": time.monotonic, "connect_timeout_s": 2, "read_timeout_s": 5}
    return Client(url, place, STATION, access=access, next_msgid=lambda _at: f"{CALL.msgid[:-1]}9", **times)


Spoil = Callable[[PreparedRequest], None]


class Spoiling(AuthBase):
    """Signs, then changes what was signed."""

    def __init__(self, signer: AuthBase | None, spoil: Spoil) -> None:
        self._signer, self._spoil = signer, spoil

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        if self._signer is not None:
            r = self._signer(r)
        self._spoil(r)
        return r


def asked(name: str, *, place: Place | None = None, service: ServiceSettings = GIVEN, **more: object) -> CallOutcome:
    """One call; whether it reached the platform's books must fit the outcome."""
    spoil = more.pop("spoil", None)
    with playing(name, **more) as sandbox:  # type: ignore[arg-type]
        client = client_of(sandbox.url, place or load_place(name), service, spoil)  # type: ignore[arg-type]
        outcome = client.exchange(CALL)
        arrived = len(sandbox.ledger()["calls"])
        client._access.line.session().close()
    if isinstance(outcome, NotSent):
        assert arrived == 0, "NotSent, and the platform has it"
    return outcome


@pytest.mark.parametrize("name", PLACES)
def test_who_signs_right_reaches_the_platform(name: str) -> None:
    """2202 of a visit that is none: the refusal is the platform's, so the gateway let it in."""
    outcome = asked(name)
    assert isinstance(outcome, Refused)
    assert "就诊" in outcome.text or "人员" in outcome.text, outcome


@pytest.mark.parametrize("name", GUARDED)
def test_a_wrong_secret(name: str) -> None:
    outcome = asked(name, service=replace(GIVEN, secret="another"))
    said = STRANGER if load_place(name).auth.kind is AuthKind.APIKEY else UNEQUAL
    assert outcome == NotSent(said, f"网关没有放行：{said}")


@pytest.mark.parametrize("name", GUARDED)
def test_no_header_at_all(name: str) -> None:
    place = replace(load_place(name), auth=AuthRule())
    assert asked(name, place=place) == NotSent(MISSING, f"网关没有放行：{MISSING}")


HEADERS = {
    "guangdong": ["x-tif-paasid", "x-tif-timestamp", "x-tif-nonce", "x-tif-signature"],
    "hunan": ["_api_name", "_api_version", "_api_timestamp", "_api_access_key", "_api_signature"],
    "zhejiang": ["x-ca-key", "x-ca-signature"],
}


@pytest.mark.parametrize(("name", "header"), [(name, header) for name in HEADERS for header in HEADERS[name]])
def test_one_header_missing(name: str, header: str) -> None:
    def drop(r: PreparedRequest) -> None:
        del r.headers[header]

    assert isinstance(found := asked(name, spoil=drop), NotSent)
    assert found.why == MISSING


@pytest.mark.parametrize("name", STAMPED)
@pytest.mark.parametrize("offset", [1900, -1900])
def test_a_clock_half_an_hour_off(name: str, offset: int) -> None:
    outcome = asked(name, clock_offset_s=offset)
    assert outcome == NotSent(LATE, f"网关没有放行：{LATE}")


@pytest.mark.parametrize("name", STAMPED)
@pytest.mark.parametrize("offset", [1700, -1700])
def test_a_clock_less_than_half_an_hour_off(name: str, offset: int) -> None:
    assert isinstance(asked(name, clock_offset_s=offset), Refused)


@pytest.mark.parametrize("name", ["guangdong", "hunan", "jiangsu", "jiangxi"])
def test_an_unknown_account(name: str) -> None:
    assert isinstance(found := asked(name, service=replace(GIVEN, account="nobody")), NotSent)
    assert found.why == STRANGER


@pytest.mark.parametrize("stamp", ["", "soon", "17732790000000000000000000", "１７７３２７９０００", "-1"])
def test_a_timestamp_that_is_none(stamp: str) -> None:
    def other(r: PreparedRequest) -> None:
        r.headers["x-tif-timestamp"] = stamp.encode()  # type: ignore[assignment]

    assert isinstance(found := asked("guangdong", spoil=other), NotSent)
    assert found.why == (LATE if stamp else MISSING)


@pytest.mark.parametrize(("name", "other"), [("hunan", "jiangsu"), ("jiangsu", "hunan")])
def test_the_other_unit_of_time(name: str, other: str) -> None:
    """Seconds where milliseconds are due and the reverse."""
    place = replace(
        load_place(name), auth=replace(load_place(name).auth, milliseconds=not load_place(name).auth.milliseconds)
    )
    assert isinstance(found := asked(name, place=place), NotSent)
    assert found.why == LATE


def test_another_transactions_api_name() -> None:
    place = load_place("jiangxi")
    place = replace(place, auth=replace(place.auth, api_name="hsa-fsi-1101"))
    assert isinstance(found := asked("jiangxi", place=place), NotSent)
    assert found.why == UNKNOWN_API


@pytest.mark.parametrize("name", GUARDED)
def test_no_secret_in_a_log_or_an_outcome(name: str, caplog: pytest.LogCaptureFixture) -> None:
    """With every logger at its most talkative, let in, kept out, and with nobody there."""
    secret = "secret-of-this-test"
    caplog.set_level(logging.DEBUG)
    said = ""
    with SandboxService(profile=name, credentials=replace(USUAL, secret=secret)) as sandbox:
        for given in (replace(GIVEN, secret=secret), replace(GIVEN, secret=f"{secret}-not")):
            for url in (sandbox.url, "http://127.0.0.1:9"):
                client = client_of(url, load_place(name), given)
                said += repr(client.exchange(CALL)) + repr(client) + repr(client._access)
                client._access.line.session().close()
    assert "NotSent" in said
    assert "Refused" in said
    assert "POST" in caplog.text, "urllib3 did not talk: nothing was tried"
    assert secret not in said + caplog.text


def other_visit(r: PreparedRequest) -> None:
    assert isinstance(r.body, bytes)
    r.body = r.body.replace(b'"mdtrt_id": "2"', b'"mdtrt_id": "9"')


def test_a_body_changed_under_its_signature() -> None:
    assert isinstance(found := asked("zhejiang", spoil=other_visit), NotSent)
    assert found.why == UNEQUAL


def test_an_input_changed_under_its_digest() -> None:
    outcome = asked("guangdong", spoil=other_visit)
    assert outcome == Refused(WRONG_SEAL, "-1")


@pytest.mark.parametrize("cainfo", [CaInfo.NONE])
def test_no_digest_where_one_is_due(cainfo: CaInfo) -> None:
    assert asked("guangdong", place=replace(load_place("guangdong"), cainfo=cainfo)) == Refused(WRONG_SEAL, "-1")


@NO_SM2
def test_a_field_changed_under_the_sm2_signature() -> None:
    def other_operator(r: PreparedRequest) -> None:
        assert isinstance(r.body, bytes)
        r.body = r.body.replace(b'"opter": "0001"', b'"opter": "0002"')

    assert asked("signed_message", spoil=other_operator) == Refused(WRONG_SEAL, "-1")
    assert isinstance(asked("signed_message", spoil=lambda r: None), Refused)


def test_a_place_answers_only_at_its_own_addresses() -> None:
    for name, elsewhere in (("jiangsu", "guangdong"), ("guangdong", "zhejiang"), ("zhejiang", "guangdong")):
        outcome = asked(name, place=replace(load_place(name), url_style=load_place(elsewhere).url_style))
        assert not isinstance(outcome, (NotSent, Refused)), (name, outcome)


def test_the_faults_know_a_call_at_every_style_of_address() -> None:
    for name in ("guangdong", "jiangsu", "hunan"):
        with playing(name) as sandbox:
            sandbox.set_faults([{"name": "busy", "transaction": "2202", "count": 1}])
            client = client_of(sandbox.url, load_place(name))
            client.exchange(CALL)
            assert sandbox.faults()["struck"]["busy"] == 1
            client._access.line.session().close()


def test_the_gateways_form() -> None:
    """HTTP 401, code 401, and a message (envelope facts, sections 2 and 4)."""
    with playing("hunan") as sandbox:
        address = f"{sandbox.url}/fsi/api/outpatientDocInfoService/outpatientRegistrationCancel"
        answer = requests.post(address, data=b"{}", timeout=5)
        assert answer.status_code == 401
        assert answer.json() == {"code": 401, "message": MISSING}


def test_habits_follow_the_profile() -> None:
    with playing("inner_mongolia") as sandbox:
        chosen = habits_of(load_place("inner_mongolia"))
        assert (chosen["look_without_setl_id"], chosen["reverse_number"]) == ("refused", "2207")
        shown = requests.get(f"{sandbox.control}/sandbox/behaviours", timeout=5).json()["behaviours"]
    assert {name: shown[name] for name in chosen} == chosen


def test_a_profile_that_cannot_be_played(tmp_path: Path) -> None:
    for arguments, words in (
        (["--profile", "nowhere"], "没有这个地方的接口档案"),
        (["--profile", "signed_message"], "signed_message: "),
    ):
        line = [sys.executable, "-m", "sandbox", "service", *arguments]
        done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
        assert (done.returncode, words in done.stderr) == (2, True), done.stderr


def test_the_command_line_plays_a_profile() -> None:
    line = [sys.executable, "-m", "sandbox", "service", "--profile", "zhejiang", "--secret", "chosen"]
    with subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = json.loads(process.stdout.readline())["url"]
            client = client_of(url, load_place("zhejiang"), replace(GIVEN, secret="chosen"))
            assert isinstance(client.exchange(CALL), Refused)
            wrong = client_of(url, load_place("zhejiang"))
            assert isinstance(wrong.exchange(CALL), NotSent)
            for one in (client, wrong):
                one._access.line.session().close()
        finally:
            process.terminate()
            process.wait(20)
