"""What the treating place's catalogue says of a bill's lines before any trial: class, price limit, share paid first.

It is shown, never reckoned with: after the trial the centre's own figures stand in its place.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date

from counter_app.desk.line_check import LineCheck
from counter_app.model.catalogue import CatalogueItem, Listed
from counter_app.model.person import Insurance
from counter_app.model.visit import Charge
from offline_queue.engine import StoreUnavailable

__all__ = ["listed", "told_of"]

# Level words of the settings by their first character: dictionary hilist_lmtpric_type.
_LEVELS = {"一": "1", "二": "2", "三": "3"}

_log = logging.getLogger(__name__)


def listed(
    check: LineCheck, charges: Sequence[Charge], day: date, level: str, insurance: Insurance | None
) -> dict[str, Listed]:
    """By code; what the catalogue does not know is missing, and nothing is there where it cannot be read.

    `level`: the hospital's, as on its papers ("三级甲等"). `insurance`: the row that pays, None where nobody knows it.
    """
    if not charges:
        return {}
    try:
        known = check.known([line.code for line in charges], day)
    except StoreUnavailable as trouble:
        _log.warning("catalogue not readable: %s", trouble.reason)
        return {}
    return {code: told_of(item, level, insurance) for code, item in known.items() if item.grade}


def told_of(item: CatalogueItem, level: str, insurance: Insurance | None) -> Listed:
    """A limit or a rate of another level, or of another kind of insured, is not taken for this one's."""
    scheme = insurance.scheme_code if insurance is not None else ""
    limit = item.limits.get(_LEVELS.get(level[:1], ""))
    return Listed(item.grade, limit, item.rates.get(scheme), item.limited)
