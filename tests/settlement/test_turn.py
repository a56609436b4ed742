"""One thread of several computes at a time, and those that wait for the far side do not hold the others up."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from socket import socket

import pytest

from counter_app.settlement import line
from counter_app.settlement.turn import Turn, waiting_outside
from tests.settlement.raw_server import RawServer, read_request, reply

WAIT_S = 5.0


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
