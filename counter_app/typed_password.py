"""A password from whoever types, without an echo, or a line of standard input. For the command line.

Never an argument: those stand in the machine's list of processes and in the shell's history.
"""

from __future__ import annotations

import getpass
import sys

__all__ = ["ask"]


def ask(words: str) -> str:
    """Ask for one by these words; where nobody sits there, the next line of standard input. Empty where none comes."""
    if sys.stdin is None:
        return ""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    try:
        return getpass.getpass(words)
    except (EOFError, KeyboardInterrupt):
        return ""
