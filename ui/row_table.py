"""A table that paints whole rows and keeps each as a picture: a row that has not changed is one picture drawn again.

Cell by cell through a delegate, eighteen fee lines took 7 ms, and three times that while a worker computed: every cell
had to wait for the interpreter anew (bench, window). New rows are drawn in parts, after the page they came with,
and the loop runs between them: until its turn comes a row stays as it was on the screen, a few milliseconds longer.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRectF, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from ui.look import Look
from ui.pen import Pen, Written
from ui.scroll_bar import SlimScrollBar

__all__ = ["ModelIndex", "RowTable"]

ModelIndex = QModelIndex | QPersistentModelIndex
# More than any screen shows; at 1920×1080 a row takes some 200 KB.
_KEPT = 64
# New rows are drawn for so long in one painting of their own, at least one of them. Eighteen rows take 4 to 9 ms.
_AT_ONCE_S = 0.003

_Row = tuple[QPixmap, tuple[Written, ...]]


class RowTable(QTableView):
    """Rows of one height, columns of given widths; nothing is resized to contents, nothing is edited. `row_height`: in
    logical pixels, at a look.
    """

    def __init__(self, look: Look, row_height: Callable[[Look], int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._row_height = row_height
        self._tall = 1
        self._stay: tuple[int, int] | None = None  # first row in sight, and the marked one, from a look to the next
        self._cells: dict[int, QRectF] = {}
        self._kept: dict[Hashable, _Row] = {}
        self._shown: list[tuple[int, tuple[Written, ...]]] = []
        self._before: dict[int, _Row] = {}  # by its place in the viewport what the last painting showed there
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(0)
        self._rest.timeout.connect(self._paint_new)
        self._new_wanted = False
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        self.horizontalHeader().setMinimumSectionSize(0)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBar(SlimScrollBar(look, self))
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._dress()

    def dress(self) -> None:
        """At another look; what was in sight stays there once everything has its place (`arrange`)."""
        if self._stay is None and self.isVisible():
            seen = self._in_sight()
            marked = next((row for _, row in seen if self.marked(row)), -1)
            self._stay = (seen[0][1], marked) if seen else None
        self._dress()
        self.lay_out()
        # The scroll bar has another width before anybody asks how wide the rows are.
        QCoreApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))

    def arrange(self) -> None:
        """After another look: the first row in sight is the first again, and a marked one that was in sight is seen."""
        stay, self._stay = self._stay, None
        if stay is None:
            return
        self.doItemsLayout()
        first, marked = (self.model().index(row, 0) for row in stay)
        self.scrollTo(first, QAbstractItemView.ScrollHint.PositionAtTop)
        if marked.isValid():
            self.scrollTo(marked)
        self.viewport().update()

    def _dress(self) -> None:
        look = self.look
        self._tall = look.px(self._row_height(look))
        self.verticalHeader().setDefaultSectionSize(self._tall)
        palette = self.palette()
        palette.setColor(palette.ColorRole.Base, look.colour(look.theme.surface))
        self.setPalette(palette)

    def widths(self) -> Mapping[int, int]:
        """Width of every column in device pixels; 0 hides it."""
        raise NotImplementedError

    def content(self, row: int) -> Hashable:
        """All that the row shows, its ground aside."""
        raise NotImplementedError

    def marked(self, row: int) -> bool:
        """The row is the chosen one."""
        raise NotImplementedError

    def compose(self, pen: Pen, row: int, cells: Mapping[int, QRectF]) -> None:
        """Draw the row's words into `cells`, the boxes of the columns that are shown; the ground is already there."""
        raise NotImplementedError

    def ground(self, row: int) -> str:
        """The colour under the row's words."""
        theme = self.look.theme
        return theme.selected if self.marked(row) else (theme.surface, theme.stripe)[row % 2]

    @property
    def painted(self) -> list[Written]:
        """The strings of the rows that were in sight at the last painting."""
        return [replace(piece, box=piece.box.translated(0, top)) for top, pieces in self._shown for piece in pieces]

    @property
    def finished(self) -> bool:
        """No row in sight waits for the next painting."""
        return not (self._rest.isActive() or self._new_wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns follow the width."""
        super().resizeEvent(event)
        self.lay_out()

    def hideEvent(self, event: QHideEvent) -> None:
        """Whoever comes next does not see the rows of the one before, for however short a time."""
        self._before.clear()
        super().hideEvent(event)

    def lay_out(self) -> None:
        """Take the columns' widths anew; what was drawn with others is thrown away."""
        self._kept.clear()
        self._before.clear()
        self._cells = {}
        left = 0
        for column, wide in sorted(self.widths().items()):
            self.setColumnHidden(column, not wide)
            self.setColumnWidth(column, wide)
            if wide:
                self._cells[column] = QRectF(left, 0, wide, self._tall)
                left += wide

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows in sight. Where a row's edge may fall between two pixels of the screen none is kept."""
        event.accept()
        area, self._shown = event.rect(), []
        sharp = self.devicePixelRatioF()
        painter = QPainter(self.viewport())
        if not sharp.is_integer():
            for top, row in self._in_sight():
                painter.save()
                painter.translate(0, top)
                self._shown.append((top, self._drawn(painter, row)))
                painter.restore()
        else:
            before, self._before = self._before, {}
            new, self._new_wanted = self._new_wanted, False
            until: float | None = None
            for top, row in self._in_sight():
                shown = self._known(row, sharp)
                if shown is None:
                    now = time.perf_counter()
                    if new and (until is None or now < until):
                        until = now + _AT_ONCE_S if until is None else until
                        shown = self._new(row, sharp)
                    else:
                        shown = before.get(top)
                        self._rest.start()
                if shown is None:
                    painter.fillRect(0, top, self.width(), self._tall, self.look.colour(self.ground(row)))
                    continue
                picture, words = self._before[top] = shown
                self._shown.append((top, words))
                if top <= area.bottom() and top + self._tall > area.top():
                    painter.drawPixmap(QPoint(0, top), picture)
        painter.end()

    def _paint_new(self) -> None:
        self._new_wanted = True
        self.viewport().update()

    def _in_sight(self) -> list[tuple[int, int]]:
        """Top and number of each row that is in sight, from above."""
        count, first = self.model().rowCount(), self.rowViewportPosition(0)
        end = -(-(self.viewport().height() - first) // self._tall)  # the first row below the edge
        rows = range(max(0, -first // self._tall), min(count, end))
        return [(first + row * self._tall, row) for row in rows]

    def _known(self, row: int, sharp: float) -> _Row | None:
        kept = self._kept.pop(key := self._key(row, sharp), None)
        if kept is not None:
            self._kept[key] = kept  # the last in line to go
        return kept

    def _new(self, row: int, sharp: float) -> _Row:
        picture = QPixmap(round(self.width() * sharp), round(self._tall * sharp))
        picture.setDevicePixelRatio(sharp)
        painter = QPainter(picture)
        made = picture, self._drawn(painter, row)
        painter.end()
        while len(self._kept) >= _KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[self._key(row, sharp)] = made
        return made

    def _key(self, row: int, sharp: float) -> Hashable:
        return self.content(row), self.marked(row), row % 2, sharp

    def _drawn(self, painter: QPainter, row: int) -> tuple[Written, ...]:
        look = self.look
        painter.fillRect(QRectF(0, 0, self.width(), self._tall), look.colour(self.ground(row)))
        if self.marked(row):
            painter.fillRect(QRectF(0, 0, look.px(4), self._tall), look.colour(look.theme.brand))
        written: list[Written] = []
        self.compose(Pen(painter, look, written), row, self._cells)
        return tuple(written)
