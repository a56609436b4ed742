"""The running window: pages, desk, card thread and timers, put together. Every pixel on the main thread."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QTimer

from card_reader.present import read_now
from card_reader.read import read_card
from card_reader.reading import CardReading
from card_reader.watch import CardEvent, CardWatch, EventKind
from counter_app.desk.card_credential import credential_of
from counter_app.desk.clock import boot_seconds
from counter_app.desk.code_words import meanings
from counter_app.desk.commands import Arrival
from counter_app.desk.office import Office
from counter_app.desk.standing import only_here
from counter_app.desk.tray import TrayState
from counter_app.model.operator import Role
from counter_app.records.orders import OrderFolder, Orders
from counter_app.settlement.codes import code_lists
from offline_queue.key_place import KeyPlace
from ui.after_restart import AfterRestart
from ui.before_asking import answer_first
from ui.bridge import Bridge
from ui.claim_papers import ClaimPapers
from ui.closing import Closing
from ui.day_session import DaySession
from ui.desk_views import Places
from ui.drill_session import DrillSession
from ui.garbage import GarbageRounds
from ui.intents import AskQuestion, ChooseClaim, Do, Intent, PayOut, Scanned
from ui.item_views import Looked
from ui.keys import LOOKS, Action
from ui.lamps import Lamps
from ui.list_papers import ListPapers
from ui.looks import Looks
from ui.outage_session import OutageSession
from ui.pages import Up
from ui.paper_desk import PaperDesk
from ui.paper_panel import PaperPanel
from ui.paper_watch import PaperWatch
from ui.partly_read import amiss_with
from ui.patient_glass import PatientGlass
from ui.question_session import QuestionSession
from ui.queue_session import QueueSession
from ui.scan_desk import ScanDesk
from ui.scanners import Scanners
from ui.sign_in_session import SignInSession
from ui.training_door import TrainingDoor
from ui.vendor_readers import VendorReaders
from ui.views import LampState, ShellView, VisitState, VisitView
from ui.visit_session import VisitSession
from ui.window import CounterWindow
from ui.window_desk import WindowDesk
from ui.words import labels, lamp_words

__all__ = ["Program"]

_PULSE_MILLISECONDS = 1000
_BEEP_MILLISECONDS = 100
_HAND_OVER_S = 0.001
_SIGNED = frozenset({Action.LOCK, Action.OPERATOR})  # keys that mean something on every page
_KEY_PLACES = {KeyPlace.KEYRING: labels.KEY_IN_KEYRING, KeyPlace.FILE: labels.KEY_IN_FILE}
_TOLD = (VisitState.FAILURE, VisitState.WARNED)  # there the till says what the person reads


class Program:
    """One window at work. `now` is the window's clock with its zone; `places` names treating and insured places."""

    def __init__(
        self, office: Office, orders: OrderFolder | Orders, places: Places, now: Callable[[], datetime]
    ) -> None:
        settings = office.settings
        self._office = office
        self._places = places
        self._now = now
        places.meanings = meanings(office.local_codes)
        self.bridge = Bridge()
        self.looks = Looks(settings, self.bridge)
        self.window = CounterWindow(
            now,
            theme=self.looks.theme,
            factor=self.looks.factor,
            key_changes=settings.window.keys,
            limits=settings.scanner.limits,
        )
        self._garbage = GarbageRounds(self.window)
        self.patient = PatientGlass(settings, self.looks.glass, self.window.look.family, now, boot_seconds)
        self.looks.show_on(self.window, self.patient)
        self._lamps = Lamps(office.gates, office.hospital, lambda: only_here(office), office.line)
        desk = WindowDesk(office, orders, beep=lambda: self.bridge.post(lambda: self._beep.start(_BEEP_MILLISECONDS)))
        self._shown: ShellView | None = None
        self.training: DrillSession | None = None  # where there is a trainer's table
        self.visit = VisitSession(desk, self.bridge, places, now, self._show_visit, self._show_looked)
        self.bridge.broken.connect(self.visit.trouble)
        self.queue = QueueSession(office, self.bridge, places, now, self.window.show_queue, lambda: self.visit.claim)
        self.door = TrainingDoor(self.window, lambda: self.queue.listed.waiting)
        self.panel = PaperPanel(self.window, self.window.look, self.window.keys)
        paper_desk = PaperDesk(office, self.bridge, self.panel, lambda: self.window.look)
        self.visit.till.paper_desk = paper_desk
        self.queue.papers = ClaimPapers(desk, self.bridge, paper_desk, places, now, lambda: self.window.on_queue)
        self._lists = self.queue.lists = ListPapers(office.papers, self.bridge, paper_desk)
        self._papers = PaperWatch(office.papers.tray, self.bridge, self._paper_news)
        self.scans = ScanDesk(office, self.bridge, self.window, self.visit, self.queue)
        self.day = DaySession(office, self.bridge, now, self.window.show_day)
        self.day.print_by(self._lists)
        self.questions = QuestionSession(
            office, self.bridge, places, now, lambda: self.visit.reader.found, self.window.over.show
        )
        self.outage = OutageSession(office, self.bridge, places, self.window, self.queue, self._lamps, now)
        self.signing = SignInSession(office, self.bridge, self.window, boot_seconds, self._signed, self.visit.hand_over)
        self._closing = Closing(self.window, self.patient, self.panel.close_panel)
        answer_first(self.window, self.visit, self.queue)
        self.window.intent.connect(self._hear)
        office.replay.told = self._told
        self.bridge.painting = office.replay.turn.stand_back
        self._wanted = settings.window.reader
        self._plugged = 0
        self._came_meanwhile = False
        self._watch = CardWatch(self._on_card)
        self._vendors = VendorReaders(settings.vendor, self.bridge, now, self.visit.reader.card_read, self._reader)
        self._scanners = Scanners(settings.scanner, self.bridge, self.window, self._lamps, now, self._shell)
        self._timer = QTimer(self.window)
        self._timer.timeout.connect(self._pulse)
        # The desk beeps just before its result is here; the page it changes is painted first, then the queue looked at.
        self._beep = QTimer(self.window)
        self._beep.setSingleShot(True)
        self._beep.timeout.connect(self._pulse)
        self._shell()

    def start(self, *, full_screen: bool) -> None:
        """Show the window, then start what takes time: the first paint waits for nothing."""
        self.signing.begin()
        if full_screen:
            self.window.showFullScreen()
        else:
            self.window.show()
        QTimer.singleShot(0, self._begin)

    def leave(self) -> None:
        """Give back what is unpaid and stop timers. It waits for nothing: `close`, on whatever thread, does."""
        self._timer.stop()
        self._garbage.end()
        self.signing.close()
        self.questions.close()
        self._beep.stop()
        self.panel.close_panel()
        self._closing.end()
        self.visit.quit()
        self._office.driver.close()
        self.bridge.end()

    def close(self) -> None:
        """Leave, and end the threads; what is on the wire is heard to its end."""
        if self.bridge.open:
            self.leave()
        self._watch.stop()
        self._scanners.close()
        self._vendors.close()
        self.bridge.close()

    def _begin(self) -> None:
        if not self.bridge.open:
            return  # closed before the event loop came to it
        self._garbage.begin()
        # A worker that computes hands the interpreter over after 1 ms, not 5 (bench, window).
        sys.setswitchinterval(_HAND_OVER_S)
        self.patient.open(self.window)
        AfterRestart(self._office, self.bridge, self.window, self.queue.claim, lambda: self.signing.covered)
        self.bridge.look_after(self._get_ready, lambda _nothing: None)
        self.bridge.work_long(self._office.counter.get_ready, lambda _nothing: None, lambda _kind: None)
        self.visit.items.get_ready()
        if not self._vendors.reads_cards:  # two programs at one reader would disturb each other
            self._watch.start()
        self._scanners.start()
        self._timer.start(_PULSE_MILLISECONDS)
        self._pulse()

    def _get_ready(self) -> None:
        """What the first person at the glass would have to wait for."""
        code_lists()
        self._office.papers.get_ready()

    # --- card thread ---------------------------------------------------------------------------------------------

    def _on_card(self, event: CardEvent) -> None:
        """On the card thread: only reading happens here, everything else is posted."""
        if event.reader is not None and self._wanted and self._wanted not in event.reader:
            return
        match event.kind:
            case EventKind.CARD_IN if event.device is not None:
                name = object()
                self.bridge.post(lambda: self._card_in(name))
                reading = read_card(event.device, self._now().date())
                self.bridge.post(lambda: self._card_read(name, reading))
            case EventKind.CARD_OUT:
                self.bridge.post(self._card_out)
            case EventKind.READER_ADDED:
                self.bridge.post(lambda: self._readers(+1))
            case EventKind.READER_REMOVED:
                self.bridge.post(lambda: self._readers(-1))
            case EventKind.SERVICE_DOWN:
                self.bridge.post(lambda: self._reader(LampState.DOWN))

    def _card_in(self, name: object) -> None:
        self.patient.card(inside=True)
        if self.signing.covered:
            self._came_meanwhile = True  # it is read when somebody works here again
        else:
            self.visit.reader.card_in(name)

    def _card_out(self) -> None:
        self.patient.card(inside=False)
        self._came_meanwhile = False
        self.visit.reader.card_out()

    def _signed(self) -> None:
        """Somebody begins or stops working here. A card that was put in meanwhile is read now, not behind the cover."""
        covered = self.signing.covered
        self.panel.close_panel()  # what one person was asked, no other answers
        if self.training is not None:
            self.training.panel.close_panel()
        self.patient.close_window(closed=covered)
        self._shell()
        if not covered and self._came_meanwhile:
            self._came_meanwhile = False
            if self.visit.reader.free:
                self._read_again()

    def _card_read(self, name: object, reading: CardReading) -> None:
        credential, trouble = credential_of(reading, self._now())
        self.visit.reader.card_read(name, credential, trouble, amiss_with(reading))

    def _read_again(self) -> None:
        """F2: whatever lies in a reader now, on the thread that owns the context."""

        name = object()

        def read(_context: object) -> None:
            self._vendors.after(name, read_now(self._wanted, self._now().date()))

        self.visit.reader.read_again(name)
        if self._vendors.reads_cards:
            self._vendors.read(name)
        else:
            self._watch.submit(read)

    def _readers(self, more: int) -> None:
        """One of several readers that goes leaves the others."""
        self._plugged = max(0, self._plugged + more)
        if self._plugged:
            self._reader(LampState.OK)
        else:
            self._reader(LampState.MISSING, lamp_words.UNPLUGGED)

    def _reader(self, state: LampState, word: str = "") -> None:
        self._lamps.reader(state, self._now(), word)
        self._shell()

    # --- main thread ---------------------------------------------------------------------------------------------

    def _hear(self, intent: Intent) -> None:
        match intent:
            case ChooseClaim(claim):
                self.queue.choose(claim)
            case Scanned():
                self._scanners.typed()
                self.scans.came(intent)
            case AskQuestion():
                self.questions.hear(intent)
            case PayOut(key) if self.window.on_queue:
                due = self.queue.claim(key)
                if due is not None and not self.queue.shut(due):
                    self.window.show_page(queue=False)
                    self.queue.paid_out()
                    self.visit.pay_back(due, intent.amount, intent.why)
            case Do(Action.CLOSE):
                self.window.close()
            case Do(action) if action in LOOKS:
                self.looks.pressed(action)
            case Do(Action.LOCK):
                self.signing.lock()
            case Do(Action.OPERATOR):
                self.signing.change()
            case Do(Action.TRAINING | Action.END_DRILL as action):
                self.door.pressed(action, self.training)
            case Do(Action.READ_CARD) if not self.visit.reader.asks():
                self._read_again()
            case Do(Action.DAY):
                self.day.turned()
            case Do(Action.PAY_OUT, _, claim, _) if self.window.on_day:
                self._open_settled(claim)
            case Do(action) if self.window.up is Up.OUTAGE:
                self.outage.do(action)
            case Do(action) if self.window.on_day:
                self.day.do(action)
            case Do(Action.PAGE):
                self.queue.turned()
            case Do(Action.LIST, visit):
                # From the visit page it opens the list; on the page it turns from the list to all, and back.
                self.queue.list_refunds(only=True if visit else None)
            case Do(Action.RESUME, visit, claim) if self.window.on_queue:
                self._resume(visit, claim)
            case Do(action, _, claim, _) if self.window.on_queue:
                self.queue.do(action, claim)
            case _:
                self.visit.hear(intent)
        self._shell()

    def _resume(self, visit: str, key: str) -> None:
        """From the visit page it opens the list of those put aside, as on another list; there it goes on with one."""
        held = self.queue.claim(key)
        if visit or held is None or not self.queue.resumes(key):
            self.queue.list_held()
        elif held.people.paid:  # its money is here: the desk goes on alone, as with every claim that was made up
            self.queue.do(Action.ASK, key)
        else:
            self.window.show_page(queue=False)
            self.visit.resuming.chosen(held)

    def _open_settled(self, key: str) -> None:
        """A claim of the day comes back to the glass: some of it goes back, or its slip is printed once more."""
        claim = self.day.claim(key)
        if claim is not None:
            self.scans.found(claim)

    def _told(self, arrival: Arrival) -> None:
        """On a replay thread."""
        self.bridge.post(lambda: self._arrived(arrival))

    def _arrived(self, arrival: Arrival) -> None:
        self.visit.arrived(arrival)
        self.queue.go_on()

    def _paper_news(self, tray: TrayState) -> None:
        self._lamps.printer(tray, self._now())
        self.visit.till.papers(tray)
        self._lists.news(tray)
        self._shell()

    def _pulse(self) -> None:
        self.queue.pulse()
        self._papers.pulse()
        self.patient.tick()
        if self.training is not None:
            self.training.pulse()
        self._shell()

    def _show_visit(self, view: VisitView) -> None:
        """The lamps move with the page: "the line is down" beside a lamp that is lit would be a lie."""
        self.window.show_visit(view)
        self.patient.show(view)
        if self.training is not None:
            self.training.saw(view, self.visit.claim)
        if self._shown is not None:
            self._shell()

    def _show_looked(self, looked: Looked) -> None:
        """The page may have been made anew meanwhile: for another size of type, say."""
        self.window.visit.charges.items.show_looked(looked)

    def _shell(self) -> None:
        settings = self._office.settings
        person, signed = self.visit.view.person, self.signing.operator
        region = person.region if person else ""
        waiting = self.queue.listed
        shell = ShellView(
            window=str(settings.window.number),
            operator=self._operator(),
            supervisor=signed is not None and signed.role is Role.SUPERVISOR,
            keys=(_SIGNED if signed is not None else frozenset()) | self.door.keys(self.training),
            training=settings.training,
            unsigned=self.signing.unsigned,
            lamps=self._lamps.views(person.insured_short if person and region else "", region),
            waiting_claims=waiting.waiting,
            earliest=waiting.earliest,
            lanes=settings.window.replay_workers,
            held_claims=self.queue.held,
            online=self._office.line.hop().open is not False,
            key_place=_KEY_PLACES[self._office.key_place],
            patient_shows=self.patient.told() if self.state in _TOLD else "",
        )
        if shell != self._shown:
            self._shown = shell
            self.window.show_shell(shell)

    def _operator(self) -> str:
        if not self.signing.asked:
            return self._office.duty.number
        signed = self.signing.operator
        return f"{signed.number} {signed.name}" if signed is not None else labels.NOBODY_SIGNED

    @property
    def state(self) -> VisitState:
        """The state of the visit page."""
        return self.visit.view.state
