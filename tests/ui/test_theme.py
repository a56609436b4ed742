"""Contrast of every pair, and what belongs to training alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter_app.settings import load_settings
from ui.theme import HIGH_CONTRAST, LIGHT, THEMES, Face, Pair, Role, Theme, contrast, pairs


def test_the_formula_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    ("theme", "pair"),
    [(theme, pair) for theme in THEMES.values() for pair in pairs(theme)],
    ids=lambda value: value.name,
)
def test_every_pair_reaches_its_contrast(theme: Theme, pair: Pair) -> None:
    assert contrast(pair.ink, pair.ground) >= pair.least


# The ratios the look page measured, to a tenth.
@pytest.mark.parametrize(
    ("ink", "ground", "ratio"),
    [
        (LIGHT.ink, LIGHT.surface, 16.7),
        (LIGHT.ink2, LIGHT.surface, 8.5),
        (LIGHT.ink3, LIGHT.canvas, 5.2),
        (LIGHT.on_brand, LIGHT.brand, 7.8),
        (LIGHT.faces[Face.AMOUNT].words, LIGHT.faces[Face.AMOUNT].ground, 13.7),
        (LIGHT.faces[Face.SETTLED].label, LIGHT.faces[Face.SETTLED].ground, 5.8),
        (LIGHT.faces[Face.MAKE_UP].label, LIGHT.faces[Face.MAKE_UP].ground, 8.0),
        (LIGHT.faces[Face.DO_NOT_COLLECT].words, LIGHT.faces[Face.DO_NOT_COLLECT].ground, 6.5),
        (LIGHT.role_ink(Role.STOP), LIGHT.role_ground(Role.STOP), 6.4),
        (LIGHT.role_ink(Role.CHECK), LIGHT.surface, 9.1),
        (LIGHT.on_training, LIGHT.training, 9.6),
        (HIGH_CONTRAST.faces[Face.AMOUNT].words, HIGH_CONTRAST.faces[Face.AMOUNT].ground, 16.1),
        (HIGH_CONTRAST.role_ink(Role.WARN), HIGH_CONTRAST.surface, 13.3),
    ],
)
def test_the_ratios_are_those_of_the_look(ink: str, ground: str, ratio: float) -> None:
    assert contrast(ink, ground) == pytest.approx(ratio, abs=0.11)


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_purple_is_training_alone(theme: Theme) -> None:
    others = [ink for ink, _ in theme.roles.values()] + [face.words for face in theme.faces.values()]
    assert theme.training not in others


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_a_page_that_lies_behind_is_dimmed_by_something_dark(theme: Theme) -> None:
    assert contrast(theme.shade, "#000000") < 1.6


@pytest.mark.parametrize("name", THEMES)
def test_the_settings_know_every_theme(name: str, tmp_path: Path) -> None:
    known = load_settings(None, tmp_path, {"COUNTER_APP_WINDOW_THEME": name})
    assert THEMES[known.window.theme].name == name.replace("_", "-")
