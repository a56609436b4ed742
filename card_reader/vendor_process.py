"""A vendor's library in a process of its own: it may block, print, or crash, and takes nothing down but itself.

Windows libraries often have 32 bits and come with their own loader's wishes; `helper` is the interpreter that fits.
One call at a time; a call that takes too long ends the process, the next one begins with a fresh one.
"""

from __future__ import annotations

import base64
import json
import logging
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

__all__ = ["Answer", "VendorError", "VendorLibrary", "VendorTrouble"]

_log = logging.getLogger(__name__)
_CHILD = Path(__file__).with_name("vendor_child.py")
_START_S = 10.0
_END_S = 2.0


class VendorTrouble(StrEnum):
    """Why a call has no answer."""

    NOT_THERE = "not_there"  # the helper cannot be started, or the library cannot be loaded
    NO_FUNCTION = "no_function"
    TIMEOUT = "timeout"
    CRASHED = "crashed"
    CLOSED = "closed"


class VendorError(Exception):
    """A call without an answer; carries no text of the library's."""

    def __init__(self, trouble: VendorTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Answer:
    """What the function returned and wrote; the buffers are personal data and in no repr."""

    code: int
    out: tuple[bytes, ...] = field(repr=False)

    def text(self, number: int = 0) -> str:
        """A buffer as text, to its first NUL, in the encoding of these libraries."""
        return self.out[number].split(b"\0", 1)[0].decode("gb18030", "replace")


class VendorLibrary:
    """`library`: its file. `helper`: an interpreter of the library's bits, by default our own. Any thread may call."""

    def __init__(self, library: str, *, helper: str = "", wait_s: float = 20.0) -> None:
        self._command = [helper or sys.executable, str(_CHILD), library]
        self._wait_s = wait_s
        self._one = threading.Lock()
        self._closed = False
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader: threading.Thread | None = None

    def call(
        self,
        function: str,
        arguments: Sequence[str | int | None] = (),
        sizes: Sequence[int] = (),
        after: Sequence[int] = (),
        *,
        wait_s: float | None = None,
    ) -> Answer:
        """Call it; `sizes` are buffers it writes into (below zero: an int), `after` numbers that follow those.

        Raises:
            VendorError: there is no answer, and why.
        """
        with self._one:
            process = self._running()
            asked = {"call": function, "arguments": list(arguments), "sizes": list(sizes), "after": list(after)}
            try:
                assert process.stdin is not None  # noqa: S101 - it was opened with a pipe
                process.stdin.write(json.dumps(asked) + "\n")
                process.stdin.flush()
            except OSError:
                self._end()
                raise VendorError(VendorTrouble.CRASHED) from None
            said = self._heard(self._wait_s if wait_s is None else wait_s)
            if "missing" in said:
                raise VendorError(VendorTrouble.NO_FUNCTION)
            if "code" not in said:
                self._end()
                raise VendorError(VendorTrouble.CRASHED)
            return Answer(int(said["code"]), tuple(base64.b64decode(one) for one in said["out"]))

    def close(self) -> None:
        """End the process, also in the middle of a call, which then has no answer."""
        self._closed = True
        process = self._process
        if process is not None:
            process.kill()
        with self._one:
            self._end()

    def _running(self) -> subprocess.Popen[str]:
        if self._closed:
            raise VendorError(VendorTrouble.CLOSED)
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._end()
        self._lines = queue.Queue()
        try:
            process = subprocess.Popen(  # noqa: S603 - what the hospital's settings name
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            )
        except OSError:
            raise VendorError(VendorTrouble.NOT_THERE) from None
        self._process = process
        self._reader = threading.Thread(target=_pump, args=(process, self._lines), name="vendor", daemon=True)
        self._reader.start()
        if not self._heard(_START_S).get("loaded"):
            self._end()
            raise VendorError(VendorTrouble.NOT_THERE)
        return process

    def _heard(self, wait_s: float) -> dict[str, Any]:
        try:
            line = self._lines.get(timeout=wait_s)
        except queue.Empty:
            self._end()
            _log.warning("a vendor's library did not answer in %.0f s and was ended", wait_s)
            raise VendorError(VendorTrouble.TIMEOUT) from None
        if not line:
            self._end()
            raise VendorError(VendorTrouble.CLOSED if self._closed else VendorTrouble.CRASHED)
        found: dict[str, Any] = json.loads(line)
        return found

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait(_END_S)
        if self._reader is not None:
            self._reader.join(_END_S)
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    _log.debug("the pipe to a vendor's library was broken already")


def _pump(process: subprocess.Popen[str], lines: queue.Queue[str]) -> None:
    """On a thread: a pipe cannot be waited for with a limit on every system. An empty line at its end."""
    assert process.stdout is not None  # noqa: S101 - it was opened with a pipe
    for line in process.stdout:
        lines.put(line)
    lines.put("")
