"""Anybody's sound file, read as a stream of frames: 16-bit mono at its own rate. PyAV.

Nothing is held but the block at hand. What encoders put before and after the sound, and the file
tells of, is cut off, as players do. What is damaged inside is passed over and counted, as players
do too: a file that was cut short is to be measured, not refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, groupby
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import av.error
from av.audio.stream import AudioStream

from captioner.audio.frames import joined
from captioner.audio.pcm import SAMPLE_BYTES
from captioner.errors import AudioError, DocumentError

#: Decoders give 26 ms at a time; handling 3 s at once (at 22,050 Hz) takes a quarter of the time.
_BLOCK_FRAMES = 65536


class AudioReader:
    """Decodes a sound file, or the first sound of a film. Use as a context manager.

    `rate` is in Hz, `bit_rate` in bits a second, 0 if it is not known; `damaged` counts the packets
    that could not be decoded, so far. Raises DocumentError for a file that cannot be read,
    AudioError for one without sound.
    """

    def __init__(self, path: Path | str) -> None:
        self.damaged = 0
        self._path = path
        try:
            self._container = av.open(str(path), "r")
        except FileNotFoundError as exc:
            raise DocumentError(path, "there is no such file") from exc
        except av.error.FFmpegError as exc:
            raise AudioError(f"{path}: no sound can be read from it ({exc.strerror})") from exc
        except OSError as exc:
            raise DocumentError(path, f"it cannot be read ({exc.strerror or exc})") from exc
        streams = self._container.streams.audio
        if not streams or not streams[0].codec_context.sample_rate:
            self._container.close()
            raise AudioError(f"{path}: there is no sound in it")
        self._stream: AudioStream = streams[0]
        self.rate: int = self._stream.codec_context.sample_rate
        self.bit_rate: int = self._stream.codec_context.bit_rate or self._stream.bit_rate or 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._container.close()

    def blocks(self) -> Iterator[bytes]:
        """Yield all of the sound, once. Raises AudioError if there turns out to be none."""
        heard, left = False, self._bytes()
        for _, run in groupby(self._frames(), _kind):
            resampler = av.AudioResampler(format="s16", layout="mono", rate=self.rate)
            for frame in chain(_gathered(run), (None,)):
                pcm = joined(resampler.resample(frame))
                heard = heard or bool(pcm)
                if left is not None:
                    pcm = pcm[:left]
                    left -= len(pcm)
                yield pcm
        if not heard:
            raise AudioError(f"{self._path}: there is no sound in it")

    @property
    def length_ms(self) -> int:
        """Tell how long the sound is by what the file says of it, 0 if it says nothing."""
        length, unit = self._stream.duration, self._stream.time_base
        return int(length * unit * 1000) if length and unit else 0

    def _bytes(self) -> int | None:
        """Tell how much sound the edit list of an MP4 lets be heard; None where no file tells.

        The decoder begins where that does, but does not end there: it gives the last packet whole.
        """
        if "mp4" not in self._container.format.name.split(","):
            return None
        length, unit = self._stream.duration, self._stream.time_base
        return round(length * unit * self.rate) * SAMPLE_BYTES if length and unit else None

    def _frames(self) -> Iterator[av.AudioFrame]:
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except av.error.FFmpegError:
                # The file ends in the middle: what came before is its sound.
                self.damaged += 1
                return
            try:
                frames = packet.decode()
            except av.error.FFmpegError:
                self.damaged += 1
                continue
            for frame in frames:
                if isinstance(frame, av.AudioFrame):
                    yield frame


def _kind(frame: av.AudioFrame) -> tuple[str, str, int]:
    return frame.format.name, frame.layout.name, frame.sample_rate


def _gathered(run: Iterable[av.AudioFrame]) -> Iterator[av.AudioFrame]:
    """Make larger frames of those of one kind."""
    fifo = av.AudioFifo()
    for frame in run:
        frame.pts = None
        fifo.write(frame)
        if fifo.samples >= _BLOCK_FRAMES and (full := fifo.read()):
            yield full
    if fifo.samples and (rest := fifo.read()):
        yield rest
