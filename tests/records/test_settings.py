"""Settings: defaults, the file, the environment over it; whatever is wrong names the file (or variable) and the key."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counter_app.settings import SettingsError, load_settings


def written(folder: Path, text: str | bytes) -> Path:
    file = folder / "settings.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_nothing_said_is_training_on_this_machine(tmp_path: Path) -> None:
    found = load_settings(None, tmp_path, {})
    assert found.training
    assert found.service.url.startswith("http://127.0.0.1:")
    assert found.store_url == f"sqlite:///{tmp_path / 'training.db'}"


def test_a_real_hospital_is_not_training(tmp_path: Path) -> None:
    found = load_settings(None, tmp_path, {"COUNTER_APP_INSTITUTION_CODE": "H44010000002"})
    assert not found.training
    assert found.store_url.endswith("counter.db")


def test_the_folders_file_a_named_file_and_the_environment_over_both(tmp_path: Path) -> None:
    written(tmp_path, '[service]\nurl = "http://a"\nread_timeout_s = 7\n[window]\nnumber = 3\ntraining = true\n')
    found = load_settings(None, tmp_path, {"COUNTER_APP_SERVICE_URL": "http://b", "COUNTER_APP_WINDOW_TRAINING": "0"})
    assert (found.service.url, found.service.read_timeout_s) == ("http://b", 7.0)
    assert (found.window.number, found.window.training) == (3, False)
    named = tmp_path / "other.toml"
    named.write_text("[window]\nnumber = 4\n", "utf-8")
    assert load_settings(named, tmp_path, {}).window.number == 4
    assert load_settings(named, tmp_path, {}, overrides={"window__number": 5}).window.number == 5


def test_every_key_can_be_said_by_the_environment(tmp_path: Path) -> None:
    values = {
        "COUNTER_APP_INSTITUTION_NAME": "某医院",
        "COUNTER_APP_INSTITUTION_REGION": "440300",
        "COUNTER_APP_STORE_URL": "sqlite:////tmp/x.db",
        "COUNTER_APP_WINDOW_TYPE_SIZE": "1.5",
        "COUNTER_APP_SLIPS_DUE_DAYS": "15",
    }
    found = load_settings(None, tmp_path, values)
    assert (found.institution.name, found.institution.region) == ("某医院", "440300")
    assert (found.window.type_size, found.slips.due_days) == (1.5, 15)
    assert found.store_url == "sqlite:////tmp/x.db"


def test_days_by_region(tmp_path: Path) -> None:
    written(tmp_path, "[slips]\ndue_days = 20\n[slips.due_days_by_region]\n410100 = 30\n")
    found = load_settings(None, tmp_path, {}).slips
    assert (found.due_days, found.due_by_region) == (20, {"410100": 30})


def test_until_when_an_insured_place_takes_a_claim_by_hand(tmp_path: Path) -> None:
    rules = '"230100" = "6m 哈尔滨办事指南"\n"230000" = "90d 省规"\n410000 = "03-31 豫医保〔2022〕1 号"\n'
    written(tmp_path, f"[slips.act_before]\n{rules}")
    slips = load_settings(None, tmp_path, {}).slips
    visited = date(2026, 8, 31)
    assert slips.claimed_before("230100", visited) == (date(2027, 2, 28), "哈尔滨办事指南")
    assert slips.claimed_before("230200", visited) == (date(2026, 11, 29), "省规"), (
        "the province's, where the city says none"
    )
    assert slips.claimed_before("410300", visited) == (date(2027, 3, 31), "豫医保〔2022〕1 号")
    assert slips.claimed_before("500100", visited) == (None, ""), "no day is invented"


def test_a_file_from_a_windows_editor(tmp_path: Path) -> None:
    written(tmp_path, '\ufeff[institution]\r\nname = "某医院"\r\n')
    assert load_settings(None, tmp_path, {}).institution.name == "某医院"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[servce]\n", "[servce]"),
        ("[service]\nulr = 1\n", "[service] 里没有 ulr"),
        ("service = 3\n", "service"),
        ("[service]\nurl = 3\n", "[service] url"),
        ('[service]\nurl = "127.0.0.1:80"\n', "[service] url"),
        ('[service]\nurl = "http://"\n', "[service] url"),
        ("[service]\nread_timeout_s = 0\n", "[service] 等待秒数"),
        ("[service]\nread_timeout_s = inf\n", "[service] 等待秒数"),
        ("[service]\nconnect_timeout_s = nan\n", "[service] 等待秒数"),
        ('[service]\nread_timeout_s = "soon"\n', "[service] read_timeout_s"),
        ('[institution]\ncode = ""\n', "[institution] code"),
        ('[institution]\ncode = "H440100000012"\n', "[institution] code"),
        ('[institution]\nregion = "4401"\n', "[institution] region"),
        ('[institution]\nregion = "４４０１００"\n', "[institution] region"),
        ('[institution]\nname = ""\n', "[institution] name"),
        ('[institution.region_names]\n"3399" = "浙江省本级"\n', "[institution] region_names"),
        ('[institution.region_names]\n339900 = " "\n', "[institution] region_names"),
        ("[window]\nnumber = 100\n", "[window] number"),
        ("[window]\nnumber = 1.5\n", "[window] number"),
        ("[window]\nnumber = true\n", "[window] number"),
        ('[window]\noperator = "张 三"\n', "[window] operator"),
        ('[window]\ntraining = "maybe"\n', "[window] training"),
        ("[window]\nreplay_workers = 0\n", "[window] replay_workers"),
        ("[window]\ntype_size = 3\n", "[window] type_size"),
        ('[window]\ntheme = "blue"\n', "[window] theme"),
        ("[window]\nkeys = 3\n", "[window] keys"),
        ("[slips]\ndue_days = 0\n", "[slips] due_days"),
        ("[slips]\ndue_days = 99999999999\n", "[slips] due_days"),
        ("[slips.due_days_by_region]\n4101 = 30\n", "[slips] due_days_by_region"),
        ("[slips.due_days_by_region]\n410100 = 0\n", "[slips] due_days_by_region"),
        ('[slips.due_days_by_region]\n410100 = "soon"\n', "[slips] due_days_by_region"),
        *(
            (f"[slips.act_before]\n{row}\n", "[slips] act_before")
            for row in ('2301 = "6m 依据"', '230100 = "6m"', '230100 = "02-30 依据"', '230100 = "半年 依据"')
        ),
        ("[scanner]\nshortest = 1\n", "[scanner] shortest"),
        ("[scanner]\nmedian_gap_ms = 200\n", "[scanner] median_gap_ms"),
        ('[scanner]\nvoucher = "["\n', "[scanner] voucher"),
        ("[printing]\nthree_part_inches = 8\n", "[printing] three_part_inches"),
        ('[printing]\npapers = { settlement = "a3" }\n', "[printing] papers"),
        ('[printing]\npapers = { letters = "a5" }\n', "[printing] papers"),
        ('[printing]\na5 = "-o raw"\n', "[printing] 打印机"),
        ('[vendor]\ninterface = "old"\n', "[vendor] interface"),
        ("[vendor]\nwait_s = 0\n", "[vendor] wait_s"),
        ("[service\n", "TOML"),
        (b"\xff\xfe\x00", "TOML"),
    ],
)
def test_what_is_wrong_names_file_and_key(tmp_path: Path, text: str | bytes, words: str) -> None:
    written(tmp_path, text)
    with pytest.raises(SettingsError) as wrong:
        load_settings(None, tmp_path, {})
    assert str(wrong.value).startswith("settings.toml：")
    assert words in str(wrong.value)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("COUNTER_APP_WINDOW_NUMBER", "one"),
        ("COUNTER_APP_WINDOW_NUMBER", ""),
        ("COUNTER_APP_WINDOW_TRAINING", "maybe"),
        ("COUNTER_APP_SERVICE_READ_TIMEOUT_S", "soon"),
        ("COUNTER_APP_WINDOW_KEYS", "F9"),
    ],
)
def test_a_wrong_variable_is_named(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=variable):
        load_settings(None, tmp_path, {variable: value})


def test_a_named_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.toml：没有这个设置文件"):
        load_settings(tmp_path / "nowhere.toml", tmp_path, {})


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="打不开"):
        load_settings(tmp_path, tmp_path, {})


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(noise=st.binary(max_size=80) | st.text(max_size=80).map(str.encode))
def test_any_file_loads_or_is_refused(tmp_path: Path, noise: bytes) -> None:
    written(tmp_path, noise)
    try:
        assert load_settings(None, tmp_path, {}).data == tmp_path
    except SettingsError as wrong:
        complaint = str(wrong)
        assert complaint.startswith("settings.toml：")


@pytest.mark.parametrize(("name", "own"), [("claims", True), ("claims_training", False)])
def test_training_stays_out_of_the_server_that_windows_share(tmp_path: Path, name: str, own: bool) -> None:
    url = f"postgresql+psycopg://app@db/{name}?host=/run/training"
    found = load_settings(None, tmp_path, {"COUNTER_APP_STORE_URL": url})
    assert found.training
    assert (found.store_url != url) is own


def test_each_slip_takes_a_paper_and_each_paper_has_its_printer(tmp_path: Path) -> None:
    text = '[printing]\nroll = "Strips"\nthree_part = "LQ"\nthree_part_inches = 11\n'
    written(tmp_path, text + 'papers = { ticket = "roll", refund = "three_part" }\n')
    printing = load_settings(None, tmp_path, {}).printing
    assert [printing.queue(slip) for slip in ("ticket", "refund", "settlement", "calls")] == ["Strips", "LQ", "", ""]
    assert [printing.form(slip) for slip in ("ticket", "refund", "settlement")] == ["roll", "three_part_tall", "a5"]
    assert printing.queues == ("Strips", "LQ")
    assert printing.by_itself
