"""A place profile: what is shipped loads, and what is wrong is told with file and key before anything is sent."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

import pytest

from counter_app.settlement.place import ProfileError, load_place

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
    assert (place.url_style, place.time_limit_s, place.lock_tested) == ("path", 10.0, False)
    assert place.may_reverse == {"2207A"}
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
    with pytest.raises(ProfileError, match=r"place\.toml: code 只能是"):
        load_place(str(altered(tmp_path, "code", '"77"')))


@pytest.mark.parametrize(
    ("content", "words"), [(b"name = ", "TOML"), (b"\xff\xfe", "UTF-8"), (b"", "url_style|name|service_time_limit_s")]
)
def test_a_file_that_is_none(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "place.toml"
    file.write_bytes(content)
    with pytest.raises(ProfileError, match=rf"place\.toml: .*({words})"):
        load_place(str(file))


@pytest.mark.parametrize("profile", ["nowhere", "nowhere.toml", "../national", ""])
def test_one_that_is_not_there(profile: str) -> None:
    with pytest.raises(ProfileError, match="没有这个地方的接口档案"):
        load_place(profile)
