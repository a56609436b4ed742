"""Connections that no transaction uses at the moment.

Those of a server are SQLAlchemy's pool's, which tries each before it is used again. SQLite's cannot break while nobody
looks, and are kept in a list: what the pool does around each commit took a third as long as its statements.
"""

from __future__ import annotations

import contextlib
import threading
from typing import Any, NamedTuple

from sqlalchemy import Engine, event

__all__ = ["Held", "give_back", "take"]

_NAME = "_idle_connections"
_BEGINNING = threading.Lock()


class Held(NamedTuple):
    """A driver's connection for one transaction; `pooled`: the pool's, where it is one of a server; `idle`: where it
    goes back to, where it is SQLite's.
    """

    raw: Any
    pooled: Any = None
    idle: list[Any] | None = None


def take(engine: Engine) -> Held:
    """One with the settings of `open_engine`. Raises what connecting raises."""
    if engine.dialect.name != "sqlite":
        pooled = engine.pool.connect()
        return Held(pooled.dbapi_connection, pooled)
    idle = _idle(engine)
    try:
        return Held(idle.pop(), idle=idle)
    except IndexError:
        fresh: Any = engine.pool.connect()
        raw = fresh.dbapi_connection
        fresh.detach()  # ours from now on
        return Held(raw, idle=idle)


def give_back(held: Held, *, broken: bool = False) -> None:
    """Its transaction has ended; one that is broken is not used again."""
    if held.pooled is not None:
        if broken:
            held.pooled.invalidate()
        held.pooled.close()
    elif broken:
        with contextlib.suppress(Exception):  # it is given up, whatever it says to that
            held.raw.close()
    elif held.idle is not None:
        held.idle.append(held.raw)


def _idle(engine: Engine) -> list[Any]:
    """Kept with the engine itself, and gone with it."""
    idle: list[Any] | None = getattr(engine, _NAME, None)
    if idle is None:
        with _BEGINNING:
            if not hasattr(engine, _NAME):
                setattr(engine, _NAME, [])
                event.listen(engine, "engine_disposed", _close)
            idle = getattr(engine, _NAME)
    return idle


def _close(engine: Engine) -> None:
    idle = getattr(engine, _NAME)
    while idle:
        idle.pop().close()
