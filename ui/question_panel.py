"""The six questions beside the claim: it covers the middle of the page, who and how much stay in sight (with large
type it covers the page below the person's line). While it is up the money keys are dead: digits and letters belong to
it, and nobody takes money with eyes on another text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from counter_app.desk.questions import Question
from ui.buttons import NumberedChoice
from ui.identity_panel import TextField
from ui.keys import Action
from ui.look import BODY, LEAD, SMALL, Layout, Look
from ui.pen import Drawn, Pen, broken
from ui.question_views import PartView, QuestionsView, RowView
from ui.scroll_bar import SlimScrollBar
from ui.shapes import Shape
from ui.theme import Role
from ui.told import SLOW_AFTER, Said
from ui.words import labels, question_words
from ui.words.template import filled

__all__ = ["LIVING", "QuestionPanel"]

# What does something while the panel is up, beside what is typed.
LIVING = frozenset({Action.QUESTIONS, Action.BACK, Action.ASK, Action.HELP})
_ORDER = tuple(Question)
_MOVES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_SCROLLS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
_STEP, _TITLE_STEP = 21, 27


class _FilterField(TextField):
    """Digits choose a question and arrows move; everything else is typed."""

    picked = Signal(str)
    moved = Signal(int)
    scrolled = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.text().isdigit():
            self.picked.emit(event.text())
        elif plain and key in _MOVES:
            self.moved.emit(_MOVES[key])
        elif plain and key in _SCROLLS:
            self.scrolled.emit(_SCROLLS[key])
        else:
            super().keyPressEvent(event)


class _Choice(NumberedChoice):
    """One question: the field keeps the focus, and the chosen one has the ground of a chosen row."""

    def __init__(self, look: Look, number: int, text: str, parent: QWidget) -> None:
        spoken = filled(question_words.CHOICE_SPOKEN, 字=text, 号=number)
        super().__init__(look, number, text, spoken, parent, wide=116, pad=4)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def ground(self) -> str:
        """Under its words."""
        return self.look.theme.selected if self.isChecked() else self.look.theme.surface


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of the list as it is painted."""

    text: str
    tall: int
    left: int
    size: float = BODY
    bold: bool = False
    faint: bool = False
    shape: Shape | None = None
    role: Role | None = None
    ours: bool = False
    rule: bool = False


class QuestionPanel(Drawn):
    """`asked(question, name)`: the question that is wanted now, None when the panel closes."""

    asked = Signal(object, str)
    changed = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._view = QuestionsView(Question.INSTITUTIONS)
        self._lines: list[_Line] = []
        self._first = 0
        self._open = False
        names = question_words.QUESTIONS
        self.choices = tuple(_Choice(look, at, names[one], self) for at, one in enumerate(_ORDER, start=1))
        for question, choice in zip(_ORDER, self.choices, strict=True):
            choice.clicked.connect(lambda _on=False, question=question: self._ask(question))
        self.field = _FilterField(look, question_words.FILTER, self, chinese=True)
        self.dress()
        self.field.picked.connect(self.pick)
        self.field.moved.connect(self._move)
        self.field.scrolled.connect(self.step)
        self.field.textChanged.connect(self._filter)
        self.field.returnPressed.connect(self.again)
        self.bar = SlimScrollBar(look, self)
        self.bar.valueChanged.connect(self._scroll)
        self.hide()

    def dress(self) -> None:
        """The field's type and margins."""
        look, field = self.look, self.field
        field.setFont(look.font(BODY))
        field.setTextMargins(look.px(6), 0, look.px(6), 0)
        palette = field.palette()
        palette.setColor(palette.ColorRole.PlaceholderText, look.colour(look.theme.ink3))
        field.setPalette(palette)

    # What the cashier does

    @property
    def up(self) -> bool:
        """It is open."""
        return self._open

    @property
    def view(self) -> QuestionsView:
        """What is shown."""
        return self._view

    def open(self, question: Question) -> None:
        """Come up with this question."""
        self._open = True
        self.field.clear()
        self.show()
        self.raise_()
        self.field.setFocus()
        self._ask(question)

    def shut(self) -> None:
        """Go, and keep nothing of a person."""
        if self._open:
            self._open = False
            self.field.clear()
            self._view = QuestionsView(Question.INSTITUTIONS)
            self._fill(moved=True)
            self.field.clearFocus()
            self.hide()
            self.asked.emit(None, "")

    def again(self) -> None:
        """Ask the same once more; institutions by what stands in the field."""
        self._ask(self._view.question)

    def pick(self, mark: str) -> bool:
        """A digit; one that stands on no question does nothing."""
        if mark.isdigit() and 0 < int(mark) <= len(_ORDER):
            self._ask(_ORDER[int(mark) - 1])
        return True

    def _move(self, by: int) -> None:
        self._ask(_ORDER[(_ORDER.index(self._view.question) + by) % len(_ORDER)])

    def step(self, down: int) -> bool:
        """Lines further down or up."""
        self.bar.setValue(self.bar.value() + down)
        return True

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The same with the mouse."""
        event.accept()
        self.step(-3 if event.angleDelta().y() > 0 else 3)

    def _ask(self, question: Question) -> None:
        if question is not self._view.question:
            self.field.clear()
        name = self.field.text().strip() if question is Question.INSTITUTIONS else ""
        self.asked.emit(question, name)

    # What is shown

    def show_view(self, view: QuestionsView) -> None:
        """Show it, from its first line where it is another question."""
        moved = view.question is not self._view.question
        self._view = view
        for question, choice in zip(_ORDER, self.choices, strict=True):
            choice.setChecked(question is view.question)
        searches = view.question is Question.INSTITUTIONS
        self.field.setPlaceholderText(question_words.SEARCH if searches else question_words.FILTER)
        self.setAccessibleName(f"{question_words.HEAD}，{question_words.QUESTIONS[view.question]}")
        self._fill(moved=moved)
        self.changed.emit()

    def said(self, now: datetime) -> Said:
        """The sentence of this moment."""
        if self._view.asking is not None:
            seconds = int((now - self._view.asking).total_seconds())
            long = filled(question_words.ASKING_LONG, 秒=seconds)
            return Said(long if seconds >= SLOW_AFTER else question_words.ASKING, Role.INFO, Shape.WORKING)
        return Said(question_words.SAID, Role.ASK, Shape.NOTE)

    def _filter(self) -> None:
        self._fill(moved=True)

    def _fill(self, *, moved: bool) -> None:
        self._first = 0 if moved else self._first
        self._lines = [line for part in self._filtered() for line in self._of_part(part)]
        self.setAccessibleDescription("；".join(line.text for line in self._lines if line.text))
        self._range()
        self.update()

    def _filtered(self) -> tuple[PartView, ...]:
        """With words in the field only the rows that have all of them; a source is told all the same."""
        words = self.field.text().lower().split()
        if not words:
            return self._view.parts
        shown = []
        for part in self._view.parts:
            rows = tuple(row for row in part.rows if _has(row, words))
            if part.rows and not rows:
                rows = (RowView("", (filled(question_words.FILTERED_OUT, 字=" ".join(words)),)),)
            shown.append(PartView(part.head, rows, part.warnings, part.shape, part.role))
        return tuple(shown)

    def _of_part(self, part: PartView) -> list[_Line]:
        px = self.look.px
        lines = self._broken(part.head, px(24), SMALL, px(20), shape=part.shape, role=part.role, faint=True)
        lines[0] = replace(lines[0], rule=True, tall=px(26))
        for warning in part.warnings:
            lines += self._broken(warning, px(24), SMALL, px(20), shape=Shape.ATTENTION, role=Role.WARN)
        for row in part.rows:
            how = {"shape": row.shape, "role": row.role, "ours": row.ours}
            if row.title:
                lines += self._broken(row.title, px(24), BODY, px(_TITLE_STEP), bold=True, **how)
            if row.details:
                joined = labels.SEPARATOR.join(row.details)
                lines += self._broken(joined, px(24), BODY, px(_STEP), ours=row.ours)
        return lines

    def _broken(self, text: str, left: int, size: float, tall: int, **how: object) -> list[_Line]:
        room = self._room() - left
        pieces = broken(self.look, (text,), size, max(room, self.look.px(60)), bold=bool(how.get("bold")))
        texts = ["".join(piece for piece, _ in line if isinstance(piece, str)) for line in pieces]
        made = [_Line(one, tall, left, size, **how) for one in texts]  # type: ignore[arg-type]
        return [made[0], *(replace(one, shape=None) for one in made[1:])]

    # Where it is

    def arrange(self) -> None:
        """Head and choices, the field, the list."""
        px, full = self.look.px, self.look.layout is Layout.COLUMNS
        edge = px(12 if full else 8)
        y = px(40 if full else 4)
        wide = self.width() - 2 * edge
        gap = px(6)
        each = (wide - gap * (len(self.choices) - 1)) // len(self.choices)
        tall = px(34 if self.look.layout is not Layout.NARROW else 30)
        for number, choice in enumerate(self.choices):
            choice.setGeometry(edge + number * (each + gap), y, each, tall)
        y += tall + px(8 if full else 4)
        self.field.setGeometry(edge, y, wide, px(34 if full else 30))
        top = self._top()
        self.bar.setGeometry(self.width() - px(14), top, px(12), max(0, self.height() - top - px(4)))
        self._fill(moved=False)

    def _top(self) -> int:
        return self.field.geometry().bottom() + self.look.px(6)

    def _room(self) -> int:
        return self.width() - self.look.px(14 + 12 + 8)

    def _range(self) -> None:
        """The last line may come to the foot of the list and no higher."""
        space, count = self.height() - self._top() - self.look.px(6), 0
        for line in reversed(self._lines):
            space -= line.tall
            if space < 0:
                break
            count += 1
        last = max(0, len(self._lines) - count)
        self.bar.setRange(0, last)
        self.bar.setPageStep(max(1, count))
        self.bar.setVisible(last > 0)
        self.bar.setValue(min(self._first, last))
        self._first = self.bar.value()

    def _scroll(self, first: int) -> None:
        self._first = first
        self.update()

    def compose(self, pen: Pen) -> None:
        """The box, who it is about, and the lines that fit whole."""
        look, theme = self.look, self.look.theme
        pen.box(QRectF(self.rect()), theme.surface, theme.brand, width=2 * max(look.scale, theme.line_width))
        if look.layout is Layout.COLUMNS:
            y = float(look.px(22))
            used = pen.text(look.px(15), y, question_words.HEAD, LEAD, theme.ink, bold=True)
            room = self.width() - look.px(45) - used
            size = BODY
            while size > SMALL and pen.width(self._view.who, size) > room:
                size -= 1
            right = self.width() - look.px(15)
            pen.text(right, y, self._view.who, size, theme.ink2, align=Qt.AlignmentFlag.AlignRight, room=room)
        left, top = look.px(12), float(self._top())
        foot = self.height() - look.px(4)
        for line in self._lines[self._first :]:
            if top + line.tall > foot:
                break
            self._draw(pen, line, left, top)
            top += line.tall

    def _draw(self, pen: Pen, line: _Line, left: int, top: float) -> None:
        look, theme = self.look, self.look.theme
        y = top + line.tall / 2
        if line.rule:
            pen.rule(left, top + 1, self._room(), theme.line)
        if line.ours:
            pen.painter.fillRect(QRectF(left, top, look.px(4), line.tall), look.colour(theme.brand))
        ink = theme.role_ink(line.role) if line.role is not None else theme.ink2
        if line.shape is not None:
            pen.shape(left + look.px(7), y, 14, line.shape, ink, theme.surface)
        warned = line.role in (Role.WARN, Role.STOP)
        colour = ink if warned else theme.ink2 if line.faint else theme.ink
        pen.text(left + line.left + look.px(2), y, line.text, line.size, colour, bold=line.bold, room=self._room())


def _has(row: RowView, words: list[str]) -> bool:
    text = " ".join((row.title, *row.details)).lower()
    return all(word in text for word in words)
