"""3201 and 3202 of the sandbox: sums of a day, and every kind of difference as a row of the result's file."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from counter_app.settlement.text_file import read_rows, zipped
from counter_app.settlement.transactions.reconciliation import DetailsResultRow
from sandbox.service import SandboxService
from tests.sandbox.conftest import CATALOGUE, Window

SHANGHAI = timezone(timedelta(hours=8))
GROUP = {"clr_type": "11", "setl_optins": "440100"}
DAY_S = 86_400


@pytest.fixture
def today() -> str:
    return datetime.now(SHANGHAI).date().isoformat()


class Books:
    """A window that settles, and asks for the statements of a day."""

    def __init__(self, service: SandboxService, window: Window, day: str, folder: Path) -> None:
        self.service, self.window, self.folder = service, window, folder
        self.period = {"stmt_begndate": day, "stmt_enddate": day}

    def settle(self, amount: str = "200.00") -> dict[str, Any]:
        found: dict[str, Any] = self.window.ready(amount=amount).settle()["setlinfo"]
        self.settled_by = self.window.last_msgid
        return found

    def totals(self, *rows: dict[str, str], insutype: str = "310", **changes: object) -> str:
        data = {**GROUP, **self.period, **sums(rows), "insutype": insutype, "refd_setl_flag": "1", **changes}
        found: str = self.window.call("3201", {"data": data})["stmtinfo"]["stmt_rslt"]
        return found

    def details(self, *rows: dict[str, str], **changes: object) -> list[DetailsResultRow]:
        text = "".join("\t".join(row.values()) + "\n" for row in rows).encode()
        about = {"filename": "ours.zip", "fixmedins_code": "H44010000001"}
        message = self.window.envelope("9101", {"fsUploadIn": about})
        parts = {"jsonStr": (None, json.dumps(message)), "file": ("ours.zip", zipped("ours.txt", text))}
        sent = self.window.session.post(f"{self.window.url}/fsi/api/fileupload/upload", files=parts, timeout=5)
        number = sent.json()["output"]["file_qury_no"]
        total = sums(rows)
        cash = {"cash_payamt": "0.00", "file_qury_no": number}
        data = {**GROUP, **self.period, **total, **cash, "refd_setl_flag": "1", **changes}
        file = self.window.call("3202", {"data": data})["fileinfo"]
        asked = {"file_qury_no": file["file_qury_no"], "filename": file["filename"], "fixmedins_code": "H44010000001"}
        reply = self.window.post(self.window.envelope("9102", {"fsDownloadIn": asked}))
        into = self.folder / "result.zip"
        into.write_bytes(reply.content)
        assert len(ZipFile(BytesIO(reply.content)).namelist()) == 1
        return list(read_rows(DetailsResultRow, into))


def row(info: dict[str, Any], *, refund: bool = False, total: str = "") -> dict[str, str]:
    sign = -1 if refund else 1
    return {
        "setl_id": info["setl_id"],
        "mdtrt_id": info["mdtrt_id"],
        "psn_no": info["psn_no"],
        "medfee_sumamt": total or str(sign * Decimal(str(info["medfee_sumamt"]))),
        "fund_pay_sumamt": str(sign * Decimal(str(info["fund_pay_sumamt"]))),
        "acct_pay": str(sign * Decimal(str(info["acct_pay"]))),
        "refd_setl_flag": "1" if refund else "0",
    }


def sums(rows: tuple[dict[str, str], ...]) -> dict[str, str]:
    names = ("medfee_sumamt", "fund_pay_sumamt", "acct_pay")
    total = {name: str(sum((Decimal(one[name]) for one in rows), Decimal("0.00"))) for name in names}
    return total | {"fixmedins_setl_cnt": str(len(rows))}


@pytest.fixture
def books(somebody: Callable[..., dict[str, Any]], today: str, tmp_path: Path) -> Any:
    people = {"people": [somebody()]}
    with SandboxService(people=people, catalogue=CATALOGUE, behaviours={"statement_open_day": "done"}) as service:
        window = Window(service.url, path_style=False)
        window.use("02", "990100198808080017")
        window.begntime = f"{today} 09:30:00"
        # 9101 takes its file at its own path only.
        yield Books(service, window, today, tmp_path)
        window.close()


def test_sums_and_rows_that_agree(books: Books) -> None:
    one, two = row(books.settle()), row(books.settle("120.00"))
    assert books.totals(one, two) == "0"
    assert books.details(one, two) == []
    assert books.totals(insutype="390") == "0", "another scheme is another group"


def test_who_has_more(books: Books) -> None:
    info = books.settle()
    assert books.totals() == "1"
    assert books.totals(row(info), row(info)) == "2"
    assert books.totals(row(info), fund_pay_sumamt="9999.00") == "2"
    assert books.totals(fund_pay_sumamt="9999.00") == "3"


def test_only_the_centre(books: Books) -> None:
    info = books.settle()
    (found,) = books.details()
    assert (found.setl_id, found.mdtrt_id, found.psn_no) == ("", "", info["psn_no"])
    assert (found.msgid, found.stmt_rslt, found.refd_setl_flag) == (books.settled_by, "1", "0")
    assert (found.medfee_sumamt, found.fund_pay_sumamt) == (Decimal("200.00"), Decimal(str(info["fund_pay_sumamt"])))


def test_only_the_institution_and_other_amounts(books: Books) -> None:
    info = books.settle()
    strange = row(info) | {"setl_id": "S-UNKNOWN"}
    found = {one.stmt_rslt: one for one in books.details(row(info, total="201.00"), strange)}
    assert (found["2"].setl_id, found["2"].msgid) == ("S-UNKNOWN", "")
    assert (found["3"].setl_id, found["3"].medfee_sumamt) == (info["setl_id"], Decimal("200.00"))


def test_a_refund_is_one_positive_and_one_negative_row(books: Books) -> None:
    info = books.settle()
    books.window.call("2208", books.window.undo_input(info["setl_id"]))
    pair = (row(info), row(info, refund=True))
    assert books.totals(*pair) == "0"
    assert books.totals(refd_setl_flag="0") == "0", "left out altogether"
    assert books.details(*pair) == []
    alone = books.details()
    assert [(one.refd_setl_flag, one.medfee_sumamt) for one in alone] == [("0", Decimal(200)), ("1", Decimal(-200))]
    assert len({one.msgid for one in alone}) == 1


def test_a_day_that_is_not_over(books: Books) -> None:
    books.service.set_behaviours(statement_open_day="refused")
    data = {**GROUP, **books.period, **sums(()), "insutype": "310"}
    assert "尚未结束" in books.window.refused("3201", {"data": data})
    books.service.set_behaviours(clock_offset_s=DAY_S)
    assert books.totals() == "0"


def test_codes_amounts_and_delay_differ_by_place(books: Books) -> None:
    info = books.settle()
    books.service.set_behaviours(statement_codes="zeros")
    assert (books.totals(row(info)), books.totals()) == ("000000", "1")
    books.service.set_behaviours(statement_codes="two", statement_amounts="left_out")
    (found,) = books.details(row(info, total="201.00"))
    assert (found.stmt_rslt, found.medfee_sumamt) == ("1", None)
    books.service.set_behaviours(statement_codes="four", statement_delay_s=60)
    assert books.totals() == "0"


def test_a_file_that_is_not_what_the_message_says(books: Books) -> None:
    info = books.settle()
    with pytest.raises(AssertionError, match="合计不一致"):
        books.details(row(info), fixmedins_setl_cnt="2")
    with pytest.raises(AssertionError, match="重复"):
        books.details(row(info), row(info))
    with pytest.raises(AssertionError, match="不是数字"):
        books.details(
            row(info, total="Infinity") | {"fund_pay_sumamt": "Infinity"}, medfee_sumamt="1", fund_pay_sumamt="1"
        )


@pytest.mark.parametrize("last", ["9999-12-31", "2020-01-01"])
def test_a_period_that_cannot_be(books: Books, last: str) -> None:
    data = {**GROUP, **books.period, **sums(()), "insutype": "310", "stmt_enddate": last}
    assert "对账结束日期" in books.window.refused("3201", {"data": data})
