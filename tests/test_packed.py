"""Packed sentences are the sentences that were packed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from captioner.document import Kind, Place, Sentence, overview_of
from captioner.packed import Packing
from captioner.text import read

_SPANS = st.lists(st.integers(0, 40), max_size=4).map(
    lambda edges: tuple(zip(sorted(edges)[::2], sorted(edges)[1::2], strict=False))
)
_SENTENCES = st.builds(
    Sentence,
    context=st.from_regex(r"s[0-9]{2}-[0-9]{3}", fullmatch=True),
    text=st.text(),
    spoken=st.text(),
    kind=st.sampled_from(Kind),
    paragraph=st.integers(1, 10**6),
    place=st.builds(Place, st.integers(1, 10**9), st.integers(1, 10**9)),
    lang=st.sampled_from(["en", "de-CH"]),
    continues=st.booleans(),
    start_ms=st.none() | st.integers(0, 10**12),
    speaker=st.text(max_size=5),
    unsaid=_SPANS,
    anchor=st.text(max_size=5),
    said_as=_SPANS.map(lambda spans: tuple((*span, "said") for span in spans)),
    after_break=st.booleans(),
)


@given(st.lists(_SENTENCES, max_size=5), st.integers(0, 40))
def test_unpacks_what_was_packed(few: list[Sentence], times: int) -> None:
    sentences = [replace(one, paragraph=n + 1) for n in range(times) for one in few]
    packing = Packing()
    for number, sentence in enumerate(sentences, start=1):
        packing.add(sentence)
        assert (len(packing), packing.last) == (number, sentence)

    kept = packing.end()

    assert len(kept) == len(sentences)
    assert list(kept) == sentences
    assert [kept[at] for at in range(-len(sentences), len(sentences))] == sentences * 2
    assert kept[3:-2] == tuple(sentences[3:-2])
    assert kept == sentences
    assert hash(kept) == hash(tuple(sentences))
    assert kept != [*sentences, None]
    assert kept != {*sentences}
    assert kept.overview == overview_of(sentences)


def test_a_packing_that_goes_on_does_not_change_what_it_gave() -> None:
    packing = Packing()
    kept = packing.end()
    packing.add(Sentence("s01-001", "Rain", "Rain", Kind.HEADING, 1, Place(1), "en"))

    assert kept.overview == overview_of([])


def test_has_no_sentence_beyond_its_last() -> None:
    with pytest.raises(IndexError):
        Packing().end()[0]


def test_a_long_section_is_packed_as_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "tale.txt"
    path.write_text("".join(f"It rained for {n} days.\n\n" for n in range(1, 1001)), "utf-8")

    (section,) = read(path).sections

    assert [each.text for each in section.sentences[:2]] == [
        "It rained for 1 days.",
        "It rained for 2 days.",
    ]
    # Whoever looks twice at what is packed is given another object; the last few are held as such.
    assert section.sentences[0] is not section.sentences[0]
    assert section.sentences[-1] is section.sentences[-1]
