"""Lines of a bill against the catalogue, before anything of the visit is sent (domain facts, section 2g, reason 13).

Only a catalogue that is whole and fresh may say no: an old one does not know what was added since.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from counter_app.desk.calls import CallDesk
from counter_app.desk.catalogue_update import SOURCES
from counter_app.desk.claim import CallKind, Claim
from counter_app.desk.trip import TRACES, UNMAPPED
from counter_app.model.catalogue import CatalogueItem
from counter_app.model.person import Credential
from counter_app.model.trace import TraceRule
from counter_app.model.visit import Charge
from counter_app.records.catalogue import Shelf
from counter_app.settlement.advice import AdviceBodies
from counter_app.settlement.bodies import Bodies
from counter_app.settlement.checking import NO_CODES, LocalCodes
from counter_app.settlement.client import Call, UnfitInput
from offline_queue.engine import StoreUnavailable

__all__ = ["CheckedCallDesk", "LineCheck", "UnmappedLines", "UntracedLines", "WrongLines"]

FRESH = timedelta(days=7)
NO_RULE = TraceRule()
_MOST_NAMED = 5

_log = logging.getLogger(__name__)


class WrongLines(UnfitInput):
    """Lines that must not go up; the text names them. `code`: what is wrong with them, ours."""

    code = ""


class UnmappedLines(WrongLines):
    """Lines that the treating place's catalogue does not know, or not on that day."""

    code = UNMAPPED


class UntracedLines(WrongLines):
    """Drugs whose trace codes are missing, stand twice, or were sold before."""

    code = TRACES


class LineCheck:
    """Checks lines for one region (six digits). `traces`: what trace codes bills are held to."""

    def __init__(self, shelf: Shelf, region: str, traces: TraceRule = NO_RULE) -> None:
        self._shelf = shelf
        self._region = region
        self.traces = traces

    def known(self, codes: Sequence[str], day: date) -> dict[str, CatalogueItem]:
        """What the catalogue says of codes on a day of service. Raises StoreUnavailable."""
        return self._shelf.items(codes, day, self._region)

    def may_refuse(self, now: datetime) -> bool:
        """Whether every source is there whole, and was up to date within the last week. Raises StoreUnavailable."""
        standings = self._shelf.standings()
        known = [standings[source] for source in SOURCES if source in standings]
        return len(known) == len(SOURCES) and all(one.complete and now - one.at <= FRESH for one in known)

    def problems(self, charges: Sequence[Charge], day: date, now: datetime) -> list[str]:
        """What is wrong with lines, one sentence each; empty where all is well or the catalogue may not say."""
        try:
            if not self.may_refuse(now):
                return []
            known = self.known([line.code for line in charges], day)
        except StoreUnavailable as trouble:
            _log.warning("catalogue not readable: %s", trouble.reason)
            return []
        found = []
        for number, line in enumerate(charges, start=1):
            said = _problem(known.get(line.code), day)
            if said:
                found.append(f"第 {number} 行 {line.name}（{line.code}）{said}")
        return found


class CheckedCallDesk(CallDesk):
    """A call desk that looks at the lines before a visit is opened for them. `sold_again`: what it says of a claim's
    trace codes that another claim of the store has sold.
    """

    def __init__(
        self,
        bodies: Bodies,
        region: str,
        number: Callable[[str], str],
        check: LineCheck,
        advice: AdviceBodies | None = None,
        local_codes: LocalCodes = NO_CODES,
        sold_again: Callable[[Claim], Sequence[str]] = lambda _claim: (),
    ) -> None:
        super().__init__(bodies, region, number, advice, local_codes)
        self._check = check
        self._sold_again = sold_again

    def call(
        self,
        kind: CallKind,
        claim: Claim,
        msgid: str,
        at: datetime,
        *,
        credential: Credential | None,
        not_after: float | None = None,
        settlement_id: str = "",
    ) -> Call:
        """As the call desk's.

        Raises:
            UnmappedLines: the visit would be opened for lines that the catalogue does not know. UntracedLines: it would
            be opened, or settled, for drugs whose trace codes are missing, stand twice, or were sold by another claim.
            StoreUnavailable: the other claims cannot be read. UnfitInput: as there.
        """
        if kind is CallKind.REGISTER:
            charges = claim.people.charges
            found = self._check.problems(charges, claim.people.visit.date.date(), at)
            if found:
                raise UnmappedLines(_named(found))
        if kind in (CallKind.REGISTER, CallKind.SETTLE):  # again: a claim may be settled weeks after its visit opened
            found = [*self._check.traces.problems(claim.people.charges), *self._sold_again(claim)]
            if found:
                raise UntracedLines(_named(found))
        return super().call(
            kind, claim, msgid, at, credential=credential, not_after=not_after, settlement_id=settlement_id
        )


def _named(found: Sequence[str]) -> str:
    more = f"；共 {len(found)} 行" if len(found) > _MOST_NAMED else ""
    return "；".join(found[:_MOST_NAMED]) + more


def _problem(item: CatalogueItem | None, day: date) -> str:
    if item is None:
        return "未对码：就医地目录里没有这个编码"
    if item.usable:
        return ""
    if not item.mapped:
        return "未对码：医保目录里没有对应的项目"
    if not item.validity.valid:
        return "已停用"
    since, until = item.validity.since, item.validity.until
    if not item.validity.on(day):
        return f"在 {day} 不在有效期内（{since or ''} 至 {until or ''}）"
    return f"在 {day} 没有有效的医保目录项目"
