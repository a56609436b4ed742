"""A card file that cannot be used says where and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from sandbox.card_files import CardFileError, card_named, load_cards

GOOD: dict[str, Any] = {
    "version": 1,
    "cards": [
        {
            "id": "T1",
            "generation": 2,
            "atr": "3B6D00000090543116866099020000B009",
            "ef05": [{"tag": "07", "hex": "07095A3939303230303039"}],
            "ef06": [],
        }
    ],
}


def written(folder: Path, document: object) -> Path:
    path = folder / "cards.yaml"
    path.write_text(document if isinstance(document, str) else yaml.safe_dump(document), encoding="utf-8")
    return path


def changed(key: str, value: object) -> dict[str, Any]:
    document = yaml.safe_load(yaml.safe_dump(GOOD))
    document["cards"][0][key] = value
    return document  # type: ignore[no-any-return]


def test_the_example_file_is_taken(shared: Path) -> None:
    cards = load_cards(shared / "spec" / "cards.example.yaml")
    assert [card.id for card in cards] == ["E1", "E2", "E3"]
    assert cards[1].behaviour.t0_style
    assert not cards[1].behaviour.sfi_addressing
    assert cards[2].behaviour.ef06_access == "extauth"
    assert cards[0].expect["status"] == "ok"


def test_a_card_is_chosen_by_its_id_or_is_the_first(tmp_path: Path) -> None:
    cards = load_cards(written(tmp_path, GOOD))
    assert card_named(cards, None) is card_named(cards, "T1") is cards[0]
    with pytest.raises(CardFileError, match="no card C9; the file has T1"):
        card_named(cards, "C9")


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("a: [", "line 1: not YAML"),
        ("", "the document: must be a mapping"),
        ({"version": 2, "cards": []}, "version: must be 1"),
        ({"version": 1}, "cards: holds no card"),
        ({"version": 1, "cards": {"id": "T1"}}, "cards: must be a list"),
        ({"version": 1, "cards": GOOD["cards"] * 2}, r"cards\[1\].id: T1 occurs twice"),
        (changed("id", None), r"cards\[0\].id: missing"),
        (changed("id", 7), r"cards\[0\].id: must be text; put numbers in quotation marks"),
        (changed("generation", 4), r"cards\[0\].generation: must be a whole number from 1 to 3"),
        (changed("atr", "3B6"), r"cards\[0\].atr: not an even number of hex digits"),
        (changed("atr", "00" * 34), r"cards\[0\].atr: has 34 bytes, 2 to 33 are possible"),
        (changed("ef05", [{"tag": 7, "hex": "0700"}]), r"cards\[0\].ef05\[0\].tag: must be hex digits in quotation"),
        (changed("ef06", [{"tag": "09"}]), r"cards\[0\].ef06\[0\].hex: missing"),
        (changed("ef06", ["09"]), r"cards\[0\].ef06\[0\]: must be a mapping"),
        (changed("behaviour", {"t0": True}), r"cards\[0\].behaviour.t0: unknown behaviour; there are t0_style, "),
        (changed("behaviour", {"t0_style": "yes"}), r"behaviour.t0_style: must be true or false"),
        (changed("behaviour", {"ef06_access": "key"}), r"behaviour.ef06_access: must be one of free, pin, extauth"),
        (changed("behaviour", {"pin": "12"}), r"behaviour.pin: must be 4 to 16 digits"),
        (changed("behaviour", {"pin_tries": 16}), r"behaviour.pin_tries: must be a whole number from 0 to 15"),
        (changed("behaviour", {"pull_at": 0}), r"behaviour.pull_at: must be a whole number from 1"),
    ],
)
def test_an_error_names_file_and_key(tmp_path: Path, document: object, words: str) -> None:
    path = written(tmp_path, document)
    with pytest.raises(CardFileError, match=words) as error:
        load_cards(path)
    assert str(error.value).startswith(str(path))


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(CardFileError, match="cannot be read: No such file"):
        load_cards(tmp_path / "none.yaml")
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CardFileError, match="not UTF-8 text"):
        load_cards(tmp_path / "binary.yaml")
