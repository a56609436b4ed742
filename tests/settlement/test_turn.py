"""One thread of several computes at a time, and those that wait for the far side do not hold the others up."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from socket import socket

import pytest

from counter_app.settlement import line
from counter_app.settlement.outcome import NotSent
from counter_app.settlement.place import SignInRule
from counter_app.settlement.sign_in import SignIn
from counter_app.settlement.turn import Turn, waiting_outside
from tests.settlement.raw_server import RawServer, read_request, reply

WAIT_S = 5.0


def test_two_that_want_to_sign_in_do_not_wait_for_each_other() -> None:
    """One waits for the answer to 9001 with the lock, without its turn; the other has its turn and wants the lock."""
    turn, asked, answer, second = Turn(), threading.Event(), threading.Event(), threading.Event()

    def ask(_at: datetime) -> NotSent:
        asked.set()
        with waiting_outside():
            answer.wait(WAIT_S)
        return NotSent("down")

    sign_in = SignIn(SignInRule(("7701",)), ask, lambda: 0.0)

    def call(begun: threading.Event) -> None:
        with turn.taken():
            begun.set()
            sign_in.number(datetime(2031, 5, 6, tzinfo=UTC))

    workers = [threading.Thread(target=call, args=(begun,), daemon=True) for begun in (threading.Event(), second)]
    workers[0].start()
    assert asked.wait(WAIT_S)
    workers[1].start()
    assert second.wait(WAIT_S)
    threading.Event().wait(0.1)  # it is at the lock
    answer.set()
    for worker in workers:
        worker.join(WAIT_S)
    assert not any(worker.is_alive() for worker in workers)


def test_a_wait_within_a_wait_has_nothing_to_give_up() -> None:
    turn = Turn()
    with turn.taken():
        with waiting_outside(), waiting_outside():
            assert free(turn)
        assert not turn._free.acquire(blocking=False)


def test_a_turn_that_is_not_kept_holds_nobody_up() -> None:
    turn = Turn(kept=False)
    with turn.taken(), turn.taken(), waiting_outside():
        pass


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as made:
        yield made


def test_one_computes_at_a_time_and_all_wait_together(pool: ThreadPoolExecutor) -> None:
    turn, together = Turn(), threading.Barrier(4)
    computing: list[int] = []
    most: list[int] = []

    def work(number: int) -> None:
        with turn.taken():
            for _ in range(50):
                computing.append(number)
                most.append(len(computing))
                computing.remove(number)
            with waiting_outside():
                together.wait(WAIT_S)  # breaks unless all four are outside at once
            computing.append(number)
            most.append(len(computing))
            computing.remove(number)

    for done in [pool.submit(work, number) for number in range(4)]:
        done.result(WAIT_S)
    assert max(most) == 1


def test_a_turn_comes_back_whatever_the_wait_raises(pool: ThreadPoolExecutor) -> None:
    turn = Turn()

    def fails() -> None:
        with turn.taken(), waiting_outside():
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        pool.submit(fails).result(WAIT_S)
    with turn.taken():  # free, and free once only: a lock released twice raises
        assert not turn._free.acquire(blocking=False)


def test_a_wait_without_a_turn_is_a_wait() -> None:
    with waiting_outside():
        pass


def test_nobody_begins_while_the_window_paints_and_whoever_computes_goes_on(pool: ThreadPoolExecutor) -> None:
    turn = Turn()
    inside, leave, began = threading.Event(), threading.Event(), threading.Event()

    def first() -> None:
        with turn.taken():
            inside.set()
            leave.wait(WAIT_S)

    def second() -> None:
        with turn.taken():
            began.set()

    one = pool.submit(first)
    assert inside.wait(WAIT_S)
    turn.stand_back(True)
    leave.set()
    one.result(WAIT_S)
    waits: list[float | None] = []
    turn._open.wait = lambda seconds=None: waits.append(seconds) or True  # type: ignore[method-assign, func-returns-value]
    pool.submit(second).result(WAIT_S)
    assert began.is_set()
    assert waits == [0.05]  # so long at most: a window that hangs does not stop the night's work
    turn.stand_back(False)
    assert turn._open.is_set()


def free(turn: Turn) -> bool:
    """Whether another thread gets the turn now, or soon."""
    got = turn._free.acquire(timeout=WAIT_S)
    if got:
        turn._free.release()
    return got


def test_a_call_is_on_the_wire_without_its_turn(monkeypatch: pytest.MonkeyPatch, pool: ThreadPoolExecutor) -> None:
    """Connecting and receiving leave the turn to the others; the answer is read with it again."""
    turn = Turn()
    seen: list[bool] = []
    connect = line.HTTPConnection.connect

    def connecting(self: line.HTTPConnection) -> None:
        seen.append(pool.submit(free, turn).result())
        connect(self)

    def answer(connection: socket) -> None:
        read_request(connection)
        seen.append(free(turn))
        connection.sendall(reply(b"{}"))

    monkeypatch.setattr(line.HTTPConnection, "connect", connecting)
    with RawServer(answer) as server, turn.taken():
        heard = line.Line().post(server.url, connect_s=20.0, silence_s=20.0, whole_s=20.0, data=b"{}")
        assert line.content_of(heard, 100) == b"{}"
        assert not turn._free.acquire(blocking=False)
    assert seen == [True, True]
