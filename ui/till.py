"""The right column: one amount, or words in its place; the rows that add up; how it is paid; the keys."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtWidgets import QWidget

from counter_app.model.payment import PaymentMethod
from ui.buttons import KeyButton
from ui.keys import Action, KeyMap
from ui.look import BODY, HEAD, LEAD, SMALL, TITLE, Layout, Look
from ui.pen import CapColours, Drawn, Pen
from ui.shapes import Shape
from ui.tender import DigitField, MethodChoice, Tender
from ui.theme import Face, Ink, Role
from ui.till_band import (
    BAND,
    TENDER,
    band_lines,
    band_texts,
    button_wide,
    buttons_of,
    one_button,
    tender_boxes,
    tender_texts,
)
from ui.till_face import Kind, Row, Style, TillFace
from ui.till_parts import checking_clock, dashed_frame, hatched_edge, last_visit, struck_out
from ui.views import VisitState, VisitView
from ui.words import figures, labels
from ui.words.template import filled

__all__ = ["AMOUNT", "AMOUNT_ROOMY", "WORDS", "Till"]

AMOUNT, AMOUNT_ROOMY, WORDS = 74, 88, 52
_RIGHT = Qt.AlignmentFlag.AlignRight
_OWN = (Action.TAKE, Action.TRIAL, Action.PARK, Action.PRINT, Action.PAY_OUT, Action.BACK)
_ACTIONS = (*_OWN, Action.SCAN, Action.READ_CARD, Action.ASK, Action.DELETE)
_PITCH = {
    **{Style.LEAD: 35, Style.STRONG: 38, Style.RULE: 9, Style.HEAD: 36},
    **dict.fromkeys((Style.SMALL, Style.INDENT, Style.NOTE), 32),
}


class Till(Drawn):
    """Shows a `TillFace`. `shown` is emitted after each painting with the offer that now stands on the screen."""

    acted = Signal(object)
    shown = Signal(object)
    method_chosen = Signal(object)

    def __init__(self, look: Look, keys: KeyMap, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._keys = keys
        self._face = TillFace(Face.PLAIN, labels.TILL, words=labels.WAIT_FOR_CARD)
        self._view = VisitView(VisitState.WAITING)
        self._tender = Tender()
        self._now: datetime | None = None
        self._confirming = False
        self._rows_end = 0.0
        self._buttons = {action: KeyButton(look, action, keys.shown(action), self) for action in _ACTIONS}
        for button in self._buttons.values():
            button.acted.connect(self.acted)
        self.method = MethodChoice(look, keys.shown(Action.METHOD), self)
        self.method.chosen.connect(self.method_chosen)
        self.received = DigitField(look, self)
        self.phone = DigitField(look, self, right=False)
        # From the money key one Tab leads to the phone number, the next to the amount received.
        QWidget.setTabOrder(self._buttons[Action.TAKE], self.phone)
        QWidget.setTabOrder(self.phone, self.received)

    @property
    def face(self) -> TillFace:
        """What is shown."""
        return self._face

    @property
    def takes_digits(self) -> bool:
        """Digits go to 实收 now."""
        return self._face.tender and self._face.offer is not None

    @property
    def short(self) -> Decimal:
        """Yuan still missing in cash, zero when enough was handed over."""
        return max(-self._tender.change(self._face.due), Decimal("0.00")) if self._face.tender else Decimal("0.00")

    def expected(self) -> KeyButton | None:
        """The button of the expected next key: it carries the ring, and takes the focus."""
        return next((button for button in self._buttons.values() if button.expected and button.isVisibleTo(self)), None)

    def ink(self) -> Ink:
        """The colours of the ground it stands on."""
        return self.look.theme.faces[self._face.face]

    def show_face(
        self,
        view: VisitView,
        face: TillFace,
        tender: Tender,
        alive: frozenset[Action],
        now: datetime,
        *,
        confirming: bool,
    ) -> None:
        """Show it; a ConfirmBar is up: no key but its own does anything."""
        self._view, self._face, self._tender, self._now = view, face, tender, now
        self._confirming = confirming
        ink = self.ink()
        listed = {button.action: button for button in buttons_of(self.look, face)}
        for action, button in self._buttons.items():
            spec = listed.get(action)
            button.setVisible(spec is not None)
            if spec is None:
                continue
            usable = spec.alive and action in alive
            barred = action is Action.TAKE and self.short > 0
            usable = usable and not confirming
            first = (
                spec.kind in (Kind.MONEY, Kind.PRIMARY)
                or spec is face.likely
                or (view.state is VisitState.UNCLEAR and action is Action.PARK)
            )
            button.set_up(
                spec.label, kind=spec.kind, alive=usable, ink=ink, busy=spec.busy, ring=first and usable, barred=barred
            )
        cash = tender.method is PaymentMethod.CASH
        self.method.setVisible(face.tender)
        self.received.setVisible(face.tender and cash)
        self.phone.setVisible(face.phone)
        if face.tender:
            self.method.show_method(tender.method, ink, alive=Action.METHOD in alive)
            received = figures.money(tender.received(face.due))
            shown = figures.typed_money(tender.digits) if tender.digits else received
            spoken = filled(labels.RECEIVED_SPOKEN, 金额=shown)
            self.received.show_text(
                shown, spoken, active=self.takes_digits and Action.METHOD in alive and not self.phone.hasFocus()
            )
        if face.phone:
            phone = figures.masked_phone(tender.phone)
            self.phone.show_text(
                phone, filled(labels.PHONE_SPOKEN, 电话=phone or labels.NOT_KNOWN), active=self.phone.hasFocus()
            )
        self._name(face)
        self.arrange()
        # With the keys: what is offered anew has to be painted anew before its key lives (see `guard`).
        self.shows(face, view.check, view.last, tender, alive, confirming)

    def _name(self, face: TillFace) -> None:
        largest = face.words if face.amount is None else figures.yen(face.amount)
        self.setAccessibleName(f"{face.caption or face.head}，{largest}")
        self.setAccessibleDescription("；".join(f"{row.label} {row.value}".strip() for row in face.rows if row.label))

    def turn(self, turn: float) -> None:
        """Turn the arc of a busy button."""
        for button in self._buttons.values():
            button.turn(turn)

    def tick(self, now: datetime) -> None:
        """A second went by: the checking clock."""
        self._now = now
        if self._face.clock:
            self.update()

    def arrange(self) -> None:
        """Buttons from the bottom up, then how it is paid."""
        if self.look.layout is not Layout.COLUMNS:
            self._arrange_band()
            return
        look = self.look
        left = look.px(20)
        wide = self.width() - 2 * left
        y = self.height() - look.px(16)
        for spec in reversed(self._face.buttons):
            ring = spec.kind in (Kind.MONEY, Kind.PRIMARY)
            grown = look.px(3) if ring else 0
            tall = look.px(spec.height)
            y -= tall
            self._buttons[spec.action].setGeometry(left - grown, y - grown, wide + 2 * grown, tall + 2 * grown)
            y -= look.px(10)
        start = round(
            max(look.text_width(text, BODY) for text in (labels.RECEIVED, labels.PAYMENT, labels.PHONE))
        ) + look.px(9)
        if self.received.isVisibleTo(self):
            y -= look.px(34)
            change = max(
                look.text_width(self._change()[1], LEAD, bold=True)
                + look.text_width(labels.CHANGE, BODY)
                + look.px(18),
                look.px(96),
            )
            self.received.setGeometry(left + start, y, round(wide - start - change), look.px(34))
            y -= look.px(9)
        if self._face.tender:
            y -= look.px(30)
            cap = look.px(37)
            self.method.setGeometry(left + start + cap, y, wide - start - cap, look.px(30))
            y -= look.px(9)
        if self._face.phone:
            y -= look.px(34)
            self.phone.setGeometry(left + start, y, wide - start, look.px(34))
        if self._face.reprint is not None:
            top = look.px(346)
            self._buttons[self._face.reprint.action].setGeometry(left, top, wide, look.px(self._face.reprint.height))

    def _arrange_band(self) -> None:
        look = self.look
        wide = button_wide(look)
        right = self.width() - look.px(8)
        one = one_button(self._face)
        for spec in buttons_of(look, self._face):
            button = self._buttons[spec.action]
            button.setVisible(spec is one and button.isVisibleTo(self))
            if spec is one:
                tall = look.px(54)
                button.setGeometry(right - wide, (look.px(BAND) - tall) // 2, wide, tall)
        tender = self._face.tender and not self._confirming  # what goes out needs the room more than what comes in
        self.method.setVisible(tender)
        self.received.setVisible(tender and self._tender.method is PaymentMethod.CASH)
        self.phone.setVisible(tender and self._face.phone)
        boxes = tender_boxes(look, self.width(), phone=self._face.phone)
        for field, box in ((self.phone, boxes.phone), (self.method, boxes.method), (self.received, boxes.received)):
            field.setGeometry(box)

    def _change(self) -> tuple[str, str]:
        change = self._tender.change(self._face.due)
        if change < 0:
            return labels.STILL_MISSING, figures.money(-change)
        return labels.CHANGE, figures.money(change)

    def compose(self, pen: Pen) -> None:
        """Ground, then from the top; at the end the offer counts as painted."""
        ink = self.ink()
        box = QRectF(self.rect())
        pen.box(box, ink.ground, ink.edge, width=ink.edge_width * (self.look.scale if ink.edge_width > 1 else 1))
        if self._face.dashed:
            dashed_frame(pen, ink, box)
        if self._face.hatched:
            hatched_edge(pen, ink, box)
        if self.look.layout is Layout.COLUMNS:
            self._column(pen, ink)
        else:
            self._band(pen, ink)
        self.shown.emit(self._face.offer)

    def _column(self, pen: Pen, ink: Ink) -> None:
        look, face = self.look, self._face
        left = float(look.px(20))
        room = self.width() - 2 * left
        y = float(look.px(30))
        if face.shape is not None:
            colour = ink.words if face.shape is not Shape.STOPPED else look.theme.role_ink(Role.STOP)
            pen.shape(left, y, 26, face.shape, colour, ink.ground)
            pen.text(left + look.px(35), y, face.head, TITLE, colour, bold=True)
            y += look.px(42) if face.caption else look.px(10)
            if face.caption:
                pen.text(left, y, face.caption, LEAD, ink.label, bold=True)
        else:
            pen.text(left, y, face.head, LEAD, ink.label, bold=True)
        if face.head_right:
            pen.text(
                left + room,
                look.px(30),
                face.head_right,
                BODY,
                ink.text if face.dashed else ink.label,
                bold=face.dashed,
                align=_RIGHT,
            )
        if face.struck is not None:
            y += look.px(34)
            struck_out(pen, ink, left, y, face.struck)
        if face.amount is not None:
            y += look.px(66 if look.roomy else 60)
            largest = AMOUNT_ROOMY if look.roomy else AMOUNT
            pen.amount(left, y, room, figures.money(face.amount), largest, ink.words)
            y += look.px(55 if look.roomy else 48)
        else:
            y += look.px(61 if face.shape is None else 56)
            pen.fitted(left, y, room, face.words, WORDS, ink.words, HEAD)
            y += look.px(56 if face.shape is None else 48)
            y = self._note(pen, left, y, room, ink)
        pen.rule(left, y, room, ink.line)
        y += look.px(4)
        if face.clock and self._view.check is not None and self._now is not None:
            y = checking_clock(pen, ink, self._view.check, self._now, QRectF(left, y, room, 0))
        self._rows_end = self._rows(pen, left, y, room, ink)
        if self._view.last is not None and face.reprint is not None:
            last_visit(pen, ink, self._view.last, QRectF(left, y, room, 0))
        self._tender_labels(pen, left, room, ink)
        self._foot(pen, left, room, ink)

    def _note(self, pen: Pen, left: float, y: float, room: float, ink: Ink) -> float:
        look, note = self.look, self._face.note
        if not note:
            return y - look.px(16)
        if pen.width(note, BODY) <= room:
            pen.text(left, y, note, BODY, ink.label, room=room)
            return y + look.px(22)
        return y - look.px(12) + pen.paragraph(left, y - look.px(12), room, note, BODY, ink.text) + look.px(10)

    def _rows(self, pen: Pen, left: float, y: float, room: float, ink: Ink) -> float:
        # Many funds make many rows: the lines move together before they would run into how it is paid.
        wanted = sum(self.look.px(_PITCH[row.style]) for row in self._face.rows)
        squeeze = min(1.0, max(0.55, (self._free_until() - y) / wanted)) if wanted else 1.0
        for row in self._face.rows:
            y = self._row(pen, row, left, y, room, ink, squeeze)
        return y

    def _free_until(self) -> float:
        parts: list[QWidget] = [self.method, self.received, self.phone, *self._buttons.values()]
        return min((part.y() for part in parts if part.isVisible()), default=self.height()) - self.look.px(8)

    def _row(self, pen: Pen, row: Row, left: float, y: float, room: float, ink: Ink, squeeze: float) -> float:
        look = self.look
        pitch = look.px(_PITCH[row.style]) * squeeze
        if row.style is Style.RULE:
            pen.rule(left, y + pitch / 2, room, ink.line)
            return y + pitch
        middle = y + pitch / 2
        right = left + room
        if row.style is Style.NOTE:
            if pen.width(row.label, SMALL) <= room:
                pen.text(left, middle, row.label, SMALL, ink.label, room=room)
                return y + pitch
            return y + look.px(6) + pen.paragraph(left, y + look.px(6), room, row.label, SMALL, ink.label)
        strong = row.style is Style.STRONG
        size = {Style.LEAD: LEAD, Style.STRONG: LEAD}.get(row.style, BODY)
        indent = look.px(16) if row.style is Style.INDENT else 0
        pen.text(left + indent, middle, row.label, size, ink.text if strong else ink.label, bold=strong)
        value = ink.words if strong and self._face.amount is not None else ink.text if strong else ink.label
        pen.text(right, middle, row.value, size, value, bold=strong, align=_RIGHT)
        return y + pitch

    def _tender_labels(self, pen: Pen, left: float, room: float, ink: Ink) -> None:
        look = self.look
        if self._face.phone:
            pen.text(left, self.phone.geometry().center().y(), labels.PHONE, BODY, ink.label)
        if not self._face.tender:
            return
        y = self.method.geometry().center().y() + 0.5
        pen.text(left, y, labels.PAYMENT, BODY, ink.label)
        cap = CapColours(ink.text, ink.ground, ink.control)
        pen.cap(self.method.x() - look.px(33), y, self._keys.shown(Action.METHOD), cap)
        if self.received.isVisible():
            y = self.received.geometry().center().y() + 0.5
            pen.text(left, y, labels.RECEIVED, BODY, ink.label)
            name, value = self._change()
            used = pen.text(left + room, y, value, LEAD, ink.words, bold=True, align=_RIGHT)
            pen.text(left + room - used - look.px(9), y, name, BODY, ink.label, align=_RIGHT)

    def _foot(self, pen: Pen, left: float, room: float, ink: Ink) -> None:
        look, face = self.look, self._face
        top = min((self._buttons[spec.action].y() for spec in face.buttons), default=self.height())
        y = float(top - look.px(24))
        for number, text in enumerate(reversed(face.foot)):
            size = LEAD if number == 0 else BODY
            pen.text(left, y, text, size, ink.text if number == 0 else ink.label, bold=number == 0, room=room)
            y -= look.px(31)
        if face.patient_shows:
            y = self._rows_end + look.px(96)
            pen.text(left, y, labels.SAY_ALOUD if face.aloud else labels.DISPLAY_SHOWS, SMALL, ink.label)
            pen.paragraph(left, y + look.px(18), room, face.patient_shows, BODY, ink.text)

    def _band(self, pen: Pen, ink: Ink) -> None:
        look, face = self.look, self._face
        left = float(look.px(16))
        room = below = float(self.width() - button_wide(look) - look.px(20)) - left
        tender = face.tender and not self._confirming
        if tender:
            room -= look.px(TENDER + 14) if look.layout is Layout.STRIP else 0
            below = room
            boxes = tender_boxes(look, self.width(), phone=face.phone)
            tender_texts(pen, ink, boxes, self._change() if self.received.isVisible() else None, phone=face.phone)
        top = look.px(19 if face.hatched else 16)
        caption = pen.text(left, top, face.caption or face.head, SMALL, ink.label) + look.px(14)
        whole = self.width() - 2 * left if look.layout is Layout.NARROW else below  # a line passes below the button
        strong, text = band_texts(look, face, whole)
        if strong:
            pen.text(left + caption, top, strong, SMALL, ink.text, bold=True, room=room - caption)
        elif face.struck is not None:
            struck_out(pen, ink, left + caption, top, face.struck, SMALL)
        if face.clock and self._view.check is not None and self._now is not None:
            passed = (self._now - self._view.check.since).total_seconds()
            text = f"{labels.CHECKING_FOR} {figures.elapsed(passed)}"
        below = whole if pen.width(text, SMALL) <= whole else below
        lines = band_lines(pen, text, below)
        middle = top + look.px(37 if len(lines) < 2 else 31)
        if face.amount is not None:
            pen.amount(left, middle, room, figures.money(face.amount), 50, ink.words)
        else:
            pen.fitted(left, middle, room, face.words, 44, ink.words, LEAD)
        y = look.px(BAND - 16 - 15 * (len(lines) - 1))
        for line in lines:
            pen.text(left, y, line, SMALL, ink.label, room=below)
            y += look.px(15)
