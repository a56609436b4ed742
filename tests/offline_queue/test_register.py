"""The register: documents that belong to no job are sealed, written over the version that was read, and followed."""

from __future__ import annotations

from pathlib import Path

import pytest

from offline_queue.cipher import Cipher, DamagedDocument
from offline_queue.engine import open_engine
from offline_queue.fitting import holds_something, key_fits
from offline_queue.register import RegisterMoved
from offline_queue.store import Store
from tests.offline_queue.conftest import KEY, SECRET, Queue


def store(folder: Path, name: str, key: bytes = KEY) -> Store:
    made = Store(open_engine(f"sqlite:///{folder / name}"), Cipher(key))
    made.prepare()
    return made


@pytest.mark.parametrize("make_queue", ["sqlite", "postgresql"], indirect=True)
def test_a_document_is_written_over_the_version_that_was_read(queue: Queue) -> None:
    register = queue.store.register
    assert register.put("operator 0107", 0, SECRET) == 1
    assert register.put("operator 0107", 1, b"changed") == 2
    for version in (0, 1, 3):
        with pytest.raises(RegisterMoved):
            register.put("operator 0107", version, b"by somebody who has not seen it")
    with pytest.raises(RegisterMoved):
        register.put("operator 0108", 0, b"x", allowed=lambda all_of_them: len(all_of_them) != 1)
    assert register.all() == {"operator 0107": (2, b"changed")}


def test_a_document_is_sealed_and_its_version_cannot_be_put_back(tmp_path: Path) -> None:
    one = store(tmp_path, "one.db")
    one.register.put("N", 0, SECRET)
    assert SECRET not in b"".join(file.read_bytes() for file in tmp_path.glob("one.db*"))
    with one._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE register SET version = 7")
    with pytest.raises(DamagedDocument):
        one.register.all()


def test_a_store_follows_another_one_but_never_one_that_is_empty(tmp_path: Path) -> None:
    own, theirs = store(tmp_path, "own.db").register, store(tmp_path, "theirs.db").register
    own.put("mine", 0, b"alone")
    assert not own.follow(theirs)
    theirs.put("A", 0, b"one")
    theirs.put("A", 1, b"two")
    theirs.put("B", 0, b"three")
    assert own.follow(theirs)
    assert not own.follow(theirs)
    assert own.all() == theirs.all() == {"A": (2, b"two"), "B": (1, b"three")}


def test_a_store_that_holds_documents_alone_keeps_its_key(tmp_path: Path) -> None:
    one = store(tmp_path, "one.db")
    address = f"sqlite:///{tmp_path / 'one.db'}"
    assert not holds_something(address)
    one.register.put("N", 0, SECRET)
    assert holds_something(address)
    assert key_fits(one._engine, Cipher(KEY))
    assert not key_fits(one._engine, Cipher(bytes(32)))
