"""How other clients do it, on the same server and text. Part of `speed`.

* `sample`: one connection, one sentence after the other, sound decoded by `json` and `base64` and
  added to what there is, as examples in a service's documentation do.
* `pydub`: the same, joined by `+=` of pydub.
* `sequential`: a connection for each sentence, one after the other, as clients of free services do.

None of them writes captions, or looks at what came.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import tempfile
import time
import warnings
import wave
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import trio
from trio_websocket import WebSocketConnection, open_websocket_url

from captioner.text import read
from tests.benchmarks.disaster_scene import head

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pydub import AudioSegment

_RATE = 22050
_HOUSE = Path(__file__).parents[2]
_CAPTIONER = [sys.executable, "-W", "ignore", "-m", "captioner"]
_QUERY = f"speaker=en-us&modelId=coda&lang=eng&audioFormat=pcm&samplingRate={_RATE}&segment=never"

Client = Callable[[str, Sequence[str], Path], Awaitable[None]]


async def _one(socket: WebSocketConnection, text: str) -> bytes:
    """Ask for a sentence and wait for it, the plain way."""
    await socket.send_message(json.dumps({"text": text + " "}))
    await socket.send_message(json.dumps({"operation": "flush"}))
    sound = b""
    while True:
        event = json.loads(await socket.get_message())
        if event["type"] == "chunk":
            sound += base64.b64decode(event["data"])
        elif event["type"] == "done":
            return sound


def _write(path: Path, sound: bytes) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(sound)


async def sample(url: str, texts: Sequence[str], path: Path) -> None:
    """Ask over one connection."""
    sound = b""
    async with open_websocket_url(url, max_message_size=2**24) as socket:
        for text in texts:
            sound += await _one(socket, text)
    _write(path, sound)


async def pydub(url: str, texts: Sequence[str], path: Path) -> None:
    """Ask over one connection, and join with pydub."""
    joined = AudioSegment.empty()
    async with open_websocket_url(url, max_message_size=2**24) as socket:
        for text in texts:
            pcm = await _one(socket, text)
            joined += AudioSegment(data=pcm, sample_width=2, frame_rate=_RATE, channels=1)
            joined += AudioSegment.silent(250, frame_rate=_RATE)
    joined.export(str(path), format="wav")


async def sequential(url: str, texts: Sequence[str], path: Path) -> None:
    """Ask over a new connection each time."""
    parts = []
    for text in texts:
        async with open_websocket_url(url, max_message_size=2**24) as socket:
            parts.append(await _one(socket, text))
    _write(path, b"".join(parts))


@contextmanager
def _served() -> Iterator[str]:
    """Run `captioner serve`, and give its address."""
    command = [*_CAPTIONER, "serve", "--port", "0"]
    with subprocess.Popen(
        command, cwd=_HOUSE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            yield next(word for word in line.split() if word.startswith("ws://"))
        finally:
            process.terminate()


def others(text: Path, words: int) -> Iterator[str]:
    """Measure part d."""
    with tempfile.TemporaryDirectory() as name, _served() as url:
        folder = Path(name)
        part = head(text, words, folder / "part.txt")
        texts = [sentence.spoken for sentence in read(part).sentences]
        ours = [
            *_CAPTIONER, "narrate", str(part), "--no-store", "--format", "wav", "-o",
            str(folder / "out"), "--progress", "none", "--url", url, "--speaker", "en-us",
        ]  # fmt: skip
        began = time.perf_counter()
        subprocess.run(ours, cwd=_HOUSE, check=True)
        limit = time.perf_counter() - began
        yield f"d  {len(texts):,} sentences by captioner {limit:.1f} s"
        for client in _CLIENTS:
            began = time.perf_counter()
            path = folder / f"{client.__name__}.wav"
            trio.run(client, f"{url}?{_QUERY}", texts, path)
            took = time.perf_counter() - began
            yield f"   {client.__name__:12} {took:8.1f} s, {took / limit:.1f} times as long"


_CLIENTS: tuple[Client, ...] = (sample, pydub, sequential)
