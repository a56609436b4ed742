"""The transactions T1 to T5: all or nothing, by owner, fence and version."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from offline_queue.cipher import Cipher, DamagedDocument
from offline_queue.engine import StoreUnavailable, open_engine
from offline_queue.schema import stamp
from offline_queue.store import LaneLost, LaneTaken, Store, SubjectAlive, VersionMoved
from offline_queue.values import FreshJob, Intent, Owner, State
from tests.offline_queue.conftest import AT, KEY, Queue, note, overheard, rest, said, step, write

MakeQueue = Callable[..., Queue]
pytestmark = pytest.mark.parametrize("make_queue", ["sqlite", "postgresql"], indirect=True)


class TornError(Exception):
    """The transaction broke off here."""


def test_every_transaction_is_all_or_nothing(queue: Queue) -> None:
    """Each is broken off before each of its writes in turn, then done: the tables were what they had been."""
    queue.open()
    fence = queue.sending()
    queue.open("J2", "L2")
    fresh = FreshJob("J3", "B3", "L3", "J3", State.READY, b"", b"", AT)
    deeds: list[tuple[int, Callable[[], object]]] = [
        (5, lambda: queue.store.open(queue.me, fresh, (said("opened"),), Intent("M9", "2201", AT), keep=True)),
        (6, lambda: queue.store.step(queue.me, step("J1", fence, "M2", outcome=note(), people=write(1)))),
        (6, lambda: queue.lay(rest("J1", fence, State.DONE, outcome=note("M2"), people=write(2)))),
        (3, lambda: queue.store.person("J2", write(1), wake=AT)),
        (1, lambda: queue.store.take(queue.me, "L2")),
        (1, lambda: queue.store.keep_answer("M1", b"late", AT)),
    ]
    writes = 0
    tears_at = 0

    def before(statement: str, _values: object) -> None:
        nonlocal writes
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            writes += 1
            if writes == tears_at:
                raise TornError

    for least, deed in deeds:
        for tears_at in range(1, 30):
            writes = 0
            stood = queue.dump()
            try:
                with overheard(before):
                    deed()
            except TornError:
                assert queue.dump() == stood
                continue
            assert tears_at > least, "fewer writes than the transaction is made of"
            assert queue.dump() != stood
            break


def test_t1_opens_a_job_with_its_first_intent_and_lane(queue: Queue) -> None:
    fresh = FreshJob("J1", "B1", "L", "J1", State.READY, b"people", b"machine", AT)
    fence = queue.store.open(queue.me, fresh, (said("opened"),), Intent("M1", "2201", AT, needs_turn=True))
    job = queue.reader.job("J1")
    assert job is not None
    assert (job.state, job.version, job.people, job.machine, fence) == (State.SENDING, 1, b"people", b"machine", 1)
    assert job.attempt is not None
    assert (job.attempt.msgid, job.attempt.owner, job.attempt.outcome) == ("M1", queue.me, "")


def test_t1_refuses_a_bill_that_lives_or_ended_well(queue: Queue) -> None:
    queue.open("J1", subject="B1")
    with pytest.raises(SubjectAlive, match="J1"):
        queue.open("J2", subject="B1")
    fence = queue.store.take(queue.me, "L")
    for state, taken in ((State.DONE, True), (State.UPLOADED, True), (State.VOID, False)):
        queue.lay(rest("J1", fence, state, release=False))
        if taken:
            with pytest.raises(SubjectAlive, match="J1"):
                queue.open("J2", subject="B1")
    queue.open("J2", subject="B1")
    assert [job.key for job in queue.reader.jobs(alive=True)] == ["J2"]


def test_the_database_itself_keeps_one_live_job_a_bill_and_one_open_call_a_lane(queue: Queue) -> None:
    queue.open("J1", subject="B1")
    queue.open("J2", subject="B2")
    with pytest.raises(IntegrityError):
        queue.change("UPDATE job SET subject = 'B1'")
    queue.sending("J1", "M1")
    with pytest.raises(IntegrityError):
        queue.change(
            'INSERT INTO attempt (msgid, job, lane, kind, subject, target, "window", incarnation, fence, at) '
            "SELECT 'M2', 'J2', lane, kind, subject, target, \"window\", incarnation, fence, at FROM attempt"
        )


def test_a_call_that_ends_while_its_job_is_read_is_no_damage(queue: Queue) -> None:
    """The job and its open call are of one moment: between the two reads another writer lays the job to rest."""
    queue.open()
    fence = queue.sending()
    other = open_engine(queue.engine.url.render_as_string(hide_password=False))
    writer, read = Store(other, Cipher(KEY)), []

    def end_it(statement: str) -> None:
        if not statement.startswith("SELECT") or read:
            return
        read.append(statement)
        writer.rest(queue.me, rest("J1", fence, State.DONE, outcome=note()), AT)

    with overheard(after=end_it):
        job = queue.reader.job("J1")
    other.dispose()
    assert read
    assert job is not None
    assert (job.state, job.attempt is None) == (State.SENDING, False)
    assert (after := queue.reader.job("J1")) is not None
    assert after.state is State.DONE


def test_t2_writes_outcome_and_next_intent_in_one(queue: Queue) -> None:
    queue.open()
    fence = queue.sending()
    assert queue.store.step(queue.me, step("J1", fence, "M2", outcome=note(), people=write(1))).intended
    job = queue.reader.job("J1")
    assert job is not None
    assert (job.state, job.machine, job.people, job.version) == (State.SENDING, b"with the intent", b"changed", 2)
    first, second = queue.reader.attempts("J1")
    assert (first.outcome, first.code, second.outcome) == ("done", "0", "")
    assert [row.what for row in queue.reader.events("J1")][-3:] == ["outcome", "person", "intent"]


@pytest.mark.parametrize("why", ["version", "front", "turn", "open"])
def test_t2_leaves_out_the_intent_where_its_conditions_moved(queue: Queue, why: str) -> None:
    """The outcome half is committed all the same (protocol, section 2)."""
    queue.open("J1", order="2")
    fence = queue.sending()
    moved = step("J1", fence, "M2", outcome=note())
    if why == "version":
        queue.store.person("J1", write(1))
    elif why == "front":
        queue.store.front("L", "02")
        moved = replace(moved, background=True)
    elif why == "turn":
        queue.open("J0", order="1")
        moved = replace(moved, intent=replace(moved.intent, needs_turn=True))
    else:
        queue.open("J0", order="1")
        queue.change("UPDATE attempt SET job = 'J0'")
        moved = replace(moved, outcome=None)
    written = queue.store.step(queue.me, moved)
    assert (written.intended, written.why) == (False, "turn" if why == "open" else why)
    job = queue.reader.job("J1")
    assert job is not None
    assert (job.state, job.machine) == (State.READY, b"after the outcome")
    assert job.engaged is (why != "turn"), "what was not opened is not held"
    assert queue.reader.attempt("M2") is None
    if why != "open":
        assert queue.reader.attempt("M1").outcome == "done"  # type: ignore[union-attr]
    assert [row.what for row in queue.reader.events("J1")][-1] != "intent", "no line of what did not happen"


def test_a_turn_is_not_needed_where_the_older_job_is_held_and_needed_where_one_is_engaged(queue: Queue) -> None:
    queue.open("J1", order="1")
    queue.open("J2", order="2")
    fence = queue.store.take(queue.me, "L")

    def opens(key: str, msgid: str) -> bool:
        asked = step(key, fence, msgid, intent=Intent(msgid, "2201", AT, needs_turn=True))
        intended = queue.store.step(queue.me, asked).intended
        if intended:
            queue.lay(rest(key, fence, outcome=note(msgid), engaged=True, release=False))
        return intended

    assert not opens("J2", "M1")
    queue.lay(rest("J1", fence, State.HELD, release=False))
    assert opens("J2", "M2")
    queue.store.person("J1", write(1), wake=AT)
    queue.change("UPDATE job SET version = 1")
    assert not opens("J1", "M3"), "a visit-holding job of the lane goes first, older or not"


def test_t2_and_t3_need_owner_and_fence(queue: Queue, make_queue: MakeQueue) -> None:
    queue.open()
    fence = queue.sending()
    before = queue.dump()
    strangers = [
        (queue.me, fence - 1),
        (queue.me, fence + 1),
        (Owner("01", queue.me.incarnation + 1), fence),
        (Owner("02", queue.me.incarnation), fence),
    ]
    for owner, number in strangers:
        with pytest.raises(LaneLost):
            queue.store.step(owner, step("J1", number, "M2", outcome=note()))
        with pytest.raises(LaneLost):
            queue.store.rest(owner, rest("J1", number, outcome=note()), AT)
        queue.store.release(owner, "L", number)
    assert queue.dump() == before


def test_an_outcome_once_written_is_never_rewritten(queue: Queue) -> None:
    queue.open()
    fence = queue.sending()
    queue.lay(rest("J1", fence, outcome=note(), release=False))
    before = queue.dump()
    for deed in (
        lambda: queue.lay(rest("J1", fence, outcome=note(outcome="lost"))),
        lambda: queue.store.step(queue.me, step("J1", fence, "M2", outcome=note(outcome="lost"))),
    ):
        with pytest.raises(LaneLost):
            deed()
    assert queue.dump() == before


def test_a_message_id_serves_once(queue: Queue) -> None:
    queue.open()
    fence = queue.sending()
    with pytest.raises(LaneLost):
        queue.store.step(queue.me, step("J1", fence, "M1", outcome=note()))
    assert queue.reader.attempt("M1").outcome == ""  # type: ignore[union-attr]


def test_t3_rests_and_frees_the_lane(queue: Queue) -> None:
    queue.open()
    fence = queue.sending()
    assert queue.lay(rest("J1", fence, State.DONE, outcome=note())).intended
    job = queue.reader.job("J1")
    assert job is not None
    assert (job.state, job.machine, job.attempt) == (State.DONE, b"rested", None)
    assert queue.reader.jobs(alive=True) == []
    assert queue.store.take(queue.me, "L") == fence + 1


def test_t3_does_not_lay_down_what_a_person_changed(queue: Queue) -> None:
    """A wish that came while the call was under way is planned before the job sleeps or ends."""
    queue.open()
    fence = queue.sending()
    queue.store.person("J1", write(1), wake=AT)
    laid = queue.lay(rest("J1", fence, State.DONE, outcome=note(), planned_on=1))
    assert (laid.intended, laid.why) == (False, "version")
    job = queue.reader.job("J1")
    assert job is not None
    assert (job.state, job.machine, job.attempt, job.due) == (State.READY, b"rested", None, AT)
    assert "rests" not in [row.what for row in queue.reader.events("J1")]
    with pytest.raises(LaneTaken):
        queue.store.take(queue.me, "L")
    assert queue.lay(rest("J1", fence, State.VOID, planned_on=2)).intended


def test_t3_moves_a_job_to_its_persons_lane(queue: Queue) -> None:
    queue.open(lane="claim:J1")
    fence = queue.store.take(queue.me, "claim:J1")
    queue.lay(rest("J1", fence, lane="person"))
    assert [job.key for job in queue.reader.lane_jobs("person")] == ["J1"]
    assert queue.store.take(queue.me, "claim:J1") == fence + 1


def test_t4_needs_the_version_on_the_screen(queue: Queue) -> None:
    queue.open()
    assert queue.store.person("J1", write(1)) == 2
    before = queue.dump()
    with pytest.raises(VersionMoved):
        queue.store.person("J1", write(1))
    with pytest.raises(VersionMoved):
        queue.store.person("missing", write(1))
    assert queue.dump() == before


def test_t4_wakes_what_sleeps_and_reopens_a_done_job_only_where_asked(queue: Queue) -> None:
    queue.open()
    later = AT + timedelta(hours=1)
    for state, reopen, woken in (
        (State.HELD, False, State.READY),
        (State.UNCLEAR, False, State.UNCLEAR),
        (State.DONE, False, State.DONE),
        (State.DONE, True, State.READY),
        (State.VOID, True, State.VOID),
        (State.UPLOADED, True, State.UPLOADED),
    ):
        fence = queue.store.take(queue.me, "L")
        queue.lay(rest("J1", fence, state))
        job = queue.reader.job("J1")
        assert job is not None
        queue.store.person("J1", write(job.version), wake=later, reopen=reopen)
        now = queue.reader.job("J1")
        assert now is not None
        assert now.state is woken
        assert (now.due == later) is not woken.ended
        assert bool(queue.reader.jobs(alive=True)) is not woken.ended


def test_t5_keeps_the_first_late_answer_without_any_fence(queue: Queue) -> None:
    queue.open()
    queue.sending()
    queue.store.keep_answer("M1", b"first", AT)
    queue.store.keep_answer("M1", b"second", AT)
    found = queue.reader.attempt("M1")
    assert found is not None
    assert (found.late_answer, found.outcome) == (b"first", "")


def test_a_lane_is_taken_once_and_again_by_a_later_start_of_the_window(queue: Queue) -> None:
    queue.open()
    fence = queue.store.take(queue.me, "L")
    with pytest.raises(LaneTaken):
        queue.store.take(queue.me, "L")
    with pytest.raises(LaneTaken):
        queue.store.take(Owner("02", 9), "L")
    again = queue.store.start("01")
    assert again.incarnation == queue.me.incarnation + 1
    assert queue.store.take(again, "L") == fence + 1
    with pytest.raises(LaneTaken):
        queue.store.take(queue.me, "L")
    queue.store.release(queue.me, "L", fence + 1)
    with pytest.raises(LaneTaken):
        queue.store.take(again, "L")


def test_a_lane_left_by_a_start_that_was_followed_by_another_is_anybodys(queue: Queue) -> None:
    """Its window lives and may never come by: a held job is passed by its replay."""
    queue.open()
    other = queue.store.start("02")
    fence = queue.store.take(other, "L")
    assert queue.reader.due(AT, queue.me, limit=9) == []
    with pytest.raises(LaneTaken):
        queue.store.take(queue.me, "L")
    queue.store.start("02")
    assert queue.reader.due(AT, queue.me, limit=9) == [("J1", "L")]
    assert queue.store.take(queue.me, "L") == fence + 1
    with pytest.raises(LaneLost):
        queue.store.rest(other, rest("J1", fence), AT)


def test_a_start_takes_away_who_stood_in_front(queue: Queue) -> None:
    queue.open()
    queue.store.front("L", "01")
    assert queue.reader.due(AT, queue.me, limit=9) == []
    me = queue.store.start("01")
    assert queue.reader.due(AT, me, limit=9) == [("J1", "L")]


def test_what_is_due(queue: Queue) -> None:
    """Due, first of its lane, lane free; an open call before everything; two that hold something never block both."""
    queue.open("J1", order="1")
    queue.open("J2", order="2")
    queue.open("J3", "M", order="3")

    def due() -> list[str]:
        return [key for key, _ in queue.reader.due(AT, queue.me, limit=9)]

    assert due() == ["J1", "J3"]
    queue.change("UPDATE job SET state = 'held' WHERE key = 'J1'")
    assert due() == ["J2", "J3"]
    queue.change("UPDATE job SET state = 'ready' WHERE key = 'J1'")
    queue.change("UPDATE job SET engaged = true WHERE key = 'J2'")
    assert due() == ["J2", "J3"], "the younger one holds a visit: the older waits for it, and it goes on"
    queue.change("UPDATE job SET engaged = true WHERE key = 'J1'")
    assert due() == ["J1", "J2", "J3"]
    queue.change("UPDATE job SET state = 'sending' WHERE key = 'J2'")
    assert due() == ["J2", "J3"]
    queue.change("UPDATE job SET due = :later WHERE key = 'J3'", later=stamp(AT + timedelta(seconds=1)))
    assert due() == ["J2"]
    queue.store.take(queue.me, "L")
    assert due() == []
    assert [key for key, _ in queue.reader.due(AT, queue.store.start("01"), limit=9)] == ["J2"]
    assert queue.reader.next_due() == AT


def test_events_are_chained(queue: Queue) -> None:
    queue.open()
    fence = queue.sending()
    queue.lay(rest("J1", fence, outcome=note(), people=write(1)))
    queue.open("J2", "L2")

    def chain_holds(key: str) -> bool:
        chain = ""
        for n, row in enumerate(queue.reader.events(key), start=1):
            line = "\x1f".join((chain, key, str(n), stamp(row.at), row.who, row.what, row.detail))
            chain = hashlib.sha256(line.encode()).hexdigest()
            if (row.n, row.hash) != (n, chain):
                return False
        return True

    assert chain_holds("J1")
    assert chain_holds("J2")
    assert len(queue.reader.events("J1")) == 6
    seqs = [row.seq for row in queue.reader.events()]
    assert seqs == sorted(set(seqs))
    assert [row.seq for row in queue.reader.events(since=seqs[2], limit=2)] == seqs[3:5]
    queue.change("UPDATE event SET who = 'somebody' WHERE job = 'J1' AND n = 2")
    with pytest.raises(DamagedDocument):
        queue.reader.events("J1")


def test_counters_count(queue: Queue, make_queue: MakeQueue) -> None:
    assert queue.store.count("a", 5, start=100) == 105
    assert queue.store.count("a", 5, start=100) == 110
    assert make_queue(queue.file).store.count("a") == 111
    assert queue.store.count("b") == 1


def test_a_clash_reads_as_a_store_that_refused(queue: Queue) -> None:
    queue.open("J1", subject="B1")
    with pytest.raises(StoreUnavailable):
        queue.open("J1", subject="B2")


def test_t4_needs_the_state_that_was_read_where_that_is_asked(queue: Queue) -> None:
    """The machine's own writes do not move the version."""
    queue.open()
    queue.sending()
    before = queue.dump()
    with pytest.raises(VersionMoved):
        queue.store.person("J1", write(1), standing=State.READY)
    assert queue.dump() == before
    assert queue.store.person("J1", write(1), standing=State.SENDING) == 2


def test_t1_asks_whether_the_subject_of_a_void_job_may_have_another(queue: Queue) -> None:
    queue.open("J1", subject="B1", people=b"paid by hand")
    queue.lay(rest("J1", queue.store.take(queue.me, "L"), State.VOID))
    asked: list[bytes] = []
    fresh = FreshJob("J2", "B1", "L", "J2", State.READY, b"people", b"machine", AT)
    with pytest.raises(SubjectAlive, match="J1"):
        queue.store.open(queue.me, fresh, (said("opened"),), may_follow=lambda people: bool(asked.append(people)))
    assert asked == [b"paid by hand"]
    queue.store.open(queue.me, fresh, (said("opened"),), may_follow=lambda _people: True)


def test_nothing_is_sent_for_a_job_that_has_ended(queue: Queue) -> None:
    """By whoever read it before it ended, and has its lane by now."""
    queue.open()
    fence = queue.sending()
    queue.lay(rest("J1", fence, State.VOID, outcome=note()))
    fence = queue.store.take(queue.me, "L")
    stood = queue.dump()
    with pytest.raises(VersionMoved):
        queue.store.step(queue.me, step("J1", fence, "M2"))
    assert queue.dump() == stood
