"""A paper as a picture, for who wants to see it before it is printed."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Picture", "pictures"]

_ONE_AT_A_TIME = threading.Lock()  # PDFium has one state for the whole process
_MOST_PAGES = 20


@dataclass(frozen=True, slots=True)
class Picture:
    """One page: eight bits each of blue, green, red, `stride` bytes a line."""

    width: int
    height: int
    stride: int
    pixels: bytes = field(repr=False)


def pictures(file: Path, width: int) -> tuple[Picture, ...]:
    """The first pages, each about `width` pixels wide; none where the file is not there or cannot be read."""
    # Loaded with the first look, not with the program: most papers are printed unseen.
    import pypdfium2  # type: ignore[import-untyped]  # noqa: PLC0415  # the library has no stubs

    shown = []
    with _ONE_AT_A_TIME:
        try:
            document = pypdfium2.PdfDocument(file.read_bytes())
        except (OSError, pypdfium2.PdfiumError):
            return ()
        try:
            for page in list(document)[:_MOST_PAGES]:
                drawn = page.render(scale=width / page.get_width())
                shown.append(Picture(drawn.width, drawn.height, drawn.stride, bytes(drawn.buffer)))
                drawn.close()
                page.close()
        finally:
            document.close()
    return tuple(shown)
