"""How long a whole national catalogue takes: 300,000 rows made, fetched by 9102 from a sandbox, and taken in.

    python bench/catalogue.py [ROWS]

Prints one JSON object: seconds of each part, sizes in bytes, and the largest memory this process ever held (the
sandbox, which keeps the file in memory, runs in it too). The taking in is one transaction, as an update does it.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from counter_app.records.catalogue import Shelf, Standing
from counter_app.settlement.catalogue_answers import FILES
from counter_app.settlement.client import Client, Station
from counter_app.settlement.file_exchange import FileExchange
from counter_app.settlement.outcome import Done
from counter_app.settlement.place import load_place
from counter_app.settlement.text_file import read_rows, write_rows, zipped
from counter_app.settlement.transactions.catalogue_rows import DrugRow
from sandbox.service import SandboxService

HOSPITAL = "H44010000001"
AT = datetime(2026, 3, 12, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def rows(count: int) -> list[DrugRow]:
    return [
        DrugRow(
            med_list_codg=f"XA{number:021d}",
            reg_name=f"第{number}号注射用头孢曲松钠",
            pinyin="ZSYTBQSN",
            drug_spec="1.0g×10瓶",
            prcunt="盒",
            begndate=date(2020, 1, 1),
            vali_flag="1",
            rid=f"{number:032x}",
            ver="v0001",
            ver_name="第一版",
        )
        for number in range(count)
    ]


def main(count: int) -> None:
    place = load_place("national")
    seconds: dict[str, float] = {}

    def lap(name: str, since: float) -> float:
        now = time.perf_counter()
        seconds[name] = round(now - since, 2)
        return now

    with tempfile.TemporaryDirectory() as folder, SandboxService() as service:
        client = Client(service.url, place, Station(HOSPITAL, "医院", "440100", "1", "员"), boot_clock=time.monotonic)
        exchange = FileExchange(client, place.files, HOSPITAL, boot_clock=time.monotonic)
        made = rows(count)
        began = time.perf_counter()
        text = write_rows(made)
        packed = zipped("rows.txt", text)
        began = lap("written and packed", began)
        sent = exchange.upload(f"{HOSPITAL}202603120930000001", AT, "rows.zip", packed)
        assert isinstance(sent, Done), sent
        began = lap("uploaded (9101)", began)
        into = Path(folder) / "rows.zip"
        number = str(sent.output["file_qury_no"])
        got = exchange.download(f"{HOSPITAL}202603120930000002", AT, number, "rows.zip", into)
        assert isinstance(got, Done), got
        lap("downloaded (9102)", began)
        shelf = Shelf(Path(folder) / "catalogue.db")
        shelf.prepare()
        for name in ("taken in, first time", "taken in again, every row replaced"):
            began = time.perf_counter()
            with shelf.writing() as writing:
                taken = writing.put(FILES[0].entry(row) for row in read_rows(DrugRow, into))
                writing.stand("1301", Standing("v0001", taken, True, AT))
            lap(name, began)
        began = time.perf_counter()
        found = shelf.items([row.med_list_codg for row in made[:200]], AT.date(), "440100")
        lookup = (time.perf_counter() - began) * 1000
        assert len(found) == 200
        size = (Path(folder) / "catalogue.db").stat().st_size
        shelf.close()
    print(
        json.dumps(
            {
                "rows": count,
                "seconds": seconds,
                "200 lines looked up, ms": round(lookup, 1),
                "bytes": {"text": len(text), "zip": len(packed), "database": size},
                "largest memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            },
            ensure_ascii=False,
            indent=2,
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300_000)
