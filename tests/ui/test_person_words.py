"""The place's own names of schemes and people, whose yes the visit has, and what becomes of a claim that rests."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from samples import AMOUNTS, PERSON, UNEQUAL, VISITS
from samples_queue import DETAIL, QUEUES
from screen import misplaced, settle, show

from counter_app.desk.claim import HeldReason
from counter_app.desk.code_words import meanings
from counter_app.desk.identify import Identified
from counter_app.desk.recognise import Trouble
from counter_app.failures import FailureCode
from counter_app.model.person import Credential, CredentialKind, Insurance, Person, Scheme
from counter_app.model.visit import VisitKind
from counter_app.records.local_codes import LocalCodes
from counter_app.records.regions import RegionNames
from counter_app.settlement.outcome import Done
from offline_queue.values import State
from ui.desk_views import Places, kept_words, person_online, trouble_words
from ui.person_panel import _outpatient_chip, filing_chip, paying_lines
from ui.shapes import Shape
from ui.till_face import face_of
from ui.words import labels

SHOWN = Credential(CredentialKind.ID_NUMBER, "990101196809302010")
EMPLOYEE = Insurance("450900", Scheme.EMPLOYEE, "310", "11", True, Decimal(0))


def seen(places: Places, *rows: Insurance) -> Any:
    person = Person("99", "01", SHOWN.number, "庚示例", "1", None, Decimal(58), rows)
    return person_online(Identified(SHOWN, Done(), person), places)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    known = LocalCodes(tmp_path / "local_codes.json")
    known.keep("psn_type", {"7777": "援藏人员", "11": "别的"})
    known.keep("insutype", {"39999": "牧民保障", "310": "别的"})
    made = Places("广东 广州市", lambda _code: "广西 玉林市", lambda _code: "玉林市")
    made.meanings = meanings(known)
    return made


def test_a_place_names_what_we_have_no_word_for(places: Places) -> None:
    herders = replace(EMPLOYEE, scheme=Scheme.OTHER, scheme_code="39999", person_type="7777")
    view = seen(places, herders)
    assert (view.scheme_name, view.standing) == ("牧民保障", "援藏人员")
    both = seen(places, EMPLOYEE, herders)
    assert (both.scheme_name, both.standing) == ("职工医保", "在职"), "ours stay"
    assert paying_lines(both) == ("有 2 个险种正常参保，先用职工医保", "还可选 牧民保障（玉林）")


def test_what_is_no_insurance_of_visits_is_none_to_choose(places: Places) -> None:
    extra = [replace(EMPLOYEE, scheme=Scheme.SUPPLEMENT, scheme_code=code) for code in ("320", "510")]
    view = seen(places, *extra, EMPLOYEE)
    assert (view.insurance, view.choice) == (EMPLOYEE, ())
    said = ("只有职工医保正常参保", "另有公务员补助，一起算", "另有生育保险，看门诊不用它")
    assert paying_lines(view) == said


def test_the_insured_places_yes_is_named_as_theirs() -> None:
    """Beside "this hospital has not opened it" it must not read as a contradiction."""
    said = {kind: _outpatient_chip(PERSON, kind)[1] for kind in (VisitKind.OUTPATIENT, VisitKind.CHRONIC)}
    assert said == {VisitKind.OUTPATIENT: "参保地开通普通门诊", VisitKind.CHRONIC: "参保地认定慢特病"}


def test_the_longest_names_of_places_and_one_that_is_known_by_its_province_alone_fit(counter: Any) -> None:
    names = RegionNames()
    window = show(counter, "charges", 1366, 768)
    for code in ("519900", "653000", "632800", "469030"):
        for name in ("charges", "trial-fund-0", "failure-waitable", "failure-not-opened"):
            view, place = VISITS[name], names.city(code)
            who = replace(view.person, insured_place=names.coded(code), insured_short=place)  # type: ignore[type-var]
            told = view.failure and replace(view.failure, blanks={**view.failure.blanks, "参保地": place})
            window.show_visit(replace(view, person=who, failure=told))
            settle()
            assert not misplaced(window), (code, name)


@pytest.mark.parametrize(
    ("state", "reason", "uploads", "words"),
    [
        (State.HELD, HeldReason.REFUSED, True, labels.NEVER_LOST),
        (State.HELD, HeldReason.REFUSED, False, labels.NEVER_LOST_PAPERS),
        (State.HELD, HeldReason.AMOUNTS, True, labels.BOOKED_THERE),
        (State.HELD, HeldReason.RECONCILE, True, ""),
        (State.READY, "", True, ""),
    ],
    ids=["taken there", "not taken there", "booked", "nobody knows", "on its way"],
)
def test_an_upload_is_promised_only_where_the_place_takes_one(
    state: State, reason: str, uploads: bool, words: str
) -> None:
    claim: Any = SimpleNamespace(state=state, reason=reason)
    assert kept_words(claim, uploads=uploads) == words
    assert ("上传" in words) == (words == labels.NEVER_LOST)


@pytest.mark.window
def test_the_queue_page_says_what_becomes_of_it(counter: Any) -> None:
    window = counter()
    for words in (labels.NEVER_LOST_PAPERS, labels.NEVER_LOST):
        window.show_queue(replace(QUEUES["queue-replay"], detail=replace(DETAIL, kept=words)))
        window.show_page(queue=True)
        window.grab()
        written = "".join(piece.text for piece in window.queue.detail.written()).replace("\n", "")
        assert words in written


def test_amounts_that_disagree_say_so_on_every_page() -> None:
    assert AMOUNTS.code is FailureCode.AMOUNTS_DISAGREE
    assert trouble_words(Trouble(AMOUNTS.code, UNEQUAL)) == f"医保给的金额对不上：{UNEQUAL}"
    assert trouble_words(Trouble(FailureCode.ITEM_UNMAPPED, "说的话")) == "说的话"
    assert trouble_words(Trouble(FailureCode.ITEM_UNMAPPED)) != ""
    notes = {name: face_of(VISITS[name]).note for name in VISITS if name.startswith("failure-a")}
    assert notes == {"failure-amounts": labels.DO_NOT_TAKE_NOTE, "failure-amounts-settled": labels.MONEY_RESTS}


@pytest.mark.parametrize(
    ("code", "word"),
    [
        (FailureCode.NOT_FILED, "未查到备案"),
        (FailureCode.FILING_EXPIRED, "备案已到期"),
        (FailureCode.FILING_NOT_YET, "备案还没生效"),
        (FailureCode.FILING_ELSEWHERE, "备案的不是本地"),
    ],
)
def test_a_filing_that_does_not_count_has_no_green_tick(code: FailureCode, word: str) -> None:
    """The chip goes by the same code as the sentence, not by what kind of filing there is."""
    assert filing_chip(PERSON, None)[0] is Shape.DONE
    shape, said, _ = filing_chip(PERSON, None, code)
    assert (shape, said) == (Shape.STOPPED, word)
