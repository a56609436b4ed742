"""What a start does with the store, as the program does it."""

from __future__ import annotations

import time
from pathlib import Path

from bench.contenders.claims import KEY
from bench.contenders.ours import Ours
from bench.contenders.stock import fill
from counter_app.desk.opening import open_store
from counter_app.settings import Settings, load_settings
from counter_app.wiring import open_office

__all__ = ["Start"]


class Start:
    """A data folder with so many claims waiting."""

    def __init__(self, folder: Path, waiting: int) -> None:
        place = {"store__url": f"sqlite:///{folder / 'queue.sqlite'}", "store__key": "file"}
        self._settings: Settings = load_settings(None, folder, {}, overrides=place)
        key = folder / f"{self._settings.key_name}.key"
        key.write_bytes(KEY)
        key.chmod(0o600)
        open_office(self._settings, working=True).close()  # from its first start on a store says whose books it holds
        fill(folder, waiting)
        if waiting:
            assert Ours.in_folder(folder, waiting).reader.next_due() is not None

    def store(self) -> float:
        """Seconds to open the store: key, engine, schema, whether the key is its key."""
        began = time.perf_counter()
        opened = open_store(self._settings, lambda: None)
        took = time.perf_counter() - began
        opened.close()
        return took

    def office(self) -> float:
        """Seconds to open everything behind a window, the store among it, and to see what is due."""
        began = time.perf_counter()
        office = open_office(self._settings, working=True)
        office.books.next_due()
        took = time.perf_counter() - began
        office.close()
        return took
