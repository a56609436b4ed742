"""`python -m sandbox service | card | ledger`."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from counter_app.settlement.place import ProfileError
from sandbox import card
from sandbox.behaviours import UnknownBehaviour
from sandbox.door import Credentials, UnplayableProfile
from sandbox.faults import WrongFault
from sandbox.judge import report
from sandbox.ledger import Ledger, LedgerUnusable
from sandbox.reading import BadFile
from sandbox.service import SandboxService

__all__ = ["main"]

# The variable that tells the window where the service is; its base may end in the endpoint of the messages.
SERVICE_URL = "COUNTER_APP_SERVICE_URL"


def main(arguments: list[str] | None = None) -> int:
    """0 done, 1 the world said no, 2 wrong use (files, faults and switches that cannot be, too)."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="The other side of the wire.")
    commands = parser.add_subparsers(dest="command", required=True)
    _add_service(commands.add_parser("service", help="the settlement service on 127.0.0.1"))
    card.add_arguments(commands.add_parser("card", help="holds a virtual card in the virtual reader"))
    _add_ledger(commands.add_parser("ledger", help="what the service has booked"))
    chosen = parser.parse_args(arguments)
    if chosen.command == "card":
        return card.run(chosen)
    return _service(chosen) if chosen.command == "service" else _ledger(chosen)


def _add_service(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=0, help="public port; 0 (default) = any free one")
    for name in ("people", "catalogue", "institution"):
        parser.add_argument(f"--{name}", type=Path, metavar="F", help=f"replaces the shipped {name}.yaml")
    parser.add_argument("--ledger", type=Path, metavar="DB", help="file of the books; without it they are forgotten")
    parser.add_argument(
        "--fault", action="append", default=[], metavar="NAME", help="name[:kind][:transaction[:rate]]; repeatable"
    )
    parser.add_argument("--behaviour", action="append", default=[], metavar="NAME=VALUE", help="repeatable")
    parser.add_argument("--profile", metavar="NAME", help="plays a place's interface: a shipped name or a .toml file")
    usual = Credentials()
    parser.add_argument("--account", default=usual.account, help=f"of the hospital at that place ({usual.account})")
    parser.add_argument("--secret", default=usual.secret, help=f"that goes with it ({usual.secret})")
    parser.add_argument(
        "--sm2-public-key", default="", metavar="HEX", help="of the hospital, where messages are signed"
    )
    parser.add_argument("--with-parent", action="store_true", help="ends when standard input does: with its parent")
    parser.add_argument("--seed", type=int, default=0, help="of the faults' rates")


def _service(chosen: argparse.Namespace) -> int:
    stopping = threading.Event()
    try:
        service = SandboxService(
            people=chosen.people,
            catalogue=chosen.catalogue,
            institution=chosen.institution,
            ledger=chosen.ledger,
            port=chosen.port,
            faults=chosen.fault,
            behaviours=_pairs(chosen.behaviour),
            seed=chosen.seed,
            profile=chosen.profile,
            credentials=Credentials(chosen.account, chosen.secret, chosen.sm2_public_key),
        )
        for wanted in (signal.SIGTERM, signal.SIGINT):
            signal.signal(wanted, lambda *_: stopping.set())
        service.start()
    except (BadFile, WrongFault, UnknownBehaviour, LedgerUnusable, ProfileError, UnplayableProfile) as why:
        print(why, file=sys.stderr)
        return 2
    except OSError as why:
        print(f"port {chosen.port}: {why.strerror}", file=sys.stderr)
        return 1
    print(json.dumps({"url": service.url, "control": service.control}), flush=True)
    if chosen.with_parent:  # killed, a parent can end nobody; what it held of this pipe is closed all the same
        threading.Thread(target=_until_end, args=(stopping,), daemon=True).start()
    stopping.wait()
    service.stop()
    return 0


def _until_end(stopping: threading.Event) -> None:
    while os.read(0, 1024):
        pass
    stopping.set()


def _pairs(given: list[str]) -> dict[str, str | int]:
    pairs: dict[str, str | int] = {}
    for item in given:
        name, separator, value = item.partition("=")
        if not separator:
            raise UnknownBehaviour(f"{item!r} is not NAME=VALUE")
        pairs[name] = value
    return pairs


def _add_ledger(parser: argparse.ArgumentParser) -> None:
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--url", help=f"of a running service; without it ${SERVICE_URL}")
    where.add_argument("--ledger", type=Path, metavar="DB", help="file of the books; the service may be running")
    parser.add_argument("--json", action="store_true", help="JSON on standard output")


def _ledger(chosen: argparse.Namespace) -> int:
    url = chosen.url or ("" if chosen.ledger else os.environ.get(SERVICE_URL, ""))
    if not url and not chosen.ledger:
        print(f"ledger: give --url, --ledger or {SERVICE_URL}", file=sys.stderr)
        return 2
    try:
        found = _fetch(url) if url else _open(chosen.ledger)
    except (OSError, ValueError) as why:
        print(f"{url or chosen.ledger}: {why}", file=sys.stderr)
        return 1
    if chosen.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))
        return 0
    live = [row for row in found["settlements"] if not row["refunded"]]
    print(f"{len(found['settlements'])} settlements, {len(live)} of them live; {len(found['reversals'])} reversals;")
    print(f"{len(found['visits'])} visits; {len(found['calls'])} messages received")
    for row in live:
        print(
            f"{row['setl_id']}  {row['ipt_otp_no']}  {row['service_date']}  {row['total']} = {row['fund_total']} "
            f"+ {row['account']} + {row['cash']}"
        )
    return 0


def _fetch(url: str) -> dict[str, Any]:
    if not url.startswith(("http://", "https://")):
        raise ValueError("is no http address")
    base = url.rstrip("/").removesuffix("/fsi/api")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"{base}/sandbox/ledger", timeout=30) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def _open(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise FileNotFoundError("no such file")
    ledger = Ledger(path, reading=True)
    try:
        return report(ledger)
    finally:
        ledger.close()


if __name__ == "__main__":
    sys.exit(main())
