from __future__ import annotations

import pytest

from counter_app.model.masking import mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王小芳", "王*芳"),
        ("张三", "张*"),
        ("甲", "*"),
        ("", ""),
        (" 欧阳娜娜 ", "欧**娜"),
        ("𠮷田䶮", "𠮷*䶮"),
        ("㛃㛃", "㛃*"),
        ("阿卜杜·买买提", "阿**·**提"),
        ("JOHN SMITH", "J*** ****H"),
        ("葛\U000e0100城", "葛\U000e0100*"),
    ],
)
def test_a_name_keeps_its_ends_at_most(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13800000000", "138****0000"),
        ("138 0000 0000", "138****0000"),
        ("0451-88887777", "********7777"),
        ("12345", "***45"),
        ("", ""),
    ],
)
def test_a_phone_shows_less_than_it_hides(number: str, shown: str) -> None:
    assert mask_phone(number) == shown
