"""A row says what it waits for, also where nothing of its claim moved: its insured place fell silent, or answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from counter_app.desk.claim import Claim
from offline_queue.values import State
from tests.desk.facts import START, claim, people
from ui import queue_look
from ui.desk_views import Places
from ui.outage_watch import Sight
from ui.queue_look import Asked, QueueLook
from ui.queue_rows import RowMaker
from ui.queue_views import ClaimState
from ui.silent_places import Silent
from ui.words import labels, queue_words


class Shelf:
    """One that is read whole at the first look; nothing moves after it."""

    def __init__(self, *claims: Claim) -> None:
        self.claims: dict[str, Claim] = {}
        self.to_come = 0
        self._all = claims

    def look(self) -> set[str]:
        moved = {one.key for one in self._all} - set(self.claims)
        self.claims = {one.key: one for one in self._all}
        return moved


def test_it_is_said_while_the_place_is_silent_and_of_nobody_elses_row(monkeypatch: pytest.MonkeyPatch) -> None:
    there = claim(part=replace(people(), consent=True, ticket_at=START))
    assert there.region
    stays = replace(there, key="B01-WORKS-1", state=State.SENDING)
    shelf = Shelf(there, stays)
    monkeypatch.setattr(queue_look, "Shelf", lambda _books: shelf)
    office: Any = SimpleNamespace(
        books=SimpleNamespace(events=lambda _key: (), claim=shelf.claims.get),
        replay=SimpleNamespace(tick=lambda: 0),
        place=SimpleNamespace(),
        settings=SimpleNamespace(slips=SimpleNamespace(due_by_region={})),
    )
    sights: list[Sight] = []
    watch: Any = SimpleNamespace(look=lambda _alive, moved: sights.pop(0))
    places = Places("广东 广州市", lambda region: region, lambda region: region)
    look = QueueLook(office, watch, RowMaker(office, places, lambda: START))
    silent = Silent(there.region, START - timedelta(minutes=2), (there,))
    told = []
    for one in (Sight(), Sight(silent=(silent,)), Sight(silent=(replace(silent, region="000000"),)), Sight()):
        sights.append(one)
        seen = look.look(Asked(), down=False)
        assert seen is not None
        rows = {row.claim: row for row in seen.listed.rows}
        told.append(rows[there.key].next_step)
        assert rows[stays.key].next_step == queue_words.NEXT[ClaimState.WORKING]
    waits = queue_words.NEXT[ClaimState.WAITING]
    assert told == [waits, labels.QUEUE_PLACES, waits, waits]
