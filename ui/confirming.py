"""Money about to go out, and what else takes a second person: the bar, its guard, and the supervisor's password."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from counter_app.model.monitoring import AnswerWay
from counter_app.model.visit import total_of
from ui.confirm_bar import Ask, ConfirmBar, Second
from ui.ground import Page
from ui.guard import MoneyGuard, Offer
from ui.intents import AnswerWarning, Intent
from ui.keys import Action
from ui.views import VisitState, VisitView
from ui.words import figures, sign_in_words
from ui.words.template import filled

__all__ = ["Approval", "Confirming"]


@dataclass(frozen=True, slots=True)
class Approval:
    """A second person's word: who it is for the history, or, with an empty one, what is `wrong`."""

    who: str
    wrong: str = ""


class Confirming:
    """Works on the window's bar. `placed` is called when it came or went, `emit` gets what was confirmed.

    `second`: who must stand behind what gives money back here. `check(number, password, then)` asks for a supervisor's.
    `shut(ask)`: what is to be asked could not be done now, and that was said.
    """

    def __init__(
        self,
        guard: MoneyGuard,
        bar: Callable[[], ConfirmBar],
        page: Callable[[], Page],
        emit: Callable[[Intent], object],
        placed: Callable[[bool], object],
    ) -> None:
        self._guard, self._bar, self._page = guard, bar, page
        self._emit, self._placed = emit, placed
        self._held: AnswerWarning | None = None
        self._asking: Ask | None = None  # whose supervisor's password is being looked at
        self.second = Second.NAMED
        self.check: Callable[[str, str, Callable[[Approval], None]], None] = lambda _no, _word, _then: None
        self.shut: Callable[[Ask], bool] = lambda _ask: False

    @property
    def open(self) -> bool:
        """The bar is up."""
        return self._bar().ask is not None

    def pay_out(self, *, auto_repeat: bool, disarm: Callable[[], object]) -> bool:
        """Shift F9: the first press asks, the next one confirms."""
        bar = self._bar()
        if bar.ask is None:
            ask = self._page().ask()
            if ask is not None and not auto_repeat and not self.shut(ask):
                disarm()
                self._open(ask)
                self._guard.present(ask.offer)
            return True if ask is not None else self._page().act(Action.PAY_OUT, auto_repeat=auto_repeat)
        if bar.ask.action is Action.PAY_OUT and bar.complete and not auto_repeat:
            self._confirm(bar.ask)
        return True

    def hold(self, intent: Intent, view: VisitView) -> bool:
        """Going on in spite of warnings: the bar names the amount, and the intent waits for a yes. Where people sign in
        that is a supervisor's; elsewhere the reason on the page is enough.
        """
        if not isinstance(intent, AnswerWarning) or intent.way is not AnswerWay.GO_ON:
            return False
        total, signed = total_of(view.charges), self.second is Second.SIGNED
        said = sign_in_words.GO_ON_CONFIRM if signed else sign_in_words.GO_ON_ASK
        text = filled(said, n=len(intent.numbers), 金额=figures.money(total))
        offer = Offer(intent.visit, intent.turn, total)
        bar = self._bar()
        bar.open(Ask(text, sign_in_words.GO_ON_LABEL, offer, reasoned=signed, action=Action.GO_ON), self.second)
        self._held = intent
        bar.reason.setText(intent.reason)
        self._placed(False)
        return True

    def go_on(self, *, auto_repeat: bool) -> None:
        """Shift F5 while the bar asks for it."""
        bar = self._bar()
        if bar.ask is not None and bar.ask.action is Action.GO_ON and bar.complete and not auto_repeat:
            self._confirm(bar.ask)

    def leave(self, ask: Ask) -> None:
        """The program is to be closed or started anew: the bar asks, in place of what it asked before."""
        self.close()
        self._open(ask)

    def close(self) -> None:
        """Nothing is confirmed any more."""
        self._bar().close_ask()
        self._held = None
        self._guard.present(None)
        self._placed(False)

    def withdraw(self, view: VisitView) -> None:
        """A bar whose money is no longer on offer closes by itself; a spent offer stays spent."""
        now, ask = self._bar().ask, self._page().ask()
        if now is not None and now.action is Action.GO_ON:
            if view.state is not VisitState.WARNED or (view.visit, view.turn) != (now.offer.visit, now.offer.turn):
                self.close()
        elif now is not None and now.action in (Action.CLOSE, Action.TRAINING):
            if (view.visit, view.turn) != (now.offer.visit, now.offer.turn):  # something came meanwhile: look first
                self.close()
        elif now is not None and (ask is None or ask.offer != now.offer):
            self.close()
        elif ask is None or (self._guard.offer is not None and ask.offer != self._guard.offer):
            self._guard.present(None)
            self._placed(False)

    def _open(self, ask: Ask) -> None:
        self._bar().open(ask, self.second)
        self._placed(True)

    def _confirm(self, ask: Ask) -> None:
        bar = self._bar()
        if not ask.reasoned or self.second is not Second.SIGNED:
            self._done(ask, bar.second.text().strip() if self.second is Second.NAMED else "")
            return
        if self._asking is None:
            self._asking = ask
            bar.tell(sign_in_words.CHECKING, wrong=False)
            self.check(bar.second.text().strip(), bar.password.text(), self._approved)

    def _approved(self, approval: Approval) -> None:
        ask, self._asking = self._asking, None
        bar = self._bar()
        if ask is None or bar.ask is not ask:
            return  # withdrawn meanwhile: nobody stands behind anything else
        if approval.wrong:
            bar.password.clear()
            bar.tell(approval.wrong, wrong=True)
        else:
            self._done(ask, approval.who)

    def _done(self, ask: Ask, second: str) -> None:
        bar = self._bar()
        reason = bar.reason.text().strip()
        if ask.action is Action.GO_ON:
            held = self._held
            self.close()
            if held is not None:
                self._emit(replace(held, reason=reason, second=second))
            return
        offer = self._guard.press()
        if offer is not None:
            self._emit(self._page().paid_out(offer, reason, second))
            bar.close_ask()
            self._placed(True)
