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
    """A driver's connection, for one transaction at a time; `pooled`: the pool's, where it is one of a server."""

    raw: Any
    pooled: Any = None


def take(engine: Engine) -> Held:
    """One with the settings of `open_engine`. Raises what connecting raises."""
    try:
        held: Held = getattr(engine, _NAME).pop()
    except (AttributeError, IndexError):
        return _fresh(engine)
    return held


def give_back(engine: Engine, held: Held, *, broken: bool = False) -> None:
    """Its transaction has ended; one that is broken is not used again."""
    if held.pooled is not None:
        if broken:
            held.pooled.invalidate()
        held.pooled.close()
    elif broken:
        with contextlib.suppress(Exception):  # it is given up, whatever it says to that
            held.raw.close()
    else:
        getattr(engine, _NAME).append(held)


def _fresh(engine: Engine) -> Held:
    pooled: Any = engine.pool.connect()
    raw = pooled.dbapi_connection
    if engine.dialect.name != "sqlite":
        return Held(raw, pooled)
    with _BEGINNING:  # its list is kept with the engine itself, and gone with it
        if not hasattr(engine, _NAME):
            setattr(engine, _NAME, [])
            event.listen(engine, "engine_disposed", _close)
    pooled.detach()  # ours from now on
    return Held(raw)


def _close(engine: Engine) -> None:
    idle = getattr(engine, _NAME)
    while idle:
        idle.pop().raw.close()
