"""The panel of questions over a page: each answer with its source and age, keys, and money that rests meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from samples_questions import ANSWERS, HERE, PANELS, SAMPLE, panel
from screen import collisions, painted, settle, show
from test_every_page import LOOKS
from test_words import FORBIDDEN

from counter_app.desk.questions import KEPT_IN, TRANSACTIONS, Answer, Part, Question, Source
from counter_app.desk.recognise import Trouble
from counter_app.failures import FailureCode
from counter_app.model.person import Filing, FilingClass
from counter_app.records.places import KINDS
from tests.ui.samples import NOW, VISITS
from ui.cover import CoverView, Why
from ui.intents import AskQuestion, Do, TakeMoney
from ui.keys import Action
from ui.question_rows import part_views
from ui.question_views import QuestionsView
from ui.words import question_words, sentences
from ui.words.template import Cap, parts

pytestmark = pytest.mark.window
SHIFT = Qt.KeyboardModifier.ShiftModifier


def opened(counter, name: str = "trial", **options: object):
    window = show(counter, name, **options)
    QTest.keyClick(window, Qt.Key.Key_F1, SHIFT)
    assert window.over.up
    return window


def press(window, key: Qt.Key) -> None:
    """As the keyboard does: to where the focus is."""
    QTest.keyClick(window.over.panel.field, key)


def questions(window) -> list[Question | None]:
    return [one.question for one in window.intents if isinstance(one, AskQuestion)]


def told(answer: Answer) -> list[str]:
    return [text for part in part_views(answer, HERE) for text in (part.head, *part.warnings)]


# --- words -------------------------------------------------------------------------------------------------------


def test_the_words_of_the_panel_keep_the_rules_and_name_keys_that_exist() -> None:
    texts: list[str] = []
    for name in question_words.__all__:
        value = getattr(question_words, name)
        texts += [value] if isinstance(value, str) else list(value.values())
    for text in texts:
        assert not [word for word in FORBIDDEN if word in text], text
    keys = [part.key for part in parts(question_words.SAID) if isinstance(part, Cap)]
    assert keys == ["F5", "Esc"]
    asked = {number for numbers in TRANSACTIONS.values() for number in numbers}
    assert asked | {"2001", "here"} == set(question_words.ABOUT)
    assert set(KEPT_IN) == set(question_words.NO_FILE)
    assert set(KEPT_IN.values()) == set(question_words.OLD)
    assert set(KINDS) == set(question_words.KINDS)


def test_every_part_says_whence_it_is_and_how_old() -> None:
    assert told(ANSWERS["institutions"]) == ["定点机构　来自医保　今天 09:41"]
    assert told(ANSWERS["agencies"]) == [
        "来自本院文件　2026-11-20，2 天前　places_sample.toml　训练 核对",
        "训练样本，内容都是假的",
    ]
    heard = told(ANSWERS["filing"])[0]
    assert heard == "异地备案　来自医保　今天 09:39，读卡时问到的"
    yesterday = Source(NOW - timedelta(days=1))
    assert told(Answer(Question.FEES, (Part("5206", yesterday),))) == ["本年累计　来自医保　2026-11-21 09:41"]


def test_an_old_file_and_a_damaged_one_are_said_in_words() -> None:
    age, old, fault = told(ANSWERS["shutdowns-old"])
    assert "9 天前" in age
    assert old == "已有 9 天没有核对，没写的停机也可能有，先打 12393 问"
    assert fault == "本院文件用不了　电话.toml：第 1 个 [[agency]]的 phone 没有写"


def test_what_is_not_known_is_never_told_as_a_no() -> None:
    assert told(ANSWERS["no-file"]) == ["本院还没有停机公告的文件：有没有停机不知道，可打 12393 问"]
    assert told(ANSWERS["filing-down"]) == ["异地备案还没有问到，不知道有没有", "转院备案没有问到：医保连不上"]
    (part,) = part_views(ANSWERS["regions"], HERE)
    assert "药店 不知道" in part.rows[0].details[0]
    assert part.rows[0].ours
    silent = Answer(Question.FILING, (Part("2001", Source(NOW)),))
    assert part_views(silent, HERE)[0].rows[0].details == ("医保没有说有没有备案",)
    unfiled = Answer(Question.FILING, (Part("2001", Source(NOW), (Filing(FilingClass.UNFILED),)),))
    assert part_views(unfiled, HERE)[0].rows[0].title == "未查到备案"


def test_an_insured_place_the_file_does_not_name_is_told_first_with_whom_to_ring() -> None:
    (part,) = part_views(ANSWERS["agencies"], replace(HERE, region="350100"))
    assert part.rows[0].title == "福建 福州市：文件里没有写，可打 12393 问"
    assert len(part.rows) == 1 + len(SAMPLE.files[0].agencies)


def test_the_far_sides_own_words_are_told_whole() -> None:
    refused = Part("5301", None, trouble=Trouble(FailureCode.SERVICE_SAID, "没有权限查询慢特病", "-1"))
    (text,) = told(Answer(Question.FILING, (refused,)))
    assert text == "慢特病备案没有问到：没有权限查询慢特病"


# --- the window --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "height", "factor", "theme"), LOOKS)
def test_nothing_is_cut_and_nothing_sticks_out(counter, width, height, factor, theme) -> None:
    window = opened(counter, width=width, height=height, theme=theme, factor=factor)
    shown = window.over.panel
    assert window.rect().contains(shown.geometry())
    for name in PANELS:
        window.over.show(panel(name))
        shown.grab()
        problems = [found for found in collisions(window) if found.startswith("QuestionPanel")]
        for child in (shown, *shown.choices):
            for piece in child.written():
                box = piece.box.toAlignedRect()
                inside = box.left() >= -1 and box.right() <= child.width() + 1 and box.bottom() <= child.height() + 2
                if piece.elided or not inside:
                    problems.append(f"{piece.text} at {box} of {child.size()}")
        assert not problems, (name, problems)


def test_who_and_how_much_stay_in_sight_and_the_money_key_is_dead(counter, clock) -> None:
    window = opened(counter)
    window.over.show(panel("filing"))
    settle()
    texts = [piece.text for child, piece in painted(window) if child is window.visit.till]
    assert "558.25" in texts
    assert window.visit.person.isVisible()
    assert not window.over.panel.geometry().intersects(window.visit.till.geometry().translated(window.visit.pos()))
    clock.seconds += 10
    for key in (Qt.Key.Key_F9, Qt.Key.Key_F8, Qt.Key.Key_F7, Qt.Key.Key_F2, Qt.Key.Key_F4, Qt.Key.Key_Return):
        QTest.keyClick(window, key)
    QTest.keyClick(window, Qt.Key.Key_F9, SHIFT)
    QTest.keyClicks(window, "9")
    assert not [one for one in window.intents if isinstance(one, (TakeMoney, Do))]
    assert window.visit.tender.digits == ""
    assert not any(button.isEnabled() for button in window.visit.till._buttons.values() if button.isVisible())
    assert window.over.up


def test_after_esc_the_money_key_rests_as_after_every_change(counter, clock) -> None:
    window = opened(counter)
    clock.seconds += 10
    settle()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    settle()
    assert not window.over.up
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert not [one for one in window.intents if isinstance(one, TakeMoney)]
    clock.seconds += 1
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert len([one for one in window.intents if isinstance(one, TakeMoney)]) == 1


def test_it_opens_with_the_filing_of_who_is_here_and_keys_choose(counter) -> None:
    window = opened(counter)
    assert questions(window) == [Question.FILING]
    window.over.show(panel("filing"))
    for key in "16":
        press(window, getattr(Qt.Key, f"Key_{key}"))
        window.over.show(QuestionsView(questions(window)[-1]))
    press(window, Qt.Key.Key_Right)
    window.over.show(QuestionsView(questions(window)[-1]))
    press(window, Qt.Key.Key_Left)
    press(window, Qt.Key.Key_7)
    assert questions(window)[1:] == [
        Question.INSTITUTIONS,
        Question.SHUTDOWNS,
        Question.INSTITUTIONS,
        Question.SHUTDOWNS,
    ]
    QTest.keyClick(window, Qt.Key.Key_F1, SHIFT)
    assert not window.over.up
    assert questions(window)[-1] is None
    assert questions(opened(counter, "waiting")) == [Question.INSTITUTIONS]


def test_typing_filters_and_the_source_is_told_all_the_same(counter) -> None:
    window = opened(counter)
    window.over.show(panel("agencies"))
    window.over.panel.field.insert("郑州 样本")
    settle()
    texts = [piece.text for child, piece in painted(window) if child is window.over.panel]
    assert any("0371-00000000" in text for text in texts)
    assert not any("0451-00000000" in text for text in texts)
    assert any("2 天前" in text for text in texts)
    window.over.panel.field.insert("没有的")
    settle()
    texts = [piece.text for child, piece in painted(window) if child is window.over.panel]
    assert any(text.startswith("没有含“") for text in texts)
    assert questions(window) == [Question.FILING], "typing asks nobody"


def test_an_institution_is_asked_for_by_what_was_typed(counter) -> None:
    window = opened(counter)
    window.over.show(panel("institutions"))
    window.over.panel.field.insert("人民")
    press(window, Qt.Key.Key_Return)
    QTest.keyClick(window, Qt.Key.Key_F5)
    asked = [one for one in window.intents if isinstance(one, AskQuestion)]
    assert asked[1:] == [AskQuestion(Question.INSTITUTIONS, "人民")] * 2


def test_a_long_answer_is_walked_through_by_keys(counter) -> None:
    window = opened(counter, factor=2.0)
    window.over.show(panel("regions"))
    settle()
    first = [piece.text for child, piece in painted(window) if child is window.over.panel]
    for _ in range(9):
        press(window, Qt.Key.Key_PageDown)
    settle()
    last = [piece.text for child, piece in painted(window) if child is window.over.panel]
    assert any("黑龙江" in text for text in first)
    assert any("重庆" in text for text in last)
    window.over.show(panel("agencies"))
    assert window.over.panel.bar.value() == 0, "another answer is read from its beginning"


def test_what_happens_at_the_glass_closes_it_and_keeps_nothing_of_the_person(counter) -> None:
    window = opened(counter)
    window.over.show(panel("filing"))
    window.show_visit(replace(VISITS["trial"], turn=7))
    assert window.over.up, "the same visit in the same state"
    window.show_visit(VISITS["settled"])
    assert not window.over.up
    assert window.over.panel.view.who == ""
    assert window.over.panel.accessibleDescription() == ""
    window.over.show(panel("filing"))
    assert window.over.panel.view.parts == (), "what comes late finds it closed"
    assert Action.QUESTIONS in window.visit.alive()


def test_it_opens_on_every_page_and_f1_tells_its_keys(counter) -> None:
    for name in ("queue-replay", "day"):
        window = opened(counter, name)
        window.over.show(panel("shutdowns"))
        QTest.keyClick(window, Qt.Key.Key_F1)
        assert window.key_list.isVisible()
        QTest.keyClick(window, Qt.Key.Key_Escape)
        QTest.keyClick(window, Qt.Key.Key_Escape)
        assert not window.over.up
        assert window.on_queue or window.on_day, "Esc went back one step"


def test_while_money_is_being_confirmed_it_does_not_open(counter) -> None:
    window = show(counter, "refund-due")
    QTest.keyClick(window, Qt.Key.Key_F9, SHIFT)
    assert window.confirm.ask is not None
    QTest.keyClick(window, Qt.Key.Key_F1, SHIFT)
    assert not window.over.up


def test_another_type_size_keeps_it_and_the_money_keys_stay_dead(counter) -> None:
    window = opened(counter)
    window.over.show(panel("institutions"))
    window.over.panel.field.setText("医院")
    asked = questions(window)
    for factor in (1.5, 2.0, 1.0):
        window.set_look(factor=factor)
        settle()
        assert window.over.up
        assert window.over.panel.isVisible()
        assert window.over.panel.field.text() == "医院"
        assert Action.TAKE not in window.visit.alive()
    assert questions(window) == asked, "nothing is asked again"


def test_a_window_that_is_locked_shows_no_answer_behind_its_cover(counter) -> None:
    window = opened(counter)
    window.over.show(panel("filing"))
    window.covering.show(CoverView(Why.LOCKED, sentences.LOCKED, number="0107"))
    assert not window.over.up
    assert window.over.panel.accessibleDescription() == ""
    QTest.keyClick(window, Qt.Key.Key_F1, SHIFT)
    assert not window.over.up
