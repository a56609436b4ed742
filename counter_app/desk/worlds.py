"""Training and the real thing never meet: what each is known by, and why the one is refused in the other.

Region 99 is nowhere, and every person of the training is of it. A store says on itself whose books it holds from its
first start on; one from before that is known by its people.
"""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from counter_app.desk.books import Books
from counter_app.desk.claim import Claim
from counter_app.desk.documents import UnreadableDocument
from counter_app.model.person import Credential
from counter_app.settings import Settings
from offline_queue.cipher import DamagedDocument
from offline_queue.reading import Reader
from offline_queue.store import Store

__all__ = ["STAGE", "WORLD", "holds", "mark", "of_people", "of_shared", "refused", "stranger"]

WORLD = "world"  # the counter of a store that says whose books it holds
_REAL, _TRAINING = 1, 2
STAGE = Path("sandbox") / "ledger.db"  # what the training stage keeps in a folder of its own
_NOWHERE = "99"
_OLD_STORES_ASKED = 20  # claims of a store that does not say whose it is

_ADDRESS = (
    "[service] {key}：训练只和本机的训练服务说话，不连 {host}。没有发送任何东西；"
    "要真结算，请先退出训练，并写上本院的 [institution] code。"
)
_FOLDER = "{folder} 是训练用的数据文件夹，正式窗口不能用它。没有打开任何账；请用正式的数据文件夹。"
_DATABASE = "[store] url 是训练用的数据库，正式窗口不能用它。没有打开任何账。"
_BOOKS = {
    _REAL: "{file} 是正式的账，训练里不能用它。没有打开，也没有改动；请把它放回正式的数据文件夹。",
    _TRAINING: "{file} 是训练的账，正式窗口不能用它：没有一张训练单会发给医保。没有打开；请把它移走。",
}
_SHARED = {
    _REAL: "[store] url 的数据库是正式的总账，训练里不能用它。没有接上，也没有改动；请换成训练用的数据库。",
    _TRAINING: "[store] url 的数据库是训练的账，正式窗口不能用它：没有一张训练单会发给医保。"
    "没有接上；请换成本院的总账。",
}


def refused(settings: Settings) -> str:
    """Why a window with these settings is not opened, before anything is; empty where nothing is mixed."""
    if settings.training:
        for key in ("url", "credential_url"):
            host = urlsplit(getattr(settings.service, key)).hostname
            if host and not _here(host):
                return _ADDRESS.format(key=key, host=host)
        return ""
    if (settings.data / STAGE).exists():
        return _FOLDER.format(folder=settings.data)
    name = settings.store.url.partition("?")[0].rpartition("/")[2]
    return _DATABASE if settings.shares and "training" in name else ""


def _here(host: str) -> bool:
    """Whether it is this computer. A name other than the one that is reserved may be anybody's."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _own(settings: Settings) -> int:
    return _TRAINING if settings.training else _REAL


def _name(settings: Settings) -> str:
    return settings.own_url.partition("?")[0].rpartition("/")[2]


def holds(settings: Settings, found: int | None) -> str:
    """Why books that say this of themselves are not opened here; empty where they are ours, or say nothing."""
    if found is None or found == _own(settings):
        return ""
    return _BOOKS[_TRAINING if found == _TRAINING else _REAL].format(file=_name(settings))


def mark(settings: Settings, store: Store, reader: Reader, *, working: bool) -> str:
    """Have the store say whose it is from now on; why it is not opened, where it says otherwise."""
    found = reader.counted(WORLD)
    if found is None and working and not reader.counts():
        found = store.count(WORLD, 0, start=_own(settings))
    return holds(settings, found)


def of_people(settings: Settings, store: Store, claims: Iterable[Claim], *, working: bool) -> str:
    """The same of a store that says nothing yet: by the people of these claims of it."""
    found = _of(claims) or _own(settings)
    said = holds(settings, found)
    if working and not said:
        store.count(WORLD, 0, start=found)
    return said


def of_shared(settings: Settings, store: Store, reader: Reader, books: Books, *, working: bool) -> str:
    """The same of the store that windows share. Whatever its database is called: a name is changed in a moment."""
    found = reader.counted(WORLD)
    if found is None:
        try:
            found = _of(books.claims(limit=_OLD_STORES_ASKED)) or _own(settings)
        except (DamagedDocument, UnreadableDocument):
            return ""  # whoever reads that claim is told so
        if working and found == _own(settings):
            found = store.count(WORLD, 0, start=found)  # another window may have come first
    return "" if found == _own(settings) else _SHARED[_TRAINING if found == _TRAINING else _REAL]


def _of(claims: Iterable[Claim]) -> int | None:
    """Whose the first of these is that says it; None: none does."""
    for claim in claims:
        person, credential = claim.machine.person, claim.people.credential
        number = person.id_number if person is not None else credential.id_number if credential is not None else ""
        if number:
            return _TRAINING if number.startswith(_NOWHERE) else _REAL
    return None


def stranger(credential: Credential, *, training: bool) -> bool:
    """What was shown belongs to the other world. One that tells nothing of whose it is belongs to either."""
    known = [mark for mark in (credential.id_number, credential.card_id) if mark]
    return bool(known) and any(mark.startswith(_NOWHERE) for mark in known) is not training
