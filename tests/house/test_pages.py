"""What the pages name is there: each link leads somewhere, each file, module and `make` target has that name still."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("counter_app", "ui", "sandbox", "card_reader", "offline_queue", "tests", "bench", "docs", "scripts")
PAGES = [ROOT / "README.md", ROOT / "bench" / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
NAMED = re.compile(rf"(?<![\w./$-])(?:{'|'.join(ROOMS)})[/.][\w/.-]*[\w/]")
# In the data folder, of the same name as a room.
ELSEWHERE = {"sandbox/ledger.db"}


def there(name: str) -> bool:
    """A file or a folder; a module by its path or dotted, with or without a name in it."""
    path = ROOT / name
    if path.exists() or path.with_suffix(".py").exists():
        return True
    parts = name.split(".")
    if "/" in name or parts[0] not in ROOMS:
        return False
    return any((ROOT.joinpath(*parts[:end])).with_suffix(".py").exists() for end in range(2, len(parts) + 1)) or (
        ROOT.joinpath(*parts).is_dir() or ROOT.joinpath(*parts[:-1], "__init__.py").exists()
    )


@pytest.fixture(scope="module")
def files() -> set[str]:
    return {file.name for room in ROOMS for file in (ROOT / room).rglob("*.py")}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_names_is_there(page: Path, files: set[str]) -> None:
    text = page.read_text("utf-8")
    links = [link for link in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in link]
    gone = [link for link in links if not (page.parent / link).exists()]
    for quoted in re.findall(r"`([^`\n]+)`", text):
        for word in NAMED.findall(quoted):
            name = word.rstrip("/.")
            if name not in ELSEWHERE and "*" not in quoted and "NAME" not in word and not there(name):
                gone.append(word)
        gone += [file for file in re.findall(r"\b\w+\.py\b", quoted) if file not in files]
    targets = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8")))
    gone += [f"make {one}" for one in re.findall(r"`make ([a-z-]+)", text) if one not in targets]
    assert not gone
