"""What a window keeps of its own look: whole or not at all, and nothing of anybody."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from counter_app.records.look_file import ChosenLook, LookFile
from counter_app.settings import InstitutionSettings, Settings, WindowSettings


@pytest.fixture
def kept(tmp_path: Path) -> LookFile:
    return LookFile.of(Settings(data=tmp_path))


def test_what_was_chosen_is_there_again(kept: LookFile, tmp_path: Path) -> None:
    assert kept.read() == ChosenLook()
    kept.keep(ChosenLook("high_contrast", 1.75))
    assert LookFile.of(Settings(data=tmp_path)).read() == ChosenLook("high_contrast", 1.75)
    kept.keep(ChosenLook(type_size=2.0))
    assert kept.read() == ChosenLook(None, 2.0)


def test_it_holds_nothing_else(kept: LookFile, tmp_path: Path) -> None:
    kept.keep(ChosenLook("dark", 1.5))
    (file,) = tmp_path.iterdir()
    assert json.loads(file.read_text("utf-8")) == {"theme": "dark", "type_size": 1.5}


def test_training_has_its_own(tmp_path: Path) -> None:
    real = Settings(data=tmp_path, institution=replace(InstitutionSettings(), code="H44010000999"))
    assert not real.training
    training = replace(real, window=replace(WindowSettings(), training=True))
    LookFile.of(real).keep(ChosenLook("dark"))
    LookFile.of(training).keep(ChosenLook(type_size=2.0))
    assert LookFile.of(real).read() == ChosenLook("dark")
    assert LookFile.of(training).read() == ChosenLook(None, 2.0)


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "7", '"dark"', "[" * 100_000, "\x00\x00", '{"theme": "pink", "type_size": 9}'),
        *('{"theme": ["dark"], "type_size": true}', '{"type_size": NaN}', '{"type_size": 1e999}', '{"type_size": "2"}'),
    ],
    ids=lambda text: text[:12] or "empty",
)
def test_a_damaged_file_chose_nothing_and_is_written_anew(kept: LookFile, tmp_path: Path, text: str) -> None:
    kept.keep(ChosenLook("dark"))
    (file,) = tmp_path.iterdir()
    file.write_text(text, "utf-8")
    assert kept.read() == ChosenLook()
    kept.keep(ChosenLook("dark", 1.25))
    assert kept.read() == ChosenLook("dark", 1.25)


def test_no_text_at_all_chose_nothing(kept: LookFile, tmp_path: Path) -> None:
    kept.keep(ChosenLook("dark"))
    (file,) = tmp_path.iterdir()
    file.write_bytes(b"\xff\xfe\x00")
    assert kept.read() == ChosenLook()


def test_a_good_half_counts(kept: LookFile, tmp_path: Path) -> None:
    kept.keep(ChosenLook("dark"))
    (file,) = tmp_path.iterdir()
    file.write_text('{"theme": "light", "type_size": 12}', "utf-8")
    assert kept.read() == ChosenLook("light")


def test_what_cannot_be_written_leaves_what_was_there(
    kept: LookFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.keep(ChosenLook("dark"))

    def full(*_asked: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr("counter_app.records.look_file.os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        kept.keep(ChosenLook("light", 2.0))
    assert kept.read() == ChosenLook("dark")
