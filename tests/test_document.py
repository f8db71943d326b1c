"""What is told of all sentences of a document together."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from captioner.document import Document, Kind, Place, Section, Sentence

_PLAIN = Sentence(
    context="s01-001", text="It rains.", spoken="It rains.", kind=Kind.PARAGRAPH, paragraph=1,
    place=Place(1), lang="en",
)  # fmt: skip
_HEADING = replace(_PLAIN, text="Rain", spoken="Rain", kind=Kind.HEADING)
_ANN = replace(_PLAIN, speaker="Ann")
_BOB = replace(_PLAIN, speaker="Bob", start_ms=0)
_SOUND = replace(_PLAIN, text="[thunder]", spoken="", kind=Kind.SOUND)
_MUTE = replace(_PLAIN, text="…", spoken=" ")


def _document(*sections: list[Sentence]) -> Document:
    parts = (Section(n, "", tuple(part)) for n, part in enumerate(sections, start=1))
    return Document(Path("rain.md"), "Rain", "en", tuple(parts), ())


def test_sentences_are_summed_up_over_all_sections() -> None:
    found = _document([_HEADING, _ANN, _SOUND], [_BOB, _PLAIN, _MUTE, _ANN])

    assert found.sentence_count == 7
    assert found.character_count == sum(len(one.spoken) for one in found.sentences)
    assert found.voiced_count == 5
    assert found.speakers == ("Ann", "Bob")
    assert [section.is_headed for section in found.sections] == [True, False]
    assert found.is_timed


def test_a_document_without_moments_is_not_timed() -> None:
    assert not _document([_PLAIN, _ANN]).is_timed


def test_a_document_that_the_narrator_speaks_alone_has_no_speakers() -> None:
    assert _document([_HEADING, _PLAIN]).speakers == ()
