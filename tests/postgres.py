"""A PostgreSQL server of the tests' own: made, started, killed and started again."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

__all__ = ["Server", "found"]

_PLACES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
_SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{folder}'
max_connections = 200
shared_buffers = 32MB
log_min_messages = fatal
"""


def found() -> Path | None:
    """Where its programs lie; None: it is not installed."""
    on_path = shutil.which("initdb")
    return _PLACES[0] if _PLACES else Path(on_path).parent if on_path else None


class Server:
    """One server in a folder of its own, reached by a socket file; gone, folder and all, at the end.

    PostgreSQL refuses to run as root: there it runs as the user its package made.
    """

    def __init__(self, *, durable: bool = False) -> None:
        programs = found()
        assert programs is not None, "no PostgreSQL here"
        self._programs = programs
        self._as: list[str] = []
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        if os.getuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self._as = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
        self._data = self.folder / "data"
        self._run("initdb", "-D", self._data, "-A", "trust", "-U", "app", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
        settings = _SETTINGS.format(folder=self.folder) + ("" if durable else "fsync = off\n")
        (self._data / "postgresql.auto.conf").write_text(settings)
        self._databases = 0
        self._frozen: list[int] = []
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.thaw()
        if self._process is not None:
            self._end(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self) -> None:
        """Up, and answering."""
        line = [*self._as, str(self._programs / "postgres"), "-D", str(self._data)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(line, stdout=log, stderr=log, cwd="/")
        until = time.monotonic() + 30
        # The last line of its own note says how far it has come; there may still be one of the server before.
        while self._note() != [str(self._process.pid), "ready"]:
            if self._process.poll() is not None or time.monotonic() > until:
                raise AssertionError((self.folder / "log").read_text()[-2000:])
            time.sleep(0.01)

    def _note(self) -> list[str]:
        try:
            lines = (self._data / "postmaster.pid").read_text().split("\n")
            return [lines[0].strip(), lines[7].strip()]
        except (OSError, IndexError):
            return []

    @property
    def up(self) -> bool:
        """Whether it was started and not ended since."""
        return self._process is not None

    def kill(self) -> None:
        """As a power cut does it: every process of it at once, without a word."""
        assert self._process is not None
        number = self._process.pid
        os.kill(number, signal.SIGSTOP)  # or it would start one more meanwhile for who calls at once again
        numbers = _children(number)
        for child in numbers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        self._end(signal.SIGKILL)
        # One that is still dying keeps the shared memory, and no new server starts beside it.
        until = time.monotonic() + 10
        while not all(_dead(child) for child in numbers) and time.monotonic() < until:
            time.sleep(0.002)

    def freeze(self) -> None:
        """Its processes stand still: it takes every word and every new call, and answers none."""
        assert self._process is not None
        self._frozen = [self._process.pid]
        os.kill(self._process.pid, signal.SIGSTOP)
        for child in _children(self._process.pid):
            with contextlib.suppress(ProcessLookupError):  # one that was just ending
                os.kill(child, signal.SIGSTOP)
                self._frozen.append(child)

    @property
    def frozen(self) -> bool:
        """Whether it stands still."""
        return bool(self._frozen)

    def thaw(self) -> None:
        """They go on where they stood."""
        while self._frozen:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._frozen.pop(), signal.SIGCONT)

    def stop(self) -> None:
        """An orderly end: nobody answers any more."""
        self._end(signal.SIGINT)

    def _end(self, how: signal.Signals) -> None:
        assert self._process is not None
        os.kill(self._process.pid, how)
        self._process.wait(30)
        self._process = None

    def database(self, name: str = "queue") -> str:
        """The address of a new, empty database, called so with a number behind."""
        self._databases += 1
        name = f"{name}{self._databases}"
        self._run("createdb", "-h", self.folder, "-U", "app", name)
        return self.address(name)

    def rename(self, address: str, name: str) -> str:
        """The address of that database under another name. Nobody is connected to it."""
        self.do(self.address("postgres"), f"ALTER DATABASE {_called(address)} RENAME TO {name}")
        return self.address(name)

    def do(self, address: str, statement: str) -> None:
        """One statement in the database at that address."""
        self._run(
            "psql", "-h", self.folder, "-U", "app", "-d", _called(address), "-v", "ON_ERROR_STOP=1", "-c", statement
        )

    def address(self, name: str, host: str = "") -> str:
        """An address as the settings have it; `host`: another way to it."""
        return f"postgresql+psycopg://app@/{name}?host={host or self.folder}"

    def _run(self, program: str, *arguments: object) -> None:
        line = [*self._as, str(self._programs / program), *map(str, arguments)]
        nowhere = subprocess.DEVNULL
        subprocess.run(line, stdout=nowhere, stderr=nowhere, check=True, cwd="/", timeout=60)


def _children(number: int) -> list[int]:
    listed = subprocess.run(["pgrep", "-P", str(number)], capture_output=True, text=True, check=False)
    return [int(child) for child in listed.stdout.split()]


def _dead(number: int) -> bool:
    """Gone, or a zombie that somebody has to fetch."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def _called(address: str) -> str:
    return address.partition("?")[0].rpartition("/")[2]
