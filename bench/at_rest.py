"""What it costs that nothing on the disk can be read, in two ways: `python -m bench.at_rest [--rounds N] …`.

Rounds alternate between the ways in one run, and the control runs twice. SQLCipher stands in where it is installed
(`make peers`). Its driver brings an SQLite of its own, so that this one without a key is measured as well. Nothing is
asserted: the tables are read by people (docs/decisions/004-sealed-documents-in-clear-columns.md).
"""

from __future__ import annotations

import argparse
import os
import platform
import sqlite3
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench.contenders.claims import KEY
from bench.contenders.peers import missing
from bench.contenders.sealed import AtRest, Clear
from bench.queue import Way, alternate, table
from offline_queue.cipher import Cipher

CONTROL, SEALED = "nothing sealed", "documents sealed (AES-256-GCM), as shipped"


def main() -> None:
    parser = argparse.ArgumentParser(description="what it costs that nothing on the disk can be read")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--each", type=int, default=100, help="claims of a way in a round")
    parser.add_argument("--waiting", type=int, default=1000, help="claims that are read")
    options = parser.parse_args()
    with ExitStack() as stack:

        def made(cipher: Any, driver: Any = sqlite3, *, whole: bool = False) -> AtRest:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="rest-", ignore_cleanup_errors=True))
            one = AtRest(Path(folder), cipher, driver, whole=whole)
            stack.callback(one.close)
            return one

        versions = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
        ways = {CONTROL: made(Clear()), SEALED: made(Cipher(KEY)), f"{CONTROL} again": made(Clear())}
        if missing("sqlcipher3"):
            print("not installed, and left out: sqlcipher3. `make peers` installs it into build/peers")
        else:
            from sqlcipher3 import dbapi2  # noqa: PLC0415

            ways["SQLCipher's SQLite without a key"] = made(Clear(), dbapi2)
            ways["SQLCipher, the whole file"] = made(Clear(), dbapi2, whole=True)
            versions += f", SQLCipher's {dbapi2.sqlite_version}"
        print(f"{versions}, {os.cpu_count()} cores")
        for one in ways.values():
            for _ in range(options.waiting):
                one.put()
        reading: dict[str, Way] = {name: one.read_all for name, one in ways.items()}
        table(f"{options.waiting:,} claims read, again", alternate(reading, options.rounds, 5), CONTROL, speed=False)
        starting: dict[str, Way] = {name: one.read_anew for name, one in ways.items()}
        table("opened, and the same read", alternate(starting, options.rounds, 5), CONTROL, speed=False)
        putting: dict[str, Way] = {name: one.put for name, one in ways.items()}
        table("durable enqueue, 3 KB", alternate(putting, options.rounds, options.each), CONTROL, speed=False)
        print("\n| on the disk | bytes a claim | readable |\n|---|---|---|")
        for name, one in ways.items():
            held = options.waiting + (options.rounds + 1) * options.each
            print(f"| {name} | {one.size() / held:,.0f} | {'yes' if one.readable() else 'no'} |")


if __name__ == "__main__":
    sys.exit(main())
