"""scripts/run_tests.py: a second look, alone, at what waits for real parts; never at what proves that money is safe."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[2]
TESTS = """from pathlib import Path

def test_late_the_first_time():
    seen = Path(__file__).with_name("seen")
    first = not seen.exists()
    seen.touch()
    assert not first, "came too late"

def test_good():
    import product

def {more}():
    assert False, "a fault"
"""


@pytest.fixture(scope="module")
def runner() -> ModuleType:
    """The script as a module; scripts/ is no package."""
    spec = importlib.util.spec_from_file_location("run_tests", ROOT / "scripts" / "run_tests.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def deserved(runner: ModuleType, *tests: str, unseen: bool = False) -> bool:
    """Whether these, failed, are looked at again."""
    failures = runner.Failures()
    failures.said = dict.fromkeys(tests, "call:\nassert False")
    failures.unseen = unseen
    return bool(runner.deserve_a_second_look(failures))


@pytest.mark.parametrize(("more", "code", "said"), [("no_test", 0, "green"), ("test_wrong", 1, "red, so")])
def test_lateness_is_green_at_the_second_look_and_a_fault_red(tmp_path: Path, more: str, code: int, said: str) -> None:
    for folder in ("scripts", "tests/window"):
        (tmp_path / folder).mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "run_tests.py", tmp_path / "scripts" / "run_tests.py")
    (tmp_path / "tests" / "window" / "test_story.py").write_text(TESTS.format(more=more))
    (tmp_path / "product.py").touch()  # tests import what lies in the checkout's root
    (tmp_path / "pyproject.toml").write_text("[tool.pytest.ini_options]\n")
    before = tmp_path / "build" / "second-look.txt"
    before.parent.mkdir()
    before.write_text("== tests/window/test_other.py::test_of_a_run_before\n")
    line = [sys.executable, "scripts/run_tests.py", "1", "-p", "no:schemathesis"]
    ended = subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == code, ended.stdout + ended.stderr
    second = ended.stdout.split("== a second look, alone")[1]
    assert "test_story.py::test_late_the_first_time" in second
    assert f"{said}" in second.splitlines()[-1]
    said_first = before.read_text()
    assert "came too late" in said_first
    assert "test_of_a_run_before" in said_first, "a name that comes back is seen to"


@pytest.mark.parametrize("folder", ["window", "records", "printing", "build"])
def test_what_waits_for_real_parts_has_a_second_look(runner: ModuleType, folder: str) -> None:
    assert deserved(runner, f"tests/{folder}/test_story.py::test_late[a::b]")


@pytest.mark.parametrize("folder", ["simulation", "scenarios", "power", "desk", "offline_queue", "house"])
def test_what_proves_that_money_is_safe_has_one(runner: ModuleType, folder: str) -> None:
    assert not deserved(runner, "tests/window/test_story.py::test_late", f"tests/{folder}/test_proof.py::test_wrong")


@pytest.mark.parametrize(
    ("failed", "again"),
    [
        (
            ">       (row,) = cashier.settlements(RETIRED)[before:]\nE       ValueError: too many values to unpack",
            False,
        ),
        (">       cashier.conserve(cashier.claim(), row)\nE       AssertionError", False),
        (
            "    before = len(cashier.settlements(RETIRED))\n>       cashier.until(seen, 'it came')\nE       never so",
            True,
        ),
    ],
)
def test_what_is_found_wrong_with_money_is_a_fault_wherever(runner: ModuleType, failed: str, again: bool) -> None:
    failures = runner.Failures()
    failures.said = {"tests/window/test_story.py::test_paid": failed}
    assert runner.deserve_a_second_look(failures) is again


def test_a_file_that_cannot_be_imported_is_no_lateness(runner: ModuleType) -> None:
    failures = runner.Failures()
    failures.said = {"tests/window/test_story.py::test_late": "call:\nassert False"}
    failures.pytest_collectreport(SimpleNamespace(failed=True))
    assert not runner.deserve_a_second_look(failures)


def test_many_failures_and_a_worker_that_died_have_another_reason(runner: ModuleType) -> None:
    few = [f"tests/window/test_story.py::test_late[{number}]" for number in range(runner.MOST)]
    assert deserved(runner, *few)
    assert not deserved(runner, *few, "tests/window/test_story.py::test_one_more")
    assert not deserved(runner, few[0], unseen=True)
    assert not deserved(runner)
