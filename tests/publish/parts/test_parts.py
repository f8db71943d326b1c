"""Parts of a narration that get files of their own, and captions of them alone."""

from __future__ import annotations

import json
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from captioner.captions import About, cut, profile_of
from captioner.captions.profiles import PROFILES, at_frame_rate
from captioner.errors import OptionError
from captioner.publish.formats import FORMATS, CaptionFormat
from captioner.publish.kept import Kept
from captioner.publish.kept.chapters import chapters_of
from captioner.publish.parts import excerpt
from captioner.publish.parts.captions import write_captions
from captioner.publish.parts.part import Part as FilePart
from captioner.publish.parts.part import parts_of
from captioner.publish.settings import Excerpt
from captioner.text.vtt_reader import read_vtt
from captioner.timeline import Timeline, record
from tests.publish.books import Part, kept_book, kept_timeline, material_of
from tests.strategies import timelines, tried

CAPTIONS = [name for name, row in FORMATS.items() if isinstance(row, CaptionFormat)]


def parts(folder: Path, longest_ms: int, *book: Part) -> tuple[list[tuple[str, float]], list[str]]:
    """The names of parts and how many seconds they last, and warnings."""
    material = material_of(kept_book(folder, *book), max_file_ms=longest_ms)
    found, warnings = parts_of(material)
    assert [found[0].start, *(one.end for one in found)][:-1] == [one.start for one in found]
    assert found[-1].end == material.kept.end.frames
    return [(one.name, (one.end - one.start) / 8000) for one in found], warnings


def test_a_chapter_that_is_not_too_long_is_one_part(tmp_path: Path) -> None:
    found, warnings = parts(tmp_path, 60_000, Part("One"), Part("Two"))
    assert [name for name, _ in found] == ["01-one", "02-two"]
    assert not warnings


def test_a_long_one_is_split_at_sections_before_paragraphs_before_sentences(tmp_path: Path) -> None:
    long = Part("One", paragraphs=((5, 5), (5, 5)))
    book = (long, Part("Scene", 2, ((5, 5), (5, 5))), Part("Two"))
    found, _ = parts(tmp_path, 40_000, *book)
    assert [name for name, _ in found] == ["01a-one", "01b-one", "02-two"]
    # One section each, though the first would have had room for a paragraph of the second.
    assert [round(seconds) for _, seconds in found] == [24, 25, 5]
    found, _ = parts(tmp_path, 14_000, long, Part("Two"))
    assert [round(seconds) for _, seconds in found] == [13, 12, 5]
    found, _ = parts(tmp_path, 8_000, Part("One", paragraphs=((5, 5, 5),)), Part("Two"))
    assert [round(seconds) for _, seconds in found] == [7, 5, 6, 5]


def test_a_sentence_longer_than_a_file_may_be_is_told(tmp_path: Path) -> None:
    found, warnings = parts(tmp_path, 4_000, Part("One", paragraphs=((3, 9, 3),)), Part("Two"))
    assert max(seconds for _, seconds in found) > 9
    assert warnings == [
        "--max-file: s01-003 is one sentence of 9.3 s, longer than a file of 4.0 s may be"
    ]


@settings(tried, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.lists(st.lists(st.integers(1, 9), min_size=1, max_size=4), min_size=1, max_size=3),
             min_size=1, max_size=3),
    st.integers(11_000, 60_000),
)  # fmt: skip
def test_no_part_is_longer_than_it_may_be(
    tmp_path: Path, book: list[list[list[int]]], longest_ms: int
) -> None:
    told = [Part(f"S{number}", 1, paragraphs) for number, paragraphs in enumerate(book)]
    found, warnings = parts(tmp_path, longest_ms, *told)
    assert not warnings
    assert max(seconds for _, seconds in found) * 1000 <= longest_ms


# ---------------------------------------------------------------- captions of parts


def written(parts: list[FilePart], kept: Kept, about: About) -> dict[str, str]:
    """The WebVTT of each part."""
    texts: defaultdict[str, str] = defaultdict(str)

    def take(part: FilePart, name: str, text: str) -> None:
        assert name == "vtt"
        texts[part.name] += text

    write_captions(kept, parts, {"vtt": about}, take)
    return texts


@settings(tried, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    timelines(), st.sampled_from(PROFILES), st.sampled_from((None, Fraction(25))),
    st.sampled_from((0, 36_000_000)),
)  # fmt: skip
def test_a_cue_of_a_chapter_and_when_that_begins_is_the_cue_of_the_whole_to_the_millisecond(
    tmp_path: Path, timeline: Timeline, name: str, fps: Fraction | None, offset_ms: int
) -> None:
    numbers = sorted({placed.sentence.section for placed in timeline.placed})
    sections = [record.SectionLine(number, f"Chapter {number}") for number in numbers]
    kept = kept_timeline(tmp_path, timeline, sections)
    profile = profile_of(name)
    about = About(
        timeline.rate, offset_ms=offset_ms, profile=at_frame_rate(profile, fps) if fps else profile
    )
    chapters = [
        FilePart(str(chapter.number), chapter.title, chapter.start, chapter.end)
        for chapter in chapters_of(kept, 1)
    ]
    whole = [
        (*about.span_ms(cue), list(cue.texts), cue.identifier)
        for cue in cut(timeline, about.profile)
    ]
    texts = written(chapters, kept, about)

    found = []
    for part in chapters:
        begins_ms, rest = divmod(part.start * 1000, timeline.rate)
        if rest:  # There was no silence in which it could begin on a whole one.
            return
        ends_ms = part.end * 1000 / timeline.rate
        cues = read_vtt(texts[part.name], Path("x.vtt")).cues if "-->" in texts[part.name] else ()
        for cue in cues:
            found.append((cue.start_ms + begins_ms, cue.end_ms + begins_ms, cue.identifier))
            assert cue.start_ms >= offset_ms
            assert cue.end_ms + begins_ms - offset_ms <= max(ends_ms + 1, found[-1][0] + 1)
    edges = {part.start * 1000 // timeline.rate + offset_ms for part in chapters}
    assert [identifier for *_, identifier in found] == [identifier for *_, identifier in whole]
    for (start, end, _), (start_there, end_there, *_) in zip(found, whole, strict=True):
        assert start == start_there or (start in edges and start_there < start)
        assert end == end_there or end < end_there


def test_captions_of_parts_are_written_in_every_format(tmp_path: Path) -> None:
    kept = kept_book(tmp_path, Part("One"), Part("Two & three"))
    material = material_of(kept)
    found, _ = parts_of(material)
    texts: defaultdict[tuple[str, str], str] = defaultdict(str)

    def take(part: FilePart, name: str, text: str) -> None:
        texts[part.name, name] += text

    write_captions(kept, found, {name: material.about(name) for name in CAPTIONS}, take)
    assert set(texts) == {(part.name, name) for part in found for name in CAPTIONS}
    assert json.loads(texts["02-two-three", "json"])["segments"][0]["startTime"] == 0.5
    assert "<ttm:title>Two &amp; three</ttm:title>" in texts["02-two-three", "ttml"]


def test_a_cue_of_two_sentences_is_shared_where_a_part_ends_between_them(tmp_path: Path) -> None:
    kept = kept_book(tmp_path, Part("", paragraphs=((1, 1, 1, 1),)))
    lines = list(kept.sentences())
    middle = (lines[0].end + lines[1].start) // 2
    halves = [FilePart("1", "", 0, middle), FilePart("2", "", middle, kept.end.frames)]
    about = About(8000, profile=profile_of("netflix"))
    texts = written(halves, kept, about)
    first, second = (read_vtt(texts[name], Path("x.vtt")).cues for name in "12")
    assert [cue.lines for cue in first] == [("Sentence 1.",)]
    assert " ".join(second[0].lines).startswith("Sentence 2.")


# ---------------------------------------------------------------- excerpts


def excerpted(folder: Path, chosen: Excerpt, *book: Part) -> tuple[float, float]:
    material = material_of(kept_book(folder, *book), ["srt"], excerpt=chosen)
    (part,) = excerpt.plan(material).parts
    assert part.name == "tale.excerpt"
    return part.start / 8000, part.end / 8000


BOOK = (Part(), Part("One", paragraphs=((5, 5), (5,))), Part("Two"))


def test_an_excerpt_begins_with_the_first_chapter_proper_and_ends_with_a_sentence(
    tmp_path: Path,
) -> None:
    start, end = excerpted(tmp_path, Excerpt(14_000), *BOOK)
    lines = {line.context: line for line in kept_book(tmp_path, *BOOK).sentences()}
    assert start == lines["s02-001"].start / 8000 - 0.5
    assert lines["s02-003"].end < end * 8000 < lines["s02-004"].start
    assert end - start <= 14


def test_it_may_begin_elsewhere_at_the_next_sentence_and_last_to_the_end(tmp_path: Path) -> None:
    start, end = excerpted(tmp_path, Excerpt(600_000, 5_000), *BOOK)
    kept = kept_book(tmp_path, *BOOK)
    following = next(line for line in kept.sentences() if line.start >= 5 * 8000)
    assert following.start / 8000 - 0.5 <= start <= following.start / 8000
    assert end == kept.end.frames / 8000


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        (Excerpt(500), "no sentence ends that soon; the first one ends after 1.9 s"),
        (Excerpt(500, 900_000), "no sentence begins after that; all of it is 27.1 s long"),
    ],
)
def test_an_excerpt_that_cannot_be_is_told(tmp_path: Path, chosen: Excerpt, says: str) -> None:
    with pytest.raises(OptionError) as error:
        excerpted(tmp_path, chosen, *BOOK)
    assert str(error.value) == f"--excerpt: {says}"
