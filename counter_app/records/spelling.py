"""How a name in the catalogue may be typed: in one kind of signs, with or without its brackets, by pinyin initials.

What the catalogue holds and what is typed go through the same `folded`, so that full width, case, brackets and spaces
make no difference. A character that is read more than one way (重, 参, 柏) is found by each of its sounds.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib import resources
from itertools import product

__all__ = ["aliases", "folded", "sounds"]

# Read more than one way in the names of medicines, herbs and services, or there otherwise than elsewhere (枸橼酸, 芎);
# the letter of each sound, the usual one first.
_ALSO = {
    "重": "cz", "参": "sc", "藏": "zc", "长": "cz", "术": "sz", "单": "dsc", "盛": "sc", "乐": "ly", "调": "td",
    "降": "jx", "阿": "ae", "茜": "qx", "荨": "xq", "蔓": "mw", "便": "bp", "车": "cj", "夹": "jg", "解": "jx",
    "壳": "kq", "卡": "kq", "石": "sd", "系": "xj", "茄": "qj", "秘": "mb", "泌": "mb", "尾": "wy", "虾": "xh",
    "校": "xj", "种": "zc", "粘": "zn", "豉": "cs", "曾": "zc", "会": "hk", "行": "xh", "蛤": "hg", "厦": "xs",
    "殖": "zs", "拓": "tz", "折": "zs", "弹": "dt", "传": "cz", "臭": "cx", "柜": "gj", "咖": "kg", "扁": "bp",
    "区": "qo", "属": "sz", "见": "jx", "率": "ls", "仇": "cq", "铅": "qy", "畜": "cx", "巷": "xh", "熨": "yw",
    "识": "sz", "吓": "xh", "给": "gj", "伽": "gj", "匙": "cs", "咀": "jz", "吡": "bp", "椎": "zc", "枸": "gj",
    "蛸": "xs", "脯": "pf", "膀": "pb", "炔": "q", "龈": "yk", "鞘": "qs", "泊": "bp", "芎": "xq", "荠": "jq",
    "龟": "gj", "芥": "jg", "朝": "cz", "括": "kg", "强": "qj", "圈": "qj", "噁": "e",
}  # fmt: skip
_UNSURE = re.compile(f"[{''.join(_ALSO)}]")
_GREEK = str.maketrans("αβγδεωμλ", "abgdewul")
_LEFT_OUT = re.compile(r"[^\w.]|_|(?<!\d)\.|\.(?!\d)")
_BRACKETED = re.compile(r"[(\[{〔【〈《「]([^()\[\]{}〔〕【】〈〉《》「」]*)[)\]}〕】〉》」]")
_MOST_SOUNDS = 12  # of one name; seven characters of two sounds would make 128
_SHORTEST_PART = 2


def folded(text: str) -> str:
    """In half width, small letters and simple signs; all else is left out, but for a point between digits."""
    return _LEFT_OUT.sub("", unicodedata.normalize("NFKC", text).lower())


def aliases(name: str) -> tuple[str, ...]:
    """What the name may be called, folded: as a whole first, then without what stands in brackets, then that alone."""
    plain = unicodedata.normalize("NFKC", name)
    whole, inside = folded(plain), _BRACKETED.findall(plain)
    if not inside:
        return (whole,) if whole else ()
    found = dict.fromkeys((whole, folded(_BRACKETED.sub("", plain)), *(folded(part) for part in inside)))
    return tuple(one for one in found if one and (one == whole or len(one) >= _SHORTEST_PART))


def sounds(alias: str) -> tuple[str, ...]:
    """The pinyin initials of a folded name, each way it may be read; what has no known sound is left out."""
    if not _UNSURE.search(alias):
        return (alias.translate(_letters()).encode("ascii", "ignore").decode(),)
    ways = [way for sign in alias if (way := _ALSO.get(sign) or sounds(sign)[0])]
    count = 1
    for at, way in enumerate(ways):
        count *= len(way)
        if count > _MOST_SOUNDS:  # the sounds of what comes first are tried, the rest by its usual one
            ways[at:] = [usual[0] for usual in ways[at:]]
            break
    return tuple(dict.fromkeys("".join(way) for way in product(*ways)))


@cache
def _letters() -> dict[int, str | int]:
    table = tomllib.loads((resources.files(__package__) / "pinyin_initials.toml").read_text("utf-8"))
    return {ord(sign): letter.lower() for letter, signs in table.items() for sign in signs} | _GREEK
