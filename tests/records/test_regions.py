"""Regions by name; what the shipped list does not know keeps its code."""

from __future__ import annotations

import pytest

from counter_app.records.regions import RegionNames

NAMES = RegionNames()


@pytest.mark.parametrize(
    ("code", "city", "full"),
    [
        ("230100", "哈尔滨市", "黑龙江 哈尔滨市"),
        ("440100", "广州市", "广东 广州市"),
        ("449999", "广东省 449999", "广东省 449999"),
        ("990100", "990100", "990100"),
        ("", "", ""),
    ],
)
def test_names(code: str, city: str, full: str) -> None:
    assert (NAMES.city(code), NAMES.full(code)) == (city, full)
