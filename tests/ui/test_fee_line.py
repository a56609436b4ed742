"""What the table says of a line: the catalogue's word before the trial, the centre's after it, and never a guess."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from samples import NOW, ONE_PAUSED, PERSON, TWO_INSURANCES, VISITS

from counter_app.model.catalogue import Listed
from counter_app.model.person import Paying, Scheme
from counter_app.model.settlement import LineSplit
from counter_app.model.trace import TraceRule, TraceState
from counter_app.model.visit import Approval, Charge, VisitKind
from ui.desk_views import traces
from ui.fee_line import FeeLine, Limited, fee_lines, limited_lines, to_ask, undecided
from ui.keys import Action
from ui.person_panel import basis_line, paying_lines
from ui.states import alive
from ui.told import say
from ui.views import OtherInsurance, Trace, VisitState, VisitView

DRUG = Charge("XA1", "药", Decimal("30.00"), Decimal(2))
ITEM = Listed("B", Decimal("28.50"), Decimal("0.1"))


def split(**changes: object) -> LineSplit:
    zero = Decimal("0.00")
    made = LineSplit(1, Decimal("60.00"), zero, Decimal("3.00"), Decimal("5.70"), Decimal("51.30"), Decimal("0.1"), "B")
    return replace(made, **changes)  # type: ignore[arg-type]


def line(charge: Charge = DRUG, said: LineSplit | None = None, listed: Listed | None = None) -> FeeLine:
    return FeeLine.of(1, charge, said, listed, Trace())


def test_before_the_trial_the_catalogue_speaks() -> None:
    row = line(listed=ITEM)
    assert (row.grade, row.limit, row.over, row.pre_self) == ("乙", "28.50", True, "10%")
    assert not line(replace(DRUG, price=Decimal("28.50")), listed=ITEM).over


def test_what_nobody_knows_has_a_dash() -> None:
    row = line()
    assert (row.grade, row.limit, row.pre_self, row.limited) == ("—", "—", "—", Limited.NO)
    # A known item without a limit has none: that is no dash. Its share for this kind of insured may still not be known.
    known = line(listed=replace(ITEM, price_limit=None, self_rate=None))
    assert (known.limit, known.pre_self) == ("", "—")


def test_after_the_trial_the_centre_speaks() -> None:
    """Its figures stand in the place of the catalogue's, also where they differ or say less."""
    row = line(said=split(grade="A", price_limit=Decimal("29.00")), listed=ITEM)
    assert (row.grade, row.limit, row.pre_self) == ("甲", "29.00", "5.70")
    assert row.details == ("目录内 51.30", "先行自付 5.70", "超限价 3.00")
    assert line(said=split(), listed=ITEM).limit == ""
    own = split(full_self=Decimal("60.00"), pre_self=Decimal("0.00"), in_scope=Decimal("0.00"))
    assert line(said=own, listed=ITEM).pre_self == "自费"


@pytest.mark.parametrize(
    ("approval", "limited", "pre_self"),
    [
        (Approval.APPROVED, Limited.APPROVED, "10%"),
        (Approval.UNSAID, Limited.UNDECIDED, "10%"),
        (Approval.NOT_NEEDED, Limited.OWN_EXPENSE, "自费"),
        (Approval.REFUSED, Limited.OWN_EXPENSE, "自费"),
    ],
)
def test_a_limited_item_by_its_approval(approval: Approval, limited: Limited, pre_self: str) -> None:
    row = line(replace(DRUG, approval=approval), listed=replace(ITEM, limited=True))
    assert (row.limited, row.pre_self) == (limited, pre_self)
    # The centre knows better than the catalogue whether an item is limited.
    assert (
        line(replace(DRUG, approval=approval), split(limited=False), replace(ITEM, limited=True)).limited is Limited.NO
    )
    assert line(replace(DRUG, approval=approval), split(limited=True), ITEM).limited is limited
    assert line(replace(DRUG, approval=approval), split(limited=None), replace(ITEM, limited=True)).limited is limited


def test_an_item_that_is_not_limited_is_refused_all_the_same() -> None:
    assert line(replace(DRUG, approval=Approval.REFUSED), listed=ITEM).pre_self == "自费"
    assert line(replace(DRUG, approval=Approval.NOT_NEEDED), listed=ITEM).pre_self == "10%"


def test_the_undecided_ones_are_asked_about_first() -> None:
    view = VISITS["charges-amiss"]
    assert (limited_lines(view), undecided(view)) == ((2, 3, 8), (8,))
    assert "第 8 项限制用药" in say(view, NOW).text
    assert to_ask(view) == (8,)
    # Money on the claim, or a claim that is tried again: a question now would keep it from its end.
    assert to_ask(replace(view, paid=Decimal(1))) == ()
    assert to_ask(replace(view, state=VisitState.FAILURE)) == to_ask(replace(view, state=VisitState.LINK_DOWN)) == ()
    assert Action.APPROVE in alive(view)
    assert Action.APPROVE not in alive(VISITS["charges"])
    assert Action.APPROVE not in alive(replace(view, paid=Decimal(1)))


def test_every_state_of_a_trace_code() -> None:
    charges = (
        replace(DRUG, trace_codes=("a", "b")),
        replace(DRUG, trace_codes=("c",)),
        replace(DRUG, code="XN"),
        replace(DRUG, trace_codes=("a", "d")),
        Charge("0011", "诊查费", Decimal(1), Decimal(1)),
    )
    seen = traces(charges, TraceRule(required=False, no_codes=frozenset({"XN"})))
    assert [one.state for one in seen] == [
        TraceState.COMPLETE,
        TraceState.MISSING,
        TraceState.NO_CODE_LIST,
        TraceState.DUPLICATE,
        TraceState.NOT_A_DRUG,
    ]
    assert (seen[1].have, seen[1].needed) == (1, 2)
    assert [one.stops for one in seen] == [False, False, False, True, False]
    assert [one.stops for one in traces(charges, TraceRule(required=True))] == [False, True, True, True, False]


def test_traces_of_other_lines_are_not_taken_for_these() -> None:
    view = VisitView(VisitState.CHARGES, charges=(DRUG, DRUG), traces=(Trace(TraceState.DUPLICATE, stops=True),))
    assert [row.trace.state for row in fee_lines(view)] == [TraceState.NOT_A_DRUG] * 2


def test_why_this_insurance_and_which_others() -> None:
    assert paying_lines(replace(PERSON, paying=Paying.ONLY)) == ()
    assert paying_lines(TWO_INSURANCES) == ("有 2 个险种正常参保，先用职工医保", "还可选 居民医保（深圳）")
    assert paying_lines(ONE_PAUSED) == ("只有职工医保正常参保", "居民医保（郑州）暂停")
    # What only adds to another insurance is no other one.
    servant = replace(
        PERSON,
        paying=Paying.EMPLOYEE_FIRST,
        others=(OtherInsurance(Scheme.SUPPLEMENT, "320", "台州", active=True, name="公务员补助"),),
    )
    assert (servant.choice, paying_lines(servant)) == ((), ("只有职工医保正常参保", "另有公务员补助，一起算"))
    assert Action.INSURANCE not in alive(replace(VISITS["charges"], person=servant))
    kept = replace(TWO_INSURANCES, online=False, others=())
    assert paying_lines(kept) == ("断线前查到，补结时按它结",)


@pytest.mark.parametrize("state", ["charges", "trial", "failure-waitable"])
def test_another_insurance_can_be_chosen_until_money_is_taken(state: str) -> None:
    view = replace(VISITS[state], person=TWO_INSURANCES)
    assert Action.INSURANCE in alive(view)
    assert Action.INSURANCE not in alive(replace(view, paid=Decimal(1)))
    assert Action.INSURANCE not in alive(replace(view, person=ONE_PAUSED))


def test_an_emergency_says_why() -> None:
    view = VISITS["charges-amiss"]
    assert basis_line(view) == "急诊视同已备案。依据：胸痛两小时，心电图 ST 段抬高，抢救室收治"
    assert basis_line(replace(view, basis="")) == "急诊视同已备案。依据：没写"
    assert basis_line(replace(view, kind=VisitKind.OUTPATIENT)) == ""
