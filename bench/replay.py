"""How fast a queue drains: `python -m bench.replay [--claims N] [--latency MS,MS …] [--alone N] [--workers 4]`.

Make-up claims as an outage leaves them, written through the real store (SQLite, synchronous, encrypted), drained by the
program's own replay over HTTP on real sockets. The far side is a process of its own that answers every call after a
fixed time with what the sandbox answered once, under the names of whoever asks: the sandbox itself reckons every bill,
on one thread, so that with short answers its own work would be measured. `claim:800` as a latency is 800 ms for all
calls of a claim together. Nothing is asserted but that every claim ends settled: the table is printed.
"""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import os
import platform
import re
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench.border import http, read_message
from counter_app.desk import clock
from counter_app.desk.counter import Bill
from counter_app.desk.office import Office
from counter_app.desk.replay import drain
from counter_app.model import identity
from counter_app.model.payment import Payment, PaymentMethod
from counter_app.model.person import Credential, CredentialKind
from counter_app.model.visit import Charge, Diagnosis, Doctor, Visit, VisitKind, total_of
from counter_app.settings import load_settings
from counter_app.settlement import line as line_module
from counter_app.settlement.line import Line
from counter_app.wiring import open_office
from offline_queue.values import State
from sandbox.service import SandboxService

RECORDED, NAME = "990101196809302010", "庚示例"
CHARGES = (Charge("XA01ABD075A002010100483", "甲类药", Decimal("250.00"), Decimal(4)),)
LONGEST_S = 3600.0
_HEADS = (
    "ms a call",
    "calls a claim",
    "wire ms a claim, one in flight",
    "claims",
    "seconds",
    "claims/s",
    "most in flight",
    "share",
    "processor ms a claim",
    "beside the wire, ms a claim, one in flight",
    "ms a ticket",
    "load",
)


def id_number(person: int) -> str:
    """A number of nobody: region 99xxxx is nowhere."""
    first = f"9901{10 + person // 1000:02d}19680930{person % 1000:03d}"
    return first + identity.check_digit(first)


def make_up(office: Office, number: int, person: str) -> None:
    """A ticket, as it is written while the line is down."""
    doctor, diagnosis = Doctor("D440100000001", "医师甲"), Diagnosis("I10.x00", "高血压")
    visit = Visit(VisitKind.OUTPATIENT, clock.moment().wall, "内科", doctor, (diagnosis,))
    credential = Credential(CredentialKind.ID_NUMBER, person, "", NAME, person)
    due = total_of(CHARGES)
    office.counter.make_up(
        Bill(f"OUTAGE-{number}", visit, CHARGES), credential, Payment(due, PaymentMethod.CASH, due), ""
    )


@contextmanager
def office_at(url: str, data: Path, workers: int) -> Iterator[Office]:
    overrides = {"service__url": url, "window__replay_workers": workers, "window__training": True}
    office = open_office(load_settings(None, data, {}, overrides=overrides), working=True)
    try:
        yield office
    finally:
        office.close()


def recorded() -> dict[str, bytes]:
    """What the sandbox answers to the calls of one make-up claim, by their number."""
    heard: dict[str, bytes] = {}
    real = Line.post

    def post(self: Line, address: str, **options: Any) -> Any:
        reply = real(self, address, **options)
        heard[json.loads(options["data"])["infno"]] = reply.content
        return reply

    Line.post = post  # type: ignore[method-assign]
    try:
        with (
            SandboxService() as service,
            tempfile.TemporaryDirectory() as folder,
            office_at(service.url, Path(folder), 1) as office,
        ):
            make_up(office, 0, RECORDED)
            assert drain(office.replay, office.books, seconds=60)
            assert [claim.state for claim in office.books.claims()] == [State.DONE]
    finally:
        Line.post = real  # type: ignore[method-assign]
    return heard


# --- the far side ------------------------------------------------------------------------------------------------


class FarSide:
    """Answers with the recorded bytes; the names in them are the caller's, visits and settlements are new."""

    def __init__(self, answers: dict[str, bytes], wait_s: float) -> None:
        self._answers = answers
        self._wait_s = wait_s
        self._numbers = threading.Lock()
        self._number = 0
        known = json.loads(answers["1101"])["output"]["baseinfo"]
        self._person, self._certificate = known["psn_no"].encode(), known["certno"].encode()

    def conduct(self, connection: socket.socket) -> None:
        """One kept-alive connection."""
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection, connection.makefile("rb") as stream:
            while body := read_message(stream):
                answer = self._answer(body)
                time.sleep(self._wait_s)
                connection.sendall(answer)

    def _answer(self, body: bytes) -> bytes:
        number = _asked(body, b"infno").decode()
        certificate = _asked(body, b"certno") or _asked(body, b"psn_no")[4:]
        answer = self._answers[number].replace(self._certificate, certificate)
        answer = answer.replace(self._person, b"9982" + certificate)
        fresh = self._next()
        for name in (b"mdtrt_id", b"ipt_otp_no"):
            asked = _asked(body, name) or (fresh if name == b"mdtrt_id" else b"")
            if asked:
                answer = re.sub(b'"%s":"[^"]*"' % name, b'"%s":"%s"' % (name, asked), answer)
        answer = re.sub(b'"setl_id":"[^"]*"', b'"setl_id":"%s"' % fresh, answer)
        answer = re.sub(b'"medins_setl_id":"[^"]*"', b'"medins_setl_id":"%s"' % _asked(body, b"msgid"), answer)
        return http(answer, "HTTP/1.1 200 OK")

    def _next(self) -> bytes:
        with self._numbers:
            self._number += 1
            return b"4401002026112201432900%08d" % self._number


def _asked(body: bytes, name: bytes) -> bytes:
    found = re.search(b'"%s": ?"([^"]*)"' % name, body)
    return found.group(1) if found else b""


def _serve(listener: socket.socket, side: FarSide) -> None:
    while True:
        threading.Thread(target=side.conduct, args=(listener.accept()[0],), daemon=True).start()


@contextmanager
def far_side(answers: dict[str, bytes], wait_s: float) -> Iterator[str]:
    """Its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        side = FarSide(answers, wait_s)
        process = multiprocessing.get_context("fork").Process(target=_serve, args=(listener, side), daemon=True)
        process.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            process.terminate()
            process.join()


# --- measuring ---------------------------------------------------------------------------------------------------


class Wire:
    """Seconds that this process's calls waited for bytes of the far side, at the socket; how many were in flight."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.calls = self.most = self._now = 0
        self._lock = threading.Lock()

    @contextmanager
    def measured(self) -> Iterator[None]:
        reading, post = line_module._Until.readinto, Line.post

        def readinto(until: Any, buffer: Any) -> int | None:
            began = time.perf_counter()
            try:
                return reading(until, buffer)
            finally:
                with self._lock:
                    self.seconds += time.perf_counter() - began

        def counted(line: Line, address: str, **options: Any) -> Any:
            with self._lock:
                self.calls, self._now = self.calls + 1, self._now + 1
                self.most = max(self.most, self._now)
            try:
                return post(line, address, **options)
            finally:
                with self._lock:
                    self._now -= 1

        line_module._Until.readinto = readinto  # type: ignore[method-assign]
        Line.post = counted  # type: ignore[method-assign]
        try:
            yield
        finally:
            line_module._Until.readinto = reading  # type: ignore[method-assign]
            Line.post = post  # type: ignore[method-assign]


@dataclass(frozen=True)
class Drained:
    """One drain: how many claims in how many seconds, of them on a processor, and what the wire saw."""

    claims: int
    seconds: float
    busy: float
    wire: Wire


def drained(url: str, data: Path, claims: int, workers: int, people: int, *, first: int) -> tuple[Drained, float]:
    """`claims` of `people` persons written and drained; with the seconds that one ticket took to write."""
    with office_at(url, data, workers) as office:
        began = time.perf_counter()
        for number in range(claims):
            make_up(office, first + number, id_number(first + number % people))
        ticket = (time.perf_counter() - began) / claims
        gc.collect()
        gc.freeze()
        wire = Wire()
        with wire.measured():
            began, worked = time.perf_counter(), time.process_time()
            whole = drain(office.replay, office.books, seconds=LONGEST_S)
            took, busy = time.perf_counter() - began, time.process_time() - worked
        states = [claim.state for claim in office.books.claims(limit=claims)]
        if not whole or states.count(State.DONE) != claims:
            raise SystemExit(f"only {states.count(State.DONE)} of {claims} settled: {office.books.counts()}")
        gc.unfreeze()
    return Drained(claims, took, busy, wire), ticket


def measure(answers: dict[str, bytes], latency: str, claims: int, alone: int, workers: int) -> str:
    """One row: first `alone` claims with one in flight, then `claims` with `workers`, on one store."""
    whole = latency.startswith("claim:")
    figure = float(latency.removeprefix("claim:")) / 1000
    wait_s = figure / len(answers) if whole else figure
    load = os.getloadavg()[0]
    with far_side(answers, wait_s) as url, tempfile.TemporaryDirectory() as folder:
        single, _ = drained(url, Path(folder), alone, 1, alone, first=0)
        many, ticket = drained(url, Path(folder), claims, workers, max(workers, claims // 4), first=20_000)
    wire = single.wire.seconds / single.claims
    share = many.claims / many.seconds * wire / workers
    cells = (
        f"{wait_s * 1000:.0f}",
        f"{many.wire.calls / many.claims:.1f}",
        f"{wire * 1000:.0f}",
        f"{many.claims}",
        f"{many.seconds:.1f}",
        f"{many.claims / many.seconds:.2f}",
        f"{many.wire.most}",
        f"**{share:.1%}**",
        f"{many.busy / many.claims * 1000:.1f}",
        f"{single.seconds / single.claims * 1000 - wire * 1000:.1f}",
        f"{ticket * 1000:.1f}",
        f"{load:.1f} to {os.getloadavg()[0]:.1f}",
    )
    return f"| {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description="how fast a queue drains")
    parser.add_argument("--claims", type=int, default=1000)
    parser.add_argument("--latency", default="claim:800,20,100,300", help="ms a call, or claim:MS for all of a claim's")
    parser.add_argument("--alone", type=int, default=20, help="claims with one in flight, for the wire's own time")
    parser.add_argument("--workers", type=int, default=4)
    options = parser.parse_args()
    answers = recorded()
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {options.workers} in flight\n")
    print(f"| {' | '.join(_HEADS)} |\n|{'---|' * len(_HEADS)}")
    for latency in options.latency.split(","):
        print(measure(answers, latency, options.claims, options.alone, options.workers), flush=True)


if __name__ == "__main__":
    sys.exit(main())
