"""Files of word times are read to the words and times they hold, or refused in one sentence."""

from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.errors import DocumentError, OptionError
from captioner.timeline.told.times import WordList
from captioner.timeline.word_files import WORD_FORMATS, read_words
from tests.strategies import tried
from tests.timeline.told.shapes import READ_AS, SHAPES, Spoken, azure, polly

RATE = 48_000
MS = RATE // 1000


@st.composite
def spoken_words(draw: st.DrawFn) -> list[Spoken]:
    """Words of letters at the pace of a voice."""
    texts = draw(st.lists(st.text("abcdäßжé", min_size=1, max_size=9), min_size=1, max_size=30))
    words, now = [], draw(st.integers(1, 3000))
    for text in texts:
        end = now + draw(st.integers(40, 1200))
        words.append(Spoken(text, now, end))
        now = end + draw(st.integers(0, 900))
    return words


def read(data: bytes, form: str | None = None) -> WordList:
    return read_words(data, rate=RATE, path="words.json", form=form)


@pytest.mark.parametrize("shape", SHAPES)
@tried
@given(words=spoken_words())
def test_what_a_program_writes_is_read_back_to_the_word_and_the_millisecond(
    shape: str, words: list[Spoken]
) -> None:
    told = read(SHAPES[shape](words))

    assert told.format == READ_AS.get(shape, shape)
    assert [word.text for word in told.words] == [word.text for word in words]
    assert not told.guessed
    assert not told.repaired
    for heard, word in zip(told.words, words, strict=True):
        assert abs(heard.start - word.start * MS) <= 1
        if shape != "polly":
            assert abs(heard.end - word.end * MS) <= 1
    edges = [edge for word in told.words for edge in (word.start, word.end)]
    assert edges == sorted(edges)


def test_polly_and_azure_tell_where_in_the_text_each_word_stands() -> None:
    text = "Ça va, Zoë? 𝄞 Oui."
    words = [Spoken("Ça", 0, 200, 0), Spoken("Zoë", 500, 800, 7), Spoken("Oui", 1000, 1300, 14)]
    by_bytes, by_units = read(polly(words, text)), read(azure(words, text))

    data = text.encode()
    assert [data[a:b].decode() for a, b in filter(None, by_bytes.offsets)] == ["Ça", "Zoë", "Oui"]
    assert by_units.offsets == ((0, 2), (7, 10), (15, 18))
    assert (by_bytes.encoding, by_units.encoding) == ("utf-8", "utf-16")


def test_a_word_without_a_time_gets_one_between_its_neighbours() -> None:
    words = [Spoken("in", 0, 200), Spoken("1999", 0, 0), Spoken("we", 1000, 1200)]
    told = read(SHAPES["whisperx"](words))
    assert told.guessed == {1}
    assert 200 * MS <= told.words[1].start < told.words[1].end <= 1000 * MS


def test_azure_times_are_understood_in_milliseconds_too_and_in_any_spelling() -> None:
    events = [
        {"audio_offset": 50 + 400 * n, "duration": 300, "text": "word", "text_offset": 5 * n}
        for n in range(8)
    ]
    told = read(json.dumps({"words": events}).encode())
    assert told.format == "azure"
    assert told.words[7].start == (50 + 2800) * MS


def test_the_messages_of_a_stream_go_on_where_the_one_before_ended() -> None:
    message = {
        "alignment": {
            "chars": ["h", "i", " "],
            "charStartTimesMs": [0, 100, 200],
            "charDurationsMs": [100, 100, 50],
        }
    }
    told = read(b"\n".join([json.dumps(message).encode()] * 3))
    assert [word.start // MS for word in told.words] == [0, 250, 500]


def test_impossible_times_are_repaired_and_counted() -> None:
    words = [Spoken("word", 500 * n, 500 * n + 300) for n in range(20)]
    data = json.loads(SHAPES["whisper-api"](words))
    data["words"][7]["start"], data["words"][7]["end"] = 90.0, 91.0
    told = read(json.dumps(data).encode())
    assert told.repaired == 1
    assert told.words[6].end <= told.words[7].start <= told.words[7].end <= told.words[8].start


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "words.json: it is empty"),
        (b"Hello there.", "words.json:1: it is no JSON (expecting value)"),
        (b'{"a": 1}\n{"b": }', "words.json:2: it is no JSON"),
        (b'{"a": 1}', "it has no word times that captioner knows; it reads elevenlabs, polly"),
        (b"[1, 2]", "it has no word times that captioner knows"),
        (b'[{"word": "a", "start": 1, "end": 2}, 7]', "word 2: it is no object with its time"),
        (b'[{"word": "a", "start": "soon"}]', "word 1: its time 'soon' is no number"),
        (b'[{"word": "a", "start": null, "end": 2}]', "none of its words has a time"),
        (b'[{"word": " ", "start": 1}]', "there are no words in it"),
        (
            b'{"segments": [{"start": 0, "end": 2, "text": "Hello there."}]}',
            "it has times for phrases, none for words; ask for those",
        ),
        (
            b'{"alignment": {"characters": ["a"], "character_start_times_seconds": [],'
            b' "character_end_times_seconds": []}}',
            "1 characters have 0 times to begin and 0 to end (read as elevenlabs)",
        ),
        (b'{"type": "word", "time": 3}', "the mark of a word has no value (read as polly)"),
    ],
)
def test_what_is_no_word_times_is_refused_in_one_sentence(data: bytes, says: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read(data)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_times_of_another_unit_are_refused_and_the_remedy_works() -> None:
    listed = [{"word": "word", "start": 400 * n, "end": 400 * n + 300} for n in range(9)]
    data = json.dumps(listed).encode()
    with pytest.raises(DocumentError, match=r"no voice is: its times are not in seconds .*list-ms"):
        read(data)
    assert read(data, "list-ms").words[8].start == 3200 * MS


def test_a_format_that_is_not_known_is_a_wrong_option() -> None:
    with pytest.raises(OptionError, match=r"--words-format: srt is not one of elevenlabs, polly"):
        read(b"[]", "srt")


@tried
@given(data=st.binary(max_size=80) | st.text(max_size=80).map(str.encode))
def test_no_bytes_whatever_do_anything_but_be_read_or_refused(data: bytes) -> None:
    try:
        told = read(data)
    except DocumentError:
        return
    assert told.words


_KEYS = (
    "segments", "words", "word", "text", "start", "end", "transcription", "tokens", "offsets",
    "from", "to", "type", "time", "value", "alignment", "characters", "chars", "audio_offset",
    "character_start_times_seconds", "character_end_times_seconds", "duration",
)  # fmt: skip
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(("word", "a b", "")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(_KEYS),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@pytest.mark.parametrize("form", [None, *WORD_FORMATS])
@tried
@given(value=_JSON)
def test_no_json_whatever_does_anything_but_be_read_or_refused(
    form: str | None, value: object
) -> None:
    try:
        told = read(json.dumps(value).encode(), form)
    except DocumentError:
        return
    edges = [edge for word in told.words for edge in (word.start, word.end)]
    assert edges == sorted(edges)
    assert all(before.end <= after.start for before, after in pairwise(told.words))
