"""Everything a training window needs around it: the settlement service, a card reader, cards, bills, a line to cut.

The service runs as a process of its own, so that its work never makes the window stutter; only a built program, which
cannot start a module of itself, keeps it on a thread.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import yaml

from sandbox.card import SHARED_READER_PORT, NoVirtualReaderError, VirtualCard
from sandbox.card_files import CardImage, load_cards
from sandbox.drills import plan
from sandbox.orders import write_orders
from sandbox.pcscd import PcscdError, PrivatePcscd
from sandbox.service import SandboxService

__all__ = ["Stage"]

_DATA = Path(__file__).parent / "data"
_ANSWER_S = 15.0


class Stage:
    """Set up on entering, taken down on leaving. `no_reader` says in words why there is no virtual reader, if so.

    `ledger`: file of the service's books; training keeps them, so that yesterday's claims are still settled.
    """

    def __init__(self, ledger: Path | None, orders: Path, at: datetime) -> None:
        self._ledger = ledger
        self._orders = orders
        self._at = at
        self._ends = contextlib.ExitStack()
        self._cards: dict[str, VirtualCard] = {}
        self._images: tuple[CardImage, ...] = ()
        self._inside: str = ""
        self.url = ""
        self.control = ""
        self.no_reader = ""
        self.environment: dict[str, str] = {}

    def __enter__(self) -> Self:
        try:
            self._start_service()
            self._start_reader()
            write_orders(self._orders, self._at)
        except BaseException:
            self._ends.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.pull()
        self._ends.close()

    @cached_property
    def people(self) -> tuple[dict[str, str], ...]:
        """Everybody of the stories: name, ID number, region, story, voucher; where there is one, the number of their
        card here and a code that has run out; and the failures they are the example of, apart by spaces.
        """
        told = yaml.load((_DATA / "people.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)["people"]
        cards = {image.expect["fields"]["card_id"]: image.id for image in self._images if image.expect.get("fields")}
        return tuple(
            {
                "name": one["name"],
                "id_number": one["certno"],
                "region": one["insured_region"],
                "story": one.get("story", ""),
                "voucher": one.get("voucher", ""),
                "card": cards.get(one.get("card", {}).get("card_id", ""), ""),
                "old_voucher": next(iter(one.get("old_vouchers", ())), ""),
                "shows": " ".join(one.get("shows", ())),
            }
            for one in told
        )

    @property
    def cards(self) -> tuple[tuple[str, str], ...]:
        """(id, title) of every card on the table."""
        return tuple((image.id, image.title) for image in self._images)

    def insert(self, card_id: str, pace_s: float = 0.0) -> None:
        """Put a card into the reader; the one that was in comes out first. `pace_s`: what it takes over each command.

        Raises NoVirtualReaderError.
        """
        self.pull()
        if card_id not in self._cards:
            raise NoVirtualReaderError(self.no_reader or f"no card {card_id}")
        self._cards[card_id].insert(pace_s)
        self._inside = card_id

    def pull(self) -> None:
        """Take out whatever is in."""
        if self._inside:
            self._cards[self._inside].pull()
            self._inside = ""

    def faults(self, wanted: Iterable[str]) -> None:
        """Other faults from now on (docs: sandbox, "Faults"); none mends the line."""
        self._put("/sandbox/faults", list(wanted))

    def behaviours(self, **chosen: str | int) -> None:
        """Switch behaviours of the service."""
        self._put("/sandbox/behaviours", chosen)

    def drill(self, name: str, seed: int, ahead_s: int = 0) -> None:
        """The faults of a drill (docs: sandbox, "Drills"); its clock goes `ahead_s` ahead of the machine's."""
        wanted = plan(name, seed)
        self.behaviours(clock_offset_s=ahead_s, **wanted.behaviours)
        self._put("/sandbox/faults", list(wanted.faults))

    def calm(self) -> None:
        """Nothing strikes any more; the service's clock goes on as it stands."""
        self._put("/sandbox/faults", [])
        self.behaviours(insured_place_down=0)

    def struck(self) -> Mapping[str, int]:
        """How often each fault has struck since the service was started."""
        with urllib.request.urlopen(f"{self.control}/sandbox/faults", timeout=_ANSWER_S) as answer:  # noqa: S310
            found: Mapping[str, int] = json.load(answer)["struck"]
        return found

    def show_code(self, code: str) -> None:
        """Hold a code before the scanner that the credential component opens itself."""
        self._put("/sandbox/scanner", code)

    def ledger(self) -> Mapping[str, Any]:
        """What the service has booked: the judge."""
        with urllib.request.urlopen(f"{self.control}/sandbox/ledger", timeout=_ANSWER_S) as answer:  # noqa: S310
            found: Mapping[str, Any] = json.load(answer)
        return found

    def _put(self, path: str, body: object) -> None:
        request = urllib.request.Request(  # noqa: S310 - our own address on this machine
            f"{self.control}{path}",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
            method="PUT",
        )
        with urllib.request.urlopen(request, timeout=_ANSWER_S):  # noqa: S310
            pass

    def _start_service(self) -> None:
        if getattr(sys, "frozen", False):
            service = self._ends.enter_context(SandboxService(ledger=self._ledger))
            self.url, self.control = service.url, service.control
            return
        command = [sys.executable, "-m", "sandbox", "service", "--with-parent"]
        if self._ledger is not None:
            command += ["--ledger", str(self._ledger)]
        process = subprocess.Popen(  # noqa: S603 - this interpreter, our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]
        )
        self._ends.callback(_end, process)
        line = process.stdout.readline() if process.stdout else ""
        if not line:
            raise RuntimeError("the sandbox service did not start")
        told = json.loads(line)
        self.url, self.control = told["url"], told["control"]

    def _start_reader(self) -> None:
        self._images = load_cards(_DATA / "cards.yaml")
        port = SHARED_READER_PORT
        try:
            daemon = self._ends.enter_context(PrivatePcscd())
            self.environment = dict(daemon.client_environment)
            port = daemon.ports[0]
        except PcscdError as trouble:
            self.no_reader = str(trouble)
        self._cards = {image.id: VirtualCard(image, port) for image in self._images}


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
