"""The centre's statements name people: they are kept sealed, and in the clear only while they are read."""

from __future__ import annotations

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from counter_app.desk.commands import Download
from counter_app.desk.file_desk import FileDesk, open_kept
from counter_app.settlement.outcome import CallOutcome, Done, Lost
from counter_app.settlement.transactions.reconciliation import DetailsResultRow
from offline_queue.cipher import Cipher, DamagedDocument

AT = datetime(2031, 5, 6, tzinfo=UTC)
CIPHER = Cipher(bytes(range(32)))
PERSON = "PSN-990101196809302010"
CONTENT = f"{PERSON}\n".encode()


class Exchange:
    """Fetches a ZIP whose row is no row, or nothing."""

    def __init__(self, answer: CallOutcome) -> None:
        self.answer = answer

    def download(self, _msgid: str, _at: datetime, _number: str, _name: str, into: Path) -> CallOutcome:
        if isinstance(self.answer, Done):
            with zipfile.ZipFile(into, "w") as packed:
                packed.writestr("x.txt", CONTENT)
        return self.answer


def fetch(folder: Path, answer: CallOutcome) -> None:
    desk = FileDesk(Exchange(answer), folder, CIPHER)  # type: ignore[arg-type]
    desk.download(Download("M1", "F1", "x.zip", "stmt_1.zip", DetailsResultRow), AT)


def in_the_clear(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir() if PERSON.encode() in file.read_bytes() or file.suffix == ".zip"]


def test_what_was_fetched_is_kept_sealed_and_can_be_opened(tmp_path: Path) -> None:
    folder = tmp_path / "statements"
    for _ in range(2):  # fetched again it replaces the one before
        fetch(folder, Done({"bytes": 1}))
        (kept,) = folder.iterdir()
        assert kept.name == "stmt_1.zip.sealed"
        assert in_the_clear(folder) == []
        assert kept.stat().st_mode & 0o077 == 0
    open_kept(kept, CIPHER, tmp_path / "out.zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as packed:
        assert packed.read("x.txt") == CONTENT
    with pytest.raises(FileExistsError):
        open_kept(kept, CIPHER, tmp_path / "out.zip")
    renamed = kept.rename(folder / "stmt_2.zip.sealed")
    for file, cipher in ((renamed, CIPHER), (renamed, Cipher(bytes(32)))):
        with pytest.raises(DamagedDocument):
            open_kept(file, cipher, tmp_path / "other.zip")
    assert not (tmp_path / "other.zip").exists()


def test_what_did_not_come_leaves_what_was_there(tmp_path: Path) -> None:
    folder = tmp_path / "statements"
    fetch(folder, Done({"bytes": 1}))
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    fetch(folder, Lost("cut"))
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_what_an_earlier_version_or_a_crash_left_is_sealed_at_the_next_start(tmp_path: Path) -> None:
    for name in ("stmt_1.zip", "stmt_2.zip.part"):
        (tmp_path / name).write_bytes(CONTENT)
    FileDesk(None, tmp_path, CIPHER)  # type: ignore[arg-type]
    assert len(in_the_clear(tmp_path)) == 2, "who only looks changes nothing"
    FileDesk(None, tmp_path, CIPHER, sweep=True)  # type: ignore[arg-type]
    assert [file.name for file in tmp_path.iterdir()] == ["stmt_1.zip.sealed"]
    assert in_the_clear(tmp_path) == []
    open_kept(tmp_path / "stmt_1.zip.sealed", CIPHER, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == CONTENT
