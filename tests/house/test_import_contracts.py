"""Every import contract of pyproject.toml breaks when its rule is broken, and says which one it is."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
IMPORTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
CONTRACTS = [contract["name"] for contract in IMPORTS["contracts"]]

# Contract, where a wrong import is planted, and which.
PLANTED = [
    ("one direction through the house", "counter_app/model", "import counter_app.desk"),
    ("one direction through the house", "counter_app/slips", "import counter_app.settlement"),
    ("one direction through the house", "counter_app/desk", "import ui"),
    ("one direction through the house", "card_reader", "import offline_queue"),
    ("the leaves know neither each other nor our trade", "offline_queue", "import counter_app.model"),
    ("the leaves know neither each other nor our trade", "card_reader", "import counter_app.failures"),
    ("the trade does not know the sandbox; only the command line starts it", "ui", "import sandbox"),
    ("the sandbox sees only our values and the wire", "sandbox", "import counter_app.desk"),
    ("only the border speaks HTTP", "counter_app/desk", "import requests"),
    ("only card_reader speaks PC/SC", "ui", "import smartcard"),
    ("only card_reader opens serial ports", "ui", "import serial"),
    ("only the queue asks the desktop's keyring", "counter_app/desk", "import keyring"),
    ("the print system knows neither papers nor claims", "counter_app/printing", "import counter_app.model"),
    ("only the records hash passwords", "counter_app/desk", "import argon2"),
    ("only slips make PDF", "counter_app/desk", "import reportlab"),
    ("only the queue and the records keep tables", "counter_app/desk", "import sqlalchemy"),
    ("only the window knows Qt", "counter_app/desk", "import PySide6.QtCore"),
]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the packages, so that faults are planted beside the code and not in it."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for package in IMPORTS["root_packages"]:
        (folder / package).mkdir()
        if (ROOT / package).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / package, folder / package, ignore=ignored, dirs_exist_ok=True)
    # A room that a contract names and nobody has built yet stands as an empty one.
    layers = " | ".join(layer for contract in IMPORTS["contracts"] for layer in contract.get("layers", []))
    for module in layers.split(" | "):
        file = folder / module.replace(".", "/")
        if file.name == "__main__":
            file.with_suffix(".py").touch()
        elif not file.with_suffix(".py").exists():
            file.mkdir(exist_ok=True)
    for room in [*folder.glob("*/"), *folder.glob("counter_app/*/")]:
        (room / "__init__.py").touch()
    return folder


def broken_contracts(house: Path) -> set[str]:
    """The names of the contracts that lint-imports calls broken in that folder."""
    program = Path(sys.executable).with_name("lint-imports")
    command = [str(program), "--no-logo", "--no-cache"]
    ran = subprocess.run(command, cwd=house, capture_output=True, text=True, check=False, env={"COLUMNS": "400"})
    broken = {name for name in CONTRACTS if re.search(rf"^{re.escape(name)}\s+BROKEN", ran.stdout, re.MULTILINE)}
    assert (ran.returncode == 0) == (not broken), ran.stdout + ran.stderr
    return broken


def test_the_house_as_it_is_keeps_every_contract(house: Path) -> None:
    assert broken_contracts(house) == set()


def test_every_contract_has_a_planted_fault() -> None:
    assert {contract for contract, _, _ in PLANTED} == set(CONTRACTS)


@pytest.mark.parametrize(("contract", "room", "statement"), PLANTED)
def test_a_wrong_import_breaks_its_contract(house: Path, contract: str, room: str, statement: str) -> None:
    planted = house / room / "planted.py"
    planted.write_text(statement + "\n", encoding="utf-8")
    try:
        assert contract in broken_contracts(house)
    finally:
        planted.unlink()
