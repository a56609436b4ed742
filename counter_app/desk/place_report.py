"""How the hospital's own files about places stand: for whoever keeps them, without a window."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from counter_app.desk.questions import KEPT_IN, LIMITS, kept
from counter_app.failures import FailureCode
from counter_app.model.places import PlaceFiles

__all__ = ["place_report"]


def place_report(files: PlaceFiles, now: datetime) -> dict[str, Any]:
    """state: ok, or refused where a file is left out, with what is wrong in `said`. `answer` has a row for each table
    of each file: how many entries count now, how old they are, and by how many days comparing them is `late`.
    """
    rows = []
    for question, table in KEPT_IN.items():
        for part in kept(question, files, "", now):
            source = part.source
            if source is not None and source.as_of is not None:
                rows.append(
                    {
                        "file": source.file,
                        "table": table,
                        "entries": len(part.rows),
                        "as_of": source.as_of.isoformat(),
                        "days": source.days,
                        "late": max(0, source.days - LIMITS[table]),
                        "kept_by": source.kept_by,
                        "sample": source.sample,
                    }
                )
    wrong = bool(files.faults)
    return {
        "state": "refused" if wrong else "ok",
        "failure": FailureCode.BAD_INPUT.value if wrong else None,
        "said": "；".join(files.faults),
        "answer": rows,
    }
