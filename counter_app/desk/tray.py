"""The papers that are to come out of a printer: handed in, watched until they are printed, and kept on a list when not.

A claim is settled whether or not its paper came, so nothing here knows a claim but by its number, and nothing here
raises. What is to be printed is a small file beside the paper before the print system hears of it, and gone once that
says that it is printed: a window that is closed or killed in between finds it on the list.

Each handing in has a mark of its own, written down before and part of the job's title. Where the program that hands in
was ended, or we were, the print system is asked for that mark; while nobody can say, the paper is perhaps printed, and
another one like it is a reprint.
"""

from __future__ import annotations

import json
import logging
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from counter_app.desk import clock
from counter_app.print_settings import PrintSettings
from counter_app.printing.values import JobState, NotTakenError, PerhapsTakenError, PrintSystem, Trouble
from counter_app.slips.pdf import sheet_size

__all__ = ["Tray", "TrayState", "Unprinted"]

_log = logging.getLogger(__name__)
_SUFFIX, _CAME = ".print", ".printed"
_MEDIA = {"a4": "A4", "a5": "A5"}  # each other paper by its own size
_TRIES = 2  # of handing in, where the first was ended in the middle and surely did not arrive


@dataclass(frozen=True, slots=True)
class Unprinted:
    """A paper that has not come out: of which claim, which slip, since when. `trouble`: why not, None while it is well.

    `job`: its number in the print system, empty before. `given_up`: it comes out when a person asks for it, else it may
    come by itself. `mark`: of its last handing in. `perhaps`: given up, and nobody knows whether it came.
    """

    name: str
    key: str
    slip: str
    since: datetime
    job: str = ""
    trouble: Trouble | None = None
    given_up: bool = False
    mark: str = ""
    perhaps: bool = False

    @property
    def title(self) -> str:
        """Its job's name in every list of the print system: the paper's kind and number, no person."""
        return f"{self.name} {self.mark}"


@dataclass(frozen=True, slots=True)
class TrayState:
    """How printing stands. `printers`: there are any. `trouble`: of the first of them that has one, `queue`."""

    printers: bool = False
    trouble: Trouble | None = None
    queue: str = ""
    unprinted: tuple[Unprinted, ...] = ()

    def of(self, key: str) -> tuple[Unprinted, ...]:
        """What has not come out of a claim's papers."""
        return tuple(one for one in self.unprinted if one.key == key)


class Tray:
    """The papers in `folder`. `put`, `again`, `drop` and `state` may be called from any thread, and wait for nobody;
    `work` asks the print system, which may take seconds, and has a thread of its own.
    """

    def __init__(self, folder: Path, printing: PrintSettings, system: PrintSystem) -> None:
        self._folder = folder
        self._printing = printing
        self._system = system
        self._lock = threading.Lock()
        self._unprinted: dict[str, Unprinted] = {}
        self._handed_in: set[str] = set()
        self._troubles: dict[str, Trouble | None] = {}
        self._read = False
        # Called, on whichever thread, when there is something new to print.
        self.told: Callable[[], object] = lambda: None

    @property
    def by_itself(self) -> bool:
        """Whether papers are printed as they are made."""
        return self._printing.by_itself

    def prints(self, slip: str) -> bool:
        """Whether such a slip has a printer."""
        return bool(self._printing.queue(slip))

    def put(self, file: Path, key: str, slip: str) -> bool:
        """A paper that is to be printed; False: it has no printer here."""
        if not self.prints(slip):
            return False
        self._set(Unprinted(file.stem, key, slip, clock.moment().wall))
        self.told()
        return True

    def again(self, name: str) -> bool:
        """Print one that was given up; False: it came out meanwhile or perhaps, or comes by itself."""
        with self._lock:
            one = self._unprinted.get(name)
        if one is None or not one.given_up or one.perhaps:
            return False
        self._set(replace(one, job="", trouble=None, given_up=False, mark=""))
        self.told()
        return True

    def drop(self, name: str) -> None:
        """Nobody wants it on paper any more; its file stays. What came perhaps counts as come."""
        with self._lock:
            one = self._unprinted.pop(name, None)
        if one is not None and one.perhaps:
            self._came(name)
        with suppress(OSError):
            (self._folder / f"{name}{_SUFFIX}").unlink(missing_ok=True)

    def came(self, name: str) -> bool:
        """Whether a paper came out, or is on its way: another one like it is a reprint."""
        with self._lock:
            under_way = name in self._unprinted
        return under_way or (self._folder / f"{name}{_CAME}").exists()

    def state(self) -> TrayState:
        """As it was found last; asks nobody."""
        with self._lock:
            unprinted = tuple(sorted(self._unprinted.values(), key=lambda one: (one.since, one.name)))
            troubles = dict(self._troubles)
        queue = next((queue for queue in self._printing.queues if troubles.get(queue)), "")
        return TrayState(bool(self._printing.queues), troubles.get(queue), queue, unprinted)

    def work(self) -> TrayState:
        """Hand in what is new, ask after what was handed in, and how the printers are."""
        if not self._printing.queues:
            return TrayState()
        self._find_left()
        for one in self.state().unprinted:
            if not one.job and not one.given_up:
                self._hand_in(one)
        troubles = {queue: self._system.printer(queue) for queue in self._printing.queues}
        with self._lock:
            self._troubles = troubles
        for one in self.state().unprinted:
            asked = not one.job if one.perhaps else one.job and not one.given_up
            if asked:
                try:
                    self._look(one, troubles.get(self._printing.queue(one.slip)))
                except Exception as trouble:  # what one answer brings up stops no other paper
                    _log.warning("paper %s cannot be asked after: %s", one.name, type(trouble).__name__)
        return self.state()

    def _hand_in(self, one: Unprinted) -> None:
        file = self._folder / f"{one.name}.pdf"
        queue = self._printing.queue(one.slip)
        if not queue:  # the printer was taken out of the settings
            self._change(one, given_up=True, trouble=Trouble.MISSING)
            return
        try:
            wide, high = sheet_size(file.read_bytes())
        except (OSError, ValueError) as trouble:
            _log.warning("paper %s cannot be read: %s", one.name, type(trouble).__name__)
            self._change(one, given_up=True, trouble=Trouble.BROKEN)
            return
        media = _MEDIA.get(self._printing.form(one.slip), f"Custom.{wide:g}x{high:g}")
        for _ in range(_TRIES):
            one = self._change(one, mark=secrets.token_hex(4))
            try:
                job = self._system.send(str(file), queue, media, one.title)
            except NotTakenError as refused:
                self._change(one, given_up=True, trouble=refused.trouble)
                return
            except PerhapsTakenError:
                found = self._find(one)
                if found is None:
                    self._change(one, given_up=True, perhaps=True, trouble=self._system.printer(queue))
                    return
                job = found
            if job:
                self._handed_in.add(job)
                self._change(one, job=job)
                return
        self._change(one, given_up=True, trouble=Trouble.BROKEN)

    def _find(self, one: Unprinted) -> str | None:
        """As `PrintSystem.find`. What has no mark was handed in by an earlier version: nobody can say."""
        ago_s = (clock.moment().wall - one.since).total_seconds()
        return self._system.find(one.title, ago_s) if one.mark else None

    def _look(self, one: Unprinted, trouble: Trouble | None) -> None:
        if one.perhaps:
            found = self._find(one)
            if found:
                self._handed_in.add(found)
                self._change(one, job=found, perhaps=False, given_up=False, trouble=None)
            elif found is not None:  # surely not: it is printed as it is, when a person asks
                self._change(one, perhaps=False, trouble=trouble or Trouble.BROKEN)
            return
        state = self._system.job(one.job)
        # A server that keeps no record of what it printed knows a job no more; of one from before this start of the
        # window nobody can say whether it was printed.
        if state is JobState.DONE or (state is JobState.UNKNOWN and one.job in self._handed_in):
            self._handed_in.discard(one.job)
            with self._lock:
                asked_anew = self._unprinted.get(one.name) != one
            if not asked_anew:
                self._came(one.name)
                self.drop(one.name)
        elif state is JobState.UNKNOWN:
            self._change(one, given_up=True, perhaps=True, trouble=trouble)
        elif state is JobState.FAILED:
            self._change(one, given_up=True, trouble=trouble or Trouble.BROKEN)
        else:
            self._change(one, trouble=trouble)

    def _came(self, name: str) -> None:
        with suppress(OSError):
            (self._folder / f"{name}{_CAME}").touch(mode=0o600)

    def _find_left(self) -> None:
        """What an earlier start of the window left."""
        if self._read:
            return
        self._read = True
        for file in self._folder.glob(f"*{_SUFFIX}"):
            try:
                row = json.loads(file.read_text("utf-8"))
                row["since"] = datetime.fromisoformat(row["since"])
                row["trouble"] = Trouble(row["trouble"]) if row["trouble"] else None
                left = Unprinted(**row)
            except (OSError, ValueError, TypeError, KeyError):
                _log.warning("%s cannot be read: whether that paper came out is not known", file.name)
                continue
            if not left.job and not left.given_up:  # without a mark nobody began to hand it in
                left = replace(left, given_up=True, perhaps=bool(left.mark) or "mark" not in row)
            with self._lock:
                self._unprinted.setdefault(left.name, left)

    def _change(self, one: Unprinted, **changes: object) -> Unprinted:
        """Unless a person asked for something else of it meanwhile. What it is changed to."""
        changed = replace(one, **changes)  # type: ignore[arg-type]
        if changed != one:
            self._set(changed, unless=lambda known: known != one)
        return changed

    def _set(self, one: Unprinted, unless: Callable[[Unprinted | None], bool] = lambda _known: False) -> None:
        row = asdict(one) | {"since": one.since.isoformat()}
        file = self._folder / f"{one.name}{_SUFFIX}"
        with self._lock:
            if unless(self._unprinted.get(one.name)):
                return
            self._unprinted[one.name] = one
            try:
                draft = file.with_suffix(".print-part")
                draft.write_text(json.dumps(row), "utf-8")
                draft.replace(file)
            except OSError as trouble:  # it is printed all the same, only a restart would forget it
                _log.warning("the list of papers cannot be kept: %s", type(trouble).__name__)
