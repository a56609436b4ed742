"""Fetching the catalogues: files by version, lists by day of change, each taken in whole or not at all.

What stood before stands until a download is complete, on disk and readable to its last row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from counter_app.model.catalogue import Entry
from counter_app.records.catalogue import Row, Shelf, Standing
from counter_app.settlement.catalogue_answers import FILES, PAGES, CatalogueFile, CataloguePages
from counter_app.settlement.client import Call, Client, UnfitInput
from counter_app.settlement.file_exchange import FileExchange
from counter_app.settlement.outcome import CallOutcome, Done, ErrorReply, Lost, NotSent, Refused
from counter_app.settlement.place import Place
from counter_app.settlement.record import Transaction
from counter_app.settlement.text_file import BrokenFile, read_rows
from counter_app.settlement.transactions.catalogues import CatalogueData, CatalogueInput, CatalogueOutput
from offline_queue.engine import StoreUnavailable

__all__ = ["SOURCES", "CatalogueUpdate", "Fetched", "Progress"]

_EVERY: tuple[CatalogueFile | CataloguePages, ...] = (*FILES, *PAGES)
SOURCES = tuple(one.transaction.number for one in _EVERY)

_PAGE = 1000  # rows asked for at once; the interface's page_size has four digits
_MOST_PAGES = 9999
_MOST_ROUNDS = 500  # versions of one catalogue in one update
_FIRST_DAY = date(2000, 1, 1)
_TELL_EVERY = 5000


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one source is: rows taken in so far, of so many (None: the platform did not say)."""

    source: str
    title: str
    version: str
    rows: int
    of: int | None


@dataclass(frozen=True, slots=True)
class Fetched:
    """How a source ended: rows taken in, its version now. `trouble` in the reader's words, empty where all is well."""

    source: str
    title: str
    version: str
    rows: int
    trouble: str = ""


class _Stopped(Exception):
    """This source cannot go on now; the text is for people. `everywhere`: nor can any other."""

    def __init__(self, text: str, *, everywhere: bool = False) -> None:
        super().__init__(text)
        self.everywhere = everywhere


class CatalogueUpdate:
    """Brings the catalogue up to date. `folder`: for downloads on their way; `wall`: the time at the window."""

    def __init__(
        self,
        client: Client,
        exchange: FileExchange,
        new_msgid: Callable[[datetime], str],
        place: Place,
        shelf: Shelf,
        folder: Path,
        wall: Callable[[], datetime],
    ) -> None:
        self._client = client
        self._exchange = exchange
        self._new_msgid = new_msgid
        self._place = place
        self._shelf = shelf
        self._folder = folder
        self._wall = wall

    def run(self, tell: Callable[[Progress], None], only: str = "") -> list[Fetched]:
        """Every source, or `only` one. What the far side, the line or the disk does is reported, never raised."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for left in [*self._folder.glob("*.zip"), *self._folder.glob("*.part")]:
            left.unlink(missing_ok=True)  # of an update that was cut off
        found: list[Fetched] = []
        for one in _EVERY:
            if only in ("", one.transaction.number):
                fetched, go_on = self._fetched(one, tell)
                found.append(fetched)
                if not go_on:
                    break
        return found

    def _fetched(self, one: CatalogueFile | CataloguePages, tell: Callable[[Progress], None]) -> tuple[Fetched, bool]:
        source, title = one.transaction.number, one.transaction.title
        taken, trouble, go_on = 0, "", True
        try:
            steps = self._file(one, tell) if isinstance(one, CatalogueFile) else self._pages(one, tell)
            for rows in steps:
                taken += rows
        except _Stopped as stopped:
            trouble, go_on = str(stopped), not stopped.everywhere
        except BrokenFile as broken:
            trouble = f"下载的文件不能用：{broken}"
        except UnfitInput as unfit:
            trouble = str(unfit)
        except StoreUnavailable as refused:
            trouble, go_on = f"本机的目录库写不进（{refused.reason}）", False
        except OSError as refused:
            trouble, go_on = f"本机的文件夹写不进（{refused.strerror}）", False
        standing = self._standing(source)
        return Fetched(source, title, standing.version if standing else "", taken, trouble), go_on

    def _standing(self, source: str) -> Standing | None:
        try:
            return self._shelf.standing(source)
        except StoreUnavailable:
            return None

    # --- files ---------------------------------------------------------------------------------------------------

    def _file(self, one: CatalogueFile, tell: Callable[[Progress], None]) -> Iterator[int]:
        """Version after version until there is nothing newer; yields the rows of each."""
        source = one.transaction.number
        for _ in range(_MOST_ROUNDS):
            standing = self._shelf.standing(source)
            version = standing.version if standing else self._place.files.first_version
            answer = self._newer(one, version)
            if answer is None:
                self._reached(source, version, standing)
                return
            into = self._folder / f"{source}.zip"
            try:
                due = int(answer.data_cnt) if answer.data_cnt is not None and answer.data_cnt.is_finite() else None
                self._download(answer, into)
                rows, last = self._take_in(one, into, version, due, standing, tell)
            finally:
                into.unlink(missing_ok=True)
            yield rows
            if last == version:  # the same again: there is nothing newer
                self._reached(source, version, self._shelf.standing(source))
                return
        raise _Stopped(f"{_MOST_ROUNDS} 个版本之后仍没有到头，下次接着下载")

    def _newer(self, one: CatalogueFile, version: str) -> CatalogueOutput | None:
        output = self._asked(one.transaction, CatalogueInput(data=CatalogueData(ver=version)).wire())
        inner = next((value for value in output.values() if isinstance(value, Mapping)), output)
        answer = CatalogueOutput.read(inner)
        return None if not answer.file_qury_no or answer.data_cnt == 0 else answer

    def _download(self, answer: CatalogueOutput, into: Path) -> None:
        at = self._wall()
        _good(
            self._exchange.download(self._new_msgid(at), at, answer.file_qury_no, answer.filename, into, catalogue=True)
        )

    def _take_in(
        self,
        one: CatalogueFile,
        file: Path,
        version: str,
        due: int | None,
        standing: Standing | None,
        tell: Callable[[Progress], None],
    ) -> tuple[int, str]:
        """All rows of a file in one transaction, with the version they bring."""
        last = version
        source, title = one.transaction.number, one.transaction.title

        def entries() -> Iterator[Entry]:
            nonlocal last
            for count, row in enumerate(read_rows(one.row, file), start=1):
                entry = one.entry(row)
                last = entry.version
                yield entry
                if count % _TELL_EVERY == 0:
                    tell(Progress(source, title, last, count, due))

        with self._shelf.writing() as writing:
            rows = writing.put(entries())
            if due is not None and rows != due:
                raise BrokenFile(f"有 {rows} 行，应有 {due} 行")
            whole = rows + (standing.rows if standing else 0)
            writing.stand(source, Standing(last, whole, standing is not None and standing.complete, self._wall()))
        tell(Progress(source, title, last, rows, due))
        return rows, last

    def _reached(self, source: str, version: str, standing: Standing | None) -> None:
        with self._shelf.writing() as writing:
            writing.stand(source, Standing(version, standing.rows if standing else 0, True, self._wall()))

    # --- pages ---------------------------------------------------------------------------------------------------

    def _pages(self, one: CataloguePages, tell: Callable[[Progress], None]) -> Iterator[int]:
        """All pages of what changed since the last day seen, in one transaction."""
        source, title = one.transaction.number, one.transaction.title
        standing = self._shelf.standing(source)
        since = date.fromisoformat(standing.version) if standing else _FIRST_DAY
        newest, taken = since, 0
        previous: tuple[Any, ...] = ()
        with self._shelf.writing() as writing:
            for page in range(1, _MOST_PAGES + 1):
                rows = one.transaction.output.read(self._asked(one.transaction, one.body(since, page, _PAGE))).rows
                if rows and rows == previous:
                    if len(rows) < _PAGE:
                        break  # beyond its end it repeats its last page
                    raise _Stopped("每一页都是同样的内容，没有采用")
                if not rows:
                    break
                made: list[Row] = [row for row in (one.made(row, self._place.grades) for row in rows) if row]
                taken += writing.put(made)
                newest = max([newest, *(row.updt_time for row in rows if row.updt_time)])
                tell(Progress(source, title, newest.isoformat(), taken, None))
                previous = rows
            whole = max(taken, standing.rows if standing else 0)
            writing.stand(source, Standing(newest.isoformat(), whole, True, self._wall()))
        yield taken

    # --- the wire ------------------------------------------------------------------------------------------------

    def _asked(self, transaction: Transaction[Any, Any], body: Mapping[str, Any]) -> Mapping[str, Any]:
        at = self._wall()
        call = Call(transaction, self._new_msgid(at), body, "", at)
        self._client.check(call)
        return _good(self._client.exchange(call))


def _good(outcome: CallOutcome) -> Mapping[str, Any]:
    match outcome:
        case Done(output, _):
            return output
        case Refused(text, _):
            raise _Stopped(f"对方拒绝：{text}")
        case ErrorReply(text, code):
            raise _Stopped(f"对方出错：{text or code}")
        case Lost():
            raise _Stopped("中途断线，没有收全", everywhere=True)
        case NotSent(why, told):
            raise _Stopped(f"连不上对方（{told or why}）", everywhere=True)
