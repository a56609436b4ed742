"""The locked PySide6 neither loses nor gathers references to None, True and False."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

# The few that move are the interpreter's own (a cache, a frame); a leaking build moves by one a call.
LEVEL = 50


def test_constants_keep_their_reference_counts_over_ten_thousand_calls_of_each_kind() -> None:
    program = Path(__file__).with_name("void_calls.py")
    ran = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, check=False, timeout=120)
    assert ran.stdout, ran.stderr
    told = json.loads(ran.stdout)
    assert told["calls"] == 10_000
    assert (told["heard"], told["events"], told["asked"]) == (10_001, 10_001, 10_001), "the calls did not arrive"
    moved = {call: change for call, change in told["changes"].items() if max(map(abs, change)) > LEVEL}
    assert not moved, f"changes of (None, True, False) per 10,000 calls: {moved}"
    assert ran.returncode == 0, ran.stderr
