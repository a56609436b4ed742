"""What is wrong on this machine is told in a sentence, with exit 1 or 2, and nothing was sent."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from offline_queue.engine import lock_folder
from sandbox.service import SandboxService
from tests.command_line.conftest import ROOT, Shell, Typed
from tests.ring_backend import RING, RING_FILE

NOBODY = 65534


def told(ran: Typed, code: int, words: str) -> None:
    assert ran.code == code, (ran.out, ran.said)
    assert words in ran.said, ran.said
    assert "Traceback" not in ran.said


def test_the_folder_is_in_use_by_another_process(shell: Shell, service: SandboxService) -> None:
    sent = len(service.ledger()["calls"])
    shell.data.mkdir()
    held = lock_folder(shell.data)
    try:
        told(shell("settle", "--claim", str(shell.claim()), "--json"), 1, "正被另一个窗口程序使用")
        # Looking takes nothing away from whoever works there.
        assert shell("queue", "--json").code == 0
    finally:
        held.release()
    assert len(service.ledger()["calls"]) == sent


def test_it_is_free_again_when_its_user_was_killed(shell: Shell) -> None:
    shell.data.mkdir()
    program = "import sys, time; from offline_queue.engine import lock_folder; from pathlib import Path\n"
    program += "lock = lock_folder(Path(sys.argv[1])); print('held', flush=True); time.sleep(60)"
    holder = subprocess.Popen(
        [sys.executable, "-c", program, str(shell.data)], cwd=ROOT, stdout=subprocess.PIPE, env=shell.surroundings
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        holder.kill()
    assert shell("queue", "replay", "--json").code == 0


def test_others_may_read_the_key(shell: Shell) -> None:
    assert shell("queue", "--json").code == 0
    (shell.data / "training.key").chmod(0o644)
    told(shell("queue", "--json"), 2, "training.key：别人也能读这个密钥文件")


def test_the_key_is_cut_short(shell: Shell) -> None:
    assert shell("queue", "--json").code == 0
    key = shell.data / "training.key"
    key.write_bytes(key.read_bytes()[:16])
    told(shell("queue", "--json"), 2, "training.key：这个文件不是完整的密钥")


def test_the_key_is_gone(shell: Shell, service: SandboxService) -> None:
    assert shell("settle", "--claim", str(shell.claim()), "--json").code == 0
    key = shell.data / "training.key"
    kept = key.read_bytes()
    key.unlink()
    sent = len(service.ledger()["calls"])
    for line in (("queue", "--json"), ("settle", "--claim", str(shell.claim()), "--json")):
        told(shell(*line), 2, "training.key：密钥不见了，而这里已经有账")
    assert not key.exists()
    assert len(service.ledger()["calls"]) == sent
    key.write_bytes(kept)
    key.chmod(0o600)
    assert len(shell("queue", "--json").report["claims"]) == 1


def test_the_key_lies_in_a_keyring_that_is_locked(shell: Shell, tmp_path: Path) -> None:
    """Locked: a sentence and no new key. Unlocked: as before."""
    ring = tmp_path / "ring.json"
    shell.environment |= {"PYTHON_KEYRING_BACKEND": RING, RING_FILE: str(ring)}
    assert shell("settle", "--claim", str(shell.claim()), "--json").code == 0
    assert not list(shell.data.glob("*.key"))
    assert "counter-app/" in ring.read_text()
    ring.with_suffix(".locked").touch()
    told(shell("queue", "--json"), 2, "training.keyring：密钥在系统钥匙串里，现在取不到")
    assert not list(shell.data.glob("*.key"))
    ring.with_suffix(".locked").unlink()
    assert len(shell("queue", "--json").report["claims"]) == 1


def test_it_is_the_key_of_another_folder(shell: Shell) -> None:
    assert shell("settle", "--claim", str(shell.claim()), "--json").code == 0
    key = shell.data / "training.key"
    key.write_bytes(os.urandom(32))
    told(shell("queue", "--json"), 1, "打不开")


@pytest.mark.parametrize("damage", ["not a database", "a page", "cut"])
def test_the_database_is_damaged(shell: Shell, service: SandboxService, damage: str) -> None:
    assert shell("settle", "--claim", str(shell.claim()), "--json").code == 0
    file = shell.data / "training.db"
    with sqlite3.connect(file) as tidy:
        tidy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    tidy.close()
    for journal in shell.data.glob("training.db-*"):
        journal.unlink()
    content = bytearray(file.read_bytes())
    if damage == "not a database":
        content[:100] = b"x" * 100
    elif damage == "a page":
        content[4096:] = b"\xff" * (len(content) - 4096)
    else:
        del content[5000:]
    file.write_bytes(content)
    sent = len(service.ledger()["calls"])
    ran = shell("settle", "--claim", str(shell.claim()), "--json")
    told(ran, 1, "没有发送任何东西")
    assert (ran.report["state"], ran.report["failure"]) == ("refused", "96")
    told(shell("queue", "--json"), 1, "打不开")
    assert len(service.ledger()["calls"]) == sent


def test_the_data_folder_is_a_file(shell: Shell) -> None:
    shell.data.write_text("")
    told(shell("queue", "--json"), 2, "settings.toml：打不开")


def test_the_data_folder_cannot_be_made(shell: Shell) -> None:
    ran = shell("queue", "--data", "/proc/nowhere", data=False)
    told(ran, 1, "数据文件夹 /proc/nowhere 打不开或写不进")


def test_the_data_folder_may_not_be_written(shell: Shell) -> None:
    """As an ordinary user; root may write anywhere."""
    with tempfile.TemporaryDirectory() as open_to_all:
        folder = Path(open_to_all, "data")
        folder.mkdir()
        folder.chmod(0o555)
        Path(open_to_all).chmod(0o755)
        if os.geteuid() == 0:
            shell.user = NOBODY
            seen = subprocess.run(
                [sys.executable, "-c", "import counter_app"],
                user=NOBODY,
                cwd="/",
                env=shell.surroundings,
                check=False,
                capture_output=True,
            )
            if seen.returncode:
                pytest.skip("an ordinary user cannot run the checkout's Python on this machine")
        told(shell("queue", "replay", "--json", "--data", str(folder), data=False), 1, "打不开或写不进")


@pytest.mark.parametrize("url", ["nonsense", "sqlite:////proc/nowhere/x.db", "mysql://x"])
def test_the_store_has_no_such_address(shell: Shell, url: str) -> None:
    shell.environment["COUNTER_APP_STORE_URL"] = url
    if url.startswith("sqlite"):
        told(shell("queue", "replay", "--json"), 1, "没有发送任何东西")
    else:
        told(shell("queue", "replay", "--json"), 2, "[store] url")


def test_the_place_profile_is_wrong(shell: Shell) -> None:
    shell.environment["COUNTER_APP_SERVICE_PROFILE"] = str(shell.folder / "place.toml")
    told(shell("queue"), 2, "place.toml")
    Path(shell.environment["COUNTER_APP_SERVICE_PROFILE"]).write_text('name = "x"\n', "utf-8")
    told(shell("queue"), 2, "place.toml: 缺少")


def test_what_the_place_needs_to_let_us_in_is_missing(shell: Shell) -> None:
    shell.environment["COUNTER_APP_SERVICE_PROFILE"] = "hunan"
    shell.environment["COUNTER_APP_SERVICE_ACCOUNT"] = "account"
    told(shell("queue"), 2, "[service] 缺少 secret（或环境变量 COUNTER_APP_SERVICE_SECRET）")
    shell.environment["COUNTER_APP_SERVICE_SECRET"] = "no header\ncarries this"
    ran = shell("queue")
    told(ran, 2, "[service] secret")
    assert "carries this" not in ran.said
    shell.environment["COUNTER_APP_SERVICE_PROFILE"] = "national"
    shell.environment["COUNTER_APP_SERVICE_CA_FILE"] = str(shell.folder / "nowhere.pem")
    told(shell("queue"), 2, "[service] ca_file")


def test_a_slip_that_cannot_be_written_does_not_undo_the_settlement(shell: Shell) -> None:
    shell.data.mkdir()
    (shell.data / "slips").write_text("")
    ran = shell("settle", "--claim", str(shell.claim()), "--json")
    assert (ran.code, ran.report["state"], ran.report["slip"]) == (0, "done", None), ran.said
    assert ran.report["slip_problem"]


def test_a_key_map_that_cannot_be_used(shell: Shell) -> None:
    shell.data.mkdir()
    (shell.data / "settings.toml").write_text('[window.keys]\ntake = "Enter"\n', "utf-8")
    told(shell(), 2, "[window.keys] take：收钱、退钱不能放在“Enter”上")
