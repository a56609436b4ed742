"""What people ask about places and no transaction answers: agencies, kinds of visit opened, announced shutdowns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

__all__ = ["Agency", "KeptInstitution", "Notice", "Opening", "PlaceFile", "PlaceFiles", "notices_ahead", "notices_now"]


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency that handles filing and claims of an insured place (region, six digits)."""

    region: str
    name: str
    phone: str
    address: str = ""
    hours: str = ""


@dataclass(frozen=True, slots=True)
class KeptInstitution:
    """An institution as the hospital noted it. `kinds`: the kinds of visit it settles directly, None: not noted."""

    region: str
    name: str
    level: str = ""
    address: str = ""
    phone: str = ""
    kinds: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """Which kinds of visit an insured place settles directly for people who are elsewhere: four switches that do not
    follow from each other (domain facts, 16). None: not noted, which is never a no.
    """

    region: str
    ordinary: bool | None = None
    chronic: bool | None = None
    pharmacy: bool | None = None
    inpatient: bool | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """An announced shutdown (停机公告), by the window's clock. `until` None: no end was announced.

    `regions`: the insured places it is about, by the first digits of their codes ("2301" is a city, "23" a province);
    empty: everybody, the platform or the treating place is down. `what`: what stands still, as the notice says it.
    """

    by: str
    since: datetime
    until: datetime | None
    what: str
    regions: tuple[str, ...] = ()
    text: str = ""

    def holds(self, now: datetime) -> bool:
        """Whether it is in force: from its first moment on, and no longer at its last."""
        return self.since <= now and (self.until is None or now < self.until)

    def concerns(self, region: str) -> bool:
        """Whether people insured at `region` (six digits) are meant."""
        return not self.regions or any(region.startswith(meant) for meant in self.regions)


@dataclass(frozen=True, slots=True)
class PlaceFile:
    """One file of the hospital's own. `as_of`: the day on which `kept_by` last compared it with `source`.

    `sample`: shipped for training, true of nobody. `notices` is None where the file is not about shutdowns: that it
    names none says nothing then.
    """

    name: str
    as_of: date
    kept_by: str
    source: str = ""
    sample: bool = False
    institutions: tuple[KeptInstitution, ...] = ()
    agencies: tuple[Agency, ...] = ()
    openings: tuple[Opening, ...] = ()
    notices: tuple[Notice, ...] | None = None


@dataclass(frozen=True, slots=True)
class PlaceFiles:
    """All files, and in words what is wrong with those that are left out."""

    files: tuple[PlaceFile, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def notices(self) -> tuple[Notice, ...]:
        """Those of all files."""
        return tuple(notice for file in self.files for notice in file.notices or ())


def notices_now(notices: tuple[Notice, ...], now: datetime) -> tuple[Notice, ...]:
    """Those in force, the one that lasts longest first: until then nothing comes back. `now` carries its zone."""
    return tuple(sorted((one for one in notices if one.holds(now)), key=_end, reverse=True))


def notices_ahead(notices: tuple[Notice, ...], now: datetime) -> tuple[Notice, ...]:
    """Those that begin later, the next one first."""
    return tuple(sorted((one for one in notices if now < one.since), key=lambda one: one.since))


def _end(notice: Notice) -> tuple[bool, float]:
    return (notice.until is None, notice.until.timestamp() if notice.until is not None else 0.0)
