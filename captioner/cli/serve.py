"""captioner serve"""

from __future__ import annotations

import os
import signal
from functools import partial

import click
import trio

from captioner.errors import OptionError
from captioner.local import workers_here
from captioner.server.endpoint import SMALL_CHUNK, Server, ServerSettings
from captioner.server.workers import open_workers


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8003, show_default=True,
              help="Port to listen on; 0 picks a free one.")  # fmt: skip
@click.option("--workers", type=click.IntRange(1, 256), default=None,
              help="Processes that speak.  [default: one a core]")  # fmt: skip
@click.option("--chunk-bytes", type=click.IntRange(64, 2**20), default=SMALL_CHUNK,
              show_default=True, help="Most bytes of sound in one message.")  # fmt: skip
def command(host: str, port: int, workers: int | None, chunk_bytes: int) -> None:
    """Run the embedded speech server, speaking /ws3.

    Clients must present the key in CAPTIONER_SERVE_KEY, if that is set.
    """
    settings = ServerSettings(os.environ.get("CAPTIONER_SERVE_KEY") or None, chunk_bytes)
    trio.run(partial(_serve, host, port, workers or workers_here(), settings))


async def _serve(host: str, port: int, workers: int, settings: ServerSettings) -> None:
    try:
        listeners = await trio.open_tcp_listeners(port, host=host)
    except OSError as exc:
        raise OptionError(f"--host {host} --port {port}: cannot be used ({exc.strerror})") from exc
    async with open_workers(workers) as synthesizer, trio.open_nursery() as nursery:
        server = Server(synthesizer, settings)
        nursery.start_soon(trio.serve_listeners, server.serve_stream, listeners)
        for listener in listeners:
            address = listener.socket.getsockname()
            name = f"[{address[0]}]" if ":" in address[0] else address[0]
            click.echo(f"listening on ws://{name}:{address[1]}/ws3")
        with trio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
            async for _ in signals:
                nursery.cancel_scope.cancel()
                break
