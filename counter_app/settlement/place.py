"""A place's interface as data: what differs between provinces, so that no code asks where it is (DESIGN, section 3).

Profiles hold no secret: those stand in the settings (`counter_app.settlement.access`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from counter_app.failures import FailureCode
from counter_app.model.person import Scheme
from counter_app.model.visit import VisitKind
from counter_app.settlement.advice import NO_MONITORING, MonitoringRule
from counter_app.settlement.codes import known_codes
from counter_app.settlement.profile_file import ProfileError, Table, read_profile, shipped_profiles

__all__ = [
    "AuthKind",
    "AuthRule",
    "CaInfo",
    "FileHabits",
    "Place",
    "ProfileError",
    "SignInRule",
    "UrlStyle",
    "VisitLock",
    "load_place",
    "shipped",
]

_LONGEST_S = 3600
_LARGEST_MB = 4000
_USUAL_ANSWER_MB = 16
_DAY_S = 24 * 3600.0
_FSI = "fsi/api"
# The envelope's own fields (envelope facts, section 1).
_ENVELOPE_FIELDS = frozenset(
    {
        "cainfo",
        "dev_no",
        "dev_safe_info",
        "fixmedins_code",
        "fixmedins_name",
        "inf_time",
        "infno",
        "infver",
        "input",
        "insuplc_admdvs",
        "mdtrtarea_admvs",
        "msgid",
        "opter",
        "opter_name",
        "opter_type",
        "recer_sys_code",
        "sign_no",
        "signtype",
    }
)
# The plain forms, by the A form that our claims speak of.
_PLAIN = {"2203A": "2203", "2206A": "2206", "2207A": "2207"}


class UrlStyle(StrEnum):
    """How an address is made of the base (envelope facts, section 4, "URL shape")."""

    PATH = "path"  # <base>/fsi/api/<service>/<method>
    BARE = "bare"  # <base>/fsi/api, the number in the message decides
    NUMBER = "number"  # <base>/<infno>
    SINGLE = "single"  # <base> itself: one address of a service bus


class AuthKind(StrEnum):
    """How the gateway wants to be convinced (envelope facts, section 4, kinds a, b, c and f)."""

    NONE = "none"
    X_TIF = "x-tif"
    CSB = "csb"
    X_CA = "x-ca"
    APIKEY = "apikey"


class CaInfo(StrEnum):
    """What `cainfo` holds (envelope facts, section 4, kind e and "other uses")."""

    NONE = "none"
    SM3 = "sm3"  # SM3 of the input as it is sent
    SM2 = "sm2"  # SM2 over the other fields of the message, sorted by name


class VisitLock(StrEnum):
    """What 2202 is worth there after a settlement (protocol, section 9, A4)."""

    TESTED = "tested"
    ASSUMED = "assumed"
    FAILS = "fails"  # it cancels a settled visit: never sent to a visit in doubt


@dataclass(frozen=True, slots=True)
class AuthRule:
    """The gateway's headers. `api_name`: may hold {infno}; `milliseconds`: the timestamp's unit (both CSB only).

    `clock_tolerance_s`: how far from the gateway's clock a timestamp may be.
    """

    kind: AuthKind = AuthKind.NONE
    api_name: str = ""
    api_version: str = ""
    milliseconds: bool = False
    clock_tolerance_s: float = 1800.0


@dataclass(frozen=True, slots=True)
class SignInRule:
    """A place that wants 9001 before any other call, table [sign_in] of its profile.

    `ran_out`: parts of texts, or whole codes, that say a sign-in is no longer good. `renew_after_s`: how long one is
    used within its day.
    """

    ran_out: tuple[str, ...]
    renew_after_s: float = _DAY_S


@dataclass(frozen=True, slots=True)
class FileHabits:
    """How files travel at a place, table [files] of its profile.

    `upload`: multipart | json (9101 with the bytes as base64). `catalogue_mark`: the field of 9102 that says "plc" for
    a catalogue's file: fixmedins_code (Hunan) | filename (Jiangxi). `largest_mb`: of one download, as it travels.
    `first_version`: what a first catalogue download asks for.
    """

    upload: str = "multipart"
    catalogue_mark: str = "fixmedins_code"
    largest_mb: int = 200
    first_version: str = "v0000"


@dataclass(frozen=True, slots=True)
class Place:
    """One profile. Times in seconds.

    `visit_lock`: where 2202 was tried after a settlement and is the lock it should be, a person at the window need not
    wait for the time limit. `numbers`: what the place calls a transaction of ours; `paths`: by its own number.
    `may_reverse`: the place's numbers. `grades`: chrgitm_lv → A, B, C. `refunded`: values of refd_setl_flag that say
    "given back". `extra_fields`: constants added to the envelope. `reasons`: failure code → parts of refusal texts,
    first match wins. `sign_in`: None where 9001 is not wanted. `largest_answer_mb`: of an answer that is no file.
    """

    name: str
    url_style: UrlStyle
    infver: str
    recer_sys_code: str
    may_look: bool
    may_reverse: frozenset[str]
    visit_lock: VisitLock
    time_limit_s: float
    replay_by_id_number: bool
    uploads: bool
    busy_texts: tuple[str, ...]
    med_types: dict[str, str]
    schemes: dict[str, str]
    reasons: tuple[tuple[str, tuple[str, ...]], ...] = ()
    files: FileHabits = FileHabits()
    numbers: dict[str, str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    auth: AuthRule = AuthRule()
    cainfo: CaInfo = CaInfo.NONE
    input_as_text: bool = False
    extra_fields: dict[str, str] = field(default_factory=dict)
    grades: dict[str, str] = field(default_factory=dict)
    refunded: frozenset[str] = frozenset()
    monitoring: MonitoringRule = NO_MONITORING
    sign_in: SignInRule | None = None
    largest_answer_mb: int = _USUAL_ANSWER_MB

    def number(self, ours: str) -> str:
        """What the place calls a transaction: 2207A may be 2207 there."""
        return self.numbers.get(ours, str(ours))

    def reverses(self, ours: str) -> bool:
        """Whether 2601 may take such a transaction back."""
        return self.number(ours) in self.may_reverse

    def path(self, ours: str, declared: str) -> str:
        """What follows the base address, without a leading slash. `declared`: the path in the interface's text."""
        match self.url_style:
            case UrlStyle.PATH:
                return f"{_FSI}/{self.paths.get(self.number(ours), declared)}"
            case UrlStyle.BARE:
                return _FSI
            case UrlStyle.NUMBER:
                return self.number(ours)
            case UrlStyle.SINGLE:
                return ""


def shipped() -> tuple[str, ...]:
    """Names of the profiles that come with the program."""
    return shipped_profiles()


def load_place(profile: str) -> Place:
    """Load a shipped profile by its name, or any by its path (.toml).

    Raises:
        ProfileError: not there, not TOML, a key that is missing, unknown or of the wrong kind. Names file and key.
    """
    source = Path(profile).name if profile.endswith(".toml") else f"{profile}.toml"
    table = Table(source, read_profile(profile))
    place = _place(table)
    table.done()
    return place


def _place(table: Table) -> Place:
    plain = table.choice("variants", ("A", "plain"), default="A") == "plain"
    reasons = (*table.rows("reason"), *table.rows("reason_after"))
    return Place(
        name=table.text("name"),
        url_style=UrlStyle(table.choice("url_style", tuple(UrlStyle))),
        infver=table.text("infver"),
        recer_sys_code=table.text("recer_sys_code"),
        may_look=table.flag("may_look"),
        may_reverse=frozenset(table.texts("may_reverse")),
        visit_lock=VisitLock(table.choice("visit_lock", tuple(VisitLock))),
        time_limit_s=table.seconds("service_time_limit_s", _LONGEST_S),
        replay_by_id_number=table.flag("replay_by_id_number"),
        uploads=table.flag("uploads", default=False),
        busy_texts=table.texts("busy_texts"),
        med_types=_med_types(table),
        schemes=table.codes("scheme", allowed=tuple(Scheme)),
        reasons=tuple((row.choice("code", tuple(FailureCode)), row.texts("texts")) for row in reasons),
        numbers=dict(_PLAIN) if plain else {},
        paths=table.codes("path", optional=True),
        files=_files(table.inner("files")),
        auth=_auth(table.inner("auth")),
        cainfo=CaInfo(table.choice("cainfo", tuple(CaInfo), default=CaInfo.NONE)),
        input_as_text=table.flag("input_as_text", default=False),
        extra_fields=table.codes("extra_field", optional=True, not_named=_ENVELOPE_FIELDS),
        grades=table.codes("chrgitm_lv", allowed=("A", "B", "C")),
        refunded=frozenset(table.texts("refunded")),
        monitoring=_monitoring(table.inner("monitoring")),
        sign_in=_sign_in(table.inner("sign_in")),
        largest_answer_mb=table.number("largest_answer_mb", _LARGEST_MB, default=_USUAL_ANSWER_MB),
    )


def _med_types(table: Table) -> dict[str, str]:
    """A registration fee is an ordinary visit unless the place has a code of its own for it."""
    always = tuple(kind for kind in VisitKind if kind is not VisitKind.REGISTRATION)
    codes = table.codes("med_type", required=always)
    return {VisitKind.REGISTRATION.value: codes[VisitKind.OUTPATIENT]} | codes


def _auth(table: Table | None) -> AuthRule:
    if table is None:
        return AuthRule()
    kind = AuthKind(table.choice("kind", tuple(AuthKind)))
    bus = kind is AuthKind.CSB
    return AuthRule(
        kind=kind,
        api_name=table.text("api_name") if bus else "",
        api_version=table.text("api_version") if bus else "",
        milliseconds=bus and table.choice("timestamp", ("seconds", "milliseconds")) == "milliseconds",
        clock_tolerance_s=table.seconds("clock_tolerance_s", _LONGEST_S, default=1800.0),
    )


def _sign_in(table: Table | None) -> SignInRule | None:
    if table is None:
        return None
    return SignInRule(table.texts("ran_out"), table.seconds("renew_after_s", _DAY_S, default=_DAY_S))


def _monitoring(table: Table | None) -> MonitoringRule:
    usual = NO_MONITORING
    if table is None:
        return usual
    return MonitoringRule(
        call=table.choice("call", ("off", "3101", "3102")),
        system=table.text("system", default=usual.system),
        scene=table.optional("scene"),
        hospital_level=table.choice("hospital_level", tuple(known_codes("hosp_lv")), default=usual.hospital_level),
        doctor_title=table.choice("doctor_title", tuple(known_codes("drord_dr_profttl")), default=usual.doctor_title),
    )


def _files(table: Table | None) -> FileHabits:
    usual = FileHabits()
    if table is None:
        return usual
    return FileHabits(
        upload=table.choice("upload", ("multipart", "json"), default=usual.upload),
        catalogue_mark=table.choice("catalogue_mark", ("fixmedins_code", "filename"), default=usual.catalogue_mark),
        largest_mb=table.number("largest_mb", _LARGEST_MB, default=usual.largest_mb),
        first_version=table.text("first_version", default=usual.first_version),
    )
