"""`python -m card_reader`: read the card that lies in the reader (sandbox, section "Commands")."""

from __future__ import annotations

import argparse
import json
import queue
import sys
import time
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone

from card_reader.present import is_wanted, read_now
from card_reader.read import read_card
from card_reader.reading import CardReading, Status
from card_reader.watch import CardEvent, CardWatch, EventKind

_WINDOW_TIME = timezone(timedelta(hours=8))  # Asia/Shanghai, which has no summer time

_SENTENCES = {
    Status.OK: "读卡成功。",
    Status.PARTIAL: "读到一部分：有的项目需要认证、缺失或损坏。",
    Status.NOT_SSC: "这张卡不是社会保障卡。",
    Status.BLOCKED: "卡片应用已锁定，请到发卡机构处理。",
    Status.NO_CARD: "读卡器里没有卡。",
    Status.MUTE: "卡片没有应答：请检查是否插反，擦拭芯片后重插。",
    Status.PULLED: "读卡时卡被拔出，请重新插卡。",
    Status.NO_READER: "没有找到读卡器。",
    Status.READER_BUSY: "读卡器正被其他程序占用。",
    Status.SERVICE_DOWN: "智能卡服务没有运行。",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 0 for a card read whole or in part, 1 when the world said no; argparse ends wrong use with 2."""
    parser = argparse.ArgumentParser(prog="python -m card_reader", description="read a social-security card by PC/SC")
    parser.add_argument("--reader", metavar="NAME", help="the reader, by its name or a part of it (default: any)")
    parser.add_argument("--wait", type=_seconds, default=0.0, metavar="S", help="wait so many seconds for a card")
    parser.add_argument("--json", action="store_true", help="print what the card holds; without, only how it went")
    options = parser.parse_args(arguments)
    reading = _read(options.reader, options.wait)
    if options.json:
        answer = {"status": reading.status, "fields": dict(reading.fields), "warnings": list(reading.warnings)}
        print(json.dumps(answer, ensure_ascii=False))
    print(" ".join([_SENTENCES[reading.status], *reading.warnings]), file=sys.stderr)
    return 0 if reading.usable else 1


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 86_400:
        raise argparse.ArgumentTypeError("0 to 86400 seconds")
    return value


def _read(wanted: str | None, seconds: float) -> CardReading:
    deadline = time.monotonic() + seconds
    reading = read_now(wanted, _today())
    if reading.status not in (Status.NO_CARD, Status.NO_READER, Status.SERVICE_DOWN) or seconds == 0:
        return reading
    return _read_next(wanted, deadline) or read_now(wanted, _today())


def _read_next(wanted: str | None, deadline: float) -> CardReading | None:
    """The first card that comes in until then; the service and the reader may come later, too."""
    readings: queue.SimpleQueue[CardReading] = queue.SimpleQueue()

    def on_event(event: CardEvent) -> None:
        if event.kind is EventKind.CARD_IN and event.device is not None and is_wanted(event.reader or "", wanted):
            readings.put(read_card(event.device, _today()))

    watch = CardWatch(on_event)
    watch.start()
    try:
        return readings.get(timeout=max(0.0, deadline - time.monotonic()))
    except queue.Empty:
        return None
    finally:
        watch.stop()


def _today() -> date:
    return datetime.now(_WINDOW_TIME).date()


if __name__ == "__main__":
    sys.exit(main())
