"""The middle column: the fee lines with their keys; while waiting the two ways to begin; in a failure its card."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtWidgets import QWidget

from counter_app.model.visit import total_of
from ui.buttons import KeyButton
from ui.choice_back import ChoiceBack
from ui.failure_panel import FailurePanel
from ui.fee_table import FeeHeader, FeeTable
from ui.give_back_table import Bills, GiveBackHeader, GiveBackTable
from ui.identity_panel import IdentityPanel
from ui.item_panel import ItemPanel
from ui.keys import Action, KeyMap
from ui.line_detail import LineDetail
from ui.look import BODY, LEAD, Layout, Look
from ui.pen import Drawn, Pen
from ui.views import VisitState, VisitView
from ui.waiting_panel import WaitingPanel
from ui.warning_panel import WarningPanel
from ui.words import figures, labels, refund_words
from ui.words.template import filled

__all__ = ["ChargesPanel"]

_RIGHT = Qt.AlignmentFlag.AlignRight
_WITHOUT_LINES = frozenset({VisitState.WAITING, VisitState.SCANNING, VisitState.READING})
_BUTTONS = (
    (Action.ASK, labels.FETCH),
    (Action.NEXT_BILL, labels.NEXT_BILL),
    (Action.ADD, labels.ADD),
    (Action.DELETE, labels.DELETE),
    (Action.APPROVE, labels.APPROVE),
    (Action.PARK, labels.PARK),
)


class ChargesPanel(Drawn):
    """Shows one of the three; `lines_shown` lets the failure card be lifted to look at the lines (↓)."""

    acted = Signal(object)

    def __init__(self, look: Look, keys: KeyMap, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._view = VisitView(VisitState.WAITING)
        self._told: tuple[frozenset[Action], datetime] | None = None  # what it was shown with
        self._lines_shown = False
        self.table = FeeTable(look, self)
        self.header = FeeHeader(look, self)
        self.choice: ChoiceBack | None = None
        self.back_header = GiveBackHeader(look, self)
        self.back_table = GiveBackTable(look, self)
        self.bills = Bills(look, self)
        self.detail = LineDetail(look, self)
        self.waiting = WaitingPanel(look, keys, self)
        self.failure = FailurePanel(look, keys, self)
        self.identity = IdentityPanel(look, self)
        self.warnings = WarningPanel(look, keys, self)
        self.items = ItemPanel(look, self)
        self._buttons = {action: KeyButton(look, action, keys.shown(action), self) for action, _ in _BUTTONS}
        for button in self._buttons.values():
            button.acted.connect(self.acted)
        self.back = KeyButton(look, Action.BACK, keys.shown(Action.BACK), self.header)
        self.back.acted.connect(lambda _action: self.lift())
        self.waiting.acted.connect(self.acted)
        self.failure.acted.connect(self.acted)
        self.warnings.acted.connect(self.acted)

    @property
    def _full(self) -> bool:
        """Head, sum and keys have room."""
        return self.look.layout is Layout.COLUMNS

    def show_view(self, view: VisitView, alive: frozenset[Action], now: datetime) -> None:
        """The visit's middle."""
        before = self._view
        if (view.state, view.visit, view.failure) != (before.state, before.visit, before.failure):
            self._lines_shown = False
        self._view, self._told = view, (alive, now)
        waiting = self.is_waiting()
        failing = view.state is VisitState.FAILURE and not self._lines_shown
        locked = view.state is VisitState.LOCKED
        if waiting:
            self.waiting.show_view(view, alive, now)
        if view.state is VisitState.FAILURE:
            self.failure.show_view(view)
        typing = view.state is VisitState.TYPING
        self.identity.show_view(view, now.date())
        warned = view.state is VisitState.WARNED
        self.warnings.show_view(view)
        self.items.show_view(view)
        adding = self.items.opened
        choosing = self._choose(view)
        self.bills.show_bills(view.refund.bills if view.refund is not None and view.state in _REFUNDS else ())
        lines = not waiting and not failing and not locked and not typing and not warned and not choosing
        lines = lines and not adding
        if lines:
            self.table.show_view(view, choosing=Action.DELETE in alive or self._lines_shown)
            self.header.show_widths(self.table.widths())
        self.waiting.setVisible(waiting)
        self.failure.setVisible(failing)
        self.identity.setVisible(typing)
        self.warnings.setVisible(warned)
        self.table.setVisible(lines)
        self.header.setVisible(lines)
        for action, text in _BUTTONS:
            button = self._buttons[action]
            text = refund_words.GIVE_LINE if choosing and action is Action.DELETE else text
            button.set_up(text, alive=action in alive and not waiting)
            shown = self._full and not failing and not locked and not warned and not adding
            shown = shown and (action is Action.DELETE or not choosing)
            if self._lines_shown and action is not Action.PARK:  # they are only looked at
                shown = False
            if action in (Action.APPROVE, Action.NEXT_BILL):  # there where there is something to decide
                shown = shown and action in alive
            if action is Action.PARK:
                shown = shown and action in alive and not waiting and view.state not in _PARK_IN_TILL
            button.setVisible(shown)
        self.back.set_up(labels.BACK_TO_REASON)
        self.back.setVisible(self._lines_shown)
        self.setAccessibleName(labels.CHARGES)
        self.arrange()
        self._show_detail()
        self.shows(view.charges, waiting, failing, locked, typing, warned, choosing, adding)

    def _choose(self, view: VisitView) -> bool:
        """What goes back is chosen here; another visit, or coming to it anew, begins with nothing."""
        choosing = view.state is VisitState.GIVING_BACK
        if not choosing:
            self.choice = None
        elif self.choice is None or self.choice.charges != view.charges:
            self.choice = ChoiceBack(view.charges)
        if self.choice is not None:
            self.back_table.show_choice(self.choice)
        self.back_header.setVisible(choosing)
        self.back_table.setVisible(choosing)
        return choosing

    def _show_detail(self) -> None:
        row = self.table.chosen_row() if self._full and not self.table.isHidden() else -1
        named = row >= 0 and self.table.cuts_name(row)
        self.detail.show_line(self.table.line(row) if row >= 0 else None, named=named)

    def marked_line(self) -> int | None:
        """The number (from 1) of the line that is marked where lines are shown."""
        row = -1 if self.table.isHidden() else self.table.chosen_row()
        return row + 1 if row >= 0 else None

    def _other_bills(self) -> int:
        """As the sentence counts them: once this one is paid, lines that were taken off it are a bill of their own."""
        return self._view.open_bills if self._view.payment is not None else self._view.bills

    def is_waiting(self) -> bool:
        """The waiting page is up."""
        return self._view.state in _WITHOUT_LINES

    def step(self, down: int) -> None:
        """An arrow key: the parked list, the lines behind a failure card, or the table."""
        if self.items.opened:
            self.items.step(down)
        elif self.is_waiting():
            self.waiting.parked.choose(down)
        elif self._view.state is VisitState.WARNED:
            self.warnings.step(down)
        elif self.choice is not None:
            self.choice.step(down)
            self.back_table.show_choice(self.choice)
        elif self._view.state is VisitState.FAILURE and not self._lines_shown:
            if down > 0 and self._view.charges:
                self._show_lines(shown=True)
                self.back.setFocus()
        else:
            self.table.choose(down)
        self._show_detail()

    def lift(self) -> bool:
        """Esc: from the lines of a failure back to its card, or out of a field. True when that is what it did."""
        if self.warnings.lift() or self.items.lift():
            return True
        if not self._lines_shown:
            return False
        self._show_lines(shown=False)
        recommended = self.recommended()
        if recommended is not None:
            recommended.setFocus()
        return True

    def recommended(self) -> QWidget | None:
        """In a failure: the way on that helps most; from its lines the way back to it."""
        return self.back if self._lines_shown else self.failure.recommended()

    def _show_lines(self, *, shown: bool) -> None:
        """The lines behind a failure, or its card again: all that belongs to the one, and nothing of the other."""
        self._lines_shown = shown
        if self._told is not None:
            self.show_view(self._view, *self._told)
        self.update()

    def arrange(self) -> None:
        """Head 40, column names 26, lines, a row of buttons."""
        look = self.look
        head = look.px(40) if self._full else 0
        foot = look.px(52) if self._full else 0
        line = max(1, round(look.theme.line_width))
        names = look.px(36 if self._lines_shown else 26)
        self.header.setGeometry(line, head, self.width() - 2 * line, names)
        bills = self.bills.height_needed() if self._full else 0
        self.bills.setVisible(bills > 0)
        below = self.height() - head - names - foot - line
        self.table.setGeometry(line, head + names, self.width() - 2 * line, below - bills)
        self.header.show_widths(self.table.widths())
        self.bills.setGeometry(line, self.height() - foot - line - bills, self.width() - 2 * line, bills)
        beside = look.px(260 if self._other_bills() else 140)  # the counts at the left, the sum at the right
        self.detail.setGeometry(beside, look.px(8), self.width() - beside - look.px(170), look.px(30))
        self.back_header.setGeometry(self.header.geometry())
        self.back_table.setGeometry(line, head + names, self.width() - 2 * line, below)
        self.waiting.setGeometry(
            line, head + 1 if self._full else line, self.width() - 2 * line, self.height() - head - foot - 2
        )
        foot_of_list = look.px(12) if self._full else 0
        self.items.setGeometry(
            line, head + line, self.width() - 2 * line, self.height() - head - foot_of_list - 2 * line
        )
        for panel, below in ((self.failure, 0), (self.identity, foot), (self.warnings, 0)):
            panel.setGeometry(line, line, self.width() - 2 * line, self.height() - 2 * line - below)
        x = look.px(15)
        y = self.height() - look.px(43)
        # Among the columns' names, where the item's leaves room: with large type there is no row of keys.
        self.back.setGeometry(look.px(90), 1, self.back.sizeHint().width(), names - 2)
        for action, button in self._buttons.items():
            wide = button.sizeHint().width()
            left = self.width() - look.px(15) - wide if action is Action.PARK else x
            button.setGeometry(left, y, wide, look.px(34))
            x += wide + look.px(8) if button.isVisibleTo(self) else 0

    def compose(self, pen: Pen) -> None:
        """Ground, head with the sum, the line above the buttons."""
        look, theme = self.look, self.look.theme
        pen.box(QRectF(self.rect()), theme.surface, theme.line, width=theme.line_width)
        if not self._full or self.failure.isVisible() or self.warnings.isVisible():
            return
        left, right = float(look.px(15)), self.width() - float(look.px(15))
        y = float(look.px(23))
        if self.identity.isVisible():
            pen.rule(1, self.height() - look.px(52), self.width() - 2, theme.line)
            return
        used = pen.text(left, y, labels.CHARGES, LEAD, theme.ink2, bold=True)
        if self._view.state is VisitState.LOCKED:
            return
        if self._view.charges and not self.is_waiting():
            text = filled(labels.LINES, n=len(self._view.charges))
            if others := self._other_bills():
                text += "　" + filled(labels.OTHER_BILLS, n=others)
            pen.text(left + used + look.px(9), y, text, BODY, theme.ink2)
            total = pen.text(
                right, y, figures.money(total_of(self._view.charges)), LEAD, theme.ink, bold=True, align=_RIGHT
            )
            pen.text(right - total - look.px(8), y, labels.TOTAL, BODY, theme.ink2, align=_RIGHT)
        if self.is_waiting():
            pen.rule(1, look.px(40), self.width() - 2, theme.line)
        if not self.items.opened:
            pen.rule(1, self.height() - look.px(52), self.width() - 2, theme.line)


_REFUNDS = (VisitState.REFUND_DUE, VisitState.REFUNDED)
# There the way to the next person is one of the till's own buttons.
_PARK_IN_TILL = frozenset({VisitState.UNCLEAR, VisitState.BY_HAND, VisitState.LINK_DOWN})
