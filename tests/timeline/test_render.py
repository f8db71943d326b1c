"""The sound of a timeline."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from captioner.audio import SAMPLE_BYTES, frames_in
from captioner.document import Sentence
from captioner.errors import AudioError
from captioner.timeline import Measure, Pauses, Timeline, lay_out, render
from tests.strategies import pauses, sentence_of, sentences, timelines, tried


def sound(name: str, frames: int) -> bytes:
    """Sound that is no other's, without a silent frame."""
    return bytes(byte | 1 for byte in random.Random(name).randbytes(frames * SAMPLE_BYTES))


def sounds(timeline: Timeline) -> dict[str, bytes]:
    return {
        placed.sentence.context: sound(placed.sentence.context, placed.end - placed.start)
        for placed in timeline.placed
    }


@tried
@given(timelines())
def test_the_sound_has_exactly_the_timelines_frames_and_each_slice_is_its_take(
    timeline: Timeline,
) -> None:
    takes = sounds(timeline)
    pcm = b"".join(render(timeline, takes.__getitem__))
    assert frames_in(pcm) == timeline.frames
    assert len(pcm) == timeline.frames * SAMPLE_BYTES
    now = 0
    for placed in timeline.placed:
        a, b = placed.start * SAMPLE_BYTES, placed.end * SAMPLE_BYTES
        assert pcm[a:b] == takes[placed.sentence.context]
        assert not any(pcm[now:a])
        now = b


@tried
@given(st.data(), sentences(), pauses())
def test_the_sounds_of_pieces_join_to_the_sound_of_the_whole(
    data: st.DataObject, asked: list[Sentence], rests: Pauses
) -> None:
    measured = [Measure(data.draw(st.integers(1, 3000))) for _ in asked]
    whole = lay_out(asked, measured, rate=8000, pauses=rests)
    cut = data.draw(st.integers(0, len(asked)))
    first = lay_out(asked[:cut], measured[:cut], rate=8000, pauses=rests)
    last = first.placed[-1] if first.placed else None
    second = lay_out(asked[cut:], measured[cut:], rate=8000, pauses=rests, after=last)
    takes = sounds(whole)
    pcm_of = takes.__getitem__
    joined = b"".join([*render(first, pcm_of), *render(second, pcm_of)])
    assert joined == b"".join(render(whole, pcm_of))


def test_hours_of_silence_are_handed_out_in_small_blocks() -> None:
    sentence = replace(sentence_of("One."), start_ms=3_600_000)
    timeline = lay_out([sentence], [Measure(10)], rate=8000, pauses=Pauses())
    longest = total = 0
    for block in render(timeline, lambda _: bytes(20)):
        longest = max(longest, frames_in(block))
        total += frames_in(block)
    assert longest <= 65536
    assert total == timeline.frames == 3600 * 8000 + 10


@pytest.mark.parametrize("pcm", [bytes(18), bytes(22), bytes(21), b""])
def test_a_take_of_another_length_than_laid_out_is_an_error_naming_the_sentence(
    pcm: bytes,
) -> None:
    timeline = lay_out([sentence_of("One.")], [Measure(10)], rate=8000, pauses=Pauses())
    with pytest.raises(AudioError, match="s01-001"):
        list(render(timeline, lambda _: pcm))
