"""The power goes at any moment: what was acknowledged is there, whole, and so is nothing that never was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

from offline_queue.cipher import Cipher
from offline_queue.engine import open_engine
from offline_queue.reading import Reader
from offline_queue.store import Store
from tests.desk.world import KEY
from tests.power.cuts import Disk, Operation, operations
from tests.power.played import STORE, contents
from tests.power.shim import run

CUTS = 3000
LOG = f"{STORE}-wal"


def recorded(library: Path, folder: Path, synchronous: str) -> tuple[list[Operation], list[str]]:
    """What was done to the store, and what it held after each commit that was acknowledged."""
    data, record = folder / "data", folder / "record"
    data.mkdir()
    run(library, "tests.power.played", str(data), str(record), synchronous)
    done = [one for one in operations(record) if one.name in (STORE, LOG, ".", "acks")]
    return done, (data / "acks").read_text("ascii").split()


def states(done: list[Operation], cuts: int, seed: int) -> Iterator[tuple[int, dict[str, bytes]]]:
    """(commits acknowledged, files) for `cuts` moments, drawn, some of them at one moment with other sectors."""
    draw = Random(seed)
    moments = sorted(draw.randrange(len(done)) for _ in range(cuts))
    disk, told, place = Disk(), 0, 0
    for moment in moments:
        for one in done[place : moment + 1]:
            if one.name == "acks":
                told += 1
            else:
                disk.do(one)
        place = moment + 1
        yield told, disk.cut(draw)


def after(files: dict[str, bytes], folder: Path) -> Path:
    """The files as somebody finds them; the store's path."""
    for old in folder.iterdir():
        old.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder / STORE


def lost(done: list[Operation], held: list[str], folder: Path, cuts: int, seed: int) -> list[str]:
    """What is wrong after each cut."""
    place = {state: number for number, state in enumerate(held, start=1)} | dict.fromkeys(beginnings(folder), 0)
    wrong = []
    for number, (told, files) in enumerate(states(done, cuts, seed)):
        store = after(files, folder)
        found = place.get(contents(store))
        if found is None:
            wrong.append(f"cut {number} after {told} commits: the store holds what it never held")
        elif found < told:
            wrong.append(f"cut {number}: {told - found} of {told} acknowledged commits are gone")
        elif number % 50 == 0:
            whole(store)
    return wrong


def beginnings(folder: Path) -> Iterator[str]:
    """What the store held before its first commit: nothing, then its tables, made all in one commit."""
    store = after({}, folder)
    yield contents(store)
    engine = open_engine(f"sqlite:///{store}")
    Store(engine, Cipher(KEY)).prepare()
    engine.dispose()
    yield contents(store)


def whole(store: Path) -> None:
    """Every document opens, and every history is complete."""
    engine = open_engine(f"sqlite:///{store}")
    try:
        cipher = Cipher(KEY)
        Store(engine, cipher).prepare()
        reader = Reader(engine, cipher)
        for job in reader.jobs():
            reader.attempts(job.key)
            assert reader.events(job.key)
    finally:
        engine.dispose()


def test_what_was_acknowledged_is_there(library: Path, tmp_path: Path) -> None:
    done, held = recorded(library, tmp_path, "FULL")
    assert len(held) > 300
    assert any(one.what == "U" and one.name == LOG for one in done), "the log was never folded in and removed"
    (folder := tmp_path / "after").mkdir()
    assert lost(done, held, folder, CUTS, seed=1) == []


def test_without_a_sync_at_each_commit_it_is_not(library: Path, tmp_path: Path) -> None:
    """The control: the same program, the same cuts, synchronous=NORMAL."""
    done, held = recorded(library, tmp_path, "NORMAL")
    (folder := tmp_path / "after").mkdir()
    wrong = lost(done, held, folder, 300, seed=1)
    assert any("acknowledged commits are gone" in one for one in wrong)
    assert not any("never held" in one for one in wrong), "lost, but never garbled: that is what the log is for"
