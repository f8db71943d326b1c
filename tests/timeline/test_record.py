"""The timeline as a file."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.audio import Edits
from captioner.document import Document, LeftOut, Place, Section
from captioner.errors import OutputError
from captioner.protocol import Voice
from captioner.timeline import Pauses, Timeline, record
from tests.strategies import any_text, sentence_of, timelines, tried

texts = any_text()
places = st.builds(Place, st.integers(1, 10**6), st.integers(1, 10**4))
files = st.dictionaries(
    texts,
    st.builds(record.FileLine, st.integers(0, 2**53), st.text("0123456789abcdef")),
    max_size=3,
)
speakings = st.builds(
    record.Speaking,
    texts,
    st.builds(Pauses, *[st.integers(0, 60_000)] * 4),
    st.builds(Edits, st.integers(0, 999), st.integers(0, 99), st.floats(-60, 60)),
    texts | st.just(""),
    st.none() | st.builds(record.Fitting, texts, st.just({"max-cps": 20.5, "fps": None})),
)
lines = st.one_of(
    st.builds(
        record.Head,
        st.just(record.VERSION),
        texts,
        texts,
        texts,
        st.integers(4000, 96000),
        st.dictionaries(texts, texts | st.integers(0, 99), max_size=3),
        st.none() | speakings,
    ),
    st.builds(record.SectionLine, st.integers(1, 999), texts | st.just("")),
    st.builds(record.LeftOutLine, texts, texts, st.integers(1), st.integers(1)),
    st.builds(record.UnspokenLine, texts, texts, texts, st.integers(1), st.integers(1)),
    st.builds(record.End, st.integers(0, 2**53), st.integers(0), st.integers(0), files),
)


def read_back(text: str) -> list[record.Line]:
    return list(record.read(StringIO(text, newline="\n")))


@tried
@given(timelines())
def test_a_sentence_written_and_read_back_is_the_same_in_the_same_place(
    timeline: Timeline,
) -> None:
    for placed in timeline.placed:
        line = record.sentence_line(placed)
        (back,) = read_back(record.write([line]))
        assert isinstance(back, record.SentenceLine)
        assert back == line
        assert record.placed_of(back) == placed


@tried
@given(st.lists(lines, max_size=6))
def test_lines_of_every_type_written_and_read_back_are_the_same(
    written: list[record.Line],
) -> None:
    assert read_back(record.write(written)) == written


@tried
@given(st.lists(lines, max_size=6))
def test_each_line_of_the_file_is_one_record(written: list[record.Line]) -> None:
    text = record.write(written)
    assert text.count("\n") == len(written)
    assert "\r" not in text


@tried
@given(texts, texts, places)
def test_what_was_left_out_or_unspoken_is_told_with_its_place(
    text: str, reason: str, place: Place
) -> None:
    left = record.left_out_line(LeftOut(text, reason, place))
    assert (left.text, left.reason, Place(left.line, left.column)) == (text, reason, place)
    unspoken = record.unspoken_line(sentence_of(text), reason)
    assert (unspoken.context, unspoken.text, unspoken.reason) == ("s01-001", text, reason)
    assert (unspoken.line, unspoken.column) == (1, 1)


def test_the_first_line_names_document_and_voice() -> None:
    document = Document(Path("/some/where/tale.md"), "A tale", "en-GB", (), ())
    head = record.head(document, Voice("ada", "en", "coda", 24000, speed_alpha=1.2))
    assert head == record.Head(
        record.VERSION,
        "A tale",
        "en-GB",
        "tale.md",
        24000,
        {
            "speaker": "ada",
            "modelId": "coda",
            "lang": "en",
            "audioFormat": "pcm",
            "samplingRate": 24000,
            "speedAlpha": "1.2",
        },
    )


def test_a_section_is_told_with_its_number_and_title() -> None:
    assert record.section_line(Section(3, "Three", ())) == record.SectionLine(3, "Three")


@pytest.mark.parametrize(
    "damaged",
    ["", "{", "[]", "{}", '{"record":"other"}', '{"record":"section","number":"x","title":""}'],
)
def test_a_damaged_line_is_an_error_naming_its_number(damaged: str) -> None:
    good = record.write([record.SectionLine(1, "")]).strip()
    with pytest.raises(OutputError, match="line 2 of the timeline is damaged"):
        list(record.read([good, damaged, good]))


# ---------------------------------------------------------------- a whole one
