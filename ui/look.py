"""The look at one size: colours, lengths in device pixels, fonts. Widgets ask it and decide nothing themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from PySide6.QtGui import QColor, QFont, QFontMetricsF

from ui.theme import LIGHT, Theme

__all__ = ["BODY", "HEAD", "LEAD", "MICRO", "SMALL", "TITLE", "TYPE_SIZES", "Layout", "Look"]

# Type in logical pixels (look, section 2).
MICRO, SMALL, BODY, LEAD, TITLE, HEAD = 12, 13, 15, 17, 20, 26
_MOST_WIDTHS = 4000
TYPE_SIZES = (1.0, 1.25, 1.5, 1.75, 2.0)


class Layout(StrEnum):
    """The three layouts of look, section 5."""

    COLUMNS = "columns"
    STRIP = "strip"
    NARROW = "narrow"


@dataclass(frozen=True, slots=True)
class Look:
    """A theme at one size. `scale`: device pixels per logical pixel; `logical_width`: the window in logical pixels."""

    theme: Theme = LIGHT
    scale: float = 1.0
    logical_width: float = 1366.0
    family: str = ""
    training: bool = False
    colours: dict[str, QColor] = field(default_factory=dict, compare=False, repr=False)
    fonts: dict[tuple[float, bool], QFont] = field(default_factory=dict, compare=False, repr=False)
    widths: dict[tuple[str, float, bool], float] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of_window(
        cls,
        width: int,
        height: int,
        *,
        theme: Theme = LIGHT,
        factor: float = 1.0,
        family: str = "",
        training: bool = False,
    ) -> Look:
        """The look of a window of that size with the user's type factor 1.0 to 2.0.

        1.0 at 1366×768, 1.25 at 1920×1080: the usual 19" and 22" panels then show the same physical size.
        """
        scale = max(1.0, min(width / 1536, height / 864)) * factor
        return cls(theme=theme, scale=scale, logical_width=width / scale, family=family, training=training)

    @property
    def layout(self) -> Layout:
        """Which of the three layouts fits."""
        if self.logical_width >= 1180:
            return Layout.COLUMNS
        return Layout.STRIP if self.logical_width >= 900 else Layout.NARROW

    @property
    def roomy(self) -> bool:
        """A 1920 panel at 100 %: wider outer columns and taller rows."""
        return self.scale >= 1.2 and self.layout is Layout.COLUMNS

    def px(self, logical: float) -> int:
        """Logical pixels in whole device pixels."""
        return round(logical * self.scale)

    def colour(self, value: str) -> QColor:
        """A QColor, made once."""
        if value not in self.colours:
            self.colours[value] = QColor(value)
        return self.colours[value]

    def font(self, logical: float, *, bold: bool = False) -> QFont:
        """The window's font at that size, weight 400 or 700, with figures of one width."""
        key = (logical, bold)
        if key not in self.fonts:
            font = QFont(self.family) if self.family else QFont()
            font.setPixelSize(max(1, self.px(logical)))
            font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
            font.setFeature(QFont.Tag("tnum"), 1)
            font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            self.fonts[key] = font
        return self.fonts[key]

    def text_width(self, text: str, logical: float, *, bold: bool = False) -> float:
        """Advance of `text` in device pixels; measured once, as a page asks for hundreds at every painting."""
        key = (text, logical, bold)
        width = self.widths.get(key)
        if width is None:
            if len(self.widths) >= _MOST_WIDTHS:  # a day's names and amounts would pile up
                self.widths.clear()
            width = self.widths[key] = QFontMetricsF(self.font(logical, bold=bold)).horizontalAdvance(text)
        return width
