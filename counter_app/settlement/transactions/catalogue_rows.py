"""Rows of the catalogue files of 1301, 1302, 1303, 1306, 1307: our assumption, every one of them.

The fact sheet names the files (TXT in UTF-8 by TAB) and not their columns, and no document read lists them. What stands
here is what a window needs of such a row, in the interface's own field names; a place that orders its columns otherwise
gets a declaration of its own. Assumed with them: the rows of a file come version by version, so that the last row's
`ver` is what the next download asks for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from counter_app.settlement.fields import Must, day, text
from counter_app.settlement.record import Record

__all__ = ["DiagnosisRow", "DrugRow", "HerbRow", "MaterialRow", "PreparationRow"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugRow(Record):
    """A row of 1301's file. Assumed: no public document lists its columns."""

    med_list_codg: str = text("医疗目录编码", 50, Must.ALWAYS)
    reg_name: str = text("注册名称", 500, Must.ALWAYS)
    pinyin: str = text("拼音简称", 200)
    drug_spec: str = text("药品规格", 500)
    prcunt: str = text("计价单位", 50)
    begndate: date | None = day("开始日期", Must.ALWAYS)
    enddate: date | None = day("结束日期")
    vali_flag: str = text("有效标志", 3, Must.ALWAYS, codes="vali_flag")
    rid: str = text("唯一记录号", 40, Must.ALWAYS)
    ver: str = text("版本号", 20, Must.ALWAYS)
    ver_name: str = text("版本名称", 50)


@dataclass(frozen=True, slots=True, kw_only=True)
class HerbRow(Record):
    """A row of 1302's file. Assumed: no public document lists its columns."""

    med_list_codg: str = text("医疗目录编码", 50, Must.ALWAYS)
    tcmherb_name: str = text("单味药名称", 500, Must.ALWAYS)
    pinyin: str = text("拼音简称", 200)
    prcunt: str = text("计价单位", 50)
    begndate: date | None = day("开始日期", Must.ALWAYS)
    enddate: date | None = day("结束日期")
    vali_flag: str = text("有效标志", 3, Must.ALWAYS, codes="vali_flag")
    rid: str = text("唯一记录号", 40, Must.ALWAYS)
    ver: str = text("版本号", 20, Must.ALWAYS)
    ver_name: str = text("版本名称", 50)


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparationRow(Record):
    """A row of 1303's file. Assumed: no public document lists its columns."""

    med_list_codg: str = text("医疗目录编码", 50, Must.ALWAYS)
    drug_prodname: str = text("药品商品名", 500, Must.ALWAYS)
    pinyin: str = text("拼音简称", 200)
    drug_spec: str = text("规格", 500)
    prcunt: str = text("计价单位", 50)
    begndate: date | None = day("开始日期", Must.ALWAYS)
    enddate: date | None = day("结束日期")
    vali_flag: str = text("有效标志", 3, Must.ALWAYS, codes="vali_flag")
    rid: str = text("唯一记录号", 40, Must.ALWAYS)
    ver: str = text("版本号", 20, Must.ALWAYS)
    ver_name: str = text("版本名称", 50)


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialRow(Record):
    """A row of 1306's file. Assumed: no public document lists its columns."""

    med_list_codg: str = text("医疗目录编码", 50, Must.ALWAYS)
    mcs_name: str = text("耗材名称", 500, Must.ALWAYS)
    spec: str = text("规格", 500)
    mdl: str = text("型号", 500)
    prcunt: str = text("计价单位", 50)
    begndate: date | None = day("开始日期", Must.ALWAYS)
    enddate: date | None = day("结束日期")
    vali_flag: str = text("有效标志", 3, Must.ALWAYS, codes="vali_flag")
    rid: str = text("唯一记录号", 40, Must.ALWAYS)
    ver: str = text("版本号", 20, Must.ALWAYS)
    ver_name: str = text("版本名称", 50)


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosisRow(Record):
    """A row of 1307's file. Assumed: no public document lists its columns."""

    diag_code: str = text("西医疾病诊断代码", 30, Must.ALWAYS)
    diag_name: str = text("西医疾病诊断名称", 500, Must.ALWAYS)
    vali_flag: str = text("有效标志", 3, Must.ALWAYS, codes="vali_flag")
    rid: str = text("唯一记录号", 40, Must.ALWAYS)
    ver: str = text("版本号", 20, Must.ALWAYS)
    ver_name: str = text("版本名称", 50)
