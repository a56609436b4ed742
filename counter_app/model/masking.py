"""What a shared screen or a paper in other hands may show of a person (words, sections 3 and 4).

The result is for eyes only: it does not identify anybody, and nothing may be looked up by it.
"""

from __future__ import annotations

import re

__all__ = ["mask_name", "mask_phone"]

_KEPT = "·• "
# A variation selector belongs to the character before it.
_CHARACTER = re.compile("[^\ufe00-\ufe0f\U000e0100-\U000e01ef][\ufe00-\ufe0f\U000e0100-\U000e01ef]*")


def mask_name(name: str) -> str:
    """王小芳 → 王*芳, 张三 → 张*, 阿卜杜·买买提 → 阿**·**提; dots and spaces inside a name stay where they are."""
    characters: list[str] = _CHARACTER.findall(name.strip())
    if len(characters) < 2:
        return "*" * len(characters)
    last = characters[-1] if len(characters) > 2 else "*"
    middle = (character if character in _KEPT else "*" for character in characters[1:-1])
    return "".join((characters[0], *middle, last))


def mask_phone(number: str) -> str:
    """13800000000 → 138****0000; of any other number the last four digits at most, and never more than half of it."""
    digits = "".join(character for character in number if character.isdigit())
    if len(digits) == 11 and digits.startswith("1"):
        return f"{digits[:3]}****{digits[-4:]}"
    shown = min(4, len(digits) // 2)
    return "*" * (len(digits) - shown) + digits[len(digits) - shown :]
