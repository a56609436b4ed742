"""Opening the store of one window: its key, its database, and what both say when they refuse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from counter_app.desk import clock
from counter_app.settings import Settings, SettingsError
from offline_queue.cipher import Cipher, DamagedDocument
from offline_queue.engine import FolderInUse, StoreUnavailable, WrongAddress, open_engine, undurable
from offline_queue.fitting import holds_something, key_fits
from offline_queue.key_place import KeyFault, KeyPlace, KeyTrouble, Ring, StoreKey, load_key
from offline_queue.leases import Dead, Leases
from offline_queue.reading import Reader
from offline_queue.store import Store

__all__ = [
    "SEALED",
    "NumberTaken",
    "Opened",
    "OtherKey",
    "OtherWorld",
    "key_of",
    "open_hospital",
    "open_store",
    "refusal",
]

SEALED = ".sealed"  # how the names of files end that were sealed with the store's key

_FAULTS = {
    KeyFault.OPEN_TO_OTHERS: "别人也能读这个密钥文件。请找信息科只给本用户读写的权限（chmod 600），再启动。",
    KeyFault.NO_KEY: "这个文件不是完整的密钥（应是 32 字节）。请用备份的密钥文件换回来。",
    KeyFault.UNREADABLE: "打不开。请找信息科检查文件和权限。",
    KeyFault.MISSING: "密钥不见了，而这里已经有账。没有新造密钥：新密钥打不开旧账。请把备份的密钥文件放回来。",
    KeyFault.NOT_IN_RING: "密钥在系统钥匙串里，现在取不到：钥匙串没有解锁，换了用户，或没有桌面。"
    "请用原来的用户登录并解锁；或把备份的密钥文件放进数据文件夹。",
    KeyFault.OTHER_KEY: "系统钥匙串里的密钥不是原来那一把。请把备份的密钥文件放进数据文件夹。",
    KeyFault.NOT_WRITTEN: "新密钥写不进数据文件夹。请找信息科检查磁盘和权限。",
}

_OTHER_WINDOWS_KEY = (
    "这台窗口的密钥和医院总账的不是同一把，没有打开总账。请在能用的窗口上另存密钥（queue key --to 文件），"
    "放进这台的数据文件夹，再启动。"
)


_OLD_KEY = (
    "{file} 是这台窗口以前自己的账，密钥和现在的不是同一把。连不上总账时要用它，所以没有启动："
    "请信息科用原来的密钥打开核对，没有未办完的单，再把它移走。"
)


class OtherKey(SettingsError):
    """The hospital's store was written with another key."""


class OtherWorld(SettingsError):
    """The hospital's store is the training's and this window is not, or the other way round."""


class NumberTaken(SettingsError):
    """Another process has the number of this window."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A store that answers, and the key it was opened with."""

    store: Store
    reader: Reader
    cipher: Cipher
    secret: bytes = field(repr=False)
    key_place: KeyPlace
    leases: Leases | None  # None: the store is this window's alone
    disconnect: Callable[[], None] = field(repr=False)
    undurable: tuple[str, ...] = ()  # settings of its server by which what was acknowledged may be lost

    def hold_number(self, window: str, *, working: bool) -> None:
        """Have the window's number for this process, where others share the store.

        Raises NumberTaken, StoreUnavailable.
        """
        if working and self.leases and not self.leases.hold(window):
            self.close()
            raise NumberTaken(f"[window] number：{int(window)} 号窗口已经在另一台电脑上开着。每台窗口要用自己的号。")

    def close(self) -> None:
        """No more beats, and every connection closed."""
        if self.leases:
            self.leases.end()
        self.disconnect()


def refusal(trouble: Exception, folder: Path) -> tuple[dict[str, str] | None, str]:
    """Why a store was not opened, or refused in the middle: as JSON, if it is for programs, and as a sentence."""
    if isinstance(trouble, FolderInUse):
        return None, f"数据文件夹 {folder} 正被另一个窗口程序使用。"
    if not isinstance(trouble, StoreUnavailable):
        said = "本机的账里有打不开的单（钥匙不对，或文件损坏）；请找信息科。"
        return {"state": "refused", "failure": "96", "said": "unreadable"}, said
    reason, _, window = trouble.reason.partition(" ")
    code, where = {
        "away": ("96c", "医院的总账（数据库服务器）连不上"),
        "taken": ("96d", "这个窗口号在另一台电脑上开着"),
        "kept": ("96e", f"总账断线时，{window} 号窗口已在它自己的账里给这张单据开了单。请到那个窗口接着办"),
    }.get(reason, ("96", "本机的账打不开或写不进"))
    return {"state": "refused", "failure": code, "said": trouble.reason}, f"{where}，没有发送任何东西；请找信息科。"


def key_of(settings: Settings, ring: Callable[[], Ring | None], *, holds: bool = False) -> StoreKey:
    """The key of the window's store; a new one only for a store that holds nothing. `holds`: it does, somewhere.

    Raises:
        SettingsError: no key, with the sentence for people; or no such address.
    """
    folder, urls = settings.data, (settings.own_url, settings.store_url)
    try:
        return load_key(
            folder,
            settings.key_name,
            ring=ring,
            holds=lambda: holds or any(map(holds_something, urls)) or _sealed_files(folder),
            may_ask=settings.store.key != "file",
        )
    except KeyTrouble as trouble:
        raise SettingsError(f"{trouble.name}：{_FAULTS[trouble.fault]}") from trouble
    except WrongAddress:
        raise SettingsError("[store] url 不是能用的数据库地址") from None


def open_store(settings: Settings, ring: Callable[[], Ring | None]) -> Opened:
    """The store that is this window's alone, at the shipped schema, with its key.

    Raises:
        SettingsError: as `key_of`. StoreUnavailable: the database refuses. DamagedDocument: it is another store's key;
        working with it would leave documents of two keys.
    """
    key = key_of(settings, ring)
    opened = _opened(settings.own_url, key)
    if opened is None and settings.shares:
        raise SettingsError(_OLD_KEY.format(file=settings.own_url.rpartition("/")[2]))
    if opened is None:
        raise DamagedDocument("the key opens none of the store's documents")
    return opened


def open_hospital(settings: Settings, own: Opened) -> Opened:
    """The store that windows share, with the same key. Raises OtherKey, StoreUnavailable, SettingsError."""
    opened = _opened(settings.store_url, StoreKey(own.secret, own.key_place))
    if opened is None:
        raise OtherKey(_OTHER_WINDOWS_KEY)
    return opened


def _opened(url: str, key: StoreKey) -> Opened | None:
    """None: the key is another one's."""
    try:
        engine = open_engine(url)
    except WrongAddress:
        raise SettingsError("[store] url 不是能用的数据库地址") from None
    cipher = Cipher(key.secret)
    leases = Leases(engine, clock.boot_seconds) if engine.dialect.name == "postgresql" else None
    dead: Dead = leases.dead if leases else frozenset
    store = Store(engine, cipher, dead)
    try:
        store.prepare()
        fits, weak = key_fits(engine, cipher), undurable(engine)
    except BaseException:
        engine.dispose()
        raise
    if not fits:
        engine.dispose()
        return None
    return Opened(store, Reader(engine, cipher, dead), cipher, key.secret, key.place, leases, engine.dispose, weak)


def _sealed_files(folder: Path) -> bool:
    return any(folder.glob(f"*/*{SEALED}"))
