"""A client as Rime's documentation shows one: tokens, clear, tokens, eos, and a reader beside."""

from __future__ import annotations

import array
import asyncio
import base64
import faulthandler
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import websockets

LIMIT = 60
RATE = 24000
DROPPED = ["This ", "is ", "an ", "incomplete ", "phrase "]
SPOKEN = ["The ", "cleared ", "words ", "are ", "gone, ", "and ", "these ", "remain."]
MESSAGES = [
    *({"text": token} for token in DROPPED),
    {"operation": "clear"},
    *({"text": token} for token in SPOKEN),
    {"operation": "eos"},
]


class Client:
    def __init__(self, url: str, key: str) -> None:
        self.url = url
        self.headers = {"Authorization": f"Bearer {key}"}
        self.audio = b""
        self.words: list[str] = []
        self.seconds = 0.0
        self.done = 0

    async def send_messages(self, websocket: websockets.ClientConnection) -> None:
        for message in MESSAGES:
            await websocket.send(json.dumps(message))

    async def handle_events(self, websocket: websockets.ClientConnection) -> None:
        while True:
            try:
                event: dict[str, Any] = json.loads(await websocket.recv())
            except websockets.exceptions.ConnectionClosedOK:
                return
            match event["type"]:
                case "chunk":
                    self.audio += base64.b64decode(event["data"], validate=True)
                case "timestamps":
                    times = event["word_timestamps"]
                    assert len(times["words"]) == len(times["start"]) == len(times["end"]), times
                    assert times["start"] == sorted(times["start"]), times
                    self.words += times["words"]
                    self.seconds += times["end"][-1]
                case "done":
                    self.done += 1
                case unexpected:
                    raise AssertionError(f"{unexpected}: {event}")

    async def run(self) -> None:
        async with websockets.connect(self.url, additional_headers=self.headers) as websocket:
            await asyncio.gather(self.send_messages(websocket), self.handle_events(websocket))


def decoded(mp3: bytes) -> array.array[int]:
    """The samples that an independent decoder finds, having found nothing to complain of."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "speech.mp3")
        path.write_bytes(mp3)
        command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "mp3", "-i", str(path)]
        command += ["-f", "s16le", "-ac", "1", "-ar", str(RATE), "-"]
        done = subprocess.run(command, capture_output=True, check=True)
    assert not done.stderr, done.stderr.decode()
    return array.array("h", done.stdout)


async def converse(address: str, path: str, query: str) -> str:
    client = Client(f"{address}/{path}?{query}", os.environ["CAPTIONER_SERVE_KEY"])
    await client.run()

    heard = [word.strip(".,") for word in client.words]
    assert [word for word in heard if word] == [t.strip(" .,") for t in SPOKEN], client.words
    assert client.done >= 1, "no done before the end"
    samples = decoded(client.audio)
    seconds = len(samples) / RATE
    assert client.seconds - 0.05 <= seconds <= client.seconds + 1, (seconds, client.seconds)
    assert max(map(abs, samples)) > 1000, "silence"
    return f"/{path} {len(client.words)} words, {client.seconds:.2f} s of {seconds:.2f} s mp3"


async def main(address: str) -> None:
    seen = [
        await converse(address, "ws2", "speaker=cove&modelId=mistv2&audioFormat=mp3"),
        await converse(address, "ws3", "speaker=luna&modelId=arcana&audioFormat=mp3"),
    ]
    print("documented:", "; ".join(seen))


if __name__ == "__main__":
    faulthandler.dump_traceback_later(LIMIT, exit=True)
    asyncio.run(main(sys.argv[1]))
