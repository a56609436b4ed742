"""How long the desktop's print system takes to be handed a slip, and to be asked about it: `lp`, `lpstat`, IPP.

    python -m bench.printing [--rounds 40]

A cupsd of its own with a queue that writes PDF files, as in the tests; the machine's own is not asked.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from counter_app.printing import ipp
from counter_app.printing.cups import Cups
from counter_app.printing.values import JobState
from counter_app.slips.flow import Flow
from counter_app.slips.fonts import find_font, load_fonts
from counter_app.slips.pdf import to_pdf
from tests.cups import LACKS, PrintServer


def measured(name: str, rounds: int, work: Callable[[], object]) -> None:
    took = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        took.append((time.perf_counter() - begun) * 1000)
    print(f"{name:36} median {statistics.median(took):6.1f} ms, worst {max(took):6.1f} ms of {rounds}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=40)
    rounds = parser.parse_args().rounds
    if LACKS:
        raise SystemExit(f"no CUPS to start: {LACKS}")
    folder = Path(tempfile.mkdtemp(prefix="cups-"))
    server = PrintServer(folder)
    try:
        server.start()
        server.add("Slips")
        slip = folder / "slip.pdf"
        flow = Flow(load_fonts([find_font()]), 12)
        for line in range(30):
            flow.paragraph(f"第 {line} 行：您付 295.75 元", "行")
        slip.write_bytes(to_pdf([flow], "bench", training=False))
        cups = Cups(server.environment)
        job_uri = ("job-uri", "ipp://localhost/jobs/1")

        def to_paper() -> None:
            job = cups.send(str(slip), "Slips", "A5", "bench")
            while cups.job(job) is not JobState.DONE:
                pass

        measured("lp, asked before (as a slip goes)", rounds, lambda: cups.send(str(slip), "Slips", "A5", "bench"))
        measured("a printer's state (lpstat -H, IPP)", rounds, lambda: cups.printer("Slips"))
        measured("IPP alone", rounds, lambda: ipp.ask(str(server.socket), ipp.GET_JOB, job_uri, ("job-state",), 5.0))
        measured("all the jobs there are", rounds, cups._jobs)
        measured("lpstat -l -p", rounds, lambda: server.run("lpstat", "-l", "-p", "Slips"))
        measured("lp until the job is done", max(1, rounds // 4), to_paper)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
