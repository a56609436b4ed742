"""How the names of a catalogue may be typed."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import sandbox
from counter_app.records.spelling import aliases, folded, sounds


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("维生素Ｃ片", "维生素c片"),
        ("ＣＴ平扫（增强）", "ct平扫增强"),
        ("碳酸钙D3片(Ⅱ)", "碳酸钙d3片ii"),
        (" 盐酸 二甲双胍 片 ", "盐酸二甲双胍片"),
        ("0.9%氯化钠注射液", "0.9氯化钠注射液"),
        ("0.25g×24粒", "0.25g24粒"),
        ("a.b_c·d", "abcd"),
        ("（）", ""),
    ],
)
def test_width_case_brackets_and_signs_make_no_difference(written: str, typed: str) -> None:
    assert folded(written) == typed


def test_a_name_is_found_with_its_brackets_without_them_and_by_what_stands_in_them() -> None:
    assert aliases("注射用头孢曲松钠（罗氏芬）") == ("注射用头孢曲松钠罗氏芬", "注射用头孢曲松钠", "罗氏芬")
    assert aliases("左氧氟沙星[乳酸盐]注射液")[1] == "左氧氟沙星注射液"
    assert aliases("甲硝唑片") == ("甲硝唑片",)
    assert aliases("(") == ()


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("重组人胰岛素注射液", "czrydszsy"),
        ("重楼", "cl"),
        ("重质碳酸镁", "zztsm"),
        ("人参", "rs"),
        ("复方参芍片", "ffcsp"),
        ("藏红花", "zhh"),
        ("藏红花", "chh"),
        ("长春新碱", "ccxj"),
        ("生长抑素", "szys"),
        ("白术", "bz"),
        ("腰椎手术", "yzss"),
        ("厚朴", "hp"),
        ("柏子仁", "bzr"),
        ("阿胶", "ej"),
        ("阿莫西林胶囊", "amxljn"),
        ("单硝酸异山梨酯", "dxsyslz"),
        ("卡托普利", "ktpl"),
        ("蛤蚧", "gj"),
        ("荨麻疹", "qmz"),
        ("缬沙坦", "xst"),
        ("枸橼酸西地那非片", "jysxdnfp"),
        ("哌拉西林他唑巴坦", "plxltzbt"),
        ("尼莫地平", "nmdp"),
        ("0.9%氯化钠", "0.9lhn"),
        ("β-内酰胺", "bnxa"),
        ("X线计算机体层平扫", "xxjsjtcps"),
    ],
)
def test_names_are_heard_by_their_initials_whichever_way_a_character_is_read(name: str, typed: str) -> None:
    assert typed in {way for alias in aliases(name) for way in sounds(alias)}


def test_every_character_of_the_shipped_catalogue_has_a_sound() -> None:
    rows = yaml.safe_load((Path(sandbox.__file__).parent / "data" / "catalogue.yaml").read_text("utf-8"))["items"]
    for row in rows:
        (alias, *_) = aliases(row["name"])
        assert len(sounds(alias)[0]) == len(alias), row["name"]


def test_a_name_full_of_such_characters_is_not_spelt_a_thousand_ways() -> None:
    assert 1 <= len(sounds("重参藏长术单盛乐调降")) <= 12


@given(st.text(max_size=40))
def test_any_text_at_all_is_spelt_in_plain_letters(text: str) -> None:
    for alias in aliases(text):
        assert folded(alias) == alias
        for way in sounds(alias):
            assert way.isascii()
