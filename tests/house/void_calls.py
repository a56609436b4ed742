"""Count what calls into Qt do to the reference counts of None, True and False; print the changes as JSON.

Run as a program of its own, because a broken build aborts the process. PySide6 6.12.0 under Python 3.10 and 3.11 loses
a reference to None at each call that returns nothing and one to True at each emission; the process dies when the last
one is gone. So the program first holds many more than it can lose: it then lives to tell.
"""

from __future__ import annotations

import json
import sys

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QEvent,
    QModelIndex,
    QObject,
    QSortFilterProxyModel,
    Signal,
)

CALLS = 10_000
HELD = 200_000


class Sender(QObject):
    """Emits, and overrides a virtual function that returns nothing."""

    rang = Signal(int)
    heard = 0
    events = 0

    def customEvent(self, event: QEvent) -> None:
        self.events += 1


class Rows(QAbstractListModel):
    """Overrides that return None, True and False to C++."""

    asked = 0

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        return 2

    def data(self, index: QModelIndex, role: int = 0) -> object:
        self.asked += 1
        return (None, True, False)[self.asked % 3]


def main() -> None:
    application = QCoreApplication([])
    held = [(None, True, False)[i % 3] for i in range(3 * HELD)]
    sender, rows, proxy = Sender(), Rows(), QSortFilterProxyModel()
    proxy.setSourceModel(rows)

    def hear(number: int) -> None:
        sender.heard += 1

    sender.rang.connect(hear)
    kind = QEvent.Type(QEvent.registerEventType())
    index = proxy.index(0, 0)

    def void_call() -> None:
        sender.setObjectName("a")

    def emission() -> None:
        sender.rang.emit(1)

    def void_override() -> None:
        QCoreApplication.sendEvent(sender, QEvent(kind))

    def value_override() -> None:
        proxy.data(index)

    changes = {}
    for call in (void_call, emission, void_override, value_override):
        call()  # what is made once at the first call is not a leak
        before = [sys.getrefcount(constant) for constant in (None, True, False)]
        for _ in range(CALLS):
            call()
        after = [sys.getrefcount(constant) for constant in (None, True, False)]
        changes[call.__name__] = [late - early for early, late in zip(before, after, strict=True)]
    counts = {"heard": sender.heard, "events": sender.events, "asked": rows.asked}
    print(json.dumps({"calls": CALLS, "held": len(held), "changes": changes, **counts}), flush=True)
    del application


if __name__ == "__main__":
    main()
