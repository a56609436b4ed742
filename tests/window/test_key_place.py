"""F1 says where the key lies that everything in the store is sealed with."""

from __future__ import annotations

from pathlib import Path

import keyring
import pytest

from tests.ring_backend import RING_FILE, FileRing
from ui.words import labels

pytestmark = pytest.mark.window


@pytest.mark.parametrize("place", [labels.KEY_IN_FILE, labels.KEY_IN_KEYRING])
def test_f1_says_where_the_key_lies(window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    if place == labels.KEY_IN_KEYRING:
        monkeypatch.setenv(RING_FILE, str(tmp_path / "ring.json"))
        monkeypatch.setattr(keyring.core, "_keyring_backend", FileRing())
    cashier = window()
    assert (tmp_path / "data" / "training.key").exists() is (place == labels.KEY_IN_FILE)
    cashier.press("F1")
    key_list = cashier.program.window.key_list
    cashier.until(lambda: place in [piece.text for piece in key_list.written()], "it stands below the keys")
    assert key_list.isVisible()
    assert place in key_list.accessibleDescription()
