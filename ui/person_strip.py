"""The person of a visit in one line: with large type the column has no room."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.card_lines import card_word
from ui.look import BODY, SMALL, TITLE, Look
from ui.pen import Drawn, Pen
from ui.person_panel import basis_line, filing_chip, nobody_yet
from ui.shapes import Shape
from ui.views import VisitState, VisitView
from ui.words import figures, labels

__all__ = ["PersonStrip"]

_RIGHT = Qt.AlignmentFlag.AlignRight


class PersonStrip(Drawn):
    """The person in one line, for large type."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._view = VisitView(VisitState.WAITING)
        self._today: date | None = None
        self._right = ""

    def show_view(self, view: VisitView, today: date, right: str) -> None:
        """The person, and at the right what the head would say."""
        self._view, self._today, self._right = view, today, right
        self.setAccessibleName(labels.WHO)
        self.shows(view.person, nobody_yet(view.state), view.kind, today, right, view.filing, view.card)

    def compose(self, pen: Pen) -> None:
        """Name, age, filing, from where to where."""
        look, theme = self.look, self.look.theme
        y = self.height() / 2
        x = float(look.px(9))
        person = self._view.person
        end = (
            self.width()
            - look.px(9)
            - pen.text(self.width() - look.px(9), y, self._right, SMALL, theme.ink2, align=_RIGHT)
        )
        if person is None or self._view.state is VisitState.LOCKED:
            nobody = labels.LOCKED_PERSON if person is not None else nobody_yet(self._view.state)
            pen.text(x, y, nobody, TITLE, theme.ink3, bold=True)
            return
        x += pen.text(x, y, figures.masked_name(person.name), TITLE, theme.ink, bold=True) + look.px(9)
        if person.birth_years is not None:
            x += pen.text(x, y, figures.age(person.birth_years), BODY, theme.ink2) + look.px(9)
        shape, word, role = filing_chip(person, self._today, self._view.filing)
        if shape is Shape.DONE:
            word = labels.FILING_SHORT
        if x + pen.chip_width(word) < end:
            x += pen.chip(x, y, shape, word, role) + look.px(9)
        scheme = person.scheme_name if person.insurance and person.choice else ""
        kind = labels.VISIT_KINDS[self._view.kind] if basis_line(self._view) else ""
        for told in (card_word(self._view), kind, scheme):
            if told and x + pen.width(told, BODY, bold=True) < end:
                x += pen.text(x, y, told, BODY, theme.ink, bold=True) + look.px(9)
        mark = labels.SUPPOSED_MARKS[person.supposed.basis] if person.supposed is not None else ""
        way = f"{person.insured_short}{mark} → {person.treating_short}"
        if person.insured_short and x + pen.width(way, BODY, bold=True) < end:
            pen.text(x, y, way, BODY, theme.ink, bold=True)
