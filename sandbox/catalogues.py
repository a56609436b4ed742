"""1301 to 1307 as files, 1312, 1316, 1318 and 1319 page by page: the platform's side of the catalogue, in versions.

The last version is what the sandbox settles by (catalogue.yaml). The versions before it are told by their differences
(catalogue_history.yaml): what was added, what was called otherwise, what was stopped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from counter_app.settlement.record import Record
from counter_app.settlement.text_file import write_rows, zipped
from counter_app.settlement.transactions.catalogue_rows import (
    DiagnosisRow,
    DrugRow,
    HerbRow,
    MaterialRow,
    PreparationRow,
)
from counter_app.settlement.transactions.listings import ItemsRow, MappingsRow, PriceLimitsRow, SelfRatesRow
from sandbox.call import Call, Place, Refusal, number_of, platform_text, text_of, time_of
from sandbox.files import CATALOGUE_OWNER, keep
from sandbox.initials import initials
from sandbox.reading import Entry, read_document
from sandbox.treating_place import Item, item_of

__all__ = ["HISTORY", "download_file", "items", "mappings", "price_limits", "self_rates"]

HISTORY = Path(__file__).parent / "data" / "catalogue_history.yaml"

_GRADES = {"A": "01", "B": "02", "C": "03"}
_LIST_TYPES = {"drug": "101", "service": "201", "material": "301"}
_LEVELS = {"primary": "1", "secondary": "2", "tertiary": "3", "tertiary_a": "3"}
_SCHEMES = ("310", "390")
_HERB_CHARGE = "10"
_FIRST_DAY = date(2020, 1, 1)
_PRE_SELF = "10"
_LARGEST_PAGE = 2000


@dataclass(frozen=True, slots=True)
class _Version:
    ver: str
    day: date
    added: frozenset[str]
    renamed: Mapping[str, str]
    stopped: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """An item as a version shows it."""

    item: Item
    version: _Version
    until: date | None = None

    @property
    def flag(self) -> str:
        return "1" if self.until is None else "0"


@dataclass(frozen=True, slots=True)
class _History:
    versions: tuple[_Version, ...]
    preparations: tuple[Entry, ...]
    diagnoses: tuple[Entry, ...]


def download_file(place: Place, call: Call) -> dict[str, Any]:
    """1301, 1302, 1303, 1306, 1307: the file of the version after the one named; without one, nothing is newer."""
    asked = text_of(call.node("data"), "ver")
    shown = _shown(place)
    known = ["v0000", *(version.ver for version in shown)]
    if asked not in known:
        raise Refusal(platform_text(f"版本号[{asked}]不存在", "catalogBO_81"))
    for version in shown[known.index(asked) :]:
        rows = list(_FILES[call.number](place, version))
        if rows:
            name = f"{call.number}_{version.ver}"
            stored = keep(place, CATALOGUE_OWNER, f"{name}.zip", zipped(f"{name}.txt", write_rows(rows)), call.now)
            return {
                "file_qury_no": stored.file_qury_no,
                "filename": stored.filename,
                "dld_end_time": stored.ends.date().isoformat(),
                "data_cnt": len(rows),
            }
    return {"file_qury_no": "", "filename": "", "dld_end_time": call.now.date().isoformat(), "data_cnt": 0}


def items(place: Place, call: Call) -> dict[str, Any]:
    """1312: the insurance catalogue's rows that changed since a day, one page of them."""
    region = place.institution.region
    return _page(place, call, lambda line: [_insurance_row(line, region)])


def mappings(place: Place, call: Call) -> dict[str, Any]:
    """1316: which insurance item each item of the treating place counts as (the same code here)."""
    region = place.institution.region
    return _page(
        place,
        call,
        lambda line: [
            MappingsRow(
                med_list_codg=line.item.code,
                hilist_code=line.item.code,
                list_type=_LIST_TYPES[line.item.kind],
                insu_admdvs=region,
                begndate=_FIRST_DAY,
                enddate=line.until,
                vali_flag=line.flag,
                rid=_number("1316", line.item.code),
                updt_time=line.version.day,
                crte_time=_FIRST_DAY,
            )
        ],
    )


def price_limits(place: Place, call: Call) -> dict[str, Any]:
    """1318: the highest prices that count at an institution of this level."""
    institution = place.institution

    def rows(line: _Line) -> list[Record]:
        if line.item.price_limit is None:
            return []
        return [
            PriceLimitsRow(
                hilist_code=line.item.code,
                hilist_lmtpric_type=_LEVELS[institution.level],
                overlmt_dspo_way="1",
                insu_admdvs=institution.region,
                begndate=_FIRST_DAY,
                enddate=line.until,
                hilist_pric_uplmt_amt=f"{line.item.price_limit:.2f}",
                vali_flag=line.flag,
                rid=_number("1318", line.item.code),
                updt_time=line.version.day,
                crte_time=_FIRST_DAY,
            )
        ]

    return _page(place, call, rows)


def self_rates(place: Place, call: Call) -> dict[str, Any]:
    """1319: the share that is paid first, by scheme (the same for each here)."""
    region = place.institution.region

    def rows(line: _Line) -> list[Record]:
        return [
            SelfRatesRow(
                hilist_code=line.item.code,
                selfpay_prop_psn_type=scheme,
                selfpay_prop_type=_PRE_SELF,
                insu_admdvs=region,
                begndate=_FIRST_DAY,
                enddate=line.until,
                selfpay_prop=format(line.item.pre_self_rate.normalize(), "f"),
                vali_flag=line.flag,
                rid=_number("1319", line.item.code, scheme),
                updt_time=line.version.day,
                crte_time=_FIRST_DAY,
            )
            for scheme in _SCHEMES
        ]

    return _page(place, call, rows)


# --- rows ------------------------------------------------------------------------------------------------------------


def _drugs(place: Place, version: _Version) -> Iterator[Record]:
    for line in _changed(place, version, lambda item: item.kind == "drug" and not _is_herb(item)):
        yield DrugRow(
            med_list_codg=line.item.code,
            reg_name=line.item.name,
            pinyin=initials(line.item.name),
            drug_spec=line.item.spec,
            prcunt=line.item.unit,
            **_dated(line, "1301"),
        )


def _herbs(place: Place, version: _Version) -> Iterator[Record]:
    for line in _changed(place, version, _is_herb):
        yield HerbRow(
            med_list_codg=line.item.code,
            tcmherb_name=line.item.name,
            pinyin=initials(line.item.name),
            prcunt=line.item.unit,
            **_dated(line, "1302"),
        )


def _materials(place: Place, version: _Version) -> Iterator[Record]:
    for line in _changed(place, version, lambda item: item.kind == "material"):
        yield MaterialRow(
            med_list_codg=line.item.code,
            mcs_name=line.item.name,
            spec=line.item.spec,
            prcunt=line.item.unit,
            **_dated(line, "1306"),
        )


def _preparations(_: Place, version: _Version) -> Iterator[Record]:
    history = _history()
    for entry in history.preparations if version is history.versions[0] else ():
        yield PreparationRow(
            med_list_codg=entry.text("code"),
            drug_prodname=entry.text("name"),
            pinyin=initials(entry.text("name")),
            drug_spec=entry.text("spec", ""),
            prcunt=entry.text("unit", ""),
            begndate=_FIRST_DAY,
            vali_flag="1",
            rid=_number("1303", entry.text("code")),
            ver=version.ver,
        )


def _diagnoses(_: Place, version: _Version) -> Iterator[Record]:
    history = _history()
    for entry in history.diagnoses if version is history.versions[0] else ():
        code = entry.text("code")
        yield DiagnosisRow(
            diag_code=code, diag_name=entry.text("name"), vali_flag="1", rid=_number("1307", code), ver=version.ver
        )


_FILES: Mapping[str, Callable[[Place, _Version], Iterator[Record]]] = {
    "1301": _drugs,
    "1302": _herbs,
    "1303": _preparations,
    "1306": _materials,
    "1307": _diagnoses,
}


def _insurance_row(line: _Line, region: str) -> ItemsRow:
    item = line.item
    return ItemsRow(
        hilist_code=item.code,
        hilist_name=item.name,
        insu_admdvs=region,
        begndate=_FIRST_DAY,
        enddate=line.until,
        med_chrgitm_type=item.charge_type or "14",
        chrgitm_lv=_GRADES[item.grade],
        lmt_used_flag="1" if item.limited_use else "0",
        list_type=_LIST_TYPES[item.kind],
        med_use_flag="1",
        matn_used_flag="0",
        hilist_use_type="1",
        lmt_cpnd_type="0",
        pinyin=initials(item.name)[:30],
        vali_flag=line.flag,
        rid=_number("1312", item.code),
        updt_time=line.version.day,
        crte_time=_FIRST_DAY,
    )


def _dated(line: _Line, number: str) -> dict[str, Any]:
    return {
        "begndate": _FIRST_DAY,
        "enddate": line.until,
        "vali_flag": line.flag,
        "rid": _number(number, line.item.code),
        "ver": line.version.ver,
    }


def _number(*parts: str) -> str:
    """A row's own number, the same at every download."""
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:32]


def _is_herb(item: Item) -> bool:
    return item.kind == "drug" and item.charge_type == _HERB_CHARGE


# --- versions --------------------------------------------------------------------------------------------------------


def _changed(place: Place, version: _Version, wanted: Callable[[Item], bool]) -> list[_Line]:
    return [line for line in _lines(place, version) if wanted(line.item)]


def _lines(place: Place, version: _Version) -> Iterator[_Line]:
    """What a version brings: everything (the first), what it adds, renames and stops."""
    versions = _history().versions
    first = version is versions[0]
    later = frozenset[str]().union(*(one.added for one in versions))
    coming = {code: name for one in reversed(versions) for code, name in one.renamed.items()}
    for item in place.catalogue.values():
        if item.mapped and (item.code not in later if first else item.code in (version.added | set(version.renamed))):
            yield _Line(replace(item, name=coming.get(item.code, item.name)) if first else item, version)
    for one in versions[1:]:
        for item in one.stopped if first else ():
            yield _Line(item, version)
    for item in version.stopped:
        yield _Line(item, version, version.day - timedelta(days=1))


def _shown(place: Place) -> tuple[_Version, ...]:
    """The versions up to the one that counts as the newest (switch catalogue_version)."""
    versions = _history().versions
    newest = place.behaviours["catalogue_version"]
    return versions[: [version.ver for version in versions].index(newest) + 1]


def _page(place: Place, call: Call, rows: Callable[[_Line], list[Any]]) -> dict[str, Any]:
    """One page of the rows as they stand now, of those that changed on or after the day asked for."""
    data = call.node("data")
    since = time_of(data, "updt_time").date()
    page, size = int(number_of(data, "page_num")), int(number_of(data, "page_size"))
    if page < 1 or not 1 <= size <= _LARGEST_PAGE:
        raise Refusal(f"页数要从 1 起，本页数据量最多 {_LARGEST_PAGE}")
    newest: dict[str, Record] = {}
    for version in _shown(place):
        for line in _lines(place, version):
            for row in rows(line):
                newest[row.rid] = row
    wanted = [row for row in newest.values() if getattr(row, "updt_time", _FIRST_DAY) >= since]
    code = text_of(data, "hilist_code")
    found = [row.wire() for row in wanted if code in ("", getattr(row, "hilist_code", ""))]
    return {"data": found[(page - 1) * size : page * size], "recordCounts": len(found), "pages": -(-len(found) // size)}


@cache
def _history() -> _History:
    document = read_document(HISTORY)
    versions = tuple(_version(entry) for entry in document.entries("versions"))
    return _History(versions, tuple(document.entries("preparations")), tuple(document.entries("diagnoses")))


def _version(entry: Entry) -> _Version:
    renamed = entry.values.get("renamed")
    return _Version(
        ver=entry.text("ver"),
        day=entry.day("at") or _FIRST_DAY,
        added=frozenset(entry.words("added")),
        renamed=dict(renamed) if isinstance(renamed, Mapping) else {},
        stopped=tuple(item_of(item) for item in entry.entries("stopped")),
    )
