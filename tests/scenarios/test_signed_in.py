"""A place that wants 9001 first: the window signs in, and goes on when another terminal has signed the operator out."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.service import SandboxService
from tests.sandbox.conftest import Window
from tests.scenarios.relay import Relay
from tests.scenarios.stage import LIMIT_S, Stage

PROFILE = f"""extends = "national"
name = "signed"
service_time_limit_s = {LIMIT_S}
[sign_in]
ran_out = ["请先签到"]
"""


@pytest.mark.parametrize("after", ["", "1101", "2201", "2203A", "2206A"])
def test_signed_out_elsewhere(tmp_path: Path, after: str) -> None:
    """After 2206A the next call is the 2207A: it meets the door, its visit is shut, the claim settles on another."""
    profile = tmp_path / "place.toml"
    profile.write_text(PROFILE, "utf-8")
    with SandboxService(profile=str(profile)) as service, Relay(service.url) as line:
        story, left = Stage(tmp_path, service, profile, relay=line), [after]

        def sign_out(number: str) -> None:
            if left == [number]:
                left.clear()
                elsewhere, operator = Window(service.url), {"opter_no": "0001"}
                signed = elsewhere.call("9001", {"signIn": operator | {"mac": "00", "ip": "127.0.0.1"}})
                shared = signed["signinoutb"]["sign_no"]
                elsewhere.call("9002", {"signOut": operator | {"sign_no": shared}}, sign_no=shared)
                elsewhere.close()

        line.answered = sign_out
        ran = story.settle()
        assert (ran.code, ran.report["state"]) == (0, "done"), ran.said
        story.ended_well()
        arrived = story.arrived()
        assert arrived[0] == "9001"
        assert arrived.count("2207A") == (2 if after == "2206A" else 1)
        assert not left or not after, "nobody was signed out"
