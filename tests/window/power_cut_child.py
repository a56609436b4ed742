"""A training window of its own that is really killed: it begins the drill, settles somebody, and does not come back.

    python -m tests.window.power_cut_child URL CONTROL ORDERS DATA FOLDER

The service is another process's; 0 would mean that it survived.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from counter_app.desk.clock import moment
from counter_app.desk.drills import DrillKind, Drills
from sandbox.stage import Stage
from tests.window.cashier import RETIRED, at_work
from ui.training_table import beside


def main(url: str, control: str, orders: str, data: str, folder: str) -> None:
    application = QApplication(sys.argv[:1])
    stage = Stage(None, Path(orders), moment().wall)
    stage.url, stage.control, stage.orders = url, control, Path(orders)
    with at_work(stage, Path(data)) as cashier:
        beside(cashier.program, cashier.office, stage, Path(folder), lambda: None)
        session = cashier.program.training
        session._drills.begin(DrillKind.POWER_CUT)
        cashier.quoted(RETIRED)
        cashier.take()
        cashier.until(lambda: not Drills, "the power goes", 15)
    application.quit()


if __name__ == "__main__":
    main(*sys.argv[1:])
