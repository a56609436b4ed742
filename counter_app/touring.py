"""The tour: one stage, and a window after the other on it, each with the settings of its act. For the command line."""

from __future__ import annotations

import argparse
import contextlib
import itertools
import os
import shutil
import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QTimer
from PySide6.QtWidgets import QApplication

from counter_app.desk.clock import moment
from counter_app.desk.counter import Bill
from counter_app.desk.office import Office
from counter_app.model.payment import Payment, PaymentMethod
from counter_app.model.person import Credential, CredentialKind
from counter_app.records.orders import OrderFolder
from counter_app.records.regions import RegionNames
from counter_app.settings import Settings, SettingsError
from counter_app.tour_folder import empty_folder
from counter_app.training_settings import training_settings
from counter_app.wiring import open_office
from sandbox.stage import Stage
from ui.desk_views import Places
from ui.program import Program
from ui.starting import Starting
from ui.tour.acts import ACTS, Act
from ui.tour.album import Album
from ui.tour.guide import Guide, Player
from ui.tour.shown import STARTING
from ui.training_table import TrainingTable, beside

__all__ = ["tour"]

_DRAWN = 1  # of every drill: in this one the first settlement's answer is lost
_NEXT_DOOR = 9  # the number of the other window
_SEEN_MS = 200

Opened = Callable[[Settings], AbstractContextManager[Office]]
Configured = Callable[..., Settings]


def tour(chosen: argparse.Namespace, opened: Opened, overrides: Mapping[str, Any]) -> bool:
    """All acts, or those of `chosen.only`, from an empty folder on. False: `tour.json` says what was not so."""
    stories = [name for act in ACTS for name in act.stories]
    unknown = sorted(set(chosen.only or ()) - set(stories))
    if unknown:
        raise SettingsError(f"{unknown[0]}？这一段没有，有的是 {'、'.join(stories)}")
    folder = empty_folder(chosen.out)
    application = QApplication.instance() or QApplication(["counter-app"])
    assert isinstance(application, QApplication)  # noqa: S101 - a window's
    application.setQuitOnLastWindowClosed(False)
    album = Album(chosen.out)
    (folder / "sandbox").mkdir(mode=0o700)

    with contextlib.ExitStack() as ends:
        stage = TourStage(folder, moment().wall)
        _raise(stage, ends, album)

        def configured(data: Path, **more: Any) -> Settings:
            stands = {"service__url": stage.url, "window__sign_in": "off"}  # but where an act is about signing in
            return training_settings(chosen.settings, data, data, {**overrides, **stands, **more})

        stage.configured = configured
        for act in ACTS:
            wanted = [name for name in act.stories if name in (chosen.only or act.stories)]
            if wanted and not album.failed:
                _play(act, wanted, stage, album, opened, application)
                _keep_slips(folder / act.name / "slips", chosen.out)
        album.write(stage.ledger())
    return not album.failed


class TourStage(Stage):
    """The training's stage, with a window next door, and drills that strike where they struck the last time."""

    def __init__(self, folder: Path, at: datetime) -> None:
        super().__init__(folder / "sandbox" / "ledger.db", folder / "orders", at)
        self.folder = folder
        self.office: Office | None = None
        self.configured: Configured | None = None

    def drill(self, name: str, seed: int, ahead_s: int = 0) -> None:  # noqa: ARG002 - no lot is drawn
        """As in every training, but for the lot."""
        super().drill(name, _DRAWN, ahead_s)

    def table(self, program: Program) -> TrainingTable:
        """The trainer's table beside the window of this act."""
        assert self.office is not None  # noqa: S101 - an act is on
        return beside(program, self.office, self, self.folder / "training", lambda: None)

    def settle_elsewhere(self, id_number: str) -> Callable[[], bool]:
        """The window next door has a store of its own, and knows nothing of ours."""
        worker = threading.Thread(target=self._settle_elsewhere, args=(id_number,), name="window next door")
        worker.start()
        return lambda: not worker.is_alive()

    def _settle_elsewhere(self, id_number: str) -> None:
        assert self.configured is not None  # noqa: S101 - an act is on
        own = self.folder / "next-door"
        own.mkdir(mode=0o700)
        office = open_office(self.configured(own, window__number=_NEXT_DOOR), working=True)
        try:
            order = OrderFolder(self.folder / "orders").unpaid(id_number)[0]
            name = next(one["name"] for one in self.people if one["id_number"] == id_number)
            shown = Credential(CredentialKind.ID_NUMBER, id_number, name=name, id_number=id_number)
            bill = Bill(f"{order.bill}-{_NEXT_DOOR}", order.visit, order.charges)
            arrival = office.counter.quote(bill, office.counter.identify(shown))
            quote = arrival.claim.machine.quote if arrival.claim is not None else None
            if quote is not None:
                cash = quote.amounts.cash
                office.counter.settle(arrival.key, Payment(cash, PaymentMethod.CASH, cash))
        finally:
            office.close()


def _raise(stage: TourStage, ends: contextlib.ExitStack, album: Album) -> None:
    """Set the stage up, behind the page that people see first."""
    starting, seen = Starting(), threading.Event()
    starting.showFullScreen()

    def look() -> None:
        album.take(None, STARTING, pages=(STARTING,))
        seen.set()

    def behind() -> None:
        seen.wait()
        ends.enter_context(stage)

    QTimer.singleShot(_SEEN_MS, look)
    starting.during(behind)
    starting.close()
    # The PC/SC library reads this once, at its first context: before a window asks for cards.
    os.environ.update(stage.environment)
    # Of the machine's own print service the tour asks nothing.
    os.environ["CUPS_SERVER"] = str(stage.folder / "no-print-service")


def _play(
    act: Act, wanted: list[str], stage: TourStage, album: Album, opened: Opened, application: QApplication
) -> None:
    """These stories of one act, at a window of its own."""
    assert stage.configured is not None  # noqa: S101 - set up by now
    data, now = stage.folder / act.name, moment().wall
    data.mkdir(mode=0o700)
    place = data / "place.toml"
    place.write_text(act.place, "utf-8")
    act.prepare(data, now)
    album.begin(act.name, act.why, {**act.settings, "place": act.place})
    with opened(stage.configured(data, service__profile=str(place), **act.settings)) as office:
        stage.office = office
        settings = office.settings
        names = RegionNames(settings.institution.region_names)
        places = Places(settings.institution.region_name, names.coded, names.city)
        program = Program(office, OrderFolder(stage.folder / "orders"), places, lambda: moment().wall)
        try:
            program.start(full_screen=True)
            guide = Guide(program, stage, album)
            story = itertools.chain.from_iterable(act.stories[name](guide) for name in wanted)
            # Not quit: that closes the window, which asks while a visit is open.
            player = Player(guide, story, album, application.exit)
            player.start()
            application.exec()
        finally:
            stage.pull()
            program.close()
            program.window.close()
            program.window.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _keep_slips(slips: Path, out: Path) -> None:
    """The tour's papers stand beside its pictures."""
    for slip in sorted(slips.glob("*.pdf")):
        shutil.copy(slip, out / slip.name)
