"""A ticket whose insured place says no: the patient is told why on paper, and may take the papers for a hand claim."""

from __future__ import annotations

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from counter_app.desk.claim import HeldReason
from counter_app.desk.endings import Ending, ending_of
from tests.window.test_day_end import ticket
from tests.window.test_scanned_slip import scan_slip
from ui.keys import Action
from ui.queue_views import ClaimState

pytestmark = pytest.mark.window

STOPPED = ("", "990105199001010014")


def read(paper) -> str:
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(paper))
    return "".join(text.split())


def test_the_reason_then_the_papers_and_both_are_there_again_for_who_scans_the_ticket(window) -> None:
    cashier = window()
    cashier.stage.faults(["refuse_connection"])
    key = ticket(cashier, STOPPED)
    cashier.stage.faults([])
    queue, page = cashier.program.queue, cashier.program.window.queue
    cashier.press("F10")
    cashier.until(lambda: cashier.claim(key).reason == HeldReason.REFUSED, "the replay was told no", 60)
    cashier.until(
        lambda: queue.view.detail is not None and queue.view.detail.by_hand != "", "the papers are offered", 20
    )
    detail = queue.view.detail
    assert (detail.state, detail.prints, detail.by_hand) == (ClaimState.PERSON, "打印告知单", "不补结，出报销材料")
    cashier.press("F11")
    cashier.until(lambda: "告知单已存成文件" in queue.view.notice, "the notice is kept")
    (notice,) = cashier.slips("notice")
    said = read(notice)
    assert f"单号{key}" in said
    assert "恢复后，带社保卡、收费票据、费用清单" in said
    cashier.press("Escape")
    cashier.press("F10")
    for asked in ("再按一次", "已办结"):
        QTest.keyClick(cashier.program.window, Qt.Key.Key_F10, Qt.KeyboardModifier.ControlModifier)
        cashier.until(lambda asked=asked: asked in queue.view.notice, asked)
    assert ending_of(cashier.claim(key)) is Ending.BY_HAND
    assert len(cashier.slips("hand-claim")) == 1
    cashier.until(lambda: Action.UPLOAD not in page.alive(), "it is over")
    cashier.press("Escape")
    scan_slip(cashier, key)
    cashier.until(lambda: queue.view.detail is not None and queue.view.detail.claim == key, "its story is shown")
    assert (queue.view.detail.state, queue.view.detail.prints) == (ClaimState.BY_HAND, "补打手工报销材料")
    ended = ["不再补结，改为回参保地报", "办结，没有结算"]
    cashier.until(lambda: [event.text for event in queue.view.detail.events][-2:] == ended, "and told to its end")
