"""Unpaid bills, as the hospital's system leaves them in a folder: one JSON file a bill (docs: orders).

Read only. A file that cannot be read is named and passed over: one bad bill must not hide the others.
"""

from __future__ import annotations

import logging
from pathlib import Path

from counter_app.records.claim_file import ClaimFileError, Order, read_order_file

__all__ = ["OrderFolder"]

_log = logging.getLogger(__name__)


class OrderFolder:
    """A folder of bills; one that does not exist holds none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def unpaid(self, id_number: str) -> list[Order]:
        """The bills of a person, oldest visit first. Whether one was settled here the desk knows, not the folder."""
        found: list[Order] = []
        for file in sorted(self._folder.glob("*.json")):
            try:
                order = read_order_file(file)
            except ClaimFileError as wrong:
                _log.warning("bill passed over: %s", wrong)
                continue
            if order.id_number.upper() == id_number.upper():
                found.append(order)
        return sorted(found, key=lambda order: (order.visit.date, order.bill))
