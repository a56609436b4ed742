"""A card of which only a part could be read goes on, and the cashier is told that and what was missing."""

from __future__ import annotations

import pytest

from card_reader.reading import CardReading, Status
from tests.window.cashier import RETIRED, TRAVELLER, Cashier
from tests.window.test_older_claims import waiting
from tests.window.test_put_aside import picture
from tests.window.test_shown_again import codes_live, died
from ui.partly_read import amiss_with
from ui.views import CardAmiss, VisitState
from ui.words import labels, sentences
from ui.words.template import filled, spoken

__all__ = ["codes_live"]  # a fixture of that file

pytestmark = pytest.mark.window

WHOLE = {
    "card_id": "990200D1560000050000B002FEEDF002",
    "spec_version": "3.00",
    "issue_date": "2022-01-01",
    "valid_until": "2032-01-01",
    "card_no": "Z99020002",
    "ssn": "990200195111111057",
    "name": "戊练习",
}


def put_in(
    cashier: Cashier, status: Status, *warnings: str, comes: VisitState = VisitState.CHARGES, **other: str | None
) -> None:
    """As the card thread posts it."""
    name = object()
    cashier.program._card_in(name)
    cashier.program._card_read(name, CardReading(status, {**WHOLE, **other}, warnings))
    cashier.reach(comes)


def beside(cashier: Cashier) -> str:
    """What stands beside the person."""
    return cashier.program.window.visit.person.accessibleDescription()


def test_a_guarded_name_and_number_are_said_once_and_stay_beside_the_person(window) -> None:
    cashier = window()
    put_in(cashier, Status.PARTIAL, name=None, ssn=None)
    assert cashier.said() == filled(sentences.CARD_PARTLY, 缺项="姓名、身份证号")
    assert cashier.view.person.name, "the insurance named them"
    lacks = filled(labels.CARD_LACKS, 缺项="姓名、身份证号")
    assert lacks in beside(cashier)
    cashier.until(
        lambda: lacks in "".join(piece.text for piece in cashier.program.window.visit.person.written()), "painted"
    )
    picture(cashier, "partly-read")
    cashier.press("F5")
    cashier.reach(VisitState.IDENTIFYING)
    cashier.reach(VisitState.CHARGES)
    assert cashier.said().startswith("取来"), "said once"
    assert lacks in beside(cashier), "it is still so"


@pytest.mark.parametrize(
    ("warnings", "text"),
    [
        (("expired",), sentences.CARD_EXPIRED),
        (("bad_checksum",), filled(sentences.CARD_DOUBTFUL, 疑点="卡上身份证号校验位不对")),
        (("expired", "birth_mismatch"), filled(sentences.CARD_DOUBTFUL, 疑点="卡上出生日期和身份证号不一致")),
    ],
)
def test_what_a_whole_card_gets_wrong_is_for_a_person_to_judge(window, warnings: tuple[str, ...], text: str) -> None:
    cashier = window()
    put_in(cashier, Status.OK, *warnings)
    assert cashier.said() == text
    for name in warnings:
        assert labels.CARD_DOUBTS[name] in beside(cashier)


@pytest.mark.parametrize("bill", [True, False])
def test_whether_it_is_their_own_card_comes_before_what_the_next_key_would_do(
    window, monkeypatch: pytest.MonkeyPatch, bill: bool
) -> None:
    """F8 would settle what waits with it."""
    cashier = window()
    cashier.office.replay.paused = True
    waiting(cashier, RETIRED, 2)
    if not bill:
        monkeypatch.setattr(cashier.program.visit._desk._orders, "unpaid", lambda _id_number: ())
    put_in(cashier, Status.OK, "bad_checksum", comes=VisitState.CHARGES if bill else VisitState.NO_CHARGES)
    assert cashier.said() == filled(sentences.CARD_DOUBTFUL, 疑点=labels.CARD_DOUBTS["bad_checksum"])
    cashier.press("F5")
    cashier.reach(VisitState.IDENTIFYING)
    cashier.reach(VisitState.CHARGES, VisitState.NO_CHARGES)
    assert "还有 1 笔补记账没结" in cashier.said(), "said once"


def test_what_the_next_key_would_do_comes_before_it(window, monkeypatch: pytest.MonkeyPatch) -> None:
    """F8 settles what waits, first; without a bill there is nothing to go on with. It is said when there is."""
    cashier = window()
    cashier.office.replay.paused = True
    waiting(cashier, RETIRED, 2)
    put_in(cashier, Status.PARTIAL, name=None, ssn=None)
    assert cashier.said() == sentences.OLDER_WAIT.format(n=1)
    with monkeypatch.context() as without:
        without.setattr(cashier.program.visit._desk._orders, "unpaid", lambda _id_number: ())
        cashier.press("F5")
        cashier.reach(VisitState.NO_CHARGES)
        assert cashier.said() == sentences.OLDER_WAIT_ALONE.format(n=1)
        for claim in cashier.office.books.claims():
            cashier.office.counter.cancel(claim.key, "")
        cashier.press("F5")
        cashier.reach(VisitState.IDENTIFYING)
        cashier.reach(VisitState.NO_CHARGES)
        assert cashier.said().startswith(sentences.NO_CHARGES)
    cashier.press("F5")
    cashier.reach(VisitState.CHARGES)
    assert cashier.said() == filled(sentences.CARD_PARTLY, 缺项="姓名、身份证号")


def test_with_large_type_one_word_of_it_stands_beside_the_name(window) -> None:
    """The column has no room there."""
    cashier = window()
    cashier.program.window.set_look(factor=2.0)
    strip = cashier.program.window.visit.strip

    def written() -> str:
        return "".join(piece.text for piece in strip.written())

    put_in(cashier, Status.PARTIAL, name=None)
    assert strip.isVisible()
    cashier.until(lambda: labels.CARD_PARTLY_READ in written(), "painted")
    cashier.press("Escape")
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    put_in(cashier, Status.PARTIAL, "bad_checksum", name=None)
    cashier.until(lambda: labels.CARD_IN_DOUBT in written(), "what matters more")


def test_a_whole_card_says_nothing_of_it(window) -> None:
    cashier = window()
    put_in(cashier, Status.OK)
    assert cashier.said().startswith("取来")
    assert "卡上没读到" not in beside(cashier)


def show(cashier: Cashier, status: Status, *warnings: str, **other: str | None) -> None:
    """The same where the visit that stands there waits for it."""
    name = object()
    cashier.program._card_in(name)
    cashier.program._card_read(name, CardReading(status, {**WHOLE, **other}, warnings))


@pytest.mark.parametrize("doubtful", [False, True])
def test_a_card_shown_once_the_money_was_taken_says_what_is_amiss_as_one_that_was_read_first(
    window, service, doubtful: bool
) -> None:
    """It takes the place of the code that died: what stands beside the person is of the card that counts now."""
    cashier = window()
    key = died(cashier, RETIRED)
    service.behaviours(token_life_s=300)
    show(cashier, Status.PARTIAL, "bad_checksum", ssn=TRAVELLER[1], card_no="Z99020003", name=None)
    cashier.until(lambda: "这不是这一位的" in cashier.said(), "it is somebody else's")
    assert "卡上没读到" not in beside(cashier)
    show(cashier, Status.PARTIAL, *(["bad_checksum"] if doubtful else []), name=None, ssn=None)
    cashier.reach(VisitState.SETTLED)
    assert cashier.claim().key == key
    assert filled(labels.CARD_LACKS, 缺项="姓名、身份证号") in beside(cashier)
    doubt = labels.CARD_DOUBTS["bad_checksum"]
    if doubtful:
        assert doubt in beside(cashier)
        cashier.until(lambda: filled(sentences.CARD_DOUBTFUL, 疑点=doubt) in cashier.said(), "for a person to judge")
    else:
        assert "找零" in cashier.said(), "the sentence is the money's"


def test_of_much_that_is_missing_the_first_is_named_and_the_rest_counted(window) -> None:
    cashier = window()
    gone = dict.fromkeys(("name", "ssn", "sex", "birth_date", "birth_place", "ethnicity", "valid_until"))
    put_in(cashier, Status.PARTIAL, **gone)
    said = cashier.said()
    assert "姓名、身份证号、性别等 7 项" in said
    assert len(spoken(said)) <= 45
    assert "有效期" in beside(cashier)


def test_a_damaged_record_of_which_no_item_is_missing_is_said_too() -> None:
    partly = amiss_with(CardReading(Status.PARTIAL, WHOLE, ("record_truncated:4E",)))
    assert partly == CardAmiss((labels.CARD_ITEM_ELSE,))
    assert amiss_with(CardReading(Status.OK, WHOLE, ("expired",))) == CardAmiss(doubts=(labels.CARD_EXPIRED,))
    assert not amiss_with(CardReading(Status.OK, WHOLE))
    assert not amiss_with(CardReading(Status.MUTE, warnings=("expired",)))
