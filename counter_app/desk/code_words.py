"""What the codes of a person mean, where the program has no word of its own."""

from __future__ import annotations

from counter_app.records.local_codes import LocalCodes
from counter_app.settlement.codes import known_codes

__all__ = ["meanings"]

_TABLES = ("psn_type", "psn_idet_type", "insutype")


def meanings(local_codes: LocalCodes) -> dict[str, dict[str, str]]:
    """Labels by code, by dictionary: the national ones, and where they say nothing the place's own (1901).

    Raises:
        LocalCodesError: the file of the place's own tables cannot be used.
    """
    local = local_codes.tables()
    return {name: {**local.get(name, {}), **known_codes(name)} for name in _TABLES}
