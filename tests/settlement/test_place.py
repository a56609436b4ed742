"""A place profile: what is shipped loads, and what is wrong is told with file and key before anything is sent."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest

from counter_app.settlement.place import AuthKind, CaInfo, ProfileError, UrlStyle, VisitLock, load_place, shipped

SHIPPED = (resources.files("counter_app.settlement") / "profiles" / "national.toml").read_text("utf-8")


def altered(tmp_path: Path, key: str, value: str | None) -> Path:
    line = "" if value is None else f"{key} = {value}"
    text, found = re.subn(rf"(?m)^{re.escape(key)} = .*$", lambda _: line, SHIPPED, count=1)
    assert found == 1
    file = tmp_path / "place.toml"
    file.write_text(text, "utf-8")
    return file


def test_the_shipped_one() -> None:
    place = load_place("national")
    assert (place.url_style, place.time_limit_s, place.visit_lock) == ("path", 10.0, VisitLock.ASSUMED)
    assert place.may_reverse == {"2207A"}
    assert (place.auth.kind, place.cainfo) == (AuthKind.NONE, CaInfo.NONE)
    assert (place.grades["01"], place.grades["3"]) == ("A", "C")
    assert len({code for code, _ in place.reasons}) == len(place.reasons)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("name", "7"),
        ("url_style", '"query"'),
        ("url_style", None),
        ("infver", None),
        ("may_look", '"false"'),
        ("may_look", "1"),
        ("may_reverse", '"2207A"'),
        ("may_reverse", "[2207]"),
        ("visit_lock", '"yes"'),
        ("visit_lock", None),
        ("variants", '"B"'),
        ("cainfo", '"RSA"'),
        ("input_as_text", '"yes"'),
        ("kind", '"basic"'),
        ("kind", None),
        ("refunded", "1"),
        ('"01"', '"甲"'),
        ("service_time_limit_s", '"10"'),
        ("service_time_limit_s", "0"),
        ("service_time_limit_s", "-1"),
        ("service_time_limit_s", "nan"),
        ("service_time_limit_s", "inf"),
        ("replay_by_id_number", '"no"'),
        ("busy_texts", '"busy"'),
        ("busy_texts", '[""]'),
        ("outpatient", None),
        ("outpatient", "11"),
        ('"310"', '"employees"'),
    ],
)
def test_a_wrong_value_names_file_and_key(tmp_path: Path, key: str, value: str | None) -> None:
    with pytest.raises(ProfileError) as wrong:
        load_place(str(altered(tmp_path, key, value)))
    assert str(wrong.value).startswith("place.toml: ")
    assert key.strip('"') in str(wrong.value)


def test_a_reason_that_is_no_failure(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match=r"place\.toml: reason\.code 只能是"):
        load_place(str(altered(tmp_path, "code", '"77"')))


@pytest.mark.parametrize(
    ("content", "words"), [(b"name = ", "TOML"), (b"\xff\xfe", "UTF-8"), (b"", "url_style|name|service_time_limit_s")]
)
def test_a_file_that_is_none(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "place.toml"
    file.write_bytes(content)
    with pytest.raises(ProfileError, match=rf"place\.toml: .*({words})"):
        load_place(str(file))


def written(tmp_path: Path, text: str) -> str:
    file = tmp_path / "place.toml"
    file.write_text(text, "utf-8")
    return str(file)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('extends = "national"\nurl_stile = "bare"\n', "url_stile 不认识"),
        ('extends = "national"\n[auth]\nkind = "x-tif"\nsecret = "x"\n', r"auth\.secret 不认识"),
        ('extends = "national"\n[auth]\nkind = "csb"\n', r"缺少 auth\.api_name"),
        ('extends = "national"\n[auth]\nkind = "csb"\napi_name = "a"\napi_version = "1"\n', r"缺少 auth\.timestamp"),
        ('extends = "national"\n[auth]\nkind = "none"\nclock_tolerance_s = 0\n', r"auth\.clock_tolerance_s 要大于 0"),
        ('extends = "national"\nauth = "csb"\n', "auth 的值不对"),
        ('extends = "national"\n[path]\n2207 = 7\n', r"path\.2207 的值不对"),
        ('extends = "national"\n[sign_in]\n', r"缺少 sign_in\.ran_out"),
        ('extends = "national"\n[sign_in]\nran_out = [""]\n', r"sign_in\.ran_out 要写成文字的列表"),
        ('extends = "national"\n[sign_in]\nran_out = []\nrenew_after_s = 0\n', r"sign_in\.renew_after_s 要大于 0"),
        ('largest_answer_mb = 0\nextends = "national"\n', "largest_answer_mb 要大于 0"),
        ('extends = "nowhere"\n', "extends 只能是"),
        ("extends = 3\n", "extends 只能是"),
        ('extends = "hunan"\n', "extends 不能是"),
        ('extends = "national"\nreason = "x"\n', "reason 的值不对"),
        ('extends = "national"\nreason = ["x"]\n', "reason 的值不对"),
        ('extends = "national"\n[[reason]]\ncode = "01"\n', r"缺少 reason\.texts"),
    ],
)
def test_what_extends_and_is_wrong(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ProfileError, match=rf"^place\.toml: {words}"):
        load_place(written(tmp_path, text))


@pytest.mark.parametrize("name", ["input", "infno", "msgid", "sign_no", "cainfo", "fixmedins_name"])
def test_an_extra_field_does_not_double_one_of_the_envelope(tmp_path: Path, name: str) -> None:
    text = f'extends = "national"\n[extra_field]\n{name} = "x"\n'
    with pytest.raises(ProfileError, match=rf"^place\.toml: extra_field\.{name} 是交易报文自己的字段，不能再加一个$"):
        load_place(written(tmp_path, text))


def test_what_extends_says_only_what_differs(tmp_path: Path) -> None:
    own = load_place(
        written(
            tmp_path,
            'extends = "national"\nname = "here"\n[extra_field]\nrecer_admdvs = "440100"\n'
            '[path]\n"2207A" = "outpatientSettleService/saveSettletmentV2"\n'
            '[[reason]]\ncode = "13"\ntexts = ["目录未维护"]\n',
        )
    )
    national = load_place("national")
    assert (own.name, own.med_types, own.extra_fields) == ("here", national.med_types, {"recer_admdvs": "440100"})
    assert own.reasons == (("13", ("目录未维护",)), *national.reasons), "its own words come first"
    assert own.path("2207A", "declared") == "fsi/api/outpatientSettleService/saveSettletmentV2"
    assert own.path("1101", "declared") == "fsi/api/declared"


# What each shipped one is: kind, URL style, number and path of a 2207A, cainfo (envelope facts, section 4).
SHAPES = {
    "national": (AuthKind.NONE, UrlStyle.PATH, "2207A", "fsi/api/declared", CaInfo.NONE),
    "guangdong": (AuthKind.X_TIF, UrlStyle.NUMBER, "2207", "2207", CaInfo.SM3),
    "hunan": (AuthKind.CSB, UrlStyle.PATH, "2207", "fsi/api/declared", CaInfo.NONE),
    "jiangsu": (AuthKind.CSB, UrlStyle.SINGLE, "2207", "", CaInfo.NONE),
    "jiangxi": (AuthKind.CSB, UrlStyle.PATH, "2207A", "fsi/api/declared", CaInfo.NONE),
    "zhejiang": (AuthKind.X_CA, UrlStyle.PATH, "2207A", "fsi/api/declared", CaInfo.NONE),
    "inner_mongolia": (
        AuthKind.APIKEY,
        UrlStyle.PATH,
        "2207",
        "fsi/api/declared",
        CaInfo.NONE,
    ),
    "signed_message": (AuthKind.NONE, UrlStyle.BARE, "2207", "fsi/api", CaInfo.SM2),
}


def test_every_shipped_one_has_its_shape() -> None:
    assert set(shipped()) == set(SHAPES)
    for name, shape in SHAPES.items():
        place = load_place(name)
        assert place.name == name
        said = (place.auth.kind, place.url_style, place.number("2207A"), place.path("2207A", "declared"), place.cainfo)
        assert said == shape
        assert place.number("1101") == "1101"
        assert place.reverses("2207A")
        assert set(place.grades.values()) == {"A", "B", "C"}
    assert load_place("hunan").auth.milliseconds
    assert not load_place("jiangsu").auth.milliseconds
    assert load_place("hunan").auth.clock_tolerance_s == 1800


@pytest.mark.parametrize("name", [name for name in SHAPES if name != "national"])
def test_every_shipped_one_says_where_it_was_seen_and_that_nobody_tried_it(name: str) -> None:
    text = (resources.files("counter_app.settlement") / "profiles" / f"{name}.toml").read_text("utf-8")
    comment = " ".join(line.strip("# ") for line in text.splitlines() if line.startswith("#"))
    assert "envelope facts, section" in comment
    assert "Seen in" in comment
    assert "not verified with" in comment


@pytest.mark.parametrize("profile", ["nowhere", "nowhere.toml", "../national", ""])
def test_one_that_is_not_there(profile: str) -> None:
    with pytest.raises(ProfileError, match="没有这个地方的接口档案"):
        load_place(profile)
