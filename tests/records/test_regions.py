"""Regions by name; what has no name is said by its province, with the code for those who work here."""

from __future__ import annotations

from collections import Counter

import pytest

from counter_app.records import regions
from counter_app.records.regions import RegionNames

NAMES = RegionNames()
# How many places of prefecture level each province has (333 in all).
PREFECTURES = {
    "13": 11, "14": 11, "15": 12, "21": 14, "22": 9, "23": 13, "32": 13, "33": 11, "34": 16,
    "35": 9, "36": 11, "37": 16, "41": 17, "42": 13, "43": 14, "44": 21, "45": 14, "46": 4,
    "51": 21, "52": 9, "53": 16, "54": 7, "61": 10, "62": 14, "63": 8, "64": 5, "65": 14,
}  # fmt: skip
# Cities and counties that a province governs without a prefecture.
BY_THEMSELVES = {"41": 1, "42": 4, "46": 15, "65": 12}


@pytest.mark.parametrize(
    ("code", "city", "full"),
    [
        ("230100", "哈尔滨市", "黑龙江 哈尔滨市"),
        ("440100", "广州市", "广东 广州市"),
        ("331000", "台州市", "浙江 台州市"),
        ("350100", "福州市", "福建 福州市"),
        ("410100", "郑州市", "河南 郑州市"),
        ("411400", "商丘市", "河南 商丘市"),
        ("450900", "玉林市", "广西 玉林市"),
        ("130100", "石家庄市", "河北 石家庄市"),
        ("440300", "深圳市", "广东 深圳市"),
        ("510100", "成都市", "四川 成都市"),
        ("330100", "杭州市", "浙江 杭州市"),
        ("420100", "武汉市", "湖北 武汉市"),
        ("610100", "西安市", "陕西 西安市"),
        ("222400", "延边州", "吉林 延边朝鲜族自治州"),
        ("469028", "陵水县", "海南 陵水黎族自治县"),
        ("429004", "仙桃市", "湖北 仙桃市"),
        ("659001", "石河子市", "新疆 石河子市"),
    ],
)
def test_every_prefecture_has_its_name(code: str, city: str, full: str) -> None:
    assert (NAMES.city(code), NAMES.full(code), NAMES.coded(code)) == (city, full, full)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("110000", "北京市"), ("110100", "北京市"), ("110105", "北京市"), ("120100", "天津市"), ("310000", "上海市"),
        ("310115", "上海市"), ("500000", "重庆市"), ("500200", "重庆市"), ("460000", "海南省"), ("450000", "广西"),
    ],
)  # fmt: skip
def test_a_municipality_and_a_province_are_said_by_their_own_name_alone(code: str, name: str) -> None:
    assert (NAMES.city(code), NAMES.full(code), NAMES.coded(code)) == (name, name, name)


@pytest.mark.parametrize("county", ["510104", "510199"])
def test_a_county_is_named_as_the_prefecture_it_lies_in(county: str) -> None:
    assert (NAMES.city(county), NAMES.full(county), NAMES.coded(county)) == ("成都市", "四川 成都市", "四川 成都市")


@pytest.mark.parametrize(
    ("code", "people", "staff"),
    [
        ("519900", "四川省", "四川省（代码 519900）"),
        ("469000", "海南省", "海南省（代码 469000）"),
        ("659000", "新疆", "新疆（代码 659000）"),
        ("990100", "990100", "990100"),
        ("", "", ""),
    ],
)
def test_a_code_without_a_name_is_said_by_its_province_and_the_number_only_to_those_who_work_here(
    code: str, people: str, staff: str
) -> None:
    assert (NAMES.city(code), NAMES.full(code), NAMES.coded(code)) == (people, people, staff)


def test_a_hospital_calls_places_by_names_of_its_own() -> None:
    names = RegionNames({"339900": "浙江省本级", "440100": "广东 省会"})
    assert (names.city("339900"), names.full("339900"), names.coded("339900")) == ("浙江省本级",) * 3
    assert (names.city("440106"), names.full("440106")) == ("省会", "广东 省会")
    assert names.full("440300") == "广东 深圳市"


def test_the_shipped_list_is_whole_and_names_no_region_of_training() -> None:
    shipped = regions._shipped()
    assert set(shipped.provinces) == {*PREFECTURES, *shipped.municipalities}
    assert not any(code.startswith("99") for code in shipped.cities)
    assert all(len(code) == 6 and code.isdigit() for code in shipped.cities)
    assert Counter(code[:2] for code in shipped.cities if code.endswith("00")) == PREFECTURES
    assert Counter(code[:2] for code in shipped.cities if not code.endswith("00")) == BY_THEMSELVES
    names = [name if isinstance(name, str) else name[-1] for name in shipped.cities.values()]
    assert len(set(names)) == len(names), "two places of one short name"


def test_the_list_is_not_read_before_somebody_asks_for_a_name() -> None:
    regions._shipped.cache_clear()
    RegionNames()
    assert regions._shipped.cache_info().currsize == 0
