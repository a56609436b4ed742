"""The two panels of the outage page: the clock with who was served, and what to do now with the line, hop by hop."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtWidgets import QWidget

from counter_app.desk.outages import Closing
from counter_app.desk.staged_return import Stage
from ui.buttons import KeyButton
from ui.claim_table import ClaimTable
from ui.frame import LAMPS
from ui.keys import Action, KeyMap
from ui.look import BODY, HEAD, LEAD, SMALL, Layout, Look
from ui.outage_views import OutagePageView, OutageState, Scope
from ui.pen import CapColours, Drawn, Pen
from ui.served_columns import COLUMNS
from ui.shapes import Shape
from ui.theme import Role
from ui.till_face import Kind
from ui.views import LampState, LampView
from ui.words import figures, labels, outage_words
from ui.words.template import filled, filled_or_left_out

__all__ = ["Guide", "Served", "silent_said", "steps_of"]

_RIGHT = Qt.AlignmentFlag.AlignRight
_HEADS = {
    OutageState.NONE: (Shape.DONE, Role.OK),
    OutageState.PLACE: (Shape.ATTENTION, Role.WARN),
    OutageState.AHEAD: (Shape.WAITING, Role.WARN),
    OutageState.ANNOUNCED: (Shape.OUTAGE, Role.OFF),
    OutageState.DOWN: (Shape.STOPPED, Role.STOP),
    OutageState.RETURNING: (Shape.WORKING, Role.INFO),
    OutageState.OVER: (Shape.DONE, Role.OK),
}
_SCOPES = {
    Scope.UNKNOWN: Shape.UNKNOWN,
    Scope.HOSPITAL: Shape.STOPPED,
    Scope.BEYOND: Shape.ATTENTION,
    Scope.SERVICE: Shape.ATTENTION,
    Scope.PLACES: Shape.OUTAGE,
    Scope.ANNOUNCED: Shape.OUTAGE,
}
_STILL = (OutageState.ANNOUNCED, OutageState.DOWN)
_NAMED = 2  # places on one line; the list has them all


def steps_of(view: OutagePageView) -> tuple[str, ...]:
    """What to do now, by where it stands and at which level. What nobody set or announced is left out."""
    name = f"down-{1 if view.level == 1 else 2}" if view.state is OutageState.DOWN else view.state.value
    until = f"{figures.day(view.until)} {figures.clock(view.until)}" if view.until else ""
    steps = (text if view.phone else text.replace(outage_words.PHONE, "") for text in outage_words.STEPS[name])
    where = _silent_name(view) if view.silent else ""
    said = [filled_or_left_out(text, 分机=view.phone, 止=until, 地=where) for text in steps]
    if view.silent and view.state is not OutageState.PLACE:
        said = [silent_said(outage_words.SILENT_STEP, view), *said]
    return tuple(text for text in said if text)


def silent_said(text: str, view: OutagePageView) -> str:
    """Which places do not answer, since when the first does not, and how many wait for them."""
    waiting = sum(one.waiting for one in view.silent)
    return filled(text, 地=_silent_name(view), 时间=figures.clock(view.silent[0].since), n=waiting)


def _silent_name(view: OutagePageView) -> str:
    """Of several the first: all of them stand in the page's head."""
    first = view.silent[0].name
    return filled(outage_words.SILENT_MORE, 地=first, k=len(view.silent)) if len(view.silent) > 1 else first


class Served(Drawn):
    """Left: head, clock, level, how far down it is; the list, and the keys below it."""

    acted = Signal(object)

    def __init__(self, look: Look, keys: KeyMap, parent: QWidget) -> None:
        super().__init__(look, parent)
        self._view = OutagePageView()
        self.header = COLUMNS.header(look, self)
        self.table = ClaimTable(look, outage_words.SERVED_LIST, COLUMNS, self)
        self.buttons = {
            action: KeyButton(look, action, keys.shown(action), self)
            for action in (Action.BACK, Action.BOARD, Action.PAUSE)
        }
        for button in self.buttons.values():
            button.acted.connect(self.acted)

    def show_view(self, view: OutagePageView, alive: frozenset[Action]) -> None:
        """The page at this moment."""
        self._view = view
        self.table.show_rows(view.rows)
        over = view.state in (OutageState.OVER, OutageState.RETURNING, OutageState.PLACE)
        for action, text in (
            (Action.BACK, labels.BACK_TO_VISIT),
            (Action.BOARD, outage_words.REPORT if over else outage_words.BOARD),
            (Action.PAUSE, labels.RESUME if view.paused else labels.PAUSE),
        ):
            self.buttons[action].set_up(text, alive=action in alive)
        self.setAccessibleName(outage_words.HEADS[view.state])
        self.setAccessibleDescription("，".join(text for text in (self._level(), self._when(), self._scope()) if text))
        self.arrange()
        shown = view.state, view.seconds, view.level, self._when(), self._scope(), view.closing, view.way, view.paused
        self.shows(*shown, height=self.header.y())

    def arrange(self) -> None:
        """Head 152, names 30, table, buttons 52; with large type the head keeps two lines."""
        look = self.look
        columns = look.layout is Layout.COLUMNS
        top, foot, wide = look.px(152 if columns else 88), look.px(52 if columns else 44), self.width() - 2
        self.header.setGeometry(1, top, wide, look.px(28))
        self.table.setGeometry(1, top + look.px(28), wide, self.height() - top - look.px(28) - foot)
        x, y = look.px(15), self.height() - foot + (foot - look.px(34)) // 2
        for button in self.buttons.values():
            size = button.sizeHint().width() + look.px(6)
            fits = x + size < self.width() - look.px(15)
            # Large type has no room for all: the sentence and F1 name them.
            button.setVisible(fits and (columns or button.isEnabled()))
            button.setGeometry(x, y, size, look.px(34))
            if button.isVisibleTo(self):
                x += size + look.px(8)

    def _level(self) -> str:
        return outage_words.LEVELS[self._view.level] if self._view.state in _STILL else ""

    def _when(self) -> str:
        view = self._view
        if view.began is None:
            return ""
        if view.state is OutageState.PLACE:
            said = [
                filled(outage_words.SILENT_AT, 地=one.name, 时间=figures.clock(one.since), n=one.waiting)
                for one in view.silent[:_NAMED]
            ]
            more = [filled(outage_words.SILENT_ALL, k=len(view.silent))] if len(view.silent) > _NAMED else []
            return "；".join((*said, *more))
        began = f"{figures.day(view.began)} {figures.clock(view.began)}"
        if view.state is OutageState.AHEAD:
            return filled(outage_words.AHEAD, 起=began, 时长=figures.long_span(view.seconds))
        if view.ended is not None:
            ended, lasted = figures.clock(view.ended), figures.long_span(view.seconds)
            return filled(outage_words.BACK_AT, 起=began, 止=ended, 时长=lasted)
        if view.until is not None:
            return filled(outage_words.UNTIL, 起=began, 止=f"{figures.day(view.until)} {figures.clock(view.until)}")
        return filled(outage_words.ANNOUNCED_OPEN if view.by else outage_words.DOWN, 起=began)

    def _scope(self) -> str:
        view = self._view
        if view.state not in (*_STILL, OutageState.AHEAD, OutageState.PLACE):
            return ""
        ahead = view.state is OutageState.AHEAD
        name = ("places" if view.places else "announced") if ahead else view.scope.value
        who = "，".join(text for text in (view.by, view.places or outage_words.EVERYBODY) if text)
        return filled(outage_words.SCOPES[name], 参保地=view.places or outage_words.EVERYBODY, 谁=who)

    def compose(self, pen: Pen) -> None:
        """Head, clock, level, scope, how many."""
        look, theme, view = self.look, self.look.theme, self._view
        pen.box(QRectF(self.rect()), theme.surface, theme.line, width=theme.line_width)
        left, right = float(look.px(18)), self.width() - float(look.px(18))
        columns = look.layout is Layout.COLUMNS
        y = float(look.px(34 if columns else 26))
        shape, role = _HEADS[view.state]
        ink = theme.role_ink(role)
        pen.shape(left, y, 24, shape, ink, theme.surface)
        x = left + look.px(34)
        x += pen.text(x, y, outage_words.HEADS[view.state], HEAD, theme.ink, bold=True) + look.px(14)
        level = self._level()
        if level:
            pen.chip(
                x,
                y,
                Shape.ATTENTION if view.level == 1 else Shape.NOTE,
                level,
                Role.STOP if view.level == 1 else Role.WARN,
            )
        if view.state in (*_STILL, OutageState.PLACE):
            pen.text(right, y, figures.waited(view.seconds), 34, theme.ink, bold=True, align=_RIGHT)
        if columns:
            y += look.px(38)
            pen.text(left, y, self._when(), LEAD, theme.ink, room=right - left)
            y += look.px(28)
            self._how_far(pen, left, y, right - left)
        y = float(look.px(132 if columns else 64))
        said = filled(outage_words.COUNTS, n=view.closing.served, 金额=figures.money(view.closing.taken))
        said = said if view.closing.served else outage_words.SERVED_NONE
        if view.state is OutageState.PLACE:
            waiting = sum(one.waiting for one in view.silent)
            said = filled(outage_words.SILENT_COUNTS, n=waiting, 金额=figures.money(view.closing.taken))
        said = said if view.state not in (OutageState.NONE, OutageState.AHEAD) else ""
        used = pen.text(left, y, said, LEAD, theme.ink, bold=True)
        if not columns and view.state is not OutageState.NONE:
            pen.fitted(
                left + used + look.px(16), y, right - left - used - look.px(16), self._when(), BODY, theme.ink2, SMALL
            )
        pen.rule(1, self.buttons[Action.BACK].y() - look.px(9 if columns else 5), self.width() - 2, theme.line)

    def _how_far(self, pen: Pen, x: float, y: float, room: float) -> None:
        look, theme, view = self.look, self.look.theme, self._view
        if view.state is OutageState.RETURNING:
            pen.text(x, y, outage_words.WAY, BODY, theme.ink2)
            x += pen.width(outage_words.WAY, BODY) + look.px(14)
            for stage in Stage:
                x = self._stage(pen, x, y, stage)
            return
        scope = self._scope()
        if scope:
            shape = Shape.OUTAGE if view.state is OutageState.AHEAD else _SCOPES[view.scope]
            pen.shape(x, y, 16, shape, theme.ink2, theme.surface)
            pen.text(x + look.px(24), y, scope, BODY, theme.ink, room=room - look.px(24))

    def _stage(self, pen: Pen, x: float, y: float, stage: Stage) -> float:
        look, theme, now = self.look, self.look.theme, self._view.way.stage
        order = list(Stage)
        done, here = order.index(stage) < order.index(now), stage is now
        shape = Shape.DONE if done else Shape.WORKING if here else Shape.WAITING
        if here and self._view.paused:
            shape = Shape.OUTAGE
        ink = theme.role_ink(Role.OK if done else Role.INFO) if done or here else theme.ink2
        text = outage_words.STAGES[stage].partition("，" if not here else "\n")[0]
        text = filled(text, n=self._view.way.booked) if here else text
        pen.shape(x, y, 16, shape, ink, theme.surface)
        x += look.px(22)
        return x + pen.text(x, y, text, BODY, theme.ink if here else theme.ink2, bold=here) + look.px(18)


class Guide(Drawn):
    """Right: what to do now; while it comes back and afterwards what became of everybody; the line, hop by hop."""

    acted = Signal(object)

    def __init__(self, look: Look, keys: KeyMap, parent: QWidget) -> None:
        super().__init__(look, parent)
        self._keys = keys
        self._view = OutagePageView()
        self.button = KeyButton(look, Action.ASK, keys.shown(Action.ASK), self)
        self.button.acted.connect(self.acted)

    def show_view(self, view: OutagePageView, alive: frozenset[Action]) -> None:
        """The page at this moment."""
        self._view = view
        self.button.set_up(outage_words.TRY, alive=Action.ASK in alive, busy=view.trying, kind=Kind.NORMAL)
        self.setAccessibleName(outage_words.DO_NOW)
        self.setAccessibleDescription("".join(steps_of(view)))
        self.arrange()
        self.shows(view.state, view.level, view.until, view.closing, view.hops)

    def arrange(self) -> None:
        """The key at the bottom."""
        look, tall = self.look, self.look.px(40)
        self.button.setGeometry(look.px(15), self.height() - look.px(13) - tall, self.width() - look.px(30), tall)

    def compose(self, pen: Pen) -> None:
        """From above, as far as there is room: the lamps stand in their row as well."""
        look, theme, view = self.look, self.look.theme, self._view
        pen.box(QRectF(self.rect()), theme.surface, theme.line, width=theme.line_width)
        left, room = float(look.px(18)), float(self.width() - look.px(36))
        bottom = float(self.button.y() - look.px(10))
        y = float(look.px(26))
        pen.text(left, y, outage_words.DO_NOW, LEAD, theme.ink2, bold=True)
        y += look.px(18)
        for number, text in enumerate(steps_of(view), start=1):
            pen.text(left, y + look.px(13), str(number), BODY, theme.ink2, bold=True)
            y += self._step(pen, left + look.px(20), y, room - look.px(20), text) + look.px(5)
        if view.state in (OutageState.RETURNING, OutageState.OVER):
            y = self._closing(pen, left, y + look.px(6), room)
        self._hops(pen, left, y + look.px(6), room, bottom)

    def _step(self, pen: Pen, x: float, y: float, room: float, text: str) -> float:
        """Words with the keys painted in them; returns the height used."""
        look, theme = self.look, self.look.theme
        cap = CapColours(theme.ink, theme.sunken, theme.line_strong)
        return pen.told(x, y, room, self._keys.told(text), BODY, theme.ink, cap, look.px(26))

    def _closing(self, pen: Pen, left: float, y: float, room: float) -> float:
        look, theme = self.look, self.look.theme
        pen.rule(left, y, room, theme.line)
        y += look.px(6)
        for name, said in _counted(self._view.closing):
            y += look.px(25)
            pen.text(left, y - look.px(10), name, BODY, theme.ink2)
            pen.text(left + room, y - look.px(10), said, BODY, theme.ink, bold=True, align=_RIGHT)
        even = self._view.closing.adds_up
        ink = theme.role_ink(Role.OK if even else Role.STOP)
        y += look.px(26)
        pen.shape(left, y - look.px(10), 16, Shape.DONE if even else Shape.STOPPED, ink, theme.surface)
        text = outage_words.EVEN if even else outage_words.NOT_EVEN
        pen.text(left + look.px(24), y - look.px(10), text, BODY, theme.ink, bold=True)
        return y

    def _hops(self, pen: Pen, left: float, y: float, room: float, bottom: float) -> None:
        look, theme, hops = self.look, self.look.theme, self._view.hops
        if y + look.px(24 + 42 * len(hops)) > bottom:
            return
        pen.rule(left, y, room, theme.line)
        y += look.px(16)
        for lamp in hops:
            shape, role, word = LAMPS[lamp.state]
            ink = theme.role_ink(role) if role is not None else theme.ink3
            pen.shape(left, y, 16, shape, ink, theme.surface)
            used = pen.text(left + look.px(24), y, lamp.name, BODY, theme.ink, bold=True)
            at = left + look.px(34) + used
            pen.text(at, y, _lamp_word(lamp, word), BODY, ink, room=left + room - at)
            y += look.px(20)
            if lamp.told:
                pen.text(left + look.px(24), y, lamp.told, SMALL, theme.ink2, room=room - look.px(24))
            y += look.px(22 if lamp.told else 6)


def _lamp_word(lamp: LampView, word: str) -> str:
    said = lamp.word or word
    if lamp.state is LampState.OK or lamp.since is None:
        return said
    return filled(labels.LAMP_SINCE, 状态=said, 时间=figures.clock(lamp.since))


def _counted(sums: Closing) -> Iterator[tuple[str, str]]:
    """Name and figures of each row that counts something."""
    for name, count, amount in (
        ("taken", sums.served, sums.taken),
        ("settled", sums.settled, sums.owed),
        ("returned", None, sums.returned),
        ("back", None, sums.back),
        ("waiting", sums.waiting, None),
        ("person", sums.person, None),
        ("by_hand", sums.by_hand, None),
        ("open_paid", None, sums.open_paid),
    ):
        if count or amount:
            both = count is not None and amount is not None
            figure = figures.money(amount) if amount is not None else ""
            counted = filled(outage_words.COUNTED, n=count) if count is not None else ""
            said = filled(outage_words.AMOUNTS, n=count, 金额=figure) if both else figure or counted
            yield outage_words.CLOSING[name], said
