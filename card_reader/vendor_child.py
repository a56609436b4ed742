"""The other process: loads one vendor's library by ctypes and calls it, one call at a time, for `vendor_process`.

Stands alone: no import but the standard library's, so that a 32-bit Python runs it where the library has 32 bits.
JSON lines: in {"call": name, "arguments": [...], "sizes": [...]}, out {"code": n, "out": [base64, ...]}. Text arguments
are GB18030; `sizes` are the buffers the library writes into, zeroed, given after the arguments. What a library prints
to standard output goes to standard error: it would stand among the answers.
"""

from __future__ import annotations

import base64
import ctypes
import json
import os
import sys
from pathlib import Path

_FIRST = os.environ.get("COUNTER_APP_VENDOR_FIRST", "")  # a driver the library wants loaded before it, see cards.md


def _loaded(file: str) -> ctypes.CDLL:
    folder = Path(file).resolve().parent
    if hasattr(os, "add_dll_directory") and folder.is_dir():  # its neighbours: SSSE32.dll, the reader's driver
        os.add_dll_directory(str(folder))
        os.chdir(folder)
    if _FIRST:
        ctypes.CDLL(_FIRST, mode=ctypes.RTLD_GLOBAL)
    stdcall = getattr(ctypes, "WinDLL", None)
    return stdcall(file) if stdcall is not None else ctypes.CDLL(file)


def _called(library: ctypes.CDLL, asked: dict) -> dict:  # type: ignore[type-arg]
    function = getattr(library, asked["call"], None)
    if function is None:
        return {"missing": asked["call"]}
    function.restype = ctypes.c_int
    arguments = [one.encode("gb18030") if isinstance(one, str) else one for one in asked["arguments"]]
    # A number among the sizes below zero is an int the library writes.
    buffers = [ctypes.c_int() if size < 0 else ctypes.create_string_buffer(size) for size in asked["sizes"]]
    given = [ctypes.byref(one) if isinstance(one, ctypes.c_int) else one for one in buffers]
    code = function(*arguments, *given, *asked.get("after", []))
    written = [str(one.value).encode() if isinstance(one, ctypes.c_int) else one.raw for one in buffers]
    return {"code": code, "out": [base64.b64encode(one).decode() for one in written]}


def main() -> None:
    """Serve until standard input ends."""
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)

    def say(what: dict) -> None:  # type: ignore[type-arg]
        answers.write(json.dumps(what) + "\n")
        answers.flush()

    try:
        library = _loaded(sys.argv[1])
    except OSError:
        say({"loaded": False})
        return
    say({"loaded": True})
    for line in sys.stdin:
        try:
            say(_called(library, json.loads(line)))
        except Exception as trouble:  # its text may hold a name
            say({"trouble": type(trouble).__name__})


if __name__ == "__main__":
    main()
