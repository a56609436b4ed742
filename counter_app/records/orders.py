"""Unpaid bills, as the hospital's system leaves them in a folder; and, where the settings name one, in a view of its
database (docs: orders). Read only: one bad bill must not hide the others.
"""

from __future__ import annotations

from counter_app.records.claim_file import Order
from counter_app.records.order_folder import OrderFolder
from counter_app.records.order_view import OrdersUnavailable, OrderView
from counter_app.settings import Settings

__all__ = ["OrderFolder", "Orders", "open_orders"]


class Orders:
    """The folder and the view together; a bill that stands in both is the view's."""

    def __init__(self, folder: OrderFolder, view: OrderView | None) -> None:
        self.folder = folder
        self._view = view

    @property
    def over_net(self) -> bool:
        """Whether the hospital's database is asked as well."""
        return self._view is not None

    def unpaid(self, id_number: str) -> list[Order]:
        """The bills of a person, oldest visit first. Raises OrdersUnavailable, with the bills that could be read."""
        trouble: OrdersUnavailable | None = None
        bills: dict[str, Order] = {}
        for place in (self.folder, self._view):  # what the view says of its bills, and of itself, counts
            try:
                told = place.unpaid(id_number) if place is not None else []
            except OrdersUnavailable as unavailable:
                trouble, told = unavailable, unavailable.found
            bills |= {order.bill: order for order in told}
        found = sorted(bills.values(), key=lambda order: (order.visit.date, order.bill))
        if trouble is not None:
            raise OrdersUnavailable(trouble.reason, trouble.said, found) from trouble
        return found


def open_orders(settings: Settings) -> Orders:
    """What the settings name; training asks no hospital's database. Raises SettingsError."""
    asked = settings.orders.url and not settings.training
    view = OrderView(settings.orders) if asked else None
    return Orders(OrderFolder(settings.data / "orders"), view)
