"""The line to the service: one TLS context a process, one kept-alive session a thread (engineering facts, "HTTP").

The environment is not asked: neither for proxies nor for certificates. What fails before the connection stands says so
in its own type, because then nothing was sent. An answer has three limits: how long the far side may be silent, how
long it may take as a whole, how large it may be. Without the second, a byte now and then would hold a window for ever.
"""

from __future__ import annotations

import io
import math
import ssl
import threading
from collections.abc import Callable
from contextvars import ContextVar
from http.client import HTTPResponse
from pathlib import Path
from socket import socket
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, NewConnectionError

from counter_app.settlement.boot_clock import boot_seconds
from counter_app.settlement.turn import waiting_outside

__all__ = ["HandshakeFailed", "Line", "TooLarge", "WrongCertificates", "content_of", "trusting"]

_PIECE = 64 * 1024


class WrongCertificates(ValueError):
    """The file of certificates cannot be used; the text says why in the reader's words."""


class HandshakeFailed(NewConnectionError):
    """The connection was never made: no byte of the message left. `told`: what is wrong, in the reader's words."""

    def __init__(self, connection: HTTPConnection, told: str) -> None:
        super().__init__(connection, told)
        self.told = told


class TooLarge(ValueError):
    """An answer that never ends, or as good as never: it is not read to its end."""


def trusting(certificates: Path | None) -> ssl.SSLContext:
    """The TLS context: the hospital's own authority and no other, or without a file the public ones.

    Raises:
        WrongCertificates: the file is not there, or holds no certificate (PEM).
    """
    try:
        # Without a file of its own the function would load the system's, which SSL_CERT_FILE can replace.
        context = ssl.create_default_context(cafile=str(certificates or DEFAULT_CA_BUNDLE_PATH))
    except ssl.SSLError:
        raise WrongCertificates("不是 PEM 格式的证书文件") from None
    except OSError as trouble:
        raise WrongCertificates(f"打不开（{trouble.strerror}）") from None
    if not context.cert_store_stats()["x509"]:
        raise WrongCertificates("里面没有证书")
    return context


class Line:
    """Sessions for threads. `context`: made at the first use where none is given."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self._context = context
        self._making = threading.Lock()
        self._local = threading.local()

    def session(self) -> requests.Session:
        """This thread's session."""
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = _Session()
            session.trust_env = False
            session.headers["Content-Type"] = "application/json; charset=utf-8"
            session.mount("http://", _Adapter())
            session.mount("https://", _SecureAdapter(self._trust))
            self._local.session = session
        return session

    def post(
        self, address: str, *, connect_s: float, silence_s: float, whole_s: float, **content: Any
    ) -> requests.Response:
        """Send once by this thread's session; the answer's head has come, its body is the caller's to read and close.
        `content`: headers, auth, and one of data, files and json, as requests takes them.

        Seconds: `connect_s` to connect, `silence_s` between bytes, `whole_s` from the last byte sent to the last byte
        of the answer, head and body, on the clock that goes on in suspend. Raises what requests and urllib3 raise.
        """
        limit = _WHOLE_S.set(whole_s)
        session = self.session()
        try:
            request = _prepared(session, address, **content)
            # A redirect followed would send the same call a second time. What is not said here the session would look
            # for in the environment and merge with what it found before: a third of the time it takes to send.
            return session.send(
                request,
                timeout=(connect_s, silence_s),
                allow_redirects=False,
                stream=True,
                verify=True,
                cert=None,
                proxies={},
            )
        finally:
            _WHOLE_S.reset(limit)

    def _trust(self) -> ssl.SSLContext:
        with self._making:
            if self._context is None:
                self._context = trusting(None)
            return self._context


def content_of(reply: requests.Response, largest: int) -> bytes:
    """The whole body, unpacked, and the connection given back. `largest`: bytes.

    Raises:
        TooLarge: there is more; the connection is cut.
        requests.RequestException, urllib3's HTTPError: cut, silent, or not whole in time.
    """
    pieces, size = [], 0
    with reply:
        for piece in reply.iter_content(_PIECE):
            size += len(piece)
            if size > largest:
                raise TooLarge("an answer beyond all bounds")
            pieces.append(piece)
    return b"".join(pieces)


def _prepared(
    session: requests.Session, address: str, *, headers: dict[str, str | None] | None = None, **content: Any
) -> requests.PreparedRequest:
    request = requests.PreparedRequest()
    merged = {**session.headers, **(headers or {})}
    request.prepare(
        method="POST",
        url=address,
        headers={name: value for name, value in merged.items() if value is not None},
        cookies=session.cookies if len(session.cookies) else None,
        hooks=session.hooks,
        **content,
    )
    return request


class _Session(requests.Session):
    """A session that never looks where a redirect points: a call is sent once, and requests would read the address even
    where it does not follow, and fail over one that is none.
    """

    def get_redirect_target(self, resp: requests.Response) -> str | None:  # noqa: ARG002 the inherited signature
        """Nowhere."""
        return None


# How long the answer to what this thread is sending may take; no way leads through requests to the connection.
_WHOLE_S: ContextVar[float] = ContextVar("whole_s", default=math.inf)


class _Until(io.RawIOBase):
    """What a socket receives, until it is too late. A socket's own limit is for each single reception."""

    def __init__(self, connection: socket) -> None:
        self._connection = connection
        self._received = connection.makefile("rb", buffering=0)
        self._late_at = boot_seconds() + _WHOLE_S.get()

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """One reception. What has come is given even where it came late: a whole answer is worth more than its hour."""
        left = self._late_at - boot_seconds()
        if left <= 0:
            raise TimeoutError("the answer was not whole in time")
        silence = self._connection.gettimeout()
        if silence is None or left < silence:
            self._connection.settimeout(left)
        with waiting_outside():
            return self._received.readinto(buffer)

    def close(self) -> None:
        """Close the reading end."""
        self._received.close()
        super().close()


class _Receiving:
    """A socket for one answer: all that http.client asks of it is a file to read."""

    def __init__(self, connection: socket) -> None:
        self._connection = connection

    def makefile(self, _mode: str) -> io.BufferedReader:
        """The answer's bytes."""
        return io.BufferedReader(_Until(self._connection))


class _Answer(HTTPResponse):
    """An answer that keeps to its time."""

    def __init__(self, sock: socket, *arguments: Any, **options: Any) -> None:
        super().__init__(_Receiving(sock), *arguments, **options)  # type: ignore[arg-type]


class _Punctual:
    """A connection that tells failing to connect from failing later, and is not late: name, TCP and TLS together have
    to fit into the time for connecting, since the deadline of a call was checked before (protocol, section 5, D). A
    machine that slept meanwhile is late.
    """

    timeout: Any
    host: str
    response_class: Any = _Answer

    def connect(self) -> None:
        """Connect, or raise HandshakeFailed."""
        began = boot_seconds()
        try:
            with waiting_outside():
                super().connect()  # type: ignore[misc]
                took = boot_seconds() - began  # not what the turn's return takes
        except HTTPError:
            raise  # urllib3's own: refused, name unknown, too slow
        except ssl.SSLCertVerificationError as wrong:
            raise HandshakeFailed(self, _about_certificate(wrong)) from wrong  # type: ignore[arg-type]
        except ssl.SSLError as wrong:
            raise HandshakeFailed(self, f"TLS 握手失败：{wrong.reason or '对方中断'}") from wrong  # type: ignore[arg-type]
        except OSError as trouble:
            raise HandshakeFailed(self, "") from trouble  # type: ignore[arg-type]
        if isinstance(self.timeout, (int, float)) and took > self.timeout:
            self.close()  # type: ignore[attr-defined]
            raise HandshakeFailed(self, "")  # type: ignore[arg-type]


class _Connection(_Punctual, HTTPConnection):
    pass


class _SecureConnection(_Punctual, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class _Adapter(HTTPAdapter):
    """requests' adapter with our connections."""

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """Pools of our connections."""
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}

    def cert_verify(self, conn: Any, *_: Any, **__: Any) -> None:
        """Verify, and trust nobody but the context: the inherited one would add the public authorities to it."""
        conn.cert_reqs = "CERT_REQUIRED"


class _SecureAdapter(_Adapter):
    """The same with our context. It takes some 40 ms to make, so a place without TLS does not pay for it."""

    def __init__(self, trust: Callable[[], ssl.SSLContext]) -> None:
        self._trust = trust
        super().__init__()

    def send(self, request: requests.PreparedRequest, *arguments: Any, **options: Any) -> requests.Response:
        """Send, over pools that have the context."""
        self.poolmanager.connection_pool_kw.setdefault("ssl_context", self._trust())
        return super().send(request, *arguments, **options)


_EXPIRED, _NOT_YET, _WRONG_HOST, _WRONG_ADDRESS = 10, 9, 62, 64
_STRANGERS = (2, 18, 19, 20, 21)  # issuer unknown, self-signed, chain not complete (x509 verification codes)


def _about_certificate(wrong: ssl.SSLCertVerificationError) -> str:
    match wrong.verify_code:
        case code if code == _EXPIRED:
            return "结算服务的证书已过期，没有发送"
        case code if code == _NOT_YET:
            return "结算服务的证书还没有生效（请核对本机时间），没有发送"
        case code if code in (_WRONG_HOST, _WRONG_ADDRESS):
            return "结算服务的证书不是这个地址的，没有发送"
        case code if code in _STRANGERS:
            return "结算服务的证书不是医院信任的机构签发的，没有发送"
        case _:
            return f"结算服务的证书不能信任（{wrong.verify_message}），没有发送"
