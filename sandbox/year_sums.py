"""5206: what the year has counted for a person so far, up to the end of a month.

No document lists the codes of a sum (cum_type_code): the words here are this sandbox's own, and the window shares them
(counter_app.settlement.extensions) as its assumption.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from counter_app.settlement.extensions import YEAR_SUM_CODES
from sandbox.call import Call, Place, Refusal, text_of
from sandbox.insured_place import refuse_unreachable
from sandbox.ledger import change_from_text
from sandbox.people import Insured, YearToDate

__all__ = ["query_year_sums"]


def query_year_sums(place: Place, call: Call) -> dict[str, Any]:
    """The sums of the benefit year of cum_ym (without one: of this month); what a later month settled is left out."""
    person = call.person(place)
    refuse_unreachable(place, person)
    asked = text_of(call.node("data"), "cum_ym") or f"{call.now:%Y%m}"
    try:
        month = date(int(asked[:4]), int(asked[4:]), 1)
    except ValueError:
        raise Refusal("累计年月（cum_ym）不是年月（yyyyMM）") from None
    sums = _until(place, person, month)
    rows = [
        {
            "insutype": person.insutype,
            "year": asked[:4],
            "cum_ym": asked,
            "cum_type_code": code,
            "cum": getattr(sums, name),
        }
        for code, name in YEAR_SUM_CODES.items()
    ]
    return {"cuminfo": rows}


def _until(place: Place, person: Insured, month: date) -> YearToDate:
    sums = place.ledger.sums(person.books, month.year)
    later = place.ledger.rows(
        "SELECT change FROM settlement WHERE coalesce(books, certno)=? AND year=? AND refunded IS NULL"
        " AND substr(service_date, 1, 7) > ?",
        (person.books, month.year, f"{month:%Y-%m}"),
    )
    for row in later:
        sums = sums.plus(change_from_text(row["change"]).negated())
    return sums
