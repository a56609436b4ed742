"""docs/interface.md is what the declarations say."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]


def writer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("interface_page", ROOT / "scripts" / "interface_page.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_up_to_date() -> None:
    assert (ROOT / "docs" / "interface.md").read_text("utf-8") == writer().page(), "run `make interface`"


def test_the_page_shows_every_transaction_and_marks_assumptions() -> None:
    module = writer()
    page = module.page()
    for _, one in module.declared():
        assert f"## {one.number} {one.title}\n" in page
    assumed = sum(one.assumed for _, one in module.declared())
    assert page.count("**our assumption**") == assumed
