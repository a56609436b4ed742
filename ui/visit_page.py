"""The visit page: who, charges, the till. Shows a view, emits intents; what the cashier types lives here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from counter_app.desk.item_search import Found
from counter_app.model import money
from counter_app.model.monitoring import AnswerWay
from counter_app.model.payment import PaymentMethod
from ui.buttons import likeliest
from ui.charges_panel import ChargesPanel
from ui.confirm_bar import Ask
from ui.frame import HEAD_HEIGHT
from ui.give_back_table import ask_back
from ui.guard import MoneyGuard, Offer
from ui.intents import AddLine, AnswerWarning, Do, GiveBack, LookFor, PayOut, TakeBack, TakeMoney, TypedIn
from ui.keys import Action, KeyMap
from ui.line_detail import whole
from ui.look import Layout, Look
from ui.pay_out_ask import ask_of
from ui.person_panel import PersonPanel
from ui.person_strip import PersonStrip
from ui.question_panel import LIVING
from ui.shapes import Shape
from ui.states import NEXT, alive, rule
from ui.tender import Tender
from ui.theme import Role
from ui.till import Till
from ui.till_band import band_height
from ui.till_face import face_of
from ui.told import Said, say
from ui.views import ShellView, VisitState, VisitView
from ui.words import figures, item_words, labels, sentences
from ui.words.template import filled

__all__ = ["VisitPage"]

MARGIN, GAP = 12, 12
_LEAST = 60


class VisitPage(QWidget):
    """Three columns, or with large type a strip, a band and the table (look, section 5)."""

    intent = Signal(object)
    acted = Signal(object)
    sentence_changed = Signal()

    def __init__(
        self,
        look: Look,
        keys: KeyMap,
        now: Callable[[], datetime],
        guard: MoneyGuard,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.look = look
        self._now = now
        self._guard = guard
        self._view = VisitView(VisitState.WAITING)
        self._shell = ShellView("", "")
        self._tender = Tender()
        self._confirming = False
        self._covered = False
        self._told_short = False
        self._told_reason = False
        self._line_told = ""
        self.person = PersonPanel(look, keys, self)
        self.strip = PersonStrip(look, self)
        self.charges = ChargesPanel(look, keys, self)
        self.till = Till(look, keys, self)
        for part in (self.person, self.charges, self.till):
            part.acted.connect(self.acted)
        self.till.method_chosen.connect(self._choose_method)
        self.till.shown.connect(self._painted)
        self.charges.identity.done.connect(self._typed_in)
        self.charges.items.wanted.connect(self._look_for)
        self.charges.items.added.connect(self._add_line)
        self.charges.items.moved.connect(self.sentence_changed)
        self.charges.warnings.changed.connect(self._answer_chosen)
        self.charges.waiting.parked.taken_back.connect(lambda visit: self.intent.emit(TakeBack(visit)))
        self.arrange()

    @property
    def view(self) -> VisitView:
        """What is shown."""
        return self._view

    @property
    def tender(self) -> Tender:
        """What was typed for this visit."""
        return self._tender

    @property
    def working(self) -> bool:
        """An arc turns somewhere."""
        return rule(self._view).working

    def show_view(self, view: VisitView, shell: ShellView) -> None:
        """Show it; showing it twice changes nothing. A new visit forgets what was typed for the last one."""
        if view.visit != self._tender.visit:
            self._tender = Tender(view.visit)
        if view.state is VisitState.AMOUNT_CHANGED and self._view.state is not VisitState.AMOUNT_CHANGED:
            self._take_over(view)
        elif view.state is not VisitState.SETTLING:
            self._tender = self._tender if view.laid == self._tender.laid else self._tender.upon(view.laid)
        self._told_short, self._told_reason, self._line_told = False, False, ""
        self._view, self._shell = view, shell
        self.refresh()

    def _take_over(self, view: VisitView) -> None:
        # The money is already on the counter: the new change is reckoned from it.
        if view.payment is not None:
            method, phone = view.payment.method, self._tender.phone
            digits = f"{view.payment.received:f}" if method is PaymentMethod.CASH else ""
            self._tender = Tender(view.visit, method, digits, phone, taken_over=True)

    def set_confirming(self, confirming: bool) -> None:
        """A ConfirmBar stands for the till's button."""
        if confirming is not self._confirming:
            self._confirming = confirming
            self.refresh()

    def set_covered(self, covered: bool) -> None:
        """The questions lie over the charges: every key here is dead, and the money key rests again afterwards."""
        if covered is not self._covered:
            self._covered = covered
            self.refresh()

    def refresh(self) -> None:
        """What is shown anew, with what was typed."""
        now = self._now()
        keys = self.alive()
        if self._view.state is VisitState.GIVING_BACK:  # what was chosen is shown first: the till reckons with it
            self.charges.show_view(self._view, keys, now)
            self._view, keys = replace(self._view, back=self._chosen_back()), self.alive()
        face = face_of(self._view, training=self._shell.training, patient_shows=self._shell.patient_shows)
        today = now.date()
        self.person.show_view(self._view, keys, today)
        right = f"{filled(labels.WINDOW, n=self._shell.window or labels.NOT_KNOWN)}　{figures.clock(now)}"
        self.strip.show_view(self._view, today, right)
        self.charges.show_view(self._view, keys, now)
        self.till.show_face(self._view, face, self._tender, keys, now, confirming=self._confirming)
        if self.look.layout is Layout.NARROW:
            self.arrange()  # the band grows by a line while something is to be paid
        takes = Action.TAKE in keys and self._view.state is not VisitState.REFUND_DUE
        self._guard.present(face.offer if takes else None)

    def alive(self) -> frozenset[Action]:
        """The keys that do something now."""
        if self._covered:
            return LIVING
        ways = self.charges.failure.ways() if self._view.state is VisitState.FAILURE else frozenset()
        keys = alive(self._view, ways)
        if self._view.state is VisitState.GIVING_BACK and not self._view.back[1]:
            keys -= {Action.PAY_OUT}
        return keys

    def _chosen_back(self) -> tuple[Decimal, int]:
        choice = self.charges.choice
        return (choice.amount, len(choice.back)) if choice is not None else (money.ZERO, 0)

    def said(self, _now: datetime | None = None) -> Said:
        """The sentence of this moment."""
        if self._line_told:
            return Said(self._line_told, Role.INFO, Shape.NOTE)
        if self._tender.stray and self.till.takes_digits:
            text = sentences.STRAY_PHONE if self.till.face.phone else sentences.STRAY_DIGITS
            return Said(filled(text, 实收=figures.typed_money(self._tender.digits)), Role.WARN, Shape.ATTENTION)
        if self._told_short and self.till.short > 0:
            laid, short = self._tender.laid, figures.money(self.till.short)
            if laid is not None:
                told = filled(sentences.SHORT_WITH_BEFORE, 先收=figures.money(laid.received), 差=short)
                return Said(told, Role.WARN, Shape.ATTENTION)
            return Said(filled(sentences.SHORT, 差=short), Role.WARN, Shape.ATTENTION)
        if self._told_reason:
            return Said(sentences.REASON_WANTED, Role.WARN, Shape.ATTENTION)
        if self.charges.items.how_much:
            return Said(item_words.HOW_MUCH, Role.ASK, Shape.NOTE)
        choice = self.charges.choice
        if choice is not None and choice.said:
            return Said(choice.said, Role.WARN, Shape.ATTENTION)
        return say(self._view, self._now())

    def expected(self) -> QWidget | None:
        """Where the focus belongs: the field or the button of the expected next key."""
        if self.charges.items.opened:
            return self.charges.items.expected()
        if self._view.state is VisitState.TYPING:
            return self.charges.identity.wanted()
        return self.till.expected() or self._next_button()

    def _next_button(self) -> QWidget | None:
        """Where the till expects none: the way on that is recommended, else the button of the state's likeliest key."""
        if self._view.state is VisitState.FAILURE:
            return self.charges.recommended()
        if self._view.state is VisitState.WARNED:
            return self.charges.warnings.expected()
        return likeliest(self, filter(None, [NEXT.get(self._view.state)]))

    def _look_for(self, number: int, text: str) -> None:
        self.intent.emit(LookFor(self._view.visit, number, text))

    def _add_line(self, found: Found, quantity: Decimal, price: Decimal) -> None:
        self.intent.emit(AddLine(self._view.visit, found, quantity, price))

    def _typed_in(self, name: str, number: str, phone: str) -> None:
        self._tender = Tender(self._view.visit, phone=phone)
        self.intent.emit(TypedIn(self._view.visit, name, number))

    def tick(self) -> None:
        """A second went by."""
        self.till.tick(self._now())

    def turn(self, turn: float) -> None:
        """Turn the arcs."""
        self.till.turn(turn)

    def act(self, action: Action, *, auto_repeat: bool = False) -> bool:
        """Do what a key means here; False when it means nothing now."""
        if action not in self.alive():
            return False
        self._line_told = ""
        if action is Action.TAKE:
            return self._take(auto_repeat=auto_repeat)
        if auto_repeat and action is not Action.DELETE:
            return True
        if action is Action.DELETE and self.charges.choice is not None:
            self.charges.choice.turn()
            self._chose()
        elif action is Action.METHOD:
            self._choose_method(self._tender.next_method().method)
        elif action in (Action.GO_ON, Action.SEND_BACK):
            self._answer(action)
        elif action is Action.BACK and self.charges.lift():
            self.sentence_changed.emit()
        elif action is Action.PARK and self._view.state is VisitState.WAITING:
            self.intent.emit(TakeBack(self.charges.waiting.parked.chosen()))
        else:
            row = self.charges.table.chosen_row()
            line = row + 1 if action in (Action.DELETE, Action.APPROVE) and row >= 0 else None
            self.intent.emit(Do(action, visit=self._view.visit, line=line))
        return True

    def _chose(self) -> None:
        """Another choice of what goes back."""
        self.refresh()
        self.sentence_changed.emit()

    def scanned(self, code: str) -> bool:
        """A box that came back, while what goes back is chosen; any other code is the visit's."""
        if self.charges.choice is None:
            return False
        self.charges.choice.scanned(code)
        self._chose()
        return True

    def _answer(self, action: Action) -> None:
        view, panel = self._view, self.charges.warnings
        if action is Action.SEND_BACK:  # the bill goes back as a whole
            numbers = tuple(one.number for one in view.warnings)
            self.intent.emit(AnswerWarning(view.visit, view.turn, numbers, AnswerWay.CHANGE, panel.reason))
        elif not panel.reason:
            self._told_reason = True
            self.sentence_changed.emit()
        elif panel.chosen is not None:
            numbers = (panel.chosen.number,)
            self.intent.emit(AnswerWarning(view.visit, view.turn, numbers, AnswerWay.GO_ON, panel.reason))

    def _answer_chosen(self) -> None:
        self._told_reason = False
        self.sentence_changed.emit()

    def _take(self, *, auto_repeat: bool) -> bool:
        if self.till.short > 0 or self._tender.stray:
            self._told_short = True
            self.sentence_changed.emit()
            return True
        offer = self._guard.press(auto_repeat=auto_repeat)
        if offer is not None:
            tender = self._tender
            received, before = tender.handed(offer.amount), tender.laid.received if tender.laid is not None else None
            method, phone = tender.method, tender.phone
            self.intent.emit(TakeMoney(offer.visit, offer.turn, offer.amount, method, received, phone, before))
        return True

    def ask(self) -> Ask | None:
        """What Shift F9 would ask to confirm now."""
        view = self._view
        if Action.PAY_OUT not in self.alive():
            return None
        if view.state is VisitState.GIVING_BACK and self.charges.choice is not None:
            return ask_back(view, self.charges.choice)
        return ask_of(view)

    def paid_out(self, offer: Offer, reason: str, second: str) -> PayOut | GiveBack:
        """The intent of what was confirmed."""
        choice = self.charges.choice
        if choice is not None:
            back = tuple(choice.back.items())
            return GiveBack(offer.visit, offer.turn, offer.amount, back, choice.all, reason, second)
        return PayOut(offer.visit, offer.turn, offer.amount, reason, second)

    def typed(self, mark: str) -> bool:
        """A digit or Backspace: to the phone when it has the focus, else to 实收 whenever the till shows an amount."""
        self._line_told = ""
        if self._view.state is VisitState.WARNED:
            return self.charges.warnings.pick(mark)
        if self.charges.choice is not None:
            self.charges.choice.typed(mark)
            self._chose()
            return True
        if not self.till.takes_digits or self._guard.spent:
            return False
        phone = self.till.phone.hasFocus()
        if not mark:
            self._tender = self._tender.erased(phone=phone)
        elif phone:
            self._tender = self._tender.phoned(mark)
        elif self._tender.method is not PaymentMethod.CASH:
            return False
        else:
            self._tender = self._tender.typed(mark)
        self.refresh()
        self.sentence_changed.emit()
        self._begun()
        return True

    def remember(self) -> Callable[[], None]:
        """The money and the phone as they are typed now; called, they are that again, in the same visit."""
        known = self._tender

        def back() -> None:
            if self._tender.visit == known.visit and self._tender != known:
                self._tender = replace(known, method=self._tender.method)
                self.refresh()
                self.sentence_changed.emit()

        return back

    def step(self, down: int) -> bool:
        """An arrow key; → reads the marked line."""
        row = self.charges.marked_line()
        self._line_told = whole(self.look, self.charges.table.line(row - 1), self.width()) if row and not down else ""
        if down:
            self.charges.step(down)
        self.sentence_changed.emit()
        return True

    def _choose_method(self, method: PaymentMethod) -> None:
        if Action.METHOD in self.alive() and not self._guard.spent:
            self._tender = self._tender.paid_by(method)
            self.refresh()
            self._begun()

    def _begun(self) -> None:
        """The cashier reckons with money: now the person is asked for the whole bill, not by the paper alone."""
        if self._view.state is VisitState.FULL_PAYMENT and not self._view.taking:
            self.intent.emit(Do(Action.METHOD, visit=self._view.visit))

    def _painted(self, offer: Offer | None) -> None:
        self._guard.painted(offer)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the columns."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """256 | rest | 336 (280 | rest | 388 at 1920); with large type the band and the table below each other."""
        px, columns = self.look.px, self.look.layout is Layout.COLUMNS
        wide, tall = self.width(), self.height()
        self.person.setVisible(columns)
        self.strip.setVisible(not columns)
        if columns:
            self.charges.setVisible(True)
            left, right = (280, 388) if self.look.roomy else (256, 336)
            self.person.setGeometry(px(MARGIN), 0, px(left), tall)
            self.till.setGeometry(wide - px(MARGIN) - px(right), 0, px(right), tall)
            x = px(MARGIN) + px(left) + px(GAP)
            self.charges.setGeometry(x, 0, self.till.x() - px(GAP) - x, tall)
            return
        edge = px(8)
        self.strip.setGeometry(0, 0, wide, px(HEAD_HEIGHT))
        band = band_height(self.look, tender=self.till.face.tender and not self._confirming)
        self.till.setGeometry(edge, px(HEAD_HEIGHT), wide - 2 * edge, band)
        top = px(HEAD_HEIGHT) + band + px(6)
        self.charges.setGeometry(edge, top, wide - 2 * edge, max(0, tall - top))
        # Under a bar with a reason and a supervisor's password there may be no room for a single line.
        self.charges.setVisible(tall - top >= px(_LEAST))
