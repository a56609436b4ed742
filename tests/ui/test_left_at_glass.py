"""Who leaves the glass leaves neither a lane nor a code in the window's hands, whatever becomes of the claim."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from offline_queue.engine import StoreUnavailable
from ui.window_desk import WindowDesk


@pytest.mark.parametrize("key", ["B01-T-1", None], ids=["given up", "put aside"])
@pytest.mark.parametrize("readable", [True, False])
def test_the_claims_of_who_leaves_are_let_go(key: str | None, readable: bool) -> None:
    left: list[str] = []

    def waiting(_number: str) -> list[Any]:
        if not readable:
            raise StoreUnavailable("io")
        return [SimpleNamespace(key="B01-T-2")]

    ended = SimpleNamespace(
        attempt=None,
        state=SimpleNamespace(ended=True),
        machine=SimpleNamespace(doubt="", settlement=None),
        people=SimpleNamespace(paid=1, consent=True),
    )
    desk = WindowDesk.__new__(WindowDesk)
    desk.office = SimpleNamespace(  # type: ignore[assignment]
        counter=SimpleNamespace(waiting_claims=waiting, stands_here=lambda _number, *, here: None),
        driver=SimpleNamespace(leave=left.append),
        books=SimpleNamespace(claim=lambda _key: ended),
    )
    person: Any = SimpleNamespace(person=SimpleNamespace(id_number="1"))
    desk.leave(key, person)
    assert left == [key] * (key is not None) + ["B01-T-2"] * readable
