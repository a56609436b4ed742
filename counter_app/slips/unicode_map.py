"""A TrueType font whose text layer is right beyond U+FFFF.

reportlab writes the ToUnicode map with one number per character: five hexadecimal digits for 𠮷, which readers take for
something else, so it prints but cannot be found or copied (engineering facts, "PDF and fonts"). The map wants UTF-16BE,
and at most 100 entries a block (PDF 32000-1, 9.10.3). We correct the finished streams of our own fonts and leave
reportlab's module as it is: other users of it in the same process notice nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.pdfbase.ttfonts import TTFont

__all__ = ["SlipFont", "to_unicode_map"]

ENTRIES_PER_BLOCK = 100


def to_unicode_map(name: str, subset: Sequence[int]) -> str:
    """The ToUnicode map of one subset: position in `subset` → code point."""
    entries = [f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>" for code, point in enumerate(subset)]
    blocks = [entries[start : start + ENTRIES_PER_BLOCK] for start in range(0, len(entries), ENTRIES_PER_BLOCK)]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        f"/CMapName /{name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    for block in blocks:
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)


class SlipFont(TTFont):
    """reportlab's font with a right ToUnicode map."""

    def has(self, character: str) -> bool:
        """Whether the font can draw it."""
        return ord(character) in self.face.charToGlyph

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - reportlab calls it by this name
        """Add the font's objects to the document, then replace the text of each subset's ToUnicode stream."""
        state = self.state[doc]
        subsets = [list(subset) for subset in state.subsets]
        super().addObjects(doc)
        fonts = doc.idToObject["BasicFonts"].dict
        for number, subset in enumerate(subsets):
            font = fonts[f"{state.internalName}+{number}"]
            doc.idToObject[font.ToUnicode.name].content = to_unicode_map(font.BaseFont, subset)
