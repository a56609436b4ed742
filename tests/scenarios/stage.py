"""A stage for the stories: a real settlement service, real client processes, and a judge who reads the ledger.

Time limits are short here (the service's limit and the profile's: 1 s), so that an unclear call is watched for
1 + 5 + 1 seconds at most (protocol, section 5, "Time").
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any, TypeVar

import counter_app.settlement
from counter_app.desk import clock, errands
from counter_app.desk.office import Office
from counter_app.model.payment import Payment, PaymentMethod
from counter_app.settings import load_settings
from counter_app.wiring import open_office
from offline_queue.engine import lock_folder
from sandbox.service import SandboxService
from tests.scenarios.child import AHEAD, child
from tests.scenarios.relay import Relay

ROOT = Path(__file__).resolve().parents[2]
CALLS = ("1101", "2201", "2203A", "2204", "2206A", "2207A")
GROWING = ("2203A", "2204", "2207A")
CHANGING = ("2201", "2202", *GROWING, "2205", "2208", "2601")
LIMIT_S = 1
WATCH_S = LIMIT_S + 5 + 1
# Stories side by side: most of their time is waiting. Fewer where other workers play theirs at the same time.
AT_ONCE = 6 if "PYTEST_XDIST_WORKER" in os.environ else 12

PERSON, NAME, VOUCHER = "990101196809302010", "庚示例", "9900000000000000000000000004"
OTHER, OTHER_NAME = "99010219930303803X", "寅训练"
BILL = "1000.00"

DAY_S = 86_400
# An unclear call within ten minutes of midnight stands on two days, and is judged a day later: stories that wait for
# the next day's books play two hours later then, by both clocks.
_LATER_S = 7_200 if clock.moment().wall.hour in (23, 0) else 0

T = TypeVar("T")
K = TypeVar("K")


@dataclass(frozen=True)
class Ran:
    """One run of the program: exit code, its JSON (empty where it printed none), and what it said to people."""

    code: int
    report: dict[str, Any]
    said: str
    seconds: float


@dataclass
class Stage:
    """One story's service and data folder. `relay` stands between the two where a story cuts the line itself.

    `typed`: each run is `python -m counter_app …`, as a person types it; otherwise a fork that imported it (child.py).
    """

    folder: Path
    service: SandboxService
    profile: Path
    relay: Relay | None = None
    settings: dict[str, str] = field(default_factory=dict)
    typed: bool = False

    @property
    def data(self) -> Path:
        return self.folder / "data"

    # --- the program ---------------------------------------------------------------------------------------------

    def run(self, *arguments: str, patience: float | None = None, doom: str = "") -> Ran:
        """The program to its end. `doom`: the point at which it is killed (child.py)."""
        line = [*arguments, "--data", str(self.data), "--json"]
        if patience is not None:
            line += ["--patience", str(patience)]
        began = time.monotonic()
        if self.typed and not doom:
            program = [sys.executable, "-m", "counter_app", *line]
            done = subprocess.run(
                program, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=120, check=False
            )
            code, out, said = done.returncode, done.stdout, done.stderr
        else:
            with self.started(*line, doom=doom) as process:
                process.join(120)
                assert process.exitcode is not None, "the program did not end"
            # What the fork server tells of a child's end may be lost (255); what the child wrote is not.
            status = self.folder / "status"
            code = int(status.read_text()) if status.exists() else -signal.SIGKILL
            out, said = (self.folder / "stdout").read_text("utf-8"), self._said.read_text("utf-8")
        return Ran(code, json.loads(out) if out.strip() else {}, said, time.monotonic() - began)

    @contextmanager
    def started(self, *line: str, doom: str = "", **environment: str) -> Iterator[ForkServerProcess]:
        """The program while it runs; killed at the latest when the block ends."""
        process = child(list(line), self.environment | environment, self.folder, doom)
        process.start()
        try:
            yield process
        finally:
            process.kill()
            process.join()

    @property
    def _said(self) -> Path:
        return self.folder / "stderr"

    @property
    def environment(self) -> dict[str, str]:
        plain = {name: value for name, value in os.environ.items() if not name.startswith("COUNTER_APP_")}
        return plain | self._overrides() | {"PYTHONPATH": str(ROOT)}

    def settle(self, claim: Path | None = None, *more: str, patience: float = 20.0, doom: str = "") -> Ran:
        return self.run("settle", "--claim", str(claim or self.claim()), *more, patience=patience, doom=doom)

    def replay(self, *, seconds: float = 40.0, doom: str = "") -> Ran:
        return self.run("queue", "replay", "--seconds", str(seconds), doom=doom)

    def claim(
        self,
        who: str = "",
        *,
        day: str = "2026-03-12T09:30:00",
        price: str = "250.00",
        name: str = "claim.yaml",
    ) -> Path:
        """A claim file; `who` as YAML, default: the person by ID number."""
        file = self.folder / name
        who = who or f'{{id_card: "{PERSON}", name: {NAME}}}'
        file.write_text(
            f"who: {who}\n"
            f"visit: {{type: outpatient, date: {day}, department: 内科,\n"
            "  doctor: {code: D440100000001, name: 医师甲}, disease: null}\n"
            "diagnoses: [{code: I10.x00, name: 高血压}]\n"
            "charges:\n"
            f'- {{code: XA01ABD075A002010100483, name: 甲类药, price: "{price}", quantity: "4", trace_codes: []}}\n'
            "pay: {account: true}\n",
            "utf-8",
        )
        return file

    def await_call(self, number: str, seconds: float = 20.0) -> None:
        """Until the service has executed a call of this number."""
        until = time.monotonic() + seconds
        while number not in self.arrived():
            assert time.monotonic() < until, f"{number} never arrived"
            time.sleep(0.01)

    def kill_while_held(self, number: str, fault: str, *arguments: str) -> None:
        """SIGKILL from outside while the service holds the call's answer (`hang`) or the call itself (`late`)."""
        self.service.set_faults([{"name": fault, "transaction": number, "count": 1}])
        struck = self.service.faults()["struck"][fault]
        patient = {"COUNTER_APP_SERVICE_READ_TIMEOUT_S": "60"}  # it is still waiting when it is killed
        with self.started(*arguments, "--data", str(self.data), **patient) as process:
            until = time.monotonic() + 20
            while self.service.faults()["struck"][fault] == struck or (
                fault == "hang" and number not in self.arrived()
            ):
                assert process.exitcode is None, f"ended before {number}: {self._said.read_text()}"
                assert time.monotonic() < until, f"{number} was never sent"
                time.sleep(0.01)
            process.kill()
            process.join()
            assert not (self.folder / "status").exists(), f"{number} was over before the kill"
        self.service.clear_faults()
        self.await_call(number)

    # --- the cashier, in this process ----------------------------------------------------------------------------

    @contextmanager
    def office(self, *, working: bool = False) -> Iterator[Office]:
        """The program's own desk on the story's folder: to read what it holds, or to be the cashier."""
        settings = load_settings(None, self.data, self._overrides())
        lock = lock_folder(self.data, wait_s=5.0) if working else None
        try:
            office = open_office(settings, working=working)
            try:
                yield office
            finally:
                office.close()
        finally:
            if lock is not None:
                lock.release()

    def say_yes(self, key: str) -> str:
        """The cashier agrees to the quote a claim rests with. Returns where it ended."""
        with self.office(working=True) as office:
            claim = office.books.claim(key)
            assert claim.machine.quote is not None
            due = claim.machine.quote.amounts.cash - claim.people.paid
            office.counter.settle(key, Payment(due, PaymentMethod.CASH, due))
            return str(errands.show(office, key)["claim_state"])

    def listed(self) -> list[dict[str, Any]]:
        with self.office() as office:
            return list(errands.listing(office)["claims"])

    def shown(self, key: str) -> dict[str, Any]:
        with self.office() as office:
            return errands.show(office, key)

    def _overrides(self) -> dict[str, str]:
        return {
            "COUNTER_APP_SERVICE_URL": self.relay.url if self.relay else self.service.url,
            "COUNTER_APP_SERVICE_PROFILE": str(self.profile),
            "COUNTER_APP_SERVICE_READ_TIMEOUT_S": "2",
            "COUNTER_APP_SERVICE_CONNECT_TIMEOUT_S": "2",
        } | self.settings

    def days_ahead(self, days: int, *, centre: bool = True) -> None:
        """Both clocks, or the program's alone, stand so many days ahead, and well away from midnight."""
        if centre:
            self.service.set_behaviours(clock_offset_s=_LATER_S + days * DAY_S)
        self.settings[AHEAD] = str(_LATER_S + days * DAY_S)

    def stand_at(self, when: datetime) -> None:
        """Both clocks stand at that moment of the window's zone, which lies ahead."""
        ahead = (when - clock.moment().wall).total_seconds()
        self.service.set_behaviours(clock_offset_s=int(ahead))
        self.settings[AHEAD] = str(int(ahead))

    # --- the judge -----------------------------------------------------------------------------------------------

    def arrived(self) -> list[str]:
        """Numbers of the calls the service executed or refused, in order."""
        return [row["infno"] for row in self.service.ledger()["calls"]]

    def live(self) -> list[dict[str, Any]]:
        return [row for row in self.service.ledger()["settlements"] if not row["refunded"]]

    def judge(self, ledger: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        """Compare every claim on record with the service's ledger; returns the claims, oldest first. `ledger`: this
        window's part of it, where several share the service.
        """
        ledger = self.service.ledger() if ledger is None else ledger
        claims = list(reversed(self.listed()))
        ours = {row["msgid"] for claim in claims for row in self.shown(claim["key"])["calls"]}
        for row in ledger["calls"]:
            assert row["infno"] not in CHANGING or row["msgid"] in ours, f"{row['infno']} was sent without an intent"
        for row in ledger["settlements"]:
            _adds_up(row)
        live = [row for row in ledger["settlements"] if not row["refunded"]]
        for row in live:
            assert sum(row["ipt_otp_no"].startswith(f"{claim['key']}-") for claim in claims) == 1, "nobody's settlement"
        for visit in ledger["visits"]:
            for number in GROWING:
                sent = {
                    row["msgid"]
                    for row in ledger["calls"]
                    if row["infno"] == number and row["mdtrt_id"] == visit["mdtrt_id"]
                }
                assert len(sent) <= 1, f"{number} was sent twice on one visit"
        for claim in claims:
            self._judge(claim, [row for row in live if row["ipt_otp_no"].startswith(f"{claim['key']}-")], ledger)
        return claims

    def _judge(self, claim: dict[str, Any], booked: list[dict[str, Any]], ledger: dict[str, Any]) -> None:
        assert len(booked) <= 1, "booked twice"
        if claim["state"] == "done":
            (row,) = booked
            assert row["setl_id"] == claim["setl_id"]
            for name in ("total", "full_self", "over_limit", "pre_self", "in_scope", "pool", "account", "cash"):
                assert claim[name] == row[name], name
            assert Decimal(claim["paid"]) - Decimal(claim["refund_due"]) == Decimal(row["cash"])
            assert claim["benefit_year"] == row["year"]
        elif claim["state"] in ("cancelled", "quoted", "refused"):
            assert not booked, f"{claim['state']}, and booked"
        if claim["state"] in ("done", "cancelled"):
            for visit in ledger["visits"]:
                if visit["ipt_otp_no"].startswith(f"{claim['key']}-"):
                    # An orphan of a lost 2201 is empty and harmless (protocol, section 4).
                    assert visit["settled"] or visit["cancelled"] or not visit["lines"], "a visit was left alive"

    def ended_well(self) -> dict[str, Any]:
        """The one claim of the story is done and booked once."""
        (claim,) = self.judge()
        assert claim["state"] == "done", (claim["state"], claim["failure"], claim["said"])
        assert len(self.live()) == 1
        return claim


def _adds_up(row: Mapping[str, Any]) -> None:
    overlays = sum((Decimal(paid) for paid in row["overlays"].values()), Decimal(0))
    parts = Decimal(row["pool"]) + overlays + Decimal(row["account"]) + Decimal(row["cash"])
    assert Decimal(row["total"]) == parts, "a fen went missing"
    assert Decimal(row["fund_total"]) == Decimal(row["pool"]) + overlays


@contextmanager
def stage(
    folder: Path,
    *,
    people: Mapping[str, Any] | None = None,
    behaviours: Mapping[str, str | int] | None = None,
    faults: Iterable[str | Mapping[str, Any]] = (),
    profile: Mapping[str, str] | None = None,
    relayed: bool = False,
    record: Path | None = None,
    typed: bool = False,
) -> Iterator[Stage]:
    """A service and an empty data folder (or a copy of `record`). `profile`: keys of the place profile, as TOML."""
    folder.mkdir(parents=True, exist_ok=True)
    institution = {
        "institution": {"code": "H44010000001", "name": "测试医院", "region": "440100", "level": "tertiary"},
        "opened": {"outpatient": True, "chronic": ["hypertension", "diabetes"], "pharmacy": False},
        "service_time_limit_s": LIMIT_S,
    }
    if record is not None:
        shutil.copytree(record, folder / "data")
    with SandboxService(people=people, institution=institution, behaviours=behaviours, faults=faults) as service:
        made = Stage(folder, service, _profile(folder, {"service_time_limit_s": str(LIMIT_S), **(profile or {})}))
        made.typed = typed
        if not relayed:
            yield made
            return
        with Relay(service.url) as made.relay:
            yield made


def _profile(folder: Path, changes: Mapping[str, str]) -> Path:
    text = (Path(counter_app.settlement.__file__).parent / "profiles" / "national.toml").read_text("utf-8")
    for key, value in changes.items():
        text, found = re.subn(rf"(?m)^{key} = \S+( \S*\])?", f"{key} = {value}", text, count=1)
        assert found, key
    file = folder / "profile.toml"
    file.write_text(text, "utf-8")
    return file


def side_by_side(story: Callable[[K], T], cases: Iterable[K]) -> dict[K, T | BaseException]:
    """Play a story for every case, several at once. What one raises is kept for the test that judges it."""

    def played(case: K) -> T | BaseException:
        try:
            return story(case)
        except BaseException as trouble:
            return trouble

    cases = list(cases)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(zip(cases, pool.map(played, cases), strict=True))


def twins(
    stories: Mapping[str, Callable[[K], T]], cases: Mapping[str, Iterable[K]]
) -> dict[tuple[str, K], T | BaseException]:
    """Every twin's story for every case of its own, all side by side; by (twin, case)."""
    pairs = [(twin, case) for twin in stories for case in cases[twin]]
    return side_by_side(lambda pair: stories[pair[0]](pair[1]), pairs)


def ending(played: Mapping[K, T | BaseException], case: K) -> T:
    """How a case ended; raises what its story raised."""
    found = played[case]
    if isinstance(found, BaseException):
        raise found
    return found
