"""The chosen claim: what stopped it, what was paid, its story, and the keys that move it on."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtWidgets import QWidget

from ui.buttons import KeyButton
from ui.keys import Action, KeyMap
from ui.look import BODY, LEAD, SMALL, TITLE, Look
from ui.pen import Drawn, Pen
from ui.queue_table import CLAIM_MARKS
from ui.queue_views import DetailView
from ui.shapes import Shape
from ui.theme import Role
from ui.till_face import Kind
from ui.words import figures, labels
from ui.words.template import filled

__all__ = ["QueueDetail", "due_text"]

_RIGHT = Qt.AlignmentFlag.AlignRight
_ACTIONS = (Action.RESUME, Action.PAY_OUT, Action.ASK, Action.PRINT, Action.UPLOAD, Action.DELETE)
_EVENT_ROLES = {
    Shape.DONE: Role.OK,
    Shape.STOPPED: Role.STOP,
    Shape.CHECKING: Role.CHECK,
    Shape.WORKING: Role.INFO,
    Shape.ATTENTION: Role.WARN,
    Shape.OUTAGE: Role.OFF,
}


def due_text(due: date, today: date | None) -> str:
    """The last day, and how far away it is."""
    shown = figures.day(due)
    if today is None:
        return shown
    days = (due - today).days
    if days == 0:
        return filled(labels.LAST_DAY, 日=shown)
    if days < 0:
        return filled(labels.DAYS_OVER, 日=shown, n=-days)
    return filled(labels.DAYS_LEFT, 日=shown, n=days)


class QueueDetail(Drawn):
    """Shows one `DetailView`, or asks to choose a row."""

    acted = Signal(object)

    def __init__(self, look: Look, keys: KeyMap, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._detail: DetailView | None = None
        self._today: date | None = None
        self._confirming = False
        self._buttons = {action: KeyButton(look, action, keys.shown(action), self) for action in _ACTIONS}
        for button in self._buttons.values():
            button.acted.connect(self.acted)

    def alive(self) -> frozenset[Action]:
        """What can be done with this claim."""
        return frozenset(action for action, text in self._texts().items() if text)

    def expected(self) -> KeyButton | None:
        """The button of the likeliest key for this claim."""
        return next((one for one in self._buttons.values() if one.expected and one.isVisible()), None)

    def _texts(self) -> dict[Action, str]:
        detail = self._detail
        if detail is None:
            return dict.fromkeys(_ACTIONS, "")
        refund = ""
        if detail.refund is not None and detail.refund > 0:
            refund = filled(labels.PAY_OUT, 金额=figures.money(detail.refund))
        elif detail.back:
            refund = filled(labels.HAND_BACK, 金额=figures.money(detail.back))
        return {
            Action.RESUME: detail.resume,
            Action.PAY_OUT: refund,
            Action.ASK: detail.retry,
            Action.PRINT: detail.prints,
            Action.UPLOAD: detail.by_hand,
            Action.DELETE: detail.drop,
        }

    def set_confirming(self, confirming: bool) -> None:
        """Money is being confirmed: no key but the bar's own looks alive."""
        if confirming is not self._confirming:
            self._confirming = confirming
            self.show_view(self._detail, self._today)

    def show_view(self, detail: DetailView | None, today: date | None) -> None:
        """This claim on that day."""
        self._detail, self._today = detail, today
        texts = self._texts()
        # Money that is due comes first; giving up is the last thing to do with a claim that can go on.
        last = (Action.RESUME, Action.ASK, Action.PRINT, Action.UPLOAD, Action.PAY_OUT, Action.DELETE)
        likely = _ACTIONS if detail is None or not detail.back else last
        first = next((action for action in likely if texts[action]), None)
        for action, button in self._buttons.items():
            button.setVisible(bool(texts[action]))
            if texts[action]:
                kind = Kind.PRIMARY if action is first else Kind.NORMAL
                usable = not self._confirming
                button.set_up(texts[action], kind=kind, alive=usable, ring=action is first and usable)
        self.setAccessibleName(
            labels.CHOOSE_ROW if detail is None else f"{CLAIM_MARKS[detail.state][1]} {detail.claim}"
        )
        self.setAccessibleDescription(detail.said if detail is not None else "")
        self.arrange()
        self.shows(detail, today)

    def arrange(self) -> None:
        """Buttons from the bottom."""
        look = self.look
        left, y = look.px(18), self.height() - look.px(13)
        for action in reversed(_ACTIONS):
            button = self._buttons[action]
            if button.isVisibleTo(self):
                primary = button.kind is Kind.PRIMARY
                tall = look.px(48 if primary else 38)
                y -= tall
                button.setGeometry(left, y, self.width() - 2 * left, tall)
                y -= look.px(8)

    def compose(self, pen: Pen) -> None:
        """From the top: state, person, words, figures, story."""
        look, theme = self.look, self.look.theme
        pen.box(QRectF(self.rect()), theme.surface, theme.line, width=theme.line_width)
        detail = self._detail
        left, right = float(look.px(18)), self.width() - float(look.px(18))
        if detail is None:
            pen.text(
                self.width() / 2, self.height() * 0.3, labels.CHOOSE_ROW, LEAD, theme.ink3,
                align=Qt.AlignmentFlag.AlignHCenter,
            )  # fmt: skip
            return
        shape, word, role = CLAIM_MARKS[detail.state]
        ink = theme.role_ink(role) if role is not None else theme.ink2
        y = float(look.px(30))
        pen.shape(left, y, 22, shape, ink, theme.surface)
        pen.text(left + look.px(31), y, word, TITLE, ink, bold=True)
        pen.text(right, y, detail.claim, LEAD, theme.ink2, align=_RIGHT)
        y += look.px(37)
        age = [figures.age(detail.age)] if detail.age is not None else []
        who = "　".join([figures.masked_name(detail.name), *age, detail.place])
        pen.fitted(left, y, right - left, who, LEAD, theme.ink, SMALL)
        y += look.px(20)
        if detail.said:
            y += pen.paragraph(left, y, right - left, detail.said, LEAD, theme.ink) + look.px(6)
        pen.rule(left, y, right - left, theme.line)
        y = self._figures(pen, detail, left, y + look.px(6), right)
        pen.rule(left, y, right - left, theme.line)
        top = min((button.y() for button in self._buttons.values() if button.isVisible()), default=self.height())
        note = look.px(13) * 1.4 * 2
        y = self._events(pen, detail, left, y + look.px(6), right, top)
        if detail.kept and y + note < top:
            pen.paragraph(left, top - note - look.px(8), right - left, detail.kept, SMALL, theme.ink2)

    def _figures(self, pen: Pen, detail: DetailView, left: float, y: float, right: float) -> float:
        look, theme = self.look, self.look.theme
        rows = []
        if detail.visited is not None:
            year = filled(labels.VISITED_IN, 日=figures.day(detail.visited), 年=detail.visited.year)
            rows.append((labels.VISITED, year))
        if detail.bill is not None:
            rows += [(labels.COLUMN_BILL, figures.money(detail.bill)), (labels.COLUMN_SINCE, detail.since)]
        if detail.bill is None or detail.taken:
            rows.append((labels.COLUMN_TAKEN, f"{figures.money(detail.taken)}　{labels.METHODS[detail.method]}"))
        if detail.refund is not None:
            rows.append((labels.COLUMN_REFUND, figures.money(detail.refund)))
        if detail.phone:
            rows.append((labels.PHONE, figures.masked_phone(detail.phone)))
        if detail.due is not None:
            rows.append((labels.LATEST, due_text(detail.due, self._today)))
        for name, value in rows:
            middle = y + look.px(17)
            pen.text(left, middle, name, BODY, theme.ink2)
            pen.text(right, middle, value, LEAD, theme.ink, bold=True, align=_RIGHT)
            y += look.px(35)
        return y + look.px(2)

    def _events(self, pen: Pen, detail: DetailView, left: float, y: float, right: float, top: float) -> float:
        """The last ones, as many as there is room for above `top`."""
        look, theme = self.look, self.look.theme
        room = max(0, int((top - y) // look.px(32)))
        for event in detail.events[-room:] if room else ():
            middle = y + look.px(16)
            role = _EVENT_ROLES.get(event.shape)
            pen.shape(left, middle, 18, event.shape, theme.role_ink(role) if role else theme.ink3, theme.surface)
            if event.at is not None:
                pen.text(left + look.px(27), middle, figures.clock(event.at), BODY, theme.ink2)
            start = left + look.px(83)
            pen.text(start, middle, event.text, BODY, theme.ink if event.at else theme.ink2, room=right - start)
            y += look.px(32)
        return y
