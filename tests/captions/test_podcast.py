"""The podcast transcript, read back as JSON."""

from __future__ import annotations

import pytest
from hypothesis import given

from captioner.captions import About, Cue, PodcastJson
from tests.captions.making import captions, cue_of, written
from tests.captions.readers import by_json
from tests.strategies import ADVERSARIES, tried


@tried
@given(captions())
def test_json_read_back_has_every_cue_with_exact_text_speaker_and_times_to_the_millisecond(
    made: tuple[About, list[Cue]],
) -> None:
    about, cues = made
    for cue, back in zip(cues, by_json(written(PodcastJson, cues, about)), strict=True):
        assert (back.start, back.end) == about.span_ms(cue)
        whole = "".join(word.text for line in cue.lines for word in line)
        assert back.lines == (whole.rstrip(),)
        assert back.speaker == cue.speaker


@pytest.mark.parametrize("text", [*ADVERSARIES, '"', "\\", "\u2028", "\x01"])
def test_any_text_is_read_back_as_it_is(text: str) -> None:
    cue = Cue("s01-001", 0, 1000, (cue_of("x").lines[0][:0] + cue_of(f"<{text}>").lines[0],))
    (back,) = by_json(written(PodcastJson, [cue]))
    assert back.lines == ("".join(word.text for word in cue.lines[0]),)


def test_seconds_are_exact_decimals_at_any_hour() -> None:
    cues = [cue_of("x", start=h * 3_600_000 + 59_999, end=h * 3_600_000 + 60_100) for h in (0, 999)]
    text = written(PodcastJson, cues)
    assert '"startTime":59.999,"endTime":60.100' in text
    assert '"startTime":3596459.999,"endTime":3596460.100' in text
    assert [cue.start for cue in by_json(text)] == [59_999, 3_596_459_999]


def test_no_cues_are_valid_json_too() -> None:
    assert by_json(written(PodcastJson, [])) == []
