"""The running service: application, front and books in one event loop on a thread of its own.

`SandboxService` is what tests and the training mode use in process; the command line runs the very same.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

import uvicorn
from fastapi import FastAPI

from counter_app.model import identity
from counter_app.settlement.place import load_place
from sandbox.application import build
from sandbox.behaviours import Behaviours
from sandbox.benefits import load_benefits
from sandbox.call import Place
from sandbox.door import Credentials, Door, habits_of
from sandbox.faults import Faults, parse_fault
from sandbox.front import HOST, Front
from sandbox.judge import person_report, report
from sandbox.ledger import Ledger
from sandbox.people import load_people
from sandbox.treating_place import load_catalogue, load_institution

__all__ = ["DATA", "SandboxService"]

T = TypeVar("T")

DATA = Path(__file__).parent / "data"
# FastAPI silences a warning for the whole process while it makes its routes: of two at once one undoes it too early.
_BUILDING = threading.Lock()
_PATIENCE = 15.0  # seconds to wait for the thread, in starting and in ending


class _Server(uvicorn.Server):
    """uvicorn that leaves the process's signals to whoever owns them."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class SandboxService:
    """A sandbox service on 127.0.0.1, running while the `with` block (or between `start` and `stop`).

    `people`, `catalogue`, `institution`: a file, or the mapping such a file would hold; None: the shipped data.
    `ledger`: the file of the books, None keeps them in memory. `faults`: short texts or mappings (docs/sandbox.md).
    `profile`: the place whose interface it plays (a shipped name or a .toml file): addresses, headers, codes, and the
    behaviours that follow, which `behaviours` may change; None: nobody is kept out. `credentials`: the hospital's.
    `url` is the public address, `control` an address below which /sandbox/* stays reachable whatever the faults do.

    Raises (from the constructor and `start`):
        BadFile: an input file is wrong; names the file and the key.
        WrongFault, UnknownBehaviour: no such fault or switch.
        ProfileError, UnplayableProfile: the profile is wrong, or needs what is not here.
        LedgerUnusable: the ledger file is no ledger.
        OSError: the port is taken.
    """

    def __init__(
        self,
        *,
        people: Path | Mapping[str, Any] | None = None,
        catalogue: Path | Mapping[str, Any] | None = None,
        institution: Path | Mapping[str, Any] | None = None,
        ledger: Path | None = None,
        port: int = 0,
        faults: Iterable[str | Mapping[str, Any]] = (),
        behaviours: Mapping[str, str | int] | None = None,
        seed: int = 0,
        profile: str | None = None,
        credentials: Credentials | None = None,
    ) -> None:
        regions = load_benefits(DATA / "benefits.yaml")
        self._people = load_people(people or DATA / "people.yaml", frozenset(regions))
        self._catalogue = load_catalogue(catalogue or DATA / "catalogue.yaml")
        self._institution = load_institution(institution or DATA / "institution.yaml")
        self._regions = regions
        played = None if profile is None else load_place(profile)
        self._door = Door(played, self._institution.code, credentials or Credentials())
        self._behaviours = Behaviours({**(habits_of(played) if played else {}), **(behaviours or {})})
        self._faults = Faults([parse_fault(fault) for fault in faults], seed)
        self._ledger_path = ledger
        self._port = port
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._ready = threading.Event()
        self._failure: BaseException | None = None
        self._place: Place | None = None
        self._front: Front | None = None
        self.url = ""
        self.control = ""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start and return when connections are accepted."""
        self._thread = threading.Thread(target=self._run, name="sandbox", daemon=True)
        self._thread.start()
        if not self._ready.wait(_PATIENCE):
            raise TimeoutError("the sandbox service did not start in time")
        if self._failure is not None:
            self._thread.join()
            raise self._failure

    def stop(self) -> None:
        """End within about a second; requests that hang are cut."""
        if self._loop is not None and self._stopping is not None and self._thread is not None:
            with contextlib.suppress(RuntimeError):  # the loop has ended by itself
                self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join(_PATIENCE)
        if self._failure is not None:
            raise self._failure

    def set_faults(self, faults: Iterable[str | Mapping[str, Any]]) -> None:
        """Other faults from now on; an empty list clears them."""
        wanted = [parse_fault(fault) for fault in faults]

        async def change() -> None:
            self._faults.replace(wanted)
            await self._follow_faults()

        self._inside(change())

    def clear_faults(self) -> None:
        """No faults from now on."""
        self.set_faults([])

    def faults(self) -> dict[str, Any]:
        """The faults in force, and under "struck" how often each name struck since the start."""
        return self._inside(self._call(self._faults.as_dict))

    def set_behaviours(self, **chosen: str | int) -> None:
        """Switch some behaviours (names: docs/sandbox.md)."""
        self._inside(self._call(lambda: self._behaviours.set(chosen)))

    def ledger(self) -> dict[str, Any]:
        """Everything booked, as GET /sandbox/ledger shows it."""
        return self._inside(self._call(lambda: report(self._running().ledger)))

    def person(self, certno: str) -> dict[str, Any]:
        """Account and accumulators of a person, as GET /sandbox/people/{certno} shows them."""
        return self._inside(self._call(lambda: person_report(self._running().ledger, identity.normalised(certno))))

    def file_person(self, certno: str, filing: Mapping[str, Any]) -> None:
        """Another filing of a person from now on, as PUT /sandbox/people/{certno}/filing makes it."""
        self._inside(self._call(lambda: self._running().people.refile(identity.normalised(certno), filing)))

    def _running(self) -> Place:
        if self._place is None:
            raise RuntimeError("the sandbox service is not running")
        return self._place

    async def _call(self, function: Callable[[], T]) -> T:
        return function()

    def _inside(self, work: Coroutine[Any, Any, T]) -> T:
        if self._loop is None or not self._loop.is_running():
            work.close()
            raise RuntimeError("the sandbox service is not running")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_PATIENCE)

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as wrong:
            self._failure = wrong
        finally:
            self._ready.set()

    async def _follow_faults(self) -> None:
        if self._front is not None:
            await self._front.follow_faults()

    async def _serve(self) -> None:
        self._stopping = asyncio.Event()
        ledger = Ledger(self._ledger_path)
        try:
            self._place = Place(
                self._people, self._catalogue, self._institution, self._regions, self._behaviours, ledger
            )
            with ledger.transaction():
                for person in self._people.all:
                    ledger.admit(person)
            with _BUILDING:
                application = build(self._place, self._faults, self._follow_faults, self._door)
            await self._listen(application)
        finally:
            self._place = None
            ledger.close()

    async def _listen(self, app: FastAPI) -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as inner:
            inner.bind((HOST, 0))
            inner.listen(512)
            server = _Server(
                uvicorn.Config(
                    app,
                    http="h11",
                    ws="none",
                    lifespan="off",
                    log_config=None,
                    access_log=False,
                    # A graceful end would wait for hanging requests without limit; an idle connection must
                    # survive the pause between two patients.
                    timeout_graceful_shutdown=1,
                    timeout_keep_alive=3600,
                )
            )
            backend = asyncio.create_task(server.serve(sockets=[inner]))
            front = Front(inner.getsockname()[1], self._faults, self._institution.time_limit_s, self._door)
            try:
                await front.open(self._port)
                self._front = front
                self.url = f"http://{HOST}:{front.port}"
                self.control = f"http://{HOST}:{inner.getsockname()[1]}"
                self._loop = asyncio.get_running_loop()
                self._ready.set()
                stopping = asyncio.create_task(self._until_stopped())
                await asyncio.wait({stopping, backend}, return_when=asyncio.FIRST_COMPLETED)
                stopping.cancel()
            finally:
                self._front = None
                await front.close()
                server.should_exit = True
                await backend

    async def _until_stopped(self) -> None:
        if self._stopping is not None:
            await self._stopping.wait()
