"""Syncs counted, not guessed: a process of its own with the power tests' library between it and its disk.

`python -m bench.contenders.syncs FOLDER N`, under that library, prints what N claims cost.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path

from sqlalchemy import event

from bench.contenders.ours import Ours
from tests.power.cuts import operations
from tests.power.shim import Shim, build, run

__all__ = ["counted"]


def counted(claims: int) -> list[str]:
    """A line for each kind of work; one line that says why not where there is no compiler."""
    if shutil.which("gcc") is None:
        return ["no gcc here: syncs were not counted"]
    with tempfile.TemporaryDirectory() as folder:
        library = build(Path(folder))
        found = json.loads(run(library, __name__, folder, str(claims)).splitlines()[-1])
    return [f"| {what} | {log / claims:.2f} | {base / claims:.2f} |" for what, (log, base) in found.items()]


def main(folder: Path, claims: int) -> None:
    """In the process that is watched."""
    found = {}
    for name, pages in (("checkpoints aside", 0), ("as shipped", 1000)):
        for what in ("put", "take_and_end"):
            place = Path(tempfile.mkdtemp(dir=folder))
            ours = Ours.in_folder(place)
            setting = f"PRAGMA wal_autocheckpoint={pages}"
            event.listen(ours._engine, "connect", lambda raw, _record, setting=setting: raw.execute(setting))
            ours._engine.dispose()
            for _ in range(claims + 1):
                ours.put()
            if what == "take_and_end":
                ours.take_and_end()
            shim, record = Shim(), folder / f"{place.name}.record"
            shim.watch(place)
            shim.record(record, names_only=True)
            for _ in range(claims):
                getattr(ours, what)()
            shim.watch(folder / "nothing")
            synced = Counter(one.name.endswith("-wal") for one in operations(record) if one.what == "S")
            found[f"{'durable enqueue' if what == 'put' else 'claim and ack'}, {name}"] = synced[True], synced[False]
            ours.close()
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
