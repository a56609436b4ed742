"""What a transaction may carry, declared once: for checking what we send and for the sandbox that receives it.

Lengths, labels and requirements follow the fact sheet of transactions (Jiangxi is nearest to the national text,
Hunan V1.1.27 the newest). Strict when sending, tolerant when reading: a reply is never refused for a missing field.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum, StrEnum
from typing import Any

__all__ = ["Field", "Kind", "Must", "Node", "Transaction", "as_list", "problems"]


class Kind(StrEnum):
    """Type of a field."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"  # yyyy-MM-dd, or with HH:mm:ss where the place wants the time


class Must(Enum):
    """When a field has to be there."""

    ALWAYS = "always"
    OPTIONAL = "optional"
    WITH_CARD = "with a card (mdtrt_cert_type 03)"
    CROSS_REGION = "treating place and insured place differ"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: wire name, official label, longest text or digits in all, decimals."""

    name: str
    label: str
    kind: Kind = Kind.TEXT
    length: int = 0
    scale: int = 0
    must: Must = Must.OPTIONAL


@dataclass(frozen=True, slots=True)
class Node:
    """A named object, or with `many` a list of them. An empty name: the list stands directly under the body."""

    name: str
    fields: tuple[Field, ...]
    many: bool = False


@dataclass(frozen=True, slots=True)
class Transaction:
    """One transaction: number (infno), official title, path below /fsi/api, nodes of input and of output.

    `changes`: it changes something on the other side, so its intent is committed first (protocol, section 2).
    """

    number: str
    title: str
    path: str
    request: tuple[Node, ...]
    response: tuple[Node, ...]
    changes: bool = False


_DATE = re.compile(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2})?")


def as_list(node: object) -> list[Mapping[str, Any]]:
    """A list node as the wire may show it: a list, one object in place of a list, or nothing (envelope, section 2)."""
    if isinstance(node, Mapping):
        return [node]
    if isinstance(node, list):
        return [row for row in node if isinstance(row, Mapping)]
    return []


def problems(transaction: Transaction, body: Mapping[str, Any], *, cross_region: bool) -> list[str]:
    """What is wrong with an input, in the reader's words with the official labels; empty when all is well."""
    return [found for node in transaction.request for found in _node_problems(node, body, cross_region)]


def _node_problems(node: Node, body: Mapping[str, Any], cross_region: bool) -> Iterator[str]:
    rows = as_list(body.get(node.name))
    if not rows:
        yield f"缺少节点 {node.name}"
    for number, row in enumerate(rows, start=1):
        place = f"第 {number} 行 " if node.many else ""
        for field in node.fields:
            found = _field_problem(field, row, cross_region)
            if found:
                yield f"{place}{field.label}（{field.name}）{found}"


def _field_problem(field: Field, row: Mapping[str, Any], cross_region: bool) -> str:
    value = row.get(field.name)
    if value is None or (isinstance(value, str) and not value.strip()):
        needed = (
            field.must is Must.ALWAYS
            or (field.must is Must.WITH_CARD and str(row.get("mdtrt_cert_type", "")) == "03")
            or (field.must is Must.CROSS_REGION and cross_region)
        )
        return "不能为空" if needed else ""
    if field.kind is Kind.NUMBER:
        return _number_problem(field, value)
    if not isinstance(value, (str, int, float, Decimal)) or isinstance(value, bool):
        return "" if isinstance(value, (list, Mapping)) else "不是文字"
    if field.kind is Kind.DATE:
        return "" if _DATE.fullmatch(str(value)) else "不是日期（yyyy-MM-dd）"
    if field.length and len(str(value)) > field.length:
        return f"超过 {field.length} 个字符"
    return ""


def _number_problem(field: Field, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float, Decimal)):
        return "不是数字"
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return "不是数字"
    if not number.is_finite():
        return "不是数字"
    if field.length and abs(number) >= Decimal(10) ** (field.length - field.scale):
        return f"超过 {field.length - field.scale} 位整数"
    exponent = number.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > field.scale:
        return f"小数超过 {field.scale} 位"
    return ""
