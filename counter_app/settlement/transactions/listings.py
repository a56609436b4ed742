"""Catalogue rows page by page: 1312, 1316 (mapping), 1318 (price limit), 1319 (pre-self rate).

Declarations (fact sheet of transactions); `bodies` and `answers` translate to and from our values.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from counter_app.settlement.fields import Must, day, many, number, one, text
from counter_app.settlement.record import Record, Transaction

__all__ = [
    "ITEMS",
    "MAPPINGS",
    "PRICE_LIMITS",
    "SELF_RATES",
    "ItemsData",
    "ItemsInput",
    "ItemsOutput",
    "ItemsRow",
    "ListingData",
    "ListingRow",
    "MappingsData",
    "MappingsInput",
    "MappingsOutput",
    "MappingsRow",
    "PriceLimitsData",
    "PriceLimitsInput",
    "PriceLimitsOutput",
    "PriceLimitsRow",
    "SelfRatesData",
    "SelfRatesInput",
    "SelfRatesOutput",
    "SelfRatesRow",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingData(Record):
    """What each of the four is asked by: the day, what changed since, and the page."""

    query_date: date | None = day("查询时间点")
    hilist_code: str = text("医保目录编码", 30)
    insu_admdvs: str = text("参保机构医保区划", 6)
    begndate: date | None = day("开始日期")
    vali_flag: str = text("有效标志", 3, codes="vali_flag")
    updt_time: date | None = day("更新时间", Must.ALWAYS)
    page_num: Decimal | None = number("当前页数", 4, must=Must.ALWAYS)
    page_size: Decimal | None = number("本页数据量", 4, must=Must.ALWAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsData(ListingData):
    """1312 in: data."""

    hilist_name: str = text("医保目录名称", 200)
    wubi: str = text("五笔助记码", 30)
    pinyin: str = text("拼音助记码", 30)
    med_chrgitm_type: str = text("医疗收费项目类别", 6, codes="med_chrgitm_type")
    chrgitm_lv: str = text("收费项目等级", 3, codes="chrgitm_lv")
    lmt_used_flag: str = text("限制使用标志", 3, codes="lmt_used_flag")
    list_type: str = text("目录类别", 30)
    med_use_flag: str = text("医疗使用标志", 3, codes="med_use_flag")
    matn_used_flag: str = text("生育使用标志", 3, codes="matn_used_flag")
    hilist_use_type: str = text("医保目录使用类别", 3)
    lmt_cpnd_type: str = text("限复方使用类型", 3, codes="lmt_cpnd_type")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsInput(Record):
    """1312 in."""

    data: ItemsData | None = one(ItemsData)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingRow(Record):
    """What every row of the four listings says about itself: its validity, its record number and who wrote it when."""

    hilist_code: str = text("医保目录编码", 30, Must.ALWAYS)
    insu_admdvs: str = text("参保机构医保区划", 6, Must.ALWAYS)
    begndate: date | None = day("开始日期", Must.ALWAYS)
    enddate: date | None = day("结束日期")
    vali_flag: str = text("有效标志", 3, Must.ALWAYS, codes="vali_flag")
    rid: str = text("唯一记录号", 40, Must.ALWAYS)
    updt_time: date | None = day("更新时间", Must.ALWAYS)
    crter_id: str = text("创建人", 20)
    crter_name: str = text("创建人姓名", 50)
    crte_time: date | None = day("创建时间", Must.ALWAYS)
    crte_optins_no: str = text("创建机构", 20)
    opter_id: str = text("经办人", 20)
    opter_name: str = text("经办人姓名", 50)
    opt_time: date | None = day("经办时间")
    optins_no: str = text("经办机构", 20)
    poolarea_no: str = text("统筹区", 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsRow(ListingRow):
    """1312 out: (none)."""

    hilist_name: str = text("医保目录名称", 200, Must.ALWAYS)
    med_chrgitm_type: str = text("医疗收费项目类别", 6, Must.ALWAYS, codes="med_chrgitm_type")
    chrgitm_lv: str = text("收费项目等级", 3, Must.ALWAYS, codes="chrgitm_lv")
    lmt_used_flag: str = text("限制使用标志", 3, Must.ALWAYS, codes="lmt_used_flag")
    list_type: str = text("目录类别", 3, Must.ALWAYS, codes="list_type")
    med_use_flag: str = text("医疗使用标志", 3, Must.ALWAYS, codes="med_use_flag")
    matn_used_flag: str = text("生育使用标志", 3, Must.ALWAYS, codes="matn_used_flag")
    hilist_use_type: str = text("医保目录使用类别", 3, Must.ALWAYS)
    lmt_cpnd_type: str = text("限复方使用类型", 3, Must.ALWAYS, codes="lmt_cpnd_type")
    wubi: str = text("五笔助记码", 30)
    pinyin: str = text("拼音助记码", 30)
    memo: str = text("备注", 500)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsOutput(Record):
    """1312 out."""

    rows: tuple[ItemsRow, ...] = many(ItemsRow, name="")


ITEMS = Transaction(
    "1312",
    "医保目录信息查询",
    "catalogqueryservice/queryHilist",
    ItemsInput,
    ItemsOutput,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingsData(ListingData):
    """1316 in: data."""

    med_list_codg: str = text("定点医药机构目录编号", 30)
    list_type: str = text("目录类别", 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingsInput(Record):
    """1316 in."""

    data: MappingsData | None = one(MappingsData)


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingsRow(ListingRow):
    """1316 out: (none)."""

    med_list_codg: str = text("医疗目录编码", 30, Must.ALWAYS)
    list_type: str = text("目录类别", 3, Must.ALWAYS, codes="list_type")
    memo: str = text("备注", 500)


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingsOutput(Record):
    """1316 out."""

    rows: tuple[MappingsRow, ...] = many(MappingsRow, name="")


MAPPINGS = Transaction(
    "1316",
    "医疗目录与医保目录匹配信息查询",
    "catalogqueryservice/queryMedinsHilistMapByPage",
    MappingsInput,
    MappingsOutput,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceLimitsData(ListingData):
    """1318 in: data."""

    hilist_lmtpric_type: str = text("医保目录限价类型", 6, codes="hilist_lmtpric_type")
    overlmt_dspo_way: str = text("医保目录超限处理方式", 6)
    enddate: date | None = day("结束日期")
    rid: str = text("唯一记录号", 40)
    tabname: str = text("表名", 100)
    poolarea_no: str = text("统筹区", 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceLimitsInput(Record):
    """1318 in."""

    data: PriceLimitsData | None = one(PriceLimitsData)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceLimitsRow(ListingRow):
    """1318 out: (none)."""

    hilist_lmtpric_type: str = text("医保目录限价类型", 6, Must.ALWAYS, codes="hilist_lmtpric_type")
    overlmt_dspo_way: str = text("医保目录超限处理方式", 6, Must.ALWAYS)
    hilist_pric_uplmt_amt: str = text("医保目录定价上限金额", 16, Must.ALWAYS)
    tabname: str = text("表名", 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceLimitsOutput(Record):
    """1318 out."""

    rows: tuple[PriceLimitsRow, ...] = many(PriceLimitsRow, name="")


PRICE_LIMITS = Transaction(
    "1318",
    "医保目录限价信息查询",
    "catalogqueryservice/queryLmtprcByPage",
    PriceLimitsInput,
    PriceLimitsOutput,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfRatesData(ListingData):
    """1319 in: data."""

    selfpay_prop_psn_type: str = text("医保目录自付比例人员类别", 6, codes="selfpay_prop_psn_type")
    selfpay_prop_type: str = text("目录自付比例类别", 6, codes="selfpay_prop_type")
    enddate: date | None = day("结束日期")
    rid: str = text("唯一记录号", 40)
    tabname: str = text("表名", 100)
    poolarea_no: str = text("统筹区", 6)


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfRatesInput(Record):
    """1319 in."""

    data: SelfRatesData | None = one(SelfRatesData)


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfRatesRow(ListingRow):
    """1319 out: (none)."""

    selfpay_prop_psn_type: str = text("医保目录自付比例人员类别", 6, Must.ALWAYS, codes="selfpay_prop_psn_type")
    selfpay_prop_type: str = text("目录自付比例类别", 6, Must.ALWAYS, codes="selfpay_prop_type")
    selfpay_prop: str = text("自付比例", 5, Must.ALWAYS)
    tabname: str = text("表名", 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfRatesOutput(Record):
    """1319 out."""

    rows: tuple[SelfRatesRow, ...] = many(SelfRatesRow, name="")


SELF_RATES = Transaction(
    "1319",
    "医保目录先自付比例信息查询",
    "catalogqueryservice/querySelfpayByPage",
    SelfRatesInput,
    SelfRatesOutput,
)
