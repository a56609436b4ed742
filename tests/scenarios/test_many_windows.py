"""One queue for the hospital: two windows, each a process of its own with its own folder, on one PostgreSQL server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.postgres import Server, found
from tests.scenarios.stage import OTHER, OTHER_NAME, Stage, stage


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    if found() is None:
        pytest.skip("PostgreSQL is not installed (scripts/system_packages.sh)")
    with Server() as made:
        yield made


@contextmanager
def hospital(folder: Path, server: Server, **how: object) -> Iterator[tuple[Stage, Stage]]:
    """Two windows; the second one's key was copied from the first."""
    shared = {"COUNTER_APP_STORE_URL": server.database("training"), "COUNTER_APP_STORE_KEY": "file"}
    with stage(folder / "1", **how) as one:  # type: ignore[arg-type]
        one.settings |= shared | {"COUNTER_APP_WINDOW_NUMBER": "1"}
        (folder / "2").mkdir()
        other = Stage(folder / "2", one.service, one.profile, settings=shared | {"COUNTER_APP_WINDOW_NUMBER": "2"})
        assert one.run("queue", "list").code == 0
        other.data.mkdir()
        shutil.copy(one.data / "training.key", other.data / "training.key")
        yield one, other


def test_any_window_finds_and_replays_any_claim(tmp_path: Path, server: Server) -> None:
    with hospital(tmp_path, server, faults=["refuse_connection"]) as (one, other):
        ticket = one.settle(patience=0).report
        assert ticket["state"] == "waiting"
        assert [claim["key"] for claim in other.listed()] == [ticket["key"]]
        one.service.clear_faults()
        assert other.replay().report["drained"]
        assert one.ended_well()["key"] == ticket["key"]
        assert one.shown(ticket["key"])["events"][0]["who"].startswith("1 ")
        assert one.settle(one.claim(f'{{id_card: "{OTHER}", name: {OTHER_NAME}}}')).report["state"] == "done"
        assert len(other.listed()) == 2


def test_a_window_that_dies_in_the_middle_of_a_call_hands_its_claim_over(tmp_path: Path, server: Server) -> None:
    """Killed while its 2207A is answered. Another waits until it must be dead, looks, and takes what is found."""
    with hospital(tmp_path, server) as (one, other):
        one.kill_while_held("2207A", "hang", "settle", "--claim", str(one.claim()), "--json")
        (claim,) = other.listed()
        assert other.run("queue", "replay", "--seconds", "90").report["drained"]
        done = other.ended_well()
        assert done["key"] == claim["key"]
        assert "2207A" in one.arrived()
        assert one.arrived().count("2207A") == 1


def test_a_window_with_another_key_is_told_so(tmp_path: Path, server: Server) -> None:
    """Its documents would be closed to all others, and theirs to it."""
    with hospital(tmp_path, server) as (one, other):
        (other.data / "training.key").unlink()
        refused = other.run("queue", "list")
        assert refused.code != 0
        assert "密钥" in refused.said
        assert "queue key --to" in refused.said
        assert one.run("queue", "list").code == 0


def test_a_number_that_another_window_has_is_refused(tmp_path: Path, server: Server) -> None:
    with hospital(tmp_path, server) as (one, other):
        other.settings["COUNTER_APP_WINDOW_NUMBER"] = "1"
        with one.office(working=True):
            refused = other.replay()
            assert refused.code != 0
            assert "1 号窗口已经在另一台电脑上开着" in refused.said
        assert other.replay().code == 0, "it has closed"


def test_a_server_that_is_away_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    if found() is None:
        pytest.skip("PostgreSQL is not installed (scripts/system_packages.sh)")
    with Server() as server, hospital(tmp_path, server, faults=["refuse_connection"]) as (one, other):
        ticket = one.settle(patience=0).report["key"]
        server.stop()
        away = other.run("queue", "list")
        assert (away.code, away.report["store"]["hospital"], away.report["claims"]) == (0, "away", [])
        assert "总账（数据库服务器）连不上" in away.said
        one.service.clear_faults()
        shown = one.run("queue", "show", ticket)
        assert (shown.code, shown.report["failure"], shown.report["said"]) == (1, "96c", "away")
        assert not other.replay(seconds=1).report["drained"]
        assert not one.arrived(), "what cannot be written is not sent"
        server.start()
        assert other.replay().report["drained"]
        one.ended_well()
