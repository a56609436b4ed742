"""Unpaid bills for training: every shipped person has one, made of the shipped catalogue, or those of their story."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

__all__ = ["write_orders"]

_DATA = Path(__file__).parent / "data"
_FIRST_TOLD = 901
# The dictionary of departments (dept) knows the specialities of internal medicine by its code alone.
_DEPARTMENTS = (("内科", "A03", "医师甲"), ("心血管内科", "A03", "医师乙"), ("内分泌科", "A03", "医师丙"))


def write_orders(folder: Path, at: datetime) -> int:
    """Write one bill a person into `folder`, visited at `at` (with its zone). Returns how many.

    A person whose story needs a bill of its own (people.yaml, `bills`) gets that; its files are numbered from 901 on.
    File names are numbers: a name or an identity number never stands in one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    people = _read("people.yaml")["people"]
    catalogue = _catalogue()
    items = [item for item in catalogue if item.get("price")]
    by_code = {item["code"]: item for item in catalogue}
    told = itertools.count(_FIRST_TOLD)
    # The pharmacy has scanned its boxes: a missing code is a story's (people.yaml), not everyone's. By the time of
    # writing, so that the bills of the next day bring other boxes.
    boxes = (f"839{at:%y%m%d%H%M%S}{box:05d}" for box in itertools.count())
    orders = {}
    for number, person in enumerate(people, start=1):
        if not person.get("bills"):
            orders[number] = _order(number, person, items, boxes, at)
        for bill in person.get("bills", ()):
            place = next(told)
            orders[place] = _told(place, person, bill, by_code, at)
    for number, order in orders.items():
        draft = folder / f"{number:03d}.part"
        draft.write_text(json.dumps(order, ensure_ascii=False), "utf-8")
        draft.replace(folder / f"{number:03d}.json")
    return len(orders)


def _read(name: str) -> Any:
    # libyaml's parser: the one in Python takes a second for the two files, at each start of the training.
    return yaml.load((_DATA / name).read_text("utf-8"), Loader=yaml.CSafeLoader)


def _catalogue() -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = _read("catalogue.yaml")["items"]
    return found


def _order(
    number: int, person: Mapping[str, Any], items: list[Mapping[str, Any]], boxes: Iterator[str], at: datetime
) -> dict[str, Any]:
    count = 4 + number * 7 % 17
    lines = [items[(number * 11 + place * 5) % len(items)] for place in range(count)]
    chosen = list({line["code"]: line for line in lines}.values())
    charges = []
    for place, line in enumerate(chosen):
        quantity = 1 + (number + place) % 3
        scanned = itertools.islice(boxes, quantity if _in_boxes(line) else 0)
        charges.append(_charge(line, line["price"], quantity, scanned))
    return _bill(number, person, {"type": "outpatient"}, charges, at)


def _in_boxes(item: Mapping[str, Any]) -> bool:
    """Whether each package of it bears a code (domain facts, section 2d): no herbs, no stock from before the codes."""
    return item.get("kind") == "drug" and item["code"][0] in "XZ" and item.get("trace") != "no_code"


def _told(
    number: int,
    person: Mapping[str, Any],
    bill: Mapping[str, Any],
    items: Mapping[str, Mapping[str, Any]],
    at: datetime,
) -> dict[str, Any]:
    """A bill of a story: kind of visit, disease and lines as the file says, the words from the catalogue."""
    charges = [
        _charge(items[line["code"]], line["price"], line["quantity"], line.get("trace_codes", ()))
        for line in bill["charges"]
    ]
    visit = {"type": bill["type"]} | ({"disease": bill["disease"]} if bill.get("disease") else {})
    return _bill(number, person, visit, charges, at)


def _charge(item: Mapping[str, Any], price: object, quantity: object, codes: Iterable[str]) -> dict[str, Any]:
    return {
        "code": item["code"],
        "name": item["name"],
        "spec": item.get("spec", ""),
        "unit": item.get("unit", ""),
        "price": str(price),
        "quantity": str(quantity),
        "trace_codes": list(codes),
    }


def _bill(
    number: int, person: Mapping[str, Any], visit: Mapping[str, Any], charges: list[dict[str, Any]], at: datetime
) -> dict[str, Any]:
    department, code, doctor = _DEPARTMENTS[number % len(_DEPARTMENTS)]
    return {
        "bill": f"T{at:%y%m%d%H%M%S}{number:03d}",
        "id_number": person["certno"],
        "visit": {
            **visit,
            "date": at.isoformat(timespec="seconds"),
            "department": department,
            "department_code": code,
            "doctor": {"code": f"D44010000{number:04d}", "name": doctor},
        },
        "diagnoses": [{"code": "I10.x00", "name": "高血压"}],
        "charges": charges,
    }
