"""The institution and the code tables of the platform: 1201, 1901.

Declarations (fact sheet of transactions); `inquiries` translates to and from our values.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from counter_app.settlement.fields import Must, day, extension, many, number, one, text
from counter_app.settlement.record import Record, Transaction

__all__ = [
    "DICTIONARIES",
    "INSTITUTIONS",
    "DictionariesData",
    "DictionariesInput",
    "DictionariesList",
    "DictionariesOutput",
    "InstitutionsInput",
    "InstitutionsMedinsinfo",
    "InstitutionsMedinsinfoReply",
    "InstitutionsOutput",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionsMedinsinfo(Record):
    """1201 in: medinsinfo."""

    fixmedins_type: str = text("定点医疗服务机构类型", 6, Must.ALWAYS, codes="fixmedins_type")
    fixmedins_name: str = text("定点医药机构名称", 200)
    fixmedins_code: str = text("定点医药机构编号", 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionsInput(Record):
    """1201 in."""

    medinsinfo: InstitutionsMedinsinfo | None = one(InstitutionsMedinsinfo)


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionsMedinsinfoReply(Record):
    """1201 out: medinsinfo."""

    fixmedins_code: str = text("定点医药机构编号", 12, Must.ALWAYS)
    fixmedins_name: str = text("定点医药机构名称", 200, Must.ALWAYS)
    uscc: str = text("统一社会信用代码", 50, Must.ALWAYS)
    fixmedins_type: str = text("定点医疗服务机构类型", 6, Must.ALWAYS, codes="fixmedins_type")
    hosp_lv: str = text("医院等级", 6, codes="hosp_lv")
    exp_content: dict[str, Any] = extension("扩展字段", 4000)


@dataclass(frozen=True, slots=True, kw_only=True)
class InstitutionsOutput(Record):
    """1201 out."""

    medinsinfo: tuple[InstitutionsMedinsinfoReply, ...] = many(InstitutionsMedinsinfoReply)


INSTITUTIONS = Transaction(
    "1201",
    "医药机构信息获取",
    "fsiFixMedInsService/queryFixMedIns",
    InstitutionsInput,
    InstitutionsOutput,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DictionariesData(Record):
    """1901 in: data."""

    type: str = text("字典类型", 30, Must.ALWAYS)
    parent_value: str = text("父字典键值", 10, name="parentValue")
    parent_value_hn: str = text("父字典键值", 10, name="parent_value")
    admdvs: str = text("行政区划", 6, Must.ALWAYS)
    date: date | None = day("查询日期", Must.ALWAYS)
    vali_flag: str = text("有效标志", 3, codes="vali_flag", name="valiFlag")
    vali_flag_hn: str = text("有效标志", 3, name="Vali_Flag")


@dataclass(frozen=True, slots=True, kw_only=True)
class DictionariesInput(Record):
    """1901 in."""

    data: DictionariesData | None = one(DictionariesData)


@dataclass(frozen=True, slots=True, kw_only=True)
class DictionariesList(Record):
    """1901 out: list."""

    type: str = text("字典类型", 30, Must.ALWAYS)
    label: str = text("字典标签", 50, Must.ALWAYS)
    value: str = text("字典键值", 20, Must.ALWAYS)
    parent_value: str = text("父字典键值", 10, Must.ALWAYS, name="parentValue")
    sort: Decimal | None = number("序号", 30, must=Must.ALWAYS)
    vali_flag: str = text("权限标识", 3, Must.ALWAYS, codes="vali_flag", name="valiFlag")
    create_user: str = text("创建账户", 30, Must.ALWAYS, name="createUser")
    create_date: date | None = day("创建时间", Must.ALWAYS, name="createDate")
    version: Decimal | None = number("版本号", 20, must=Must.ALWAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class DictionariesOutput(Record):
    """1901 out."""

    list: tuple[DictionariesList, ...] = many(DictionariesList)


DICTIONARIES = Transaction(
    "1901",
    "字典表查询",
    "catalogqueryservice/queryDict",
    DictionariesInput,
    DictionariesOutput,
)
