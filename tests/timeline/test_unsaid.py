"""What is shown and not said has its place beside what is said, and takes no time from it."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from captioner.audio import Take, silence
from captioner.document import Kind, Sentence
from captioner.timeline import Measure, Pauses, Quality, fit, lay_out, record, words_of
from tests.strategies import any_text, heard, sentence_of, spans, takes, tried

SILENCE = Take(silence(8000), 8000)


@st.composite
def texts_with_unsaid(draw: st.DrawFn) -> tuple[str, tuple[tuple[int, int], ...]]:
    """A text of stretches that are said and stretches that are not, in turn."""
    parts = draw(st.lists(st.just("") | any_text(), min_size=1, max_size=6))
    edges = [0]
    for part in parts:
        edges.append(edges[-1] + len(part))
    slices = [(a, b) for a, b in pairwise(edges) if a < b]
    return "".join(parts), tuple(slices[draw(st.booleans()) :: 2])


def is_unsaid(at: int, unsaid: tuple[tuple[int, int], ...]) -> bool:
    return any(a <= at < b for a, b in unsaid)


@tried
@given(data=st.data(), told=texts_with_unsaid())
def test_times_are_in_order_inside_the_take_and_only_what_is_said_is_heard(
    data: st.DataObject, told: tuple[str, tuple[tuple[int, int], ...]]
) -> None:
    text, unsaid = told
    take = data.draw(takes(text))
    timed = fit(text, take, (0, take.frames), unsaid)

    edges = [edge for word in timed for edge in (word.start, word.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= take.frames for edge in edges)
    assert all(one.word.end <= other.word.start for one, other in pairwise(timed))
    for word in timed:
        assert (word.quality is Quality.UNSAID) is is_unsaid(word.word.start, unsaid)
    if any(word.quality is not Quality.UNSAID for word in timed):
        assert all(w.start == w.end for w in timed if w.quality is Quality.UNSAID)


@tried
@given(
    data=st.data(), words=st.lists(st.sampled_from(["the", "old", "cat"]), min_size=1, max_size=8)
)
def test_a_direction_changes_no_time_of_the_words_around_it(
    data: st.DataObject, words: list[str]
) -> None:
    times = data.draw(spans(len(words)))
    take = Take(silence(times[-1][1] + 8000), 8000, heard(words, times))
    plain = " ".join(words)
    at = data.draw(st.sampled_from([0, *(word.end for word in words_of(plain))]))
    shown = f"{plain[:at]} [a cat, the old one] {plain[at:]}"
    direction = (at + 1, at + 1 + len("[a cat, the old one]"))
    sounding = (0, take.frames)

    said = [w for w in fit(shown, take, sounding, (direction,)) if w.quality is not Quality.UNSAID]
    assert [(w.start, w.end, w.quality) for w in said] == [
        (w.start, w.end, w.quality) for w in fit(plain, take, sounding)
    ]


def sound(text: str, number: int) -> Sentence:
    made = sentence_of(text, number, paragraph=number)
    return replace(made, kind=Kind.SOUND, spoken="", unsaid=((0, len(text)),))


def test_a_sound_shares_its_silence_among_its_words() -> None:
    text = "[door slams]"
    take = SILENCE
    timed = fit(text, take, (0, take.frames), ((0, len(text)),))

    assert [(w.start, w.end) for w in timed] == [(0, 3636), (3636, 8000)]
    assert {w.quality for w in timed} == {Quality.UNSAID}


def test_between_a_sound_and_speech_lies_the_pause_of_a_sentence() -> None:
    pauses = Pauses(100, 200, 300, 400)
    speech, rain = sentence_of("Hi.", 1, paragraph=1), sound("[rain]", 2)

    assert pauses.between(speech, rain) == pauses.between(rain, speech) == 100
    assert pauses.between(replace(speech, kind=Kind.HEADING), rain) == 300
    assert pauses.between(rain, replace(speech, context="s02-001")) == 400


def test_no_moment_is_one_of_a_word_that_is_not_said() -> None:
    text = "Come [softly] in."
    take = replace(SILENCE, words=heard(["Come", "in."], [(0, 3000), (3000, 6000)]))
    words = fit(text, take, (0, 8000), ((5, 13),))
    asked = [sound("[rain]", 1), replace(sentence_of(text, 2), unsaid=((5, 13),))]
    rain = fit("[rain]", SILENCE, (0, 8000), ((0, 6),))
    measures = [Measure(8000, 0, 0, rain), Measure(8000, 0, 0, words)]
    timeline = lay_out(asked, measures, rate=8000, pauses=Pauses(0, 0, 0, 0))

    assert timeline.word_at(0.5) is None
    found = [timeline.word_at(seconds) for seconds in (1.0, 1.3, 1.375, 1.9)]
    assert [word and word.text for word in found] == ["Come", "Come", "in.", "in."]


@tried
@given(data=st.data(), told=texts_with_unsaid())
def test_what_is_unsaid_and_who_speaks_is_kept_in_the_record(
    data: st.DataObject, told: tuple[str, tuple[tuple[int, int], ...]]
) -> None:
    text, unsaid = told
    take = data.draw(takes(text))
    sentence = replace(sentence_of(text), unsaid=unsaid, speaker="ANNA")
    measure = Measure(take.frames, 0, 0, fit(text, take, (0, take.frames), unsaid))
    (placed,) = lay_out([sentence], [measure], rate=8000, pauses=Pauses()).placed

    (line,) = record.read([record.write([record.sentence_line(placed)])])
    assert isinstance(line, record.SentenceLine)
    assert record.placed_of(line) == placed
