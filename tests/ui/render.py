"""Render the moments of the window into pictures: python -m tests.ui.render [--out DIR] [--only NAME …].

Needs a display; scripts/with_display.sh gives one.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.ui.samples import NOW, VISITS
from tests.ui.samples_day import DAYS
from tests.ui.samples_outage import OUTAGES
from tests.ui.samples_queue import QUEUES
from tests.ui.screen import put, settle
from ui.theme import HIGH_CONTRAST, LIGHT, Theme
from ui.window import CounterWindow

SIZES = ((1366, 768), (1920, 1080))
TRAINING = ("trial", "unclear", "waiting", "settled")


def picture(
    name: str, width: int, height: int, theme: Theme, factor: float, *, training: bool = False
) -> CounterWindow:
    """The window in that moment, shown and painted."""
    window = CounterWindow(lambda: NOW, clock=lambda: 1000.0, theme=theme, factor=factor, still=True)
    window.resize(width, height)
    put(window, name, training=training)
    if name == "trial":
        for digit in "1000":
            window.typed(digit)
    window.show()
    settle()
    return window


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=Path, default=Path("build/screens"))
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--quick", action="store_true", help="light, 1366×768, 100 % only")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    QApplication.instance() or QApplication(sys.argv[:1])
    names = options.only or [*VISITS, *QUEUES, *DAYS, *OUTAGES]
    count = 0
    for name in names:
        for width, height in SIZES[:1] if options.quick else SIZES:
            for theme in (LIGHT,) if options.quick else (LIGHT, HIGH_CONTRAST):
                for factor in (1.0,) if options.quick or theme is HIGH_CONTRAST or width > 1366 else (1.0, 1.5, 2.0):
                    for training in (False, True) if name in TRAINING and factor == 1.0 else (False,):
                        window = picture(name, width, height, theme, factor, training=training)
                        marks = f"{'-training' if training else ''}{f'-{factor:.0%}' if factor > 1 else ''}"
                        file = options.out / f"{name}-{width}-{theme.name}{marks}.png"
                        window.grab().save(str(file))
                        window.close()
                        window.deleteLater()
                        QApplication.processEvents()
                        count += 1
    print(f"{count} pictures in {options.out}")


if __name__ == "__main__":
    main()
