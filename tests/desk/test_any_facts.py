"""What holds for every combination of facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from counter_app.desk.claim import (
    CallKind,
    Claim,
    Confirmation,
    MachinePart,
    Wish,
)
from counter_app.desk.knowledge import Knowledge, Watch
from counter_app.desk.plan import plan
from counter_app.desk.steps import Abandon, Adopt, End, Fold, Look, Send, Wait
from counter_app.model.settlement import Quote
from counter_app.settlement.place import VisitLock
from offline_queue.values import State
from tests.desk.facts import (
    BOOKS_SAY_NO,
    BOOKS_SAY_YES,
    GROWING,
    ME,
    NO,
    NOW,
    PAID,
    PLACE,
    UNEQUAL,
    YES,
    amounts,
    attempt,
    claim,
    knows,
    settlement,
)
from tests.desk.world import START, known_person, people

flags = st.booleans()
machines = st.builds(
    MachinePart,
    person=st.sampled_from([None, known_person()]),
    visit_id=st.sampled_from(["", "V1"]),
    visit_number=st.just("N1"),
    stage=st.integers(0, 2),
    visit_charges_version=st.integers(0, 2),
    spoilt=flags,
    cleared=flags,
    close_refused=st.integers(0, 3),
    money=st.sampled_from(["", "M1"]),
    doubt=st.sampled_from(["", "M1"]),
    reversals=st.integers(0, 4),
    reversals_unsent=st.integers(0, 1),
    reversal_answered=flags,
    given_up=flags,
    quote=st.sampled_from([None, Quote(amounts(), START), Quote(amounts("99.00"), START)]),
    quote_charges_version=st.integers(0, 2),
    quote_by=st.sampled_from(["", ME, "01/0"]),
    settlement=st.sampled_from([None, settlement(), settlement("99.00"), UNEQUAL]),
    undone=st.sampled_from([(), ("S1",)]),
    undo_lost=flags,
    undo_refused=flags,
    undo_live=flags,
    uploaded=flags,
    uploads=st.sampled_from([(), (CallKind.UPLOAD_VISIT,)]),
    uploading=st.integers(0, 1),
    shown_retry=st.integers(-1, 1),
    proof=st.sampled_from([None, BOOKS_SAY_NO, BOOKS_SAY_YES, replace(BOOKS_SAY_YES, looked=True)]),
    refused=st.sampled_from([None, NO]),
)
parts = st.builds(
    lambda wish, confirmed, version, retry, consent, cash, credential: people(
        wish=wish,
        confirmed=confirmed,
        charges_version=version,
        retry=retry,
        consent=consent,
        cash=cash,
        credential=credential,
    ),
    st.sampled_from(list(Wish)),
    st.sampled_from([None, YES]),
    st.integers(0, 2),
    st.integers(0, 1),
    flags,
    st.sampled_from([(), (PAID,)]),
    st.sampled_from([None, people().credential]),
)
ages = st.one_of(st.none(), st.floats(0, 2000))
knowledge = st.builds(
    lambda since, looked, refused, reversed_, asked, waiting, look, lock, reverse: knows(
        watches={
            "M1": Watch(NOW - since, *[None if age is None else NOW - age for age in (looked, refused, reversed_)])
        },
        quoted={} if asked is None else {"B01-T-1": NOW - asked},
        waiting=waiting,
        place=replace(
            PLACE,
            may_look=look,
            visit_lock=lock,
            may_reverse=frozenset({"2207A"}) if reverse else frozenset(),
        ),
    ),
    st.floats(0, 2000),
    ages,
    ages,
    ages,
    ages,
    flags,
    flags,
    st.sampled_from(list(VisitLock)),
    flags,
)
claims = st.builds(
    claim,
    machines,
    parts,
    attempt=st.sampled_from([None, None, None, attempt()]),
    late_settlement=st.sampled_from([None, settlement()]),
)


@settings(max_examples=1500, deadline=timedelta(seconds=2))
@given(claims, knowledge)
def test_any_facts(any_claim: Claim, known: Knowledge) -> None:
    """Nothing is unplanned, and the rules hold that carry the money."""
    step = plan(any_claim, known)
    machine, part = any_claim.machine, any_claim.people
    if any_claim.attempt is not None:
        assert step == Fold(any_claim.attempt)
        return
    if isinstance(step, Wait):
        assert step.seconds > 0
    if isinstance(step, (Adopt, Look)):
        assert machine.reversals == 0, "I6: nothing is adopted after a reversal was written"
        assert machine.doubt
    if isinstance(step, Send) and step.kind is CallKind.REVERSE:
        proven = machine.given_up and machine.proof is not None and machine.proof.live  # row P, on a later day
        assert proven or machine.close_refused >= 2 or known.place.visit_lock is VisitLock.FAILS
        assert proven or machine.reversals - machine.reversals_unsent < 3, "I16"
    if step in (Send(CallKind.CLOSE), Send(CallKind.CLEAR)) and machine.doubt:
        assert known.place.visit_lock is not VisitLock.FAILS, "A4"
    if isinstance(step, Send) and step.kind in GROWING:
        assert not machine.doubt, "rule 2: any doubt, and nothing grows"
        assert machine.settlement is None
        assert not (machine.visit_id and machine.spoilt)
        assert part.wish is Wish.SETTLE, "I9: no growing intent after a cancel"
        assert not machine.visit_id or machine.visit_charges_version == part.charges_version
    if step == Send(CallKind.SETTLE):
        quote = machine.quote
        assert quote is not None
        assert machine.quote_charges_version == part.charges_version, "I10"
        confirmed = part.confirmed == Confirmation.of(quote.amounts, part.charges_version)
        assert confirmed or (part.consent and quote.amounts.cash <= part.paid), "I10"
    if isinstance(step, End):
        assert not machine.doubt, "rule 4: a visit in doubt is left in three ways only"
        if step.state is State.DONE:
            assert machine.settlement is not None
            assert machine.settlement.amounts.total == part.total
            assert machine.settlement.amounts.adds_up
            assert part.wish is not Wish.CANCEL
        else:
            assert step.state is State.UPLOADED or not (machine.upload_begun and known.place.uploads)
            assert machine.settlement is None
    if isinstance(step, Abandon):
        assert not machine.doubt
        assert machine.settlement is None
