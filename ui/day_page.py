"""日终: today's claims by state at the left; at the right the proof of the day before and what is past its day."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.buttons import KeyButton, likeliest
from ui.claim_table import ClaimTable
from ui.day_columns import COLUMNS, MARKS
from ui.day_views import DayState, DayView, Finding, Mark
from ui.intents import Do
from ui.keys import Action, KeyMap
from ui.look import BODY, HEAD, LEAD, SMALL, Layout, Look
from ui.no_money import NoMoney
from ui.pen import CapColours, Drawn, Pen
from ui.shapes import Shape
from ui.theme import Role
from ui.till_rows import Kind
from ui.told import Said
from ui.words import day_words, figures, labels
from ui.words.template import filled

__all__ = ["DayPage"]

MARGIN, GAP = 12, 12
_BUTTONS = (Action.ASK, Action.UPLOAD, Action.PRINT)


class _Claims(Drawn):
    """Left: how many in which state, the sums, the table."""

    acted = Signal(object)

    def __init__(self, look: Look, keys: KeyMap, parent: QWidget) -> None:
        super().__init__(look, parent)
        self._view = DayView()
        self.setAccessibleName(day_words.PAGE)
        self.header = COLUMNS.header(look, self)
        self.table = ClaimTable(look, day_words.TABLE, COLUMNS, self)
        self.buttons = {action: KeyButton(look, action, keys.shown(action), self) for action in _LEFT}
        for button in self.buttons.values():
            button.acted.connect(self.acted)

    def show_view(self, view: DayView, alive: frozenset[Action]) -> None:
        self._view = view
        self.table.show_rows(view.rows)
        for action, text in _LEFT.items():
            self.buttons[action].set_up(text, alive=action in alive)
        self.arrange()
        self.shows(view.rows, view.sums, view.today, view.unsigned)

    def arrange(self) -> None:
        look = self.look
        top, foot, wide = look.px(118), look.px(52), self.width() - 2
        self.header.setGeometry(1, top, wide, look.px(28))
        self.table.setGeometry(1, top + look.px(28), wide, self.height() - top - look.px(28) - foot)
        x = look.px(15)
        for button in self.buttons.values():
            size = button.sizeHint().width() + look.px(6)
            button.setGeometry(x, self.height() - look.px(43), size, look.px(34))
            x += size + look.px(8)

    def compose(self, pen: Pen) -> None:
        look, theme, view = self.look, self.look.theme, self._view
        pen.box(QRectF(self.rect()), theme.surface, theme.line, width=theme.line_width)
        left, right = float(look.px(18)), self.width() - float(look.px(18))
        y = float(look.px(28))
        head = filled(day_words.CLAIMS, n=len(view.rows)) if view.rows else day_words.NO_CLAIMS
        x = left + pen.text(left, y, head, HEAD, theme.ink, bold=True) + look.px(24)
        if view.unsigned:
            ink, said = theme.role_ink(Role.WARN), filled(day_words.UNSIGNED, 工号=view.unsigned)
            pen.shape(x, y, 15, Shape.ATTENTION, ink, theme.surface)
            pen.fitted(x + look.px(21), y, right - x - look.px(21), said, BODY, ink, SMALL)
        x, y = left, y + look.px(36)
        counts = Counter(row.mark for row in view.rows)
        for mark in Mark:
            if counts[mark]:
                shape, role = MARKS[mark]
                ink = theme.role_ink(role) if role is not None else theme.ink2
                pen.shape(x, y, 15, shape, ink, theme.surface)
                x += look.px(21)
                x += pen.text(x, y, f"{day_words.SHOWN[mark]} {counts[mark]}", BODY, theme.ink) + look.px(16)
        said = _sums(view)
        room = right - left
        if pen.width(said, SMALL, bold=True) <= room:
            pen.fitted(left, y + look.px(32), room, said, LEAD, theme.ink, SMALL)
        else:
            pen.paragraph(left, y + look.px(15), room, said, SMALL, theme.ink, bold=True)
        pen.rule(1, self.height() - look.px(52), self.width() - 2, theme.line)


def _sums(view: DayView) -> str:
    sums = view.sums
    return filled(
        day_words.SUMS, n=sums.count, 总额=figures.money(sums.total), 基金=figures.money(sums.fund),
        账户=figures.money(sums.account), 现金=figures.money(sums.cash),
    )  # fmt: skip


_LEFT = {Action.BACK: labels.BACK_TO_VISIT, Action.PAY_OUT: day_words.GIVE_BACK}


class _Proof(Drawn):
    """Right: whether the books match, each difference with what to do, what is overdue, and the keys."""

    acted = Signal(object)

    def __init__(self, look: Look, keys: KeyMap, parent: QWidget) -> None:
        super().__init__(look, parent)
        self._keys = keys
        self._first = 0  # of the findings, where they have to be stepped through
        self._view = DayView()
        self.setAccessibleName(day_words.PROOF)
        self.buttons = {action: KeyButton(look, action, keys.shown(action), self) for action in _BUTTONS}
        for button in self.buttons.values():
            button.acted.connect(self.acted)

    def step(self, down: int) -> None:
        """The findings further down or up."""
        last = len(self._view.proof.findings) - 1 if self._view.proof is not None else 0
        self._first = min(max(self._first + down, 0), max(last, 0))
        self.update()

    def show_view(self, view: DayView, alive: frozenset[Action]) -> None:
        if view.proof != self._view.proof:
            self._first = 0
        self._view = view
        texts = {
            Action.ASK: day_words.PROVE, Action.UPLOAD: day_words.UPLOAD,
            Action.PRINT: day_words.PRINT_LISTS if view.prints else day_words.KEEP_LISTS,
        }  # fmt: skip
        first = _wanted(view)[0] if view.confirming or view.proof is None else None
        for action, text in texts.items():
            busy = (action is Action.ASK and view.state is DayState.PROVING) or (
                action is Action.UPLOAD and view.state is DayState.UPLOADING
            )
            kind = Kind.PRIMARY if action is first else Kind.NORMAL
            usable = action in alive
            self.buttons[action].set_up(text, alive=usable, kind=kind, busy=busy, ring=action is first and usable)
        self.arrange()
        self.shows(view.proof, view.overdue, view.overdue_total, view.to_ring, view.state)

    def arrange(self) -> None:
        look = self.look
        y = self.height() - look.px(13)
        shown = self._has_buttons()
        corner = self._in_corner()
        for action in reversed(_BUTTONS):
            button = self.buttons[action]
            button.setVisible(shown or action is corner)
            if not shown:
                wide = button.sizeHint().width() + look.px(6)
                button.setGeometry(self.width() - look.px(12) - wide, look.px(6), wide, look.px(32))
                continue
            tall = look.px(40)
            y -= tall
            self.buttons[action].setGeometry(look.px(15), y, self.width() - look.px(30), tall)
            y -= look.px(8)

    def _in_corner(self) -> Action | None:
        """With the largest type only the key that is expected next has its button."""
        if self.look.layout is not Layout.NARROW:
            return None
        wanted = _wanted(self._view)
        return next((action for action in wanted if self.buttons[action].isEnabled()), wanted[0])

    def _has_buttons(self) -> bool:
        """With large type they give way to what was found, with the largest always: sentence and F1 name the keys."""
        found = self._view.proof is not None and not self._view.proof.agrees
        return self.look.layout is Layout.COLUMNS or (self.look.layout is Layout.STRIP and not found)

    def compose(self, pen: Pen) -> None:
        look, theme, view = self.look, self.look.theme, self._view
        pen.box(QRectF(self.rect()), theme.surface, theme.line, width=theme.line_width)
        left, room = float(look.px(18)), float(self.width() - look.px(36))
        y = float(look.px(24))
        if look.layout is Layout.NARROW and view.proof is None:  # the claims have no room here; their sums have
            head = filled(day_words.CLAIMS, n=len(view.rows)) if view.rows else day_words.NO_CLAIMS
            pen.text(left, y, head, LEAD, theme.ink, bold=True)
            y += look.px(14)
            y += pen.paragraph(left, y, room, _sums(view), BODY, theme.ink) + look.px(18)
        pen.text(left, y, day_words.PROOF, LEAD, theme.ink2, bold=True)
        y += look.px(20)
        proof = view.proof
        foot = self.buttons[_BUTTONS[0]].y() if self._has_buttons() else self.height() - look.px(2)
        low = look.layout is Layout.NARROW and proof is not None
        bottom = float(foot - look.px(46 if low else 76))
        if proof is None:
            y += pen.told(
                left, y, room, self._keys.told(day_words.NOT_DONE), BODY, theme.ink2,
                CapColours(theme.ink, theme.sunken, theme.line_strong), look.px(26),
            )  # fmt: skip
        else:
            shape, role = (Shape.DONE, Role.OK) if proof.agrees else (Shape.ATTENTION, Role.WARN)
            head = filled(day_words.OF_DAY, 日=figures.day(proof.day))
            ink = theme.role_ink(role)
            if low:  # beside the head: the findings need the room below it
                middle, x = y - look.px(20), left + pen.width(day_words.PROOF, LEAD, bold=True) + look.px(20)
                pen.shape(x, middle, 22, shape, ink, theme.surface)
                pen.text(x + look.px(31), middle, head, LEAD, ink, bold=True)
                y -= look.px(4)
            else:
                pen.shape(left, y + look.px(14), 22, shape, ink, theme.surface)
                pen.text(left + look.px(31), y + look.px(14), head, HEAD, ink, bold=True)
                y += look.px(38)
            self._findings(pen, proof.findings[self._first if low else 0 :], left, y, room, bottom, low=low)
        y = bottom + look.px(8)
        pen.rule(left, y, room, theme.line)
        overdue = filled(day_words.OVERDUE, n=view.overdue) if view.overdue else day_words.NOTHING_OVERDUE
        ink = theme.role_ink(Role.WARN) if view.overdue else theme.ink2
        pen.shape(left, y + look.px(18), 16, Shape.ATTENTION if view.overdue else Shape.DONE, ink, theme.surface)
        used = pen.text(left + look.px(24), y + look.px(18), overdue, BODY, theme.ink, bold=bool(view.overdue))
        ring = filled(day_words.TO_RING, n=view.to_ring)
        left, y = (left + look.px(48) + used, y + look.px(18)) if low else (left, y + look.px(44))
        pen.shape(left, y, 16, Shape.NOTE, theme.ink2, theme.surface)
        pen.text(left + look.px(24), y, ring, BODY, theme.ink)

    def _findings(
        self, pen: Pen, findings: tuple[Finding, ...], left: float, y: float, room: float, bottom: float, *, low: bool
    ) -> None:
        """As many as there is room for, and how many are left; stepped through they begin further down."""
        look, theme = self.look, self.look.theme
        for number, one in enumerate(findings):
            tall, rest = self._height(pen, one, room), len(findings) - number
            below = look.px(20) if low and rest > 1 else 0  # for the line that says there is more
            if y + tall + below > bottom and number:
                more = filled(day_words.MORE_FOUND, n=rest) if low else f"… {rest}"
                pen.text(left, y + look.px(10), more, BODY, theme.ink2)
                return
            self._finding(pen, one, left, y, room)
            y += tall

    def _height(self, pen: Pen, one: Finding, room: float) -> float:
        look = self.look
        lines = len(pen.lines((one.text,), BODY, room - look.px(26)))
        todo = len(pen.lines((one.what_to_do,), SMALL, room - look.px(26))) if one.what_to_do else 0
        return (lines * look.px(BODY) + todo * look.px(SMALL)) * 1.4 + look.px(8)

    def _finding(self, pen: Pen, one: Finding, left: float, y: float, room: float) -> None:
        look, theme = self.look, self.look.theme
        ink = theme.role_ink(one.role) if one.role is not None else theme.ink2
        pen.shape(left, y + look.px(11), 16, one.shape, ink, theme.surface)
        start = left + look.px(26)
        y += pen.paragraph(start, y, room - look.px(26), one.text, BODY, theme.ink)
        if one.what_to_do:
            pen.paragraph(start, y, room - look.px(26), one.what_to_do, SMALL, theme.ink2)


def _wanted(view: DayView) -> tuple[Action, ...]:
    """What is to be confirmed; else the day is compared first, then what is overdue goes up, and the lists are kept."""
    if view.confirming:
        return (Action.UPLOAD,)
    return (Action.ASK,) if view.proof is None else (Action.UPLOAD, Action.PRINT)


class DayPage(NoMoney, QWidget):
    """Shows a `DayView`, emits `Do`; the chosen claim is the page's own."""

    intent = Signal(object)
    acted = Signal(object)

    def __init__(self, look: Look, keys: KeyMap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._view = DayView()
        self.claims = _Claims(look, keys, self)
        self.proof = _Proof(look, keys, self)
        for part in (self.claims, self.proof):
            part.acted.connect(self.acted)
        self.claims.table.moved.connect(lambda: self.show_view(self._view))

    @property
    def view(self) -> DayView:
        """What is shown."""
        return self._view

    @property
    def working(self) -> bool:
        """Something runs."""
        return self._view.state is not DayState.READY

    def show_view(self, view: DayView) -> None:
        """Show it; showing it twice changes nothing."""
        self._view = view
        self.claims.table.show_rows(view.rows)
        keys = self.alive()
        self.claims.show_view(view, keys)
        self.proof.show_view(view, keys)

    def expected(self) -> KeyButton | None:
        """The day is compared first; then what is overdue goes up, and the lists are kept."""
        return likeliest(self, (*_wanted(self._view), Action.BACK))

    def alive(self) -> frozenset[Action]:
        """The keys that do something now."""
        keys = {Action.BACK, Action.PAGE, Action.DAY, Action.HELP, Action.QUESTIONS, Action.LIST}
        if not self.working:
            keys |= {Action.ASK, Action.PRINT, Action.PREVIEW} | ({Action.UPLOAD} if self._view.overdue else set())
        row = self.claims.table.row
        if (
            row is not None and row.mark is Mark.SETTLED and self.look.layout is not Layout.NARROW
        ):  # else it is not seen
            keys.add(Action.PAY_OUT)
        return frozenset(keys)

    def act(self, action: Action, *, auto_repeat: bool = False) -> bool:
        """Do what a key means here; False when it means nothing now."""
        if action not in self.alive():
            return False
        if not auto_repeat:
            self.intent.emit(Do(action, claim=self.claims.table.chosen))
        return True

    def step(self, down: int) -> bool:
        """An arrow key: the claims; with the largest type, which shows none, what the proof found."""
        if self.look.layout is Layout.NARROW:
            self.proof.step(down)
            return True
        self.claims.table.step(down)
        return True

    def said(self, now: datetime) -> Said:
        """The sentence of this moment."""
        view = self._view
        if view.state is DayState.PROVING:
            passed = (now - view.since).total_seconds() if view.since else 0.0
            text = filled(day_words.PROVING_FOR, 时长=figures.elapsed(passed)) if passed >= 1 else day_words.PROVING
            return Said(text, Role.INFO, Shape.WORKING)
        if view.state is DayState.UPLOADING:
            at, of = view.progress
            return Said(filled(day_words.UPLOADING, m=max(1, at), n=of), Role.INFO, Shape.WORKING)
        if view.confirming:
            text = filled(
                day_words.CONFIRM_UPLOAD, n=view.overdue, 金额=figures.money(view.overdue_total),
                办法=day_words.GOES_UP if view.uploads else day_words.BY_PAPERS,
            )  # fmt: skip
            return Said(text, Role.WARN, Shape.ATTENTION)
        if view.notice:
            return Said(view.notice, Role.INFO, Shape.NOTE)
        if view.proof is not None:
            day = figures.day(view.proof.day)
            if view.proof.agrees:
                return Said(filled(day_words.ALL_WELL, 日=day), Role.OK, Shape.DONE)
            text = day_words.OPEN_HERE if self.look.layout is Layout.NARROW else day_words.OPEN
            return Said(filled(text, 日=day, n=view.proof.open), Role.WARN, Shape.ATTENTION)
        return Said(day_words.READY_OVERDUE if view.overdue else day_words.READY, Role.ASK, Shape.NOTE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size places the panels anew."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """The claims left, the proof right (336 or 388 wide); with the largest type the proof only, with the sums."""
        px = self.look.px
        both = self.look.layout is not Layout.NARROW
        self.claims.setVisible(both)
        if both:
            right = px(388 if self.look.roomy else 336 if self.look.layout is Layout.COLUMNS else 320)
            edge = px(MARGIN if self.look.layout is Layout.COLUMNS else 8)
            self.proof.setGeometry(self.width() - edge - right, 0, right, self.height())
            self.claims.setGeometry(edge, 0, self.proof.x() - px(GAP) - edge, self.height())
            return
        self.proof.setGeometry(px(8), 0, self.width() - px(16), self.height())
