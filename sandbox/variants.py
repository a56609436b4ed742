"""2203, 2206 and 2207 come in two forms, plain and A: a place answers one of them (or both), by the same rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.call import Call, Place, Refusal, platform_text

__all__ = ["a_form", "plain_form"]

Handler = Callable[[Place, Call], Any]


def a_form(handler: Handler) -> Handler:
    """The handler of 2203A, 2206A or 2207A, for a place that answers the A form."""
    return _only_where("A", handler)


def plain_form(handler: Handler) -> Handler:
    """The handler of 2203, 2206 or 2207, for a place that answers the plain form."""
    return _only_where("plain", handler)


def _only_where(form: str, handler: Handler) -> Handler:
    def answer(place: Place, call: Call) -> Any:
        if place.behaviours["outpatient_form"] not in (form, "both"):
            raise Refusal(platform_text(f"本机构未开通交易[{call.number}]", "fixmedinsBO_47"))
        return handler(place, call)

    return answer
