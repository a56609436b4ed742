"""Unpaid bills for training: every shipped person has one, made of the shipped catalogue."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

__all__ = ["write_orders"]

_DATA = Path(__file__).parent / "data"
_DEPARTMENTS = (("内科", "A03", "医师甲"), ("心血管内科", "A03.04", "医师乙"), ("内分泌科", "A03.05", "医师丙"))


def write_orders(folder: Path, at: datetime) -> int:
    """Write one bill a person into `folder`, visited at `at` (with its zone). Returns how many.

    File names are numbers: a name or an identity number never stands in one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    people = yaml.safe_load((_DATA / "people.yaml").read_text("utf-8"))["people"]
    items = [item for item in _catalogue() if item.get("price")]
    for number, person in enumerate(people, start=1):
        draft = folder / f"{number:03d}.part"
        draft.write_text(json.dumps(_order(number, person, items, at), ensure_ascii=False), "utf-8")
        draft.replace(folder / f"{number:03d}.json")
    return len(people)


def _catalogue() -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = yaml.safe_load((_DATA / "catalogue.yaml").read_text("utf-8"))["items"]
    return found


def _order(number: int, person: Mapping[str, Any], items: list[Mapping[str, Any]], at: datetime) -> dict[str, Any]:
    department, code, doctor = _DEPARTMENTS[number % len(_DEPARTMENTS)]
    count = 4 + number * 7 % 17
    lines = [items[(number * 11 + place * 5) % len(items)] for place in range(count)]
    chosen = list({line["code"]: line for line in lines}.values())
    return {
        "bill": f"T{at:%y%m%d%H%M%S}{number:03d}",
        "id_number": person["certno"],
        "visit": {
            "type": "outpatient",
            "date": at.isoformat(timespec="seconds"),
            "department": department,
            "department_code": code,
            "doctor": {"code": f"D44010000{number:04d}", "name": doctor},
        },
        "diagnoses": [{"code": "I10.x00", "name": "高血压"}],
        "charges": [
            {
                "code": line["code"],
                "name": line["name"],
                "spec": line.get("spec", ""),
                "unit": line.get("unit", ""),
                "price": str(line["price"]),
                "quantity": str(1 + (number + place) % 3),
                "trace_codes": [],
            }
            for place, line in enumerate(chosen)
        ],
    }
