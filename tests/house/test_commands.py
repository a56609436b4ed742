"""The Makefile explains itself, and the scripts behind it say what they do before they do it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "scripts"
TARGETS = {
    "env",
    "run",
    "tour",
    "screens",
    "test",
    "check",
    "bench",
    "peers",
    "soak",
    "build",
    "lock",
    "format",
    "interface",
    "clean",
    "help",
}


def ran(*command: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        stdin=subprocess.DEVNULL,
        **options,  # type: ignore[call-overload]
    )


def test_help_lists_every_target_and_is_the_default() -> None:
    told = ran("make", "-C", ROOT, "--no-print-directory")
    assert told.returncode == 0, told.stderr
    listed = dict(re.findall(r"^  make (\w+) +(\S.*)$", told.stdout, re.MULTILINE))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert set(listed) == set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE)) == TARGETS
    assert all(len(why) > 10 for why in listed.values())
    assert told.stdout == ran("make", "-C", ROOT, "--no-print-directory", "help").stdout


def test_what_a_long_run_counted_is_printed_where_it_passed(tmp_path: Path) -> None:
    """A schedule's faults and how often each struck: pytest keeps what a test prints to itself, but for what failed."""
    (tmp_path / "test_counts.py").write_text("def test_counts():\n    print(1234, 'crash')\n")
    typed = ran("make", "-C", ROOT, "-n", "soak").stdout
    options = re.findall(r" (-r\w+)", typed)
    assert "-m pytest -m soak" in typed
    told = ran(sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options, tmp_path, cwd=tmp_path)
    assert "1234 crash" in told.stdout, told.stdout


def bare_path(folder: Path, *programs: str) -> str:
    """A folder with these programs only, to stand for a machine that has no others."""
    folder.mkdir()
    for program in (
        "bash",
        "sh",
        "dirname",
        "sed",
        "awk",
        "cat",
        "id",
        "mktemp",
        "rm",
        "tail",
        "env",
        "true",
        *programs,
    ):
        found = shutil.which(program)
        assert found, program
        (folder / program).symlink_to(found)
    return str(folder)


def fake(folder: str, name: str, text: str) -> None:
    """A program of that name that does this."""
    file = Path(folder, name)
    file.unlink(missing_ok=True)
    file.write_text("#!/bin/sh\n" + text)
    file.chmod(0o755)


def installed(*names: str) -> str:
    return "".join(f"echo 'installed {name}'\n" for name in names)


def packages() -> list[str]:
    lines = ran(SCRIPTS / "system_packages.sh", "--list").stdout.splitlines()
    assert all(len(line.split(maxsplit=1)) == 2 for line in lines), "a package without its reason"
    return [line.split()[0] for line in lines]


def test_the_package_list_names_what_the_program_needs() -> None:
    assert {"pcscd", "vsmartcard-vpcd", "python3-venv", "swig", "xvfb", "fonts-noto-cjk", "fonts-lxgw-wenkai"} <= set(
        packages()
    )


def test_a_dry_run_prints_what_is_missing_why_and_the_command(tmp_path: Path) -> None:
    path = bare_path(tmp_path / "bin")
    fake(path, "dpkg-query", installed(*(name for name in packages() if name not in ("swig", "xvfb"))))
    told = ran(SCRIPTS / "system_packages.sh", "--dry-run", env={"PATH": path})
    assert told.returncode == 0, told.stderr
    assert "These 2 Debian packages are missing" in told.stdout
    assert re.search(r"^ +swig +writes pyscard's bindings$", told.stdout, re.MULTILINE)
    assert "apt-get install -y --no-install-recommends swig xvfb\n" in told.stdout


def test_nothing_is_said_or_done_when_nothing_is_missing(tmp_path: Path) -> None:
    path = bare_path(tmp_path / "bin")
    renamed = [name for name in packages() if name != "libglib2.0-0"]
    fake(path, "dpkg-query", installed(*renamed, "libglib2.0-0t64 libglib2.0-0 (= 2.84), libglib"))
    told = ran(SCRIPTS / "system_packages.sh", env={"PATH": path})
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")


def test_a_package_that_was_removed_and_left_its_settings_counts_as_missing(tmp_path: Path) -> None:
    path = bare_path(tmp_path / "bin")
    fake(path, "dpkg-query", installed(*packages()).replace("installed swig", "config-files swig"))
    assert "These 1 Debian packages" in ran(SCRIPTS / "system_packages.sh", "--dry-run", env={"PATH": path}).stdout


def test_without_rights_an_administrator_gets_one_command(tmp_path: Path) -> None:
    path = bare_path(tmp_path / "bin")
    fake(path, "dpkg-query", installed(*packages()[:-1]))
    fake(path, "id", "echo 1000")
    fake(path, "sudo", "exit 1")
    fake(path, "apt-get", "echo touched >&2; exit 99")
    told = ran(SCRIPTS / "system_packages.sh", env={"PATH": path})
    assert told.returncode == 2
    assert f"apt-get install -y --no-install-recommends {packages()[-1]}" in told.stderr
    assert "administrator" in told.stderr
    assert "touched" not in told.stderr


@pytest.mark.parametrize("user", [0, 1000])
def test_only_the_missing_packages_are_asked_of_apt(tmp_path: Path, user: int) -> None:
    path = bare_path(tmp_path / "bin")
    calls = tmp_path / "calls"
    fake(path, "dpkg-query", installed(*packages()[2:]))
    fake(path, "id", f"echo {user}")
    fake(path, "sudo", '[ "$1" = -n ] && shift; exec "$@"\n')
    fake(path, "apt-get", f'echo "$DEBIAN_FRONTEND $*" >> {calls}')
    told = ran(SCRIPTS / "system_packages.sh", env={"PATH": path})
    assert told.returncode == 0, told.stderr
    wanted = f"noninteractive install -y --no-install-recommends {' '.join(packages()[:2])}"
    assert [line.strip() for line in calls.read_text().splitlines()] == ["update", wanted]


def test_a_failure_of_apt_is_told_in_its_own_words(tmp_path: Path) -> None:
    path = bare_path(tmp_path / "bin")
    fake(path, "dpkg-query", installed(*packages()[1:]))
    fake(path, "id", "echo 0")
    fake(path, "apt-get", "echo 'E: no such package'; exit 100")
    told = ran(SCRIPTS / "system_packages.sh", env={"PATH": path})
    assert told.returncode == 2
    assert "E: no such package" in told.stderr


def test_elsewhere_than_on_debian_programs_count(tmp_path: Path) -> None:
    programs = ("swig", "cc", "xvfb-run", "openbox", "xdotool", "xprop", "pdftotext", "objdump")
    path = bare_path(tmp_path / "bin")
    for program in programs:
        fake(path, program, "exit 0")
    # pcscd is looked for in /usr/sbin as well, where the real one may lie on the machine that runs this test.
    fake(path, "pcscd", "exit 0")
    assert ran(SCRIPTS / "system_packages.sh", env={"PATH": path}).returncode == 0
    Path(path, "openbox").unlink()
    told = ran(SCRIPTS / "system_packages.sh", env={"PATH": path})
    assert told.returncode == 2
    assert "missing: openbox" in told.stderr
    assert "fonts-lxgw-wenkai" in told.stderr


def test_the_environment_is_never_built_over_something_else(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    told = ran(sys.executable, SCRIPTS / "environment.py", tmp_path)
    assert told.returncode == 2
    assert "nothing was touched" in told.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]


def test_the_environment_another_checkout_uses_is_not_built_anew_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "pyvenv.cfg").write_text("theirs")
    (tmp_path / "env").symlink_to("theirs")
    told = ran(sys.executable, SCRIPTS / "environment.py", tmp_path / "env")
    assert told.returncode == 2
    assert "nothing was touched" in told.stderr
    assert (tmp_path / "theirs" / "pyvenv.cfg").read_text() == "theirs"


def environment_with_stub_pip(folder: Path) -> str:
    """A program that builds environments as environment.py does, with `pip` recorded instead of run.

    pip itself is asked for and left out: unpacking it takes four seconds each time, and nobody calls it.
    """
    return (
        f"import sys; sys.path.insert(0, {str(SCRIPTS)!r}); import environment\n"
        "class Bare(environment.venv.EnvBuilder):\n"
        "    def __init__(self, with_pip, **options):\n"
        "        assert with_pip\n"
        "        super().__init__(**options)\n"
        "environment.venv.EnvBuilder = Bare\n"
        f"asked = open({str(folder / 'pip')!r}, 'a')\n"
        "environment.pip = lambda folder, *arguments: print(*arguments, file=asked)\n"
        f"raise SystemExit(environment.main([{str(folder / 'env')!r}]))"
    )


def test_an_environment_is_built_once_and_an_unfinished_one_again(tmp_path: Path) -> None:
    program = environment_with_stub_pip(tmp_path)
    stamp = tmp_path / "env" / "counter-app.stamp"
    assert ran(sys.executable, "-c", program).returncode == 0
    asked = (tmp_path / "pip").read_text().splitlines()
    assert len(asked) == 2, "setuptools first, then the lock"
    assert "--no-build-isolation" in asked[1]
    finished = stamp.read_text()
    assert re.fullmatch(r"[0-9a-f]{64}\n", finished)
    told = ran(sys.executable, "-c", program)
    assert (told.returncode, told.stdout) == (0, ""), "a complete one is found, not built"
    (tmp_path / "env" / "left-over").write_text("")
    stamp.write_text("unfinished\n")
    assert "Building" in ran(sys.executable, "-c", program).stdout
    assert stamp.read_text() == finished
    assert not (tmp_path / "env" / "left-over").exists()
    (tmp_path / "env" / "bin" / "python").unlink()
    assert "Building" in ran(sys.executable, "-c", program).stdout, "its interpreter is gone"


@pytest.mark.skipif(not shutil.which("xvfb-run"), reason="no xvfb-run on this machine")
def test_a_display_of_its_own_has_a_window_manager_and_passes_the_exit_code_on() -> None:
    ask = 'echo "$QT_QPA_PLATFORM"; xprop -root _NET_SUPPORTING_WM_CHECK; xdpyinfo | grep dimensions; exit 7'
    told = ran(
        SCRIPTS / "with_display.sh", "--screen", "1024x700", "sh", "-c", ask, env={**os.environ, "DISPLAY": ":none"}
    )
    assert told.returncode == 7, told.stderr
    assert told.stdout.startswith("xcb\n")
    assert "window id" in told.stdout
    assert "1024x700" in told.stdout
