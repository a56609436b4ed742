"""What a claim's documents are made of only grows: whatever stood in one that any version wrote is read by this one.

`document_forms.json` holds every field and every word there has been, of each kind of value in a document, and which
fields have to be there. Of the versions up to 2026-11-23 none had a field that is gone, and none lacks one that has to
be there. `python -m tests.desk.test_document_forms` adds what is new.
"""

from __future__ import annotations

import dataclasses
import json
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_type_hints

from counter_app.desk.claim import MachinePart, PeoplePart

FILE = Path(__file__).with_name("document_forms.json")
MUST, MAY, WORD = "must", "may", "word"


def forms() -> dict[str, dict[str, str]]:
    """Of each kind of value in a document its fields, and its words where it is one of several."""
    found: dict[str, dict[str, str]] = {}
    for part in (PeoplePart, MachinePart):
        _look(part, found)
    return {name: dict(sorted(found[name].items())) for name in sorted(found)}


def _look(kind: Any, found: dict[str, dict[str, str]]) -> None:
    for inner in get_args(kind):
        _look(inner, found)
    if not isinstance(kind, type) or kind.__name__ in found:
        return
    if issubclass(kind, Enum):
        found[kind.__name__] = {str(one.value): WORD for one in kind}
    elif dataclasses.is_dataclass(kind):
        rows = found[kind.__name__] = {}
        for one in dataclasses.fields(kind):
            bare = one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING
            rows[one.name] = MUST if bare else MAY
        for hint in get_type_hints(kind).values():
            _look(hint, found)


def known() -> dict[str, dict[str, str]]:
    kept: dict[str, dict[str, str]] = json.loads(FILE.read_text("utf-8"))
    return kept


def test_nothing_that_was_ever_written_is_unknown() -> None:
    now = forms()
    gone = [f"{kind}.{name}" for kind, rows in known().items() for name in rows if name not in now.get(kind, {})]
    assert gone == [], "an older store holds these"


def test_nothing_new_has_to_be_there() -> None:
    before = known()
    wanted = [
        f"{kind}.{name}"
        for kind, rows in forms().items()
        for name, how in rows.items()
        if kind in before and how == MUST and before[kind].get(name) != MUST
    ]
    assert wanted == [], "no older document has these: give them a default"


def test_what_is_new_is_kept_for_the_next_version() -> None:
    assert forms() == known(), "python -m tests.desk.test_document_forms"


if __name__ == "__main__":
    FILE.write_text(json.dumps(forms(), indent=1, ensure_ascii=False) + "\n", "utf-8")
