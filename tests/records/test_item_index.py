"""What somebody at the window types, and the items it finds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from counter_app.model.catalogue import Kind, Listing
from counter_app.records.item_index import ItemIndex
from counter_app.records.spelling import aliases, folded, sounds
from offline_queue.engine import StoreUnavailable

_ROWS = [
    ("XJ01CAA040A001010100001", "阿莫西林胶囊", "0.25g×24粒", "盒", Kind.WESTERN_DRUG, "AMXLJN"),
    ("XJ01CAA040A001010100002", "阿莫西林胶囊", "0.5g×24粒", "盒", Kind.WESTERN_DRUG, "AMXLJN"),
    ("XJ01CAA040A001020100003", "阿莫西林克拉维酸钾分散片（4:1）", "0.2285g×12片", "盒", Kind.WESTERN_DRUG, ""),
    ("XJ01DDT049B001010100004", "注射用头孢曲松钠（罗氏芬）", "1.0g", "瓶", Kind.WESTERN_DRUG, ""),
    ("XJ01DDT049B001010100005", "头孢呋辛酯片", "0.25g×12片", "盒", Kind.WESTERN_DRUG, ""),
    ("XA10ABY001B002010100006", "重组人胰岛素注射液", "3ml:300单位", "支", Kind.WESTERN_DRUG, ""),
    ("T001700603", "西洋参", "饮片", "克", Kind.HERB, ""),
    ("T001700604", "参", "饮片", "克", Kind.HERB, ""),
    ("C0208040170000402260000007", "一次性使用输液器（带针）", "0.7mm", "套", Kind.MATERIAL, ""),
    ("002103000010200-210300001", "胸部CT平扫", "", "次", None, ""),
    ("002103000010200-210300002", "ＣＴ增强扫描", "", "次", None, ""),
    ("001101000010000-110100001", "普通门诊诊察费", "", "次", None, "PTMZZCF"),
]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[ItemIndex]:
    made = ItemIndex(tmp_path / "search.sqlite")
    made.make(((Listing(*row[:5]), row[5]) for row in _ROWS), "first")
    yield made
    made.close()


def names(index: ItemIndex, typed: str, most: int = 50) -> list[str]:
    return [one.name for one in index.find(typed, most)]


def test_initials_find_what_begins_so_before_what_holds_them(index: ItemIndex) -> None:
    assert names(index, "amxljn") == ["阿莫西林胶囊"] * 2
    assert names(index, "AMXL") == ["阿莫西林胶囊"] * 2 + ["阿莫西林克拉维酸钾分散片（4:1）"]
    assert names(index, "tb") == ["头孢呋辛酯片", "注射用头孢曲松钠（罗氏芬）"]
    assert names(index, "ptmz") == ["普通门诊诊察费"]


def test_one_and_two_characters_are_enough(index: ItemIndex) -> None:
    assert names(index, "参") == ["参", "西洋参"]
    assert names(index, "头孢") == ["头孢呋辛酯片", "注射用头孢曲松钠（罗氏芬）"]
    assert names(index, "扫") == ["ＣＴ增强扫描", "胸部CT平扫"]
    assert names(index, "r") == ["重组人胰岛素注射液"]
    assert "西洋参" in names(index, "s")


def test_a_part_of_the_name_finds_it_whatever_its_width_and_brackets(index: ItemIndex) -> None:
    assert names(index, "罗氏芬") == ["注射用头孢曲松钠（罗氏芬）"]
    assert names(index, "曲松钠(罗") == ["注射用头孢曲松钠（罗氏芬）"]
    assert names(index, "ct") == ["ＣＴ增强扫描", "胸部CT平扫"]
    assert names(index, "ＣＴ平") == ["胸部CT平扫"]
    assert names(index, "阿莫西林克拉维酸钾分散片") == ["阿莫西林克拉维酸钾分散片（4:1）"]
    assert names(index, "输液器带针") == ["一次性使用输液器（带针）"]


def test_a_character_of_several_sounds_is_found_by_each(index: ItemIndex) -> None:
    assert names(index, "czryds") == names(index, "zzryds") == ["重组人胰岛素注射液"]
    assert names(index, "xys") == names(index, "xyc") == ["西洋参"]


def test_a_code_is_found_by_its_beginning_with_or_without_its_dash(index: ItemIndex) -> None:
    assert [one.code for one in index.find("xj01caa040a0010101")] == [_ROWS[0][0], _ROWS[1][0]]
    assert [one.code for one in index.find("002103000010200-2103")] == [_ROWS[9][0], _ROWS[10][0]]
    assert [one.code for one in index.find("0021030000102002103")] == [_ROWS[9][0], _ROWS[10][0]]
    assert names(index, "t0017006") == ["西洋参", "参"]


def test_words_apart_by_spaces_are_all_wanted_the_specification_too(index: ItemIndex) -> None:
    assert [one.spec for one in index.find("amxl 0.5g")] == ["0.5g×24粒"]
    assert [one.spec for one in index.find("阿莫 24粒")] == ["0.25g×24粒", "0.5g×24粒"]
    assert names(index, "头孢 盒") == []
    assert names(index, "头 片") == ["头孢呋辛酯片"]


def test_an_item_is_told_whole_and_only_as_many_as_asked_for(index: ItemIndex) -> None:
    (one,) = index.find("罗氏芬")
    assert one == Listing(*_ROWS[3][:5])
    assert index.find("胸部")[0].kind is None
    assert len(index.find("阿莫西林", 2)) == 2


@pytest.mark.parametrize("typed", ["", " ", "（）", '"', "^", "*", "' OR 1=1", 'name : "x', "%", "𠮷", "a" * 999])
def test_nothing_that_is_typed_breaks_the_question(index: ItemIndex, typed: str) -> None:
    assert index.find(typed) == []


def test_every_key_stroke_finds_what_a_look_at_each_name_finds(tmp_path: Path) -> None:
    """Against the plainest search there is: every name, one by one."""
    chance = random.Random(5)
    signs = "阿莫西林头孢参重长术CT片1"
    rows = [
        (Listing(f"X{number:04d}", "".join(chance.choices(signs, k=chance.randint(1, 5)))), "") for number in range(300)
    ]
    index = ItemIndex(tmp_path / "search.sqlite")
    index.make(iter(rows), "first")
    for typed in [*signs, "ct", "cs", "阿莫", "莫西林", "头孢参", "amx", "s1", "tbz", "1片", "x00"]:
        word = folded(typed)
        wanted = {
            one.code
            for one, _ in rows
            if word in folded(one.name)
            or (word.isascii() and any(word in way for alias in aliases(one.name) for way in sounds(alias)))
            or (word.isascii() and one.code.lower().startswith(word))
        }
        found = [one.code for one in index.find(typed, 1000)]
        assert len(found) == len(set(found))
        # One sign or two: the first 64 that begin so, and that have them, are enough for a list.
        assert set(found) == wanted if len(word) > 2 else set(found) <= wanted and len(found) >= min(50, len(wanted))
    index.close()


def test_a_new_one_takes_the_place_of_the_old_while_that_is_read(index: ItemIndex) -> None:
    assert index.stamp == "first"
    assert names(index, "头孢呋辛")
    assert index.make([(Listing("X1", "布洛芬"), "BLF")], "second") == 1
    assert index.stamp == "second"
    assert names(index, "头孢呋辛") == []
    assert names(index, "blf") == ["布洛芬"]


def test_one_that_is_not_there_finds_nothing_and_stands_for_nothing(tmp_path: Path) -> None:
    index = ItemIndex(tmp_path / "none.sqlite")
    assert (index.stamp, index.find("头孢")) == ("", [])


def test_a_making_that_is_cut_off_leaves_what_stood(index: ItemIndex, tmp_path: Path) -> None:
    def cut_off() -> Iterator[tuple[Listing, str]]:
        yield Listing("X1", "布洛芬"), ""
        raise StoreUnavailable("io")

    with pytest.raises(StoreUnavailable):
        index.make(cut_off(), "second")
    assert index.stamp == "first"
    assert names(index, "头孢呋辛")
    assert [file.name for file in tmp_path.iterdir()] == ["search.sqlite"]


@pytest.mark.parametrize("text", [b"", b"no database at all " * 100])
def test_a_damaged_one_is_thrown_away_and_can_be_made_again(tmp_path: Path, text: bytes) -> None:
    file = tmp_path / "search.sqlite"
    file.write_bytes(text)
    index = ItemIndex(file)
    assert index.stamp == ""
    index.make([(Listing("X1", "布洛芬"), "BLF")], "first")
    assert names(index, "blf") == ["布洛芬"]
    index.close()


def test_a_folder_that_takes_nothing_is_told(tmp_path: Path) -> None:
    index = ItemIndex(tmp_path / "nowhere" / "search.sqlite")
    with pytest.raises(StoreUnavailable):
        index.make([(Listing("X1", "布洛芬"), "BLF")], "first")
