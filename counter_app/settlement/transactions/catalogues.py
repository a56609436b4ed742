"""Catalogues as files, version by version: 1301, 1302, 1303, 1306, 1307.

Declarations (fact sheet of transactions); `bodies` and `answers` translate to and from our values.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from counter_app.settlement.fields import Must, day, number, one, text
from counter_app.settlement.record import Record, Transaction

__all__ = [
    "ALL_FILES",
    "DIAGNOSES",
    "HERBS",
    "HOSPITAL_PREPARATIONS",
    "MATERIALS",
    "WESTERN_DRUGS",
    "CatalogueData",
    "CatalogueInput",
    "CatalogueOutput",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueData(Record):
    """1301 in: data."""

    ver: str = text("版本号", 20, Must.ALWAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueInput(Record):
    """1301 in."""

    data: CatalogueData | None = one(CatalogueData)


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueOutput(Record):
    """1301 out."""

    file_qury_no: str = text("文件查询号", 40, Must.ALWAYS)
    filename: str = text("文件名", 100, Must.ALWAYS)
    dld_end_time: date | None = day("下载截止日期", Must.ALWAYS)
    data_cnt: Decimal | None = number("数据量")


WESTERN_DRUGS = Transaction(
    "1301",
    "西药中成药目录下载",
    "catalogdownservice/downCatalog1301",
    CatalogueInput,
    CatalogueOutput,
)


HERBS = Transaction(
    "1302",
    "中药饮片目录下载",
    "catalogdownservice/downCatalog1302",
    CatalogueInput,
    CatalogueOutput,
)


HOSPITAL_PREPARATIONS = Transaction(
    "1303",
    "医疗机构制剂目录下载",
    "catalogdownservice/downCatalog1303",
    CatalogueInput,
    CatalogueOutput,
)


MATERIALS = Transaction(
    "1306",
    "医用耗材目录下载",
    "catalogdownservice/downCatalog1306",
    CatalogueInput,
    CatalogueOutput,
)


DIAGNOSES = Transaction(
    "1307",
    "疾病与诊断目录下载",
    "catalogdownservice/downCatalog1307",
    CatalogueInput,
    CatalogueOutput,
)

ALL_FILES = (WESTERN_DRUGS, HERBS, HOSPITAL_PREPARATIONS, MATERIALS, DIAGNOSES)
