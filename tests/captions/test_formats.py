"""What all formats have in common."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.captions import About, CaptionWriter, Cue
from captioner.publish.formats import FORMATS, CaptionFormat
from tests.captions.making import captions, cue_of, written
from tests.strategies import tried

WRITERS = {name: row.writer for name, row in FORMATS.items() if isinstance(row, CaptionFormat)}
EACH = pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)


@tried
@given(captions(), st.integers(0, 9))
def test_cues_written_in_pieces_are_the_same_file_as_written_at_once(
    made: tuple[About, list[Cue]], at: int
) -> None:
    about, cues = made
    for writer in WRITERS.values():
        pieces, whole = writer(about), writer(about)
        bit_by_bit = pieces.head() + pieces.cues(cues[:at]) + pieces.cues(cues[at:]) + pieces.end()
        assert bit_by_bit == whole.head() + whole.cues(cues) + whole.end()
        assert pieces.warnings() == whole.warnings()
        assert bit_by_bit.encode().decode() == bit_by_bit
        assert not bit_by_bit or bit_by_bit.endswith("\n")


def test_no_two_files_of_a_document_have_one_name_and_none_has_that_of_a_document() -> None:
    suffixes = [row.suffix for row in FORMATS.values()]
    assert len(set(suffixes)) == len(suffixes)
    assert not {"txt", "md", "timeline.jsonl"} & set(suffixes)


@EACH
def test_a_file_without_cues_is_one_of_its_format_still(
    writer: Callable[[About], CaptionWriter],
) -> None:
    assert "s01" not in written(writer, [])


@EACH
def test_what_is_lost_is_told_once_with_its_number_and_its_first_place(
    writer: Callable[[About], CaptionWriter],
) -> None:
    made = writer(About(1000, title="Of < and ]"))
    for number in range(3):
        start = (99 + number) * 3_600_000
        shown = "=A <b> {x} \\N C:\\{ --> &amp; [12:34] \x01"
        made.cues([cue_of(shown, start=start, end=start + 900, name=f"s01-{number:03}",
                          paragraph=number, speaker="Ada, the first")])  # fmt: skip
    made.end()
    warnings = made.warnings()
    assert len(set(warnings)) == len(warnings)
    for warning in warnings:
        assert warning.endswith(("(in 3 cues, first in s01-000)", "(in s01-000)", "(in the title)"))


@EACH
def test_plain_text_by_a_narrator_loses_nothing(
    writer: Callable[[About], CaptionWriter],
) -> None:
    made = writer(About(1000, title="A title"))
    made.cues([cue_of("Nothing here is odd,", "or needs any escape.")])
    made.end()
    assert made.warnings() == []


@pytest.mark.parametrize("rate", [8000, 22050, 44100, 48000])
@pytest.mark.parametrize("a_second", [100, 1000, 1_000_000])
def test_a_moment_is_rounded_once_whatever_the_clock(rate: int, a_second: int) -> None:
    about = About(rate, offset_ms=3_599_999)
    for frame in (0, 1, rate // 3, rate - 1, rate, 360_000 * rate + 1):
        exact = Fraction(frame * 1000 + about.offset_ms * rate) * a_second
        assert abs(about.ticks(frame, a_second) * rate * 1000 - exact) * 2 <= rate * 1000
