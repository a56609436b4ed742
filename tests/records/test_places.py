"""The hospital's own files about places: what they say, how old they are, and what is said of one that is damaged."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from counter_app.model.places import Notice, notices_ahead, notices_now
from counter_app.records.places import PlaceFolder

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 9, 41, tzinfo=ZONE)
HEAD = 'as_of = 2026-11-20\nkept_by = "医保办"\n'


def notice(since: str, until: str | None, *regions: str) -> Notice:
    def at(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=ZONE)

    return Notice("某局", at(since), at(until) if until else None, "直接结算", regions)


def test_a_shutdown_is_in_force_from_its_first_moment_to_just_before_its_last() -> None:
    one = notice("2026-12-31T19:00", "2027-01-04T07:00")
    for moment, holds in (
        ("2026-12-31T18:59:59", False),
        ("2026-12-31T19:00:00", True),
        ("2027-01-04T06:59:59", True),
        ("2027-01-04T07:00:00", False),
    ):
        at = datetime.fromisoformat(moment).replace(tzinfo=ZONE)
        assert bool(notices_now((one,), at)) is holds, moment
        assert bool(notices_ahead((one,), at)) is (at < one.since), moment


def test_of_those_in_force_the_one_that_lasts_longest_is_told_first() -> None:
    short = notice("2026-11-22T08:00", "2026-11-22T10:00")
    long = notice("2026-11-22T09:00", "2026-11-23T06:00", "2301")
    endless = notice("2026-11-20T09:00", None, "45")
    over = notice("2026-11-20T09:00", "2026-11-21T09:00")
    later = notice("2026-11-23T09:00", "2026-11-23T12:00")
    assert notices_now((short, later, over, long, endless), NOW) == (endless, long, short)
    assert notices_ahead((later, short), NOW) == (later,)


def test_a_shutdown_names_the_insured_places_it_is_about() -> None:
    city, province = notice("2026-11-22", None, "2301"), notice("2026-11-22", None, "23")
    assert city.concerns("230100")
    assert not city.concerns("230200")
    assert province.concerns("230200")
    assert notice("2026-11-22", None).concerns("440300")
    assert not city.concerns(""), "who is insured nobody knows where is not said to be stopped"


def write(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, "utf-8")


def test_what_a_file_says(tmp_path: Path) -> None:
    write(
        tmp_path / "places",
        "a.toml",
        HEAD + 'source = "粤医保网"\n'
        '[[agency]]\nregion = "230100"\nname = "中心"\nphone = "0451-1"\n'
        '[[opening]]\nregion = "230100"\nordinary = true\nchronic = false\n'
        '[[institution]]\nregion = "440100"\nname = "某院"\nkinds = ["ordinary"]\n'
        '[[notice]]\nby = "某局"\nfrom = 2026-12-31T19:00:00\nuntil = 2027-01-04T07:00:00\nwhat = "全部"\n',
    )
    found = PlaceFolder(tmp_path / "places").read(NOW)
    assert found.faults == ()
    (file,) = found.files
    assert (file.as_of, file.kept_by, file.sample) == (date(2026, 11, 20), "医保办", False)
    assert file.openings[0].pharmacy is None, "not noted is never a no"
    assert file.openings[0].chronic is False
    assert found.notices[0].since == datetime(2026, 12, 31, 19, tzinfo=ZONE), "written in the window's own time"
    assert file.institutions[0].kinds == ("ordinary",)


def test_no_word_about_shutdowns_is_not_none_announced(tmp_path: Path) -> None:
    write(tmp_path, "silent.toml", HEAD)
    write(tmp_path, "none.toml", HEAD + "notice = []\n")
    by_name = {file.name: file.notices for file in PlaceFolder(tmp_path).read(NOW).files}
    assert by_name == {"silent.toml": None, "none.toml": ()}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("as_of = ", "不是 TOML"),
        ('kept_by = "x"\n', "开头的 as_of 没有写"),
        ("as_of = 2026-11-20\n", "开头的 kept_by 没有写"),
        ('as_of = "2026-11-20"\nkept_by = "x"\n', "as_of 要写成"),
        ('as_of = 2026-11-23\nkept_by = "x"\n', "比今天还晚"),
        (HEAD + "sample = true\n", "训练样本"),
        (HEAD + "phones = 1\n", "没有 phones 这一项"),
        (HEAD + "agency = 1\n", "要写成 [[agency]]"),
        (HEAD + '[[agency]]\nregion = "2301"\nname = "x"\nphone = "1"\n', "第 1 个 [[agency]]的 region 要 6 位数字"),
        (HEAD + '[[agency]]\nregion = "230100"\nname = "x"\n', "phone 没有写"),
        (HEAD + '[[agency]]\nregion = "230100"\nname = "x"\nphone = "1"\nfax = "2"\n', "里没有 fax 这一项"),
        (HEAD + '[[opening]]\nregion = "230100"\nordinary = "是"\n', "只能是 true 或 false"),
        (HEAD + '[[institution]]\nregion = "230100"\nname = "x"\nkinds = ["dental"]\n', "kinds 只能是"),
        (HEAD + '[[notice]]\nby = "x"\nwhat = "y"\nfrom = 2026-11-20\n', "from 要写成"),
        (
            HEAD + '[[notice]]\nby = "x"\nwhat = "y"\nfrom = 2026-11-20T10:00:00\nuntil = 2026-11-20T09:00:00\n',
            "until 要比 from 晚",
        ),
        (HEAD + '[[notice]]\nby = "x"\nwhat = "y"\nfrom = 2026-11-20T10:00:00\nregions = ["哈"]\n', "regions 要写成"),
    ],
)
def test_a_damaged_file_is_named_with_what_is_wrong_and_the_others_stay(tmp_path: Path, text: str, words: str) -> None:
    write(tmp_path, "bad.toml", text)
    write(tmp_path, "good.toml", HEAD)
    found = PlaceFolder(tmp_path).read(NOW)
    assert [file.name for file in found.files] == ["good.toml"]
    (fault,) = found.faults
    assert fault.startswith("bad.toml：")
    assert words in fault


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe\x00")
    assert PlaceFolder(tmp_path).read(NOW).faults == ("bad.toml：打不开或不是 UTF-8 文字",)


def test_where_there_is_no_folder_nothing_is_known(tmp_path: Path) -> None:
    assert PlaceFolder(tmp_path / "places").read(NOW).files == ()


def test_training_has_the_shipped_sample_always_two_days_old(tmp_path: Path) -> None:
    for now in (NOW, NOW + timedelta(days=800)):
        (file,) = PlaceFolder(tmp_path / "places", training=True).read(now).files
        assert file.sample
        assert now.date() - file.as_of == timedelta(days=2)
        assert file.agencies
        assert file.openings
        assert notices_now(file.notices or (), now) == (), "training does not stand still by itself"
        assert notices_ahead(file.notices or (), now)
    write(tmp_path / "places", "own.toml", HEAD)
    assert [file.name for file in PlaceFolder(tmp_path / "places", training=True).read(NOW).files] == ["own.toml"]
