"""Training goes by this window's own settings file, and no address, secret or name of the hospital gets in by it."""

from __future__ import annotations

from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pytest

from counter_app.settings import TRAINING_INSTITUTION, Settings, load_settings
from counter_app.training_settings import KEPT, training_settings

STAGE = {"service__url": "http://127.0.0.1:9/fsi"}
REAL = "real.example"
# What may be of a few words only; each is not the shipped one.
WORDS: dict[str, Any] = {
    "store.key": "file",
    "window.theme": "high_contrast",
    "window.patient_display": "corner",
    "window.sign_in": "on",
    "scanner.suffix": "none",
    "scanner.voucher": "[0-9]{20}",
    "vendor.interface": "heasec",
    "printing.three_part_inches": 11.0,
    "institution.code": "H44010099999",
    "institution.region": "330100",
    "service.url": f"https://{REAL}/fsi",
    "service.credential_url": f"https://{REAL}/ec",
    "store.url": f"postgresql+psycopg://counter@{REAL}/claims_training",
    "window.keys": {"ask": "F6", "add": "F5"},
    "slips.due_days_by_region": {"330100": "20"},
    "slips.act_before": {"330100": "6m 本地规定"},
    "printing.papers": {"ticket": "roll"},
    "institution.region_names": {"330101": "浙江 某区"},
    "orders.columns": {"bill": "djh"},
}


def hospital() -> dict[str, dict[str, Any]]:
    """Every setting there is, each another than the shipped one."""
    shipped = Settings(data=Path())
    found: dict[str, dict[str, Any]] = {}
    for section in fields(shipped):
        if section.name == "data":
            continue
        for key, value in asdict(getattr(shipped, section.name)).items():
            name = f"{section.name}.{key}"
            found.setdefault(section.name, {})[key] = WORDS[name] if name in WORDS else another(name, value)
    return found


def another(name: str, value: Any) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return f"{REAL}-{name}"
    return value + 1 if isinstance(value, int) else value + 0.5


def written(file: Path, sections: dict[str, dict[str, Any]]) -> Path:
    def text(value: Any) -> str:
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, dict):
            return "{ " + ", ".join(f'"{left}" = "{right}"' for left, right in value.items()) + " }"
        return f'"{value}"' if isinstance(value, str) else str(value)

    rows = (
        f"[{name}]\n" + "".join(f"{key} = {text(value)}\n" for key, value in keys.items())
        for name, keys in sections.items()
    )
    file.parent.mkdir(exist_ok=True)
    file.write_text("\n".join(rows), "utf-8")
    return file


def every(settings: Settings) -> dict[str, Any]:
    told = asdict(settings)
    told.pop("data")
    return {f"{section}.{key}": value for section, keys in told.items() for key, value in keys.items()}


@pytest.mark.parametrize("named", [True, False])
def test_a_hospitals_own_settings_are_trained_with_and_nothing_real_is_reached(tmp_path: Path, named: bool) -> None:
    real, data = tmp_path / "real", tmp_path / "real" / "training"
    file = written(real / "settings.toml", hospital())
    found = training_settings(file if named else None, real, data, STAGE)
    shipped, told, theirs = every(Settings(data=data)), every(found), every(load_settings(file, real, {}))
    kept = {name.replace("__", ".") for name in KEPT}
    assert {name for name in theirs if theirs[name] == shipped[name]} == set(), "each is another than shipped"
    assert {name: told[name] for name in kept} == {name: theirs[name] for name in kept}
    stands = {"service.url": STAGE["service__url"], "window.training": True}
    rest = set(told) - kept
    assert {name: told[name] for name in rest} == {name: shipped[name] for name in rest} | stands
    # What lasts of the hospital's own words are words and devices of this window, and no address of anybody.
    spoken = {name for name, value in told.items() if REAL in str(value)}
    assert {name.partition(".")[0] for name in spoken} == {"window", "slips", "by_hand", "scanner", "printing"}
    assert {name for name in spoken if name.startswith(("window", "scanner"))} == {
        "window.operator", "window.operator_name", "scanner.port",
    }  # fmt: skip
    assert found.training
    assert found.institution.code == TRAINING_INSTITUTION
    assert found.store_url == f"sqlite:///{data / 'training'}.db"


def test_the_environment_brings_nothing_real_in_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for section, keys in hospital().items():
        for key, value in keys.items():
            if isinstance(value, str):
                monkeypatch.setenv(f"COUNTER_APP_{section}_{key}".upper(), value)
    told = every(training_settings(None, tmp_path, tmp_path / "training", STAGE))
    kept = {name.replace("__", ".") for name in KEPT}
    assert {name for name, value in told.items() if REAL in str(value)} <= kept
    assert (told["service.url"], told["window.theme"]) == (STAGE["service__url"], "high_contrast")


def test_without_a_settings_file_training_is_as_shipped(tmp_path: Path) -> None:
    told, shipped = every(training_settings(None, tmp_path, tmp_path / "t", STAGE)), every(Settings(data=tmp_path))
    assert {name for name in told if told[name] != shipped[name]} == {"service.url", "window.training"}
