"""The file of virtual cards (sandbox, section "cards.yaml"): read, checked, frozen.

Every error names the file and the key, because these files are written by hand by trainers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, NoReturn

import yaml

__all__ = ["Behaviour", "CardFileError", "CardImage", "Record", "card_named", "load_cards"]

_ACCESS = ("free", "pin", "extauth")
_ATR_BYTES = range(2, 34)  # ISO 7816-3: TS, T0 and at most 31 more
_RECORD_BYTES = range(0, 257)


class CardFileError(Exception):
    """A card file that cannot be used; the text names file and key."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its identifier, and what READ RECORD returns without the status word."""

    tag: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How a chip differs from the plain one, and the accidents that happen to it.

    `pull_at` and `silent_at` count command APDUs from 1 since the card was put in: at that one the card is torn out, or
    never answers again. `mute` is a card put in the wrong way round or dirty: no valid answer to reset.
    """

    t0_style: bool = False
    sfi_addressing: bool = True
    id_addressing: bool = True
    ef06_access: str = "free"
    pin: str = "123456"
    pin_tries: int = 3
    no_ssse: bool = False
    pull_at: int | None = None
    silent_at: int | None = None
    mute: bool = False


@dataclass(frozen=True, slots=True)
class CardImage:
    """One virtual card; `expect` is what a reader should report, kept as the file has it."""

    id: str
    title: str
    generation: int
    atr: bytes
    behaviour: Behaviour
    ef05: tuple[Record, ...]
    ef06: tuple[Record, ...]
    expect: Mapping[str, Any]


def load_cards(path: Path) -> tuple[CardImage, ...]:
    """All cards of the file, in its order. Raises CardFileError."""
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CardFileError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise CardFileError(f"{path}: not UTF-8 text") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark is not None else ""
        raise CardFileError(f"{path}{where}: not YAML: {getattr(error, 'problem', None) or 'cannot be read'}") from None
    root = _Node(path, "", document)
    if root.child("version").value != 1:
        root.child("version").refuse("must be 1")
    listed = root.child("cards").items()
    if not listed:
        root.child("cards").refuse("holds no card")
    cards = tuple(_card(node) for node in listed)
    for index, card in enumerate(cards):
        if card.id in {earlier.id for earlier in cards[:index]}:
            listed[index].child("id").refuse(f"{card.id} occurs twice")
    return cards


def card_named(cards: tuple[CardImage, ...], card_id: str | None) -> CardImage:
    """The card of that id, the first one without. Raises CardFileError naming the ids there are."""
    if card_id is None:
        return cards[0]
    for card in cards:
        if card.id == card_id:
            return card
    raise CardFileError(f"no card {card_id}; the file has {', '.join(card.id for card in cards)}")


class _Node:
    """A value of the document that knows its way from the root, so that a refusal can name it."""

    def __init__(self, path: Path, key: str, value: object) -> None:
        self.path, self.key, self.value = path, key, value

    def refuse(self, why: str) -> NoReturn:
        raise CardFileError(f"{self.path}: {self.key or 'the document'}: {why}")

    def mapping(self) -> dict[object, object]:
        if not isinstance(self.value, dict):
            self.refuse("must be a mapping")
        return self.value

    def child(self, name: str) -> _Node:
        return _Node(self.path, f"{self.key}.{name}" if self.key else name, self.mapping().get(name))

    def items(self) -> list[_Node]:
        if self.value is None:
            return []
        if not isinstance(self.value, list):
            self.refuse("must be a list")
        return [_Node(self.path, f"{self.key}[{index}]", value) for index, value in enumerate(self.value)]

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value:
            self.refuse("missing" if self.value is None else "must be text; put numbers in quotation marks")
        return self.value

    def hexadecimal(self, sizes: range) -> bytes:
        if not isinstance(self.value, str):
            self.refuse("missing" if self.value is None else "must be hex digits in quotation marks")
        try:
            value = bytes.fromhex(self.value)
        except ValueError:
            self.refuse("not an even number of hex digits")
        if len(value) not in sizes:
            self.refuse(f"has {len(value)} bytes, {sizes.start} to {sizes.stop - 1} are possible")
        return value

    def whole(self, lowest: int, highest: int) -> int:
        if not isinstance(self.value, int) or isinstance(self.value, bool) or not lowest <= self.value <= highest:
            self.refuse(f"must be a whole number from {lowest} to {highest}")
        return self.value

    def truth(self) -> bool:
        if not isinstance(self.value, bool):
            self.refuse("must be true or false")
        return self.value


def _card(node: _Node) -> CardImage:
    title, expect = node.child("title"), node.child("expect")
    return CardImage(
        id=node.child("id").text(),
        title=title.text() if title.value is not None else "",
        generation=node.child("generation").whole(1, 3),
        atr=node.child("atr").hexadecimal(_ATR_BYTES),
        behaviour=_behaviour(node.child("behaviour")),
        ef05=_records(node.child("ef05")),
        ef06=_records(node.child("ef06")),
        expect={str(key): value for key, value in expect.mapping().items()} if expect.value is not None else {},
    )


def _records(node: _Node) -> tuple[Record, ...]:
    one_byte = range(1, 2)
    return tuple(
        Record(item.child("tag").hexadecimal(one_byte)[0], item.child("hex").hexadecimal(_RECORD_BYTES))
        for item in node.items()
    )


def _access(node: _Node) -> str:
    if node.value not in _ACCESS:
        node.refuse(f"must be one of {', '.join(_ACCESS)}")
    return str(node.value)


def _pin(node: _Node) -> str:
    pin = node.text()
    if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 16):
        node.refuse("must be 4 to 16 digits in quotation marks")
    return pin


_BEHAVIOUR: dict[str, Callable[[_Node], Any]] = {
    "t0_style": _Node.truth,
    "sfi_addressing": _Node.truth,
    "id_addressing": _Node.truth,
    "ef06_access": _access,
    "pin": _pin,
    "pin_tries": lambda node: node.whole(0, 15),
    "no_ssse": _Node.truth,
    "pull_at": lambda node: node.whole(1, 10_000),
    "silent_at": lambda node: node.whole(1, 10_000),
    "mute": _Node.truth,
}


def _behaviour(node: _Node) -> Behaviour:
    if node.value is None:
        return Behaviour()
    given = node.mapping()
    for key in given:
        if key not in _BEHAVIOUR:
            known = ", ".join(field.name for field in fields(Behaviour))
            node.child(str(key)).refuse(f"unknown behaviour; there are {known}")
    return Behaviour(**{str(key): _BEHAVIOUR[str(key)](node.child(str(key))) for key in given})
