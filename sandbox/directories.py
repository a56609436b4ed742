"""1201, 1901: the institution as the platform lists it, and the platform's code tables.

The tables are the dictionaries that the declarations name (codes.toml), with the codes that this place adds
(local_codes.yaml); asking for a table that nobody knows finds nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from counter_app.settlement.codes import code_lists
from sandbox.call import Call, Place, text_of, time_of
from sandbox.reading import read_document

__all__ = ["LOCAL_CODES", "own_codes", "query_dictionary", "query_institutions"]

LOCAL_CODES = Path(__file__).parent / "data" / "local_codes.yaml"

_HOSPITAL = "1"
_LEVELS = {"tertiary_a": "2", "tertiary": "3", "secondary": "6", "primary": "9"}
# A fictitious 统一社会信用代码: its region 990100 does not exist.
_CREDIT_CODE = "12990100MB0000001X"
_TOP = "0"  # parentValue of a table without levels


def query_institutions(place: Place, call: Call) -> dict[str, Any]:
    """1201: the one hospital of this place, where type, number and part of the name fit."""
    row = call.node("medinsinfo")
    institution = place.institution
    code = text_of(row, "fixmedins_code")
    fits = (
        text_of(row, "fixmedins_type") == _HOSPITAL
        and text_of(row, "fixmedins_name") in institution.name
        and code in ("", institution.code)
    )
    found = {
        "fixmedins_code": institution.code,
        "fixmedins_name": institution.name,
        "uscc": _CREDIT_CODE,
        "fixmedins_type": _HOSPITAL,
        "hosp_lv": _LEVELS[institution.level],
        "exp_content": "",
    }
    return {"medinsinfo": [found] if fits else []}


def query_dictionary(_: Place, call: Call) -> dict[str, Any]:
    """1901: the codes of one table that are valid on the day; its name as the documents write it, in any case."""
    row = call.node("data")
    time_of(row, "date")  # the tables of this place do not change with the day, but a day it must be
    wanted = text_of(row, "type").lower()
    parent = text_of(row, "parentValue") or text_of(row, "parent_value") or _TOP
    valid = (text_of(row, "valiFlag") or text_of(row, "Vali_Flag") or "1") == "1"
    national = {name.lower(): entry.codes for name, entry in code_lists().items()}
    codes = {**national.get(wanted, {}), **_local_codes().get(wanted, {})} if valid and parent == _TOP else {}
    rows = [
        {
            "type": text_of(row, "type"),
            "label": label[:50],
            "value": value,
            "parentValue": _TOP,
            "sort": number,
            "valiFlag": "1",
            "createUser": "platform",
            "createDate": "2021-01-01",
            "version": 1,
        }
        for number, (value, label) in enumerate(codes.items(), start=1)
    ]
    return {"list": rows}


@cache
def own_codes() -> Mapping[str, frozenset[str]]:
    """What this place takes beyond the national dictionaries, by dictionary."""
    return {table: frozenset(codes) for table, codes in _local_codes().items()}


@cache
def _local_codes() -> Mapping[str, Mapping[str, str]]:
    document = read_document(LOCAL_CODES)
    return {
        entry.text("table").lower(): {code.text("code"): code.text("label") for code in entry.entries("codes")}
        for entry in document.entries("tables")
    }
