"""What a job holds is found again by its mark, and by nothing else."""

from __future__ import annotations

from dataclasses import replace

from offline_queue.cipher import Cipher
from tests.offline_queue.conftest import Queue, write


def test_what_jobs_hold_is_found_by_its_mark_and_stands_nowhere_in_the_clear(queue: Queue) -> None:
    queue.open("J1", marks=("CODE-1", "CODE-2", "CODE-2"))
    queue.open("J2", marks=("CODE-2",))
    held = {("CODE-1", "J1"), ("CODE-2", "J1"), ("CODE-2", "J2")}
    assert set(queue.reader.holders(["CODE-2", "CODE-1", "CODE-9"])) == held
    assert queue.reader.holders([]) == []
    assert "CODE-" not in str(queue.dump())
    queue.store.person("J1", write(1))
    assert queue.reader.holders(["CODE-1"]) == [("CODE-1", "J1")], "a change of something else leaves them"
    queue.store.person("J1", replace(write(2), marks=("CODE-3",)))
    assert queue.reader.holders(["CODE-1", "CODE-3"]) == [("CODE-3", "J1")]
    assert len(queue.reader.holders([f"X{n}" for n in range(1200)] + ["CODE-3"])) == 1


def test_marks_of_another_key_are_others() -> None:
    ours, theirs = Cipher(bytes(range(32))), Cipher(bytes(range(1, 33)))
    assert ours.mark("CODE-1") == Cipher(bytes(range(32))).mark("CODE-1")
    assert ours.mark("CODE-1") != theirs.mark("CODE-1")
