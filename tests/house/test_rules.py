"""scripts/house_rules.py: the checkout keeps its rules, and each rule finds the fault planted for it."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def rules() -> ModuleType:
    """The script as a module; scripts/ is no package."""
    spec = importlib.util.spec_from_file_location("house_rules", ROOT / "scripts" / "house_rules.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["house_rules"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A small checkout with our pyproject, lock and one module."""
    root = tmp_path / "place" / "checkout"
    (root / "ui").mkdir(parents=True)
    (root / "bench").mkdir()
    for name in ("pyproject.toml", "requirements.lock", "constraints.txt", "bench/peers.lock"):
        shutil.copy(ROOT / name, root / name)
    (root / "ui" / "page.py").write_text('"""A page."""\n')
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    return root


def test_this_checkout_keeps_the_rules(rules: ModuleType) -> None:
    assert [finding for rule in rules.RULES for finding in rule(ROOT)] == []


def test_a_clean_checkout_has_no_findings(rules: ModuleType, checkout: Path) -> None:
    assert [finding for rule in rules.RULES for finding in rule(checkout)] == []


def test_the_lock_has_a_hash_for_every_entry_and_no_host(rules: ModuleType) -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries, strange = rules.read_lock(text)
    assert strange == []
    assert len(entries) > 50
    assert all(locked.hashes for locked in entries.values())
    assert "://" not in text
    assert entries["pyside6-essentials"].version == entries["shiboken6"].version == "6.8.3"


def test_the_peers_lock_has_a_hash_for_every_entry_and_no_host(rules: ModuleType, checkout: Path) -> None:
    with (checkout / "bench" / "peers.lock").open("a", encoding="utf-8") as lock:
        lock.write("bare==1.0 \\\n    # from https://registry.example/simple\n")
    found = rules.lock_findings(checkout)
    assert "bench/peers.lock: bare has no hash" in found
    assert any(finding.startswith("bench/peers.lock:") and "neither an entry" in finding for finding in found)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"reportlab>=4.4"', '"reportlab>=4.4", "nothing-like-it>=1"', "nothing for 'nothing-like-it>=1'"),
        ('"reportlab>=4.4"', '"reportlab>=999"', "is not 'reportlab>=999'"),
        ('    "reportlab>=4.4",\n', "", "reportlab was locked for pyproject.toml, which no longer asks for it"),
        ('"PySide6-Essentials>=6.8.3,<6.12"', '"PySide6-Essentials>=6.9"', "is not 'PySide6-Essentials>=6.9'"),
        ('"huey>=3.5"', '"huey>=999"', "bench/peers.lock: huey 3.5.4 is not 'huey>=999'"),
        ('"huey>=3.5"', '"nothing-like-it>=1"', "bench/peers.lock: nothing for 'nothing-like-it>=1'"),
    ],
)
def test_a_lock_that_does_not_fit_pyproject_is_found(
    rules: ModuleType, checkout: Path, old: str, new: str, said: str
) -> None:
    file = checkout / "pyproject.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    assert any(said in finding for finding in rules.lock_findings(checkout))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("--index-url https://registry.example/simple", "neither an entry nor a hash"),
        ("thing @ https://registry.example/thing.whl", "neither an entry nor a hash"),
        ("    # from https://registry.example/simple", "neither an entry nor a hash"),
        ("-e .", "neither an entry nor a hash"),
        ("bare==1.0 \\", "bare has no hash"),
    ],
)
def test_what_has_no_business_in_a_lock_is_found(rules: ModuleType, checkout: Path, line: str, said: str) -> None:
    with (checkout / "requirements.lock").open("a", encoding="utf-8") as lock:
        lock.write(line + "\n")
    assert any(said in finding for finding in rules.lock_findings(checkout))


@pytest.mark.parametrize(
    ("place", "text", "said"),
    [
        ("ui/long.py", '"""Long."""\n' + "x = 1\n" * 400, "ui/long.py: 401 lines"),
        ("ui/utils.py", '"""Bag."""\n', "utils is named after a bag"),
        ("ui/common/page.py", '"""Bag."""\n', "common is named after a bag"),
        ("ui/lamps.py", '"""Lamps."""\n\n\nclass LampManager:\n    """Bag."""\n', "LampManager is named after a bag"),
        ("ui/about.py", '"""About."""\n\n__version__ = "0.1.0"\n', "a version number outside pyproject.toml"),
        ("ui/about.py", '"""About."""\n\nVERSION: str = "0.1.0"\n', "a version number outside pyproject.toml"),
    ],
)
def test_a_planted_fault_is_found(rules: ModuleType, checkout: Path, place: str, text: str, said: str) -> None:
    file = checkout / place
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    assert any(said in finding for rule in rules.RULES for finding in rule(checkout))


def test_a_path_of_this_machine_or_a_registry_is_found(rules: ModuleType, checkout: Path) -> None:
    for name, text in {"path": f"see {checkout.parent}/notes", "host": f"from {rules.REGISTRIES[0]}"}.items():
        (checkout / f"{name}.md").write_text(text, encoding="utf-8")
        assert [finding for finding in rules.place_findings(checkout) if finding.startswith(f"{name}.md")]


def test_innocent_names_are_left_alone(rules: ModuleType) -> None:
    for name in ("Database", "Baseline", "HelpfulSentence", "management", "commonly"):
        assert not rules.words_of(name) & rules.BAG_WORDS


@pytest.mark.parametrize(("place", "refused"), [("counter_app/desk/x.py", True), ("counter_app/__main__.py", False)])
def test_only_the_command_line_may_import_inside_a_function(place: str, refused: bool) -> None:
    text = '"""A."""\n\n\ndef f() -> object:\n    """B."""\n    import json\n\n    return json\n'
    ruff = [sys.executable, "-m", "ruff", "check", "--no-cache", "--stdin-filename", place, "-"]
    ran = subprocess.run(ruff, cwd=ROOT, input=text, capture_output=True, text=True, check=False)
    assert ("PLC0415" in ran.stdout) == refused, ran.stdout + ran.stderr
