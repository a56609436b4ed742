"""A report as lines to read, where nobody asked for JSON."""

from __future__ import annotations

from typing import Any

__all__ = ["plain"]

_CLAIM = ("key", "state", "patient", "total", "refund_due")


def plain(report: dict[str, Any]) -> str:
    """The report's own values, then its rows: sources, warnings, an answer's rows, claims."""
    lines = [
        f"{name}: {'' if value is None else value}"
        for name, value in report.items()
        if not isinstance(value, (list, dict))
    ]
    lines += ["  ".join(str(value or "-") for value in row.values()) for row in report.get("sources", [])]
    lines += [
        f"! {row['severity']}  {row['rule']}  {row['text']}  {row['answer'] or 'open'}"
        for row in report.get("warnings", [])
    ]
    lines += [
        "  ".join(str(value) for value in row.values() if value not in (None, "")) for row in report.get("answer", [])
    ]
    lines += ["  ".join(str(row.get(name) or "-") for name in _CLAIM) for row in report.get("claims", [])]
    lines += [
        "  ".join(str(row[name] or "-") for name in ("seq", "at", "key", "what", "outcome", "refund_due"))
        for row in report.get("events", [])
        if "seq" in row
    ]
    lines += [
        "  ".join((row["number"], row["role"], row["name"], "" if row["active"] else "off")).rstrip()
        for row in report.get("operators", [])
    ]
    return "\n".join(lines)
