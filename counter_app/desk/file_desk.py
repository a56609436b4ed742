"""Files that go to the centre and come back, kept beside the claims: what proved something can be shown again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from counter_app.desk.commands import Download, Fetched, Upload
from counter_app.settlement.client import UnfitInput
from counter_app.settlement.file_exchange import FileExchange
from counter_app.settlement.outcome import CallOutcome, Done, ErrorReply, Refused
from counter_app.settlement.text_file import BrokenFile, read_rows

__all__ = ["FileDesk"]


class FileDesk:
    """Moves files by the exchange and keeps them in `folder`, which is made when the first one comes."""

    def __init__(self, exchange: FileExchange, folder: Path) -> None:
        self._exchange = exchange
        self._folder = folder

    def upload(self, command: Upload, at: datetime) -> CallOutcome:
        """9101."""
        try:
            return self._exchange.upload(command.msgid, at, command.name, command.content)
        except UnfitInput as unfit:
            return Refused(str(unfit), "unfit")

    def download(self, command: Download, at: datetime) -> Fetched:
        """9102, and all rows of the file."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            into = self._folder / command.keep_as
            outcome = self._exchange.download(command.msgid, at, command.number, command.name, into)
            if not isinstance(outcome, Done):
                said = outcome.text if isinstance(outcome, (Refused, ErrorReply)) else ""
                return Fetched(trouble=f"下载文件：医保答复“{said}”" if said else "下载文件：线路不通，没有得到文件")
            return Fetched(tuple(read_rows(command.row, into)))
        except UnfitInput as unfit:
            return Fetched(trouble=f"下载文件：{unfit}")
        except BrokenFile as broken:
            return Fetched(trouble=f"下载的文件不能用：{broken}")
        except OSError as trouble:
            return Fetched(trouble=f"下载的文件存不下（{trouble.strerror}）")
