"""Files at every gateway: what signs a message signs the calls that carry files, and a wrong signature moves none."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from counter_app.settlement.file_exchange import FileExchange
from counter_app.settlement.outcome import Done, NotSent, Refused
from counter_app.settlement.place import load_place
from counter_app.settlement.text_file import zipped
from sandbox.service import SandboxService
from tests.sandbox.test_door import GIVEN, NO_SM2, client_of, playing
from tests.settlement.conftest import AT, STATION

CONTENT = zipped("rows.txt", bytes(range(48, 58)) * 500)
SIGNED = ["guangdong", "hunan", "jiangsu", "jiangxi", "zhejiang", "inner_mongolia"]


def moved(name: str, folder: Path, secret: str) -> tuple[object, object]:
    place = load_place(name)
    given = replace(GIVEN, secret=secret) if secret else GIVEN
    with playing(name) as service:
        client = client_of(service.url, place, given)
        exchange = FileExchange(client, place.files, STATION.institution_code, boot_clock=time.monotonic)
        up = exchange.upload(f"{STATION.institution_code}202603120930000001", AT, "rows.zip", CONTENT)
        number = up.output["file_qury_no"] if isinstance(up, Done) else "fsi/20260101/x"
        down = exchange.download(
            f"{STATION.institution_code}202603120930000002", AT, number, "rows.zip", folder / "back"
        )
        client._access.line.session().close()
    return up, down


@pytest.mark.parametrize("name", [*SIGNED, pytest.param("signed_message", marks=NO_SM2)])
def test_a_file_passes_the_gateway(name: str, tmp_path: Path) -> None:
    up, down = moved(name, tmp_path, "")
    assert isinstance(up, Done), up
    assert down == Done({"bytes": len(CONTENT)})
    assert (tmp_path / "back").read_bytes() == CONTENT


@pytest.mark.parametrize("name", SIGNED)
def test_a_wrong_secret_moves_nothing(name: str, tmp_path: Path) -> None:
    up, down = moved(name, tmp_path, "another")
    assert isinstance(up, (NotSent, Refused)), up
    assert isinstance(down, (NotSent, Refused)), down
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_kept_as_long_as_the_place_says(tmp_path: Path) -> None:
    place = load_place("national")
    with SandboxService(behaviours={"file_life_s": 60}) as service:
        client = client_of(service.url, place, GIVEN)
        exchange = FileExchange(client, place.files, STATION.institution_code, boot_clock=time.monotonic)
        up = exchange.upload(f"{STATION.institution_code}202603120930000001", AT, "rows.zip", CONTENT)
        assert isinstance(up, Done)
        number = up.output["file_qury_no"]
        for serial, (later, outcome) in enumerate(((30, Done), (90, Refused)), start=2):
            service.set_behaviours(clock_offset_s=later)
            msgid = f"{STATION.institution_code}20260312093000{serial:04d}"
            assert isinstance(exchange.download(msgid, AT, number, "rows.zip", tmp_path / str(later)), outcome)
        client._access.line.session().close()
