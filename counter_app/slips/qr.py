"""The QR code that carries a claim's key, as rectangles."""

from __future__ import annotations

from itertools import groupby

import qrcode  # type: ignore[import-untyped]  # the library has no stubs

from counter_app.slips.flow import Squares

__all__ = ["qr_squares"]

# The quiet zone the standard asks for on every side (ISO/IEC 18004).
QUIET = 4


def qr_squares(text: str, side: float) -> Squares:
    """`text` as a code of `side` points with its quiet zone, lower left corner at the origin; survives 15 % damage.

    Dark modules that touch in a row are one rectangle, so that no printer leaves hairlines between them.
    """
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    module = side / len(rows)
    rectangles: list[tuple[float, float, float, float]] = []
    for number, row in enumerate(rows):
        column = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                rectangles.append((column * module, side - (number + 1) * module, length * module, module))
            column += length
    return Squares(tuple(rectangles))
