"""The failure card: what happened, why, who can fix it, and the ways on, the recommended one first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from counter_app.model.visit import total_of
from ui.keys import Action, KeyMap
from ui.look import BODY, HEAD, LEAD, SMALL, Layout, Look
from ui.pen import CapColours, Drawn, Pen, Written, cap_width
from ui.shapes import Shape
from ui.theme import Role
from ui.views import VisitView
from ui.words import figures, labels
from ui.words.reasons import reason
from ui.words.remedies import NEXT_BILL, NEXT_BILL_LEAVES, Remedy, WayOn, remedy
from ui.words.template import filled, filled_or_left_out, named

__all__ = ["FailurePanel", "Option", "indent_all"]

# Above the options, with large type: the name, and who can mend it.
_NAMED, _WHO_TOO = 40, 66

TALL, LOW = 66, 30


class Option(QAbstractButton):
    """One way on: key cap, title, consequence."""

    acted = Signal(object)

    # Where the words begin, logical pixels: right of a cap with one key, or of the widest cap on the card.
    indent = 57.0

    def __init__(self, look: Look, way: WayOn, keys: KeyMap, *, recommended: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self.look = look
        self.way = way
        self.key = key = keys.shown(way.action)
        self._consequence = named(way.consequence, keys.translated)
        self._recommended = recommended
        self._written: list[Written] = []
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setText(way.title)
        self.setAccessibleName(filled(labels.KEY_SPOKEN, 字=way.title, 键=key))
        self.setAccessibleDescription(self._consequence)
        self.clicked.connect(lambda: self.acted.emit(way.action))

    @property
    def action(self) -> Action:
        """Its key's action."""
        return self.way.action

    def written(self) -> tuple[Written, ...]:
        """The strings of the last painting."""
        return tuple(self._written)

    def sizeHint(self) -> QSize:
        """66 high, 36 with large type."""
        return QSize(self.look.px(300), self.look.px(TALL if self.look.layout is Layout.COLUMNS else LOW))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses nothing, and nothing but its own key moves money."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Select)
        if enter or self.way.action.moves_money:
            event.ignore()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A box with a large cap."""
        event.accept()
        self._written = []
        painter = QPainter(self)
        pen = Pen(painter, self.look, self._written)
        look, theme = self.look, self.look.theme
        box = QRectF(self.rect())
        edge = theme.brand if self._recommended else theme.line_strong
        pen.box(
            box,
            theme.surface,
            edge,
            radius=6,
            width=(2 if self._recommended else 1) * max(look.scale, theme.line_width),
        )
        if self.hasFocus():
            pen.ring(box)
        cap = CapColours(theme.ink, theme.sunken, theme.line_strong)
        if self._recommended:
            cap = CapColours(theme.on_brand, theme.brand, theme.brand, flat=True)
        low = box.height() < look.px(50)
        y = box.center().y()
        left = float(look.px(12))
        pen.cap(left, y, self.key, cap, 22 if low else 30)
        text = left + look.px(self.indent)
        mark = 0.0
        if self._recommended:
            mark = pen.text(
                box.right() - look.px(13), y, labels.RECOMMENDED, BODY, theme.ink2, align=Qt.AlignmentFlag.AlignRight
            )
        room = box.right() - look.px(26) - mark - text
        if low:
            beside = pen.text(text, y, self.way.title, BODY, theme.ink, bold=True, room=room) + look.px(16)
            if beside + pen.width(self._consequence, SMALL) <= room:
                pen.text(text + beside, y, self._consequence, SMALL, theme.ink2)
        else:
            pen.text(text, box.top() + look.px(22), self.way.title, LEAD, theme.ink, bold=True, room=room)
            pen.text(text, box.top() + look.px(47), self._consequence, BODY, theme.ink2, room=room)
        painter.end()


def indent_all(look: Look, options: Sequence[Option]) -> None:
    """Their words begin below each other, right of the widest cap."""
    wide = max((cap_width(look, option.key, 30) for option in options), default=0.0)
    for option in options:
        option.indent = max(Option.indent, wide / look.scale + 13)


class FailurePanel(Drawn):
    """The middle of the page while something cannot go on."""

    acted = Signal(object)

    def __init__(self, look: Look, keys: KeyMap, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._keys = keys
        self._view: VisitView | None = None
        self._remedy = Remedy("", "", ())
        self._options: list[Option] = []
        self._top = 0.0

    def dress(self) -> None:
        """Where the words of the ways begin."""
        indent_all(self.look, self._options)

    def ways(self) -> frozenset[Action]:
        """The actions the card offers."""
        return frozenset(way.action for way in self._remedy.ways)

    def recommended(self) -> Option | None:
        """The first way on, where the card stands."""
        first = self._options[0] if self._options else None
        return first if first is not None and first.isVisible() else None

    def show_view(self, view: VisitView) -> None:
        """The card of the view's failure; a line that lacks what it needs is left out."""
        if view.failure is None:
            return
        blanks = view.failure.blanks
        taken, billed = bool(view.returnable), bool(view.charges)
        found = remedy(view.failure.code, taken=taken, down="断线" in blanks, billed=billed)
        # What cannot be told with what is known is told in the service's own words; who can mend it, without a name.
        why = filled_or_left_out(found.why, **blanks) or filled_or_left_out(labels.SERVICE_SAID, **blanks)
        who = filled_or_left_out(found.who, **blanks) or found.who_else
        ways = found.ways
        if view.bills and not view.paid:
            ways = (*ways, WayOn(Action.NEXT_BILL, filled(NEXT_BILL, n=view.bills), NEXT_BILL_LEAVES))
        shown = Remedy(why, who, ways)
        if shown != self._remedy:
            self._remedy = shown
            for option in self._options:
                option.setParent(None)
                option.deleteLater()
            self._options = [
                Option(self.look, way, self._keys, recommended=number == 0, parent=self)
                for number, way in enumerate(shown.ways)
            ]
            for option in self._options:
                option.acted.connect(self.acted)
            self.dress()
        self._view = view
        self.setAccessibleName(reason(view.failure.code).name)
        self.setAccessibleDescription(f"{shown.why} {labels.WHO_CAN}：{shown.who}")
        self.arrange()
        self.update()

    def arrange(self) -> None:
        """Options under the text; with large type as many as there is room for, the rest are on F1."""
        look = self.look
        y = look.px(self._head())
        for option in self._options:
            tall = option.sizeHint().height()
            option.setGeometry(look.px(15), y, self.width() - look.px(31), tall)
            option.setVisible(y + tall <= self.height())
            y += tall + look.px(8 if look.layout is Layout.COLUMNS else 3)

    def _head(self) -> int:
        """Room above the options, logical: with large type for name and who can mend it, as far as they leave any."""
        if self.look.layout is Layout.COLUMNS:
            return 174
        left = self.height() / self.look.scale - (LOW + 3) * len(self._options)
        if left >= _WHO_TOO and self._remedy.who:
            return _WHO_TOO
        return _NAMED if self.look.layout is Layout.STRIP or left >= _NAMED else 4

    def compose(self, pen: Pen) -> None:
        """Head, why, who, and the lines' sum at the foot."""
        if self._view is None or self._view.failure is None:
            return
        look, theme = self.look, self.look.theme
        left, right = float(look.px(16)), self.width() - float(look.px(16))
        stop = theme.role_ink(Role.STOP)
        name = reason(self._view.failure.code).name
        if look.layout is not Layout.COLUMNS:
            head = self._head()
            if head >= _NAMED:  # else the sentence below says it; the room belongs to the ways on
                pen.shape(left, look.px(20), 20, Shape.STOPPED, stop, theme.surface)
                pen.fitted(left + look.px(28), look.px(20), right - left - look.px(28), name, 20, theme.ink)
            if head == _WHO_TOO:
                self._who(pen, left, look.px(49), right)
            return
        pen.shape(left, look.px(34), 30, Shape.STOPPED, stop, theme.surface)
        pen.fitted(left + look.px(42), look.px(34), right - left - look.px(42), name, HEAD, theme.ink)
        size = LEAD if pen.width(self._remedy.why, LEAD) <= right - left else BODY
        if pen.width(self._remedy.why, size) <= right - left:
            pen.text(left, look.px(75), self._remedy.why, size, theme.ink2, room=right - left)
        else:
            pen.paragraph(left, look.px(58), right - left, self._remedy.why, BODY, theme.ink2)
        if self._remedy.who:
            self._who(pen, left, look.px(110), right)
        pen.rule(left, look.px(132), right - left, theme.line)
        pen.text(left, look.px(155), labels.WAYS_ON, LEAD, theme.ink2, bold=True)
        if self._view.charges:
            pen.rule(left, self.height() - look.px(43), right - left, theme.line)
            total = figures.money(total_of(self._view.charges))
            y = self.height() - look.px(21)
            pen.text(left, y, filled(labels.LINES_AND_TOTAL, n=len(self._view.charges), 合计=total), BODY, theme.ink)
            pen.text(right, y, labels.SEE_LINES, BODY, theme.ink2, align=Qt.AlignmentFlag.AlignRight)

    def _who(self, pen: Pen, left: float, y: float, right: float) -> None:
        look, theme = self.look, self.look.theme
        start = left + pen.text(left, y, labels.WHO_CAN, BODY, theme.ink2) + look.px(8)
        pen.fitted(start, y, right - start, self._remedy.who, BODY, theme.ink, SMALL)
