"""Paint every screen in every size and theme, look at each by machine, lay them out on contact sheets:

    make screens                                    # or, in a display of its own:
    python -m tests.screens [--out build/screens] [--only TEXT …] [--looks TEXT …] [--columns N] [--grey] [--no-sheets]

Exits with 1 where something was found; `findings.txt` beside the sheets lists it.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path

from tests.screens.checks import findings
from tests.screens.moments import MOMENTS
from tests.screens.sheets import Sheet
from tests.screens.stage import LOOKS, WIDE, Stage


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=Path("build/screens"))
    parser.add_argument("--only", nargs="*", default=[], help="moments whose name or group holds one of these")
    parser.add_argument("--looks", nargs="*", default=[], help="such as 1366-200-dark, or a part of it")
    parser.add_argument("--columns", type=int, default=3, help="so many screens beside each other on a sheet")
    parser.add_argument("--grey", action="store_true", help="without colours: do shapes and words still tell?")
    parser.add_argument("--no-sheets", action="store_true", help="look by machine alone")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    moments = [
        one for one in MOMENTS if not options.only or any(part in f"{one.group} {one.name}" for part in options.only)
    ]
    looks = [at for at in (*LOOKS, *WIDE) if _wanted(options.looks, str(at))]
    found: dict[str, list[str]] = defaultdict(list)
    count = 0
    with Stage() as stage:
        for at in looks:
            stage.turn(at)
            sheets = {
                group: Sheet(options.out, f"{at}-{group}", options.columns, grey=options.grey)
                for group in dict.fromkeys(one.group for one in moments)
            }
            for moment, widget, picture in stage.shown(moments):
                count += 1
                for line in findings(widget, stage.window.look, picture):
                    found[line].append(f"{at} {moment.name}")
                if not options.no_sheets:
                    sheets[moment.group].add(moment.name, picture)
            for sheet in sheets.values():
                sheet.save()
    lines = [f"{line}\n    {len(places)}× {'; '.join(places[:4])}" for line, places in sorted(found.items())]
    (options.out / "findings.txt").write_text("\n".join(lines), "utf-8")
    print(f"{count} screens, {len(found)} findings, in {options.out}")
    return 1 if found else 0


def _wanted(parts: list[str], name: str) -> bool:
    return not parts or any(part in name for part in parts)


if __name__ == "__main__":
    sys.exit(main())
