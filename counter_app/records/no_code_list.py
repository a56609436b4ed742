"""The hospital's no-code list: drugs bought before packages had codes (domain facts, section 2d, 23)."""

from __future__ import annotations

from counter_app.model.trace import TraceRule
from counter_app.settings import Settings, SettingsError

__all__ = ["trace_rule"]


def trace_rule(settings: Settings) -> TraceRule:
    """The rule of [traces]. The list is a text file, one national code a line; what follows # is a remark.

    Raises:
        SettingsError: the list is named and cannot be read.
    """
    name = settings.traces.no_code_list
    if not name:
        return TraceRule(settings.traces.required)
    try:
        lines = (settings.data / name).read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"[traces] no_code_list {name} 读不出来") from None
    codes = (line.partition("#")[0].strip() for line in lines)
    return TraceRule(settings.traces.required, frozenset(code for code in codes if code))
