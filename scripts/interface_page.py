#!/usr/bin/env python3
"""Write docs/interface.md from the declarations of the transactions: nobody keeps a second list by hand."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from counter_app.settlement import transactions  # noqa: E402
from counter_app.settlement.codes import code_lists  # noqa: E402
from counter_app.settlement.fields import Field, Kind, Must, Node  # noqa: E402
from counter_app.settlement.record import Record, Transaction, contents  # noqa: E402

PAGE = ROOT / "docs" / "interface.md"

_HEAD = """# The interface, transaction by transaction

Written by `make interface` from the declarations in `counter_app/settlement/transactions`; a test fails when this page
is not what they say. The same declarations check what is sent, write it and read what comes back. Source of the fields:
the project's fact sheet of transactions; every difference from it is listed with its reason in
`tests/settlement/test_declarations.py`.

How to read it: `text 30` at most 30 characters; `number 16.2` at most 16 digits, 2 of them behind the point; `day`
yyyy-MM-dd; `moment` yyyy-MM-dd HH:mm:ss; `extension` a JSON text; `octets` a file that travels beside the JSON.
*Must*: when we refuse to send without it; of an answer it is only what the documents promise: no missing field makes an
answer a failure. *Codes*: the dictionary at the end of the page.

"""
_MUST = {
    Must.ALWAYS: "yes",
    Must.OPTIONAL: "",
    Must.WITH_CARD: "with a card",
    Must.CROSS_REGION: "insured elsewhere",
    Must.WHEN_OVERRIDDEN: "when passed over",
}


def declared() -> list[tuple[str, Transaction[Any, Any]]]:
    """Every transaction with the module that declares it, by number."""
    found = []
    for module in pkgutil.iter_modules(transactions.__path__, f"{transactions.__name__}."):
        loaded = importlib.import_module(module.name)
        found += [
            (module.name.rpartition(".")[2], entry) for entry in vars(loaded).values() if isinstance(entry, Transaction)
        ]
    return sorted(found, key=lambda entry: entry[1].number)


def page() -> str:
    """The whole page."""
    return _HEAD + "".join(_index()) + "".join(_transactions()) + "".join(_dictionaries())


def _index() -> Iterator[str]:
    yield "| number | title | declared in | changes something | fields known |\n|---|---|---|---|---|\n"
    for module, one in declared():
        yield f"| [{one.number}](#{one.number.lower()}) | {one.title} | `{module}` | {'yes' if one.changes else ''} | "
        yield "**our assumption** |\n" if one.assumed else "documents |\n"


def _transactions() -> Iterator[str]:
    for module, one in declared():
        yield f'\n<a id="{one.number.lower()}"></a>\n## {one.number} {one.title}\n\n'
        yield f"`/fsi/api/{one.path}`, `counter_app/settlement/transactions/{module}.py`\n"
        if one.assumed:
            yield "\nNo public document lists its fields: this is our assumption, and a place has to switch it on.\n"
        for title, record in (("We send", one.input), ("We read", one.output)):
            yield f"\n**{title}**"
            yield from _record(record)


def _record(record: type[Record]) -> Iterator[str]:
    rows = list(_rows(record, ""))
    if not rows:
        yield ": nothing but the envelope.\n"
        return
    yield "\n\n| field | label | type | must | codes |\n|---|---|---|---|---|\n"
    yield from rows


def _rows(record: type[Record], path: str) -> Iterator[str]:
    fields, nodes = contents(record)
    for field in fields:
        codes = f"[{field.codes}](#{field.codes.lower()})" if field.codes else ""
        yield f"| {path}{field.name} | {field.label} | {_type(field)} | {_MUST[field.must]} | {codes} |\n"
    for node in nodes:
        name = path + _node(node)
        yield f"| **{name}** | | {'list' if node.many else 'object'} | {_MUST[node.must]} | |\n"
        yield from _rows(node.record, f"{name}.")


def _node(node: Node) -> str:
    return node.name or "(rows)"


def _type(field: Field) -> str:
    if field.kind is Kind.NUMBER and field.length:
        return f"number {field.length}.{field.scale}" if field.scale else f"number {field.length}"
    return f"{field.kind} {field.length}" if field.length else str(field.kind)


def _dictionaries() -> Iterator[str]:
    yield "\n## Dictionaries\n\n"
    yield "Where the documents differ, the values of both stand here; which of them it uses, a place tells.\n"
    for name, entry in code_lists().items():
        yield f'\n<a id="{name.lower()}"></a>**{name}** {entry.label}'
        yield ": " if entry.agreed else " (the documents differ): "
        yield "、".join(f"{code} {label}" for code, label in entry.codes.items()) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {len(declared())} transactions, {len(code_lists())} dictionaries")
