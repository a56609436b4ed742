"""Where the unpaid bills of the hospital stand, beside the folder: the section [orders] of the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["OrderSettings"]


@dataclass(frozen=True, slots=True)
class OrderSettings:
    """Unpaid bills in a database of the hospital, beside the folder of files. `url`: any SQLAlchemy address, empty =
    none. `view`: a read-only view of one row a fee line, with its schema where it has one (`his.unpaid_lines`).
    `columns`: what its columns are called, ours = theirs. `wait_s`: how long a person at the glass waits for it.
    """

    url: str = field(default="", repr=False)
    view: str = "unpaid_lines"
    wait_s: float = 3.0
    columns: Mapping[str, str] = field(default_factory=dict)
