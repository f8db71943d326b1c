"""A finished output is known by what it was made from, and by nobody having touched it since."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from captioner.local import serving
from captioner.protocol import Voice
from captioner.publish.folder import narrate_document
from captioner.publish.kept import finished
from captioner.text import read
from tests.fakes import MarkedVoice


@pytest.fixture
async def timeline(tmp_path: Path) -> Path:
    path = tmp_path / "x.md"
    path.write_text("# One\n\nHello there.\n", "utf-8")
    async with serving(MarkedVoice()) as service:
        narration = await narrate_document(
            read(path), service, Voice("en-us"), tmp_path / "out", formats=("wav", "srt"),
            made_from="a recipe",
        )  # fmt: skip
    return narration.timeline


async def test_a_run_like_the_one_that_made_it_finds_all_finished(timeline: Path) -> None:
    end = finished(timeline, "a recipe")

    assert end is not None
    assert sorted(end.files) == ["x.srt", "x.wav"]
    assert finished(timeline, "another recipe") is None


async def test_what_was_edited_removed_or_cut_is_not_finished(timeline: Path) -> None:
    captions = timeline.with_name("x.srt")
    text = captions.read_bytes()
    later = timeline.stat().st_mtime_ns + 10**9
    captions.write_bytes(text.replace(b"Hello", b"HELLO"))
    os.utime(captions, ns=(later, later))
    assert finished(timeline, "a recipe") is None
    captions.unlink()
    assert finished(timeline, "a recipe") is None
    captions.write_bytes(text[:-1])
    os.utime(captions, ns=(0, 0))
    assert finished(timeline, "a recipe") is None
    captions.write_bytes(text)
    os.utime(captions, ns=(0, 0))
    assert finished(timeline, "a recipe") is not None


async def test_where_there_is_no_whole_timeline_nothing_is_finished(timeline: Path) -> None:
    assert finished(timeline.with_name("y.timeline.jsonl"), "a recipe") is None
    whole = timeline.read_bytes()
    for torn in (b"", whole[:-20], b"\xff\n", whole.rsplit(b"\n", 2)[0]):
        timeline.write_bytes(torn)
        assert finished(timeline, "a recipe") is None
