"""What the gateway gets to see, against values computed with openssl; and that no secret is seen anywhere else."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from requests import PreparedRequest, Request
from requests.auth import AuthBase

from counter_app.settings import InstitutionSettings, ServiceSettings, Settings, SettingsError, load_settings
from counter_app.settlement import sm2
from counter_app.settlement.access import AccessError, open_access
from counter_app.settlement.auth import ApiKeyAuth, CsbAuth, XCaAuth, XTifAuth
from counter_app.settlement.cainfo import Sm2Seal, Sm3Seal
from counter_app.settlement.place import load_place
from counter_app.settlement.sm2 import Sm2Key, WrongKey

ACCOUNT, SECRET = "training-account", "training-secret"
AT = 1773279000.0  # 2026-03-12 09:30:00 in Shanghai
BODY = b'{"infno": "2202"}'
# A throw-away pair: openssl ecparam -name SM2 -genkey
KEY = "ef038c97de6c31ec0f4248af60c1aebc99121b62aaa80eb152fca4a04bd19abe"
PUBLIC = (
    "167658ee5042473f0387aa39ffe4f6035ff81f85f12678907c8d30b461f77df3"
    "b7369cbcb485b268aa43c611820c5299c74b06c53d0816d0fdcae88d4bca52d9"
)


def prepared(auth: AuthBase) -> PreparedRequest:
    return Request("POST", "http://127.0.0.1:9/x", data=BODY, auth=auth).prepare()


def test_x_tif() -> None:
    """printf '%s' 1773279000training-secretabcdef01234567891773279000 | openssl dgst -sha256"""
    headers = prepared(XTifAuth(ACCOUNT, SECRET, clock=lambda: AT, draw_nonce=lambda: "abcdef0123456789")).headers
    assert headers["x-tif-paasid"] == ACCOUNT
    assert headers["x-tif-timestamp"] == "1773279000"
    assert headers["x-tif-nonce"] == "abcdef0123456789"
    assert headers["x-tif-signature"] == "42962853d590ac326e9f1a77a3fd2bf37fd6902653a2de4b78565077b0683173"


def test_x_tif_never_repeats_a_nonce() -> None:
    auth = XTifAuth(ACCOUNT, SECRET)
    assert len({prepared(auth).headers["x-tif-nonce"] for _ in range(50)}) == 50


@pytest.mark.parametrize(
    ("milliseconds", "stamp", "signature"),
    [
        (True, "1773279000000", "3GdK0qnmBxD5fbX4j+T6CW0TEK0="),
        (False, "1773279000", "YSPw/q2LHbNA+cBDK0+T/3hmDPs="),
    ],
)
def test_csb(milliseconds: bool, stamp: str, signature: str) -> None:
    """printf '%s' '_api_access_key=training-account&_api_name=hsa-fsi-2202&_api_timestamp=…&_api_version=1.0.0' |
    openssl dgst -sha1 -hmac training-secret -binary | base64"""
    auth = CsbAuth(
        ACCOUNT, SECRET, api_name="hsa-fsi-2202", api_version="1.0.0", milliseconds=milliseconds, clock=lambda: AT
    )
    headers = prepared(auth).headers
    assert {name: headers[name] for name in headers if name.startswith("_api")} == {
        "_api_access_key": ACCOUNT,
        "_api_name": "hsa-fsi-2202",
        "_api_timestamp": stamp,
        "_api_version": "1.0.0",
        "_api_signature": signature,
    }


def test_x_ca() -> None:
    """printf '1773279000\\n{"infno": "2202"}' | openssl dgst -sm3 -hmac training-secret"""
    headers = prepared(XCaAuth("H44010000001", SECRET, clock=lambda: AT)).headers
    assert headers["x-ca-key"] == "H44010000001"
    assert headers["x-ca-signature"] == ("1773279000:A499E41B2F2774A712B1908454CD589CB8E087BC65B9315206AF80054C435EDD")


def test_apikey() -> None:
    assert prepared(ApiKeyAuth(SECRET)).headers["apikey"] == SECRET


def test_sm3_of_the_input() -> None:
    """printf '{"data": {"psn_no": "1", "mdtrt_id": "2", "ipt_otp_no": "3"}}' | openssl dgst -sm3"""
    text = '{"data": {"psn_no": "1", "mdtrt_id": "2", "ipt_otp_no": "3"}}'
    assert Sm3Seal()({}, text) == {
        "cainfo": "ce1d5a56ca04c75558d806372c49620ef9729135e4c9795433fc6b194982387e",
        "signtype": "SM3",
    }


class Recorder:
    def __init__(self) -> None:
        self.signed = b""

    def sign(self, data: bytes) -> bytes:
        self.signed = data
        return bytes(range(64))


def test_sm2_signs_every_other_field_by_name() -> None:
    signer = Recorder()
    sealed = Sm2Seal(signer)(
        {"msgid": "M1", "infno": "2207", "cainfo": "", "signtype": "", "opter_name": "收费员"}, "{}"
    )
    assert signer.signed.decode() == "infno=2207&msgid=M1&opter_name=收费员&signtype=SM2"
    assert sealed == {"cainfo": bytes(range(64)).hex(), "signtype": "SM2"}


@pytest.mark.skipif(not sm2.installed(), reason='the extra "sm2" is not installed')
def test_sm2_is_what_openssl_verifies(tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("no openssl on this machine")
    data = "infno=2207&opter_name=收费员".encode()
    signature = Sm2Key(KEY, "04" + PUBLIC).sign(data)
    assert len(signature) == 64
    # SubjectPublicKeyInfo of an SM2 key: a fixed head, then the point.
    head = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d03420004")
    (tmp_path / "key.der").write_bytes(head + bytes.fromhex(PUBLIC))
    half = [int.from_bytes(part, "big") for part in (signature[:32], signature[32:])]
    numbers = [number.to_bytes(number.bit_length() // 8 + 1, "big") for number in half]
    body = b"".join(bytes((2, len(number))) + number for number in numbers)
    (tmp_path / "signature").write_bytes(bytes((0x30, len(body))) + body)
    (tmp_path / "data").write_bytes(data)
    options = ["-pubin", "-keyform", "DER", "-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678"]
    line = ["openssl", "pkeyutl", "-verify", "-inkey", "key.der", "-in", "data", "-sigfile", "signature", *options]
    said = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Signature Verified Successfully" in said.stdout, said.stdout + said.stderr


@pytest.mark.skipif(not sm2.installed(), reason='the extra "sm2" is not installed')
@pytest.mark.parametrize(
    ("key", "public", "words"),
    [
        ("xy", PUBLIC, "十六进制"),
        (KEY[:-2], PUBLIC, "64 位"),
        (KEY, PUBLIC[:-2], "128 位"),
        ("11" * 32, PUBLIC, "不是一对"),
    ],
)
def test_an_sm2_key_that_cannot_be(key: str, public: str, words: str) -> None:
    with pytest.raises(WrongKey, match=words) as wrong:
        Sm2Key(key, public)
    assert key not in str(wrong.value)


# --- checked at start -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("profile", "given", "words"),
    [
        ("guangdong", {}, r"\[service\] 缺少 account（或环境变量 COUNTER_APP_SERVICE_ACCOUNT）：接口档案 guangdong"),
        ("guangdong", {"account": ACCOUNT}, r"\[service\] 缺少 secret（或环境变量 COUNTER_APP_SERVICE_SECRET）"),
        ("hunan", {"secret": SECRET}, "缺少 account"),
        ("zhejiang", {"account": ACCOUNT}, "缺少 secret"),
        ("inner_mongolia", {"account": ACCOUNT}, "缺少 secret"),
        ("inner_mongolia", {"secret": "two\nlines-of-secret"}, "secret 里有请求头不能带的字符"),
        ("hunan", {"account": ACCOUNT, "secret": "秘密"}, "secret 里有请求头不能带的字符"),
        ("signed_message", {}, "缺少 sm2_key"),
        ("signed_message", {"sm2_key": KEY}, "缺少 sm2_public_key"),
        ("national", {"ca_file": "/nowhere/ca.pem"}, r"\[service\] ca_file 打不开"),
        ("national", {"ca_file": __file__}, r"\[service\] ca_file 不是 PEM"),
    ],
)
def test_what_is_missing_is_named_at_start(profile: str, given: dict[str, str], words: str) -> None:
    service = replace(ServiceSettings(), **given)
    with pytest.raises(AccessError, match=words) as wrong:
        open_access(load_place(profile), service, "H44010000001")
    for value in (SECRET, KEY, "lines-of-secret", "秘密"):
        assert value not in str(wrong.value)


@pytest.mark.parametrize(
    "profile", ["national", "guangdong", "hunan", "jiangsu", "jiangxi", "zhejiang", "inner_mongolia"]
)
def test_no_repr_shows_a_secret(profile: str, tmp_path: Path) -> None:
    service = replace(ServiceSettings(), account=ACCOUNT, secret=SECRET, sm2_key=KEY)
    access = open_access(load_place(profile), service, "H44010000001")
    shown = [service, Settings(tmp_path, service, InstitutionSettings()), access, access.headers("2207")]
    for text in map(repr, shown):
        assert SECRET not in text
        assert ACCOUNT not in text
        assert KEY not in text


def test_secrets_come_from_the_file_or_the_environment(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('[service]\naccount = "a"\nsecret = "from the file"\n', "utf-8")
    found = load_settings(None, tmp_path, {"COUNTER_APP_SERVICE_SECRET": SECRET})
    assert (found.service.account, found.service.secret) == ("a", SECRET)
    (tmp_path / "settings.toml").write_text("[service]\nsecret = 12345\n", "utf-8")
    with pytest.raises(SettingsError, match=r"\[service\] secret") as wrong:
        load_settings(None, tmp_path, {})
    assert "12345" not in str(wrong.value)


def test_each_transaction_has_its_own_api_name() -> None:
    service = replace(ServiceSettings(), account=ACCOUNT, secret=SECRET)
    headers: Callable[[str], AuthBase | None] = open_access(load_place("jiangxi"), service, "H44010000001").headers
    names = []
    for number in ("1101", "2207A"):
        auth = headers(number)
        assert auth is not None
        names.append(prepared(auth).headers["_api_name"])
    assert names == ["hsa-fsi-1101", "hsa-fsi-2207A"]
