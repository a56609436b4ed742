"""Every screen, looked at by machine; `make test` takes each once, going round sizes and themes, `make soak` all.

`make screens` lays the same screens out on contact sheets.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from tests.screens.checks import findings
from tests.screens.further import OUTAGES_MORE, QUEUES_MORE, VISITS_MORE
from tests.screens.moments import MOMENTS, ROWS, Moment
from tests.screens.stage import LOOKS, WIDE, At, Stage

pytestmark = pytest.mark.window


def _found(stage: Stage, at: At, moments: tuple[Moment, ...]) -> list[str]:
    stage.turn(at)
    found = []
    for moment, widget, picture in stage.shown(moments):
        found += [f"{at} {moment.name}: {line}" for line in findings(widget, stage.window.look, picture)]
    return found


def test_every_row_of_the_look_has_its_screen(shared: Path) -> None:
    page = (shared / "design" / "look.md").read_text(encoding="utf-8")
    table = page.split("## 9. State → screen")[1].split("## 10.")[0]
    states = [row.split("|")[1].strip().strip("*") for row in table.splitlines() if re.match(r"\| \S", row)]
    assert set(states[1:]) == set(ROWS)
    assert set(ROWS.values()) <= {one.name for one in MOMENTS}


# Each look takes another share: every screen is seen once, in one size and theme or another.
@pytest.mark.parametrize("number", range(len(LOOKS)), ids=[str(at) for at in LOOKS])
def test_every_screen_once(stage: Stage, number: int) -> None:
    shared_out = tuple(one for place, one in enumerate(_TURN) if place % len(LOOKS) == number)
    assert _found(stage, LOOKS[number], shared_out) == []


@pytest.mark.soak
@pytest.mark.parametrize("at", [*LOOKS, *WIDE], ids=str)
def test_every_screen_in_every_size_and_theme(stage: Stage, at: At) -> None:
    assert _found(stage, at, MOMENTS) == []


# What is shown of a failure with little known, and to the patient, is seen in all its sizes by `make soak`; so are
# the moments that differ little from another, but for those that were found wrong once.
_FOUND_WRONG = {
    *("trial-anew", "trial-large", "link-down-money-taken", "charges-unfiled", "all-lines-off", "settled-bills"),
}
_ALIKE = {*VISITS_MORE, *QUEUES_MORE, *OUTAGES_MORE} - _FOUND_WRONG
_TURN = tuple(
    one for one in MOMENTS if not one.own and not one.name.endswith("little known") and one.name not in _ALIKE
)
