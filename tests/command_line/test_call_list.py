"""Whom to ring before their last day, as typed: with the telephone number, on paper where that is asked for."""

from __future__ import annotations

import unicodedata
from datetime import timedelta

import pypdfium2
import pytest

from counter_app.desk import clock
from tests.command_line.conftest import NAME
from tests.command_line.test_at_rest import ticket_by_card
from tests.command_line.test_keeping import Here, here

__all__ = ["here"]


def test_who_is_to_be_rung_is_listed_and_printed(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTER_APP_SLIPS_DUE_DAYS", "3")
    ticket_by_card(here)
    today = clock.moment().wall.date()
    asked = here("queue", "calls", "--json")
    (row,) = asked.report["answer"]
    assert (asked.code, row["name"], row["phone"], row["paid"]) == (0, NAME, "13800000000", "250.00")
    assert (row["due"], row["days_left"]) == ((today + timedelta(days=3)).isoformat(), 3)
    assert "slip" not in asked.report
    assert here("queue", "calls", "--days", "2", "--json").report["answer"] == [], "there is time"
    paper = pypdfium2.PdfDocument(here("queue", "calls", "--pdf", "--json").report["slip"])
    said = unicodedata.normalize("NFKC", "".join(page.get_textpage().get_text_range() for page in paper))
    assert "13800000000" in said
    assert "3天" in "".join(said.split())
    paper.close()
