"""A window is given a newer program while a ticket waits in its store: the claim is settled, once, all the same."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from offline_queue.schema import HEAD
from tests.scenarios.stage import stage

# What each revision brought, taken back: the newest first.
TAKEN_BACK = {
    "0004": ("DROP TABLE register",),
    "0003": ("DELETE FROM counter WHERE name = 'event'",),
    "0002": ("DROP TABLE mark", "DROP INDEX job_subject"),
}
OLDER = ["0001", *sorted(TAKEN_BACK)[:-1]]


def put_back_to(revision: str, store: Path) -> None:
    with sqlite3.connect(store) as raw:
        for later, statements in TAKEN_BACK.items():
            if later > revision:
                for statement in statements:
                    raw.execute(statement)
        raw.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    raw.close()


def version(store: Path) -> str:
    with sqlite3.connect(store) as raw:
        (found,) = raw.execute("SELECT version_num FROM alembic_version").fetchone()
    raw.close()
    return str(found)


@pytest.mark.parametrize("revision", OLDER)
def test_what_waited_before_the_upgrade_is_settled_after_it(tmp_path: Path, record: Path, revision: str) -> None:
    assert max(TAKEN_BACK) == HEAD, "a revision that is added stands in the list as well"
    with stage(tmp_path / "new", record=record) as story:
        store = story.data / "training.db"
        put_back_to(revision, store)
        (waiting,) = story.run("queue", "list").report["claims"]
        assert waiting["state"] == "waiting"
        assert version(store) == HEAD
        assert story.replay().report["drained"]
        done = story.ended_well()
        assert done["key"] == waiting["key"]
        fed = story.run("queue", "events", "--since", "0").report["events"]
        assert [row["seq"] for row in fed] == list(range(1, len(fed) + 1))
        assert [row["outcome"] for row in fed if row["outcome"] in ("ticket", "done")] == ["ticket", "done"]
