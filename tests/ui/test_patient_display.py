"""The patient's display as a window: large enough, nothing cut, nothing of it left standing; and where it stands."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from samples import NOW, TOTAL, VISITS, amounts
from screen import show

from counter_app.failures import FailureCode
from counter_app.model.settlement import Quote
from counter_app.settings import InstitutionSettings, Settings, WindowSettings
from tests.two_screens import played
from ui.over_page import OverPage
from ui.patient_display import PatientDisplay
from ui.patient_glass import IDLE_S, PatientGlass
from ui.patient_view import NOBODY, patient_view
from ui.theme import HIGH_CONTRAST, LIGHT
from ui.views import FailureView
from ui.window import chinese_family
from ui.words import patient_words

pytestmark = pytest.mark.window
_FREE = replace(VISITS["trial"], quote=Quote(amounts(fund=str(TOTAL)), NOW))
_NOTHING = {"trial-free": _FREE, "all-paid-before": replace(VISITS["link-down"], paid=TOTAL)}
MOMENTS = {name: patient_view(view) for name, view in (VISITS | _NOTHING).items()} | {
    code.name: patient_view(replace(VISITS["failure-waitable"], failure=FailureView(code))) for code in FailureCode
}


@pytest.fixture
def display(application):
    made: list[PatientDisplay] = []

    def make(width: int = 1280, height: int = 720, **options: object) -> PatientDisplay:
        one = PatientDisplay("市第一人民医院（示例）", "3", family=chinese_family() or "", **options)
        one.resize(width, height)
        one.show()
        made.append(one)
        return one

    yield make
    for one in made:
        one.close()
        one.deleteLater()
    QApplication.processEvents()


@pytest.mark.parametrize("training", [False, True], ids=["real", "training"])
@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (1024, 768)], ids=["1280", "1920", "1024"])
def test_every_moment_fits_and_can_be_read_from_afar(display, size: tuple[int, int], training: bool) -> None:
    one = display(*size, training=training, theme=HIGH_CONTRAST if training else LIGHT)
    smallest = 24 * min(size[0] / 1280, size[1] / 720)
    for name, view in MOMENTS.items():
        one.show_view(view, "09:40")
        one.grab()
        written = one.written()
        for piece in written:
            assert QRectF(one.rect()).contains(piece.box), f"{name}: {piece.text} is cut"
            assert piece.pixels >= smallest - 1, f"{name}: {piece.text}"
            assert piece.box.width() <= piece.room + 1, f"{name}: {piece.text}"
        for at, piece in enumerate(written):
            box = piece.box.adjusted(1, 3, -1, -3)
            over = [other.text for other in written[at + 1 :] if box.intersects(other.box.adjusted(1, 3, -1, -3))]
            assert not over, f"{name}: {piece.text} lies on {over}"
        assert (patient_words.NOW_AT.format(窗口="3")) in [piece.text for piece in written]
        assert ("训练中，请勿付款" in [piece.text for piece in written]) is training


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def glass(tmp_path: Path, how: str = "corner") -> tuple[PatientGlass, Seconds]:
    seconds = Seconds()
    settings = Settings(
        data=tmp_path, window=WindowSettings(patient_display=how), institution=InstitutionSettings(name="示例医院")
    )
    return PatientGlass(settings, LIGHT, chinese_family() or "", lambda: NOW, seconds), seconds


@pytest.fixture
def beside(application):
    window = QWidget()
    window.resize(1366, 768)
    window.show()
    yield window
    window.close()
    window.deleteLater()


def test_it_follows_the_visit_and_forgets_with_it(beside, tmp_path: Path) -> None:
    made, _ = glass(tmp_path)
    made.open(beside)
    made.show(VISITS["trial"])
    assert made.display is not None
    assert made.display.view.who == "王*芳　女"
    made.show(VISITS["waiting"])
    assert made.display.view == NOBODY
    assert NOBODY.head in made.display.accessibleDescription()
    made.close()


@pytest.mark.parametrize(("moment", "stays"), [("charges", False), ("settled", False), ("trial", True)])
def test_after_half_a_minute_without_a_card_nobody_is_named(beside, tmp_path: Path, moment: str, stays: bool) -> None:
    made, seconds = glass(tmp_path)
    made.card(inside=True)
    made.show(VISITS[moment])
    made.card(inside=False)
    seconds.now += IDLE_S - 1
    made.tick()
    assert made.shown().who
    seconds.now += 1
    assert made.shown().who == ""
    assert (made.shown().amount is not None) is stays, "what is to be paid stays while they look for it"
    made.show(VISITS[moment])  # painted again, nothing new
    assert made.shown().who == ""
    made.close()


def test_a_card_in_the_reader_says_that_its_person_is_here_until_all_is_done(beside, tmp_path: Path) -> None:
    made, seconds = glass(tmp_path)
    made.card(inside=True)
    made.show(VISITS["charges"])
    seconds.now += 10 * IDLE_S
    assert made.shown().who
    made.show(VISITS["settled"])
    seconds.now += IDLE_S
    assert made.shown() == NOBODY, "the card was forgotten"
    made.close()


@pytest.mark.parametrize("moment", ["waiting", "charges", "trial", "failure-waitable", "refund-due"])
@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)], ids=["1366", "1920"])
def test_in_the_corner_it_covers_no_key(counter, tmp_path: Path, size: tuple[int, int], moment: str) -> None:
    window = show(counter, moment, *size)
    made, _ = glass(tmp_path)
    made.open(window)
    assert made.display is not None
    covered = QRect(window.mapFromGlobal(made.display.geometry().topLeft()), made.display.size())
    keys = [one for one in window.findChildren(QAbstractButton) if one.isVisible()]
    assert keys
    for key in keys:
        assert not covered.intersects(QRect(key.mapTo(window, key.rect().topLeft()), key.size())), key.text()
    made.close()


def test_in_the_corner_it_is_small_and_takes_no_key(beside, tmp_path: Path) -> None:
    made, _ = glass(tmp_path)
    made.open(beside)
    assert made.display is not None
    assert made.display.isVisible()
    assert made.display.width() < beside.width() / 4
    assert made.display.focusPolicy() == made.display.focusPolicy().NoFocus
    assert QApplication.focusWidget() is not made.display
    made.close()


def test_in_the_corner_it_lies_above_the_window_that_fills_the_screen(beside, tmp_path: Path) -> None:
    beside.showFullScreen()
    assert QTest.qWaitForWindowExposed(beside)
    made, _ = glass(tmp_path)
    made.open(beside)
    assert made.display is not None
    assert QTest.qWaitForWindowExposed(made.display)
    beside.raise_()
    beside.activateWindow()
    QTest.qWait(100)
    middle = made.display.geometry().center()
    assert QGuiApplication.topLevelAt(middle) is made.display.windowHandle()
    made.close()


def test_in_the_corner_it_leaves_a_panel_that_lies_over_the_whole_window(counter, tmp_path: Path) -> None:
    window = show(counter, "waiting")
    made, _ = glass(tmp_path)
    made.open(window)
    assert made.display is not None
    assert QTest.qWaitForWindowExposed(made.display)
    first, second = OverPage(window, window.look, window.keys), OverPage(window, window.look, window.keys)
    shut, table = QWidget(window, made.display.windowFlags()), QWidget(window, Qt.WindowType.Tool)
    table.show()
    for below, above in ((first, second), (second, first)):
        below.put_up()
        assert (made.display.isVisible(), table.isVisible()) == (False, True)
        above.put_up()
        below.take_down()
        assert not made.display.isVisible(), "one is still up"
        above.take_down()
        assert made.display.isVisible()
    assert not shut.isVisible(), "what was not there does not come"
    assert QApplication.activeWindow() is not made.display
    made.close()


@pytest.mark.parametrize("how", ["off", "screen"])
def test_without_a_second_screen_there_is_none(beside, tmp_path: Path, how: str) -> None:
    made, _ = glass(tmp_path, how)
    made.open(beside)
    assert made.display is None
    made.show(VISITS["trial"])
    assert made.told() == ""
    made.close()


_ON_TWO_SCREENS = """
import json, sys
from datetime import datetime
from pathlib import Path
from PySide6.QtWidgets import QApplication, QWidget
application = QApplication([])
from counter_app.settings import Settings
from ui.patient_glass import PatientGlass
from ui.theme import LIGHT
beside = QWidget()
beside.setGeometry(0, 0, 1366, 768)
beside.show()
made = PatientGlass(Settings(data=Path(sys.argv[1])), LIGHT, "", datetime.now, lambda: 0.0)
made.open(beside)
application.processEvents()
print(json.dumps([made.display.geometry().getRect(), len(application.screens())]))
made.close()
"""


# A patient's display beside a cashier's window, where `there` says which of two screens there are.
_TWO_SCREENS = """
import json, sys
from datetime import datetime
from pathlib import Path
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
application = QApplication([])
from counter_app.settings import Settings
from ui.patient_glass import PatientGlass
from ui.theme import LIGHT
both = application.screens()
there = both[:STANDING]
QGuiApplication.screens = staticmethod(lambda: there)
beside = QWidget()
beside.setGeometry(0, 0, 1366, 768)
beside.show()
made = PatientGlass(Settings(data=Path(sys.argv[1])), LIGHT, "", datetime.now, lambda: 0.0)
made.open(beside)
told = []

def look():
    application.processEvents()
    shown = [one for one in application.topLevelWidgets() if one.isVisible() and one is not beside]
    told.append(seen(shown))
"""

_GOES_AND_COMES = (
    _TWO_SCREENS.replace("STANDING", "1")
    + """
def seen(shown):
    return [bool(made.told()), [one.geometry().getRect() for one in shown]]

look()
there = both
application.screenAdded.emit(both[1])
look()
there = both[:1]
application.screenRemoved.emit(both[1])
look()
there = both
application.screenAdded.emit(both[1])
look()
made.close()
look()
application.screenAdded.emit(both[1])
look()
print(json.dumps(told))
"""
)


def test_a_second_screen_may_come_and_go(tmp_path: Path) -> None:
    """Switched on after the program, its cable pulled: never does it lie over the cashier's window."""
    filled, away = [True, [[1366, 0, 1280, 720]]], [False, []]
    told = json.loads(played(_GOES_AND_COMES, tmp_path).splitlines()[-1])
    assert told[:4] == [away, filled, away, filled]
    assert [shown for _, shown in told[4:]] == [[], []], "closed, nothing brings it back"


_OWN_GOES = (
    _TWO_SCREENS.replace("STANDING", "2")
    + """
def seen(shown):
    return [one.screen().name() for one in shown]

look()
there = both[1:]
application.screenRemoved.emit(both[0])
beside.windowHandle().setScreen(both[1])  # as Qt does with the windows of a screen that went, after it told so
look()
there = both
application.screenAdded.emit(both[0])
look()
beside.windowHandle().setScreen(both[0])
look()
made.close()
beside.windowHandle().setScreen(both[1])
look()
print(json.dumps(told))
"""
)


def test_where_the_cashiers_own_screen_goes_the_window_comes_to_the_patients_and_is_not_covered(tmp_path: Path) -> None:
    told = json.loads(played(_OWN_GOES, tmp_path).splitlines()[-1])
    assert told == [["patient"], [], ["cashier"], ["patient"], []]


def test_on_a_second_screen_it_fills_that_one(tmp_path: Path) -> None:
    assert json.loads(played(_ON_TWO_SCREENS, tmp_path).splitlines()[-1]) == [[1366, 0, 1280, 720], 2]
