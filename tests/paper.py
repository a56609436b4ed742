"""What stands on a paper."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

__all__ = ["text_of"]


def text_of(file: Path) -> str:
    """Its words, without spaces and line ends: where a line breaks is the layout's business."""
    command = ["pdftotext", "-layout", "-enc", "UTF-8", str(file), "-"]
    return re.sub(r"\s", "", subprocess.run(command, capture_output=True, check=True).stdout.decode())
