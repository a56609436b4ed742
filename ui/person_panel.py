"""The left column: who, insured where, treated where, filed or not; what is not known has a dotted ring."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtWidgets import QWidget

from counter_app.model import identity
from counter_app.model.person import Filing, FilingClass, Qualification
from counter_app.model.visit import VisitKind
from ui.buttons import KeyButton
from ui.keys import Action, KeyMap
from ui.look import BODY, HEAD, LEAD, SMALL, TITLE, Look
from ui.pen import Drawn, Pen
from ui.shapes import Shape
from ui.theme import Role
from ui.views import PersonView, VisitState, VisitView
from ui.words import figures, labels
from ui.words.template import filled

__all__ = ["PersonPanel", "PersonStrip", "filing_chip"]

_RIGHT = Qt.AlignmentFlag.AlignRight
_SEX = {"1": labels.MALE, "2": labels.FEMALE, labels.MALE: labels.MALE, labels.FEMALE: labels.FEMALE}


def filing_chip(person: PersonView, on: date | None) -> tuple[Shape, str, Role | None]:
    """Shape, word and role of the filing as far as it is known on that day."""
    if not person.online:
        return Shape.UNKNOWN, labels.ASK_LATER, None
    if person.qualification is None or person.qualification.filing is None:
        return Shape.UNKNOWN, labels.NOT_ASKED, None
    filing = person.qualification.filing
    if filing.kind is FilingClass.UNFILED:
        return Shape.STOPPED, labels.UNFILED, Role.STOP
    if on is not None and filing.until is not None and filing.until < on:
        return Shape.STOPPED, filled(labels.FILING_EXPIRED, 止=figures.day(filing.until)), Role.STOP
    return Shape.DONE, filled(labels.FILED, 类别=labels.FILINGS[filing.kind]), Role.OK


def _outpatient_chip(person: PersonView, kind: VisitKind) -> tuple[Shape, str, Role | None]:
    if not person.online:
        return Shape.UNKNOWN, labels.ASK_LATER, None
    if person.qualification is None:
        return Shape.UNKNOWN, labels.NOT_ASKED, None
    name = labels.VISIT_KINDS[kind]
    if person.qualification.entitled:
        return Shape.DONE, filled(labels.OUTPATIENT_OPEN, 就诊类型=name), Role.OK
    return Shape.STOPPED, filled(labels.OUTPATIENT_CLOSED, 就诊类型=name), Role.STOP


def _dates(filing: Filing) -> str:
    if filing.since is None:
        return ""
    if filing.until is None:
        return filled(labels.FILED_OPEN, 起=filing.since)
    return filled(labels.FILED_SPAN, 起=filing.since, 止=filing.until)


class PersonPanel(Drawn):
    """Shows the person of a visit, or that nobody is there yet."""

    acted = Signal(object)

    def __init__(self, look: Look, keys: KeyMap, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._view = VisitView(VisitState.WAITING)
        self._today: date | None = None
        self._buttons = [
            KeyButton(look, action, keys.shown(action), self)
            for action in (Action.READ_CARD, Action.SCAN, Action.TYPE_IN)
        ]
        for button in self._buttons:
            button.acted.connect(self.acted)

    def show_view(self, view: VisitView, alive: frozenset[Action], today: date) -> None:
        """The visit's person on that day."""
        self._view, self._today = view, today
        for button, text in zip(self._buttons, (labels.READ_CARD, labels.SCAN, labels.TYPE_IN), strict=True):
            button.set_up(text, alive=button.action in alive)
        person = view.person
        hidden = view.state is VisitState.LOCKED
        self.setAccessibleName(labels.WHO)
        self.setAccessibleDescription(figures.masked_name(person.name) if person and not hidden else labels.NEXT_PERSON)
        self.shows(person, hidden, self._nobody(), view.kind, today)

    def arrange(self) -> None:
        """Two buttons side by side at the bottom, the third above them."""
        look = self.look
        left, gap, tall = look.px(15), look.px(8), look.px(34)
        wide = (self.width() - 2 * left - gap) // 2
        y = self.height() - look.px(13) - tall
        *pair, single = self._buttons
        for number, button in enumerate(pair):
            button.setGeometry(left + number * (wide + gap), y, wide, tall)
        single.setGeometry(left, y - gap - tall, self.width() - 2 * left, tall)

    def compose(self, pen: Pen) -> None:
        """Paint the panel from the top."""
        look, theme = self.look, self.look.theme
        pen.box(QRectF(self.rect()), theme.surface, theme.line, width=theme.line_width)
        left, right = float(look.px(15)), self.width() - float(look.px(15))
        pen.text(left, look.px(26), labels.WHO, LEAD, theme.ink2, bold=True)
        person = self._view.person
        if person is None or self._view.state is VisitState.LOCKED:
            nobody = labels.LOCKED_PERSON if person is not None else self._nobody()
            pen.text(self.width() / 2, self.height() * 0.37, nobody, HEAD, theme.ink3, bold=True,
                     align=Qt.AlignmentFlag.AlignHCenter)  # fmt: skip
            return
        self._tag(pen, right, look.px(25), labels.CREDENTIALS[person.credential])
        pen.fitted(left, look.px(67), right - left, figures.masked_name(person.name), HEAD, theme.ink, BODY)
        age = [figures.age(person.birth_years)] if person.birth_years is not None else []
        tail = [filled(labels.ID_TAIL, 尾号=identity.tail(person.id_number))] if person.id_number else []
        pen.text(
            left, look.px(106), "　".join([_SEX.get(person.sex, ""), *age, *tail]), BODY, theme.ink2, room=right - left
        )
        y = self._places(pen, person, left, right)
        y = self._filing(pen, person, left, y, right)
        self._deductible(pen, person, left, y, right)

    def _nobody(self) -> str:
        if self._view.state is VisitState.READING:
            return labels.READING_CARD
        return labels.NEXT_PERSON

    def _tag(self, pen: Pen, right: float, y: float, text: str) -> None:
        theme, look = self.look.theme, self.look
        wide = pen.width(text, SMALL) + look.px(14)
        pen.box(
            QRectF(right - wide, y - look.px(12), wide, look.px(24)),
            theme.sunken,
            theme.line,
            radius=4,
            width=theme.line_width,
        )
        pen.text(right - wide / 2, y, text, SMALL, theme.ink2, align=Qt.AlignmentFlag.AlignHCenter)

    def _pair(self, pen: Pen, left: float, y: float, right: float, label: str, value: str, *, bold: bool) -> None:
        x = left + self.look.px(72)
        pen.text(left, y, label, SMALL, self.look.theme.ink2)
        if bold:
            pen.fitted(x, y, right - x, value, BODY, self.look.theme.ink, SMALL)
        else:
            pen.text(x, y, value, BODY, self.look.theme.ink, room=right - x)

    def _places(self, pen: Pen, person: PersonView, left: float, right: float) -> float:
        look, theme = self.look, self.look.theme
        pen.rule(left, look.px(125), right - left, theme.line)
        insured = person.insured_place or labels.NOT_KNOWN
        self._pair(pen, left, look.px(147), right, labels.INSURED_PLACE, insured, bold=True)
        pen.text(left, look.px(176), labels.INSURED_PLACE_DECIDES, SMALL, theme.ink3, room=right - left)
        self._pair(pen, left, look.px(206), right, labels.TREATING_PLACE, person.treating_place, bold=True)
        pen.text(left, look.px(235), labels.TREATING_PLACE_DECIDES, SMALL, theme.ink3, room=right - left)
        pen.rule(left, look.px(252), right - left, theme.line)
        return float(look.px(252))

    def _filing(self, pen: Pen, person: PersonView, left: float, y: float, right: float) -> float:
        look, theme = self.look, self.look.theme
        x = left + look.px(72)
        y += look.px(22)
        if person.insurance is not None:
            scheme = labels.SCHEMES[person.insurance.scheme]
            if person.standing:
                scheme += labels.SEPARATOR + person.standing
            self._pair(pen, left, y, right, labels.SCHEME_LABEL, scheme, bold=False)
        else:
            self._pair(pen, left, y, right, labels.SCHEME_LABEL, labels.NOT_KNOWN, bold=False)
        y += look.px(32)
        pen.text(left, y, labels.FILING_LABEL, SMALL, theme.ink2)
        pen.chip(x, y, *filing_chip(person, self._today))
        filing = person.qualification.filing if person.qualification and person.online else None
        if filing is not None and _dates(filing):
            y += look.px(34)
            pen.text(x, y, _dates(filing), SMALL, theme.ink2, room=right - x)
        y += look.px(34)
        pen.text(left, y, labels.OUTPATIENT_LABEL, SMALL, theme.ink2)
        pen.chip(x, y, *_outpatient_chip(person, self._view.kind))
        return y + look.px(22)

    def _deductible(self, pen: Pen, person: PersonView, left: float, y: float, right: float) -> None:
        look, theme = self.look, self.look.theme
        said = person.qualification
        if not person.online:
            pen.rule(left, y, right - left, theme.line)
            pen.paragraph(left, y + look.px(10), right - left, labels.FROM_CARD, SMALL, theme.ink2)
            return
        if said is None or said.deductible is None or said.deductible_paid is None:
            return
        pen.rule(left, y, right - left, theme.line)
        y += look.px(22)
        missing = max(said.deductible - said.deductible_paid, Decimal("0.00"))
        pen.text(left, y, labels.DEDUCTIBLE_LABEL, SMALL, theme.ink2)
        left_over = filled(labels.DEDUCTIBLE_LEFT, 差额=figures.money(missing)) if missing else labels.DEDUCTIBLE_FULL
        pen.text(right, y, left_over, BODY, theme.ink, bold=True, align=_RIGHT)
        y += look.px(23)
        self._meter(pen, QRectF(left, y - look.px(5), right - left, look.px(10)), said)
        y += look.px(23)
        paid = filled(
            labels.DEDUCTIBLE_PAID, 已付=figures.money(said.deductible_paid), 起付线=figures.money(said.deductible)
        )
        pen.text(left, y, paid, SMALL, theme.ink3, room=right - left)

    def _meter(self, pen: Pen, box: QRectF, said: Qualification) -> None:
        theme = self.look.theme
        pen.box(box, theme.sunken, theme.line_strong, radius=5, width=theme.line_width)
        if said.deductible and said.deductible_paid is not None:
            share = float(min(Decimal(1), said.deductible_paid / said.deductible))
            pen.painter.save()
            pen.painter.setClipRect(QRectF(box.left(), box.top(), box.width() * share, box.height()))
            pen.box(box, theme.brand, theme.brand, radius=5)
            pen.painter.restore()


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
        self.shows(view.person, view.state is VisitState.LOCKED, today, right)

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
            pen.text(x, y, labels.NEXT_PERSON, TITLE, theme.ink3, bold=True)
            return
        x += pen.text(x, y, figures.masked_name(person.name), TITLE, theme.ink, bold=True) + look.px(9)
        if person.birth_years is not None:
            x += pen.text(x, y, figures.age(person.birth_years), BODY, theme.ink2) + look.px(9)
        shape, word, role = filing_chip(person, self._today)
        if shape is Shape.DONE:
            word = labels.FILING_SHORT
        if x + pen.chip_width(word) < end:
            x += pen.chip(x, y, shape, word, role) + look.px(9)
        way = f"{person.insured_short} → {person.treating_short}"
        if person.insured_short and x + pen.width(way, BODY, bold=True) < end:
            pen.text(x, y, way, BODY, theme.ink, bold=True)
