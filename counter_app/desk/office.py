"""The parts of one window's desk, introduced to each other; who constructs it hands in what touches the world."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from counter_app.desk.answering import Answering
from counter_app.desk.books import Books
from counter_app.desk.catalogue_desk import CatalogueDesk
from counter_app.desk.counter import Counter
from counter_app.desk.driver import Driver
from counter_app.desk.duty import Duty
from counter_app.desk.gates import Gates
from counter_app.desk.hospital import Hospital
from counter_app.desk.inquiring import Inquiring
from counter_app.desk.opening import Opened
from counter_app.desk.papers import Papers
from counter_app.desk.partial_refund import PartialRefund
from counter_app.desk.reconcile import Reconcile
from counter_app.desk.replay import Replay
from counter_app.records.local_codes import LocalCodes
from counter_app.records.places import PlaceFolder
from counter_app.settings import Settings
from counter_app.settlement.place import Place
from offline_queue.key_place import KeyPlace

if TYPE_CHECKING:
    from counter_app.desk.line_desk import LineDesk

__all__ = ["Office"]


@dataclass(frozen=True, slots=True)
class Office:
    """What a command line or a window works with."""

    settings: Settings
    place: Place
    books: Books
    driver: Driver
    counter: Counter
    gates: Gates
    replay: Replay
    papers: Papers
    comparing: Reconcile
    region_name: Callable[[str], str]
    catalogue: CatalogueDesk
    answering: Answering
    inquiring: Inquiring
    local_codes: LocalCodes
    place_files: PlaceFolder
    partial: PartialRefund
    key_place: KeyPlace
    opened: Opened
    duty: Duty
    hospital: Hospital | None  # None: this window works alone
    line: LineDesk

    def close(self) -> None:
        """Let what is on the wire be heard to its end, then stop."""
        self.driver.close()
        self.replay.close()
        self.catalogue.close()
        self.driver.lay_down()
        if self.hospital is not None:
            self.hospital.close()
        self.opened.close()
