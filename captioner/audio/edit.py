"""What is done to one take: trimming, edge fades, gain, by pydub; and measuring its sound.

pydub counts in milliseconds, so it is used on one take at a time and never to join: lengths are
taken from the samples that come out, not from what was asked for.
"""

from __future__ import annotations

import os
import warnings
from itertools import count

import msgspec
from msgspec.structs import force_setattr, replace

from captioner.audio.levels import rms
from captioner.audio.pcm import SAMPLE_BYTES, frames_in, ms_to_frames, silence
from captioner.audio.take import HeardWord, Take

# pydub looks for ffmpeg, which it is not asked for, along a PATH that need not be there.
os.environ.setdefault("PATH", os.defpath)

with warnings.catch_warnings():
    # pydub warns that audioop is deprecated and that there is no ffmpeg; neither concerns us.
    warnings.simplefilter("ignore")
    from pydub import AudioSegment

#: Up to this a synthesizer is not speaking, as RMS of 32,768: 60 dB under full scale.
_SILENT = 32
_COARSE_STEP_MS = 20


class Edits(msgspec.Struct, frozen=True):
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
    rests = [ms_to_frames(ms, take.rate) for ms in rests_ms]
    keep = [max(ms_to_frames(edits.keep_silence_ms, take.rate), rest) for rest in rests]
    lead, tail = edge_silence(take)
    cut, end = max(0, lead - keep[0]), take.frames - max(0, tail - keep[1])
    # A take is long enough for each copy of it to be felt: it is cut here, and joined once.
    heard = memoryview(take.pcm)[cut * SAMPLE_BYTES : end * SAMPLE_BYTES]
    if edits.gain_db:
        heard = memoryview(_segment(bytes(heard), take.rate).apply_gain(edits.gain_db).raw_data)
    parts = _faded(heard, take.rate, edits.fade_ms)
    before, after = max(0, rests[0] - lead), max(0, rests[1] - tail)
    is_whole = len(parts) == 1 and end - cut == take.frames and not before and not after
    if is_whole and not edits.gain_db:
        return take
    frames = sum(map(frames_in, parts))
    words = take.words
    # In order and inside the take, so that the last one tells of all.
    if cut or before or (words and words[-1].end > frames):
        words = tuple(
            HeardWord(
                word.text,
                before + min(max(word.start - cut, 0), frames),
                before + min(max(word.end - cut, 0), frames),
            )
            for word in words
        )
    return replace(take, pcm=b"".join([silence(before), *parts, silence(after)]), words=words)


def _faded(pcm: memoryview, rate: int, fade_ms: int) -> tuple[bytes | memoryview, ...]:
    """Fade the edges of some sound, unless it is too short for both: give it in its parts. Only the
    edges go through pydub, if anything is to be heard in them.
    """
    # Of a part of a millisecond pydub would lose some.
    edge = (fade_ms + 1) * rate // 1000 * SAMPLE_BYTES
    if not fade_ms or len(pcm) < 2 * edge:
        return (pcm,)
    begin, end = bytes(pcm[:edge]), bytes(pcm[-edge:])
    if not any(begin) and not any(end):
        return (pcm,)
    if any(begin):
        begin = _segment(begin, rate).fade_in(fade_ms).raw_data
    if any(end):
        end = _segment(end, rate).fade_out(fade_ms).raw_data
    return begin, pcm[edge:-edge], end


def edge_silence(take: Take) -> tuple[int, int]:
    """Measure the silence at the beginning and the end of a take, in frames.

    Resolution is a millisecond, rounded down; a take of nothing but silence has it all at its
    beginning.
    """
    known = take.edges
    if known is None or known[0] is not take.pcm:
        # Whoever asks, listens, edits and lays out wants to know the same.
        known = (take.pcm, *_edges(take))
        force_setattr(take, "edges", known)
    return known[1:]


def _edges(take: Take) -> tuple[int, int]:
    lead = _silence_until(take.pcm, take.rate, backwards=False)
    if lead >= take.frames:
        return take.frames, 0
    # Faint sound may count as none in the steps from the end; what sounds is never counted twice.
    tail = _silence_until(take.pcm, take.rate, backwards=True)
    return lead, min(tail, max(0, take.frames - lead - take.rate // 1000))


def loudness(take: Take, start: int, end: int) -> int:
    """Measure how loud some frames of a take are on average (RMS), of 32,768."""
    return rms(memoryview(take.pcm)[start * SAMPLE_BYTES : end * SAMPLE_BYTES])


def _silence_until(pcm: bytes, rate: int, *, backwards: bool) -> int:
    """Measure the silence at one end, in frames: all of them, if nothing sounds.

    It is looked for in coarse steps first; every step is rounded down to a frame.
    """
    sound, frames = memoryview(pcm), frames_in(pcm)
    size = frames * SAMPLE_BYTES

    def first_that_sounds(begin: int, step_ms: int) -> int:
        """Give the frame at which the first step that sounds begins, from a frame on."""
        now = begin * SAMPLE_BYTES
        for ms in count(step_ms, step_ms):
            if now >= size:
                return frames
            then = (begin + ms * rate // 1000) * SAMPLE_BYTES
            step = sound[max(0, size - then) : size - now] if backwards else sound[now:then]
            if rms(step) > _SILENT:
                return now // SAMPLE_BYTES
            now = then
        return frames

    return first_that_sounds(first_that_sounds(0, _COARSE_STEP_MS), 1)


def _segment(pcm: bytes, rate: int) -> AudioSegment:
    return AudioSegment(data=pcm, sample_width=SAMPLE_BYTES, frame_rate=rate, channels=1)
