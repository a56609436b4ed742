"""What the window says when the unpaid bills cannot be fetched from the hospital's system."""

from __future__ import annotations

# By the reason of `OrdersUnavailable`.
UNAVAILABLE = {
    "away": "医院系统连不上，待缴费用没有取到。按[F5]再取，或打信息科 {分机}。",
    "slow": "医院系统没有回话，待缴费用没有取到。按[F5]再取，或打信息科 {分机}。",
    "refused": "医院系统的待缴视图打不开，费用没有取到。打信息科 {分机}。",
    "address": "医院系统的数据库驱动没有装，费用没有取到。打信息科 {分机}。",
    "row": "有一张单读不出：{原因}。打信息科 {分机}。",
    "folder": "待缴费用的文件夹没有回话，费用没有取到。按[F5]再取，或打信息科 {分机}。",
    "many": "医院系统里这位患者的待缴明细太多，没有取到。打信息科 {分机}。",
}
