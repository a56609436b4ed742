"""A whole settlement at every shipped place, as its gateway wants it; and none where the secret is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from counter_app.settlement import sm2
from counter_app.settlement.place import load_place, shipped
from sandbox.door import Credentials
from sandbox.service import SandboxService
from tests.scenarios.stage import Stage, ending, side_by_side
from tests.settlement.test_auth import KEY, PUBLIC

NAMES = [name for name in shipped() if name != "signed_message" or sm2.installed()]
KNOWN = Credentials(sm2_public_key=PUBLIC)


def settings(secret: str) -> dict[str, str]:
    return {
        "COUNTER_APP_SERVICE_ACCOUNT": KNOWN.account,
        "COUNTER_APP_SERVICE_SECRET": secret,
        "COUNTER_APP_SERVICE_SM2_KEY": KEY,
        "COUNTER_APP_SERVICE_SM2_PUBLIC_KEY": PUBLIC,
    }


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, str], Any]:
    root = tmp_path_factory.mktemp("places")

    def story(case: tuple[str, str]) -> dict[str, Any]:
        name, secret = case
        (folder := root / f"{name}-{len(secret)}").mkdir()
        with SandboxService(profile=name, credentials=KNOWN) as service:
            one = Stage(folder, service, Path(name), settings=settings(secret))
            ran = one.settle(patience=20.0 if secret == KNOWN.secret else 1.0)
            claims = one.judge()
            seen = "".join(path.read_text("utf-8") for path in (folder / "stdout", folder / "stderr"))
            return {"ran": ran, "claims": claims, "live": one.live(), "arrived": one.arrived(), "seen": seen}

    cases = [(name, KNOWN.secret) for name in NAMES] + [(name, "wrong-secret") for name in NAMES]
    return side_by_side(story, cases)


@pytest.mark.parametrize("name", NAMES)
def test_it_settles(played: Mapping[tuple[str, str], Any], name: str) -> None:
    found = ending(played, (name, KNOWN.secret))
    assert (found["ran"].code, found["ran"].report["state"]) == (0, "done"), found["ran"]
    assert len(found["live"]) == 1
    number = load_place(name).number
    assert found["arrived"][-4:] == [number("2203A"), "2204", number("2206A"), number("2207A")]
    assert KNOWN.secret not in found["seen"]


@pytest.mark.parametrize("name", [name for name in NAMES if load_place(name).auth.kind != "none"])
def test_it_is_not_let_in(played: Mapping[tuple[str, str], Any], name: str) -> None:
    found = ending(played, (name, "wrong-secret"))
    assert found["ran"].code == 1
    assert found["arrived"] == []
    assert "网关没有放行" in found["ran"].report["said"]
    assert "wrong-secret" not in found["seen"]
