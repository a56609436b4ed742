"""What is wrong with a message before it leaves: strict when sending (the sandbox holds what it receives to the same).

A reply is never refused for a missing field; reading is tolerant (module `record`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import chain
from typing import Any

from counter_app.settlement.codes import known_codes
from counter_app.settlement.fields import Field, Kind, Must, Node
from counter_app.settlement.record import Record, Transaction, as_list, contents

__all__ = ["problems", "row_problems"]

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2})?", re.ASCII)
_DIGITS = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)  # Decimal() takes more: exponents, other scripts' digits
_DEPARTMENTS = "dept"
LocalCodes = Mapping[str, frozenset[str]]
NO_CODES: LocalCodes = {}


def problems(
    transaction: Transaction[Any, Any],
    body: Mapping[str, Any],
    *,
    cross_region: bool,
    local_codes: LocalCodes = NO_CODES,
) -> list[str]:
    """What is wrong with an input, in the reader's words with the official labels; empty when all is well.

    `local_codes`: values a place uses beyond the national dictionaries, by dictionary.
    """
    if _clearly_fine(transaction.input, (body,)):
        return []
    return list(_Check(cross_region, local_codes).message(transaction.input, body, ""))


def row_problems(record: type[Record], row: Mapping[str, Any]) -> list[str]:
    """What is wrong with one row of a file, before it is written; in the same words."""
    return [] if _clearly_fine(record, (row,)) else list(_Check(False, NO_CODES).message(record, row, ""))


class _Check:
    def __init__(self, cross_region: bool, local_codes: LocalCodes) -> None:
        self._cross_region = cross_region
        self._local_codes = local_codes

    def message(self, record: type[Record], row: Mapping[str, Any], place: str) -> Iterator[str]:
        fields, nodes = contents(record)
        for field in fields:
            if field.kind is Kind.OCTETS:
                continue  # travels beside the message
            value = row.get(field.name)
            if value is None and field.must is Must.OPTIONAL:
                continue
            if value is None or (isinstance(value, str) and not value.strip()):
                found = "不能为空" if field.must is not Must.OPTIONAL and self._needed(field.must, row) else ""
            else:
                found = _PROBLEMS[field.kind](field, value) or self._code_problem(field, value)
            if found:
                yield f"{place}{field.label}（{field.name}）{found}"
        for node in nodes:
            yield from self._node(node, row, place)

    def _node(self, node: Node, row: Mapping[str, Any], place: str) -> Iterator[str]:
        name = node.name or ""
        rows = as_list(row.get(name))
        if not rows and node.must is Must.ALWAYS:
            yield f"{place}缺少节点 {name}"
        for number, inner in enumerate(rows, start=1):
            yield from self.message(node.record, inner, f"{place}第 {number} 行 " if node.many else place)

    def _needed(self, must: Must, row: Mapping[str, Any]) -> bool:
        match must:
            case Must.WITH_CARD:
                return str(row.get("mdtrt_cert_type", "")) == "03"
            case Must.WHEN_OVERRIDDEN:
                return str(row.get("dspo_way", "")) == "1"
            case Must.CROSS_REGION:
                return self._cross_region
        return must is Must.ALWAYS

    def _code_problem(self, field: Field, value: object) -> str:
        known = known_codes(field.codes) if field.codes else None
        # A department may be told more finely than the dictionary does (A03.05 below A03).
        told = str(value).partition(".")[0] if field.codes == _DEPARTMENTS else str(value)
        if not known or told in known or str(value) in self._local_codes.get(field.codes, ()):
            return ""
        return f"的代码 {value} 不在字典里"


def _text_problem(field: Field, value: object) -> str:
    if type(value) is not str:
        if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
            return "不是文字"
        value = str(value)
    return f"超过 {field.length} 个字符" if field.length and len(value) > field.length else ""


def _date_problem(_: Field, value: object) -> str:
    return "" if _DATE.fullmatch(str(value)) else "不是日期（yyyy-MM-dd）"


def _number_problem(field: Field, value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float, Decimal)):
        return "不是数字"
    if isinstance(value, str):
        if _surely_fits(field, value):
            return ""
        if not _DIGITS.fullmatch(value.strip()):
            return "不是数字"
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return "不是数字"
    if not number.is_finite():
        return "不是数字"
    if field.length and abs(number) >= Decimal(10) ** (field.length - field.scale):
        return f"超过 {field.length - field.scale} 位整数"
    return f"小数超过 {field.scale} 位" if _decimals(number) > field.scale else ""


def _decimals(number: Decimal) -> int:
    """How many there are but for noughts at the end; counted, since normalize() rounds beyond 28 digits."""
    _, digits, exponent = number.as_tuple()
    last = next((place for place, digit in enumerate(reversed(digits)) if digit), len(digits))
    return -(exponent + last) if isinstance(exponent, int) and digits != (0,) else 0


Fit = Callable[[Any], bool]
# The short tests of a record's fields by wire name, and which of them have to be there; made at its first use.
_TESTS: dict[type[Any], tuple[dict[str, Fit], frozenset[str]]] = {}


def _clearly_fine(record: type[Record], rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether all that is there fits and all that may be needed is there, told the short way: column by column, each
    value once, however many rows say it.

    Nearly every bill is fine, and only one that is not is worth finding words for.
    """
    tests = _TESTS.get(record)
    if tests is None:
        fields = [field for field in contents(record)[0] if field.kind is not Kind.OCTETS]
        needed = frozenset(field.name for field in fields if field.must is not Must.OPTIONAL)
        tests = _TESTS[record] = ({field.name: _short_test(field) for field in fields}, needed)
    fits, needed = tests
    if len(rows) == 1:
        return _row_clearly_fine(fits, needed, rows[0]) and all(
            _node_clearly_fine(node, rows) for node in contents(record)[1]
        )
    alike: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        alike.setdefault(tuple(row), []).append(row)
    for names, group in alike.items():
        if not needed.issubset(names):
            return False
        for name, column in zip(names, zip(*(row.values() for row in group), strict=True), strict=True):
            fit = fits.get(name)
            if fit is not None and not (set(map(type, column)) == {str} and all(map(fit, set(column)))):
                return False
    return all(_node_clearly_fine(node, rows) for node in contents(record)[1])


def _row_clearly_fine(fits: Mapping[str, Fit], needed: frozenset[str], row: Mapping[str, Any]) -> bool:
    if not needed <= row.keys():
        return False
    for name, value in row.items():
        fit = fits.get(name)
        if fit is not None and not (type(value) is str and fit(value)):
            return False
    return True


def _node_clearly_fine(node: Node, rows: Sequence[Mapping[str, Any]]) -> bool:
    found = [as_list(row.get(node.name or "")) for row in rows]
    if node.must is Must.ALWAYS and not all(found):
        return False
    inner = list(chain.from_iterable(found))
    return not inner or _clearly_fine(node.record, inner)


def _short_test(field: Field) -> Fit:
    """For a text."""
    longest = field.length or 1_000_000
    known = known_codes(field.codes) if field.codes else {}
    match field.kind:
        case Kind.NUMBER:
            return lambda value: _surely_fits(field, value)
        case Kind.DAY | Kind.MOMENT:
            return lambda value: _DATE.fullmatch(value) is not None
        case Kind.TEXT if known:
            return lambda value: value in known and len(value) <= longest
    return lambda value: value != "" and len(value) <= longest and not value.isspace()


def _surely_fits(field: Field, value: str) -> bool:
    """Whether plain digits with a point fit, told without computing: a bill has a thousand of them."""
    whole, _, part = value.partition(".")
    return (
        value.isascii()
        and whole.isdigit()
        and len(whole) <= field.length - field.scale
        and (not part or (part.isdigit() and len(part) <= field.scale))
    )


_PROBLEMS = {
    Kind.TEXT: _text_problem,
    Kind.NUMBER: _number_problem,
    Kind.DAY: _date_problem,
    Kind.MOMENT: _date_problem,
    Kind.EXTENSION: _text_problem,
}
