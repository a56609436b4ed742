"""What the cashier answers to monitoring's warnings; the answers go up by 3103 and stay with the claim."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from counter_app.desk.advising import answered, open_warnings
from counter_app.desk.books import Books
from counter_app.desk.commands import Arrival, Moment
from counter_app.desk.driver import Driver
from counter_app.desk.signature import By, signed
from counter_app.desk.trip import Trip
from counter_app.model.monitoring import AnswerWay, WarningAnswer
from offline_queue.values import Event

__all__ = ["Answering", "ReasonNeeded", "UnknownWarning"]


class ReasonNeeded(Exception):
    """Going on in spite of a warning wants a reason (dspo_way 1); nothing was written."""


class UnknownWarning(Exception):
    """The claim has no such open warning; nothing was written."""


class Answering:
    """Answers warnings for one window. `by`: window and operator for the history."""

    def __init__(self, books: Books, driver: Driver, by: By, patience_s: float, moment: Callable[[], Moment]) -> None:
        self._books = books
        self._driver = driver
        self._by = by
        self._patience_s = patience_s
        self._moment = moment

    def answer(self, key: str, numbers: Iterable[str], way: AnswerWay, reason: str = "", second: str = "") -> Arrival:
        """Answer warnings of a claim by their numbers; once all are answered they go up, and the claim goes on.
        `second`: who allowed it, where whoever works here may not alone.

        Raises:
            ReasonNeeded: going on without a reason. UnknownWarning: not open on this claim.
        VersionMoved: somebody changed the claim meanwhile.
        """
        self.keep(key, numbers, way, reason, second)
        return self._driver.drive(key, Trip(signed(self._by), waiting=True, patience_s=self._patience_s))

    def keep(self, key: str, numbers: Iterable[str], way: AnswerWay, reason: str = "", second: str = "") -> None:
        """The same without a call: the answers stand on record, and go up with the claim's next trial. Raises as
        `answer`.
        """
        reason = reason.strip()
        if way is AnswerWay.GO_ON and not reason:
            raise ReasonNeeded(key)
        claim = self._books.claim(key)
        wanted = tuple(numbers)
        if not wanted or not {one.number for one in open_warnings(claim)}.issuperset(wanted):
            raise UnknownWarning(key)
        at, who = self._moment().wall, signed(self._by)
        bill = claim.people.charges_version
        answers = tuple(WarningAnswer(number, way, reason, at, who, bill) for number in wanted)
        # Written by itself, not with the trip: a trip that ends in asking for the yes writes no change of people's.
        event = Event(at, who, "warnings answered", "；".join(filter(None, (way, second))))
        self._books.change(claim, answered(claim.people, answers), event)

    def answer_all(self, key: str, way: AnswerWay, reason: str = "") -> Arrival:
        """The same answer to every open warning. Raises as `answer`."""
        return self.answer(key, [one.number for one in open_warnings(self._books.claim(key))], way, reason)
