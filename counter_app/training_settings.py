"""The settings of training: this window's own look, keys, scanner and printers, and nothing else of the hospital's.

What is not named here is as shipped, so that a setting that is thought of later touches nothing real before somebody
has said that it may.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from counter_app.settings import Settings, default_folder, load_settings

__all__ = ["KEPT", "training_settings"]

# Not kept: service and institution (the sandbox is the one and knows one of the other), the hospital's store and bills,
# readers by their names and vendors' libraries (the training's cards lie in a reader of its own), the component that
# opens the scanner, what a code of the place looks like, and trace codes, which the training's bills do not have.
_KEPT = """
service: connect_timeout_s read_timeout_s
institution: region_names
store: key
window: number operator operator_name theme type_size replay_workers patience_s patient_display sign_in lock_minutes
window: keys
slips: due_days due_days_by_region act_before refund_days insured_place_phone filing_help in_house answer_days
slips: opened_elsewhere opened_elsewhere_address
tickets: largest_yuan most most_yuan oldest_days
by_hand: department department_code doctor_code doctor_name diagnosis_code diagnosis_name
scanner: shortest median_gap_ms longest_gap_ms suffix port baud
printing: a4 a5 roll three_part three_part_inches by_itself papers
"""
KEPT = frozenset(
    f"{section}__{key}"
    for section, _, keys in (line.partition(":") for line in _KEPT.split("\n"))
    for key in keys.split()
)


def training_settings(file: Path | None, real: Path | None, data: Path, overrides: Mapping[str, Any]) -> Settings:
    """`file`, or the settings file of the `real` data folder, for a window that keeps its books in `data`. Where its
    stage is stands in `overrides`. Raises SettingsError.
    """
    own = file or (real or default_folder()) / "settings.toml"
    shipped = {
        f"{section}__{key.name}": getattr(defaults, key.name)
        for section, defaults in _shipped()
        for key in fields(defaults)
        if f"{section}__{key.name}" not in KEPT
    }
    stands = {**shipped, **overrides, "window__training": True}
    return load_settings(own if file or own.is_file() else None, data, overrides=stands)


def _shipped() -> list[tuple[str, Any]]:
    whole = Settings(data=Path())
    return [(entry.name, getattr(whole, entry.name)) for entry in fields(whole) if entry.name != "data"]
