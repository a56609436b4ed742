"""Unpaid bills, as the hospital's system leaves them in a folder: one JSON file a bill; and, where the settings name
one, in a view of its database (docs: orders).

Read only. A file that cannot be read is named and passed over: one bad bill must not hide the others.
"""

from __future__ import annotations

import logging
from pathlib import Path

from counter_app.records.claim_file import ClaimFileError, Order, read_order_file
from counter_app.records.order_view import OrdersUnavailable, OrderView
from counter_app.settings import Settings

__all__ = ["OrderFolder", "Orders", "open_orders"]

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


class Orders:
    """The folder and the view together; a bill that stands in both is the view's."""

    def __init__(self, folder: OrderFolder, view: OrderView | None) -> None:
        self._folder = folder
        self._view = view

    @property
    def over_net(self) -> bool:
        """Whether the hospital's database is asked as well."""
        return self._view is not None

    def unpaid(self, id_number: str) -> list[Order]:
        """The bills of a person, oldest visit first. Raises OrdersUnavailable, with the bills that could be read."""
        trouble: OrdersUnavailable | None = None
        told: list[Order] = []
        try:
            told = self._view.unpaid(id_number) if self._view is not None else []
        except OrdersUnavailable as unavailable:
            trouble, told = unavailable, unavailable.found
        bills = {order.bill: order for order in (*self._folder.unpaid(id_number), *told)}
        found = sorted(bills.values(), key=lambda order: (order.visit.date, order.bill))
        if trouble is not None:
            raise OrdersUnavailable(trouble.reason, trouble.said, found) from trouble
        return found


def open_orders(settings: Settings) -> Orders:
    """What the settings name; the training stage asks no hospital's database. Raises SettingsError."""
    asked = settings.orders.url and not settings.window.training
    view = OrderView(settings.orders) if asked else None
    return Orders(OrderFolder(settings.data / "orders"), view)
