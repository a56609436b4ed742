"""The line goes down before each of the six calls: the person leaves with a ticket; the claim ends when it is back."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios.relay import Relay
from tests.scenarios.stage import BILL, CALLS, ending, side_by_side, stage

# The call after whose answer the line is cut, so that the next one finds nobody listening.
LAST_ANSWERED = dict(zip(CALLS, ("", "2001", "2201", "2203A", "2204", "2206A"), strict=True))


def mended(relay: Relay) -> None:
    """The line works again a second after it was cut."""
    assert relay.down.wait(60)
    time.sleep(1.0)
    relay.up()


@pytest.fixture(scope="module")
def online(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    root = tmp_path_factory.mktemp("online")

    def story(call: str) -> None:
        with stage(root / call, relayed=True) as one:
            assert one.relay is not None
            if LAST_ANSWERED[call]:
                one.relay.cut_after(LAST_ANSWERED[call])
            else:
                one.relay.cut()
            ran = one.settle(patience=0)
            assert ran.code == 1
            assert (ran.report["state"], ran.report["failure"]) == ("waiting", "16"), (ran.report, ran.said)
            assert ran.report["paid"] == BILL
            assert Path(ran.report["slip"]).name == f"{ran.report['key']}-ticket.pdf"
            assert call not in one.arrived()
            assert not one.live()
            one.relay.up()
            assert one.replay().report["drained"]
            assert one.ended_well()["paid"] == BILL

    return side_by_side(story, CALLS)


@pytest.fixture(scope="module")
def offline(tmp_path_factory: pytest.TempPathFactory, record: Path) -> Mapping[str, Any]:
    """The twin: the line is cut again while the ticket is being replayed, and comes back while the replay waits."""

    root = tmp_path_factory.mktemp("offline")

    def story(call: str) -> None:
        with stage(root / call, relayed=True, record=record) as one:
            relay = one.relay
            assert relay is not None
            if LAST_ANSWERED[call]:
                relay.cut_after(LAST_ANSWERED[call])
            else:
                relay.cut()
            back = threading.Thread(target=mended, args=(relay,))
            back.start()
            ran = one.replay()
            back.join()
            assert ran.report["drained"], ran
            assert one.ended_well()["paid"] == BILL

    return side_by_side(story, CALLS)


@pytest.mark.parametrize("call", CALLS)
def test_online(online: Mapping[str, Any], call: str) -> None:
    ending(online, call)


@pytest.mark.parametrize("call", CALLS)
def test_offline(offline: Mapping[str, Any], call: str) -> None:
    ending(offline, call)
