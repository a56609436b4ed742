"""One queue for the hospital: two windows, each a process of its own with its own folder, on one PostgreSQL server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from counter_app.desk.opening import OtherWorld
from counter_app.desk.standing import sentence
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


@pytest.mark.parametrize("said", ["by its mark", "by its people"])
def test_the_trainings_store_under_another_name_is_no_real_windows(tmp_path: Path, server: Server, said: str) -> None:
    """A database is renamed in a moment. The key is in both folders; no claim of it is ever sent."""
    with hospital(tmp_path, server, faults=["refuse_connection"]) as (one, other):
        assert one.settle(patience=0).report["state"] == "waiting"
        one.service.clear_faults()
        trained = one.settings["COUNTER_APP_STORE_URL"]
        if said == "by its people":
            server.do(trained, "DELETE FROM counter WHERE name = 'world'")
        real = server.rename(trained, "claims_of_all")
        become_real(other, real)
        for line in (("queue", "list"), ("queue", "replay", "--seconds", "5")):
            refused = other.run(*line)
            assert (refused.code, refused.report) == (2, {})
            assert "[store] url 的数据库是训练的账，正式窗口不能用它：没有一张训练单会发给医保" in refused.said
        assert not one.arrived()
        server.rename(real, trained.partition("?")[0].rpartition("/")[2])
        assert one.replay().report["drained"], "and back where it belongs it goes on"


def test_a_server_that_comes_back_with_the_trainings_store_is_not_joined(tmp_path: Path) -> None:
    if found() is None:
        pytest.skip("PostgreSQL is not installed (scripts/system_packages.sh)")
    with Server() as server, hospital(tmp_path, server) as (one, other):
        assert one.replay().code == 0, "it says whose it is now"
        become_real(other, server.rename(one.settings["COUNTER_APP_STORE_URL"], "claims_of_all"))
        server.stop()
        with other.office(working=False) as office:
            server.start()
            assert office.hospital is not None
            with pytest.raises(OtherWorld):
                office.hospital.join()
            assert "一个是训练的账、一个是正式的账，没有接上" in sentence(office)
            assert office.books.claims() == []


def become_real(other: Stage, url: str) -> None:
    """A real window, with the key that the training's store was written with."""
    shutil.move(other.data / "training.key", other.data / "counter.key")
    other.settings |= {"COUNTER_APP_STORE_URL": url, "COUNTER_APP_INSTITUTION_CODE": "H44010099999"}


def test_the_hospitals_store_is_no_trainings(tmp_path: Path, server: Server) -> None:
    real = {"COUNTER_APP_STORE_URL": server.database("claims"), "COUNTER_APP_INSTITUTION_CODE": "H44010099999"}
    with stage(tmp_path) as one:
        one.settings |= real | {"COUNTER_APP_STORE_KEY": "file"}
        assert one.replay().code == 0
        shutil.move(one.data / "counter.key", one.data / "training.key")
        (one.data / "counter.db").unlink()
        del one.settings["COUNTER_APP_INSTITUTION_CODE"]
        one.settings["COUNTER_APP_STORE_URL"] = server.rename(real["COUNTER_APP_STORE_URL"], "training_soon")
        refused = one.run("queue", "list")
        assert refused.code == 2
        assert "[store] url 的数据库是正式的总账，训练里不能用它" in refused.said


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
