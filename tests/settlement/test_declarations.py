"""Every declaration against the fact sheet of transactions, field by field; what differs is listed with its reason."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from counter_app.settlement import transactions
from counter_app.settlement.codes import code_lists, known_codes
from counter_app.settlement.fields import Field, Kind, Must, Node
from counter_app.settlement.record import Record, Transaction, contents
from counter_app.settlement.transactions.reconciliation import DetailsResultRow, DetailsUploadRow

DECLARED: dict[str, Transaction[Any, Any]] = {
    found.number: found
    for module in pkgutil.iter_modules(transactions.__path__, f"{transactions.__name__}.")
    for found in vars(importlib.import_module(module.name)).values()
    if isinstance(found, Transaction)
}
NUMBERS = [
    "9001",
    "9002",
    "1101",
    "1201",
    "1301",
    "1302",
    "1303",
    "1306",
    "1307",
    "1312",
    "1316",
    "1318",
    "1319",
    "1901",
    "2001",
    "2201",
    "2202",
    "2203",
    "2203A",
    "2204",
    "2205",
    "2206",
    "2206A",
    "2207",
    "2207A",
    "2208",
    "2601",
    "3101",
    "3102",
    "3103",
    "3201",
    "3202",
    "5201",
    "5202",
    "5203",
    "5204",
    "5205",
    "5206",
    "5301",
    "5302",
    "5303",
    "5304",
    "9101",
    "9102",
]
KINDS = {
    "string": Kind.TEXT,
    "number": Kind.NUMBER,
    "integer": Kind.NUMBER,
    "date": Kind.DAY,
    "datetime": Kind.MOMENT,
    "bytes": Kind.OCTETS,
}
CONDITIONS = {
    'mdtrt_cert_type == "03"': Must.WITH_CARD,
    "cross-region visit": Must.CROSS_REGION,
    'dspo_way == "1"': Must.WHEN_OVERRIDDEN,
}
# Formats without a list of values; a dictionary that has none is not named.
WITHOUT_VALUES = {"undocumented", "admdvs", "dise_codg", "icd10", "fixmedins_code", "msgid", None}

_DISAGREE = "the documents disagree; the newest says optional"
_ABSENT = "one document alone has the field"
_SPELLINGS = "the documents spell it in two ways; one of the two is sent"
_PATH_LIKE = "a real one has 43 characters; it goes up as it came"
_LONG_CODES = "a national code has 23 to 27 characters (2204 has room for 50)"
# (number, node, field, property): (ours, the sheet's, why)
DIFFERENCES: dict[tuple[str, str, str, str], tuple[object, object, str]] = {
    ("2601", "data", "oinfno", "length"): (6, 4, '"2207A" is 5 on the wire; another source reserves 5'),
    ("2001", "data", "oprn_oprt_code", "must"): (Must.OPTIONAL, Must.ALWAYS, "day surgery: not an outpatient visit"),
    ("2201", "data", "atddr_no", "must"): (Must.OPTIONAL, Must.ALWAYS, _DISAGREE),
    ("2201", "data", "dr_name", "must"): (Must.OPTIONAL, Must.ALWAYS, _DISAGREE),
    ("2203", "mdtrtinfo", "dise_codg", "must"): (Must.OPTIONAL, Must.ALWAYS, "only a chronic-disease visit has one"),
    ("2203", "mdtrtinfo", "dise_name", "must"): (Must.OPTIONAL, Must.ALWAYS, "only a chronic-disease visit has one"),
    ("2206", "setlinfo", "hifdm_pay", "must"): (Must.OPTIONAL, Must.ALWAYS, _ABSENT),
    ("2207", "setlinfo", "hifdm_pay", "must"): (Must.OPTIONAL, Must.ALWAYS, _ABSENT),
    ("2208", "setlinfo", "hifdm_pay", "must"): (Must.OPTIONAL, Must.ALWAYS, _ABSENT),
    ("3201", "data", "fixmedins_refd_setl_flag", "must"): (Must.OPTIONAL, Must.ALWAYS, _ABSENT),
    ("3202", "data", "fixmedins_refd_setl_flag", "must"): (Must.OPTIONAL, Must.ALWAYS, _ABSENT),
    ("1306", "", "data_cnt", "length"): (0, 10, "one reply for all five catalogues; the others give no length"),
    ("1307", "", "data_cnt", "length"): (0, 10, "one reply for all five catalogues; the others give no length"),
    ("3202", "data", "file_qury_no", "length"): (100, 30, _PATH_LIKE),
    ("9102", "fsDownloadIn", "file_qury_no", "length"): (100, 30, _PATH_LIKE),
    ("3101", "fsi_order_dtos", "hilist_code", "length"): (50, 20, _LONG_CODES),
    ("3101", "fsi_order_dtos", "hosplist_code", "length"): (50, 20, _LONG_CODES),
    ("3102", "fsi_order_dtos", "hilist_code", "length"): (50, 20, _LONG_CODES),
    ("3102", "fsi_order_dtos", "hosplist_code", "length"): (50, 20, _LONG_CODES),
    ("5204", "data", "setl_id", "must"): (Must.OPTIONAL, Must.ALWAYS, "optional in Jiangxi: what looking needs"),
    ("1901", "data", "parentValue", "must"): (Must.OPTIONAL, Must.ALWAYS, _SPELLINGS),
    ("1901", "data", "parent_value", "must"): (Must.OPTIONAL, Must.ALWAYS, _SPELLINGS),
    ("1901", "data", "valiFlag", "must"): (Must.OPTIONAL, Must.ALWAYS, _SPELLINGS),
    ("1901", "data", "Vali_Flag", "must"): (Must.OPTIONAL, Must.ALWAYS, _SPELLINGS),
}
# Fields and nodes that one side alone has, with the reason.
ONLY_OURS = {
    ("2204", "feedetail", "drugtracinfo"): "trace codes (domain facts, 2d): seen in code, in no document of 2204; its "
    "fields are those that durg_trac_info of a pharmacy's bill has (Hunan V1.1.27)"
}
_NOT_SENT = "optional list whose rows no document describes; never sent"
_SCENE_INSTEAD = "either this or trig_scen, which the text prefers and the place's `scene` gives"
ONLY_THEIRS = {
    ("3101", "data", "rule_ids"): _SCENE_INSTEAD,
    ("3102", "data", "rule_ids"): _SCENE_INSTEAD,
    ("3101", "patient_dtos", "fsi_his_data_dto"): _NOT_SENT,
    ("3102", "patient_dtos", "fsi_his_data_dto"): _NOT_SENT,
}
# Documented as one object below output, yet a page of rows; the documents name no node for them.
PAGES = {"1312", "1316", "1318", "1319"}
# Documented by number only; the shape of their neighbours'.
PATHS_NOT_IN_THE_SHEET = {"1901", "3103", "5201", "5202", "5205", "5302", "5304"}
# Protocol, section 2.
CHANGING = {"2201", "2202", "2203", "2203A", "2204", "2205", "2207", "2207A", "2208", "2601"}


@pytest.fixture(scope="module")
def sheet(shared: Path) -> dict[str, Any]:
    found = yaml.safe_load((shared / "spec" / "transactions.yaml").read_text("utf-8"))
    return {row["number"]: row for row in found["transactions"]}


def test_all_transactions_of_the_window_are_declared() -> None:
    assert sorted(number for number, one in DECLARED.items() if not one.assumed) == sorted(NUMBERS)
    assert {number for number, one in DECLARED.items() if one.changes and not one.assumed} == CHANGING
    assert {number for number, one in DECLARED.items() if one.assumed} == {"4203", "4205", "4301"}


def nodes_of(record: type[Record], name: str = "") -> dict[str, tuple[Node | None, tuple[Field, ...]]]:
    """Every node of a message by name, nested ones too; "" holds the fields that stand directly under it."""
    fields, nodes = contents(record)
    found: dict[str, tuple[Node | None, tuple[Field, ...]]] = {name: (None, fields)} if fields else {}
    for node in nodes:
        inner = nodes_of(node.record, node.name or "")
        inner[node.name or ""] = (node, contents(node.record)[0])
        found |= inner
    return found


def sheet_nodes(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {"" if row["node"] in ("(rows)", "(none)") else row["node"]: row for row in rows or []}


def seen(field: Field) -> dict[str, object]:
    return {
        "label": field.label,
        "kind": Kind.TEXT if field.kind is Kind.EXTENSION else field.kind,
        "length": field.length,
        "scale": field.scale,
        "must": field.must,
        "codes": field.codes,
    }


def written(row: dict[str, Any]) -> dict[str, object]:
    kind = KINDS[row["type"]]
    must = {"Y": Must.ALWAYS, "N": Must.OPTIONAL}.get(row["required"], Must.ALWAYS)
    return {
        "label": row["label"],
        "kind": kind,
        "length": 0 if kind in (Kind.DAY, Kind.MOMENT, Kind.OCTETS) else row.get("max_len") or 0,
        "scale": row.get("scale") or 0,
        "must": CONDITIONS.get(row.get("condition") or "", must),
        "codes": "" if kind is not Kind.TEXT or row.get("dict") in WITHOUT_VALUES else row["dict"],
    }


def differences(number: str, sheet: dict[str, Any]) -> dict[tuple[str, str, str, str], tuple[object, object]]:
    ours, theirs = DECLARED[number], sheet[number]
    found: dict[tuple[str, str, str, str], tuple[object, object]] = {}
    for record, rows in ((ours.input, theirs["request"]), (ours.output, theirs["response"])):
        mine, others = nodes_of(record), sheet_nodes(rows)
        extra = {field for (one, _, field) in ONLY_OURS if one == number}
        assert set(mine) - extra == set(others), "nodes"
        for name, other in others.items():
            node, fields = mine[name]
            many = node is not None and node.many
            assert many == (other["cardinality"] == "many" or (number in PAGES and name == "")), name
            documented = {row["name"]: row for row in other["fields"] if row["name"] not in mine}
            missing = {field for (one, where, field) in ONLY_THEIRS if (one, where) == (number, name)}
            assert {field.name for field in fields} == set(documented) - missing, name
            for field in fields:
                have, want = seen(field), written(documented[field.name])
                for what in have:
                    if have[what] != want[what]:
                        found[number, name, field.name, what] = (have[what], want[what])
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


FILES = {"upload": DetailsUploadRow, "result": DetailsResultRow}
FILE_DIFFERENCES = {
    ("result", "msgid", "must"): (Must.OPTIONAL, Must.ALWAYS, "the centre knows none of what only the institution has")
}


@pytest.mark.parametrize("role", FILES)
def test_the_files_of_3202(sheet: dict[str, Any], role: str) -> None:
    (layout,) = [one for one in sheet["3202"]["files"] if one["role"] == role]
    fields, nodes = contents(FILES[role])
    assert not nodes
    assert [field.name for field in fields] == [row["name"] for row in layout["fields"]], "the columns and their order"
    found = {
        (role, field.name, what): (seen(field)[what], written(row)[what])
        for field, row in zip(fields, layout["fields"], strict=True)
        for what in seen(field)
        if seen(field)[what] != written(row)[what]
    }
    listed = {key: (ours, theirs) for key, (ours, theirs, _) in FILE_DIFFERENCES.items() if key[0] == role}
    assert found == listed


def test_every_named_dictionary_has_its_values() -> None:
    for one in DECLARED.values():
        for record in (one.input, one.output):
            for _, fields in nodes_of(record).values():
                for field in fields:
                    assert not field.codes or known_codes(field.codes), (one.number, field.name)


def test_the_dictionaries_are_the_sheets(shared: Path) -> None:
    found = yaml.safe_load((shared / "spec" / "dictionaries.yaml").read_text("utf-8"))
    rows = {row["dict"]: row for row in found["dictionaries"]}
    for name, ours in code_lists().items():
        assert ours.label == rows[name]["label"]
        assert ours.codes == {str(entry["code"]): entry["label"] for entry in rows[name]["codes"]}, name
        assert ours.agreed == rows[name]["agree"]
