"""Which font the window uses, whether its figures have one width, and what it cannot show."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QRawFont

__all__ = ["FAMILIES", "chinese_family", "figure_widths", "missing_characters"]

# In this order (look, section 2); the program carries none of them.
FAMILIES = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei UI", "WenQuanYi Micro Hei")


def chinese_family() -> str | None:
    """The first family of the list that is installed, else any that writes simplified Chinese, else None.

    Without one Qt shows boxes and reports nothing, so the caller must say it (workbench, a).
    """
    installed = set(QFontDatabase.families())
    for family in FAMILIES:
        if family in installed:
            return family
    return next(iter(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)), None)


def figure_widths(font: QFont) -> set[float]:
    """The advances of 0 to 9; one element means the columns of figures stand straight."""
    metrics = QFontMetricsF(font)
    return {round(metrics.horizontalAdvance(digit), 4) for digit in "0123456789"}


def missing_characters(font: QFont, text: str) -> str:
    """The characters of `text` that this font itself does not hold, each once; Qt may still borrow them elsewhere."""
    raw = QRawFont.fromFont(font)
    return "".join(dict.fromkeys(char for char in text if not char.isspace() and not raw.supportsCharacter(ord(char))))
