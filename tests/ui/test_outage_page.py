"""The outage page: what it says at which moment, which keys live, and the clock under a minute."""

from __future__ import annotations

from dataclasses import replace

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from samples import NOW
from samples_outage import OUTAGES, ROWS
from samples_queue import QUEUES
from screen import misplaced, painted, settle, show, turn

from ui.intents import Do
from ui.keys import Action
from ui.outage_panels import steps_of
from ui.outage_views import OutageState
from ui.pages import Up
from ui.views import VisitState, VisitView
from ui.words.template import spoken

pytestmark = pytest.mark.window


def texts(window) -> str:
    settle()
    return "\n".join(piece.text for _, piece in painted(window))


MOMENTS: dict[str, tuple[tuple[str, ...], set[Action]]] = {
    "outage-none": (("现在没有断线",), {Action.BOARD, Action.ASK, Action.PAUSE}),
    "outage-ahead": (("医保快要停机", "还有 23 分钟", "榆林"), {Action.ASK, Action.PAUSE}),
    "outage-first-minute": (("0:27", "II 级", "还没有人出凭单", "不知道是院内还是医保"), set()),
    "outage-down": (("47 分钟", "I 级", "已出凭单 19 笔", "7,076.60", "院外", "回话 10:01", "结成 09:58"), set()),
    "outage-hospital": (("医院网", "院内都连不上"), set()),
    "outage-announced": (("公告停机", "公告到 11-23 07:00", "广东省医保局"), set()),
    "outage-places": (("榆林、延安", "恢复时间没有公布"), set()),
    "outage-trying": (("正在试线路，窗口照常收费。",), {Action.ASK}),
    "outage-returning": (("同时 2 笔，已结成 2 笔", "全部放开", "对平了"), {Action.ASK}),
    "outage-paused": (("已停，按", "放开"), {Action.ASK}),
    "outage-place": (
        (
            "有参保地没有回话",
            "哈尔滨 10:20 起，1 笔等着；呼和浩特 10:31 起，1 笔等着",
            "别处的照常",
            "等着 2 笔",
            "2,246.45",
            "哈尔滨等 2 处 10:20 起没有回话，2 笔等着。",
            "回话 10:11",
        ),
        {Action.ASK, Action.PAUSE, Action.BOARD},
    ),
    "outage-returning-place": (("哈尔滨 10:20 起没有回话，1 笔等着；", "同时 2 笔，已结成 2 笔"), {Action.ASK}),
    "outage-over": (("断线结束", "共 47 分钟", "等患者来退"), {Action.ASK, Action.PAUSE}),
}


def test_each_moment_says_what_is_known_and_which_keys_live(counter) -> None:
    window = counter()
    for name, (said, dead) in MOMENTS.items():
        shown = texts(turn(window, name))
        for text in said:
            assert text in shown, (name, text)
        assert not dead & window.outage.alive(), name
        assert ({Action.BOARD, Action.ASK, Action.PAUSE} - dead) <= window.outage.alive(), name
        assert not misplaced(window), name
    assert set(MOMENTS) == set(OUTAGES)


def test_a_way_back_that_somebody_stopped_is_said_in_every_state(counter) -> None:
    window = counter()
    for name in ("outage-down", "outage-announced", "outage-returning", "outage-over"):
        window.outage.show_view(replace(OUTAGES[name], paused=True))
        assert "已停，按[空格]放开" in window.outage.said(NOW).text, name
        assert Action.PAUSE in window.outage.alive(), name


def test_what_to_do_now_goes_with_the_level() -> None:
    two, one = steps_of(replace(OUTAGES["outage-down"], level=2)), steps_of(OUTAGES["outage-down"])
    assert "告诉组长" in two[0]
    assert "8120" in two[1]
    assert "报 I 级" in one[0]
    nobody_to_ring = steps_of(replace(OUTAGES["outage-down"], level=2, phone=""))
    assert len(nobody_to_ring) == len(two), "a number that nobody set leaves out no step"
    open_end = steps_of(OUTAGES["outage-places"])
    assert not any("以后再来" in text for text in open_end), "an end that nobody announced is not promised"
    assert all(len(spoken(text)) <= 40 for name in OUTAGES for text in steps_of(OUTAGES[name]))


def test_where_the_report_of_an_outage_is_still_to_be_printed_a_silent_place_leaves_its_key(counter) -> None:
    window = show(counter, "outage-place")
    assert Action.BOARD not in window.outage.alive()
    window.show_outage(replace(OUTAGES["outage-place"], ended=NOW))
    assert Action.BOARD in window.outage.alive()
    assert "哈尔滨 10:20 起，1 笔等着" in texts(window), "the page is the place's"


def test_of_many_silent_places_the_first_are_named_and_the_rest_counted(counter) -> None:
    window = show(counter, "outage-place", factor=1.5)
    names = ("哈尔滨", "呼和浩特", "克孜勒苏柯尔克孜", "台州", "郑州")
    view = OUTAGES["outage-place"]
    silent = tuple(replace(view.silent[0], name=name, waiting=1) for name in names)
    window.show_outage(replace(view, silent=silent))
    settle()
    assert "哈尔滨 10:20 起，1 笔等着；呼和浩特 10:20 起，1 笔等着；共 5 处" in texts(window)
    assert "哈尔滨等 5 处 10:20 起没有回话，5 笔等着。" in texts(window)
    assert not misplaced(window)
    window.show_outage(replace(view, silent=silent, paused=True))
    assert Action.PAUSE in window.outage.alive()


def test_the_list_is_walked_by_keyboard_to_its_end(counter) -> None:
    window = show(counter, "outage-down")
    table = window.outage.served.table
    assert table.chosen == ROWS[0].claim
    for _ in range(40):
        window.step(1)
    assert table.chosen == ROWS[-1].claim
    settle()
    assert any(piece.text == ROWS[-1].claim for piece in table.painted), "and is in sight"
    window.show_outage(replace(OUTAGES["outage-down"], seconds=3000))
    assert table.chosen == ROWS[-1].claim, "the mark stays while the clock goes on"


def test_it_opens_by_its_key_and_gives_way_to_who_comes(counter) -> None:
    window = show(counter, "waiting")
    assert window.act(Action.OUTAGE, auto_repeat=False)
    assert window.up is Up.OUTAGE
    assert window.intents[-1] == Do(Action.OUTAGE, visit=window._visit.visit)
    window.act(Action.ASK, auto_repeat=False)
    window.show_outage(OUTAGES["outage-down"])
    window.act(Action.ASK, auto_repeat=False)
    assert [one for one in window.intents if one == Do(Action.ASK)] == [Do(Action.ASK)], "only while it is down"
    window.show_visit(VisitView(VisitState.READING, visit="2"))
    assert window.up is Up.VISIT, "a card was put in"
    window.act(Action.OUTAGE, auto_repeat=False)
    window.act(Action.BACK, auto_repeat=False)
    assert window.up is Up.VISIT
    assert OUTAGES["outage-down"].state is OutageState.DOWN


@pytest.mark.parametrize(
    ("seconds", "said"), [(27, "连不上，II 级"), (60, "已 1 分钟，II 级"), (7620, "已 2 小时 7 分")]
)
def test_under_a_minute_the_queue_page_says_since_when_alone(counter, seconds: int, said: str) -> None:
    """It read "已 不到 1 分钟"."""
    window = show(counter, "queue-outage")
    view = QUEUES["queue-outage"]
    outage = replace(view.outage, seconds=seconds, level=2 if seconds < 900 else 1)
    window.show_queue(replace(view, outage=outage))
    shown = texts(window)
    assert said in shown
    assert "已 不到" not in shown
