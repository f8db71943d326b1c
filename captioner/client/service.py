"""A speech service, as far as a client knows it: something that a connection can be opened to.

The network is an argument: a socket to the cloud, the embedded server, or streams in memory under
a virtual clock are one path for production, offline use and tests.
"""

from __future__ import annotations

import mmap
import os
import socket
import ssl
from collections.abc import Awaitable, Callable
from urllib.parse import SplitResult, urlsplit

import msgspec
import trio

from captioner.errors import OptionError, SpeechInterrupted, SpeechRefused

#: Where a service is asked when its address names no path.
_PATH = "/ws3"


#: What is asked of a service at once that does not say otherwise.
_CONNECTIONS = 4
#: With so many it is begun to find out how many a service on the network serves best: few accounts
#: allow fewer, and a short document is not kept waiting.
_AT_FIRST = 4
#: How many times as fast as usual a voice speaks, at least and at most, where a service does not
#: say otherwise: what the parameters of the protocol let be asked for.
_SPEEDS = (0.1, 10.0)
#: As much as is read at once, where nobody says how much.
_RECEIVE_BYTES = 65536
#: As much as is told of what a server said.
_LONGEST_QUOTE = 200


class LocalStream(trio.abc.Stream):
    """A stream to a process on this machine, over a socket that does not block, with a `room` of
    memory that both of them see, where there is one.

    Where a sentence takes a few thousandths of a second, the ways round the loop are felt that
    trio's own stream goes: what can be written at once is, and nothing is read before it is there.
    """

    def __init__(self, sock: socket.socket, room: mmap.mmap | None = None) -> None:
        self._socket = sock
        self.room = room

    async def send_all(self, data: bytes | bytearray | memoryview) -> None:
        await trio.lowlevel.checkpoint_if_cancelled()
        left = memoryview(data)
        while left:
            try:
                left = left[self._open().send(left) :]
            except BlockingIOError:
                await trio.lowlevel.wait_writable(self._socket)
            except OSError as exc:
                raise trio.BrokenResourceError(str(exc)) from exc

    async def wait_send_all_might_not_block(self) -> None:
        await trio.lowlevel.wait_writable(self._open())

    async def receive_some(self, max_bytes: int | None = None) -> bytes:
        while True:
            await trio.lowlevel.wait_readable(self._open())
            try:
                return self._socket.recv(max_bytes or _RECEIVE_BYTES)
            except BlockingIOError:
                continue
            except OSError as exc:
                raise trio.BrokenResourceError(str(exc)) from exc

    async def aclose(self) -> None:
        if self._socket.fileno() >= 0:
            trio.lowlevel.notify_closing(self._socket)
            self._socket.close()
        await trio.lowlevel.checkpoint()

    def _open(self) -> socket.socket:
        if self._socket.fileno() < 0:
            raise trio.ClosedResourceError("it was closed")
        return self._socket


class Service(msgspec.Struct, frozen=True):
    """Where to ask, and how to get there.

    `name` is for people, `host` and `path` go into the request, `key` into its header and nowhere
    else. `open_stream` opens a connection; it raises SpeechInterrupted or SpeechRefused.
    `identity` names what speaks, whatever the way to it: the same one is taken to speak the same.
    `url` is the address, if it has one, from which `remote` describes it anew.
    `connections` is how many it serves best at once. Where that is a guess, `at_first` is how many
    to begin with, and how many serve best is found out. `speeds` is how many times as fast as usual
    its voices speak, at least and at most. `is_direct` tells that no WebSocket is spoken on its
    streams (`protocol.frames`), `is_free` that nobody pays for what it speaks.
    """

    name: str
    host: str
    path: str
    open_stream: Callable[[], Awaitable[trio.abc.Stream]]
    key: str | None = None
    connections: int = _CONNECTIONS
    at_first: int | None = None
    speeds: tuple[float, float] = _SPEEDS
    identity: str = ""
    url: str = ""
    is_direct: bool = False
    is_free: bool = False

    def __repr__(self) -> str:
        return f"Service({self.name!r})"  # Without the key.

    @property
    def speaks_as(self) -> str:
        """What speaks: its `identity`, or else its host and path."""
        return self.identity or f"{self.host}{self.path}"


def remote(url: str, key: str | None = None) -> Service:
    """Describe the service at a `ws://` or `wss://` address.

    Raises OptionError for what is no such address, and for what can be no key.
    """
    parts = _parts(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "wss" else 80)

    async def open_stream() -> trio.abc.Stream:
        return await _open(host, port, encrypted=parts.scheme == "wss")

    # A lone stroke is said on purpose: services on one's own premises are asked without a path.
    path = parts.path or _PATH
    name = f"{parts.scheme}://{parts.netloc}{path}"
    return Service(
        name,
        parts.netloc,
        path,
        open_stream,
        _checked_key(key),
        at_first=_AT_FIRST,
        url=name,
    )


def _parts(url: str) -> SplitResult:
    """Take an address apart. It is not shown before it is known to hold no password."""
    if "@" in url or "?" in url:
        raise OptionError(
            "--url: name the address only; the key goes into RIME_API_KEY, settings into options"
        )
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("ws", "wss") and parts.hostname and (parts.port or 1)
        (parts.hostname or "").encode("idna")
    except ValueError as exc:
        raise OptionError(f"--url {url}: it is no address ({exc})") from exc
    if not usable or not url.isascii() or not url.isprintable() or " " in url:
        raise OptionError(f"--url {url}: it must look like wss://users-ws.rime.ai/ws3")
    return parts


def _checked_key(key: str | None) -> str | None:
    """Drop the blanks around a key, such as the end of the line that it was read from."""
    key = key.strip() if key else None
    if key and not (key.isascii() and key.isprintable()):
        raise OptionError("RIME_API_KEY holds a character that no key has; copy it again")
    return key or None


def quoted(said: str, service: Service) -> str:
    """Make what a server said fit to be shown: one line, not too long, and never the key."""
    if service.key:
        said = said.replace(service.key, "***")
    line = " ".join("".join(char if char.isprintable() else " " for char in said).split())
    return line if len(line) <= _LONGEST_QUOTE else line[: _LONGEST_QUOTE - 1] + "…"


async def _open(host: str, port: int, *, encrypted: bool) -> trio.abc.Stream:
    try:
        if not encrypted:
            return await trio.open_tcp_stream(host, port)
        stream = await trio.open_ssl_over_tcp_stream(host, port)
        await stream.do_handshake()
    except (OSError, trio.BrokenResourceError) as exc:
        if isinstance(exc.__cause__, ssl.SSLCertVerificationError):
            reason = exc.__cause__.verify_message
            raise SpeechRefused(f"{host}:{port} is not trusted ({reason})") from exc
        raise SpeechInterrupted(
            f"{host}:{port} cannot be reached ({reason_of(exc)}); check the address, and that a "
            "server runs there"
        ) from exc
    return stream


def reason_of(exc: BaseException) -> str:
    """Give the plainest words for a failed connection; trio groups those of several addresses."""
    cause = exc.__cause__
    if isinstance(cause, BaseExceptionGroup):
        cause = cause.exceptions[0]
    known = cause if isinstance(cause, OSError) else exc
    if isinstance(known, OSError) and known.errno is not None and known.errno > 0:
        return os.strerror(known.errno)
    return (known.strerror if isinstance(known, OSError) else None) or str(known)
