"""How loud sound is, as broadcasters and audiobook shops measure it. PyAV.

Loudness and true peaks are measured by FFmpeg's `ebur128`: EBU R 128, which is ITU-R BS.1770 with
its gates, its peaks found among four samples for each one. The rest is counted here.
"""

from __future__ import annotations

import warnings
from collections import deque
from fractions import Fraction
from math import log10, sqrt

import av.error
import msgspec
from av.audio.frame import AudioFrame
from av.filter import Graph

from captioner.audio.frames import pcm_frame
from captioner.audio.pcm import SAMPLE_BYTES, frames_in, silence

with warnings.catch_warnings():
    # The standard library gives it up; from 3.13 on the package audioop-lts has it.
    warnings.simplefilter("ignore")
    import audioop

#: What is said of silence, in place of a level that it has not.
SILENT = -120.0
_FULL_SCALE = 2**15
_WIDE_BYTES, _WIDE_SCALE = 4, 2**31
#: Levels are taken of so much.
_BLOCKS_A_SECOND = 100
#: The noise floor is the level of the quietest half second.
_FLOOR_BLOCKS = 50
#: What is softer is room tone, and no speech.
_ROOM_TONE = 10 ** (-50 / 20)
_SETTINGS = "metadata=1:framelog=quiet:peak="


class Loudness(msgspec.Struct, frozen=True):
    """What was measured of some sound.

    `integrated` is its loudness in LUFS, `true_peak` in dBTP; in dBFS the level of all of it,
    `rms`, that of its highest sample, `peak`, and that of its quietest half second, `floor`.
    `head` and `tail` are the seconds of room tone before and after all speech.
    """

    integrated: float
    true_peak: float
    rms: float
    peak: float
    floor: float
    head: float
    tail: float


class LoudnessMeter:
    """Measures sound that comes in pieces: `feed` it, then `end`.

    Without `peaks` no true peak is measured, which takes three quarters of the time.
    """

    def __init__(self, rate: int, *, peaks: bool = True) -> None:
        self._rate = rate
        self._frames = 0
        self._graph = _graph(rate, "true" if peaks else "none")
        self._told: dict[str, str] = {}
        self._block = max(1, rate // _BLOCKS_A_SECOND) * SAMPLE_BYTES
        self._rest = b""
        self._peak = 0
        self._recent: deque[float] = deque(maxlen=_FLOOR_BLOCKS)
        self._quietest = 1.0
        self._blocks = self._first_loud = self._last_loud = 0
        self._energy = 0.0

    def feed(self, pcm: bytes) -> None:
        """Measure some more sound."""
        if not pcm:
            return
        self._push(pcm)
        self._peak = max(self._peak, audioop.max(pcm, SAMPLE_BYTES))
        self._frames += frames_in(pcm)
        pcm = self._rest + pcm
        whole = len(pcm) - len(pcm) % self._block
        self._measure(pcm[:whole])
        self._rest = pcm[whole:]

    def end(self) -> Loudness:
        """Give what was measured."""
        # The filter tells of whole tenths of a second: the last one is filled up.
        self._push(silence(self._rate // 10))
        self._measure(self._rest)
        self._rest = b""
        mean = self._energy / self._frames if self._frames else 0.0
        head, tail = self._edges()
        return Loudness(
            integrated=float(self._told.get("lavfi.r128.I", SILENT)),
            true_peak=_decibels(float(self._told.get("lavfi.r128.true_peak", 0.0))),
            rms=_decibels(sqrt(mean)),
            peak=_decibels(self._peak / _FULL_SCALE),
            floor=self._floor(),
            head=head,
            tail=tail,
        )

    def _push(self, pcm: bytes) -> None:
        self._graph.push(pcm_frame(pcm, self._rate, self._frames))
        while True:
            try:
                told = self._graph.pull()
            except (av.error.BlockingIOError, av.error.EOFError):
                return
            if isinstance(told, AudioFrame) and told.metadata:
                self._told = dict(told.metadata)

    def _measure(self, pcm: bytes) -> None:
        """Take the levels of blocks, in more bits than samples have."""
        wide = audioop.lin2lin(pcm, SAMPLE_BYTES, _WIDE_BYTES)
        step, rms = self._block * _WIDE_BYTES // SAMPLE_BYTES, audioop.rms
        for at in range(0, len(wide), step):
            self._note(rms(wide[at : at + step], _WIDE_BYTES) / _WIDE_SCALE)
        self._energy += (rms(wide, _WIDE_BYTES) / _WIDE_SCALE) ** 2 * frames_in(pcm)

    def _note(self, level: float) -> None:
        """Note the level of the next block."""
        self._recent.append(level * level)
        if len(self._recent) == _FLOOR_BLOCKS:
            self._quietest = min(self._quietest, sum(self._recent) / _FLOOR_BLOCKS)
        self._blocks += 1
        if level > _ROOM_TONE:
            if not self._last_loud:
                self._first_loud = self._blocks - 1
            self._last_loud = self._blocks

    def _edges(self) -> tuple[float, float]:
        """Tell how many seconds are before and after speech; without any, all of them are both."""
        block = self._block // SAMPLE_BYTES
        first = self._first_loud * block if self._last_loud else self._frames
        last = min(self._last_loud * block, self._frames)
        return first / self._rate, (self._frames - last) / self._rate

    def _floor(self) -> float:
        """Tell the level of the quietest half second, or of all if that is less."""
        if self._blocks >= _FLOOR_BLOCKS:
            return _decibels(sqrt(self._quietest))
        return _decibels(sqrt(sum(self._recent) / len(self._recent))) if self._recent else SILENT


def _decibels(level: float) -> float:
    """Give a level, 1 at full scale, in decibels."""
    return max(SILENT, 20 * log10(level)) if level > 0 else SILENT


def _graph(rate: int, peak: str) -> Graph:
    graph = Graph()
    source = graph.add_abuffer(
        sample_rate=rate, format="s16", layout="mono", time_base=Fraction(1, rate)
    )
    meter = graph.add("ebur128", _SETTINGS + peak)
    sink = graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    return graph
