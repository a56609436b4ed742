"""The fonts of the papers: found, loaded once, asked what they can draw."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError

from counter_app.slips.refusals import FontUnavailableError
from counter_app.slips.unicode_map import SlipFont

__all__ = ["FONT_FILE", "FONT_PACKAGE", "REPORTLAB_LOCK", "SlipFonts", "find_font", "load_fonts", "missing_characters"]

FONT_FILE = "LXGWWenKai-Regular.ttf"
FONT_PACKAGE = "fonts-lxgw-wenkai"

# reportlab keeps its fonts in one table and reads their files through one position: one paper at a time (10 to 30 ms).
REPORTLAB_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class SlipFonts:
    """Fonts in order of preference: a character is drawn with the first that has it."""

    faces: tuple[SlipFont, ...]
    # Character → (registered font name, advance in thousandths of the size): lines are measured far more than drawn.
    _advances: dict[str, tuple[str, float]] = field(default_factory=dict, repr=False, compare=False)

    def missing(self, text: str) -> str:
        """The characters of `text` that no font has, each once, in order."""
        return "".join(dict.fromkeys(c for c in text if not any(face.has(c) for face in self.faces)))

    def runs(self, text: str) -> list[tuple[str, str]]:
        """The text cut by font: (registered font name, piece)."""
        return [(name, "".join(piece)) for name, piece in groupby(text, lambda character: self._advance(character)[0])]

    def width(self, text: str, size: float) -> float:
        """Advance of one line in points."""
        return sum(self._advance(character)[1] for character in text) * size / 1000

    def _advance(self, character: str) -> tuple[str, float]:
        known = self._advances.get(character)
        if known is None:
            face = next((face for face in self.faces if face.has(character)), self.faces[0])
            known = self._advances[character] = (face.fontName, face.stringWidth(character, 1000))
        return known


def find_font() -> Path:
    """LXGW WenKai Regular beside a frozen program, else where its Debian package puts it.

    Raises:
        FontUnavailableError: in neither place.
    """
    folders = [Path("/usr/share/fonts/truetype/lxgw-wenkai")]
    if frozen := getattr(sys, "_MEIPASS", None):
        folders.insert(0, Path(frozen) / "fonts")
    for folder in folders:
        if (folder / FONT_FILE).is_file():
            return folder / FONT_FILE
    raise FontUnavailableError(f"没有找到打印用的字体 {FONT_FILE}。请安装软件包 {FONT_PACKAGE}。")


def load_fonts(paths: Iterable[Path]) -> SlipFonts:
    """Load TrueType fonts for `settlement_slip` and the others: about 0.1 s the first time, from any thread.

    A file loaded before is taken from reportlab's own table.

    Raises:
        FontUnavailableError: a file is missing, or holds no TrueType outlines (Noto Sans CJK and other CFF fonts).
        ValueError: no path given.
    """
    wanted = tuple(path.resolve() for path in paths)
    if not wanted:
        raise ValueError("a slip needs at least one font")
    with REPORTLAB_LOCK:
        return SlipFonts(tuple(_registered(path) for path in wanted))


def missing_characters(text: str, fonts: SlipFonts) -> str:
    """The characters of `text` that would not print, each once; empty when all is well.

    To be asked of a name as soon as it is read, not when the slip is due.
    """
    return fonts.missing(text)


def _registered(path: Path) -> SlipFont:
    name = f"slip:{path}"
    if name not in pdfmetrics.getRegisteredFontNames():
        try:
            font = SlipFont(name, str(path))
        except (TTFError, OSError) as wrong:
            raise FontUnavailableError(
                f"打印用的字体 {path.name} 不能用：要有 TrueType 轮廓，例如软件包 {FONT_PACKAGE} 里的。"
            ) from wrong
        pdfmetrics.registerFont(font)
    # Not the one just made: of two files with the same face reportlab keeps the first, under both names.
    known = pdfmetrics.getFont(name)
    assert isinstance(known, SlipFont), "the prefix is ours"  # noqa: S101
    return known
