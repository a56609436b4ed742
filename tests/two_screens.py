"""A program of its own on two screens that Qt makes up: the cashier's 1366×768, the patient's beside it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

__all__ = ["played"]

_SCREENS = (("cashier", 0, 1366, 768), ("patient", 1366, 1280, 720))


def played(program: str, folder: Path) -> str:
    """What `program` prints, a Python text that gets `folder`; the screens are told in a file beside it."""
    screens = [
        {"name": name, "x": x, "y": 0, "width": wide, "height": tall, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
        for name, x, wide, tall in _SCREENS
    ]
    file = folder.with_suffix(".screens.json")
    file.write_text(json.dumps({"screens": screens}))
    done = subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        cwd=Path(__file__).resolve().parents[1],
        env=os.environ | {"QT_QPA_PLATFORM": f"offscreen:configfile={file}"},
    )
    return done.stdout
