"""Trace codes are looked at before a visit is opened; what only the platform knows it says itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.stage import OTHER, OTHER_NAME, Stage, stage

SOLD = "83999900000000000001"  # the shipped catalogue's: somebody else sold this package


def bill(one: Stage, codes: str, quantity: str = "2") -> Path:
    file = one.claim()
    text = file.read_text("utf-8").replace("trace_codes: []", f"trace_codes: {codes}")
    text = text.replace("XA01ABD075A002010100483", "XA10BKE200A001010199901").replace('"4"', f'"{quantity}"')
    file.write_text(text, "utf-8")
    return file


@pytest.mark.parametrize(("codes", "said"), [("[]", "缺失"), ('["A1"]', "实有 1 个"), ('["A1", "A1"]', "重复")])
def test_a_bill_without_its_codes_is_stopped_here(tmp_path: Path, codes: str, said: str) -> None:
    with stage(tmp_path) as one:
        one.settings["COUNTER_APP_TRACES_REQUIRED"] = "true"
        ran = one.settle(bill(one, codes))
        assert (ran.code, ran.report["state"], ran.report["failure"]) == (1, "refused", "14"), ran
        assert "第 1 行" in ran.report["said"]
        assert said in ran.report["said"]
        assert "药房" in ran.report["said"]
        assert set(one.arrived()) <= {"1101", "2001", "5303"}, "no visit was opened for it"


def test_whole_codes_go_up_and_settle_once(tmp_path: Path) -> None:
    with stage(tmp_path) as one:
        one.settings["COUNTER_APP_TRACES_REQUIRED"] = "true"
        assert one.settle(bill(one, '["A1", "A2"]')).report["state"] == "done"
        opened = one.arrived().count("2201")
        again = one.settle(bill(one, '["A1", "A3"]')).report
        assert (again["state"], again["failure"]) == ("refused", "14"), again
        assert "已在本窗口的另一单" in again["said"]
        assert one.arrived().count("2201") == opened, "no visit was opened for it"
        assert len(one.live()) == 1


def test_a_package_sold_elsewhere_is_known_by_the_platform_alone(tmp_path: Path) -> None:
    with stage(tmp_path) as one:
        ran = one.settle(bill(one, f'["{SOLD}"]', "1")).report
        assert (ran["state"], ran["failure"]) == ("refused", "14"), ran
        assert not one.live()


def test_the_no_code_list_lets_old_stock_pass(tmp_path: Path) -> None:
    with stage(tmp_path) as one:
        one.data.mkdir(parents=True, exist_ok=True)
        (one.data / "nocode.txt").write_text("XC08CAX238A001010199903\n", "utf-8")
        one.settings |= {"COUNTER_APP_TRACES_REQUIRED": "true", "COUNTER_APP_TRACES_NO_CODE_LIST": "nocode.txt"}
        file = bill(one, "[]")
        file.write_text(file.read_text("utf-8").replace("XA10BKE200A001010199901", "XC08CAX238A001010199903"), "utf-8")
        assert one.settle(file).report["state"] == "done"
        one.ended_well()


def test_an_opened_package_is_given_out_to_several_people_under_its_one_code(tmp_path: Path) -> None:
    with stage(tmp_path) as one:
        one.settings["COUNTER_APP_TRACES_REQUIRED"] = "true"
        whole = bill(one, '["A1"]', "10")
        part = one.claim(f'{{id_card: "{OTHER}", name: {OTHER_NAME}}}', name="part.yaml")
        part.write_text(
            part.read_text("utf-8").split("charges:")[0] + "charges:" + whole.read_text("utf-8").split("charges:")[1],
            "utf-8",
        )
        for file in (whole, part):
            file.write_text(file.read_text("utf-8").replace("trace_codes:", "split: true, trace_codes:"), "utf-8")
            ran = one.settle(file)
            assert ran.report["state"] == "done", ran
        assert len(one.live()) == 2
