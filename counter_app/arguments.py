"""What may be typed after `python -m counter_app`: commands and options, without what they do."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from counter_app.model import money
from counter_app.version import version

__all__ = ["build"]

Run = Callable[[argparse.Namespace], int]
_QUEUE = ("list", "show", "continue", "replay", "upload", "put-right", "agency", "calls", "outages")
ANOTHER_INSURANCE = "another active insurance than the usual one: its insutype, or insutype@region (310@450900)"
_KEEPING = ("events", "backup", "restore", "release", "key", "unseal", "free")
_LAST_LINE = 10_000  # of any bill
_LONGEST_NUMBER = 18  # digits: what a database counts to


class _Version(argparse.Action):
    """Print the version and end; the file that says it is read only then."""

    def __init__(self, option_strings: Sequence[str], dest: str) -> None:
        super().__init__(option_strings, dest, nargs=0, help="print the version and end")

    def __call__(self, parser: argparse.ArgumentParser, *_: Any) -> None:
        sys.stdout.write(f"{version()}\n")
        parser.exit()


def _everywhere(unsaid: str | None) -> argparse.ArgumentParser:
    """What may stand before the command or after it. A command that is not told (SUPPRESS) keeps what stood before."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--settings", type=Path, metavar="F", default=unsaid, help="settings file (TOML)")
    shared.add_argument("--data", type=Path, metavar="DIR", default=unsaid, help="data folder")
    return shared


def build(runs: Mapping[str, Run]) -> argparse.ArgumentParser:
    """The parser. `runs`: what each command does, by its name; "" where none is given."""
    shared = _everywhere(argparse.SUPPRESS)
    parser = argparse.ArgumentParser(
        prog="python -m counter_app", description="门诊异地医保结算窗口", parents=[_everywhere(None)]
    )
    parser.add_argument("--version", action=_Version)
    parser.add_argument("--training", action="store_true", help="with the training sandbox: nothing is real money")
    parser.set_defaults(run=runs[""])
    commands = parser.add_subparsers(dest="command")

    tour = commands.add_parser("tour", parents=[shared], help="drive real windows through the main job and all pages")
    tour.add_argument("--out", type=Path, required=True, metavar="DIR", help="where pictures and slips go")
    tour.add_argument("--only", nargs="+", metavar="STORY", help="only these stories (ui/tour/acts.py)")
    tour.set_defaults(run=runs["tour"])

    identify = commands.add_parser("identify", parents=[shared], help="who is this: the person of 1101")
    _who(identify)
    identify.add_argument("--insutype", metavar="CODE", default="", help=ANOTHER_INSURANCE)
    identify.add_argument("--json", action="store_true")
    identify.set_defaults(run=runs["identify"])

    settle = commands.add_parser("settle", parents=[shared], help="one claim through the one road, without a window")
    settle.add_argument("--claim", type=Path, required=True, metavar="F.yaml")
    settle.add_argument("--trial-only", action="store_true", help="ask the trial, then give the visit back")
    settle.add_argument(
        "--accept-warnings", metavar="REASON", default="", help="go on in spite of monitoring's warnings"
    )
    settle.add_argument("--insutype", metavar="CODE", default="", help=ANOTHER_INSURANCE)
    settle.add_argument("--patience", type=float, metavar="S", help="seconds to wait for an unclear answer")
    _signed(settle)
    settle.add_argument("--json", action="store_true")
    settle.set_defaults(run=runs["settle"])

    queue = commands.add_parser("queue", parents=[shared], help="the queue")
    queue.add_argument("what", nargs="?", choices=(*_QUEUE, *_KEEPING), default="list")
    queue.add_argument("key", nargs="?", help="for show, continue, upload, release and put-right; free: a bill")
    queue.add_argument("--held", metavar="WHY", help="list: only what waits for this: filing, warnings …")
    _who(queue, card="the card in the reader, for continue")
    queue.add_argument(
        "--accept-warnings", metavar="REASON", default="", help="continue: go on in spite of monitoring's warnings"
    )
    queue.add_argument("--seconds", type=float, default=120.0, metavar="S", help="replay: at most so long")
    queue.add_argument(
        "--settled", nargs=2, metavar=("KEY", "SETL_ID"), help="agency: the number of a claim that was settled there"
    )
    queue.add_argument("--word", choices=("gone", "stays"), help="put-right: undone outside, or settled as it was")
    queue.add_argument("--by", metavar="WHO", default="", help="put-right: who put it right")
    queue.add_argument("--on", type=_day, metavar="YYYY-MM-DD", help="put-right: when (default: today)")
    queue.add_argument("--how", metavar="TEXT", default="", help="put-right: in which way")
    queue.add_argument(
        "--returned", type=_yuan, metavar="YUAN", default=Decimal(0), help="put-right: what the person had back outside"
    )
    queue.add_argument("--days", type=int, default=7, metavar="N", help="calls: due within so many days, or past due")
    queue.add_argument("--since", type=_number, default=0, metavar="N", help="events: after this number")
    queue.add_argument("--limit", type=_number, metavar="N", help="events: at most so many")
    queue.add_argument("--feed", metavar="TAG", help="events: the feed read so far; another one is refused")
    queue.add_argument("--own", action="store_true", help="events: of this window's own store, beside the hospital's")
    queue.add_argument("--to", type=Path, metavar="FILE", help="backup, unseal: a new file for it; key: a copy")
    queue.add_argument(
        "--from", dest="source", type=Path, metavar="FILE", help="restore: the backup; unseal: a kept statement"
    )
    queue.add_argument("--over", action="store_true", help="restore: over what is there, which is kept aside")
    _signed(queue)
    queue.add_argument("--pdf", action="store_true", help="agency, calls: the list on paper as well")
    queue.add_argument("--json", action="store_true")
    queue.set_defaults(run=runs["queue"])

    catalogue = commands.add_parser("catalogue", parents=[shared], help="the treating place's catalogue")
    catalogue.add_argument("what", choices=("update", "show"))
    catalogue.add_argument("code", nargs="?", default="", help="for show, or of one source to update (1301)")
    catalogue.add_argument("--date", type=_day, metavar="YYYY-MM-DD", help="show: the day of service (default: today)")
    catalogue.add_argument("--json", action="store_true")
    catalogue.set_defaults(run=runs["catalogue"])

    reconcile = commands.add_parser("reconcile", parents=[shared], help="a day's books against the centre's")
    reconcile.add_argument("--date", type=_day, metavar="YYYY-MM-DD", help="the day (default: yesterday)")
    reconcile.add_argument(
        "--seconds", type=float, default=120.0, metavar="S", help="then settle what follows, so long"
    )
    reconcile.add_argument("--json", action="store_true")
    reconcile.set_defaults(run=runs["reconcile"])

    refund = commands.add_parser("refund", parents=[shared], help="undo a settlement and pay back, whole or in part")
    refund.add_argument("key", help="of the settled claim; the same again goes on from where it was left")
    refund.add_argument("--keep-lines", type=_lines, default=(), metavar="1,3-4", help="settle these lines anew")
    _who(refund, card="the card in the reader, for the lines that are kept")
    refund.add_argument("--reason", metavar="TEXT", default="", help="why; needed where operators sign in")
    _signed(refund)
    refund.add_argument("--json", action="store_true")
    refund.set_defaults(run=runs["refund"])

    operator = commands.add_parser("operator", parents=[shared], help="who signs in at the windows")
    operator.add_argument("what", choices=("add", "list", "role", "password", "off", "on"))
    operator.add_argument("number", nargs="?", help="of the operator; a new password is asked for, never typed here")
    operator.add_argument("--name", metavar="N", default="", help="add: what they are called")
    operator.add_argument("--role", choices=("cashier", "supervisor"), help="add, role (add: cashier)")
    _signed(operator)
    operator.add_argument("--json", action="store_true")
    operator.set_defaults(run=runs["operator"])

    ask = commands.add_parser("ask", parents=[shared], help="one question that changes nothing, by its number")
    ask.add_argument(
        "number",
        choices=("1201", "1901", "5202", "5206", "5301", "5302", "5303", "5304", "places"),
        help="places: how the hospital's own files stand; asks nobody",
    )
    _who(ask)
    ask.add_argument("--month", metavar="YYYYMM", default="", help="5206: the sums up to the end of this month")
    ask.add_argument("--business", metavar="CODE", default="01", help="5302: biz_appy_type")
    ask.add_argument("--visit", metavar="ID", default="", help="5202: mdtrt_id")
    ask.add_argument("--table", metavar="NAME", default="", help="1901: dictionary; the place's own codes are kept")
    ask.add_argument("--institution", metavar="NAME", default="", help="1201: part of a name; without it: ours")
    ask.add_argument("--json", action="store_true")
    ask.set_defaults(run=runs["ask"])
    return parser


def _signed(command: argparse.ArgumentParser) -> None:
    """Who types it, where operators sign in; the password is a line of standard input."""
    command.add_argument(
        "--as", dest="as_number", metavar="NO", default="", help="who you are; the password is asked for, or read"
    )


def _who(command: argparse.ArgumentParser, *, card: str = "the card in the reader (default)") -> None:
    """Exactly one way of saying who."""
    way = command.add_mutually_exclusive_group()
    way.add_argument("--card", action="store_true", help=card)
    way.add_argument("--voucher", metavar="CODE", help="a scanned 医保电子凭证 code")
    way.add_argument("--id-card", metavar="NO", help="an ID number, with --name")
    command.add_argument("--name", metavar="N", default="")


def _lines(text: str) -> tuple[int, ...]:
    """Line numbers and ranges of them: 1,3-4. None at all would be a whole refund, so a range backwards is wrong."""
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        last = last or first
        if not (first.isdecimal() and last.isdecimal() and int(first) <= int(last) <= _LAST_LINE):
            raise argparse.ArgumentTypeError("1,3-4")
        found += range(int(first), int(last) + 1)
    return tuple(found)


def _yuan(text: str) -> Decimal:
    """An amount in yuan, to the fen."""
    try:
        return money.amount(text)
    except ValueError:
        raise argparse.ArgumentTypeError("12.30") from None


def _number(text: str) -> int:
    """A whole number from zero up."""
    if not (text.isascii() and text.isdecimal()) or len(text) > _LONGEST_NUMBER:
        raise argparse.ArgumentTypeError("0 …")
    return int(text)


def _day(text: str) -> date:
    """YYYY-MM-DD."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("YYYY-MM-DD") from None
