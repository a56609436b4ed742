"""The papers a slip may be printed on: each a sheet, its edges, and what its printer can do.

A5 comes from a laser or ink printer. The 80 mm roll is thermal: 72 mm of dots, cut where the text ends, black or
nothing. The continuous three-part paper (241 mm between its edges, with the holes) goes through a dot-matrix printer:
24 needles at 180 dots to the inch strike through two carbons, so no grey, and strokes that leave a trace below.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["A4_LYING", "A5", "FORMS", "ROLL", "THREE_PART", "THREE_PART_TALL", "Form"]

_MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Form:
    """One paper, in points. `top`, `bottom`, `margin`: kept free of text. `endless`: cut where the text ends.

    `narrow`: one column that holds no table. `wide`: two columns stand side by side. `grey`: whether it can be printed.
    `stroke`: what is added to every stroke, as a share of the type's size. `least`, `most`: the
    smallest type that is legible, and the largest of plain text that a low sheet holds.
    """

    width: float
    height: float
    margin: float = 24.0
    # Room for the page number and the training lines, outside what printers cannot reach (4 mm).
    top: float = 32.0
    bottom: float = 32.0
    endless: bool = False
    narrow: bool = False
    wide: bool = False
    grey: bool = True
    stroke: float = 0.0
    least: float = 0.0
    most: float = 99.0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the sheet."""
        return self.width, self.height


A5 = Form(419.53, 595.28)
A4_LYING = Form(841.89, 595.28)
# As high as a PDF page may be: 200 inches, some 900 lines. What is not used is cut off.
ROLL = Form(
    80 * _MM, 14_400.0, margin=4 * _MM, top=22.0, bottom=36.0, endless=True, narrow=True, grey=False, least=10.0
)
THREE_PART = Form(
    9.5 * 72, 5.5 * 72, margin=48.0, top=28.0, bottom=28.0, wide=True, grey=False, stroke=0.03, least=10.5, most=12.0
)
THREE_PART_TALL = Form(
    9.5 * 72, 11 * 72, margin=48.0, top=32.0, bottom=32.0, wide=True, grey=False, stroke=0.03, least=10.5
)

# By their names in the settings.
FORMS = {"a5": A5, "roll": ROLL, "three_part": THREE_PART, "three_part_tall": THREE_PART_TALL}
