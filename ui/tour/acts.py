"""The acts of the tour: each has a window, a data folder and settings of its own, and says why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from ui.tour.by_hand import by_hand
from ui.tour.doubt import changes, doubt
from ui.tour.guide import Guide, Story
from ui.tour.main_job import main_job
from ui.tour.operators import operators
from ui.tour.shutdown import announced, shutdown
from ui.tour.stops import stops
from ui.tour.trainer import trainer

__all__ = ["ACTS", "Act"]

_PLACE = 'extends = "national"\nname = "tour"\nservice_time_limit_s = 1\n'
_QUICK = "the service may execute a call for one second instead of ten: an unclear outcome is cleared up at once"
_WATCHED = _PLACE + '[monitoring]\ncall = "3102"\n'


@dataclass(frozen=True, slots=True)
class Act:
    """`stories`: what is played at its window, by name. `place`: its place profile, a TOML text. `prepare(data, now)`:
    what else lies in its data folder.
    """

    name: str
    why: str
    stories: Mapping[str, Callable[[Guide], Story]]
    settings: Mapping[str, Any] = field(default_factory=dict)
    place: str = _PLACE
    prepare: Callable[[Path, datetime], None] = lambda _data, _now: None


ACTS = (
    # Whose outcome stays in doubt is put aside at the window: nothing is played there after it.
    Act("counter", _QUICK, {"main-job": main_job, "changes": changes, "stops": stops, "doubt": doubt}),
    Act(
        "catalogue",
        "the treating place's catalogue is fetched: what it limits is asked about before each trial",
        {"by-hand": by_hand},
    ),
    Act(
        "operators",
        "operators sign in, the place has its monitoring asked, and slips go to a printer that is not there",
        {"operators": operators},
        {"window__sign_in": "on", "printing__a5": "Slips"},
        place=_WATCHED,
    ),
    Act(
        "shutdown",
        "a notice in the hospital's own file says that the line stands still",
        {"shutdown": shutdown},
        prepare=announced,
    ),
    Act(
        "trainer",
        "the patient's display stands in the corner of the only screen; a drill's draw is always the same",
        {"trainer": trainer},
        {"window__patient_display": "corner"},
    ),
)
