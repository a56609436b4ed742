"""Alt F4: closing asks where somebody or money would be left behind, and ends the whole program, display and all."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.two_screens import played
from tests.window.cashier import QUIET_S, TRAVELLER
from ui import closing
from ui.keys import Action
from ui.views import VisitState
from ui.words import start_words

pytestmark = pytest.mark.window


@pytest.fixture(autouse=True)
def ended(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often the program was ended. Here it lives on: Qt would begin no loop of any later test (the last story ends
    a program of its own).
    """
    told: list[str] = []
    monkeypatch.setattr(closing, "QCoreApplication", SimpleNamespace(exit=lambda: told.append("ended")))
    return told


def test_closing_asks_while_a_visit_is_open_and_a_second_press_means_it(window, ended: list[str]) -> None:
    cashier = window()
    cashier.quoted(TRAVELLER)
    program = cashier.program
    assert not program.window.close()
    ask = program.window.confirm.ask
    assert ask is not None
    assert ask.text.startswith("这一位还没办完。")
    assert not program.window.close(), "a key that is held down is one press"
    cashier.rest(QUIET_S)
    cashier.press("F9")  # behind the question no money moves
    assert cashier.state is VisitState.TRIAL_DONE
    cashier.press("Escape")
    assert program.window.confirm.ask is None
    assert cashier.state is VisitState.TRIAL_DONE
    cashier.press("F7")
    cashier.reach(VisitState.WAITING)
    with cashier.watch.turn():
        QTest.keyClick(program.window, Qt.Key.Key_F4, Qt.KeyboardModifier.AltModifier)  # where no system took the key
    assert program.window.confirm.ask.text.startswith("还有 1 位挂起。")
    cashier.rest(QUIET_S)
    assert ended == []
    assert program.window.close()
    assert not program.window.isVisible()
    assert ended == ["ended"]


def test_with_nobody_here_it_closes_at_once_and_f1_names_the_key(window, ended: list[str]) -> None:
    cashier = window()
    cashier.press("F1")
    assert "关闭程序，Alt F4" in cashier.program.window.key_list.accessibleDescription()
    assert Action.CLOSE in cashier.program.window.key_list._alive
    assert cashier.program.window.close()
    assert cashier.program.patient.display is None or not cashier.program.patient.display.isVisible()
    assert ended == ["ended"]


_ALT_F4 = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
application = QApplication([])
from counter_app.desk import clock
from counter_app.records.orders import OrderFolder
from counter_app.records.regions import RegionNames
from counter_app.settings import load_settings
from counter_app.wiring import open_office
from ui.desk_views import Places
from ui.program import Program
data = Path(sys.argv[1])
settings = load_settings(
    None, data, overrides={"service__url": "http://127.0.0.1:9/x", "window__training": True, "window__sign_in": "off"}
)
office = open_office(settings, working=True)
names = RegionNames()
places = Places(settings.institution.region_name, names.full, names.city)
program = Program(office, OrderFolder(data / "orders"), places, lambda: clock.moment().wall)
program._watch.start = lambda: None
program.start(full_screen=True)
def close():
    print(program.patient.display.isVisible(), flush=True)
    program.window.close()
QTimer.singleShot(500, close)
QTimer.singleShot(10000, lambda: application.exit(3))
left_by = application.exec()
program.close()
office.close()
print(left_by)
"""


def test_the_program_does_not_live_on_behind_the_patients_display(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    # The display stood there, and the close alone ended the program.
    assert played(_ALT_F4, data).split() == ["True", "0"]


_AT_ONCE = (
    _ALT_F4[: _ALT_F4.index("program._watch.start")]
    + """
from counter_app.desk.questions import Question
from ui.intents import AskQuestion
program._watch.start = lambda: print("cards are waited for")
program.start(full_screen=True)
program.questions.hear(AskQuestion(Question.INSTITUTIONS))
program.close()
application.processEvents()
application.processEvents()
office.close()
print(program._timer.isActive(), program.questions._soon.isActive(), program.patient.display.isVisible())
"""
)


def test_nothing_begins_at_a_window_that_was_closed_before_its_first_event(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    assert played(_AT_ONCE, data).split() == ["False", "False", "False"]


# A real program that is left half a second after its start, and whose closing takes WAITS seconds; `ticked` looks on
# every 20 ms, `leave` leaves, and both come later.
_WATCHED = """
import sys
import time
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from counter_app import __main__ as program
from counter_app.desk.office import Office
import ui.program
close, start, ticks, went = Office.close, ui.program.Program.start, [], []
def slow(office):
    time.sleep(WAITS)
    close(office)
    print("closed", flush=True)
def begun(window, full_screen):
    window._watch.start = lambda: None
    start(window, full_screen=full_screen)
    QTimer.singleShot(500, lambda: leave(window))
def begin():
    global application, timer
    application, timer = QApplication([]), QTimer()
    timer.timeout.connect(ticked)
    timer.start(20)
    Office.close, ui.program.Program.start = slow, begun
"""

_CLOSES = (
    _WATCHED
    + """
said, kept = [], []
def ticked():
    if not went:
        return
    ticks.append(time.monotonic())
    for one in QApplication.topLevelWidgets():
        if one.isVisible():
            said.append(one.accessibleName())
            if type(one).__name__ == "Ending" and not kept:
                kept.append(one.close())
def leave(window):
    went.append(True)
    window.window.close()
begin()
print("left", program.main(["--data", sys.argv[1]]))
late = max((after - before for before, after in zip(ticks, ticks[1:])), default=0)
print("frozen" if late > 0.5 or len(ticks) < WAITS * 20 else "alive", kept, *dict.fromkeys(said))
"""
)


@pytest.mark.parametrize(("waits", "page"), [(1.5, [start_words.CLOSING]), (0.0, [])])
def test_what_is_on_the_wire_is_waited_for_before_the_eyes(tmp_path: Path, waits: float, page: list[str]) -> None:
    """And the program closes by itself when it came, no sooner. What is over at once has no page of its own."""
    closed, left, how = played(_CLOSES.replace("WAITS", str(waits)), tmp_path / "data").splitlines()
    assert (closed, left) == ("closed", "left 0")
    assert how == " ".join(["alive", str([False] * len(page)), *page])


# A library that does not find another system's keyring keeps why, and with it the frames of whoever opened first.
_LET_GO = (
    _ALT_F4[: _ALT_F4.index("program._watch.start")].replace(
        "office = ", "open_office(settings, working=True).close()\noffice = "
    )
    + """
import gc
import weakref
from PySide6.QtCore import QCoreApplication, QEvent
program._watch.start = lambda: None
program.start(full_screen=True)
def leave():
    program.close()
    application.exit()
QTimer.singleShot(500, leave)
application.exec()
office.close()
program.window.close()
program.window.deleteLater()
QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
names = ("window", "visit", "queue", "bridge")
parts = {"program": weakref.ref(program), **{name: weakref.ref(getattr(program, name)) for name in names}}
del program, office
gc.unfreeze()
gc.collect()
print(sorted(parts), [name for name, part in parts.items() if part() is not None])
"""
)


def test_nothing_keeps_a_window_that_was_closed(tmp_path: Path) -> None:
    """A ring that leads through a connection of Qt's is seen by no collection: its timers would run on for ever."""
    data = tmp_path / "data"
    data.mkdir()
    assert played(_LET_GO, data).strip() == "['bridge', 'program', 'queue', 'visit', 'window'] []"


_LEAVES = (
    _WATCHED.replace("WAITS", "1.5")
    + """
from counter_app import training_stage
stood = []
def ticked():
    if went:
        ticks.append(time.monotonic())
        shown = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
        stood.append([type(one).__name__ for one in shown])
def leave(window):
    went.append(window.patient.display.isVisible())
    window.door.goes()
begin()
training_stage.start_other = lambda training: print("other", training)
data = Path(sys.argv[1])
print("left", program.main(["--data", str(data)]))
late = max((after - before for before, after in zip(ticks, ticks[1:])), default=9)
print("frozen" if late > 0.5 or len(ticks) < 40 else "alive", went, *(sorted({str(one) for one in stood[-30:]})))
"""
)


def test_the_screen_lives_while_a_window_that_leaves_for_training_waits_for_the_wire(tmp_path: Path) -> None:
    """What is on its way is heard to its end, 8 s in one case: the window stood there meanwhile, and no key did a
    thing.
    """
    data = tmp_path / "data"
    data.mkdir()
    closed, other, left, how = played(_LEAVES, data).splitlines()
    assert (closed, other, left) == ("closed", "other True", "left 0")
    assert how == "alive [True] ['Ending']"
