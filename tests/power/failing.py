"""A ticket on its way to its settlement while the disk fails at one write, or from one write on; then a new start.

`python -m tests.power.failing FOLDER STEP` prints a line of JSON for each disk that was tried: at every STEP-th of the
operations of the way, full or broken, once or from then on.
"""

from __future__ import annotations

import errno
import json
import shutil
import sys
from pathlib import Path

from counter_app.desk.claim import Claim
from offline_queue.cipher import Cipher
from offline_queue.engine import StoreUnavailable, open_engine
from offline_queue.store import Store, SubjectAlive
from offline_queue.values import State
from tests.desk.world import BACKGROUND, KEY, World
from tests.power.played import STORE, Lasting
from tests.power.shim import Shim

__all__ = ["ERRORS"]

ERRORS = {"full": errno.ENOSPC, "broken": errno.EIO}
TICKET = "B01-T-1"


def main(folder: Path, step: int) -> None:
    empty = folder / "empty.db"
    engine = open_engine(f"sqlite:///{empty}")
    Store(engine, Cipher(KEY)).prepare()
    engine.dispose()
    shim = Shim()
    ways = _tried(folder, empty, shim, 0, "full", once=True)["operations"]
    for at in range(1, ways + 1, step):
        for error in ERRORS:
            for once in (True, False):
                print(json.dumps({"at": at, "of": ways, **_tried(folder, empty, shim, at, error, once=once)}))


def _tried(folder: Path, empty: Path, shim: Shim, at: int, error: str, *, once: bool) -> dict[str, object]:
    """One disk. `at` 0: it is well."""
    here = folder / "disk"
    shutil.rmtree(here, ignore_errors=True)
    here.mkdir()
    shutil.copy(empty, here / STORE)
    engine = open_engine(f"sqlite:///{here / STORE}")
    world = Lasting(engine)
    shim.watch(here)
    if at:
        shim.fail(at, ERRORS[error], once=once)
    told = _works(world)
    operations, struck = shim.count, shim.struck
    shim.heal()
    engine.dispose()
    world.engine = engine = open_engine(f"sqlite:///{here / STORE}")
    world.start()
    if not world.books.claims():
        world.ticket(TICKET)
    world.replay()
    wrong = ""
    try:
        world.judge(ended=True)
    except AssertionError as found:
        wrong = str(found) or "judged wrong"
    claim: Claim = world.claim(TICKET)
    if claim.state is not State.DONE or not world.reader.events(TICKET):
        wrong = wrong or f"it ended {claim.state}"
    engine.dispose()
    return {
        "error": error,
        "once": once,
        "operations": operations,
        "struck": struck,
        "told": told,
        "wrong": wrong,
        "settled": sum(row.live for row in world.ledger.settlements.values()),
    }


def _works(world: World) -> str:
    """The window's part, until it ends or the disk does not let it; what the store said of it."""
    told = ""
    for _ in range(8):
        try:
            if not world.books.claims():
                world.ticket(TICKET)
            for key, _lane in world.reader.due(world.wall(), world.me, limit=5):
                told = world.drive(key, BACKGROUND).text or told
        except (StoreUnavailable, SubjectAlive) as trouble:
            told = getattr(trouble, "reason", "") or told
        world.now += 6.0
        world.loose.clear()
    return told


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
