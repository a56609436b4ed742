"""The service's HTTP side: settlement endpoint, code component, and the control endpoints below /sandbox."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI, Request, Response

from counter_app.model import identity
from sandbox import wire
from sandbox.behaviours import SWITCHES, UnknownBehaviour
from sandbox.call import Place
from sandbox.credentials import decode
from sandbox.door import Door
from sandbox.faults import Faults, WrongFault, parse_fault
from sandbox.form import taken_apart
from sandbox.gateway import Gateway, envelope_reply
from sandbox.judge import person_report, report
from sandbox.reading import BadFile

__all__ = ["build"]

_OWN_SCANNER_S = 20.0


def _json(value: object, status: int = 200) -> Response:
    return Response(wire.write(value), status, media_type="application/json")


async def _read(request: Request) -> Any:
    """The body as JSON, None where it is not."""
    try:
        return wire.read(await request.body())
    except (ValueError, RecursionError):
        return None


class _OwnScanner:
    """The scanner that a vendor's component opens itself when it is asked without a code."""

    def __init__(self) -> None:
        self._codes: asyncio.Queue[str] = asyncio.Queue()

    def show(self, code: str) -> None:
        """Somebody holds a code before it."""
        self._codes.put_nowait(code)

    async def shown(self) -> str:
        """What is shown to it; empty where nobody came."""
        try:
            return await asyncio.wait_for(self._codes.get(), _OWN_SCANNER_S)
        except TimeoutError:
            return ""


def build(place: Place, faults: Faults, faults_changed: Callable[[], Awaitable[None]], door: Door) -> FastAPI:
    """The application. `faults_changed` is awaited after every change of the faults."""
    app = FastAPI(title="门诊异地医保结算 训练服务", docs_url=None, redoc_url=None)
    gateway = Gateway(place)
    scanner = _OwnScanner()

    async def settle(request: Request) -> Response:
        body, now = await request.body(), gateway.now()
        message, file = taken_apart(request.headers.get("content-type", ""), body)
        path = door.service_path(request.url.path, message)
        if path is None:
            return _json({"detail": "Not Found"}, 404)
        refusal = door.refuses(request.headers, body, message, now)
        if refusal:
            return _json({"code": 401, "message": refusal}, 401)
        wrong = door.wrong_seal(message)
        if wrong:
            return _json(envelope_reply(-1, wrong, None, now, None))
        answer = gateway.answer(door.inward(message), path, file)
        if isinstance(answer, bytes):
            return Response(answer, media_type="application/octet-stream")
        return _json(door.outward(answer))

    app.post("/fsi/api", summary="one message; infno decides")(settle)
    app.post("/fsi/api/{service}/{method}", summary="one message; the path must be that of infno")(settle)
    if door.settles("/"):
        app.post("/", summary="one message, at a place with a single address")(settle)
    if door.settles("/2207"):
        app.post("/{number}", summary="one message, at a place where every number has its address")(settle)

    @app.post("/localcfc/api/hsecfc/localQrCodeQuery", summary="ec.query: a scanned code becomes person and token")
    async def query_code(request: Request) -> Response:
        message = await _read(request)
        if not isinstance(message, dict):
            return _json({"message": "请求报文不是 JSON 对象", "success": False, "code": 400}, 400)
        data = message.get("data")
        if isinstance(data, dict) and "ecQrCode" not in data:  # the component opens the scanner itself
            data["ecQrCode"] = await scanner.shown()
        return _json(decode(place, message, gateway.now()))

    @app.put("/sandbox/scanner", summary="show the component's own scanner a code")
    async def show_scanner(request: Request) -> Response:
        code = await _read(request)
        if not isinstance(code, str):
            return _json({"detail": "a code in quotation marks"}, 422)
        scanner.show(code)
        return _json({})

    @app.get("/sandbox/ledger", summary="everything booked")
    async def show_ledger() -> Response:
        return _json(report(place.ledger))

    @app.get("/sandbox/people/{certno}", summary="account and accumulators of a person")
    async def show_person(certno: str) -> Response:
        number = identity.normalised(certno)
        if number not in place.people.by_certificate:
            return _json({"detail": "nobody in people.yaml has this certno"}, 404)
        return _json(person_report(place.ledger, number))

    @app.put("/sandbox/people/{certno}/filing", summary="another filing of a person from now on")
    async def file_person(certno: str, request: Request) -> Response:
        wanted = await _read(request)
        if not isinstance(wanted, dict):
            return _json({"detail": "a filing: class, place, from, to"}, 422)
        try:
            filed = place.people.refile(identity.normalised(certno), wanted)
        except KeyError:
            return _json({"detail": "nobody in people.yaml has this certno"}, 404)
        except BadFile as why:
            return _json({"detail": str(why)}, 422)
        since, until = (day and day.isoformat() for day in (filed.since, filed.until))
        return _json({"class": filed.kind.value, "place": filed.place, "from": since, "to": until})

    _add_switchboard(app, place, faults, faults_changed)
    return app


def _add_switchboard(app: FastAPI, place: Place, faults: Faults, faults_changed: Callable[[], Awaitable[None]]) -> None:
    @app.get("/sandbox/faults", summary="faults in force and how often each struck")
    async def show_faults() -> Response:
        return _json(faults.as_dict())

    @app.put("/sandbox/faults", summary="other faults from now on")
    async def set_faults(request: Request) -> Response:
        wanted = await _read(request)
        if isinstance(wanted, dict) and "name" not in wanted:
            wanted = wanted.get("faults", wanted.get("fault"))
        if isinstance(wanted, (str, dict)):
            wanted = [wanted]
        if not isinstance(wanted, list) or not all(isinstance(item, (str, dict)) for item in wanted):
            return _json({"detail": 'a list of faults, or {"faults": [...]}'}, 422)
        try:
            faults.replace([parse_fault(item) for item in wanted])
        except WrongFault as why:
            return _json({"detail": str(why)}, 422)
        await faults_changed()
        return _json(faults.as_dict())

    @app.delete("/sandbox/faults", summary="no faults from now on")
    async def clear_faults() -> Response:
        faults.replace([])
        await faults_changed()
        return _json(faults.as_dict())

    @app.get("/sandbox/behaviours", summary="the switches, and what each may be")
    async def show_behaviours() -> Response:
        return _json(_switches(place))

    @app.put("/sandbox/behaviours", summary="switch some")
    async def set_behaviours(request: Request) -> Response:
        wanted = await _read(request)
        if not isinstance(wanted, dict):
            return _json({"detail": "an object of names and values"}, 422)
        try:
            place.behaviours.set(wanted)
        except UnknownBehaviour as why:
            return _json({"detail": str(why)}, 422)
        return _json(_switches(place))


def _switches(place: Place) -> dict[str, Any]:
    return {
        "behaviours": place.behaviours.as_dict(),
        "choices": {name: list(switch.values) or switch.unit for name, switch in SWITCHES.items()},
    }
