"""Files that cannot be used are refused by file and key, without repeating what they hold about people."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from sandbox.__main__ import main
from sandbox.benefits import load_benefits
from sandbox.people import load_people
from sandbox.reading import BadFile
from sandbox.service import DATA, SandboxService
from sandbox.treating_place import load_catalogue, load_institution

REGIONS = frozenset({"410100"})


def changed(somebody: Any, **changes: Any) -> dict[str, Any]:
    return {"people": [somebody(**changes)]}


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"certno": "990100198808080018"}, "people[1].certno"),
        ({"certno": None}, "people[1].certno"),
        ({"insured_region": "999999"}, "people[1].insured_region"),
        ({"insured_type": "gold"}, "people[1].insured_type"),
        ({"status": "young"}, "people[1].status"),
        ({"age": "old"}, "people[1].age"),
        ({"birth_date": "yesterday"}, "people[1].birth_date"),
        ({"flags": ["rich"]}, "people[1].flags"),
        ({"flags": "low_income"}, "people[1].flags"),
        ({"filing": {"class": "emergency"}}, "people[1].filing.class"),
        ({"filing": {"class": "long_term", "from": "soon"}}, "people[1].filing.from"),
        ({"account": {"balance": "-1"}}, "people[1].account.balance"),
        ({"account": 800}, "people[1].account"),
        ({"year_to_date": {"now": {}}}, "people[1].year_to_date.now"),
        ({"year_to_date": {2024: {"pool": 1}}}, "people[1].year_to_date.2024.pool"),
        ({"trouble": "money"}, "people[1].trouble"),
        ({"card": {"card_no": "Z1"}}, "people[1].card.card_id"),
        ({"name": True}, "people[1].name"),
        ({"chronic": "M03900"}, "people[1].chronic"),
        ({"chronic": ["M03900"]}, "people[1].chronic[1]"),
    ],
)
def test_people(somebody: Any, changes: dict[str, Any], key: str) -> None:
    with pytest.raises(BadFile) as wrong:
        load_people(changed(somebody, **changes), REGIONS)
    assert str(wrong.value).startswith(f"given.{key}:")
    assert "990100198808080017" not in str(wrong.value)


def test_two_people_with_one_number(somebody: Any) -> None:
    with pytest.raises(BadFile, match=r"people\[2\]\.certno: is already that of given\.people\[1\]"):
        load_people({"people": [somebody(), somebody()]}, REGIONS)
    with pytest.raises(BadFile, match="at least one person"):
        load_people({"people": []}, REGIONS)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"class": "D"}, "items[1].class"),
        ({"kind": "food"}, "items[1].kind"),
        ({"pre_self_rate": "1.5"}, "items[1].pre_self_rate"),
        ({"price_limit": "cheap"}, "items[1].price_limit"),
        ({"price_limit": "NaN"}, "items[1].price_limit"),
        ({"code": None}, "items[1].code"),
        ({"limited_use": "yes"}, "items[1].limited_use"),
    ],
)
def test_catalogue(changes: dict[str, Any], key: str) -> None:
    with pytest.raises(BadFile) as wrong:
        load_catalogue({"items": [{"code": "A", "name": "a", "kind": "drug", "class": "A", **changes}]})
    assert str(wrong.value).startswith(f"given.{key}:")


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ({}, "institution.code"),
        ({"institution": {"code": "H440100000012", "name": "x", "region": "440100"}}, "institution.code"),
        ({"institution": {"code": "H1", "name": "x", "region": "440100", "level": "best"}}, "institution.level"),
        ({"institution": []}, "institution"),
    ],
)
def test_institution(content: dict[str, Any], key: str) -> None:
    with pytest.raises(BadFile) as wrong:
        load_institution(content)
    assert str(wrong.value).startswith(f"given.{key}:")


def without(path: str, value: Any = None) -> dict[str, Any]:
    """The shipped rules with one figure taken out or replaced."""
    rules: dict[str, Any] = yaml.safe_load((DATA / "benefits.yaml").read_text(encoding="utf-8"))
    part: Any = rules["regions"][1]["rows"][0]
    *parents, last = path.split(".")
    for parent in parents:
        part = part[parent]
    if value is None:
        del part[last]
    else:
        part[last] = value
    return rules


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        ("ratio", None, "ratio"),
        ("ratio.active", {"primary": 1.5}, "ratio.active.primary"),
        ("ratio.active", {"best": 0.5}, "ratio.active.best"),
        ("ratio.old", {"primary": 0.5}, "ratio.old"),
        ("deductible.active", None, "deductible.active"),
        ("deductible.basis", "weekly", "deductible.basis"),
        ("cap.basis", "fund", "cap.basis"),
        ("filing.referral", None, "filing.referral"),
        ("filing.unfiled", {"kind": "times"}, "filing.unfiled.factor"),
        ("filing.unfiled", {"kind": "first_self", "rate": 2}, "filing.unfiled"),
        ("account.cross_region", "maybe", "account.cross_region"),
        ("from", None, "from"),
    ],
)
def test_benefits(path: str, value: Any, key: str) -> None:
    with pytest.raises(BadFile) as wrong:
        load_benefits(without(path, value))
    assert str(wrong.value).startswith(f"given.regions[2].rows[1].{key}:")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"people: ]", "people.yaml, line 1: is not YAML"),
        (b"- a\n- b\n", "people.yaml: must hold a mapping"),
        (b"people: \xff\xfe", "people.yaml: is not UTF-8"),
        (b"people: 5\n", "people.yaml.people: must be a list"),
        (b"people:\n- 5\n", "people.yaml.people[1]: must be a mapping"),
        (b"people: !!python/object:os.system {}\n", "people.yaml, line 1: is not YAML"),
        (b"people: 2024-13-99\n", "people.yaml: is not YAML"),
    ],
)
def test_damaged_files(tmp_path: Path, content: bytes, says: str) -> None:
    damaged = tmp_path / "people.yaml"
    damaged.write_bytes(content)
    with pytest.raises(BadFile) as wrong:
        SandboxService(people=damaged)
    assert str(wrong.value).startswith(says)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"nowhere\.yaml: cannot be read"):
        SandboxService(catalogue=tmp_path / "nowhere.yaml")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--people", "/nowhere/people.yaml"], "people.yaml: cannot be read"),
        (["--fault", "nothing"], "no fault 'nothing'"),
        (["--behaviour", "settle_twice"], "NAME=VALUE"),
        (["--behaviour", "settle_twice=maybe"], "settle_twice is one of"),
    ],
)
def test_wrong_use_ends_with_2_and_says_why(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["service", *arguments]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert says in told.err


def test_another_file_given_as_the_books_stays_as_it_is(tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("not a database at all, but somebody's notes\n" * 100, encoding="utf-8")
    before = notes.read_bytes()
    ended = subprocess.run(
        [sys.executable, "-m", "sandbox", "service", "--ledger", str(notes)],
        capture_output=True,
        text=True,
        timeout=30,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert (ended.returncode, ended.stdout) == (2, "")
    assert "notes.txt: is no ledger" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert notes.read_bytes() == before
