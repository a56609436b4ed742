"""Imported by the server that forks the children, and by nothing else: what a start would do in each child anew.

All of the program's modules, the slips' font, the forms of the two documents of a claim, what a new store is made with,
and which keyrings this machine has. Nothing stays open.
"""

from __future__ import annotations

import gc
import importlib
import json
import pkgutil
from pathlib import Path
from tempfile import TemporaryDirectory

from keyring.backend import get_all_keyring

import card_reader
import counter_app
import offline_queue
from counter_app.desk.claim import MachinePart, PeoplePart
from counter_app.desk.documents import from_document, to_document
from counter_app.settlement.codes import code_lists
from counter_app.slips.fonts import find_font, load_fonts
from offline_queue.engine import open_engine
from offline_queue.schema import upgrade

for room in (card_reader, counter_app, offline_queue):
    for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
        if not module.name.endswith(".__main__") and ".migrations" not in module.name:
            importlib.import_module(module.name)
load_fonts([find_font()])
code_lists()
# A claim read and written once: cattrs makes its functions when a form is first met.
_SAMPLE = json.loads((Path(__file__).parents[1] / "desk" / "claims_of_an_earlier_version.json").read_text("utf-8"))
for name, part in (("people", PeoplePart), ("in_doubt", MachinePart), ("settled", MachinePart)):
    to_document(from_document(json.dumps(_SAMPLE[name]).encode(), part))
with TemporaryDirectory() as folder:
    upgrade(engine := open_engine(f"sqlite:///{folder}/queue.sqlite"))
    engine.dispose()
get_all_keyring()
gc.collect()
gc.freeze()  # a child's first collection would otherwise copy every page of this
