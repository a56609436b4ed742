"""Files up and down: 9101 and 9102 (envelope facts, sections 4 and 7).

9101 carries the file beside its message (multipart), or in it as base64 where a place wants that. 9102 answers the file
itself; whatever else it answers is an answer like any other and ends as one of the outcomes.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import requests
from urllib3.exceptions import HTTPError

from counter_app.settlement.client import Call, Client
from counter_app.settlement.outcome import CallOutcome, Done, ErrorReply, Lost
from counter_app.settlement.place import FileHabits
from counter_app.settlement.transactions.files import (
    DOWNLOAD,
    UPLOAD,
    DownloadFsDownloadIn,
    DownloadInput,
    UploadFsUploadIn,
    UploadInput,
)

__all__ = ["FileExchange"]

_CATALOGUE = "plc"
_PIECE = 64 * 1024
_LARGEST_ANSWER = 1 << 20  # of what is not a file


class FileExchange:
    """Moves files for one institution. `boot_clock`: seconds that go on in suspend.

    `first_byte_s`: how long the far side may think (it may make the file while we wait); `whole_s`: for all of a file.
    """

    def __init__(
        self,
        client: Client,
        habits: FileHabits,
        institution_code: str,
        *,
        boot_clock: Callable[[], float],
        first_byte_s: float = 60.0,
        whole_s: float = 1800.0,
    ) -> None:
        self._client = client
        self._habits = habits
        self._institution = institution_code
        self._boot = boot_clock
        self._first_byte_s = first_byte_s
        self._whole_s = whole_s
        self._largest = habits.largest_mb * 1_000_000

    def upload(self, msgid: str, at: datetime, filename: str, content: bytes) -> CallOutcome:
        """9101. Done.output is `UploadOutput`'s: its file_qury_no names the file from then on.

        Raises:
            UnfitInput: the name does not fit; nothing left.
        """
        about = UploadFsUploadIn(content=content, filename=filename, fixmedins_code=self._institution)
        body = UploadInput(fs_upload_in=about).wire()
        beside = (filename, content) if self._habits.upload == "multipart" else None
        if beside is None:
            body["fsUploadIn"]["in"] = base64.b64encode(content).decode("ascii")
        call = Call(UPLOAD, msgid, body, "", at)
        self._client.check(call)
        reply = self._client.send(call, file=beside, read_timeout_s=self._first_byte_s)
        return self._client.read(reply) if isinstance(reply, requests.Response) else reply

    def download(
        self, msgid: str, at: datetime, query_number: str, filename: str, into: Path, *, catalogue: bool = False
    ) -> CallOutcome:
        """9102. Done: the whole file stands at `into` (output: its size in bytes); otherwise nothing stands there.

        `query_number` and `filename` as the transaction before answered them; `catalogue`: a file of 13xx.

        Raises:
            UnfitInput: what was answered before does not fit; nothing left.
        """
        mark = self._habits.catalogue_mark if catalogue else ""
        about = DownloadFsDownloadIn(
            file_qury_no=query_number,
            filename=_CATALOGUE if mark == "filename" else filename,
            fixmedins_code=_CATALOGUE if mark == "fixmedins_code" else self._institution,
        )
        call = Call(DOWNLOAD, msgid, DownloadInput(fs_download_in=about).wire(), "", at)
        self._client.check(call)
        reply = self._client.send(call, read_timeout_s=self._first_byte_s, whole_s=self._whole_s)
        if not isinstance(reply, requests.Response):
            return reply
        part = into.with_name(f"{into.name}.part")
        try:
            with reply:
                return self._received(reply, part, into)
        except (requests.RequestException, HTTPError, ValueError) as cut:  # ValueError: a chunk of negative length
            return Lost(type(cut).__name__)
        except OSError as trouble:
            return ErrorReply(f"本机写不下这个文件（{trouble.strerror}）")
        finally:
            part.unlink(missing_ok=True)

    def _received(self, reply: requests.Response, part: Path, into: Path) -> CallOutcome:
        pieces = reply.iter_content(_PIECE)
        first = next(pieces, b"")
        if not _is_file(reply, first):
            return self._answer(reply.status_code, first, pieces)
        if not _end_is_told(reply, first):
            return Lost("a text whose end nobody told")
        deadline = self._boot() + self._whole_s
        size = 0
        with part.open("wb") as out:
            for piece in _chained(first, pieces):
                size += len(piece)
                if size > self._largest:
                    return ErrorReply(f"文件超过 {self._habits.largest_mb} MB")
                if self._boot() > deadline:
                    return Lost("whole file not in time")
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        part.replace(into)
        return Done({"bytes": size})

    def _answer(self, status: int, first: bytes, pieces: Iterator[bytes]) -> CallOutcome:
        """No file: what the answer says instead. A good answer without a file is none."""
        content = first
        for piece in pieces:
            content += piece
            if len(content) > _LARGEST_ANSWER:
                return ErrorReply(f"答复读不懂（HTTP {status}）", str(status))
        outcome = self._client.sort(status, content)
        return ErrorReply("答复里没有文件", "0") if isinstance(outcome, Done) else outcome


def _is_file(reply: requests.Response, first: bytes) -> bool:
    """A ZIP shows itself; a bare TXT must be announced as a file and not look like an answer."""
    if reply.status_code != requests.codes.ok:
        return False
    if first.startswith(b"PK"):
        return True
    kind = reply.headers.get("Content-Type", "").lower()
    start = first.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return ("octet-stream" in kind or "text/plain" in kind) and start not in (b"{", b"<", b"")


def _end_is_told(reply: requests.Response, first: bytes) -> bool:
    """Whether a file that was cut on its way would be noticed. A ZIP holds its own sums; of a bare text, whose last
    rows may be the ones that matter, only the transfer tells the length, and a content coding hides it.
    """
    if first.startswith(b"PK"):
        return True
    length, coding = reply.headers.get("Content-Length", ""), reply.headers.get("Transfer-Encoding", "")
    told = (length.isascii() and length.isdigit()) or coding.strip().lower() == "chunked"
    return told and reply.headers.get("Content-Encoding", "identity").strip().lower() == "identity"


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
