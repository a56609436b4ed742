"""The reason's own words in the running window: refused for good (04b, 09, 14), and settled with nothing paid (12a to
12c), each with its keys, its paper, and what the service has booked.
"""

from __future__ import annotations

import json
import os
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

import sandbox
from offline_queue.values import State
from tests.paper import text_of
from tests.window.cashier import Cashier
from ui.keys import Action
from ui.theme import Face
from ui.views import VisitState
from ui.words import sentences

pytestmark = pytest.mark.window

_ROWS = yaml.safe_load((Path(sandbox.__file__).parent / "data" / "people.yaml").read_text("utf-8"))["people"]
WHO = {code: (row["voucher"], row["certno"]) for row in _ROWS for code in row.get("shows", ())}


def keep(cashier: Cashier, name: str) -> None:
    """A picture for whoever wants to look: COUNTER_APP_PICTURES names the folder."""
    folder = os.environ.get("COUNTER_APP_PICTURES")
    if folder:
        cashier.drained()
        cashier.program.window.grab().save(str(Path(folder) / f"{name}.png"))


def rescanned(cashier: Cashier, certno: str, *codes: str) -> None:
    """The pharmacy has mended the first line of the person's bill in the hospital's system."""
    for file in cashier.stage.orders.glob("*.json"):
        order = json.loads(file.read_text("utf-8"))
        if order["id_number"] == certno:
            order["charges"][0]["trace_codes"] = list(codes)
            file.write_text(json.dumps(order, ensure_ascii=False), "utf-8")


def bill(cashier: Cashier, certno: str, price: str) -> None:
    """The person's unpaid bill is one drug at `price` instead of the shipped one."""
    for file in cashier.stage.orders.glob("*.json"):
        order = json.loads(file.read_text("utf-8"))
        if order["id_number"] == certno:
            drug = {"code": "XA01ABD075A002010100483", "name": "甲硝唑口颊片", "price": price, "quantity": "1"}
            file.write_text(json.dumps(order | {"charges": [drug | {"trace_codes": []}]}, ensure_ascii=False), "utf-8")


def failed(cashier: Cashier, code: str) -> str:
    """The sentence of a trial that is refused for this reason."""
    cashier.identified(WHO[code])
    cashier.press("F8")
    view = cashier.reach(VisitState.FAILURE)
    keep(cashier, code)
    assert view.failure.code == code
    assert cashier.said() == cashier.program.window.sentence.said.text
    face = cashier.program.window.visit.till.face
    assert face.amount is None, "先不收款"
    assert Action.TAKE not in cashier.program.window.visit.alive()
    assert not cashier.settlements(WHO[code])
    return cashier.said()


def card(cashier: Cashier) -> str:
    cashier.program.window.grab()  # as it is painted, not as it was before
    return "".join(piece.text for piece in cashier.program.window.visit.charges.failure.written())


def test_04_asks_where_the_insurance_rests_and_says_until_when(window) -> None:
    """No row of hers is active, but the paused one says which place to ask, and that place has its rule."""
    cashier = window(slips__act_before={"130100": "6m 石家庄办事指南"})
    cashier.scan(WHO["04"][0])
    assert cashier.reach(VisitState.FAILURE).failure.code == "04"
    cashier.press("F11")
    cashier.reach(VisitState.FULL_PAYMENT)
    keep(cashier, "04-f11")
    said = text_of(cashier.slips("notice")[0])
    assert "石家庄市医保12393" in said
    assert "期限：最晚20" in said
    assert "依据：" in said
    assert "请问参保地医保" not in said


def test_04b_the_waiting_period_has_its_words_and_its_paper(window) -> None:
    cashier = window()
    assert failed(cashier, "04b") == "参保地答复还在等待期，这次不能报。按[F11]出告知单、改收全款。"
    assert "医保答复：“FSI-" in card(cashier), "the service's own words stand on the card"
    assert "问参保地医保" in card(cashier)
    cashier.press("F11")
    cashier.reach(VisitState.FULL_PAYMENT)
    keep(cashier, "04b-f11")
    said = text_of(cashier.slips("notice")[0])
    assert "您已参保，但还在等待期，从哪天起能报请问" in said
    assert "原因04b" in said
    cashier.take()
    cashier.reach(VisitState.PAID_IN_FULL)
    assert cashier.claim().people.in_full == "04b"
    assert not cashier.settlements(WHO["04b"])


def test_09_says_where_else_as_far_as_the_hospital_told(window) -> None:
    cashier = window()
    assert failed(cashier, "09").startswith("本院没开通这类直接结算。可请患者去开通的医院；")
    assert "就医地医保；患者可去开通的医院" in card(cashier)
    cashier.press("F11")
    cashier.reach(VisitState.FULL_PAYMENT)
    said = text_of(cashier.slips("notice")[0])
    assert "本院还没有开通门诊慢特病的异地直接结算。哪些医院开通了" in said
    cashier.press("Escape")
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)


def test_09_names_the_other_hospital(window) -> None:
    cashier = window(slips__opened_elsewhere="市第二人民医院", slips__opened_elsewhere_address="人民路 2 号")
    assert "可请患者去市第二人民医院；" in failed(cashier, "09")
    assert "患者可去市第二人民医院" in card(cashier)
    cashier.press("F11")
    cashier.reach(VisitState.FULL_PAYMENT)
    assert "市第二人民医院已开通，地址人民路2号" in text_of(cashier.slips("notice")[0])


def test_a_refused_bill_that_was_taken_back_makes_room_for_the_one_in_its_place(window) -> None:
    """The pharmacy voids the bill and writes another: F5 brings that, and nothing of the first stays open."""
    cashier = window()
    failed(cashier, "14")
    key, orders = cashier.claim().key, cashier.stage.orders
    (file,) = [one for one in orders.glob("*.json") if json.loads(one.read_text("utf-8"))["id_number"] == WHO["14"][1]]
    before = file.read_text("utf-8")
    order = json.loads(before)
    order["charges"][0]["trace_codes"] = ["81234567890123456788"]
    file.write_text(json.dumps(order | {"bill": f"{order['bill']}-2"}, ensure_ascii=False), "utf-8")
    cashier.press("F5")
    cashier.reach(VisitState.CHARGES)
    assert cashier.view.charges[0].trace_codes == ("81234567890123456788",)
    cashier.press("F8")
    cashier.reach(VisitState.TRIAL_DONE)
    assert cashier.claim().key != key
    cashier.until(lambda: cashier.claim(key).state is State.VOID, "the first is given back")
    file.write_text(before, "utf-8")
    cashier.press("Escape")
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    cashier.drained()


def test_14_names_the_line_and_goes_on_when_the_pharmacy_is_done(window) -> None:
    cashier = window()
    said = failed(cashier, "14")
    assert said == "第 1 项追溯码对不上。请药房重扫或换一盒，好了按[F5]，其他先不收。"
    (line,) = cashier.view.charges
    assert f"第 1 项（{line.name}）这一盒的追溯码对不上" in card(cashier)
    assert {Action.ASK, Action.PARK, Action.PRINT} <= cashier.program.window.visit.alive()
    cashier.press("F11")
    cashier.reach(VisitState.FULL_PAYMENT)
    assert f"您的{line.name}这一盒的码对不上，要请药房重扫或换一盒" in text_of(cashier.slips("notice")[0]).replace(
        " ", ""
    )
    cashier.press("Escape")
    cashier.reach(VisitState.FAILURE)
    assert all(visit["cancelled"] for visit in cashier.stage.ledger()["visits"] if visit["certno"] == WHO["14"][1])
    # Not mended yet: F5 says so, with the ways that are left.
    cashier.press("F5")
    cashier.reach(VisitState.TRIAL_RUNNING)
    cashier.reach(VisitState.FAILURE)
    cashier.until(lambda: cashier.said() == sentences.BILL_SAME, "the bill is as it was")
    keep(cashier, "14-same")
    assert {Action.ASK, Action.PARK, Action.PRINT} <= cashier.program.window.visit.alive()
    key = cashier.claim().key
    rescanned(cashier, WHO["14"][1], "81234567890123456789")
    cashier.press("F5")
    cashier.reach(VisitState.TRIAL_DONE)
    assert cashier.claim().key == key, "the same claim goes on with the bill as it is there now"
    assert cashier.claim().people.charges[0].trace_codes == ("81234567890123456789",)
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    assert len(cashier.settlements(WHO["14"])) == 1
    assert cashier.open_visits(WHO["14"]) == []


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("12a", "都在起付线内，还差"),
        ("12b", "今年额度 4500.00 元用完，下一年度重算"),
        ("12c", "普通门诊不报，是当地规定，备案没有问题"),
    ],
    ids=["12a", "12b", "12c"],
)
def test_12_filed_valid_and_still_nothing(window, code: str, said: str) -> None:
    """A zero is a result: its rule stands in the sentence, the amount in the till, and F9 settles it."""
    cashier = window()
    bill(cashier, WHO[code][1], "60.00")
    due = cashier.quoted(WHO[code])
    keep(cashier, code)
    view = cashier.view
    assert view.failure.code == code
    assert (due, view.quote.amounts.fund_total) == (Decimal("60.00"), 0)
    assert cashier.said().startswith("基金付 0.00：")
    assert said in cashier.said()
    assert cashier.said().endswith("收款按[F9]。")
    shell = cashier.program.window
    assert shell.sentence.said.code == ""
    face = shell.visit.till.face
    assert (face.amount, face.face) == (due, Face.AMOUNT)
    assert Action.TAKE in shell.visit.alive()
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    keep(cashier, f"{code}-settled")
    (row,) = cashier.settlements(WHO[code])
    cashier.conserve(cashier.claim(), row)
    assert Decimal(row["fund_total"]) == 0
    cashier.until(lambda: len(cashier.slips("settlement")) == 1, "its slip is there")
    rule = cashier.view.reasons[0]
    assert rule in [row.label for row in shell.visit.till.face.rows], "the zero on the page has its rule"
    slip = text_of(cashier.slips("settlement")[0])
    assert "0.00" in slip
    assert "这次已经走了医保，不是没有报上；不用再办手续。" in slip
    assert rule.replace(" ", "") in slip, "and so has the paper's"
    assert cashier.said() != sentences.WAITING
