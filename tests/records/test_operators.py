"""Operators on record: their passwords are argon2id hashes, sealed, and a supervisor is always left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from counter_app.model.operator import Act, Operator, Role
from counter_app.records import operators as module
from counter_app.records.operators import Operators, Refusal, Refused
from offline_queue.cipher import Cipher
from offline_queue.engine import open_engine
from offline_queue.store import Store

BOSS, CASHIER = Operator("0100", "李主管", Role.SUPERVISOR), Operator("0107", "王收费")
WORD, OTHER = "right-horse-1", "another-horse-2"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    engine = open_engine(f"sqlite:///{tmp_path / 'one.db'}")
    made = Store(engine, Cipher(bytes(range(32))))
    made.prepare()
    yield made
    engine.dispose()


@pytest.fixture
def staff(store: Store, monkeypatch: pytest.MonkeyPatch) -> Operators:
    """As shipped, but quick: no story is about what a password costs."""
    monkeypatch.setattr(module, "_TIMES", 1)
    monkeypatch.setattr(module, "_KIB", 64)
    made = Operators(store.register)
    made.add(BOSS, WORD)
    made.add(CASHIER, OTHER)
    return made


def test_a_password_is_kept_as_argon2id_of_the_cost_that_rfc_9106_names(store: Store) -> None:
    Operators(store.register).add(BOSS, WORD)
    ((_, document),) = store.register.all().values()
    assert b"$argon2id$v=19$m=65536,t=3,p=1$" in document
    assert WORD.encode() not in document
    assert Operators(store.register).check("0100", WORD) == BOSS


def test_only_the_right_number_with_its_own_password_is_known(staff: Operators) -> None:
    assert staff.check("0107", OTHER) == CASHIER
    assert staff.check(" 0107 ", OTHER) == CASHIER, "a blank that was typed with it"
    for number, word in (
        ("0107", WORD),
        ("0107", OTHER.upper()),
        ("0107", ""),
        ("0999", OTHER),
        ("", ""),
        ("0107", "x" * 9999),
    ):
        assert staff.check(number, word) is None
    full_width = "".join(chr(ord(letter) + 0xFEE0) for letter in OTHER)
    assert staff.check("0107", full_width) == CASHIER, "an input method wrote the same letters wide"


def test_who_left_is_not_known_any_more_and_their_number_is_not_given_again(staff: Operators) -> None:
    staff.change("0107", active=False)
    assert staff.check("0107", OTHER) is None
    with pytest.raises(Refused, match=Refusal.THERE):
        staff.add(replace(CASHIER, name="另一位"), OTHER)
    staff.change("0107", active=True)
    assert staff.check("0107", OTHER) == CASHIER


def test_a_new_password_ends_the_old_one(staff: Operators) -> None:
    staff.new_password("0107", "a-third-horse")
    assert staff.check("0107", OTHER) is None
    assert staff.check("0107", "a-third-horse") == CASHIER


def test_the_last_supervisor_stays_one(staff: Operators) -> None:
    for change in ({"active": False}, {"role": Role.CASHIER}):
        with pytest.raises(Refused, match=Refusal.LAST):
            staff.change("0100", **change)
    staff.change("0107", role=Role.SUPERVISOR)
    staff.change("0100", role=Role.CASHIER)
    assert [one.role for one in staff.all()] == [Role.CASHIER, Role.SUPERVISOR]


def test_the_first_one_on_record_is_a_supervisor(store: Store) -> None:
    with pytest.raises(Refused, match=Refusal.LAST):
        Operators(store.register).add(CASHIER, WORD)
    assert Operators(store.register).all() == ()


@pytest.mark.parametrize(
    ("operator", "word", "why"),
    [
        (replace(CASHIER, number=""), WORD, Refusal.NUMBER),
        (replace(CASHIER, number="0 1"), WORD, Refusal.NUMBER),
        (replace(CASHIER, number="王"), WORD, Refusal.NUMBER),
        (replace(CASHIER, number="1" * 13), WORD, Refusal.NUMBER),
        (replace(CASHIER, number="0109", name=""), WORD, Refusal.NAME),
        (replace(CASHIER, number="0109"), "seven-7", Refusal.SHORT),
        (replace(CASHIER, number="0109"), "x" * 129, Refusal.LONG),
        (replace(CASHIER, number="20260107"), "20260107", Refusal.SAME),
    ],
)
def test_what_is_not_fit_is_refused_without_a_word_of_it(
    staff: Operators, operator: Operator, word: str, why: str
) -> None:
    with pytest.raises(Refused) as refused:
        staff.add(operator, word)
    assert str(refused.value) == why
    assert refused.value.__cause__ is None
    assert len(staff.all()) == 2


def test_a_cashier_does_alone_what_needs_no_second_person() -> None:
    assert [act for act in Act if CASHIER.may(act)] == [Act.WORK]
    assert all(BOSS.may(act) for act in Act)
