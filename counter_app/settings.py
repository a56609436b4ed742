"""One frozen Settings, checked at start. Errors name the file and the key, in the reader's words.

A TOML file with the sections below; every key can be overridden by COUNTER_APP_<SECTION>_<KEY>.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, astuple, dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from card_reader.scanner import ScannerSettings
from card_reader.vendor_card import VendorSettings
from counter_app.order_settings import ByHandSettings, OrderSettings
from counter_app.print_settings import PrintSettings
from counter_app.slip_settings import SlipSettings

__all__ = [
    "TRAINING_INSTITUTION",
    "InstitutionSettings",
    "ServiceSettings",
    "Settings",
    "SettingsError",
    "SlipSettings",
    "StoreSettings",
    "TicketSettings",
    "TraceSettings",
    "WindowSettings",
    "default_folder",
    "load_settings",
]

# The sandbox's hospital: a window with this code is in training whatever it talks to, and every slip says so.
TRAINING_INSTITUTION = "H44010000001"

_LONGEST_WAIT_S = 600
_LONGEST_LOCK = 480
_MOST = 999_999_999


class SettingsError(ValueError):
    """A setting that cannot be used: names the file (or the environment variable) and the key."""


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """The settlement service: base address, place profile (a shipped name or a .toml file), time-outs in seconds.

    `credential_url`: base address of the local component that decodes a 医保电子凭证; empty = the service's own.

    `account`, `secret`: what the place gave for its gateway (paasid or access key, and the secret of it; or the one
    apikey as `secret`). `sm2_key`, `sm2_public_key`: hex, where the message is signed. `ca_file`: PEM of the authority
    to trust, empty = the public ones. No repr shows a secret.
    """

    url: str = "http://127.0.0.1:18650"
    credential_url: str = ""
    profile: str = "national"
    connect_timeout_s: float = 3.0
    read_timeout_s: float = 10.0
    ca_file: str = ""
    account: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    sm2_key: str = field(default="", repr=False)
    sm2_public_key: str = ""


@dataclass(frozen=True, slots=True)
class InstitutionSettings:
    """This hospital: national code (12), name, region (six digits), level word for slips, phone.

    `chronic`: chronic diseases opened here, as first characters of their codes, apart by spaces ("M039 M016"); empty:
    nobody said, the service decides. `region_names`: what places are called here, by code, as `region_name` is written;
    added to the shipped list (records/regions.toml).
    """

    code: str = TRAINING_INSTITUTION
    name: str = "测试医院"
    region: str = "440100"
    region_name: str = "广东 广州市"
    level: str = "三级"
    phone: str = "020-00000000"
    chronic: str = ""
    region_names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """Where claims are kept: empty = SQLite in the data folder; postgresql+psycopg://… = one queue for many windows.

    `key`: where a new store's key goes: keyring (the desktop's, else a file) | file. One that is there stays.
    """

    url: str = ""
    key: str = "keyring"


@dataclass(frozen=True, slots=True)
class WindowSettings:
    """This window: its number (0..99, unique in the hospital), the operator, look and keys.

    `theme`: light | dark | high_contrast. `type_size`: 1.0 to 2.0. `replay_workers`: claims settled at once in the
    background. `patience_s`: how long a cashier waits for an unclear answer before the person leaves with a paper.
    `patient_display`: screen (the second screen, where there is one) | corner (small, on the cashier's own) | off.
    `sign_in`: auto (once an operator is on record) | on | off (`operator` works here). `lock_minutes`: without a key
    pressed the window is locked after so long; 0: never.
    """

    number: int = 1
    operator: str = "0001"
    operator_name: str = "收费员"
    theme: str = "light"
    type_size: float = 1.0
    reader: str = ""
    replay_workers: int = 4
    patience_s: float = 60.0
    training: bool = False
    patient_display: str = "screen"
    sign_in: str = "auto"
    lock_minutes: int = 10
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TicketSettings:
    """How much may wait to be made up (补记账); 0: no such limit. Asked before a ticket is given.

    `largest_yuan`: one bill. `most`: how many tickets wait for the line. `most_yuan`: all of them together.
    `oldest_days`: none is given once the oldest has waited so long. What waits for a person is not counted.

    No policy text names a figure: these are assumptions. A window has to hold 10,000; no outage on record lasted longer
    than six days; an outpatient bill over 50,000 yuan is for a supervisor to look at.
    """

    largest_yuan: int = 50_000
    most: int = 10_000
    most_yuan: int = 5_000_000
    oldest_days: int = 14


@dataclass(frozen=True, slots=True)
class TraceSettings:
    """Trace codes. `required`: a packaged drug without its codes is stopped at the window. `no_code_list`: a file in
    the data folder, or by its whole path, of national codes, one a line, whose stock has none.
    """

    required: bool = False
    no_code_list: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """All of it, and the folder for data."""

    data: Path
    service: ServiceSettings = ServiceSettings()
    institution: InstitutionSettings = InstitutionSettings()
    store: StoreSettings = StoreSettings()
    window: WindowSettings = field(default_factory=WindowSettings)
    slips: SlipSettings = field(default_factory=SlipSettings)
    tickets: TicketSettings = TicketSettings()
    traces: TraceSettings = TraceSettings()
    orders: OrderSettings = field(default_factory=OrderSettings)
    by_hand: ByHandSettings = field(default_factory=ByHandSettings)
    scanner: ScannerSettings = field(default_factory=ScannerSettings)
    vendor: VendorSettings = field(default_factory=VendorSettings)
    printing: PrintSettings = field(default_factory=PrintSettings)

    @property
    def training(self) -> bool:
        """Whether nothing here is real money."""
        return self.window.training or self.institution.code == TRAINING_INSTITUTION

    @property
    def key_name(self) -> str:
        """What the key's file is called; training has its own."""
        return "training" if self.training else "counter"

    @property
    def own_url(self) -> str:
        """The address of the store that is this window's alone: beside the server that windows share it goes on with
        that while the server is away.
        """
        return f"sqlite:///{self.data / self.key_name}.db" if self.shares else self.store_url

    @property
    def shares(self) -> bool:
        """Whether the claims of this window go to a server that windows share."""
        return self.store_url.startswith("postgresql")

    @property
    def store_url(self) -> str:
        """The database's address. Training stays out of the server that windows share: it keeps its own in the data
        folder, unless the database in the settings is called training itself.
        """
        shared = self.store.url.startswith("postgresql")
        meant = not (self.training and shared) or "training" in self.store.url.partition("?")[0].rpartition("/")[2]
        return (meant and self.store.url) or f"sqlite:///{self.data / self.key_name}.db"


_SECTIONS: dict[str, type] = {
    "service": ServiceSettings,
    "institution": InstitutionSettings,
    "store": StoreSettings,
    "window": WindowSettings,
    "slips": SlipSettings,
    "tickets": TicketSettings,
    "traces": TraceSettings,
    "orders": OrderSettings,
    "by_hand": ByHandSettings,
    "scanner": ScannerSettings,
    "vendor": VendorSettings,
    "printing": PrintSettings,
}


def load_settings(
    file: Path | None,
    data: Path | None,
    environment: Mapping[str, str] = os.environ,
    *,
    overrides: Mapping[str, Any] | None = None,
) -> Settings:
    """Read, override and check. `file` None: `settings.toml` in the data folder, if it is there.

    `overrides` replace whole keys as `section__key=value`, for the caller that starts a training sandbox.

    Raises:
        SettingsError: not there, not TOML, an unknown section or key, a value of the wrong kind or out of range.
    """
    folder = data or default_folder(environment)
    source = file or folder / "settings.toml"
    raw = _read(source, must_exist=file is not None)
    unknown = set(raw) - set(_SECTIONS)
    if unknown:
        raise SettingsError(f"{source.name}：没有 [{min(unknown)}] 这一节")
    sections = {
        name: _section(name, kind, raw.get(name, {}), source.name, environment, overrides or {})
        for name, kind in _SECTIONS.items()
    }
    settings = Settings(data=folder, **sections)
    _check(settings, source.name)
    return settings


def default_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """Where data goes when nobody says where: the desktop user's own data folder."""
    base = environment.get("XDG_DATA_HOME") or environment.get("LOCALAPPDATA")
    return (Path(base) if base else Path.home() / ".local" / "share") / "counter-app"


def _read(file: Path, *, must_exist: bool) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8-sig"))
    except FileNotFoundError:
        if must_exist:
            raise SettingsError(f"{file.name}：没有这个设置文件") from None
        return {}
    except OSError as trouble:
        raise SettingsError(f"{file.name}：打不开（{trouble.strerror}）") from trouble
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise SettingsError(f"{file.name}：不是 TOML：{wrong}") from wrong


def _section(
    name: str,
    kind: type,
    raw: Any,
    source: str,
    environment: Mapping[str, str],
    overrides: Mapping[str, Any],
) -> Any:
    if not isinstance(raw, dict):
        raise SettingsError(f"{source}：{name} 要写成一节 [{name}]")
    known = {entry.name: entry for entry in fields(kind)}
    unknown = set(raw) - set(known)
    if unknown:
        raise SettingsError(f"{source}：[{name}] 里没有 {min(unknown)} 这一项")
    values: dict[str, Any] = {}
    for key, entry in known.items():
        default = entry.default_factory() if entry.default_factory is not MISSING else entry.default
        variable = f"COUNTER_APP_{name}_{key}".upper()
        if f"{name}__{key}" in overrides:
            values[key] = overrides[f"{name}__{key}"]
        elif variable in environment:
            values[key] = _of_kind(environment[variable], default, f"{variable}")
            if (name, key, values[key]) == ("window", "sign_in", "off"):  # not by whoever may start the program
                raise SettingsError(f"{variable}：off 只能写在设置文件里")
        elif key in raw:
            values[key] = _of_kind(raw[key], default, f"{source}：[{name}] {key}")
    return kind(**values)


def _of_kind(value: Any, default: Any, place: str) -> Any:
    """`value` as the kind of its default; environment variables are always text."""
    try:
        if isinstance(default, bool):
            if isinstance(value, bool):
                return value
            return {"true": True, "1": True, "false": False, "0": False}[str(value).lower()]
        if isinstance(default, int) and not isinstance(value, (bool, float)):
            return int(value)
        if isinstance(default, float) and not isinstance(value, bool):
            return float(value)
    except (ValueError, KeyError):
        raise SettingsError(f"{place} 的值不对") from None
    if isinstance(default, Mapping) and isinstance(value, Mapping):
        return {str(left): str(right) for left, right in value.items()}
    if isinstance(default, str) and isinstance(value, str):
        return value
    raise SettingsError(f"{place} 的值不对")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def _check(settings: Settings, source: str) -> None:
    institution, window, service = settings.institution, settings.window, settings.service
    rules = (
        (_is_address(service.url), "[service] url 要写成 http:// 或 https:// 开头的地址"),
        (
            not service.credential_url or _is_address(service.credential_url),
            "[service] credential_url 要写成 http:// 或 https:// 开头的地址，或者不写",
        ),
        (0 < service.connect_timeout_s <= _LONGEST_WAIT_S, "[service] 等待秒数 connect_timeout_s 要在 0 到 600"),
        (0 < service.read_timeout_s <= _LONGEST_WAIT_S, "[service] 等待秒数 read_timeout_s 要在 0 到 600"),
        (1 <= len(institution.code) <= 12, "[institution] code 要 1 到 12 位"),
        (
            institution.region.isascii() and institution.region.isdigit() and len(institution.region) == 6,
            "[institution] region 要 6 位数字",
        ),
        (bool(institution.name), "[institution] name 不能为空"),
        (
            all(re.fullmatch("[0-9]{6}", code) and name.strip() for code, name in institution.region_names.items()),
            '[institution] region_names 要写成 { "339900" = "浙江省本级" }：6 位数字和名称',
        ),
        (0 <= window.number <= 99, "[window] number 要在 0 到 99"),
        # In a claim's history it stands between spaces (desk.reprinting reads the window's number there).
        (len(window.operator.split()) == 1, "[window] operator 是工号，不能空，也不能有空格"),
        (1 <= window.replay_workers <= 16, "[window] replay_workers 要在 1 到 16"),
        (1.0 <= window.type_size <= 2.0, "[window] type_size 要在 1 到 2"),
        (settings.store.key in ("keyring", "file"), "[store] key 只能是 keyring 或 file"),
        (window.theme in ("light", "dark", "high_contrast"), "[window] theme 只能是 light、dark 或 high_contrast"),
        (
            window.patient_display in ("screen", "corner", "off"),
            "[window] patient_display 只能是 screen、corner 或 off",
        ),
        (window.sign_in in ("auto", "on", "off"), "[window] sign_in 只能是 auto、on 或 off"),
        (0 <= window.lock_minutes <= _LONGEST_LOCK, "[window] lock_minutes 要在 0（不锁）到 480"),
        (not settings.slips.wrong, f"[slips] {settings.slips.wrong}"),
        (0 < settings.orders.wait_s <= 30, "[orders] 等待秒数 wait_s 要在 0 到 30"),
        (bool(settings.orders.view), "[orders] view 不能为空"),
        (
            all(0 <= most <= _MOST for most in astuple(settings.tickets)),
            "[tickets] 的上限要在 0（不限）到 999999999",
        ),
        (not settings.scanner.wrong, f"[scanner] {settings.scanner.wrong}"),
        (not settings.vendor.wrong, f"[vendor] {settings.vendor.wrong}"),
        (not settings.printing.wrong(), f"[printing] {settings.printing.wrong()}"),
    )
    for good, words in rules:
        if not good:
            raise SettingsError(f"{source}：{words}")
