#!/usr/bin/env python3
"""Write counter_app/records/pinyin_initials.toml anew: the letter each Chinese character's sound begins with.

    python3 -m pip install --target build/pypinyin pypinyin==0.55.0
    python3 scripts/pinyin_table.py build/pypinyin

The dictionary is needed here alone: a program that looked sounds up in it would load 8 MB and start 0.2 s later. Its
readings (MIT licence, by the Unihan database and Chinese dictionaries) stand most usual first; only the first letter
of that one is kept. Characters with more than one usual sound are named by hand, in `counter_app/records/spelling.py`.
"""

from __future__ import annotations

import importlib
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "counter_app" / "records" / "pinyin_initials.toml"
_FIRST, _LAST = 0x4E00, 0x9FFF  # CJK unified ideographs; nothing in a catalogue is rarer
_A_LINE = 60

_HEAD = """# The letter with which a character's sound begins, each under its letter. Written by scripts/pinyin_table.py
# from the readings of pypinyin 0.55.0 (MIT licence, © mozillazg and contributors); what is heard more than one way is
# in spelling.py.
"""


def main(folder: str) -> None:
    """Sort the characters under their letters."""
    sys.path.insert(0, folder)
    readings: dict[int, str] = importlib.import_module("pypinyin.pinyin_dict").pinyin_dict
    under: dict[str, list[str]] = defaultdict(list)
    for code, said in sorted(readings.items()):
        letter = unicodedata.normalize("NFD", said.split(",")[0])[:1].upper()
        if _FIRST <= code <= _LAST and letter.isascii() and letter.isalpha():
            under[letter].append(chr(code))
    lines = [_HEAD]
    for letter, found in sorted(under.items()):
        rows = ["".join(found[at : at + _A_LINE]) for at in range(0, len(found), _A_LINE)]
        lines.append(f'{letter} = """\\\n' + "\\\n".join(rows) + '"""\n')
    TABLE.write_text("".join(lines), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
