"""One visit as the window would print it; the people are fictitious (region 99xxxx)."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL.Image import Image

from counter_app.model.payment import Payment, PaymentMethod
from counter_app.model.person import FilingClass, Scheme
from counter_app.model.settlement import Amounts, LineSplit, Settlement
from counter_app.model.visit import Charge, Diagnosis, Doctor, Visit, VisitKind, total_of
from counter_app.slips.fonts import SlipFonts, find_font, load_fonts
from counter_app.slips.values import (
    AccountNote,
    MakeUpTicket,
    Office,
    Outage,
    Patient,
    RefundOutlook,
    RefundReason,
    RefundSlip,
    SettlementSlip,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 29, 9, 42, 7, tzinfo=SHANGHAI)
KEY = "B03-20261129-000127"

ITEMS = (
    ("苯磺酸氨氯地平片", "5mg×28片", "24.60", "2", "盒", "A", "0"),
    ("阿托伐他汀钙片", "20mg×7片", "18.90", "3", "盒", "B", "0.1"),
    ("厄贝沙坦氢氯噻嗪片", "150mg×7片", "31.20", "2", "盒", "B", "0.1"),
    ("单硝酸异山梨酯缓释片", "40mg×24片", "27.80", "2", "盒", "B", "0.05"),
    ("中药饮片 黄芪", "", "0.013333", "150", "克", "A", "0"),
    ("门诊诊查费（主任医师）", "", "35.00", "1", "次", "A", "0"),
    ("心脏彩色多普勒超声", "", "158.00", "1", "次", "B", "0.1"),
    ("辅酶Q10胶囊", "10mg×60粒", "78.00", "1", "瓶", "C", "1"),
)


@pytest.fixture(scope="session")
def fonts() -> SlipFonts:
    return load_fonts([find_font()])


@pytest.fixture
def office() -> Office:
    return Office(
        institution="市第二人民医院",
        place="广东省广州市",
        window="3",
        operator="0107",
        phone="020-88880000",
        level="三级甲等",
    )


@pytest.fixture
def patient() -> Patient:
    return Patient(
        name="王小芳",
        id_number="990100195803150428",
        sex="2",
        age=Decimal(68),
        insured_place="黑龙江省哈尔滨市",
        insured_place_phone="0451-12345",
        scheme=Scheme.EMPLOYEE,
        phone="13800000000",
    )


@pytest.fixture
def visit() -> Visit:
    return Visit(
        kind=VisitKind.OUTPATIENT,
        date=NOW.replace(hour=8, minute=50),
        department="心血管内科",
        doctor=Doctor("D440100000001", "医师甲"),
        diagnoses=(Diagnosis("I10.x00", "高血压"), Diagnosis("E78.500", "高脂血症")),
    )


def charges_and_splits(count: int = len(ITEMS)) -> tuple[tuple[Charge, ...], tuple[LineSplit, ...]]:
    """`count` fee lines, the items over and over."""
    charges, splits = [], []
    for number in range(1, count + 1):
        name, spec, price, quantity, unit, grade, rate = ITEMS[(number - 1) % len(ITEMS)]
        charge = Charge(f"X{number:05}", name, Decimal(price), Decimal(quantity), spec, unit)
        own = (charge.amount * Decimal(rate)).quantize(Decimal("0.01"))
        full, pre = (own, Decimal(0)) if grade == "C" else (Decimal(0), own)
        charges.append(charge)
        splits.append(
            LineSplit(
                number, charge.amount, full, Decimal("0.00"), pre, charge.amount - own, Decimal(rate), grade=grade
            )
        )
    return tuple(charges), tuple(splits)


@pytest.fixture
def slip(office: Office, patient: Patient, visit: Visit) -> SettlementSlip:
    charges, splits = charges_and_splits()
    total = total_of(charges)
    fund = Decimal("201.15")
    amounts = Amounts(
        total=total,
        full_self=sum((row.full_self for row in splits), Decimal("0.00")),
        over_limit=Decimal("0.00"),
        pre_self=sum((row.pre_self for row in splits), Decimal("0.00")),
        in_scope=sum((row.in_scope for row in splits), Decimal("0.00")),
        deductible=Decimal("90.00"),
        pool=fund,
        fund_total=fund,
        cash=total - fund,
    )
    return SettlementSlip(
        key=KEY,
        office=office,
        patient=patient,
        visit=visit,
        charges=charges,
        splits=splits,
        settlement=Settlement("440100G0000012345678", "440100G0000087654321", amounts, NOW),
        payment=Payment(amounts.cash, PaymentMethod.CASH, Decimal("300.00")),
        printed_at=NOW,
        filing=FilingClass.LONG_TERM,
        sentences=("含起付线 90.00 元要先自付，其余按比例报了。",),
        account_note=AccountNote.NOT_OPENED,
    )


@pytest.fixture
def ticket(office: Office, patient: Patient, visit: Visit) -> MakeUpTicket:
    total = Decimal("964.10")
    return MakeUpTicket(
        key=KEY,
        office=office,
        patient=patient,
        visit=visit,
        total=total,
        payment=Payment(total, PaymentMethod.CASH, Decimal("1000.00")),
        outage=Outage(since=NOW.replace(minute=38)),
        issued_at=NOW,
        due=date(2026, 12, 31),
        outlook=RefundOutlook(Decimal("320.00"), Decimal("410.00"), date(2026, 11, 15), Decimal("90.00")),
        uploads=True,
    )


@pytest.fixture
def refund(office: Office, patient: Patient) -> RefundSlip:
    return RefundSlip(
        key=KEY,
        office=office,
        patient=patient,
        paid=Decimal("964.10"),
        due=Decimal("558.25"),
        method=PaymentMethod.CASH,
        reason=RefundReason.MADE_UP,
        refunded_at=NOW,
        original_bill=KEY,
        visited=NOW.date(),
        settled=True,
        new_bill="440100G0000012345678",
    )


Box = tuple[float, float, float, float]
Lines = tuple[tuple[Charge, ...], tuple[LineSplit, ...]]


@pytest.fixture(scope="session")
def fee_lines() -> Callable[[int], Lines]:
    return charges_and_splits


@pytest.fixture(scope="session")
def extracted() -> Callable[[bytes], str]:
    """What pdftotext reads, in the order of the page."""

    def read(paper: bytes) -> str:
        command = ["pdftotext", "-layout", "-enc", "UTF-8", "-", "-"]
        return subprocess.run(command, input=paper, capture_output=True, check=True).stdout.decode()

    return read


@pytest.fixture(scope="session")
def word_boxes() -> Callable[[bytes], list[list[tuple[str, Box]]]]:
    """Page by page the words pdftotext finds, with (left, top, right, bottom)."""

    word = re.compile(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>')

    def read(paper: bytes) -> list[list[tuple[str, Box]]]:
        command = ["pdftotext", "-bbox", "-enc", "UTF-8", "-", "-"]
        html = subprocess.run(command, input=paper, capture_output=True, check=True).stdout.decode()
        return [
            [(text, (float(a), float(b), float(c), float(d))) for a, b, c, d, text in word.findall(page)]
            for page in html.split("<page ")[1:]
        ]

    return read


@pytest.fixture(scope="session")
def characters() -> Callable[[bytes], list[tuple[str, float]]]:
    """Every printed character with its size, as PDFium (another reader than poppler) sees it."""

    def read(paper: bytes) -> list[tuple[str, float]]:
        found = []
        document = pypdfium2.PdfDocument(paper)
        for page in document:
            text = page.get_textpage()
            for index in range(text.count_chars()):
                code = pdfium.FPDFText_GetUnicode(text, index)
                found.append((chr(code), pdfium.FPDFText_GetFontSize(text, index)))
            text.close()
            page.close()
        document.close()
        return found

    return read


@pytest.fixture(scope="session")
def picture() -> Callable[[bytes, int], Image]:
    """One page as the printer would put it on paper, at 200 dpi."""

    def render(paper: bytes, number: int) -> Image:
        document = pypdfium2.PdfDocument(paper)
        image = document[number].render(scale=200 / 72).to_pil()
        document.close()
        return image

    return render
