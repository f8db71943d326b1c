"""Anybody's captions as the tracks of a video hold them."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from captioner.errors import DocumentError, OptionError
from captioner.publish.video.shown import ShownCue, one_at_a_time, payload, read_captions
from tests.strategies import tried


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_the_language_is_told_by_the_option_the_file_or_its_name(tmp_path: Path) -> None:
    srt = "1\n00:00:01,000 --> 00:00:02,000\nHi\n"
    vtt = "WEBVTT\nLanguage: fr\n\n00:01.000 --> 00:02.000\nHi\n"
    named = written(tmp_path / "talk.pt-BR.srt", srt)
    assert read_captions(named).lang == "pt-BR"
    assert read_captions(named, "de").lang == "de"
    assert read_captions(written(tmp_path / "talk.en.vtt", vtt)).lang == "fr"
    assert read_captions(written(tmp_path / "talk.final.srt", srt)).lang == ""


def test_markup_is_left_out_and_told_once(tmp_path: Path) -> None:
    text = "1\n00:00:01,000 --> 00:00:02,000\n<i>Ships</i> &amp; {\\an8}2 < 3\n\n"
    track = read_captions(written(tmp_path / "a.srt", text * 2))
    assert next(cue.lines for cue in track.cues) == ("Ships & 2 < 3", "Ships & 2 < 3")
    assert track.notes == (f"{tmp_path / 'a.srt'}: italics, colours and the like are left out",)


def test_what_no_player_would_show_is_told_with_its_line(tmp_path: Path) -> None:
    text = "stray\n\n1\n00:00:01,000 --> 00:00:02,000\nHi\n\n3\n00:00:03,000 --> 00:00:03,000\nNo"
    path = written(tmp_path / "a.srt", text)
    first, second = read_captions(path).notes
    assert first.startswith(f"{path}:1: ")
    assert second == f"{path}: 1 cues without text or time are left out"


def test_files_that_are_no_captions_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"captions are read from \.srt or \.vtt"):
        read_captions(tmp_path / "a.ass")
    with pytest.raises(DocumentError, match="there are no captions in it"):
        read_captions(written(tmp_path / "a.vtt", "WEBVTT\n"))
    with pytest.raises(DocumentError, match="there is no such file"):
        read_captions(tmp_path / "none.srt")


def test_each_kind_of_track_has_its_own_markup() -> None:
    cue = ShownCue(0, 1000, ("a < b", "c & d"), "Ann & Bob")
    assert payload(cue, "subrip") == b"a < b\nc & d"
    assert payload(cue, "mov_text") == b"\0\x0ba < b\nc & d"
    assert payload(cue, "webvtt") == b"<v Ann &amp; Bob>a &lt; b\nc &amp; d</v>"


spans = st.tuples(st.integers(0, 30), st.integers(1, 10), st.sampled_from("abc"))


@tried
@given(told=st.lists(spans, max_size=8))
def test_captions_that_are_seen_together_become_one_after_the_other_and_nothing_is_lost(
    told: list[tuple[int, int, str]],
) -> None:
    cues = sorted(
        (ShownCue(start, start + length, (text,)) for start, length, text in told),
        key=lambda cue: cue.start_ms,
    )
    found = list(one_at_a_time(cues))
    for before, after in pairwise(found):
        assert before.end_ms <= after.start_ms
    for ms in range(41):
        due = sorted(line for c in cues if c.start_ms <= ms < c.end_ms for line in c.lines)
        seen = sorted(line for c in found if c.start_ms <= ms < c.end_ms for line in c.lines)
        assert seen == due
