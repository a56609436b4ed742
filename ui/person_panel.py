"""The left column: who, insured where, treated where, filed or not; what is not known has a dotted ring."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtWidgets import QWidget

from counter_app.desk.supposed import Basis, Supposed
from counter_app.failures import FailureCode
from counter_app.model import identity
from counter_app.model.person import Filing, FilingClass, Paying, Qualification
from counter_app.model.visit import VisitKind
from ui.buttons import KeyButton
from ui.card_lines import card_line
from ui.keys import Action, KeyMap
from ui.look import BODY, HEAD, LEAD, SMALL, Look
from ui.pen import Drawn, Pen
from ui.queue_table import CLAIM_MARKS
from ui.shapes import Shape
from ui.theme import Role
from ui.views import OlderView, PersonView, VisitState, VisitView
from ui.words import figures, labels
from ui.words.template import blanks, filled

__all__ = ["PersonPanel", "basis_line", "filing_chip", "nobody_yet", "paying_lines", "supposed_words"]

_OLDER = 3  # rows of the older claims; how many more there are is said
_RIGHT = Qt.AlignmentFlag.AlignRight


def filing_chip(person: PersonView, on: date | None, code: FailureCode | None = None) -> tuple[Shape, str, Role | None]:
    """Shape, word and role of the filing as far as it is known on that day; `code`: why it does not count."""
    if not person.online:
        return Shape.UNKNOWN, labels.ASK_LATER, None
    if person.qualification is None or person.qualification.filing is None:
        return Shape.UNKNOWN, labels.NOT_ASKED, None
    filing = person.qualification.filing
    if code in labels.NOT_COUNTING:
        return Shape.STOPPED, labels.NOT_COUNTING[code], Role.STOP
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
        chronic = kind is VisitKind.CHRONIC
        return Shape.DONE, labels.CHRONIC_OPEN if chronic else filled(labels.OUTPATIENT_OPEN, 就诊类型=name), Role.OK
    return Shape.STOPPED, filled(labels.OUTPATIENT_CLOSED, 就诊类型=name), Role.STOP


def _dates(filing: Filing) -> str:
    if filing.since is None:
        return ""
    if filing.until is None:
        return filled(labels.FILED_OPEN, 起=filing.since)
    return filled(labels.FILED_SPAN, 起=filing.since, 止=filing.until)


def paying_lines(person: PersonView) -> tuple[str, ...]:
    """Why this insurance pays, and the others there are; nothing where there is no other."""
    if person.paying is None or person.insurance is None:
        return ()
    if not person.online:
        return (labels.PAYING_KEPT,)
    if not person.others:
        return ()
    count = 1 + len(person.choice)
    why = labels.PAYING_WHY[person.paying]
    scheme = person.scheme_name
    alone = not person.choice and person.paying is not Paying.NONE
    why = labels.PAYING_WHY[Paying.ONLY] if alone else why
    said = [filled(why, **{name: value for name, value in (("n", count), ("险种", scheme)) if name in blanks(why)})]
    for row in person.others:
        name = row.name or labels.SCHEMES[row.scheme]
        if row.active and row not in person.choice:
            text = labels.NOT_FOR_VISITS if row.code in labels.FOR_SOMETHING_ELSE else labels.ALSO_INSURED
            said.append(filled(text, 险种=name))
        elif row.active:
            said.append(filled(labels.MAY_PAY, 险种=name, 参保地=row.place))
        else:
            state = labels.INSURED_STATES.get(row.status, labels.INSURED_STATE_UNKNOWN)
            said.append(filled(labels.MAY_NOT_PAY, 险种=name, 参保地=row.place, 状态=state))
    return tuple(said)


def supposed_words(supposed: Supposed) -> str:
    """On what a place rests that nobody could ask about."""
    if supposed.day is None:
        return labels.BY_CARD
    return filled(labels.BY_LAST, 日=figures.day(supposed.day))


def basis_line(view: VisitView) -> str:
    """Why the visit counts as an emergency; empty where it is none."""
    if view.kind is not VisitKind.EMERGENCY:
        return ""
    return filled(labels.EMERGENCY_BASIS, 依据=view.basis or labels.BASIS_UNSAID)


@dataclass(frozen=True, slots=True)
class _Block:
    """A piece of the panel: its height, how it is drawn at (left, top, right), and how early it gives way: 0 never."""

    height: float
    draw: Callable[[float, float, float], None]
    gives_way: int = 0


def _fitting(blocks: list[_Block], room: float) -> list[_Block]:
    """What fits: the explanations go first, what is said nowhere else never (look, section 5)."""
    left = list(blocks)
    for turn in sorted({block.gives_way for block in blocks if block.gives_way}):
        if sum(block.height for block in left) <= room:
            break
        left = [block for block in left if block.gives_way != turn]
    return left


class PersonPanel(Drawn):
    """Shows the person of a visit, or that nobody is there yet."""

    acted = Signal(object)

    def __init__(self, look: Look, keys: KeyMap, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._view = VisitView(VisitState.WAITING)
        self._today: date | None = None
        self._queue_key = keys.shown(Action.PAGE)
        self._buttons = [
            KeyButton(look, action, keys.shown(action), self)
            for action in (Action.READ_CARD, Action.SCAN, Action.TYPE_IN, Action.INSURANCE)
        ]
        for button in self._buttons:
            button.acted.connect(self.acted)

    def show_view(self, view: VisitView, alive: frozenset[Action], today: date) -> None:
        """The visit's person on that day."""
        self._view, self._today = view, today
        texts = (labels.READ_CARD, labels.SCAN, labels.TYPE_IN, labels.CHANGE_INSURANCE)
        for button, text in zip(self._buttons, texts, strict=True):
            button.set_up(text, alive=button.action in alive)
        # One place for two: while several insurances could pay, which one does matters more than typing a number.
        *_, typing, insurance = self._buttons
        insurance.setVisible(Action.INSURANCE in alive)
        typing.setVisible(Action.INSURANCE not in alive)
        person = view.person
        hidden = view.state is VisitState.LOCKED
        self.setAccessibleName(labels.WHO)
        said = (figures.masked_name(person.name), *paying_lines(person), basis_line(view)) if person else ()
        if person is not None and person.supposed is not None:
            said = (*said, person.insured_place, person.told_scheme, supposed_words(person.supposed))
        said = (*said, card_line(view)) if said else said
        self.setAccessibleDescription("；".join(filter(None, said)) if said and not hidden else nobody_yet(view.state))
        nobody = nobody_yet(view.state)
        self.shows(person, hidden, nobody, view.kind, view.basis, view.older, today, view.filing, view.card)

    def arrange(self) -> None:
        """Two buttons side by side at the bottom, the third above them."""
        look = self.look
        left, gap, tall = look.px(15), look.px(8), look.px(34)
        wide = (self.width() - 2 * left - gap) // 2
        y = self.height() - look.px(13) - tall
        for number, button in enumerate(self._buttons[:2]):
            button.setGeometry(left + number * (wide + gap), y, wide, tall)
        for single in self._buttons[2:]:
            single.setGeometry(left, y - gap - tall, self.width() - 2 * left, tall)

    def compose(self, pen: Pen) -> None:
        """Paint the panel from the top."""
        look, theme = self.look, self.look.theme
        pen.box(QRectF(self.rect()), theme.surface, theme.line, width=theme.line_width)
        left, right = float(look.px(15)), self.width() - float(look.px(15))
        pen.text(left, look.px(26), labels.WHO, LEAD, theme.ink2, bold=True)
        person = self._view.person
        if person is None or self._view.state is VisitState.LOCKED:
            nobody = labels.LOCKED_PERSON if person is not None else nobody_yet(self._view.state)
            pen.text(self.width() / 2, self.height() * 0.37, nobody, HEAD, theme.ink3, bold=True,
                     align=Qt.AlignmentFlag.AlignHCenter)  # fmt: skip
            return
        self._tag(pen, right, look.px(25), labels.CREDENTIALS[person.credential])
        name, ink = (figures.masked_name(person.name), theme.ink) if person.name else (labels.NOT_KNOWN, theme.ink3)
        pen.fitted(left, look.px(67), right - left, name, HEAD, ink, BODY)
        age = [figures.age(person.birth_years)] if person.birth_years is not None else []
        tail = [filled(labels.ID_TAIL, 尾号=identity.tail(person.id_number))] if person.id_number else []
        pen.text(
            left,
            look.px(106),
            "　".join([labels.SEXES.get(person.sex, ""), *age, *tail]),
            BODY,
            theme.ink2,
            room=right - left,
        )
        blocks = [*self._places(pen, person), *self._paying(pen, person), *self._rights(pen, person), *self._older(pen)]
        if lacks := card_line(self._view):
            blocks.append(self._small(pen, lacks, gives_way=3))
        y, bottom = float(look.px(125)), float(self._buttons[-1].y() - look.px(6))
        for block in _fitting(blocks, bottom - y):
            block.draw(left, y, right)
            y += block.height

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

    def _rule(self, pen: Pen) -> _Block:
        return _Block(self.look.px(7), lambda left, y, right: pen.rule(left, y, right - left, self.look.theme.line))

    def _row(self, pen: Pen, label: str, value: str, *, bold: bool = False) -> _Block:
        middle = self.look.px(15)
        room = self.width() - self.look.px(30 + 72)
        if bold and pen.width(value, SMALL, bold=True) > room:  # a prefecture's name may take two lines
            return self._long_row(pen, label, value, room)
        return _Block(
            self.look.px(30), lambda left, y, right: self._pair(pen, left, y + middle, right, label, value, bold=bold)
        )

    def _long_row(self, pen: Pen, label: str, value: str, room: float) -> _Block:
        look, theme = self.look, self.look.theme

        def draw(left: float, y: float, _right: float) -> None:
            pen.text(left, y + look.px(15), label, SMALL, theme.ink2)
            pen.paragraph(left + look.px(72), y + look.px(6), room, value, SMALL, theme.ink, bold=True)

        return _Block(look.px(SMALL) * 1.4 * len(pen.lines((value,), SMALL, room, bold=True)) + look.px(12), draw)

    def _chip(self, pen: Pen, label: str, chip: tuple[Shape, str, Role | None]) -> _Block:
        look = self.look

        def draw(left: float, y: float, _right: float) -> None:
            pen.text(left, y + look.px(16), label, SMALL, look.theme.ink2)
            pen.chip(left + look.px(72), y + look.px(16), *chip)

        return _Block(look.px(33), draw)

    def _small(self, pen: Pen, text: str, *, indent: int = 0, faint: bool = False, gives_way: int = 0) -> _Block:
        """Small words, in as many lines as they need."""
        look = self.look
        room = self.width() - look.px(30 + indent)
        lines = len(pen.lines((text,), SMALL, room))
        ink = look.theme.ink3 if faint else look.theme.ink2

        def draw(left: float, y: float, right: float) -> None:
            pen.paragraph(left + look.px(indent), y + look.px(3), right - left - look.px(indent), text, SMALL, ink)

        return _Block(look.px(SMALL) * 1.4 * lines + look.px(9), draw, gives_way)

    def _places(self, pen: Pen, person: PersonView) -> list[_Block]:
        insured = person.insured_place or labels.NOT_KNOWN
        said = self._small(pen, labels.INSURED_PLACE_DECIDES, faint=True, gives_way=1)
        if person.supposed is not None:
            said = self._small(pen, supposed_words(person.supposed))
        return [
            self._rule(pen),
            self._row(pen, labels.INSURED_PLACE, insured, bold=True),
            said,
            self._row(pen, labels.TREATING_PLACE, person.treating_place, bold=True),
            self._small(pen, labels.TREATING_PLACE_DECIDES, faint=True, gives_way=1),
            self._rule(pen),
        ]

    def _older(self, pen: Pen) -> list[_Block]:
        """What the person left to be made up before, each with how it stands and what is due back of it."""
        look, theme, older = self.look, self.look.theme, self._view.older
        if not older:
            return []

        def row(one: OlderView) -> _Block:
            shape, word, role = CLAIM_MARKS[one.state]
            ink = theme.role_ink(role) if role is not None else theme.ink2

            def draw(left: float, y: float, right: float) -> None:
                middle = y + look.px(13)
                pen.shape(left, middle, 15, shape, ink, theme.surface)
                x = left + look.px(23)
                x += pen.text(x, middle, figures.day(one.visited), SMALL, theme.ink2) + look.px(9)
                pen.text(x, middle, word, SMALL, theme.ink)
                if one.refund is not None:
                    back = filled(labels.OLDER_BACK, 应退=figures.money(one.refund))
                    pen.text(right, middle, back, SMALL, theme.ink, bold=True, align=_RIGHT)

            return _Block(look.px(26), draw)

        more = (
            [self._small(pen, filled(labels.OLDER_MORE, n=len(older) - _OLDER, 键=self._queue_key))]
            if len(older) > _OLDER
            else []
        )
        return [self._rule(pen), self._small(pen, labels.OLDER), *map(row, older[:_OLDER]), *more]

    def _paying(self, pen: Pen, person: PersonView) -> list[_Block]:
        """Which insurance pays, why that one, and which others there are."""
        scheme = labels.NOT_KNOWN
        if person.insurance is not None:
            scheme = person.scheme_name
            if person.standing:
                scheme += labels.SEPARATOR + person.standing
        elif person.supposed is not None and person.told_scheme:
            scheme = person.told_scheme
        row = self._row(pen, labels.SCHEME_LABEL, scheme)
        return [row, *(self._small(pen, line) for line in paying_lines(person))]

    def _rights(self, pen: Pen, person: PersonView) -> list[_Block]:
        """The filing with its dates, the kind of visit with the reason for an emergency, the deductible."""
        blocks = [self._chip(pen, labels.FILING_LABEL, filing_chip(person, self._today, self._view.filing))]
        filing = person.qualification.filing if person.qualification and person.online else None
        if filing is not None and _dates(filing):
            blocks.append(self._small(pen, _dates(filing), indent=72, gives_way=4))
        blocks.append(self._chip(pen, labels.OUTPATIENT_LABEL, _outpatient_chip(person, self._view.kind)))
        if basis := basis_line(self._view):
            blocks.append(self._small(pen, basis))
        return [*blocks, *self._deductible(pen, person)]

    def _deductible(self, pen: Pen, person: PersonView) -> list[_Block]:
        look, theme = self.look, self.look.theme
        if not person.online:
            last = person.supposed is not None and person.supposed.basis is Basis.LAST
            return [self._rule(pen), self._small(pen, labels.FROM_LAST if last else labels.FROM_CARD)]
        said = person.qualification
        if said is None or said.deductible is None or said.deductible_paid is None:
            return []
        missing = max(said.deductible - said.deductible_paid, Decimal("0.00"))
        left_over = filled(labels.DEDUCTIBLE_LEFT, 差额=figures.money(missing)) if missing else labels.DEDUCTIBLE_FULL
        paid = filled(
            labels.DEDUCTIBLE_PAID, 已付=figures.money(said.deductible_paid), 起付线=figures.money(said.deductible)
        )

        def amount(left: float, y: float, right: float) -> None:
            pen.text(left, y + look.px(15), labels.DEDUCTIBLE_LABEL, SMALL, theme.ink2)
            pen.text(right, y + look.px(15), left_over, BODY, theme.ink, bold=True, align=_RIGHT)

        def meter(left: float, y: float, right: float) -> None:
            self._meter(pen, QRectF(left, y + look.px(3), right - left, look.px(10)), said)

        return [
            self._rule(pen),
            _Block(look.px(30), amount),
            _Block(look.px(18), meter, gives_way=3),
            self._small(pen, paid, faint=True, gives_way=2),
        ]

    def _meter(self, pen: Pen, box: QRectF, said: Qualification) -> None:
        theme = self.look.theme
        pen.box(box, theme.sunken, theme.line_strong, radius=5, width=theme.line_width)
        if said.deductible and said.deductible_paid is not None:
            share = float(min(Decimal(1), said.deductible_paid / said.deductible))
            pen.painter.save()
            pen.painter.setClipRect(QRectF(box.left(), box.top(), box.width() * share, box.height()))
            pen.box(box, theme.brand, theme.brand, radius=5)
            pen.painter.restore()


_NOBODY_YET = {
    VisitState.READING: labels.READING_CARD,
    VisitState.IDENTIFYING: labels.IDENTIFYING,
    VisitState.TYPING: labels.TYPING,
    VisitState.FAILURE: labels.NO_CARD_READ,
    VisitState.LOCKED: labels.LOCKED,
}


def nobody_yet(state: VisitState) -> str:
    """Where the name would stand: nobody is told to come next while somebody stands there and is looked up."""
    return _NOBODY_YET.get(state, labels.NEXT_PERSON)
