"""Monitoring's warnings where the lines stood: which line, how sure the rule is, what it says; and the ways to answer.

A warning is chosen by the arrows, the doctor's reason by a digit or typed; what is typed here moves no money.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtWidgets import QWidget

from counter_app.model.monitoring import RuleWarning, Severity
from ui.buttons import NumberedChoice
from ui.failure_panel import Option, indent_all
from ui.identity_panel import TextField
from ui.keys import Action, KeyMap
from ui.look import BODY, HEAD, LEAD, SMALL, Layout, Look
from ui.pen import CapColours, Drawn, Pen, cap_width
from ui.shapes import Shape
from ui.theme import Role
from ui.views import VisitState, VisitView
from ui.words import figures, labels
from ui.words.remedies import WayOn
from ui.words.template import filled

__all__ = ["ReasonChoice", "WarningPanel"]

_RIGHT = Qt.AlignmentFlag.AlignRight
_ROWS_SHOWN = 3
_TYPED = len(labels.GO_ON_REASONS) + 1
_MARKS: dict[Severity, tuple[Shape, Role | None]] = {
    Severity.CLEAR: (Shape.STOPPED, Role.STOP),
    Severity.LIKELY: (Shape.ATTENTION, Role.WARN),
    Severity.SLIGHT: (Shape.NOTE, Role.INFO),
    Severity.UNKNOWN: (Shape.UNKNOWN, None),
}
_WAYS = (
    WayOn(Action.GO_ON, labels.GO_ON, labels.GO_ON_NEXT),
    WayOn(Action.SEND_BACK, labels.SEND_BACK, labels.SEND_BACK_NEXT),
)


class ReasonChoice(NumberedChoice):
    """One short reason; the chosen one is ticked."""

    def __init__(self, look: Look, number: int, reason: str, parent: QWidget) -> None:
        spoken = filled(labels.REASON_SPOKEN, n=number, 字=reason)
        super().__init__(look, number, reason, spoken, parent, wide=200, pad=7, ticked=True)


class WarningPanel(Drawn):
    """The middle of the page while a warning is open. `changed`: another warning or another reason was chosen."""

    acted = Signal(object)
    changed = Signal()

    def __init__(self, look: Look, keys: KeyMap, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._view = VisitView(VisitState.WAITING)
        self._chosen = 0
        self.reasons = tuple(ReasonChoice(look, number, text, self) for number, text in labels.GO_ON_REASONS.items())
        for number, choice in enumerate(self.reasons, start=1):
            choice.clicked.connect(lambda _on=False, number=number: self.pick(str(number)))
        self.field = TextField(look, labels.WHY_TYPED, self, chinese=True)
        self.field.setPlaceholderText(labels.WHY_TYPED)
        self.field.textEdited.connect(self._typed)
        self.field.returnPressed.connect(self._leave_field)
        # Neither is the program's to recommend: the doctor decides.
        self.options = tuple(Option(look, way, keys, recommended=False, parent=self) for way in _WAYS)
        for option in self.options:
            option.acted.connect(self.acted)
        self.dress()

    def dress(self) -> None:
        """The field's type, and where the words of the ways begin."""
        look, field = self.look, self.field
        palette = field.palette()
        palette.setColor(palette.ColorRole.PlaceholderText, look.colour(look.theme.ink3))
        field.setPalette(palette)
        field.setFont(look.font(BODY))
        field.setTextMargins(look.px(6), 0, look.px(6), 0)
        indent_all(look, self.options)

    # What is chosen

    @property
    def chosen(self) -> RuleWarning | None:
        """The warning an answer would be for."""
        warnings = self._view.warnings
        return warnings[self._chosen] if self._chosen < len(warnings) else None

    @property
    def reason(self) -> str:
        """The doctor's reason, empty while there is none."""
        picked = next((choice.text() for choice in self.reasons if choice.isChecked()), "")
        return picked or self.field.text().strip()

    def expected(self) -> QWidget:
        """Where the focus belongs: a reason first, then the way on; that is a supervisor's or a doctor's to choose."""
        go_on = self.options[0]
        return go_on if self.reason and go_on.isVisible() else self.reasons[0]

    def show_view(self, view: VisitView) -> None:
        """The view's warnings; other warnings begin without a reason."""
        before, self._view = self._view, view
        if (view.visit, view.warnings) != (before.visit, before.warnings):
            self._chosen = 0
            self._forget()
        if view.state is not VisitState.WARNED:
            return
        told = self.chosen
        self.setAccessibleName(self._counted())
        self.setAccessibleDescription("；".join((*self._named(told), told.rule, told.text)) if told else "")
        self.arrange()
        self.update()

    def step(self, down: int) -> None:
        """An arrow key: another warning; its reason is its own."""
        last = max(len(self._view.warnings) - 1, 0)
        wanted = min(max(self._chosen + down, 0), last)
        if wanted != self._chosen:
            self._chosen = wanted
            self._forget()
            self.show_view(self._view)
            self.changed.emit()

    def pick(self, mark: str) -> bool:
        """A digit chooses a reason, the one after the last opens the field, Backspace chooses none."""
        number = int(mark) if mark.isdigit() else 0
        if mark == ".":
            return True
        if number == _TYPED:
            self._forget()
            self.field.setFocus()
        elif number <= len(self.reasons):
            self._forget()
            if number:
                self.reasons[number - 1].setChecked(True)
            self.expected().setFocus()
        self.changed.emit()
        return True

    def lift(self) -> bool:
        """Esc in the field leaves the field. True when that is what it did."""
        if not self.field.hasFocus():
            return False
        self._leave_field()
        return True

    def _typed(self) -> None:
        for choice in self.reasons:
            choice.setChecked(False)
        self.changed.emit()

    def _forget(self) -> None:
        for choice in self.reasons:
            choice.setChecked(False)
        self.field.clear()
        self._leave_field()

    def _leave_field(self) -> None:
        if self.field.hasFocus():
            self.expected().setFocus()

    # How it looks

    def _counted(self) -> str:
        left, answered = len(self._view.warnings), self._view.answered
        if not answered:
            return filled(labels.WARNINGS_COUNT, n=left)
        return filled(labels.WARNINGS_ANSWERED, n=left + answered, m=answered)

    def _named(self, warning: RuleWarning) -> tuple[str, str]:
        """Which line it is, and the amount, empty where nobody says."""
        amount = filled(labels.WARNED_AMOUNT, 金额=figures.money(warning.amount)) if warning.amount is not None else ""
        charges = self._view.charges
        if not 0 < warning.line <= len(charges):
            return labels.WARNED_BILL, amount
        line = charges[warning.line - 1]
        return filled(labels.WARNED_LINE, 行=warning.line, 项目=line.name), amount

    def _low(self) -> bool:
        """Under the bar that asks for a supervisor the largest type leaves no room for the reasons: the chosen one
        stands in the bar, and no digit chooses another.
        """
        rows = -(-_TYPED // self._columns())
        wanted = 4 + rows * self._pitch() + 31 + round(1.4 * BODY)
        return self.look.layout is Layout.NARROW and self.height() < self.look.px(wanted)

    def _foot(self) -> int:
        """Where the reasons begin; what is above belongs to the warnings."""
        look = self.look
        if self._low():
            return self.height() - look.px(2)
        options = sum(option.height() + look.px(self._gap()) for option in self.options if option.isVisibleTo(self))
        rows = -(-_TYPED // self._columns())
        return self.height() - look.px(4) - options - rows * look.px(self._pitch())

    def _columns(self) -> int:
        return 2 if self.look.layout is Layout.COLUMNS else 3

    def _pitch(self) -> int:
        return {Layout.COLUMNS: 40, Layout.STRIP: 32, Layout.NARROW: 28}[self.look.layout]

    def _gap(self) -> int:
        return 8 if self.look.layout is Layout.COLUMNS else 3

    def arrange(self) -> None:
        """From the foot up: the two keys, the reasons; with large type the keys give way, the sentence names them."""
        look = self.look
        columns = look.layout is Layout.COLUMNS
        tall = self.options[0].sizeHint().height()
        edge = look.px(15 if columns else 8)
        for option in self.options:
            option.setVisible(look.layout is not Layout.NARROW)
        y = self.height() - look.px(4)
        for option in reversed(self.options):
            if option.isVisibleTo(self):
                y -= tall + look.px(self._gap())
                option.setGeometry(edge, y, self.width() - 2 * edge, tall)
        y, low = self._foot(), self._low()
        gap = look.px(6)
        wide = (self.width() - 2 * edge - gap * (self._columns() - 1)) // self._columns()
        for number, widget in enumerate((*self.reasons, self.field)):
            widget.setVisible(not low)
            row, column = divmod(number, self._columns())
            x, room = edge + column * (wide + gap), wide
            if widget is self.field:
                cap = round(cap_width(look, str(_TYPED))) + look.px(14)
                x, room = x + cap, room - cap
            widget.setGeometry(
                x,
                y + row * look.px(self._pitch()),
                room,
                look.px(self._pitch() - (4 if look.layout is Layout.NARROW else 6)),
            )

    def compose(self, pen: Pen) -> None:
        """Head, the warnings, what the chosen one says, and the head of the reasons."""
        if not self._view.warnings:
            return
        look, theme = self.look, self.look.theme
        edge = float(look.px(16 if look.layout is Layout.COLUMNS else 10))
        right = self.width() - edge
        foot = float(self._foot())
        if self.field.isVisibleTo(self):
            cap = self.field.geometry()
            pen.cap(
                cap.left() - look.px(7) - pen.cap_width(str(_TYPED)), cap.center().y(), str(_TYPED),
                CapColours(theme.ink, theme.sunken, theme.line_strong),
            )  # fmt: skip
        if look.layout is Layout.COLUMNS:
            y = float(look.px(30))
            pen.shape(edge, y, 30, Shape.ATTENTION, theme.role_ink(Role.WARN), theme.surface)
            counted = self._counted()
            if len(self._view.warnings) > 1:
                counted = f"{counted}，{labels.WARNINGS_CHOOSE}"
            used = pen.text(right, y, counted, BODY, theme.ink2, align=_RIGHT)
            room = right - used - edge - look.px(50)
            pen.fitted(edge + look.px(42), y, room, labels.WARNINGS_HEAD, HEAD, theme.ink)
            top = float(look.px(56))
            foot -= look.px(34)
            fit = max(_ROWS_SHOWN, int((foot - look.px(10) - self._tall(pen) - top) // look.px(34)))
            first = max(0, min(self._chosen, len(self._view.warnings) - fit))
            for number in range(first, min(first + fit, len(self._view.warnings))):
                self._row(pen, top, number)
                top += look.px(34)
            pen.rule(edge, foot, right - edge, theme.line)
            pen.text(edge, foot + look.px(18), labels.WHY_GO_ON, LEAD, theme.ink2, bold=True)
            self._says(pen, top + look.px(6), foot - look.px(4), lead=LEAD)
            return
        self._row(pen, float(look.px(2)), self._chosen)
        self._says(pen, float(look.px(31)), foot, lead=BODY)

    def _row(self, pen: Pen, top: float, number: int) -> None:
        """How sure, which line, how much; the chosen one is framed and bold."""
        look, theme, warning = self.look, self.look.theme, self._view.warnings[number]
        edge = look.px(12 if look.layout is Layout.COLUMNS else 6)
        box = QRectF(edge, top, self.width() - 2 * edge, look.px(31 if look.layout is Layout.COLUMNS else 29))
        chosen = number == self._chosen
        several = len(self._view.warnings) > 1
        if chosen and several:
            pen.box(box, theme.sunken, theme.brand, radius=6, width=2 * max(look.scale, theme.line_width))
        y = box.center().y()
        shape, role = _MARKS[warning.severity]
        x = box.left() + look.px(6)
        x += pen.chip(x, y, shape, labels.SEVERITIES[warning.severity], role) + look.px(10)
        name, amount = self._named(warning)
        right = box.right() - look.px(8)
        if look.layout is not Layout.COLUMNS and several:
            amount = "　".join(part for part in (amount, f"{number + 1}/{len(self._view.warnings)}") if part)
        used = pen.text(right, y, amount, BODY, theme.ink, bold=chosen, align=_RIGHT) if amount else 0.0
        pen.text(x, y, name, BODY, theme.ink, bold=chosen, room=right - used - look.px(10) - x, elide=True)

    def _tall(self, pen: Pen) -> float:
        """What the longest of the warnings says takes so much, in full: the list stays as long as the mark moves."""
        look, room = self.look, self.width() - 2 * self.look.px(16)
        lines = max(len(pen.lines((one.text,), BODY, room)) for one in self._view.warnings)
        return look.px(LEAD) * 1.4 + look.px(BODY) * 1.4 * (lines + 1)

    def _says(self, pen: Pen, top: float, bottom: float, *, lead: float) -> None:
        """The rule's name, its text, and where there is room what it goes by; too long a text ends in an ellipsis."""
        warning = self.chosen
        if warning is None:
            return
        look, theme = self.look, self.look.theme
        edge = float(look.px(16 if look.layout is Layout.COLUMNS else 12))
        room = self.width() - 2 * edge
        y, size, step = top, BODY, look.px(BODY) * 1.4
        if bottom - top >= look.px(lead) * 1.4 + step:
            pen.text(edge, y + look.px(lead) * 0.7, warning.rule, lead, theme.ink, bold=True, room=room, elide=True)
            y += look.px(lead) * 1.4
            text = warning.text
        else:
            text = "：".join(part for part in (warning.rule, warning.text) if part)
        lines = pen.lines((text,), size, room)
        fit = max(1, int((bottom - y) / step))
        if len(lines) > fit:
            size, step = SMALL, look.px(SMALL) * 1.25
            lines, fit = pen.lines((text,), size, room), max(1, int((bottom - y) / step))
        for number, line in enumerate(lines[:fit]):
            words = "".join(piece for piece, _ in line if isinstance(piece, str))
            last = number == fit - 1 and len(lines) > fit
            pen.text(edge, y + step / 2, f"{words}…" if last else words, size, theme.ink, room=room, elide=last)
            y += step
        if warning.evidence and bottom - y >= step:
            evidence = filled(labels.WARNED_EVIDENCE, 依据=warning.evidence)
            pen.text(edge, y + step / 2, evidence, size, theme.ink2, room=room, elide=True)
