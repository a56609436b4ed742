"""The questions of the window: who answers each, with which source and which age, and what is said when nobody does."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from counter_app.desk.identify import Identified
from counter_app.desk.inquiring import NUMBERS, Asked, Wish
from counter_app.desk.questions import (
    ABOUT_ONE,
    KEPT_IN,
    LIMITS,
    TRANSACTIONS,
    Question,
    QuestionDesk,
    SettledHere,
    kept,
)
from counter_app.failures import FailureCode
from counter_app.model.person import (
    Credential,
    CredentialKind,
    Filing,
    FilingClass,
    Insurance,
    Person,
    Qualification,
    Scheme,
)
from counter_app.model.places import Agency, KeptInstitution, Notice, Opening, PlaceFile, PlaceFiles
from counter_app.settlement.outcome import Done, Lost, Refused
from counter_app.settlement.place import load_place
from offline_queue.engine import StoreUnavailable

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 9, 41, tzinfo=ZONE)
PLACE = load_place("national")
PERSON = Person(
    "99010000000000000001", "01", "990101196809302010", "测试", "1", None, Decimal(58),
    (Insurance("230100", Scheme.EMPLOYEE, "310", "11", True, Decimal("100.00")),),
)  # fmt: skip


SETTLED = (SettledHere(NOW.date(), Decimal(10), Decimal(4), Decimal(6)),)


def agency(region: str, name: str) -> Agency:
    return Agency(region, name, "000")


def file(name: str, days: int, **tables: object) -> PlaceFile:
    return PlaceFile(name, NOW.date() - timedelta(days=days), "医保办", **tables)


class Line:
    """The interface: what it was asked, and what it says."""

    def __init__(self, **says: object) -> None:
        self.says = says
        self.asked: list[Wish] = []

    def __call__(self, wish: Wish, _person: Person | None) -> Asked:
        self.asked.append(wish)
        said = self.says.get(f"t{wish.number}", ())
        if isinstance(said, Exception):
            raise said
        return Asked(Done(), said) if isinstance(said, tuple) else Asked(said)


def answers(line: Line, *files: PlaceFile, faults: tuple[str, ...] = ()) -> QuestionDesk:
    return QuestionDesk(line, lambda _now: PlaceFiles(files, faults), lambda _no: SETTLED, PLACE, "440100", lambda: NOW)


def found(filing: Filing | None = None, *, asked: bool = True) -> Identified:
    known = Qualification(True, filing=filing, asked_at=NOW - timedelta(minutes=3)) if asked else None
    return Identified(Credential(CredentialKind.ID_NUMBER, PERSON.id_number), Done(), PERSON, known)


def test_every_question_has_somebody_who_answers_it() -> None:
    for question in Question:
        assert TRANSACTIONS[question] or question in KEPT_IN, question
        assert set(TRANSACTIONS[question]) <= set(NUMBERS), question
    assert set(KEPT_IN.values()) == set(LIMITS)


@pytest.mark.parametrize("question", [Question.AGENCIES, Question.REGIONS, Question.SHUTDOWNS])
def test_what_no_transaction_answers_is_never_asked_of_the_interface(question: Question) -> None:
    line = Line()
    answer = answers(line, file("a.toml", 2, agencies=(agency("230100", "甲"),), notices=())).answer(question, found())
    assert line.asked == []
    assert answer is not None
    assert all(part.source is not None and part.source.file == "a.toml" for part in answer.parts)


def test_the_file_is_told_with_its_day_its_age_and_who_keeps_it() -> None:
    region = PERSON.insurance.region
    agencies = (agency("990000", "别处"), agency(region, "参保地"))
    (part,) = answers(Line(), file("a.toml", 2, agencies=agencies)).at_once(Question.AGENCIES, found()).parts
    assert part.source is not None
    assert (part.source.as_of, part.source.days, part.source.kept_by) == (date(2026, 11, 20), 2, "医保办")
    assert not part.source.old
    assert [row.name for row in part.rows] == ["参保地", "别处"], "the insured place of the person at the glass first"


@pytest.mark.parametrize("question", list(KEPT_IN))
def test_a_file_past_its_limit_is_told_as_old_and_still_shown(question: Question) -> None:
    limit = LIMITS[KEPT_IN[question]]
    rows = {
        "agencies": (agency("230100", "甲"),),
        "openings": (Opening("230100", True),),
        "institutions": (KeptInstitution("440100", "乙"),),
        "notices": (),
    }
    for days, old in ((limit, False), (limit + 1, True)):
        (part,) = kept(question, PlaceFiles((file("a.toml", days, **rows),)), "", NOW)
        assert part.source is not None
        assert (part.source.old, part.source.days) == (old, days)


def test_the_file_compared_last_comes_first_and_a_silent_one_is_no_part() -> None:
    files = (
        file("old.toml", 9, agencies=(agency("230100", "旧"),)),
        file("silent.toml", 0),
        file("new.toml", 1, agencies=(agency("230100", "新"),)),
    )
    assert [part.source.file for part in kept(Question.AGENCIES, PlaceFiles(files), "", NOW)] == [
        "new.toml",
        "old.toml",
    ]
    assert kept(Question.SHUTDOWNS, PlaceFiles(files), "", NOW) == (), "no word about shutdowns is not none announced"
    (none_announced,) = kept(Question.SHUTDOWNS, PlaceFiles((file("n.toml", 1, notices=()),)), "", NOW)
    assert none_announced.rows == ()


def test_of_shutdowns_those_of_the_insured_place_come_first_and_none_that_is_over() -> None:
    def notice(name: str, begins: int, hours: int, *regions: str) -> Notice:
        since = NOW + timedelta(hours=begins)
        return Notice(name, since, since + timedelta(hours=hours), "全部", regions)

    notices = (
        notice("过了", -9, 3),
        notice("别处现在", -1, 9, "45"),
        notice("本地以后", 40, 9, "2301"),
        notice("全国以后", 20, 9),
    )
    (part,) = kept(Question.SHUTDOWNS, PlaceFiles((file("n.toml", 1, notices=notices),)), "230100", NOW)
    assert [row.by for row in part.rows] == ["全国以后", "本地以后", "别处现在"]


def test_a_persons_filing_is_what_was_heard_and_what_is_asked_now() -> None:
    line = Line(t5301=Refused("没有权限", "-1"))
    filing = Filing(FilingClass.LONG_TERM, "440100")
    answer = answers(line).answer(Question.FILING, found(filing))
    assert answer is not None
    heard, transfers, designations, chronic = answer.parts
    assert (heard.about, heard.rows, heard.source.at) == ("2001", (filing,), NOW - timedelta(minutes=3))
    assert (transfers.about, transfers.source.at, transfers.rows) == ("5304", NOW, ())
    assert designations.about == "5302"
    assert (chronic.source, chronic.trouble.code, chronic.trouble.said) == (None, FailureCode.SERVICE_SAID, "没有权限")


def test_a_filing_nobody_told_is_not_known_which_is_not_unfiled() -> None:
    answer = answers(Line()).at_once(Question.FILING, found(asked=False))
    assert (answer.parts[0].about, answer.parts[0].source, answer.parts[0].rows) == ("2001", None, ())


@pytest.mark.parametrize("question", sorted(ABOUT_ONE))
def test_a_question_about_a_person_is_not_asked_about_nobody(question: Question) -> None:
    line = Line()
    nobody = Identified(Credential(CredentialKind.CARD, "1"), Lost())
    assert answers(line).answer(question, None).nobody
    assert answers(line).answer(question, nobody).nobody
    assert line.asked == []


def test_a_line_that_is_down_is_found_once_and_the_file_answers_with_its_age() -> None:
    line = Line(t1201=Lost(), t5304=Lost())
    place = file("a.toml", 3, institutions=(KeptInstitution("440100", "本院"),))
    service, own = answers(line, place).answer(Question.INSTITUTIONS, None).parts
    assert (service.source, service.trouble.link_down) == (None, True)
    assert (own.source.days, [row.name for row in own.rows]) == (3, ["本院"])
    line.asked.clear()
    filed = answers(line).answer(Question.FILING, found())
    assert [wish.number for wish in line.asked] == ["5304"]
    assert [part.about for part in filed.parts] == ["2001", "5304"]


def test_a_persons_fees_are_those_of_the_insurance_and_those_of_our_own_books() -> None:
    service, here = answers(Line()).answer(Question.FEES, found()).parts
    assert (service.about, here.about, here.rows, here.source.at) == ("5206", "here", SETTLED, NOW)
    down, here = answers(Line(t5206=Lost())).answer(Question.FEES, found()).parts
    assert (down.trouble.link_down, here.rows) == (True, SETTLED)


def test_a_store_that_is_not_there_ends_the_asking_in_words() -> None:
    answer = answers(Line(t5206=StoreUnavailable("OSError"))).answer(Question.FEES, found())
    assert answer.parts[0].trouble.code is FailureCode.STORE


def test_what_is_no_longer_wanted_is_not_asked_on() -> None:
    line = Line()
    left = iter([True, False])
    assert answers(line).answer(Question.FILING, found(), wanted=lambda: next(left)) is None
    assert [wish.number for wish in line.asked] == ["5304"]


def test_a_damaged_file_is_named_beside_the_answer_and_not_where_no_file_answers() -> None:
    desk = answers(Line(), faults=("bad.toml：不是 TOML",))
    assert desk.at_once(Question.AGENCIES, None).faults == ("bad.toml：不是 TOML",)
    assert desk.at_once(Question.FILING, found()).faults == ()


def test_an_institution_is_sought_by_name() -> None:
    line = Line()
    answers(line).answer(Question.INSTITUTIONS, None, "人民")
    assert line.asked == [Wish("1201", name="人民")]
