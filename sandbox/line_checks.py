"""What the treating place says about a fee line before it splits it: unmapped, trace codes, monitoring rules.

Domain facts, section 2d and 2g (13 to 15). All of it is data of the catalogue; an item that says nothing is not
checked. A trace code counts as sold while a live settlement holds its line: refunding frees it, trying again does not
sell it twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING
from typing import Any

from sandbox import wire
from sandbox.call import Place, Refusal, number_of, platform_text, text_of
from sandbox.treating_place import Item

__all__ = ["check_trace_codes", "codes_of", "refuse_unmapped", "warning"]

_SPLIT_PACKAGE = "1"


def refuse_unmapped(number: int, item: Item) -> None:
    """The hospital sells it, and nobody has mapped it to the national catalogue (reason 13). Raises Refusal."""
    if not item.mapped:
        raise Refusal(platform_text(f"第 {number} 行 {item.name}未对码，医保目录中没有对应项目", "feeBO_54"))


def codes_of(row: Mapping[str, Any]) -> list[str]:
    """The trace codes of a line (node drugtracinfo), as sent."""
    return [code for part in _nodes(row) if (code := text_of(part, "drug_trac_codg"))]


def _nodes(row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    given = row.get("drugtracinfo")
    return [part for part in (given if isinstance(given, list) else [given]) if isinstance(part, Mapping)]


def check_trace_codes(place: Place, number: int, row: Mapping[str, Any], item: Item, seen: set[str]) -> None:
    """One code a package, none twice, none that is sold; items on the no-code list need none (reason 14).

    A package given out in part (trdn_flag 1) still carries its one code. `seen`: the codes of the message's lines so
    far, to which this line's are added.

    Raises:
        Refusal: a code is missing, stands twice, or was sold already.
    """
    if item.trace == "":
        return
    codes = codes_of(row)
    split = any(text_of(part, "trdn_flag") == _SPLIT_PACKAGE for part in _nodes(row))
    needed = 1 if split else int(number_of(row, "cnt").to_integral_value(ROUND_CEILING))
    if item.trace == "required" and len(codes) < needed:
        raise Refusal(
            platform_text(
                f"第 {number} 行 {item.name}药品追溯码缺失，应有 {needed} 个，实有 {len(codes)} 个", "tracBO_61"
            )
        )
    if len(set(codes)) < len(codes) or seen.intersection(codes):
        raise Refusal(platform_text(f"第 {number} 行 {item.name}药品追溯码重复", "tracBO_62"))
    # Parts of one package are sold to several people under its one code.
    sold = _sold(place, item) if codes and not split else frozenset()
    for code in codes:
        if code in sold:
            raise Refusal(platform_text(f"第 {number} 行 {item.name}药品追溯码[{code}]已有销售记录", "tracBO_63"))
    seen.update(codes)


def _sold(place: Place, item: Item) -> frozenset[str]:
    """Codes of this drug that a live settlement holds here, or that somebody sold elsewhere (the catalogue's list)."""
    rows = place.ledger.rows(
        "SELECT line.detail FROM line JOIN settled_line ON settled_line.line=line.seq JOIN settlement USING (setl_id)"
        " WHERE line.code=? AND settlement.refunded IS NULL",
        (item.code,),
    )
    return item.sold_codes.union(code for row in rows for code in codes_of(wire.read(row["detail"])))


def warning(number: int, row: Mapping[str, Any], item: Item) -> str:
    """What monitoring says about a line: a warning in words, or nothing (reason 15).

    Raises:
        Refusal: the rule blocks, and the doctor gave no reason (memo of the line).
    """
    rule, quantity = item.monitoring, number_of(row, "cnt")
    if rule is None or quantity <= rule.most:
        return ""
    said = f"智能监控提示：{item.name}{rule.text}（数量 {quantity.normalize():f}，规则上限 {rule.most.normalize():f}）"
    if rule.blocks and not text_of(row, "memo"):
        raise Refusal(
            platform_text(f"第 {number} 行 违反智能监控规则：{item.name}{rule.text}，须由医师说明理由", "riskBO_64")
        )
    return said
