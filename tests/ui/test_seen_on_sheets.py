"""What looking at the contact sheets (`make screens`) found, and no check by machine had."""

from __future__ import annotations

from dataclasses import replace

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from samples import NOT_FILED, NOW, QUOTE, TOTAL, VISITS
from samples_cover import COVERS
from samples_outage import OUTAGES
from samples_queue import QUEUES
from screen import misplaced, painted, settle, show, turn

from ui.buttons import KeyButton
from ui.confirm_bar import Second
from ui.failure_panel import Option
from ui.keys import Action
from ui.outage_panels import steps_of
from ui.paper_panel import PaperPanel, Shown
from ui.patient_view import patient_view
from ui.words import day_words, figures, labels, paper_words, patient_words, sentences

pytestmark = pytest.mark.window


def said(window) -> list[str]:
    return [piece.text for _, piece in painted(window)]


@pytest.mark.parametrize("factor", [1.0, 2.0])
def test_nobody_is_called_next_while_somebody_stands_at_the_glass(counter, factor: float) -> None:
    window = show(counter, "waiting", factor=factor)
    assert labels.NEXT_PERSON in said(window)
    for name, instead in (
        ("identifying", labels.IDENTIFYING),
        ("typing", labels.TYPING),
        ("failure-card", labels.NO_CARD_READ),
    ):
        turn(window, name)
        assert labels.NEXT_PERSON not in said(window), name
        assert said(window).count(instead) >= 1, name


def test_a_name_that_nobody_knows_yet_is_said_to_be_unknown(counter) -> None:
    window = show(counter, "typing-offline")
    assert labels.NOT_KNOWN in [piece.text for piece in window.visit.person.written()]


def test_no_spec_is_cut_where_no_price_has_a_limit(counter) -> None:
    window = show(counter, "trial")
    cut = [piece.text for piece in window.visit.charges.table.painted if piece.elided]
    heads = [piece.text for piece in window.visit.charges.header.written()]
    assert (cut, labels.COLUMN_LIMIT in heads) == ([], False)
    turn(window, "charges")  # the catalogue names limits of some: the column is there, before anybody looks for it
    assert labels.COLUMN_LIMIT in [piece.text for piece in window.visit.charges.header.written()]


def test_the_page_of_the_days_end_names_its_keys_as_this_hospital_has_them(counter) -> None:
    window = show(counter, "day", key_changes={"ask": "F12"})
    proof = [piece.text for piece in window.day.proof.written()]
    assert "F12" in proof
    assert not any("F5" in text for text in proof)


@pytest.mark.parametrize(("name", "named"), [("day", True), ("day-empty", False)])
def test_the_key_for_what_is_overdue_is_named_where_something_is(counter, name: str, named: bool) -> None:
    window = show(counter, name)
    assert (Action.UPLOAD in window.day.alive()) is named
    assert ("[Ctrl F10]" in window.day.said(NOW).text) is named


def test_what_closes_the_list_of_keys_is_painted_as_keys(counter) -> None:
    window = show(counter, "trial")
    window.act(Action.HELP, auto_repeat=False)
    settle()
    texts = [piece.text for piece in window.key_list.written()]
    assert not any("F1或" in text for text in texts)
    assert texts.count("F1") == 2  # in its own row, and where it is said what closes the list


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1280, 720), (1920, 1080)])
@pytest.mark.parametrize("training", [False, True], ids=["", "in training"])
def test_under_a_supervisors_bar_the_queue_shows_whose_money_it_is(
    counter, width: int, height: int, training: bool
) -> None:
    window = show(counter, "queue-give-up", width, height, training=training, factor=2.0)
    view, table = QUEUES["queue-give-up"], window.queue.progress.table
    others = tuple(replace(view.rows[-1], claim=f"B-1{number:03d}") for number in range(60))
    window.show_queue(replace(view, rows=(*others, *view.rows)))
    window.confirming.second = Second.SIGNED
    window.act(Action.PAY_OUT, auto_repeat=False)
    window.confirm.tell("密码不对，还可以试 3 次。", wrong=True)
    settle()
    marked = len(others) + [row.claim for row in view.rows].index(view.selected)
    box = table.visualRect(table.model().index(marked, 0))
    assert table.viewport().rect().contains(box.adjusted(0, 0, -box.width() // 2, 0)), "the whole row is in sight"
    written = [piece.text for piece in table.painted]
    assert {figures.masked_name(view.detail.name), view.selected} <= set(written)
    # What comes next may end in "…" in the narrowest window there is.
    assert [one for one in misplaced(window) if width > 1280 or not one.startswith("cut")] == []
    assert window.queue.progress.header.geometry().bottom() < table.geometry().top()
    keys = [one for one in window.queue.findChildren(KeyButton) if one.isVisible()]
    assert not [one.action for one in keys if one.isEnabled()], "Esc is the bar's"
    window.act(Action.BACK, auto_repeat=False)
    settle()
    assert any(one.isVisible() and one.isEnabled() for one in window.queue.findChildren(KeyButton))


def test_the_keys_caps_hold_their_letters_in_the_lowest_window_there_is(counter) -> None:
    window = show(counter, "trial", 1280, 720, factor=2.0)
    window.act(Action.HELP, auto_repeat=False)
    settle()
    letters = [one for one in window.key_list.written() if one.text in ("Shift F8", "Ctrl +", "F9")]
    assert len(letters) == 3
    lines = {one.text: one.box.center().y() for one in window.key_list.written()}
    assert lines["Shift F8"] == lines["换就诊类型再预结算"], "a cap without a foot has its letters in the middle"


def test_no_other_key_of_the_queue_looks_alive_while_money_is_confirmed(counter) -> None:
    window = show(counter, "queue-refund")
    buttons = [one for one in window.queue.detail._buttons.values() if one.isVisible()]
    assert all(one.isEnabled() for one in buttons)
    window.act(Action.PAY_OUT, auto_repeat=False)
    settle()
    assert window.confirm.ask is not None
    assert not any(one.isEnabled() for one in buttons)
    window.act(Action.BACK, auto_repeat=False)
    settle()
    assert all(one.isEnabled() for one in buttons)


def test_what_is_typed_to_confirm_stands_clear_of_the_fields_edge(counter) -> None:
    window = show(counter, "amount-changed")
    bar = window.confirm
    assert all(field.textMargins().left() >= 6 for field in (bar.reason, bar.second, bar.password))


@pytest.mark.parametrize("factor", [1.5, 2.0])
def test_the_one_button_of_the_band_is_that_of_the_likeliest_key(counter, factor: float) -> None:
    window = show(counter, "charges", factor=factor)
    window.show_visit(replace(VISITS["charges"], remark=NOT_FILED))  # its notice may be printed, too
    settle()
    buttons = window.visit.till._buttons
    assert [action for action, button in buttons.items() if button.isVisible()] == [Action.TRIAL]
    assert window.visit.expected() is buttons[Action.TRIAL]


def test_with_the_largest_type_every_fund_keeps_its_name(counter) -> None:
    texts = [piece.text for piece in show(counter, "trial-funds", factor=2.0).visit.till.written()]
    assert any("公务员补助 60.00" in text and "大病保险 54.50" in text for text in texts)


def test_what_the_proof_found_can_be_stepped_through_with_the_largest_type(counter) -> None:
    window = show(counter, "day-open", factor=2.0)
    assert "右边" not in window.sentence.said.text
    findings = [one.text for one in window.day.view.proof.findings]
    seen: set[str] = set()
    for _ in findings:
        texts = [piece.text for piece in window.day.proof.written()]
        seen |= {one for one in findings if one in texts}
        window.step(1)
        settle()
    assert seen == set(findings)
    assert not any(day_words.MORE_FOUND[:4] in piece.text for piece in window.day.proof.written())


def test_a_covered_window_in_training_says_so_where_the_head_has_no_room(counter) -> None:
    window = show(counter, "trial", factor=2.0, training=True)
    window.covering.show(COVERS["change"])
    settle()
    assert sentences.TRAINING_HEAD in [piece.text for piece in window.cover.written()]
    window.covering.show(None)
    turn(window, "trial")
    window.covering.show(COVERS["change"])
    settle()
    assert sentences.TRAINING_HEAD not in [piece.text for piece in window.cover.written()]


def test_the_patient_sees_what_was_paid_before_when_the_line_broke_since() -> None:
    view = replace(VISITS["link-down"], paid=QUOTE.amounts.cash)
    assert patient_view(view).sums == ((patient_words.TOTAL, TOTAL), (patient_words.PAID_BEFORE, QUOTE.amounts.cash))
    assert patient_view(VISITS["link-down"]).sums == ()


def test_the_till_and_the_sentence_agree_on_a_bill_whose_lines_were_all_taken_off(counter) -> None:
    window = show(counter, "no-charges")
    assert labels.WAIT_FOR_CHARGES_NOTE in said(window)
    window.show_visit(replace(VISITS["no-charges"], left_out=3))
    settle()
    assert labels.WAIT_FOR_CHARGES_NOTE not in said(window)
    assert labels.LINES_OFF_NOTE in said(window)


def test_the_list_counts_the_bills_that_are_left_as_the_sentence_does(counter) -> None:
    window = show(counter, "settled")
    window.show_visit(replace(VISITS["settled"], bills=2, left_out=1))
    settle()
    assert "还有 3 张单没结" in window.sentence.said.text
    assert any("另有 3 张单" in text for text in said(window))


def test_large_type_says_beside_a_way_on_what_comes_of_it(counter) -> None:
    window = show(counter, "failure-waitable", factor=1.5)
    options = [one for one in window.visit.charges.failure.findChildren(Option) if one.isVisible()]
    assert options
    for option in options:
        assert option.accessibleDescription() in [piece.text for piece in option.written()], option.text()


def test_another_failure_of_the_same_visit_has_its_card_though_lines_were_looked_at(counter) -> None:
    window = show(counter, "failure-waitable")
    window.step(1)
    window.show_visit(VISITS["failure-waitable"])  # nothing new: the lines stay
    assert not window.visit.charges.failure.isVisible()
    window.show_visit(replace(VISITS["failure-waitable"], failure=VISITS["failure-amounts"].failure))
    assert window.visit.charges.failure.isVisible()


def _paper(window, shown: Shown) -> list[str]:
    paper = PaperPanel(window, window.look, window.keys)
    paper.open(shown, window.look, lambda _why: None)
    settle()
    texts = [piece.text for piece in paper.written()]
    paper.close_panel()
    return texts


def test_a_paper_that_cannot_be_shown_names_no_key_that_does_nothing(counter) -> None:
    window = show(counter, "settled")
    texts = _paper(window, Shown("看结算单", "经办 0107"))
    assert "Esc" in texts
    assert not {"F11", "Del"} & set(texts)


def test_a_reprint_without_a_picture_turns_no_pages(counter) -> None:
    window = show(counter, "settled")
    texts = _paper(window, Shown("补打结算单", "经办 0107", paper_words.REASONS, none="1 号窗口可能打过这张单"))
    assert "1 号窗口可能打过这张单" in texts
    assert "F11" in texts
    assert "↑" not in texts


def test_a_tenth_paper_that_has_not_come_out_is_told(counter) -> None:
    window = show(counter, "settled")
    left = tuple((f"P-{n}", f"B03-KQT-7{n}　结算单") for n in range(10, 20))
    texts = _paper(window, Shown(paper_words.LIST, "经办 0107", left=left))
    assert "还有 1 张，前面的办了再列。" in texts
    assert not any("前面的办了再列" in text for text in _paper(window, Shown(paper_words.LIST, "", left=left[:9])))


def test_a_step_without_an_extension_has_no_gap_where_it_stood() -> None:
    for name in ("outage-hospital", "outage-first-minute"):
        steps = steps_of(replace(OUTAGES[name], phone=""))
        assert any("信息科恢复时间" in step or "信息科问要多久" in step for step in steps), steps


def test_every_warning_is_listed_where_there_is_room(counter) -> None:
    window = show(counter, "warned")
    written = [piece.text for piece in window.visit.charges.warnings.written()]
    assert all(labels.SEVERITIES[one.severity] in written for one in VISITS["warned"].warnings)
