"""Files that go to the centre and come back, kept beside the claims: what proved something can be shown again.

A statement's rows name people by the centre's numbers, so it is kept sealed with the store's key. In the clear it
exists only while it is received and read.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from counter_app.desk.commands import Download, Fetched, Upload
from counter_app.desk.opening import SEALED
from counter_app.settlement.client import UnfitInput
from counter_app.settlement.file_exchange import FileExchange
from counter_app.settlement.outcome import CallOutcome, Done, ErrorReply, Refused
from counter_app.settlement.text_file import BrokenFile, read_rows
from offline_queue.cipher import Cipher
from offline_queue.key_place import write_owners_file

__all__ = ["FileDesk", "open_kept"]


class FileDesk:
    """Moves files by the exchange and keeps them in `folder`, which is made when the first one comes.

    `sweep` (the folder is this process's alone): what a crash, or an earlier version, left there in the clear is
    sealed now.
    """

    def __init__(self, exchange: FileExchange, folder: Path, cipher: Cipher, *, sweep: bool = False) -> None:
        self._exchange = exchange
        self._folder = folder
        self._cipher = cipher
        if sweep:
            self._seal_what_is_left()

    def upload(self, command: Upload, at: datetime) -> CallOutcome:
        """9101."""
        try:
            return self._exchange.upload(command.msgid, at, command.name, command.content)
        except UnfitInput as unfit:
            return Refused(str(unfit), "unfit")

    def download(self, command: Download, at: datetime) -> Fetched:
        """9102, and all rows of the file."""
        into = self._folder / command.keep_as
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            outcome = self._exchange.download(command.msgid, at, command.number, command.name, into)
            if not isinstance(outcome, Done):
                said = outcome.text if isinstance(outcome, (Refused, ErrorReply)) else ""
                return Fetched(trouble=f"下载文件：医保答复“{said}”" if said else "下载文件：线路不通，没有得到文件")
            self._seal(into)
            return Fetched(tuple(read_rows(command.row, into)))
        except UnfitInput as unfit:
            return Fetched(trouble=f"下载文件：{unfit}")
        except BrokenFile as broken:
            return Fetched(trouble=f"下载的文件不能用：{broken}")
        except OSError as trouble:
            return Fetched(trouble=f"下载的文件存不下（{trouble.strerror}）")
        finally:
            with suppress(OSError):
                into.unlink(missing_ok=True)

    def _seal(self, file: Path) -> None:
        """The file sealed beside itself, in the place of one that was fetched before."""
        sealed = self._cipher.seal(file.read_bytes(), _place(file.name))
        fresh = file.with_name(f"{file.name}.new")
        fresh.unlink(missing_ok=True)
        write_owners_file(fresh, sealed)
        fresh.replace(file.with_name(file.name + SEALED))

    def _seal_what_is_left(self) -> None:
        for part in self._folder.glob("*.part"):
            with suppress(OSError):
                part.unlink()
        for file in self._folder.glob("*.zip"):
            with suppress(OSError):
                self._seal(file)
                file.unlink()


def open_kept(file: Path, cipher: Cipher, to: Path) -> None:
    """Write what was kept sealed at `file` to a new file of its owner's.

    Raises:
        DamagedDocument: damaged, renamed, or of another key. OSError; FileExistsError where `to` is there.
    """
    write_owners_file(to, cipher.open(file.read_bytes(), _place(file.name.removesuffix(SEALED))))


def _place(name: str) -> str:
    return f"statement.{name}"
