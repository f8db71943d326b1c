"""What is done to one take."""

from __future__ import annotations

import math
from array import array

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from captioner.audio import Edits, HeardWord, Take, edit, ms_to_frames, silence
from captioner.audio.edit import edge_silence
from tests.strategies import tried

UNTOUCHED = Edits(keep_silence_ms=10**6, fade_ms=0)


def tone(frames: int, rate: int = 22050, amplitude: int = 8000) -> bytes:
    """A square tone of 440 Hz: it is loud from its first sample to its last."""
    step = 2 * math.pi * 440 / rate
    loud = (amplitude if math.cos(step * i) > 0 else -amplitude for i in range(frames))
    return array("h", loud).tobytes()


def samples(pcm: bytes) -> array[int]:
    return array("h", pcm)


def spoken(lead: int, frames: int, tail: int, rate: int = 22050) -> Take:
    """A take that sounds between two silences, as one word."""
    pcm = silence(lead) + tone(frames, rate) + silence(tail)
    return Take(pcm, rate, (HeardWord("word", lead, lead + frames),))


lengths = st.integers(0, 12_000)
rates = st.sampled_from((8000, 11025, 22050, 24000, 44100))


@tried
@given(lengths, st.integers(500, 6000), lengths, rates)
def test_edge_silence_is_found_to_the_millisecond_and_never_cuts_into_the_sound(
    lead: int, frames: int, tail: int, rate: int
) -> None:
    found_lead, found_tail = edge_silence(spoken(lead, frames, tail, rate))
    assert lead - 2 * rate / 1000 <= found_lead <= lead
    assert tail - 2 * rate / 1000 <= found_tail <= tail


@tried
@given(lengths, st.integers(1, 2000), lengths, rates)
def test_silence_is_as_long_be_it_of_zeros_or_of_sound_that_nobody_hears(
    lead: int, frames: int, tail: int, rate: int
) -> None:
    digital = spoken(lead, frames, tail, rate)
    faint = array("h", [sample or 1 for sample in samples(digital.pcm)]).tobytes()
    assert edge_silence(digital) == edge_silence(Take(faint, rate))


@given(lengths)
def test_a_take_of_nothing_but_silence_has_it_all_at_its_beginning(frames: int) -> None:
    assert edge_silence(Take(silence(frames), 22050)) == (frames, 0)


@tried
@given(
    lengths,
    st.lists(st.tuples(st.integers(0, 900), st.integers(20, 120)), max_size=4),
    rates,
)
def test_the_silences_at_the_two_edges_never_overlap_however_faint_the_sound(
    lead: int, bursts: list[tuple[int, int]], rate: int
) -> None:
    pcm = silence(lead) + b"".join(tone(n, rate, level) + silence(n) for n, level in bursts)
    take = Take(pcm, rate)
    found_lead, found_tail = edge_silence(take)
    assert found_lead + found_tail <= take.frames


def test_a_burst_at_the_edge_of_hearing_does_not_make_the_edges_overlap() -> None:
    take = Take(silence(20 * 8) + tone(20 * 8, 8000, 48) + silence(10 * 8), 8000)
    lead, tail = edge_silence(take)
    assert lead + tail <= take.frames
    assert edit(take, Edits(keep_silence_ms=0)).frames > 0


@tried
@given(lengths, st.integers(500, 6000), lengths, rates)
def test_an_edit_that_asks_for_nothing_changes_nothing(
    lead: int, frames: int, tail: int, rate: int
) -> None:
    take = spoken(lead, frames, tail, rate)
    assert edit(take, UNTOUCHED) == take


@tried
@example(lead=0, frames=500, tail=1322, rate=11025, keep_ms=0)
@given(lengths, st.integers(500, 6000), lengths, rates, st.integers(0, 400))
def test_trimming_moves_the_words_with_the_sound(
    lead: int, frames: int, tail: int, rate: int, keep_ms: int
) -> None:
    take = spoken(lead, frames, tail, rate)
    trimmed = edit(take, Edits(keep_silence_ms=keep_ms, fade_ms=0))
    (word,), (before,) = trimmed.words, take.words
    sound = trimmed.pcm[2 * word.start : 2 * word.end]
    assert sound == take.pcm[2 * before.start : 2 * before.end]


@tried
@given(lengths, st.integers(500, 6000), lengths, rates, st.integers(0, 400))
def test_trimming_leaves_as_much_silence_as_is_to_be_kept(
    lead: int, frames: int, tail: int, rate: int, keep_ms: int
) -> None:
    trimmed = edit(spoken(lead, frames, tail, rate), Edits(keep_silence_ms=keep_ms, fade_ms=0))
    keep, slack = ms_to_frames(keep_ms, rate), 2 * rate / 1000
    (word,) = trimmed.words
    assert min(lead, keep) <= word.start <= min(lead, keep + slack)
    assert min(tail, keep) <= trimmed.frames - word.end <= min(tail, keep + slack)


@tried
@example(0, 861, 21, [0, 882], Edits(keep_silence_ms=0, fade_ms=19))
@given(
    lengths,
    st.integers(0, 6000),
    lengths,
    st.lists(st.integers(0, 30_000), min_size=2, max_size=8),
    st.builds(Edits, st.integers(0, 300), st.integers(0, 20), st.sampled_from((0.0, -6.0, 6.0))),
)
def test_words_stay_inside_the_take_and_in_order_whatever_the_edits(
    lead: int, frames: int, tail: int, times: list[int], edits: Edits
) -> None:
    pcm = silence(lead) + tone(frames) + silence(tail)
    total = lead + frames + tail
    edges = sorted(min(time, total) for time in times)
    words = tuple(HeardWord("w", a, b) for a, b in zip(edges[::2], edges[1::2], strict=False))
    edited = edit(Take(pcm, 22050, words), edits)
    after = [at for word in edited.words for at in (word.start, word.end)]
    assert [word.text for word in edited.words] == [word.text for word in words]
    assert after == sorted(after)
    assert all(0 <= at <= edited.frames for at in after)


@tried
@given(lengths, st.integers(500, 6000), lengths, rates, st.integers(0, 900), st.integers(0, 900))
def test_a_rest_that_the_text_asks_for_is_kept_or_made_in_full_and_no_longer(
    lead: int, frames: int, tail: int, rate: int, before_ms: int, after_ms: int
) -> None:
    take = spoken(lead, frames, tail, rate)
    edited = edit(take, Edits(keep_silence_ms=100, fade_ms=0), (before_ms, after_ms))
    (word,) = edited.words
    slack = 2 * rate / 1000
    for ms, came, heard in (
        (before_ms, lead, word.start),
        (after_ms, tail, edited.frames - word.end),
    ):
        rest, keep = ms_to_frames(ms, rate), ms_to_frames(max(ms, 100), rate)
        assert max(rest, min(came, keep)) <= heard <= max(rest, min(came, keep)) + slack
    (was,) = take.words
    assert edited.pcm[2 * word.start : 2 * word.end] == take.pcm[2 * was.start : 2 * was.end]


def test_a_silent_take_keeps_only_the_silence_to_be_kept() -> None:
    edited = edit(Take(silence(22050), 22050), Edits(keep_silence_ms=100, fade_ms=0))
    assert edited.frames == 2205


@pytest.mark.parametrize(("gain_db", "factor"), [(6.0, 1.995), (-6.0, 0.501), (-20.0, 0.1)])
def test_gain_makes_every_sample_louder_or_softer_by_so_much(gain_db: float, factor: float) -> None:
    take = Take(tone(2205), 22050)
    louder = edit(take, Edits(keep_silence_ms=10**6, fade_ms=0, gain_db=gain_db))
    assert louder.frames == take.frames
    for before, after in zip(samples(take.pcm), samples(louder.pcm), strict=True):
        assert after == pytest.approx(before * factor, abs=before / 500 + 1.5 if before > 0 else 18)


def test_gain_clips_rather_than_wraps_around() -> None:
    take = Take(tone(2205, amplitude=30_000), 22050)
    louder = samples(edit(take, Edits(fade_ms=0, gain_db=20.0)).pcm)
    for before, after in zip(samples(take.pcm), louder, strict=True):
        assert before * after >= 0


@tried
@given(st.integers(1000, 9000), rates, st.integers(1, 10))
def test_fades_begin_and_end_near_zero_and_leave_the_middle_alone(
    frames: int, rate: int, fade_ms: int
) -> None:
    take = Take(tone(frames, rate), rate)
    faded = samples(edit(take, Edits(fade_ms=fade_ms)).pcm)
    edge = ms_to_frames(fade_ms, rate) + rate // 1000 + 1
    assert faded[0] == 0
    assert abs(faded[-1]) < 8000 // fade_ms
    assert faded[edge:-edge] == samples(take.pcm)[edge : len(faded) - edge]


def test_a_take_too_short_to_fade_is_left_as_it_is() -> None:
    take = Take(tone(40), 22050)
    assert edit(take, Edits(fade_ms=2)).pcm == take.pcm


def test_an_empty_take_stays_empty() -> None:
    assert edit(Take(b"", 22050), Edits(gain_db=3.0)).frames == 0
