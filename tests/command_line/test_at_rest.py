"""Nothing in the data folder says who was here: every file is searched, the database's log and its backups too."""

from __future__ import annotations

import json
import os
import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest

from counter_app.desk import clock
from counter_app.desk.counter import Bill
from counter_app.model.payment import Payment, PaymentMethod
from counter_app.model.person import Credential, CredentialKind
from counter_app.model.visit import Charge, Diagnosis, Doctor, Visit, VisitKind
from counter_app.settings import load_settings
from counter_app.wiring import open_office
from offline_queue.cipher import Cipher
from offline_queue.engine import lock_folder, open_engine
from offline_queue.reading import Reader
from sandbox.service import SandboxService
from tests.command_line.conftest import CARD_ID, CARD_NO, NAME, PERSON, VOUCHER
from tests.command_line.test_keeping import PERSONAL, Here, here, ticket

__all__ = ["here", "ticket_by_card"]


def test_no_file_of_the_data_folder_tells_who_was_here(here: Here, service: SandboxService, tmp_path: Path) -> None:
    """Settled, waiting, replayed, uploaded or by hand, reconciled, backed up, restored: every file is read, the log of
    the database while it is open as well. Papers (slips/) are for people and are told apart by their names."""
    (day, at) = ("2026-03-12", here.data)
    assert here("settle", "--claim", str(here.claim()), "--json").code == 0
    ticket(here, service, "waits")
    assert here("queue", "replay", "--json").report["drained"]
    never = ticket(here, service, "never returns")
    here("queue", "upload", never, "--json")
    ticket_by_card(here)
    assert here("settle", "--claim", str(here.claim(f'{{voucher: "{VOUCHER}"}}')), "--json").report["key"]
    here("reconcile", "--date", day, "--seconds", "0", "--json")
    here("queue", "backup", "--to", str(at / "one.backup"), "--json")
    ticket(here, service, "later")
    open_all_along = sqlite3.connect(at / "training.db")
    open_all_along.execute("SELECT count(*) FROM job").fetchone()
    ticket(here, service, "later still")
    try:
        names = searched(at)
    finally:
        open_all_along.close()
    assert {"training.db", "training.db-wal", "one.backup", "training-catalogue.sqlite"} <= names
    inside = unsealed(at)
    assert [text for text in PERSONAL if text not in inside] == [VOUCHER], "all of it lies there, but for the token"
    assert here("queue", "restore", "--from", str(at / "one.backup"), "--over", "--json").code == 0
    assert any("before-restore" in name for name in searched(at))
    assert all(PERSON not in str(file) and NAME not in str(file) for file in at.rglob("*"))
    assert [file for file in (at / "slips").iterdir() if file.stat().st_mode & 0o077] == []


def ticket_by_card(here: Here) -> None:
    """Given at the window, where a card was read and somebody left their telephone number."""
    settings = load_settings(None, here.data, {**os.environ, "COUNTER_APP_SERVICE_URL": here.url})
    working = lock_folder(here.data)
    office = open_office(settings, working=True)
    try:
        visit = Visit(
            VisitKind.OUTPATIENT,
            clock.moment().wall,
            "内科",
            Doctor("D440100000001", "医师甲"),
            (Diagnosis("I10.x00", "高血压"),),
        )
        total = Decimal("250.00")
        bill = Bill("BY-CARD", visit, (Charge("XA01ABD075A002010100483", "甲类药", total, Decimal(1)),))
        shown = Credential(CredentialKind.CARD, CARD_NO, card_id=CARD_ID, name=NAME, id_number=PERSON)
        whole = Payment(total, PaymentMethod.CASH, total)
        office.counter.make_up(bill, shown, whole, "13800000000")
    finally:
        office.close()
        working.release()


def unsealed(folder: Path) -> str:
    """What the documents and answers of the store say to whoever has the key."""
    engine, cipher = open_engine(f"sqlite:///{folder / 'training.db'}"), Cipher((folder / "training.key").read_bytes())
    reader = Reader(engine, cipher)
    jobs = reader.jobs()
    found = [part for job in jobs for part in (job.people, job.machine)]
    found += [row.answer for job in jobs for row in reader.attempts(job.key)]
    engine.dispose()
    return " ".join(json.dumps(json.loads(one), ensure_ascii=False) for one in found if one)


def searched(folder: Path) -> set[str]:
    """The names of all files but papers, each of which holds nothing personal in any way it may be written."""
    names = set()
    for file in folder.rglob("*"):
        if file.is_file() and file.suffix != ".pdf":
            content = file.read_bytes()
            for text in PERSONAL:
                for form, written in forms(text).items():
                    assert written not in content, f"{file.name}: {text} as {form}"
            names.add(file.name)
    return names


def forms(text: str) -> dict[str, bytes]:
    """The ways in which it may be written: as JSON writes it where it keeps to ASCII, too."""
    found = {encoding: text.encode(encoding) for encoding in ("utf-8", "gb18030", "utf-16-le")}
    return found | {"JSON": json.dumps(text)[1:-1].encode()}


@pytest.mark.parametrize("form", ["utf-8", "gb18030", "utf-16-le", "JSON"])
def test_the_search_finds_whoever_stands_in_a_file(tmp_path: Path, form: str) -> None:
    """The control."""
    for text in PERSONAL:
        (tmp_path / "a file").write_bytes(b"before" + forms(text)[form] + b"behind")
        with pytest.raises(AssertionError, match="a file: "):
            searched(tmp_path)
