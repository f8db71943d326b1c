"""LiveKit's own Rime plugin streaming over its pooled websocket."""

from __future__ import annotations

import asyncio
import faulthandler
import logging
import os
import sys
from dataclasses import dataclass, field

import aiohttp
from livekit.agents.types import USERDATA_TIMED_TRANSCRIPT, TimedString
from livekit.plugins import rime

LIMIT = 60
PACE = 0.02  # seconds a word, as from a quick language model
FIRST = "The first sentence of the reply is short. The second sentence of it is a little longer!"
SECOND = "The socket is used again, for another stream."


@dataclass
class Heard:
    seconds: float = 0.0
    words: list[TimedString] = field(default_factory=list)
    final: bool = False


class Troubles(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


async def hear(tts: rime.TTS, text: str) -> Heard:
    """Say a text as an agent does, token by token, and hear it to its end."""
    heard = Heard()
    async with tts.stream() as stream:
        for token in text.split(" "):
            stream.push_text(f"{token} ")
            await asyncio.sleep(PACE)
        stream.flush()
        stream.end_input()
        async for audio in stream:
            frame = audio.frame
            assert (frame.sample_rate, frame.num_channels) == (tts.sample_rate, 1), frame
            heard.seconds += frame.duration
            heard.words += frame.userdata.get(USERDATA_TIMED_TRANSCRIPT, [])
            heard.final = audio.is_final
    return heard


def check(heard: Heard, text: str) -> None:
    assert [word.strip() for word in heard.words] == text.split(), heard.words
    assert heard.final, "the last frame was not the end of the stream"
    # Times start anew with each synthesis, and the plugin hands them on as they are.
    at = spoken = 0.0
    for word in heard.words:
        assert isinstance(word.start_time, float | int), heard.words
        assert isinstance(word.end_time, float | int), heard.words
        if word.start_time < at:
            spoken += at
        assert word.start_time < word.end_time, heard.words
        at = word.end_time
    assert spoken + at <= heard.seconds + 0.05, (spoken + at, heard.seconds)


async def main(address: str) -> None:
    troubles = Troubles()
    logging.getLogger().addHandler(troubles)
    dialled: list[str] = []

    async def on_request_start(
        _: aiohttp.ClientSession, __: object, params: aiohttp.TraceRequestStartParams
    ) -> None:
        dialled.append(str(params.url))

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(on_request_start)
    async with aiohttp.ClientSession(trace_configs=[trace]) as session:
        tts = rime.TTS(
            base_url=address,
            api_key=os.environ["CAPTIONER_SERVE_KEY"],
            http_session=session,
        )
        tts.on("error", lambda error: troubles.lines.append(str(error)))
        first = await hear(tts, FIRST)
        second = await hear(tts, SECOND)
        await tts.aclose()

    assert not troubles.lines, "\n".join(troubles.lines)
    check(first, FIRST)
    check(second, SECOND)
    assert len(dialled) == 1, dialled
    words = len(first.words) + len(second.words)
    print(
        f"livekit: 2 streams over {len(dialled)} socket, {words} words,",
        f"{first.seconds + second.seconds:.2f} s of sound",
    )


if __name__ == "__main__":
    faulthandler.dump_traceback_later(LIMIT, exit=True)
    asyncio.run(main(sys.argv[1]))
