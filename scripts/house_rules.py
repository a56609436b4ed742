"""Rules of the house that no tool off the shelf checks. Prints what breaks them and ends with 1, or says nothing broke.

    python scripts/house_rules.py

- requirements.lock and bench/peers.lock fit pyproject.toml and constraints.txt, have hashes everywhere, name no host;
- a module of the five packages stays within 400 lines (longer test and bench modules are reported, not refused);
- no module or class is called after a bag: utils, common, base, manager, helper;
- the version number stands in pyproject.toml alone;
- no file carries a path of this machine or the name of a package registry.

Each rule is a function from the checkout's folder to a list of findings, so that tests can plant a fault.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LONGEST_MODULE = 400
PEERS, PEERS_LOCK = "bench", "bench/peers.lock"  # the extra that `make env` does not install
BAG_WORDS = {"util", "utils", "common", "base", "manager", "managers", "helper", "helpers"}
LOCK_ENTRY = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)(?: ; [^\\]+?)? \\$")
LOCK_HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")
# Taken apart, or this file would break its own rule.
REGISTRIES = [
    ".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("deb", "debian", "org"), ("npmjs", "org"))
]


class Locked(NamedTuple):
    """One entry of the lock."""

    version: str
    hashes: int
    asked_for_by_us: bool


def settings(root: Path) -> dict[str, Any]:
    """pyproject.toml."""
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def packages(root: Path) -> list[str]:
    """The root packages, as the import contracts name them."""
    names: list[str] = settings(root)["tool"]["importlinter"]["root_packages"]
    return names


def files(root: Path) -> list[Path]:
    """Every file that is committed or would be: what git ignores is nobody's business."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        check=True,
        capture_output=True,
    )
    paths = (root / name for name in sorted(set(listed.stdout.decode().split("\0"))) if name)
    return [path for path in paths if path.is_file()]


def modules(root: Path, folders: list[str]) -> list[Path]:
    """The Python files among them, in the folders named."""
    return [path for path in files(root) if path.suffix == ".py" and path.relative_to(root).parts[0] in folders]


def read_lock(text: str, file: str = "requirements.lock") -> tuple[dict[str, Locked], list[str]]:
    """Entries by name, and the lines that have no business in a lock."""
    entries: dict[str, Locked] = {}
    strange: list[str] = []
    name = ""
    for number, line in enumerate(text.splitlines(), 1):
        if entry := LOCK_ENTRY.match(line):
            name = canonicalize_name(entry["name"])
            entries[name] = Locked(entry["version"], 0, False)
        elif name and LOCK_HASH.match(line):
            entries[name] = entries[name]._replace(hashes=entries[name].hashes + 1)
        elif name and line.startswith("    #") and "://" not in line:
            if "(pyproject.toml)" in line:
                entries[name] = entries[name]._replace(asked_for_by_us=True)
        else:
            strange.append(f"{file}:{number}: neither an entry nor a hash: {line.strip()[:80]}")
    return entries, strange


def _unmet(file: str, entries: dict[str, Locked], asked: list[str]) -> list[str]:
    findings = []
    for text in asked:
        wanted = Requirement(text)
        locked = entries.get(canonicalize_name(wanted.name))
        if locked is None:
            findings.append(f"{file}: nothing for {text!r}; run `make lock`")
        elif not wanted.specifier.contains(locked.version, prereleases=True):
            findings.append(f"{file}: {wanted.name} {locked.version} is not {text!r}; run `make lock`")
    return findings


def lock_findings(root: Path) -> list[str]:
    """What the lock lacks, has too much of, or should not say. Looks at no network."""
    entries, findings = read_lock((root / "requirements.lock").read_text(encoding="utf-8"))
    findings += [f"requirements.lock: {name} has no hash" for name, locked in entries.items() if not locked.hashes]
    project = settings(root)["project"]
    extras = project["optional-dependencies"]
    peers = extras.pop(PEERS, [])
    asked = [*project["dependencies"], *(text for extra in extras.values() for text in extra)]
    limits = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    limits = [line for line in limits if line.strip() and not line.startswith("#")]
    findings += _unmet("requirements.lock", entries, [*asked, *limits])
    if peers:
        others, strange = read_lock((root / PEERS_LOCK).read_text(encoding="utf-8"), PEERS_LOCK)
        findings += strange + _unmet(PEERS_LOCK, others, peers)
        findings += [f"{PEERS_LOCK}: {name} has no hash" for name, locked in others.items() if not locked.hashes]
    names = {canonicalize_name(Requirement(text).name) for text in asked}
    findings += [
        f"requirements.lock: {name} was locked for pyproject.toml, which no longer asks for it; run `make lock`"
        for name, locked in entries.items()
        if locked.asked_for_by_us and name not in names
    ]
    return findings


def long_modules(root: Path, folders: list[str]) -> list[str]:
    """Modules in the folders that are longer than one thing usually is."""
    lengths = ((path, len(path.read_text(encoding="utf-8").splitlines())) for path in modules(root, folders))
    return [f"{path.relative_to(root)}: {lines} lines" for path, lines in lengths if lines > LONGEST_MODULE]


def module_length_findings(root: Path) -> list[str]:
    """Modules of the product that are too long."""
    return [
        f"{found}, more than {LONGEST_MODULE}: is it still one thing?" for found in long_modules(root, packages(root))
    ]


def words_of(name: str) -> set[str]:
    """The words in a snake_case or CamelCase name, in small letters."""
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def bag_findings(root: Path) -> list[str]:
    """Modules, folders and classes whose name says that anything may go in."""
    findings = []
    for path in modules(root, packages(root)):
        place = path.relative_to(root)
        names = [*place.with_suffix("").parts]
        names += [
            node.name for node in ast.walk(ast.parse(path.read_bytes(), str(place))) if isinstance(node, ast.ClassDef)
        ]
        findings += [f"{place}: {name} is named after a bag" for name in names if words_of(name) & BAG_WORDS]
    return findings


def version_findings(root: Path) -> list[str]:
    """Second places that claim to know the version."""
    literal = re.compile(r"""^\s*_*version_*\s*(?::\s*\S+\s*)?=\s*["']\d+\.\d""", re.IGNORECASE | re.MULTILINE)
    return [
        f"{path.relative_to(root)}: a version number outside pyproject.toml"
        for path in modules(root, [*packages(root), "build.spec"])
        if literal.search(path.read_text(encoding="utf-8"))
    ]


def unwanted_places(root: Path) -> list[str]:
    """What would tie a committed file to this machine: where the checkout lies, the home folder, registries in use."""
    configured = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], check=False, capture_output=True, text=True
    ).stdout
    hosts = re.findall(r"https?://(?:[^@/\s]*@)?([^/'\"\s:]+)", configured)
    folders = [f"{root.resolve().parent}/", f"{Path.home()}/"]
    hosts = [host for host in [*hosts, *REGISTRIES] if host not in ("localhost", "127.0.0.1")]
    # A checkout straight below / or /tmp would make every mention of these a finding.
    return [place for place in [*folders, *hosts] if len(place) > len("/tmp/")]  # noqa: S108


def place_findings(root: Path) -> list[str]:
    """Files that carry one of those."""
    places = [place.encode() for place in unwanted_places(root)]
    return [
        f"{path.relative_to(root)}: carries a path of this machine or the name of a package registry"
        for path in files(root)
        if any(place in path.read_bytes() for place in places)
    ]


RULES: list[Callable[[Path], list[str]]] = [
    lock_findings,
    module_length_findings,
    bag_findings,
    version_findings,
    place_findings,
]


def main() -> int:
    """Check this checkout."""
    root = Path(__file__).resolve().parents[1]
    findings = [finding for rule in RULES for finding in rule(root)]
    for note in long_modules(root, ["tests", "bench", "scripts"]):
        print(f"note: {note}")
    for finding in findings:
        print(finding)
    print(f"House rules: {len(findings)} findings." if findings else "House rules: kept.")
    return 1 if findings else 0


if __name__ == "__main__":
    raise SystemExit(main())
