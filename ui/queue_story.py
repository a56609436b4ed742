"""A claim's history as the queue page tells it: what says something to a cashier, at the window's time. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo

from offline_queue.values import Event
from ui.queue_views import EventView
from ui.words import queue_words

__all__ = ["story"]

_ROWS = 8


def story(events: Iterable[Event], zone: tzinfo | None) -> tuple[EventView, ...]:
    """The last of them, oldest first."""
    told = []
    for event in events:
        for word, (shape, text) in queue_words.EVENTS.items():
            if event.what.startswith(word):
                told.append(EventView(shape, event.at.astimezone(zone), text))
                break
    return tuple(told[-_ROWS:])
