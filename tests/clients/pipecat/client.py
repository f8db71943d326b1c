"""pipecat's own Rime service in a running pipeline, fed as by a language model."""

from __future__ import annotations

import asyncio
import faulthandler
import os
import sys
import time
from dataclasses import dataclass, field

from loguru import logger
from pipecat.frames.frames import (
    EndFrame,
    ErrorFrame,
    Frame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    TTSAudioRawFrame,
    TTSSpeakFrame,
    TTSStartedFrame,
    TTSStoppedFrame,
    TTSTextFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.services.rime.tts import RimeTTSService
from pipecat.workers.runner import WorkerRunner

LIMIT = 60
PACE = 0.02  # seconds a word, as from a quick language model
RATE = 24000
BYTES = RATE * 2
GREETING = "Good morning, this one stands alone."
REPLY = "The first sentence is short. The second, which follows, is longer! Was there a third?"
PROMPT = 2.0  # the service gives a context up for dead after three seconds without a frame


@dataclass
class Context:
    """What came down the pipeline between a TTSStartedFrame and its TTSStoppedFrame."""

    id: str | None
    audio: int = 0
    words: list[str] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    last: float = 0.0
    waited: float | None = None


class Ear(FrameProcessor):
    def __init__(self) -> None:
        super().__init__()
        self.contexts: list[Context] = []

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        now = time.monotonic()
        match frame:
            case TTSStartedFrame():
                self.contexts.append(Context(frame.context_id, last=now))
            case TTSAudioRawFrame():
                assert (frame.sample_rate, frame.num_channels) == (RATE, 1), frame
                context = self._of(frame)
                context.audio += len(frame.audio)
                context.last = now
            case TTSTextFrame():
                context = self._of(frame)
                assert frame.pts is not None, frame
                context.words.append(frame.text)
                context.times.append(frame.pts)
                context.last = now
            case TTSStoppedFrame():
                context = self._of(frame)
                context.waited = now - context.last
        await self.push_frame(frame, direction)

    def _of(self, frame: Frame) -> Context:
        context = self.contexts[-1]
        assert getattr(frame, "context_id", None) == context.id, (frame, context)
        return context


def check(contexts: list[Context], text: str) -> None:
    # A word that the service was not told of is pushed at the end with all that follow it, in one
    # frame and at one time: so one word a frame, each at its own time, means that all were told.
    assert [word for c in contexts for word in c.words] == text.split(), contexts
    for context in contexts:
        assert context.times == sorted(set(context.times)), context
        assert context.audio % 2 == 0, context
        spread = (context.times[-1] - context.times[0]) / 1e9
        assert spread < context.audio / BYTES, context
        assert context.waited is not None, f"never stopped: {context}"
        assert context.waited < PROMPT, context


async def speak(worker: PipelineWorker) -> None:
    await worker.queue_frame(TTSSpeakFrame(GREETING))
    await worker.queue_frame(LLMFullResponseStartFrame())
    for token in REPLY.split(" "):
        await worker.queue_frame(LLMTextFrame(f" {token}"))
        await asyncio.sleep(PACE)
    await worker.queue_frame(LLMFullResponseEndFrame())
    await worker.queue_frame(EndFrame())


async def main(address: str) -> None:
    troubles: list[str] = []
    logger.remove()
    logger.add(lambda message: troubles.append(str(message)), level="WARNING")

    tts = RimeTTSService(
        api_key=os.environ["CAPTIONER_SERVE_KEY"],
        url=f"{address}/ws3",
        settings=RimeTTSService.Settings(voice="luna"),
    )
    ear = Ear()
    worker = PipelineWorker(Pipeline([tts, ear]), params=PipelineParams(audio_out_sample_rate=RATE))

    @worker.event_handler("on_pipeline_error")
    async def on_pipeline_error(_: PipelineWorker, frame: ErrorFrame) -> None:
        troubles.append(frame.error)

    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(worker)
    await asyncio.gather(runner.run(), speak(worker))

    assert not troubles, "\n".join(troubles)
    greeting, *reply = ear.contexts
    check([greeting], GREETING)
    check(reply, REPLY)
    audio = sum(context.audio for context in ear.contexts) / BYTES
    words = sum(len(context.words) for context in ear.contexts)
    waited = max(context.waited or 0 for context in ear.contexts)
    print(
        f"pipecat: {len(ear.contexts)} contexts, {words} words, {audio:.2f} s of sound,",
        f"stopped {waited * 1000:.0f} ms after the last frame",
    )


if __name__ == "__main__":
    faulthandler.dump_traceback_later(LIMIT, exit=True)
    asyncio.run(main(sys.argv[1]))
