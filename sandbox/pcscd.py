"""A pcscd of one's own, in a mount namespace, with virtual readers on ports of their own.

Socket and pid file of pcscd are compiled in, so a second daemon refuses to start beside the machine's own. Behind a
private /run/pcscd it does not (workbench, section h). The namespace is held by a small shell that also reaps the
daemon, so the path clients use stays the same when the daemon is killed and started again; when this process dies, the
shell reads the end of its input, takes the daemon down and the kernel takes the namespace with all its files.
"""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Self

__all__ = ["NamespaceRefusedError", "PcscdError", "PcscdMissingError", "PrivatePcscd", "reserved_ports"]

_READY_SECONDS = 10.0
_LOWEST_PORT, _HIGHEST_PORT = 20000, 31998  # below the range the kernel hands to outgoing connections
_ATTEMPTS = 20
_SYSTEM_READERS = Path("/etc/reader.conf.d/vpcd")
_DEBIAN_DRIVER = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"

# The shell of the namespace: one order a line on its input, one line of answer each. Where /run/pcscd does not exist,
# all of /run is covered instead of making the folder, so that nothing of the machine changes. vpcd keeps its
# connections in one table per loaded library, indexed by slot alone: every pair of readers gets its own copy of it.
_HOLDER = r"""
if [ -d /run/pcscd ]; then mount -t tmpfs none /run/pcscd || exit 9
else mount -t tmpfs none /run && mkdir /run/pcscd || exit 9; fi
mkdir /run/pcscd/readers && printf '%s' "$2" > /run/pcscd/readers/vpcd || exit 9
copies=0
while [ "$copies" -lt "$4" ]; do cp "$3" "/run/pcscd/driver$copies.so" || exit 9; copies=$((copies + 1)); done
pid=
trap '[ -z "$pid" ] || kill -KILL "$pid" 2>/dev/null' EXIT
echo ready
while read -r order; do
  case "$order" in
    start)
      rm -f /run/pcscd/pcscd.comm /run/pcscd/pcscd.pid
      "$1" --foreground --info --config /run/pcscd/readers </dev/null >&2 & pid=$! ;;
    TERM|KILL)
      [ -z "$pid" ] || { kill "-$order" "$pid"; wait "$pid"; pid=; } ;;
  esac
  echo done
done
"""


class PcscdError(Exception):
    """The private daemon cannot run or did not do as told; the text is for people."""


class PcscdMissingError(PcscdError):
    """A system package is not installed; the text names it."""


class NamespaceRefusedError(PcscdError):
    """This machine does not let us have a mount namespace: only its own running pcscd can be used."""


class PrivatePcscd:
    """A daemon nobody else sees. Use as a context manager; `client_environment` leads clients to it.

    Each name in `readers` gives two readers, "NAME 00 00" and "NAME 00 01", on `ports[0]` and `ports[1]`, the next name
    on the next two. The client library reads its variable once per process, at the first context: set it before.

    Raises PcscdMissingError, NamespaceRefusedError or PcscdError when entered.
    """

    def __init__(self, readers: tuple[str, ...] = ("Window Reader",)) -> None:
        self._names = readers
        self._holder: subprocess.Popen[str] | None = None
        self._reservation: list[socket.socket] = []
        self._log: threading.Thread | None = None
        self._ready = threading.Event()
        self.ports: tuple[int, ...] = ()

    def __enter__(self) -> Self:
        try:
            self._open()
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def client_environment(self) -> Mapping[str, str]:
        """What a client process needs in its environment to meet this daemon instead of the machine's."""
        if self._holder is None:
            raise PcscdError("the private pcscd is not running")
        socket_path = Path("/proc", str(self._holder.pid), "root", "run", "pcscd", "pcscd.comm")
        return {"PCSCLITE_CSOCK_NAME": str(socket_path)}

    @property
    def reader_names(self) -> tuple[str, ...]:
        """The names PC/SC shows, in the order of `ports`."""
        return tuple(f"{name} 00 {slot:02d}" for name in self._names for slot in (0, 1))

    def start(self) -> None:
        """Start the daemon and return when it serves clients. Raises PcscdError when it does not come up."""
        deadline = time.monotonic() + _READY_SECONDS
        self._ready.clear()
        self._order("start")
        # The log's "ready" means that the readers listen; the clients' socket comes a moment later.
        while not (self._ready.wait(max(0.0, deadline - time.monotonic())) and self._takes_clients()):
            if time.monotonic() > deadline:
                raise PcscdError(f"pcscd was started but not ready within {_READY_SECONDS:.0f} s")
            time.sleep(0.002)

    def stop(self) -> None:
        """End the daemon the friendly way (TERM) and wait for its end."""
        self._order("TERM")

    def kill(self) -> None:
        """End the daemon without a word (KILL) and wait for its end."""
        self._order("KILL")

    def restart(self) -> None:
        """Stop and start: clients lose their contexts, the path to the socket stays."""
        self.stop()
        self.start()

    def close(self) -> None:
        """Take everything down; harmless when nothing runs."""
        holder, self._holder = self._holder, None
        if holder is not None:
            _end(holder)
        log, self._log = self._log, None
        if log is not None:
            log.join()
        for held in self._reservation:
            held.close()
        self._reservation = []

    def _open(self) -> None:
        daemon = _daemon_program()
        driver = _driver()
        self.ports = reserved_ports(2 * len(self._names), self._reservation)
        stanzas = "".join(
            f'FRIENDLYNAME "{name}"\nDEVICENAME /dev/null:0x{port:04X}\n'
            f"LIBPATH /run/pcscd/driver{index}.so\nCHANNELID 0x{port:04X}\n\n"
            for index, (name, port) in enumerate(zip(self._names, self.ports[::2], strict=True))
        )
        unshare = shutil.which("unshare") or "/usr/bin/unshare"
        if not Path(unshare).exists():
            raise PcscdMissingError("the program unshare is not installed (package util-linux)")
        flags = ["-m"] if os.geteuid() == 0 else ["-Urm"]
        self._holder = subprocess.Popen(  # noqa: S603 - fixed program, arguments are ours
            [unshare, *flags, "/bin/sh", "-c", _HOLDER, "pcscd-holder", daemon, stanzas, driver, str(len(self._names))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=_environment(),
            start_new_session=True,  # Ctrl-C in the terminal is for us: the daemon goes when we close it
        )
        assert self._holder.stdout is not None  # noqa: S101 - PIPE was asked for
        assert self._holder.stderr is not None  # noqa: S101 - the same
        if self._holder.stdout.readline() != "ready\n":
            with self._holder.stderr as trouble:
                said = trouble.read().strip().splitlines()
            raise NamespaceRefusedError(
                "this machine does not allow a mount namespace, so a private pcscd cannot be started; "
                "use the machine's own running pcscd, or run as root" + (f" ({said[-1]})" if said else "")
            )
        self._log = threading.Thread(target=self._listen, args=(self._holder.stderr,), name="pcscd-log", daemon=True)
        self._log.start()

    def _takes_clients(self) -> bool:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            return client.connect_ex(self.client_environment["PCSCLITE_CSOCK_NAME"]) == 0

    def _order(self, word: str) -> None:
        holder = self._holder
        if holder is None or holder.stdin is None or holder.stdout is None:
            raise PcscdError("the private pcscd is not running")
        try:
            holder.stdin.write(f"{word}\n")
            holder.stdin.flush()
            answered = holder.stdout.readline() == "done\n"
        except OSError:
            answered = False
        if not answered:
            raise PcscdError("the shell that holds the private pcscd has ended")

    def _listen(self, log: IO[str]) -> None:
        """Drain the daemon's log, which nobody keeps, for the one line that says its readers listen."""
        with log:
            for line in log:
                if "daemon ready" in line:
                    self._ready.set()


def reserved_ports(count: int, held: list[socket.socket]) -> tuple[int, ...]:
    """Consecutive ports that nobody listens on and no other run of ours has chosen.

    The choice is held by a socket in the abstract name space, appended to `held`: it marks the ports between our own
    processes for as long as it is open and leaves no file behind. Raises PcscdError when none is found.
    """
    chooser = random.Random()  # noqa: S311 - spreads parallel runs, protects nothing
    for _ in range(_ATTEMPTS):
        first = chooser.randrange(_LOWEST_PORT, _HIGHEST_PORT - count, 16)
        mark = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            mark.bind(f"\0counter-app-vpcd-{first}")
            for port in range(first, first + count):
                with socket.socket() as probe:
                    probe.bind(("", port))
        except OSError:
            mark.close()
            continue
        held.append(mark)
        return tuple(range(first, first + count))
    raise PcscdError(f"no {count} free ports between {_LOWEST_PORT} and {_HIGHEST_PORT}")


def _daemon_program() -> str:
    # An ordinary user's PATH often lacks the sbin folders.
    found = shutil.which("pcscd", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"]))
    if found is None:
        raise PcscdMissingError("pcscd is not installed (package pcscd)")
    return found


def _environment() -> dict[str, str]:
    """Ours, but a built program's search path for libraries is for itself: the machine's daemon loads the machine's."""
    ours = dict(os.environ)
    if getattr(sys, "frozen", False):
        ours.pop("LD_LIBRARY_PATH", None)
        if before := ours.pop("LD_LIBRARY_PATH_ORIG", None):
            ours["LD_LIBRARY_PATH"] = before
    return ours


def _driver() -> str:
    """Where the virtual reader's driver lies: its own configuration says so, whatever the folder is called."""
    if _SYSTEM_READERS.is_file():
        for line in _SYSTEM_READERS.read_text(encoding="utf-8", errors="replace").splitlines():
            key, _, value = line.strip().partition(" ")
            if key == "LIBPATH" and Path(value.strip()).is_file():
                return value.strip()
    if not Path(_DEBIAN_DRIVER).is_file():
        raise PcscdMissingError("the virtual reader's driver is not installed (package vsmartcard-vpcd)")
    return _DEBIAN_DRIVER


def _end(holder: subprocess.Popen[str]) -> None:
    if holder.stdin is not None:
        holder.stdin.close()  # the end of its orders: the shell kills the daemon and ends
    try:
        holder.wait(_READY_SECONDS)
    except subprocess.TimeoutExpired:
        holder.kill()
        holder.wait()
    if holder.stdout is not None:
        holder.stdout.close()
