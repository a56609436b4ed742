"""What stands on the screen of a real window: pages shown, and every painted string with its place."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtWidgets import QApplication, QWidget

from tests.ui.samples import VISITS, shell
from tests.ui.samples_day import DAYS
from tests.ui.samples_outage import LOOKED_AT, OUTAGES
from tests.ui.samples_queue import QUEUES
from ui.fee_table import ITEM, NUMBER, QUANTITY, FeeTable
from ui.pen import Drawn, Written
from ui.row_table import RowTable

__all__ = ["ALL", "collisions", "misplaced", "painted", "put", "ready", "settle", "show", "turn"]

ALL = [*VISITS, *QUEUES, *DAYS, *LOOKED_AT]


def settle() -> None:
    """Let everything happen and be painted, however busy the X server is: money keys are dead until then."""
    for _ in range(3):
        QApplication.processEvents()
    for top in QApplication.topLevelWidgets():
        if top.isVisible():
            top.grab()
            while not all(table.finished for table in top.findChildren(RowTable) if table.isVisible()):
                QApplication.processEvents()
                top.grab()


def show(counter, name: str, width: int = 1366, height: int = 768, *, training: bool = False, **options: object):
    """A new window with this page."""
    return turn(counter(width, height, **options), name, training=training)


def ready(counter, clock, name: str = "trial", **options: object):
    """A new window with this page, its money keys alive."""
    window = show(counter, name, **options)
    clock.seconds += 1
    return window


def turn(window, name: str, *, training: bool = False):
    """The same window with another page, as it goes on all day: a new one takes five times as long."""
    put(window, name, training=training)
    settle()
    return window


def put(window, name: str, *, training: bool = False) -> None:
    """Show this page."""
    window.show_shell(shell(name, training=training))
    if name in QUEUES:
        window.show_queue(QUEUES[name])
        window.show_page(queue=True)
    elif name in DAYS:
        window.show_day(DAYS[name])
        window.show_page(queue=False, day=True)
    elif name in OUTAGES:
        window.show_outage(OUTAGES[name])
        window.show_page(outage=True)
    else:
        window.show_page(queue=False)
        window.show_visit(VISITS[name])


def painted(window: QWidget) -> list[tuple[QWidget, Written]]:
    """Every string that stands on the screen, with the widget it stands in."""
    found: list[tuple[QWidget, Written]] = []
    for child in window.findChildren(QWidget):
        if child.isVisible():
            if hasattr(child, "written"):
                found += [(child, piece) for piece in child.written()]
            elif hasattr(child, "painted"):
                found += [(child, piece) for piece in child.painted]
    return found


def collisions(window: QWidget) -> list[str]:
    """Painted words that lie under a control, or on other words of the same widget."""
    found = []
    for child in window.findChildren(Drawn):
        if not child.isVisible():
            continue
        boxes = [(piece.text, piece.box.adjusted(1, 2, -1, -2)) for piece in child.written() if piece.text.strip()]
        controls = [one for one in child.children() if isinstance(one, QWidget) and one.isVisible()]
        for number, (text, box) in enumerate(boxes):
            name = type(child).__name__
            found += [
                f"{name}: {text!r} under {type(one).__name__}" for one in controls if box.intersects(one.geometry())
            ]
            found += [f"{name}: {text!r} on {other!r}" for other, lying in boxes[:number] if box.intersects(lying)]
    return found


def of_item(table: FeeTable, piece: Written) -> bool:
    """A name or what follows it: the only words of a fee line that may be cut; the marked line says them whole."""
    widths = table.widths()
    return widths[NUMBER] <= piece.box.left() <= widths[NUMBER] + widths[ITEM] + widths[QUANTITY]


def crowded(table: RowTable) -> list[str]:
    """Words of a row that lie on each other, or leave the table at its side."""
    rows: dict[int, list[Written]] = {}
    for piece in table.painted:
        rows.setdefault(round(piece.box.center().y() / 12), []).append(piece)
    found, right = [], table.viewport().width() + 1.0
    for row in rows.values():
        row.sort(key=lambda piece: piece.box.left())
        if row[0].box.left() < -1 or row[-1].box.right() > right:
            found.append(f"{row[0].text!r} … {row[-1].text!r} leave the table")
        found += [f"{b.text!r} on {a.text!r}" for a, b in pairwise(row) if a.box.right() > b.box.left() + 1]
    return found


def misplaced(window) -> list[str]:
    """What is cut, lies on something else, or sticks out."""
    problems = collisions(window)
    for child in window.findChildren(QWidget):
        if child.isVisible() and child.parentWidget() is not None and "qt_" not in child.objectName():
            inside = child.parentWidget().rect()
            if not inside.contains(child.geometry()):
                problems.append(f"{type(child).__name__} {child.geometry()} outside {inside}")
    for child in window.findChildren(FeeTable):
        if child.isVisible():
            problems += crowded(child)
    for child, piece in painted(window):
        if piece.elided and not (isinstance(child, FeeTable) and of_item(child, piece)):
            problems.append(f"cut: {piece.text}")
        if isinstance(child, FeeTable) and piece.box.width() > piece.room + 1.5:
            problems.append(f"{piece.text!r} needs {piece.box.width():.0f} of {piece.room:.0f}")
        if not isinstance(child, RowTable):
            box = piece.box.toAlignedRect()
            if box.left() < -1 or box.right() > child.width() + 1 or box.bottom() > child.height() + 2:
                problems.append(f"{type(child).__name__}: {piece.text!r} at {box} of {child.size()}")
    return problems
