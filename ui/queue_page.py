"""The queue page: how far the replay is, the claims, and the story of the marked one."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.buttons import KeyButton, likeliest
from ui.confirm_bar import Ask
from ui.guard import Offer
from ui.intents import ChooseClaim, Do, PayOut
from ui.keys import Action, KeyMap
from ui.look import BODY, HEAD, LEAD, Layout, Look
from ui.pen import Drawn, Pen
from ui.queue_detail import QueueDetail
from ui.queue_table import ROW, QueueHeader, QueueTable
from ui.queue_views import Progress, QueueState, QueueView
from ui.shapes import Shape, hatch
from ui.theme import Role
from ui.told import Said
from ui.words import figures, labels, outage_words, sentences
from ui.words.template import filled
from ui.words.ways import by_way

__all__ = ["ProgressPanel", "QueuePage"]

_HEADS = {
    QueueState.EMPTY: labels.QUEUE_EMPTY,
    QueueState.DOWN: labels.QUEUE_DOWN,
    QueueState.REPLAYING: labels.QUEUE_NOW,
    QueueState.PAUSED: labels.QUEUE_PAUSED,
    QueueState.DONE: labels.QUEUE_DONE,
    QueueState.REFUNDS: labels.REFUND_LIST,
    QueueState.HELD: labels.HELD_LIST,
}
MARGIN, GAP = 12, 12
_HEAD_ALONE, _EDGE = 46, 4


def _head(view: QueueView) -> str:
    """That it is being made up is said only where it is; that all of it was, where no claim waits for a person."""
    if view.state is QueueState.REPLAYING and view.silent:
        return labels.QUEUE_PLACES
    if view.state is QueueState.DONE and view.progress.person:
        return labels.QUEUE_PEOPLE_LEFT
    return _HEADS[view.state]


def _line(view: QueueView, since: datetime) -> str:
    """Since when the line is down, for how long and at which level; or when it came back."""
    if not view.down:
        return filled(labels.LINK_BACK_AT, 时间=figures.clock(since))
    if view.outage is None or view.outage.over:
        return filled(labels.LINK_DOWN_SINCE, 时间=figures.clock(since))
    level, began, lasted = outage_words.LEVELS[view.outage.level], figures.clock(view.outage.began), view.outage.seconds
    if lasted < 60:
        return filled(outage_words.CLOCK_NOW, 时间=began, 级=level)
    return filled(outage_words.CLOCK, 时间=began, 时长=figures.long_span(lasted), 级=level)


def _segments(progress: Progress) -> list[tuple[int, Shape, str, Role | None]]:
    return [
        (progress.settled, Shape.DONE, labels.ROW_SETTLED, Role.OK),
        (progress.person, Shape.STOPPED, labels.ROW_PERSON, Role.STOP),
        (progress.checking, Shape.CHECKING, labels.ROW_CHECKING, Role.CHECK),
        (progress.working, Shape.WORKING, labels.ROW_WORKING, Role.INFO),
        (progress.waiting, Shape.WAITING, labels.ROW_WAITING, None),
    ]


class ProgressPanel(Drawn):
    """The left panel: head, segments, legend; table and buttons lie in it."""

    acted = Signal(object)

    def __init__(self, look: Look, keys: KeyMap, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._view = QueueView(QueueState.EMPTY)
        self._wanted: set[Action] = set()
        self._alive: frozenset[Action] = frozenset()
        self._confirming = False
        self.header = QueueHeader(look, self)
        self.table = QueueTable(look, self)
        self._buttons = {
            action: KeyButton(look, action, keys.shown(action), self)
            for action in (Action.BACK, Action.PAUSE, Action.RESUME, Action.BOARD, Action.LIST)
        }
        for button in self._buttons.values():
            button.acted.connect(self.acted)

    def show_view(self, view: QueueView, alive: frozenset[Action]) -> None:
        """The page at this moment."""
        self._view, self._alive = view, alive
        held = view.state is QueueState.HELD
        self.header.show_list(held=held)
        self.table.show_rows(view.rows, view.selected, held=held)
        pause = labels.RESUME if view.state is QueueState.PAUSED else labels.PAUSE
        for action, text in (
            (Action.BACK, labels.BACK_TO_VISIT),
            (Action.PAUSE, pause),
            (Action.RESUME, labels.HELD_LIST),
            (Action.BOARD, outage_words.REPORT if view.outage and view.outage.over else outage_words.BOARD),
            (Action.LIST, labels.ALL_CLAIMS if view.state is QueueState.REFUNDS else labels.REFUND_LIST),
        ):
            self._buttons[action].set_up(text, alive=action in alive and not self._confirming)
        # On its own list Shift F3 goes on with the marked claim; without an outage there is nothing to hang up.
        self._wanted = {Action.BACK, Action.PAUSE} | ({Action.BOARD} & alive) | (set() if held else {Action.RESUME})
        total = view.progress.total
        self.setAccessibleName(_head(view))
        self.setAccessibleDescription(filled(labels.PROGRESS_SPOKEN, n=total, m=view.progress.handled))
        self.arrange()
        line = view.since, view.down, view.outage
        sums = len(view.rows), view.total, view.to_come
        self.shows(view.state, line, view.progress, view.minutes_left, sums, height=self.header.y())

    def set_confirming(self, confirming: bool) -> None:
        """Money is being confirmed: no key but the bar's own looks alive."""
        if confirming is not self._confirming:
            self._confirming = confirming
            self.show_view(self._view, self._alive)
            self.update()

    def _heights(self) -> tuple[int, int, int]:
        """Head 140, names 30, buttons 60, the rest for the rows. With large type less; and where that leaves no row, as
        under the bar that asks for a supervisor, first the dead buttons give way, then how far it is, then the names.
        """
        px = self.look.px
        if self.look.layout is Layout.COLUMNS:
            return px(140), px(30), px(60)
        edge = px(_EDGE)
        top, names, foot = px(84), px(30), edge if self._confirming else px(48)
        if self.height() - top - names - foot < px(ROW):
            top = px(_HEAD_ALONE)
        if self.height() - top - names - foot < px(ROW):
            foot = edge
        if self.height() - top - names - foot < px(ROW):
            names = 0
        return top, names, foot

    def arrange(self) -> None:
        """From above: head, names, rows, buttons."""
        look = self.look
        wide = self.width() - 2
        top, names, foot = self._heights()
        self.header.setGeometry(1, top, wide, names)
        self.header.setVisible(names > 0)
        box = QRect(1, top + names, wide, max(0, self.height() - top - names - foot))
        if box != self.table.geometry():
            self.table.setGeometry(box)
            if self._confirming:
                self.table.show_chosen()
        x, y = look.px(15), self.height() - look.px(35) - (foot - look.px(35)) // 2
        last = self._buttons[Action.LIST]
        size = last.sizeHint().width() + look.px(6)
        end = self.width() - look.px(15) - size
        last.setGeometry(end, y, size, look.px(35))
        keyed = foot > look.px(_EDGE)
        last.setVisible(keyed)
        for action, button in self._buttons.items():
            size = button.sizeHint().width() + look.px(6)
            # Large type has no room for all: a dead one gives way, then the last; F1 and the sentence name them.
            wanted = look.layout is Layout.COLUMNS or action in self._alive or action is Action.BACK
            fits = keyed and x + size < end and wanted
            if action is not Action.LIST:
                button.setVisible(action in self._wanted and fits)
            if action is Action.LIST or not button.isVisibleTo(self):
                continue
            button.setGeometry(x, y, size, look.px(35))
            x += size + look.px(8)

    def compose(self, pen: Pen) -> None:
        """Head, bar, legend."""
        look, theme, view = self.look, self.look.theme, self._view
        pen.box(QRectF(self.rect()), theme.surface, theme.line, width=theme.line_width)
        left, right = float(look.px(18)), self.width() - float(look.px(18))
        low = look.layout is not Layout.COLUMNS
        y = float(look.px(24 if low else 42))
        used = pen.text(left, y, _head(view), HEAD, theme.ink, bold=True)
        if view.since is not None:
            used += look.px(13) + pen.text(left + used + look.px(13), y, _line(view, view.since), LEAD, theme.ink2)
        if view.to_come:
            pen.text(left + used + look.px(13), y, filled(labels.STILL_READ, n=view.to_come), LEAD, theme.ink2)
        total = view.progress.total
        if view.state is QueueState.HELD:
            said = filled(labels.HELD_TOTAL, n=len(view.rows), 金额=figures.money(view.total))
            pen.text(right, y, said, LEAD, theme.ink, bold=True, align=Qt.AlignmentFlag.AlignRight)
        elif view.state is QueueState.REFUNDS:
            said = filled(labels.REFUNDS_TOTAL, n=len(view.rows), 金额=figures.money(view.total))
            pen.text(right, y, said, LEAD, theme.ink, bold=True, align=Qt.AlignmentFlag.AlignRight)
        elif total:
            top, _, _ = self._heights()
            end = pen.text(
                right, y, filled(labels.OF_ALL, n=total), LEAD, theme.ink2, align=Qt.AlignmentFlag.AlignRight
            )
            pen.text(
                right - end - look.px(13), y, str(view.progress.handled), 34, theme.ink, bold=True,
                align=Qt.AlignmentFlag.AlignRight,
            )  # fmt: skip
            if top > look.px(_HEAD_ALONE):
                bar = QRectF(look.px(17), look.px(44 if low else 75), self.width() - look.px(34), look.px(18))
                self._bar(pen, bar)
                self._legend(pen, left, look.px(73 if low else 115), right)
        foot = self._heights()[2]
        if foot > look.px(_EDGE):
            pen.rule(1, self.height() - foot, self.width() - 2, theme.line)

    def _bar(self, pen: Pen, box: QRectF) -> None:
        look, theme = self.look, self.look.theme
        pen.box(box, theme.sunken, theme.line_strong, radius=4, width=theme.line_width)
        inner = box.adjusted(1.5, 1.5, -1.5, -1.5)
        x = inner.left()
        for count, _, _, role in _segments(self._view.progress):
            if not count or role is None:
                continue
            wide = inner.width() * count / self._view.progress.total
            part = QRectF(x, inner.top(), wide, inner.height())
            ink = look.colour(theme.role_ink(role))
            if role is Role.INFO:
                hatch(pen.painter, part, look.colour(theme.surface), ink, 4 * look.scale)
            else:
                pen.painter.fillRect(part, ink)
            x += wide

    def _legend(self, pen: Pen, x: float, y: float, right: float) -> None:
        look, theme = self.look, self.look.theme
        for count, shape, word, role in _segments(self._view.progress):
            ink = theme.role_ink(role) if role is not None else theme.ink2
            pen.shape(x, y, 15, shape, ink, theme.surface)
            x += look.px(23)
            x += pen.text(x, y, f"{word} {count}", BODY, theme.ink) + look.px(22)
        if self._view.minutes_left is not None:
            text = filled(labels.MINUTES_LEFT, n=self._view.minutes_left)
            if right - pen.width(text, LEAD, bold=True) > x:
                pen.text(right, y, text, LEAD, theme.ink, bold=True, align=Qt.AlignmentFlag.AlignRight)


class QueuePage(QWidget):
    """Shows a `QueueView`, emits intents."""

    intent = Signal(object)
    acted = Signal(object)

    def __init__(self, look: Look, keys: KeyMap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._view = QueueView(QueueState.EMPTY)
        self.progress = ProgressPanel(look, keys, self)
        self.detail = QueueDetail(look, keys, self)
        self.progress.acted.connect(self.acted)
        self.detail.acted.connect(self.acted)
        self.progress.table.moved.connect(lambda claim: self.intent.emit(ChooseClaim(claim)))

    @property
    def view(self) -> QueueView:
        """What is shown."""
        return self._view

    @property
    def working(self) -> bool:
        """What runs here shows in its rows."""
        return False

    def show_view(self, view: QueueView) -> None:
        """Show it; showing it twice changes nothing."""
        self._view = view
        self.detail.show_view(view.detail, view.today)
        self.progress.show_view(view, self.alive())

    def set_confirming(self, confirming: bool) -> None:
        """Money is being confirmed: no key but the bar's own looks alive."""
        self.progress.set_confirming(confirming)
        self.detail.set_confirming(confirming)

    def expected(self) -> KeyButton | None:
        """What can be done with the marked claim, else what the page itself waits for."""
        paused = (Action.PAUSE,) if self._view.state is QueueState.PAUSED else ()
        return self.detail.expected() or likeliest(self, (*paused, Action.BACK, Action.LIST))

    def alive(self) -> frozenset[Action]:
        """The keys that do something now."""
        keys = {Action.BACK, Action.PAGE, Action.HELP, Action.QUESTIONS, Action.SCAN, Action.LIST} | self.detail.alive()
        if self._view.state is not QueueState.HELD:
            keys.add(Action.RESUME)
        if self._view.state in (QueueState.REPLAYING, QueueState.PAUSED):
            keys.add(Action.PAUSE)
        if self._view.outage is not None:
            keys |= {Action.BOARD, Action.PREVIEW}
        return frozenset(keys)

    def act(self, action: Action, *, auto_repeat: bool = False) -> bool:
        """Do what a key means here; False when it means nothing now."""
        if action not in self.alive():
            return False
        if not auto_repeat:
            self.intent.emit(Do(action, claim=self._view.selected))
        return True

    def ask(self) -> Ask | None:
        """What Shift F9 would ask to confirm now."""
        detail = self._view.detail
        back = detail.refund or detail.back if detail is not None else None
        if detail is None or not back or back < 0:
            return None
        amount = figures.money(back)
        said = sentences.REFUND_CONFIRM if detail.refund else sentences.HAND_BACK_CONFIRM
        name = figures.masked_name(detail.name) or labels.NOT_KNOWN
        text = filled(said, 姓名遮中=name, 应退=amount, 付款方式=by_way(detail.ways))
        label = filled(labels.PAY_OUT_CONFIRM, 金额=amount)
        # A claim that is given up takes a supervisor, as an undone settlement does; what is due anyway does not.
        return Ask(text, label, Offer(detail.claim, detail.turn, back), reasoned=not detail.refund)

    def paid_out(self, offer: Offer, reason: str, second: str) -> PayOut:
        """The intent of a confirmed payment."""
        return PayOut(offer.visit, offer.turn, offer.amount, reason, second)

    def scanned(self, _code: str) -> bool:
        """No code belongs here."""
        return False

    def step(self, down: int) -> bool:
        """An arrow key."""
        self.progress.table.step(down)
        return True

    def said(self, now: datetime) -> Said:
        """The sentence of this moment."""
        view = self._view
        if view.notice:
            return Said(view.notice, Role.INFO, Shape.NOTE)
        if view.state is QueueState.HELD:
            text = filled(sentences.QUEUE_HELD, n=len(view.rows)) if view.rows else sentences.QUEUE_NONE_HELD
            return Said(text, Role.ASK, Shape.NOTE)
        if view.state is QueueState.REFUNDS:
            text = filled(sentences.QUEUE_REFUNDS, n=len(view.rows)) if view.rows else sentences.QUEUE_NO_REFUNDS
            return Said(text, Role.ASK, Shape.NOTE)
        people = filled(sentences.QUEUE_PEOPLE, n=view.progress.person) if view.progress.person else ""
        if view.state is QueueState.DOWN:
            since = figures.clock(view.since or now)
            if view.outage is not None and view.outage.served:
                blanks = {"n": view.outage.served, "金额": figures.money(view.outage.taken)}
                return Said(filled(outage_words.SERVED, **blanks), Role.OFF, Shape.OUTAGE)
            return Said(filled(sentences.QUEUE_DOWN, 时间=since), Role.OFF, Shape.OUTAGE)
        if view.state is QueueState.REPLAYING:
            if view.silent:
                text = filled(sentences.QUEUE_SILENT, 地=view.silent, n=view.progress.working + view.progress.waiting)
                return Said(text + people, Role.WARN, Shape.OUTAGE)
            return Said(sentences.QUEUE_REPLAYING + people, Role.INFO, Shape.NOTE)
        if view.state is QueueState.PAUSED:
            return Said(sentences.QUEUE_PAUSED, Role.WARN, Shape.ATTENTION)
        if view.state is QueueState.DONE:
            return Said(
                people or sentences.QUEUE_DONE,
                Role.WARN if people else Role.OK,
                Shape.ATTENTION if people else Shape.DONE,
            )
        return Said(sentences.QUEUE_EMPTY, Role.ASK, Shape.NOTE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size places the panels anew."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """The table left, the story right (336 or 388 wide); with large type the table alone."""
        px = self.look.px
        self.detail.setVisible(self.look.layout is Layout.COLUMNS)
        if self.look.layout is Layout.COLUMNS:
            right = px(388 if self.look.roomy else 336)
            self.detail.setGeometry(self.width() - px(MARGIN) - right, 0, right, self.height())
            self.progress.setGeometry(px(MARGIN), 0, self.detail.x() - px(GAP) - px(MARGIN), self.height())
            return
        edge = px(8)
        self.progress.setGeometry(edge, 0, self.width() - 2 * edge, self.height())
