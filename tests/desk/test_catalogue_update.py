"""The catalogue through a real socket: whole or not at all, version after version, and what a bill's lines are told."""

from __future__ import annotations

import itertools
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from counter_app.desk.catalogue_update import SOURCES, CatalogueUpdate, Fetched, Progress
from counter_app.desk.line_check import LineCheck
from counter_app.model.catalogue import Kind
from counter_app.model.visit import Charge
from counter_app.records.catalogue import Shelf, Standing
from counter_app.settlement.client import Client, Station
from counter_app.settlement.file_exchange import FileExchange
from counter_app.settlement.place import load_place
from counter_app.settlement.text_file import write_rows, zipped
from counter_app.settlement.transactions.catalogue_rows import DrugRow
from sandbox import files
from sandbox.service import SandboxService

NOW = datetime(2026, 9, 12, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
DAY = NOW.date()
REGION = "440100"
LIMITED = "XL01XEA041A001010180133"  # added by v0002
RENAMED = "XM01AEB202A001010103018"
STOPPED = "XA02BCF100A001010100990"
FILES = SOURCES[:5]


@dataclass
class Desk:
    shelf: Shelf
    service: SandboxService
    folder: Path
    update: CatalogueUpdate
    said: list[Progress]

    def run(self, only: str = "") -> dict[str, Fetched]:
        return {one.source: one for one in self.update.run(self.said.append, only)}

    def item(self, code: str, day: date = DAY):  # type: ignore[no-untyped-def]
        return self.shelf.items([code], day, REGION).get(code)


@pytest.fixture(scope="module")
def service() -> Iterator[SandboxService]:
    with SandboxService() as running:
        yield running


@pytest.fixture
def desk(service: SandboxService, tmp_path: Path) -> Iterator[Desk]:
    service.set_behaviours(catalogue_version="v0003", clock_offset_s=0)
    shelf = Shelf(tmp_path / "catalogue.db")
    shelf.prepare()
    yield desk_at(service.url, shelf, tmp_path, service)
    service.clear_faults()
    shelf.close()


def desk_at(url: str, shelf: Shelf, folder: Path, service: SandboxService) -> Desk:
    place = load_place("national")
    client = Client(url, place, Station("H44010000001", "测试医院", REGION, "1", "员"), boot_clock=time.monotonic)
    exchange = FileExchange(client, place.files, "H44010000001", boot_clock=time.monotonic)
    serial = itertools.count(1)
    update = CatalogueUpdate(
        client,
        exchange,
        lambda at: f"H44010000001{at:%Y%m%d%H%M%S}{next(serial) % 10000:04d}",
        place,
        shelf,
        folder / "downloads",
        lambda: NOW,
    )
    return Desk(shelf, service, folder, update, [])


def test_everything_is_fetched_and_every_field_arrives(desk: Desk) -> None:
    fetched = desk.run()
    assert [one.trouble for one in fetched.values()] == [""] * 9
    assert tuple(fetched) == SOURCES
    assert fetched["1301"].version == "v0003"
    assert fetched["1312"].version == "2026-06-01"
    found = desk.item("XC10AAA190A001010204187")
    assert found is not None
    assert (found.name, found.kind, found.spec, found.unit) == (
        "阿托伐他汀钙片",
        Kind.WESTERN_DRUG,
        "20mg×7片",
        "盒",
    )
    assert (found.grade, found.limited, found.mapped, found.usable) == ("B", False, found.code, True)
    assert found.limits == {"3": Decimal("33.00")}
    assert found.rates == {"310": Decimal("0.1"), "390": Decimal("0.1")}
    limited = desk.item(LIMITED)
    assert limited is not None
    assert limited.limited
    service_item = desk.item("001101000010000-110100001")
    assert service_item is not None
    assert (service_item.kind, service_item.name, service_item.usable) == (None, "普通门诊诊察费", True)
    assert desk.item("I10.x00x002").kind is Kind.DIAGNOSIS
    assert desk.item("ZJ99000000010001").kind is Kind.PREPARATION
    assert desk.item("C0208040170000402260000007").kind is Kind.MATERIAL
    assert desk.item("T000700212").kind is Kind.HERB
    assert desk.item("HZJ-0007") is None
    assert list((desk.folder / "downloads").iterdir()) == []


def test_what_is_newer_is_added_changed_and_stopped(desk: Desk) -> None:
    desk.service.set_behaviours(catalogue_version="v0001")
    first = desk.run()
    assert first["1301"].version == "v0001"
    assert desk.item(LIMITED) is None
    assert desk.item(RENAMED).name == "布洛芬缓释片（旧名）"
    assert desk.item(STOPPED).usable
    desk.service.set_behaviours(catalogue_version="v0003")
    second = desk.run()
    assert second["1301"].version == "v0003"
    assert second["1301"].rows == 4  # one added and one renamed by v0002, two stopped by v0003
    assert second["1302"].rows == 0
    assert desk.item(LIMITED).usable
    assert desk.item(RENAMED).name == "布洛芬缓释片"
    stopped = desk.item(STOPPED)
    assert (stopped.usable, stopped.validity.valid, stopped.validity.until) == (False, False, date(2026, 5, 31))
    third = desk.run()
    assert {one.source: one.rows for one in third.values() if one.source in FILES} == dict.fromkeys(FILES, 0)


def test_progress_is_told(desk: Desk) -> None:
    desk.run("1301")
    assert [(one.source, one.version, one.of) for one in desk.said] == [
        ("1301", "v0001", desk.said[0].rows),
        ("1301", "v0002", 2),
        ("1301", "v0003", 2),
    ]


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("half_answer:9102", "中途断线，没有收全"),
        ("drop_after:9102", "中途断线，没有收全"),
        ("not_json:9102", "对方出错：答复读不懂（HTTP 200）"),
        ("busy:9102", "对方出错：系统繁忙，请稍后再试"),
        ("drop_before:1301", "中途断线，没有收全"),
        ("half_answer:1301", "中途断线，没有收全"),
    ],
)
def test_a_download_that_breaks_leaves_what_stood(desk: Desk, fault: str, said: str) -> None:
    desk.service.set_behaviours(catalogue_version="v0001")
    desk.run()
    desk.service.set_behaviours(catalogue_version="v0003")
    desk.service.set_faults([fault])
    broken = desk.run("1301")["1301"]
    assert broken.trouble == said
    assert (broken.version, broken.rows) == ("v0001", 0)
    assert desk.item(RENAMED).name == "布洛芬缓释片（旧名）"
    assert list((desk.folder / "downloads").iterdir()) == []
    desk.service.clear_faults()
    assert desk.run("1301")["1301"].version == "v0003"


def test_a_list_that_breaks_between_two_pages_leaves_what_stood(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("counter_app.desk.catalogue_update._PAGE", 20)
    desk.service.set_faults([{"name": "drop_before", "transaction": "1312", "after": 2}])
    broken = desk.run("1312")["1312"]
    assert (broken.trouble, broken.version, desk.shelf.standing("1312")) == ("中途断线，没有收全", "", None)
    assert [one.rows for one in desk.said] == [20, 40]
    assert desk.item("001101000010000-110100001") is None
    desk.service.clear_faults()
    whole = desk.run("1312")["1312"]
    assert (whole.trouble, whole.version) == ("", "2026-06-01")
    assert whole.rows > 60
    assert desk.item("001101000010000-110100001") is not None


def drug(code: str = "A1", **changes: object) -> DrugRow:
    values: dict[str, object] = {
        "med_list_codg": code,
        "reg_name": "药",
        "begndate": date(2020, 1, 1),
        "vali_flag": "1",
        "rid": code,
        "ver": "v0009",
    }
    return DrugRow(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 nothing", "压缩包损坏，或不是能读的压缩包"),
        (zipped("../x.txt", write_rows([drug()])), "压缩包里的文件名带路径"),
        (zipped("x.txt", b"A1\tname\n"), "第 1 行有 2 列，应有 10 到 11 列"),
        (
            zipped("x.txt", write_rows([drug()]).replace(b"2020-01-01", b"2020-31-01")),
            "第 1 行开始日期（begndate）不是",
        ),
        (zipped("x.txt", write_rows([drug(reg_name="头孢")]).decode().encode("gbk")), "第 1 行不是 UTF-8 文字"),
        (zipped("x.txt", write_rows([drug(), drug("A2")])), "有 2 行，应有 "),
    ],
)
def test_a_file_that_cannot_be_used_is_said_and_not_taken_in(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, content: bytes, said: str
) -> None:
    ours = files.keep
    monkeypatch.setattr(
        "sandbox.catalogues.keep",
        lambda place, owner, name, _, now: ours(place, owner, name, content, now),
    )
    broken = desk.run("1301")["1301"]
    assert broken.trouble.startswith(f"下载的文件不能用：{said}")
    assert desk.shelf.standing("1301") is None
    assert desk.item("A1") is None


def test_the_service_cannot_be_reached(desk: Desk, service: SandboxService) -> None:
    away = desk_at("http://127.0.0.1:1", desk.shelf, desk.folder, service).run()
    assert list(away) == ["1301"]  # the rest would fare no better
    assert away["1301"].trouble == "连不上对方（NewConnectionError）"


# --- what a bill is told ---------------------------------------------------------------------------------------------


def line(code: str) -> Charge:
    return Charge(code, "某项", Decimal("1.00"), Decimal(1))


def test_lines_the_catalogue_does_not_know_are_named(desk: Desk) -> None:
    check = LineCheck(desk.shelf, REGION)
    lines = [line("XC08CAA166A001010201185"), line("NOWHERE"), line(STOPPED), line("ZJ99000000010001")]
    assert check.problems(lines, DAY, NOW) == []  # nothing was fetched yet: nothing may be said
    desk.run()
    assert check.problems(lines, DAY, NOW) == [
        "第 2 行 某项（NOWHERE）未对码：就医地目录里没有这个编码",
        f"第 3 行 某项（{STOPPED}）已停用",
        "第 4 行 某项（ZJ99000000010001）未对码：医保目录里没有对应的项目",
    ]
    assert check.problems(lines[:1], date(2019, 12, 31), NOW) == [
        "第 1 行 某项（XC08CAA166A001010201185）在 2019-12-31 不在有效期内（2020-01-01 至 ）"
    ]


def test_an_old_catalogue_says_nothing(desk: Desk) -> None:
    desk.run()
    check = LineCheck(desk.shelf, REGION)
    assert check.problems([line("NOWHERE")], DAY, NOW + timedelta(days=7)) != []
    assert check.problems([line("NOWHERE")], DAY, NOW + timedelta(days=7, seconds=1)) == []


def test_a_catalogue_of_which_one_part_is_missing_says_nothing(desk: Desk) -> None:
    desk.run()
    desk.shelf.forget("1316")
    assert LineCheck(desk.shelf, REGION).problems([line("NOWHERE")], DAY, NOW) == []


# --- power ------------------------------------------------------------------------------------------------------------

CHILD = """
import os, sys, threading, time
from datetime import datetime, timezone
from pathlib import Path
from counter_app.model.catalogue import Entry, Kind, Validity
from counter_app.records.catalogue import Shelf, Standing

shelf = Shelf(Path(sys.argv[1]))
shelf.prepare()
for round in range(1, 1000):
    with shelf.writing() as writing:
        writing.put(
            Entry(Kind.HERB, f"H{n}", f"name {round}", "", "", "", Validity(), f"v{round}") for n in range(20000)
        )
        writing.stand("1302", Standing(f"v{round}", 20000, True, datetime.now(timezone.utc)))
    print(round, flush=True)
"""


def test_killed_at_any_moment_the_last_whole_version_stands(tmp_path: Path) -> None:
    """The writer is killed at changing moments of its transactions; what stands is always one whole version."""
    file = tmp_path / "catalogue.db"
    seen = []
    for attempt in range(4):
        child = subprocess.Popen([sys.executable, "-c", CHILD, str(file)], stdout=subprocess.PIPE, text=True)
        assert child.stdout is not None
        last = int(child.stdout.readline())
        time.sleep(0.05 + 0.11 * attempt)
        child.kill()
        rest = [int(said) for said in child.stdout.read().split()]
        child.stdout.close()
        child.wait()
        last = rest[-1] if rest else last
        shelf = Shelf(file)
        standing = shelf.standing("1302")
        found = shelf.items([f"H{n}" for n in range(20000)], DAY, REGION)
        shelf.close()
        assert standing is not None
        assert standing.version in (f"v{last}", f"v{last + 1}")  # killed between its commit and its word
        assert {one.version for one in found.values()} == {standing.version}
        assert len(found) == 20000
        seen.append(standing.version)
    assert len(seen) == 4


def test_a_file_of_another_layout_starts_anew(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "catalogue.db")
    shelf.prepare()
    with shelf.writing() as writing:
        writing.stand("1301", Standing("v1", 1, True, NOW))
    shelf.prepare()
    assert shelf.standing("1301") == Standing("v1", 1, True, NOW)
    with shelf._open(writes=True) as connection:
        connection.exec_driver_sql("PRAGMA user_version=99")
    shelf.prepare()
    assert shelf.standing("1301") is None
    shelf.close()


def test_an_error_inside_leaves_nothing(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "catalogue.db")
    shelf.prepare()

    def broken(write: Callable[[Standing], None]) -> None:
        write(Standing("v1", 1, True, NOW))
        raise KeyError

    with pytest.raises(KeyError), shelf.writing() as writing:
        broken(lambda standing: writing.stand("1301", standing))
    assert shelf.standing("1301") is None
    shelf.close()
