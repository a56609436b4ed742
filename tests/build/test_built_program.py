"""The program that is handed out starts, knows who it is, keeps a queue, reads a card, and does the main job."""

from __future__ import annotations

import json
import re
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from sandbox.card import VirtualCard
from sandbox.card_files import load_cards
from sandbox.pcscd import NamespaceRefusedError, PrivatePcscd
from sandbox.service import SandboxService

ROOT = Path(__file__).resolve().parents[2]
MARGIN_MB = 230

pytestmark = pytest.mark.timeout(600)  # the first of them builds the program


def run(program: Path, *arguments: str, environment: Mapping[str, str], folder: Path, seconds: float = 60) -> str:
    """What it prints; it runs elsewhere, so that nothing of the checkout is found by accident."""
    done = subprocess.run(
        [str(program), *arguments],
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, f"{done.returncode}: {done.stdout[-1000:]}{done.stderr[-2000:]}"
    return done.stdout


@pytest.fixture
def daemon() -> Iterator[PrivatePcscd]:
    try:
        with PrivatePcscd() as private:
            yield private
    except NamespaceRefusedError as refused:
        pytest.skip(str(refused))


def test_it_knows_its_version(program: Path, outside: dict[str, str], tmp_path: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert run(program, "--version", environment=outside, folder=tmp_path) == f"{project['version']}\n"


def test_it_makes_its_tables_in_a_fresh_folder(program: Path, outside: dict[str, str], tmp_path: Path) -> None:
    line = ("--data", str(tmp_path / "data"), "queue", "list", "--json")
    assert json.loads(run(program, *line, environment=outside, folder=tmp_path))["claims"] == []
    assert list((tmp_path / "data").glob("*.db"))


@pytest.mark.pcsc
def test_it_reads_a_card_and_asks_who_it_is(
    program: Path, outside: dict[str, str], tmp_path: Path, daemon: PrivatePcscd
) -> None:
    images = {image.id: image for image in load_cards(ROOT / "sandbox" / "data" / "cards.yaml")}
    card = VirtualCard(images["E2"], daemon.ports[0])
    card.insert()
    try:
        with SandboxService() as service:
            there = outside | {"COUNTER_APP_SERVICE_URL": service.url} | dict(daemon.client_environment)
            line = ("--data", str(tmp_path / "data"), "identify", "--card", "--json")
            report: dict[str, Any] = json.loads(run(program, *line, environment=there, folder=tmp_path))
    finally:
        card.pull()
    assert report["state"] == "ok"
    assert report["person"]["name"]


@pytest.mark.window
@pytest.mark.pcsc
def test_it_does_the_main_job_in_its_window(program: Path, outside: dict[str, str], tmp_path: Path) -> None:
    """Card in, trial, settled, slip; line down, ticket, replay, refund: all in the built program's own window."""
    out = tmp_path / "tour"
    run(program, "tour", "--out", str(out), "--only", "main-job", environment=outside, folder=tmp_path, seconds=180)
    told = json.loads((out / "tour.json").read_text("utf-8"))
    assert told["failed"] == ""
    settled = [step for step in told["steps"] if step["state"] == "settled"]
    assert settled, "nothing was settled"
    for step in told["steps"]:
        assert (out / step["picture"]).stat().st_size > 10_000, f"{step['picture']} shows nothing"
    slips = sorted(out.glob("*-settlement.pdf"))
    assert slips, "no slip came out"
    fonts = subprocess.run(["pdffonts", str(slips[0])], capture_output=True, text=True, check=True).stdout
    assert "LXGW" in fonts


def test_the_font_comes_with_its_terms(built: Path) -> None:
    fonts = built / "_internal" / "fonts"
    assert (fonts / "LXGWWenKai-Regular.ttf").is_file()
    terms = (fonts / "fonts-lxgw-wenkai.copyright.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE" in terms
    assert "Reserved Font Name" in terms


def test_nothing_useless_is_in_it(built: Path) -> None:
    """No file of a part the recipe leaves out, no link that leads nowhere, no library of the building machine's GTK."""
    files = [path for path in built.rglob("*") if not path.is_dir()]
    names = [str(path.relative_to(built)) for path in files]
    useless = re.compile(
        r"gtk|gdk|libcairo|libpango|wayland|eglfs|qvnc|/translations/|/qml|libQt6(Quick|Network|OpenGL)|tkinter"
        r"|_avif|libpcsclite|pytest|mypy",
        re.IGNORECASE,
    )
    assert [name for name in names if useless.search(name)] == []
    assert [name for name, path in zip(names, files, strict=True) if not path.exists()] == []
    assert sum(path.stat().st_size for path in files if not path.is_symlink()) < MARGIN_MB * 1_000_000


def test_it_has_all_that_the_window_needs(built: Path) -> None:
    platforms = {path.name for path in (built / "_internal" / "PySide6" / "Qt" / "plugins" / "platforms").iterdir()}
    assert platforms == {"libqxcb.so", "libqoffscreen.so"}
    assert list((built / "_internal").rglob("libpdfium.so")), "opened by name, to look at papers"
    # fcitx and ibus both come in through this one (workbench, section b).
    inputs = built / "_internal" / "PySide6" / "Qt" / "plugins" / "platforminputcontexts"
    assert (inputs / "libibusplatforminputcontextplugin.so").is_file()
