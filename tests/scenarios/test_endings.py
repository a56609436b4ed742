"""Every ending a queued claim can have: its paper, with what stands on it, and its row in the feed of events.

One hospital, one outage, a ticket for each of them on the last day of the year before; the line comes back, and each
goes its own way. What nobody could see for a day (agency, day's proof) has a service of its own, with its own clock.
"""

from __future__ import annotations

import re
import unicodedata
from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from counter_app.desk import clock, errands, feed, no_return, refund_errand
from counter_app.desk.claim import HeldReason
from counter_app.desk.counter import Bill
from counter_app.desk.endings import Ending
from counter_app.desk.office import Office
from counter_app.model import money
from counter_app.model.payment import Payment, PaymentMethod
from counter_app.model.person import Credential, CredentialKind
from counter_app.model.visit import Charge, Diagnosis, Doctor, Visit, VisitKind
from counter_app.slips import figures
from offline_queue.values import State
from tests.scenarios.stage import BILL, PERSON, Stage, ending, side_by_side, stage
from tests.scenarios.test_no_return import OPEN
from tests.scenarios.test_reconciled import given_up, next_day, reconcile

YEAR = clock.moment().wall.year - 1
EVE = datetime(YEAR, 12, 31, 16, 40, tzinfo=clock.WINDOW_ZONE)
DRUG = "XA01ABD075A002010100483"
CASH, PHONE = PaymentMethod.CASH, PaymentMethod.MOBILE
TO_BRING = "报销要带：盖章的收费票据、与票据相符的费用清单、处方或病历、社保卡和身份证"
TO_FETCH = "应退的钱凭“先付后补凭单”到本院任一收费窗口退"
TODAY = figures.day(clock.moment().wall)
YEARS = f"这次算{YEAR}年的医保"


@dataclass(frozen=True)
class Seen:
    """One claim at its end: its report, its paper and that paper's words, those of its refund slip, its feed's rows."""

    claim: Mapping[str, Any]
    paper: Path
    words: str
    refund: str
    rows: list[Mapping[str, Any]]

    def row(self, what: str) -> Mapping[str, Any]:
        return next(row for row in self.rows if row["what"] == what)


def flat(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def printed(paper: str | Path) -> str:
    document = pypdfium2.PdfDocument(paper)
    return flat("".join(page.get_textpage().get_text_range() for page in document))


def yuan(amount: str | Decimal) -> str:
    return f"{Decimal(amount):,.2f}"


# --- the tickets -------------------------------------------------------------------------------------------------

WHO = {
    "due": (PERSON, "庚示例"),
    "paid back": ("990200199005201073", "己训练"),
    "paid back in cash": ("990101198511074026", "壬测试"),
    "nothing due": ("990101196006065015", "癸䶮"),
    "refused, by hand": ("990105199001010014", "张停保"),
    "refused, money back": ("990105196403182034", "王未开"),
    "refused, paid in full": ("990105195809253045", "赵在院"),
    "given up": ("990104196601160016", "酉示例"),
    "undone": ("99010219930303803X", "寅训练"),
    "part back": ("990200196203151026", "丁演示"),
    "not returned": ("990101195702143019", "辛样本"),
}


def bill(name: str, day: datetime = EVE) -> Bill:
    visit = Visit(
        VisitKind.OUTPATIENT, day, "内科", Doctor("D440100000001", "医师甲"), (Diagnosis("I10.x00", "高血压"),)
    )
    lines = tuple(Charge(DRUG, "甲类药", Decimal(price), Decimal(4)) for price in ("200.00", "50.00"))
    return Bill(f"T-{name}", visit, lines)


def written(office: Office) -> dict[str, str]:
    """A ticket for each, while the line is down; the keys by name."""
    keys = {}
    for name, (number, whose) in WHO.items():
        shown = Credential(CredentialKind.ID_NUMBER, number, name=whose, id_number=number, read_at=EVE)
        paid = Payment(Decimal(BILL), CASH if name in ("due", "undone") else PHONE, Decimal(BILL))
        keys[name] = office.counter.make_up(bill(name), shown, paid, "13800000000").key
        assert errands.paper_of(office, office.books.claim(keys[name]))["slip"]
    return keys


# --- what becomes of them ----------------------------------------------------------------------------------------


def paid_back(office: Office, key: str, method: PaymentMethod | None = None) -> None:
    office.counter.refund(key, method, office.books.claim(key).refund_due or money.ZERO)


def by_hand(office: Office, key: str) -> None:
    assert no_return.upload(office, key)["slip"]


def money_back(office: Office, key: str) -> None:
    claim = office.counter.hand_back(key, Decimal(BILL), "the person wants it back").claim
    assert claim is not None
    assert claim.refund_due == money.ZERO


def in_full(office: Office, key: str) -> None:
    claim = office.books.claim(key)
    office.counter.pay_in_full(key, bill("in full"), None, Payment(money.ZERO, PHONE, money.ZERO), "11")
    assert claim.people.paid == office.books.claim(key).people.paid


def undone(office: Office, key: str) -> None:
    paid_back(office, key)
    typed = Namespace(key=key, keep_lines=(), card=False, voucher="", id_card="", reason="")
    assert refund_errand.refund(office, typed, None)["state"] == "done"  # type: ignore[arg-type]


def part_back(office: Office, key: str) -> None:
    typed = Namespace(key=key, keep_lines=(1,), card=False, voucher="", id_card="", reason="")
    told = refund_errand.refund(office, typed, None)  # type: ignore[arg-type]
    assert told["state"] == "done", told


BEFORE: dict[str, Callable[[Office, str], object]] = {"given up": money_back, "not returned": by_hand}
GOES: dict[str, Callable[[Office, str], object]] = {
    "due": lambda _office, _key: None,
    "nothing due": lambda _office, _key: None,
    "paid back": paid_back,
    "paid back in cash": lambda office, key: paid_back(office, key, CASH),
    "refused, by hand": by_hand,
    "refused, money back": money_back,
    "refused, paid in full": in_full,
    "undone": undone,
    "part back": part_back,
}


def dearer(office: Office, *, collect: bool) -> str:
    """Two bills of one person at the window: what the younger takes of the year's sum is gone for the elder."""
    number, whose = ("990104198307302035", "亥测试") if collect else ("990105197506101027", "李挂失")
    shown = Credential(CredentialKind.ID_NUMBER, number, name=whose, id_number=number, read_at=EVE)
    now = clock.moment().wall
    found = office.counter.identify(shown)
    keys = []
    for name, price in ((f"elder{collect}", "100.00"), (f"younger{collect}", "9000.00")):
        of = bill(name, now)
        charges = tuple(replace(line, price=Decimal(price)) for line in of.charges)
        arrival = office.counter.quote(replace(of, charges=charges), found)
        assert arrival.claim is not None
        assert arrival.claim.reason == HeldReason.CONFIRM, arrival
        office.driver.leave(arrival.key)
        keys.append(arrival.key)
    asked = [office.books.claim(key).machine.quote.amounts.cash for key in keys]  # type: ignore[union-attr]
    for key, cash in reversed(list(zip(keys, asked, strict=True))):
        office.driver.leave(key)
        arrival = office.counter.settle(key, Payment(cash, CASH, cash))
        assert arrival.claim is not None
        assert arrival.claim.state is State.DONE, arrival
        office.driver.leave(key)
    due = office.books.claim(keys[0]).refund_due
    assert due is not None
    assert due < money.ZERO
    if collect:
        office.counter.collect(keys[0], Payment(-due, CASH, -due))
    return keys[0]


def seen(office: Office, key: str) -> Seen:
    claim = office.books.claim(key)
    rows = [row for row in feed.report(office.books, 0, None, None)["events"] if row["key"] == key]
    slip = errands.paper_of(office, claim)["slip"]
    assert slip is not None
    report = errands.show(office, key)
    refund = printed(office.papers.refund(claim)) if any(row["what"] == "refunded" for row in rows) else ""
    return Seen(report, Path(slip), printed(slip), refund, rows)


# --- the evening -------------------------------------------------------------------------------------------------


def evening(folder: Path) -> dict[str, Seen]:
    """All but what needs another day or another place."""
    with stage(folder, faults=["refuse_connection"]) as story:
        story.settings["COUNTER_APP_SLIPS_REFUND_DAYS"] = "3"
        with story.office(working=True) as office:
            keys = written(office)
        story.service.clear_faults()
        with story.office(working=True) as office:
            for name, goes in BEFORE.items():
                goes(office, keys[name])
            assert errands.replay(office, seconds=60.0)["drained"]
            for name, goes in GOES.items():
                goes(office, keys[name])
            keys["part back"] = office.books.claim(keys["part back"]).people.remainder.key  # type: ignore[union-attr]
            keys |= {"owes more": dearer(office, collect=False), "collected": dearer(office, collect=True)}
            found = {name: seen(office, key) for name, key in keys.items()}
        story.judge()
    return found


def uploaded(folder: Path, record: Path) -> Seen:
    with stage(folder, record=record, profile=OPEN) as story, story.office(working=True) as office:
        (claim,) = office.books.claims()
        assert no_return.upload(office, claim.key)["state"] == "uploaded"
        return seen(office, claim.key)


def lost(folder: Path, then: Callable[[Stage, str], Any]) -> Seen:
    """2207A unanswered, nobody may look: the claim rests for the agency's word or for the day's proof."""
    behaviours = {"look_without_setl_id": "refused", "cancel_visit": "refused"}
    fault = {"name": "drop_after", "transaction": "2207A", "count": 1}
    with stage(folder, faults=[fault], behaviours=behaviours) as story:
        given_up(story)
        (booked,) = story.live()
        then(story, booked["setl_id"])
        with story.office() as office:
            (claim,) = office.books.claims()
            return seen(office, claim.key)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, record: Path) -> Mapping[str, Any]:
    root = tmp_path_factory.mktemp("ending")

    def agency(story: Stage, number: str) -> None:
        story.run("queue", "agency", "--settled", story.listed()[0]["key"], number)

    def proof(story: Stage, _number: str) -> None:
        next_day(story)
        reconcile(story)

    stories: dict[str, Callable[[], Any]] = {
        "evening": lambda: evening(root / "evening"),
        "uploaded": lambda: uploaded(root / "uploaded", record),
        "agency": lambda: lost(root / "agency", agency),
        "day's proof": lambda: lost(root / "proof", proof),
    }
    return side_by_side(lambda name: stories[name](), list(stories))


@dataclass(frozen=True)
class Told:
    """What the feed's row of an ending says, what kind of paper there is, and what stands on it."""

    what: str
    outcome: str
    how: Ending | None
    paper: str
    words: tuple[str, ...]
    not_said: tuple[str, ...] = ()
    refund: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()


SETTLED = ("rests done", "done", Ending.SETTLED)
VOID = ("rests void", "cancelled")
REFUNDED = ("refunded", "refunded", None)
HAND = ("合计1,000.00元", "本人已付1,000.00元", TO_BRING, YEARS, "本院不再补办，这次没有退款。")
GONE = (f"没有结算，不占 {YEAR} 年的医保额度", "= 退给您 1,000.00", "还要结算的，请到收费窗口重新办")
BACK = (
    YEARS,
    "原来付了（元） 1,000.00",
    "= 退给您 {back}",
    "这次已经办完，不用再来，也不要在别处为这一次再报销",
    "经办 0001",
)

TABLE = {
    "due": Told(
        *SETTLED, "settlement", ("先付后补，这次补结", YEARS, "先前已付 1,000.00 元 应退 {due} 元", TO_FETCH),
        ("已退",),
    ),
    "nothing due": Told(
        *SETTLED, "settlement", (YEARS, "先前已付 1,000.00 元 应退 0.00 元", "不用再来退款"), (TO_FETCH,),
    ),
    "owes more": Told(*SETTLED, "settlement", ("还应付 {more} 元",)),
    "collected": Told(
        "collected", "collected", None, "settlement", ("付款方式 现金 实收 {cash} 元",), ("还应付",),
        ways=("cash {more}",),
    ),
    "paid back": Told(
        *REFUNDED, "settlement", ("先前已付 1,000.00 元 已退 {back} 元", YEARS), ("应退", TO_FETCH),
        (*BACK, "移动支付，按原来付款的方式退；手机上的一般 3 天到账"), ("mobile −{back}",),
    ),
    "paid back in cash": Told(
        *REFUNDED, "settlement", ("已退 {back} 元",), (), (*BACK, "现金（原来付的是移动支付）"), ("cash −{back}",)
    ),
    "refused, by hand": Told(
        *VOID, Ending.BY_HAND, "hand-claim", (*HAND, "为什么没有直接结算：医保查到的参保状态是“暂停参保”"),
    ),
    "refused, paid in full": Told(*VOID, Ending.IN_FULL, "hand-claim", (*HAND, "直接结算：医保答复“")),
    "not returned": Told(
        *VOID, Ending.BY_HAND, "hand-claim", (*HAND, "看病时医保线路不通，后来没有补办"), ("传给医保",),
    ),
    "refused, money back": Told(*VOID, Ending.GIVEN_UP, "refund", GONE),
    "given up": Told(*VOID, Ending.GIVEN_UP, "refund", (*GONE, "移动支付，按原来付款的方式退")),
    "undone": Told(
        *VOID, Ending.UNDONE, "refund",
        ("原来付了（元） 1,000.00", "以前已经退了 {first}", "= 退给您 {back}", "原来的结算单不能再用来报销", "撤销单",
         f"结算已经撤销，不占 {YEAR} 年的医保额度"),
    ),
    "part back": Told(
        *SETTLED, "settlement", (YEARS,), refund=("留下的项目已按新单结算，报销只用新单", YEARS, "撤销单", "新单"),
    ),
    "uploaded": Told(
        "rests uploaded", "uploaded", Ending.UPLOADED, "hand-claim",
        ("合计 1,000.00 元", TO_BRING, f"{TODAY}本院已把费用明细和病历传给医保，您仍可以回", "这次算 2026 年的医保",
         "这次没有退款"),
        ("参保地 参保地",),
    ),
    "agency": Told(*SETTLED, "settlement", ("结算号",)),
    "day's proof": Told(*SETTLED, "settlement", ("结算号",)),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
def test_each_ending_has_its_paper_and_its_row(played: Mapping[str, Any], name: str) -> None:
    alone = name in played
    one: Seen = ending(played, name) if alone else ending(played, "evening")[name]
    told, claim = TABLE[name], one.claim
    row = one.row(told.what)
    assert (row["outcome"], row["ending"]) == (told.outcome, told.how), row
    assert row["claim"]["benefit_year"] == claim["benefit_year"]
    assert re.fullmatch(rf"{claim['key']}-{told.paper}(-[0-9]+)?\.pdf", one.paper.name), one.paper.name
    refunds = [yuan(found["amount"]) for found in one.rows if found["what"] == "refunded"]
    known = {
        "due": yuan(claim["refund_due"]),
        "more": yuan(row["amount"] or -Decimal(claim["refund_due"])),
        "cash": yuan(claim.get("cash", "0.00")),
        "first": [*refunds, ""][0],
        "back": ["", *refunds][-1],
    }
    for said, pieces in ((one.words, told.words), (one.refund, told.refund)):
        for piece in (flat(text.format(**known)) for text in pieces):
            assert piece in said, piece + said
    for piece in told.not_said:
        assert flat(piece) not in one.words, (piece, one.words)
    assert flat(f"单号 {claim['key']}") in one.words
    assert "测试医院1号窗口经办0001" in one.words, "who issued it, and where"
    if told.ways:
        assert [f"{way['method']} {yuan(way['amount']).replace('-', '−')}" for way in row["ways"]] == [
            way.format(**known) for way in told.ways
        ]
