"""A window at which nobody signs in, by its settings, says so all the time, on every page and in its books."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from samples import shell
from samples_day import DAYS
from samples_lamps import AMISS
from screen import misplaced, painted, put, settle, show

from counter_app.desk.day_words import lines
from counter_app.desk.unsigned import unsigned
from counter_app.settings import InstitutionSettings, Settings, WindowSettings
from ui.day_session import proof_view
from ui.words import day_words, labels
from ui.words.template import filled

ROOT = Path(__file__).resolve().parents[2]
REPORT: dict[str, Any] = {
    "state": "ok", "day": "2026-11-21", "unsigned": "0107", "funds": {}, "places": [], "groups": [], "differences": [],
    "rulings": [], "trouble": [], "other_days": [], "drained": True, "claims": [],
    "sums": {"count": 0, "total": "0.00", "pool": "0.00", "fund_total": "0.00", "account": "0.00", "cash": "0.00"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "training", "stands"),
    [(False, False, "0107"), (False, True, ""), (True, False, ""), (True, True, "")],
)
def test_it_is_a_real_window_that_asks_nobody(tmp_path: Path, asked: bool, training: bool, stands: str) -> None:
    window = WindowSettings(operator="0107", training=training)
    settings = Settings(data=tmp_path, window=window, institution=InstitutionSettings(code="H1"))
    office: Any = SimpleNamespace(settings=settings, duty=SimpleNamespace(asked=asked))
    assert unsigned(office) == stands


@pytest.mark.window
@pytest.mark.parametrize("factor", [1.0, 1.5, 2.0])
def test_every_page_says_so_whatever_else_has_to_be_said_of_lamps(counter, factor: float) -> None:
    window = show(counter, "charges", factor=factor)
    for name in ("charges", "queue-replay", "day", "outage-down"):
        show_on(window, name)
        said = [piece.text for _, piece in painted(window)]
        assert {labels.UNSIGNED, labels.UNSIGNED_SHORT} & set(said), name
        assert not misplaced(window), name
        assert labels.UNSIGNED in window.lamps.accessibleName()
    window.show_shell(replace(window._shell, lamps=AMISS, waiting_claims=12, held_claims=3))
    settle()
    said = [piece.text for piece in window.lamps.written()]
    assert {labels.UNSIGNED, labels.UNSIGNED_SHORT} & set(said), "also on a bad morning"
    window.show_shell(replace(window._shell, unsigned=False))
    settle()
    assert not {labels.UNSIGNED, labels.UNSIGNED_SHORT} & {piece.text for _, piece in painted(window)}


def show_on(window: Any, name: str) -> None:
    put(window, name)
    window.show_shell(replace(shell(name), unsigned=True))
    settle()


@pytest.mark.window
def test_the_head_names_no_cashier_who_did_not_sign_in(counter) -> None:
    window = show(counter, "charges")
    show_on(window, "charges")
    said = [piece.text for piece in window.head.written()]
    assert filled(labels.OPERATOR_UNSIGNED, n=shell("charges").operator) in said


@pytest.mark.window
def test_the_days_page_says_whose_number_stands_in_its_books(counter) -> None:
    window = show(counter, "day")
    told = filled(day_words.UNSIGNED, 工号="0107")
    assert told not in [piece.text for _, piece in painted(window)]
    window.show_day(replace(DAYS["day"], unsigned="0107"))
    settle()
    assert told in [piece.text for _, piece in painted(window)]
    assert not misplaced(window)


def test_a_days_report_says_so_on_the_page_and_typed_out() -> None:
    proof = proof_view(REPORT)
    assert [one.text for one in proof.findings] == [filled(day_words.UNSIGNED, 工号="0107")]
    assert proof.agrees
    assert proof.open == 0
    assert lines(REPORT)[1].startswith("本窗口不登录：工号 0107 是设置里写的")
    signed = {**REPORT, "unsigned": ""}
    assert proof_view(signed).findings == ()
    assert not any("不登录" in line for line in lines(signed))


def test_what_it_means_stands_in_the_pages() -> None:
    assert "## Who signs in" in (ROOT / "docs" / "keeping.md").read_text("utf-8")
