"""Audio files, written from a stream of frames.

A file is encoded once, from the samples of the whole timeline: files encoded on their own and
joined drift by the codec's delay at every joint (60 ms for MP3). What takes an encoder long is
shared among the cores (`spread`). Samples that are written as they are need nothing of what encodes
(`coded`), which takes some hundredths of a second to load: `get_ready` does that beside a loop.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from captioner.audio.codecs import BLOCK_FRAMES, Codec, check_rate, encoder_rate
from captioner.audio.packets import Packets
from captioner.audio.pcm import SAMPLE_BYTES
from captioner.audio.tags import Tags
from captioner.audio.wav import Wav
from captioner.errors import CaptionerError, writing

if TYPE_CHECKING:
    from captioner.audio.coded import Mp4File, Muxed, Resampler
    from captioner.audio.encoder import Packet
    from captioner.audio.packets import PieceKeeper
    from captioner.audio.spread import SpreadEncoder


def get_ready(codecs: Iterable[Codec]) -> None:
    """Load what the writers of some formats need."""
    if any(codec.encoder for codec in codecs):
        importlib.import_module("captioner.audio.coded")


class AudioWriter:
    """Encodes sound into a file as it comes. Use as a context manager.

    Of `workers` there are as many as cores, for a codec that is spread, and a `keeper` may keep
    what they have encoded; the file is the same. `tags` may be replaced before it is closed; a WAV
    has no chapters and no cover. Raises AudioError for a rate that the format cannot carry,
    OutputError where the disk fails.
    """

    def __init__(
        self,
        path: Path,
        codec: Codec,
        rate: int,
        workers: int | None = None,
        keeper: PieceKeeper | None = None,
        tags: Tags | None = None,
    ) -> None:
        check_rate(codec, rate)
        self.tags = tags or Tags()
        self._path = path
        self._codec = codec
        self._rate_in = rate
        self._resampler: Resampler | None = None
        self._file: Muxed | Mp4File | _Bare
        self._encoder: Muxed | SpreadEncoder | _Bare
        self._naming: Callable[[Path], AbstractContextManager[None]] = writing
        if not codec.encoder:
            with writing(path):
                self._file = self._encoder = _Bare(path, rate)
            return
        from captioner.audio import coded

        self._naming = coded.encoding
        own = encoder_rate(codec, rate)
        if own != rate:
            self._resampler = coded.Resampler(rate, own)
        with coded.encoding(path):
            self._file, self._encoder = coded.opened(path, codec, own, workers, keeper)

    def write(self, pcm: bytes) -> None:
        """Append whole frames."""
        # Samples that are only written are best written at once.
        block = BLOCK_FRAMES * SAMPLE_BYTES if self.encodes else len(pcm)
        with self._naming(self._path):
            for at in range(0, len(pcm), block):
                piece = pcm[at : at + block] if len(pcm) > block else pcm
                self._encode(self._resampler.feed(piece) if self._resampler else piece)

    @property
    def encodes(self) -> bool:
        """Whether it has anything to do but to write samples as they are."""
        return bool(self._codec.encoder)

    @property
    def digest(self) -> str:
        """The file's digest, once it is closed; empty where nobody has found it on the way."""
        return self._file.digest if isinstance(self._file, _Bare) else ""

    def close(self) -> None:
        """Encode what is left and finish the file."""
        with self._naming(self._path):
            try:
                self._finish()
            except BaseException:
                self._give_up()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self.close()
        else:
            self._give_up()

    def _encode(self, pcm: bytes) -> None:
        if pcm:
            self._file.mux([*self._encoder.encode(pcm)])

    def _finish(self) -> None:
        if self._resampler is not None:
            self._encode(self._resampler.feed(b""))
        # A last MP3 packet may be all padding. With it the header would tell of its padding only,
        # and players would add that of the packet before to the sound. A FLAC's last one has no
        # sound either, but tells how much there was.
        is_kept = self._codec.spread is None
        self._file.mux([each for each in self._encoder.end() if is_kept or _holds_sound(each)])
        self._file.finish(self.tags, self._rate_in)

    def _give_up(self) -> None:
        """Let go of all. What closing the file has to say would hide why."""
        for each in (self._encoder, self._file):
            with suppress(CaptionerError), self._naming(self._path):
                each.close()


class _Bare:
    """A file of samples as they are."""

    def __init__(self, path: Path, rate: int) -> None:
        self._file = Wav(path, rate)

    def encode(self, pcm: bytes) -> list[Packet]:
        self._file.write(pcm)
        return []

    def end(self) -> list[Packet]:
        return []

    def mux(self, packets: Sequence[Packet | Packets]) -> None:
        """There are no packets."""

    @property
    def digest(self) -> str:
        return self._file.digest

    def finish(self, tags: Tags, rate: int) -> None:
        assert rate == self._file.rate  # noqa: S101 - a WAV carries any rate
        self._file.finish(tags)

    def close(self) -> None:
        self._file.close()


def _holds_sound(packet: Packet | Packets) -> bool:
    return isinstance(packet, Packets) or bool(packet.duration)
