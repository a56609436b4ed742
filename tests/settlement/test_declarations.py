"""Every declaration against the fact sheet of transactions, field by field; what differs is listed with its reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from counter_app.settlement import fees, persons, queries, reversal, settling, signing, visits
from counter_app.settlement.fields import Kind, Must, Transaction

MODULES = (signing, persons, visits, fees, settling, reversal, queries)
DECLARED = {
    found.number: found for module in MODULES for found in vars(module).values() if isinstance(found, Transaction)
}
NUMBERS = [
    "9001",
    "9002",
    "1101",
    "2001",
    "2201",
    "2202",
    "2203A",
    "2204",
    "2205",
    "2206A",
    "2207A",
    "2208",
    "2601",
    "5201",
    "5203",
    "5204",
    "5205",
]
KINDS = {
    "string": Kind.TEXT,
    "number": Kind.NUMBER,
    "integer": Kind.NUMBER,
    "date": Kind.DATE,
    "datetime": Kind.DATE,
}
CONDITIONS = {'mdtrt_cert_type == "03"': Must.WITH_CARD, "cross-region visit": Must.CROSS_REGION}

# (number, node, field, property): (ours, the sheet's, why)
DIFFERENCES: dict[tuple[str, str, str, str], tuple[object, object, str]] = {
    ("2601", "data", "oinfno", "length"): (6, 4, '"2207A" is 5 on the wire; another source reserves 5'),
    ("2001", "data", "oprn_oprt_code", "must"): (
        Must.OPTIONAL,
        Must.ALWAYS,
        "day surgery only: not an outpatient visit",
    ),
    ("2201", "data", "atddr_no", "must"): (
        Must.OPTIONAL,
        Must.ALWAYS,
        "the documents disagree; the newest says optional",
    ),
    ("2201", "data", "dr_name", "must"): (
        Must.OPTIONAL,
        Must.ALWAYS,
        "the documents disagree; the newest says optional",
    ),
    ("2208", "setlinfo", "hifdm_pay", "must"): (Must.OPTIONAL, Must.ALWAYS, "one document alone has the field"),
    ("5204", "data", "setl_id", "must"): (
        Must.OPTIONAL,
        Must.ALWAYS,
        "optional in Jiangxi: that is what looking needs",
    ),
}
PATHS_NOT_IN_THE_SHEET = {"5201", "5205"}  # documented by number only; the shape of their neighbours'
CHANGING = {"2201", "2202", "2203A", "2204", "2205", "2207A", "2208", "2601"}  # protocol, section 2


@pytest.fixture(scope="module")
def sheet(shared: Path) -> dict[str, Any]:
    found = yaml.safe_load((shared / "spec" / "transactions.yaml").read_text("utf-8"))
    return {row["number"]: row for row in found["transactions"]}


def test_all_transactions_of_the_window_are_declared() -> None:
    assert sorted(DECLARED) == sorted(NUMBERS)
    assert {number for number, one in DECLARED.items() if one.changes} == CHANGING


def seen(field: Any) -> dict[str, object]:
    length = 0 if field.kind is Kind.DATE else field.length
    return {"label": field.label, "kind": field.kind, "length": length, "scale": field.scale, "must": field.must}


def written(row: dict[str, Any]) -> dict[str, object]:
    kind = KINDS[row["type"]]
    must = {"Y": Must.ALWAYS, "N": Must.OPTIONAL}.get(row["required"], Must.ALWAYS)
    return {
        "label": row["label"],
        "kind": kind,
        "length": 0 if kind is Kind.DATE else row.get("max_len") or 0,
        "scale": row.get("scale") or 0,
        "must": CONDITIONS.get(row.get("condition") or "", must),
    }


def differences(number: str, sheet: dict[str, Any]) -> dict[tuple[str, str, str, str], tuple[object, object]]:
    ours, theirs = DECLARED[number], sheet[number]
    found: dict[tuple[str, str, str, str], tuple[object, object]] = {}
    for side, nodes in (("request", ours.request), ("response", ours.response)):
        rows = {"" if row["node"] == "(rows)" else row["node"]: row for row in theirs[side]}
        assert [node.name for node in nodes] == list(rows), f"nodes of the {side}"
        for node in nodes:
            assert node.many == (rows[node.name]["cardinality"] == "many"), node.name
            fields = {row["name"]: row for row in rows[node.name]["fields"]}
            assert [field.name for field in node.fields] == list(fields), node.name
            for field in node.fields:
                mine, other = seen(field), written(fields[field.name])
                for name in mine:
                    if mine[name] != other[name]:
                        found[number, node.name, field.name, name] = (mine[name], other[name])
    return found


@pytest.mark.parametrize("number", NUMBERS)
def test_as_the_sheet_has_it(sheet: dict[str, Any], number: str) -> None:
    assert DECLARED[number].title == sheet[number]["name"]
    listed = {key: (ours, theirs) for key, (ours, theirs, _) in DIFFERENCES.items() if key[0] == number}
    assert differences(number, sheet) == listed


@pytest.mark.parametrize("number", NUMBERS)
def test_the_path(sheet: dict[str, Any], number: str) -> None:
    paths = sheet[number]["paths"]
    if number in PATHS_NOT_IN_THE_SHEET:
        assert paths == []
    else:
        assert f"/fsi/api/{DECLARED[number].path}" in paths
