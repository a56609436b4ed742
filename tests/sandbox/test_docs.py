"""The page about the sandbox names what there is, with the right defaults."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sandbox.behaviours import SWITCHES
from sandbox.faults import NAMES, parse_fault
from sandbox.gateway import ANSWERED

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")
EXPLAIN = Path(__file__).resolve().parents[2] / "sandbox" / "explain.py"


def rows(of: str) -> dict[str, str]:
    """First column → whole row, for rows whose first cell names `of`."""
    found = {}
    for line in PAGE.splitlines():
        cells = line.split("|")
        if len(cells) > 3:
            for name in re.findall(r"`([a-z0-9_]+)`", cells[1]):
                found[name] = line
    return {name: line for name, line in found.items() if name in of.split()}


@pytest.mark.parametrize("name", SWITCHES)
def test_each_switch_stands_there_with_its_default_first(name: str) -> None:
    row = rows(" ".join(SWITCHES))[name]
    switch = SWITCHES[name]
    values = row.split("|")[-2]
    if switch.values:
        assert re.findall(r"`(\w+)`", values) == list(switch.values)
    else:
        assert f"{switch.unit}, {switch.number}" in values


@pytest.mark.parametrize("name", NAMES)
def test_each_fault_stands_there_with_its_default_kind(name: str) -> None:
    row = rows(" ".join(NAMES))[name]
    kind = parse_fault(f"{name}:1" if name == "slow" else name).kind
    assert not kind or f"`{kind}` (default)" in row


def test_each_transaction_and_each_reason_stands_there() -> None:
    listed = re.search(r"Transactions: ([^.]+)\.", PAGE)
    assert listed is not None
    assert set(listed.group(1).split()) == {transaction.number for transaction, _ in ANSWERED}
    reasons = re.findall(r'\("([a-z_]+)", \{', EXPLAIN.read_text(encoding="utf-8"))
    assert len(set(reasons)) >= 15
    assert [name for name in reasons if f"`{name}`" not in PAGE] == []
