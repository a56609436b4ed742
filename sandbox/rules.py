"""The rules of monitoring as data: what an order is held against, and what a hit says (monitoring.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sandbox.reading import BadFile, Entry, read_document

__all__ = ["Hit", "Order", "Patient", "Rule", "hits_of", "load_rules"]

KINDS = ("indication", "duplicate", "quantity", "sex", "age")
_SEVERITIES = ("1", "2", "3")
_BEHAVIOURS = ("1", "2")


@dataclass(frozen=True, slots=True)
class Bound:
    """What a rule says of one item; only the attribute of the rule's kind counts."""

    text: str = ""
    diagnoses: tuple[str, ...] = ()
    most: Decimal = Decimal(0)
    sex: str = ""
    age: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `severity`, `behaviour`: codes of sev_deg and vola_bhvr_type; `items`: its bounds by catalogue code."""

    id: str
    name: str
    kind: str
    severity: str
    behaviour: str
    evidence: str
    items: Mapping[str, Bound]


@dataclass(frozen=True, slots=True)
class Patient:
    """Whom the orders are for; `born` None where the message does not say."""

    sex: str
    born: date | None
    diagnoses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """One line as monitoring sees it; amount in yuan. `is_drug`, `most`, `most_text`: what the catalogue says of it."""

    rx_id: str
    code: str
    name: str
    quantity: Decimal
    amount: Decimal
    day: date
    is_drug: bool = False
    most: Decimal | None = None
    most_text: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """An order that breaks a rule, and how, in words."""

    rule: Rule
    order: Order
    text: str


def hits_of(rules: tuple[Rule, ...], patient: Patient, orders: list[Order], given_today: frozenset[str]) -> list[Hit]:
    """Every rule against every order. `given_today`: drugs the person got that day at another visit."""
    found = []
    for rule in rules:
        seen = set(given_today)
        for order in orders:
            text = _text(rule, patient, order, seen)
            if text:
                found.append(Hit(rule, order, f"{order.name}：{text}"))
            seen.add(order.code)
    return found


def _text(rule: Rule, patient: Patient, order: Order, seen: set[str]) -> str:
    """What the rule says of an order, empty where it is kept."""
    bound = rule.items.get(order.code)
    match rule.kind:
        case "duplicate":
            return "同一日内重复开具同一药品" if order.is_drug and order.code in seen else ""
        case "quantity":
            most, text = (bound.most, bound.text) if bound else (order.most, order.most_text)
            over = most is not None and order.quantity > most
            return f"{text}（数量 {order.quantity:f}，上限 {most:f}）" if over else ""
        case "indication" if bound and not any(code.startswith(bound.diagnoses) for code in patient.diagnoses):
            return f"{bound.text}，本次诊断不符"
        case "sex" if bound and patient.sex in ("1", "2") and patient.sex != bound.sex:
            return bound.text
        case "age" if bound and patient.born is not None and _age(patient.born, order.day) < bound.age:
            return bound.text
    return ""


def _age(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def load_rules(source: Path | Mapping[str, Any]) -> tuple[Rule, ...]:
    """Read monitoring.yaml. Raises BadFile, naming the file and the key."""
    document = read_document(source)
    rules = tuple(_rule(entry) for entry in document.entries("rules"))
    if len({rule.id for rule in rules}) < len(rules):
        raise BadFile(f"{document.where}.rules", "an id stands twice")
    return rules


def _rule(entry: Entry) -> Rule:
    return Rule(
        entry.text("id"),
        entry.text("name"),
        entry.choice("kind", KINDS),
        entry.choice("severity", _SEVERITIES),
        entry.choice("behaviour", _BEHAVIOURS),
        entry.text("evidence", ""),
        {item.text("code"): _bound(item) for item in entry.entries("items")},
    )


def _bound(item: Entry) -> Bound:
    return Bound(
        item.text("text"),
        item.words("diagnoses"),
        item.number("most", Decimal(0)),
        item.text("sex", ""),
        int(item.number("from", Decimal(0))),
    )
