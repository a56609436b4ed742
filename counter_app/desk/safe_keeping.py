"""Backups of the store, putting one back, and where its key lies: for the command line.

What a backup does not know may have happened: claims were settled after it was made. So a restored store sends nothing
for a claim that was alive in it until a person has looked at the centre (`queue release`); it gives fresh tickets
another tag, fresh visits numbers that were not used, and message ids seconds that were not used (protocol, rules 2 and
5, assumptions A6 and A7).
"""

from __future__ import annotations

import secrets
from argparse import Namespace
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from counter_app.desk import clock, worlds
from counter_app.desk.claim import FRESH_VISITS, HeldReason, MachinePart
from counter_app.desk.documents import UnreadableDocument, from_document, to_document
from counter_app.desk.file_desk import open_kept
from counter_app.desk.message_ids import AHEAD_S, is_msgid_second
from counter_app.desk.opening import key_of
from counter_app.desk.staff_errand import Password, not_by
from counter_app.desk.ticket_numbers import TAG, TAGS
from counter_app.model.operator import Act
from counter_app.records.operators import Operators
from counter_app.settings import Settings
from offline_queue import backup
from offline_queue.cipher import Cipher, DamagedDocument
from offline_queue.elsewhere import is_note
from offline_queue.engine import FolderInUse, StoreUnavailable, lock_folder, open_engine
from offline_queue.fitting import key_fits, sqlite_file
from offline_queue.key_place import KeyPlace, Ring, write_owners_file
from offline_queue.register import Register
from offline_queue.store import Store

__all__ = ["COMMANDS", "doubted", "missing", "run"]

COMMANDS = ("backup", "restore", "key", "unseal")

_WANTS = {"backup": ("--to",), "restore": ("--from",), "unseal": ("--from", "--to")}
_PLACES = {KeyPlace.KEYRING: "系统钥匙串", KeyPlace.FILE: "数据文件夹里的密钥文件"}
_ELSEWHERE = "账在另外的数据库里，请用那个数据库自己的备份。"
_OWN_ALONE = "这里只是本窗自己的账；医院总账请用那个数据库自己的备份。"
_NO_KEY_IN_IT = "备份里没有密钥。没有密钥，备份谁也打不开：请另用 queue key --to 文件 存一份，和备份分开放。"


def missing(typed: Namespace) -> str:
    """The option without which the command says too little; empty where nothing is missing."""
    files = {"--from": typed.source, "--to": typed.to}
    return next((option for option in _WANTS.get(typed.what, ()) if files[option] is None), "")


def run(
    settings: Settings, typed: Namespace, ring: Callable[[], Ring | None], password: Password = lambda _words: ""
) -> dict[str, Any]:
    """What was typed; `password` asks for that of whoever types. state: ok | refused, with `said` for people. Raises
    SettingsError.
    """
    try:
        match typed.what:
            case "backup":
                return _back_up(settings, typed.to)
            case "restore":
                return _restore(settings, typed, ring, password)
            case "unseal":
                return _unseal(settings, typed, ring, password)
            case _:
                return _key(settings, typed, ring, password)
    except FileExistsError as there:
        return _refused(f"{there} 已经有了，没有改动它；请换一个文件名。")
    except OSError as trouble:
        return _refused(f"文件读不出或写不进（{trouble.strerror}）。")
    except StoreUnavailable as trouble:
        return _refused(f"本机的账打不开（{trouble.reason}）。")
    except FolderInUse:
        return _refused("这个数据文件夹或这本账正被窗口程序使用；请先退出所有用它的窗口，再恢复。")


def _back_up(settings: Settings, to: Path) -> dict[str, Any]:
    file = sqlite_file(settings.own_url)
    if file is None:
        return _refused(_ELSEWHERE)
    if not file.exists():
        return _refused("这里还没有账，没有可备份的。")
    try:
        claims = backup.back_up(file, to)
    except backup.UnfitBackup:
        return _refused("本机的账已经损坏，备份没有做成；原来的备份请留着，找信息科。")
    said = _NO_KEY_IN_IT + (_OWN_ALONE if settings.shares else "")
    return {"state": "ok", "file": str(to), "claims": claims, "bytes": to.stat().st_size, "said": said}


def _key(settings: Settings, typed: Namespace, ring: Callable[[], Ring | None], password: Password) -> dict[str, Any]:
    key, to = key_of(settings, ring), typed.to
    wrong = _may_not_read(settings, typed, Cipher(key.secret), password) if to is not None else ""
    if wrong:
        return _refused(wrong)
    report = {"state": "ok", "place": key.place.value, "said": f"密钥在{_PLACES[key.place]}。"}
    if to is not None:
        write_owners_file(to, key.secret)
        report |= {"file": str(to), "said": "密钥已另存，只有本用户能读。谁拿到它和备份，谁就能看账：请分开锁好。"}
    return report


def _unseal(
    settings: Settings, typed: Namespace, ring: Callable[[], Ring | None], password: Password
) -> dict[str, Any]:
    cipher = Cipher(key_of(settings, ring, holds=True).secret)
    wrong = _may_not_read(settings, typed, cipher, password)
    if wrong:
        return _refused(wrong)
    try:
        open_kept(typed.source, cipher, typed.to)
    except DamagedDocument:
        return _refused("这个文件打不开：损坏了，改过名，或是另一把密钥的。")
    return {"state": "ok", "file": str(typed.to), "said": "文件里有患者的信息，用完请删掉。"}


def _may_not_read(settings: Settings, typed: Namespace, cipher: Cipher, password: Password) -> str:
    """Why whoever types gets neither the key nor what it opens; empty: a supervisor, or nobody signs in here, or the
    books cannot tell who does: then the key is what brings them back.
    """
    file = sqlite_file(settings.own_url)
    if file is None or not file.exists() or not file.stat().st_size:
        return ""
    engine = open_engine(f"sqlite:///{file}")
    try:
        staff = Operators(Register(engine, cipher))
        return not_by(staff, settings.window.sign_in, Act.PUT_RIGHT, typed.as_number, password)
    except (StoreUnavailable, DamagedDocument):
        return ""
    finally:
        engine.dispose()


def _restore(
    settings: Settings, typed: Namespace, ring: Callable[[], Ring | None], password: Password
) -> dict[str, Any]:
    file = sqlite_file(settings.own_url)
    if file is None:
        return _refused(_ELSEWHERE)
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with lock_folder(settings.data):
        part = file.with_name(f"{file.name}.restoring")
        try:
            return _put_back(settings, typed, file, part, ring, password)
        except backup.UnfitBackup:
            return _refused("这个备份不完整或已损坏，没有恢复；原来的账没有动。")
        except (DamagedDocument, UnreadableDocument):
            return _refused("密钥打不开这个备份：是另一把密钥的，或有损坏。没有恢复；原来的账没有动。")
        finally:
            for ending in ("", "-wal", "-shm"):
                part.with_name(part.name + ending).unlink(missing_ok=True)


def _put_back(
    settings: Settings,
    typed: Namespace,
    file: Path,
    part: Path,
    ring: Callable[[], Ring | None],
    password: Password,
) -> dict[str, Any]:
    source, now = typed.source, clock.moment().wall
    claims = backup.proved_copy(source, part)
    key = key_of(settings, ring, holds=True)  # a backup is there: no new key is made for it
    cipher = Cipher(key.secret)
    engine = open_engine(f"sqlite:///{part}")
    try:
        Store(engine, cipher).prepare()
        if not key_fits(engine, cipher):
            raise DamagedDocument(source.name)
        mixed = worlds.holds(settings, backup.counters_of(engine).get(worlds.WORLD))
        if mixed:
            return _refused(mixed)
        old, youngest = _stands(file)
        if not typed.over and (youngest is None or youngest.beyond(backup.newest(engine))):
            words = "打不开" if youngest is None else "比备份新"
            return _refused(f"这里已有账，{words}。恢复会丢掉备份以后的事；确实要恢复，请加 --over，原来的会留着。")
        wrong = _who_works(settings, typed, file, cipher, Register(engine, cipher), password)
        if wrong:
            return _refused(wrong)
        held = backup.begin_anew(
            engine,
            cipher,
            _counters(backup.counters_of(engine), old, int(now.timestamp())),
            partial(doubted, at=now),
            HeldReason.RECONCILE,
            now,
            f"恢复备份 {typed.as_number}".rstrip(),
        )
    finally:
        engine.dispose()
    backup.made_ready(part)
    if backup.in_use(file):
        raise FolderInUse(file.name)
    aside = backup.moved_aside(file, f"before-restore-{now:%Y%m%d%H%M%S}")
    backup.put_in_place(part, file)
    return {
        "state": "ok",
        "claims": claims,
        "to_check": held,
        "kept_aside": aside.name if aside else None,
        "said": f"已恢复 {claims} 单。其中 {len(held)} 单没有办完，备份以后可能已经结算："
        "请逐单向医保核对，没有结算的用 queue release 单号 接着办。已经办完的单，备份以后退过、补收过的钱也不在这里："
        "还要退、要补的，先查清再 queue release 单号。备份以后开的单不在这里，请与医保对账。"
        + (_OWN_ALONE if settings.shares else ""),
    }


def _who_works(
    settings: Settings, typed: Namespace, file: Path, cipher: Cipher, restored: Register, password: Password
) -> str:
    """Why whoever types may not put a backup in the place of what stands; empty: they may, and `restored` has the
    operators of today: nobody who left since comes back with a backup. By the register of the store that stands, or,
    where nobody can read that any more or it was taken away, by the backup's.
    """

    def by(register: Register) -> str:
        return not_by(Operators(register), settings.window.sign_in, Act.PUT_RIGHT, typed.as_number, password)

    if not file.exists() or not file.stat().st_size:
        return by(restored)
    engine = open_engine(f"sqlite:///{file}")
    try:
        there = Register(engine, cipher)
        wrong = by(there)
        if not wrong and there.all():
            restored.follow(there)
        return wrong
    except (StoreUnavailable, DamagedDocument):
        return by(restored)
    finally:
        engine.dispose()


def doubted(document: bytes, at: datetime) -> bytes:
    """A claim's machine part after a restore: it waits for a person, where it had ended with what is due of it, and its
    next visit's number lies above those it may have used meanwhile. On the visit it holds a 2207A may have been sent
    since, as a message nobody here knows: it is in doubt like any other, and no person's word takes it for empty
    (protocol, rules 4 and 5).
    """
    machine = from_document(document, MachinePart)
    if machine.visit_id and not machine.doubt and machine.settlement is None:
        machine = replace(machine, doubt=machine.visit_id, money="", spoilt=True, cleared=False, close_refused=0)
    return to_document(
        replace(
            machine,
            restored=machine.restored + 1,
            restored_at=at,
            visit_generation=machine.visit_generation + FRESH_VISITS,
        )
    )


def _counters(restored: dict[str, int], old: dict[str, int], now: int) -> dict[str, int]:
    """No number that was given after the backup is given again, whether or not the store that gave it can be read."""
    fresh = {}
    for name, value in restored.items():
        if name == TAG:
            # Tickets written since carry the old tag: under another one their numbers may begin anywhere.
            fresh[name] = (value + 1 + secrets.randbelow(TAGS - 1)) % TAGS
        elif is_msgid_second(name):
            fresh[name] = max(value, old.get(name, 0), now + AHEAD_S)
    return fresh | {name: 1 for name in old if is_note(name)}


def _stands(file: Path) -> tuple[dict[str, int], backup.Youngest | None]:
    """The counters of the store that stands there, and what it holds last; None: it cannot be read."""
    if not file.exists() or not file.stat().st_size:
        return {}, backup.Youngest()
    engine = open_engine(f"sqlite:///{file}")
    try:
        youngest = backup.newest(engine)
        return backup.counters_of(engine), youngest
    except StoreUnavailable:
        return {}, None
    finally:
        engine.dispose()


def _refused(said: str) -> dict[str, Any]:
    return {"state": "refused", "failure": "96", "said": said}
