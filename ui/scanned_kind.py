"""What kind of code was scanned, by its shape (card facts, sections 3 and 6): a window meets more than it waits for.

The form of the 医保电子凭证 is nowhere laid down; what it looks like at a place is a setting.
"""

from __future__ import annotations

import re
from enum import StrEnum

from counter_app.model import identity
from ui.scanned_key import key_in

__all__ = ["CodeKind", "kind_of"]

_SHAPES = (
    ("trace", r"8\d{19}"),
    ("payment", r"1[0-5]\d{16}|(?:2[5-9]|30)\d{14,22}|62\d{17}"),  # two wallets, and the banks' own
    ("goods", r"\d{8}|\d{12,14}"),  # EAN and UPC
    ("link", r"(?:https?|weixin|alipays?|wxp)://\S+"),
)


class CodeKind(StrEnum):
    """What it is of."""

    VOUCHER = "voucher"  # 医保电子凭证
    SLIP = "slip"  # a claim's key, on our own slips and tickets
    TRACE = "trace"
    ID_NUMBER = "id_number"
    PAYMENT = "payment"
    GOODS = "goods"
    LINK = "link"
    UNKNOWN = "unknown"


def kind_of(code: str, voucher: str) -> CodeKind:
    """The kind; `voucher` is the pattern of a 医保电子凭证 here."""
    text = code.strip()
    if key_in(text) is not None:
        return CodeKind.SLIP
    if identity.is_valid(text):
        return CodeKind.ID_NUMBER
    if re.fullmatch(voucher, text):
        return CodeKind.VOUCHER
    for kind, shape in _SHAPES:
        if re.fullmatch(shape, text, re.IGNORECASE):
            return CodeKind(kind)
    return CodeKind.UNKNOWN
