"""Another look for widgets that are there already. Nothing is made anew: the focus, what was typed, what is marked and
where a list stands are the widgets' own and stay.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from ui.look import Look

__all__ = ["arrange", "wear"]


def wear(root: QWidget, look: Look) -> None:
    """From now on `root` and all that lies in it look like this. `dress`, where a widget has it, sets what Qt keeps of
    a look: fonts, margins, heights of rows; what lies in a widget is dressed before it.
    """
    parts = list(_parts(root))
    for part in parts:
        if hasattr(part, "look"):
            part.look = look
    for part in reversed(parts):
        dress = getattr(part, "dress", None)
        if dress is not None:
            dress()
        part.updateGeometry()
        QWidget.update(part)


def arrange(root: QWidget) -> None:
    """Places of what lies in `root`, from the outside in: sizes that did not change place nothing by themselves."""
    for part in _parts(root):
        place = getattr(part, "arrange", None)
        if place is not None:
            place()


def _parts(root: QWidget) -> Iterator[QWidget]:
    """A widget before what lies in it; what is a window of its own is not part of it."""
    yield root
    for child in root.children():
        if isinstance(child, QWidget) and not child.isWindow():
            yield from _parts(child)
