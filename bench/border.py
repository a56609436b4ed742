"""What the border adds to the wire: `python -m bench.border [--rounds N] [--lines N]`.

One settlement of six chained calls (1101, 2201, 2203A, 2204, 2206A, 2207A) with a bill of 200 lines, our way: build the
inputs, check them, send, sort the answers, read them. Beside it the six bare TLS round trips: the same bytes out and
in, nothing built and nothing read, once through the same kind of kept-alive session (requests) and once through a naked
TLS socket. All talk to one TLS server, a process of its own that answers with what the sandbox answered once. The ways
alternate in one run, and the bare session runs twice a round as its own control. The processor's time is this process's
alone, the far side's is not in it.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
import platform
import socket
import ssl
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from counter_app.model import money
from counter_app.model.person import Credential, CredentialKind
from counter_app.model.visit import Charge, Diagnosis, Doctor, Visit, VisitKind, total_of
from counter_app.settlement.access import Access
from counter_app.settlement.answers import Answers
from counter_app.settlement.bodies import Bodies
from counter_app.settlement.client import Call, Client, Station
from counter_app.settlement.line import Line, trusting
from counter_app.settlement.outcome import Done
from counter_app.settlement.place import load_place
from counter_app.settlement.record import Transaction
from counter_app.settlement.transactions.fees import FEE_LINES
from counter_app.settlement.transactions.persons import PERSON
from counter_app.settlement.transactions.settling import SETTLE, TRIAL
from counter_app.settlement.transactions.visits import REGISTER, VISIT
from sandbox.service import SandboxService

AT = datetime(2026, 9, 12, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
STATION = Station("H44010000001", "测试医院", "440100", "0001", "收费员")
PLACE = load_place("national")
BODIES, ANSWERS = Bodies(PLACE, STATION.institution_code), Answers(PLACE)
CARD = Credential(CredentialKind.CARD, "Z99020001", card_id="990200D1560000050000B001FEEDF001")
# Of the sandbox's catalogue: every grade, with a price limit and without, so every kind of amount is in the answer.
DRUGS = (
    ("XC08CAA166A001010201185", "苯磺酸氨氯地平片", "9.80"),
    ("XC07ABM080A001010103447", "酒石酸美托洛尔片", "7.35"),
    ("XC09CAX049E001010101445", "缬沙坦胶囊", "21.60"),
    ("XC10AAA190A001010204187", "阿托伐他汀钙片", "38.50"),
    ("XA10BHX077A001010179205", "磷酸西格列汀片", "49.70"),
    ("XA10ACG025B002010178995", "甘精胰岛素注射液", "75.80"),
    ("ZA04CAX0281010302115", "小柴胡颗粒", "16.50"),
    ("XV06DXF210X001010102888", "肠内营养粉剂", "86.00"),
)
Send = Callable[[Transaction[Any, Any], dict[str, Any], str], Mapping[str, Any]]


def bill(lines: int) -> tuple[Charge, ...]:
    found = (DRUGS[n % len(DRUGS)] for n in range(lines))
    return tuple(Charge(code, name, Decimal(price), Decimal(1 + n % 9)) for n, (code, name, price) in enumerate(found))


def settle(send: Send, charges: tuple[Charge, ...], number: str) -> None:
    """The six calls as the desk chains them: each built of what the ones before answered, each answer read."""
    diagnosis, doctor = Diagnosis("I10.x00", "高血压"), Doctor("D440100000001", "医师甲")
    visit = Visit(VisitKind.OUTPATIENT, AT, "内科", doctor, (diagnosis,))
    person = ANSWERS.person(send(PERSON, BODIES.person(CARD, AT), ""))
    assert person.insurance is not None
    region = person.insurance.region
    visit_id = ANSWERS.visit_id(send(REGISTER, BODIES.register(person, CARD, visit, number), region))
    send(VISIT, BODIES.visit(person, visit, visit_id), region)
    splits = ANSWERS.splits(send(FEE_LINES, BODIES.lines(person, visit, visit_id, "1", charges), region))
    assert len(splits) == len(charges)
    trial = BODIES.trial(person, CARD, visit, visit_id, "1", money.text(total_of(charges)), True)
    quote = ANSWERS.quote(send(TRIAL, trial, region), AT)
    ANSWERS.settlement(send(SETTLE, BODIES.settle(trial, quote.amounts), region), AT)


def sender(client: Client, heard: list[bytes] | None = None) -> Send:
    serial = iter(range(1, 10_000))

    def send(transaction: Transaction[Any, Any], body: dict[str, Any], region: str) -> Mapping[str, Any]:
        call = Call(transaction, f"H4401000000120260912093000{next(serial):04d}", body, region, AT)
        client.check(call)
        if heard is None:
            outcome = client.exchange(call)
        else:
            reply = client.send(call)
            assert not hasattr(reply, "why"), reply
            heard.append(reply.content)  # type: ignore[union-attr]
            outcome = client.sort(200, heard[-1])
        assert isinstance(outcome, Done), outcome
        return outcome.output

    return send


def recorded(charges: tuple[Charge, ...]) -> list[bytes]:
    """What the sandbox answers to the six calls."""
    heard: list[bytes] = []
    with SandboxService() as service:
        client = Client(service.url, PLACE, STATION, boot_clock=time.monotonic)
        settle(sender(client, heard), charges, "BENCH-1")
        client._access.line.session().close()
    return heard


def certificate(folder: Path) -> tuple[Path, Path]:
    """A throw-away authority that is its own server certificate for 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "bench")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    cert_file, key_file = folder / "cert.pem", folder / "key.pem"
    cert_file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return cert_file, key_file


def read_message(stream: Any) -> bytes:
    """One HTTP message's body; empty at the end of the connection."""
    length = 0
    while line := stream.readline():
        if line == b"\r\n":
            body: bytes = stream.read(length)
            return body
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    return b""


def serve(listener: socket.socket, cert_file: Path, key_file: Path, answers: dict[str, bytes]) -> None:
    """The far side: answers each number with its recorded bytes, on one thread a connection."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert_file, key_file)

    def conduct(plain: socket.socket) -> None:
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with context.wrap_socket(plain, server_side=True) as connection, connection.makefile("rb") as stream:
            while body := read_message(stream):
                mark = body.index(b'"infno": "') + 10
                connection.sendall(answers[body[mark : body.index(b'"', mark)].decode()])

    while True:
        threading.Thread(target=conduct, args=(listener.accept()[0],), daemon=True).start()


@contextmanager
def far_side(answers: dict[str, bytes], folder: Path) -> Iterator[tuple[int, Path]]:
    cert_file, key_file = certificate(folder)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        process = multiprocessing.get_context("fork").Process(
            target=serve, args=(listener, cert_file, key_file, answers), daemon=True
        )
        process.start()
        try:
            yield port, cert_file
        finally:
            process.terminate()
            process.join()


class Bare:
    """The same requests as bytes over one TLS connection; answers are taken off the wire and not looked at."""

    def __init__(self, port: int, context: ssl.SSLContext, requests: list[bytes]) -> None:
        plain = socket.create_connection(("127.0.0.1", port))
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connection = context.wrap_socket(plain, server_hostname="127.0.0.1")
        self._stream = self._connection.makefile("rb")
        self._requests = requests

    def settle(self) -> None:
        for request in self._requests:
            self._connection.sendall(request)
            read_message(self._stream)

    def close(self) -> None:
        self._stream.close()
        self._connection.close()


class BareSession:
    """The same through a kept-alive session of requests."""

    def __init__(self, port: int, line: Line, bodies: list[bytes]) -> None:
        self._url = f"https://127.0.0.1:{port}/fsi/api"
        self._session = line.session()
        self._bodies = bodies

    def settle(self) -> None:
        for body in self._bodies:
            self._session.post(self._url, data=body, timeout=(3, 10), allow_redirects=False).content  # noqa: B018


def http(body: bytes, status: str) -> bytes:
    return f"{status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds by the clock, and of this process on a processor: what other programs take is in the first only."""
    began, worked = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000


def parts(charges: tuple[Charge, ...], answer: bytes) -> dict[str, float]:
    """The best of 30 goes at each part of the 2204 alone, without a line, in milliseconds."""
    person = ANSWERS.person({"baseinfo": {"psn_no": "1", "certno": "990200196203151026"}})
    visit = Visit(
        VisitKind.OUTPATIENT, AT, "内科", Doctor("D440100000001", "医师甲"), (Diagnosis("I10.x00", "高血压"),)
    )
    body = BODIES.lines(person, visit, "V", "1", charges)
    client = Client("http://127.0.0.1:9", PLACE, STATION, boot_clock=time.monotonic)
    call = Call(FEE_LINES, "H44010000001202609120930000001", body, "410100", AT)
    outcome = client.sort(200, answer)
    assert isinstance(outcome, Done)
    works: dict[str, Callable[[], object]] = {
        "lines built": lambda: BODIES.lines(person, visit, "V", "1", charges),
        "checked": lambda: client.check(call),
        "answer taken from JSON": lambda: client.sort(200, answer),
        "fields read, amounts taken": lambda: ANSWERS.splits(outcome.output),
    }
    return {name: min(timed(work)[0] for _ in range(30)) for name, work in works.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--lines", type=int, default=200)
    options = parser.parse_args()
    charges = bill(options.lines)
    numbers = [one.number for one in (PERSON, REGISTER, VISIT, FEE_LINES, TRIAL, SETTLE)]
    answers = dict(zip(numbers, recorded(charges), strict=True))
    sent: list[bytes] = []
    with (
        tempfile.TemporaryDirectory() as folder,
        far_side({number: http(body, "HTTP/1.1 200 OK") for number, body in answers.items()}, Path(folder)) as far,
    ):
        port, authority = far
        context = trusting(authority)
        line = Line(context)
        client = Client(f"https://127.0.0.1:{port}", PLACE, STATION, boot_clock=time.monotonic, access=Access(line))
        line.session().hooks["response"].append(lambda reply, **_: sent.append(reply.request.body))
        settle(sender(client), charges, "BENCH-1")
        line.session().hooks["response"].clear()
        bare = Bare(port, context, [http(body, "POST /fsi/api HTTP/1.1\r\nHost: x") for body in sent])
        other = Line(context)
        session = BareSession(port, other, list(sent))
        ways: dict[str, Callable[[], object]] = {
            "bare session": session.settle,
            "ours": lambda: settle(sender(client), charges, "BENCH-1"),
            "bare session again": session.settle,
            "bare socket": bare.settle,
        }
        for work in ways.values():
            work()
        gc.collect()
        gc.freeze()
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
        for _ in range(options.rounds):
            for name, work in ways.items():
                times[name].append(timed(work))
        bare.close()
        other.session().close()
        line.session().close()
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"Python {platform.python_version()}, {ssl.OPENSSL_VERSION}, load {load}")
    print(f"{options.rounds} rounds, bill of {options.lines} lines: 2204 sends {len(sent[3]):,} bytes and")
    print(f"answers {len(answers['2204']):,}; all six send {sum(map(len, sent)):,} and answer", end=" ")
    print(f"{sum(map(len, answers.values())):,}\n")
    print("| way | median ms | p90 ms | ratio to the bare session (median of the rounds) | processor ms | its ratio |")
    print("|---|---|---|---|---|---|")
    bare_row = times["bare session"]
    for name, row in times.items():
        ratio, worked = (
            statistics.median(mine[clock] / base[clock] for mine, base in zip(row, bare_row, strict=True))
            for clock in (0, 1)
        )
        spent, busy = zip(*row, strict=True)
        late = statistics.quantiles(spent, n=10)[8]
        print(f"| {name} | {statistics.median(spent):.2f} | {late:.2f} | {ratio:.2f}", end=" | ")
        print(f"{statistics.median(busy):.2f} | {worked:.2f} |")
    best = ", ".join(f"{name} {spent:.1f}" for name, spent in parts(charges, answers["2204"]).items())
    print(f"\n2204 alone, best of 30, ms: {best}")


if __name__ == "__main__":
    sys.exit(main())
