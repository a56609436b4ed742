"""Figures as paper shows them: amounts, prices, dates (words, section 1; look, section 2), and amounts in words."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from counter_app.model import money

__all__ = ["capitals", "day", "minute", "moment", "plain_day", "price", "quantity", "yuan"]

MINUS = "\u2212"
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")
_WEEKDAYS = "一二三四五六日"


def yuan(amount: Decimal) -> str:
    """Two decimals, thousands comma, minus as U+2212: 1,409.50."""
    return f"{money.amount(amount):,.2f}".replace("-", MINUS)


def price(amount: Decimal) -> str:
    """A unit price with the decimals it has, two at least: 24.60, 0.013333."""
    places = max(2, -int(amount.normalize().as_tuple().exponent))
    return f"{amount:,.{places}f}".replace("-", MINUS)


def quantity(amount: Decimal) -> str:
    """A quantity without trailing zeros: 2, 0.5."""
    places = max(0, -int(amount.normalize().as_tuple().exponent))
    return f"{amount:,.{places}f}"


def plain_day(value: date) -> str:
    """2026 年 11 月 29 日."""
    return f"{value.year} 年 {value.month} 月 {value.day} 日"


def day(value: date) -> str:
    """2026 年 11 月 29 日（星期日）."""
    return f"{plain_day(value)}（星期{_WEEKDAYS[value.weekday()]}）"


def moment(value: datetime) -> str:
    """2026-11-29 09:38:07, for the lines a clerk compares."""
    return f"{value:%Y-%m-%d %H:%M:%S}"


def minute(value: datetime, now: datetime) -> str:
    """今天 09:38, or 11 月 28 日 21:10 when that was another day than `now`."""
    if value.date() == now.date():
        return f"今天 {value:%H:%M}"
    return f"{value.month} 月 {value.day} 日 {value:%H:%M}"


def capitals(amount: Decimal) -> str:
    """An amount in words as bills want it (支付结算办法, annex 1): 558.25 → 伍佰伍拾捌元贰角伍分, 10.00 → 壹拾元整.

    整 follows 元 and 角, never 分. Below zero it begins with 负.

    Raises:
        ValueError: more than two decimals, or a trillion yuan and more.
    """
    fen = money.to_fen(amount)
    sign, fen = ("负", -fen) if fen < 0 else ("", fen)
    whole, jiao, fen = fen // 100, fen // 10 % 10, fen % 10
    if whole >= 10**12:
        raise ValueError("no words for a trillion yuan")
    words = f"{_whole(whole)}元" if whole else ""
    if jiao:
        words += f"{_DIGITS[jiao]}角"
    elif fen and whole:
        words += "零"
    return sign + (f"{words}{_DIGITS[fen]}分" if fen else f"{words or '零元'}整")


def _whole(number: int) -> str:
    words = ""
    gap = False
    for group in reversed(range(3)):
        four = number // 10_000**group % 10_000
        if not four:
            gap = bool(words)
            continue
        for place in reversed(range(4)):
            digit = four // 10**place % 10
            if digit:
                words += ("零" if gap and words else "") + _DIGITS[digit] + _PLACES[place]
            gap = not digit
        gap = False  # 壹拾万柒仟: a zero before 万 or 亿 is not spoken, one after it is
        words += _GROUPS[group]
    return words
