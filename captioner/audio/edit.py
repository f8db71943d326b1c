"""What is done to one take: trimming, edge fades, gain; and measuring its sound. By pydub.

pydub counts in milliseconds, so it is used on one take at a time and never to join: lengths are
taken from the samples that come out, not from what was asked for.
"""

from __future__ import annotations

import os
import warnings
from dataclasses import dataclass, replace

from captioner.audio.pcm import SAMPLE_BYTES, frames_in, ms_to_frames, silence
from captioner.audio.take import HeardWord, Take

# pydub looks for ffmpeg, which it is not asked for, along a PATH that need not be there.
os.environ.setdefault("PATH", os.defpath)

with warnings.catch_warnings():
    # pydub warns that audioop is deprecated and that there is no ffmpeg; neither concerns us.
    warnings.simplefilter("ignore")
    from pydub import AudioSegment
    from pydub.silence import detect_leading_silence

#: Below this a synthesizer is not speaking, in dB under full scale.
SILENCE_DBFS = -60.0
_COARSE_STEP_MS = 20


@dataclass(frozen=True, slots=True)
class Edits:
    """How a take is trimmed and smoothed.

    Silence at its edges beyond `keep_silence_ms` is cut off. `fade_ms` at both edges keeps a voice
    that does not begin and end at zero from clicking. `gain_db` makes all louder or softer.
    """

    keep_silence_ms: int = 250
    fade_ms: int = 2
    gain_db: float = 0.0


def edit(take: Take, edits: Edits, rests_ms: tuple[int, int] = (0, 0)) -> Take:
    """Trim, fade and amplify a take; its words move along with the sound.

    `rests_ms` are asked for by the text at the two edges: so much silence is kept, and what of it
    did not come is added.
    """
    segment = _segment(take.pcm, take.rate)
    rests = [ms_to_frames(ms, take.rate) for ms in rests_ms]
    keep = [max(ms_to_frames(edits.keep_silence_ms, take.rate), rest) for rest in rests]
    lead, tail = edge_silence(take)
    cut, end = max(0, lead - keep[0]), take.frames - max(0, tail - keep[1])
    if edits.gain_db:
        segment = segment.apply_gain(edits.gain_db)
    segment = segment.get_sample_slice(cut, end)
    if edits.fade_ms and len(segment) > 2 * edits.fade_ms:
        segment = segment.fade_in(edits.fade_ms).fade_out(edits.fade_ms)
    heard = segment.raw_data
    before, after = max(0, rests[0] - lead), max(0, rests[1] - tail)
    words = tuple(
        HeardWord(
            word.text,
            start=before + min(max(word.start - cut, 0), frames_in(heard)),
            end=before + min(max(word.end - cut, 0), frames_in(heard)),
        )
        for word in take.words
    )
    return replace(take, pcm=silence(before) + heard + silence(after), words=words)


def edge_silence(take: Take) -> tuple[int, int]:
    """Measure the silence at the beginning and the end of a take, in frames.

    Resolution is a millisecond, rounded down; a take of nothing but silence has it all at its
    beginning.
    """
    segment = _segment(take.pcm, take.rate)
    lead_ms, lead = _leading_silence(segment)
    if lead_ms >= len(segment):
        return take.frames, 0
    # Faint sound may count as none in the steps from the end; what sounds is never counted twice.
    _, tail = _leading_silence(segment.reverse())
    return lead, min(tail, max(0, take.frames - lead - take.rate // 1000))


def loudness(take: Take, start: int, end: int) -> int:
    """Measure how loud some frames of a take are on average (RMS), of 32,768."""
    rms: int = _segment(take.pcm[start * SAMPLE_BYTES : end * SAMPLE_BYTES], take.rate).rms
    return rms


def peak(take: Take) -> int:
    """Measure how loud the loudest sample of a take is, of 32,768."""
    loudest: int = _segment(take.pcm, take.rate).max
    return loudest


def _leading_silence(segment: AudioSegment) -> tuple[int, int]:
    """Measure the silence at the beginning, in milliseconds and in frames.

    It is looked for in coarse steps first, since each step costs pydub a copy. Every cut is rounded
    down to a frame, so frames are counted cut by cut: of the sum one too many would be silent.
    """
    coarse: int = detect_leading_silence(segment, SILENCE_DBFS, _COARSE_STEP_MS)
    fine: int = detect_leading_silence(segment[coarse : coarse + _COARSE_STEP_MS], SILENCE_DBFS, 1)
    rate = segment.frame_rate
    return coarse + fine, coarse * rate // 1000 + fine * rate // 1000


def _segment(pcm: bytes, rate: int) -> AudioSegment:
    return AudioSegment(data=pcm, sample_width=SAMPLE_BYTES, frame_rate=rate, channels=1)
