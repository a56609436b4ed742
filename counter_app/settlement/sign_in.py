"""Signing in: 9001 before a window's first call of a day, where the place wants it (envelope facts, sections 1 and 5).

Its number goes up in every envelope until the day, the place's time for it or the service's word ends it. It is kept in
memory alone: a restart signs in again, and an operator who is signed in already gets the same number (Jiangxi's text).
"""

from __future__ import annotations

import socket
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from counter_app.settlement.outcome import CallOutcome, Done, ErrorReply, Lost, NotSent, Refused
from counter_app.settlement.place import SignInRule
from counter_app.settlement.transactions.signing import SignInInput, SignInNode, SignInOutput
from counter_app.settlement.turn import waiting_outside

__all__ = ["SignIn", "sign_in_body"]

_LONGEST_TEXT = 200
_MULTICAST = 1 << 40  # set in an address that Python made up because the machine has none


def sign_in_body(operator: str, url: str) -> dict[str, Any]:
    """9001's input: the operator, and this machine as the service at `url` sees it. Zeros stand for "not known"."""
    return SignInInput(sign_in=SignInNode(opter_no=operator, mac=_mac(), ip=_ip(url))).wire()


class SignIn:
    """One operator's sign-in, for all threads of a window; one of them signs in, the others wait for it.

    `ask`: sends 9001 for a time and returns what came of it. `boot_clock`: seconds that go on in suspend.
    """

    def __init__(
        self, rule: SignInRule, ask: Callable[[datetime], CallOutcome], boot_clock: Callable[[], float]
    ) -> None:
        self._rule = rule
        self._ask = ask
        self._boot = boot_clock
        self._lock = threading.Lock()
        self._number = ""
        self._day = date.min
        self._since = 0.0
        self._tries = 0
        self._failed: NotSent | None = None
        self._thread = threading.local()

    def number(self, at: datetime) -> str | NotSent:
        """The number for a call at this time, or why there is none: then the call does not leave either."""
        tries = self._tries
        with self._alone():
            if not self._good(at):
                # A failure that came while this thread waited is its own: a dead line is not asked once a thread.
                if self._tries == tries:
                    self._failed = self._sign(at)
                    self._tries += 1
                if self._failed is not None:
                    return self._failed
            self._thread.number = self._number
            return self._number

    def forget(self) -> None:
        """Somebody else works here: the next call signs in anew."""
        with self._alone():
            self._number = ""

    def ran_out(self, outcome: CallOutcome) -> bool:
        """Whether an answer says that the sign-in has run out. Then the number this thread sent is not used again."""
        if not isinstance(outcome, Refused):
            return False
        if not any(word == outcome.code or word in outcome.text for word in self._rule.ran_out):
            return False
        with self._alone():
            if self._number == getattr(self._thread, "number", ""):  # else another thread has signed in anew
                self._number = ""
        return True

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Whoever signs in holds the lock while it waits for the answer, and needs its turn to take it."""
        with waiting_outside():
            self._lock.acquire()
        try:
            yield
        finally:
            self._lock.release()

    def _good(self, at: datetime) -> bool:
        young = self._boot() - self._since < self._rule.renew_after_s
        return young and bool(self._number) and at.date() <= self._day

    def _sign(self, at: datetime) -> NotSent | None:
        self._number = ""
        match self._ask(at):
            case Done(output):
                node = SignInOutput.read(output).signinoutb
                if node is None or not node.sign_no:
                    return NotSent("sign-in", "没有签到成功：答复里没有签到编号，没有发送")
                self._number, self._day, self._since = node.sign_no, at.date(), self._boot()
                return None
            case NotSent() as not_sent:
                return not_sent
            case Refused(text) | ErrorReply(text):
                return NotSent("sign-in", f"没有签到成功：{text[:_LONGEST_TEXT]}，没有发送")
            case Lost():
                return NotSent("sign-in", "没有签到成功：没有收到答复，没有发送")


def _mac() -> str:
    node = uuid.getnode()
    octets = (0 if node & _MULTICAST else node).to_bytes(6)
    return octets.hex("-").upper()


def _ip(url: str) -> str:
    """The address that faces the service; no byte is sent for it."""
    try:
        there = urlsplit(url)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect((there.hostname or "", there.port or 443))
            return str(probe.getsockname()[0])
    except (OSError, ValueError, UnicodeError):
        return "0.0.0.0"  # noqa: S104 - said, not listened on
