"""The line between a window and the service: what may happen to a message and to its answer on the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from counter_app.desk import clock
from counter_app.settlement.client import Call
from counter_app.settlement.outcome import CallOutcome, Done, ErrorReply, Lost, NotSent, Refused
from tests.simulation.service import Service
from tests.simulation.virtual_time import Stage
from tests.simulation.weather import Weather

if TYPE_CHECKING:
    from tests.simulation.window import Process

__all__ = ["Line"]

_BUSY = ("系统繁忙", "系统异常", "访问超时")
# What may happen to one call that was sent, with its weight.
_FATES = (
    ("request lost", 3),
    ("answer lost", 4),
    ("not sent", 2),
    ("delivered twice", 3),
    ("late delivery", 4),
    ("slow", 2),
    ("busy or system error, not done", 2),
    ("busy or system error, done", 2),
    ("refused, not done", 2),
    ("refused, done all the same", 2),
    ("unreadable answer", 1),
)
_SHARES = {"2207A": 2.5, "2202": 1.5, "2208": 2.0, "2601": 6.0, "1101": 0.5, "2001": 0.5}
_NAMES, _WEIGHTS = zip(*_FATES, strict=True)
_LYING = {"2201", "2203A", "2204", "2207A", "2202", "2208", "2205", "2601"}  # refusals of others are never lies


class Line:
    """`limit`: seconds within which the service executes a message or never, None where nothing holds it to that.

    `timeout`: how long a window waits for an answer. `sent`: told of every message as it leaves.
    """

    def __init__(
        self, stage: Stage, weather: Weather, service: Service, *, limit: float | None, timeout: float
    ) -> None:
        self.stage = stage
        self._weather = weather
        self._draw = weather.draw
        self._service = service
        self._limit = limit
        self._timeout = timeout
        self.down_until = 0.0
        self.sent: Callable[[Process, Call], None] = lambda _process, _call: None
        self._last_sent = 0
        self._last_heard = 0

    def exchange(self, process: Process, call: Call) -> CallOutcome:
        """Send once, wait for the answer. What a real client does, in virtual time."""
        weather, stage, number = self._weather, self.stage, call.transaction.number
        if call.transaction.changes and weather.hits(0.15):
            weather.note("asleep between intent and sending")
            stage.wait(self._draw.choice((2.0, 6.0, 30.0, 3600.0)))
        if number == "2207A" and weather.hits(0.2):
            process.replaced(self._draw.choice((20.0, 40.0, 100.0, 900.0)))
        process.touch()
        if call.not_after is not None and clock.boot_seconds() >= call.not_after:
            return NotSent("too late after its intent")
        if call.transaction.changes and self._limit is None and weather.hits(0.03):
            weather.note("asleep between intent and sending")  # after the check: only where no time limit is relied on
            stage.wait(self._draw.choice((6.0, 30.0, 600.0)))
        if stage.now < self.down_until:
            weather.note("link down")
            stage.wait(0.2)
            return NotSent("NewConnectionError")
        # Where money moves everything is tried more often than elsewhere.
        fate = self._draw.choices(_NAMES, _WEIGHTS)[0] if weather.hits(_SHARES.get(number, 1.0)) else ""
        if number == "2207A" and weather.hits(0.4):
            fate = "not sent"
        if fate == "not sent":
            weather.note(fate)
            stage.wait(0.2)
            return NotSent("NewConnectionError")
        self.sent(process, call)
        self._last_sent += 1
        mine = self._last_sent
        process.under_way += 1
        if weather.hits(0.06):
            stage.at(stage.now + self._draw.uniform(0.0, 0.3), process.crash_soon)
        outcome = self._travelled(call, fate, number)
        process.under_way -= 1
        if not isinstance(outcome, Lost):
            if mine < self._last_heard:
                weather.note("reply out of order")
            self._last_heard = max(self._last_heard, mine)
        if number == "2207A" and weather.hits(1.0):
            process.replaced(self._draw.choice((20.0, 40.0, 100.0, 900.0)))
        if weather.hits(0.1):
            weather.note("asleep with the answer in hand")
            stage.wait(self._draw.choice((3.0, 40.0, 900.0)))
        process.touch()
        return outcome

    def _travelled(self, call: Call, fate: str, number: str) -> CallOutcome:
        weather, stage, draw = self._weather, self.stage, self._draw
        there, back = draw.uniform(0.02, 0.2), draw.uniform(0.02, 0.2)
        answer: list[CallOutcome] = []

        def arrive() -> None:
            answer.append(self._service.receive(call))

        if fate == "refused, done all the same" and number not in _LYING:
            fate = "answer lost"
        if fate and fate != "slow":
            weather.note(fate)
        match fate:
            case "request lost":
                stage.wait(self._timeout)
                return Lost("ReadTimeout")
            case "late delivery":
                stage.at(stage.now + self._late(), arrive)
                stage.wait(self._timeout)
                return Lost("ReadTimeout")
            case "busy or system error, not done":
                stage.wait(there + back)
                return ErrorReply(draw.choice(_BUSY), "500")
            case "refused, not done":
                stage.wait(there + back)
                return Refused("不予受理")
            case "slow":
                back = draw.uniform(0.5, 0.9) * self._timeout
            case "delivered twice":
                stage.at(stage.now + there + self._again(), lambda: void(self._service.receive(call)))
        stage.at(stage.now + there, arrive)
        if fate == "answer lost":
            stage.wait(draw.choice((there + back, self._timeout)))
            return Lost("ReadTimeout")
        stage.wait(there + back)
        match fate:
            case "busy or system error, done":
                return ErrorReply(draw.choice(_BUSY), "500")
            case "refused, done all the same":
                return Refused("不予受理")
            case "unreadable answer":
                return Done({}) if isinstance(answer[0], Done) else answer[0]
        return answer[0]

    def _late(self) -> float:
        if self._limit is not None:
            return self._draw.uniform(min(self._timeout, self._limit - 0.5), self._limit - 0.1)
        return self._draw.choice((self._timeout + 1.0, 20.0, 60.0, 600.0, 7200.0, 90_000.0))

    def _again(self) -> float:
        if self._limit is not None:
            return self._draw.uniform(0.0, self._limit - 1.0)
        return self._draw.choice((0.1, 3.0, 30.0, 600.0, 90_000.0))


def void(_answer: CallOutcome) -> None:
    """An answer nobody hears."""
