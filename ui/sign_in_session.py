"""Who works at this window: signing in, the idle lock, the hand-over to another one, and a supervisor's word.

Passwords are looked at on a thread of their own. Somebody else begins to work on the thread that works for the cashier:
behind what is on its way there, which is signed by whoever began it. Unlocking changes nobody and waits for nothing.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QTimer

from counter_app.desk.office import Office
from counter_app.desk.slow_down import SlowDown
from counter_app.desk.unsigned import unsigned
from counter_app.model.operator import Act, Operator, Role
from counter_app.records.operators import SHORTEST, Operators, Refused
from ui.bridge import Bridge
from ui.confirm_bar import Second
from ui.confirming import Approval
from ui.cover import CoverView, Entered, Why
from ui.theme import Role as Kind
from ui.window import CounterWindow
from ui.words import sentences, sign_in_words
from ui.words.template import filled

__all__ = ["TRAINEES", "SignInSession"]

_SECOND_MS = 1000
_LOOK_AGAIN_S = 20.0
# Whoever trains finds them on the screen; nothing of theirs is real.
TRAINEES = (
    (Operator("0107", sign_in_words.TRAINEES[0], Role.CASHIER), "shoufei-0107"),
    (Operator("0100", sign_in_words.TRAINEES[1], Role.SUPERVISOR), "zhuguan-0100"),
)


class SignInSession:
    """`changed` is called when somebody begins or stops working here; `handed_over` when it is another one than before.
    `seconds`: the clock of the window's keys.
    """

    def __init__(
        self,
        office: Office,
        bridge: Bridge,
        window: CounterWindow,
        seconds: Callable[[], float],
        changed: Callable[[], object],
        handed_over: Callable[[], object],
    ) -> None:
        self._office, self._bridge, self._window = office, bridge, window
        self._seconds, self._changed, self._handed_over = seconds, changed, handed_over
        self._slow = SlowDown(seconds)
        self._busy = self._looking = False
        self._looked_at = seconds()
        self._trained = False
        self._timer = QTimer(window)
        self._timer.setInterval(_SECOND_MS)
        self._timer.timeout.connect(self.tick)
        window.covering.entered = self._entered
        window.confirming.check = self.approve

    @property
    def operator(self) -> Operator | None:
        """Who works here now; None: nobody, or nobody signs in here."""
        return None if self.covered else self._office.duty.signed

    @property
    def asked(self) -> bool:
        """Whether people sign in here, as was read last."""
        return self._office.duty.asked

    @property
    def unsigned(self) -> bool:
        """The number of the settings stands in the books for everybody."""
        return bool(unsigned(self._office))

    @property
    def covered(self) -> bool:
        """Nobody works here: nothing begins, and the patient's display says so."""
        return self._window.covering.up

    def begin(self) -> None:
        """The window comes up."""
        self._timer.start()
        if not self.asked:
            return
        nobody = self._office.duty.nobody
        if nobody and self._office.settings.training:
            self._cover(Why.START, sign_in_words.CHECKING, Kind.CHECK)
            self._work(self._make_trainees, lambda _done: self._cover(Why.START))
        else:
            self._trained = self._office.settings.training
            self._cover(Why.FIRST if nobody else Why.START)

    def lock(self) -> None:
        """At once; the same one unlocks it, or another one takes over."""
        if self._office.duty.signed is not None and not self.covered:
            self._cover(Why.LOCKED)

    def change(self) -> None:
        """Another one is to work here."""
        if self._office.duty.signed is not None and not self.covered:
            self._cover(Why.CHANGE)

    def tick(self) -> None:
        """A second went by: whether nobody is here any more, and how long a wrong password still costs."""
        minutes = self._office.settings.window.lock_minutes
        if minutes and self._seconds() - self._window.touched_at >= minutes * 60:
            self.lock()
        if self._seconds() - self._looked_at >= _LOOK_AGAIN_S:
            self._looked_at = self._seconds()
            self._look_again()
        view = self._window.cover.view
        if view is not None and view.role is Kind.STOP and not self._busy:
            self._say_wrong(view)

    def close(self) -> None:
        """The window ends."""
        self._timer.stop()

    # --- a supervisor's word -------------------------------------------------------------------------------------

    def approve(self, number: str, password: str, then: Callable[[Approval], None]) -> None:
        """Whether this is a supervisor's number and password; `then` hears it."""
        left = self._slow.left
        if left > 0:
            then(Approval("", filled(sign_in_words.WAIT, 秒=math.ceil(left))))
            return

        def checked(found: Operator | None) -> None:
            if found is None:
                self._slow.wrong()
                then(Approval("", filled(sign_in_words.WAIT, 秒=math.ceil(self._slow.left))))
            elif not found.may(Act.UNDO):
                then(Approval("", sign_in_words.SUPERVISOR_ONLY))
            else:
                self._slow.right()
                then(Approval(f"{sign_in_words.SUPERVISOR} {found.number} {found.name}"))

        def failed(_kind: str) -> None:
            then(Approval("", self._no_store()))

        self._bridge.at_the_door(lambda: self._office.duty.staff.check(number, password), checked, failed)

    # --- signing in ----------------------------------------------------------------------------------------------

    def _entered(self, entered: object) -> None:
        view = self._window.cover.view
        if not isinstance(entered, Entered) or view is None or self._busy:
            return
        if self._slow.left > 0:
            self._say_wrong(view)
        elif view.why is Why.FIRST:
            self._make_first(entered)
        else:
            self._say(view, sign_in_words.CHECKING, Kind.CHECK)
            staff = self._office.duty.staff
            self._work(lambda: staff.check(entered.number, entered.password), self._checked)

    def _checked(self, found: Operator | None) -> None:
        view = self._window.cover.view
        if view is None:
            return
        if found is None:
            self._slow.wrong()
            self._window.cover.forget_password()
            self._say_wrong(view)
            return
        self._slow.right()
        before = self._office.duty.signed
        if before == found:
            self._uncover()
            return
        self._say(view, sign_in_words.TAKING_OVER, Kind.CHECK)
        self._busy = True
        another = before is not None and before.number != found.number  # else it is the same one with other rights
        self._bridge.ask(lambda: self._office.duty.begins(found), lambda _none: self._begun(another), self._failed)

    def _begun(self, another: bool) -> None:
        self._busy = False
        if another:
            self._handed_over()
        self._uncover()

    def _look_again(self) -> None:
        """Whether who works here still may, as the register stands now: it is changed at other windows, too."""
        if not self.asked:
            self._look_for_the_first()
            return
        signed = self._office.duty.signed
        if signed is None or self.covered or self._looking:
            return

        def look() -> Operator | None:
            return next((one for one in self._office.duty.staff.all() if one.number == signed.number), None)

        def seen(found: Operator | None) -> None:
            self._looking = False
            if self._office.duty.signed != signed or self.covered or found == signed:
                return
            if found is not None and found.active:
                self._bridge.ask(lambda: self._office.duty.begins(found), lambda _none: self._may_other_things())
            else:
                self._cover(Why.CHANGE, sign_in_words.GONE, Kind.WARN)

        def not_seen(_kind: str) -> None:
            self._looking = False  # by what is known here

        self._looking = True
        self._bridge.at_the_door(look, seen, not_seen)

    def _look_for_the_first(self) -> None:
        """Whether people sign in by now: somebody was put on record, by a command or at another window."""

        def seen(asks: bool) -> None:
            self._looking = False
            if asks and not self.asked:
                self._office.duty.asked = True
                self._cover(Why.START)

        def not_seen(_kind: str) -> None:
            self._looking = False  # by what is known here

        if not self._looking:
            self._looking = True
            self._bridge.at_the_door(self._office.duty.asks, seen, not_seen)

    def _make_first(self, entered: Entered) -> None:
        view = self._window.cover.view
        if view is None:
            return
        if entered.password != entered.again:
            self._window.cover.forget_password()
            self._say(view, sign_in_words.NOT_SAME, Kind.WARN)
            return
        first = Operator(entered.number, entered.name, Role.SUPERVISOR)

        def make() -> str:
            try:
                self._office.duty.staff.change(lambda there: there.add(first, entered.password))
            except Refused as why:
                return str(why)
            return ""

        def made(wrong: str) -> None:
            if wrong:
                self._say(view, filled(sign_in_words.REFUSED, 原因=wrong), Kind.WARN)
            else:
                self._checked(first)

        self._say(view, sign_in_words.CHECKING, Kind.CHECK)
        self._work(make, made)

    def _make_trainees(self) -> None:
        def make(there: Operators) -> None:
            for operator, password in reversed(TRAINEES):  # the first on record is a supervisor
                there.add(operator, password)

        self._office.duty.staff.change(make)
        self._trained = True

    # --- the cover -----------------------------------------------------------------------------------------------

    def _cover(self, why: Why, said: str = "", role: Kind = Kind.ASK) -> None:
        signed = self._office.duty.signed
        number = signed.number if signed is not None and why is Why.LOCKED else ""
        words = {
            Why.START: sign_in_words.START_SAID,
            Why.LOCKED: sentences.LOCKED,
            Why.CHANGE: sign_in_words.CHANGE_SAID,
            Why.FIRST: filled(sign_in_words.FIRST_SAID, n=SHORTEST),
        }
        self._window.covering.show(CoverView(why, said or words[why], role, number, self._notes(why)))
        self._changed()

    def _notes(self, why: Why) -> tuple[str, ...]:
        locked = (sign_in_words.LOCKED_FOOT,) if why in (Why.LOCKED, Why.CHANGE) else ()
        trainees = tuple(
            filled(sign_in_words.TRAINING_PEOPLE, 名=one.name, 工号=one.number, 密码=password)
            for one, password in TRAINEES
            if self._trained
        )
        return locked + trainees

    def _uncover(self) -> None:
        self._window.covering.show(None)
        self._looked_at = self._seconds()
        self._may_other_things()

    def _may_other_things(self) -> None:
        alone = self._office.duty.may(Act.UNDO)
        self._window.confirming.second = Second.NOBODY if alone else Second.SIGNED
        self._changed()

    def _say(self, view: CoverView, said: str, role: Kind) -> None:
        self._window.covering.show(replace(view, said=said, role=role))

    def _say_wrong(self, view: CoverView) -> None:
        left = math.ceil(self._slow.left)
        self._say(view, filled(sign_in_words.WAIT, 秒=left) if left else sign_in_words.WRONG, Kind.STOP)

    def _work(self, work: Callable[[], object], then: Callable[..., object]) -> None:
        def came(result: object) -> None:
            self._busy = False
            then(result)

        self._busy = True
        self._bridge.at_the_door(work, came, self._failed)

    def _failed(self, _kind: str) -> None:
        self._busy = False
        view = self._window.cover.view
        if view is not None:
            self._say(view, self._no_store(), Kind.WARN)

    def _no_store(self) -> str:
        return filled(sign_in_words.STORE, 分机=self._office.settings.institution.phone)
