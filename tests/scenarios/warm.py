"""Imported by the server that forks the children, and by nothing else: what a start would do in each child anew.

All of the program's modules, the slips' font, and the forms of the two documents of a claim. Nothing is opened.
"""

from __future__ import annotations

import importlib
import pkgutil

import card_reader
import counter_app
import offline_queue
from counter_app.desk import documents
from counter_app.desk.claim import MachinePart, PeoplePart
from counter_app.slips.fonts import find_font, load_fonts

for room in (card_reader, counter_app, offline_queue):
    for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
        if not module.name.endswith(".__main__") and ".migrations" not in module.name:
            importlib.import_module(module.name)
load_fonts([find_font()])
for part in (MachinePart, PeoplePart):
    documents._converter.get_structure_hook(part)
    documents._converter.get_unstructure_hook(part)
