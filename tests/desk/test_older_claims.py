"""Who stands at the glass has their older claims settled first: in order, each ending told as it comes."""

from __future__ import annotations

from dataclasses import replace

from counter_app.desk.claim import HeldReason
from counter_app.desk.commands import Arrival, Stop
from counter_app.desk.entries import goes_on
from counter_app.model.person import Credential, CredentialKind
from counter_app.settlement.client import Call
from counter_app.settlement.outcome import CallOutcome, NotSent, Refused
from offline_queue.values import State
from tests.desk.facts import claim
from tests.desk.test_window_parts import Desk, credential, desk, quoted, ticket
from tests.desk.world import id_number, people

__all__ = ["desk"]

PERSON = id_number(1)


def test_oldest_first_each_told_before_the_next_begins(desk: Desk) -> None:
    keys = [ticket(desk, f"B-{number}", 1) for number in range(3)]
    other = ticket(desk, "B-9", 2)
    told: list[tuple[str, list[State]]] = []

    def heard(arrival: Arrival) -> None:
        told.append((arrival.key, [desk.books.claim(key).state for key in keys]))

    desk.counter.settle_waiting(PERSON, told=heard)
    done, ready = State.DONE, State.READY
    assert told == [
        (keys[0], [done, ready, ready]),
        (keys[1], [done, done, ready]),
        (keys[2], [done, done, done]),
    ]
    assert desk.books.claim(other).state is State.READY, "another person's claim is not touched"


def test_one_that_is_refused_is_told_and_passed(desk: Desk) -> None:
    first, second = ticket(desk, "B-1", 1), ticket(desk, "B-2", 1)

    def before(call: Call) -> CallOutcome | None:
        return Refused("参保人员未办理备案") if call.transaction.number == "2201" and first in str(call.body) else None

    desk.client.before = before
    told: list[tuple[str, State]] = []
    desk.counter.settle_waiting(PERSON, told=lambda one: told.append((one.key, one.claim.state)))  # type: ignore[union-attr]
    assert told == [(first, State.HELD), (second, State.DONE)]


def test_a_line_that_breaks_ends_it(desk: Desk) -> None:
    first, second = ticket(desk, "B-1", 1), ticket(desk, "B-2", 1)
    desk.client.before = lambda _call: NotSent("cut")
    told: list[tuple[str, Stop]] = []
    desk.counter.settle_waiting(PERSON, told=lambda one: told.append((one.key, one.stop)))
    assert told == [(first, Stop.LINK)]
    assert {desk.books.claim(key).state for key in (first, second)} == {State.READY}


def test_what_waits_for_a_credential_goes_on_by_what_its_person_showed(desk: Desk) -> None:
    """A code that was decoded left a ticket without anything that may wait; its person is here with a card."""
    key = quoted(desk, "B-1", 1)
    assert not goes_on(desk.books.claim(key), credential(1)), "the cashier's yes is still asked for"
    shown = Credential(CredentialKind.CARD, "Z99", card_id="9901", name="测试甲", id_number=PERSON, read_at=None)
    waits = replace(claim(part=people(consent=True)), state=State.HELD, reason=HeldReason.CREDENTIAL)
    assert goes_on(waits, shown)
    assert not goes_on(waits, None)
    assert not goes_on(replace(waits, people=people()), shown), "nobody was given a ticket for it"
    assert not goes_on(replace(waits, reason=HeldReason.REFUSED), shown), "a refusal is for somebody to put right"
