"""Where chapters begin, and what belongs to which."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from captioner.publish.kept.chapters import Chapter, boundary, chapters_of
from captioner.timeline import Pauses
from captioner.timeline.layout import moment_step
from tests.publish.books import Part, kept_book
from tests.strategies import tried

ONLY_A_HEADING: tuple[()] = ()


def found(folder: Path, *parts: Part, level: int | None = None, lang: str = "en") -> list[str]:
    """Chapters as `title: sections`."""
    chapters = chapters_of(kept_book(folder, *parts, lang=lang), level)
    assert [chapter.number for chapter in chapters] == list(range(1, len(chapters) + 1))
    return [f"{one.title}: {' '.join(map(str, one.sections))}" for one in chapters]


def test_chapters_begin_at_the_highest_level_that_has_more_than_one_heading(tmp_path: Path) -> None:
    book = (Part("Book"), Part("One", 2), Part("Scene", 3), Part("Two", 2), Part("Scene", 3))
    assert found(tmp_path, *book) == ["Book: 1", "One: 2 3", "Two: 4 5"]
    assert found(tmp_path, *book, level=1) == ["Book: 1 2 3 4 5"]
    assert len(found(tmp_path, *book, level=3)) == 5


def test_a_title_that_holds_only_its_heading_belongs_to_the_first_chapter(tmp_path: Path) -> None:
    title = Part("Book", 1, ONLY_A_HEADING)
    assert found(tmp_path, title, Part("One", 2), Part("Two", 2)) == ["One: 1 2", "Two: 3"]


def test_so_does_the_heading_of_a_part_to_the_chapter_after_it(tmp_path: Path) -> None:
    part = Part("Part", 1, ONLY_A_HEADING)
    book = (part, Part("One", 2), Part("Two", 2), part, Part("Three", 2))
    assert found(tmp_path, *book, level=2) == ["One: 1 2", "Two: 3", "Three: 4 5"]


def test_a_heading_at_the_very_end_belongs_to_the_last_chapter(tmp_path: Path) -> None:
    book = (Part("One"), Part("Two"), Part("The end", 1, ONLY_A_HEADING))
    assert found(tmp_path, *book) == ["One: 1", "Two: 2 3"]
    assert found(tmp_path, *book[2:], *book[2:]) == ["The end: 1 2"]


def test_what_stands_before_the_first_heading_is_a_chapter_without_a_title(tmp_path: Path) -> None:
    assert found(tmp_path, Part(), Part("One", 2), Part("Two", 2)) == [": 1", "One: 2", "Two: 3"]


def test_without_headings_all_is_one_chapter(tmp_path: Path) -> None:
    assert found(tmp_path, Part()) == [": 1"]
    assert found(tmp_path, Part("Alone")) == ["Alone: 1"]


def test_levels_may_be_skipped(tmp_path: Path) -> None:
    book = (Part("Book", 1), Part("One", 4), Part("Deep", 6), Part("Two", 4))
    assert found(tmp_path, *book) == ["Book: 1", "One: 2 3", "Two: 4"]


def test_credits_are_chapters_whatever_their_level(tmp_path: Path) -> None:
    opening = Part("Opening credits", 5, number=0, heading=False)
    closing = Part("Closing credits", 5, heading=False)
    title = Part("Book", 1, ONLY_A_HEADING, number=1)
    book = (opening, title, Part("One", 2, number=2), Part("Two", 2, number=3), closing)
    assert found(tmp_path, *book, level=1) == [
        "Opening credits: 0", "Book: 1 2 3", "Closing credits: 5"
    ]  # fmt: skip
    assert found(tmp_path, *book) == [
        "Opening credits: 0", "One: 1 2", "Two: 3", "Closing credits: 5"
    ]  # fmt: skip


def test_a_chapter_of_that_name_with_a_heading_of_its_own_is_no_credits(tmp_path: Path) -> None:
    kept = kept_book(tmp_path, Part("One"), Part("Vorspann", 2), Part("Abspann", 2), lang="de")
    assert not any(chapter.is_credits for chapter in chapters_of(kept, 1))
    kept = kept_book(tmp_path, Part("One"), Part("Abspann", 2, heading=False), lang="de")
    assert [chapter.is_credits for chapter in chapters_of(kept, 1)] == [False, True]


@pytest.mark.parametrize("rate", [8000, 11025, 22050, 24000, 44100, 48000])
def test_a_chapter_begins_half_a_second_before_its_heading_on_a_whole_moment(
    tmp_path: Path, rate: int
) -> None:
    kept = kept_book(tmp_path, Part("One", paragraphs=((1.2345,),)), Part("Two"), rate=rate)
    one, two = chapters_of(kept)
    heading = next(line for line in kept.sentences() if line.context == "s02-001")
    assert (one.start, one.end, two.end) == (0, two.start, kept.end.frames)
    assert two.start * 100 % rate == 0
    assert 0.5 <= (heading.start - two.start) / rate < 0.541


def test_in_a_short_silence_it_begins_in_the_middle_and_without_one_at_the_heading(
    tmp_path: Path,
) -> None:
    for pause_ms, lead_ms in ((600, 300), (250, 100), (0, 0)):
        kept = kept_book(tmp_path, Part("One"), Part("Two"), pauses=Pauses(section_ms=pause_ms))
        heading = next(line for line in kept.sentences() if line.context == "s02-001")
        assert (heading.start - chapters_of(kept)[1].start) / 8 == lead_ms


@tried
@given(st.data(), st.sampled_from((8000, 11025, 22050, 44100)))
def test_a_cut_lies_in_the_silence_and_on_a_whole_moment_if_there_is_one(
    data: st.DataObject, rate: int
) -> None:
    start = data.draw(st.integers(0, 10 * rate))
    before = data.draw(st.integers(0, start))
    at = boundary(start, before, rate)
    step = moment_step(rate)
    assert before <= at <= start
    assert at % step == 0 or (start // step * step < before and at == start)


@settings(tried, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(("", "A", "B")), st.integers(1, 6), st.booleans()), max_size=6
    )
)
def test_chapters_cover_all_of_the_timeline_and_every_section_once(
    tmp_path: Path, told: list[tuple[str, int, bool]]
) -> None:
    book = [Part(title, level, ((1,),) if body or not title else ()) for title, level, body in told]
    kept = kept_book(tmp_path, *(book or [Part()]))
    chapters = chapters_of(kept)
    assert [number for one in chapters for number in one.sections] == list(
        range(1, len(book or [0]) + 1)
    )
    edges = [0, *(one.end for one in chapters)]
    assert [one.start for one in chapters] == edges[:-1]
    assert edges[-1] == kept.end.frames
    assert isinstance(chapters[0], Chapter)
