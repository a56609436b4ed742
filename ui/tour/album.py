"""The pictures of a tour, and what each shows: tour.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from PySide6.QtGui import QGuiApplication

from ui.program import Program
from ui.tour.shown import NOT_SHOWN, PAGES, ROWS
from ui.views import VisitView

__all__ = ["Album", "NotSo"]

_QUICK = 85  # of PNG: packed less, in a third of the time


class NotSo(Exception):
    """A picture would not show what its story says."""


class Album:
    """Pictures are numbered through all acts. `failed`: what did not come true, empty as long as all did."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.failed = ""
        self._acts: list[dict[str, Any]] = []
        self._steps: list[dict[str, Any]] = []
        out.mkdir(parents=True, exist_ok=True)
        for old in (*out.glob("[0-9][0-9]*-*.png"), *out.glob("*.pdf")):
            old.unlink()

    def begin(self, act: str, why: str, settings: Mapping[str, Any]) -> None:
        """The next window, with these settings of its own."""
        self._acts.append({"act": act, "why": why, "settings": dict(settings)})

    def take(
        self,
        program: Program | None,
        name: str,
        *,
        row: str = "",
        failure: str = "",
        pages: tuple[str, ...] = (),
        **more: Any,
    ) -> None:
        """The screen as it is, other windows included: proof, not a drawing of the widget. Raises NotSo."""
        view = program.window.shown if program is not None else None
        file = self.out / f"{len(self._steps) + 1:02d}-{name}.png"
        QGuiApplication.primaryScreen().grabWindow(0).save(str(file), "PNG", _QUICK)
        rows = [row] if row else []
        self._steps.append(
            {
                "picture": file.name,
                "state": view.state.value if view is not None else "",
                "act": self._acts[-1]["act"] if self._acts else "",
                "rows": rows,
                "failures": [failure] if failure else [],
                "pages": list(pages),
                **more,
            }
        )
        if view is not None and row and ROWS[row] and view.state not in ROWS[row]:
            raise NotSo(f"{file.name}: {row} is not {view.state}")
        if failure and (view is None or failure not in _told(view)):
            raise NotSo(f"{file.name}: nothing tells of {failure}")
        for page in pages:
            if program is not None and not PAGES[page](program):
                raise NotSo(f"{file.name}: {page} is not up")

    def write(self, ledger: Mapping[str, Any]) -> None:
        """tour.json; `ledger`: what the service has booked."""
        record = {
            "steps": self._steps,
            "failed": self.failed,
            "settlements": len(ledger["settlements"]),
            "live": sum(1 for row in ledger["settlements"] if not row["refunded"]),
            "acts": self._acts,
            "not_shown": [asdict(one) for one in NOT_SHOWN],
        }
        (self.out / "tour.json").write_text(json.dumps(record, ensure_ascii=False, indent=2), "utf-8")


def _told(view: VisitView) -> set[str]:
    """The failures that stand on the page."""
    told = {one.code.value for one in (view.failure, view.remark) if one is not None}
    if view.link is not None:
        told.add("16b" if view.link.announced else "16")
    if view.check is not None:
        told.add("17")
    return told
