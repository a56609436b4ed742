"""What people do while the machine works: their change is obeyed, never overwritten, and never wakes nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from counter_app.desk.claim import HeldReason, Wish
from counter_app.desk.commands import Command, Exchange, Sleep, Stop
from counter_app.desk.partial_refund import PartialRefund
from counter_app.desk.parting import GoesBack, PartStep
from counter_app.desk.trip import Change
from counter_app.model.person import Credential, CredentialKind
from offline_queue.store import SubjectAlive
from offline_queue.values import Event, State
from tests.desk.far_side import Behaviour, Fault, Ledger, id_number
from tests.desk.test_road import always, once, persons_act
from tests.desk.world import AT_WINDOW, BACKGROUND, World, people

MakeWorld = Callable[..., World]


def cancel_during(world: World, key: str, number: str) -> None:
    """Press cancel while the answer to the first call of that number is awaited."""
    pressed: list[str] = []

    def interrupt(command: Command) -> None:
        if isinstance(command, Exchange) and command.call.transaction.number == number and not pressed:
            pressed.append(number)
            world.cancel(key)

    world.interrupt = interrupt


@pytest.mark.parametrize("number", ["1101", "2001", "2201", "2203A", "2204", "2206A", "2207A"])
@pytest.mark.parametrize("consent", [True, False])
def test_a_cancel_during_any_call_is_obeyed(world: World, number: str, consent: bool) -> None:
    """Noted, and obeyed after the outcome (protocol, section 6): also where the trip would have held or ended."""
    key = world.ticket() if consent else world.open(known=False)
    cancel_during(world, key, number)
    world.replay()
    if world.claim(key).reason == HeldReason.CONFIRM:
        assert number == "2207A"
        world.drive(key, replace(AT_WINDOW, change=world.yes(key)))
        world.replay()
    world.judge(ended=True)
    assert world.claim(key).state is State.VOID
    assert world.nobody_holds_a_lane()


def test_a_cancel_while_the_window_waits_for_an_unclear_answer(make_world: MakeWorld) -> None:
    world = make_world(fault=once("2207A", Fault.LOST))
    key = world.open()
    world.drive(key)
    change = world.yes(key)
    pressed: list[int] = []

    def interrupt(command: Command) -> None:
        if isinstance(command, Sleep) and not pressed:
            pressed.append(1)
            world.cancel(key)

    world.interrupt = interrupt
    world.drive(key, replace(AT_WINDOW, change=change))
    world.replay()
    world.judge(ended=True)
    assert world.claim(key).state is State.VOID


def test_a_change_made_on_an_older_screen_is_refused(world: World) -> None:
    """T4: version as on the screen. What another wrote in between stays."""
    key = world.open()
    world.drive(key)
    yes = replace(world.yes(key), version=world.claim(key).version)
    world.cancel(key)
    arrival = world.drive(key, replace(AT_WINDOW, change=yes))
    assert arrival.stop is Stop.MOVED
    claim = world.claim(key)
    assert claim.people.wish is Wish.CANCEL
    assert claim.people.cash == ()
    world.replay()
    world.judge(ended=True)


def test_an_ended_claim_takes_no_change(world: World) -> None:
    """Charges and confirmation only while nothing is settled (T4): a done claim is first made ready to be undone."""
    key = world.open()
    world.settle(key)
    calls = len(world.calls)
    shown = world.claim(key)
    recharged = Change(replace(shown.people, charges_version=2), shown.version, "charges changed")
    assert world.drive(key, replace(AT_WINDOW, change=recharged)).stop is Stop.MOVED
    assert world.claim(key).people.charges_version == 1
    assert len(world.calls) == calls


def test_a_bill_is_not_opened_twice(world: World) -> None:
    """I1: neither while a claim of the bill lives nor after it was settled; after it was given back it may be."""
    world.open("B01-T-1")
    with pytest.raises(SubjectAlive, match="B01-T-1"):
        world.open("B01-T-2")
    world.settle("B01-T-1")
    with pytest.raises(SubjectAlive, match="B01-T-1"):
        world.open("B01-T-2")
    world.cancel("B01-T-1")
    world.replay()
    assert world.claim("B01-T-1").state is State.VOID
    world.settle(world.open("B01-T-2"))
    world.judge(ended=True)


def test_two_claims_of_a_person_never_wait_for_each_other(make_world: MakeWorld) -> None:
    """The younger one opened its visit while the older was held; then the older is released and both are ready."""
    world = make_world(fault=once("2201", Fault.REFUSED))
    older, younger = world.ticket("B01-T-1"), world.open("B01-T-2", people(1, "B-2"))
    world.drive(older, BACKGROUND)
    assert world.claim(older).state is State.HELD
    world.fault = once("2203A", Fault.NOT_SENT)
    world.drive(younger, BACKGROUND)
    assert world.claim(younger).machine.visit_id
    world.change(older, "asked again", retry=1)
    persons_act(world, [older, younger])
    world.judge(ended=True)
    assert {world.claim(key).state for key in (older, younger)} == {State.DONE}


def test_an_older_claim_goes_first(world: World) -> None:
    """Deductible and cap depend on the order of the person's visits (I8)."""
    younger_first = [world.ticket("B01-T-1"), world.ticket("B01-T-2", people(1, "B-2"))]
    world.fault = once("2201", Fault.NOT_SENT)
    world.drive(younger_first[0], BACKGROUND)
    arrival = world.drive(younger_first[1], BACKGROUND)
    assert arrival.stop is Stop.BEHIND
    assert world.nobody_holds_a_lane()
    world.replay()
    world.judge(ended=True)
    settled = [world.ledger.claim_of(row.visit) for row in world.ledger.settlements.values()]
    assert settled == younger_first


def test_an_open_call_of_the_lane_is_looked_at_first(make_world: MakeWorld) -> None:
    """Protocol, section 7: two claims of a lane hold visits, one is found sending; the other must not send before."""
    world = make_world()
    first, second = world.open("B01-T-1"), world.open("B01-T-2", people(1, "B-2"))
    world.drive(first)
    world.leave(first)
    world.drive(second)
    world.leave(second)
    change = world.yes(first)

    class Killed(Exception):
        pass

    def interrupt(command: Command) -> None:
        if isinstance(command, Exchange) and command.call.transaction.number == "2207A":
            raise Killed

    world.interrupt = interrupt
    with pytest.raises(Killed):
        world.drive(first, replace(AT_WINDOW, change=change))
    world.interrupt = lambda _command: None
    world.start()
    assert world.claim(first).state is State.SENDING
    world.cancel(second)
    assert [key for key, _ in world.reader.due(world.wall(), world.me, limit=9)] == [first]
    assert world.drive(second).stop is Stop.BEHIND
    assert world.nobody_holds_a_lane()
    persons_act(world, [first, second])
    world.judge(ended=True)


def test_background_work_steps_aside_for_the_person_at_a_window(world: World) -> None:
    key = world.ticket()
    world.drive(key, BACKGROUND)  # now it is known whose it is
    other = world.ticket("B01-T-2", people(1, "B-2"))
    world.replay()
    world.judge(ended=True)
    third = world.open("B01-T-3", people(1, "B-3"))
    lane = world.claim(third).lane
    world.books.front(lane, here=True)
    assert world.reader.due(world.wall(), world.me, limit=9) == []
    assert world.drive(third, BACKGROUND).stop is Stop.BEHIND
    assert [number for number, _ in world.calls[-1:]] != ["2201"]
    world.books.front(lane, here=False)
    assert [key for key, _ in world.reader.due(world.wall(), world.me, limit=9)] in ([third], [])
    world._pass(10)
    world.replay()
    assert world.claim(third).state is State.HELD  # nobody consented: it waits for a yes
    assert world.claim(other).state is State.DONE


@pytest.mark.parametrize("number", ["1101", "2201", "2203A", "2204", "2206A", "5203"])
def test_an_answer_that_stays_unreadable_is_asked_again_with_pauses(make_world: MakeWorld, number: str) -> None:
    """infcode 0 without what it promises is an error: whoever asks again at once asks for ever at once."""
    world = make_world()
    key = world.open(known=number != "1101")
    if number == "5203":
        world.settle(key)
        world.cancel(key)
    faults = {"2208": Fault.LOST, number: Fault.REFUSED if number == "2203A" else Fault.UNREADABLE}
    world.fault = lambda call: faults.get(call.transaction.number, Fault.NONE)
    began, asked = world.now, len(world.calls)
    for _ in range(3):
        world.drive(key)
        world.leave(key)
    times = [found for found, _ in world.calls[asked:]].count(number)
    assert times >= 1
    assert times <= 1 + (world.now - began) / 0.9
    world.judge()


def test_an_unreadable_trial_does_not_make_an_old_quote_fresh(make_world: MakeWorld) -> None:
    """Row 15: the quote grew old while the cashier waited, and asking again brought nothing."""
    world = make_world()
    key = world.open()
    world.drive(key)
    yes = world.yes(key)
    world._pass(130.0)
    world.fault = always("2206A", Fault.UNREADABLE)
    world.drive(key, replace(AT_WINDOW, change=yes))
    assert "2207A" not in [number for number, _ in world.calls]
    world.fault = lambda _call: Fault.NONE
    world.replay()
    world.judge(ended=True)


def test_a_service_that_counts_otherwise_is_shown_to_a_person(make_world: MakeWorld) -> None:
    """Without a stop the claim would open and shut visits for ever."""
    world = make_world(ledger=Ledger(Behaviour(wrong_line_total=99)))
    key = world.ticket()
    world.replay()
    claim = world.claim(key)
    assert (claim.state, claim.reason) == (State.HELD, HeldReason.REFUSED)
    assert claim.machine.refused is not None
    assert "100.00" in claim.machine.refused.text
    assert len(world.ledger.visits) == 1
    assert world.ledger.visits["V00001"].cancelled
    world.ledger.behaviour.wrong_line_total = 0
    world.change(key, "asked again", retry=1)
    world.replay()
    world.judge(ended=True)
    assert world.claim(key).state is State.DONE


@pytest.mark.parametrize("booked", [True, False])
def test_what_cannot_be_sent_rests_for_a_person(make_world: MakeWorld, booked: bool) -> None:
    """A visit id longer than the interface allows: nothing about it can ever be sent, so nothing is tried for ever."""
    world = make_world()
    key = world.open()
    if booked:
        world.settle(key)
        settlement = next(iter(world.ledger.settlements.values()))
        assert settlement.live
    original = world.road._means.calls._bodies.clear

    def too_long(person_no: str, visit_id: str) -> dict[str, object]:
        return original(person_no, visit_id * 8)

    world.road._means.calls._bodies.clear = too_long  # type: ignore[method-assign]
    world.drive(key)
    world.leave(key)
    world.cancel(key)
    before = len(world.calls)
    world.drive(key)
    claim = world.claim(key)
    assert len(world.calls) - before < 30
    # With money on the visit the day's proof decides; without, the visit is left to the day's end.
    assert (claim.state, claim.reason) == ((State.HELD, "reconcile") if booked else (State.VOID, ""))
    assert bool(claim.machine.leftovers) is not booked


def test_a_found_settlement_of_another_visit_is_not_adopted(make_world: MakeWorld) -> None:
    """A place that ignores the visit in 5204 shows everything of the person; only ours is ours."""
    world = make_world(fault=once("2207A", Fault.LOST))
    other = world.open("B01-T-1")
    world.fault = lambda _call: Fault.NONE
    world.settle(other)
    key = world.open("B01-T-2", people(1, "B-2"))
    original = world.ledger._on_5204

    def everything(call: object, body: dict[str, object], now: float) -> object:
        return original(call, body | {"mdtrt_id": world.claim(other).machine.visit_id}, now)  # type: ignore[arg-type]

    world.ledger._on_5204 = everything  # type: ignore[method-assign, assignment]
    world.fault = once("2207A", Fault.LOST)
    world.drive(key)
    world.drive(key, replace(AT_WINDOW, change=world.yes(key)))
    world.leave(key)
    world.replay()
    world.judge(ended=True)
    assert world.claim(key).state is State.DONE


def test_a_settlement_that_is_shown_but_refused_to_be_read_does_not_stop_the_shutting(make_world: MakeWorld) -> None:
    world = make_world(
        fault=lambda call: {"2207A": Fault.LOST_DONE, "5203": Fault.REFUSED}.get(call.transaction.number, Fault.NONE)
    )
    key = world.ticket()
    world.replay()
    claim = world.claim(key)
    assert (claim.state, claim.reason) == (State.HELD, HeldReason.RECONCILE)
    world.judge()


def test_closing_lets_a_waiting_trip_rest_at_once(make_world: MakeWorld) -> None:
    """The program closes while somebody waits for an unclear answer: the claim rests, nothing spins until patience."""
    world = make_world(fault=once("2207A", Fault.LOST))
    key = world.open()
    world.drive(key)
    steps = world.road.travel(key, replace(AT_WINDOW, change=world.yes(key), fence=world.memory.kept.pop(key)))
    answer: object = None
    closing = 0
    for _ in range(100):
        try:
            command = steps.send(answer)
        except StopIteration as end:
            arrival = end.value
            break
        closing += isinstance(command, Sleep)
        answer = True if isinstance(command, Sleep) else world._do(command, AT_WINDOW, {})
    assert closing == 1
    assert arrival.claim.state is State.UNCLEAR
    assert world.nobody_holds_a_lane()


def test_a_voucher_is_never_replayed(world: World) -> None:
    """The token serves while its person waits, and no longer (protocol, section 6, I13)."""
    world.place = replace(world.place, replay_by_id_number=False)
    world.start()
    token = "TOKEN-0123456789abcdef"
    key = world.open("B01-T-1", people(1, credential=None))
    world.memory.in_hand[key] = Credential(CredentialKind.VOUCHER, token, name="测试甲")
    world.fault = once("2201", Fault.NOT_SENT)
    world.drive(key)
    world.leave(key)
    sent = len(world.calls)
    world.replay()
    assert len(world.calls) == sent
    assert world.claim(key).reason == HeldReason.CREDENTIAL
    shown = world.claim(key)
    again = Change(replace(shown.people, retry=1), shown.version, "shown")
    world.memory.in_hand[key] = Credential(CredentialKind.VOUCHER, token, name="测试甲")
    world.drive(key, replace(AT_WINDOW, change=again))
    assert world.claim(key).reason == HeldReason.CONFIRM


def test_no_document_event_or_answer_holds_a_token(world: World) -> None:
    token = "TOKEN-0123456789abcdef"
    key = world.open("B01-T-1", people(1, credential=None))
    world.memory.in_hand[key] = Credential(CredentialKind.VOUCHER, token, name="测试甲")
    world.settle(key)
    assert world.claim(key).state is State.DONE
    job = world.reader.job(key)
    assert job is not None
    kept = [job.people, job.machine, *(row.answer for row in world.reader.attempts(key))]
    said = [f"{row.what} {row.detail}" for row in world.reader.events(key)]
    assert not [text for text in said if token in text]
    assert not [body for body in kept if token.encode() in body]


def test_history_names_nobody_in_the_clear(world: World) -> None:
    """What stands unsealed beside a claim: numbers, states, times."""
    key = world.ticket()
    world.replay()
    number = str(world.claim(key).people.credential.number)  # type: ignore[union-attr]
    rows: list[Event] = world.reader.events(key)
    clear = [f"{row.who} {row.what}" for row in rows]
    assert not [text for text in clear if "测试甲" in text or number in text]


def test_somebody_elses_code_shown_for_a_ticket_settles_nobodys_bill(world: World) -> None:
    """The ticket keeps whose it is; a code scanned at the window later may be of another person."""
    key = world.ticket()
    world.ledger.persons["TOKEN"] = id_number(2)
    world.memory.in_hand[key] = Credential(CredentialKind.VOUCHER, "TOKEN", name="测试乙", id_number=id_number(2))
    world.drive(key)
    claim = world.claim(key)
    assert (claim.state, claim.reason, claim.machine.person) == (State.HELD, HeldReason.REFUSED, None)
    assert not world.ledger.visits
    world.memory.in_hand.pop(key)
    world.change(key, "again", retry=claim.people.retry + 1)
    world.replay()
    world.judge(ended=True)
    person = world.claim(key).machine.person
    assert person is not None
    assert person.id_number == id_number(1)


def test_somebody_elses_card_shown_for_a_known_person_is_not_sent(world: World) -> None:
    """1101 is not asked again for a claim whose person is known: the card itself says whose it is."""
    key = world.open()
    other = Credential(CredentialKind.CARD, "Z9", card_id="C9", name="测试乙", id_number=id_number(2))
    bodies: list[str] = []

    def listen(command: Command) -> None:
        if isinstance(command, Exchange):
            bodies.append(str(command.call.body))

    world.interrupt = listen
    world.memory.in_hand[key] = other
    world.settle(key)
    assert world.claim(key).state is State.DONE
    assert not [body for body in bodies if "Z9" in body or id_number(2) in body]


def test_a_code_serves_nobody_after_its_person_has_left(world: World) -> None:
    """F5 on the queue page tomorrow: whoever stands there is not whose code it was. What may wait stays in hand."""
    token = Credential(CredentialKind.VOUCHER, "TOKEN-1", name="测试甲", id_number=id_number(1))
    key = world.open(part=replace(people(), credential=None))
    world.memory.in_hand[key] = token
    sent: list[str] = []

    def fault(call: Any) -> Fault:
        sent.extend([call.transaction.number] if "TOKEN-1" in str(call.body) else [])
        return Fault.REFUSED if call.transaction.number == "2201" else Fault.NONE

    world.fault = fault
    world.drive(key)
    assert sent
    world.leave(key)
    sent.clear()
    world.now += 86_400.0
    claim = world.claim(key)
    world.drive(key, replace(AT_WINDOW, change=Change(replace(claim.people, retry=1), claim.version, "asked again")))
    assert sent == []
    world.memory.in_hand[key] = replace(token, kind=CredentialKind.ID_NUMBER)
    world.leave(key)
    assert key in world.memory.in_hand


def test_a_code_shown_for_what_is_kept_does_not_wait_until_the_whole_is_undone(world: World) -> None:
    key = world.ticket()
    world.replay()
    driver: Any = SimpleNamespace(drive=world.drive, leave=world.leave)
    counter: Any = SimpleNamespace(number=lambda: "B01-T-2")
    parting = PartialRefund(world.books, driver, counter, AT_WINDOW, world.memory.in_hand)
    parting.begin(key, {1: GoesBack.whole(world.claim(key).people.charges[0])}, "another drug")
    world.fault = always("2208", Fault.NOT_SENT)
    token = Credential(CredentialKind.VOUCHER, "TOKEN-1", name="测试甲", id_number=id_number(1))
    assert parting.go_on(key, pay=False, credential=token).step is PartStep.UNDO
    assert world.memory.in_hand == {}
    card = replace(token, kind=CredentialKind.ID_NUMBER, number=id_number(1))
    parting.go_on(key, pay=False, credential=card)
    assert world.memory.in_hand == {"B01-T-2": card}, "the background settles the rest with it"
