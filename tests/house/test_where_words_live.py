"""Every word people read lives in one place of its room: the window's in `ui/words`, the papers' in
`counter_app/slips`, the names of the interface's fields with their declarations. What else says something is listed
here, with what it says; the list grows by a decision, not by chance.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_CHINESE = re.compile(r"[一-鿿]{2,}")
_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
# Folders that are such a place. The window's pages have a stricter check of their own (tests/ui/test_words.py).
_PLACES = ("counter_app/slips", "counter_app/settlement/transactions")
_SAYS = {
    "what a command typed without a window answers": """
        card_reader/__main__ counter_app/__main__ counter_app/arguments counter_app/desk/catalogue_desk
        counter_app/desk/errands counter_app/desk/feed counter_app/desk/file_desk counter_app/desk/put_right
        counter_app/desk/queue_errand counter_app/desk/reconcile counter_app/desk/refund_errand
        counter_app/desk/safe_keeping counter_app/desk/staff_errand counter_app/tour_folder counter_app/touring
    """,
    "why a file, a setting, a table or a store of the hospital's cannot be used: whoever reads it tells its form": """
        counter_app/desk/catalogue_update counter_app/desk/judging counter_app/desk/opening
        counter_app/desk/shutdowns counter_app/desk/worlds counter_app/model/trace counter_app/print_settings
        counter_app/records/claim_file counter_app/records/local_codes counter_app/records/no_code_list
        counter_app/records/operators counter_app/records/order_view counter_app/records/places
        counter_app/records/regions counter_app/settings counter_app/settlement/access
        counter_app/settlement/extensions counter_app/settlement/file_exchange
        counter_app/settlement/profile_file counter_app/settlement/sm2 counter_app/settlement/text_file
        counter_app/slip_settings card_reader/scanner
    """,
    "what is wrong with a message, by the names its fields have in the interface": """
        counter_app/desk/calls counter_app/desk/folding counter_app/desk/identify counter_app/desk/inquiring
        counter_app/desk/outcomes counter_app/desk/recognise counter_app/settlement/checking
        counter_app/settlement/client counter_app/settlement/line counter_app/settlement/sign_in
    """,
    "what a rule of the desk found, for the window, the papers and the command line alike": """
        counter_app/desk/card_credential counter_app/desk/day_words counter_app/desk/line_check
        counter_app/desk/no_return counter_app/desk/outage_papers counter_app/desk/parting
        counter_app/desk/sold_codes counter_app/desk/standing counter_app/desk/ticket_limits
        counter_app/desk/day_lists counter_app/desk/day_end counter_app/desk/paper_files
        counter_app/desk/drill_report card_reader/vendor_card
    """,
    "who did it, in the history": """
        counter_app/desk/duty counter_app/desk/entries counter_app/desk/trip counter_app/wiring
    """,
    "by what others' words are known, and names by which things are told apart": """
        counter_app/desk/agency_number counter_app/desk/line_trail counter_app/desk/papers card_reader/session
    """,
}
_LISTED = {module for modules in _SAYS.values() for module in modules.split()}


def says(path: Path) -> bool:
    """Whether a module holds a text of two Chinese characters or more that is no docstring."""
    tree = ast.parse(path.read_text("utf-8"))
    docs = {ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, _DOCUMENTED)}
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return any(_CHINESE.search(text) for text in texts if text not in docs)


def test_texts_stand_where_they_belong_and_nowhere_else() -> None:
    found = set()
    for room in ("counter_app", "card_reader", "offline_queue"):
        for path in (ROOT / room).rglob("*.py"):
            name = path.relative_to(ROOT).with_suffix("").as_posix()
            if not name.startswith(_PLACES) and says(path):
                found.add(name)
    assert sorted(found - _LISTED) == [], (
        "texts outside their place: to ui/words, the papers' wording, or the list above"
    )
    assert sorted(_LISTED - found) == [], "these say nothing any more: off the list"


@pytest.mark.parametrize(
    ("source", "found"), [('X = "先不收款"', True), ('"""先不收款"""', False), ('X = "、"', False)]
)
def test_a_text_is_seen_and_a_docstring_is_none(tmp_path: Path, source: str, found: bool) -> None:
    (tmp_path / "module.py").write_text(source, "utf-8")
    assert says(tmp_path / "module.py") is found
