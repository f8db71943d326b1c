"""A document is fetched from an address of the web, within limits of time and size.

No more is asked than what a browser asks for a page: nothing that the page names is fetched, and
addresses of other kinds than http and https are refused, also where a server points to one.
"""

from __future__ import annotations

import ssl
import zlib
from collections.abc import Awaitable, Callable
from email.message import Message
from http import HTTPStatus
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import h11
import msgspec
import trio

from captioner import __version__
from captioner.client.service import reason_of
from captioner.errors import DocumentError

#: Opens a connection to a host at a port, encrypted or not.
Open = Callable[[str, int, bool], Awaitable[trio.abc.Stream]]

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_CHUNK = 65536
_CUT = "the connection was cut in the middle of it; try again"
#: Letters that an address may hold as they are; others are written in percent.
_SAFE = "!$%&'()*+,/:;=?@[]~"


class Limits(msgspec.Struct, frozen=True):
    """How long it may take to reach a server, and in all; how large a document may be, also when it
    is unpacked; how often a server may point elsewhere.
    """

    connect_seconds: float = 15.0
    seconds: float = 60.0
    bytes: int = 20 * 2**20
    redirects: int = 5


_USUAL = Limits()


class Fetched(msgspec.Struct, frozen=True):
    """What a server gave: from which address in the end, of which kind, in which encoding if it
    says so.
    """

    url: str
    media_type: str
    charset: str | None
    data: bytes


async def _open(host: str, port: int, encrypted: bool) -> trio.abc.Stream:
    if not encrypted:
        return await trio.open_tcp_stream(host, port)
    stream = await trio.open_ssl_over_tcp_stream(host, port, https_compatible=True)
    try:
        await stream.do_handshake()
    except BaseException:
        await trio.aclose_forcefully(stream)
        raise
    return stream


async def fetch(url: str, limits: Limits = _USUAL, open_stream: Open = _open) -> Fetched:
    """Fetch what is at an address.

    Raises DocumentError, one sentence, for whatever keeps it from being had.
    """
    at = url
    with trio.move_on_after(limits.seconds):
        for _ in range(limits.redirects + 1):
            answer = await _Visit(url, at, limits, open_stream).get()
            if isinstance(answer, Fetched):
                return answer
            at = answer
        raise DocumentError(url, f"it is redirected more than {limits.redirects} times")
    raise DocumentError(url, f"it has not come within {limits.seconds:g} s; try again later")


class _Visit(msgspec.Struct, frozen=True):
    """One request: of what was asked for as `url`, at the address `at`."""

    url: str
    at: str
    limits: Limits
    open_stream: Open

    async def get(self) -> Fetched | str:
        """Ask for it. Gives an address where the server points to another."""
        parts = self._parts()
        stream = await self._stream(parts)
        async with stream:
            try:
                return await self._ask(stream, parts)
            except h11.RemoteProtocolError as exc:
                raise self.error(f"{parts.netloc} does not answer as a web server does") from exc
            except (trio.BrokenResourceError, OSError) as exc:
                raise self.error(f"{parts.netloc} broke the connection; try again") from exc

    def error(self, reason: str) -> DocumentError:
        """Say what is wrong with what was asked for."""
        where = "" if self.at == self.url else f", redirected to {self.at}"
        return DocumentError(f"{self.url}{where}", reason)

    def _parts(self) -> SplitResult:
        try:
            parts = urlsplit(self.at)
            host, _ = parts.hostname or "", parts.port
            host.encode("idna")
        except ValueError as exc:
            raise self.error(f"it is no address ({exc})") from exc
        if parts.scheme not in ("http", "https") or not host:
            raise self.error("only http:// and https:// addresses are fetched")
        if parts.username is not None or parts.password is not None:
            raise DocumentError(
                f"{parts.scheme}://…@{host}",
                "addresses with a name or password are not fetched; save the document as a file",
            )
        return parts

    async def _stream(self, parts: SplitResult) -> trio.abc.Stream:
        encrypted = parts.scheme == "https"
        port = parts.port or (443 if encrypted else 80)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        try:
            with trio.fail_after(self.limits.connect_seconds):
                return await self.open_stream(host, port, encrypted)
        except trio.TooSlowError as exc:
            raise self.error(
                f"{host}:{port} does not answer within {self.limits.connect_seconds:g} s"
            ) from exc
        except (OSError, trio.BrokenResourceError) as exc:
            if isinstance(exc.__cause__, ssl.SSLCertVerificationError):
                reason = f"{host} is not trusted ({exc.__cause__.verify_message})"
                raise self.error(reason) from exc
            raise self.error(
                f"{host}:{port} cannot be reached ({_reason(exc)}); check the address"
            ) from exc

    async def _ask(self, stream: trio.abc.Stream, parts: SplitResult) -> Fetched | str:
        connection = h11.Connection(h11.CLIENT)
        target = quote(parts.path or "/", safe=_SAFE)
        if parts.query:
            target += "?" + quote(parts.query, safe=_SAFE)
        request = h11.Request(
            method="GET",
            target=target,
            headers=[
                ("Host", parts.netloc.encode("idna").decode("ascii")),
                ("User-Agent", f"captioner/{__version__}"),
                ("Accept", "text/html, application/xhtml+xml, */*;q=0.8"),
                ("Accept-Encoding", "gzip, deflate"),
                ("Connection", "close"),
            ],
        )
        data = connection.send(request) + connection.send(h11.EndOfMessage())
        await stream.send_all(data)
        response = await _next(connection, stream)
        while isinstance(response, h11.InformationalResponse):
            response = await _next(connection, stream)
        if not isinstance(response, h11.Response):
            raise self.error(f"{parts.netloc} gave no answer; try again")
        headers = _headers(response)
        if response.status_code in _REDIRECTS and headers["Location"]:
            return urljoin(self.at, str(headers["Location"]))
        self._check(response.status_code, headers)
        body = await self._body(connection, stream, headers)
        charset = headers.get_content_charset()
        kind = headers.get_content_type() if headers["Content-Type"] else ""
        return Fetched(self.at, kind, charset, body)

    def _check(self, status: int, headers: Message) -> None:
        """Refuse an answer that is not the document, and one that is said to be too large."""
        if status != HTTPStatus.OK:
            raise self.error(_refusal(status))
        length = str(headers["Content-Length"] or "")
        if length.isdecimal() and int(length) > self.limits.bytes:
            raise self._too_large()

    def _too_large(self) -> DocumentError:
        most = self.limits.bytes
        size = f"{most // 2**20} MB" if most >= 2**20 else f"{most:,} bytes"
        return self.error(f"it has more than {size}; save it as a file and narrate that")

    async def _body(
        self, connection: h11.Connection, stream: trio.abc.Stream, headers: Message
    ) -> bytes:
        unpacking = _Unpacking(self, str(headers["Content-Encoding"] or "").strip().lower())
        body = bytearray()
        while isinstance(event := await self._more(connection, stream), h11.Data):
            body += unpacking.some(bytes(event.data), self.limits.bytes + 1 - len(body))
            if len(body) > self.limits.bytes:
                raise self._too_large()
        unpacking.check_end()
        return bytes(body)

    async def _more(self, connection: h11.Connection, stream: trio.abc.Stream) -> object:
        """Wait for more of the body, which must come to its end."""
        try:
            return await _next(connection, stream)
        except h11.RemoteProtocolError as exc:
            raise self.error(_CUT) from exc


class _Unpacking:
    """Unpacks the pieces of a body, to no more bytes than are wanted of it."""

    def __init__(self, visit: _Visit, coding: str) -> None:
        self._visit = visit
        self._unpacker = None
        if coding in ("gzip", "x-gzip", "deflate"):
            self._unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)
        elif coding not in ("", "identity"):
            raise visit.error(f"it is packed as {coding}, which was not asked for")

    def some(self, data: bytes, most: int) -> bytes:
        """Unpack a piece."""
        if self._unpacker is None:
            return data[:most]
        try:
            return self._unpacker.decompress(data, most)
        except zlib.error as exc:
            raise self._visit.error(f"it is damaged ({exc}); try again") from exc

    def check_end(self) -> None:
        """Refuse what was cut."""
        if self._unpacker is not None and not self._unpacker.eof:
            raise self._visit.error(_CUT)


async def _next(connection: h11.Connection, stream: trio.abc.Stream) -> object:
    """Wait for what the server says next."""
    while (event := connection.next_event()) is h11.NEED_DATA:
        connection.receive_data(bytes(await stream.receive_some(_CHUNK)))
    return event


def _headers(response: h11.Response) -> Message:
    headers = Message()
    for name, value in response.headers:
        headers[name.decode("ascii")] = value.decode("latin-1")
    return headers


def _refusal(status: int) -> str:
    """Say why a server does not give a document."""
    try:
        said = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        said = str(status)
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        return f"there is no such page (the server says {said}); check the address"
    if status in (401, 402, 403, 407, 451):
        return f"it is not for everybody (the server says {said}); save it as a file from a browser"
    if status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return f"the server says {said}; try again later"
    return f"the server says {said}, and gives no document"


def _reason(exc: BaseException) -> str:
    if isinstance(exc.__cause__, ssl.SSLError):
        return "it does not speak https as it should"
    return reason_of(exc)
