"""Training and the real thing never meet: each attempt ends with a sentence, and with nothing sent or opened."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from counter_app.settings import SettingsError
from counter_app.tour_folder import empty_folder
from offline_queue.engine import lock_folder

REAL = {"COUNTER_APP_INSTITUTION_CODE": "H44010099999", "COUNTER_APP_STORE_KEY": "file"}
TRAINED = {"COUNTER_APP_WINDOW_TRAINING": "1", "COUNTER_APP_STORE_KEY": "file"}


@pytest.fixture
def waiting(shell: Any, service: Any) -> Any:
    """A training window that holds one ticket: the line was down."""
    shell.environment.update(TRAINED)
    service.set_faults(["refuse_connection"])
    try:
        told = shell("settle", "--claim", str(shell.claim()), "--patience", "0", "--json")
    finally:
        service.clear_faults()
    assert told.report["state"] == "waiting", told
    return shell


def as_real(shell: Any) -> None:
    shell.environment.clear()
    shell.environment.update(REAL)


def asks(shell: Any, *line: str) -> Any:
    """What nobody may hear of in the wrong world: the claims. Nothing reaches the service meanwhile."""
    told = shell(*(line or ("queue", "list", "--json")))
    assert "庚示例" not in told.out
    assert "B01" not in told.out
    return told


def moved(data: Path, old: str, new: str) -> None:
    """As somebody would do it by hand who thinks that a book is a book."""
    for ending in (".db", ".key"):
        shutil.move(data / f"{old}{ending}", data / f"{new}{ending}")


@pytest.mark.parametrize("known", ["by its own word", "by the institution it is shipped with"])
def test_training_speaks_to_no_service_but_this_computers(shell: Any, known: str) -> None:
    shell.environment.update(TRAINED)
    if known != "by its own word":
        del shell.environment["COUNTER_APP_WINDOW_TRAINING"]
    for variable, host in (
        ("COUNTER_APP_SERVICE_URL", "ybj.example.gov.cn"),
        ("COUNTER_APP_SERVICE_CREDENTIAL_URL", "127.example.gov.cn"),
    ):
        shell.environment[variable] = f"https://{host}/fsi"
        told = asks(shell, "settle", "--claim", str(shell.claim()), "--json")
        assert (told.code, told.out) == (2, "")
        assert f"训练只和本机的训练服务说话，不连 {host}。没有发送任何东西" in told.said
        del shell.environment[variable]


def test_a_real_window_does_not_open_the_trainings_folder(shell: Any) -> None:
    stage = shell.data / "sandbox" / "ledger.db"
    stage.parent.mkdir(parents=True)
    stage.touch()
    as_real(shell)
    told = asks(shell)
    assert told.code == 2
    assert "是训练用的数据文件夹，正式窗口不能用它" in told.said
    assert not (shell.data / "counter.db").exists()


def test_a_trainings_books_in_a_real_folder_are_not_opened(waiting: Any, service: Any) -> None:
    moved(waiting.data, "training", "counter")
    as_real(waiting)
    before = len(service.ledger()["calls"])
    for line in (("queue", "list", "--json"), ("queue", "replay", "--json"), ("queue", "events", "--since", "0")):
        told = asks(waiting, *line)
        assert told.code == 2
        assert "counter.db 是训练的账，正式窗口不能用它：没有一张训练单会发给医保" in told.said
    assert len(service.ledger()["calls"]) == before
    # And back where it belongs it goes on.
    moved(waiting.data, "counter", "training")
    waiting.environment.clear()
    waiting.environment.update(TRAINED)
    (claim,) = waiting("queue", "list", "--json").report["claims"]
    assert claim["state"] == "waiting"


def test_books_from_before_they_said_so_are_known_by_their_people(waiting: Any) -> None:
    moved(waiting.data, "training", "counter")
    with sqlite3.connect(waiting.data / "counter.db") as books:
        books.execute("DELETE FROM counter WHERE name = 'world'")
    books.close()
    as_real(waiting)
    told = asks(waiting, "queue", "replay", "--json")
    assert told.code == 2
    assert "counter.db 是训练的账" in told.said


def test_real_books_are_not_opened_in_training(shell: Any) -> None:
    as_real(shell)
    assert shell("queue", "replay", "--json").code == 0
    moved(shell.data, "counter", "training")
    shell.environment.clear()
    shell.environment.update(TRAINED)
    told = asks(shell)
    assert told.code == 2
    assert "training.db 是正式的账，训练里不能用它。没有打开，也没有改动" in told.said


def test_a_trainings_backup_is_not_put_back_into_real_books(waiting: Any) -> None:
    backup = waiting.folder / "backup.db"
    assert waiting("queue", "backup", "--to", str(backup), "--json").code == 0
    shutil.move(waiting.data / "training.key", waiting.data / "counter.key")
    (waiting.data / "training.db").unlink()
    as_real(waiting)
    told = waiting("queue", "restore", "--from", str(backup), "--json")
    assert (told.code, told.report["state"]) == (1, "refused")
    assert "是训练的账，正式窗口不能用它" in told.report["said"]
    assert not (waiting.data / "counter.db").exists()


def test_one_module_alone_empties_whole_folders() -> None:
    """It looks whose they are first."""
    root = Path(__file__).resolve().parents[2]
    sources = [*root.glob("counter_app/**/*.py"), *root.glob("ui/**/*.py"), *root.glob("offline_queue/**/*.py")]
    assert [file.name for file in sources if "rmtree" in file.read_text("utf-8")] == ["tour_folder.py"]


@pytest.mark.parametrize("name", ["data", "tour-data"])
def test_a_tour_empties_no_folder_with_books_in_it(shell: Any, name: str) -> None:
    """Whatever its pictures lie beside, and whatever that folder is called."""
    as_real(shell)
    books = shell.folder / name
    assert shell("queue", "replay", "--data", str(books), "--json", data=False).code == 0
    before = {file: file.read_bytes() for file in books.iterdir() if file.is_file()}
    assert {file.name for file in before} >= {"counter.db", "counter.key"}
    if name == "data":
        empty_folder(shell.folder)
    else:
        told = shell("tour", "--out", str(shell.folder), data=False)
        assert (told.code, told.out) == (2, "")
        assert "不是演示自己建的文件夹，没有动里面的任何东西" in told.said
    assert {file: file.read_bytes() for file in books.iterdir() if file.is_file()} == before


def test_a_tour_empties_its_own_folder_where_nobody_works_in_it(tmp_path: Path) -> None:
    folder = empty_folder(tmp_path)
    (folder / "sandbox").mkdir()
    (folder / "training.db").touch()
    lock = lock_folder(folder)
    with pytest.raises(SettingsError, match="正被另一个窗口程序使用"):
        empty_folder(tmp_path)
    assert (folder / "training.db").exists()
    lock.release()
    assert {file.name for file in empty_folder(tmp_path).iterdir()} == {".made-by-the-tour", "in-use.lock"}


def test_a_tour_follows_no_link_to_another_folder(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "tour-data").symlink_to(elsewhere)
    with pytest.raises(SettingsError, match="不是演示自己建的文件夹"):
        empty_folder(tmp_path)
    assert not list(elsewhere.iterdir())
