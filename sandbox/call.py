"""One call as the handlers see it, the place they act for, and how they say no."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from counter_app.settlement.record import as_list
from sandbox.behaviours import Behaviours
from sandbox.benefits import Region
from sandbox.ledger import Ledger
from sandbox.people import Insured, People
from sandbox.treating_place import Institution, Item

__all__ = ["SHANGHAI", "Call", "Place", "Refusal", "number_of", "platform_text", "text_of", "time_of"]

# One zone, no summer time since 1991: a fixed offset needs no zone files on a bare machine.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


class Refusal(Exception):
    """The platform says no (infcode -1); the text is what it says."""


def platform_text(text: str, trace: str) -> str:
    """A refusal in the platform's manner: its prefix, the text, the trace at the end (envelope, section 9)."""
    return f"FSI-{text}[{trace}]"


@dataclass(frozen=True, slots=True)
class Place:
    """Everything the service knows: people, catalogue, institution, rules, switches, books."""

    people: People
    catalogue: Mapping[str, Item]
    institution: Institution
    regions: Mapping[str, Region]
    behaviours: Behaviours
    ledger: Ledger


@dataclass(frozen=True, slots=True)
class Call:
    """One received message. `now`: the service's clock (Asia/Shanghai). `file`: what came beside it, None: nothing."""

    number: str
    msgid: str
    envelope: Mapping[str, Any]
    body: Mapping[str, Any]
    now: datetime
    file: bytes | None = None

    def node(self, name: str) -> Mapping[str, Any]:
        """A node of the input that holds one object; empty when missing (the field check has spoken before)."""
        rows = as_list(self.body.get(name))
        return rows[0] if rows else {}

    def named(self, field: str) -> str:
        """A field wherever it stands in the input, for the record of calls."""
        for node in self.body.values():
            for row in as_list(node):
                if row.get(field) not in (None, ""):
                    return text_of(row, field)
        return ""

    def person(self, place: Place) -> Insured:
        """The person of the call's psn_no, by the row of theirs that the call is about: the one in the insured place
        that the envelope must name (envelope, section 1), of the scheme that the call or its visit names.

        Raises:
            Refusal: nobody has the number, or the person has no such row.
        """
        person = place.people.by_number.get(self.named("psn_no"))
        if person is None:
            raise Refusal(platform_text("未查询到该人员编号的参保信息", "psnInfoBO_11"))
        named = str(self.envelope.get("insuplc_admdvs") or "")
        if not named and person.region != place.institution.region:
            raise Refusal("参保地医保区划（insuplc_admdvs）不能为空")
        rows = [row for row in person.seen if row.region == (named or person.region)]
        if not rows:
            raise Refusal(platform_text(f"参保地医保区划[{named}]与人员参保信息不一致", "psnInfoBO_14"))
        scheme = self.named("insutype") or self._scheme_of_visit(place)
        of_scheme = [row for row in rows if row.insutype == scheme] if scheme else rows
        if not of_scheme:
            raise Refusal(platform_text(f"人员未参加险种[{scheme}]", "psnInsuBO_22"))
        return of_scheme[0]

    def _scheme_of_visit(self, place: Place) -> str:
        found = place.ledger.row("SELECT insutype FROM visit WHERE mdtrt_id=?", (self.named("mdtrt_id"),))
        return str(found["insutype"]) if found is not None else ""


def text_of(row: Mapping[str, Any], field: str) -> str:
    """A field as text without surrounding space; missing and null are empty."""
    value = row.get(field)
    return "" if value is None else str(value).strip()


def number_of(row: Mapping[str, Any], field: str) -> Decimal:
    """A number sent as number or as text; missing and empty are 0 (the field check has spoken before)."""
    return Decimal(text_of(row, field) or 0)


def time_of(row: Mapping[str, Any], field: str) -> datetime:
    """A date or date-time of the wire, at the window's zone.

    Raises:
        Refusal: the digits are no date.
    """
    try:
        return datetime.fromisoformat(text_of(row, field)).replace(tzinfo=SHANGHAI)
    except ValueError:
        raise Refusal(f"{field} 不是日期") from None
