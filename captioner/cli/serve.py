"""captioner serve"""

from __future__ import annotations

import logging
import os
import signal
import socket
from functools import partial
from math import isnan

import click
import trio

from captioner.cores import cores
from captioner.errors import OptionError, one_error
from captioner.open_files import allow_open_files
from captioner.server.endpoint import Server, ServerSettings
from captioner.server.faults import FAULTS, parse_fault
from captioner.server.workers import open_workers

_DEFAULTS = ServerSettings()
#: Open files besides those of the clients: workers, clients on their way in, and our own.
_OTHER_FILES = 400
_SIGNALS = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8003, show_default=True,
              help="Port to listen on; 0 picks a free one.")  # fmt: skip
@click.option("--workers", type=click.IntRange(1, 256), default=None,
              help="Processes that speak.  [default: one a core]")  # fmt: skip
@click.option("--chunk-bytes", type=click.IntRange(64, 2**20), default=_DEFAULTS.chunk_bytes,
              show_default=True, metavar="N", help="Most bytes of sound in a message.")  # fmt: skip
@click.option("--max-text", type=click.IntRange(1, 50_000), default=_DEFAULTS.max_text,
              show_default=True, metavar="N", help="Most characters in a synthesis.")  # fmt: skip
@click.option("--max-waiting", type=click.IntRange(1, 10**8), default=_DEFAULTS.max_waiting,
              show_default=True, metavar="N",
              help="Most characters that a connection may have waiting.")  # fmt: skip
@click.option("--max-message", type=click.IntRange(128, 2**26), default=_DEFAULTS.max_message,
              show_default=True, metavar="BYTES", help="Longest message.")  # fmt: skip
@click.option("--max-connections", type=click.IntRange(1, 10**5), show_default=True, metavar="N",
              default=_DEFAULTS.max_connections, help="Connections at once.")  # fmt: skip
@click.option("--grace", type=click.FloatRange(0, 3600), default=5.0, show_default=True,
              metavar="SECONDS", help="How long to finish what was asked for when told to stop; "
              "a second signal ends the wait.")  # fmt: skip
@click.option("--fault", "faults", multiple=True, metavar="NAME[=VALUE][:EVERY]",
              help="A bad day to rehearse, each time or each so many-th; may be repeated. "
              "See --list-faults.")  # fmt: skip
@click.option("--list-faults", is_flag=True, help="List the faults and leave.")
def command(
    host: str,
    port: int,
    workers: int | None,
    chunk_bytes: int,
    max_text: int,
    max_waiting: int,
    max_message: int,
    max_connections: int,
    grace: float,
    faults: tuple[str, ...],
    list_faults: bool,
) -> None:
    """Run the embedded speech server, which speaks Rime's /ws3, /ws2 and /ws.

    Clients must present the key in CAPTIONER_SERVE_KEY, if that is set.
    """
    if list_faults:
        for name, row in FAULTS.items():
            usage = f"{name}={row.unit}" if row.unit else name
            usual = f" (usually {row.usual:g})" if row.unit else ""
            click.echo(f"{usage:20} {row.says}{usual}")
        return
    if isnan(grace):
        raise OptionError("--grace nan: it must be a number of seconds")
    if max_waiting < max_text:
        raise OptionError(
            f"--max-waiting {max_waiting}: it must be at least --max-text, {max_text}, or no such "
            "text could ever be spoken"
        )
    settings = ServerSettings(
        key=os.environ.get("CAPTIONER_SERVE_KEY") or None,
        chunk_bytes=chunk_bytes,
        max_text=max_text,
        max_waiting=max_waiting,
        max_message=max_message,
        max_connections=max_connections,
        faults=tuple(map(parse_fault, faults)),
    )
    trio.run(partial(_serve, host, port, workers or cores(), settings, grace))


async def _serve(
    host: str, port: int, workers: int, settings: ServerSettings, grace: float
) -> None:
    try:
        listeners = await trio.open_tcp_listeners(port, host=host)
    except OSError as exc:
        raise OptionError(f"--host {host} --port {port}: cannot be used ({exc.strerror})") from exc
    _make_room(settings.max_connections)
    with one_error():
        async with open_workers(workers) as synthesizer, trio.open_nursery() as serving:
            await _run(Server(synthesizer, settings), serving, listeners, grace)


async def _run(
    server: Server, serving: trio.Nursery, listeners: list[trio.SocketListener], grace: float
) -> None:
    """Serve until told to stop."""
    with trio.open_signal_receiver(*_SIGNALS) as signals:
        accepting = trio.CancelScope()
        serving.start_soon(_accept, accepting, server, listeners, serving)
        for listener in listeners:
            address = listener.socket.getsockname()
            name = f"[{address[0]}]" if ":" in address[0] else address[0]
            click.echo(f"listening on ws://{name}:{address[1]}/ws3")
        await anext(signals)
        accepting.cancel()
        async with trio.open_nursery() as ending:
            ending.start_soon(_until_second, signals, ending)
            await server.shut_down(grace)
            ending.cancel_scope.cancel()
    serving.cancel_scope.cancel()


async def _accept(
    accepting: trio.CancelScope,
    server: Server,
    listeners: list[trio.SocketListener],
    serving: trio.Nursery,
) -> None:
    """Take connections until `accepting` is cancelled; those that were taken go on."""

    async def serve(stream: trio.SocketStream) -> None:
        # So that a client whose machine is gone does not keep its place for ever.
        stream.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        await server.serve_stream(stream)

    with accepting:
        await trio.serve_listeners(serve, listeners, handler_nursery=serving)


async def _until_second(signals: object, ending: trio.Nursery) -> None:
    """End the wait for what is being spoken at a second signal."""
    await anext(signals)  # type: ignore[call-overload]  # trio names no type for it
    ending.cancel_scope.cancel()


class _Plainly(logging.Handler):
    """Tells in a line what trio would tell with a traceback, such as too many open files."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        reason = error.strerror if isinstance(error, OSError) else record.getMessage()
        click.echo(f"captioner: no more clients can be taken for now ({reason})", err=True)


def _make_room(connections: int) -> None:
    """Ask the system for enough open files, and hear plainly where that is not granted."""
    logging.getLogger("trio.serve_listeners").addHandler(_Plainly())
    logging.getLogger("trio.serve_listeners").propagate = False
    allow_open_files(connections + _OTHER_FILES)
