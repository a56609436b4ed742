"""What the search for an item finds."""

from __future__ import annotations

from decimal import Decimal

from counter_app.desk.item_search import Found
from counter_app.model.catalogue import Kind, Listed, Listing

CEFTRIAXONE = Found(
    Listing("XJ01DDT049B001010100004", "注射用头孢曲松钠（罗氏芬）", "1.0g×10瓶", "盒", Kind.WESTERN_DRUG),
    Listed("B", Decimal("33.005"), Decimal("0.1"), limited=True),
    usable=True,
)
CEFUROXIME = Found(
    Listing("XJ01DCT040A001010101936", "头孢呋辛酯片", "0.25g×12片", "盒", Kind.WESTERN_DRUG), Listed("A"), usable=True
)
UNMAPPED = Found(Listing("002503010150000-250301015", "头孢菌素过敏原测定"), Listed(), usable=False)
ALL = (CEFTRIAXONE, CEFUROXIME, UNMAPPED)
