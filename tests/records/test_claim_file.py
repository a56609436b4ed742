"""A claim handed over as a file: read exactly, or refused with the file and the key."""

from __future__ import annotations

import copy
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counter_app.model.visit import Approval, Marks, VisitKind
from counter_app.records.claim_file import ClaimFileError, Who, read_claim_file

GOOD: dict[str, Any] = {
    "who": {"id_card": "990101196809302010", "name": "庚示例"},
    "visit": {
        "type": "outpatient",
        "date": "2026-03-12T09:30:00",
        "department": "内科",
        "doctor": {"code": "D440100000001", "name": "医师甲"},
        "disease": None,
    },
    "diagnoses": [{"code": "I10.x00", "name": "高血压"}],
    "charges": [{"code": "XA01", "name": "药", "price": "50.00", "quantity": "4", "trace_codes": ["8123"]}],
    "pay": {"account": False},
}


def altered(path: str, value: object) -> dict[str, Any]:
    """The good claim with another value at a dotted path; "gone" removes the key."""
    claim = copy.deepcopy(GOOD)
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    place: Any = claim
    for part in way:
        place = place[part]
    if value == "gone":
        del place[last]
    else:
        place[last] = value
    return claim


def written(folder: Path, claim: object) -> Path:
    file = folder / "claim.yaml"
    file.write_text(yaml.safe_dump(claim, allow_unicode=True), "utf-8")
    return file


def test_a_whole_claim(tmp_path: Path) -> None:
    claim = read_claim_file(written(tmp_path, GOOD))
    assert claim.who == Who(id_number="990101196809302010", name="庚示例")
    assert claim.visit.kind is VisitKind.OUTPATIENT
    assert claim.visit.date == datetime(2026, 3, 12, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert claim.charges[0].amount == Decimal("200.00")
    assert claim.charges[0].trace_codes == ("8123",)
    assert not claim.use_account


def test_what_earlier_files_did_not_know_is_left_out(tmp_path: Path) -> None:
    claim = read_claim_file(written(tmp_path, GOOD))
    assert (claim.visit.marks, claim.visit.disease_name) == (Marks(), "")
    assert (claim.charges[0].approval, claim.charges[0].outside) == (Approval.UNSAID, False)


def test_kind_marks_and_lines(tmp_path: Path) -> None:
    said = copy.deepcopy(GOOD)
    said["visit"] |= {"type": "emergency", "referral": True, "injury": True, "third_party": False, "basis": "胸痛"}
    said["charges"][0] |= {"outside": True, "approval": "refused"}
    claim = read_claim_file(written(tmp_path, said))
    assert claim.visit.emergency
    assert claim.visit.marks == Marks(referral=True, injury=True, third_party=False, basis="胸痛")
    assert (claim.charges[0].approval, claim.charges[0].outside) == (Approval.REFUSED, True)


def test_the_example_of_the_sandbox_page(tmp_path: Path, shared: Path) -> None:
    page = (shared / "spec" / "sandbox.md").read_text("utf-8")
    example = page.split("## claim.yaml", 1)[1].split("```yaml", 1)[1].split("```", 1)[0]
    file = tmp_path / "claim.yaml"
    file.write_text(example, "utf-8")
    claim = read_claim_file(file)
    assert claim.charges[0].amount == Decimal("200.00")
    assert claim.use_account


@pytest.mark.parametrize(
    ("path", "value", "found"),
    [
        ("who", {"card": True}, Who(card=True)),
        ("who", {"voucher": "9900000000000000000000000004"}, Who(voucher="9900000000000000000000000004")),
        ("who", {"id_card": 990101196809302010, "name": "庚"}, Who(id_number="990101196809302010", name="庚")),
    ],
)
def test_who(tmp_path: Path, path: str, value: object, found: Who) -> None:
    assert read_claim_file(written(tmp_path, altered(path, value))).who == found


@pytest.mark.parametrize(
    ("price", "exact"), [("0.1", "0.1"), (0.1, "0.1"), (7, "7"), ("1.234567", "1.234567"), (1285.0, "1285.0")]
)
def test_a_price_is_what_was_written(tmp_path: Path, price: object, exact: str) -> None:
    assert read_claim_file(written(tmp_path, altered("charges.0.price", price))).charges[0].price == Decimal(exact)


@pytest.mark.parametrize("date", ["2026-03-12 09:30:00", "2026-03-12T09:30:00+08:00", "2026-03-12T01:30:00+00:00"])
def test_a_time_has_a_zone(tmp_path: Path, date: str) -> None:
    moment = read_claim_file(written(tmp_path, altered("visit.date", date))).visit.date
    assert moment == datetime(2026, 3, 12, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize("encoded", ["utf-8-sig", "utf-8"])
def test_a_file_from_a_windows_editor(tmp_path: Path, encoded: str) -> None:
    file = tmp_path / "claim.yaml"
    file.write_bytes(yaml.safe_dump(GOOD, allow_unicode=True).replace("\n", "\r\n").encode(encoded))
    assert read_claim_file(file).visit.department == "内科"


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        ("visit.injury", True, "visit.third_party"),
        ("visit.referral", "1", "visit.referral"),
        ("charges.0.approval", "maybe", "charges[0].approval"),
        ("charges.0.outside", 1, "charges[0].outside"),
        ("who", "gone", "who"),
        ("who", {}, "who"),
        ("who", {"card": True, "voucher": "9"}, "who"),
        ("who", {"card": "yes"}, "who.card"),
        ("who", {"id_card": "990101196809302010"}, "who.name"),
        ("visit", [], "visit"),
        ("visit.type", "inpatient", "visit.type"),
        ("visit.date", "yesterday", "visit.date"),
        ("visit.date", "gone", "visit.date"),
        ("visit.date", 20260312, "visit.date"),
        ("visit.department", "", "visit.department"),
        ("visit.doctor", "D44", "visit.doctor"),
        ("visit.doctor.code", "gone", "visit.doctor.code"),
        ("diagnoses", [], "diagnoses"),
        ("diagnoses.0", "I10", "diagnoses[0]"),
        ("diagnoses.0.code", None, "diagnoses[0].code"),
        ("charges", "gone", "charges"),
        ("charges", [], "charges"),
        ("charges", {"code": "x"}, "charges"),
        ("charges.0.price", "dear", "charges[0].price"),
        ("charges.0.price", True, "charges[0].price"),
        ("charges.0.price", float("nan"), "charges[0].price"),
        ("charges.0.price", "-1", "charges[0]"),
        ("charges.0.price", "0.1234567", "charges[0]"),
        ("charges.0.quantity", "0", "charges[0]"),
        ("charges.0.quantity", "gone", "charges[0].quantity"),
        ("charges.0.quantity", "1e999999", "charges[0]"),
        ("charges.0.trace_codes", "8123", "charges[0].trace_codes"),
        ("pay", {"account": "yes"}, "pay.account"),
        ("pay", [1], "pay"),
    ],
)
def test_what_is_wrong_names_file_and_key(tmp_path: Path, path: str, value: object, key: str) -> None:
    with pytest.raises(ClaimFileError) as wrong:
        read_claim_file(written(tmp_path, altered(path, value)))
    assert str(wrong.value).startswith(f"claim.yaml：{key} ")
    assert "990101" not in str(wrong.value)


@pytest.mark.parametrize(
    "content", [b"", b"- 1\n", b"{", b"\xff\xfe\x00", b"a: !!python/object:os.system x\n", b"&a [*a]\n"]
)
def test_a_file_that_is_no_claim(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "claim.yaml"
    file.write_bytes(content)
    with pytest.raises(ClaimFileError, match=r"^claim\.yaml："):
        read_claim_file(file)


def test_one_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ClaimFileError, match=r"claim\.yaml：打不开"):
        read_claim_file(tmp_path / "claim.yaml")


_any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.dates() | st.datetimes(),
    lambda more: st.lists(more, max_size=3) | st.dictionaries(st.sampled_from(["code", "name", "card", "price"]), more),
    max_leaves=6,
)
_places = st.sampled_from(
    [
        "who",
        "visit",
        "visit.type",
        "visit.date",
        "visit.doctor",
        "visit.disease",
        "diagnoses",
        "diagnoses.0",
        "charges",
        "charges.0",
        "charges.0.price",
        "charges.0.quantity",
        "charges.0.trace_codes",
        "charges.0.name",
        "pay",
    ]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=_places, value=_any)
def test_any_value_anywhere_is_read_or_refused(tmp_path: Path, path: str, value: object) -> None:
    file = written(tmp_path, altered(path, value))
    try:
        assert read_claim_file(file).charges
    except ClaimFileError as wrong:
        complaint = str(wrong)
        assert complaint.startswith("claim.yaml：")
