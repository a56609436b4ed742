"""The program as it is typed, on a service of the test's own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from sandbox.service import SandboxService
from tests.scenarios.child import child
from tests.scenarios.conftest import _nursery

__all__ = ["_nursery"]

ROOT = Path(__file__).resolve().parents[2]
PERSON, NAME, VOUCHER = "990101196809302010", "庚示例", "9900000000000000000000000004"
CARD_NO, CARD_ID = "Z99010004", "990101D1560000050000C004FEEDF004"
# Where the start itself is tried: `python -m counter_app …`. The others fork a process that has imported it.
TYPED = (
    "test_settle_then_look_at_it",
    "test_settings_and_data_before_or_after_the_command",
    "test_a_key_in_the_keyring_can_be_kept_elsewhere",
)


@dataclass(frozen=True)
class Typed:
    """What a command left: exit code, standard output, standard error."""

    code: int
    out: str
    said: str

    @property
    def report(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found


@dataclass
class Shell:
    """Runs commands with their own data folder against one service. `typed`: each is a new start of Python."""

    folder: Path
    url: str
    typed: bool = True
    environment: dict[str, str] = field(default_factory=dict)
    user: int | None = None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def __call__(self, *line: str, module: str = "counter_app", data: bool = True) -> Typed:
        where = ["--data", str(self.data)] if data else []
        if not self.typed and module == "counter_app" and self.user is None:
            return self._forked([*line, *where])
        done = subprocess.run(
            [sys.executable, "-m", module, *line, *where],
            cwd=ROOT,
            env=self.surroundings,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            user=self.user,
        )
        return Typed(done.returncode, done.stdout, done.stderr)

    def _forked(self, line: list[str]) -> Typed:
        (left := self.folder / "ran").mkdir(exist_ok=True)
        process = child(line, self.surroundings, left, "")
        process.start()
        process.join(120)
        if process.is_alive():
            process.kill()
            process.join()
            pytest.fail("the program did not end")
        status = left / "status"
        assert status.exists(), (left / "stderr").read_text("utf-8")
        return Typed(
            int(status.read_text()), (left / "stdout").read_text("utf-8"), (left / "stderr").read_text("utf-8")
        )

    @property
    def surroundings(self) -> dict[str, str]:
        plain = {name: value for name, value in os.environ.items() if not name.startswith("COUNTER_APP_")}
        plain.pop("DISPLAY", None)  # everything here works without one
        return plain | {"PYTHONPATH": str(ROOT), "COUNTER_APP_SERVICE_URL": self.url} | self.environment

    def claim(self, who: str = "", name: str = "claim.yaml") -> Path:
        file = self.folder / name
        who = who or f'{{id_card: "{PERSON}", name: {NAME}}}'
        file.write_text(
            f"who: {who}\n"
            "visit: {type: outpatient, date: 2026-03-12T09:30:00, department: 内科,\n"
            "  doctor: {code: D440100000001, name: 医师甲}, disease: null}\n"
            "diagnoses: [{code: I10.x00, name: 高血压}]\n"
            "charges:\n"
            '- {code: XA01ABD075A002010100483, name: 甲类药, price: "250.00", quantity: "4", trace_codes: []}\n'
            "pay: {account: true}\n",
            "utf-8",
        )
        return file


@pytest.fixture
def service() -> Iterator[SandboxService]:
    with SandboxService() as running:
        yield running


@pytest.fixture
def shell(service: SandboxService, tmp_path: Path, request: pytest.FixtureRequest) -> Shell:
    return Shell(tmp_path, service.url, typed=request.function.__name__ in TYPED)
