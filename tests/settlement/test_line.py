"""The line: whom it trusts, and that a connection which was never made is NotSent with a sentence.

A real TLS server; the authorities and certificates are made here and thrown away.
"""

from __future__ import annotations

import contextlib
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from urllib3.util import connection as connection_of_urllib3

from counter_app.settlement import boot_clock
from counter_app.settlement.access import Access
from counter_app.settlement.client import Client
from counter_app.settlement.line import Line, WrongCertificates, trusting
from counter_app.settlement.outcome import Done, Lost, NotSent, from_bytes, said_by, to_bytes
from tests.settlement.conftest import CALL
from tests.settlement.raw_server import RawServer, read_request, reply

Made = Callable[..., Client]
GOOD = reply(b'{"infcode": 0, "output": {}}')
NOW = datetime.now(UTC)


@dataclass(frozen=True)
class Authority:
    """A throw-away certificate authority."""

    folder: Path
    name: str
    key: ec.EllipticCurvePrivateKey

    @property
    def file(self) -> Path:
        return self.folder / f"{self.name}.pem"

    def server(self, host: str = "127.0.0.1", begins: int = -1, ends: int = 1) -> ssl.SSLContext:
        """A server's context with a certificate for `host`, valid from and until so many days from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        try:
            who: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(host))
        except ValueError:
            who = x509.DNSName(host)
        made = certificate("server", key.public_key(), self.name, begins, ends)
        made = made.add_extension(x509.SubjectAlternativeName([who]), critical=False)
        both = self.folder / f"{self.name}-{host}-{begins}-{ends}.pem"
        both.write_bytes(
            made.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
            + key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(both)
        return context


def certificate(
    subject: str, key: ec.EllipticCurvePublicKey, issuer: str, begins: int, ends: int
) -> x509.CertificateBuilder:
    def named(words: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])

    return (
        x509.CertificateBuilder()
        .subject_name(named(subject))
        .issuer_name(named(issuer))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW + timedelta(days=begins))
        .not_valid_after(NOW + timedelta(days=ends))
    )


def authority(folder: Path, name: str) -> Authority:
    made = Authority(folder, name, ec.generate_private_key(ec.SECP256R1()))
    built = certificate(name, made.key.public_key(), name, -30, 30)
    built = built.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    made.file.write_bytes(built.sign(made.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return made


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("hospital"), "hospital")


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("stranger"), "stranger")


class Seen:
    """What came through the TLS of a server."""

    def __init__(self) -> None:
        self.handshakes = 0
        self.requests = 0


@contextmanager
def tls_server(context: ssl.SSLContext, seen: Seen | None = None) -> Iterator[str]:
    """A server behind TLS; answers every request well. Yields its address."""
    seen = seen or Seen()

    def conduct(connection: socket.socket) -> None:
        connection.settimeout(5)
        with contextlib.suppress(OSError), context.wrap_socket(connection.dup(), server_side=True) as secure:
            seen.handshakes += 1
            while read_request(secure):
                seen.requests += 1
                secure.sendall(GOOD)

    with RawServer(conduct) as server:
        yield server.url.replace("http://", "https://")


def trusts(made: Made, url: str, file: Path | None, **times: float) -> Client:
    return made(url, access=Access(Line(trusting(file))), **times)


def test_the_hospitals_authority_is_trusted_and_one_connection_kept(client_of: Made, hospital: Authority) -> None:
    seen = Seen()
    with tls_server(hospital.server(), seen) as url:
        client = trusts(client_of, url, hospital.file)
        assert [client.exchange(CALL) for _ in range(4)] == [Done({})] * 4
        client._access.line.session().close()
    assert (seen.handshakes, seen.requests) == (1, 4)


@pytest.mark.parametrize(
    ("host", "begins", "ends", "told"),
    [
        ("127.0.0.2", -1, 1, "结算服务的证书不是这个地址的，没有发送"),
        ("service.invalid", -1, 1, "结算服务的证书不是这个地址的，没有发送"),
        ("127.0.0.1", -20, -1, "结算服务的证书已过期，没有发送"),
        ("127.0.0.1", 1, 20, "结算服务的证书还没有生效（请核对本机时间），没有发送"),
    ],
)
def test_a_certificate_that_does_not_fit(
    client_of: Made, hospital: Authority, host: str, begins: int, ends: int, told: str
) -> None:
    seen = Seen()
    with tls_server(hospital.server(host, begins, ends), seen) as url:
        outcome = trusts(client_of, url, hospital.file).exchange(CALL)
    assert outcome == NotSent("HandshakeFailed", told)
    assert seen.requests == 0
    assert said_by(outcome) == ("", told)
    assert from_bytes(to_bytes(outcome)) == outcome


def test_another_authority_is_not_trusted(client_of: Made, hospital: Authority, stranger: Authority) -> None:
    with tls_server(stranger.server()) as url:
        outcome = trusts(client_of, url, hospital.file).exchange(CALL)
        assert outcome == NotSent("HandshakeFailed", "结算服务的证书不是医院信任的机构签发的，没有发送")
        assert trusts(client_of, url, None).exchange(CALL) == outcome, "nor is it among the public ones"
        client = trusts(client_of, url, stranger.file)
        assert client.exchange(CALL) == Done({})
        client._access.line.session().close()


def test_the_environment_replaces_nothing(
    client_of: Made, hospital: Authority, stranger: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each variable names the stranger's authority, and the proxies an address where nobody listens."""
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.setenv(name, str(stranger.file))
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")
    with tls_server(hospital.server()) as url:
        client = trusts(client_of, url, hospital.file)
        assert client.exchange(CALL) == Done({})
        client._access.line.session().close()
    with tls_server(stranger.server()) as url:
        assert isinstance(trusts(client_of, url, hospital.file).exchange(CALL), NotSent)
        assert isinstance(trusts(client_of, url, None).exchange(CALL), NotSent)


def test_the_hospitals_authority_is_the_only_one(hospital: Authority) -> None:
    """requests would add the public ones to the context at every connection."""
    context = trusting(hospital.file)
    assert context.cert_store_stats()["x509_ca"] == 1
    session = Line(context).session()
    pool = session.get_adapter("https://x/").get_connection_with_tls_context(  # type: ignore[attr-defined]
        requests.Request("POST", "https://127.0.0.1:9/").prepare(), verify=True
    )
    session.get_adapter("https://x/").cert_verify(pool, "https://127.0.0.1:9/", True, None)  # type: ignore[attr-defined]
    assert pool.ca_certs is None
    assert context.cert_store_stats()["x509_ca"] == 1


def test_one_context_for_all_threads(client_of: Made, hospital: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[ssl.SSLContext] = []
    build = ssl.create_default_context

    def counted(**options: str) -> ssl.SSLContext:
        made.append(build(cafile=str(hospital.file)))
        return made[-1]

    monkeypatch.setattr(ssl, "create_default_context", counted)
    seen = Seen()
    with tls_server(hospital.server(), seen) as url:
        client = client_of(url)  # no context given: made at the first use
        heard: list[object] = []

        def work() -> None:
            heard.append(client.exchange(CALL))
            heard.append(client.exchange(CALL))
            client._access.line.session().close()

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert heard == [Done({})] * 8
    assert (len(made), seen.handshakes) == (1, 4)


def test_no_tls_where_tls_is_due(client_of: Made, hospital: Authority) -> None:
    def conduct(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with RawServer(conduct) as server:
        outcome = trusts(client_of, server.url.replace("http", "https"), hospital.file).exchange(CALL)
    assert isinstance(outcome, NotSent)
    assert outcome.told.startswith("TLS 握手失败")


def test_a_handshake_that_never_ends_was_not_sent(client_of: Made, hospital: Authority) -> None:
    """The line stands but no TLS: without the connection no byte of the message can have left."""
    with RawServer(lambda connection: connection.recv(1) and time.sleep(1.0)) as server:  # type: ignore[arg-type,return-value]
        url = server.url.replace("http", "https")
        began = time.monotonic()
        outcome = trusts(client_of, url, hospital.file, connect_timeout_s=0.3).exchange(CALL)
    assert isinstance(outcome, NotSent)
    assert time.monotonic() - began < 3


def test_a_slow_handshake_does_not_outlive_the_deadline(client_of: Made, hospital: Authority) -> None:
    """TCP and TLS together have to fit into what is left of the intent's life (protocol, section 5, D)."""
    context, seen = hospital.server(), Seen()

    def conduct(connection: socket.socket) -> None:
        connection.settimeout(5)
        time.sleep(0.25)
        with contextlib.suppress(OSError), context.wrap_socket(connection.dup(), server_side=True) as secure:
            seen.requests += bool(read_request(secure))

    slept: list[float] = []
    with RawServer(conduct) as server:
        client = trusts(client_of, server.url.replace("http", "https"), hospital.file, connect_timeout_s=2.0)
        connect = connection_of_urllib3.create_connection

        def slow(*arguments: object, **options: object) -> socket.socket:
            slept.append(0.25)
            time.sleep(0.25)
            return connect(*arguments, **options)  # type: ignore[arg-type]

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(connection_of_urllib3, "create_connection", slow)
            outcome = client.exchange(replace(CALL, not_after=time.monotonic() + 0.35))
    assert slept
    assert outcome == NotSent("HandshakeFailed")
    assert seen.requests == 0


@pytest.mark.parametrize("slept_s", [0.0, 60.0])
def test_a_machine_that_slept_while_connecting_is_late(client_of: Made, hospital: Authority, slept_s: float) -> None:
    """time.monotonic() stands still in suspend on Linux: by it the call would still be within its time."""
    context, seen = hospital.server(), Seen()

    def conduct(connection: socket.socket) -> None:
        connection.settimeout(5)
        with contextlib.suppress(OSError), context.wrap_socket(connection.dup(), server_side=True) as secure:
            if read_request(secure):
                seen.requests += 1
                secure.sendall(GOOD)

    clock = SimpleNamespace(asleep=0.0, clock_gettime=lambda _which: clock.asleep, monotonic=lambda: 0.0)
    connect = connection_of_urllib3.create_connection

    def suspended(*arguments: object, **options: object) -> socket.socket:
        clock.asleep += slept_s
        return connect(*arguments, **options)  # type: ignore[arg-type]

    with RawServer(conduct) as server, pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection_of_urllib3, "create_connection", suspended)
        patch.setattr(boot_clock, "time", clock)
        patch.setattr(boot_clock, "_BOOT", 7)
        client = trusts(client_of, server.url.replace("http", "https"), hospital.file, connect_timeout_s=2.0)
        outcome = client.exchange(CALL)
    assert (isinstance(outcome, NotSent), seen.requests) == ((True, 0) if slept_s else (False, 1))


def test_what_breaks_after_the_handshake_may_have_been_read(client_of: Made, hospital: Authority) -> None:
    context = hospital.server()

    def conduct(connection: socket.socket) -> None:
        with context.wrap_socket(connection.dup(), server_side=True) as secure:
            read_request(secure)
            connection.sendall(b"\x17\x03\x03\x00\x05wrong")  # a record that does not decrypt
            connection.recv(1)

    with RawServer(conduct) as server:
        outcome = trusts(client_of, server.url.replace("http", "https"), hospital.file).exchange(CALL)
    assert isinstance(outcome, Lost)


@pytest.mark.parametrize(("content", "words"), [(b"", "证书"), (b"no certificate", "证书"), (None, "打不开")])
def test_a_file_that_is_no_authority(tmp_path: Path, content: bytes | None, words: str) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(WrongCertificates, match=words):
        trusting(file)
