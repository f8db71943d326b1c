"""A speech server that speaks nothing: it replays the takes of a store, over real WebSockets.

    python -m tests.benchmarks.replay STORE

Prints its port, and serves until it is killed. What is asked for and not there is an error.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import trio

from captioner.errors import SpeechRefused
from captioner.server.endpoint import LARGE_CHUNK, Server, ServerSettings
from captioner.server.order import Order, Timing
from captioner.store.takes import read_header, read_take


class Replay:
    """A synthesizer that has said it all before."""

    def __init__(self, store: Path) -> None:
        self._takes: dict[str, Path] = {}
        for path in store.glob("takes/*/*.take"):
            self._takes[read_header(path).spoken.strip()] = path

    async def synthesize(self, order: Order, on_block: Callable[[bytes], None]) -> Timing:
        """Give the take of a text."""
        await trio.lowlevel.checkpoint()
        path = self._takes.get(order.text.strip())
        if path is None:
            raise SpeechRefused(f"there is no take of {order.text!r}")
        take = read_take(path).take
        on_block(take.pcm)
        return Timing(
            [word.text for word in take.words],
            [word.start / take.rate for word in take.words],
            [word.end / take.rate for word in take.words],
            length=take.frames / take.rate,
        )


async def serve(store: Path) -> None:
    """Serve the takes of a store."""
    server = Server(Replay(store), ServerSettings(chunk_bytes=LARGE_CHUNK, max_text=10_000))
    async with trio.open_nursery() as nursery:
        listeners = await trio.open_tcp_listeners(0, host="127.0.0.1")
        print(listeners[0].socket.getsockname()[1], flush=True)
        nursery.start_soon(trio.serve_listeners, server.serve_stream, listeners)


@contextmanager
def replaying(store: Path) -> Iterator[str]:
    """Run it in a process of its own, and give its address."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.replay", str(store)]
    house = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=house, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"ws://127.0.0.1:{process.stdout.readline().strip()}/ws3"
        finally:
            process.kill()


if __name__ == "__main__":
    trio.run(serve, Path(sys.argv[1]))
