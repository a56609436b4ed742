"""Whether a reply keeps what its declaration promises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counter_app.settlement.fields import Must
from counter_app.settlement.record import Record, as_list, contents

__all__ = ["carries"]


def carries(record: type[Record], output: Any) -> list[str]:
    """Which promised nodes and fields an output lacks."""
    fields, nodes = contents(record)
    missing = [field.name for field in fields if field.must is Must.ALWAYS and output.get(field.name) in (None, "")]
    for node in nodes:
        if node.name and node.name not in output:
            missing.append(node.name)
        rows: list[Mapping[str, Any]] = as_list(output.get(node.name) if node.name else output)
        missing += [f"{node.name}.{found}" for row in rows for found in carries(node.record, row)]
    return missing
