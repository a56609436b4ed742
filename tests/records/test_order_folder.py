"""The folder of unpaid bills: read once, watched by time and size, and never silent about a person's own file."""

from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path

import pytest

from counter_app.records import order_folder
from counter_app.records.order_folder import OrderFolder
from counter_app.records.order_view import OrdersUnavailable

WHO, OTHER = "990200195111111057", "99020019620315102X"


def bill(folder: Path, number: str, who: str = WHO, quantity: str = "1") -> Path:
    visit = {"type": "outpatient", "date": "2026-11-22T09:30:00+08:00", "department": "内科"}
    visit["doctor"] = {"code": "D440100000001", "name": "医师甲"}  # type: ignore[assignment]
    charge = {"code": "XA01", "name": "药", "price": "50.00", "quantity": quantity}
    order = {"bill": number, "id_number": who, "visit": visit, "diagnoses": [{"code": "I10", "name": "病"}]}
    there = folder / f"{number}.json"
    written = folder / f"{number}.part"
    written.write_text(json.dumps(order | {"charges": [charge]}, ensure_ascii=False), "utf-8")
    written.replace(there)
    return there


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were opened."""
    seen: list[str] = []
    real = order_folder.read_order_file

    def counted(file: Path) -> object:
        seen.append(file.name)
        return real(file)

    monkeypatch.setattr(order_folder, "read_order_file", counted)
    return seen


def bills(folder: OrderFolder, who: str = WHO) -> list[str]:
    return [order.bill for order in folder.unpaid(who)]


def test_only_what_changed_is_read_again(tmp_path: Path, reads: list[str]) -> None:
    folder = OrderFolder(tmp_path)
    assert bills(folder) == []
    for n in range(8):
        bill(tmp_path, f"O{n}", OTHER)
    bill(tmp_path, "T1")
    assert bills(folder) == ["T1"]
    reads.clear()
    assert bills(folder) == ["T1"]
    assert reads == ["T1.json"], "the person's own, and no other"
    assert bills(folder, OTHER.lower()) == [f"O{n}" for n in range(8)]
    reads.clear()
    bill(tmp_path, "T2")
    bill(tmp_path, "O1", WHO)  # written anew, and of somebody else now
    (tmp_path / "O2.json").unlink()
    assert bills(folder) == ["O1", "T1", "T2"]
    assert sorted(set(reads)) == ["O1.json", "T1.json", "T2.json"]
    assert "O2" not in bills(folder, OTHER)


def test_a_number_of_a_person_is_kept_nowhere(tmp_path: Path) -> None:
    folder = OrderFolder(tmp_path)
    bill(tmp_path, "T1")
    assert bills(folder) == ["T1"]
    assert WHO not in repr(vars(folder))


@pytest.mark.parametrize("broken", ["a key", "cut off"])
def test_a_file_of_this_person_that_cannot_be_read_is_told(tmp_path: Path, broken: str) -> None:
    folder = OrderFolder(tmp_path)
    bill(tmp_path, "T1")
    wrong = bill(tmp_path, "T2", quantity="1.00001")
    if broken == "cut off":
        wrong.write_text(wrong.read_text("utf-8")[:90], "utf-8")
    with pytest.raises(OrdersUnavailable) as trouble:
        folder.unpaid(WHO)
    assert trouble.value.reason == "row"
    assert trouble.value.said.startswith("T2.json：")
    assert [order.bill for order in trouble.value.found] == ["T1"]
    assert folder.unpaid(OTHER) == [], "nobody else is told of it"
    bill(tmp_path, "T2")
    assert bills(folder) == ["T1", "T2"]


def test_a_folder_that_hangs_is_not_waited_for_and_not_asked_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = OrderFolder(tmp_path, wait_s=0.1)
    bill(tmp_path, "T1")
    asked: list[object] = []
    free, real = threading.Event(), os.scandir

    def hangs(path: Path) -> object:
        asked.append(path)
        free.wait(5)
        return real(path)

    monkeypatch.setattr(order_folder.os, "scandir", hangs)
    for _ in range(2):
        began = time.monotonic()
        with pytest.raises(OrdersUnavailable, match="folder"):
            folder.unpaid(WHO)
        assert time.monotonic() - began < 2
    assert len(asked) == 1
    free.set()
    folder.look().join(5)
    assert bills(folder) == ["T1"]


def test_a_folder_that_cannot_be_opened_is_told_and_what_was_known_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = OrderFolder(tmp_path)
    bill(tmp_path, "T1")
    assert bills(folder) == ["T1"]

    def refused(_path: Path) -> object:
        raise PermissionError(13, "refused")

    with monkeypatch.context() as away:
        away.setattr(order_folder.os, "scandir", refused)
        with pytest.raises(OrdersUnavailable, match="folder"):
            folder.unpaid(WHO)
    assert bills(folder) == ["T1"]


def test_it_may_be_asked_while_another_thread_begins_to_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = OrderFolder(tmp_path)
    bill(tmp_path, "T1")
    started: list[list[str]] = []
    real = threading.Thread.start

    def slow(thread: threading.Thread) -> None:
        if thread.name == "orders folder" and not started:
            started.append([])
            time.sleep(0.1)
        real(thread)

    monkeypatch.setattr(order_folder.Thread, "start", slow)
    beside = threading.Thread(target=folder.look)
    beside.start()
    time.sleep(0.03)
    assert bills(folder) == ["T1"]
    beside.join()
