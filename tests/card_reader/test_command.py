"""`python -m card_reader` in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from card_reader.__main__ import main
from sandbox.card import VirtualCard
from sandbox.card_files import Behaviour
from tests.card_reader.cards import image
from tests.readers import Counter

ROOT = Path(__file__).resolve().parents[2]


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "card_reader", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


@pytest.mark.pcsc
def test_a_card_that_is_in_is_printed_as_json(counter: Counter) -> None:
    with counter.card_in(image()) as (name, _):
        done = command("--reader", name, "--json")
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["status"], answer["fields"]["name"]) == (0, "ok", "丁演示")
    assert list(answer) == ["status", "fields", "warnings"]


@pytest.mark.pcsc
def test_without_json_nothing_of_the_card_is_printed(counter: Counter) -> None:
    with counter.card_in(image()) as (name, _):
        done = command("--reader", name)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "读卡成功。\n")


@pytest.mark.pcsc
def test_a_card_is_waited_for(counter: Counter) -> None:
    name, port = counter.slot()
    card = VirtualCard(image(behaviour=Behaviour(ef06_access="extauth")), port)
    coming = threading.Timer(0.8, card.insert)
    coming.start()
    done = command("--reader", name, "--wait", "8", "--json")
    coming.join()
    card.pull()
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["status"], answer["warnings"]) == (0, "partial", ["auth_required"])


@pytest.mark.pcsc
@pytest.mark.parametrize(
    ("behaviour", "status"),
    [(Behaviour(no_ssse=True), "not_ssc"), (Behaviour(pull_at=5), "pulled"), (Behaviour(mute=True), "mute")],
)
def test_a_card_the_world_says_no_to_ends_with_1(counter: Counter, behaviour: Behaviour, status: str) -> None:
    with counter.card_in(image(behaviour=behaviour)) as (name, _):
        done = command("--reader", name, "--json")
    assert (done.returncode, json.loads(done.stdout)["status"]) == (1, status)


@pytest.mark.pcsc
def test_an_empty_reader_and_a_missing_one(counter: Counter) -> None:
    name, _ = counter.slot()
    empty = command("--reader", name, "--json", "--wait", "0.3")
    missing = command("--reader", "No Such Reader", "--json")
    assert (empty.returncode, json.loads(empty.stdout)["status"]) == (1, "no_card")
    assert (missing.returncode, json.loads(missing.stdout)["status"]) == (1, "no_reader")


def test_no_service_at_all(tmp_path: Path) -> None:
    done = command("--json", "--wait", "0.2", PCSCLITE_CSOCK_NAME=str(tmp_path / "nobody"))
    assert (done.returncode, json.loads(done.stdout)) == (1, {"status": "service_down", "fields": {}, "warnings": []})
    assert done.stderr == "智能卡服务没有运行。\n"


@pytest.mark.parametrize("arguments", [["--wait", "soon"], ["--wait", "-1"], ["--unknown"]])
def test_wrong_use_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    assert "usage" in capsys.readouterr().err
