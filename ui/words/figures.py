"""How numbers, dates, times and names are written (words, section 1; look, section 2)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

__all__ = [
    "MINUS",
    "age",
    "clock",
    "clock_seconds",
    "day",
    "day_or_clock",
    "elapsed",
    "long_span",
    "masked_name",
    "masked_phone",
    "money",
    "price",
    "quantity",
    "share",
    "span",
    "typed_money",
    "waited",
    "yen",
]

MINUS = "−"


def money(value: Decimal) -> str:
    """Yuan with two decimals, a comma at thousands and a real minus sign."""
    return f"{value:,.2f}".replace("-", MINUS)


def yen(value: Decimal) -> str:
    """`money` as a screen reader says it."""
    return f"{money(value)} 元"


def typed_money(digits: str) -> str:
    """What the cashier has typed so far, with commas in the whole part; nothing is added or rounded."""
    whole, dot, fen = digits.partition(".")
    return (f"{int(whole):,}" if whole else "0") + dot + fen


def price(value: Decimal) -> str:
    """A unit price: up to six decimals, trailing zeros trimmed to two."""
    return _trimmed(value, most=6, least=2)


def quantity(value: Decimal) -> str:
    """A quantity: up to four decimals, trailing zeros trimmed away."""
    return _trimmed(value, most=4, least=0)


def share(part: Decimal) -> str:
    """A part of 0..1 in percent, as a column writes it."""
    return _trimmed(part * 100, most=2, least=0) + "%"


def age(years: Decimal | int) -> str:
    """Whole years, as one says them."""
    return f"{int(years)} 岁"


def day(when: date | datetime) -> str:
    """A date on the screen: 11-29."""
    return f"{when:%m-%d}"


def day_or_clock(when: datetime, today: date) -> str:
    """When something began: the time of today, the date of an earlier day."""
    return clock(when) if when.date() == today else day(when)


def clock(when: datetime) -> str:
    """A time on the screen: 09:38, of the zone it carries."""
    return f"{when:%H:%M}"


def until(when: datetime, today: date) -> str:
    """When something ends, or began: the time, with its day where that is another one."""
    return clock(when) if when.date() == today else f"{day(when)} {clock(when)}"


def clock_seconds(when: datetime) -> str:
    """A time with seconds: 09:42:07."""
    return f"{when:%H:%M:%S}"


def elapsed(seconds: float) -> str:
    """A running clock: 0:27, 12:05; an hour and more counts on in minutes."""
    whole = max(0, int(seconds))
    return f"{whole // 60}:{whole % 60:02d}"


def span(seconds: int) -> str:
    """A length of time in words: 30 秒, 1 分 30 秒, 2 分钟."""
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return f"{rest} 秒"
    return f"{minutes} 分 {rest} 秒" if rest else f"{minutes} 分钟"


def long_span(seconds: int) -> str:
    """Of an outage: 不到 1 分钟, 47 分钟, 2 小时 7 分."""
    minutes = seconds // 60
    if minutes < 60:
        return f"{minutes} 分钟" if minutes else "不到 1 分钟"
    return f"{minutes // 60} 小时 {minutes % 60} 分"


def waited(seconds: float) -> str:
    """How long somebody has waited: a clock below ten minutes, whole minutes after."""
    return elapsed(seconds) if seconds < 600 else f"{int(seconds) // 60} 分钟"


def masked_name(name: str) -> str:
    """A name as a shared screen may show it: 王秀芳 is 王*芳, 王芳 is 王*; one character stays as it is."""
    name = name.strip()
    if len(name) <= 1:
        return name
    return name[0] + "*" + (name[-1] if len(name) > 2 else "")


def masked_phone(digits: str) -> str:
    """A phone number with its middle hidden: 138 **** 0000; shorter than eight digits it is still being typed."""
    return digits if len(digits) < 8 else f"{digits[:3]} **** {digits[-4:]}"


def _trimmed(value: Decimal, *, most: int, least: int) -> str:
    whole, _, decimals = f"{value:,.{most}f}".replace("-", MINUS).partition(".")
    decimals = decimals.rstrip("0").ljust(least, "0")
    return f"{whole}.{decimals}" if decimals else whole
