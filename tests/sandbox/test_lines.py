"""What the treating place says about a line: unmapped, limited use, price limit, trace codes, monitoring."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.reading import BadFile
from sandbox.service import SandboxService
from sandbox.treating_place import load_catalogue

CATALOGUE = {
    "items": [
        {"code": "T", "name": "扫码药", "kind": "drug", "class": "A", "trace": "required", "sold_codes": ["S1"]},
        {"code": "N", "name": "无码药", "kind": "drug", "class": "A", "trace": "no_code", "sold_codes": ["S2"]},
        {"code": "A", "name": "甲类药", "kind": "drug", "class": "A"},
        {"code": "H", "name": "院内制剂", "kind": "drug", "class": "C", "mapped": False},
        {"code": "W", "name": "提示药", "kind": "drug", "class": "A", "monitoring": {"most": 2, "text": "超量"}},
        {
            "code": "B",
            "name": "拦截药",
            "kind": "drug",
            "class": "A",
            "monitoring": {"most": "2.5", "text": "超量", "blocks": True},
        },
        {
            "code": "L",
            "name": "限用限价药",
            "kind": "drug",
            "class": "B",
            "pre_self_rate": "0.1",
            "price_limit": "80",
            "limited_use": True,
        },
    ]
}


@pytest.fixture
def service(somebody: Any) -> Any:
    with SandboxService(people={"people": [somebody()]}, catalogue=CATALOGUE) as running:
        yield running


def fresh(at: Any, service: SandboxService) -> Any:
    window = at(service.url)
    window.person()
    window.open()
    window.describe()
    return window


def traced(window: Any, number: int, item: str, quantity: str, *codes: str, **part: str) -> dict[str, Any]:
    amount = f"{10 * float(quantity):.2f}"
    nodes = [{"drug_trac_codg": code, **part} for code in codes]
    found: dict[str, Any] = window.line(number, item, "10", quantity, amount, drugtracinfo=nodes)
    return found


def test_one_code_a_package(at: Any, service: SandboxService) -> None:
    window = fresh(at, service)
    assert "追溯码缺失，应有 2 个，实有 1 个" in window.refused(
        "2204", {"feedetail": traced(window, 1, "T", "2", "X1")}
    )
    assert "追溯码缺失，应有 1 个，实有 0 个" in window.refused("2204", {"feedetail": traced(window, 1, "T", "0.5")})
    assert "追溯码重复" in window.refused("2204", {"feedetail": traced(window, 1, "T", "2", "X1", "X1")})
    both = [traced(window, 1, "T", "1", "X1"), traced(window, 2, "T", "1", "X1")]
    assert "第 2 行" in window.refused("2204", {"feedetail": both})
    assert len(window.upload(traced(window, 1, "T", "2", "X1", "X2"))["result"]) == 1


def test_the_no_code_list_and_items_without_the_mark(at: Any, service: SandboxService) -> None:
    window = fresh(at, service)
    window.upload(traced(window, 1, "N", "2"), traced(window, 2, "A", "1", "S1"))
    assert "已有销售记录" in window.refused("2204", {"feedetail": traced(window, 3, "N", "1", "S2")})


def test_a_code_is_sold_once_and_free_again_after_a_refund(at: Any, service: SandboxService) -> None:
    first = fresh(at, service)
    assert "追溯码[S1]已有销售记录" in first.refused("2204", {"feedetail": traced(first, 1, "T", "1", "S1")})
    first.upload(traced(first, 1, "T", "1", "X1"))
    second = fresh(at, service)
    second.upload(traced(second, 1, "T", "1", "X1"))  # uploaded is not sold: a replay sends its codes again
    second.call("2205", second.clear_input())
    first.total = "10.00"
    setl_id = first.settle()["setlinfo"]["setl_id"]
    assert "已有销售记录" in second.refused("2204", {"feedetail": traced(second, 2, "T", "1", "X1")})
    part = traced(second, 2, "T", "0.5", "X1", trdn_flag="1")
    second.upload(part)  # the rest of an opened package
    first.call("2208", first.undo_input(setl_id))
    second.upload(traced(second, 3, "T", "1", "X1"))


def test_an_unmapped_item(at: Any, service: SandboxService) -> None:
    window = fresh(at, service)
    assert "院内制剂未对码" in window.refused("2204", {"feedetail": window.line(1, "H", "10", "1", "10.00")})


@pytest.mark.parametrize(
    ("approved", "split"),
    [("1", (0, 40, 16, 144)), ("2", (200, 0, 0, 0)), ("0", (200, 0, 0, 0))],  # own, over the limit, first, in scope
)
def test_limited_use_and_price_limit(at: Any, service: SandboxService, approved: str, split: Any) -> None:
    window = fresh(at, service)
    row = window.upload(window.line(1, "L", "100", "2", "200.00", hosp_appr_flag=approved))["result"][0]
    assert (row["fulamt_ownpay_amt"], row["overlmt_amt"], row["preselfpay_amt"], row["inscp_scp_amt"]) == split
    assert (row["lmt_used_flag"], row["pric_uplmt_amt"]) == ("1", 80)


def test_monitoring_warns_or_blocks_until_there_is_a_reason(at: Any, service: SandboxService) -> None:
    window = fresh(at, service)
    (enough, more) = window.upload(window.line(1, "W", "10", "2", "20.00"), window.line(2, "W", "10", "3", "30.00"))[
        "result"
    ]
    assert (enough["memo"], more["memo"] == "智能监控提示：提示药超量（数量 3，规则上限 2）") == ("", True)
    assert "违反智能监控规则" in window.refused("2204", {"feedetail": window.line(3, "B", "10", "3", "30.00")})
    window.upload(window.line(3, "B", "10", "3", "30.00", memo="医师已说明理由"))


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"trace": "maybe"}, "items[1].trace"),
        ({"sold_codes": "S1"}, "items[1].sold_codes"),
        ({"mapped": "no"}, "items[1].mapped"),
        ({"monitoring": {"text": "x"}}, "items[1].monitoring.most"),
        ({"monitoring": {"most": 1}}, "items[1].monitoring.text"),
        ({"monitoring": {"most": 1, "text": "x", "blocks": "yes"}}, "items[1].monitoring.blocks"),
    ],
)
def test_a_catalogue_that_cannot_be(changes: dict[str, Any], key: str) -> None:
    with pytest.raises(BadFile) as wrong:
        load_catalogue({"items": [{"code": "A", "name": "a", "kind": "drug", "class": "A", **changes}]})
    assert str(wrong.value).startswith(f"given.{key}:")
